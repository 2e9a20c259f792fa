// Google's adapter signs the kit; bodies as documented, what it counts, partial films and the quirks of its compatible chat stand here.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { AppError } from "../../spec/error.ts";
import { settle } from "../../spec/price.ts";
import { wavOf } from "../../spec/sound-length.ts";
import { taskOf } from "../../spec/task.ts";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import { eventsOf } from "../conformance-chat.ts";
import { conform, type Subject } from "../conformance.ts";
import { soundSeconds } from "../media.ts";
import type { Context, Operation } from "../providers.ts";
import { startStandIn } from "../stand-in.ts";
import kit from "./conformance.ts";
import { mendedAnswer } from "../streams.ts";
import { withThoughts } from "./counts.ts";
import google from "./google.ts";

let subject: Subject;
beforeAll(async () => {
  subject = await kit();
});
afterAll(() => subject.standIn.close());

const contextOf = (baseUrl = subject.standIn.url): Context => ({
  baseUrl,
  secret: SECRET,
  signal: new AbortController().signal,
  now: () => 1_800_000_000_000,
  report: () => undefined,
  fetch,
});
const done = (operation: Operation) => operation as Operation & { state: "done" };

async function sent(remote: string, task: Parameters<typeof callTo>[2], input: Record<string, unknown>, more = {}) {
  subject.standIn.received.length = 0;
  const call = callTo(google, remote, task, input, more);
  const operation = await google.start(call, contextOf());
  return { call, operation, body: subject.standIn.received[0]?.json };
}

test("it conforms", async () => {
  const own = await kit();
  expect(await conform(own)).toEqual([]);
  await own.standIn.close();
}, 60_000);

test("a picture: its size is a shape and a resolution; tokens are counted by kind and priced", async () => {
  const { body, operation, call } = await sent("gemini-3-pro-image", "text-to-image", { prompt: "a fox", width: 2752, height: 1536, seed: 7 });
  expect(body).toEqual({
    contents: [{ role: "user", parts: [{ text: "a fox" }] }],
    generationConfig: { responseModalities: ["IMAGE"], imageConfig: { aspectRatio: "16:9", imageSize: "2K" }, seed: 7 },
  });
  const { usage, outputs } = done(operation);
  expect(outputs).toMatchObject([{ kind: "bytes", type: "image/png" }]);
  expect(usage).toEqual({ request: 1, image: 1, inputToken: 10, imageInputToken: 0, outputToken: 20, imageOutputToken: 1120 });
  const asked = taskOf("text-to-image").measure(call.input, 1);
  // 10 × $2 + 20 × $12 + 1120 × $120 a million
  expect(settle(call.offer.price, { costMicro: null, usage }, asked, {}).micro).toBe(20 + 240 + 134_400);
});

test("an edit carries its picture inline, and a film's first frame as Veo wants it", async () => {
  const { image } = await sampleFiles();
  const data = Buffer.from(await image.read()).toString("base64");
  const files = { files: { image } };
  const edit = await sent("gemini-nano-banana-2.1", "image-to-image", { prompt: "bluer", image: "ast_1" }, files);
  expect(edit.body.contents[0].parts).toEqual([{ text: "bluer" }, { inlineData: { mimeType: "image/png", data } }]);
  const film = await sent(
    "veo-3.1-generate-preview",
    "image-to-video",
    { prompt: "it blinks", image: "ast_1", negativePrompt: "text", seconds: 6, width: 720, height: 1280, audio: true, seed: 3 },
    files,
  );
  expect(film.body).toEqual({
    instances: [{ prompt: "it blinks", image: { bytesBase64Encoded: data, mimeType: "image/png" } }],
    parameters: { aspectRatio: "9:16", resolution: "720p", durationSeconds: 6, negativePrompt: "text", seed: 3, sampleCount: 1 },
  });
});

