// Every reason to prefer an offer, one entry each, and the tiers that come before any score. Hard refusals are in rules.ts.
import type { Weights } from "../spec/plan.ts";
import type { OfferView, Option, Rated } from "./router.ts";
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
const median = (values: Float64Array, many: number) => (many === 0 ? 0 : nth(values.subarray(0, many), Math.floor(many / 2)));

/** The figures of so many rivals, each in a list of its own. */
export function fieldOf(many: number, quality: Float64Array, cost: Float64Array, time: Float64Array): Field {
  const [costs, times] = [columnOf(USES.costsKnown, many), columnOf(USES.timesKnown, many)];
  let [priced, timed, bestQuality, leastCost, leastSeconds] = [0, 0, 0, Infinity, Infinity];
  for (let index = 0; index < many; index += 1) {
    const [own, micro, seconds] = [quality[index]!, cost[index]!, time[index]!];
    if (own > bestQuality) bestQuality = own;
    if (!Number.isNaN(micro)) costs[priced++] = micro;
    if (micro < leastCost) leastCost = micro;
    if (!Number.isNaN(seconds)) times[timed++] = seconds;
    if (seconds < leastSeconds) leastSeconds = seconds;
  }
  return {
    many,
    bestQuality,
    medianCost: Math.max(1, median(costs, priced)),
    leastCost,
    medianSeconds: Math.max(0.001, median(times, timed)),
    leastSeconds,
  };
}

export const SCORERS: readonly Scorer[] = [
  {
    weight: "quality",
    unknown: UNKNOWN_QUALITY,
    reason: ({ rated }, _figure, field) => {
      if (!rated) return null;
      return `${field.many > 1 && rated.value >= field.bestQuality ? "best rated of those allowed" : "rated"} ${ratingWords(rated)}`;
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
      const good = cost > price * NOTABLE ? `, ${dollars(Math.ceil(cost))} for each that succeeds` : "";
      return `${field.many > 1 && cost <= field.leastCost ? "cheapest, " : ""}${dollars(price)}${good}`;
    },
  },
  {
    weight: "time",
    unknown: UNKNOWN_TIME,
    median: (field) => field.medianSeconds,
    reason: (option, seconds, field) => {
      if (Number.isNaN(seconds)) return null;
      const waits = option.view.queueSeconds ?? 0;
      const line = waits >= 1 ? `, ${about(waits).replace(/^about /, "")} of it in line` : "";
      return `${field.many > 1 && seconds <= field.leastSeconds ? "fastest, " : ""}${about(seconds)}${line}`;
    },
  },
];
/** Ratings come again with every ask, and change seldom. */
const spelled = new WeakMap<Rated, string>();
function ratingWords(rated: Rated): string {
  const known = spelled.get(rated);
  if (known !== undefined) return known;
  const error = rated.error ? ` ± ${Math.max(1, Math.round(rated.error * 100))}` : "";
  const words = `(${Math.round(rated.value * 100)}${error} of 100, ${rated.source})`;
  spelled.set(rated, words);
  return words;
}

/** Failures that add less than a twentieth to the price are not worth a word. */
const NOTABLE = 1.05;

/** Offers that come after all others, whatever their score. */
export const TIERS: readonly { last(view: OfferView): boolean; reason: string }[] = [
  { last: (view) => !view.neural, reason: "procedural, no neural model: comes after every real one" },
];
