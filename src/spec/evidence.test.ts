// Evidence: the published fit is found again, votes move a belief as far as they should, judges' checks far less, styles differ where their votes or published figures do, and what is old, a maker's own or unknown counts less.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { GENAI_ARENA, GENAI_ARENA_RATINGS } from "./arena-votes.fixture.ts";
import {
  beliefOf,
  CHECK_WEIGHT,
  CHECKS_AS_VOTES,
  combine,
  departure,
  fitVotes,
  foretold,
  type Offsets,
  offsetOf,
  type Pair,
  posteriorsOf,
  PRIOR_VOTES,
  type Reading,
  shareOf,
  type Strength,
  STYLE_SD,
  type StyledPair,
  UNMEASURED,
  votesOfTable,
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

describe("figures by style that others published", () => {
  const reading = (points: number, more: Partial<Reading> = {}): Reading => {
    const by = more.by ?? "people";
    return { by, points, sd: 0, votes: votesOfTable(by, false), ageDays: 0, ...more };
  };
  const NAMES = ["m0", "m1", "m2", "m3"];
  const strength = fc.record({ mean: fc.integer({ min: -200, max: 200 }), sd: fc.integer({ min: 30, max: 200 }) });
  const priors = fc.array(strength, { minLength: 4, maxLength: 4 }).map((all) => new Map(all.map((each, at) => [NAMES[at]!, each])));
  const some = fc.integer({ min: 0, max: 60 });
  const pair = fc
    .tuple(fc.constantFrom(null, "anime", "logo"), fc.shuffledSubarray(NAMES, { minLength: 2, maxLength: 2 }), some, some, some)
    .map(([style, [a, b], ...many]): StyledPair => styled(style, a!, b!, ...many));
  const pairs = fc.array(pair, { maxLength: 6 });
  const by = fc.constantFrom("people" as const, "metric" as const);
  const points = fc.integer({ min: -2 * STYLE_SD, max: 2 * STYLE_SD });
  const inAnime = (entries: Record<string, Strength>): Offsets => new Map([["anime", before(entries)]]);

  test("what follows from the figure over all says nothing; what departs from it is points where people voted, and spreads where a program measured", () => {
    const line = [1000, 1100, 1250, 1300, 1400].map((overall) => ({ overall, figure: 3 * overall - 7 }));
    const { expected, spread } = foretold(line);
    line.forEach(({ figure }, at) => expect(expected[at]!).toBeCloseTo(figure, 6));
    for (const teller of ["people", "metric"] as const) expect(departure(teller, line[0]!.figure - expected[0]!, spread)).toBeCloseTo(0, 6);
    fc.assert(
      fc.property(
        fc.array(fc.record({ overall: fc.integer({ min: 900, max: 1500 }), figure: fc.integer({ min: -500, max: 500 }) }), {
          minLength: 5,
          maxLength: 30,
        }),
        (rows) => {
          const fit = foretold(rows);
          const above = rows.map(({ figure }, at) => figure - fit.expected[at]!);
          // Neither better nor worse on the mean, and with nothing left that the figure over all would foretell.
          expect(above.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 4);
          expect(above.reduce((sum, each, at) => sum + each * rows[at]!.overall, 0)).toBeCloseTo(0, 1);
          for (const each of above) {
            expect(departure("people", each, fit.spread)).toBe(each);
            expect(Math.abs(departure("metric", each, fit.spread))).toBeLessThanOrEqual(2 * STYLE_SD);
            if (Math.abs(each) > 1e-6) expect(Math.sign(departure("metric", each, fit.spread))).toBe(Math.sign(each));
          }
        },
      ),
    );
  });

  test("nothing published is nothing known; a figure draws towards itself, never beyond it, and leaves less doubt", () => {
    expect(offsetOf([])).toEqual({ mean: 0, sd: STYLE_SD });
    fc.assert(
      fc.property(by, points, (teller, told) => {
        const { mean, sd } = offsetOf([reading(told, { by: teller })]);
        expect(Math.abs(mean)).toBeLessThanOrEqual(Math.abs(told));
        expect(mean * told).toBeGreaterThanOrEqual(0);
        expect(sd).toBeLessThan(STYLE_SD);
      }),
    );
    const [people, metric] = (["people", "metric"] as const).map((teller) => offsetOf([reading(100, { by: teller })]));
    expect(people!.mean).toBeGreaterThan(2 * metric!.mean);
    expect(people!.sd).toBeLessThan(metric!.sd);
  });

  test("however many programs there are, they count for as much as all checks may, and however many boards, as a published rating", () => {
    for (const [teller, most] of [
      ["metric", CHECKS_AS_VOTES],
      ["people", PRIOR_VOTES],
    ] as const)
      fc.assert(
        fc.property(fc.array(points, { minLength: 1, maxLength: 30 }), (told) => {
          const many = offsetOf(told.map((each) => reading(each, { by: teller })));
          const mean = told.reduce((sum, each) => sum + each, 0) / told.length;
          const one = offsetOf([reading(mean, { by: teller, votes: most })]);
          expect(many.mean).toBeCloseTo(one.mean, 6);
          expect(many.sd).toBeCloseTo(one.sd, 6);
        }),
      );
  });

  test("what is old, in doubt, or measured by a maker of one of them counts less, and what is very old for nothing", () => {
    expect(votesOfTable("metric", true)).toBeLessThan(votesOfTable("metric", false));
    expect(votesOfTable("people", true)).toBeLessThan(votesOfTable("people", false));
    fc.assert(
      fc.property(by, fc.integer({ min: 1, max: 160 }), fc.integer({ min: 30, max: 3_000 }), (teller, told, days) => {
        const fresh = offsetOf([reading(told, { by: teller })]);
        for (const weaker of [{ ageDays: days }, { sd: days }, { votes: votesOfTable(teller, true) }]) {
          const less = offsetOf([reading(told, { by: teller, ...weaker })]);
          expect(less.mean).toBeLessThan(fresh.mean);
          expect(less.sd).toBeGreaterThan(fresh.sd);
        }
      }),
    );
    expect(offsetOf([reading(160, { ageDays: 36_500 })]).mean).toBeCloseTo(0, 1);
    // What lies in the future is of today, not better than that.
    expect(offsetOf([reading(160, { ageDays: -400 })])).toEqual(offsetOf([reading(160)]));
  });

  test("move the models that they name in their style, and nothing else by a digit", () => {
    fc.assert(
      fc.property(priors, pairs, pairs, points, (known, voted, checked, told) => {
        const without = posteriorsOf(known, voted, checked);
        const withThem = posteriorsOf(known, voted, checked, inAnime({ m1: offsetOf([reading(told)]) }));
        expect(withThem.all).toEqual(without.all);
        expect(withThem.votes).toEqual(without.votes);
        expect(withThem.styles.get("logo")).toEqual(without.styles.get("logo"));
        const [moved, stood] = [withThem.styles.get("anime")!.get("m1")!, without.styles.get("anime")?.get("m1") ?? withThem.all.get("m1")!];
        if (voted.length + checked.length === 0) expect(moved.mean - stood.mean).toBeCloseTo(offsetOf([reading(told)]).mean, 6);
        for (const name of withThem.styles.get("anime")!.keys()) if (!without.styles.get("anime")?.has(name)) expect(name).toBe("m1");
      }),
      { numRuns: 60 },
    );
    expect(posteriorsOf(before({ a: { mean: 1, sd: 2 } }), [], [], new Map()).styles.size).toBe(0);
  });

  test("come before the votes in their style and are counted once: the same as a prior that was moved by hand", () => {
    const known = before({ house: { mean: 120, sd: 50 }, tuned: { mean: -60, sd: 100 } });
    const offset = offsetOf([reading(150), reading(-30, { by: "metric" })]);
    const voted = [styled("anime", "tuned", "house", 3, 4), styled("logo", "tuned", "house", 5, 9)];
    const elsewhere = combine([votes("tuned", "house", 5, 9)], known);
    const by = { house: { mean: 0, sd: STYLE_SD }, tuned: offset };
    const moved = new Map(
      (["house", "tuned"] as const).map((name): [string, Strength] => {
        const { mean, sd } = elsewhere.get(name)!;
        return [name, { mean: mean + by[name].mean, sd: Math.hypot(sd, by[name].sd) }];
      }),
    );
    const { styles } = posteriorsOf(known, voted, [], inAnime({ tuned: offset }));
    const wanted = combine([votes("tuned", "house", 3, 4)], moved);
    for (const name of ["house", "tuned"]) {
      expect(styles.get("anime")!.get(name)!.mean).toBeCloseTo(wanted.get(name)!.mean, 6);
      expect(styles.get("anime")!.get(name)!.sd).toBeCloseTo(wanted.get(name)!.sd, 6);
    }
  });

  test("alone decide between equals, and votes to the contrary soon do: a sixth against a program's strongest word, fifty against people's", () => {
    const known = before({ tuned: { mean: 0, sd: 60 }, house: { mean: 0, sd: 60 } });
    const leads = (offset: Strength, contrary: number) => {
      const { styles } = posteriorsOf(
        known,
        contrary > 0 ? [styled("anime", "house", "tuned", contrary)] : [],
        [],
        inAnime({ tuned: offset, house: { mean: 0, sd: STYLE_SD } }),
      );
      return styles.get("anime")!.get("tuned")!.mean > styles.get("anime")!.get("house")!.mean;
    };
    const program = offsetOf([reading(2 * STYLE_SD, { by: "metric" })]);
    const people = offsetOf([reading(300)]);
    expect([leads(program, 0), leads(program, CHECKS_AS_VOTES + 1)]).toEqual([true, false]);
    expect([leads(people, 0), leads(people, PRIOR_VOTES)]).toEqual([true, false]);
    // With more and more votes it does not matter what was published.
    fc.assert(
      fc.property(priors, points, (of, told) => {
        const share = (offsets: Offsets) => {
          const { styles } = posteriorsOf(of, [styled("anime", "m0", "m1", 600_000, 400_000)], [], offsets);
          return winChance(styles.get("anime")!.get("m0")!.mean, styles.get("anime")!.get("m1")!.mean);
        };
        expect(Math.abs(share(inAnime({ m0: offsetOf([reading(told)]) })) - share(new Map()))).toBeLessThan(0.005);
      }),
      { numRuns: 40 },
    );
  });
});
