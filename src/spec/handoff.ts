// Hand-offs: work for products that have no API. A person carries the prompt there and the result back. No I/O.
import { z } from "zod";
import { LIMITS } from "./limits.ts";
import { taskId } from "./task.ts";

export const handOffAsk = z.strictObject({
  /** A model of a product without an API, by id or alias. */
  model: z.string().min(1).max(LIMITS.idChars),
  task: taskId,
  input: z.record(z.string(), z.unknown()),
});
export type HandOffAsk = z.infer<typeof handOffAsk>;

export const handOff = z.strictObject({
  provider: z.string(),
  title: z.string(),
  model: z.string(),
  task: taskId,
  /** Where the prompt goes. */
  url: z.url(),
  /** The prompt with the product's own parameters, ready to be pasted. */
  text: z.string(),
  /** What to do, in order. */
  steps: z.array(z.string()),
  /** What was asked for and cannot be said in the product's words. */
  leftOut: z.array(z.string()),
});
export type HandOffView = z.infer<typeof handOff>;

export const declared = handOffAsk.extend({
  /** The uploaded result. */
  asset: z.string().regex(/^ast_[0-9a-z]+$/, "must be an asset id (ast_…)"),
});
export type Declared = z.infer<typeof declared>;
