// How offers have done of late, in this process: a breaker per offer and the seconds they took. Opinions, not records: lost at a restart.
import type { Clock } from "../clock.ts";
import type { ErrorRow } from "../spec/error.ts";

interface Track {
  failures: number;
  openUntil: number;
  lastReason: string;
  seconds: number[];
}

/** Failures in a row that open the breaker, and for how long; doubled with each further failure up to the longest. */
const OPENS_AFTER = 3;
const OPEN_MS = 15_000;
const LONGEST_OPEN_MS = 10 * 60_000;
/** Times kept for the median. */
const KEPT_TIMES = 15;

export function createHealth(clock: Clock) {
  const tracks = new Map<string, Track>();
  const track = (offer: string): Track => {
    const found = tracks.get(offer) ?? { failures: 0, openUntil: 0, lastReason: "", seconds: [] };
    tracks.set(offer, found);
    return found;
  };

  return {
    succeeded(offer: string, seconds: number): void {
      const own = track(offer);
      own.failures = 0;
      own.openUntil = 0;
      own.seconds = [...own.seconds, seconds].slice(-KEPT_TIMES);
    },
    /** Counts only what was the provider's or its account's fault: a refused prompt says nothing of health. */
    failed(offer: string, row: ErrorRow, reason: string): void {
      if (row.blame !== "provider" && row.blame !== "operator") return;
      if (row.retry === "never") return;
      const own = track(offer);
      own.failures += 1;
      own.lastReason = reason;
      if (own.failures >= OPENS_AFTER) own.openUntil = clock.now() + Math.min(OPEN_MS * 2 ** (own.failures - OPENS_AFTER), LONGEST_OPEN_MS);
    },
    /** In words while the breaker is open; null when it may be tried (again). */
    failing(offer: string): string | null {
      const own = tracks.get(offer);
      if (!own || own.openUntil <= clock.now()) return null;
      return `${own.lastReason} It is tried again in ${Math.ceil((own.openUntil - clock.now()) / 1000)} s.`;
    },
    seconds(offer: string): number | null {
      const times = tracks.get(offer)?.seconds ?? [];
      return times.length < 3 ? null : times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
    },
    state(offers: readonly string[]): "healthy" | "failing" | "unknown" {
      const known = offers.flatMap((offer) => tracks.get(offer) ?? []);
      if (known.some((own) => own.openUntil > clock.now())) return "failing";
      return known.some((own) => own.seconds.length > 0) ? "healthy" : "unknown";
    },
  };
}

export type Health = ReturnType<typeof createHealth>;
