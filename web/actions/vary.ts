// One action: make it once more with another seed.
import { isDeclared, isOver } from "../generations/events.ts";
import { taskOf } from "../../src/spec/task.ts";
import type { GenerationAction } from "./action.ts";
import { randomSeed } from "./random-seed.ts";
import { again } from "./again.ts";

export const vary: GenerationAction = {
  id: "vary",
  title: "Vary with a new seed",
  icon: "vary",
  fits: (generation) => isOver(generation) && !isDeclared(generation) && "seed" in taskOf(generation.task).input.shape,
  run(generation) {
    return again(generation, { seed: randomSeed() });
  },
};
