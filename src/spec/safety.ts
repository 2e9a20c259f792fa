// What is known of the safety of models and services: findings, each with its source, and how a page tells them. Facts only: no score, and no model by name.
import { z } from "zod";
import { VERIFIED } from "./license.ts";
import { taskId } from "./task.ts";

export const FINDING_KINDS = ["filter", "mark", "evaluation", "testing"] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Whether a filter or a mark is there, from the firmest on. `asked`: a request could ask for it, and ours does not; `off`: ours switches it off. */
export const PRESENCES = ["always", "default", "partly", "asked", "off", "none"] as const;
export type Presence = (typeof PRESENCES)[number];
export const PRESENCE_WORDS: Record<Presence, string> = {
  always: "always",
  default: "by default",
  partly: "in part",
  asked: "only if asked for",
  off: "switched off",
  none: "none",
};

/** How a finding was checked: read at its source or in a copy of it, or told by others. */
export const READ_HOW = ["page", "copy", "secondary"] as const;

/** Of an evaluation: a number or a grade, with what it counts and which end is good. */
export const safetyFigure = z.strictObject({
  value: z.union([z.number(), z.string().min(1).max(40)]),
  unit: z.string().min(1).max(120),
  better: z.enum(["higher", "lower"]),
});
export type SafetyFigure = z.infer<typeof safetyFigure>;

/** In the order in which they are told; each is told of every model, also where nothing is known. */
export const SAFETY_ASPECTS = [...FINDING_KINDS, "disclosure", "policy"] as const;
export type SafetyAspectId = (typeof SAFETY_ASPECTS)[number];
export const ASPECT_NAMES: Record<SafetyAspectId, string> = {
  filter: "Filter on prompts and outputs",
  mark: "Marks in what it makes, such as a watermark",
  evaluation: "Safety evaluation by others",
  testing: "What its maker tells of training and tests for safety",
  disclosure: "What its maker tells of risks, mitigations and acceptable use",
  policy: "Policy on use",
};

const safetyFact = z.strictObject({
  /** Where or of whom it holds: a service, the weights, the model wherever it runs, its maker. */
  of: z.string(),
  says: z.string(),
  presence: z.enum(PRESENCES).nullable(),
  figure: safetyFigure.nullable(),
  /** What of all that the model does it is about; empty: all of it. */
  tasks: z.array(taskId),
  source: z.string(),
  url: z.string().nullable(),
  date: z.string(),
  verified: z.enum([...READ_HOW, ...VERIFIED]).nullable(),
});
export type SafetyFact = z.infer<typeof safetyFact>;

export const safetyAspect = z.strictObject({
  aspect: z.enum(SAFETY_ASPECTS),
  name: z.string(),
  facts: z.array(safetyFact),
  /** Of whom nothing is known. Told as such: nobody should take silence for a good sign. */
  silent: z.array(z.string()),
});
export type SafetyAspect = z.infer<typeof safetyAspect>;
