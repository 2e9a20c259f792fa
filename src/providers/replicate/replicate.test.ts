// Replicate's adapter signs the kit; what the kit cannot know stands here.
import { createHmac } from "node:crypto";
import { expect, test } from "bun:test";
import { facetsOf, quote, settle } from "../../spec/price.ts";
import { taskOf } from "../../spec/task.ts";
import { contextOf, callNamed, runOf } from "../conformance-cases.ts";
import { conform, type Subject } from "../conformance.ts";
import type { Call, Operation } from "../providers.ts";
import kit, { SIGNING } from "./conformance.ts";
import replicate from "./replicate.ts";

const NOW = 1_800_000_000_000;

const run = (subject: Subject, call: Call) => runOf(subject.provider, call, contextOf(subject));

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

test("what is asked for stands in the body as the models' pages name it", async () => {
  const subject = await kit();
  const sent = async (name: string, input: Record<string, unknown> = {}) => {
    subject.standIn.clear();
    const call = callNamed(subject, name);
    await subject.provider.start({ ...call, input: { ...call.input, ...input } }, contextOf(subject));
    return subject.standIn.received[0]!.json;
  };
  const data = expect.stringMatching(/^data:image\/png;base64,/);
  const version = expect.stringMatching(/^[0-9a-f]{64}$/);
  const prompt = "a red fox";
  expect(await sent("picture", { width: 1344, height: 768, format: "jpeg", seed: 4 })).toEqual({
    input: { prompt, aspect_ratio: "16:9", output_format: "jpg", seed: 4 },
  });
  expect(await sent("picture of a free size", { width: 1440, height: 800 })).toEqual({
    input: { prompt, aspect_ratio: "custom", width: 1440, height: 800, output_format: "png" },
  });
  expect(await sent("variation", { strength: 0.5 })).toEqual({ input: { prompt, image: data, prompt_strength: 0.5, output_format: "png" } });
  expect(await sent("edit")).toEqual({
    input: { prompt, input_images: [data], aspect_ratio: "match_input_image", resolution: "1 MP", output_format: "png" },
  });
  expect(await sent("picture by a version", { negativePrompt: "hats" })).toEqual({
    version,
    input: { prompt, negative_prompt: "hats", width: 1024, height: 1024 },
  });
  expect(await sent("upscale", { scale: 4 })).toEqual({ version, input: { image: data, scale: 4 } });
  expect(await sent("background")).toEqual({ input: { image: data } });
  expect(await sent("film", { seconds: 5.5, width: 720, height: 1280 })).toEqual({
    input: { prompt, num_frames: 89, resolution: "720p", aspect_ratio: "9:16" },
  });
  expect(await sent("animation", { width: 1920, height: 1080 })).toEqual({ input: { prompt, image: data, duration: 5, resolution: "1080p" } });
  expect(await sent("film with sound", { audio: false })).toEqual({ input: { prompt, duration: 6, resolution: "1080p", generate_audio: false } });
  expect(await sent("song", { lyrics: "[verse] la" })).toEqual({ version, input: { tags: prompt, lyrics: "[verse] la", duration: 60 } });
  expect(await sent("music", { seconds: 12, format: "mp3" })).toEqual({
    version,
    input: { prompt, model_version: "large", duration: 12, output_format: "mp3" },
  });
  expect(await sent("speech")).toEqual({ version, input: { text: "Hello there", voice: "af_bella", speed: 1 } });
  expect(await sent("transcript", { language: "pt-BR", prompt: "Oak" })).toEqual({
    version,
    input: { audio: expect.stringMatching(/^data:audio\/wav;base64,/), language: "pt", initial_prompt: "Oak" },
  });
  await subject.standIn.close();
});

test("seconds of hardware, pictures and films are paid as they are priced; the log tells the seed", async () => {
  const subject = await kit();
  for (const [name, micro] of [
    ["picture", 3_000],
    ["picture by a version", 2_438],
    ["film", 50_000],
    ["animation", 500_000],
  ] as const) {
    const call = callNamed(subject, name);
    const operation = (await run(subject, call)) as Operation & { state: "done" };
    const asked = taskOf(call.task).measure(call.input, call.count);
    expect([name, settle(call.offer.price, operation, asked, facetsOf(call.input)).micro]).toEqual([name, micro]);
    expect(operation.seed).toBe(1234);
  }
  const call = callNamed(subject, "film");
  const large = { ...call.input, width: 1280, height: 720 };
  expect(quote(call.offer.price, taskOf(call.task).measure(large, 1), facetsOf(large))).toEqual({ lowMicro: 100_000, highMicro: 100_000 });
  await subject.standIn.close();
});

