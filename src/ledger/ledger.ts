// Money is held, then captured or released: double entry in whole micros, once per idempotency key. Knows no prices, and not what a generation is.
import type { Clock } from "../clock.ts";
import type { Query, Tx } from "../db/db.ts";
import { AppError } from "../spec/error.ts";
import type { Balance, LedgerEntry } from "../spec/http.ts";
import { LIMITS } from "../spec/limits.ts";
import { createBudgets } from "./budgets.ts";
import { dollars, keyRefusal, organizationRefusal } from "./refusals.ts";
import * as store from "./store.ts";
import { verify } from "./verify.ts";
import { entryOf, type Hold, holdOf, type HoldState, type KeyBalance, keyBalanceOf } from "./views.ts";

export type { BudgetState } from "./budgets.ts";
export type { Hold, HoldState, KeyBalance } from "./views.ts";

export interface NewHold {
  org: string;
  /** Null for the studio's session: then what binds the organization alone counts. */
  apiKey: string | null;
  generation: string;
  micro: number;
  /** False for a further hold of a generation that has one: it is not another generation to the budgets that count them. */
  counted?: boolean;
  expiresAt: number;
  idem: string;
}

export interface EndOfHold {
  /** The hold's id, as `hold` or `openHolds` gave it: it tells the organization too. */
  hold: string;
  idem: string;
  note?: string | null;
}

/** How many holds one call of `expire` ends at most, so that its transaction stays short. */
export const EXPIRE_AT_ONCE = 200;

/**
 * The accounts. Value moves from the credited account to the debited one, so an account's balance is its debits less its credits,
 * and all of them together are always zero. `house:` is the operator; a cost that no hold covers is the operator's, never the user's.
 */
const ACCOUNTS = {
  available: (org: string) => `org:${org}`,
  held: (org: string) => `held:${org}`,
  spent: (org: string) => `spent:${org}`,
  funding: "house:funding",
  overage: "house:overage",
  providers: "house:providers",
} as const;

function checkAmount(field: string, value: number | null): void {
  if (value === null || (Number.isSafeInteger(value) && value >= 0)) return;
  throw new AppError("request.invalid", `${field} must be a whole number of micros, 0 or more, not ${value}.`, { field });
}

function checkIdem(idem: string): void {
  if (idem === "") throw new AppError("request.invalid", "idem must not be empty.", { field: "idem" });
}

const unopened = (what: string) => new AppError("internal", `The ledger has no account for this ${what}. It must be opened before it can be used.`);
const NOBODY = { project: null, member: null };
const reused = () => new AppError("request.conflict", "The same idempotency key was used before, for something else.", { field: "idem" });

