// The ask, and the plan that answers it: candidates in order, rejections, each with reasons, and the quote. Data only; the thinking is in router/.
import { z } from "zod";
import { bestAsk, bestPlan } from "./best.ts";
import { licenseUse } from "./license.ts";
import { LIMITS } from "./limits.ts";
import { micro } from "./price.ts";
import { taskId } from "./task.ts";

const name = z.string().min(1).max(LIMITS.idChars);

export const PREFERENCES = ["balanced", "quality", "fast", "cheap", "open", "local"] as const;
export type PreferenceName = (typeof PREFERENCES)[number];
/** Weights of the score's parts; they need not sum to one. */
export const weights = z.strictObject({ quality: z.number().min(0).max(1), cost: z.number().min(0).max(1), time: z.number().min(0).max(1) });
export type Weights = z.infer<typeof weights>;

export const constraints = z.strictObject({
  openness: z.enum(["fully-open", "open-weights", "open-api"]).optional(),
  license: licenseUse.optional(),
  data: z
    .strictObject({
      local: z.boolean().optional(),
      noTraining: z.boolean().optional(),
      zeroRetention: z.boolean().optional(),
      regions: z.array(z.string().min(2).max(20)).min(1).max(20).optional(),
    })
    .optional(),
  maxCostMicro: micro.min(0).max(LIMITS.ceilingMicro).optional(),
  maxSeconds: z.number().positive().max(86_400).optional(),
  /** Offers, models or providers by id: nothing else may be used. */
  only: z.array(name).min(1).max(LIMITS.onlyNever).optional(),
  never: z.array(name).max(LIMITS.onlyNever).optional(),
});
export type Constraints = z.infer<typeof constraints>;

/** What a caller sends. `input` is checked against the task's own schema. */
export const ask = z
  .strictObject({
    task: taskId,
    input: z.record(z.string(), z.unknown()),
    /** A model id or alias, an offer id, `auto`, or `auto:quality` and so on. */
    model: name.default("auto"),
    prefer: z.union([z.enum(PREFERENCES), weights]).optional(),
    constraints: constraints.default({}),
    count: z.int().min(1).max(LIMITS.count).default(1),
    /**
     * Buys a second attempt elsewhere when the first takes longer than nineteen of twenty do: the first result counts, the other is stopped. Off where
     * absent. The amount is the most that the second may cost, and is held beside the quote.
     */
    hedge: z.strictObject({ maxCostMicro: micro.min(0).max(LIMITS.ceilingMicro) }).optional(),
    /**
     * The share of asks like this in which a model that is not known well is tried instead: never one that costs more than the quote or, where
     * there is one, the ask's ceiling, nor one that a rule forbids. Heeded only where the choice is the router's. Absent, none.
     */
    explore: z.number().min(0).max(LIMITS.exploreShare).optional(),
    /**
     * Has a judge of one's choice say which of them is best: all `count` are made, paid and kept, and the judge's choice is marked. Its price is part of
     * the quote. Pictures and sounds with a prompt only, two at least.
     */
    best: bestAsk.optional(),
  })
  .meta({ id: "Ask" });
export type Ask = z.infer<typeof ask>;
export type AskInput = z.input<typeof ask>;

export const moneyRange = z.strictObject({ lowMicro: micro, highMicro: micro });

export const candidate = z.strictObject({
  offer: z.string(),
  model: z.string(),
  modelName: z.string(),
  provider: z.string(),
  providerTitle: z.string(),
  /** 0…1, higher is better; comparable within one plan only. */
  score: z.number(),
  /** 0…1, or null where there is no evidence. */
  quality: z.number().nullable(),
  /** One standard deviation of it, on the same scale; null where that is not known. Absent in plans from before 0.2, as are the next two. */
  qualityError: z.number().nullable().optional(),
  /** The chance that an attempt succeeds, of late; null where never tried. */
  success: z.number().nullable().optional(),
  /** What a good result costs: the high end of the quote over that chance. */
  goodCostMicro: micro.nullable().optional(),
  quote: moneyRange.nullable(),
  /** Which version of the offer's price the quote is by (GET /v1/prices); null where there is no price. */
  priceVersion: z.string().nullable().default(null),
  /** The high end of the quote: what is held. */
  costMicro: micro.nullable(),
  /** Expected seconds to the result. */
  seconds: z.number().nullable(),
  reasons: z.array(z.string()),
  /** What will be sent: the ask's input with the offer's defaults filled in. */
  input: z.record(z.string(), z.unknown()),
});
export type Candidate = z.infer<typeof candidate>;

export const rejection = z.strictObject({
  offer: z.string(),
  model: z.string(),
  provider: z.string(),
  code: z.string(),
  reason: z.string(),
  /** The name of the policy that refused it; absent where the request itself did, or what is so. */
  policy: z.string().optional(),
});
export type Rejection = z.infer<typeof rejection>;

/** What would put the second candidate first. */
export const turn = z.strictObject({
  offer: z.string(),
  weight: z.strictObject({ name: z.enum(["quality", "cost", "time"]), from: z.number(), to: z.number() }).nullable(),
  costMicro: z.strictObject({ from: micro, to: micro }).nullable(),
  sentence: z.string(),
});
export type Turn = z.infer<typeof turn>;

/** A policy as a plan and a generation record that it bound them. */
export const boundBy = z.strictObject({ id: z.string(), name: z.string(), version: z.int() });

export const plan = z
  .strictObject({
    task: taskId,
    /** The policies that bound it, beside what was asked for. */
    policies: z.array(boundBy).default([]),
    /** The ask or a policy demands that nothing leaves machines that the operator named: what is told to others of it leaves its input out, too. */
    local: z.boolean().default(false),
    /** The weights that were used. */
    prefer: weights,
    candidates: z.array(candidate),
    rejections: z.array(rejection),
    /** What the first candidate costs at least, and the most that is held: the same model elsewhere included. Null where there is no candidate, or no price. */
    quote: moneyRange.nullable(),
    /** Who would judge which is best, and how the quote is made up then; absent where no judge was asked for. */
    best: bestPlan.optional(),
    seconds: z.number().nullable(),
    /** One sentence for a person: who does it and why, or why nobody can. */
    summary: z.string(),
    /** The style that was found in the prompt, whose evidence counts; null where none is clear. */
    style: z.string().nullable().optional(),
    /** The smallest change that would make another the first; null where nothing within reason does. */
    turn: turn.nullable().optional(),
    /** Set where this ask was let explore: with this seed, and in place of whom, where somebody else was drawn. */
    explored: z.strictObject({ share: z.number(), seed: z.int(), instead: z.string().nullable() }).nullable().optional(),
    /** How many more there are than are told here: candidates, and rejections by code. Absent where all are told. */
    untold: z.strictObject({ candidates: z.int(), rejections: z.record(z.string(), z.int()) }).optional(),
  })
  .meta({ id: "Plan" });
export type Plan = z.infer<typeof plan>;

/** What the router needs of a policy. */
export type PolicyTerms = z.infer<typeof boundBy> & { constraints: Constraints };
