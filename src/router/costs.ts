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
  /** By how many outputs one request of theirs may ask for, ascending. */
  runs: { most: number; members: number[] }[];
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
  /** The most that each costs, in micros, NaN where it is not known; right for whom `turnTo` was told last, and for those whose group was brought up to that. */
  readonly high: Float64Array;
  readonly groupOf: Int32Array;
  /** By group: 1 is right. */
  readonly brought: Uint8Array;
  asker: Measured | null = null;
  readonly #groups: Group[] = [];
  readonly #prices: readonly (Price | null)[];
  readonly #most: readonly number[];
  readonly #quoters: (Quoter | undefined)[] = [];
  /** The prices flat, for their group's facets; null where one cannot be said so. */
  readonly #flat: (FlatPrice | null)[];

  constructor(prices: readonly (Price | null)[], defaults: Int32Array, most: readonly number[]) {
    this.#prices = prices;
    this.#most = most;
    this.high = new Float64Array(prices.length).fill(Number.NaN);
    this.#flat = Array.from(prices, () => null);
    const numbers = new Map<string, number>();
    this.groupOf = Int32Array.from(prices, (price, place) => {
      const bits = price ? unitsOf(price) : 0;
      const facets = price ? facetsIn(price) : [];
      const assume = price?.assume !== undefined;
      const key = price ? `${defaults[place]} ${bits} ${assume} ${facets}` : "none";
      let number = numbers.get(key);
      if (number === undefined) {
        numbers.set(key, (number = this.#groups.length));
        const units = UNITS.flatMap((_unit, at) => ((bits >> at) & 1 ? [at] : []));
        this.#groups.push({ defaults: defaults[place]!, units, bits, assume, facets, runs: [], level: false, values: [], amounts: [] });
      }
      // Of those without a price the group has no members: nothing is ever reckoned for them.
      if (!price) return number;
      const { runs } = this.#groups[number]!;
      const run = runs.find((each) => each.most === most[place]);
      if (run) run.members.push(place);
      else runs.push({ most: most[place]!, members: [place] });
      return number;
    });
    for (const { runs } of this.#groups) runs.sort((a, b) => a.most - b.most);
    this.brought = new Uint8Array(this.#groups.length);
  }

  /** From now on for this ask. */
  turnTo(ask: Measured): void {
    this.asker = ask;
    this.brought.fill(0);
  }

  /** Brings all of a group up to what is asked: nothing is reckoned where the same was asked last. */
  bring(number: number): void {
    const group = this.#groups[number]!;
    const ask = this.asker!;
    this.brought[number] = 1;
    if (group.runs.length === 0) return;
    const facets = group.facets.length > 0 ? ask.facets(group.defaults) : NONE;
    const fresh = group.amounts.length === 0;
    const others = othersLooked(group, facets) || fresh;
    if (others) for (const { members } of group.runs) for (const place of members) this.#flat[place] = flatPrice(this.#prices[place]!, facets);
    if (!othersCounted(group, ask) && !others) return;
    for (const { most, members } of group.runs) {
      const batches = ask.batches(group.defaults, most);
      for (let index = 0; index < members.length; index += 1) this.#reckon(members[index]!, batches, facets);
    }
  }

  #reckon(place: number, batches: readonly Batch[], facets: Facets): void {
    const flat = this.#flat[place]!;
    let high = flat ? 0 : Number.NaN;
    if (flat) for (let at = 0; at < batches.length; at += 1) high += flatCost(flat, batches[at]!.flatHigh) * batches[at]!.times;
    this.high[place] = Number.isNaN(high) ? (this.#inFull(place, batches, facets)?.highMicro ?? Number.NaN) : high;
  }

  /** The least that one costs, whose most is known and right. Few are told; so this is reckoned when it is asked for. */
  low(place: number): number {
    const { defaults, facets, level } = this.#groups[this.groupOf[place]!]!;
    if (level) return this.high[place]!;
    const ask = this.asker!;
    const batches = ask.batches(defaults, this.#most[place]!);
    const flat = this.#flat[place]!;
    let low = flat ? 0 : Number.NaN;
    if (flat) for (const { times, flatLow } of batches) low += flatCost(flat, flatLow) * times;
    if (Number.isNaN(low)) low = this.#inFull(place, batches, facets.length > 0 ? ask.facets(defaults) : NONE)!.lowMicro;
    return Math.min(low, this.high[place]!);
  }

  #inFull(place: number, batches: readonly Batch[], facets: Facets): { lowMicro: number; highMicro: number } | null {
    const quote = (this.#quoters[place] ??= quoter(this.#prices[place]!));
    let [lowMicro, highMicro] = [0, 0];
    for (const batch of batches) {
      const one = quote(batch, facets);
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
  const { defaults, runs, units, bits, amounts } = group;
  let at = 0;
  let differ = false;
  let level = !group.assume;
  let before: readonly Batch[] | null = null;
  for (let index = 0; index < runs.length; index += 1) {
    const batches = ask.batches(defaults, runs[index]!.most);
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
