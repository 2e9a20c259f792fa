// One action: put a generation's settings back into the panel.
import { openTask } from "../generate/draft.ts";
import { notify } from "../notices.tsx";
import { paneStore } from "../pane.ts";
import { taskOf } from "../../src/spec/task.ts";
import type { GenerationAction } from "./action.ts";
import { focusPrompt } from "./focus-prompt.ts";

export const reuse: GenerationAction = {
  id: "reuse",
  title: "Reuse prompt and settings",
  icon: "reuse",
  fits: (generation) => !taskOf(generation.task).live,
  run(generation) {
    openTask(generation.task, taskOf(generation.task).modality, {
      input: generation.input,
      model: generation.asked,
      count: generation.count,
      judge: generation.best?.judge.asked ?? null,
    });
    paneStore.set("create");
    notify("Put into the panel");
    requestAnimationFrame(focusPrompt);
  },
};
