// How attempts and generations end: results, money, record, event and the end of the job, each in one transaction. Decides nothing; run.ts and attempt.ts do.
import type { Prepared } from "../assets/assets.ts";
import type { Tx } from "../db/db.ts";
import type { Next } from "../jobs/jobs.ts";
import { AppError } from "../spec/error.ts";
import type { GenerationState, Problem } from "../spec/generation.ts";
import { inherited } from "../spec/license-duties.ts";
import type { Duty } from "../spec/license.ts";
import { taskOf } from "../spec/task.ts";
import type { Case } from "./case.ts";
import type { GenerationsDeps } from "./generations.ts";
import { giveUpChat, settleHolds, watchPrice } from "./settle.ts";
import { slotsOf } from "./slots.ts";
import * as store from "./store.ts";
import { problemOf } from "./view.ts";

/** What came of an attempt, to be saved with its end. */
export interface AttemptEnd {
  set: Partial<store.AttemptRow> & { status: store.AttemptState };
  kept?: { prepared: Prepared; slot: string }[];
  texts?: { text: string; data?: unknown; slot: string }[];
  /** What the generation says while it goes on. */
  stage?: string | null;
}

export function createEndings(deps: GenerationsDeps) {
  const { db, clock, assets, events, line, market } = deps;

  /** What the licences behind a result ask for: those of the offer, and those of the files that it was made from. Null where the offer is not there any more. */
  async function dutiesOn({ row, ask }: Case, attempt: store.AttemptRow): Promise<Duty[] | null> {
    const own = market.duties(attempt.offer);
    const files = Object.values(ask.input).filter((value): value is string => typeof value === "string" && /^ast_\w+$/.test(value));
    return (
      own &&
      inherited(
        own,
        (await assets.many(db, row.org, files)).flatMap((file) => file.duties ?? []),
      )
    );
  }

  /** Ends an attempt with what came of it. The generation goes on: its next step sees what is left to do. */
  async function endAttempt(found: Case, attempt: store.AttemptRow, { set, kept = [], texts = [], stage = null }: AttemptEnd): Promise<void> {
    const { row, step } = found;
    const whole = { ended_at: clock.now(), ...set };
    const made = { org: row.org, generation: row.id, duties: kept.length + texts.length > 0 ? await dutiesOn(found, attempt) : null };
    await db.tx(async (tx) => {
      await step.guard(tx);
      for (const { prepared, slot } of kept) await assets.insert(tx, { ...made, prepared, origin: "generated", slot });
      for (const { text, data, slot } of texts) await assets.insertText(tx, { ...made, slot, text, data });
      await store.updateAttempt(tx, row.org, attempt.id, whole);
      if (whole.bill) await watchPrice(deps, tx, row.org, attempt.offer, JSON.parse(whole.bill));
      await store.updateGeneration(tx, row.org, row.id, { progress: null, stage });
      await events.append(tx, { org: row.org, subject: row.id, type: `attempt.${whole.status}`, data: { attempt: attempt.id } });
      tx.afterCommit(() => line.leave(attempt.provider));
    });
    Object.assign(attempt, whole);
  }

  /** What the user pays: for what was made, and for what a hedge that they allowed cost beside it. */
  const settled = (attempts: readonly store.AttemptRow[]): number =>
    attempts.reduce(
      (sum, attempt) => sum + (attempt.status === "succeeded" || (attempt.hedges !== null && attempt.charged === "yes") ? (attempt.micro ?? 0) : 0),
      0,
    );

  /** How it ended, told by its attempts: everything that arrived is kept and paid, and the worst of the rest is the reason. */
  function verdict(found: Case, fallback: Problem | null): { status: GenerationState; error: Problem | null } {
    const { attempts, ask, row } = found;
    const slots = slotsOf(ask.count, attempts);
    const text = taskOf(ask.task).output === "text";
    if (slots.made >= (text ? 1 : slots.wanted)) return { status: "succeeded", error: null };
    if (row.cancel_at !== null)
      return {
        status: "canceled",
        error: problemOf(
          "generation.canceled",
          slots.made > 0 ? "You stopped it. What had arrived is kept and paid." : "You stopped it. Nothing was charged to you.",
        ),
      };
    const told = attempts.filter((attempt) => attempt.failure !== null);
    // A refusal says more than a failure of another try, and the unknown more than either.
    const worst = told.find((attempt) => attempt.status === "unknown") ?? told.findLast((attempt) => attempt.status === "failed") ?? told.at(-1);
    const error: Problem = worst?.failure
      ? JSON.parse(worst.failure)
      : (fallback ?? problemOf("provider.bad_output", `${slots.made} of ${slots.wanted} arrived.`));
    if (slots.made > 0) return { status: "partial", error };
    return { status: attempts.some((attempt) => attempt.status === "unknown") ? "unknown" : "failed", error };
  }

  /** What is a part of it ends with it, whatever became of it: nobody else would end it. */
  async function endParts(tx: Tx, row: store.StandingRow): Promise<void> {
    if (row.best === null) return;
    for (const part of await store.partsOf(tx, row.org, [row.id]))
      if (part.ended_at === null) await giveUpChat(deps, tx, part, new AppError("unavailable", "What it should judge ended before."));
  }

  /** Ends the generation: money, record, event and the end of its job. `fallback` is the reason where no attempt tells one; `best` is what a judge said. */
  async function finish(found: Case, fallback: Problem | null = null, best: string | null = null): Promise<Next> {
    const { row, step, attempts } = found;
    const { status, error } = verdict(found, fallback);
    await db.tx(async (tx) => {
      await step.guard(tx);
      await endParts(tx, row);
      const micro = await settleHolds(deps, tx, row.org, row.id, settled(attempts), { status, error });
      await store.updateGeneration(tx, row.org, row.id, {
        status,
        progress: null,
        stage: null,
        seed: attempts.find((attempt) => attempt.status === "succeeded")?.seed ?? null,
        settled_micro: micro,
        error: error ? JSON.stringify(error) : null,
        ended_at: clock.now(),
        ...(best === null ? {} : { best }),
      });
      await events.append(tx, { org: row.org, subject: row.id, type: `generation.${status}`, data: { micro } });
      await step.finish(tx);
    });
    return { done: true };
  }

  const cancelAttempt = (found: Case, attempt: store.AttemptRow, set: Partial<store.AttemptRow>): Promise<void> =>
    endAttempt(found, attempt, { set: { status: "canceled", ...set }, stage: "Stopping" });

  /** Ends with the truth: it is not known. The user pays nothing for what did not arrive; the attempt says that the provider may charge. */
  const unknownAttempt = (found: Case, attempt: store.AttemptRow, detail: string): Promise<void> =>
    endAttempt(found, attempt, {
      set: { status: "unknown", charged: "unknown", failure: JSON.stringify(problemOf("provider.unknown_outcome", detail)) },
    });

  /** The job died, or its process vanished again and again: the generation ends with it, in the same transaction. What had arrived is paid. */
  async function dead(tx: Tx, job: { org: string; subject: string }, error: string): Promise<void> {
    const row = await store.generationById(tx, job.org, job.subject);
    if (!row || row.ended_at !== null) return;
    const attempts = await store.attemptsOf(tx, job.org, [row.id]);
    const open = attempts.filter((each) => each.ended_at === null);
    for (const attempt of open) await store.updateAttempt(tx, job.org, attempt.id, { status: "unknown", charged: "unknown", ended_at: clock.now() });
    const status = attempts.some((attempt) => attempt.status === "succeeded") ? "partial" : open.length > 0 ? "unknown" : "failed";
    await endParts(tx, row);
    const problem = problemOf("internal", `It was given up after many tries: ${error}`);
    const micro = await settleHolds(deps, tx, row.org, row.id, settled(attempts), { status, error: problem });
    await store.updateGeneration(tx, row.org, row.id, {
      status,
      progress: null,
      stage: null,
      settled_micro: micro,
      error: JSON.stringify(problem),
      ended_at: clock.now(),
    });
    await events.append(tx, { org: row.org, subject: row.id, type: `generation.${status}` });
  }

  return { endAttempt, cancelAttempt, unknownAttempt, finish, dead };
}

export type Endings = ReturnType<typeof createEndings>;
