// Stability AI's adapter signs the kit; what the kit cannot know stands here.
import { afterAll, expect, test } from "bun:test";
import sharp from "sharp";
import { contextOf, callNamed } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Context } from "../providers.ts";
import { fieldsOf, formOf } from "../stand-in.ts";
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
  expect(await sent("ultra")).toEqual({ prompt: "a red fox", aspect_ratio: "16:9", output_format: "png" });
  expect(await sent("ultra edit")).toEqual({ prompt: "make it blue", image: "cat.png image/png", strength: "0.7", output_format: "png" });
  const sd3 = { model: "sd3.5-large", mode: "text-to-image", aspect_ratio: "1:1", output_format: "png" };
  expect(await sent("sd3.5")).toEqual({ ...sd3, prompt: "a red fox", negative_prompt: "snow" });
  expect(await sent("fast upscale")).toEqual({ image: "cat.png image/png", output_format: "png" });
  expect(await sent("music")).toEqual({ model: "stable-audio-2.5", prompt: "calm piano", duration: "30", output_format: "mp3" });
});

test("a transparent mask is sent as one whose white may change", async () => {
  const call = callOf("inpaint");
  const half = await sharp({ create: { width: 2, height: 2, channels: 4, background: "#000000ff" } })
    .composite([{ input: { create: { width: 1, height: 2, channels: 4, background: "#000f" } }, left: 0, top: 0, blend: "dest-out" }])
    .png()
    .toBuffer();
  standIn.clear();
  await provider.start({ ...call, files: { ...call.files, mask: { ...call.files.mask!, read: async () => new Uint8Array(half) } } }, context);
  const mask = (await formOf(standIn.received[0]!)).get("mask") as File;
  const { data, info } = await sharp(Buffer.from(await mask.arrayBuffer()))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([data[0], data[info.channels]]).toEqual([255, 0]);
});

test("a track is of the format that was asked for, and tells its seed", async () => {
  for (const [name, type] of [
    ["music", "audio/mpeg"],
    ["sound", "audio/wav"],
  ] as const) {
    const operation = await provider.start(callOf(name), context);
    expect(operation).toMatchObject({ state: "done", seed: 11, outputs: [{ kind: "bytes", type }] });
  }
});
