// What is sent to OpenAI fits OpenAI's own specification; what comes back becomes outputs and priced usage; chat streams and stops; the official client finds the stand-in real.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import OpenAI, { toFile } from "openai";
import { AppError } from "../../spec/error.ts";
import { facetsOf, quote, settle } from "../../spec/price.ts";
import { type TaskId, taskOf } from "../../spec/task.ts";
import { conform } from "../conformance.ts";
import { misfits, subset } from "../conformance-specification.ts";
import { SECRET, callTo, contextOf, sampleFiles } from "../conformance-cases.ts";
import type { Context, Operation } from "../providers.ts";
import { formOf } from "../stand-in.ts";
import { tone } from "../stand-in-media.ts";
import kit from "./conformance.ts";
import { openai } from "./openai.ts";
import specification from "./openapi.subset.json";
import { type OpenAiStandIn, startOpenAiStandIn } from "./stand-in.ts";

let standIn: OpenAiStandIn;
beforeAll(async () => {
  standIn = await startOpenAiStandIn({ key: SECRET });
});
afterAll(() => standIn.close());
beforeEach(() => {
  standIn.clear();
  Object.assign(standIn.controls, { delayMs: 0, chunkMs: 0, say: null, fewer: false });
});

const context = (signal = new AbortController().signal): Context => contextOf({ standIn, secret: SECRET }, { signal });
const done = (operation: Operation) => {
  if (operation.state !== "done") throw new Error(JSON.stringify(operation));
  return operation;
};

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

/** Valid by the specification, and with no field that it does not name: where it is silent, OpenAI refuses. */
function fits(name: string, body: Record<string, unknown>): void {
  expect(misfits(specification, name, body)).toEqual([]);
}

describe("requests fit the specification", () => {
  test("the validator refuses what OpenAI would", () => {
    expect(() => fits("CreateImageRequest", { prompt: "x", quality: "awful" })).toThrow();
    expect(() => fits("CreateSpeechRequest", { model: "tts-1", input: "x" })).toThrow();
    expect(() => fits("CreateImageRequest", { prompt: "x", seed: 4 })).toThrow();
  });

  const IMAGES = openai.offers.filter((offer) => offer.tasks["text-to-image"]);
  test.each(IMAGES.map((offer) => [offer.remote]))("image by %s", async (remote) => {
    const call = callTo(openai, remote, "text-to-image", { prompt: "a red fox" }, { count: 1 });
    done(await openai.start(call, context()));
    const body = standIn.received[0]!.json;
    fits("CreateImageRequest", body);
    expect(body).toMatchObject({ model: remote, prompt: "a red fox", n: 1, size: "1024x1024" });
    // The newer models refuse response_format; the old one sends URLs without it.
    expect("response_format" in body).toBe(remote === "dall-e-3");
  });

  test("every field of an image ask arrives", async () => {
    const input = { prompt: "a red fox", width: 1536, height: 1024, quality: "high", background: "transparent", format: "webp" };
    done(await openai.start(callTo(openai, "gpt-image-1.5", "text-to-image", input, { count: 3 }), context()));
    const body = standIn.received[0]!.json;
    fits("CreateImageRequest", body);
    expect(body).toEqual({
      model: "gpt-image-1.5",
      prompt: "a red fox",
      n: 3,
      size: "1536x1024",
      quality: "high",
      background: "transparent",
      output_format: "webp",
    });
  });

  test("an edit sends the picture and a mask with alpha", async () => {
    const { image, mask } = await sampleFiles();
    done(
      await openai.start(
        callTo(openai, "gpt-image-1", "image-to-image", { prompt: "bluer", image: "ast_1", mask: "ast_2" }, { files: { image, mask } }),
        context(),
      ),
    );
    const form = await formOf(standIn.received[0]!);
    const [picture, alpha] = [form.get("image") as File, form.get("mask") as File];
    expect([picture.name, picture.type, alpha.type]).toEqual(["cat.png", "image/png", "image/png"]);
    fits("CreateImageEditRequest", { ...Object.fromEntries(form), n: Number(form.get("n")), image: "", mask: "" });
  });

  test("speech", async () => {
    const input = { text: "Hello", voice: "coral", speed: 1.25, instructions: "whisper", format: "wav" };
    const operation = done(await openai.start(callTo(openai, "gpt-4o-mini-tts", "text-to-speech", input), context()));
    const body = standIn.received[0]!.json;
    fits("CreateSpeechRequest", body);
    expect(body).toEqual({ model: "gpt-4o-mini-tts", input: "Hello", voice: "coral", speed: 1.25, instructions: "whisper", response_format: "wav" });
    expect(operation.usage).toMatchObject({ character: 5 });
    expect(operation.usage!.second).toBeCloseTo(0.325, 2);
  });

  test("transcription with word timestamps, the language cut to its first part", async () => {
    const { audio } = await sampleFiles();
    const operation = done(
      await openai.start(
        callTo(
          openai,
          "whisper-1",
          "speech-to-text",
          { audio: "ast_3", language: "pt-BR", prompt: "names", temperature: 0.2, timestamps: "word" },
          { files: { audio } },
        ),
        context(),
      ),
    );
    const form = await formOf(standIn.received[0]!);
    const sent = { ...Object.fromEntries(form), temperature: 0.2, file: "", "timestamp_granularities[]": ["word"] };
    const { "timestamp_granularities[]": stamps, ...plain } = sent;
    fits("CreateTranscriptionRequest", { ...plain, timestamp_granularities: stamps });
    expect([form.get("language"), form.get("response_format"), (form.get("file") as File).name]).toEqual(["pt", "verbose_json", "hello.wav"]);
    expect(operation.outputs[0]).toMatchObject({ kind: "text", data: { language: "english", words: [{ word: "I" }, { word: "heard" }] } });
    expect(operation.usage).toMatchObject({ second: 2 });
  });

  test("the newer transcription has the language in a list, and no second field for it", async () => {
    const { audio } = await sampleFiles();
    const call = callTo(
      openai,
      "gpt-transcribe",
      "speech-to-text",
      { audio: "ast_3", language: "pt-BR", prompt: "names" },
      { files: { audio }, count: 1 },
    );
    const operation = done(await openai.start(call, context()));
    const form = await formOf(standIn.received[0]!);
    expect([form.getAll("languages[]"), form.has("language"), form.get("prompt")]).toEqual([["pt"], false, "names"]);
    expect(settle(call.offer.price, operation, { high: { request: 1, second: 2, minute: 2 / 60 } }, {}).micro).toBe(151); // 2 s at $0.0045 a minute, rounded up
  });

  test("the answers of the stand-in fit as well", async () => {
    const { audio } = await sampleFiles();
    const ask = async (path: string, body: BodyInit, json = true) =>
      (
        await fetch(`${standIn.url}/${path}`, {
          method: "POST",
          body,
          headers: { authorization: `Bearer ${SECRET}`, ...(json ? { "content-type": "application/json" } : {}) },
        })
      ).json() as Promise<any>;
    fits("ImagesResponse", await ask("images/generations", JSON.stringify({ prompt: "x", size: "1024x1024" })));
    fits(
      "CreateChatCompletionResponse",
      await ask("chat/completions", JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: "hi" }] })),
    );
    const form = new FormData();
    form.set("file", new Blob([await audio.read()]), "a.wav");
    fits("CreateTranscriptionResponseJson", await ask("audio/transcriptions", form, false));
  });

  test("cutting the subset again from itself gives the same", () => {
    expect(subset(specification, Object.keys(specification.components.schemas))).toEqual(specification.components.schemas);
  });
});

