// Whom to try, in what order, and why not the others: a pure function from ask and world to a plan. Asks nobody and remembers nothing.
import type { LicenseChain } from "../spec/license-chain.ts";
import type { Model, Offer, OfferTask, OpennessClass } from "../spec/model.ts";
import {
  type Ask,
  type Candidate,
  type Plan,
  type PolicyTerms,
  type PreferenceName,
  PREFERENCES,
  type Rejection,
  type Weights,
} from "../spec/plan.ts";
import { facetsOf, type Quantities, quote } from "../spec/price.ts";
import { TASK_IDS, type TaskId, taskOf } from "../spec/task.ts";
import { type Rule, RULES } from "./rules.ts";
import { SCORERS, seconds, TIERS } from "./scorers.ts";

export { alternativesTo, type Peer } from "./alternatives.ts";

/** An offer with all that is known of it at this moment. */
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
  /** 0…1 with the board it comes from, or null where there is no evidence. */
  quality: { value: number; source: string } | null;
  /** Median seconds of late, of about this size; null where never measured. */
  measuredSeconds: number | null;
}

export interface World {
  offers: readonly OfferView[];
  /** Today as YYYY-MM-DD (UTC), for shutdown dates. */
  today: string;
}

/** What is known of the ask beyond its own words, such as the length of a recording. */
export type Facts = Record<string, number>;

