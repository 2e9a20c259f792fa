// Ends a generation's holds: what was used is captured, the rest is freed; and watches whether providers bill what was quoted. The one place where the durable and the live path touch money at the end.
import type { Clock } from "../clock.ts";
import type { Tx } from "../db/db.ts";
import type { Events } from "../events/events.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Prices } from "../prices/prices.ts";
import type { GenerationState, Problem } from "../spec/generation.ts";
import type { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { type Bill, DRIFT } from "../spec/price.ts";
import * as store from "./store.ts";
import { eventOf, problemOf } from "./view.ts";

/** How it ended, for the ledger to say in words. */
export interface Ended {
  status: GenerationState;
  error: Problem | null;
}

const short = (text: string) => (text.length > LIMITS.noteChars ? `${text.slice(0, LIMITS.noteChars - 1)}…` : text);
const words = ({ status, error }: Ended) => (error ? `${error.title}. ${error.detail}` : status);

/**
 * Captures so many micros from the generation's open holds and releases what is left. Returns what its user pays in whole micros: never more than
 * was held. What the provider asks beyond that is the operator's overage entry. What arrived is captured even where it cost nothing, since budgets
 * count generations; where nothing arrived all is released, and the entry says why.
 */
export async function settleHolds(
  { ledger }: { ledger: Ledger },
  tx: Tx,
  org: string,
  generation: string,
  micro: number,
  ended: Ended,
): Promise<number> {
  const arrived = micro > 0 || ended.status === "succeeded" || ended.status === "partial";
  let captured: number | null = null;
  for (const hold of await ledger.openHolds(tx, org, generation)) {
    if (arrived && captured === null) {
      const note = ended.error ? short(`not all arrived: ${words(ended)}`) : null;
      captured = (await ledger.capture(tx, { hold: hold.id, micro, idem: `capture:${hold.id}`, note })).capturedMicro;
    } else {
      const note = arrived ? "what was held beside it was not needed" : short(`nothing arrived: ${words(ended)}`);
      await ledger.release(tx, { hold: hold.id, idem: `release:${hold.id}`, note });
    }
  }
  return captured ?? 0;
}

/** As much of a chat's row as its end needs. */
export type Chat = Pick<store.GenerationRow, "id" | "org" | "part_of">;

/** Ends a chat of which nothing came: its hold goes back, and its row says why. Who was being asked, and is not heard any more, may have done it. */
export async function giveUpChat(deps: { ledger: Ledger; events: Events; clock: Clock }, tx: Tx, row: Chat, error: AppError): Promise<void> {
  const status = error.code === "generation.canceled" ? "canceled" : "failed";
  const problem = problemOf(error.code, error.detail);
  for (const attempt of (await store.attemptsOf(tx, row.org, [row.id])).filter((each) => each.ended_at === null))
    await store.updateAttempt(tx, row.org, attempt.id, { status: "unknown", charged: "unknown", ended_at: deps.clock.now() });
  await settleHolds(deps, tx, row.org, row.id, 0, { status, error: problem });
  await store.updateGeneration(tx, row.org, row.id, { status, settled_micro: 0, error: JSON.stringify(problem), ended_at: deps.clock.now() });
  await deps.events.append(tx, { org: row.org, subject: row.id, type: eventOf(row, status) });
}

/** Tells, once for each version of a price, that a provider bills something else than our price says. Part of the attempt's last transaction. */
export async function watchPrice(
  { prices, events }: { prices: Prices; events: Events },
  tx: Tx,
  org: string,
  offer: string,
  { priceVersion, ownMicro, providerMicro }: Omit<Bill, "micro">,
): Promise<void> {
  // Most bills agree, and cost no look at the others.
  if (priceVersion === null || ownMicro === null || providerMicro === null || Math.abs(providerMicro - ownMicro) <= DRIFT.share * ownMicro) return;
  const drift = await prices.check(tx, org, offer, priceVersion, await store.billsOf(tx, org, offer, DRIFT.bills));
  if (drift) await events.append(tx, { org, subject: offer, type: "price.drift", data: drift });
}
