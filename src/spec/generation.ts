// One ask on its way to assets, as the API shows it, and the events that tell of it. No I/O.
import { z } from "zod";
import { asset } from "./asset.ts";
import { best } from "./best.ts";
import { moneyRange, plan } from "./plan.ts";
import { micro } from "./price.ts";
import { problem } from "./problem.ts";
import { taskId } from "./task.ts";

export { type Problem, problem } from "./problem.ts";

export const GENERATION_STATES = ["queued", "running", "canceling", "canceled", "succeeded", "partial", "failed", "unknown"] as const;
export type GenerationState = (typeof GENERATION_STATES)[number];
/** States that do not change any more. */
export const ENDED: ReadonlySet<GenerationState> = new Set(["canceled", "succeeded", "partial", "failed", "unknown"]);

export const attempt = z.strictObject({
  id: z.string(),
  offer: z.string(),
  model: z.string(),
  provider: z.string(),
  status: z.enum(["starting", "running", "fetching", "succeeded", "failed", "canceled", "unknown"]),
  /** How many of the outputs it was asked for, and how many it made. */
  asked: z.int(),
  made: z.int().nullable(),
  /** The attempt beside which it was bought, where it is a hedge. */
  hedges: z.string().nullable(),
  charged: z.enum(["yes", "no", "unknown"]),
  /** What it cost, where that is known. */
  micro: micro.nullable(),
  /** How that is known: the provider's own figure wins over its usage at our price, and both over the quote. The two figures stand beside each other. */
  bill: z
    .strictObject({
      basis: z.enum(["provider", "usage", "quote"]),
      providerMicro: micro.nullable(),
      ownMicro: micro.nullable(),
      priceVersion: z.string().nullable().default(null),
    })
    .nullable(),
  failure: problem.nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type Attempt = z.infer<typeof attempt>;

export const generation = z
  .strictObject({
    id: z.string(),
    task: taskId,
    input: z.record(z.string(), z.unknown()),
    count: z.int(),
    status: z.enum(GENERATION_STATES),
    /** 0…1, or null where the provider tells none. */
    progress: z.number().nullable(),
    /** What is happening now, in words: "Waiting for fal, position 3". */
    stage: z.string().nullable(),
    /** As asked: an id or `auto`. */
    asked: z.string(),
    /** Who does or did it; null until an attempt has begun. */
    model: z.string().nullable(),
    provider: z.string().nullable(),
    seed: z.int().nullable(),
    /** Of all that it takes, a judge included. */
    quote: moneyRange.nullable(),
    settledMicro: micro.nullable(),
    plan,
    attempts: z.array(attempt),
    /** The best of several first, where that is known. */
    assets: z.array(asset),
    /** Who judged them, and how; absent where no judge was asked for. */
    best: best.optional(),
    error: problem.nullable(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Generation" });
export type Generation = z.infer<typeof generation>;

/** Server-sent events of one generation. The first is always `snapshot`; `end` closes the stream. */
export const EVENT_TYPES = ["snapshot", "status", "progress", "preview", "output", "attempt", "end"] as const;
export const generationEvent = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("snapshot"), generation }),
  z.strictObject({ type: z.literal("status"), generation }),
  z.strictObject({ type: z.literal("progress"), id: z.string(), progress: z.number().nullable(), stage: z.string().nullable() }),
  z.strictObject({ type: z.literal("preview"), id: z.string(), dataUrl: z.string() }),
  z.strictObject({ type: z.literal("output"), id: z.string(), asset }),
  z.strictObject({ type: z.literal("attempt"), id: z.string(), attempt }),
  z.strictObject({ type: z.literal("end"), generation }),
]);
export type GenerationEvent = z.infer<typeof generationEvent>;
