// Mistral's chat differs from OpenAI's in names and refuses what it does not know: this makes one body out of the other. Sends nothing.
import { AppError } from "../../spec/error.ts";
import { refuseForeign } from "../openai-protocol.ts";

type Json = Record<string, any>;

/** The same in both (ChatCompletionRequest of 2026-08-21, which allows no other field). */
const SAME = [
  "messages",
  "max_tokens",
  "temperature",
  "top_p",
  "n",
  "stop",
  "stream",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "presence_penalty",
  "frequency_penalty",
  "response_format",
  "prediction",
  "metadata",
  "prompt_cache_key",
  "reasoning_effort",
  // Mistral's own, for those who know them.
  "random_seed",
  "safe_prompt",
  "guardrails",
];
const RENAMED: Record<string, string> = { max_completion_tokens: "max_tokens", seed: "random_seed" };

const given = (value: unknown) => value !== undefined && value !== null;
const refuse = (text: string) => new AppError("provider.invalid", `Mistral ${text}.`);

function partOf(part: Json): Json {
  switch (part?.type) {
    case "text":
      return { type: "text", text: part.text };
    case "image_url":
      return { type: "image_url", image_url: part.image_url };
    case "input_audio":
      return { type: "input_audio", input_audio: part.input_audio?.data ?? part.input_audio };
    default:
      throw refuse(`takes no content of the type "${String(part?.type)}"`);
  }
}

const callOf = ({ id, function: called }: Json): Json => ({ id, type: "function", function: { name: called?.name, arguments: called?.arguments } });

function messageOf(message: Json): Json {
  const role = message.role === "developer" ? "system" : message.role;
  if (!["system", "user", "assistant", "tool"].includes(role)) throw refuse(`knows no messages of the role "${String(role)}"`);
  return {
    role,
    content: Array.isArray(message.content) ? message.content.map(partOf) : (message.content ?? ""),
    ...(role === "assistant" && message.tool_calls?.length ? { tool_calls: message.tool_calls.map(callOf) } : {}),
    ...(role === "tool" ? { tool_call_id: message.tool_call_id } : {}),
  };
}

/** The body as Mistral takes it. Throws AppError where it cannot say the same. */
export function toMistral(body: Json): Json {
  refuseForeign(body, refuse);
  const sent: Json = {};
  for (const name of SAME) if (given(body[name])) sent[name] = body[name];
  for (const [name, theirs] of Object.entries(RENAMED)) if (given(body[name])) sent[theirs] = body[name];
  // Its scale ends at 1.5 where OpenAI's ends at 2.
  if (typeof sent.temperature === "number") sent.temperature = Math.min(1.5, sent.temperature);
  return { ...sent, messages: ((body.messages ?? []) as Json[]).map(messageOf) };
}
