// Whom to try, in what order, and why not the others: a pure function from ask and world to a plan. Asks nobody and remembers nothing.
import type { LicenseChain } from "../spec/license-chain.ts";
import type { Model, Offer, OpennessClass } from "../spec/model.ts";
import {
  type Ask,
  type Candidate,
  type Constraints,
  type Plan,
  type PolicyTerms,
  type PreferenceName,
  PREFERENCES,
  type Rejection,
  type Weights,
} from "../spec/plan.ts";
import { LIMITS } from "../spec/limits.ts";
import { TASK_IDS, type TaskId, taskOf } from "../spec/task.ts";
import type { Changes } from "./changes.ts";
import { Demand, type Facts, type Quote } from "./demand.ts";
import { drawOf, qualityDrawn } from "./explore.ts";
import { type Asking, Option } from "./option.ts";
import { best, type Ranked } from "./ranking.ts";
import { RULES } from "./rules.ts";
import { type Field, fieldOf, SCORERS, scoreOf, TIERS } from "./scorers.ts";
import { shelfOf } from "./shelf.ts";
import { sortOut } from "./sieve.ts";
import { turnOf } from "./turns.ts";

export { alternativesTo, type Peer } from "./alternatives.ts";
export { type ChangeLog, type Changes, createChangeLog } from "./changes.ts";
export type { Facts } from "./demand.ts";
export { drawOf } from "./explore.ts";
export { senseOf } from "./shelf.ts";

/** A quality on 0…1 with what it comes from, and one standard deviation where that is known. */
export interface Rated {
  value: number;
  source: string;
  error?: number | null;
}

/** An offer with all that is known of it at this moment. What may change in place between two plans: off, failing, openness, quality, styles, and what was measured. */
export interface OfferView {
  offer: Offer;
  /** Null where a server of your own lists what the catalogue does not know. */
  model: Model | null;
  openness: OpennessClass | null;
  /** Every licence that using this offer touches. The same object in every view of it, so that a plan judges each once. */
  licenses: LicenseChain;
  providerTitle: string;
  neural: boolean;
  /** What the price book calls its price; null where that is unknown. */
  priceVersion: string | null;
  /** Null while it is on; else why it is off and what to do. */
  off: string | null;
  /** Several outputs are asked for one by one there. */
  apart: boolean;
  /** Its provider has no API: a person must carry the prompt there. */
  handOff: boolean;
  /** Set while a breaker is open, in words. */
  failing: string | null;
  /** Over all styles; null where there is no evidence. */
  quality: Rated | null;
  /** For the styles of which there is evidence of their own. */
  styles?: Readonly<Record<string, Rated>>;
  /** Median seconds of late, of about this size; null where never measured. */
  measuredSeconds: number | null;
  /** The chance that an attempt succeeds, of late, above 0 up to 1; null or absent where never tried. */
  success?: number | null;
  /** Seconds in line before an attempt could begin, of late. */
  queueSeconds?: number | null;
}

export interface World {
  /** The same list for as long as the offers are the same: what can be worked out once is kept with it. */
  offers: readonly OfferView[];
  /** Which of them changed in place, by where they stand in the list; absent where nobody says, and all are looked at anew. */
  changes?: Changes<number>;
  /** Today as YYYY-MM-DD (UTC), for shutdown dates. */
  today: string;
  /** The style whose evidence counts where there is some; null or absent where that of all styles does. */
  style?: string | null;
  /** The chance of this ask, where it may explore; absent where it may not, as in a look that buys nothing. */
  seed?: number;
}

export const PRESETS: Record<PreferenceName, Weights> = {
  balanced: { quality: 0.5, cost: 0.3, time: 0.2 },
  quality: { quality: 0.9, cost: 0.05, time: 0.05 },
  fast: { quality: 0.2, cost: 0.1, time: 0.7 },
  cheap: { quality: 0.15, cost: 0.75, time: 0.1 },
  open: { quality: 0.5, cost: 0.3, time: 0.2 },
  local: { quality: 0.5, cost: 0.1, time: 0.4 },
};

