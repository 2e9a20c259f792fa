// What choosing well is worth: `node bin/bun.mjs run bench/regret.ts [--requests 2000] [--runs 10]`. Real prices, times and published ratings of the catalogue; what people would really prefer is simulated, as stated in bench/README.md.
import { parseArgs } from "node:util";
import { openInProcess } from "../test/server.ts";
import { chanceFrom } from "../src/router/offers.fixture.ts";
import { isAuto, type OfferView, plan, PRESETS } from "../src/router/router.ts";
import { beliefOf, posteriorsOf, shareOf, type Strength, type StyledPair, UNMEASURED, winChance } from "../src/spec/evidence.ts";
import { ask as askSchema, type Weights } from "../src/spec/plan.ts";
import type { TaskId } from "../src/spec/task.ts";

const { values } = parseArgs({ options: { requests: { type: "string", default: "2000" }, runs: { type: "string", default: "10" } } });
const [REQUESTS, RUNS] = [Number(values.requests), Number(values.runs)];
/** The assumptions. A style is asked for as often as any other; one request in five brings a vote between what was made and another candidate. */
const STYLES = ["anime", "product", "photoreal", "logo"];
const VOTE_SHARE = 0.2;
/** How far the taste here lies from the board's, over all and in a style; points, one standard deviation. */
const TASTE = 60;
const TASTE_STYLE = 80;
/**
 * A judge that is asked for checks sees what people would choose in two of three, beside a liking for some models of its own (points, one standard
 * deviation, the same for every question); in a third of them its two looks do not agree.
 */
const JUDGE_RIGHT = 2 / 3;
const JUDGE_LIKING = 100;
const JUDGE_TIES = 1 / 3;
const LEARN_EVERY = 50;
/** Who explores sets a ceiling, within which it happens: else the quote of the first is it, and the first is often the cheapest. */
const EXPLORE_CEILING_TIMES = 5;
const TASKS: readonly [TaskId, Record<string, unknown>][] = [
  ["text-to-image", { prompt: "x", width: 1024, height: 1024 }],
  ["text-to-video", { prompt: "x", seconds: 5 }],
];

type Truth = Map<string, { all: number; styles: Map<string, number> }>;
interface Outcome {
  quality: number;
  micro: number;
  utility: number;
}
type Choose = (style: string, request: number) => OfferView;

const oak = await openInProcess({});
const { market, catalogue } = oak.app.parts;
const normal = (chance: () => number) => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
const mean = (list: number[]) => list.reduce((sum, each) => sum + each, 0) / list.length;

