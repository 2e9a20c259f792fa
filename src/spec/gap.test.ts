// The gap's arithmetic by hand and over all figures: symmetric, monotone, and never sure without evidence.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { answerOf, belowZero, figuresOf, GAP_ANSWERS, type GapSide, sentenceOf } from "./gap.ts";

const side = (points: number, pointsError: number, more: Partial<GapSide> = {}): GapSide => ({
  model: "m/x",
  name: "X",
  opennessClass: "open-weights",
  points,
  pointsError,
  votes: 0,
  checks: 0,
  published: null,
  quote: null,
  seconds: null,
  available: true,
  ...more,
});

test("by hand: 113 points behind is 34 of 100", () => {
  // 1 / (1 + 10^(113/400)) = 0.3429; with 10 and 10 points of error, ±27.7 points: 0.3078 to 0.3797.
  expect(figuresOf(side(160, 10), side(47, 10))).toEqual({
    points: 113,
    pointsError: 14.1,
    winRate: { value: 0.3429, low: 0.3079, high: 0.3797 },
    chance: 0,
    answer: "behind",
  });
  expect(figuresOf(side(0, 30), side(0, 40))).toMatchObject({ points: 0, pointsError: 50, chance: 0.5, answer: "level" });
  expect(figuresOf(side(0, 10), side(60, 10)).answer).toBe("ahead");
  expect([figuresOf(null, side(0, 1)), figuresOf(side(0, 1), null)].map(({ answer, points }) => [answer, points])).toEqual([
    ["unknown", null],
    ["unknown", null],
  ]);
});

test("the normal tail agrees with its table", () => {
  for (const [z, tail] of [
    [0, 0.5],
    [1, 0.15866],
    [1.645, 0.05],
    [1.96, 0.025],
    [3, 0.00135],
  ] as const) {
    expect(belowZero(z, 1)).toBeCloseTo(tail, 4);
    expect(belowZero(-z, 1)).toBeCloseTo(1 - tail, 4);
  }
});

test("further behind is never a better answer, and both sides swapped are the other way round", () => {
  const order = (answer: string) => (GAP_ANSWERS as readonly string[]).indexOf(answer);
  const figures = fc.double({ min: -600, max: 600, noNaN: true });
  const error = fc.double({ min: 1, max: 200, noNaN: true });
  fc.assert(
    fc.property(figures, figures, error, error, fc.double({ min: 0, max: 300, noNaN: true }), (a, b, ea, eb, more) => {
      const [near, far] = [figuresOf(side(a, ea), side(b, eb)), figuresOf(side(a + more, ea), side(b, eb))];
      expect(order(far.answer)).toBeGreaterThanOrEqual(order(near.answer));
      const back = figuresOf(side(b, eb), side(a, ea));
      expect(back.winRate!.value + near.winRate!.value).toBeCloseTo(1, 3);
      expect(back.chance! + near.chance!).toBeCloseTo(1, 3);
      expect(near.winRate!.low).toBeLessThanOrEqual(near.winRate!.value);
      expect(near.winRate!.high).toBeGreaterThanOrEqual(near.winRate!.value);
    }),
  );
  expect([0.5, 0.45, 0.44, 0.36, 0.3, 0.24, 0.1].map((rate) => answerOf(rate, 0.2))).toEqual([
    "level",
    "level",
    "near",
    "near",
    "behind",
    "behind",
    "far",
  ]);
});

test("the sentence says who, how often, how sure and at what price; and what is missing", () => {
  const [theirs, ours] = [
    side(160, 10, { name: "Closed One", quote: { lowMicro: 80_000, highMicro: 80_000 } }),
    side(47, 10, { name: "Open One", quote: { lowMicro: 5_000, highMicro: 5_000 } }),
  ];
  const base = { task: "text-to-image" as const, title: "Image from text" };
  const money = (micro: number) => `$${micro / 1e6}`;
  expect(sentenceOf({ ...base, proprietary: theirs, open: ours, ...figuresOf(theirs, ours) }, money)).toBe(
    "Image from text: open is behind. Open One is preferred in 34 of 100 comparisons with Closed One (between 31 and 38). It costs $0.005 against $0.08.",
  );
  expect(sentenceOf({ ...base, proprietary: theirs, open: null, ...figuresOf(theirs, null) }, money)).toContain(
    "no open model that you may use was measured",
  );
  expect(sentenceOf({ ...base, proprietary: null, open: null, ...figuresOf(null, null) }, money)).toContain("nothing is known yet");
});
