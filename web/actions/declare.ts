// One action: take in what came of a hand-off, as its user declares it, and show it in the feed.
import { client } from "../client.ts";
import { keep } from "../generations/feed-store.ts";
import { notify } from "../notices.tsx";
import type { Declared } from "../../src/spec/handoff.ts";

export async function declare(result: Declared): Promise<void> {
  keep([await client.call("handoffs.declare", { body: result })]);
  notify("Kept in your feed");
}
