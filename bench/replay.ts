// The router played on choices that people really made: `node bin/bun.mjs run bench/replay.ts FOLDER`, the folder with the raw votes of GenAI-Arena. For each vote, in order, one of the two that were shown is chosen before it is known who won. Prices are assumed, as stated below.
import { chanceFrom, offersFrom } from "../src/router/offers.fixture.ts";
import { type OfferView, plan, PRESETS } from "../src/router/router.ts";
import { arenaVotes } from "./arena-votes.ts";
import { combine, fitVotes, type Pair, PRIOR_VOTES, shareOf, type Strength, UNMEASURED } from "../src/spec/evidence.ts";
import { ask as askSchema, type Weights } from "../src/spec/plan.ts";

const folder = process.argv[2];
if (!folder) throw new Error("usage: bench/replay.ts FOLDER");

/** Assumed: a picture costs what its denoising does, by steps and megapixels as the models' makers show them, and 50 steps of one megapixel cost a cent. */
const WORK: Record<string, { steps: number; side: number }> = {
  PlayGroundV2: { steps: 50, side: 1024 },
  PixArtAlpha: { steps: 20, side: 1024 },
  SDXL: { steps: 50, side: 1024 },
  SDXLTurbo: { steps: 1, side: 512 },
  OpenJourney: { steps: 50, side: 512 },
  LCM: { steps: 4, side: 512 },
};
const MICRO_A_STEP = 200;
const microOf = (name: string) => Math.round(WORK[name]!.steps * (WORK[name]!.side / 1024) ** 2 * MICRO_A_STEP);
const names = Object.keys(WORK);
/** So many of the first votes are a board that others published; the rest are played. */
const BOARD_SHARE = 0.2;
const LEARN_EVERY = 10;

const pairs = arenaVotes(folder);
const [published, played] = [pairs.slice(0, Math.floor(pairs.length * BOARD_SHARE)), pairs.slice(Math.floor(pairs.length * BOARD_SHARE))];

const ask = askSchema.parse({ task: "text-to-image", input: { prompt: "x" } });
const [mould] = offersFrom(1, 1);
const views = new Map(
  names.map((name): [string, OfferView] => {
    const at = { source: "assumed", date: "2026-11-26" };
    const offer = {
      ...mould!.offer,
      id: `arena:${name}`,
      provider: "arena",
      model: name,
      remote: name,
      lifecycle: null,
      tasks: { "text-to-image": { inputs: { prompt: true as const }, maxCount: 1, seconds: null } },
      price: { lines: [{ unit: "image" as const, micro: microOf(name), per: 1 }], ...at },
    };
    return [name, { ...mould!, offer, model: null, neural: true, off: null, failing: null, handOff: false, measuredSeconds: null, success: null }];
  }),
);

/** 1 where the chosen one was preferred, a half where neither was. */
const worth = ({ a, aWins, ties }: Pair, chosen: string) => (ties > 0 ? 0.5 : Number((chosen === a) === aWins > 0));
const mean = (list: readonly number[]) => list.reduce((sum, each) => sum + each, 0) / list.length;

interface Played {
  won: number;
  micro: number;
}
type Choose = (pair: Pair, index: number) => string;
const play = (choose: Choose): Played => {
  const chosen = played.map(choose);
  return { won: mean(played.map((pair, index) => worth(pair, chosen[index]!))), micro: mean(chosen.map(microOf)) };
};

const boarded = new Map(
  [...fitVotes(published)].map(([name, rating]): [string, Strength] => [name, { mean: rating - 1000, sd: 347 / Math.sqrt(PRIOR_VOTES) }]),
);
const nothing = new Map(names.map((name): [string, Strength] => [name, UNMEASURED]));

/** The router as it is, between the two that were shown. */
function router(weights: Weights, prior: Map<string, Strength>, learns: boolean): Choose {
  let belief: ReadonlyMap<string, Strength> = prior;
  return ({ a, b }, index) => {
    if (learns && index % LEARN_EVERY === 0) belief = combine(played.slice(0, index), prior);
    const offers = [a, b].map((name): OfferView => {
      const { value, error } = shareOf(belief.get(name) ?? UNMEASURED);
      return { ...views.get(name)!, quality: { value, error, source: "votes" } };
    });
    return plan({ ...ask, prefer: weights }, { offers, today: "2026-11-26" }).candidates[0]!.model;
  };
}

const dice = chanceFrom(3);
const rating = fitVotes(published);
const cheaper: Choose = ({ a, b }) => (microOf(a) <= microOf(b) ? a : b);
const rows: [string, Played][] = [
  ["oracle: whoever was preferred", play((pair) => (pair.bWins > 0 ? pair.b : pair.aWins > 0 ? pair.a : cheaper(pair, 0)))],
  ["quality alone, the board only", play(router(PRESETS.quality, boarded, false))],
  ["quality alone, board and votes", play(router(PRESETS.quality, boarded, true))],
  ["quality alone, votes without a board", play(router(PRESETS.quality, nothing, true))],
  ["balanced, board and votes", play(router(PRESETS.balanced, boarded, true))],
  ["always the best of the board", play(({ a, b }) => (rating.get(a)! >= rating.get(b)! ? a : b))],
  ["always the cheapest", play(cheaper)],
  ["at random", play(({ a, b }) => (dice() < 0.5 ? a : b))],
  ["by price only (inverse square)", play(({ a, b }) => (dice() < microOf(b) ** 2 / (microOf(a) ** 2 + microOf(b) ** 2) ? a : b))],
];
const frontier = Array.from({ length: 21 }, (_none, at) => play(router({ quality: at / 20, cost: 1 - at / 20, time: 0 }, boarded, true))).toSorted(
  (a, b) => a.micro - b.micro,
);
const paysFor = (won: number) => frontier.find((each) => each.won >= won)?.micro ?? null;

console.log(
  `${played.length} votes played, ${published.length} as the board\n${"".padEnd(40)}preferred   $ each   regret   the router pays for as much`,
);
const oracle = rows[0]![1].won;
for (const [what, { won, micro }] of rows) {
  const pays = /always|random|price/.test(what) ? paysFor(won) : undefined;
  const saved =
    pays === undefined ? "" : pays === null ? "never as much" : `$${(pays / 1e6).toFixed(4)}, ${Math.round(100 * (1 - pays / micro))} % less`;
  console.log(
    `${what.padEnd(40)}${won.toFixed(3).padStart(9)}${(micro / 1e6).toFixed(4).padStart(9)}${(oracle - won).toFixed(3).padStart(9)}   ${saved}`,
  );
}
