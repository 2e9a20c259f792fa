// What the offers of a shelf cost, kept in columns for the amounts that were last asked about: a price that looks at none but these need not be reckoned anew when only the prompt is another.
import {
  type Facets,
  type FlatAmounts,
  flatAmounts,
  flatCost,
  type FlatPrice,
  flatPrice,
  type Price,
  type Quantities,
  type Quoter,
  quoter,
  UNITS,
  unitsOf,
} from "../spec/price.ts";

/** Requests of the same size, and how many of them. */
export class Batch {
  readonly times: number;
  readonly low: Quantities;
  readonly high: Quantities;
  readonly flatHigh: FlatAmounts;
  #flatLow: FlatAmounts | null = null;

  constructor(times: number, low: Quantities, high: Quantities) {
    this.times = times;
    this.low = low;
    this.high = high;
    this.flatHigh = flatAmounts(high, low);
  }

  /** Few are told what they cost at least. */
  get flatLow(): FlatAmounts {
    return (this.#flatLow ??= flatAmounts(this.low, this.high));
  }
}

/** One ask's amounts, by the defaults that its input is filled up with. */
export interface Measured {
  facets(defaults: number): Facets;
  /** In as many requests as it takes, where one may ask for so many outputs. */
  batches(defaults: number, most: number): readonly Batch[];
}

/** Offers whose prices look at the same things: of the same defaults, by the same units, in the same facets. */
interface Group {
  defaults: number;
  units: readonly number[];
  /** A bit for each of them. */
  bits: number;
  /** Do they assume amounts of their own, so that the least is not the most whatever is asked? */
  assume: boolean;
  facets: readonly string[];
  /** How many outputs one request of theirs may ask for: each such number once, ascending. */
  mosts: number[];
  /** Is the most also the least, as far as their prices look? */
  level: boolean;
  /** What they are reckoned for: those facets, and the amounts in a row. */
  values: (string | undefined)[];
  amounts: number[];
}

const NONE: Facets = {};
/** The facets on which some line of a price depends, or what it assumes. */
const facetsIn = (price: Price) => [...new Set([...price.lines, ...(price.assume ?? [])].flatMap((row) => Object.keys(row.when ?? {})))].toSorted();

export class Costs {
  #asker: Measured | null = null;
  readonly #groups: Group[] = [];
  readonly #groupOf: Int32Array;
  readonly #prices: readonly (Price | null)[];
  readonly #most: readonly number[];
  readonly #quoters: (Quoter | undefined)[] = [];
  /** By group: 1 is compared with what is asked now. */
  readonly #brought: Uint8Array;
  /** By group, how often something changed that its prices look at, and how often one of their facets did. */
  readonly #changes: Int32Array;
  readonly #looks: Int32Array;
  /** The most that each costs, in micros, NaN where it is not known; right where it was reckoned after the last of those changes. */
  readonly #high: Float64Array;
  readonly #reckoned: Int32Array;
  /** The prices flat, for their group's facets; null where one cannot be said so. The same. */
  readonly #flat: (FlatPrice | null)[];
  readonly #looked: Int32Array;

