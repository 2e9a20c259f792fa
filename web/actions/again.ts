// What vary and trying again share: the same ask once more, under the price limit that the panel has now. A new generation, with a key of its own.
import type { Generation } from "../../src/spec/generation.ts";
import { draftOf, draftStore } from "../generate/draft.ts";
import { submit } from "./submit.ts";

export function again(generation: Generation, changes: Record<string, unknown> = {}): Promise<void> {
  const { maxCostMicro } = draftOf(draftStore.get(), generation.task);
  return submit({
    task: generation.task,
    input: { ...generation.input, ...changes },
    model: generation.asked,
    count: generation.count,
    ...(generation.best ? { best: { judge: generation.best.judge.asked } } : {}),
    ...(maxCostMicro == null ? {} : { constraints: { maxCostMicro } }),
  });
}
