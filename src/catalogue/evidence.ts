// Measured quality: boards and the ratings read from them, tables with a figure for each style, and the one rule that turns a rating into 0…1. Knows no model by name.
import { z } from "zod";
import { departure, foretold, HALF_WIDTH_SDS, TELLERS, votesOfTable } from "../spec/evidence.ts";
import { modelId } from "../spec/model.ts";
import { taskId } from "../spec/task.ts";
import type { Slice } from "../spec/vote.ts";

const board = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  task: taskId,
  /** As it is shown beside a figure. */
  title: z.string().min(1),
  url: z.url().nullable(),
  /** The day of the snapshot. */
  date: z.iso.date(),
  source: z.string().min(1),
  license: z.string().min(1),
  /** Systems on the board, also those that the catalogue does not know. */
  systems: z.int().min(1),
  /** The middle rating of all of them: what a rating is compared with. */
  median: z.number(),
  note: z.string().nullable(),
});
export type Board = z.infer<typeof board>;

const rating = z.strictObject({
  model: modelId,
  task: taskId,
  /** Who measured: the board's site. */
  source: z.string().min(1),
  board: z.string().min(1),
  date: z.iso.date(),
  /** Elo-like: 400 points are ten to one. */
  rating: z.number(),
  ciLow: z.number().nullable(),
  ciHigh: z.number().nullable(),
  votes: z.int().min(0).nullable(),
  /** The board's own name for the system. */
  sourceName: z.string().min(1),
});
export type RatingRow = z.infer<typeof rating>;

const row = z.strictObject({
  /** The table's own name for the system. */
  name: z.string().min(1),
  /** The same system in models/, by its exact version; null where it is not there. It still says what figures are usual. */
  model: modelId.nullable(),
  overall: z.number(),
  /** One for each column; null where the table has none. */
  figures: z.array(z.number().nullable()),
  /** Half of the 95% interval, of the figure over all and of each column's; absent where none is published. */
  margin: z.number().min(0).optional(),
  margins: z.array(z.number().min(0)).optional(),
});

/** A published table that compares systems style by style, beside a figure over all. */
const benchmark = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  task: taskId,
  /** As it is shown beside a figure. */
  title: z.string().min(1),
  /** People's votes, or a program's measure. */
  by: z.enum(TELLERS),
  /** The maker that published it with a model of its own in it; null where nobody did who competes. */
  maker: z.string().min(1).nullable(),
  url: z.url(),
  date: z.iso.date(),
  source: z.string().min(1),
  license: z.string().min(1),
  /** What the figure over all is. */
  overall: z.string().min(1),
  columns: z
    .array(
      z.strictObject({
        title: z.string().min(1),
        /** The style that it speaks of. */
        style: z.string().min(1),
        better: z.enum(["higher", "lower"]),
        /** A share cannot pass 1, so that what is near 1 differs by more than it seems. */
        unit: z.enum(["share", "plain"]),
      }),
    )
    .min(1),
  rows: z.array(row),
  notes: z.array(z.string()),
});
export type Benchmark = z.infer<typeof benchmark>;

export const evidence = z.strictObject({ boards: z.array(board).default([]), ratings: z.array(rating).default([]), benchmarks: z.array(benchmark).default([]) });
export type Evidence = z.infer<typeof evidence>;

/** A straight line through fewer says nothing. */
export const FEWEST_ROWS = 5;

/** What a published table says of one model in one style, in words' figures and as `offsetOf` takes it. */
export interface PublishedSlice extends Slice {
  model: string;
  points: number;
  sd: number;
  votes: number;
}

const logit = (share: number) => {
  const inside = Math.max(0.001, Math.min(0.999, share));
  return Math.log(inside / (1 - inside));
};
const rounded = (value: number, like: number) => {
  const digits = (String(like).split(".")[1] ?? "").length;
  return Number(value.toFixed(digits));
};

