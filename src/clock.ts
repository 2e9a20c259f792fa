// Time, ids and randomness, handed to whoever needs them so that a test owns them. The only file that touches Date or Math.random.

/** Where time, ids and chance come from. Times are whole milliseconds since 1970 (UTC). */
export interface Clock {
  now(): number;
  /** A new id such as `gen_01k2…`: the prefix, then 26 characters that sort by time. */
  id(prefix: string): string;
  /** A number from 0 up to, not including, 1. Not for secrets: those come from `secret`. */
  random(): number;
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32: no i, l, o, u

function base32(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = ALPHABET[rest % 32] + text;
  return text;
}

function randomText(length: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => ALPHABET[byte % 32]).join("");
}

export const systemClock: Clock = {
  now: () => Date.now(),
  id: (prefix) => `${prefix}_${base32(Date.now(), 10)}${randomText(16)}`,
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, ms));
      signal?.addEventListener("abort", done, { once: true });
    }),
};

/** A clock that stands still until told: `tick(ms)` moves it, ids count up, chance follows from the seed. */
export function testClock(start = Date.UTC(2026, 10, 24), seed = 1): Clock & { tick(ms: number): void } {
  let now = start;
  let count = 0;
  let state = seed >>> 0;
  return {
    now: () => now,
    id: (prefix) => `${prefix}_${base32(now, 10)}${base32(++count, 16)}`,
    random: () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    },
    sleep: async (ms) => {
      now += ms;
    },
    tick: (ms) => {
      now += ms;
    },
  };
}

/** A clock that really waits and can be set, for tests of what happens when somebody does. */
export function movableClock(): { clock: Clock; move(ms: number): void } {
  let offset = 0;
  return { clock: { ...systemClock, now: () => systemClock.now() + offset }, move: (ms) => void (offset += ms) };
}

/** An unguessable text of so many base-32 characters (5 bits each), for keys and tokens. */
export function secret(length = 40): string {
  return randomText(length);
}

/**
 * Milliseconds until then, of something that lasts no longer than `longest`; none where it lies further off: that was written before the clock was set
 * back. Whoever waits for a time that was saved asks here, or a clock that is set back by hours makes all wait for hours.
 */
export function msLeft({ now }: Pick<Clock, "now">, until: number, longest: number): number {
  const ms = until - now();
  return ms > longest ? 0 : Math.max(0, ms);
}

/** Milliseconds → RFC 3339 in UTC, as on the wire. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** RFC 3339 (or a plain date) → milliseconds; NaN where it is neither. */
export function parseTime(text: string): number {
  return Date.parse(text);
}
