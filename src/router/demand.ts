// What one ask demands of a shelf's terms: the input as it would be sent, what the terms do not take, the amounts to be priced. Measured once for all offers with the same defaults.
import type { Bound } from "../spec/model.ts";
import type { Ask } from "../spec/plan.ts";
import { type Facets, facetsOf } from "../spec/price.ts";
import type { Sense } from "../spec/senses.ts";
import { taskOf } from "../spec/task.ts";
import { Batch, type Measured } from "./costs.ts";
import { type Answers, PASSES, REFUSED } from "./rules.ts";
import type { Shelf, Sizing } from "./shelf.ts";

/** What is known of the ask beyond its own words, such as the length of a recording. */
export type Facts = Record<string, number>;

/** One ask with the defaults of one kind of terms. */
interface Shape {
  /** The ask's input with the terms' defaults filled in. */
  input: Record<string, unknown>;
  facets: Facets | null;
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

function sizeOutside(sizing: Sizing, input: Record<string, unknown>): string | null {
  const [width, height] = [input.width ?? sizing.width, input.height ?? sizing.height];
  if (width === undefined && height === undefined) return null;
  return sizing.sizes.includes(`${width}x${height}`) ? null : `the size must be one of ${sizing.sizes.join(", ")}`;
}

// Made apart from where they are found: a function that makes closures pays for it at every call, whether or not it makes one.
const takesNo =
  (ask: Ask, field: string): Problem =>
  (who) =>
    `${who} takes no ${titleOf(ask, field).toLowerCase()}.`;
const needs =
  (ask: Ask, field: string): Problem =>
  (who) =>
    `${who} needs ${titleOf(ask, field).toLowerCase()}.`;
const mustBe =
  (title: string | null, words: string): Problem =>
  (who) =>
    `For ${who}, ${title === null ? words : `${title} ${words}`}.`;

const [ONE_PLACE, ONE_FIGURE] = [new Int32Array(1), new Float64Array(1)];

/** One ask, ready to be held against any offer of a shelf, by its place there. */
export class Demand implements Measured {
  readonly ask: Ask;
  readonly facts: Facts;
  readonly shelf: Shelf;
  readonly #hasFacts: boolean;
  /** The fields whose bounds are looked at: a live ask is passed on as it is. */
  readonly #fields: readonly string[];
  /** What whoever takes it must be able to take in beside words. */
  readonly senses: readonly Sense[];
  readonly #shapes: Shape[] = [];

  constructor(ask: Ask, facts: Facts, shelf: Shelf) {
    this.ask = ask;
    this.facts = facts;
    this.shelf = shelf;
    this.senses = taskOf(ask.task).senses?.(ask.input) ?? [];
    this.#fields = taskOf(ask.task).live ? [] : Object.keys(ask.input).filter((field) => ask.input[field] !== undefined);
    this.#hasFacts = Object.keys(facts).length > 0;
  }

  #shape(defaults: number): Shape {
    const known = this.#shapes[defaults];
    if (known) return known;
    const input = { ...this.ask.input };
    for (const [field, value] of this.shelf.filled[defaults]!) if (input[field] === undefined) input[field] = value;
    const length = Number(input.seconds ?? this.facts.audioSeconds ?? 0) * this.ask.count;
    return (this.#shapes[defaults] = { input, facets: null, length, batches: [] });
  }

  /** The input as it would be sent there. */
  input(place: number): Record<string, unknown> {
    return this.#shape(this.shelf.defaults[place]!).input;
  }

  /** Null where the terms take the input; else why not, given who it is that does not. */
  problem(place: number): Problem {
    const { fields, bounds, lacking, lacks, sized, sizings } = this.shelf.inputs;
    const kind = this.shelf.alike.inputs[place]!;
    for (const field of this.#fields) {
      const bound = bounds[fields.get(field)?.bound[kind] ?? 0]!;
      if (bound === null) return takesNo(this.ask, field);
      const wrong = this.#outside(field, bound);
      if (wrong !== null) return mustBe(titleOf(this.ask, field), wrong);
    }
    const lack = this.#lacksOf(lacks[lacking[kind]!]!);
    if (lack !== undefined) return needs(this.ask, lack);
    const size = this.#sizeOutside(sizings[sized[kind]!]!);
    return size === null ? null : mustBe(null, size);
  }

