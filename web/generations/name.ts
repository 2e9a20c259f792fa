// What a generation is called: its prompt, or its task where it has none. Pure.
import { TASKS, type TaskId, taskOf } from "../../src/spec/task.ts";

const MAX_CHARS = 300;

/** The field in which the user typed, and what they typed. */
export function subjectOf(ask: { task: TaskId; input: Record<string, unknown> }): string {
  const field = taskOf(ask.task).subject;
  const text = field ? ask.input[field] : lastSaid(ask.input.messages);
  return typeof text === "string" ? text : "";
}

/** Of a conversation, the question that was answered. */
function lastSaid(messages: unknown): unknown {
  return Array.isArray(messages)
    ? (messages as { role?: unknown; content?: unknown }[]).findLast((message) => message.role === "user")?.content
    : undefined;
}

export function nameOf(ask: { task: TaskId; input: Record<string, unknown> }): string {
  const text = subjectOf(ask) || TASKS[ask.task].title;
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}…` : text;
}
