// From a draft to what is sent: the ask of POST /v1/plans and POST /v1/generations, and which offer's bounds the form shows. Pure.
import type { AskInput, Plan } from "../../src/spec/plan.ts";
import { PREFERENCES } from "../../src/spec/plan.ts";
import type { Offer, OfferTask } from "../../src/spec/model.ts";
import type { TaskId } from "../../src/spec/task.ts";
import type { TaskDraft } from "./draft.ts";
import { type FormField, honored } from "./schema.ts";

export const isAuto = (model: string) => model === "auto" || model.startsWith("auto:");

/** The ways of Auto, with what each weighs. */
export const AUTOS = [
  { id: "auto", title: "Auto", note: "Weighs quality, price and time" },
  { id: "auto:quality", title: "Auto: quality", note: "The best result first" },
  { id: "auto:fast", title: "Auto: fast", note: "The shortest wait first" },
  { id: "auto:cheap", title: "Auto: cheap", note: "The lowest price first" },
  { id: "auto:open", title: "Auto: open", note: "Open weights first" },
  { id: "auto:local", title: "Auto: local", note: "On your own machines first" },
].filter((auto) => auto.id === "auto" || (PREFERENCES as readonly string[]).includes(auto.id.slice(5)));

/** The offer whose limits the form shows: for a chosen model its first one that serves the task; for Auto none, since any may be picked. */
export function offerFor(offers: Offer[], model: string, task: TaskId, plan: Plan | null): OfferTask | null {
  if (isAuto(model)) return null;
  const serving = offers.filter((offer) => (offer.model === model || offer.id === model) && offer.tasks[task]);
  const picked = serving.find((offer) => offer.id === plan?.candidates[0]?.offer) ?? serving[0];
  return picked?.tasks[task] ?? null;
}

export function askOf(task: TaskId, draft: TaskDraft, fields: FormField[]): AskInput {
  return { task, input: honored(draft.input, fields), model: draft.model, count: draft.count };
}
