// One claimed job: the lease that is kept while it works, the step its handler sees, and how it ends. Which job and when is the loop's affair.
import type { Clock } from "../clock.ts";
import type { Db, Tx } from "../db/db.ts";
import { backOffMs, safeMessage } from "./failure.ts";
import * as store from "./store.ts";

/** The job belongs to another process now, or this one is stopping: nothing may be saved any more. Not a failure of the job. */
export class LostLease extends Error {
  constructor() {
    super("The lease on this job is no longer ours.");
    this.name = "LostLease";
  }
}

/** What a step answers: the job is done, or wants another step in so many milliseconds. */
export type Next = { done: true } | { afterMs: number };

export interface Step {
  readonly job: { id: string; org: string; kind: string; subject: string; failures: number; createdAt: number };
  /** Aborts when the process stops or the lease is lost: end soon, by LostLease or by any other error. */
  readonly signal: AbortSignal;
  /** First in every transaction that saves: throws LostLease where the job is another's now, and keeps it ours until the commit. */
  guard(tx: Tx): Promise<void>;
  /** Ends the job with the transaction, so that a result and the end of its job are one. Whatever the step returns after that does not count. */
  finish(tx: Tx): Promise<void>;
}

export interface Handler {
  work(step: Step): Promise<Next>;
  /** How long a job stays ours without a word. Renewed each third of it, so it says how soon others notice that a process is gone. */
  leaseMs: number;
  /** How many at once in this process. */
  concurrency: number;
  /** So many failures in a row, and the job waits for a person. A step that went well starts the count anew. */
  maxFailures: number;
  /** Runs in the transaction in which a job dies, so that what waits for it can end too. */
  dead?(tx: Tx, job: Step["job"], error: string): Promise<void>;
}

export type Log = (message: string, detail?: Record<string, unknown>) => void;

export interface StepDeps {
  db: Db;
  clock: Clock;
  log: Log;
}

/** A job whose process disappears so often in a row takes its process with it: it is put aside before it does so for ever. */
export const MAX_VANISHED = 25;

const jobOf = (row: store.JobRow): Step["job"] => ({
  id: row.id,
  org: row.org,
  kind: row.kind,
  subject: row.subject,
  failures: row.failures,
  createdAt: row.created_at,
});

/** Renews the lease until `over`; calls `lost` when it is another's, or when it ran out because the database could not be asked. */
async function keepLease({ db, clock }: StepDeps, row: store.JobRow, leaseMs: number, over: AbortSignal, lost: () => void): Promise<void> {
  let until = row.run_at;
  while (!over.aborted) {
    await clock.sleep(leaseMs / 3, over);
    if (over.aborted) return;
    const next = clock.now() + leaseMs;
    try {
      if ((await store.renew(db.light, row, next)) === 0) return lost();
      until = next;
    } catch {
      if (clock.now() >= until) return lost();
    }
  }
}

/** Saves that a step threw, with the wait that follows; or that the job is dead, together with what its handler does about it. */
async function saveFailure(deps: StepDeps, row: store.JobRow, handler: Handler, error: string, failures: number, dead: boolean): Promise<void> {
  const { db, clock, log } = deps;
  log(dead ? "a job is dead" : "a job failed", { job: row.id, kind: row.kind, subject: row.subject, failures, error });
  const runAt = clock.now() + (dead ? 0 : backOffMs(failures, clock.random));
  const save = (withHandler: boolean) =>
    db.tx(async (tx) => {
      const ours = await store.fail(tx, row, { state: dead ? "dead" : "ready", failures, runAt, error });
      if (ours === 1 && dead && withHandler) await handler.dead?.(tx, jobOf(row), error);
    });
  await save(true).catch(async (thrown) => {
    if (!dead || !handler.dead) throw thrown;
    log("a job's handler failed at its death", { job: row.id, kind: row.kind, error: safeMessage(thrown) });
    await save(false);
  });
}

/** Runs one step of a claimed job to its end. Returns when it is due again, which is now where nobody knows better. Never throws. `stopping` aborts when the process stops; `lost` may be aborted by it too, to give up waiting. */
export async function runStep(deps: StepDeps, row: store.JobRow, handler: Handler, stopping: AbortSignal, lost: AbortController): Promise<number> {
  const { db, clock, log } = deps;
  const over = new AbortController();
  let finished = false;
  const fenced = async (held: Promise<number>) => {
    if ((await held) === 1) return;
    lost.abort(new LostLease());
    throw new LostLease();
  };
  const step: Step = {
    job: jobOf(row),
    signal: AbortSignal.any([stopping, lost.signal]),
    guard: (tx) => fenced(store.renew(tx, row, clock.now() + handler.leaseMs)),
    finish: async (tx) => {
      await fenced(store.finish(tx, row, clock.now()));
      tx.afterCommit(() => (finished = true));
    },
  };
  if (row.vanished >= MAX_VANISHED) {
    const error = `The process that ran it disappeared ${row.vanished} times in a row.`;
    const save = saveFailure(deps, row, handler, error, row.failures, true);
    await save.catch((thrown) => log("a job could not be saved", { job: row.id, error: safeMessage(thrown) }));
    return clock.now();
  }
  const kept = keepLease(deps, row, handler.leaseMs, over.signal, () => lost.abort(new LostLease()));
  try {
    step.signal.throwIfAborted(); // claimed while `stop` was called: not begun at all
    const next = await handler.work(step);
    if (finished) return clock.now();
    if (!("done" in next)) return (await store.later(db.light, row, clock.now() + Math.max(0, Math.ceil(next.afterMs)), clock.now())) ?? clock.now();
    await db.tx((tx) => store.finish(tx, row, clock.now()));
  } catch (thrown) {
    if (finished) {
      log("a job's step failed after the job had ended", { job: row.id, kind: row.kind, error: safeMessage(thrown) });
      return clock.now();
    }
    const failures = row.failures + 1;
    const save =
      thrown instanceof LostLease || step.signal.aborted
        ? store.giveBack(db, row, clock.now())
        : saveFailure(deps, row, handler, safeMessage(thrown), failures, failures >= handler.maxFailures);
    // where even that cannot be saved the lease runs out, and the job is taken up again then
    await Promise.resolve(save).catch((second) => log("a job could not be saved", { job: row.id, kind: row.kind, error: safeMessage(second) }));
  } finally {
    over.abort();
    await kept;
  }
  return clock.now();
}
