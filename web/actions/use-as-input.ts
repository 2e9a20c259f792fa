// What edit, animate and upscale share: a picture of the feed becomes the input of another task. Sends nothing.
import { draftOf, draftStore, openTask } from "../generate/draft.ts";
import { paneStore } from "../pane.ts";
import { type TaskId, taskOf } from "../../src/spec/task.ts";
import type { Generation } from "../../src/spec/generation.ts";
import { focusPrompt } from "./focus-prompt.ts";

export const pictureOf = (generation: Generation) => generation.assets.find((asset) => asset.kind === "image");

export function useAsInput(task: TaskId, field: string, asset: string): void {
  const { input } = draftOf(draftStore.get(), task);
  openTask(task, taskOf(task).modality, { input: { ...input, [field]: asset } });
  paneStore.set("create");
  requestAnimationFrame(focusPrompt);
}
