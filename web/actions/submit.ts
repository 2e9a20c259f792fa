// One action: send an ask. One key a click, so that trying again after a lost connection makes nothing twice.
import { client, wordsOf } from "../client.ts";
import { refreshMoney } from "../accounts/session.ts";
import { addPending, dropPending, failPending, keep, type Pending } from "../generations/feed-store.ts";
import { watch } from "../generations/live.ts";
import { announce } from "../notices.tsx";
import { AppError } from "../../src/spec/error.ts";
import type { AskInput } from "../../src/spec/plan.ts";

const AGAIN_MS = 1200;

/** A key that no other click has; pages on plain http have no randomUUID. */
function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The answer was lost, or there was none: it may have begun all the same. */
const lost = (error: unknown) => !(error instanceof AppError) || error.row.status >= 500;

export async function submit(ask: AskInput): Promise<void> {
  const pending: Pending = { key: newKey(), ask, at: Date.now(), problem: null };
  addPending(pending);
  announce("Sent");
  await send(pending);
}

/** Sends it under the key it had: if the first one arrived after all, its generation comes back and nothing is made twice. */
export async function submitAgain(pending: Pending): Promise<void> {
  failPending(pending.key, null);
  await send(pending);
}

async function send({ key, ask }: Pending): Promise<void> {
  const post = () => client.call("generations.create", { body: ask, headers: { "idempotency-key": key } });
  try {
    const generation = await post().catch(async (error: unknown) => {
      if (!lost(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      return post();
    });
    keep([generation]);
    dropPending(key);
    watch();
    void refreshMoney();
  } catch (error) {
    const words = wordsOf(error);
    failPending(key, { ...words, lost: lost(error) });
    announce(`${words.title}. ${words.detail}`);
  }
}
