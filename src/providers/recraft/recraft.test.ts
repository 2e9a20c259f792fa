// Recraft's adapter signs the kit; what the kit cannot know stands here.
import { afterAll, expect, test } from "bun:test";
import { contextOf } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Context } from "../providers.ts";
import { fieldsOf } from "../stand-in.ts";
import kit from "./conformance.ts";

const subject = await kit();
const { provider, standIn, secret, cases } = subject;
const context: Context = contextOf({ standIn, secret });
afterAll(() => standIn.close());

async function sent(name: string) {
  standIn.clear();
  const operation = await provider.start(cases.find((one) => one.name === name)!.call, context);
  return { operation, received: standIn.received[0]! };
}
const formSent = async (name: string) => fieldsOf((await sent(name)).received);

test("it conforms", async () => {
  expect(await conform(subject)).toEqual([]);
}, 60_000);

test("the bodies are as documented", async () => {
  expect((await sent("image")).received.json).toEqual({
    model: "recraftv4_1",
    prompt: "two race cars",
    size: "1024x1024",
    image_format: "png",
    n: 1,
  });
  const photograph = { model: "recraftv3", style: "realistic_image", size: "1024x1024", image_format: "png", n: 2 };
  expect((await sent("two photographs")).received.json).toEqual({ ...photograph, prompt: "a car", negative_prompt: "rain" });
  const edited = { prompt: "in winter", image: "cat.png image/png", strength: "0.3", image_format: "png", n: "1" };
  expect(await formSent("picture from a picture")).toEqual({ ...edited, model: "recraftv4_1" });
  const realistic = { model: "recraftv3", style: "realistic_image" };
  expect(await formSent("photograph from a picture")).toEqual({ ...edited, ...realistic });
  const illustration = { model: "recraftv3", style: "digital_illustration", size: "1024x1024", image_format: "png", n: 1 };
  expect((await sent("illustration")).received.json).toEqual({ ...illustration, prompt: "a car" });
  expect(await formSent("upscale")).toEqual({ image: "cat.png image/png", image_format: "png" });
});

test("the units that it tells are the cost, a thousandth of a dollar each", async () => {
  expect((await sent("two photographs")).operation).toMatchObject({ state: "done", costMicro: 80_000 });
  expect((await sent("upscale")).operation).toMatchObject({ state: "done", costMicro: 4_000 });
});

test("an error in plain text is told, with its words", async () => {
  standIn.clear();
  standIn.fault({ kind: "status", status: 401, body: "request unauthorized" });
  expect(await provider.start(cases[0]!.call, context)).toMatchObject({ state: "failed", failure: { code: "provider.auth" } });
  standIn.clear();
  standIn.fault({ kind: "status", status: 400, body: "size is not supported" });
  const operation = await provider.start(cases[0]!.call, context);
  expect(operation).toMatchObject({
    state: "failed",
    failure: { code: "provider.invalid", message: expect.stringContaining("size is not supported") },
  });
});
