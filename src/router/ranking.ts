// Whom of those that passed to try first: scores by column, and the best few of many without sorting them all. Refuses nobody and says nothing in words.
import type { Weights } from "../spec/plan.ts";
import { columnOf, USES } from "./columns.ts";
import type { Ready } from "./ready.ts";
import type { OfferView, Option } from "./router.ts";
import { type Field, type Figures, SCORERS, TIERS } from "./scorers.ts";
import { nth } from "./select.ts";

/** Those that every rule lets pass, with their figures, each in a list of its own. */
export interface Passed {
  passed: Ready[];
  quality: Float64Array;
  cost: Float64Array;
  time: Float64Array;
}

/** Scores of so many, before they are divided by the weights together. */
function scoresOf(sorted: Passed, field: Field, weights: Weights): Float64Array {
  const many = sorted.passed.length;
  const scores = columnOf(USES.score, many).subarray(0, many).fill(0);
  for (const scorer of SCORERS) {
    const [figures, weight] = [sorted[scorer.weight], weights[scorer.weight]];
    if (weight > 0) for (let place = 0; place < many; place += 1) scores[place]! += scorer.score(figures[place]!, field) * weight;
  }
  return scores;
}

export const tierOf = (view: OfferView): number => {
  let tier = 0;
  for (const each of TIERS) if (each.last(view)) tier += 1;
  return tier;
};

/** Scores are told, and compared, to so many parts of one. */
const SCORE_PARTS = 10_000;
/** More offers than there can be: a tier and a score above, the place in the list below, in one number that sorts. */
const PLACES = 2 ** 24;

export interface Ranked {
  option: Option;
  figures: Figures;
  score: number;
}

const costOf = (option: Option) => option.highMicro ?? option.ceiling ?? Infinity;
/** Between equals the cheaper, then the name: by its characters, the same on every machine. */
const byCostAndName = (a: Ranked, b: Ranked) => costOf(a.option) - costOf(b.option) || (a.option.view.offer.id < b.option.view.offer.id ? -1 : 1);

/** The best so many: tiers first, then the score, then cost and name. */
export function best(sorted: Passed, field: Field, weights: Weights, many: number, optionOf: (ready: Ready) => Option): Ranked[] {
  const { passed, quality, cost, time } = sorted;
  const total = weights.quality + weights.cost + weights.time || 1;
  const keys = scoresOf(sorted, field, weights);
  for (let place = 0; place < passed.length; place += 1) {
    const parts = Math.round((keys[place]! / total) * SCORE_PARTS);
    keys[place] = (tierOf(passed[place]!.view) * (SCORE_PARTS + 1) + SCORE_PARTS - parts) * PLACES + place;
  }
  // Of those that equal the last to be told, all are looked at, so that cost and name decide between them.
  const last = passed.length > many ? Math.floor(nth(keys, many - 1) / PLACES) : Infinity;
  const kept = last === Infinity ? keys : keys.filter((key) => Math.floor(key / PLACES) <= last);
  kept.sort();
  const ranked: Ranked[] = [];
  let equals = 0; // where those with the same tier and score begin
  for (let index = 0; index < kept.length; index += 1) {
    const rank = Math.floor(kept[index]! / PLACES);
    if (index > 0 && rank !== Math.floor(kept[index - 1]! / PLACES)) {
      sortFrom(ranked, equals);
      equals = index;
    }
    const place = kept[index]! - rank * PLACES;
    ranked.push({
      option: optionOf(passed[place]!),
      figures: { quality: quality[place]!, cost: cost[place]!, time: time[place]! },
      score: (SCORE_PARTS - (rank % (SCORE_PARTS + 1))) / SCORE_PARTS,
    });
  }
  sortFrom(ranked, equals);
  return ranked.length > many ? ranked.slice(0, many) : ranked;
}

function sortFrom(ranked: Ranked[], from: number): void {
  if (ranked.length - from < 2) return;
  const equals = ranked.slice(from).toSorted(byCostAndName);
  for (let index = 0; index < equals.length; index += 1) ranked[from + index] = equals[index]!;
}
