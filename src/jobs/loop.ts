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
/** Jobs that fall due within so short a time are claimed together: a thousand that are asked about are few statements instead of thousands. */
const TOGETHER_MS = 20;
/**
 * A process that has just started begins with so few at once and takes one more for each step that ended. One that ends again and again soon after its start would else have
 * begun hundreds and ended none, each time anew.
 */
const FIRST_AT_ONCE = 4;
/** One that has lived so long has shown that it is not such a process. */
const PROVEN_MS = 3_000;
/** How often to look for a job that may be what ends processes, where none such runs. */
const SUSPECT_EVERY_MS = 100;
/** More than this between two looks, or back, and the clock was set, the machine slept, or this process stood still. */
const JUMP_MS = 2_500;
/** Clocks of several machines may differ by so much without anything being wrong. */
const SKEW_MS = 60_000;
/** How long steps may take to end after `stop`: most end at once, some have bought what comes only once and wait for it. */
const STOP_MS = 30_000;

export interface LoopDeps extends StepDeps {
  bus: Bus;
  owner: string;
}

export function startLoop(deps: LoopDeps, handlers: Handlers) {
  const { db, bus, clock, log, owner } = deps;
  const startedAt = clock.now();
  const stopping = new AbortController();
  const running = new Map<string, { row: store.JobRow; lost: AbortController; ended: Promise<void> }>();
  const counts = new Map<string, number>();
  /** How many of a kind this process has shown that it can do at once. */
  const trusted = new Map<string, number>();
  /** Per kind: when a suspect was last looked for; infinite while one runs. */
  const suspectAt = new Map<string, number>();
  let asleep = new AbortController();
  let asleepUntil = 0;
  /** When the first of those is due again whose steps ended since the last look began. */
  let soonest = Number.POSITIVE_INFINITY;
  let nudged = false;
  let troubled = false;
  let lookedAt = clock.now();
  /** Until then nothing is taken from others, who may not have had a chance to renew it. */
  let patientUntil = 0;

  /** Look now. */
  function nudge(): void {
    nudged = true;
    asleep.abort();
  }

  const countOf = (kind: string) => counts.get(kind) ?? 0;
  /** Either way: a clock that was set says nothing against it. */
  const proven = () => Math.abs(clock.now() - startedAt) >= PROVEN_MS;
  const trustOf = (kind: string) => (proven() ? Number.POSITIVE_INFINITY : (trusted.get(kind) ?? FIRST_AT_ONCE));

  function begin(row: store.JobRow, handler: Handler): void {
    const lost = new AbortController();
    const key = row.lease!;
    counts.set(row.kind, countOf(row.kind) + 1);
    const ended = runStep(deps, row, handler, stopping.signal, lost).then((due) => {
      const full = countOf(row.kind) >= Math.min(handler.concurrency, trustOf(row.kind));
      running.delete(key);
      counts.set(row.kind, countOf(row.kind) - 1);
      if (!proven()) trusted.set(row.kind, trustOf(row.kind) + 1);
      if (row.vanished >= store.SUSPECT_AFTER) suspectAt.delete(row.kind);
      soonest = Math.min(soonest, due);
      if (full || due < asleepUntil) nudge();
    });
    running.set(key, { row, lost, ended });
  }

  async function claim(kind: string, { leaseMs }: Handler, most: number, suspects: boolean): Promise<store.JobRow[]> {
    const now = clock.now();
    const vanishedToo = now >= patientUntil;
    return store.claim(db.light, { kind, owner, batch: clock.id("lse"), now, until: now + leaseMs, most, vanishedToo, suspects });
  }

  /** Claims all that is due and has room; returns how long there is nothing more to do. */
  async function claimDue(kind: string, handler: Handler): Promise<number> {
    const roomFor = () => Math.min(handler.concurrency, trustOf(kind)) - countOf(kind);
    if (roomFor() > 0 && clock.now() - (suspectAt.get(kind) ?? 0) >= SUSPECT_EVERY_MS) {
      suspectAt.set(kind, clock.now());
      for (const row of await claim(kind, handler, 1, true)) {
        suspectAt.set(kind, Number.POSITIVE_INFINITY);
        begin(row, handler);
      }
    }
    for (;;) {
      const room = roomFor();
      if (room <= 0) return LOOK_EVERY_MS; // the end of a step nudges
      const due = await store.nextDue(db, kind);
      if (due === null) return LOOK_EVERY_MS;
      const now = clock.now();
      if (due > now) return Math.max(TOGETHER_MS, due - now);
      if (stopping.signal.aborted) return 0;
      const rows = await claim(kind, handler, room, false);
      for (const row of rows) begin(row, handler);
      if (rows.length === 0) return LOCKED_MS;
    }
  }

  /** Before anything is claimed by a clock that was set, or after a sleep. Leases are kept by the clock, and so are the times of what waits. */
  async function minded(): Promise<void> {
    const now = clock.now();
    const moved = now - lookedAt;
    if (moved < -JUMP_MS || moved > JUMP_MS) {
      log("the clock was set, or this process stood still", { byMs: moved });
      const longest = Math.max(...Object.values(handlers).map(({ leaseMs }) => leaseMs));
      if (running.size > 0) await store.renewAll(db.light, owner, now + longest);
      patientUntil = now + longest;
      for (const [kind, at] of suspectAt) if (Number.isFinite(at)) suspectAt.delete(kind);
      for (const [kind, { leaseMs }] of Object.entries(handlers)) if (moved < 0) await store.setBack(db, { kind, now, by: -moved, leaseMs });
    }
    lookedAt = now;
  }

  async function look(): Promise<number> {
    try {
      await minded();
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

  /** What the clock of the process before us may have left in a future that is not ours. */
  async function takeOver(): Promise<void> {
    const now = clock.now();
    for (const [kind, { leaseMs }] of Object.entries(handlers)) {
      await store.cutLeases(db, { kind, now, leaseMs });
      await store.pullIn(db, { kind, now, madeAfter: now + SKEW_MS });
    }
  }

  async function loop(): Promise<void> {
    await takeOver().catch((thrown) => log("jobs could not be looked through at the start", { error: safeMessage(thrown) }));
    while (!stopping.signal.aborted) {
      nudged = false;
      soonest = Number.POSITIVE_INFINITY;
      const found = await look();
      if (nudged || stopping.signal.aborted) continue;
      const wait = Math.min(found, Math.max(TOGETHER_MS, soonest - clock.now()));
      asleep = new AbortController();
      asleepUntil = clock.now() + wait;
      await clock.sleep(wait, asleep.signal);
      asleepUntil = 0;
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