/** `auto:open` and `auto:local` are a constraint as well as weights. */
const NARROWED: Partial<Record<PreferenceName, (ask: Ask) => Ask>> = {
  open: (ask) => ({ ...ask, constraints: { ...ask.constraints, openness: ask.constraints.openness ?? "open-weights" } }),
  local: (ask) => ({ ...ask, constraints: { ...ask.constraints, data: { ...ask.constraints.data, local: true } } }),
};

/** The preset in `auto:NAME`, or null where the model is named or plain `auto`. */
function presetOf(model: string): PreferenceName | null {
  const name = model.startsWith("auto:") ? model.slice("auto:".length) : null;
  return name !== null && (PREFERENCES as readonly string[]).includes(name) ? (name as PreferenceName) : null;
}

/** Is the choice left to us? */
export const isAuto = (model: string): boolean => model === "auto" || presetOf(model) !== null;

/** Everything by which an ask may call this offer. */
export function namesOf(view: OfferView): string[] {
  return [view.offer.id, view.offer.model, ...(view.model?.aliases ?? []), view.offer.remote, `${view.offer.provider}/${view.offer.remote}`];
}

/** The most that one generation may cost, by the ask and by every policy; undefined where nobody says. */
export function ceilingOf(ask: Ask, policies: readonly PolicyTerms[]): number | undefined {
  const said = [ask.constraints, ...policies.map((each) => each.constraints)].flatMap(({ maxCostMicro }) => maxCostMicro ?? []);
  return said.length === 0 ? undefined : Math.min(...said);
}

const [CLAUSES, WORTHS]: [string[], number[]] = [SCORERS.map(() => ""), SCORERS.map(() => 0)];
/** The scorers' clauses, what speaks most for it first. */
function reasonsOf(ranked: Ranked, field: Field, weights: Weights): string[] {
  let many = 0;
  for (let each = 0; each < SCORERS.length; each += 1) {
    const scorer = SCORERS[each]!;
    const figure = ranked[scorer.weight];
    const clause = scorer.reason(ranked, figure, field);
    if (clause === null) continue;
    const worth = scoreOf(scorer, figure, field) * weights[scorer.weight];
    let at = many;
    for (; at > 0 && WORTHS[at - 1]! < worth; at -= 1) {
      WORTHS[at] = WORTHS[at - 1]!;
      CLAUSES[at] = CLAUSES[at - 1]!;
    }
    WORTHS[at] = worth;
    CLAUSES[at] = clause;
    many += 1;
  }
  const reasons = CLAUSES.slice(0, many);
  for (let at = 0; at < TIERS.length; at += 1) if ((ranked.tier >> at) & 1) reasons.unshift(TIERS[at]!.reason);
  return reasons;
}

function candidateOf(ranked: Ranked, field: Field, weights: Weights): Candidate {
  const { view, rated, quote, score, cost, time } = ranked;
  return {
    offer: view.offer.id,
    model: view.offer.model,
    modelName: view.model?.name ?? view.offer.remote,
    provider: view.offer.provider,
    providerTitle: view.providerTitle,
    score,
    quality: rated?.value ?? null,
    qualityError: rated?.error ?? null,
    success: view.success ?? null,
    quote,
    priceVersion: view.priceVersion,
    costMicro: quote?.highMicro ?? ranked.ceiling ?? null,
    goodCostMicro: quote && Math.ceil(cost),
    seconds: Number.isNaN(time) ? null : time,
    reasons: reasonsOf(ranked, field, weights),
    input: ranked.demand.input(ranked.place),
  };
}

