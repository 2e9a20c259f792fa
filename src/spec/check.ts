// A check: which of two results a judge finds better, shown both in both orders; what is asked for, what it would cost, and what came of it. Data only; what it weighs is in evidence.ts.
import { z } from "zod";
import { judge } from "./best.ts";
import { LIMITS } from "./limits.ts";
import { constraints, moneyRange } from "./plan.ts";
import { micro } from "./price.ts";
import { taskId } from "./task.ts";
import { result } from "./vote.ts";

export const checkAsk = z
  .strictObject({
    a: result,
    b: result,
    /** A chat model that can see or hear the two, an offer of one, or `auto`. GET /v1/judges lists those that may. */
    judge: z.string().min(1).max(LIMITS.idChars),
    /** Rules for the judge, beside what policies say and what was asked of data where the two were made. A limit on the price is one on both looks. */
    constraints: constraints.omit({ maxSeconds: true }).default({}),
  })
  .meta({ id: "CheckAsk" });
export type CheckAsk = z.output<typeof checkAsk>;

/** One of the two, with the very picture or sound that is judged. */
const side = z.strictObject({ model: z.string(), generation: z.string(), asset: z.string() });
export type CheckSide = z.infer<typeof side>;

export const CHECK_OUTCOMES = ["a", "b", "tie"] as const;
const outcome = z.enum(CHECK_OUTCOMES);
export type CheckOutcome = z.infer<typeof outcome>;

/** One of the two looks: the same two results, the one or the other of them first. */
const look = z.strictObject({
  first: z.enum(["a", "b"]),
  says: outcome,
  /** 0…100, by the judge's own measure, with its own words: what it says, and not what is so. */
  a: z.strictObject({ score: z.number().min(0).max(100), reason: z.string() }),
  b: z.strictObject({ score: z.number().min(0).max(100), reason: z.string() }),
  reason: z.string().nullable(),
  /** The chat, with its attempts and its price (GET /v1/generations/{id}). It is no entry of the list by itself. */
  generation: z.string(),
  provider: z.string().nullable(),
  settledMicro: micro.nullable(),
});
export type CheckLook = z.infer<typeof look>;

const counted = {
  /** Does it weigh in when a model is chosen? */
  counts: z.boolean(),
  /** Why it does not; null where it does. */
  why: z.string().nullable(),
};

export const check = z
  .strictObject({
    id: z.string(),
    task: taskId,
    /** The style found in the prompt; null where none is clear. */
    style: z.string().nullable(),
    a: side,
    b: side,
    judge: z.strictObject({
      /** As asked: an id or `auto`. */
      asked: z.string(),
      model: z.string(),
    }),
    /** Who won in both orders; a tie where the two looks do not agree, or agree on one. */
    outcome,
    looks: z.tuple([look, look]),
    /** What both looks cost. */
    settledMicro: micro,
    ...counted,
    at: z.iso.datetime(),
  })
  .meta({ id: "Check" });
export type Check = z.infer<typeof check>;

export const checkPlan = z
  .strictObject({
    task: taskId,
    a: side,
    b: side,
    judge: judge.omit({ quote: true }),
    /** Both looks together: what is held. */
    quote: moneyRange,
    ...counted,
    /** What this judge said before of the two models and these words: it would be replaced. */
    before: check.nullable(),
  })
  .meta({ id: "CheckPlan" });
export type CheckPlan = z.infer<typeof checkPlan>;

/** Newest first. */
export const checksAsk = z.strictObject({
  task: taskId.optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.listItems).default(LIMITS.listItems),
});

/** Both looks must say the same. */
export const outcomeOf = (one: CheckOutcome, other: CheckOutcome): CheckOutcome => (one === other ? one : "tie");
