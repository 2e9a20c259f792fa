// What went wrong with a generation and what to do next, in words. Pure.
import type { Generation } from "../../src/spec/generation.ts";
import { money } from "../words.ts";

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

function chargeOf(generation: Generation): string | null {
  if (generation.attempts.some((attempt) => attempt.charged === "unknown")) return "Whether the provider charged for it is not known.";
  if (generation.settledMicro === null) return null;
  return generation.settledMicro === 0 ? "Nothing was charged." : `Charged: ${money(generation.settledMicro)}.`;
}