function bench(task: TaskId, input: Record<string, unknown>): void {
  const ask = askSchema.parse({ task, input });
  const day = Date.parse("2026-11-26") / 86_400_000;
  const belief = new Map(catalogue.published(task).map((row) => [row.model, beliefOf(row, day - Date.parse(row.date) / 86_400_000)] as const));
  // All providers as if their keys were set; one offer for each model, the cheapest; only what has a price, and is no toy.
  const willing = market
    .world(task)
    .offers.map((view): OfferView => ({ ...view, off: null, failing: null, success: null, queueSeconds: null, measuredSeconds: null }));
  const first = plan(ask, { offers: willing.filter((view) => view.neural), today: "2026-11-26" });
  if (!isAuto(ask.model)) throw new Error("the choice must be left to the router");
  const prices = new Map<string, { micro: number; view: OfferView; seconds: number | null }>();
  for (const view of willing) {
    const own = plan(ask, { offers: [view], today: "2026-11-26" }).candidates[0];
    if (!own || !view.neural || own.costMicro === null || own.costMicro === 0 || !belief.has(view.offer.model)) continue;
    const known = prices.get(own.model);
    if (!known || own.costMicro < known.micro) prices.set(own.model, { micro: own.costMicro, view, seconds: own.seconds });
  }
  const offers = [...prices.values()].map(({ view }) => view);
  const world = { offers, today: "2026-11-26" };
  console.log(
    `\n${task}: ${offers.length} models with a price and a published rating, of ${first.candidates.length + (first.untold?.candidates ?? 0)} offers that could do it`,
  );

  const microOf = (view: OfferView) => prices.get(view.offer.model)!.micro;
  const truly = (truth: Truth, model: string, style: string) => truth.get(model)!.styles.get(style)!;

  /** Qualities as they are believed, put into the views. */
  function believe(pairs: readonly StyledPair[], caution = 0, checks: readonly StyledPair[] = []): void {
    const { all, styles } = posteriorsOf(belief, pairs, checks);
    const rated = (strength: Strength) => {
      const { value, error } = shareOf(strength);
      return { value: Math.max(0, value - caution * error), error, source: "simulated" };
    };
    for (const view of offers) {
      const model = view.offer.model;
      view.quality = rated(all.get(model) ?? UNMEASURED);
      view.styles = Object.fromEntries([...styles].flatMap(([style, of]) => (of.has(model) ? [[style, rated(of.get(model)!)] as const] : [])));
    }
  }
  const ceiling = mean([...prices.values()].map(({ micro }) => micro)) * EXPLORE_CEILING_TIMES;
  const byId = new Map(offers.map((view) => [view.offer.id, view]));
  const chosen = (weights: Weights, style: string | null, seed?: number, share?: number) =>
    byId.get(
      plan(
        { ...ask, prefer: weights, ...(share ? { explore: share, constraints: { maxCostMicro: Math.round(ceiling) } } : {}) },
        { ...world, style, ...(seed === undefined ? {} : { seed }) },
      ).candidates[0]!.offer,
    )!;

  /** The truth itself as the belief: whoever knows it chooses best by these weights. */
  function knowing(truth: Truth): void {
    for (const view of offers) {
      const own = truth.get(view.offer.model)!;
      view.quality = null;
      view.styles = Object.fromEntries([...own.styles].map(([style, points]) => [style, { value: winChance(points, 0), source: "truth" }]));
    }
  }

  const sums = new Map<string, Outcome[]>();
  const curves = new Map<string, number[][]>();
  for (let run = 0; run < RUNS; run += 1) {
    const chance = chanceFrom(1000 + run);
    const truth: Truth = new Map(
      offers.map(({ offer }) => {
        const all = belief.get(offer.model)!.mean + TASTE * normal(chance);
        return [offer.model, { all, styles: new Map(STYLES.map((style) => [style, all + TASTE_STYLE * normal(chance)])) }];
      }),
    );
    // What the choice is worth, by the score that the oracle sees: the same weights, the same prices and times, the true quality.
    knowing(truth);
    const worth = new Map<string, Map<string, number>>();
    const oracle = new Map<string, OfferView>();
    for (const style of STYLES) {
      const { candidates } = plan({ ...ask, prefer: PRESETS.balanced }, { ...world, style });
      worth.set(style, new Map(candidates.map((each) => [each.model, each.score])));
      oracle.set(style, byId.get(candidates[0]!.offer)!);
    }

    function play(what: string, choose: Choose, after?: (view: OfferView, style: string) => void): void {
      const asks = chanceFrom(77 + run);
      const outcomes: Outcome[] = [];
      const regret: number[] = [];
      for (let request = 0; request < REQUESTS; request += 1) {
        const style = STYLES[Math.floor(asks() * STYLES.length)]!;
        const view = choose(style, request);
        const lost = worth.get(style)!.get(oracle.get(style)!.offer.model)! - (worth.get(style)!.get(view.offer.model) ?? 0);
        outcomes.push({ quality: winChance(truly(truth, view.offer.model, style), 0), micro: microOf(view), utility: lost });
        regret.push(lost);
        after?.(view, style);
      }
      const at = [0, 1, 2, 3].map((part) => mean(regret.slice((part * REQUESTS) / 4, ((part + 1) * REQUESTS) / 4)));
      curves.set(what, [...(curves.get(what) ?? []), at]);
      sums.set(what, [
        ...(sums.get(what) ?? []),
        { quality: mean(outcomes.map((each) => each.quality)), micro: mean(outcomes.map((each) => each.micro)), utility: mean(regret) },
      ]);
    }

    /** The router as it is, learning from votes on what it chose. */
    function learning(
      what: string,
      weights: Weights,
      { share = 0, caution = 0, votes = VOTE_SHARE, styled = true, checks = 0, trusting = false } = {},
    ): void {
      const pairs: StyledPair[] = [];
      const checked: StyledPair[] = [];
      const luck = chanceFrom(5 + run);
      // Of its own, so that the votes are the same with a judge as without.
      const judging = chanceFrom(13 + run);
      const liking = new Map(offers.map(({ offer }) => [offer.model, JUDGE_LIKING * normal(judging)]));
      const believed = () => (trusting ? believe([...pairs, ...checked], caution) : believe(pairs, caution, checked));
      believed();
      let seen = 0;
      function look(view: OfferView, other: OfferView, style: string): void {
        if (other === view) return;
        const liked = ({ offer }: OfferView) => truly(truth, offer.model, style) + liking.get(offer.model)!;
        const right = judging() < JUDGE_RIGHT;
        const won = judging() < winChance(liked(view), liked(other)) === right;
        const tie = judging() < JUDGE_TIES;
        const [aWins, bWins, ties] = [Number(!tie && won), Number(!tie && !won), Number(tie)];
        checked.push({ style, a: view.offer.model, b: other.offer.model, aWins, bWins, ties });
      }
      play(
        what,
        (style, request) => {
          if (pairs.length + checked.length - seen >= LEARN_EVERY) {
            believed();
            seen = pairs.length + checked.length;
          }
          return chosen(weights, styled ? style : null, share > 0 ? request * 7919 + run : undefined, share);
        },
        (view, style) => {
          if (judging() < checks) look(view, offers[Math.floor(judging() * offers.length)]!, style);
          if (luck() >= votes) return;
          const other = offers[Math.floor(luck() * offers.length)]!;
          if (other === view) return;
          const won = luck() < winChance(truly(truth, view.offer.model, style), truly(truth, other.offer.model, style));
          pairs.push({ style, a: view.offer.model, b: other.offer.model, aWins: Number(won), bWins: Number(!won), ties: 0 });
        },
      );
    }

    play("oracle", (style) => oracle.get(style)!);
    learning("published ratings only", PRESETS.balanced, { votes: 0 });
    learning("with votes", PRESETS.balanced);
    learning("with votes, styles not told apart", PRESETS.balanced, { styled: false });
    learning("with votes, exploring 1 in 10", PRESETS.balanced, { share: 0.1 });
    learning("with votes, mean less half an error", PRESETS.balanced, { caution: 0.5 });
    learning("with votes, mean less one error", PRESETS.balanced, { caution: 1 });
    learning("with checks only", PRESETS.balanced, { votes: 0, checks: VOTE_SHARE });
    learning("with checks only, believed as votes", PRESETS.balanced, { votes: 0, checks: VOTE_SHARE, trusting: true });
    learning("with votes and checks", PRESETS.balanced, { checks: VOTE_SHARE });
    learning("with votes and 5 times as many checks", PRESETS.balanced, { checks: 1 });
    learning("the same, checks believed as votes", PRESETS.balanced, { checks: 1, trusting: true });
    const bestRated = offers.toSorted((a, b) => belief.get(b.offer.model)!.mean - belief.get(a.offer.model)!.mean)[0]!;
    const cheapest = offers.toSorted((a, b) => microOf(a) - microOf(b))[0]!;
    const dice = chanceFrom(31 + run);
    const weight = (view: OfferView) => 1 / microOf(view) ** 2;
    const whole = offers.reduce((sum, view) => sum + weight(view), 0);
    play("always the best rated", () => bestRated);
    play("always the cheapest", () => cheapest);
    play("at random", () => offers[Math.floor(dice() * offers.length)]!);
    play("by price only (inverse square)", () => {
      let left = dice() * whole;
      return offers.find((view) => (left -= weight(view)) <= 0) ?? cheapest;
    });
    // The same router with other weights: what it pays for how much quality.
    for (const quality of [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1])
      learning(`frontier ${quality}`, { quality, cost: 1 - quality, time: 0 });
  }

  const total = new Map(
    [...sums].map(([what, runs]) => [
      what,
      { quality: mean(runs.map((r) => r.quality)), micro: mean(runs.map((r) => r.micro)), regret: mean(runs.map((r) => r.utility)) },
    ]),
  );
  const frontier = [...total]
    .filter(([what]) => what.startsWith("frontier"))
    .map(([, each]) => each)
    .toSorted((a, b) => a.micro - b.micro);
  /** The least that the router pays for at least this much quality, between two points of its frontier; null where it never reaches it. */
  function paysFor(quality: number): number | null {
    const at = frontier.findIndex((each) => each.quality >= quality);
    if (at < 0) return null;
    const [low, high] = [frontier[at - 1], frontier[at]!];
    return low ? low.micro + ((high.micro - low.micro) * (quality - low.quality)) / (high.quality - low.quality) : high.micro;
  }
  console.log(`${"".padEnd(38)}quality    $ each    regret   in quarters of the requests        for the same quality the router pays`);
  for (const [what, { quality, micro, regret }] of total) {
    if (what.startsWith("frontier")) continue;
    const quarters = [0, 1, 2, 3].map((part) => mean(curves.get(what)!.map((curve) => curve[part]!)).toFixed(3)).join(" ");
    const pays = /always|random|price/.test(what) ? paysFor(quality) : undefined;
    const saved =
      pays === undefined
        ? ""
        : pays === null
          ? "never that much quality"
          : `$${(pays / 1e6).toFixed(4)}, ${Math.round(100 * (1 - pays / micro))} % less`;
    console.log(
      `${what.padEnd(38)}${quality.toFixed(3).padStart(7)}${(micro / 1e6).toFixed(4).padStart(10)}${regret.toFixed(4).padStart(10)}   ${quarters}   ${saved}`,
    );
  }
}

for (const [task, input] of TASKS) bench(task, input);
await oak.close();
