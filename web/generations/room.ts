// The room that a result will about take before it is there, so that nothing jumps when it comes. Pure.
import type { Generation } from "../../src/spec/generation.ts";
import { type TaskId, taskOf } from "../../src/spec/task.ts";
import { shapeOf } from "../assets/shape.ts";

/** As high as a player of sound, and about as a few lines of text. */
export const LOW_PX = 104;
const USUAL: Partial<Record<string, number>> = { image: 4 / 3, video: 16 / 9 };

interface Ask {
  task: TaskId;
  input: Record<string, unknown>;
  count?: number;
  plan?: Pick<Generation["plan"], "candidates">;
}

/** Width by height of what is awaited, by what is asked of whom; null where it is no picture. Several share a square each, two in a row. */
export function ratioAhead({ task, input, count = 1, plan }: Ask): number | null {
  const usual = USUAL[taskOf(task).output];
  if (usual === undefined) return null;
  if (count > 1) return 2 / Math.ceil(count / 2);
  const { width, height } = { ...plan?.candidates[0]?.input, ...input };
  return typeof width === "number" && typeof height === "number" ? shapeOf({ width, height }) : usual;
}
