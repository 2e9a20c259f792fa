// The little that is known of bytes: pictures by their first bytes, lengths by headers, masks as alpha.
import { expect, test } from "bun:test";
import sharp from "sharp";
import { maskAs, pictureType, soundSeconds } from "./media.ts";
import { picture, silentMp3, tone } from "./stand-in-media.ts";

test("pictures are told by their bytes", async () => {
  for (const format of ["png", "jpeg", "webp"] as const) expect(pictureType(await picture("x", 20, 10, format))).toBe(`image/${format}`);
  for (const bytes of [new Uint8Array(0), new TextEncoder().encode("<html>not a picture</html>"), tone("x", 0.1)])
    expect(pictureType(bytes)).toBeNull();
});

test("a recording's length is read from its header", () => {
  expect(soundSeconds(tone("x", 1.25))).toBeCloseTo(1.25, 2);
  expect(soundSeconds(silentMp3(2))!).toBeCloseTo(2, 0);
  for (const bytes of [new Uint8Array(0), new Uint8Array(10), new TextEncoder().encode("OggS".padEnd(60))]) expect(soundSeconds(bytes)).toBeNull();
});

test("white and transparent parts of a mask may change: as alpha, as white, as pure black", async () => {
  const raw = Buffer.from([255, 255, 255, 255, 0, 0, 0, 255, 9, 9, 9, 0, 100, 100, 100, 255]); // white, black, transparent, gray
  const mask = await sharp(raw, { raw: { width: 4, height: 1, channels: 4 } })
    .png()
    .toBuffer();
  const seen = async (style: Parameters<typeof maskAs>[0]) => {
    const { data, info } = await sharp(await maskAs(style, new Uint8Array(mask)))
      .raw()
      .toBuffer({ resolveWithObject: true });
    return [0, 1, 2, 3].map((at) => data[at * info.channels + info.channels - 1]);
  };
  expect(await seen("alpha")).toEqual([0, 255, 0, 155]);
  expect(await seen("white")).toEqual([255, 0, 255, 100]);
  expect(await seen("black")).toEqual([0, 255, 0, 255]);
  await expect(maskAs("white", new Uint8Array([1, 2, 3]))).rejects.toThrow();
});
