// From a gap's dates to lines in a box: where each point stands, and what the axes say. Pure and tested; no React and no requests.
import type { GapPoint } from "../../src/spec/gap.ts";

export interface Box {
  width: number;
  height: number;
  /** Room around the lines, for what is written there. */
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Dot {
  x: number;
  y: number;
  rating: number;
  model: string;
  date: string;
}

export interface Lines {
  proprietary: Dot[];
  open: Dot[];
  /** Ratings at which a line across stands, lowest first. */
  marks: { y: number; rating: number }[];
  /** The days that there is room to write below: the first and the last, and of those between as many as do not touch. */
  days: { x: number; date: string }[];
}

/** So wide is a day in the axis's letters, with room around it. */
const DAY_WIDTH = 40;

/** Round steps, so that three to five lines stand across. */
function stepFor(span: number): number {
  return [10, 20, 25, 50, 100, 200, 250, 500].find((step) => span / step <= 5) ?? 1_000;
}

/** Null where there are no two dates: one date is no line. Dates stand apart as they do in time. */
export function linesOf(series: readonly GapPoint[], box: Box): Lines | null {
  if (series.length < 2) return null;
  const times = series.map((each) => Date.parse(each.date));
  const [from, to] = [times[0]!, times.at(-1)!];
  const ratings = series.flatMap((each) => [each.proprietary.rating, each.open.rating]);
  const step = stepFor(Math.max(...ratings) - Math.min(...ratings));
  const low = Math.floor(Math.min(...ratings) / step) * step;
  const high = Math.max(low + step, Math.ceil(Math.max(...ratings) / step) * step);
  const x = (time: number) => box.left + ((time - from) / Math.max(1, to - from)) * (box.width - box.left - box.right);
  const y = (rating: number) => box.top + ((high - rating) / (high - low)) * (box.height - box.top - box.bottom);
  const dots = (side: "proprietary" | "open"): Dot[] =>
    series.map((each, at) => ({ x: x(times[at]!), y: y(each[side].rating), rating: each[side].rating, model: each[side].model, date: each.date }));
  const marks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_none, at) => ({ y: y(low + at * step), rating: low + at * step }));
  return { proprietary: dots("proprietary"), open: dots("open"), marks, days: daysOf(dots("open")) };
}

function daysOf(dots: readonly Dot[]): Lines["days"] {
  const last = dots.at(-1)!;
  const days = [dots[0]!];
  for (const dot of dots.slice(1, -1)) if (dot.x - days.at(-1)!.x >= DAY_WIDTH && last.x - dot.x >= DAY_WIDTH) days.push(dot);
  return [...days, last].map(({ x, date }) => ({ x, date }));
}

export const pathOf = (dots: readonly Dot[]): string => dots.map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
