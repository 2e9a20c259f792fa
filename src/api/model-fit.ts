// What a model can be asked for: each of its tasks with the widest bounds over its offers, in words. Decides nothing: the router looks at each offer by itself.
import type { Bound, Model, Offer, OfferTask } from "../spec/model.ts";
import type { ModelPage, Sensed } from "../spec/model-page.ts";
import type { Sense } from "../spec/senses.ts";
import { type TaskId, taskOf } from "../spec/task.ts";

/** So many values are listed before "…". */
const LISTED = 12;

function rangeWords(bounds: Exclude<Bound, true>[], unit: string): string | null {
  const of = (end: "min" | "max", pick: (...all: number[]) => number) => {
    const known = bounds.flatMap((bound) => bound[end] ?? []);
    // An offer that names no bound takes what the task allows.
    return known.length < bounds.length ? null : pick(...known);
  };
  const [min, max] = [of("min", Math.min), of("max", Math.max)];
  if (min === null && max === null) return null;
  const range = min === null ? `up to ${max}` : max === null ? `from ${min}` : min === max ? `${min}` : `${min} to ${max}`;
  const steps = new Set(bounds.map((bound) => bound.step));
  const [step] = steps;
  return `${range}${unit}${steps.size === 1 && step !== undefined ? ` in steps of ${step}` : ""}`;
}

function wordsOf(bounds: Bound[], unit: string): string {
  const named = bounds.filter((bound) => bound !== true);
  if (named.length < bounds.length) return "whatever the task allows";
  const values = [...new Set(named.flatMap((bound) => bound.values ?? []))];
  if (values.length > 0 && named.every((bound) => bound.values)) {
    const more = values.length - LISTED;
    return `${values.slice(0, LISTED).join(", ")}${unit}${more > 0 ? ` and ${more} more` : ""}`;
  }
  const chars = named.flatMap((bound) => bound.maxChars ?? []);
  if (chars.length === named.length) return `up to ${Math.max(...chars).toLocaleString("en-US")} characters`;
  return rangeWords(named, unit) ?? "whatever the task allows";
}

function exampleWords(task: TaskId): string {
  const { example, subject, output } = taskOf(task);
  const [message] = (example.messages as { content?: unknown }[] | undefined) ?? [];
  const text = subject ? (example[subject] ?? message?.content) : message?.content;
  const parts = [...(typeof text === "string" ? [`“${text}”`] : []), ...(typeof example.seconds === "number" ? [`${example.seconds} s`] : [])];
  if (parts.length > 0) return parts.join(", ");
  return output === "text" ? "a minute of sound" : "one file of a megapixel";
}

const sensedOf = (model: Pick<Model, Sense>, sense: Sense, task: TaskId, offers: readonly Offer[]): Sensed => ({
  value: model[sense]?.value ?? null,
  source: model[sense]?.source ?? null,
  date: model[sense]?.date ?? null,
  servers: offers.flatMap(({ id, tasks }) => (tasks[task]?.[sense] === undefined ? [] : [{ offer: id, value: tasks[task][sense] }])),
});

function fitOf(model: Pick<Model, Sense>, task: TaskId, offers: readonly Offer[]): ModelPage["fits"][number] {
  const { title, input } = taskOf(task);
  const terms = offers.flatMap((offer): OfferTask[] => (offer.tasks[task] ? [offer.tasks[task]] : []));
  const fields = Object.keys(input.shape).filter((field) => terms.some((each) => each.inputs[field] !== undefined));
  return {
    task,
    title,
    example: exampleWords(task),
    inputs: fields.map((field) => {
      const bounds = terms.flatMap((each) => each.inputs[field] ?? []);
      const meta = input.shape[field]?.meta() as { title?: string; unit?: string } | undefined;
      return { field, title: meta?.title ?? field, words: wordsOf(bounds, meta?.unit ? ` ${meta.unit}` : ""), offers: bounds.length };
    }),
    // Where one offer takes any size within its bounds, the lists of the others bind nobody.
    sizes: terms.every((each) => each.sizes) ? [...new Set(terms.flatMap((each) => each.sizes!))] : [],
    maxCount: Math.max(1, ...terms.map((each) => each.maxCount)),
    offers: terms.length,
    sees: "messages" in input.shape ? sensedOf(model, "sees", task, offers) : null,
    hears: "messages" in input.shape ? sensedOf(model, "hears", task, offers) : null,
  };
}

/** Its tasks in the catalogue's order, also those that nobody offers. */
export const fitsOf = (model: Pick<Model, Sense | "tasks">, offers: readonly Offer[]): ModelPage["fits"] =>
  model.tasks.map((task) => fitOf(model, task, offers));
