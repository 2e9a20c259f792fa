// The feed's state: generations newest first, asks that have not been answered yet, what is hidden. Asks nothing of the server itself.
import { createStore } from "../store.ts";
import type { Generation, GenerationEvent } from "../../src/spec/generation.ts";
import type { AskInput } from "../../src/spec/plan.ts";
import { applyEvent, isOver } from "./events.ts";

/** An ask between the click and the server's answer. */
export interface Pending {
  key: string;
  ask: AskInput;
  at: number;
  /** `lost`: it is not known whether the server took it. */
  problem: { title: string; detail: string; lost: boolean } | null;
}

export interface Feed {
  generations: ReadonlyMap<string, Generation>;
  /** Data URLs of what is being made, while it is. */
  previews: ReadonlyMap<string, string>;
  pending: Pending[];
  hidden: ReadonlySet<string>;
  /** Undefined before the first page; null where there is nothing older. */
  next: string | null | undefined;
}

export const feedStore = createStore<Feed>({ generations: new Map(), previews: new Map(), pending: [], hidden: new Set(), next: undefined });

/** A newer state of the same generation never gives way to an older one. */
export function merge(known: ReadonlyMap<string, Generation>, found: Generation[]): Map<string, Generation> {
  const all = new Map(known);
  for (const generation of found) {
    const old = all.get(generation.id);
    if (!old || !isOver(old) || isOver(generation)) all.set(generation.id, generation);
  }
  return all;
}

export function keep(found: Generation[], next?: string | null): void {
  feedStore.update((feed) => ({ ...feed, generations: merge(feed.generations, found), next: next === undefined ? feed.next : next }));
}

export function heard(id: string, event: GenerationEvent): void {
  feedStore.update((feed) => {
    if (event.type === "preview") return { ...feed, previews: new Map(feed.previews).set(id, event.dataUrl) };
    const old = feed.generations.get(id);
    const generation = old ? applyEvent(old, event) : "generation" in event ? event.generation : null;
    if (!generation) return feed;
    const previews = isOver(generation) && feed.previews.has(id) ? new Map([...feed.previews].filter(([other]) => other !== id)) : feed.previews;
    return { ...feed, previews, generations: new Map(feed.generations).set(id, generation) };
  });
}

export function setHidden(id: string, hide: boolean): void {
  feedStore.update((feed) => {
    const hidden = new Set(feed.hidden);
    if (hide) hidden.add(id);
    else hidden.delete(id);
    return { ...feed, hidden };
  });
}

export function forget(id: string): void {
  feedStore.update((feed) => ({ ...feed, generations: new Map([...feed.generations].filter(([other]) => other !== id)) }));
}

export const addPending = (one: Pending) => feedStore.update((feed) => ({ ...feed, pending: [one, ...feed.pending] }));
export const dropPending = (key: string) => feedStore.update((feed) => ({ ...feed, pending: feed.pending.filter((one) => one.key !== key) }));
export const failPending = (key: string, problem: Pending["problem"]) =>
  feedStore.update((feed) => ({ ...feed, pending: feed.pending.map((one) => (one.key === key ? { ...one, problem } : one)) }));

/** Newest first; ids break ties, as they rise with time. */
export function inOrder(feed: Feed): Generation[] {
  const shown = [...feed.generations.values()].filter((generation) => !feed.hidden.has(generation.id));
  return shown.sort((a, b) => (a.createdAt === b.createdAt ? (a.id < b.id ? 1 : -1) : a.createdAt < b.createdAt ? 1 : -1));
}
