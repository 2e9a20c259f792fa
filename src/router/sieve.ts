// Which offers of a shelf every rule lets pass, with their figures, and which rule was the first to refuse each other one. Prefers nobody.
import { LIMITS } from "../spec/limits.ts";
import type { Ask, Constraints, PolicyTerms, Rejection } from "../spec/plan.ts";
import { columnOf, sieveFor, USES } from "./columns.ts";
import { type Asking, Option } from "./option.ts";
import type { Passed } from "./ranking.ts";
import { type Answers, PASSES, REFUSED, type Rule, RULES } from "./rules.ts";
import type { Shelf } from "./shelf.ts";

export interface Sorted extends Passed {
  rejections: Rejection[];
  /** Rejections by code beyond those that are told. */
  more: Record<string, number>;
}

/** One rule with what it is held against, and whose that is: null is the ask's own. */
interface Step {
  rule: Rule;
  constraints: Constraints;
  policy: string | null;
  /** How many it has refused, over all steps of the same rule. */
  count: Count;
}
interface Count {
  code: string;
  many: number;
  /** Providers of which it was said, by number; null where each offer is told by itself. */
  said: Set<number> | null;
}

/** What is true of a provider as a whole is said once: a list of three hundred that are all off helps nobody. */
const OF_THE_PROVIDER = new Set(["off", "handoff"]);

/**
 * Each policy is held against an offer by itself, beside the ask, and all must let it pass: so the strictest wins, and an ask can only narrow. In the order
 * of the rules, so that what is told first is the same whoever demands it.
 */
function stepsOf({ constraints }: Ask, policies: readonly PolicyTerms[], auto: boolean): Step[] {
  const steps: Step[] = [];
  for (const rule of RULES) {
    const count: Count = { code: rule.code, many: 0, said: auto && OF_THE_PROVIDER.has(rule.code) ? new Set() : null };
    if (rule.concerns?.(constraints) ?? true) steps.push({ rule, constraints, policy: null, count });
    if (rule.constraint !== undefined)
      for (const each of policies)
        if (each.constraints[rule.constraint] !== undefined && (rule.concerns?.(each.constraints) ?? true))
          steps.push({ rule, constraints: each.constraints, policy: each.name, count });
  }
  return steps;
}

/** The rule's own answer for this offer. */
function asked({ rule, constraints }: Step, option: Option, place: number): ReturnType<Rule["refuses"]> {
  option.turnTo(place);
  option.constraints = constraints;
  return rule.refuses(option);
}

/** The places that may still pass, and by place the first step that refuses it, counted from 1; 0 is none so far. Columns are read by index, one rule after the other: ten thousand offers pass in the time of a few looks at one. */
interface Sieve {
  places: Int32Array;
  many: number;
  refusals: Uint16Array;
  /** Is the whole shelf looked at, rather than what was named? */
  whole: boolean;
}

/** Each kind of those that are alike is asked about once. Null where all pass, and nobody need be looked at. */
function answersOf(step: Step, option: Option, shelf: Shelf, whole: boolean): Answers | null {
  const { rule } = step;
  const alike = rule.alike!;
  if (whole && rule.answers) return rule.answers(option.demand);
  const answers = new Uint8Array(shelf.kinds[alike]);
  if (!whole) return answers;
  let refused = false;
  for (let kind = 0; kind < answers.length; kind += 1) {
    const place = shelf.someOf(alike, kind);
    if (place < 0) continue;
    answers[kind] = asked(step, option, place) === null ? PASSES : REFUSED;
    refused ||= answers[kind] === REFUSED;
  }
  return refused ? answers : null;
}

function sieveAlike({ places, many, refusals, whole }: Sieve, step: Step, number: number, option: Option): void {
  const { shelf } = option.demand;
  const alike = shelf.alike[step.rule.alike!];
  const answers = answersOf(step, option, shelf, whole);
  if (answers === null) return;
  for (let index = 0; index < many; index += 1) {
    const place = places[index]!;
    const kind = alike[place]!;
    if (answers[kind] === 0) answers[kind] = asked(step, option, place) === null ? PASSES : REFUSED;
    if (answers[kind] === REFUSED) refusals[place] = number;
  }
}

function sieveEach({ places, many, refusals }: Sieve, step: Step, number: number, option: Option): void {
  for (let index = 0; index < many; index += 1) {
    const place = places[index]!;
    if (asked(step, option, place) !== null) refusals[place] = number;
  }
}

/** By one figure of each, which stand in the order of the places. Of those that an earlier step refuses nothing is asked. */
function sieveFigure({ places, many, refusals }: Sieve, { rule, constraints }: Step, number: number, figures: Float64Array): void {
  const { most, unknown } = rule.figure!;
  const [bound, lenient] = [most(constraints), unknown(constraints)];
  for (let index = 0; index < many; index += 1) {
    const figure = figures[index]!;
    if (figure <= bound || (lenient && Number.isNaN(figure))) continue;
    const place = places[index]!;
    if (refusals[place] === 0 || refusals[place]! > number) refusals[place] = number;
  }
}

