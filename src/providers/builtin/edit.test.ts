// Edits by instruction, enlarging and cutting out, measured on small pictures.
import { describe, expect, test } from "bun:test";
import sharp from "sharp";
import { removeBackground } from "./cutout.ts";
import { type EditAsk, editImage, upscale } from "./edit.ts";
import { readEdit } from "./edit-words.ts";
import type { Host } from "./work.ts";

const host: Host = { report: () => {}, check: () => {}, signal: new AbortController().signal };
const [WIDTH, HEIGHT] = [60, 40];

/** Left half red, right half blue. */
async function picture(): Promise<Uint8Array> {
  const raw = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++) raw.set(i % WIDTH < WIDTH / 2 ? [180, 60, 40] : [40, 70, 170], i * 3);
  return sharp(raw, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .png()
    .toBuffer();
}
async function edit(prompt: string, more: Partial<EditAsk> = {}, mask: Uint8Array | null = null) {
  const { bytes } = await editImage({ prompt, seed: 1, ...more }, await picture(), mask, host);
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)];
  return { width: info.width, height: info.height, at };
}

describe("edits", () => {
  test("black and white takes the colour", async () => {
    const [r, g, b] = (await edit("make it black and white")).at(5, 5);
    expect([g, b]).toEqual([r!, r!]);
  });
  test("brighter, darker, warmer and inverted go where they say", async () => {
    const sum = async (prompt: string) =>
      (await edit(prompt))
        .at(5, 5)
        .slice(0, 3)
        .reduce((a, b) => a + b, 0);
    expect(await sum("brighter")).toBeGreaterThan(300);
    expect(await sum("much darker")).toBeLessThan(240);
    expect((await edit("warmer")).at(50, 5)[0]!).toBeGreaterThan((await edit("cooler")).at(50, 5)[0]!);
    expect((await edit("invert the colors")).at(5, 5).slice(0, 3)).toEqual([75, 195, 215]);
  });
  test("turning, flipping and cropping", async () => {
    expect(await edit("rotate left")).toMatchObject({ width: HEIGHT, height: WIDTH });
    expect((await edit("mirror it")).at(5, 5)[2]!).toBeGreaterThan(150);
    expect(await edit("crop to a square")).toMatchObject({ width: HEIGHT, height: HEIGHT });
  });
  test("keeps the size, or takes the one that is asked", async () => {
    expect(await edit("watercolor")).toMatchObject({ width: WIDTH, height: HEIGHT });
    expect(await edit("sepia", { width: 90, height: 90 })).toMatchObject({ width: 90, height: 90 });
  });
  test("a mask keeps the edit to its white part", async () => {
    const mask = await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: "#000" } })
      .composite([{ input: { create: { width: 30, height: HEIGHT, channels: 3, background: "#fff" } }, left: 0, top: 0 }])
      .png()
      .toBuffer();
    const edited = await edit("invert", {}, mask);
    expect(edited.at(5, 5).slice(0, 3)).toEqual([75, 195, 215]);
    expect(edited.at(50, 5).slice(0, 3)).toEqual([40, 70, 170]);
  });
  test("strength 0 keeps the picture", async () => {
    expect((await edit("invert", { strength: 0 })).at(5, 5).slice(0, 3)).toEqual([180, 60, 40]);
  });
  test("an instruction that it does not know is refused, and it says what it can do", async () => {
    await expect(edit("add a unicorn on the roof")).rejects.toMatchObject({
      code: "provider.invalid",
      field: "prompt",
      detail: expect.stringContaining("It can do"),
    });
    expect(readEdit("make it a bit brighter and add a thin white border").steps.map((step) => step.kind)).toEqual(["tone", "border"]);
  });
  test("what is no picture is refused", async () => {
    await expect(editImage({ prompt: "sepia", seed: 1 }, new Uint8Array([1, 2, 3]), null, host)).rejects.toMatchObject({ code: "asset.unreadable" });
  });
});

describe("enlarging", () => {
  test.each([2, 3, 4])("%d times, exactly", async (scale) => {
    const { bytes, type } = await upscale(await picture(), scale, "webp", host);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: WIDTH * scale, height: HEIGHT * scale });
    expect(type).toBe("image/webp");
  });
  test("beyond the largest side it is refused", async () => {
    const wide = await sharp({ create: { width: 3000, height: 8, channels: 3, background: "#fff" } })
      .png()
      .toBuffer();
    await expect(upscale(wide, 4, "png", host)).rejects.toMatchObject({ code: "provider.invalid", field: "scale" });
  });
});

describe("background removal", () => {
  const onPlain = (background: string) =>
    sharp({ create: { width: 120, height: 120, channels: 3, background } })
      .composite([{ input: Buffer.from('<svg width="120" height="120"><circle cx="60" cy="60" r="32" fill="#c83020"/></svg>') }])
      .png()
      .toBuffer();
  test("takes a plain background and keeps the subject", async () => {
    const { bytes } = await removeBackground(await onPlain("#dfe6ea"), "png", host);
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(4);
    expect(data[3]).toBe(0);
    expect(data[(60 * 120 + 60) * 4 + 3]).toBe(255);
  });
  test("says so where there is no plain background, and where there is nothing on it", async () => {
    const noise = Buffer.from(Uint8Array.from({ length: 120 * 120 * 3 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 255));
    await expect(
      removeBackground(
        await sharp(noise, { raw: { width: 120, height: 120, channels: 3 } })
          .png()
          .toBuffer(),
        "png",
        host,
      ),
    ).rejects.toMatchObject({ code: "provider.invalid" });
    const plain = await sharp({ create: { width: 50, height: 50, channels: 3, background: "#fff" } })
      .png()
      .toBuffer();
    await expect(removeBackground(plain, "png", host)).rejects.toMatchObject({ code: "provider.invalid" });
  });
});
