// Numbers and states in words, pure and tested. No React and no requests.

/** Micros of a dollar as people write money: "free", "$0.12", "$0.0004"; null is "price unknown". */
export function money(micro: number | null): string {
  if (micro === null) return "price unknown";
  if (micro === 0) return "free";
  return dollars(micro);
}

/** Always a number: "$0.00" for nothing. Small amounts get as many digits as matter; `up` rounds upwards, for limits that must hold. */
export function dollars(micro: number, up = false): string {
  const sign = micro < 0 ? "−" : "";
  const value = Math.abs(micro) / 1_000_000;
  const digits = value === 0 || value >= 0.1 ? 2 : value >= 0.001 ? 3 : value >= 0.0001 ? 4 : 6;
  const rounded = up ? Math.ceil(Number((value * 10 ** digits).toFixed(4))) / 10 ** digits : value;
  return `${sign}$${rounded.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}

/** Below this nobody decides by the exact amount. */
const TRIFLE_MICRO = 1000;

/** A quote: its one price, or "up to" its high end; "under $0.001" for the smallest. Where nobody knows it, the limit that it is asked under. */
export function priceOf(quote: { lowMicro: number; highMicro: number } | null, limitMicro: number | null = null): string {
  if (!quote) return limitMicro === null ? "price unknown" : `up to ${dollars(limitMicro, true)}`;
  if (quote.highMicro > 0 && quote.highMicro < TRIFLE_MICRO) return `under ${dollars(TRIFLE_MICRO)}`;
  return quote.lowMicro === quote.highMicro ? money(quote.highMicro) : `up to ${dollars(quote.highMicro, true)}`;
}

/** Seconds, about: "under 1 s", "12 s", "3 min", "2 h". */
export function about(seconds: number | null): string | null {
  if (seconds === null) return null;
  if (seconds < 1) return "under 1 s";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** The same in a sentence: "about 12 s", but never "about under 1 s". */
export const roughly = (seconds: number) => (seconds < 1 ? about(seconds)! : `about ${about(seconds)}`);

/** A position in a recording: "0:07", "12:03". */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  if (count < 1_000_000) return `${(count / 1000).toFixed(0)} kB`;
  return count < 1e9 ? `${(count / 1e6).toFixed(1)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}

/** How long ago, for a feed: "now", "4 min", "2 h", then the date. */
export function ago(iso: string, now: number): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (seconds < 50) return "now";
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  return new Date(iso).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
}

export const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