test("directions for a voice: a field from 3.8 on, words before the text for older models", async () => {
  const input = { text: "Good night.", voice: "Puck", instructions: "Whisper" };
  const newer = await sent("gemini-3.8-flash-tts", "text-to-speech", input);
  expect(newer.body).toEqual({
    contents: [{ role: "user", parts: [{ text: "Good night.", speechMetadata: { style: "Whisper" } }] }],
    generationConfig: { responseModalities: ["AUDIO"], speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Puck" } } } },
  });
  const older = await sent("gemini-2.5-flash-preview-tts", "text-to-speech", input);
  expect(older.body.contents).toEqual([{ role: "user", parts: [{ text: "Whisper: Good night." }] }]);
  expect(older.body.direction).toBeUndefined();
});

test("raw samples become a WAV that says its length; a WAV stays one", async () => {
  for (const remote of ["gemini-2.5-flash-preview-tts", "gemini-3.8-flash-tts"]) {
    const { operation } = await sent(remote, "text-to-speech", { text: "Hello there" });
    const { outputs, usage } = done(operation);
    const [output] = outputs as { kind: "bytes"; bytes: Uint8Array; type: string }[];
    expect([output!.type, soundSeconds(output!.bytes)]).toEqual(["audio/wav", 0.5]);
    expect(usage).toMatchObject({ inputToken: 10, audioOutputToken: 13, second: 0.5 });
  }
  const wav = Buffer.from(wavOf(Uint8Array.of(1, 0, 2, 0), 16_000));
  expect([wav.readUInt32LE(4), wav.readUInt32LE(24), wav.readUInt32LE(28), wav.readUInt32LE(40)]).toEqual([40, 16_000, 32_000, 4]);
});

test("films above 720p have eight seconds: anything else is refused before it is paid for", async () => {
  const large = { prompt: "waves", width: 1920, height: 1080 };
  const { operation } = await sent("veo-3.1-lite-generate-preview", "text-to-video", { ...large, seconds: 4 });
  expect(operation).toMatchObject({ state: "failed", failure: { code: "provider.invalid", charged: "no" } });
  expect(subject.standIn.received).toHaveLength(0);
  const { body, call } = await sent("veo-3.1-lite-generate-preview", "text-to-video", { ...large, seconds: 8 });
  expect(body.parameters).toMatchObject({ resolution: "1080p", durationSeconds: 8 });
  const asked = taskOf("text-to-video").measure(call.input, 1);
  expect(settle(call.offer.price, { costMicro: null, usage: null }, asked, { resolution: "1080p" }).micro).toBe(640_000);
});

test("of two films the filter took one: the other is given, and what is missing is not charged", async () => {
  const { call, operation } = await sent("veo-3.1-lite-generate-preview", "text-to-video", { prompt: "waves" }, { count: 2 });
  const video = { uri: `${subject.standIn.url}/files/1:download?alt=media` };
  const response = {
    generateVideoResponse: { generatedSamples: [{ video }], raiMediaFilteredCount: 1, raiMediaFilteredReasons: ["Violence (58061214)"] },
  };
  subject.standIn.fault({ kind: "status", status: 200, body: { name: "models/veo/operations/1", done: true, response } });
  const { ref } = operation as Operation & { state: "running" };
  const ended = await google.check!(ref, call, contextOf());
  expect(ended).toMatchObject({
    state: "done",
    outputs: [{ kind: "url", url: video.uri, authorized: true }],
    missing: { code: "provider.refused_output", charged: "no", message: "Google withheld what it made: Violence (58061214)" },
  });
  const alone = { ...response.generateVideoResponse, generatedSamples: [] };
  subject.standIn.fault({ kind: "status", status: 200, body: { name: "x", done: true, response: { generateVideoResponse: alone } } });
  expect(await google.check!(ref, call, contextOf())).toMatchObject({ state: "failed", failure: { code: "provider.refused_output", charged: "no" } });
});

test("a film opens with the key only, which goes nowhere else", async () => {
  subject.standIn.clear();
  const call = subject.cases.find(({ name }) => name === "film")!.call;
  let operation = await google.start(call, contextOf());
  while (operation.state === "running") operation = await google.check!(operation.ref, call, contextOf());
  const [output] = done(operation).outputs as { kind: "url"; url: string; authorized?: boolean }[];
  expect(output!.authorized).toBe(true);
  expect((await fetch(output!.url)).status).toBe(400);
  expect((await google.fetchOutput!(output!.url, contextOf())).headers.get("content-type")).toBe("video/mp4");
  const elsewhere = await startStandIn(() => ({}));
  await google.fetchOutput!(`${elsewhere.url}/x`, contextOf());
  expect(elsewhere.received[0]!.headers.get("x-goog-api-key")).toBeNull();
  await elsewhere.close();
});

test("an operation is asked for by its own name only", async () => {
  const call = subject.cases.find(({ name }) => name === "film")!.call;
  for (const name of ["https://evil.example/operations/1", "../../../other", "models/veo/operations/../../x", 7]) {
    subject.standIn.clear();
    subject.standIn.fault({ kind: "status", status: 200, body: { name } });
    expect(await google.start(call, contextOf())).toMatchObject({ state: "failed", failure: { code: "provider.unknown_outcome" } });
  }
  subject.standIn.clear();
});

test("the compatible chat: a bad key in a list is told as one, and thoughts are counted as written", async () => {
  const offer = google.offers.find(({ remote }) => remote === "gemini-3.8-flash")!;
  const body = { messages: [{ role: "user", content: "hi" }] };
  const thrown = await google.live!(body, offer, { ...contextOf(), secret: "other" }).catch((error: unknown) => error);
  expect((thrown as AppError).code).toBe("provider.auth");
  const usage = { prompt_tokens: 12, completion_tokens: 28, total_tokens: 40, completion_tokens_details: { reasoning_tokens: 23 } };
  const whole: any = await (await google.live!(body, offer, contextOf())).response.json();
  expect(whole.usage).toEqual(usage);
  subject.standIn.clear();
  const events = await eventsOf((await google.live!({ ...body, stream: true }, offer, contextOf())).response);
  expect(JSON.parse(events.at(-2)!).usage).toEqual(usage);
  expect(subject.standIn.received[0]!.json).toMatchObject({ model: "gemini-3.8-flash", stream_options: { include_usage: true } });
});

test("what is not to be mended passes as it is, event by event", async () => {
  const pieces = ['data: {"a":"Grü', 'ße"}\r\n\r\ndata: not "usage" json\n', "\n: comment\n\ndata: [DONE]"];
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  const response = await mendedAnswer(new Response(source, { headers: { "content-type": "text/event-stream" } }), withThoughts);
  expect(await response.text()).toBe('data: {"a":"Grüße"}\n\ndata: not "usage" json\n\n: comment\n\ndata: [DONE]');
  const plain = { usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } };
  expect((await (await mendedAnswer(Response.json(plain), withThoughts)).json()) as unknown).toEqual(plain);
});

test("how long to wait stands in the details of a limit by the minute", async () => {
  const details = [
    { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaId: "GenerateRequestsPerMinutePerProject" }] },
    { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "17.5s" },
  ];
  const error = { code: 429, status: "RESOURCE_EXHAUSTED", message: "You exceeded your current quota.", details };
  subject.standIn.fault({ kind: "status", status: 429, body: { error } });
  const { operation } = await sent("gemini-3-pro-image", "text-to-image", { prompt: "a fox" });
  subject.standIn.fault(null);
  expect(operation).toMatchObject({ failure: { code: "provider.rate", retryAfterMs: 17_500 } });
});
