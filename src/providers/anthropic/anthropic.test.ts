// Anthropic's adapter signs the kit; the translation of what people really send and get stands here, word for word.
import { expect, test } from "bun:test";
import { AppError } from "../../spec/error.ts";
import { conform } from "../conformance.ts";
import { eventsOf } from "../conformance-chat.ts";
import type { Context } from "../providers.ts";
import { startStandIn, type Reply } from "../stand-in.ts";
import anthropic from "./anthropic.ts";
import kit from "./conformance.ts";
import { chunksOf } from "./from-messages.ts";
import { type Limits, toMessages } from "./to-messages.ts";

const LIMITS: Limits = { maxTokens: 64_000, sampling: true, promptChars: null };
const HAIKU = anthropic.offers.find(({ remote }) => remote === "claude-haiku-4-5")!;
const PNG = "data:image/png;base64,iVBORw0KGgo=";
const user = (content: unknown) => ({ messages: [{ role: "user", content }] });

const contextOf = (baseUrl: string, signal = new AbortController().signal): Context => ({
  baseUrl,
  secret: "sk-ant-test",
  signal,
  now: () => 1_800_000_000_000,
  report: () => undefined,
  fetch,
});

/** What the adapter makes of this answer. */
async function against(reply: Reply, body: Record<string, unknown> = user("hi")) {
  const standIn = await startStandIn(() => reply);
  try {
    const { response } = await anthropic.live!(body, HAIKU, contextOf(standIn.url));
    return body.stream ? await eventsOf(response) : await response.json();
  } catch (thrown) {
    return thrown;
  } finally {
    await standIn.close();
  }
}

const sse = (...events: object[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
const streamed = (...events: object[]): Reply => ({ headers: { "content-type": "text/event-stream" }, body: sse(...events) });
const START = { type: "message_start", message: { id: "msg_1", model: "claude-haiku-4-5", usage: { input_tokens: 5, output_tokens: 1 } } };

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

test("a long chat with tools becomes turns: system apart, results in the user's turn, calls as blocks", () => {
  const body = {
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Weather in Paris and Rome?" },
      {
        role: "assistant",
        content: "",
        tool_calls: [
          { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } },
          { id: "call_2", type: "function", function: { name: "weather", arguments: "" } },
        ],
      },
      { role: "tool", tool_call_id: "call_1", content: "sunny" },
      { role: "tool", tool_call_id: "call_2", content: [{ type: "text", text: "rain" }] },
      { role: "tool", tool_call_id: "call_3", content: "" },
      { role: "developer", content: [{ type: "text", text: "In French." }] },
      { role: "user", content: "And now?" },
    ],
    tools: [
      { type: "function", function: { name: "weather", description: "Tells it", parameters: { type: "object", properties: {} }, strict: true } },
    ],
    tool_choice: "required",
    parallel_tool_calls: false,
    max_completion_tokens: 900,
    temperature: 1.7,
    top_p: 0.9,
    stop: ["END", " \n"],
    user: "u_1",
    stream: true,
    stream_options: { include_usage: true },
    seed: 7,
  };
  expect(toMessages(body, "claude-haiku-4-5", LIMITS)).toEqual({
    model: "claude-haiku-4-5",
    max_tokens: 900,
    system: [
      { type: "text", text: "Be brief." },
      { type: "text", text: "In French." },
    ],
    messages: [
      { role: "user", content: [{ type: "text", text: "Weather in Paris and Rome?" }] },
      {
        role: "assistant",
        content: [
          { type: "tool_use", id: "call_1", name: "weather", input: { city: "Paris" } },
          { type: "tool_use", id: "call_2", name: "weather", input: {} },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "call_1", content: [{ type: "text", text: "sunny" }] },
          { type: "tool_result", tool_use_id: "call_2", content: [{ type: "text", text: "rain" }] },
          { type: "tool_result", tool_use_id: "call_3" },
          { type: "text", text: "And now?" },
        ],
      },
    ],
    tools: [{ name: "weather", description: "Tells it", input_schema: { type: "object", properties: {} }, strict: true }],
    tool_choice: { type: "any", disable_parallel_tool_use: true },
    temperature: 1,
    top_p: 0.9,
    stop_sequences: ["END"],
    metadata: { user_id: "u_1" },
    stream: true,
  });
});