describe("answers", () => {
  test("token counts become the units that the price knows, and the bill lies within the quote", async () => {
    const call = callTo(openai, "gpt-image-1", "text-to-image", { prompt: "a red fox in the snow" }, { count: 2 });
    const operation = done(await openai.start(call, context()));
    expect(operation.usage).toEqual({ request: 1, image: 2, inputToken: 6, imageInputToken: 0, outputToken: 0, imageOutputToken: 2112 });
    const asked = taskOf("text-to-image").measure(call.input, 2);
    const bill = settle(call.offer.price, operation, asked, facetsOf(call.input));
    const offered = quote(call.offer.price, asked, facetsOf(call.input))!;
    expect(bill).toMatchObject({ micro: 84510, basis: "usage" }); // 6 × $5/M + 2112 × $40/M
    expect(bill.micro!).toBeGreaterThanOrEqual(offered.lowMicro - 20);
    expect(bill.micro!).toBeLessThanOrEqual(offered.highMicro);
  });

  test("fewer pictures than asked for are kept, and the rest is told", async () => {
    standIn.controls.fewer = true;
    const operation = done(await openai.start(callTo(openai, "gpt-image-1", "text-to-image", { prompt: "x" }, { count: 3 }), context()));
    expect(operation.outputs).toHaveLength(2);
    expect(operation.missing).toMatchObject({ code: "provider.bad_output" });
  });

  test("every priced offer can be quoted for a plain ask", () => {
    for (const offer of openai.offers) {
      for (const task of Object.keys(offer.tasks) as TaskId[]) {
        const input = callTo(openai, offer.remote, task, {
          prompt: "x",
          text: "x",
          messages: [{ role: "user", content: "x" }],
          image: "ast_1",
          audioSeconds: 60,
        }).input;
        const range = quote(offer.price, taskOf(task).measure(input, 1), facetsOf(input));
        expect([offer.id, range !== null && range.highMicro > 0]).toEqual([offer.id, true]);
      }
    }
  });

  test("a medium square picture of gpt-image-1 costs about four cents", () => {
    const { input, offer } = callTo(openai, "gpt-image-1", "text-to-image", { prompt: "x" });
    expect(quote(offer.price, taskOf("text-to-image").measure(input, 1), facetsOf(input))).toEqual({ lowMicro: 42245, highMicro: 42330 });
  });
});

