// Which models a list shows, and how that stands in the page's address. Pure.
import type { ModelView } from "../../src/spec/model.ts";
import { OPENNESS_CLASSES, type OpennessClass } from "../../src/spec/openness.ts";
import { TASK_IDS, type TaskId } from "../../src/spec/task.ts";
import { found } from "../generate/picker-words.ts";

export interface Filter {
  q?: string;
  task?: TaskId;
  open?: OpennessClass;
  /** Only what can be used now. */
  now?: true;
}

const QUERY_CHARS = 100;

/** The filter from an address that anybody may have written. */
export function readFilter(search: Record<string, unknown>): Filter {
  const q = typeof search.q === "string" || typeof search.q === "number" ? String(search.q).slice(0, QUERY_CHARS) : "";
  const task = TASK_IDS.find((id) => id === search.task);
  const open = OPENNESS_CLASSES.find((name) => name === search.open);
  return { ...(q ? { q } : {}), ...(task ? { task } : {}), ...(open ? { open } : {}), ...(search.now === true ? { now: true } : {}) };
}

/** What can be used now comes first, then by name; what is retired last. */
export function fitting(models: ModelView[], { q, task, open, now }: Filter): ModelView[] {
  const rank = (model: ModelView) => (model.available ? 0 : model.lifecycle.status === "retired" ? 2 : 1);
  return found(models, q ?? "")
    .filter((model) => (!task || model.tasks.includes(task)) && (!open || model.opennessClass === open) && (!now || model.available))
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
