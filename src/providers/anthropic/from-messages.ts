// Anthropic's answers in OpenAI's format: a whole message, or its events as they come. Keeps no more than one event back, so pressure and aborts pass through.
import { z } from "zod";
import { AppError } from "../../spec/error.ts";
import { jsonEvents, orAborted } from "../streams.ts";

type Json = Record<string, any>;

const usage = z.looseObject({
  input_tokens: z.number().nullish(),
  cache_creation_input_tokens: z.number().nullish(),
  cache_read_input_tokens: z.number().nullish(),
  output_tokens: z.number().nullish(),
});
type Usage = z.infer<typeof usage>;

/** A whole answer; of its blocks only these are words or calls. */
export const message = z.looseObject({
  id: z.string(),
  model: z.string(),
  content: z.array(z.looseObject({ type: z.string() })),
  stop_reason: z.string().nullable(),
  stop_details: z.looseObject({ explanation: z.string().nullish() }).nullish(),
  usage,
});

/** https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons, read 2026-11. */
const FINISH: Record<string, string> = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
};
const finishOf = (reason: unknown) => FINISH[String(reason)] ?? "stop";

/** Its input count leaves out what was written to or read from the cache; OpenAI's counts everything. */
function usageOf(used: Usage): Json {
  const [read, written] = [used.cache_read_input_tokens ?? 0, used.cache_creation_input_tokens ?? 0];
  const [prompt, completion] = [(used.input_tokens ?? 0) + read + written, used.output_tokens ?? 0];
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: read },
  };
}

const joined = (blocks: Json[], type: string, field: string) =>
  blocks
    .filter((block) => block.type === type)
    .map((block) => block[field] ?? "")
    .join("");

/** A message as a chat completion. `created` in seconds. */
export function completionOf(answer: z.infer<typeof message>, created: number): Json {
  const calls = (answer.content as Json[])
    .filter((block) => block.type === "tool_use")
    .map((block) => ({ id: block.id, type: "function", function: { name: block.name, arguments: JSON.stringify(block.input ?? {}) } }));
  const thoughts = joined(answer.content, "thinking", "thinking");
  const said = {
    role: "assistant",
    content: joined(answer.content, "text", "text") || (calls.length > 0 ? null : ""),
    refusal: answer.stop_reason === "refusal" ? (answer.stop_details?.explanation ?? null) : null,
    ...(thoughts ? { reasoning_content: thoughts } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
  return {
    id: answer.id,
    object: "chat.completion",
    created,
    model: answer.model,
    choices: [{ index: 0, message: said, logprobs: null, finish_reason: finishOf(answer.stop_reason) }],
    usage: usageOf(answer.usage),
  };
}

/** Turns event after event into chunks; remembers only counts and which call is being written. */
function translator(created: number, failure: (error: unknown) => { code: string; message: string }) {
  let about: Json = { id: "", model: "" };
  let used: Usage = {};
  let open: string | null = null;
  let calls = -1;
  let written = 0;
  const chunk = (delta: Json, finish: string | null = null) => ({
    id: about.id,
    object: "chat.completion.chunk",
    created,
    model: about.model,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });
  const argue = (text: string) => chunk({ tool_calls: [{ index: calls, function: { arguments: text } }] });

  function opened(block: Json): Json[] {
    if (block.type === "text") return block.text ? [chunk({ content: block.text })] : [];
    if (block.type !== "tool_use") return [];
    [calls, written] = [calls + 1, 0];
    return [chunk({ tool_calls: [{ index: calls, id: block.id, type: "function", function: { name: block.name, arguments: "" } }] })];
  }

  function grown(delta: Json): Json[] {
    if (delta.type === "text_delta") return [chunk({ content: delta.text })];
    if (delta.type === "thinking_delta") return delta.thinking ? [chunk({ reasoning_content: delta.thinking })] : [];
    if (delta.type !== "input_json_delta" || !delta.partial_json) return [];
    written += delta.partial_json.length;
    return [argue(delta.partial_json)];
  }

  return function translate(event: Json): { chunks: (Json | "[DONE]")[]; over: boolean } {
    const more = (chunks: Json[]) => ({ chunks, over: false });
    switch (event.type) {
      case "message_start":
        about = { id: event.message?.id ?? "", model: event.message?.model ?? "" };
        used = { ...event.message?.usage };
        return more([chunk({ role: "assistant", content: "" })]);
      case "content_block_start":
        open = event.content_block?.type ?? null;
        return more(opened(event.content_block ?? {}));
      case "content_block_delta":
        return more(grown(event.delta ?? {}));
      case "content_block_stop":
        // A call without arguments is told without a word of them; OpenAI's are JSON always.
        return more(open === "tool_use" && written === 0 ? [argue("{}")] : []);
      case "message_delta":
        used = { ...used, ...Object.fromEntries(Object.entries(event.usage ?? {}).filter(([, value]) => typeof value === "number")) };
        return more(event.delta?.stop_reason ? [chunk({}, finishOf(event.delta.stop_reason))] : []);
      case "message_stop":
        return { chunks: [{ ...chunk({}), choices: [], usage: usageOf(used) }, "[DONE]"], over: true };
      case "error": {
        const { code, message: text } = failure(event.error);
        return { chunks: [{ error: { message: text, type: "server_error", code, param: null } }], over: true };
      }
      default:
        return more([]); // pings, and events that are yet to be invented
    }
  };
}

/**
 * The events of an answer as OpenAI's chunks, read no faster than they are taken. Waits for the first event: an error there is thrown, so that
 * another provider may be asked; later ones are told in the stream.
 */
export async function chunksOf(
  source: ReadableStream<Uint8Array>,
  how: { created: number; signal: AbortSignal; failure: (error: unknown) => AppError },
): Promise<ReadableStream<Uint8Array>> {
  const reader = jsonEvents(source).getReader();
  const nothing = new AppError("provider.bad_output", "Anthropic's stream holds no answer.");
  let next: { done: boolean; value?: Json } | null = await orAborted(reader.read(), how.signal).catch((thrown: unknown) => {
    void reader.cancel().catch(() => undefined);
    throw how.signal.aborted ? thrown : nothing;
  });
  if (next.done || next.value?.type === "error") {
    void reader.cancel().catch(() => undefined);
    throw next.done ? nothing : how.failure(next.value!.error);
  }
  const encoder = new TextEncoder();
  const translate = translator(how.created, (error) => {
    const { code, detail } = how.failure(error);
    return { code, message: detail };
  });
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const { done, value } = next ?? (await reader.read());
          next = null;
          if (done) return controller.close();
          const { chunks, over } = translate(value!);
          const lines = chunks.map((each) => `data: ${typeof each === "string" ? each : JSON.stringify(each)}\n\n`);
          if (lines.length > 0) controller.enqueue(encoder.encode(lines.join("")));
          if (over) {
            controller.close();
            return void reader.cancel().catch(() => undefined);
          }
          if (lines.length > 0) return;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