describe("chat", () => {
  const offer = openai.offers.find((each) => each.remote === "gpt-4o-mini")!;
  const ask = (body: Record<string, unknown>, signal?: AbortSignal) =>
    openai.live!({ model: "ignored", messages: [{ role: "user", content: "hello world" }], ...body }, offer, context(signal));

  test("the body passes as it is, under the remote name, and fits the specification", async () => {
    const { response } = await ask({ temperature: 0.3, tools: [{ type: "function", function: { name: "f", parameters: {} } }] });
    expect(((await response.json()) as any).choices[0].message.content).toBe("You said: hello world");
    const body = standIn.received[0]!.json;
    expect(body).toMatchObject({ model: "gpt-4o-mini", temperature: 0.3, tools: [{ type: "function" }] });
    expect("stream_options" in body).toBe(false);
    fits("CreateChatCompletionRequest", { messages: body.messages, model: body.model, temperature: body.temperature });
  });

  test("the limit of an answer goes out under the name that reasoning models take as well, and the newer name wins", async () => {
    await ask({ max_tokens: 50 });
    await ask({ max_tokens: 50, max_completion_tokens: 70 });
    const sent = standIn.received.map(({ json }) => ({ ...json, messages: undefined, model: undefined }));
    expect(sent).toEqual([{ max_completion_tokens: 50 }, { max_completion_tokens: 70 }]);
  });

  test("a stream is asked for its usage and ends with its marker", async () => {
    const { response } = await ask({ stream: true, stream_options: { include_obfuscation: false } });
    const text = await response.text();
    expect(standIn.received[0]!.json.stream_options).toEqual({ include_obfuscation: false, include_usage: true });
    expect(text).toContain('"prompt_tokens":12');
    expect(text.trimEnd().endsWith("data: [DONE]")).toBe(true);
  });

  test("an abort in the middle of a stream reaches the provider", async () => {
    Object.assign(standIn.controls, { chunkMs: 20, say: "word ".repeat(500) });
    const abort = new AbortController();
    const { response } = await ask({ stream: true }, abort.signal);
    const reader = response.body!.getReader();
    await reader.read();
    abort.abort();
    await reader.read().catch(() => undefined);
    for (let turn = 0; turn < 50 && !standIn.received[0]!.gone; turn++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(standIn.received[0]!.gone).toBe(true);
  });

  test("failures are thrown as ours, with the wait that was asked for and no key", async () => {
    standIn.fault({
      kind: "status",
      status: 429,
      headers: { "retry-after": "2" },
      body: { error: { message: `slow down ${SECRET}`, code: "rate_limit_exceeded" } },
    });
    const error = await ask({}).then(
      () => null,
      (thrown) => thrown as AppError,
    );
    expect(error).toBeInstanceOf(AppError);
    expect([error!.code, error!.retryAfterMs, error!.detail.includes(SECRET)]).toEqual(["provider.rate", 2000, false]);
    standIn.fault({ kind: "drop" });
    expect(
      (await ask({}).then(
        () => null,
        (thrown) => thrown as AppError,
      ))!.row.retry,
    ).toBe("next");
  });
});

test("the official client finds the stand-in real", async () => {
  const client = new OpenAI({ apiKey: SECRET, baseURL: standIn.url, maxRetries: 0 });
  const image = await client.images.generate({ model: "gpt-image-1", prompt: "a fox", size: "1024x1024" });
  expect(Buffer.from(image.data![0]!.b64_json!, "base64").subarray(1, 4).toString()).toBe("PNG");
  const edited = await client.images.edit({
    model: "gpt-image-1",
    prompt: "bluer",
    image: await toFile(Buffer.from(image.data![0]!.b64_json!, "base64"), "a.png", { type: "image/png" }),
  });
  expect(edited.data).toHaveLength(1);
  expect((await (await client.audio.speech.create({ model: "tts-1", voice: "alloy", input: "hi" })).arrayBuffer()).byteLength).toBeGreaterThan(1000);
  expect((await client.audio.transcriptions.create({ model: "whisper-1", file: await toFile(tone("x"), "a.wav") })).text).toContain("bytes");
  const parts: string[] = [];
  for await (const chunk of await client.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content: "one two" }], stream: true }))
    parts.push(chunk.choices[0]?.delta.content ?? "");
  expect(parts.join("")).toBe("You said: one two");
  await expect((async () => client.images.generate({ model: "gpt-image-1", prompt: "[refuse]" }))()).rejects.toMatchObject({
    status: 400,
    code: "moderation_blocked",
  });
  await expect((async () => new OpenAI({ apiKey: "wrong", baseURL: standIn.url, maxRetries: 0 }).models.list())()).rejects.toMatchObject({
    status: 401,
  });
  expect(standIn.submissions()["a fox"]).toBe(1);
});
