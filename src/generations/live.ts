// The live path: chat answered on the request itself, over the same plan, hold, attempt and capture, with bytes passed on as they come. Durable work is in run.ts.
import { asAppError, AppError, ERRORS } from "../spec/error.ts";
import type { Ask, Candidate, Plan } from "../spec/plan.ts";
import { type Quantities, settle } from "../spec/price.ts";
import { TASK_IDS, taskOf } from "../spec/task.ts";
import type { Asker, Generations, GenerationsDeps } from "./generations.ts";
import { checkInput } from "./generations.ts";
import { type Broke, openAnswer, type Opened, passOn } from "./passing.ts";
import type { Timing } from "./market.ts";
import { type Chat, giveUpChat, settleHolds, watchPrice } from "./settle.ts";
import * as store from "./store.ts";
import { eventOf, problemOf } from "./view.ts";

/** What the API adds to the answer's headers. */
export interface LiveResult {
  response: Response;
  generation: string;
  candidate: Candidate;
}

/** A chat as it is being answered: its generation, and what is asked. */
interface Asked {
  asker: Pick<Asker, "org">;
  row: Pick<store.GenerationRow, "id" | "part_of">;
  ask: Ask;
  planned: Plan;
  /** Why an answer is of no use, where somebody other than its asker reads it: then nothing is captured. */
  refuses?: (text: string) => string | null;
}

interface Running extends Asked {
  attempt: store.AttemptRow;
  candidate: Candidate;
}

/** How it ended, as far as the stream tells. */
interface Outcome {
  usage: Quantities | null;
  costMicro: number | null;
  text: string;
  heard: number;
  failed: Broke | null;
}

