// From votes, judges' checks, published ratings and published figures by style to one posterior for each model: Bradley-Terry with a prior. Figures in, figures out; where they come from and what is done with them is others' work.

/** Points of an Elo-like rating in one natural unit of strength: 400 points are ten to one. */
const POINTS = 400 / Math.LN10;

/** A strength in rating points, as a normal distribution. */
export interface Strength {
  mean: number;
  sd: number;
}

/** The votes between two models. A tie, and "both are bad", is half a win for each. */
export interface Pair {
  a: string;
  b: string;
  aWins: number;
  bWins: number;
  ties: number;
}

/** Chance that the first wins a vote against the second, both known exactly. */
export const winChance = (own: number, other: number): number => 1 / (1 + Math.exp((other - own) / POINTS));

/**
 * The expected share of votes won against a model at 0 points, and one standard deviation of it: the logistic curve averaged over what the strength may be.
 * What is known badly is drawn towards one half.
 */
export function shareOf({ mean, sd }: Strength): { value: number; error: number } {
  const own = sd / POINTS;
  const value = winChance(mean / Math.sqrt(1 + (Math.PI / 8) * own * own), 0);
  return { value, error: value * (1 - value) * own };
}

/** Inverse of a symmetric, positive definite matrix, row by row, by Gauss and Jordan; a few hundred rows at most. */
function inverse(matrix: readonly Float64Array[]): Float64Array[] {
  const n = matrix.length;
  const left = matrix.map((row) => row.slice());
  const right = matrix.map((_row, at) => Float64Array.from({ length: n }, (_none, column) => (column === at ? 1 : 0)));
  for (let pivot = 0; pivot < n; pivot += 1) {
    const scale = left[pivot]![pivot]!;
    for (let column = 0; column < n; column += 1) {
      left[pivot]![column]! /= scale;
      right[pivot]![column]! /= scale;
    }
    for (let row = 0; row < n; row += 1) {
      const by = left[row]![pivot]!;
      if (row === pivot || by === 0) continue;
      for (let column = 0; column < n; column += 1) {
        left[row]![column]! -= by * left[pivot]![column]!;
        right[row]![column]! -= by * right[pivot]![column]!;
      }
    }
  }
  return right;
}

/** Natural units. With longer ones, many votes against what was believed were answered by leaps to and fro that never ended. */
const LONGEST_STEP = 0.5;
const STEPS = 100;
const CLOSE = 1e-9;

/**
 * The likeliest strengths given votes and what was believed before, with their uncertainty (Laplace's approximation). Models that `before` does not name
 * are taken for `UNMEASURED`. Models without a vote keep what was believed.
 */
export function combine(pairs: readonly Pair[], before: ReadonlyMap<string, Strength>): Map<string, Strength> {
  const names = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].toSorted();
  const place = new Map(names.map((name, index) => [name, index]));
  const prior = names.map((name) => before.get(name) ?? UNMEASURED);
  const precision = prior.map(({ sd }) => (POINTS / sd) ** 2);
  const strength = Float64Array.from(prior, ({ mean }) => mean / POINTS);
  let covariance: Float64Array[] = [];
  for (let step = 0; step < STEPS && names.length > 0; step += 1) {
    const slope = Float64Array.from(names, (_name, at) => (prior[at]!.mean / POINTS - strength[at]!) * precision[at]!);
    const bend = names.map((_name, at) => Float64Array.from(names, (_other, column) => (column === at ? precision[at]! : 0)));
    for (const pair of pairs) {
      const [a, b] = [place.get(pair.a)!, place.get(pair.b)!];
      const votes = pair.aWins + pair.bWins + pair.ties;
      const chance = 1 / (1 + Math.exp(strength[b]! - strength[a]!));
      const surprise = pair.aWins + pair.ties / 2 - votes * chance;
      const curve = votes * chance * (1 - chance);
      slope[a]! += surprise;
      slope[b]! -= surprise;
      bend[a]![a]! += curve;
      bend[b]![b]! += curve;
      bend[a]![b]! -= curve;
      bend[b]![a]! -= curve;
    }
    covariance = inverse(bend);
    let moved = 0;
    for (let at = 0; at < names.length; at += 1) {
      const by = covariance[at]!.reduce((sum, value, column) => sum + value * slope[column]!, 0);
      strength[at]! += Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, by));
      moved = Math.max(moved, Math.abs(by));
    }
    if (moved < CLOSE) break;
  }
  const combined = new Map(before);
  names.forEach((name, at) => combined.set(name, { mean: strength[at]! * POINTS, sd: Math.sqrt(covariance[at]![at]!) * POINTS }));
  return combined;
}