export function createLedger({ clock }: { clock: Clock }) {
  const { take, settle: settleBudgets, ...budgets } = createBudgets({ clock });

  type Line = Pick<store.EntryRow, "org" | "kind" | "debit" | "credit" | "micro"> & Partial<store.EntryRow>;
  const entry = (line: Line): store.EntryRow => ({
    id: clock.id("ent"),
    hold: null,
    generation: null,
    api_key: null,
    note: null,
    idem: null,
    at: clock.now(),
    ...line,
  });
  const about = (hold: store.HoldRow) => ({ org: hold.org, hold: hold.id, generation: hold.generation, api_key: hold.api_key });

  /**
   * The journal is its own record of what was asked: the first entry of a call carries its idempotency key, and is written before anything else.
   * Returns the entry of an earlier call with that key, or null where this is the first.
   */
  async function claim(tx: Tx, row: store.EntryRow): Promise<store.EntryRow | null> {
    if ((await store.insertEntries(tx, [row])) === 1) return null;
    const earlier = await store.entryByIdem(tx, row.org, row.idem!);
    if (
      !earlier ||
      earlier.kind !== row.kind ||
      earlier.micro !== row.micro ||
      earlier.generation !== row.generation ||
      earlier.api_key !== row.api_key
    )
      throw reused();
    return earlier;
  }

  /** Opens an organization's account; one that is open stays as it is. The floor is what its balance less its holds may not pass; null is none. */
  async function open(
    tx: Tx,
    { org, floorMicro, ceilingMicro }: { org: string; floorMicro: number | null; ceilingMicro: number | null },
  ): Promise<void> {
    if (floorMicro !== null && !Number.isSafeInteger(floorMicro))
      throw new AppError("request.invalid", `floorMicro must be a whole number of micros, not ${floorMicro}.`, { field: "floorMicro" });
    checkAmount("ceilingMicro", ceilingMicro);
    await store.open(tx, org, floorMicro, ceilingMicro, clock.now());
  }

  /** Opens a key's account, with whose it is; one that is open stays as it is. */
  async function openKey(
    tx: Tx,
    key: { org: string; apiKey: string; ceilingMicro: number | null; project?: string | null; member?: string | null },
  ): Promise<void> {
    checkAmount("ceilingMicro", key.ceilingMicro);
    const { project = null, member = null } = key;
    await store.openKey(tx, { org: key.org, api_key: key.apiKey, ceiling_micro: key.ceilingMicro, project, member });
  }

  /** The most that may be spent and held together, by the organization or by one key. What is held already stays. */
  async function setCeiling(
    tx: Tx,
    { org, apiKey, ceilingMicro }: { org: string; apiKey?: string | null; ceilingMicro: number | null },
  ): Promise<void> {
    checkAmount("ceilingMicro", ceilingMicro);
    const changed = apiKey ? await store.setKeyCeiling(tx, org, apiKey, ceilingMicro) : await store.setCeiling(tx, org, ceilingMicro);
    if (changed === 0) throw unopened(apiKey ? "key" : "organization");
  }

  /** Adds funds that the operator received or grants. */
  async function fund(tx: Tx, { org, micro, idem, note }: { org: string; micro: number; idem: string; note?: string | null }): Promise<void> {
    checkAmount("micro", micro);
    checkIdem(idem);
    const row = entry({ org, kind: "fund", debit: ACCOUNTS.available(org), credit: ACCOUNTS.funding, micro, note: note ?? null, idem });
    if (await claim(tx, row)) return;
    if ((await store.fund(tx, org, micro)) === 1) return;
    await store.deleteEntry(tx, org, row.id);
    if (!(await store.balance(tx, org))) throw unopened("organization");
    throw new AppError("request.invalid", "The amount is more than the ledger can hold.", { field: "micro" });
  }

  /** Sets aside and tells for whom; or tells why not, and undoes what of it was done, so that the caller may go on in the same transaction. */
  async function setAside(tx: Tx, { org, apiKey, micro, counted }: NewHold, at: number): Promise<AppError | store.Holder> {
    const balance = await store.setAside(tx, org, micro);
    if (!balance) {
      const row = await store.balance(tx, org);
      return row ? organizationRefusal(row, micro) : unopened("organization");
    }
    const key = apiKey === null ? NOBODY : await store.setAsideKey(tx, org, apiKey, micro);
    const undo = { org, held: micro, captured: 0, overage: 0 };
    if (!key) {
      await store.settle(tx, { ...undo, api_key: null });
      const row = await store.keyBalance(tx, org, apiKey!);
      return row ? keyRefusal(row, micro) : unopened("key");
    }
    const holder = { org, api_key: apiKey, project: key.project, member: key.member };
    const refusal = balance.budgets === 0 ? null : await take(tx, holder, micro, counted === false ? 0 : 1, at);
    if (refusal) await store.settle(tx, { ...undo, api_key: apiKey });
    return refusal ?? holder;
  }

  /**
   * Puts money aside. Throws `credits.insufficient` where the balance less its holds would pass the floor, `credits.ceiling` where what is spent and
   * held would pass the organization's or the key's ceiling, `credits.budget` where a budget's limit would be passed; each leaves the transaction as
   * it was. Repeated, it returns the same hold as it is now.
   */
  async function hold(tx: Tx, wanted: NewHold): Promise<Hold> {
    const { org, apiKey, generation, micro, idem } = wanted;
    checkAmount("micro", micro);
    checkIdem(idem);
    const id = clock.id("hld");
    const now = clock.now();
    const row = entry({
      at: now,
      org,
      kind: "hold",
      debit: ACCOUNTS.held(org),
      credit: ACCOUNTS.available(org),
      micro,
      hold: id,
      generation,
      api_key: apiKey,
      idem,
    });
    const earlier = await claim(tx, row);
    if (earlier) return holdOf((await store.holdById(tx, earlier.hold!))!);
    const holder = await setAside(tx, wanted, now);
    if (holder instanceof AppError) {
      await store.deleteEntry(tx, org, row.id);
      throw holder;
    }
    const made: store.HoldRow = {
      ...holder,
      id,
      generation,
      micro,
      state: "open",
      captured_micro: 0,
      overage_micro: 0,
      expires_at: wanted.expiresAt,
      created_at: now,
      counted: wanted.counted === false ? 0 : 1,
    };
    await store.insertHold(tx, made);
    return holdOf(made);
  }

  async function known(tx: Tx, id: string): Promise<store.HoldRow> {
    const row = await store.holdById(tx, id);
    if (!row) throw new AppError("request.not_found", "There is no such hold.", { field: "hold" });
    return row;
  }

  /** Money first, budgets after: updating the balance is what keeps others out of the counters. */
  async function settle(tx: Tx, held: store.HoldRow, to: { state: HoldState; captured: number; overage: number }): Promise<void> {
    const count = await store.settle(tx, { org: held.org, api_key: held.api_key, held: held.micro, captured: to.captured, overage: to.overage });
    if (count > 0) await settleBudgets(tx, held, to.captured, to.state === "captured");
  }

  /** Ends an open hold and settles it; where it had ended, takes back the claim and refuses. */
  async function end(
    tx: Tx,
    claimed: store.EntryRow,
    held: store.HoldRow,
    to: { state: HoldState; captured: number; overage: number },
  ): Promise<void> {
    if ((await store.endHold(tx, held.org, held.id, { ...to, now: clock.now() })) === 0) {
      await store.deleteEntry(tx, held.org, claimed.id);
      const { state } = await known(tx, held.id);
      throw new AppError("request.conflict", `The hold was ${state} before, so it cannot be ${to.state} now.`, { field: "hold" });
    }
    await settle(tx, held, to);
  }

  /** Sums stay safe integers even where a provider reports nonsense; checked apart because it hardly ever happens. */
  async function checkOverage(tx: Tx, org: string, micro: number): Promise<void> {
    const row = await store.balance(tx, org);
    if (row && row.overage_micro > Number.MAX_SAFE_INTEGER - micro)
      throw new AppError("request.invalid", "The amount is more than the ledger can hold.", { field: "micro" });
  }

  /**
   * Takes what it really cost, which may be nothing, for what has arrived, and frees the rest. What exceeds the hold is entered as the operator's overage, so that the user never pays more than was quoted.
   * A hold that has been released or has expired is not captured: `request.conflict`.
   */
  async function capture(
    tx: Tx,
    { hold: id, micro, idem, note }: EndOfHold & { micro: number },
  ): Promise<{ capturedMicro: number; overageMicro: number }> {
    checkAmount("micro", micro);
    checkIdem(idem);
    const held = await known(tx, id);
    const { org } = held;
    const capturedMicro = Math.min(micro, held.micro);
    const overageMicro = micro - capturedMicro;
    if (overageMicro > 0) await checkOverage(tx, org, overageMicro);
    const row = entry({
      ...about(held),
      note: note ?? null,
      kind: "capture",
      debit: ACCOUNTS.spent(org),
      credit: ACCOUNTS.held(org),
      micro: capturedMicro,
      idem,
    });
    const earlier = await claim(tx, row);
    if (earlier) {
      const ended = await known(tx, id);
      if (earlier.hold !== id || ended.overage_micro !== overageMicro) throw reused();
      return { capturedMicro, overageMicro };
    }
    await end(tx, row, held, { state: "captured", captured: capturedMicro, overage: overageMicro });
    const rest = held.micro - capturedMicro;
    const further = [
      // ids after the capture's own, so that the journal reads in the order in which it happened
      ...(rest > 0
        ? [
            entry({
              ...about(held),
              id: `${row.id}a`,
              kind: "release",
              debit: ACCOUNTS.available(org),
              credit: ACCOUNTS.held(org),
              micro: rest,
              note: "it cost less than the quote that was held",
            }),
          ]
        : []),
      ...(overageMicro > 0
        ? [
            entry({
              ...about(held),
              id: `${row.id}b`,
              kind: "overage",
              debit: ACCOUNTS.overage,
              credit: ACCOUNTS.providers,
              micro: overageMicro,
              note: `the provider counts ${dollars(overageMicro)} more than the quote, which is a cap: the operator pays it`,
            }),
          ]
        : []),
    ];
    if (further.length > 0) await store.insertEntries(tx, further);
    return { capturedMicro, overageMicro };
  }

  /** Frees all of a hold. One that has been captured or has expired is not released: `request.conflict`. */
  async function release(tx: Tx, { hold: id, idem, note }: EndOfHold): Promise<{ releasedMicro: number }> {
    checkIdem(idem);
    const held = await known(tx, id);
    const { org } = held;
    const row = entry({
      ...about(held),
      kind: "release",
      debit: ACCOUNTS.available(org),
      credit: ACCOUNTS.held(org),
      micro: held.micro,
      note: note ?? null,
      idem,
    });
    const earlier = await claim(tx, row);
    if (earlier && earlier.hold !== id) throw reused();
    if (!earlier) await end(tx, row, held, { state: "released", captured: 0, overage: 0 });
    return { releasedMicro: held.micro };
  }

  /** A sweep over all organizations: frees holds that are past their time. Returns them; as many as EXPIRE_AT_ONCE means that there may be more. */
  async function expire(tx: Tx, now: number): Promise<Hold[]> {
    const due = (await store.expireDue(tx, now, EXPIRE_AT_ONCE)).sort((a, b) => (a.org < b.org ? -1 : a.org > b.org ? 1 : a.id < b.id ? -1 : 1));
    for (const held of due) {
      await settle(tx, held, { state: "expired", captured: 0, overage: 0 });
      const note = "nothing arrived: it did not end in the time for which money is held";
      const accounts = { debit: ACCOUNTS.available(held.org), credit: ACCOUNTS.held(held.org) };
      await store.insertEntries(tx, [entry({ ...about(held), ...accounts, kind: "expire", micro: held.micro, note })]);
    }
    return due.map(holdOf);
  }

  async function balance(q: Query, org: string): Promise<Balance> {
    const row = await store.balance(q, org);
    if (!row) throw unopened("organization");
    return {
      balanceMicro: row.available_micro + row.held_micro,
      heldMicro: row.held_micro,
      spentMicro: row.spent_micro,
      ceilingMicro: row.ceiling_micro,
    };
  }

  async function keyBalance(q: Query, org: string, apiKey: string): Promise<KeyBalance> {
    const row = await store.keyBalance(q, org, apiKey);
    if (!row) throw unopened("key");
    return keyBalanceOf(row);
  }

  /** Every key of an organization at once, for lists: key id → balance. */
  async function keyBalances(q: Query, org: string): Promise<Map<string, KeyBalance>> {
    return new Map((await store.keyBalances(q, org)).map((row) => [row.api_key, keyBalanceOf(row)]));
  }

  /** The journal, newest first. `cursor` is the `next` of the page before. */
  async function entries(
    q: Query,
    org: string,
    { cursor, limit }: { cursor?: string | null; limit: number },
  ): Promise<{ data: LedgerEntry[]; next: string | null }> {
    if (cursor && !/^ent_[0-9a-z]+$/.test(cursor))
      throw new AppError("request.invalid", "The cursor is not one that this list has given.", { field: "cursor" });
    const most = Math.min(limit, LIMITS.listItems);
    const rows = await store.entries(q, org, cursor ?? null, most + 1);
    const data = rows.slice(0, most);
    return { data: data.map(entryOf), next: rows.length > most ? data.at(-1)!.id : null };
  }

  const openHolds = async (q: Query, org: string, generation: string): Promise<Hold[]> => (await store.openHolds(q, org, generation)).map(holdOf);

  return { open, openKey, setCeiling, fund, hold, capture, release, expire, balance, keyBalance, keyBalances, entries, openHolds, verify, budgets };
}

export type Ledger = ReturnType<typeof createLedger>;
