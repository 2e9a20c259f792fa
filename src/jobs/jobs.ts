// Durable work: a job is one row until it is done, run step by step by exactly one of many processes. Knows nothing of what the steps do.
import { isoTime } from "../clock.ts";
import type { Query, Tx } from "../db/db.ts";
import { AppError } from "../spec/error.ts";
import type { JobView } from "../spec/http.ts";
import { LIMITS } from "../spec/limits.ts";
import { type Handlers, type LoopDeps, startLoop, TOPIC } from "./loop.ts";
import * as store from "./store.ts";

export { type Handler, type Log, LostLease, type Next, type Step } from "./step.ts";
export type { Handlers } from "./loop.ts";

export interface NewJob {
  org: string;
  kind: string;
  /** The id of what it works on. While a job of this kind and subject is not done, there is no second one. */
  subject: string;
  /** Milliseconds; now unless told. */
  runAt?: number;
}

const viewOf = (row: store.JobRow): JobView => ({
  id: row.id,
  kind: row.kind,
  subject: row.subject,
  state: row.state,
  failures: row.failures,
  lastError: row.last_error,
  runAt: isoTime(row.run_at),
  createdAt: isoTime(row.created_at),
});

/** `owner` names this process. The clock's `sleep` must really wait where `run` is used. */
export function createJobs(deps: LoopDeps) {
  const { bus, clock } = deps;
  let loop: ReturnType<typeof startLoop> | null = null;

  /** Tells this process and the others that there is work: after the commit, where there is one to wait for. */
  function tell(q: Query | Tx, kind: string): void {
    const told = () => {
      loop?.nudge();
      bus.publish(TOPIC, kind).catch(() => undefined); // the others look by themselves too
    };
    if ("afterCommit" in q) q.afterCommit(told);
    else told();
  }

  /** Puts a job in line and returns its id. Where one of this kind and subject is not done yet, that one looks again: sooner, or right after its step. */
  async function enqueue(tx: Tx, { org, kind, subject, runAt }: NewJob): Promise<string> {
    const now = clock.now();
    const row = await store.enqueue(tx, { id: clock.id("job"), org, kind, subject, run_at: runAt ?? now, created_at: now });
    tell(tx, kind);
    return row!.id;
  }

  /** Runs it now; while it runs, once more right after. Nothing happens where there is no such job, or it is dead. */
  async function wake(q: Query, kind: string, subject: string): Promise<void> {
    if ((await store.wake(q, kind, subject, clock.now())) > 0) tell(q, kind);
  }

  /** Starts to work, on the kinds that have a handler here. */
  function run(handlers: Handlers): void {
    if (loop) throw new Error("Jobs run already.");
    loop = startLoop(deps, handlers);
  }

  /** Stops to work. After it, no step of this process can save anything. */
  async function stop(): Promise<void> {
    const stopped = loop;
    loop = null;
    await stopped?.stop();
  }

  /** Jobs that failed too often, the latest first. */
  const dead = async (q: Query, org: string): Promise<JobView[]> => (await store.dead(q, org, LIMITS.listItems)).map(viewOf);

  /** Puts a dead job back in line; one that is not dead stays as it is. */
  async function revive(tx: Tx, org: string, id: string): Promise<JobView> {
    const revived = await store.revive(tx, org, id, clock.now());
    const row = await store.byId(tx, org, id);
    if (!row) throw new AppError("request.not_found", "There is no such job.", { field: "id" });
    if (revived > 0) tell(tx, row.kind);
    return viewOf(row);
  }

  /** How many there are, over all organizations. */
  async function counts(q: Query): Promise<Record<JobView["state"], number>> {
    const found = new Map((await store.counts(q)).map((row) => [row.state, row.jobs]));
    return { ready: found.get("ready") ?? 0, running: found.get("running") ?? 0, dead: found.get("dead") ?? 0 };
  }

  return { enqueue, wake, run, stop, dead, revive, counts };
}

export type Jobs = ReturnType<typeof createJobs>;
