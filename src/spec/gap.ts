// How far the best open model is behind the best proprietary one at a task, within the rules that hold: in points, in comparisons won, in price. Figures and sentences; no I/O.
import { z } from "zod";
import { winChance } from "./evidence.ts";
import { OPENNESS_CLASSES } from "./model.ts";
import { constraints, moneyRange } from "./plan.ts";
import { TASK_IDS, taskId } from "./task.ts";

/** The one that speaks for its side: what is believed of it, and what it would cost. */
export const gapSide = z.strictObject({
  model: z.string(),
  name: z.string(),
  opennessClass: z.enum(OPENNESS_CLASSES),
  /** Points above the middle of the published board, and one standard deviation. 400 points are ten to one. */
  points: z.number(),
  pointsError: z.number(),
  votes: z.int(),
  /** Judges' checks made here that count. */
  checks: z.int(),
  published: z.strictObject({ source: z.string(), date: z.iso.date(), rating: z.number() }).nullable(),
  /** What the task's own example costs at its cheapest offer that may be used; null where none has a price. */
  quote: moneyRange.nullable(),
  /** Median seconds measured here at its quickest offer; null where never measured. */
  seconds: z.number().nullable(),
  /** It can be asked for now. */
  available: z.boolean(),
});
export type GapSide = z.infer<typeof gapSide>;

/** One day's best of both sides, as a board published them. */
export const gapPoint = z.strictObject({
  date: z.iso.date(),
  board: z.string(),
  proprietary: z.strictObject({ model: z.string(), rating: z.number() }),
  open: z.strictObject({ model: z.string(), rating: z.number() }),
  /** By how much the proprietary one is ahead, and the ends of the 95% interval; null where the board gave none. */
  points: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type GapPoint = z.infer<typeof gapPoint>;

export const GAP_ANSWERS = ["ahead", "level", "near", "behind", "far", "unknown"] as const;
export type GapAnswer = (typeof GAP_ANSWERS)[number];

/** The written rule, as text and below as code. */
export const GAP_RULE =
  "Open is ahead where it is the better one with a chance of 95 in 100; level where it wins at least 45 of 100 comparisons, near from 36 (100 points), behind from 24 (200 points), else far behind. Open are open weights and fully open models.";
const LEAST: readonly [GapAnswer, number][] = [
  ["level", 0.45],
  ["near", 0.36],
  ["behind", 0.24],
];
const SURE = 0.95;

export const gap = z
  .strictObject({
    task: taskId,
    title: z.string(),
    proprietary: gapSide.nullable(),
    open: gapSide.nullable(),
    /** By how much the proprietary one is ahead, and one standard deviation; null where one side is not known. */
    points: z.number().nullable(),
    pointsError: z.number().nullable(),
    /** Comparisons that the open one is expected to win, of all, and the ends of the 95% interval. */
    winRate: z.strictObject({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
    /** The chance that the open one is at least as good. */
    chance: z.number().nullable(),
    answer: z.enum(GAP_ANSWERS),
    /** "Is open good enough here?", answered in one sentence. */
    says: z.string(),
    /** Oldest first. */
    series: z.array(gapPoint),
  })
  .meta({ id: "Gap" });
export type Gap = z.infer<typeof gap>;

/** Which models may be compared, beside what policies say. */
export const gapAsk = z.strictObject({
  tasks: z.array(taskId).min(1).max(TASK_IDS.length).optional(),
  constraints: constraints.pick({ license: true, data: true, only: true, never: true }).default({}),
});

export const gapView = z.strictObject({ object: z.literal("list"), data: z.array(gap), rule: z.literal(GAP_RULE) });

/** The chance that a normal variable with this mean and deviation is below 0 (Abramowitz and Stegun 7.1.26, good to 1.5e-7). */
export function belowZero(mean: number, sd: number): number {
  if (sd === 0) return mean < 0 ? 1 : mean > 0 ? 0 : 0.5;
  const x = Math.abs(mean) / (sd * Math.SQRT2);
  const t = 1 / (1 + 0.3275911 * x);
  const tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x);
  return mean < 0 ? 1 - tail / 2 : tail / 2;
}

const EDGE = 1.96;
const rounded = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;

export function answerOf(winRate: number, chance: number): GapAnswer {
  if (chance >= SURE) return "ahead";
  return LEAST.find(([, least]) => winRate >= least)?.[0] ?? "far";
}

type Figures = Pick<Gap, "points" | "pointsError" | "winRate" | "chance" | "answer">;
const UNKNOWN: Figures = { points: null, pointsError: null, winRate: null, chance: null, answer: "unknown" };

export function figuresOf(
  proprietary: Pick<GapSide, "points" | "pointsError"> | null,
  open: Pick<GapSide, "points" | "pointsError"> | null,
): Figures {
  if (!proprietary || !open) return UNKNOWN;
  const points = proprietary.points - open.points;
  const error = Math.hypot(proprietary.pointsError, open.pointsError);
  const [value, low, high] = [points, points + EDGE * error, points - EDGE * error].map((ahead) => winChance(0, ahead)) as [number, number, number];
  const chance = belowZero(points, error);
  return {
    points: rounded(points, 1),
    pointsError: rounded(error, 1),
    winRate: { value: rounded(value, 4), low: rounded(low, 4), high: rounded(high, 4) },
    chance: rounded(chance, 4),
    answer: answerOf(value, chance),
  };
}

const of100 = (share: number) => Math.round(share * 100);
const VERDICT: Record<Exclude<GapAnswer, "unknown">, string> = {
  ahead: "Open is ahead",
  level: "Open is good enough",
  near: "Open is near",
  behind: "Open is behind",
  far: "Open is far behind",
};

/** One sentence, with how sure it is. `money` is how its caller writes dollars. */
export function sentenceOf({ title, proprietary, open, winRate, answer }: Omit<Gap, "says" | "series">, money: (micro: number) => string): string {
  if (!open && !proprietary) return `${title}: nothing is known yet of what you may use.`;
  if (!open) return `${title}: no open model that you may use was measured; the best proprietary one is ${proprietary!.name}.`;
  if (!proprietary) return `${title}: no proprietary model that you may use was measured; the best open one is ${open.name}.`;
  const cost = open.quote && proprietary.quote ? ` It costs ${money(open.quote.highMicro)} against ${money(proprietary.quote.highMicro)}.` : "";
  const { value, low, high } = winRate!;
  return `${title}: ${VERDICT[answer as keyof typeof VERDICT].toLowerCase()}. ${open.name} is preferred in ${of100(value)} of 100 comparisons with ${proprietary.name} (between ${of100(low)} and ${of100(high)}).${cost}`;
}
