// A generation as an ask that makes it again: what to send to POST /v1/generations. Pure.
import type { Generation } from "../../src/spec/generation.ts";
import type { AskInput } from "../../src/spec/plan.ts";
import { taskOf } from "../../src/spec/task.ts";

/** With the model that did it and the seed it had, so that it is the same and not only alike. */
export function recipeOf(generation: Generation): AskInput {
  const seeded = generation.seed !== null && "seed" in taskOf(generation.task).input.shape;
  return {
    task: generation.task,
    input: seeded ? { ...generation.input, seed: generation.seed } : generation.input,
    model: generation.model ?? generation.asked,
    count: generation.count,
    ...(generation.best ? { best: { judge: generation.best.judge.asked } } : {}),
  };
}
