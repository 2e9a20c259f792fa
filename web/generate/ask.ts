// From a draft to what is sent: the ask of POST /v1/plans and POST /v1/generations, and which offers' bounds the form shows. Pure.
import { canBeJudged } from "../../src/spec/best.ts";
import { LIMITS } from "../../src/spec/limits.ts";
import type { AskInput } from "../../src/spec/plan.ts";
import { PREFERENCES } from "../../src/spec/plan.ts";
import type { Offer, OfferTask, ProviderStatus } from "../../src/spec/model.ts";
import type { TaskId } from "../../src/spec/task.ts";
import type { TaskDraft } from "./draft.ts";
import { honored, type TaskForm } from "./schema.ts";

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

/**
 * The offers whose limits the form shows: of a chosen model those that serve the task, for Auto all that do. Of these, whoever is on;
 * where nobody is, all, for the form should not be empty while a provider is being set up.
 */
export function offersFor(offers: Offer[], providers: Pick<ProviderStatus, "id" | "state">[], model: string, task: TaskId): OfferTask[] {
  const serving = offers.filter((offer) => offer.tasks[task] && (isAuto(model) || offer.model === model || offer.id === model));
  const on = new Set(providers.filter((provider) => provider.state === "on").map((provider) => provider.id));
  const ready = serving.filter((offer) => on.has(offer.provider));
  return (ready.length > 0 ? ready : serving).map((offer) => offer.tasks[task]!);
}

/**
 * How many may be asked for. Whoever makes one at a time is asked as often as it takes, which is the server's affair; of what nobody can choose among, such as
 * a picture made larger, no more than one request gives.
 */
export const mostOf = (task: TaskId, { maxCount }: Pick<TaskForm, "maxCount">): number =>
  canBeJudged(task) ? LIMITS.count : Math.min(maxCount ?? LIMITS.count, LIMITS.count);

export function askOf(task: TaskId, draft: TaskDraft, form: TaskForm): AskInput {
  const count = Math.min(draft.count, mostOf(task, form));
  const limit = draft.maxCostMicro ?? null;
  const hedge = draft.hedgeMicro ?? 0;
  const judge = count > 1 && canBeJudged(task) ? (draft.judge ?? null) : null;
  return {
    task,
    input: honored(draft.input, form.fields),
    model: draft.model,
    count,
    ...(hedge === 0 ? {} : { hedge: { maxCostMicro: hedge } }),
    ...(judge === null ? {} : { best: { judge } }),
    ...(limit === null ? {} : { constraints: { maxCostMicro: limit } }),
  };
}
