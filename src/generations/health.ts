// How offers and providers have done of late: breakers with half-open probes, pauses and caps learned from "too many", the seconds they took, how often they succeed, how long one stands in line. Shared by all processes through the database; opinions, not records.
import { type Clock, msLeft } from "../clock.ts";
import type { Db } from "../db/db.ts";
import { type Changes, createChangeLog } from "../router/router.ts";
import type { ErrorRow } from "../spec/error.ts";
import * as store from "./store.ts";

interface Track {
  failures: number;
  openUntil: number;
  reason: string;
  /** A provider's own "not before": nothing new is begun there until then. */
  pausedUntil: number;
  /** How many at once it takes, where it has told; null where the declared number holds. */
  cap: number | null;
  seconds: number[];
  /** Attempts that succeeded, and all, as counted at `updatedAt`: those of long ago count less. */
  good: number;
  tried: number;
  /** Seconds in line before an attempt could begin, and when that was. */
  waited: number;
  waitedAt: number;
  updatedAt: number;
  /** In this process only: a probe is on its way while the breaker is half open. */
  probing: boolean;
  dirty: boolean;
}

/** Failures in a row that open the breaker, and for how long; doubled with each further failure up to the longest. */
const OPENS_AFTER = 3;
const OPEN_MS = 15_000;
const LONGEST_OPEN_MS = 10 * 60_000;
/** A key that is not taken, or an account without credit, does not mend itself in seconds. */
const KEY_OPEN_MS = 60_000;
/** Times kept for the median and the slowest. */
const KEPT_TIMES = 20;
/** So many times are needed before they say anything. */
const ENOUGH = 3;
/** An attempt counts for half as much after so long, a wait in line after so much less. */
const TRIES_HALF_LIFE_MS = 2 * 60 * 60_000;
const WAIT_HALF_LIFE_MS = 2 * 60_000;
/** As if so many had been tried before, and had succeeded: one failure alone condemns nobody. */
const GIVEN_TRIES = 4;
/** How much the newest wait says against those before. */
const NEWEST_WAIT = 0.4;
/** A learned cap is raised by one after so long without a complaint. */
const RAISE_MS = 60_000;
/** Where a provider says "too many" and not until when. */
const PAUSE_MS = 2_000;
/** After "no more at once" the next may be tried soon: a place may be free again at any moment. */
const FULL_MS = 500;
/** Rows that nobody has written for so long are not read at the start. */
const STALE_MS = 60 * 60_000;
/** Clocks of several machines may differ by so much without anything being wrong. */
const SKEW_MS = 60_000;

/** What a provider as a whole is known by; offers are by their ids. */
export const ofProvider = (provider: string) => `provider ${provider}`;

