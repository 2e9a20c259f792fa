// Reads along in a chat's answer while it is passed on: its text, its usage, and whether it came to its end. Changes nothing but one chunk that nobody asked for.
import type { Ask } from "../spec/plan.ts";
import type { Quantities } from "../spec/price.ts";

export interface Reader {
  /** Notes what matters in a chunk and returns what the client should get. */
  take(chunk: Uint8Array): Uint8Array;
  /** At the end of the source: a last event without the empty line that should follow it. */
  rest(): Uint8Array;
  complete(): boolean;
  /** `heard` counts the characters that came, tool calls and thoughts too; `broken` tells that the answer is the provider's own error. */
  outcome(): { usage: Quantities | null; costMicro: number | null; text: string; heard: number; broken: boolean };
  /** Has anything come that a person or a program waits for: a word, a call, an end? */
  begun(): boolean;
  /** Why what came cannot be an answer; null while it can. `error` is the provider's own, as it stands in the stream. */
  trouble(): { says: string; error: unknown } | null;
}

const amount = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null);

function quantitiesOf(usage: any): Quantities | null {
  const [input, output] = [amount(usage?.prompt_tokens), amount(usage?.completion_tokens ?? 0)];
  if (input === null || output === null) return null;
  const details = usage.prompt_tokens_details;
  const cached = Math.min(input, amount(details?.cached_tokens) ?? 0);
  const sounds = Math.min(input - cached, amount(details?.audio_tokens) ?? 0);
  return {
    inputToken: input - cached - sounds,
    cachedInputToken: cached,
    ...(sounds > 0 ? { audioInputToken: sounds } : {}),
    outputToken: output,
  };
}

/** OpenRouter, DeepInfra and others report their own price, in dollars. */
function costOf(usage: any): number | null {
  const dollars = amount(usage?.cost) ?? amount(usage?.estimated_cost);
  // A hair above a whole number is a rounding of our own multiplication, not a micro that somebody billed.
  return dollars === null ? null : Math.ceil(dollars * 1_000_000 - 1e-6);
}

export function readWhole(): Reader {
  const decoder = new TextDecoder();
  let text = "";
  const parsed = () => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  };
  return {
    take: (chunk) => {
      text += decoder.decode(chunk, { stream: true });
      return chunk;
    },
    rest: () => new Uint8Array(),
    complete: () => parsed() !== null,
    outcome: () => {
      const body = parsed();
      const content = body?.choices?.[0]?.message?.content;
      return {
        usage: quantitiesOf(body?.usage),
        costMicro: costOf(body?.usage),
        text: typeof content === "string" ? content : "",
        heard: text.length,
        broken: !Array.isArray(body?.choices) || body.choices.length === 0,
      };
    },
    begun: () => text.length > 0,
    trouble: () => {
      const body = parsed();
      if (body === null) return { says: "sent something that is not an answer", error: null };
      if (body.error) return { says: "told of a failure instead of an answer", error: body.error };
      return Array.isArray(body.choices) && body.choices.length > 0 ? null : { says: "answered without an answer", error: null };
    },
  };
}

/** Reads along in a stream of events. The usage chunk that we asked for is kept back from a client that did not ask for it. */
export function readStream(ask: Ask): Reader {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const wantsUsage = Boolean((ask.input.stream_options as { include_usage?: boolean } | undefined)?.include_usage);
  let rest = "";
  let text = "";
  let usage: any = null;
  let done = false;
  let heard = 0;
  let broken = false;
  let ended = false;
  let trouble: { says: string; error: unknown } | null = null;

  function note(block: string): boolean {
    const data = block
      .split(/\r?\n/)
      .filter((line) => line.startsWith("data:"))
      .map((line) => line.slice(5).trim())
      .join("\n");
    if (data === "[DONE]") done = true;
    if (data === "" || data === "[DONE]") return true;
    try {
      const chunk = JSON.parse(data);
      const delta = chunk.choices?.[0]?.delta;
      if (typeof delta?.content === "string") text += delta.content;
      if (delta) heard += heardIn(delta);
      if (chunk.choices?.[0]?.finish_reason) ended = true;
      if (chunk.error) {
        broken = true;
        trouble ??= { says: "told of a failure instead of going on", error: chunk.error };
      }
      if (chunk.usage) usage = chunk.usage;
      return wantsUsage || !(chunk.usage && Array.isArray(chunk.choices) && chunk.choices.length === 0);
    } catch {
      // A client would break on it: what follows is not passed on, and the client is told.
      broken = true;
      trouble ??= { says: "sent a piece that cannot be read", error: null };
      return false;
    }
  }

  return {
    take: (chunk) => {
      rest += decoder.decode(chunk, { stream: true });
      let out = "";
      for (let end = rest.search(/\r?\n\r?\n/); end >= 0; end = rest.search(/\r?\n\r?\n/)) {
        const gap = /^\r?\n\r?\n/.exec(rest.slice(end))![0].length;
        const block = rest.slice(0, end + gap);
        rest = rest.slice(end + gap);
        if (trouble?.error === null) break;
        if (note(block)) out += block;
      }
      return encoder.encode(out);
    },
    rest: () => {
      const last = `${(rest + decoder.decode()).trimEnd()}\n\n`;
      rest = "";
      const whole = /^data: ?(\[DONE\]|\{.*\})\s*$/.test(last);
      return encoder.encode(whole && note(last) ? last : "");
    },
    complete: () => done,
    outcome: () => ({ usage: quantitiesOf(usage), costMicro: costOf(usage), text, heard, broken }),
    begun: () => heard > 0 || ended || done,
    trouble: () => trouble,
  };
}

/** Characters that a provider counts as output: words, thoughts and the arguments of tool calls. */
function heardIn(delta: any): number {
  const calls = Array.isArray(delta.tool_calls) ? JSON.stringify(delta.tool_calls).length : 0;
  return [delta.content, delta.refusal, delta.reasoning_content, delta.reasoning].reduce(
    (sum: number, piece: unknown) => sum + (typeof piece === "string" ? piece.length : 0),
    calls,
  );
}