/** Where this ask is let explore: who is drawn, of those that cost no more than the asker's own ceiling, else than is quoted, and are not known to take longer than twice the first. */
function explore(ranked: Ranked[], field: Field, weights: Weights, world: World, ask: Ask): Plan["explored"] {
  const share = ask.explore ?? 0;
  const { seed } = world;
  const [first] = ranked;
  if (!first || share === 0 || seed === undefined) return null;
  const explored = { share, seed, instead: null };
  if (drawOf(seed, "whether") >= share) return explored;
  const total = weights.quality + weights.cost + weights.time || 1;
  const quotes = ranked.map(({ view, quote }) => ({ model: view.offer.model, quote }));
  const most = ask.constraints.maxCostMicro ?? quoteFor(quotes)?.highMicro ?? -1;
  const knownTo = SCORERS.find((scorer) => scorer.weight === "quality")!;
  let [at, highest] = [0, -Infinity];
  for (const [index, each] of ranked.entries()) {
    const { highMicro, seconds, score } = each;
    if (each.tier > first.tier || highMicro === null || highMicro > most) continue;
    if (seconds !== null && seconds > (first.seconds ?? Infinity) * SLOWER) continue;
    const surprise = qualityDrawn(seed, each.view.offer.id, each.rated) - scoreOf(knownTo, each.quality, field);
    const drawn = score + (surprise * weights.quality) / total;
    if (drawn > highest) [at, highest] = [index, drawn];
  }
  if (at === 0) return explored;
  ranked.unshift(...ranked.splice(at, 1));
  return { ...explored, instead: first.view.offer.id };
}
/** An explored candidate may take so many times as long as the first. */
const SLOWER = 2;

/** In which order reasons are told: what is not on, what a rule refuses, what has gone for good, and last what the ask itself left out. */
const RANK: Record<string, number> = { off: 0, lifecycle: 2, only: 3, never: 3 };
const rank = ({ code, policy }: Rejection) => (policy === undefined ? (RANK[code] ?? 1) : 1);

function summarize(candidates: Candidate[], rejections: Rejection[], ask: Ask): string {
  const [first] = candidates;
  if (first) return `${first.modelName} on ${first.providerTitle}: ${first.reasons[0] ?? "the only one that can do it"}.`;
  if (rejections.length === 0)
    return isAuto(ask.model)
      ? `No provider offers ${taskOf(ask.task).title.toLowerCase()}.`
      : `No provider offers "${ask.model}" for ${taskOf(ask.task).title.toLowerCase()}.`;
  // What a person can do something about comes first: a provider that is off, before a model that has gone for good.
  const reasons = [...new Set(rejections.toSorted((a, b) => rank(a) - rank(b)).map((rejection) => rejection.reason))];
  const listed = reasons.slice(0, 3);
  const more = reasons.length - listed.length;
  return `Nothing can do this now. ${listed.join(" ")}${more > 0 ? ` And ${more} more reasons: see the plan's rejections.` : ""}`;
}

/** The same model elsewhere may cost so many times the first choice and still be what the price covers. */
const FALLBACK_TIMES = 2;

/** What is quoted and held: from the first choice's least to the most that it, or the same model elsewhere within reason, may cost. So a failover is paid for. */
export function quoteFor(candidates: readonly Pick<Candidate, "model" | "quote">[]): { lowMicro: number; highMicro: number } | null {
  const first = candidates[0]?.quote;
  if (!first) return null;
  let { highMicro } = first;
  for (const { model, quote } of candidates) {
    if (quote && model === candidates[0]!.model && quote.highMicro <= first.highMicro * FALLBACK_TIMES)
      highMicro = Math.max(highMicro, quote.highMicro);
  }
  return { lowMicro: first.lowMicro, highMicro };
}

/** The ask as narrowed by its preset, and the weights that follow from it. */
function preferenceOf(asked: Ask): { ask: Ask; weights: Weights } {
  const preset = presetOf(asked.model);
  const prefer = asked.prefer ?? preset ?? "balanced";
  const names = [preset, typeof prefer === "string" ? prefer : null].filter((name) => name !== null);
  const ask = names.reduce((narrowed, name) => NARROWED[name]?.(narrowed) ?? narrowed, asked);
  return { ask, weights: typeof prefer === "string" ? PRESETS[prefer] : prefer };
}

