// What becomes of a draft whose model is gone: its successor where that does the task, else Auto, and a sentence that says so. Pure.
import type { ModelView } from "../../src/spec/model.ts";
import type { TaskId } from "../../src/spec/task.ts";

export interface Moved {
  model: string;
  notice: string;
}

/** Null where the model may stay: it is alive, unknown here, or left to Auto. `today` is YYYY-MM-DD. */
export function movedFrom(model: string, task: TaskId, models: ModelView[], today: string): Moved | null {
  const old = models.find((one) => one.id === model || one.aliases.includes(model));
  if (!old) return null;
  const { status, shutdown } = old.lifecycle;
  if (status !== "retired" && (shutdown === null || shutdown > today)) return null;
  const seen = new Set([old.id]);
  let next: ModelView | undefined = old;
  // A successor may be gone itself.
  while (next && (next.lifecycle.status === "retired" || (next.lifecycle.shutdown !== null && next.lifecycle.shutdown <= today))) {
    const id: string | null = next.lifecycle.successor;
    next = id && !seen.has(id) ? models.find((one) => one.id === id) : undefined;
    if (id) seen.add(id);
  }
  const heir = next && next.tasks.includes(task) ? next : null;
  const gone = `${old.name} was retired${shutdown ? ` on ${shutdown}` : ""}.`;
  return heir
    ? { model: heir.id, notice: `${gone} ${heir.name} takes its place here.` }
    : { model: "auto", notice: `${gone} Auto takes its place here.` };
}