test("pictures as data URLs and as URLs, documents, schemas and effort", () => {
  const parts = [
    { type: "text", text: "Compare." },
    { type: "image_url", image_url: { url: PNG, detail: "low" } },
    { type: "image_url", image_url: "https://example.org/a.jpg" },
    { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERi0=" } },
  ];
  const format = { type: "json_schema", json_schema: { name: "x", schema: { type: "object" } } };
  expect(toMessages({ ...user(parts), response_format: format, reasoning_effort: "minimal" }, "m", LIMITS)).toEqual({
    model: "m",
    max_tokens: 4096,
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Compare." },
          { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
          { type: "image", source: { type: "url", url: "https://example.org/a.jpg" } },
          { type: "document", source: { type: "base64", media_type: "application/pdf", data: "JVBERi0=" }, title: "a.pdf" },
        ],
      },
    ],
    output_config: { format: { type: "json_schema", schema: { type: "object" } }, effort: "low" },
  });
});

test("what Claude has no word for is refused before the call, never dropped", () => {
  const refused = (body: object, limits = LIMITS) => {
    try {
      toMessages({ ...user("hi"), ...body }, "m", limits);
      return null;
    } catch (thrown) {
      return (thrown as AppError).code;
    }
  };
  for (const body of [
    { n: 2 },
    { logprobs: true },
    { presence_penalty: 0.5 },
    { response_format: { type: "json_object" } },
    { modalities: ["text", "audio"] },
    user([{ type: "input_audio", input_audio: { data: "…", format: "wav" } }]),
    user([{ type: "image_url", image_url: { url: "http://insecure.example/a.png" } }]),
    { messages: [{ role: "function", name: "f", content: "1" }] },
    { tools: [{ type: "web_search" }] },
  ])
    expect([body, refused(body)]).toEqual([body, "provider.invalid"]);
  expect(refused({ n: 1, logprobs: false, presence_penalty: 0, logit_bias: {}, seed: 3, store: true })).toBeNull();
  const newer = { ...LIMITS, sampling: false };
  expect(refused({ temperature: 0.2 }, newer)).toBe("provider.invalid");
  expect(refused({ temperature: 1 }, newer)).toBeNull();
  expect(refused(user("x".repeat(2_000)), { ...LIMITS, promptChars: 1_000 })).toBe("provider.invalid");
  expect(refused({ messages: [{ role: "assistant", tool_calls: [{ id: "1", function: { name: "f", arguments: "{" } }] }] })).toBe("request.invalid");
});

test("a whole answer: words, thoughts, calls, why it ended, and every token that was counted", async () => {
  const answer: any = await against({
    body: {
      id: "msg_1",
      model: "claude-haiku-4-5",
      content: [
        { type: "thinking", thinking: "Hm.", signature: "s" },
        { type: "text", text: "Let me look." },
        { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Rome" } },
      ],
      stop_reason: "tool_use",
      usage: { input_tokens: 10, cache_creation_input_tokens: 3, cache_read_input_tokens: 100, output_tokens: 20 },
    },
  });
  expect(answer).toEqual({
    id: "msg_1",
    object: "chat.completion",
    created: 1_800_000_000,
    model: "claude-haiku-4-5",
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: "Let me look.",
          refusal: null,
          reasoning_content: "Hm.",
          tool_calls: [{ id: "toolu_1", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } }],
        },
        logprobs: null,
        finish_reason: "tool_calls",
      },
    ],
    usage: { prompt_tokens: 113, completion_tokens: 20, total_tokens: 133, prompt_tokens_details: { cached_tokens: 100 } },
  });
});

test("a stream with thoughts, words and two calls, one of them without arguments", async () => {
  const events: any = await against(
    streamed(
      START,
      { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Hm." } },
      { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "s" } },
      { type: "content_block_stop", index: 0 },
      { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "Grüße" } },
      { type: "content_block_stop", index: 1 },
      { type: "content_block_start", index: 2, content_block: { type: "tool_use", id: "toolu_1", name: "a", input: {} } },
      { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: "" } },
      { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: '{"x":' } },
      { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: "1}" } },
      { type: "content_block_stop", index: 2 },
      { type: "content_block_start", index: 3, content_block: { type: "tool_use", id: "toolu_2", name: "b", input: {} } },
      { type: "content_block_stop", index: 3 },
      { type: "brand_new_event", index: 9 },
      { type: "message_delta", delta: { stop_reason: "max_tokens" }, usage: { output_tokens: 30, cache_read_input_tokens: 2 } },
      { type: "message_stop" },
    ),
    { ...user("hi"), stream: true },
  );
  expect(events.at(-1)).toBe("[DONE]");
  const chunks = events.slice(0, -1).map((event: string) => JSON.parse(event));
  expect(chunks.map((chunk: any) => chunk.choices[0]?.delta ?? null)).toEqual([
    { role: "assistant", content: "" },
    { reasoning_content: "Hm." },
    { content: "Grüße" },
    { tool_calls: [{ index: 0, id: "toolu_1", type: "function", function: { name: "a", arguments: "" } }] },
    { tool_calls: [{ index: 0, function: { arguments: '{"x":' } }] },
    { tool_calls: [{ index: 0, function: { arguments: "1}" } }] },
    { tool_calls: [{ index: 1, id: "toolu_2", type: "function", function: { name: "b", arguments: "" } }] },
    { tool_calls: [{ index: 1, function: { arguments: "{}" } }] },
    {},
    null,
  ]);
  expect(chunks.at(-2).choices[0].finish_reason).toBe("length");
  expect(chunks.at(-1).usage).toEqual({
    prompt_tokens: 7,
    completion_tokens: 30,
    total_tokens: 37,
    prompt_tokens_details: { cached_tokens: 2 },
  });
});

