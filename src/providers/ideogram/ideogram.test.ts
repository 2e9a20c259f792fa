// Ideogram's adapter signs the kit; what the kit cannot know stands here.
import { afterAll, expect, test } from "bun:test";
import sharp from "sharp";
import { contextOf, callNamed } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Context } from "../providers.ts";
import { fieldsOf, formOf } from "../stand-in.ts";
import { facetsOf, quote } from "../../spec/price.ts";
import { taskOf } from "../../spec/task.ts";
import kit from "./conformance.ts";

const subject = await kit();
const { provider, standIn, secret, cases } = subject;
const context: Context = contextOf({ standIn, secret });
afterAll(() => standIn.close());
const callOf = (name: string) => callNamed({ cases }, name);
async function sent(name: string): Promise<Record<string, string>> {
  standIn.clear();
  await provider.start(callOf(name), context);
  return fieldsOf(standIn.received[0]!);
}

test("it conforms", async () => {
  expect(await conform(subject)).toEqual([]);
}, 60_000);

test("the forms are as documented", async () => {
  expect(await sent("image")).toEqual({ prompt: "a red fox", quality: "high", num_images: "1" });
  expect(await sent("two images")).toEqual({ prompt: "a red fox", resolution: "1024x1024", rendering_speed: "DEFAULT", num_images: "2" });
  expect(await sent("image of 4.0")).toEqual({ text_prompt: "a red fox", resolution: "2048x2048", rendering_speed: "QUALITY" });
  const edited = { prompt: "make it blue", image: "cat.png image/png" };
  expect(await sent("precise edit")).toEqual({ ...edited, quality: "medium", num_images: "1" });
  expect(await sent("remix")).toEqual({ ...edited, image_weight: "70", rendering_speed: "DEFAULT", num_images: "1" });
  expect(await sent("inpaint")).toEqual({ ...edited, mask: "mask.png image/png", rendering_speed: "DEFAULT", num_images: "1" });
  expect(await sent("upscale")).toEqual({ image_file: "cat.png image/png", image_request: "{}" });
});

test("the weight of a picture is never 0", async () => {
  expect((await sent("remix of 4.0")).image_weight).toBe("1");
});

test("a white mask is sent as one whose black may change", async () => {
  standIn.clear();
  await provider.start(callOf("inpaint"), context);
  const mask = (await formOf(standIn.received[0]!)).get("mask") as unknown as File;
  const { channels } = await sharp(Buffer.from(await mask.arrayBuffer())).stats();
  expect(channels.map((each) => [each.min, each.max])[0]).toEqual([0, 0]);
});

test("a withheld picture is billed, and says so", async () => {
  const withheld = cases[0]!.endings!.find((ending) => ending.name === "withheld picture")!;
  standIn.clear();
  standIn.fault({ kind: "status", status: 200, body: withheld.body });
  const operation = await provider.start(callOf("image"), context);
  expect(operation).toMatchObject({ state: "failed", failure: { code: "provider.refused_output", charged: "yes" } });
});

test("quality decides the price", () => {
  const { offer, input, task } = callOf("image of 4.0");
  const at = (quality: string) => quote(offer.price, taskOf(task).measure({ ...input, quality }, 1), facetsOf({ ...input, quality }))?.highMicro;
  expect(["low", "medium", "high"].map(at)).toEqual([30_000, 60_000, 100_000]);
});
