// Files that are dropped or pasted anywhere on the studio: uploaded, and put where the panel takes them, in another task if need be. Drop zones see them first.
import { useEffect } from "react";
import type { TaskView } from "../../src/spec/http.ts";
import { client, wordsOf } from "../client.ts";
import { notify } from "../notices.tsx";
import { paneStore } from "../pane.ts";
import { draftOf, draftStore, openTask } from "./draft.ts";
import { formOf } from "./schema.ts";

/** The task and field that take this kind of file: of the open task, else of its modality, else of any. */
export function placeFor(kind: string, task: TaskView, tasks: TaskView[]): { task: TaskView; field: string } | null {
  const near = [task, ...tasks.filter((one) => one.modality === task.modality), ...tasks];
  for (const one of near) {
    const field = formOf(one.inputSchema, []).fields.find((each) => each.kind === "asset" && each.accepts === kind);
    if (field) return { task: one, field: field.name };
  }
  return null;
}

async function bring(file: File, task: TaskView, tasks: TaskView[]): Promise<void> {
  const place = placeFor(file.type.split("/")[0] ?? "", task, tasks);
  if (!place) return void notify(`Nothing here takes ${file.name || "this file"}.`);
  const away = notify("Uploading…", { ms: 60_000 });
  try {
    const asset = await client.upload(file);
    openTask(place.task.id, place.task.modality, { input: { ...draftOf(draftStore.get(), place.task.id).input, [place.field]: asset.id } });
    paneStore.set("create");
    notify(place.task.id === task.id ? "Added" : `Added to “${place.task.title}”`);
  } catch (error) {
    const words = wordsOf(error);
    notify(`${words.title}. ${words.detail}`, { ms: 8000 });
  }
  away();
}

export function useDroppedFiles(task: TaskView, tasks: TaskView[]): void {
  useEffect(() => {
    // Without this a picture dropped beside its zone would replace the page.
    const over = (event: DragEvent) => event.dataTransfer?.types.includes("Files") && event.preventDefault();
    const take = (event: Event, files: FileList | undefined) => {
      const [file] = files ?? [];
      if (event.defaultPrevented || !file) return;
      event.preventDefault();
      void bring(file, task, tasks);
    };
    const drop = (event: DragEvent) => take(event, event.dataTransfer?.files);
    const paste = (event: ClipboardEvent) => take(event, event.clipboardData?.files);
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    window.addEventListener("paste", paste);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
      window.removeEventListener("paste", paste);
    };
  }, [task, tasks]);
}
