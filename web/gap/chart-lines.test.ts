// The chart's lines: dates stand apart as they do in time, better is higher, and everything stays inside of the box.
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { GapPoint } from "../../src/spec/gap.ts";
import { linesOf, pathOf } from "./chart-lines.ts";

const BOX = { width: 400, height: 160, left: 40, right: 20, top: 10, bottom: 20 };
const point = (date: string, proprietary: number, open: number): GapPoint => ({
  date,
  board: "b",
  proprietary: { model: "p", rating: proprietary },
  open: { model: "o", rating: open },
  points: proprietary - open,
  low: null,
  high: null,
});

test("by hand", () => {
  const lines = linesOf([point("2026-03-01", 1264, 1150), point("2026-03-11", 1264, 1150), point("2026-03-31", 1300, 1200)], BOX)!;
  expect(lines.proprietary.map(({ x }) => Math.round(x))).toEqual([40, 153, 380]);
  expect(lines.marks.map(({ rating }) => rating)).toEqual([1150, 1200, 1250, 1300]);
  expect([lines.proprietary[2]!.y, lines.open[0]!.y]).toEqual([10, 140]);
  expect(pathOf(lines.open)).toBe("M40.0 140.0L153.3 140.0L380.0 96.7");
  expect(linesOf([point("2026-03-01", 1, 2)], BOX)).toBeNull();
});

test("days that would be written over each other are left out, but for the first and the last", () => {
  const days = (...dates: string[]) =>
    linesOf(
      dates.map((date) => point(date, 1, 2)),
      BOX,
    )!.days.map(({ date }) => date);
  expect(days("2026-03-01", "2026-03-11", "2026-03-31")).toEqual(["2026-03-01", "2026-03-11", "2026-03-31"]);
  expect(days("2026-03-19", "2026-03-26", "2026-04-02", "2026-05-30", "2026-10-01", "2026-10-07")).toEqual([
    "2026-03-19",
    "2026-05-30",
    "2026-10-07",
  ]);
});

test("whatever the ratings, every dot is inside and the better one is not lower", () => {
  const rating = fc.integer({ min: -500, max: 3_000 });
  fc.assert(
    fc.property(fc.array(fc.tuple(rating, rating), { minLength: 2, maxLength: 9 }), (ratings) => {
      const lines = linesOf(
        ratings.map(([a, b], at) => point(`2026-0${at + 1}-01`, a, b)),
        BOX,
      )!;
      for (const { x, y } of [...lines.proprietary, ...lines.open]) {
        expect(x >= BOX.left && x <= BOX.width - BOX.right).toBe(true);
        expect(y >= BOX.top - 1e-9 && y <= BOX.height - BOX.bottom + 1e-9).toBe(true);
      }
      ratings.forEach(([a, b], at) => a >= b && expect(lines.proprietary[at]!.y).toBeLessThanOrEqual(lines.open[at]!.y));
      expect(lines.marks.length).toBeLessThanOrEqual(7);
    }),
  );
});