/** Votes alone, as arenas publish them: ratings around `center`, of which only the differences mean anything. */
export function fitVotes(pairs: readonly Pair[], center = 1000): Map<string, number> {
  const names = new Set(pairs.flatMap(({ a, b }) => [a, b]));
  const fitted = combine(pairs, new Map([...names].map((name) => [name, LOOSE])));
  const middle = [...fitted.values()].reduce((sum, { mean }) => sum + mean, 0) / Math.max(1, fitted.size);
  return new Map([...fitted].map(([name, { mean }]) => [name, mean - middle + center]));
}
/** So wide that it moves nothing by a point. */
const LOOSE: Strength = { mean: 0, sd: 3_000 };

/** What is believed of a model that nobody measured: below the middle, so that nothing wins by being unknown, and unsure. 0.35 of the votes, give or take. */
export const UNMEASURED: Strength = { mean: -120, sd: 150 };

/**
 * A published rating never counts for more than so many votes of one's own, whatever its interval says: its voters are others, who ask for other things.
 * A vote between equals says as much as a measurement with a standard deviation of two natural units.
 */
export const PRIOR_VOTES = 50;
const ONE_VOTE_SD = 2 * POINTS;
/**
 * After so many days it counts for half as many. Ratings themselves moved by 4 to 10 points (root mean square) in the 31 days from 2026-03-19 on five
 * boards, which as a random walk is 14 to 33 in a year; what stands behind a name and what people ask for changes beside that, so half in a year
 * (another 49 points) is rather too humble than too sure.
 */
export const PRIOR_HALF_LIFE_DAYS = 365;

/** A published rating as a belief, on a board whose middle is `median`. */
export function beliefOf(published: { rating: number; ciLow: number | null; ciHigh: number | null; median: number }, ageDays: number): Strength {
  const { rating, ciLow, ciHigh, median } = published;
  const own = ciLow === null || ciHigh === null ? UNTOLD_SD : (ciHigh - ciLow) / (2 * HALF_WIDTH_SDS);
  return { mean: rating - median, sd: Math.hypot(own, ONE_VOTE_SD / Math.sqrt(aged(PRIOR_VOTES, ageDays))) };
}
/** Where no interval was published. */
const UNTOLD_SD = 50;
/** Half of a 95% interval, in standard deviations. */
export const HALF_WIDTH_SDS = 1.96;
const aged = (votes: number, ageDays: number): number => votes * 2 ** (-Math.max(0, ageDays) / PRIOR_HALF_LIFE_DAYS);

/** How far a model's strength in one style stands from its strength over all, one standard deviation in points. A guess; votes soon outweigh it. */
export const STYLE_SD = 80;

export interface StyledPair extends Pair {
  /** Null where the prompt had no clear style. */
  style: string | null;
}

/** What is known of the models at one task: over all styles, and in each style for the models that were voted on or measured there. */
export interface Posteriors {
  all: ReadonlyMap<string, Strength>;
  styles: ReadonlyMap<string, ReadonlyMap<string, Strength>>;
  /** Votes by model, over all styles. */
  votes: ReadonlyMap<string, number>;
  /** Checks by model, over all styles, and as how many votes they count together. */
  checks: ReadonlyMap<string, { many: number; asVotes: number }>;
}

/**
 * A judge that sees agrees with people on which of two pictures is better in about two of three; of sounds the same is assumed. Who is right two times in three says (2 · 2/3 − 1)² of
 * what somebody who is always right says: a ninth, of which a little is taken off because one judge's mistakes are alike. Ten checks are one vote.
 */
export const CHECK_WEIGHT = 0.1;
/**
 * What judges get wrong together no number of checks evens out: all of a model's together never count for more votes than this, a tenth of what a
 * published rating may. So a sixth vote to the contrary outweighs them, however many there are.
 */
export const CHECKS_AS_VOTES = 5;

/** Who says how good something is in a style: people who voted, or a program that measures. */
export const TELLERS = ["people", "metric"] as const;
export type Teller = (typeof TELLERS)[number];

/** A figure that others published of a model in one style, as far as it says how the model differs there from what it is over all. */
export interface Reading {
  by: Teller;
  /** Points above what its figure over all foretells. */
  points: number;
  /** One standard deviation of that, as published; 0 where none is. */
  sd: number;
  /** As how many votes it counted on the day it was published. */
  votes: number;
  ageDays: number;
}

/**
 * People's word is a published rating; a program is one judge, whose mistakes are alike: all programs together never count for more than all checks
 * may. What a maker measured of models that it competes with counts for half.
 */
const MOST_VOTES: Record<Teller, number> = { people: PRIOR_VOTES, metric: CHECKS_AS_VOTES };
const MAKERS_SHARE = 0.5;
export const votesOfTable = (by: Teller, byMaker: boolean): number => MOST_VOTES[by] * (byMaker ? MAKERS_SHARE : 1);