export function createLive(deps: GenerationsDeps & { timing: Required<Timing> }, generations: Generations) {
  const { db, clock, events, market, prices, health, log, timing } = deps;
  /** How to end each answer that is being passed on. */
  const open = new Map<string, () => Promise<void>>();

  /** Answers a chat body in OpenAI's format. Fails over silently until a provider has begun to answer; after that an error is told, never hidden. */
  async function chat(asker: Asker, body: Record<string, unknown>, signal: AbortSignal, constraints: Ask["constraints"] = {}): Promise<LiveResult> {
    const { model, ...input } = body;
    const ask: Ask = { task: "chat", input: checkInput("chat", input), model: String(model ?? "auto"), constraints, count: 1 };
    const planned = await generations.planChecked(asker, ask, {}, true);
    if (planned.candidates.length === 0) throw new AppError("plan.none", planned.summary);
    const row = { ...generations.rowOf(asker, ask, {}, planned, null), status: "running" as const, stage: null };
    await db.tx((tx) => generations.begin(tx, asker, row, generations.holdFor(planned, ask)));
    return tryAll({ asker, row, ask, planned }, 0, signal);
  }

  /**
   * Has a chat answered whose row and hold are there already, whole; its row tells how that ended. `input` is what is really asked, where the row has only
   * what it was planned by. An answer that is refused is kept and not paid for by its user.
   */
  async function answerHeld(row: store.GenerationRow, input: Ask["input"], refuses: Asked["refuses"], signal: AbortSignal): Promise<void> {
    const before = await store.attemptsOf(db, row.org, [row.id]);
    const asked: Asked = { asker: row, row, ask: { ...JSON.parse(row.ask), input }, planned: JSON.parse(row.plan), ...(refuses ? { refuses } : {}) };
    try {
      const { response } = await tryAll(asked, before.length, signal);
      await response.arrayBuffer(); // it is settled before its last byte is given out
    } catch (thrown) {
      log("a chat was not answered", { generation: row.id, error: asAppError(thrown).detail });
    }
  }

  async function tryAll(asked: Asked, first: number, signal: AbortSignal): Promise<LiveResult> {
    const { planned, ask } = asked;
    const cap = generations.capOf(planned, ask);
    const affordable = planned.candidates.filter((each) => (each.costMicro ?? 0) <= cap);
    const ready = affordable.filter((each) => health.mayBegin(each.offer, each.provider) && health.waitMs(each.provider) === 0);
    const line = [...ready, ...affordable.filter((each) => !ready.includes(each))].slice(0, TRIES);
    let last: AppError | null = null;
    for (let ordinal = 0; ordinal < line.length && ordinal < TRIES; ordinal += 1) {
      const candidate = line[ordinal]!;
      await clock.sleep(Math.min(health.waitMs(candidate.provider), LONGEST_PAUSE_MS), signal);
      if (signal.aborted) last = goneBy(signal);
      if (signal.aborted) break;
      const running: Running = { ...asked, attempt: await intend(asked, candidate, first + ordinal), candidate };
      try {
        const opened = await begin(running, ordinal === line.length - 1, signal);
        return { response: answer(running, opened, signal), generation: asked.row.id, candidate };
      } catch (thrown) {
        last = signal.aborted ? goneBy(signal) : asAppError(thrown);
        await closeAttempt(running, last);
        if (signal.aborted || last.row.retry === "never") break;
        health.failed(candidate.offer, candidate.provider, last.row, last.detail);
        // A kept connection that the other side closed just then looks like nobody being there: asked once more where nobody else is left.
        if (last.code === "provider.unreachable" && ordinal === line.length - 1 && line.filter((each) => each === candidate).length < 2)
          line.push(candidate);
        if (last.row.retry !== "same") continue;
        health.paused(candidate.provider, last.retryAfterMs);
        // Where nobody else is left, a short "later" is waited for.
        if (ordinal === line.length - 1 && line.length < TRIES && health.waitMs(candidate.provider) <= LONGEST_PAUSE_MS) line.push(candidate);
      }
    }
    await giveUp({ ...asked.row, org: asked.asker.org }, last!);
    throw last!;
  }

  async function intend({ asker, row: { id } }: Asked, candidate: Candidate, ordinal: number): Promise<store.AttemptRow> {
    const attempt: store.AttemptRow = {
      id: clock.id("att"),
      org: asker.org,
      generation: id,
      ordinal,
      offer: candidate.offer,
      model: candidate.model,
      provider: candidate.provider,
      status: "running",
      ref: null,
      outputs: null,
      charged: "no",
      micro: null,
      usage: null,
      bill: null,
      failure: null,
      canceled_at: null,
      outputs_asked: 1,
      outputs_made: null,
      hedges: null,
      ask_at: 0,
      seed: null,
      started_at: clock.now(),
      ended_at: null,
    };
    await db.tx(async (tx) => {
      await store.insertAttempt(tx, attempt);
      await store.updateGeneration(tx, asker.org, id, { status: "running", model: candidate.model, provider: candidate.provider });
    });
    return attempt;
  }

  /** Where an offer has times of late, many times its slowest, within these bounds; else as configured. */
  const usual = (offer: string, most: number): number => {
    const slow = health.slowSeconds(offer);
    return slow === null ? most : Math.min(most, Math.max(LEAST_PATIENCE_MS, slow * 1000 * SLOW_TIMES));
  };

  /** How long the first word, or a whole answer, may take, in ms. Whoever is the last that can be asked is waited for longer. */
  function patience({ candidate, ask }: Running, last: boolean): number {
    const whole = timing.firstByteMs * WHOLE_TIMES;
    if (last) return whole;
    return usual(candidate.offer, ask.input.stream === true ? timing.firstByteMs : whole);
  }

  /** Asks, and waits for the first word: until then another may be asked instead. */
  async function begin(running: Running, last: boolean, signal: AbortSignal): Promise<Opened> {
    const { attempt, candidate, ask } = running;
    const mount = market.mounted(attempt.provider);
    if (!mount.provider.live) throw new AppError("provider.not_found", `${mount.provider.title} has no live chat.`);
    const offer = market.offer(candidate.offer);
    const ms = patience(running, last);
    const until = clock.now() + ms;
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    health.begun(candidate.offer, candidate.provider);
    const context = market.context(mount, both, undefined, { firstByteMs: ms, idleMs: Math.max(timing.idleMs, ms) + 5_000 });
    try {
      const { response } = await mount.provider.live({ ...ask.input, model: offer.remote }, offer, context);
      return await openAnswer(response, ask, until, clock, mount.provider.title);
    } catch (thrown) {
      stop.abort();
      const error = asAppError(thrown);
      // Nothing of it was given out: unlike a picture, a chat that was cut may be asked elsewhere, and its user pays once.
      throw error.code === "provider.unknown_outcome" ? new AppError("provider.error", error.detail, { cause: error.cause }) : error;
    }
  }

  /** Forwards the body as it comes and settles before the last byte is given out. */
  function answer(running: Running, opened: Opened, signal: AbortSignal): Response {
    const { title } = market.mounted(running.attempt.provider).provider;
    let ending: Promise<void> | null = null;
    const { id } = running.row;
    const useless = (text: string): Broke | null => {
      const detail = running.refuses?.(text) ?? null;
      return detail === null ? null : { code: "provider.bad_output", detail };
    };
    const ended = (failed: Broke | null): Outcome => {
      const outcome = opened.reader.outcome();
      return { ...outcome, failed: failed ?? useless(outcome.text) };
    };
    const finish = (failed: Broke | null): Promise<void> =>
      (ending ??= settleAll(running, ended(failed))
        .catch((error) => log("a chat could not be settled", { generation: id, error: String(error) }))
        .finally(() => {
          signal.removeEventListener("abort", leave);
          open.delete(id);
        }));
    const stop = (detail: string) => {
      opened.source?.cancel().catch(() => undefined);
      return finish({ code: "generation.canceled", detail });
    };
    // Who leaves before the first byte is read cancels no body: the signal alone tells.
    const leave = () => void stop(goneBy(signal).detail);
    signal.addEventListener("abort", leave, { once: true });
    open.set(id, () => stop("The server was stopped."));
    if (signal.aborted) leave();
    return new Response(passOn(opened, usual(running.candidate.offer, timing.idleMs), clock, title, signal, finish), {
      status: 200,
      headers: opened.headers,
    });
  }

  async function settleAll(running: Running, outcome: Outcome): Promise<void> {
    const { asker, row, attempt, candidate, ask } = running;
    const { id } = row;
    const asked = taskOf("chat").measure(ask.input, 1);
    // A cut answer is paid for as far as it came: without the provider's own count, by what was received.
    // About four characters are a token of English: the hold's safe upper estimate would be too dear here.
    const given = ({ inputToken = 0, audioInputToken }: Quantities): Quantities => ({
      inputToken: Math.ceil(inputToken * 1.25),
      ...(audioInputToken === undefined ? {} : { audioInputToken }),
    });
    const received: Quantities = { ...given(asked.low), outputToken: Math.ceil(outcome.heard / 4) };
    const version = candidate.priceVersion;
    const price = (version && (await prices.at(version))) || market.offer(candidate.offer).price;
    const { micro: priced, ...bill } = settle(price, { costMicro: outcome.costMicro, usage: outcome.usage ?? received }, asked, {}, version);
    const cost = priced ?? candidate.costMicro ?? 0;
    // An answer that came whole and is of no use speaks against nobody's health; its user does not pay for it.
    const useless = outcome.failed?.code === "provider.bad_output";
    // What broke off before anything came is no purchase, whatever the provider counts.
    const micro = useless || (outcome.failed && outcome.heard === 0) ? 0 : cost;
    const error = outcome.failed ? problemOf(outcome.failed.code, outcome.failed.detail) : null;
    if (!outcome.failed || useless) health.succeeded(candidate.offer, candidate.provider, (clock.now() - attempt.started_at) / 1000);
    else health.failed(candidate.offer, candidate.provider, ERRORS[outcome.failed.code], outcome.failed.detail);
    const status = outcome.failed
      ? outcome.failed.code === "generation.canceled"
        ? "canceled"
        : outcome.text && !useless
          ? "partial"
          : "failed"
      : "succeeded";
    await db.tx(async (tx) => {
      await store.updateAttempt(tx, asker.org, attempt.id, {
        status: status === "succeeded" || status === "partial" ? "succeeded" : status,
        outputs_made: outcome.text ? 1 : 0,
        charged: outcome.usage ? "yes" : "unknown",
        micro: cost,
        usage: JSON.stringify(outcome.usage ?? received),
        bill: JSON.stringify(bill),
        failure: error ? JSON.stringify(error) : null,
        ended_at: clock.now(),
      });
      await watchPrice(deps, tx, asker.org, candidate.offer, bill);
      const settled = await settleHolds(deps, tx, asker.org, id, micro, { status, error });
      if (outcome.text)
        await deps.assets.insertText(tx, {
          org: asker.org,
          generation: id,
          slot: `${attempt.id}/0`,
          duties: deps.market.duties(attempt.offer),
          text: outcome.text,
        });
      await store.updateGeneration(tx, asker.org, id, {
        status,
        settled_micro: settled,
        error: error ? JSON.stringify(error) : null,
        ended_at: clock.now(),
      });
      await events.append(tx, { org: asker.org, subject: id, type: eventOf(row, status), data: { micro: settled } });
    });
  }

  async function closeAttempt({ asker, attempt }: Running, error: AppError): Promise<void> {
    await db.tx((tx) =>
      store.updateAttempt(tx, asker.org, attempt.id, {
        status: error.code === "generation.canceled" ? "canceled" : "failed",
        charged: ERRORS[error.code].charged,
        failure: JSON.stringify(problemOf(error.code, error.detail)),
        ended_at: clock.now(),
      }),
    );
  }

  /** Ends a chat that nobody answers any more: its hold goes back, and its row says why. */
  const giveUp = (row: Chat, error: AppError): Promise<void> => db.tx((tx) => giveUpChat(deps, tx, row, error));

  /** The process that asked is gone: what its provider did is not known. */
  const abandon = (row: Chat): Promise<void> =>
    giveUp(row, new AppError("unavailable", "The server stopped in the middle of the answer. Nothing was charged to you."));

  /** Chats of a process that died: nothing more will come of them, so their holds go back and their rows say why. */
  async function sweep(): Promise<void> {
    const live = TASK_IDS.filter((task) => taskOf(task).live);
    for (const row of await store.abandonedLive(db, live, clock.now() - ABANDONED_MS)) await abandon(row);
  }

  /** Ends and settles what is being answered; for a process that stops. */
  async function close(): Promise<void> {
    await Promise.all([...open.values()].map((stop) => stop()));
  }

  return { chat, answerHeld, giveUp, abandon, sweep, close };
}

/** Why nobody waits for the answer any more: whoever aborts may say so, else it was a client that left. */
const goneBy = ({ reason }: AbortSignal): AppError =>
  reason instanceof AppError ? reason : new AppError("generation.canceled", "The client went away.");

/** Attempts at one answer, the same provider's second try included. */
const TRIES = 6;
/** A chat waits for a provider's "later" no longer than this. */
const LONGEST_PAUSE_MS = 8_000;
/** An answer that comes whole may take so many times as long as a first word; one that is slower than so many times its usual is late. */
const WHOLE_TIMES = 5;
const SLOW_TIMES = 8;
/** However quick an offer usually is, it is given so long. */
const LEAST_PATIENCE_MS = 10_000;

/** Longer than any answer may be silent. */
const ABANDONED_MS = 60 * 60_000;

export type LiveChat = ReturnType<typeof createLive>;
