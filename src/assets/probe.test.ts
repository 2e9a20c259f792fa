// What files turn out to be: real ones of each kind, and all sorts that pretend.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { openBlobs } from "../blobs/blobs.ts";
import { testClock } from "../clock.ts";
import { openDb } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import { createOutbound } from "../outbound/outbound.ts";
import { LIMITS } from "../spec/limits.ts";
import { createAssets, type PrepareOptions } from "./assets.ts";
import { bomb, boxed, flac, mp3, mp4, picture, streamOf, wav, webm, type PictureFormat } from "./samples.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "oak-probe-"));
const clock = testClock();
const db = await openDb("sqlite::memory:", { clock });
await migrate(db, "migrations", clock);
const blobs = await openBlobs("memory:");
const assets = createAssets({ db, blobs, outbound: createOutbound({ allowed: [] }), clock, tmpDir: join(folder, "tmp"), ffmpeg: null });
const film = await mp4();

afterAll(async () => {
  await assets.close();
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

const look = (bytes: Uint8Array, options: Partial<PrepareOptions> = {}) => assets.prepare(bytes, { maxBytes: LIMITS.uploadBytes, ...options });
const half = (bytes: Uint8Array, share = 0.5) => bytes.slice(0, Math.floor(bytes.length * share));
const text = (content: string) => new TextEncoder().encode(content);

describe("pictures", () => {
  for (const format of ["png", "jpeg", "webp", "gif", "avif", "tiff"] as PictureFormat[]) {
    test(format, async () => {
      const found = await look(await picture(format));
      expect(found).toMatchObject({
        kind: "image",
        type: `image/${format}`,
        width: 120,
        height: 80,
        seconds: null,
        peaks: null,
        text: null,
        thumbnail: true,
      });
      expect(Buffer.from(found.thumbhash!, "base64").length).toBeGreaterThan(10);
      await expect(look(half(await picture(format)))).rejects.toMatchObject({ code: "asset.unreadable" });
    });
  }

  test("are measured as they are shown, turned by their EXIF", async () => {
    expect(await look(await picture("jpeg", 120, 80, 6))).toMatchObject({ width: 80, height: 120 });
  });

  test("the thumbnail is a WebP of at most 256 pixels, and never larger than the picture", async () => {
    for (const [width, height, w, h] of [
      [1000, 500, 256, 128],
      [30, 20, 30, 20],
    ] as const) {
      const { sha256 } = await look(await picture("png", width, height));
      const kept = await blobs.get(`thumbnails/${sha256.slice(0, 2)}/${sha256}.webp`);
      expect(await sharp(await new Response(kept).arrayBuffer()).metadata()).toMatchObject({ format: "webp", width: w, height: h });
    }
  });

  test("an animation is as high as one of its pictures", async () => {
    const frames = await Promise.all([picture("png", 40, 90), picture("jpeg", 40, 90), picture("webp", 40, 90)]);
    const moving = sharp(frames.map(Buffer.from), { join: { animated: true } });
    expect(await look(await moving.clone().gif().toBuffer())).toMatchObject({ type: "image/gif", width: 40, height: 90 });
    expect(await look(await moving.clone().webp().toBuffer())).toMatchObject({ type: "image/webp", width: 40, height: 90 });
  });

  test("bombs are refused by what their header says, before anything is decoded", async () => {
    for (const [width, height] of [
      [60_000, 60_000],
      [200_000, 1_000],
      [16_000, 16_000],
    ] as const) {
      await expect(look(bomb(width, height))).rejects.toThrow("megapixels");
    }
    await expect(look(bomb(1, 2 ** 31 - 1))).rejects.toMatchObject({ code: "asset.unreadable" });
  });
});

describe("recordings", () => {
  test("WAV, however it is written", async () => {
    const ways = [
      {},
      { bits: 8 },
      { bits: 24 },
      { bits: 32 },
      { bits: 32, float: true },
      { bits: 64, float: true },
      { channels: 2 },
      { extensible: true },
      { extensible: true, float: true, bits: 32 },
    ] as const;
    for (const way of ways) {
      const found = await look(wav(2, 0.5, way));
      expect(found).toMatchObject({ kind: "audio", type: "audio/wav", seconds: 2, width: null, thumbnail: false });
      const peaks = found.peaks!;
      expect(peaks).toHaveLength(160);
      expect(peaks[159]).toBeGreaterThanOrEqual(48);
      expect(peaks[159]).toBeLessThanOrEqual(50);
      expect(peaks[80]).toBeWithin(23, 28);
      expect(peaks[0]).toBeLessThan(3);
    }
  });

  test("WAV whose length nobody knew when it was begun", async () => {
    for (const claim of [0, 0xffffffff, 0x7fffffff]) expect(await look(wav(1, 0.5, { claim }))).toMatchObject({ seconds: 1 });
  });

  test("WAV of a few samples, or with an encoding that is not drawn", async () => {
    expect((await look(wav(0.001))).peaks!.length).toBe(8);
    const alaw = wav(1, 0.5, { bits: 8 });
    new DataView(alaw.buffer).setUint16(20, 6, true);
    expect(await look(alaw)).toMatchObject({ type: "audio/wav", seconds: 1, peaks: null });
  });

  test("MP3", async () => {
    const found = await look(mp3(), { expect: "audio" });
    expect(found).toMatchObject({ kind: "audio", type: "audio/mpeg" });
    expect(found.seconds).toBeCloseTo(2.09, 1);
    expect(new Set(found.peaks)).toEqual(new Set([0]));
  });

  test("FLAC, decoded for its drawing", async () => {
    const found = await look(flac());
    expect(found).toMatchObject({ kind: "audio", type: "audio/flac" });
    expect(found.seconds).toBeCloseTo(1.858, 2);
    expect(found.peaks!.at(-1)).toBeWithin(48, 53);
    expect(found.peaks![0]).toBeLessThan(6);
  });

  test("WebM with sound alone", async () => {
    expect(await look(await webm("audio"))).toMatchObject({ kind: "audio", type: "audio/webm", peaks: null });
  });

  test("cut short", async () => {
    await expect(look(half(wav(2)))).rejects.toMatchObject({ code: "asset.unreadable" });
    await expect(look(wav(2).slice(0, 40))).rejects.toMatchObject({ code: "asset.unreadable" });
    await expect(look(half(flac(), 0.01))).rejects.toMatchObject({ code: "asset.unreadable" });
  });
});

describe("videos", () => {
  test("MP4, with its tables behind or in front, MOV, MKV, WebM", async () => {
    expect(await look(film)).toMatchObject({
      kind: "video",
      type: "video/mp4",
      width: 160,
      height: 96,
      seconds: 2,
      thumbnail: false,
      thumbhash: null,
      peaks: null,
    });
    expect(await look(await boxed(film, "fast"))).toMatchObject({ type: "video/mp4", width: 160, height: 96, seconds: 2 });
    expect(await look(await boxed(film, "mov"))).toMatchObject({ type: "video/quicktime", width: 160, height: 96, seconds: 2 });
    expect(await look(await boxed(film, "mkv"))).toMatchObject({ type: "video/x-matroska", width: 160, height: 96 });
    expect(await look(await webm("video"))).toMatchObject({ kind: "video", type: "video/webm", width: 64, height: 48 });
  });

  test("the maker's poster becomes the thumbnail; what is no picture does not", async () => {
    const found = await look(await boxed(film, "fast"), { poster: await picture("jpeg", 300, 200) });
    expect(found.thumbnail).toBe(true);
    expect(found.thumbhash).not.toBeNull();
    for (const poster of [text("no picture"), bomb(60_000, 60_000)])
      expect(await look(film, { poster })).toMatchObject({ thumbnail: false, thumbhash: null });
  });

  test("an ffmpeg that is not there, fails or talks nonsense costs the thumbnail and nothing else", async () => {
    for (const ffmpeg of ["/nowhere/ffmpeg", "false", "echo"]) {
      const other = createAssets({ db, blobs, outbound: createOutbound({ allowed: [] }), clock, tmpDir: join(folder, "tmp"), ffmpeg });
      expect(await other.prepare(film, { maxBytes: 1e9 })).toMatchObject({ kind: "video", thumbnail: false });
    }
  });

  test("cut short", async () => {
    for (const whole of [film, await boxed(film, "fast"), await boxed(film, "mkv")]) {
      for (const share of [0.05, 0.5]) await expect(look(half(whole, share))).rejects.toMatchObject({ code: "asset.unreadable" });
    }
  });
});

describe("what it should not be", () => {
  const pretenders: [string, Uint8Array][] = [
    ["SVG", text('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script></svg>')],
    ["SVG with a declaration", text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')],
    ["HTML", text("<!doctype html><script>alert(1)</script>")],
    ["HTML that begins like a GIF", text("GIF89a/*<script>alert(1)</script>")],
    ["HTML that begins like a JPEG", new Uint8Array([0xff, 0xd8, 0xff, 0xe0, ...text("<script>alert(1)</script>")])],
    ["HTML that begins like a PNG", new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, ...text("<script>alert(1)</script>")])],
    ["HTML that begins like an MP3", new Uint8Array([0xff, 0xfb, 0x90, 0xc0, ...text("<script>alert(1)</script>".repeat(50))])],
    [
      "HTML behind an MP4's first box",
      new Uint8Array([0, 0, 0, 24, ...text("ftypisom"), 0, 0, 0, 0, ...text("isommp42"), ...text("<script>".repeat(50))]),
    ],
    ["HTML in a WAV", new Uint8Array([...text("RIFF"), 9, 9, 0, 0, ...text("WAVE"), ...text("<script>alert(1)</script>".repeat(50))])],
    ["JavaScript", text("alert(1)")],
    ["JSON", text('{"error":"overloaded"}')],
    ["PDF", text("%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj")],
    ["a playlist", text("#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\nfile:///etc/passwd\n")],
    ["a program", new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, ...new Uint8Array(100)])],
    ["an archive", new Uint8Array([0x50, 0x4b, 3, 4, ...new Uint8Array(100)])],
    ["zeros", new Uint8Array(5000)],
    ["one byte", new Uint8Array([1])],
    ["nothing", new Uint8Array()],
    ["HEIC", new Uint8Array([0, 0, 0, 24, ...text("ftypheic"), 0, 0, 0, 0, ...text("mif1heic"), ...new Uint8Array(100)])],
  ];
  for (const [what, bytes] of pretenders) {
    test(what, async () => {
      await expect(look(bytes)).rejects.toMatchObject({ code: "asset.unreadable" });
    });
  }

  test("another kind than expected", async () => {
    await expect(look(wav(), { expect: "image" })).rejects.toThrow("recording");
    await expect(look(await picture("png"), { expect: "video" })).rejects.toThrow("picture");
    await expect(look(await picture("png"), { expect: "text" })).rejects.toMatchObject({ code: "asset.unreadable" });
    await expect(look(new Uint8Array([0xff, 0xfe, 0xfd, 0x80]), { expect: "text" })).rejects.toMatchObject({ code: "asset.unreadable" });
  });

  test("a text, where a text is expected", async () => {
    expect(await look(text("Grüße"), { expect: "text" })).toMatchObject({ kind: "text", type: "text/plain", text: "Grüße" });
  });

  test("more than the limit, whole or streamed; the stream is let go", async () => {
    await expect(look(wav(1), { maxBytes: 1000 })).rejects.toMatchObject({ code: "request.too_large" });
    let canceled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(10_000)),
      cancel: () => void (canceled = true),
    });
    await expect(assets.prepare(endless, { maxBytes: 100_000 })).rejects.toMatchObject({ code: "request.too_large" });
    expect(canceled).toBe(true);
  });

  test("a stream that breaks: its own error, nothing kept", async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(10));
      },
      pull(controller) {
        controller.error(new Error("cut"));
      },
    });
    await expect(assets.prepare(broken, { maxBytes: 100_000 })).rejects.toThrow("cut");
  });
});

test("a stream gives what the bytes give", async () => {
  const bytes = await picture("png");
  const { pin: _, ...whole } = await look(bytes);
  const { pin: __, ...streamed } = await assets.prepare(streamOf(bytes, 77), { maxBytes: bytes.length });
  expect(streamed).toEqual(whole);
  expect(whole.sha256).toBe(new Bun.CryptoHasher("sha256").update(bytes).digest("hex"));
});

test("no temporary file is left by any of all this", () => {
  expect(readdirSync(join(folder, "tmp"))).toEqual([]);
});
