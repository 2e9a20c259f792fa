// One action: send an ask. One key a click, so that trying again after a lost connection makes nothing twice.
import { client, wordsOf } from "../client.ts";
import { refreshMoney } from "../accounts/session.ts";
import { addPending, dropPending, failPending, keep } from "../generations/feed-store.ts";
import { watch } from "../generations/live.ts";
import { announce } from "../notices.tsx";
import { AppError } from "../../src/spec/error.ts";
import type { AskInput } from "../../src/spec/plan.ts";

/** A key that no other click has; pages on plain http have no randomUUID. */
function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const lost = (error: unknown) => error instanceof AppError && error.code === "unavailable";

export async function submit(ask: AskInput): Promise<void> {
  const key = newKey();
  addPending({ key, ask, at: Date.now(), problem: null });
  announce("Sent");
  const send = () => client.call("generations.create", { body: ask, headers: { "idempotency-key": key } });
  try {
    const generation = await send().catch((error: unknown) => {
      if (lost(error)) return send();
      throw error;
    });
    keep([generation]);
    dropPending(key);
    watch();
    void refreshMoney();
  } catch (error) {
    const words = wordsOf(error);
    failPending(key, words);
    announce(`${words.title}. ${words.detail}`);
  }
}
