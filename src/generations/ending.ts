// How a generation ends: assets, money, record, event and the end of its job in one transaction. Decides nothing; run.ts does.
import type { Prepared } from "../assets/assets.ts";
import type { Tx } from "../db/db.ts";
import type { Next } from "../jobs/jobs.ts";
import type { GenerationState, Problem } from "../spec/generation.ts";
import type { Case } from "./case.ts";
import type { GenerationsDeps } from "./generations.ts";
import { settleHolds } from "./settle.ts";
import * as store from "./store.ts";
import { problemOf } from "./view.ts";

/** What came of an attempt, to be saved together. */
export interface Ending {
  status: GenerationState;
  attempt: store.AttemptRow | null;
  attemptSet: Partial<store.AttemptRow>;
  error: Problem | null;
  kept?: { prepared: Prepared; slot: string }[];
  texts?: { text: string; data?: unknown; slot: string }[];
  settledMicro: number;
  seed?: number | null;
}

export function createEndings(deps: GenerationsDeps) {
  const { db, clock, assets, events } = deps;

  const canceled = (found: Case, attempt: store.AttemptRow | null, set: Partial<store.AttemptRow>): Promise<Next> =>
    end(found, {
      status: "canceled",
      attempt,
      attemptSet: { status: "canceled", ended_at: clock.now(), ...set },
      error: problemOf("generation.canceled", "You stopped it. Nothing was charged to you."),
      settledMicro: 0,
    });

  /** Ends with the truth: it is not known. The user pays nothing for what did not arrive; the attempt says that the provider may charge. */
  const unknown = (found: Case, attempt: store.AttemptRow, detail: string): Promise<Next> => {
    const error = problemOf("provider.unknown_outcome", detail);
    return end(found, {
      status: "unknown",
      attempt,
      attemptSet: { status: "unknown", charged: "unknown", failure: JSON.stringify(error), ended_at: clock.now() },
      error,
      settledMicro: 0,
    });
  };

  /** Everything that an ending is, in one transaction: assets, money, record, event, and the end of the job. */
  async function end(found: Case, ending: Ending): Promise<Next> {
    const { row, step } = found;
    await db.tx(async (tx) => {
      await step.guard(tx);
      for (const { prepared, slot } of ending.kept ?? [])
        await assets.insert(tx, { org: row.org, prepared, origin: "generated", generation: row.id, slot });
      for (const { text, data, slot } of ending.texts ?? []) await assets.insertText(tx, { org: row.org, generation: row.id, slot, text, data });
      if (ending.attempt) await store.updateAttempt(tx, row.org, ending.attempt.id, { ended_at: clock.now(), ...ending.attemptSet });
      const settled = await settleHolds(deps, tx, row.org, row.id, ending.settledMicro, ending);
      await store.updateGeneration(tx, row.org, row.id, {
        status: ending.status,
        progress: null,
        stage: null,
        seed: ending.seed ?? null,
        settled_micro: settled,
        error: ending.error ? JSON.stringify(ending.error) : null,
        ended_at: clock.now(),
      });
      await events.append(tx, { org: row.org, subject: row.id, type: `generation.${ending.status}`, data: { micro: settled } });
      await step.finish(tx);
    });
    return { done: true };
  }

  /** The job died, or its process vanished again and again: the generation ends with it, in the same transaction. */
  async function dead(tx: Tx, job: { org: string; subject: string }, error: string): Promise<void> {
    const row = await store.generationById(tx, job.org, job.subject);
    if (!row || row.ended_at !== null) return;
    const [attempt] = (await store.attemptsOf(tx, job.org, [row.id])).filter((each) => each.ended_at === null);
    if (attempt) await store.updateAttempt(tx, job.org, attempt.id, { status: "unknown", charged: "unknown", ended_at: clock.now() });
    const problem = problemOf("internal", `It was given up after many tries: ${error}`);
    await settleHolds(deps, tx, row.org, row.id, 0, { status: "failed", error: problem });
    await store.updateGeneration(tx, row.org, row.id, {
      status: "failed",
      progress: null,
      stage: null,
      settled_micro: 0,
      error: JSON.stringify(problem),
      ended_at: clock.now(),
    });
    await events.append(tx, { org: row.org, subject: row.id, type: "generation.failed" });
  }

  return { end, canceled, unknown, dead };
}
