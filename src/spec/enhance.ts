// A prompt rewritten for the model that will get it, by a chat model: what is asked, and what comes back beside what was typed. Data only.
import { z } from "zod";
import { LIMITS } from "./limits.ts";
import { constraints } from "./plan.ts";
import { micro } from "./price.ts";
import { taskId } from "./task.ts";

export const enhanceAsk = z.strictObject({
  /** What the prompt is for. */
  task: taskId,
  prompt: z.string().trim().min(1).max(LIMITS.promptChars),
  /** Who will get it: its family decides how it is written. `auto` is whoever the router would choose for it now. */
  model: z.string().min(1).max(LIMITS.idChars).default("auto"),
  /** Who rewrites it. */
  by: z.string().min(1).max(LIMITS.idChars).default("auto"),
  /** Rules for whoever rewrites it, beside what policies say. */
  constraints: constraints.default({}),
});
export type EnhanceAsk = z.output<typeof enhanceAsk>;

export const enhanced = z
  .strictObject({
    /** As it was typed. */
    prompt: z.string(),
    enhanced: z.string(),
    /** For which model it was written; null where nobody could be chosen, and the usual way was taken. */
    for: z.string().nullable(),
    guide: z.strictObject({ id: z.string(), source: z.string(), date: z.iso.date() }),
    by: z.strictObject({ model: z.string(), provider: z.string() }),
    /** The chat that did it, with its own price in the ledger. */
    generation: z.string(),
    settledMicro: micro.nullable(),
  })
  .meta({ id: "Enhanced" });
export type Enhanced = z.infer<typeof enhanced>;
