// Whether a provider's offers say only what the catalogue and the tasks know. Knows no provider, and no price.
import { z } from "zod";
import { LIMITS } from "../spec/limits.ts";
import type { License } from "../spec/license.ts";
import type { Bound, Model, Offer, OfferTask } from "../spec/model.ts";
import { tasksOf } from "../spec/model.ts";
import { type TaskId, taskOf } from "../spec/task.ts";

export interface Known {
  models: ReadonlyMap<string, Model>;
  licenses: ReadonlyMap<string, License>;
  resolve(name: string): Model | null;
}

type Say = (problem: string) => void;

/** Chat passes on fields that its schema does not name, so its offers may name them too. */
const takesMore = (schema: z.ZodObject) => schema.def.catchall !== undefined && !(schema.def.catchall instanceof z.ZodNever);

function checkBound(name: string, bound: Bound, field: z.ZodType, say: Say): void {
  if (bound === true) return;
  const allows = (value: unknown) => field.safeParse(value).success;
  for (const value of bound.values ?? []) if (!allows(value)) say(`${name}: the task does not allow the value ${JSON.stringify(value)}`);
  for (const end of ["min", "max"] as const) {
    const value = bound[end];
    if (value !== undefined && !allows(value)) say(`${name}: ${end} ${value} is outside of what the task allows`);
  }
  if (bound.min !== undefined && bound.max !== undefined && bound.min > bound.max) say(`${name}: min is above max`);
  if (bound.default === undefined) return;
  if (!allows(bound.default)) say(`${name}: the task does not allow the default ${JSON.stringify(bound.default)}`);
  else if (bound.values && !bound.values.includes(bound.default)) say(`${name}: the default ${JSON.stringify(bound.default)} is not among the values`);
  else if (typeof bound.default === "number" && (bound.default < (bound.min ?? -Infinity) || bound.default > (bound.max ?? Infinity))) say(`${name}: the default is outside of min and max`);
}

function checkTask(task: TaskId, terms: OfferTask, say: Say): void {
  const { input } = taskOf(task);
  for (const [name, bound] of Object.entries(terms.inputs)) {
    const field = input.shape[name] as z.ZodType | undefined;
    if (field) checkBound(`${task}.${name}`, bound, field, say);
    else if (!takesMore(input)) say(`${task}.${name}: the task has no such input`);
  }
  for (const size of terms.sizes ?? []) {
    const [width, height] = size.split("x").map(Number);
    const { width: wide, height: high } = input.shape as Record<string, z.ZodType | undefined>;
    if (!wide?.safeParse(width).success || !high?.safeParse(height).success) say(`${task}: the task does not allow the size ${size}`);
  }
  if (terms.maxCount > LIMITS.count) say(`${task}: maxCount ${terms.maxCount} is above the ${LIMITS.count} that may be asked for`);
}

/** Every problem of these offers, as "offer id: problem". */
export function offerProblems(offers: readonly Offer[], known: Known): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const offer of offers) {
    const say: Say = (problem) => problems.push(`${offer.id}: ${problem}`);
    if (seen.has(offer.id)) say("the id is used twice");
    seen.add(offer.id);
    const model = known.models.get(offer.model);
    const meant = model ? null : known.resolve(offer.model);
    if (meant) say(`model "${offer.model}" is another name of "${meant.id}"; write that`);
    else if (!model) say(`model "${offer.model}" is not in the catalogue`);
    if (offer.serviceTerms !== null) {
      const terms = known.licenses.get(offer.serviceTerms);
      if (!terms) say(`serviceTerms "${offer.serviceTerms}" is not in the catalogue`);
      else if (terms.kind !== "service") say(`serviceTerms "${offer.serviceTerms}" is a licence of weights, not of a service`);
    }
    for (const task of tasksOf(offer)) {
      if (model && !model.tasks.includes(task)) say(`${model.id} does not list the task ${task}`);
      checkTask(task, offer.tasks[task]!, say);
    }
  }
  return problems;
}
