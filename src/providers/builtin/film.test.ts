// Films read back: length, size, codec, the index at the front, the same bytes for the same seed, and pictures that move.
import { describe, expect, test } from "bun:test";
import { ALL_FORMATS, BufferSource, Input } from "mediabunny";
import sharp from "sharp";
import { type FilmAsk, animate, makeFilm } from "./film.ts";
import { pixels } from "./raster.ts";
import { readScene } from "./scene.ts";
import { stageOf } from "./stage.ts";
import type { Host } from "./work.ts";

const host: Host = { report: () => {}, check: () => {}, signal: new AbortController().signal };
const ask = (more: Partial<FilmAsk> = {}): FilmAsk => ({
  prompt: "a boat on the sea at sunset",
  seconds: 1,
  width: 128,
  height: 72,
  fps: 12,
  seed: 4,
  ...more,
});

async function facts(bytes: Uint8Array<ArrayBuffer>) {
  const input = new Input({ source: new BufferSource(bytes.buffer), formats: ALL_FORMATS });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  return {
    codec: video!.codec,
    width: video!.displayWidth,
    height: video!.displayHeight,
    seconds: await video!.computeDuration(),
    frames: (await video!.computePacketStats()).packetCount,
    audio: audio?.codec ?? null,
  };
}

describe("text to video", () => {
  test.each([
    [1, 12, 128, 72],
    [0.5, 24, 96, 96],
    [1.25, 8, 64, 114],
  ])("%d s at %d frames a second, %d × %d", async (seconds, fps, width, height) => {
    const { bytes, poster } = await makeFilm(ask({ seconds, fps, width, height }), host);
    expect(await facts(bytes)).toMatchObject({ codec: "avc", width, height, frames: Math.round(seconds * fps), audio: null });
    expect(Math.abs((await facts(bytes)).seconds - seconds)).toBeLessThanOrEqual(1 / fps + 1e-6);
    expect(await sharp(poster).metadata()).toMatchObject({ format: "webp", width, height });
  });
  test("the index comes before the pictures, so that it plays while it loads", async () => {
    const text = Buffer.from((await makeFilm(ask(), host)).bytes).toString("latin1");
    expect(text.indexOf("moov")).toBeGreaterThan(0);
    expect(text.indexOf("moov")).toBeLessThan(text.indexOf("mdat"));
  });
  test("the same seed gives the same bytes, another seed another film", async () => {
    const [first, again, other] = [await makeFilm(ask(), host), await makeFilm(ask(), host), await makeFilm(ask({ seed: 5 }), host)];
    expect(Buffer.compare(first.bytes, again.bytes)).toBe(0);
    expect(Buffer.compare(first.bytes, other.bytes)).not.toBe(0);
  });
  test("odd sides are refused", async () => {
    await expect(makeFilm(ask({ width: 127 }), host)).rejects.toMatchObject({ code: "provider.invalid", field: "width" });
  });
  test("sound of the same length goes with it where asked", async () => {
    expect((await facts((await makeFilm(ask({ audio: true }), host)).bytes)).audio).toBe("flac");
  });
  test("called off, it stops", async () => {
    let calls = 0;
    const stopping: Host = {
      ...host,
      check: () => {
        if (++calls > 20) throw new Error("stopped");
      },
    };
    await expect(makeFilm(ask(), stopping)).rejects.toThrow("stopped");
  });
});

test.each(["waves on the sea", "snow falling on a field", "stars over a forest at night", "a hot air balloon over hills"])(
  "%s: something moves",
  async (prompt) => {
    const stage = await stageOf(readScene(prompt), { width: 96, height: 64, seed: 2, margin: 0, transparent: false, check: () => {} });
    const [early, late] = [pixels(96, 64), pixels(96, 64)];
    stage.paint(early, 0.1, 0);
    stage.paint(late, 1.3, 0);
    const moved = early.data.filter((value, i) => Math.abs(value - late.data[i]!) > 6).length;
    expect(moved / early.data.length).toBeGreaterThan(0.003);
  },
);

describe("image to video", () => {
  const picture = async () =>
    Uint8Array.from(
      await sharp({ create: { width: 200, height: 100, channels: 3, background: "#c04020" } })
        .png()
        .toBuffer(),
    );
  test("follows the picture's shape where no size is asked", async () => {
    const { bytes } = await animate({ seconds: 0.5, fps: 8, seed: 1, prompt: "slow zoom in" }, await picture(), host);
    expect(await facts(bytes)).toMatchObject({ width: 640, height: 320, frames: 4 });
  });
  test("fills the size that is asked, up to the corners", async () => {
    const { poster } = await animate({ seconds: 0.5, fps: 8, seed: 1, prompt: "pan left", width: 96, height: 96 }, await picture(), host);
    const { data } = await sharp(poster).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    for (const at of [0, 95, 96 * 95, 96 * 96 - 1]) expect(data[at * 3]!).toBeGreaterThan(150);
  });
  test("what is no picture is refused", async () => {
    await expect(animate({ seconds: 0.5, fps: 8, seed: 1 }, new TextEncoder().encode("not a picture"), host)).rejects.toMatchObject({
      code: "asset.unreadable",
    });
  });
});
