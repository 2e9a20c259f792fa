// Mistral's adapter signs the kit; that its bodies fit the vendor's own OpenAPI file, and what is translated in chat, stands here.
import { expect, test } from "bun:test";
import { AppError } from "../../spec/error.ts";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import { eventsOf } from "../conformance-chat.ts";
import { misfits } from "../conformance-specification.ts";
import type { Context } from "../providers.ts";
import { formOf } from "../stand-in.ts";
import { toMistral } from "./chat.ts";
import kit from "./conformance.ts";
import mistral from "./mistral.ts";
import specification from "./openapi.subset.json";
import { mendedAnswer } from "../streams.ts";
import { withoutPieces } from "./thoughts.ts";

const contextOf = (baseUrl: string): Context => ({
  baseUrl,
  secret: SECRET,
  signal: new AbortController().signal,
  now: () => 1_800_000_000_000,
  report: () => undefined,
  fetch,
});

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

test("the validator refuses what Mistral would", () => {
  const chat = { model: "m", messages: [{ role: "user", content: "hi" }] };
  expect(misfits(specification, "ChatCompletionRequest", { ...chat, stream_options: {} })).not.toEqual([]);
  expect(misfits(specification, "ChatCompletionRequest", { ...chat, temperature: 2 })).not.toEqual([]);
  expect(misfits(specification, "SpeechRequest", { input: "x", response_format: "aac" })).not.toEqual([]);
});

const schema = (format: object) => ({ type: "json_schema", json_schema: { name: "x", schema: { type: "object" }, ...format } });
const LONG = {
  messages: [
    { role: "developer", content: "Be brief." },
    {
      role: "user",
      name: "ada",
      content: [
        { type: "text", text: "Look" },
        { type: "image_url", image_url: { url: "data:image/png;base64,iVBO" } },
      ],
    },
    {
      role: "assistant",
      content: null,
      refusal: null,
      tool_calls: [{ index: 0, id: "c12345678", type: "function", function: { name: "w", arguments: "{}" } }],
    },
    { role: "tool", tool_call_id: "c12345678", content: "sunny" },
  ],
  tools: [{ type: "function", function: { name: "w", description: "Weather", parameters: { type: "object", properties: {} } } }],
  tool_choice: "auto",
  parallel_tool_calls: false,
  response_format: schema({ strict: true }),
  max_completion_tokens: 200,
  seed: 7,
  reasoning_effort: "high",
  temperature: 1.9,
  stop: ["END"],
  stream: true,
  stream_options: { include_usage: true },
  user: "u_1",
  store: false,
  logprobs: false,
};

test("a chat with everything fits its specification", () => {
  const body: Record<string, any> = { ...toMistral(LONG), model: "mistral-small-2603" };
  expect(misfits(specification, "ChatCompletionRequest", body)).toEqual([]);
  expect(body).toMatchObject({ max_tokens: 200, random_seed: 7, temperature: 1.5, stream: true });
  expect(body.messages).toEqual([
    { role: "system", content: "Be brief." },
    { role: "user", content: LONG.messages[1]!.content },
    { role: "assistant", content: "", tool_calls: [{ id: "c12345678", type: "function", function: { name: "w", arguments: "{}" } }] },
    { role: "tool", content: "sunny", tool_call_id: "c12345678" },
  ]);
});

test("what Mistral has no word for is refused before the call", () => {
  const hi = { messages: [{ role: "user", content: "hi" }] };
  const bad = [
    { ...hi, logprobs: true },
    { ...hi, logit_bias: { 1: 2 } },
    { messages: [{ role: "function", content: "x" }] },
    { messages: [{ role: "user", content: [{ type: "file", file: { file_id: "f" } }] }] },
  ];
  for (const body of bad) expect(() => toMistral(body)).toThrow(AppError);
  expect(toMistral({ ...hi, logit_bias: {}, reasoning_effort: "high" })).toEqual({ ...hi, reasoning_effort: "high" });
});

test("speech and transcription fit the specification, and what was used is told", async () => {
  const { standIn } = await kit();
  const { audio } = await sampleFiles();
  const context = contextOf(standIn.url);
  const spoken = await mistral.start(
    callTo(mistral, "voxtral-mini-tts-3-0", "text-to-speech", { text: "Guten Tag", format: "wav", voice: "voice_481" }),
    context,
  );
  const asked = standIn.received.at(-1)!.json;
  expect(asked).toEqual({ model: "voxtral-mini-tts-3-0", input: "Guten Tag", voice_id: "voice_481", response_format: "wav" });
  expect(misfits(specification, "SpeechRequest", asked)).toEqual([]);
  expect(spoken).toMatchObject({ state: "done", outputs: [{ kind: "bytes", type: "audio/wav" }], usage: { character: 9, second: 0.5 } });
  const heard = await mistral.start(
    callTo(
      mistral,
      "voxtral-mini-2602",
      "speech-to-text",
      { audio: "ast_3", language: "pt-BR", prompt: "Ada Lovelace, oak;\nBärlauch", timestamps: "word", temperature: 0 },
      { files: { audio } },
    ),
    context,
  );
  const form = await formOf(standIn.received.at(-1)!);
  const { file, ...fields } = Object.fromEntries(form.entries()) as Record<string, any>;
  expect(file.name).toBe("hello.wav");
  expect(form.getAll("context_bias")).toEqual(["Ada_Lovelace", "oak", "Bärlauch"]);
  const lists = { context_bias: form.getAll("context_bias"), timestamp_granularities: form.getAll("timestamp_granularities") };
  expect(misfits(specification, "AudioTranscriptionRequest", { ...fields, ...lists, temperature: Number(fields.temperature) })).toEqual([]);
  expect(heard).toMatchObject({
    state: "done",
    outputs: [{ kind: "text", data: { language: "en", segments: [{ start: 0, end: 0.6 }] } }],
    usage: { second: 3, minute: 0.05 },
  });
  await standIn.close();
});

test("thoughts in pieces become words and thoughts, whole and streamed; what is words already passes as it is", async () => {
  const pieces = [
    {
      type: "thinking",
      thinking: [
        { type: "text", text: "Hm" },
        { type: "text", text: "m." },
      ],
    },
    { type: "text", text: "Grüße" },
  ];
  const whole = { choices: [{ index: 0, message: { role: "assistant", content: pieces }, finish_reason: "stop" }], usage: { total_tokens: 3 } };
  expect((await (await mendedAnswer(Response.json(whole), withoutPieces)).json()) as unknown).toEqual({
    ...whole,
    choices: [{ index: 0, message: { role: "assistant", content: "Grüße", reasoning_content: "Hmm." }, finish_reason: "stop" }],
  });
  const event = (content: unknown) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
  const bytes = new TextEncoder().encode(`${event(pieces)}${event("plain")}data: [DONE]\n\n`);
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const streamed = await mendedAnswer(new Response(source, { headers: { "content-type": "text/event-stream" } }), withoutPieces);
  const [first, second, last] = await eventsOf(streamed);
  expect(JSON.parse(first!).choices[0].delta).toEqual({ content: "Grüße", reasoning_content: "Hmm." });
  expect([JSON.parse(second!).choices[0].delta.content, last]).toEqual(["plain", "[DONE]"]);
});
