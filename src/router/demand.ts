// What one ask demands of an offer's terms: the input as it would be sent, what the terms do not take, the amounts to be priced. Measured once for all offers with the same defaults.
import type { Bound } from "../spec/model.ts";
import type { Ask } from "../spec/plan.ts";
import { type Facets, facetsOf, type FlatAmounts, differences, flatAmounts, flatCost, flatPrice, type Quantities } from "../spec/price.ts";
import { taskOf } from "../spec/task.ts";
import type { Ready } from "./ready.ts";

/** What is known of the ask beyond its own words, such as the length of a recording. */
export type Facts = Record<string, number>;

/** One ask with the defaults of one kind of terms. */
export interface Shape {
  /** The ask's input with the terms' defaults filled in. */
  input: Record<string, unknown>;
  facets: Facets;
  /** The same text for the same facets. */
  facetsKey: string;
  /** Seconds of recording or of output, over all outputs. */
  length: number;
  /** By the most that one request may ask for. */
  batches: Batch[][];
}

export interface Quote {
  lowMicro: number;
  highMicro: number;
}

type Problem = ((who: string) => string) | null;

/** Requests of the same size, and how many of them. */
interface Batch {
  times: number;
  low: Quantities;
  high: Quantities;
  flatLow: FlatAmounts;
  flatHigh: FlatAmounts;
  /** Units of which low and high differ. */
  differ: number;
  /** By the units that a price looks at. */
  numbers: Map<number, number>;
}

/** The title of an input field as the form shows it. */
function titleOf(ask: Ask, field: string): string {
  const meta = taskOf(ask.task).input.shape[field]?.meta() as { title?: string } | undefined;
  return meta?.title ?? field;
}

/** Null within the bound; else what must hold, to be said after the field's title. */
function outside(bound: Exclude<Bound, true>, value: unknown): string | null {
  if (bound.values && !bound.values.includes(value as string))
    return `must be one of ${bound.values.slice(0, 12).join(", ")}${bound.values.length > 12 ? ", …" : ""}`;
  if (typeof value === "string" && bound.maxChars !== undefined && value.length > bound.maxChars)
    return `may have at most ${bound.maxChars} characters`;
  if (typeof value !== "number") return null;
  if (bound.min !== undefined && value < bound.min) return `must be at least ${bound.min}`;
  if (bound.max !== undefined && value > bound.max) return `must be at most ${bound.max}`;
  if (bound.step !== undefined && Math.abs(value / bound.step - Math.round(value / bound.step)) > 1e-9) return `must be a multiple of ${bound.step}`;
  return null;
}

function sizeOutside(sizes: readonly string[], { width, height }: Record<string, unknown>): string | null {
  if (width === undefined && height === undefined) return null;
  return sizes.includes(`${width}x${height}`) ? null : `the size must be one of ${sizes.join(", ")}`;
}

/** One text object for equal facets, so that comparing two is comparing where they lie. */
const keys = new Map<string, string>();
const MOST_KEYS = 10_000;
function keyOf(facets: Facets): string {
  const text = JSON.stringify(facets);
  if (keys.size >= MOST_KEYS) keys.clear();
  const known = keys.get(text) ?? text;
  keys.set(text, known);
  return known;
}

/** A number for each set of amounts, so that a price that looks at none but these need not be reckoned anew when only the prompt is another. */
const numbers = new Map<string, number>();
let latest = 0;
/** From 1 up; the same again for the same amounts of these units, and never for others. */
function amountsOf(batch: Batch, units: number): number {
  const known = batch.numbers.get(units);
  if (known !== undefined) return known;
  const { flatLow, flatHigh, times } = batch;
  let text = `${units} ${times} ${flatLow.subsidiary} ${flatHigh.subsidiary}`;
  for (let place = 0; units >> place > 0; place += 1)
    if ((units >> place) & 1) text += ` ${flatLow.raw[place]} ${flatHigh.raw[place]} ${flatLow.scaled[place]} ${flatHigh.scaled[place]}`;
  if (numbers.size >= MOST_KEYS) numbers.clear();
  const number = numbers.get(text) ?? (latest += 1);
  numbers.set(text, number);
  batch.numbers.set(units, number);
  return number;
}

/** One ask, ready to be held against any offer's terms. */
export class Demand {
  readonly ask: Ask;
  readonly facts: Facts;
  /** The fields whose bounds are looked at: a live ask is passed on as it is. */
  readonly #fields: readonly string[];
  /** Are there pictures to be seen in it? */
  readonly shows: boolean;
  readonly #shapes: Shape[] = [];
  readonly #problems: Problem[] = [];

  constructor(ask: Ask, facts: Facts) {
    this.ask = ask;
    this.facts = facts;
    this.shows = taskOf(ask.task).shows?.(ask.input) ?? false;
    this.#fields = taskOf(ask.task).live ? [] : Object.keys(ask.input).filter((field) => ask.input[field] !== undefined);
  }