test("a transcript keeps its segments and its language", async () => {
  const subject = await kit();
  expect(await run(subject, callNamed(subject, "transcript"))).toMatchObject({
    outputs: [{ kind: "text", text: " You said hello.", data: { segments: [{ start: 0 }], detected_language: "english" } }],
    usage: { gpuSecond: 2.5 },
  });
  await subject.standIn.close();
});

test("what is withheld is charged by the second, and unknown where a price is by the picture", async () => {
  const subject = await kit();
  for (const [name, charged] of [
    ["picture", "unknown"],
    ["picture by a version", "yes"],
  ] as const) {
    const call = callNamed(subject, name);
    const started = (await subject.provider.start(call, contextOf(subject))) as Operation & { state: "running" };
    subject.standIn.fault({ kind: "status", status: 200, body: { id: "job-1", status: "failed", error: "NSFW content detected" } });
    expect(await subject.provider.check!(started.ref, call, contextOf(subject))).toMatchObject({
      failure: { code: "provider.refused_output", charged },
    });
    subject.standIn.fault(null);
  }
  await subject.standIn.close();
});

test("addresses elsewhere are not asked with the key", async () => {
  const subject = await kit();
  const call = callNamed(subject, "picture");
  const urls = { get: "https://evil.example/v1/predictions/job-1", cancel: "https://evil.example/cancel" };
  subject.standIn.fault({ kind: "status", status: 201, body: { id: "job-1", status: "starting", urls } });
  const started = (await subject.provider.start(call, contextOf(subject))) as Operation & { state: "running" };
  expect(started.ref).toMatchObject({ getUrl: "predictions/job-1", cancelUrl: "predictions/job-1/cancel" });
  await subject.standIn.close();
});

test("it is woken over https only", async () => {
  const subject = await kit();
  const call = callNamed(subject, "picture");
  for (const webhookUrl of ["https://oak.test/hooks?attempt=a", "http://oak.test/hooks"])
    await subject.provider.start({ ...call, webhookUrl }, contextOf(subject));
  const [secure, plain] = subject.standIn.received.map(({ json }) => json);
  expect(secure).toMatchObject({ webhook: "https://oak.test/hooks?attempt=a", webhook_events_filter: ["completed"] });
  expect(Object.keys(plain)).toEqual(["input"]);
  await subject.standIn.close();
});

test("a webhook is believed only with a fresh signature of the account's secret", async () => {
  const subject = await kit();
  const seconds = Math.floor(NOW / 1000);
  const sign = (message: string, key = SIGNING) =>
    `v1,${createHmac("sha256", Buffer.from(key.slice(6), "base64"))
      .update(message)
      .digest("base64")}`;
  const body = JSON.stringify({ id: "job-1", status: "succeeded" });
  const heard = (headers: Record<string, string> = {}, sentBody = body, at = NOW, by = seconds) => {
    const all = { "webhook-id": "msg_1", "webhook-timestamp": String(by), "webhook-signature": sign(`msg_1.${by}.${body}`), ...headers };
    return replicate.webhook!(
      new Request("https://oak.test/hooks", { method: "POST", headers: all, body: sentBody }),
      contextOf(subject, { now: () => at }),
    );
  };
  expect(await heard()).toEqual({ remoteId: "job-1" });
  expect(await heard({ "webhook-signature": `v1,${"A".repeat(43)}= ${sign(`msg_1.${seconds}.${body}`)}` })).toEqual({ remoteId: "job-1" });
  expect(subject.standIn.received.filter(({ path }) => path.endsWith("/secret"))).toHaveLength(1);
  const other = sign(`msg_1.${seconds}.${body}`, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  const refused = [
    heard({}, JSON.stringify({ id: "job-2" })),
    heard({ "webhook-id": "msg_2" }),
    heard({ "webhook-signature": other }),
    heard({ "webhook-signature": "" }),
    heard({ "webhook-timestamp": String(seconds + 1) }),
    heard({}, body, NOW + 301_000),
  ];
  expect(await Promise.all(refused)).toEqual(refused.map(() => null));
  expect(subject.standIn.received.filter(({ path }) => path.endsWith("/secret"))).toHaveLength(1);
  await subject.standIn.close();
});
