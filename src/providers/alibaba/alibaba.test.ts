// Alibaba's adapter signs the kit; what the kit cannot know stands here.
import { expect, test } from "bun:test";
import { facetsOf, quote, settle } from "../../spec/price.ts";
import { taskOf } from "../../spec/task.ts";
import { contextOf, callNamed, runOf } from "../conformance-cases.ts";
import { conform, type Subject } from "../conformance.ts";
import type { Call, Operation } from "../providers.ts";
import { picture } from "../stand-in-media.ts";
import kit from "./conformance.ts";

const NOW = 1_800_000_000_000;

const run = (subject: Subject, call: Call) => runOf(subject.provider, call, contextOf(subject));

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

test("what is asked for stands in the body as Model Studio documents it", async () => {
  const subject = await kit();
  const sent = async (name: string, input: Record<string, unknown> = {}) => {
    subject.standIn.clear();
    const call = callNamed(subject, name);
    await subject.provider.start({ ...call, input: { ...call.input, ...input } }, contextOf(subject));
    return subject.standIn.received[0]!.json;
  };
  const data = expect.stringMatching(/^data:image\/png;base64,/);
  expect(await sent("pictures", { negativePrompt: "hats", seed: 4 })).toEqual({
    model: "qwen-image-3.0",
    input: { messages: [{ role: "user", content: [{ text: "a red fox" }] }] },
    parameters: { size: "1024*1024", n: 2, negative_prompt: "hats", seed: 4, watermark: false },
  });
  expect(await sent("edit")).toEqual({
    model: "wan2.7-image-pro",
    input: { messages: [{ role: "user", content: [{ text: "a red fox" }, { image: data }] }] },
    parameters: { n: 1, watermark: false },
  });
  expect(await sent("speech")).toEqual({
    model: "qwen3-tts-flash",
    input: { text: "Hello there", voice: "Cherry", language_type: "English" },
  });
  expect(await sent("film", { width: 1248, height: 1632 })).toEqual({
    model: "wan2.7-t2v",
    input: { prompt: "a red fox" },
    parameters: { resolution: "1080P", ratio: "3:4", duration: 5, watermark: false },
  });
  expect(await sent("film by its pixels")).toMatchObject({ parameters: { size: "1280*720", duration: 5 } });
  expect(await sent("animation", { width: 1920, height: 1080 })).toEqual({
    model: "wan2.7-i2v",
    input: { prompt: "a red fox", media: [{ type: "first_frame", url: data }] },
    parameters: { resolution: "1080P", duration: 5, watermark: false },
  });
  expect(await sent("older animation")).toMatchObject({ input: { img_url: data }, parameters: { resolution: "720P" } });
  await subject.standIn.close();
});

test("only a film is asked for as a task", async () => {
  const subject = await kit();
  await subject.provider.start(callNamed(subject, "pictures"), contextOf(subject));
  await subject.provider.start(callNamed(subject, "film"), contextOf(subject));
  expect(subject.standIn.received.map(({ headers }) => headers.get("x-dashscope-async"))).toEqual([null, "enable"]);
  await subject.standIn.close();
});

test("a picture that comes as bare base64 is a picture too", async () => {
  const subject = await kit();
  const image = (await picture("x", 32, 32)).toString("base64");
  subject.standIn.fault({
    kind: "status",
    status: 200,
    body: { output: { choices: [{ message: { content: [{ image }, { text: "a fox" }] } }] }, usage: { output_image_count: 1 } },
  });
  const operation = await run(subject, { ...callNamed(subject, "pictures"), count: 1 });
  expect(operation).toMatchObject({ state: "done", outputs: [{ kind: "bytes", type: "image/png" }], usage: { image: 1 } });
  await subject.standIn.close();
});

test("seconds, pictures and characters that it counts are what is paid", async () => {
  const subject = await kit();
  for (const [name, micro] of [
    ["film", 500_000],
    ["pictures", 60_000],
    ["speech", 110],
  ] as const) {
    const call = callNamed(subject, name);
    const operation = (await run(subject, call)) as Operation & { state: "done" };
    const asked = taskOf(call.task).measure(call.input, call.count);
    expect([name, settle(call.offer.price, operation, asked, facetsOf(call.input)).micro]).toEqual([name, micro]);
  }
  const call = callNamed(subject, "film");
  const large = { ...call.input, width: 1920, height: 1080 };
  expect(quote(call.offer.price, taskOf(call.task).measure(large, 1), facetsOf(large))).toEqual({ lowMicro: 750_000, highMicro: 750_000 });
  await subject.standIn.close();
});

test("unknown at first is not lost, unknown later is expired", async () => {
  const subject = await kit();
  const call = callNamed(subject, "film");
  const started = (await subject.provider.start(call, contextOf(subject))) as Operation & { state: "running" };
  subject.standIn.fault({ kind: "status", status: 200, body: { output: { task_id: "task-1", task_status: "UNKNOWN" } } });
  expect(await subject.provider.check!(started.ref, call, contextOf(subject))).toMatchObject({ state: "running" });
  expect(await subject.provider.check!(started.ref, call, contextOf(subject, { now: () => NOW + 90_000_000 }))).toMatchObject({
    state: "failed",
    failure: { code: "provider.expired", charged: "unknown" },
  });
  await subject.standIn.close();
});

test("a task that waits is taken back, one that runs may refuse it", async () => {
  const subject = await kit();
  const call = callNamed(subject, "film");
  const started = (await subject.provider.start(call, contextOf(subject))) as Operation & { state: "running" };
  await subject.provider.cancel!(started.ref, contextOf(subject));
  expect(subject.standIn.received.at(-1)).toMatchObject({ method: "POST", path: "/api/v1/tasks/task-1/cancel" });
  expect(await subject.provider.check!(started.ref, call, contextOf(subject))).toMatchObject({ failure: { code: "provider.canceled" } });
  subject.standIn.fault({ kind: "status", status: 400, body: { code: "UnsupportedOperation", message: "the task is running" } });
  await subject.provider.cancel!(started.ref, contextOf(subject));
  await subject.standIn.close();
});
