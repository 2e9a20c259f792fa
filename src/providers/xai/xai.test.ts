// xAI's adapter signs the kit; what the kit cannot know stands here.
import { expect, test } from "bun:test";
import { contextOf, callNamed, runOf } from "../conformance-cases.ts";
import { conform, type Subject } from "../conformance.ts";
import type { Call, Operation } from "../providers.ts";
import kit from "./conformance.ts";

const run = (subject: Subject, call: Call) => runOf(subject.provider, call, contextOf(subject));

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

test("what is asked for stands in the body as xAI documents it", async () => {
  const subject = await kit();
  const sent = async (call: Call) => {
    subject.standIn.clear();
    await subject.provider.start(call, contextOf(subject));
    return subject.standIn.received[0]!.json;
  };
  const picture = callNamed(subject, "pictures");
  expect(await sent({ ...picture, input: { prompt: "a fox", width: 2560, height: 1440, quality: "low" } })).toEqual({
    model: "grok-imagine-image-2.0",
    prompt: "a fox",
    n: 2,
    aspect_ratio: "16:9",
    resolution: "2k",
    quality: "low",
    response_format: "b64_json",
  });
  expect(await sent(callNamed(subject, "edit"))).toMatchObject({
    image: { type: "image_url", url: expect.stringMatching(/^data:image\/png;base64,/) },
    response_format: "b64_json",
  });
  expect(await sent(callNamed(subject, "film"))).toEqual({
    model: "grok-imagine-video",
    prompt: "a red fox",
    duration: 6,
    aspect_ratio: "16:9",
    resolution: "720p",
  });
  // A picture keeps its own ratio where none is asked for.
  const animated = await sent(callNamed(subject, "animation"));
  expect(animated).toMatchObject({ resolution: "720p", image: { url: expect.any(String) } });
  expect(animated).not.toHaveProperty("aspect_ratio");
  await subject.standIn.close();
});

test("the cost in ticks is told in micros: ten thousand millionths of a dollar are a hundred million ticks", async () => {
  const subject = await kit();
  expect(await run(subject, callNamed(subject, "pictures"))).toMatchObject({ state: "done", costMicro: 120_000 });
  expect(await run(subject, callNamed(subject, "film"))).toMatchObject({ state: "done", costMicro: 420_000, usage: { second: 6 } });
  await subject.standIn.close();
});

test("one picture of two that moderation withheld is missing, and paid for", async () => {
  const subject = await kit();
  const call = callNamed(subject, "pictures");
  const operation = await run(subject, { ...call, input: { ...call.input, prompt: "[withhold one]" } });
  expect(operation).toMatchObject({ state: "done", costMicro: 120_000, missing: { code: "provider.refused_output", charged: "yes" } });
  expect((operation as Operation & { state: "done" }).outputs.length).toBe(1);
  await subject.standIn.close();
});

test("a withheld picture that tells its cost was charged, and a wrong key is not quoted", async () => {
  const subject = await kit();
  const call = callNamed(subject, "pictures");
  const told = { error: "Generated image rejected by content moderation.", code: "Client specified an invalid argument" };
  subject.standIn.fault({ kind: "status", status: 400, body: { ...told, usage: { cost_in_usd_ticks: 200_000_000 } } });
  expect(await run(subject, call)).toMatchObject({ failure: { code: "provider.refused_output", charged: "yes" } });
  subject.standIn.fault({ kind: "status", status: 400, body: told });
  expect(await run(subject, call)).toMatchObject({ failure: { code: "provider.refused_output", charged: "unknown" } });
  subject.standIn.fault({ kind: "status", status: 400, body: { code: "x", error: "Incorrect API key provided: ab***yz" } });
  expect(await run(subject, call)).toMatchObject({ failure: { code: "provider.auth", message: "xAI did not accept its key." } });
  await subject.standIn.close();
});

test("a question that is answered with 400 for another reason ends no paid film", async () => {
  const subject = await kit();
  const call = callNamed(subject, "film");
  const started = (await subject.provider.start(call, contextOf(subject))) as Operation & { state: "running" };
  subject.standIn.fault({ kind: "status", status: 400, body: { code: "x", error: "not ready" } });
  expect(await subject.provider.check!(started.ref, call, contextOf(subject))).toMatchObject({ state: "running" });
  subject.standIn.fault(null);
  expect(await subject.provider.check!(started.ref, call, contextOf(subject))).toMatchObject({ state: "running", stage: "xAI is at work" });
  expect(await subject.provider.check!(started.ref, call, contextOf(subject))).toMatchObject({ state: "running", progress: 0.4 });
  await subject.standIn.close();
});
