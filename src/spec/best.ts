// The best of several, by a judge that its asker names: what is asked for, what a plan says of it, and what came of it. Data only; the judging is in generations/.
import { z } from "zod";
import { LIMITS } from "./limits.ts";
import { micro } from "./price.ts";
import { problem } from "./problem.ts";
import { type Sense, senseFor } from "./senses.ts";
import { taskId, type TaskId, taskOf } from "./task.ts";

const moneyRange = z.strictObject({ lowMicro: micro, highMicro: micro });

/** Of how many is the ask's `count`. */
export const bestAsk = z.strictObject({
  /** A chat model that can see or hear what is made, an offer of one, or `auto`: chosen, bound by policies and priced like any chat. GET /v1/judges lists those that may. */
  judge: z.string().min(1).max(LIMITS.idChars),
});

/** What a judge of this task's results needs; null where nobody can judge them: without words to hold them against there is nothing to judge. */
export const judgedBy = (task: TaskId): Sense | null => (taskOf(task).subject === null ? null : senseFor(taskOf(task).output));
export const canBeJudged = (task: TaskId): boolean => judgedBy(task) !== null;

/** Why a task's results cannot be judged, in words. */
export const NO_JUDGE = "a judge is shown pictures or played sounds, with the words that they were made from.";

/** Formats of sounds that cannot be decoded here, and so not be played to a judge. */
export const UNPLAYED: readonly unknown[] = ["opus", "pcm"];

/** So much of each of so many sounds is played to a judge at most. */
export const playedSeconds = (count: number): number => Math.floor(LIMITS.judgeSoundSeconds / count);

/** Who would judge, and for how much. */
export const judge = z.strictObject({
  offer: z.string(),
  model: z.string(),
  modelName: z.string(),
  provider: z.string(),
  providerTitle: z.string(),
  /** From the least to the most that is held for it. */
  quote: moneyRange,
});
export type Judge = z.infer<typeof judge>;

/** Part of a plan: its quote is the sum of both. */
export const bestPlan = z.strictObject({
  judge,
  /** All of them made; null where no price is known. */
  making: moneyRange.nullable(),
  judging: moneyRange,
});

export const judgesAsk = z.strictObject({
  task: taskId.default("text-to-image"),
  count: z.coerce.number().int().min(2).max(LIMITS.count).default(4),
});

/** How one of them was judged. */
export const bestRank = z.strictObject({
  asset: z.string(),
  rank: z.int().min(1),
  /** 0…100, by the judge's own measure. */
  score: z.number().min(0).max(100),
  /** In the judge's own words: what it says, and not what is so. */
  reason: z.string(),
});
export type BestRank = z.infer<typeof bestRank>;

/** Part of a generation. Nothing is thrown away: all that were made are its assets, the best first. */
export const best = z
  .strictObject({
    /** `unjudged` is an end, too: `why` says why. */
    state: z.enum(["waiting", "judging", "judged", "unjudged"]),
    /** The asset that counts as the best: its user's word, else the judge's; null while there is neither. */
    asset: z.string().nullable(),
    /** Whose word that is. */
    by: z.enum(["judge", "user"]).nullable(),
    judge: z.strictObject({
      /** As asked: an id or `auto`. */
      asked: z.string(),
      model: z.string().nullable(),
      provider: z.string().nullable(),
      /** The chat that judged, with its attempts (GET /v1/generations/{id}). It is no entry of the list by itself. */
      generation: z.string(),
      quote: moneyRange.nullable(),
      /** What the judging cost, which is in the generation's own sum. */
      settledMicro: micro.nullable(),
    }),
    /** What the judge chose; it stays where its user chose otherwise. */
    judged: z.string().nullable(),
    /** Best first by the judge; empty where it did not judge. */
    ranks: z.array(bestRank),
    /** Why that one, in the judge's own words. */
    reason: z.string().nullable(),
    /** Why it was not judged. */
    why: problem.nullable(),
    /** In which order they were shown: it follows from this seed. */
    seed: z.int(),
  })
  .meta({ id: "Best" });
export type Best = z.infer<typeof best>;

/** The best first, then as the judge ranked them; as they were made where nobody did. */
export function bestFirst<T extends { id: string }>(assets: readonly T[], chosen: Pick<Best, "asset" | "ranks">): T[] {
  const place = (id: string) => (id === chosen.asset ? 0 : (chosen.ranks.find((each) => each.asset === id)?.rank ?? LIMITS.count + 1));
  return assets.toSorted((a, b) => place(a.id) - place(b.id));
}