test("a refusal ends as a filtered answer, with its reason", async () => {
  const body = { id: "m", model: "c", content: [], stop_reason: "refusal", usage: { input_tokens: 4, output_tokens: 0 } };
  const answer: any = await against({ body: { ...body, stop_details: { type: "refusal", explanation: "No." } } });
  expect(answer.choices[0]).toMatchObject({ message: { content: "", refusal: "No." }, finish_reason: "content_filter" });
});

test("failures are told apart", async () => {
  const told: [number, string, string, string][] = [
    [400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", "provider.quota"],
    [400, "invalid_request_error", "You have reached your specified API usage limits.", "provider.quota"],
    [402, "billing_error", "There is an issue with your payment.", "provider.quota"],
    [429, "rate_limit_error", "Number of concurrent connections has exceeded your rate limit.", "provider.concurrency"],
    [429, "rate_limit_error", "This request would exceed your organization's rate limit of 50 requests per minute.", "provider.rate"],
    [529, "overloaded_error", "Overloaded", "provider.capacity"],
    [400, "invalid_request_error", "Output blocked by content filtering policy", "provider.refused_output"],
    [404, "not_found_error", "model: claude-x", "provider.not_found"],
    [413, "request_too_large", "Request exceeds the maximum size", "provider.invalid"],
  ];
  for (const [status, type, message, code] of told) {
    const thrown = await against({ status, body: { type: "error", error: { type, message } } });
    expect([message, (thrown as AppError).code]).toEqual([message, code]);
  }
  for (const body of [{ hello: 1 }, "not json"]) expect(((await against({ body })) as AppError).code).toBe("provider.bad_output");
});

test("an error before the first word is thrown, so that another may be asked; a later one is told in the stream, which does not end well", async () => {
  const overloaded = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
  const asked = { ...user("hi"), stream: true };
  expect(((await against(streamed(overloaded), asked)) as AppError).code).toBe("provider.capacity");
  expect(((await against(streamed(), asked)) as AppError).code).toBe("provider.bad_output");
  expect(((await against({ body: "<html>", headers: { "content-type": "text/html" } }, asked)) as AppError).code).toBe("provider.bad_output");
  const events: any = await against(
    streamed(START, { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Oh" } }, overloaded),
    asked,
  );
  expect(JSON.parse(events.at(-1)).error).toMatchObject({ code: "provider.capacity", message: "Anthropic is overloaded: Overloaded" });
  const cut: any = await against(streamed(START), asked);
  expect(cut).toHaveLength(1);
});

test("it is read no faster than it is taken, and who leaves stops it", async () => {
  let pulled = 0;
  let canceled: unknown = null;
  const source = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulled += 1;
        const event = pulled === 1 ? START : { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "x" } };
        controller.enqueue(new TextEncoder().encode(sse(event)));
      },
      cancel(reason) {
        canceled = reason;
      },
    },
    { highWaterMark: 0 },
  );
  const failure = () => new AppError("provider.error", "x");
  const reader = (await chunksOf(source, { created: 1, signal: new AbortController().signal, failure })).getReader();
  await reader.read();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(pulled).toBeLessThanOrEqual(6);
  await reader.cancel("gone");
  expect(canceled).toBe("gone");
});

test("events that arrive cut in the middle, of a letter even, come out whole", async () => {
  const bytes = new TextEncoder().encode(
    sse(START, { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Grüße, 世界" } }, { type: "message_stop" }).replaceAll(
      "\n",
      "\r\n",
    ),
  );
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const failure = () => new AppError("provider.error", "x");
  const chunks = await eventsOf(new Response(await chunksOf(source, { created: 1, signal: new AbortController().signal, failure })));
  expect(JSON.parse(chunks[1]!).choices[0].delta.content).toBe("Grüße, 世界");
  expect(chunks.at(-1)).toBe("[DONE]");
});
