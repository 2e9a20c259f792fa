// The loop of one process: claims what is due while there is room, sleeps until something is, stops in good order. Runs no step itself.
import type { Bus } from "../bus/bus.ts";
import { safeMessage } from "./failure.ts";
import { type Handler, LostLease, runStep, type StepDeps } from "./step.ts";
import * as store from "./store.ts";

export type Handlers = Record<string, Handler>;

/** The bus topic on which processes tell each other that there is work. */
export const TOPIC = "jobs";
/** How often to look without being told: two processes on one SQLite file have no bus between them. One indexed read for each kind. */
const LOOK_EVERY_MS = 500;
/** Something was due, but every such row was locked by somebody just then. */
const LOCKED_MS = 50;
/** How long steps may take to end after `stop`: most end at once, some have bought what comes only once and wait for it. */
const STOP_MS = 30_000;

export interface LoopDeps extends StepDeps {
  bus: Bus;
  owner: string;
}

export function startLoop(deps: LoopDeps, handlers: Handlers) {
  const { db, bus, clock, log, owner } = deps;
  const stopping = new AbortController();
  const running = new Map<string, { row: store.JobRow; lost: AbortController; ended: Promise<void> }>();
  let asleep = new AbortController();
  let nudged = false;
  let troubled = false;

  /** Look now. */
  function nudge(): void {
    nudged = true;
    asleep.abort();
  }

  function begin(row: store.JobRow, handler: Handler): void {
    const lost = new AbortController();
    const key = row.lease!;
    const ended = runStep(deps, row, handler, stopping.signal, lost).finally(() => {
      running.delete(key);
      nudge();
    });
    running.set(key, { row, lost, ended });
  }

  const countOf = (kind: string) => [...running.values()].filter(({ row }) => row.kind === kind).length;

  /** Claims all that is due and has room; returns how long there is nothing more to do. */
  async function claimDue(kind: string, handler: Handler): Promise<number> {
    for (let room = handler.concurrency - countOf(kind); room > 0; room--) {
      const due = await store.nextDue(db, kind);
      if (due === null) return LOOK_EVERY_MS;
      const now = clock.now();
      if (due > now) return due - now;
      if (stopping.signal.aborted) return 0;
      const row = await store.claim(db, { kind, owner, lease: clock.id("lse"), now, until: now + handler.leaseMs });
      if (!row) return LOCKED_MS;
      begin(row, handler);
    }
    return LOOK_EVERY_MS; // no room: the end of a step nudges
  }

  async function look(): Promise<number> {
    try {
      const waits = [];
      for (const [kind, handler] of Object.entries(handlers)) waits.push(await claimDue(kind, handler));
      troubled = false;
      return Math.min(LOOK_EVERY_MS, ...waits);
    } catch (thrown) {
      if (!troubled) log("jobs cannot be claimed; trying on", { error: safeMessage(thrown) });
      troubled = true;
      return LOOK_EVERY_MS;
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      nudged = false;
      const wait = await look();
      if (nudged || stopping.signal.aborted) continue;
      asleep = new AbortController();
      await clock.sleep(wait, asleep.signal);
    }
  }

  const unsubscribe = bus.subscribe(TOPIC, nudge);
  const looping = loop();

  /** Claims no more, tells the steps to end, and after a while gives back what has not: another process may take it at once. */
  async function stop(): Promise<void> {
    unsubscribe();
    stopping.abort(new LostLease());
    nudge();
    await looping;
    const patience = new AbortController();
    const all = Promise.allSettled([...running.values()].map(({ ended }) => ended));
    await Promise.race([all, clock.sleep(STOP_MS, patience.signal)]);
    patience.abort();
    for (const { row, lost } of running.values()) {
      lost.abort(new LostLease());
      await store
        .giveBack(db, row, clock.now())
        .catch((thrown) => log("a lease could not be given back; it runs out by itself", { job: row.id, error: safeMessage(thrown) }));
    }
  }

  return { nudge, stop };
}
