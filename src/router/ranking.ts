// Whom of those that passed to try first: scores by column, and the best few of many without sorting them all. Refuses nobody and says nothing in words.
import type { Weights } from "../spec/plan.ts";
import { columnOf, USES } from "./columns.ts";
import { type Asking, Option } from "./option.ts";
import { type Field, type Figures, SCORERS, addScores } from "./scorers.ts";
import { nth } from "./select.ts";

/** Those that every rule lets pass, by their places on the shelf, with their figures, each in a list of its own. */
export interface Passed {
  many: number;
  places: Int32Array;
  quality: Float64Array;
  cost: Float64Array;
  time: Float64Array;
  /** Those of a higher one come after all of a lower one. */
  tier: Float64Array;
}

/** Scores of so many, before they are divided by the weights together. */
function scoresOf(sorted: Passed, field: Field, weights: Weights): Float64Array {
  const { many } = sorted;
  const scores = columnOf(USES.score, many);
  scores.fill(0, 0, many);
  for (const scorer of SCORERS) {
    const weight = weights[scorer.weight];
    if (weight > 0) addScores(scorer, sorted[scorer.weight], many, weight, field, scores);
  }
  return scores;
}

/** Scores are told, and compared, to so many parts of one. */
const SCORE_PARTS = 10_000;
/** More offers than there can be: a tier and a score above, where it stands among those that passed below, in one number that sorts. */
const PLACES = 2 ** 24;

/** One that passed, with what it is ranked by. */
export class Ranked extends Option implements Figures {
  quality: number = Number.NaN;
  cost: number = Number.NaN;
  time: number = Number.NaN;
  score: number = 0;
  tier: number = 0;
}

const costOf = (option: Option) => option.highMicro ?? option.ceiling ?? Infinity;
/** Between equals the cheaper, then the name: by its characters, the same on every machine. */
const byCostAndName = (a: Ranked, b: Ranked) => costOf(a) - costOf(b) || (a.view.offer.id < b.view.offer.id ? -1 : 1);

/** The best so many: tiers first, then the score, then cost and name. */
export function best(sorted: Passed, asking: Asking, field: Field, weights: Weights, most: number): Ranked[] {
  const { many, places, tier, quality, cost, time } = sorted;
  const total = weights.quality + weights.cost + weights.time || 1;
  const keys = scoresOf(sorted, field, weights);
  for (let index = 0; index < many; index += 1) {
    // Rounded; several times as fast as Math.round.
    const parts = Math.floor((keys[index]! / total) * SCORE_PARTS + 0.5);
    keys[index] = (tier[index]! * (SCORE_PARTS + 1) + SCORE_PARTS - parts) * PLACES + index;
  }
  // Of those that equal the last to be told, all are looked at, so that cost and name decide between them.
  const kept = many > most ? upTo(keys, many, (Math.floor(nth(keys, many, most - 1) / PLACES) + 1) * PLACES) : keys.subarray(0, many);
  kept.sort();
  const ranked: Ranked[] = [];
  let equals = 0; // where those with the same tier and score begin
  for (let index = 0; index < kept.length; index += 1) {
    const rank = Math.floor(kept[index]! / PLACES);
    if (index > 0 && rank !== Math.floor(kept[index - 1]! / PLACES)) {
      if (index >= most) break;
      sortFrom(ranked, equals);
      equals = index;
    }
    const at = kept[index]! - rank * PLACES;
    const one = new Ranked(places[at]!, asking);
    one.quality = quality[at]!;
    one.cost = cost[at]!;
    one.time = time[at]!;
    one.tier = tier[at]!;
    one.score = (SCORE_PARTS - (rank % (SCORE_PARTS + 1))) / SCORE_PARTS;
    ranked.push(one);
  }
  sortFrom(ranked, equals);
  return ranked.length > most ? ranked.slice(0, most) : ranked;
}

/** Those below a bound, moved to the front. */
function upTo(keys: Float64Array, many: number, bound: number): Float64Array {
  let left = 0;
  for (let index = 0; index < many; index += 1) if (keys[index]! < bound) keys[left++] = keys[index]!;
  return keys.subarray(0, left);
}

/** Few are equal, but where that is, it may be thousands. */
function sortFrom(ranked: Ranked[], from: number): void {
  const many = ranked.length - from;
  if (many < 2) return;
  if (many === 2) {
    const [first, second] = [ranked[from]!, ranked[from + 1]!];
    if (byCostAndName(first, second) > 0) [ranked[from], ranked[from + 1]] = [second, first];
    return;
  }
  const equals = ranked.slice(from).toSorted(byCostAndName);
  for (let index = 0; index < equals.length; index += 1) ranked[from + index] = equals[index]!;
}
