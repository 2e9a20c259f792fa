// What went wrong with a generation and what to do next, in words. Pure.
import type { Generation } from "../../src/spec/generation.ts";
import { storyOf } from "../../src/spec/story.ts";

export interface Trouble {
  title: string;
  detail: string;
  next: string | null;
}

/** Null where nothing is wrong. `partial` has its assets and says what is missing. */
export function troubleOf(generation: Generation): Trouble | null {
  const { status, error } = generation;
  if (status === "failed")
    return { title: error?.title ?? "It failed", detail: error?.detail ?? "The provider gave no reason.", next: chargeOf(generation) };
  if (status === "unknown")
    return {
      title: error?.title ?? "The outcome is not known",
      detail: error?.detail ?? "The provider may have made it. Look at its own console before you try again.",
      next: chargeOf(generation),
    };
  if (status === "partial")
    return {
      title: `${generation.assets.length} of ${generation.count} came out`,
      detail: error?.detail ?? "The rest failed.",
      next: chargeOf(generation),
    };
  return null;
}

/** Who was paid, and what can be done. */
function chargeOf(generation: Generation): string | null {
  const { paid, todo } = storyOf(generation);
  return [...paid, todo].filter(Boolean).join(" ") || null;
}
