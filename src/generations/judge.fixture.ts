// Tests of what judges say share this: an app in this process, one provider on loopback that draws, speaks and judges as it is told, and what it was sent. Asserts nothing but that the books agree.
import { expect } from "bun:test";
import { type InProcess, openInProcess } from "../../test/server.ts";
import { type OpenAiControls, type OpenAiStandIn, startOpenAiStandIn } from "../providers/openai/stand-in.ts";

export const JUDGE = "gpt-4o-mini";
/** One that hears as well: OpenRouter's Gemini, at the same address. */
export const EAR = "google/gemini-3-flash";
export const withEar = ({ url }: Pick<OpenAiStandIn, "url">) => ({ OPENROUTER_API_KEY: "sk-secret", OAK_OPENROUTER_URL: url });

/** What a judge answers that gives what it judges these scores, in the order in which it is shown them. */
export const scored = (...scores: number[]): string =>
  JSON.stringify({
    scores: scores.map((score, index) => ({ picture: index + 1, score, reason: `reason ${index + 1}` })),
    best: 1,
    reason: "It has the fox.",
  });

export const chatOnly = ({ path }: { path: string }): boolean => path.endsWith("/chat/completions");
export const shownTo = (chat: { json: any }): string[] =>
  chat.json.messages[1].content.flatMap((part: any) => (part.type === "image_url" ? [part.image_url.url] : []));

export const playedTo = (chat: { json: any }): string[] =>
  chat.json.messages[1].content.flatMap((part: any) => (part.type === "input_audio" ? [part.input_audio.data] : []));

/** All that was held is free again, and the ledger adds up. */
export async function even({ app, client }: InProcess): Promise<void> {
  expect(await app.parts.ledger.verify(app.parts.db)).toMatchObject({ sumMicro: 0, problems: [] });
  expect((await client.call("me.get")).balance.heldMicro).toBe(0);
}

export interface WithJudge {
  oak: InProcess;
  openai: OpenAiStandIn;
  /** What tells another app where the provider is. */
  settings: Record<string, string>;
  chats(): OpenAiStandIn["received"];
  /** Forgets what was sent and every fault; from now on the judge answers this. */
  begin(say: OpenAiControls["say"]): void;
  close(): Promise<void>;
}

export async function openWithJudge(hears = false): Promise<WithJudge> {
  const openai = await startOpenAiStandIn({ key: "sk-secret", maxSidePx: 64 });
  const settings = { OPENAI_API_KEY: "sk-secret", OAK_OPENAI_URL: openai.url, ...(hears ? withEar(openai) : {}) };
  const oak = await openInProcess(settings);
  return {
    oak,
    openai,
    settings,
    chats: () => openai.received.filter(chatOnly),
    begin(say) {
      openai.clear();
      openai.fault(null);
      Object.assign(openai.controls, { say, delayMs: 0, fewer: false, maxSidePx: 64 });
    },
    async close() {
      await oak.close();
      await openai.close();
    },
  };
}
