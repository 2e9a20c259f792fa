// Measured quality: boards and the ratings read from them, and the one rule that turns a rating into 0…1. Knows no model by name.
import { z } from "zod";
import { modelId } from "../spec/model.ts";
import { taskId } from "../spec/task.ts";

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

export const evidence = z.strictObject({ boards: z.array(board), ratings: z.array(rating) });
export type Evidence = z.infer<typeof evidence>;

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
