// Keeps the feed true: pages of it, and every generation under way followed until it has ended, over lost connections too. Draws nothing.
import { client } from "../client.ts";
import { refreshMoney } from "../accounts/session.ts";
import { announce } from "../notices.tsx";
import { ENDED, type Generation } from "../../src/spec/generation.ts";
import { feedStore, forget, heard, keep } from "./feed-store.ts";
import { isOver } from "./events.ts";
import { AppError } from "../../src/spec/error.ts";
import { nameOf } from "./name.ts";

const PAGE = 30;
const HEAD = 6;
/** A browser opens six connections to one server, for all its tabs together; the rest of what is under way is asked for now and then instead. */
const STREAMS = 2;
const POLL_MS = 2000;
const RECONNECT_MS = 1000;
const streamed = new Set<string>();
let polling: ReturnType<typeof setTimeout> | undefined;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const underWay = () => [...feedStore.get().generations.values()].filter((generation) => !isOver(generation));

export async function loadPage(cursor?: string): Promise<void> {
  const page = await client.call("generations.list", { query: { limit: PAGE, ...(cursor ? { cursor } : {}) } });
  // The head of the list tells nothing about how far back the feed already reaches.
  keep(page.data, cursor === undefined && feedStore.get().next !== undefined ? undefined : page.next);
  watch();
}

/** A look at the newest few: what the command line or another tab has begun meanwhile. */
export async function loadHead(): Promise<void> {
  const page = await client.call("generations.list", { query: { limit: HEAD } });
  keep(page.data);
  watch();
}

/** Starts following whatever is under way and not followed yet. */
export function watch(): void {
  for (const generation of underWay()) if (streamed.size < STREAMS && !streamed.has(generation.id)) void stream(generation.id);
  if (polling === undefined && underWay().some((generation) => !streamed.has(generation.id))) polling = setTimeout(poll, POLL_MS);
}

async function poll(): Promise<void> {
  const waiting = underWay().filter((generation) => !streamed.has(generation.id));
  for (const { id } of waiting) await ask(id);
  polling = undefined;
  watch();
}

/** One look at a generation; what is gone leaves the feed. */
async function ask(id: string): Promise<void> {
  try {
    const generation = await client.call("generations.get", { params: { id } });
    heard(id, { type: isOver(generation) ? "end" : "status", generation });
    if (isOver(generation)) ended(generation);
  } catch (error) {
    if (error instanceof AppError && error.code === "request.not_found") forget(id);
  }
}

async function stream(id: string): Promise<void> {
  streamed.add(id);
  for (let wait = RECONNECT_MS; !isGone(id); wait = Math.min(wait * 2, 15_000)) {
    try {
      for await (const event of client.follow(id)) {
        wait = RECONNECT_MS;
        heard(id, event);
        if (event.type === "end") ended(event.generation);
      }
    } catch (error) {
      if (error instanceof AppError && error.row.status < 500) {
        await ask(id);
        break;
      }
    }
    if (!isGone(id)) await sleep(wait);
  }
  streamed.delete(id);
  watch();
}

function isGone(id: string): boolean {
  const generation = feedStore.get().generations.get(id);
  return !generation || ENDED.has(generation.status);
}

function ended(generation: Generation): void {
  const words = {
    succeeded: "is ready",
    partial: "is partly ready",
    failed: "failed",
    canceled: "was canceled",
    unknown: "ended, the outcome is not known",
  } as Record<string, string>;
  announce(`${nameOf(generation)} ${words[generation.status] ?? "ended"}`);
  void refreshMoney();
}
