// Every reason to prefer an offer, one entry each, and the tiers that come before any score. Hard refusals are in rules.ts.
import type { Weights } from "../spec/plan.ts";
import type { Option } from "./option.ts";
import type { OfferView, Rated } from "./router.ts";
import { columnOf, USES } from "./columns.ts";
import { nth } from "./select.ts";
import { about, dollars } from "./words.ts";

/** What the others are like, worked out once for all of them. */
export interface Field {
  many: number;
  bestQuality: number;
  /** Micros of a good result; at least one, so that it can be divided by. */
  medianCost: number;
  leastCost: number;
  medianSeconds: number;
  leastSeconds: number;
}

/** The three figures of an offer; NaN is not known. */
export interface Figures {
  /** 0…1 */
  quality: number;
  /** Micros of a good result: the price over the chance that an attempt succeeds. */
  cost: number;
  /** To the result, in seconds. */
  time: number;
}

export interface Scorer {
  weight: keyof Weights & keyof Figures;
  /** The score of a figure that is not known. */
  unknown: number;
  /** A figure of which less is better scores by the rivals' median; absent where the figure is the score. */
  median?(field: Field): number;
  /** A clause for a person where there is something to say. */
  reason(option: Option, figure: number, field: Field): string | null;
}

/** What an offer without evidence is taken for: below the middle, so that nothing wins by being unknown. */
export const UNKNOWN_QUALITY = 0.35;
const UNKNOWN_TIME = 0.3;
/** Half of the score at the rivals' median: no unit, no task-specific constant. */
export const against = (value: number, median: number) => (value === 0 ? 1 : median / (median + value));

/** 0…1 */
export function scoreOf({ unknown, median }: Scorer, figure: number, field: Field): number {
  if (Number.isNaN(figure)) return unknown;
  return median ? against(figure, median(field)) : figure;
}

/** Adds the scores of so many, by weight. */
export function addScores(
  { unknown, median }: Scorer,
  figures: Float64Array,
  many: number,
  weight: number,
  field: Field,
  scores: Float64Array,
): void {
  const middle = median ? median(field) : Number.NaN;
  for (let index = 0; index < many; index += 1) {
    const figure = figures[index]!;
    const score = Number.isNaN(figure) ? unknown : Number.isNaN(middle) ? figure : against(figure, middle);
    scores[index]! += score * weight;
  }
}

/** The middle of the first so many, the upper of two; 0 where there is none. */
const median = (values: Float64Array, many: number) => (many === 0 ? 0 : nth(values, many, many >> 1));

/** The figures of so many rivals, each in a list of its own. One list after the other, and no pairs made on the way: an array for each of ten thousand takes longer than all that is done with it. */
export function fieldOf(many: number, quality: Float64Array, cost: Float64Array, time: Float64Array): Field {
  const costs = columnOf(USES.costsKnown, many);
  const times = columnOf(USES.timesKnown, many);
  const priced = known(cost, many, costs);
  const timed = known(time, many, times);
  const leastCost = leastOf(costs, priced);
  const leastSeconds = leastOf(times, timed);
  let bestQuality = 0;
  for (let index = 0; index < many; index += 1) if (quality[index]! > bestQuality) bestQuality = quality[index]!;
  return {
    many,
    bestQuality,
    medianCost: Math.max(1, median(costs, priced)),
    leastCost,
    medianSeconds: Math.max(0.001, median(times, timed)),
    leastSeconds,
  };
}

/** Those that are known, and how many. */
function known(figures: Float64Array, many: number, into: Float64Array): number {
  let found = 0;
  for (let index = 0; index < many; index += 1) {
    const figure = figures[index]!;
    into[found] = figure;
    if (!Number.isNaN(figure)) found += 1;
  }
  return found;
}

function leastOf(figures: Float64Array, many: number): number {
  let least = Infinity;
  for (let index = 0; index < many; index += 1) if (figures[index]! < least) least = figures[index]!;
  return least;
}

export const SCORERS: readonly Scorer[] = [
  {
    weight: "quality",
    unknown: UNKNOWN_QUALITY,
    reason: ({ rated }, _figure, field) => {
      if (!rated) return null;
      const words = ratingWords(rated);
      return field.many > 1 && rated.value >= field.bestQuality ? words.best : words.plain;
    },
  },
  {
    weight: "cost",
    unknown: 0,
    median: (field) => field.medianCost,
    reason: (option, cost, field) => {
      if (Number.isNaN(cost)) return null;
      if (cost === 0) return option.view.offer.data.local ? "free, on your own machine" : "free";
      const price = option.highMicro ?? cost;
      let words = dollars(price);
      if (field.many > 1 && cost <= field.leastCost) words = `cheapest, ${words}`;
      return cost > price * NOTABLE ? `${words}, ${dollars(Math.ceil(cost))} for each that succeeds` : words;
    },
  },
  {
    weight: "time",
    unknown: UNKNOWN_TIME,
    median: (field) => field.medianSeconds,
    reason: (option, seconds, field) => {
      if (Number.isNaN(seconds)) return null;
      const waits = option.view.queueSeconds ?? 0;
      let words = about(seconds);
      if (field.many > 1 && seconds <= field.leastSeconds) words = `fastest, ${words}`;
      return waits >= 1 ? `${words}, ${about(waits).replace(/^about /, "")} of it in line` : words;
    },
  },
];
/** Ratings come again with every ask, and change seldom. */
const spelled = new WeakMap<Rated, { plain: string; best: string }>();
function ratingWords(rated: Rated): { plain: string; best: string } {
  const known = spelled.get(rated);
  if (known !== undefined) return known;
  const error = rated.error ? ` ± ${Math.max(1, Math.round(rated.error * 100))}` : "";
  const figure = `rated (${Math.round(rated.value * 100)}${error} of 100, ${rated.source})`;
  const words = { plain: figure, best: figure.replace("rated", "best rated of those allowed") };
  spelled.set(rated, words);
  return words;
}

/** Failures that add less than a twentieth to the price are not worth a word. */
const NOTABLE = 1.05;

/** Offers that come after all others, whatever their score; the later entry after the earlier. */
export const TIERS: readonly { last(view: OfferView, priced: boolean): boolean; reason: string }[] = [
  { last: (_view, priced) => !priced, reason: "its price is not known: comes after every known one" },
  { last: (view) => !view.neural, reason: "procedural, no neural model: comes after every real one" },
];
export const tierOf = (view: OfferView, priced: boolean): number =>
  TIERS.reduce((tier, { last }, at) => tier + (last(view, priced) ? 2 ** at : 0), 0);
