// Pictures measured: colours where a person expects them, exact sizes and formats, the same bytes for the same seed.
import { describe, expect, test } from "bun:test";
import sharp from "sharp";
import { toHsl } from "./color.ts";
import { FIGURES } from "./figures.ts";
import { rngOf } from "./noise.ts";
import { type PictureAsk, makePicture } from "./picture.ts";
import { rasterize } from "./raster.ts";
import { STYLE_PASSES } from "./style.ts";
import type { Host } from "./work.ts";

const host: Host = { report: () => {}, check: () => {}, signal: new AbortController().signal };
const ask = (prompt: string, more: Partial<PictureAsk> = {}): PictureAsk => ({ prompt, width: 160, height: 128, seed: 7, ...more });
const make = (prompt: string, more: Partial<PictureAsk> = {}) => makePicture(ask(prompt, more), host);

/** Mean hue, saturation and brightness of a part of the picture, by rows from 0 to 1. */
async function measure(
  bytes: Uint8Array,
  from = 0,
  to = 1,
): Promise<{ hue: number; saturation: number; light: number; rgb: [number, number, number] }> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let y = Math.floor(info.height * from); y < Math.floor(info.height * to); y++) {
    for (let x = 0; x < info.width; x++, count++) for (let c = 0; c < 3; c++) sum[c]! += data[(y * info.width + x) * 3 + c]!;
  }
  const rgb = sum.map((value) => value / count) as [number, number, number];
  const [hue, saturation, light] = toHsl(rgb);
  return { hue, saturation, light, rgb };
}
const isRed = (hue: number): boolean => hue < 40 || hue > 330;

describe("pictures follow the prompt", () => {
  test("a red sunset over the sea is red and bright above, a green forest at night dark and green", async () => {
    const sunset = await measure((await make("a red sunset over the sea")).bytes);
    const forest = await measure((await make("a green forest at night")).bytes, 0.4, 1);
    expect(isRed(sunset.hue)).toBe(true);
    expect(sunset.saturation).toBeGreaterThan(0.25);
    expect(forest.light).toBeLessThan(0.3);
    expect(sunset.light - forest.light).toBeGreaterThan(0.2);
    expect(forest.rgb[1]).toBeGreaterThan(forest.rgb[0]);
    expect(forest.hue).toBeGreaterThan(90);
    expect(forest.hue).toBeLessThan(215);
  });
  test("day is brighter than night, and the sky is above", async () => {
    const [day, night] = [await measure((await make("a field by day")).bytes, 0, 0.4), await measure((await make("a field at night")).bytes, 0, 0.4)];
    expect(day.light - night.light).toBeGreaterThan(0.3);
    expect(day.rgb[2]).toBeGreaterThan(day.rgb[0]);
  });
  test("snow is light and without colour, grass is green", async () => {
    const [snow, grass] = [
      await measure((await make("a field in winter, snow")).bytes, 0.75, 1),
      await measure((await make("a field in summer")).bytes, 0.75, 1),
    ];
    expect(snow.light).toBeGreaterThan(0.75);
    expect(grass.rgb[1]).toBeGreaterThan(grass.rgb[2] * 1.3);
  });
  test.each([
    ["red", isRed],
    ["blue", (hue: number) => hue > 190 && hue < 260],
    ["green", (hue: number) => hue > 80 && hue < 160],
  ] as const)("a %s ball has that colour", async (color, fits) => {
    const { data, info } = await sharp((await make(`a ${color} ball`, { background: "transparent" })).bytes)
      .raw()
      .toBuffer({ resolveWithObject: true });
    let hits = 0;
    let solid = 0;
    for (let i = 0; i < info.width * info.height; i++) {
      if (data[i * 4 + 3]! < 250) continue;
      const [hue, saturation] = toHsl([data[i * 4]!, data[i * 4 + 1]!, data[i * 4 + 2]!]);
      solid++;
      if (saturation > 0.3 && fits(hue)) hits++;
    }
    expect(solid).toBeGreaterThan(400);
    expect(hits / solid).toBeGreaterThan(0.45);
  });
  test("black and white has no colour", async () => {
    expect((await measure((await make("a red fox, black and white photo")).bytes)).saturation).toBeLessThan(0.02);
  });
});

describe("files", () => {
  test.each([
    ["png", 64, 64],
    ["jpeg", 201, 77],
    ["webp", 96, 160],
  ] as const)("%s of %d × %d", async (format, width, height) => {
    const { bytes, type } = await make("three boats on a lake", { format, width, height });
    expect(await sharp(bytes).metadata()).toMatchObject({ format, width, height });
    expect(type).toBe(`image/${format}`);
  });
  test("the same seed gives the same bytes, another seed another picture", async () => {
    const [first, again, other] = [await make("a castle at dusk"), await make("a castle at dusk"), await make("a castle at dusk", { seed: 8 })];
    expect(Buffer.compare(first.bytes, again.bytes)).toBe(0);
    expect(Buffer.compare(first.bytes, other.bytes)).not.toBe(0);
  });
  test("a transparent background is clear at the corners and solid in the middle", async () => {
    const { data, info } = await sharp((await make("a fox", { background: "transparent" })).bytes)
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(4);
    expect(data[3]).toBe(0);
    const alphas = Array.from({ length: info.width * info.height }, (_, i) => data[i * 4 + 3]!);
    expect(alphas.filter((alpha) => alpha === 255).length).toBeGreaterThan(500);
  });
  test("transparency in a JPEG, and of nothing, are refused", async () => {
    await expect(make("a fox", { background: "transparent", format: "jpeg" })).rejects.toMatchObject({ code: "provider.invalid", field: "format" });
    await expect(make("the sea", { background: "transparent" })).rejects.toMatchObject({ code: "provider.invalid", field: "prompt" });
  });
});

test("every style changes the picture, and repeats itself", async () => {
  const frame = await rasterize('<rect width="96" height="96" fill="#88b0e0"/><circle cx="48" cy="48" r="30" fill="#c8552a"/>', 96, 96);
  for (const [name, prepare] of Object.entries(STYLE_PASSES)) {
    const [first, again] = [frame.data.slice(), frame.data.slice()];
    prepare(96, 96, 3)({ ...frame, data: first });
    prepare(96, 96, 3)({ ...frame, data: again });
    expect(Buffer.compare(Buffer.from(first), Buffer.from(again)), name).toBe(0);
    if (!["flat", "minimal"].includes(name)) expect(Buffer.compare(Buffer.from(first), Buffer.from(frame.data)), name).not.toBe(0);
  }
});

test("every figure leaves paint inside its own box, by day and by night", async () => {
  for (const [id, draw] of Object.entries(FIGURES)) {
    const figure = draw({ main: null, second: null, parts: {}, rng: rngOf(1), id: "t", night: id.length % 2 === 0 });
    const [x0, y0, x1, y1] = figure.box;
    const { data } = await rasterize(figure.svg, 40, 40, [x0, y0, x1 - x0, y1 - y0]);
    const painted = data.filter((value, i) => i % 4 === 3 && value > 128).length;
    expect(painted / 1600, id).toBeGreaterThan(0.04);
    expect(painted / 1600, id).toBeLessThan(0.97);
  }
});
