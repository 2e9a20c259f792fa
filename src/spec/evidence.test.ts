// Evidence: the published fit is found again, votes move a belief as far as they should, judges' checks far less, styles differ where their votes do, and what is old or unknown counts less.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { GENAI_ARENA, GENAI_ARENA_RATINGS } from "./arena-votes.fixture.ts";
import {
  beliefOf,
  CHECK_WEIGHT,
  CHECKS_AS_VOTES,
  combine,
  fitVotes,
  type Pair,
  posteriorsOf,
  shareOf,
  type Strength,
  type StyledPair,
  UNMEASURED,
  winChance,
} from "./evidence.ts";

const votes = (a: string, b: string, aWins: number, bWins = 0, ties = 0): Pair => ({ a, b, aWins, bWins, ties });
const styled = (style: string | null, ...pair: Parameters<typeof votes>): StyledPair => ({ style, ...votes(...pair) });
const before = (entries: Record<string, Strength>) => new Map(Object.entries(entries));

describe("a fit of votes alone", () => {
  test("is the one that GenAI-Arena published, to within two points", () => {
    const fitted = fitVotes(GENAI_ARENA);
    expect(GENAI_ARENA.reduce((sum, pair) => sum + pair.aWins + pair.bWins + pair.ties, 0)).toBe(1451);
    for (const [name, rating] of Object.entries(GENAI_ARENA_RATINGS)) expect(Math.abs(fitted.get(name)! - rating)).toBeLessThan(2);
  });

  test("finds the strengths from which votes were made, and says the same in any order", () => {
    const strengths = fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(strengths, (made) => {
        const pairs = made.flatMap((own, a) =>
          made.slice(a + 1).map((other, b) => {
            const chance = winChance(own, other);
            return votes(`m${a}`, `m${a + 1 + b}`, chance * 10_000, (1 - chance) * 10_000);
          }),
        );
        const fitted = fitVotes(pairs, 0);
        const middle = made.reduce((sum, each) => sum + each, 0) / made.length;
        made.forEach((each, at) => expect(fitted.get(`m${at}`)!).toBeCloseTo(each - middle, 0));
        const turned = fitVotes(
          pairs.toReversed().map((each) => ({ a: each.b, b: each.a, aWins: each.bWins, bWins: each.aWins, ties: each.ties })),
          0,
        );
        for (const [name, rating] of fitted) expect(turned.get(name)!).toBeCloseTo(rating, 6);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a belief", () => {
  test("stays where nobody voted, moves with votes, and is surer after them", () => {
    const known = before({ good: { mean: 100, sd: 50 }, bad: { mean: -100, sd: 50 }, other: { mean: 7, sd: 9 } });
    const after = combine([votes("bad", "good", 60, 20, 0)], known);
    expect(after.get("other")).toEqual({ mean: 7, sd: 9 });
    expect(after.get("bad")!.mean).toBeGreaterThan(-60);
    expect(after.get("good")!.mean).toBeLessThan(60);
    expect(after.get("bad")!.sd).toBeLessThan(50);
    const many = combine([votes("bad", "good", 7_500, 2_500)], known);
    expect(winChance(many.get("bad")!.mean, many.get("good")!.mean)).toBeCloseTo(0.75, 1);
  });

  test("a published rating counts for no more than fifty votes, for half of that after a year, and keeps its own interval", () => {
    const board = { rating: 1200, ciLow: 1196, ciHigh: 1204, median: 1100 };
    const [now, later, ancient] = [0, 365, 3650].map((days) => beliefOf(board, days));
    expect(now!.mean).toBe(100);
    expect(now!.sd).toBeGreaterThan(48);
    expect(now!.sd).toBeLessThan(51);
    expect(later!.sd / now!.sd).toBeCloseTo(Math.SQRT2, 1);
    expect(ancient!.sd).toBeGreaterThan(1000);
    expect(beliefOf({ ...board, ciLow: 1100, ciHigh: 1300 }, 0).sd).toBeGreaterThan(now!.sd);
    expect(beliefOf({ ...board, ciLow: null, ciHigh: null }, 0).sd).toBeGreaterThan(now!.sd);
  });

  test("is found however many votes go against it", () => {
    fc.assert(
      fc.property(fc.integer({ min: -600, max: 600 }), fc.integer({ min: 30, max: 200 }), fc.integer({ min: 5, max: 95 }), (mean, sd, won) => {
        const after = combine([votes("a", "b", won * 10_000, (100 - won) * 10_000)], before({ a: { mean, sd }, b: { mean: 0, sd: 40 } }));
        expect(winChance(after.get("a")!.mean, after.get("b")!.mean)).toBeCloseTo(won / 100, 3);
      }),
    );
  });

  test("as a share of votes: the middle is a half, and doubt draws towards it", () => {
    expect(shareOf({ mean: 0, sd: 100 }).value).toBe(0.5);
    expect(shareOf({ mean: 400, sd: 0 }).value).toBeCloseTo(10 / 11, 6);
    expect(shareOf({ mean: 400, sd: 200 }).value).toBeLessThan(10 / 11);
    expect(shareOf(UNMEASURED).value).toBeCloseTo(0.35, 1);
    expect(shareOf({ mean: 0, sd: 100 }).error).toBeGreaterThan(shareOf({ mean: 0, sd: 10 }).error);
  });
});

describe("styles", () => {
  const known = before({ house: { mean: 120, sd: 50 }, tuned: { mean: -60, sd: 100 } });
  const pairs = [styled("anime", "tuned", "house", 45, 5), styled("product", "house", "tuned", 45, 5), styled(null, "house", "tuned", 12, 8)];
  const { all, styles, votes: counted } = posteriorsOf(known, pairs);

  test("one model leads in one style and the other in another, by votes alone", () => {
    expect(styles.get("anime")!.get("tuned")!.mean).toBeGreaterThan(styles.get("anime")!.get("house")!.mean);
    expect(styles.get("product")!.get("house")!.mean).toBeGreaterThan(styles.get("product")!.get("tuned")!.mean);
    expect(all.get("house")!.mean).toBeGreaterThan(all.get("tuned")!.mean);
    expect(counted.get("house")).toBe(120);
  });

  test("a style without votes has no posterior of its own, and a vote elsewhere still says something", () => {
    expect(styles.has("logo")).toBe(false);
    const few = posteriorsOf(known, [styled("anime", "tuned", "house", 1, 0), styled("photo", "tuned", "house", 80, 0)]);
    const none = posteriorsOf(known, [styled("anime", "tuned", "house", 1, 0)]);
    expect(few.styles.get("anime")!.get("tuned")!.mean).toBeGreaterThan(none.styles.get("anime")!.get("tuned")!.mean + 30);
  });

  test("nothing to go by is nothing known", () => {
    expect(posteriorsOf(new Map(), [])).toEqual({ all: new Map(), styles: new Map(), votes: new Map(), checks: new Map() });
  });
});

describe("checks", () => {
  const MODELS = ["m0", "m1", "m2", "m3"];
  const strength = fc.record({ mean: fc.integer({ min: -200, max: 200 }), sd: fc.integer({ min: 30, max: 200 }) });
  const priors = fc.array(strength, { minLength: 4, maxLength: 4 }).map((all) => new Map(all.map((each, at) => [MODELS[at]!, each])));
  const some = fc.integer({ min: 0, max: 60 });
  const pair = fc
    .tuple(fc.constantFrom(null, "anime", "logo"), fc.shuffledSubarray(MODELS, { minLength: 2, maxLength: 2 }), some, some, some)
    .map(([style, [a, b], ...many]): StyledPair => styled(style, a!, b!, ...many));
  const pairs = fc.array(pair, { maxLength: 6 });
  const closeTo = (one: ReadonlyMap<string, Strength>, other: ReadonlyMap<string, Strength>) => {
    expect([...other.keys()].toSorted()).toEqual([...one.keys()].toSorted());
    for (const [name, { mean, sd }] of one) {
      expect(other.get(name)!.mean).toBeCloseTo(mean, 5);
      expect(other.get(name)!.sd).toBeCloseTo(sd, 5);
    }
  };

  test("where there are none nothing changes, to the last digit", () => {
    fc.assert(
      fc.property(priors, pairs, (known, voted) => {
        const found = posteriorsOf(known, voted, []);
        expect(found).toEqual(posteriorsOf(known, voted));
        expect(found.all).toEqual(combine(voted, known));
        expect(found.checks).toEqual(new Map());
      }),
      { numRuns: 50 },
    );
  });

  test("ten weigh as one vote, as long as there are few", () => {
    const known = before({ a: { mean: 0, sd: 100 }, b: { mean: 40, sd: 60 } });
    const checked = posteriorsOf(known, [], [styled("anime", "a", "b", 1 / CHECK_WEIGHT)]);
    closeTo(checked.all, posteriorsOf(known, [styled("anime", "a", "b", 1)]).all);
    expect(checked.checks.get("a")).toEqual({ many: 10, asVotes: 1 });
    expect(checked.votes.size).toBe(0);
  });

  test("alone they move what is believed towards whoever won them, and less far than as many votes", () => {
    fc.assert(
      fc.property(strength, strength, fc.integer({ min: 1, max: 500 }), (own, other, many) => {
        const known = before({ a: own, b: other });
        const checked = posteriorsOf(known, [], [styled(null, "a", "b", many)]).all;
        const voted = posteriorsOf(known, [styled(null, "a", "b", many)]).all;
        expect(checked.get("a")!.mean).toBeGreaterThan(own.mean);
        expect(checked.get("b")!.mean).toBeLessThan(other.mean);
        expect(checked.get("a")!.sd).toBeLessThan(own.sd);
        expect(checked.get("a")!.mean).toBeLessThan(voted.get("a")!.mean);
        expect(checked.get("a")!.sd).toBeGreaterThan(voted.get("a")!.sd);
      }),
    );
  });

  test("however many there are, a model's count for five votes in all, and six votes to the contrary outweigh them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: CHECKS_AS_VOTES + 1, max: 400 }), strength, (many, votesThere, equal) => {
        const known = before({ a: equal, b: equal });
        const { all, checks } = posteriorsOf(known, [styled("anime", "b", "a", votesThere)], [styled("logo", "a", "b", many)]);
        expect(checks.get("a")!.asVotes).toBeLessThanOrEqual(CHECKS_AS_VOTES + 1e-9);
        expect(all.get("b")!.mean).toBeGreaterThan(all.get("a")!.mean);
      }),
    );
    fc.assert(
      fc.property(pairs, (checked) => {
        for (const { asVotes, many } of posteriorsOf(new Map(), [], checked).checks.values()) {
          expect(asVotes).toBeLessThanOrEqual(Math.min(CHECKS_AS_VOTES, many * CHECK_WEIGHT) + 1e-9);
          expect(asVotes).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test("with more and more votes they matter less and less", () => {
    fc.assert(
      fc.property(priors, pairs, pair, (known, checked, voted) => {
        fc.pre(voted.aWins + voted.bWins + voted.ties > 0);
        const apart = (times: number) => {
          const many = [{ ...voted, aWins: voted.aWins * times, bWins: voted.bWins * times, ties: voted.ties * times }];
          const share = (of: readonly StyledPair[]) => {
            const { all } = posteriorsOf(known, many, of);
            return winChance((all.get(voted.a) ?? UNMEASURED).mean, (all.get(voted.b) ?? UNMEASURED).mean);
          };
          return Math.abs(share(checked) - share([]));
        };
        expect(apart(10_000)).toBeLessThan(0.005);
      }),
      { numRuns: 60 },
    );
  });

  test("say the same whichever of the two is named first, and in any order", () => {
    fc.assert(
      fc.property(priors, pairs, pairs, (known, voted, checked) => {
        const turned = (list: readonly StyledPair[]) =>
          list.toReversed().map((each) => ({ ...each, a: each.b, b: each.a, aWins: each.bWins, bWins: each.aWins }));
        const [one, other] = [posteriorsOf(known, voted, checked), posteriorsOf(known, turned(voted), turned(checked))];
        closeTo(one.all, other.all);
        for (const [style, own] of one.styles) closeTo(own, other.styles.get(style)!);
        for (const [name, { many, asVotes }] of one.checks) {
          expect(other.checks.get(name)!.many).toBe(many);
          expect(other.checks.get(name)!.asVotes).toBeCloseTo(asVotes, 9);
        }
      }),
      { numRuns: 50 },
    );
  });
});
