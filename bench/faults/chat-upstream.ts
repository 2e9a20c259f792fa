// A provider of chat in OpenAI's format that fails as it is told, counts what it was asked and knows what it would bill. The faults themselves are in chat-faults.ts.
import { type Fault, type Received, type Reply, type StandIn, startStandIn } from "../../src/providers/stand-in.ts";

/** What is said when all goes well: twelve words, one token each, so that a missing, a doubled or a cut one is seen. */
export const SENTENCE = "one two three four five six seven eight nine ten eleven twelve";
const WORDS = SENTENCE.split(" ");
const PROMPT_TOKENS = 12;
/** Longer than anybody waits. */
const FOR_EVER_MS = 10 * 60_000;

/** What is done with one request. `after` counts the words that come first. */
export type Act =
  | { kind: "say" }
  | { kind: "status"; status: number; error: { message: string; type: string; code: string | null }; headers?: Record<string, string> }
  | { kind: "reset" }
  /** No answer at all, or headers and then nothing. */
  | { kind: "silence" }
  | { kind: "slow" }
  /** Ended by the network, gone quiet, a chunk that is no JSON, a clean end without finish or marker. */
  | { kind: "cut" | "stall" | "garble" | "unfinished"; after: number };

export const SAY: Act = { kind: "say" };

export interface ChatUpstream extends StandIn {
  /** What it does with its `nth` request, counted from 1; `ask` is the body. */
  script: (nth: number, ask: any) => Act;
  /** When each request came, in ms, and what was done with it. */
  seen: { at: number; act: Act; received: Received }[];
  /** Whole answers given, and what would be on the bill, in micros. */
  served: number;
  billedMicro: number;
  reset(): void;
}

/** Micros for one token in and out, in millionths, as the offers under test are priced. */
export interface TokenPrice {
  input: number;
  output: number;
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;

/** Words that are left to say: a conversation that ends with our own beginning is continued. */
function wordsFor(ask: any): string[] {
  const last = ask?.messages?.at(-1);
  if (last?.role !== "assistant" || typeof last.content !== "string") return WORDS;
  const said = last.content.trim().split(/\s+/).filter(Boolean);
  return WORDS.slice(Math.min(said.length, WORDS.length));
}

export async function startChatUpstream(price: TokenPrice, port = 0): Promise<ChatUpstream> {
  /** What came out is billed word by word, as it leaves; the prompt with the first one. */
  const bill = (from: number, words: number) => {
    const prompt = from === 0 && words > 0 ? PROMPT_TOKENS * price.input : 0;
    upstream.billedMicro += (prompt + words * price.output) / 1_000_000;
  };
  const usage = (output: number) => ({ prompt_tokens: PROMPT_TOKENS, completion_tokens: output, total_tokens: PROMPT_TOKENS + output });

  async function* stream(ask: any, act: Act): AsyncGenerator<string> {
    const about = { id: "chatcmpl-bench", object: "chat.completion.chunk", created: 1_700_000_000, model: ask.model };
    const chunk = (delta: object, finish: string | null = null) => event({ ...about, choices: [{ index: 0, delta, finish_reason: finish }] });
    yield chunk({ role: "assistant", content: "" });
    if (act.kind === "slow") await wait(FOR_EVER_MS);
    const words = wordsFor(ask);
    const first = WORDS.length - words.length;
    for (const [index, word] of words.entries()) {
      if ("after" in act && index === act.after) {
        if (act.kind === "cut") throw new Error("cut");
        if (act.kind === "stall") await wait(FOR_EVER_MS);
        if (act.kind === "unfinished") return;
      }
      bill(index, 1);
      yield "after" in act && index === act.after
        ? `data: {"id":"chatcmpl-bench","choices":[{"index":0,"delta":{"content":" ${word}\n\n`
        : chunk({ content: first + index > 0 ? ` ${word}` : word });
      await wait(5);
    }
    yield chunk({}, "stop");
    if (ask.stream_options?.include_usage) yield event({ ...about, choices: [], usage: usage(words.length) });
    yield "data: [DONE]\n\n";
    if (act.kind === "say") upstream.served += 1;
  }

  /** A whole answer whose body is cut in the middle. */
  async function* half(text: string): AsyncGenerator<string> {
    yield text.slice(0, text.length / 2);
    await wait(20);
    throw new Error("cut");
  }

  function whole(ask: any, act: Act): Reply {
    const words = wordsFor(ask);
    const message = { role: "assistant", content: words.join(" "), refusal: null };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: "stop" }];
    const body = { id: "chatcmpl-bench", object: "chat.completion", created: 1_700_000_000, model: ask.model, choices, usage: usage(words.length) };
    bill(0, words.length);
    if (act.kind === "cut") {
      const text = JSON.stringify(body);
      return { headers: { "content-type": "application/json", "content-length": String(text.length) }, body: half(text) };
    }
    upstream.served += 1;
    return { body };
  }

  const acts = new WeakMap<Received, Act>();
  const standIn = await startStandIn(
    (received) => {
      const act = acts.get(received);
      if (!act) return { body: { object: "list", data: [] } };
      if (act.kind === "status") return { status: act.status, ...(act.headers ? { headers: act.headers } : {}), body: { error: act.error } };
      return received.json?.stream
        ? { headers: { "content-type": "text/event-stream" }, body: stream(received.json, act) }
        : whole(received.json, act);
    },
    { port },
  );

  /** What cannot be said as an answer is done to the connection. */
  const wire: Fault = { kind: "drop" };
  const spoils = (received: Received): boolean => {
    if (!received.path.endsWith("/chat/completions")) return false;
    const act = upstream.script(upstream.seen.length + 1, received.json);
    acts.set(received, act);
    upstream.seen.push({ at: Date.now(), act, received });
    Object.assign(wire, { kind: act.kind === "silence" ? "hang" : "drop" });
    return act.kind === "silence" || act.kind === "reset";
  };

  const upstream: ChatUpstream = Object.assign(standIn, {
    script: (() => SAY) as ChatUpstream["script"],
    seen: [] as ChatUpstream["seen"],
    served: 0,
    billedMicro: 0,
    reset() {
      standIn.received.length = 0;
      Object.assign(upstream, { script: () => SAY, seen: [], served: 0, billedMicro: 0 });
    },
  });
  standIn.fault(wire, spoils);
  return upstream;
}