/** Moves to the front who is not refused, or only after this step. */
function leave(sieve: Sieve, after: number): void {
  const { places, many, refusals } = sieve;
  let left = 0;
  for (let index = 0; index < many; index += 1) {
    const place = places[index]!;
    const number = refusals[place]!;
    if (number === 0 || number > after) places[left++] = place;
  }
  sieve.many = left;
}

export function sortOut(asking: Asking, policies: readonly PolicyTerms[]): Sorted {
  const { ask, demand } = asking;
  const { shelf } = demand;
  const named = asking.named ? shelf.named(ask.model) : null;
  const all = named?.length ?? shelf.all.length;
  const sieve: Sieve = { ...sieveFor(shelf.all.length), many: all, whole: !asking.named };
  const { places, refusals } = sieve;
  const sorted: Sorted = { many: 0, places, quality: NO_COLUMN, cost: NO_COLUMN, time: NO_COLUMN, tier: NO_COLUMN, rejections: [], more: {} };
  if (all === 0) return sorted;
  if (named) for (let index = 0; index < all; index += 1) places[index] = named[index]!;
  const option = new Option(places[0]!, asking);
  const steps = stepsOf(ask, policies, !asking.named);
  // From the last to the first, so that what is left written is the first that refuses.
  let figureFrom = Infinity;
  for (let at = steps.length - 1; at >= 0; at -= 1) {
    const step = steps[at]!;
    if (step.rule.alike) sieveAlike(sieve, step, at + 1, option);
    else if (step.rule.figure) figureFrom = at + 1;
    else sieveEach(sieve, step, at + 1, option);
  }
  leave(sieve, figureFrom);
  const [cost, time] = [columnOf(USES.cost, sieve.many), columnOf(USES.time, sieve.many)];
  demand.highs(places, sieve.many, cost);
  demand.times(places, sieve.many, time);
  for (const [at, step] of steps.entries()) if (step.rule.figure) sieveFigure(sieve, step, at + 1, step.rule.figure.of === "high" ? cost : time);
  fill(sorted, sieve, asking, cost, time);
  if (sorted.many < all) tellAll(sorted, steps, option, named, all, refusals);
  return sorted;
}
const NO_COLUMN = new Float64Array(0);

/** The figures of those that passed. What is paid where the price is not known is the ceiling at most. */
function fill(
  sorted: Sorted,
  { places, many, refusals }: Sieve,
  { demand, style, ceiling = Number.NaN }: Asking,
  cost: Float64Array,
  time: Float64Array,
): void {
  const { shelf } = demand;
  const [quality, tier] = [columnOf(USES.quality, many), columnOf(USES.tier, many)];
  const { success, tiers, tiersUnpriced } = shelf;
  const qualities = shelf.quality(style);
  let left = 0;
  for (let index = 0; index < many; index += 1) {
    const place = places[index]!;
    if (refusals[place]! > 0) continue;
    const high = cost[index]!;
    places[left] = place;
    quality[left] = qualities[place]!;
    const unpriced = Number.isNaN(high);
    cost[left] = unpriced ? ceiling : high / success[place]!;
    tier[left] = unpriced ? tiersUnpriced[place]! : tiers[place]!;
    time[left] = time[index]!;
    left += 1;
  }
  sorted.many = left;
  sorted.quality = quality;
  sorted.cost = cost;
  sorted.time = time;
  sorted.tier = tier;
}

/** In the order of the offers, whichever rule it was. */
function tellAll(sorted: Sorted, steps: readonly Step[], option: Option, named: readonly number[] | null, all: number, refusals: Uint16Array): void {
  for (let index = 0; index < all; index += 1) {
    const place = named ? named[index]! : index;
    if (refusals[place]! > 0) tell(sorted, steps[refusals[place]! - 1]!, option, place);
  }
  for (const { count } of steps) if (count.many > LIMITS.planRejections) sorted.more[count.code] = count.many - LIMITS.planRejections;
}

/** Writes a rejection down, in words for the first so many of each rule. */
function tell({ rejections }: Sorted, step: Step, option: Option, place: number): void {
  const { count, policy } = step;
  if (count.said) {
    const provider = option.demand.shelf.providers[place]!;
    if (count.said.has(provider)) return;
    count.said.add(provider);
  }
  count.many += 1;
  if (count.many > LIMITS.planRejections) return;
  const reason = asked(step, option, place)!;
  const words = typeof reason === "string" ? reason : reason();
  const { id, model, provider } = option.view.offer;
  const rejection: Rejection = { offer: id, model, provider, code: count.code, reason: words };
  if (policy !== null) {
    rejection.reason += ` The policy “${policy}” rules so.`;
    rejection.policy = policy;
  }
  rejections.push(rejection);
}