  shapeOf({ defaults, sameDefaults }: Ready): Shape {
    const known = this.#shapes[sameDefaults];
    if (known) return known;
    const input = { ...this.ask.input };
    for (const [field, value] of defaults) if (input[field] === undefined) input[field] = value;
    const length = Number(input.seconds ?? this.facts.audioSeconds ?? 0) * this.ask.count;
    const facets = facetsOf(input);
    return (this.#shapes[sameDefaults] = { input, facets, facetsKey: keyOf(facets), length, batches: [] });
  }

  /** Null where the terms take the input; else why not, given who it is that does not. */
  problem(ready: Ready): Problem {
    const known = this.#problems[ready.sameInputs];
    return known === undefined ? (this.#problems[ready.sameInputs] = this.#findProblem(ready)) : known;
  }

  #findProblem(ready: Ready): Problem {
    const { inputs } = ready.terms;
    for (const field of this.#fields) {
      const bound = inputs[field];
      if (bound === true) continue;
      if (bound === undefined) return (who) => `${who} takes no ${titleOf(this.ask, field).toLowerCase()}.`;
      const problem = outside(bound, this.ask.input[field]);
      if (problem !== null) return (who) => `For ${who}, ${titleOf(this.ask, field)} ${problem}.`;
    }
    if (ready.required.length === 0 && !ready.terms.sizes) return null;
    const { input } = this.shapeOf(ready);
    for (const field of ready.required) if (input[field] === undefined) return (who) => `${who} needs ${titleOf(this.ask, field).toLowerCase()}.`;
    const size = ready.terms.sizes ? sizeOutside(ready.terms.sizes, input) : null;
    return size === null ? null : (who) => `For ${who}, ${size}.`;
  }

  /** Expected seconds by the terms' own word; null where they have none. */
  seconds(ready: Ready): number | null {
    if (Number.isNaN(ready.base)) return null;
    return ready.base + ready.perImage * this.ask.count + (ready.perSecond === 0 ? 0 : ready.perSecond * this.shapeOf(ready).length);
  }

  /** What it costs, in as many requests as it takes, each with its own least charge; null where that is not known. */
  quote(ready: Ready): Quote | null {
    const { facets, facetsKey } = this.shapeOf(ready);
    if (ready.flatFor !== facetsKey) {
      ready.flatFor = facetsKey;
      ready.flat = ready.view.offer.price && flatPrice(ready.view.offer.price, facets);
      ready.quotedFor = 0;
    }
    const batches = this.#batchesOf(ready);
    if (ready.flat === null || batches.length > 1) return this.#inFull(ready, batches);
    const batch = batches[0]!;
    const amounts = amountsOf(batch, ready.flat.units);
    if (ready.quotedFor === amounts) return ready.quoted;
    const { flatLow, flatHigh, differ, times } = batch;
    const highMicro = flatCost(ready.flat, flatHigh);
    const lowMicro = (ready.flat.units & differ) === 0 ? highMicro : flatCost(ready.flat, flatLow);
    if (Number.isNaN(lowMicro + highMicro)) return this.#inFull(ready, batches);
    ready.quotedFor = amounts;
    return (ready.quoted = { lowMicro: Math.min(lowMicro, highMicro) * times, highMicro: highMicro * times });
  }

  #inFull(ready: Ready, batches: readonly Batch[]): Quote | null {
    if (ready.quoter === null) return null;
    let lowMicro = 0;
    let highMicro = 0;
    const { facets } = this.shapeOf(ready);
    for (const batch of batches) {
      const one = ready.quoter(batch, facets);
      if (!one) return null;
      lowMicro += one.lowMicro * batch.times;
      highMicro += one.highMicro * batch.times;
    }
    return { lowMicro, highMicro };
  }

  #batchesOf(ready: Ready): readonly Batch[] {
    const shape = this.shapeOf(ready);
    const most = ready.most < this.ask.count ? ready.most : this.ask.count;
    return (shape.batches[most] ??= this.#batches(most, shape));
  }

  #batches(most: number, { input }: Shape): Batch[] {
    const measured = { ...input, ...this.facts };
    const batch = (times: number, count: number): Batch => {
      const { low, high } = taskOf(this.ask.task).measure(measured, count);
      const [flatLow, flatHigh] = [flatAmounts(low), flatAmounts(high)];
      return { times, low, high, flatLow, flatHigh, differ: differences(flatLow, flatHigh), numbers: new Map() };
    };
    const [full, rest] = [Math.floor(this.ask.count / most), this.ask.count % most];
    return [...(full > 0 ? [batch(full, most)] : []), ...(rest > 0 ? [batch(1, rest)] : [])];
  }
}