/** What each figure would be if it followed from the one over all: a straight line through all rows, and how far rows lie from it (one standard deviation). */
export function foretold(rows: readonly { overall: number; figure: number }[]): { expected: number[]; spread: number } {
  const middle = (of: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const [overall, figure] = [middle((row) => row.overall), middle((row) => row.figure)];
  const wide = rows.reduce((sum, row) => sum + (row.overall - overall) ** 2, 0);
  const slope = wide === 0 ? 0 : rows.reduce((sum, row) => sum + (row.overall - overall) * (row.figure - figure), 0) / wide;
  const expected = rows.map((row) => figure + slope * (row.overall - overall));
  const rest = rows.reduce((sum, row, at) => sum + (row.figure - expected[at]!) ** 2, 0);
  return { expected, spread: Math.sqrt(rest / Math.max(1, rows.length - 2)) };
}

/** What people's votes are told in are points. A program's unit is none: one standard deviation of its rows is taken for one of styles, and no row for more than two. */
export function departure(by: Teller, above: number, spread: number): number {
  if (by === "people") return above;
  // Rows on the line, but for the last digit of the machine, say nothing.
  return spread < 1e-9 ? 0 : STYLE_SD * Math.max(-MOST_SPREADS, Math.min(MOST_SPREADS, above / spread));
}
const MOST_SPREADS = 2;

/** How a model differs in one style from what it is over all, by what others published: nothing to begin with, give or take `STYLE_SD`. */
export function offsetOf(readings: readonly Reading[]): Strength {
  let [precision, weighted] = [1 / STYLE_SD ** 2, 0];
  for (const by of TELLERS) {
    const own = readings.filter((each) => each.by === by).map((each) => ({ ...each, votes: aged(each.votes, each.ageDays) }));
    const votes = own.reduce((sum, each) => sum + each.votes, 0);
    if (votes === 0) continue;
    const points = own.reduce((sum, each) => sum + each.votes * each.points, 0) / votes;
    const told = Math.hypot(...own.map((each) => each.votes * each.sd)) / votes;
    const sd = Math.hypot(told, ONE_VOTE_SD / Math.sqrt(Math.min(MOST_VOTES[by], votes)));
    precision += 1 / sd ** 2;
    weighted += points / sd ** 2;
  }
  return { mean: weighted / precision, sd: 1 / Math.sqrt(precision) };
}

/** By style and model: what `offsetOf` says. */
export type Offsets = ReadonlyMap<string, ReadonlyMap<string, Strength>>;

/** How many there are for each model, over all styles. */
function countsOf(pairs: readonly StyledPair[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { a, b, aWins, bWins, ties } of pairs) for (const name of [a, b]) counts.set(name, (counts.get(name) ?? 0) + aWins + bWins + ties);
  return counts;
}

/** Checks as the parts of votes that they count for. Of whichever of the two has had more than counts, the rest is thinned out evenly. */
function weighed(checks: readonly StyledPair[]): StyledPair[] {
  const counts = countsOf(checks);
  return checks.map((pair) => {
    const many = Math.max(counts.get(pair.a)!, counts.get(pair.b)!);
    const by = Math.min(CHECK_WEIGHT, CHECKS_AS_VOTES / many);
    return { ...pair, aWins: pair.aWins * by, bWins: pair.bWins * by, ties: pair.ties * by };
  });
}

/**
 * One posterior for each model and style. In a style, what the votes in other styles say comes first, moved and widened by how the model differs in that
 * style from what it is over all (by `offsets`, else nobody knows), and the votes in that style on top: so no vote counts twice, and a published figure
 * for a style moves that style alone. Checks are votes of little weight.
 */
export function posteriorsOf(
  before: ReadonlyMap<string, Strength>,
  votes: readonly StyledPair[],
  checks: readonly StyledPair[] = [],
  offsets: Offsets = new Map(),
): Posteriors {
  const light = weighed(checks);
  const pairs = [...votes, ...light];
  const styles = new Map<string, Map<string, Strength>>();
  for (const style of new Set([...pairs.flatMap((pair) => (pair.style === null ? [] : [pair.style])), ...offsets.keys()])) {
    const own = pairs.filter((pair) => pair.style === style);
    const elsewhere = combine(
      pairs.filter((pair) => pair.style !== style),
      before,
    );
    const known = offsets.get(style);
    const named = new Set([...own.flatMap(({ a, b }) => [a, b]), ...(known?.keys() ?? [])]);
    const moved = [...named].map((name): [string, Strength] => {
      const { mean, sd } = elsewhere.get(name) ?? UNMEASURED;
      const offset = known?.get(name) ?? { mean: 0, sd: STYLE_SD };
      return [name, { mean: mean + offset.mean, sd: Math.hypot(sd, offset.sd) }];
    });
    styles.set(style, combine(own, new Map(moved)));
  }
  const asVotes = countsOf(light);
  return {
    all: combine(pairs, before),
    styles,
    votes: countsOf(votes),
    checks: new Map([...countsOf(checks)].map(([name, many]) => [name, { many, asVotes: asVotes.get(name)! }])),
  };
}