function columnSlices(table: Benchmark, at: number): PublishedSlice[] {
  const { title: column, style, better, unit } = table.columns[at]!;
  const sign = better === "higher" ? 1 : -1;
  const [even, back] = unit === "share" ? [logit, (value: number) => 1 / (1 + Math.exp(-value))] : [Number, Number];
  const rows = table.rows.flatMap((each) => (typeof each.figures[at] === "number" ? [{ ...each, shown: each.figures[at], figure: even(each.figures[at]) }] : []));
  const { expected, spread } = foretold(rows);
  // One table has one word on a style, however many columns speak of it.
  const shareOf = (each: (typeof rows)[number]) => table.columns.filter((other, place) => other.style === style && typeof each.figures[place] === "number").length;
  return rows.flatMap((each, place) => {
    const told = each.margin === undefined ? 0 : Math.hypot(each.margin, each.margins?.[at] ?? 0) / HALF_WIDTH_SDS;
    return each.model === null
      ? []
      : {
          model: each.model,
          style,
          by: table.by,
          maker: table.maker,
          source: table.title,
          url: table.url,
          date: table.date,
          column,
          figure: each.shown,
          overallTitle: table.overall,
          overall: each.overall,
          expected: rounded(back(expected[place]!), each.shown),
          points: departure(table.by, sign * (each.figure - expected[place]!), spread),
          sd: told,
          votes: votesOfTable(table.by, table.maker !== null) / shareOf(each),
        };
  });
}

/** Everything that is published of a model in a style, the newest first. */
export const slicesOf = (tables: readonly Benchmark[]): PublishedSlice[] =>
  tables.flatMap((table) => table.columns.flatMap((_column, at) => columnSlices(table, at))).toSorted((a, b) => b.date.localeCompare(a.date));

/** The newest published rating of a model at one task, with the board's middle. */
export interface Published {
  model: string;
  rating: number;
  ciLow: number | null;
  ciHigh: number | null;
  /** The middle rating of all systems on the board. */
  median: number;
  /** The board's title. */
  source: string;
  date: string;
}

/** What is known of a model's quality at one task. */
export interface Quality {
  /** Expected share of votes won against the board's middle system: 0.5 is the middle. */
  value: number;
  /** The same at the ends of the rating's 95% interval; null where none was published. */
  low: number | null;
  high: number | null;
  source: string;
  date: string;
  rating: number;
  votes: number | null;
}

/** Chance that a system of this rating wins a vote against one of that rating, by the Elo formula. */
export function winRate(own: number, other: number): number {
  return Math.round(10_000 / (1 + 10 ** ((other - own) / 400))) / 10_000;
}

export function qualityOf(row: RatingRow, on: Board): Quality {
  return {
    value: winRate(row.rating, on.median),
    low: row.ciLow === null ? null : winRate(row.ciLow, on.median),
    high: row.ciHigh === null ? null : winRate(row.ciHigh, on.median),
    source: on.title,
    date: row.date,
    rating: row.rating,
    votes: row.votes,
  };
}

/** One measurement as it is shown: the rating with its interval, and the board it stands on. */
export interface Rated extends Quality {
  task: RatingRow["task"];
  ciLow: number | null;
  ciHigh: number | null;
  board: { id: string; title: string; url: string | null; systems: number };
  sourceName: string;
}

/** Every measurement of each model, the newest first. */
export function ratedOf(all: readonly Evidence[]): Map<string, Rated[]> {
  const boards = new Map(all.flatMap(({ boards: list }) => list.map((one) => [one.id, one] as const)));
  const found = new Map<string, Rated[]>();
  for (const row of all.flatMap(({ ratings }) => ratings).toSorted((a, b) => b.date.localeCompare(a.date))) {
    const { id, title, url, systems } = boards.get(row.board)!;
    const { task, ciLow, ciHigh, sourceName } = row;
    const rated = { ...qualityOf(row, boards.get(row.board)!), task, ciLow, ciHigh, sourceName, board: { id, title, url, systems } };
    found.set(row.model, [...(found.get(row.model) ?? []), rated]);
  }
  return found;
}
