// The one conversation under way: asks, streams the answer in, stops. It lives as long as the page; draws nothing.
import { client, wordsOf } from "../client.ts";
import { refreshMoney } from "../accounts/session.ts";
import { announce } from "../notices.tsx";
import { sseData } from "../../src/sdk/sdk.ts";
import { createStore } from "../store.ts";
import { addPiece, pieceOf, priced, type Turn } from "./turns.ts";

export interface Conversation {
  turns: Turn[];
  writing: boolean;
  problem: { title: string; detail: string } | null;
}

const EMPTY: Conversation = { turns: [], writing: false, problem: null };
export const conversation = createStore<Conversation>(EMPTY);
let stopper: AbortController | null = null;

export const stopAnswer = () => stopper?.abort();

export function clearConversation(): void {
  stopAnswer();
  conversation.set(EMPTY);
}

/** What it cost is known once it is over; where it cannot be learned the answer stands without. */
async function settle(id: string | null, mine: AbortController): Promise<void> {
  const done = id ? await client.call("generations.get", { params: { id } }).catch(() => null) : null;
  if (done && stopper === mine) conversation.update((now) => ({ ...now, turns: priced(now.turns, done.settledMicro) }));
}

/** Asks for the next turn. Without `text` the last question is asked again. */
export async function say(model: string, text?: string): Promise<void> {
  if (conversation.get().writing) return;
  const kept = conversation.get().turns;
  const turns: Turn[] = text ? [...kept, { role: "user", content: text }] : kept.at(-1)?.role === "assistant" ? kept.slice(0, -1) : kept;
  conversation.set({ turns, writing: true, problem: null });
  const mine = (stopper = new AbortController());
  const current = () => stopper === mine;
  try {
    const answer = await client.raw("openai.chat", {
      body: { model, messages: turns.map(({ role, content }) => ({ role, content })), stream: true },
      signal: mine.signal,
    });
    const by = { model: answer.headers.get("x-oak-model") ?? "", provider: answer.headers.get("x-oak-provider") ?? "" };
    for await (const data of sseData(answer)) {
      const piece = pieceOf(data);
      if (piece && current()) conversation.update((now) => ({ ...now, turns: addPiece(now.turns, piece, by) }));
    }
    if (current()) announce("The answer is complete");
    void settle(answer.headers.get("x-oak-generation"), mine);
  } catch (error) {
    if (current() && !mine.signal.aborted) conversation.update((now) => ({ ...now, problem: wordsOf(error) }));
  }
  if (current()) conversation.update((now) => ({ ...now, writing: false }));
  void refreshMoney();
}
