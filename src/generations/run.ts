// The durable path: one saved step at a time, on any process. Says which attempts there are; one attempt's life is attempt.ts. An attempt whose outcome is unknown is never silently repeated.
import { msLeft } from "../clock.ts";
import { LostLease, type Next, type Step } from "../jobs/jobs.ts";
import { nextCandidate } from "../router/router.ts";
import { asAppError, ERRORS } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import type { Candidate, Plan } from "../spec/plan.ts";
import { createAttempts, isLate } from "./attempt.ts";
import type { Case } from "./case.ts";
import { createEndings } from "./ending.ts";
import type { GenerationsDeps } from "./generations.ts";
import { createJudging } from "./judging.ts";
import { createGate } from "./line.ts";
import type { LiveChat } from "./live.ts";
import { codeOf, slotsOf } from "./slots.ts";
import * as store from "./store.ts";
import { problemOf } from "./view.ts";

/** Renewed every third of it; after a kill the work lies still for at most this long. */
export const LEASE_MS = 10_000;
export const MAX_FAILURES = 8;
/** Who waits for a free place looks for itself so often, and is told as well. */
const PLACE_LOOK_MS = 1_000;
/** Where a provider says "later" and not when. */
const RETRY_SAME_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;

export function createRunner(deps: GenerationsDeps & { publicUrl: string | null; chats: LiveChat }) {
  const { db, clock, events, market, health, line, log } = deps;
  const endings = createEndings(deps);
  const judging = createJudging(deps);
  const attempts = createAttempts(deps, endings);
  const gate = createGate();

  async function load(step: Step): Promise<Case | null> {
    const row = await store.standingById(db, step.job.org, step.job.subject);
    if (!row || row.ended_at !== null) return null;
    const known = await store.attemptsOf(db, row.org, [row.id]);
    let planned: Promise<Plan> | undefined;
    const candidates = async () => (await (planned ??= store.planOf(db, row.org, row.id))).candidates;
    return { row, ask: JSON.parse(row.ask), facts: JSON.parse(row.facts), candidates, attempts: known, step };
  }

  /** The job's one step: look where things stand, do the next things, save them. */
  async function work(step: Step): Promise<Next> {
    const found = await load(step);
    if (!found) return { done: true };
    try {
      return await advance(found);
    } catch (thrown) {
      if (thrown instanceof LostLease || step.signal.aborted) throw thrown;
      const error = asAppError(thrown);
      log("generation step failed", { generation: found.row.id, code: error.code, detail: error.detail, cause: String(error.cause ?? "") });
      if (step.job.failures + 1 < MAX_FAILURES) throw thrown;
      for (const attempt of found.attempts.filter((each) => each.ended_at === null)) await endings.unknownAttempt(found, attempt, error.detail);
      return endings.finish(found, problemOf(error.code, error.detail));
    }
  }

  const underWay = (found: Case) => found.attempts.filter((attempt) => attempt.ended_at === null);

  async function advance(found: Case): Promise<Next> {
    await settleRaces(found);
    const waits = await Promise.allSettled(underWay(found).map((attempt) => attempts.advance(found, attempt, false)));
    const begun = await beginMore(found);
    waits.push(...(await Promise.allSettled(begun.attempts.map(({ attempt, leave }) => attempts.advance(found, attempt, true).finally(leave)))));
    const broken = waits.find((wait) => wait.status === "rejected");
    if (broken) throw broken.reason;
    const results = waits.flatMap((wait) => (wait.status === "fulfilled" ? [wait.value] : []));
    if (results.includes("over")) {
      // What ended changes what is left to do: looked at anew, from what is saved. Where that is nothing it ends with this very step:
      // a process that is stopping has no other.
      const now = await load(found.step);
      const over = now && underWay(now).length === 0 && slotsOf(now.ask.count, now.attempts).left === 0;
      return over ? end(now) : { afterMs: 0 };
    }
    const pauses = results.flatMap((result) => (result === "over" ? [] : [result.afterMs]));
    if (begun.afterMs !== null) pauses.push(begun.afterMs);
    if (pauses.length > 0) return { afterMs: Math.min(...pauses) };
    return end(found, begun.nobody);
  }

  /** Nothing is left to be made: judged, where that is asked for, and over. */
  const end = async (found: Case, nobody: Begun["nobody"] = null): Promise<Next> => endings.finish(found, nobody, await judging.judge(found));

  // --- beginning attempts ---

  /** Offers that are not asked again: they failed in a way that another may not, or said "later" too often. */
  function spent(found: Case): string[] {
    const failures = new Map<string, number>();
    const over: string[] = [];
    for (const attempt of found.attempts) {
      const code = attempt.status === "failed" ? codeOf(attempt) : null;
      if (code === null) continue;
      const many = (failures.get(attempt.offer) ?? 0) + 1;
      failures.set(attempt.offer, many);
      const most = code === "provider.concurrency" ? LIMITS.attempts : LIMITS.sameOfferTries;
      if (ERRORS[code].retry !== "same" || many >= most * found.ask.count) over.push(attempt.offer);
    }
    return over;
  }

  /** What the attempts of this generation have cost its user so far, in micros. */
  const spentMicro = (found: Case) => found.attempts.reduce((sum, attempt) => sum + (attempt.status === "succeeded" ? (attempt.micro ?? 0) : 0), 0);

  /** The next candidate within the hold, for so many of the outputs; one whose breaker is open only where there is no other. */
  async function choose(found: Case, left: number): Promise<Candidate | null> {
    const held = found.ask.constraints.maxCostMicro ?? found.row.quote_high_micro ?? 0;
    const room = held - spentMicro(found);
    const share = (candidate: Candidate) => Math.floor(((candidate.costMicro ?? 0) * left) / found.ask.count);
    const affordable = (await found.candidates()).filter((candidate) => share(candidate) <= room);
    const tried = spent(found);
    const ready = affordable.filter((each) => health.mayBegin(each.offer, each.provider) || tried.includes(each.offer));
    return nextCandidate(ready, tried) ?? nextCandidate(affordable, tried);
  }

  /** An attempt whose intent is saved, and how to leave the gate once it has been handed over. */
  interface Fresh {
    attempt: store.AttemptRow;
    leave(): void;
  }

  interface Begun {
    attempts: Fresh[];
    /** When to look again for what could not be begun; null where nothing waits. */
    afterMs: number | null;
    /** Why nobody is left, where that is so and no attempt tells. */
    nobody: ReturnType<typeof problemOf> | null;
  }

  /** Begins what is left to do, as far as providers have room, and hedges where one takes too long. */
  async function beginMore(found: Case): Promise<Begun> {
    const none: Begun = { attempts: [], afterMs: null, nobody: null };
    if (found.row.cancel_at !== null) return none;
    if (isLate(found, clock.now())) return { ...none, nobody: problemOf("generation.expired", "It was given up after six hours.") };
    const begun: Fresh[] = [];
    for (;;) {
      const { left } = slotsOf(found.ask.count, found.attempts);
      if (left === 0) return { attempts: [...begun, ...(await hedge(found))], afterMs: hedgeWait(found), nobody: null };
      const most = LIMITS.attempts + found.ask.count;
      const candidate = found.attempts.length < most ? await choose(found, left) : null;
      if (!candidate) return { ...none, attempts: begun, nobody: problemOf("plan.none", "Nobody was left to try.") };
      const pause = Math.max(health.waitMs(candidate.provider), retryPause(found, candidate));
      if (pause > 0) return { attempts: begun, afterMs: pause, nobody: null };
      const fresh = await through(found, candidate, Math.min(left, market.atOnce(candidate.offer, found.ask.task)), null);
      if (fresh === "canceled") return { ...none, attempts: begun };
      if (fresh === "full") return { attempts: begun, afterMs: await standInLine(found, candidate), nobody: null };
      begun.push(fresh);
    }
  }

  /** Through the gate, for providers whose submissions are quick; one that answers with the result would hold it for minutes. */
  async function through(found: Case, candidate: Candidate, count: number, hedges: string | null): Promise<Fresh | "canceled" | "full"> {
    const queue = market.mounted(candidate.provider).provider.check !== undefined;
    // Others of the same generation may hold places that only this step gives back: they do not wait for each other.
    const leave = queue && underWay(found).length === 0 ? await gate.enter(candidate.provider) : () => undefined;
    try {
      const attempt = await intend(found, candidate, count, hedges);
      if (typeof attempt === "string") leave();
      return typeof attempt === "string" ? attempt : { attempt, leave };
    } catch (thrown) {
      leave();
      throw thrown;
    }
  }

  /** After a "later" without a time: longer after each. */
  function retryPause(found: Case, candidate: Candidate): number {
    const later = found.attempts.filter((attempt) => {
      const code = attempt.offer === candidate.offer && attempt.status === "failed" ? codeOf(attempt) : null;
      // One that took no more is waited for in line, not by the clock.
      return code !== null && ERRORS[code].retry === "same" && code !== "provider.concurrency";
    });
    const last = later.at(-1)?.ended_at ?? 0;
    // Twice the longest: the clock of the machine that saved it may be a little ahead.
    return msLeft(clock, last + Math.min(LONGEST_RETRY_MS, RETRY_SAME_MS * 2 ** (later.length - 1)), 2 * LONGEST_RETRY_MS);
  }

  async function standInLine(found: Case, { provider, providerTitle }: Candidate): Promise<number> {
    const place = line.join(provider, found.row.id);
    const stage = `Waiting for a free place at ${providerTitle}${place > 1 ? `, number ${place}` : ""}`;
    if (stage !== found.row.stage && underWay(found).length === 0)
      await db.tx(async (tx) => {
        await found.step.guard(tx);
        await store.updateGeneration(tx, found.row.org, found.row.id, { progress: null, stage });
        tx.afterCommit(() => events.tell(found.row.id, "moved"));
      });
    return PLACE_LOOK_MS;
  }

  /** Saves the intent before anything is asked of the provider: after a crash it is known that something may have been bought. */
  async function intend(found: Case, candidate: Candidate, count: number, hedges: string | null): Promise<store.AttemptRow | "canceled" | "full"> {
    const { provider } = market.mounted(candidate.provider);
    const attempt: store.AttemptRow = {
      id: clock.id("att"),
      org: found.row.org,
      generation: found.row.id,
      ordinal: found.attempts.length,
      offer: candidate.offer,
      model: candidate.model,
      provider: candidate.provider,
      status: "starting",
      ref: null,
      outputs: null,
      charged: "no",
      micro: null,
      usage: null,
      bill: null,
      failure: null,
      canceled_at: null,
      outputs_asked: count,
      outputs_made: null,
      hedges,
      ask_at: 0,
      seed: null,
      started_at: clock.now(),
      ended_at: null,
    };
    const saved = await db.tx(async (tx) => {
      await found.step.guard(tx);
      if (await store.cancelAsked(tx, found.row.org, found.row.id)) return "canceled" as const;
      // Two processes may count at the same moment and pass the cap by one: the provider's own "too many" is the last word.
      if ((await store.underWay(tx, candidate.provider)) >= health.cap(candidate.provider, market.concurrency(provider.id))) return "full" as const;
      await store.insertAttempt(tx, attempt);
      await store.updateGeneration(tx, found.row.org, found.row.id, {
        status: "running",
        stage: `Asking ${candidate.providerTitle}`,
        model: candidate.model,
        provider: candidate.provider,
      });
      await events.append(tx, {
        org: found.row.org,
        subject: found.row.id,
        type: "attempt.starting",
        data: { attempt: attempt.id, offer: attempt.offer, ...(hedges ? { hedges } : {}) },
      });
      return attempt;
    });
    if (typeof saved === "string") return saved;
    health.waited(candidate.provider, line.quit(candidate.provider, found.row.id) / 1000);
    health.begun(attempt.offer, attempt.provider);
    Object.assign(found.row, { stage: `Asking ${candidate.providerTitle}`, progress: null });
    found.attempts.push(attempt);
    return attempt;
  }

  // --- hedging ---

  /** When an attempt is past what nineteen of twenty take, in ms from now; null where that is not known or a hedge stands beside it. */
  function slowIn(found: Case, attempt: store.AttemptRow): number | null {
    if (attempt.hedges !== null || attempt.status === "fetching" || found.attempts.some((each) => each.hedges === attempt.id)) return null;
    const slow = health.slowSeconds(attempt.offer);
    return slow === null ? null : attempt.started_at + slow * 1000 - clock.now();
  }

  /** Buys a second attempt beside one that takes too long, where the ask allows it and within what it allows. */
  async function hedge(found: Case): Promise<Fresh[]> {
    const allowed = found.ask.hedge?.maxCostMicro;
    if (allowed === undefined) return [];
    const bought: Fresh[] = [];
    for (const slow of underWay(found).filter((attempt) => (slowIn(found, attempt) ?? 1) <= 0)) {
      const tried = found.attempts.map((attempt) => attempt.offer);
      const share = (each: Candidate) => Math.floor(((each.costMicro ?? Infinity) * slow.outputs_asked) / found.ask.count);
      const other = (await found.candidates()).find(
        (each) => !tried.includes(each.offer) && share(each) <= allowed && health.mayBegin(each.offer, each.provider),
      );
      if (!other || slow.outputs_asked > market.atOnce(other.offer, found.ask.task)) continue;
      const fresh = await through(found, other, slow.outputs_asked, slow.id);
      if (typeof fresh !== "string") bought.push(fresh);
    }
    return bought;
  }

  function hedgeWait(found: Case): number | null {
    if (found.ask.hedge === undefined) return null;
    const waits = underWay(found).flatMap((attempt) => slowIn(found, attempt) ?? []);
    const next = Math.min(...waits.filter((wait) => wait > 0));
    return Number.isFinite(next) ? next : null;
  }

  /** Of two that were bought for the same outputs one was first: the other is stopped. */
  async function settleRaces(found: Case): Promise<void> {
    for (const attempt of underWay(found)) {
      const pair = attempt.hedges ?? attempt.id;
      const won = found.attempts.some((other) => other !== attempt && (other.hedges ?? other.id) === pair && other.status === "succeeded");
      if (!won) continue;
      const candidate = (await found.candidates()).find((each) => each.offer === attempt.offer);
      await attempts.loses(found, attempt, Math.ceil(((candidate?.costMicro ?? 0) * attempt.outputs_asked) / found.ask.count));
    }
  }

  return { work, dead: endings.dead };
}
