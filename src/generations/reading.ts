// Reads along in a chat's answer while it is passed on: its text, its usage, and whether it came to its end. Changes nothing but one chunk that nobody asked for.
import type { Ask } from "../spec/plan.ts";
import type { Quantities } from "../spec/price.ts";

export interface Reader {
  /** Notes what matters in a chunk and returns what the client should get. */
  take(chunk: Uint8Array): Uint8Array;
  complete(): boolean;
  outcome(): { usage: Quantities | null; costMicro: number | null; text: string };
}

function quantitiesOf(usage: any): Quantities | null {
  if (!usage || typeof usage.prompt_tokens !== "number") return null;
  const cached = Number(usage.prompt_tokens_details?.cached_tokens ?? 0);
  return { inputToken: usage.prompt_tokens - cached, cachedInputToken: cached, outputToken: Number(usage.completion_tokens ?? 0) };
}

/** OpenRouter and others report their own price, in dollars. */
const costOf = (usage: any): number | null => (typeof usage?.cost === "number" && usage.cost >= 0 ? Math.ceil(usage.cost * 1_000_000) : null);

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
    complete: () => parsed() !== null,
    outcome: () => {
      const body = parsed();
      const content = body?.choices?.[0]?.message?.content;
      return { usage: quantitiesOf(body?.usage), costMicro: costOf(body?.usage), text: typeof content === "string" ? content : "" };
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

  function note(block: string): boolean {
    const data = block
      .split(/\r?\n/)
      .filter((line) => line.startsWith("data:"))
      .map((line) => line.slice(5).trim())
      .join("\n");
    if (data === "[DONE]") done = true;
    if (!data.startsWith("{")) return true;
    try {
      const chunk = JSON.parse(data);
      text += chunk.choices?.[0]?.delta?.content ?? "";
      if (chunk.usage) usage = chunk.usage;
      return wantsUsage || !(chunk.usage && Array.isArray(chunk.choices) && chunk.choices.length === 0);
    } catch {
      return true; // not ours to mend: the client sees what the provider sent
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
        if (note(block)) out += block;
      }
      return encoder.encode(out);
    },
    complete: () => done,
    outcome: () => ({ usage: quantitiesOf(usage), costMicro: costOf(usage), text }),
  };
}