  constructor(prices: readonly (Price | null)[], defaults: Int32Array, most: readonly number[]) {
    this.#prices = prices;
    this.#most = most;
    this.#high = new Float64Array(prices.length).fill(Number.NaN);
    this.#flat = Array.from(prices, () => null);
    [this.#reckoned, this.#looked] = [new Int32Array(prices.length), new Int32Array(prices.length)];
    const numbers = new Map<string, number>();
    this.#groupOf = Int32Array.from(prices, (price, place) => {
      const bits = price ? unitsOf(price) : 0;
      const facets = price ? facetsIn(price) : [];
      const assume = price?.assume !== undefined;
      const key = price ? `${defaults[place]} ${bits} ${assume} ${facets}` : "none";
      let number = numbers.get(key);
      if (number === undefined) {
        numbers.set(key, (number = this.#groups.length));
        const units = UNITS.flatMap((_unit, at) => ((bits >> at) & 1 ? [at] : []));
        this.#groups.push({ defaults: defaults[place]!, units, bits, assume, facets, mosts: [], level: false, values: [], amounts: [] });
      }
      const { mosts } = this.#groups[number]!;
      // Of those without a price nothing is ever compared.
      if (price && !mosts.includes(most[place]!)) mosts.push(most[place]!);
      return number;
    });
    for (const { mosts } of this.#groups) mosts.sort((a, b) => a - b);
    this.#brought = new Uint8Array(this.#groups.length);
    [this.#changes, this.#looks] = [new Int32Array(this.#groups.length), new Int32Array(this.#groups.length)];
  }

  /** From now on for this ask. */
  turnTo(ask: Measured): void {
    if (this.#asker === ask) return;
    this.#asker = ask;
    this.#brought.fill(0);
  }

  /** The most that one costs, in micros; NaN where it is not known. Nothing is reckoned where the same was asked last. */
  high(place: number): number {
    const group = this.#groupOf[place]!;
    if (this.#brought[group] === 0) this.#bring(group);
    if (this.#reckoned[place] !== this.#changes[group]) this.#reckon(place, group);
    return this.#high[place]!;
  }

  #bring(number: number): void {
    const group = this.#groups[number]!;
    const ask = this.#asker!;
    this.#brought[number] = 1;
    if (group.mosts.length === 0) return;
    const looks = othersLooked(group, group.facets.length > 0 ? ask.facets(group.defaults) : NONE) || group.amounts.length === 0;
    if (looks) this.#looks[number]! += 1;
    if (othersCounted(group, ask) || looks) this.#changes[number]! += 1;
  }

  #reckon(place: number, number: number): void {
    const { defaults, facets: names } = this.#groups[number]!;
    const ask = this.#asker!;
    const batches = ask.batches(defaults, this.#most[place]!);
    if (this.#looked[place] !== this.#looks[number]) {
      this.#flat[place] = flatPrice(this.#prices[place]!, names.length > 0 ? ask.facets(defaults) : NONE);
      this.#looked[place] = this.#looks[number]!;
    }
    const flat = this.#flat[place]!;
    let high = flat ? 0 : Number.NaN;
    if (flat) for (let at = 0; at < batches.length; at += 1) high += flatCost(flat, batches[at]!.flatHigh, "high") * batches[at]!.times;
    this.#high[place] = Number.isNaN(high) ? (this.#inFull(place)?.highMicro ?? Number.NaN) : high;
    this.#reckoned[place] = this.#changes[number]!;
  }

  /** The least that one costs, whose most is known. Few are told; so this is reckoned when it is asked for. */
  low(place: number): number {
    const { defaults, level } = this.#groups[this.#groupOf[place]!]!;
    const high = this.high(place);
    if (level) return high;
    const flat = this.#flat[place]!;
    let low = flat ? 0 : Number.NaN;
    if (flat) for (const { times, flatLow } of this.#asker!.batches(defaults, this.#most[place]!)) low += flatCost(flat, flatLow, "low") * times;
    if (Number.isNaN(low)) low = this.#inFull(place)!.lowMicro;
    return Math.min(low, high);
  }

  #inFull(place: number): { lowMicro: number; highMicro: number } | null {
    const { defaults, facets } = this.#groups[this.#groupOf[place]!]!;
    const ask = this.#asker!;
    const seen = facets.length > 0 ? ask.facets(defaults) : NONE;
    const quote = (this.#quoters[place] ??= quoter(this.#prices[place]!));
    let [lowMicro, highMicro] = [0, 0];
    for (const batch of ask.batches(defaults, this.#most[place]!)) {
      const one = quote(batch, seen);
      if (!one) return null;
      lowMicro += one.lowMicro * batch.times;
      highMicro += one.highMicro * batch.times;
    }
    return { lowMicro, highMicro };
  }
}

/** Do the facets that the group looks at differ from the last? Writes them down. */
function othersLooked({ facets: names, values }: Group, facets: Facets): boolean {
  let differ = false;
  for (let at = 0; at < names.length; at += 1) {
    const value = facets[names[at]!];
    if (values[at] !== value) differ = true;
    values[at] = value;
  }
  return differ;
}

/** The same of the amounts: of the most alone, for the least is reckoned when it is told. */
function othersCounted(group: Group, ask: Measured): boolean {
  const { defaults, mosts, units, bits, amounts } = group;
  let at = 0;
  let differ = false;
  let level = !group.assume;
  let before: readonly Batch[] | null = null;
  for (let index = 0; index < mosts.length; index += 1) {
    const batches = ask.batches(defaults, mosts[index]!);
    // Whoever may be asked for more than is wanted is asked for what is wanted.
    if (batches === before) break;
    before = batches;
    for (let each = 0; each < batches.length; each += 1) {
      const { times, flatHigh } = batches[each]!;
      if (amounts[at] !== times) differ = true;
      amounts[at++] = times;
      for (let unit = 0; unit < units.length; unit += 1) {
        const high = flatHigh.amounts[units[unit]!]!;
        if (amounts[at] !== high) differ = true;
        amounts[at++] = high;
      }
      // Kinds of tokens that a price may count as plain ones: it looks at more than its own units.
      if (flatHigh.subsidiary) differ = true;
      if (flatHigh.subsidiary || (flatHigh.spread & bits) !== 0) level = false;
    }
  }
  group.level = level;
  if (amounts.length === at) return differ;
  amounts.length = at;
  return true;
}
