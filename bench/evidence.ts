// What votes teach: `node bin/bun.mjs run bench/evidence.ts FOLDER`, the folder with the raw votes of GenAI-Arena. The published fit, and how well later votes are foretold by a prior alone and by prior and votes together.
import { chanceFrom } from "../src/router/offers.fixture.ts";
import { arenaVotes } from "./arena-votes.ts";
import { combine, fitVotes, type Pair, PRIOR_VOTES, type Strength, winChance } from "../src/spec/evidence.ts";

const folder = process.argv[2];
if (!folder) throw new Error("usage: bench/evidence.ts FOLDER");
const PUBLISHED: Record<string, number> = { PlayGroundV2: 1151, PixArtAlpha: 1078, SDXL: 1027, SDXLTurbo: 972, OpenJourney: 921, LCM: 850 };
const pairs = arenaVotes(folder);
let good = true;
const say = (fine: boolean, words: string) => {
  good &&= fine;
  console.log(`${fine ? "good" : "OFF "}  ${words}`);
};

const fitted = fitVotes(pairs);
for (const [name, rating] of Object.entries(PUBLISHED))
  say(Math.abs(fitted.get(name)! - rating) <= 2, `${name.padEnd(14)} fitted ${fitted.get(name)!.toFixed(1)}, published ${rating}`);

/** Mean log-loss of the votes in nats; a tie counts half for each. */
function loss(strengths: ReadonlyMap<string, Strength>, of: readonly Pair[]): number {
  let sum = 0;
  for (const { a, b, aWins, bWins, ties } of of) {
    const chance = winChance(strengths.get(a)?.mean ?? 0, strengths.get(b)?.mean ?? 0);
    sum -= (aWins + ties / 2) * Math.log(chance) + (bWins + ties / 2) * Math.log(1 - chance);
  }
  return sum / of.length;
}

const bounded = (fit: ReadonlyMap<string, number>) =>
  new Map([...fit].map(([name, rating]): [string, Strength] => [name, { mean: rating - 1000, sd: 347 / Math.sqrt(PRIOR_VOTES) }]));
const names = Object.keys(PUBLISHED);
const nothing = (sd: number) => new Map(names.map((name): [string, Strength] => [name, { mean: 0, sd }]));
const PRIORS: Record<string, (published: readonly Pair[]) => Map<string, Strength>> = {
  "a board of the same kind": (published) => bounded(fitVotes(published)),
  "no board": () => nothing(150),
  // One whose voters want something else: the order turned around.
  "a board that is wrong": (published) => bounded(new Map([...fitVotes(published)].map(([name, rating]) => [name, 2000 - rating]))),
  "votes alone": () => nothing(3000),
};
const STEPS = [0, 10, 25, 50, 100, 200, 400, 725];

/** A fifth stands for what others published, three tenths are held out, what is between arrives vote by vote. Loss by prior and votes so far. */
function split(order: readonly Pair[]): Map<string, number[]> {
  const [published, heldOut] = [order.slice(0, Math.floor(order.length / 5)), order.slice(Math.floor(order.length * 0.7))];
  const arriving = order.slice(published.length, order.length - heldOut.length);
  return new Map(
    Object.entries(PRIORS).map(([what, prior]) => [what, STEPS.map((step) => loss(combine(arriving.slice(0, step), prior(published)), heldOut))]),
  );
}

function table(title: string, splits: readonly Map<string, number[]>[]): Map<string, number[]> {
  const means = new Map(
    Object.keys(PRIORS).map((what) => [what, STEPS.map((_step, at) => splits.reduce((sum, each) => sum + each.get(what)![at]!, 0) / splits.length)]),
  );
  console.log(
    `\n${title}; a coin has ${Math.log(2).toFixed(4)}\n${"votes so far".padEnd(28)}${STEPS.map((step) => String(step).padStart(8)).join("")}`,
  );
  for (const [what, losses] of means) console.log(`${what.padEnd(28)}${losses.map((value) => value.toFixed(4).padStart(8)).join("")}`);
  return means;
}

table("In the order in which the votes were given, once", [split(pairs)]);
const ORDERS = 100;
const chance = chanceFrom(1);
const shuffled = () =>
  pairs
    .map((pair) => ({ pair, at: chance() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ pair }) => pair);
const means = table(
  `The mean of ${ORDERS} random orders`,
  Array.from({ length: ORDERS }, () => split(shuffled())),
);
for (const [what, losses] of means) {
  if (what === "votes alone") continue;
  say(losses.at(-1)! < losses[0]!, `${what}: with votes ${losses.at(-1)!.toFixed(4)}, without ${losses[0]!.toFixed(4)}`);
  // A board that is wrong must cost something: that is what believing it a little means.
  if (!what.includes("wrong")) say(losses[2]! < means.get("votes alone")![2]!, `${what}: after 25 votes better than those votes alone`);
}
process.exit(good ? 0 : 1);
