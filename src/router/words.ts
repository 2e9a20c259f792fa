// Money and time as a person reads them, for reasons. Not for the wire, where both are numbers.

/** Amounts come again with every ask. */
const spelled = new Map<number, string>();
const MOST_SPELLED = 20_000;

/** Micros as dollars with as many digits as matter: $0.04, $0.0006, $12.50. */
export function dollars(micro: number): string {
  const known = spelled.get(micro);
  if (known !== undefined) return known;
  if (spelled.size >= MOST_SPELLED) spelled.clear();
  const words = spell(micro);
  spelled.set(micro, words);
  return words;
}

function spell(micro: number): string {
  const value = micro / 1_000_000;
  if (micro === 0) return "$0";
  if (value >= 0.01) return `$${value.toFixed(value >= 1 ? 2 : 3).replace(/(\.\d\d)0$/, "$1")}`;
  const digits = value.toPrecision(2);
  return `$${(digits.includes("e") ? value.toFixed(6) : digits).replace(/0+$/, "")}`;
}

/** Seconds as "about 4 s" or "about 2 min". */
export function about(seconds: number): string {
  if (seconds < 1) return "under 1 s";
  return seconds < 90 ? SECONDS[Math.round(seconds)]! : `about ${Math.round(seconds / 60)} min`;
}
const SECONDS = Array.from({ length: 91 }, (_none, seconds) => `about ${seconds} s`);
