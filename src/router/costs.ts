// What the offers of a shelf cost, kept in columns for the amounts that were last asked about: a price that looks at none but these need not be reckoned anew when only the prompt is another.
import {
  differences,
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
export interface Batch {
  times: number;
  low: Quantities;
  high: Quantities;
  flatLow: FlatAmounts;
  flatHigh: FlatAmounts;
  /** Units of which low and high differ. */
  differ: number;
}

export function batchOf(times: number, low: Quantities, high: Quantities): Batch {
  const [flatLow, flatHigh] = [flatAmounts(low), flatAmounts(high)];
  return { times, low, high, flatLow, flatHigh, differ: differences(flatLow, flatHigh) };
}

/** One ask's amounts, by the defaults that its input is filled up with. */
export interface Measured {
  facets(defaults: number): Facets;
  /** In as many requests as it takes, where one may ask for so many outputs. */
  batches(defaults: number, most: number): readonly Batch[];
}

/** Offers whose prices look at the same things: of the same defaults, in as many requests, by the same units, in the same facets. */
interface Group {
  defaults: number;
  most: number;
  units: readonly number[];
  every: boolean;
  facets: readonly string[];
  members: number[];
  /** What they are reckoned for: those facets, and the amounts in a row. */
  values: (string | undefined)[];
  amounts: number[];
}

const NONE: Facets = {};
/** The facets on which some line of a price depends, or what it assumes. */
const facetsIn = (price: Price) => [...new Set([...price.lines, ...(price.assume ?? [])].flatMap((row) => Object.keys(row.when ?? {})))].toSorted();

export class Costs {
  /** In micros, NaN where it is not known; right for whom `turnTo` was told last, and for those whose group was brought up to that. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly groupOf: Int32Array;
  /** By group: 1 is right. */
  readonly brought: Uint8Array;
  asker: Measured | null = null;
  readonly #groups: Group[] = [];
  readonly #prices: readonly (Price | null)[];
  readonly #quoters: (Quoter | undefined)[] = [];
  /** The prices flat, for their group's facets; null where one cannot be said so. */
  readonly #flat: (FlatPrice | null)[];

  constructor(prices: readonly (Price | null)[], defaults: Int32Array, most: readonly number[]) {
    this.#prices = prices;
    [this.low, this.high] = [new Float64Array(prices.length).fill(Number.NaN), new Float64Array(prices.length).fill(Number.NaN)];
    this.#flat = Array.from(prices, () => null);
    const numbers = new Map<string, number>();
    this.groupOf = Int32Array.from(prices, (price, place) => {
      const bits = price ? unitsOf(price) : 0;
      const facets = price ? facetsIn(price) : [];
      const key = price ? `${defaults[place]} ${most[place]} ${bits} ${facets}` : "none";
      let number = numbers.get(key);
      if (number === undefined) {
        numbers.set(key, (number = this.#groups.length));
        const units = UNITS.flatMap((_unit, at) => ((bits >> at) & 1 ? [at] : []));
        const every = units.length === UNITS.length;
        this.#groups.push({ defaults: defaults[place]!, most: most[place]!, units, every, facets, members: [], values: [], amounts: [] });
      }
      // Of those without a price the group has no members: nothing is ever reckoned for them.
      if (price) this.#groups[number]!.members.push(place);
      return number;
    });
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
    const { members } = group;
    const ask = this.asker!;
    this.brought[number] = 1;
    if (members.length === 0) return;
    const facets = group.facets.length > 0 ? ask.facets(group.defaults) : NONE;
    const batches = ask.batches(group.defaults, group.most);
    const fresh = group.amounts.length === 0;
    const others = othersLooked(group, facets) || fresh;
    if (others) for (const place of members) this.#flat[place] = flatPrice(this.#prices[place]!, facets);
    if (othersCounted(group, batches) || others) for (const place of members) this.#reckon(place, batches, facets);
  }

  #reckon(place: number, batches: readonly Batch[], facets: Facets): void {
    const flat = this.#flat[place]!;
    let [low, high] = [0, 0];
    if (flat)
      for (const { times, flatLow, flatHigh, differ } of batches) {
        const most = flatCost(flat, flatHigh);
        const least = (flat.units & differ) === 0 ? most : flatCost(flat, flatLow);
        low += (least < most ? least : most) * times;
        high += most * times;
      }
    if (!flat || Number.isNaN(low + high)) return this.#reckonInFull(place, batches, facets);
    this.low[place] = low;
    this.high[place] = high;
  }

  #reckonInFull(place: number, batches: readonly Batch[], facets: Facets): void {
    const quote = (this.#quoters[place] ??= quoter(this.#prices[place]!));
    let [low, high] = [0, 0];
    for (const batch of batches) {
      const one = quote(batch, facets);
      low += one ? one.lowMicro * batch.times : Number.NaN;
      high += one ? one.highMicro * batch.times : Number.NaN;
    }
    this.low[place] = low;
    this.high[place] = high;
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

/** The same of the amounts. */
function othersCounted({ units, every, amounts }: Group, batches: readonly Batch[]): boolean {
  let [at, differ] = [0, false];
  for (const { times, flatLow, flatHigh } of batches) {
    if (amounts[at] !== times) differ = true;
    amounts[at++] = times;
    for (const unit of units) {
      const [low, high] = [orLess(flatLow.raw[unit]!), orLess(flatHigh.raw[unit]!)];
      if (amounts[at] !== low || amounts[at + 1] !== high) differ = true;
      amounts[at++] = low;
      amounts[at++] = high;
    }
    // Kinds of tokens that a price may count as plain ones: it looks at more than its own units.
    if (!every && (flatLow.subsidiary || flatHigh.subsidiary)) differ = true;
  }
  if (amounts.length !== at) differ = true;
  amounts.length = at;
  return differ;
}
/** What is not counted is NaN, which equals nothing; -1 is no amount. */
const orLess = (amount: number) => (Number.isNaN(amount) ? -1 : amount);