/** The plan for an ask whose input has already been checked against its task, with so many candidates at most. Same arguments, same plan. */
export function plan(asked: Ask, world: World, facts: Facts = {}, policies: readonly PolicyTerms[] = [], most: number = LIMITS.planKept): Plan {
  const { ask, weights } = preferenceOf(asked);
  const auto = isAuto(ask.model);
  const shelf = shelfOf(world.offers, ask.task);
  shelf.learn(world);
  const demand = new Demand(ask, facts, shelf);
  const ceiling = ceilingOf(ask, policies);
  const asking: Asking = { ask, demand, named: !auto, today: world.today, style: world.style ?? null, ceiling };
  const sorted = sortOut(asking, policies);
  const { many, rejections, more } = sorted;
  const field = fieldOf(many, sorted.quality, sorted.cost, sorted.time);
  const ranked = best(sorted, asking, field, weights, most);
  const explored = auto ? explore(ranked, field, weights, world, ask) : null;
  const candidates = ranked.map((each) => candidateOf(each, field, weights));
  const [first, second] = ranked;
  const turns = first && second && !explored?.instead && first.tier === second.tier;
  const untold = many - candidates.length;
  return {
    task: ask.task,
    policies: policies.map(({ id, name, version }) => ({ id, name, version })),
    local: [ask.constraints, ...policies.map((each) => each.constraints)].some(({ data }) => data?.local === true),
    prefer: weights,
    candidates,
    rejections,
    quote: quoteFor(candidates),
    seconds: candidates[0]?.seconds ?? null,
    summary: summarize(candidates, rejections, ask),
    style: world.style ?? null,
    turn: turns ? turnOf(first, second, candidates[1]!, field, weights) : null,
    explored,
    ...(untold > 0 || Object.keys(more).length > 0 ? { untold: { candidates: untold, rejections: more } } : {}),
  };
}

/** Whom to try after these were tried: the same model elsewhere first, then the next best. Null when nobody is left. */
export function nextCandidate(candidates: readonly Candidate[], tried: readonly string[]): Candidate | null {
  const left = candidates.filter((candidate) => !tried.includes(candidate.offer));
  const last = candidates.find((candidate) => candidate.offer === tried.at(-1));
  return left.find((candidate) => candidate.model === last?.model) ?? left[0] ?? null;
}

/** Facts of an example's files, which have no bytes: a minute of sound, a picture of one megapixel. */
const EXAMPLE_FACTS: Facts = { audioSeconds: 60, imageMegapixels: 1 };

const exampleOf = (task: TaskId): Ask => {
  const { example, input } = taskOf(task);
  const files = Object.entries(input.shape).filter(([, field]) => (field.meta() as { control?: string })?.control === "asset" && !field.isOptional());
  return {
    task,
    input: { ...Object.fromEntries(files.map(([name]) => [name, "an example"])), ...example },
    model: "auto",
    constraints: {},
    count: 1,
  };
};
const EXAMPLES = Object.fromEntries(TASK_IDS.map((task) => [task, exampleOf(task)])) as Record<TaskId, Ask>;

/** What the task's own example costs at this offer: the one figure by which all offers of a task can be compared. Null where it cannot be said. */
export function exampleQuote(view: OfferView, task: TaskId): Quote | null {
  const shelf = shelfOf([view], task);
  return shelf.all.length > 0 ? new Demand(EXAMPLES[task], EXAMPLE_FACTS, shelf).quote(0) : null;
}

/** What is true of an offer whatever is asked of it: who may use it for what, and where inputs go. */
const OF_THE_OFFER = new Set<keyof Constraints | undefined>(["only", "never", "openness", "license", "data"]);

/** May it be used at all under each of these, price, time and what it takes left aside? */
export function permits(view: OfferView, task: TaskId, sets: readonly Constraints[]): boolean {
  const shelf = shelfOf([view], task);
  if (shelf.all.length === 0) return false;
  const demand = new Demand(EXAMPLES[task], EXAMPLE_FACTS, shelf);
  const option = new Option(0, { ask: demand.ask, demand, named: true, today: "", style: null, ceiling: undefined });
  return sets.every((constraints) => {
    option.constraints = constraints;
    return RULES.every((rule) => !OF_THE_OFFER.has(rule.constraint) || !(rule.concerns?.(constraints) ?? true) || rule.refuses(option) === null);
  });
}
