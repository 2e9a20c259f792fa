// DeepInfra's adapter signs the kit; what the kit cannot know stands here.
import { afterAll, expect, test } from "bun:test";
import { facetsOf, quote } from "../../spec/price.ts";
import { taskOf } from "../../spec/task.ts";
import { contextOf, callNamed } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Context } from "../providers.ts";
import { fieldsOf } from "../stand-in-shapes.ts";
import kit from "./conformance.ts";

const subject = await kit();
const { provider, standIn, secret, cases } = subject;
afterAll(() => standIn.close());
const context: Context = contextOf({ standIn, secret });
const caseOf = (name: string) => callNamed({ cases }, name);

async function sent(name: string): Promise<Record<string, any>> {
  standIn.clear();
  await provider.start(caseOf(name), context);
  return fieldsOf(standIn.received[0]!);
}

test("it conforms", async () => {
  expect(await conform(subject)).toEqual([]);
}, 60_000);

test("bodies are as documented for each task", async () => {
  expect(await sent("image")).toEqual({ prompt: "a red fox", width: 1024, height: 1024, num_inference_steps: 4, num_images: 2 });
  expect(await sent("speech")).toEqual({ text: "Hello there", preset_voice: ["af_bella"], output_format: "wav", stream: false });
  expect(await sent("edit")).toMatchObject({ model: "Qwen/Qwen-Image-Edit", prompt: "make it blue", n: "1", image: expect.any(File) });
  expect(await sent("transcript")).toMatchObject({ language: "pt", chunk_level: "segment", audio: expect.any(File) });
});

test("what a request cost is read from its answer, in dollars", async () => {
  expect(await provider.start(caseOf("image"), context)).toMatchObject({ state: "done", costMicro: 2_000, seed: 7 });
  expect(await provider.start(caseOf("transcript"), context)).toMatchObject({ state: "done", costMicro: 2, usage: { second: 0.2 } });
  expect(await provider.start(caseOf("speech"), context)).toMatchObject({
    costMicro: 10,
    usage: { character: 11 },
    outputs: [{ type: "audio/wav" }],
  });
});

test("a picture of 1024 by 1024 is priced as its page says", () => {
  const { offer, input } = caseOf("image");
  expect(quote(offer.price, taskOf("text-to-image").measure(input, 1), facetsOf(input))).toEqual({ lowMicro: 2_000, highMicro: 2_000 });
});

test("one of two pictures withheld is told as missing, not as a failure", async () => {
  const whole = (await (
    await fetch(`${standIn.url}/inference/black-forest-labs/FLUX-1-schnell`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body: JSON.stringify({ prompt: "x", num_images: 2 }),
    })
  ).json()) as any;
  standIn.fault({ kind: "status", status: 200, body: { ...whole, nsfw_content_detected: [false, true] } });
  const operation = await provider.start(caseOf("image"), context);
  standIn.clear();
  expect(operation).toMatchObject({ state: "done", outputs: [{ kind: "bytes" }], missing: { code: "provider.refused_output" } });
});
