// All that is known of one model, on one page: how open, may I sell it, where does my input go, what does it cost, how good, how safe, what else. Data only; every figure with source and date.
import { z } from "zod";
import { license, licenseCheck } from "./license.ts";
import { modelView, offer } from "./model.ts";
import { ancestor, GROUNDS, openness, OPENNESS_CLASSES, override } from "./openness.ts";
import { micro } from "./price.ts";
import { safetyAspect } from "./safety.ts";
import { taskId } from "./task.ts";
import { judgement } from "./vote.ts";

const cited = { source: z.string(), url: z.string().nullable(), date: z.string() };
const points = z.tuple([z.int(), z.int()]);

/** What indexes say of its maker and of the model as a whole, beside the four layers. */
const transparency = z.strictObject({
  makers: z.array(z.strictObject({ maker: z.string(), edition: z.string(), points, safety: points.nullable(), ...cited })),
  verdicts: z.array(z.strictObject({ verdict: z.string(), row: z.string(), ground: z.enum(GROUNDS), ...cited })),
  /** What the licences of the indexes ask to be said beside their figures. */
  attributions: z.array(z.string()),
});

/** One licence that counts: the weights' own, those of what it hangs on, those of services. Null: not known. */
const licensed = z.strictObject({
  /** Whose it is, in words: "the weights", "Llama 3.1 8B", "Replicate". */
  of: z.string(),
  relation: z.enum(["weights", "base", "needs", "service"]),
  license: license.nullable(),
});
export type Licensed = z.infer<typeof licensed>;

const rated = z.strictObject({
  task: taskId,
  rating: z.number(),
  ciLow: z.number().nullable(),
  ciHigh: z.number().nullable(),
  votes: z.int().nullable(),
  /** Expected share of votes won against the board's middle system, with the ends of its interval. */
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  sourceName: z.string(),
  board: z.strictObject({ id: z.string(), title: z.string(), url: z.string().nullable(), systems: z.int() }),
  source: z.string(),
  date: z.string(),
});

const quoted = z.strictObject({ lowMicro: micro, highMicro: micro });
/** The model as one provider serves it. */
const service = z.strictObject({
  offer,
  providerTitle: z.string(),
  /** Null while it can be used; else why not, and what to do. */
  off: z.string().nullable(),
  handOff: z.boolean(),
  health: z.enum(["healthy", "failing", "unknown"]),
  failing: z.string().nullable(),
  /** Median of late, in seconds; null where nobody measured. */
  measuredSeconds: z.number().nullable(),
  /** What each task's own example costs there; null where that cannot be said. */
  examples: z.array(z.strictObject({ task: taskId, quote: quoted.nullable() })),
});
export type ServiceView = z.infer<typeof service>;

/** Has it this sense (senses.ts)? Null is not known. `servers` say it of themselves, and there that counts before what is known of the model. */
const sensed = z.strictObject({
  value: z.boolean().nullable(),
  source: z.string().nullable(),
  date: z.string().nullable(),
  servers: z.array(z.strictObject({ offer: z.string(), value: z.boolean() })),
});
export type Sensed = z.infer<typeof sensed>;

/** One thing that can be asked of it, with the widest bounds over all its offers. */
const fit = z.strictObject({
  task: taskId,
  title: z.string(),
  /** The example that prices are compared by, in words. */
  example: z.string(),
  inputs: z.array(z.strictObject({ field: z.string(), title: z.string(), words: z.string(), offers: z.int() })),
  sizes: z.array(z.string()),
  maxCount: z.int(),
  offers: z.int(),
  /** Null where the task sends it none: only chats do. */
  sees: sensed.nullable(),
  hears: sensed.nullable(),
});

export const ALTERNATIVE_KINDS = ["more-open", "cheaper", "allowed", "successor"] as const;
export const alternative = z.strictObject({
  kind: z.enum(ALTERNATIVE_KINDS),
  task: taskId.nullable(),
  model: z.string(),
  name: z.string(),
  reason: z.string(),
  opennessClass: z.enum(OPENNESS_CLASSES),
  available: z.boolean(),
});
export type Alternative = z.infer<typeof alternative>;

export const modelPage = z.strictObject({
  model: modelView,
  openness,
  overrides: z.array(override),
  transparency,
  /** Models that hang on this one. */
  descendants: z.array(ancestor),
  licenses: z.array(licensed),
  /** May what it makes be used commercially: of the weights run by yourself, where there are any, and of each offer. */
  sell: licenseCheck,
  ratings: z.array(rated),
  /** What is believed of it after votes and judges' checks made here; a task without either is left out. */
  here: z.array(judgement),
  /** The same in each style of which something is known, by votes here or by what others published. */
  styles: z.array(judgement),
  /** Every aspect, also those of which nothing is known. */
  safety: z.array(safetyAspect),
  services: z.array(service),
  fits: z.array(fit),
  alternatives: z.array(alternative),
});
export type ModelPage = z.infer<typeof modelPage>;