/** One offer against one ask, as rules and scorers see it. */
export interface Option {
  view: OfferView;
  terms: OfferTask;
  ask: Ask;
  /** The ask's input with the offer's defaults filled in. */
  input: Record<string, unknown>;
  quote: { lowMicro: number; highMicro: number } | null;
  seconds: number | null;
  /** True where the ask named this model or offer, rather than `auto`. */
  named: boolean;
  today: string;
  /** What binds whoever asks, beside the ask's own constraints. */
  policies: readonly PolicyTerms[];
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

const fits = (view: OfferView, wanted: string) => namesOf(view).some((name) => name.toLowerCase() === wanted.toLowerCase());

function withDefaults(input: Record<string, unknown>, terms: OfferTask): Record<string, unknown> {
  const filled = { ...input };
  for (const [field, bound] of Object.entries(terms.inputs)) {
    if (bound !== true && bound.default !== undefined && filled[field] === undefined) filled[field] = bound.default;
  }
  return filled;
}

/** The sizes of the requests in which so many outputs are asked for. */
function batches(view: OfferView, terms: OfferTask, count: number): number[] {
  const most = view.apart ? 1 : terms.maxCount;
  return [...Array.from({ length: Math.floor(count / most) }, () => most), ...(count % most > 0 ? [count % most] : [])];
}

/** The price of all its requests together: each has its own least charge. */
function quoteOf(
  view: OfferView,
  terms: OfferTask,
  ask: Pick<Ask, "task" | "count">,
  input: Record<string, unknown>,
  facts: Facts,
): { lowMicro: number; highMicro: number } | null {
  let [lowMicro, highMicro] = [0, 0];
  for (const count of batches(view, terms, ask.count)) {
    const amounts: { low: Quantities; high: Quantities } = taskOf(ask.task).measure({ ...input, ...facts }, count);
    const one = quote(view.offer.price, amounts, facetsOf(input));
    if (!one) return null;
    lowMicro += one.lowMicro;
    highMicro += one.highMicro;
  }
  return { lowMicro, highMicro };
}

/** Facts of an example's files, which have no bytes: a minute of sound, a picture of one megapixel. */
const EXAMPLE_FACTS: Facts = { audioSeconds: 60, imageMegapixels: 1 };

const exampleOf = (task: TaskId): Record<string, unknown> => {
  const { example, input } = taskOf(task);
  const files = Object.entries(input.shape).filter(([, field]) => (field.meta() as { control?: string })?.control === "asset" && !field.isOptional());
  return { ...Object.fromEntries(files.map(([name]) => [name, "an example"])), ...example };
};
const EXAMPLES = Object.fromEntries(TASK_IDS.map((task) => [task, exampleOf(task)])) as Record<TaskId, Record<string, unknown>>;

/** What the task's own example costs at this offer: the one figure by which all offers of a task can be compared. Null where it cannot be said. */
export function exampleQuote(view: OfferView, task: TaskId): { lowMicro: number; highMicro: number } | null {
  const terms = view.offer.tasks[task];
  return terms ? quoteOf(view, terms, { task, count: 1 }, withDefaults(EXAMPLES[task], terms), EXAMPLE_FACTS) : null;
}

function optionOf(view: OfferView, terms: OfferTask, ask: Ask, facts: Facts, more: Pick<Option, "named" | "today" | "policies">): Option {
  const input = withDefaults(ask.input, terms);
  const option: Option = { view, terms, ask, input, quote: quoteOf(view, terms, ask, input, facts), seconds: null, ...more };
  option.seconds = seconds(option, facts);
  return option;
}

function reject(option: Option): Rejection | null {
  const { id, model, provider } = option.view.offer;
  for (const rule of RULES) {
    const reason = rule.refuses(option);
    if (reason !== null) return { offer: id, model, provider, code: rule.code, reason };
    const bound = refusedByPolicy(option, rule);
    if (bound) return { offer: id, model, provider, code: rule.code, ...bound };
  }
  return null;
}

/** Each policy is held against the offer by itself, and all must let it pass: so a stricter one always wins, and an ask can only narrow. */
function refusedByPolicy(option: Option, { constraint, refuses }: Rule): { reason: string; policy: string } | null {
  if (constraint === undefined) return null;
  for (const { name, constraints } of option.policies) {
    if (constraints[constraint] === undefined) continue;
    const reason = refuses({ ...option, ask: { ...option.ask, constraints } });
    if (reason !== null) return { reason: `${reason} The policy “${name}” rules so.`, policy: name };
  }
  return null;
}

/** The most that one generation may cost, by the ask and by every policy; undefined where nobody says. */
export function ceilingOf(ask: Ask, policies: readonly PolicyTerms[]): number | undefined {
  const said = [ask.constraints, ...policies.map((each) => each.constraints)].flatMap(({ maxCostMicro }) => maxCostMicro ?? []);
  return said.length === 0 ? undefined : Math.min(...said);
}

function score(option: Option, rivals: Option[], weights: Weights): { value: number; reasons: string[] } {
  const total = weights.quality + weights.cost + weights.time || 1;
  const scored = SCORERS.map((scorer) => ({ ...scorer.score(option, rivals), weight: weights[scorer.weight] / total }));
  const value = scored.reduce((sum, part) => sum + part.value * part.weight, 0);
  return { value, reasons: scored.toSorted((a, b) => b.value * b.weight - a.value * a.weight).flatMap((part) => (part.reason ? [part.reason] : [])) };
}

function candidateOf(option: Option, rivals: Option[], weights: Weights): Candidate & { tier: number } {
  const { value, reasons } = score(option, rivals, weights);
  const tiers = TIERS.filter((tier) => tier.last(option));
  const ceiling = ceilingOf(option.ask, option.policies);
  return {
    offer: option.view.offer.id,
    model: option.view.offer.model,
    modelName: option.view.model?.name ?? option.view.offer.remote,
    provider: option.view.offer.provider,
    providerTitle: option.view.providerTitle,
    score: Math.round(value * 10_000) / 10_000,
    quality: option.view.quality?.value ?? null,
    quote: option.quote,
    priceVersion: option.view.priceVersion,
    costMicro: option.quote?.highMicro ?? ceiling ?? null,
    seconds: option.seconds,
    reasons: [...tiers.map((tier) => tier.reason), ...reasons],
    input: option.input,
    tier: tiers.length,
  };
}

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
function quoteFor(candidates: readonly Candidate[]): { lowMicro: number; highMicro: number } | null {
  const first = candidates[0]?.quote;
  if (!first) return null;
  const same = candidates.flatMap((each) => (each.model === candidates[0]!.model && each.quote ? [each.quote.highMicro] : []));
  return { lowMicro: first.lowMicro, highMicro: Math.max(first.highMicro, ...same.filter((micro) => micro <= first.highMicro * FALLBACK_TIMES)) };
}

/** What is true of a provider as a whole is said once: a list of three hundred that are all off helps nobody. */
function oncePerProvider(rejections: Rejection[]): Rejection[] {
  const said = new Set<string>();
  return rejections.filter(({ code, provider }) => {
    if (code !== "off" && code !== "handoff") return true;
    const id = `${code} ${provider}`;
    return !said.has(id) && said.add(id);
  });
}

/** The plan for an ask whose input has already been checked against its task. Same arguments, same plan. */
export function plan(asked: Ask, world: World, facts: Facts = {}, policies: readonly PolicyTerms[] = []): Plan {
  const preset = presetOf(asked.model);
  const prefer = asked.prefer ?? preset ?? "balanced";
  const names = [preset, typeof prefer === "string" ? prefer : null].filter((name) => name !== null);
  const ask = names.reduce((narrowed, name) => NARROWED[name]?.(narrowed) ?? narrowed, asked);
  const weights = typeof prefer === "string" ? PRESETS[prefer] : prefer;
  const auto = isAuto(ask.model);

  const options: Option[] = [];
  const rejections: Rejection[] = [];
  for (const view of world.offers) {
    const terms = view.offer.tasks[ask.task];
    if (!terms || (!auto && !fits(view, ask.model))) continue;
    const option = optionOf(view, terms, ask, facts, { named: !auto, today: world.today, policies });
    const rejection = reject(option);
    if (rejection) rejections.push(rejection);
    else options.push(option);
  }
  const told = auto ? oncePerProvider(rejections) : rejections;
  const ranked = options
    .map((option) => candidateOf(option, options, weights))
    .toSorted(
      (a, b) => a.tier - b.tier || b.score - a.score || (a.costMicro ?? Infinity) - (b.costMicro ?? Infinity) || a.offer.localeCompare(b.offer),
    );
  const candidates = ranked.map(({ tier: _tier, ...candidate }) => candidate);
  return {
    task: ask.task,
    policies: policies.map(({ id, name, version }) => ({ id, name, version })),
    local: [ask.constraints, ...policies.map((each) => each.constraints)].some(({ data }) => data?.local === true),
    prefer: weights,
    candidates,
    rejections: told,
    quote: quoteFor(candidates),
    seconds: candidates[0]?.seconds ?? null,
    summary: summarize(candidates, rejections, ask),
  };
}

/** Whom to try after these were tried: the same model elsewhere first, then the next best. Null when nobody is left. */
export function nextCandidate(plan: Plan, tried: readonly string[]): Candidate | null {
  const left = plan.candidates.filter((candidate) => !tried.includes(candidate.offer));
  const last = plan.candidates.find((candidate) => candidate.offer === tried.at(-1));
  return left.find((candidate) => candidate.model === last?.model) ?? left[0] ?? null;
}
