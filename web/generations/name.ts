// What a generation is called: its prompt, or its task where it has none. Pure.
import { TASKS, type TaskId, taskOf } from "../../src/spec/task.ts";

const MAX_CHARS = 300;

/** The field in which the user typed, and what they typed. */
export function subjectOf(ask: { task: TaskId; input: Record<string, unknown> }): string {
  const field = taskOf(ask.task).subject;
  const text = field ? ask.input[field] : undefined;
  return typeof text === "string" ? text : "";
}

export function nameOf(ask: { task: TaskId; input: Record<string, unknown> }): string {
  const text = subjectOf(ask) || TASKS[ask.task].title;
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}…` : text;
}
