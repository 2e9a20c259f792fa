// How an event changes a generation. Pure, so that the stream, a poll and a test agree.
import { ENDED, type Generation, type GenerationEvent } from "../../src/spec/generation.ts";

/** Made elsewhere and brought here by its user: it cannot be asked for again from here. */
export const isDeclared = (generation: Generation): boolean => generation.assets.some((asset) => asset.origin === "declared");

export const isOver = (generation: Generation) => ENDED.has(generation.status);

function put<T extends { id: string }>(list: T[], one: T): T[] {
  const at = list.findIndex((other) => other.id === one.id);
  return at < 0 ? [...list, one] : list.map((other, index) => (index === at ? one : other));
}

/** The generation after an event. One that is over stays so, whatever comes late. */
export function applyEvent(generation: Generation, event: GenerationEvent): Generation {
  if (event.type === "snapshot" || event.type === "status" || event.type === "end")
    return isOver(generation) && !isOver(event.generation) ? generation : event.generation;
  if (isOver(generation)) return generation;
  if (event.type === "progress") return { ...generation, progress: event.progress, stage: event.stage };
  if (event.type === "output") return { ...generation, assets: put(generation.assets, event.asset) };
  if (event.type === "attempt") return { ...generation, attempts: put(generation.attempts, event.attempt) };
  return generation;
}
