// What the panel holds before Generate: modality, task, and for each task its input, model and count, kept on this device. Sends nothing.
import { createStore } from "../store.ts";
import type { TaskId } from "../../src/spec/task.ts";

export type Input = Record<string, unknown>;
export interface TaskDraft {
  input: Input;
  model: string;
  count: number;
  /** The most that one press of Generate may cost, in micros of a dollar; null or absent is no limit but the account's. */
  maxCostMicro?: number | null;
  /** The most that a second try beside a slow first one may cost, in micros of a dollar; null or absent buys none. */
  hedgeMicro?: number | null;
  /** Who says which of several is best: a model or `auto`; null or absent is nobody. */
  judge?: string | null;
}
export interface Draft {
  modality: string;
  /** The task last used in each modality. */
  tasks: Record<string, TaskId>;
  drafts: Partial<Record<TaskId, TaskDraft>>;
}

const KEPT = "oak.draft.1";
const EMPTY: TaskDraft = { input: {}, model: "auto", count: 1 };
const FIRST: Draft = { modality: "image", tasks: {}, drafts: {} };

/** A draft from what was kept; anything unreadable is the first draft. */
export function readDraft(text: string | null): Draft {
  try {
    const value: unknown = JSON.parse(text ?? "");
    if (!value || typeof value !== "object") return FIRST;
    const { modality, tasks, drafts } = value as Draft;
    return typeof modality === "string" && tasks && drafts ? { modality, tasks, drafts } : FIRST;
  } catch {
    return FIRST;
  }
}

const storage = globalThis.localStorage as Storage | undefined;
export const draftStore = createStore<Draft>(readDraft(storage?.getItem(KEPT) ?? null));
let saving: ReturnType<typeof setTimeout> | undefined;
const save = () => {
  clearTimeout(saving);
  saving = undefined;
  storage?.setItem(KEPT, JSON.stringify(draftStore.get()));
};
draftStore.subscribe(() => {
  clearTimeout(saving);
  saving = setTimeout(save, 200);
});
// Whoever leaves within that time has changed it all the same; who has not leaves it as another window may have.
globalThis.addEventListener?.("pagehide", () => saving !== undefined && save());

export const draftOf = (draft: Draft, task: TaskId): TaskDraft => draft.drafts[task] ?? EMPTY;

export function changeTask(task: TaskId, change: (value: TaskDraft) => TaskDraft): void {
  draftStore.update((draft) => ({ ...draft, drafts: { ...draft.drafts, [task]: change(draftOf(draft, task)) } }));
}

/** Sets one field; undefined takes it out, so that the offer's own default counts. */
export function setField(task: TaskId, name: string, value: unknown): void {
  changeTask(task, (draft) => ({ ...draft, input: withField(draft.input, name, value) }));
}

export function withField(input: Input, name: string, value: unknown): Input {
  const { [name]: _old, ...rest } = input;
  return value === undefined || value === "" || value === null ? rest : { ...rest, [name]: value };
}

/** Goes to a task, in its modality, with a whole new draft where one is given. */
export function openTask(task: TaskId, modality: string, draft?: Partial<TaskDraft>): void {
  draftStore.update((all) => ({ ...all, modality, tasks: { ...all.tasks, [modality]: task } }));
  if (draft) changeTask(task, (old) => ({ ...old, ...draft }));
}