export function createHealth({ clock, db }: { clock: Clock; db: Db }) {
  const tracks = new Map<string, Track>();
  let seenUntil = clock.now() - STALE_MS;

  const track = (id: string): Track => {
    const found = tracks.get(id) ?? {
      failures: 0,
      openUntil: 0,
      reason: "",
      pausedUntil: 0,
      cap: null,
      seconds: [],
      good: 0,
      tried: 0,
      waited: 0,
      waitedAt: 0,
      updatedAt: 0,
      probing: false,
      dirty: false,
    };
    tracks.set(id, found);
    return found;
  };
  const changes = createChangeLog<string>();
  const faded = (amount: number, since: number, halfLifeMs: number) => amount * 2 ** (-Math.max(0, clock.now() - since) / halfLifeMs);
  /** The counts of attempts are brought up to now with every change, for they are as of `updatedAt`. */
  function change(id: string, set: Partial<Track>): void {
    const own = track(id);
    const [good, tried] = [faded(own.good, own.updatedAt, TRIES_HALF_LIFE_MS), faded(own.tried, own.updatedAt, TRIES_HALF_LIFE_MS)];
    Object.assign(own, { good, tried }, set, { updatedAt: clock.now(), dirty: true });
    changes.note(id);
  }
  function count(id: string, good: number): void {
    change(id, {});
    const own = track(id);
    own.good += good;
    own.tried += 1;
  }

  function trip(id: string, reason: string, after: number, firstMs: number): void {
    const own = track(id);
    const failures = own.failures + 1;
    const openUntil = failures >= after ? clock.now() + Math.min(firstMs * 2 ** (failures - after), LONGEST_OPEN_MS) : own.openUntil;
    change(id, { failures, openUntil, reason, probing: false });
  }
  const close = (id: string) => {
    const own = tracks.get(id);
    if (own) own.probing = false;
    if (own && (own.failures > 0 || own.openUntil > 0)) change(id, { failures: 0, openUntil: 0 });
  };

  const left = (until: number): number => msLeft(clock, until, LONGEST_OPEN_MS);
  const open = (id: string): Track | null => {
    const own = tracks.get(id);
    return own && left(own.openUntil) > 0 ? own : null;
  };
  /** The breaker has been open and nobody knows yet whether it may close: one is let through to see. */
  const halfOpen = (id: string): Track | null => {
    const own = tracks.get(id);
    return own && own.openUntil > 0 && left(own.openUntil) === 0 ? own : null;
  };

  return {
    succeeded(offer: string, provider: string, seconds: number): void {
      close(offer);
      close(ofProvider(provider));
      count(offer, 1);
      // Less than nothing: the clock was set back meanwhile, and nobody knows how long it took.
      if (seconds >= 0) change(offer, { seconds: [...track(offer).seconds, seconds].slice(-KEPT_TIMES) });
    },

    /** Counts against whom the error's row names: a refused prompt says nothing of health. */
    failed(offer: string, provider: string, row: ErrorRow, reason: string): void {
      if (row.health === "offer" || row.health === "provider") count(offer, 0);
      if (row.health === "offer") trip(offer, reason, OPENS_AFTER, OPEN_MS);
      if (row.health === "provider") trip(ofProvider(provider), reason, OPENS_AFTER, OPEN_MS);
      if (row.health === "key") trip(ofProvider(provider), reason, 1, KEY_OPEN_MS);
      for (const id of [offer, ofProvider(provider)]) if (tracks.has(id)) track(id).probing = false;
    },

    /** A provider said "not before": nothing new is begun there until then. */
    paused(provider: string, retryAfterMs: number | null): void {
      const until = clock.now() + Math.min(retryAfterMs ?? PAUSE_MS, LONGEST_OPEN_MS);
      const id = ofProvider(provider);
      if (until > track(id).pausedUntil) change(id, { pausedUntil: until });
    },

    /** A provider took no more while so many were under way there: so many less one is what it takes. */
    full(provider: string, underWay: number): void {
      change(ofProvider(provider), { cap: Math.max(1, underWay - 1), pausedUntil: clock.now() + FULL_MS });
    },

    /** How many attempts may be under way there now. */
    cap(provider: string, declared: number): number {
      const own = tracks.get(ofProvider(provider));
      if (!own || own.cap === null) return declared;
      const raised = own.cap + Math.floor(Math.max(0, clock.now() - own.updatedAt) / RAISE_MS);
      return Math.min(declared, Math.max(1, raised));
    },

    /** Milliseconds until something may be begun there; 0 is now. */
    waitMs: (provider: string): number => left(tracks.get(ofProvider(provider))?.pausedUntil ?? 0),

    /** In words while a breaker is open; null when it may be tried (again). */
    failing(offer: string, provider: string): string | null {
      const own = open(offer) ?? open(ofProvider(provider));
      return own ? `${own.reason} It is tried again in ${Math.ceil((own.openUntil - clock.now()) / 1000)} s.` : null;
    },

    /** May one be begun now? Where a breaker is half open only the first may, to see; `begun` says that it is. */
    mayBegin: (offer: string, provider: string): boolean =>
      [offer, ofProvider(provider)].every((id) => open(id) === null && halfOpen(id)?.probing !== true),
    begun(offer: string, provider: string): void {
      for (const id of [offer, ofProvider(provider)]) {
        const own = halfOpen(id);
        if (own) own.probing = true;
      }
    },

    /** An attempt began there after so many seconds in line. */
    waited(provider: string, seconds: number): void {
      const id = ofProvider(provider);
      const before = tracks.get(id)?.waited ?? 0;
      if (seconds === 0 && before === 0) return;
      change(id, { waited: before + (seconds - before) * NEWEST_WAIT, waitedAt: clock.now() });
    },

    /** The chance that an attempt succeeds, by those of late; null where none was made. */
    success(offer: string): number | null {
      const own = tracks.get(offer);
      if (!own || own.tried === 0) return null;
      const [good, tried] = [faded(own.good, own.updatedAt, TRIES_HALF_LIFE_MS), faded(own.tried, own.updatedAt, TRIES_HALF_LIFE_MS)];
      return (good + GIVEN_TRIES) / (tried + GIVEN_TRIES);
    },

    /** Seconds in line there of late; null where nobody stood in one. */
    queueSeconds(provider: string): number | null {
      const own = tracks.get(ofProvider(provider));
      return own && own.waitedAt > 0 ? faded(own.waited, own.waitedAt, WAIT_HALF_LIFE_MS) : null;
    },

    /** Of which offers and providers something was learned. What passes with time alone, such as an open breaker, does not count. */
    changes: changes as Changes<string>,

    /** The median of the last times; null before there are enough. */
    seconds(offer: string): number | null {
      const times = tracks.get(offer)?.seconds ?? [];
      return times.length < ENOUGH ? null : times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
    },

    /** What nineteen of twenty stayed under; null before there are enough. */
    slowSeconds(offer: string): number | null {
      const times = (tracks.get(offer)?.seconds ?? []).toSorted((a, b) => a - b);
      return times.length < ENOUGH ? null : times[Math.min(times.length - 1, Math.floor(times.length * 0.95))]!;
    },

    state(provider: string, offers: readonly string[]): "healthy" | "failing" | "unknown" {
      if (open(ofProvider(provider)) || offers.some((offer) => open(offer))) return "failing";
      return offers.some((offer) => (tracks.get(offer)?.seconds.length ?? 0) > 0) ? "healthy" : "unknown";
    },

    /** Tells the other processes what changed here and learns what changed there; called every second or so. The newest word on each counts. */
    async share(): Promise<void> {
      for (const [id, own] of tracks) {
        if (!own.dirty) continue;
        own.dirty = false;
        const row = {
          id,
          failures: own.failures,
          open_until: own.openUntil,
          reason: own.reason,
          paused_until: own.pausedUntil,
          cap: own.cap,
          seconds: JSON.stringify(own.seconds),
          good: own.good,
          tried: own.tried,
          waited: own.waited,
          waited_at: own.waitedAt,
          updated_at: own.updatedAt,
        };
        await store.putHealth(db, row, clock.now() + SKEW_MS);
      }
      // What was written at a time that has not come, before the clock was set back, is older than anything written since.
      const told = (at: number) => (at > clock.now() + SKEW_MS ? 0 : at);
      seenUntil = told(seenUntil);
      for (const row of await store.healthSince(db, seenUntil)) {
        seenUntil = Math.max(seenUntil, told(row.updated_at));
        const own = track(row.id);
        if (told(row.updated_at) <= told(own.updatedAt)) continue;
        changes.note(row.id);
        Object.assign(own, {
          failures: row.failures,
          openUntil: row.open_until,
          reason: row.reason,
          pausedUntil: row.paused_until,
          cap: row.cap,
          seconds: JSON.parse(row.seconds),
          good: row.good ?? 0,
          tried: row.tried ?? 0,
          waited: row.waited ?? 0,
          waitedAt: row.waited_at ?? 0,
          updatedAt: row.updated_at,
        });
      }
    },
  };
}

export type Health = ReturnType<typeof createHealth>;