  /** The same for all kinds of inputs at once, without the words: each bound is looked at once. Null where all take it. */
  takers(): Answers | null {
    const { fields, bounds, lacking, lacks, sized, sizings } = this.shelf.inputs;
    let answers: Answers | null = null;
    const refuse = (column: Int32Array | null, number: number) => {
      answers ??= new Uint8Array(this.shelf.kinds.inputs).fill(PASSES);
      if (column === null) answers.fill(REFUSED);
      else for (let kind = 0; kind < column.length; kind += 1) if (column[kind] === number) answers[kind] = REFUSED;
    };
    for (const field of this.#fields) {
      const column = fields.get(field);
      if (!column) refuse(null, 0);
      else
        for (const number of column.numbers) {
          const bound = bounds[number]!;
          if (bound === null || this.#outside(field, bound) !== null) refuse(column.bound, number);
        }
    }
    for (let number = 0; number < lacks.length; number += 1) if (this.#lacksOf(lacks[number]!) !== undefined) refuse(lacking, number);
    for (let number = 0; number < sizings.length; number += 1) if (this.#sizeOutside(sizings[number]!) !== null) refuse(sized, number);
    return answers;
  }

  #outside(field: string, bound: Bound): string | null {
    return bound === true ? null : outside(bound, this.ask.input[field]);
  }

  #lacksOf(fields: readonly string[]): string | undefined {
    return fields.length === 0 ? undefined : fields.find((field) => this.ask.input[field] === undefined);
  }

  #sizeOutside(sizing: Sizing | null): string | null {
    return sizing && sizeOutside(sizing, this.ask.input);
  }

  /** Seconds to the result, the wait in line included: measured of late, else by the terms' own word; NaN where they have none. */
  times(places: Int32Array, many: number, into: Float64Array): void {
    const { base, perImage, perSecond, defaults, measuredSeconds, queueSeconds } = this.shelf;
    const { count } = this.ask;
    for (let index = 0; index < many; index += 1) {
      const place = places[index]!;
      const measured = measuredSeconds[place]!;
      let own = measured;
      if (Number.isNaN(measured)) {
        own = base[place]! + perImage[place]! * count;
        if (perSecond[place]! > 0) own += perSecond[place]! * this.#shape(defaults[place]!).length;
      }
      into[index] = own + queueSeconds[place]!;
    }
  }

  time(place: number): number {
    ONE_PLACE[0] = place;
    this.times(ONE_PLACE, 1, ONE_FIGURE);
    return ONE_FIGURE[0]!;
  }

  /** The most that each costs, in micros; NaN where that is not known. */
  highs(places: Int32Array, many: number, into: Float64Array): void {
    const { costs } = this.shelf;
    costs.turnTo(this);
    for (let index = 0; index < many; index += 1) into[index] = costs.high(places[index]!);
  }

  /** What it costs, in as many requests as it takes, each with its own least charge; null where that is not known. */
  quote(place: number): Quote | null {
    const { costs } = this.shelf;
    costs.turnTo(this);
    const highMicro = costs.high(place);
    return Number.isNaN(highMicro) ? null : { lowMicro: costs.low(place), highMicro };
  }

  facets(defaults: number): Facets {
    const shape = this.#shape(defaults);
    return (shape.facets ??= facetsOf(shape.input));
  }

  batches(defaults: number, most: number): readonly Batch[] {
    const shape = this.#shape(defaults);
    const fewer = most < this.ask.count ? most : this.ask.count;
    return (shape.batches[fewer] ??= this.#batches(fewer, shape));
  }

  #batches(most: number, { input }: Shape): Batch[] {
    const measured = this.#hasFacts ? { ...input, ...this.facts } : input;
    const batch = (times: number, count: number): Batch => {
      const { low, high } = taskOf(this.ask.task).measure(measured, count);
      return new Batch(times, low, high);
    };
    const [full, rest] = [Math.floor(this.ask.count / most), this.ask.count % most];
    const batches = full > 0 ? [batch(full, most)] : [];
    if (rest > 0) batches.push(batch(1, rest));
    return batches;
  }
}
