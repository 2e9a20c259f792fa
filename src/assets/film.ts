// Files with tracks: videos and recordings in containers. Reads headers and packets, decodes no video; ffmpeg draws the thumbnail where it is found.
import { spawn } from "node:child_process";
import { open } from "node:fs/promises";
import type { EncodedPacketSink, Input } from "mediabunny";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { posterOf } from "./picture.ts";
import type { Facts, ProbeOptions } from "./probe.ts";
import { peaksOf } from "./peaks.ts";
import { readWave } from "./wave.ts";

/** A file whose tables make the reader wander is given up, milliseconds. */
const READ_MS = 20_000;
const FFMPEG_MS = 15_000;
const POSTER_BYTES = 16 * 1024 * 1024;
/** A container that promises so much more than its packets hold was cut short. */
const WHOLE = 0.8;

const unreadable = (detail: string) => new AppError("asset.unreadable", detail);
const CUT_SHORT = "The file is damaged or cut short: its last part is missing.";

interface Tracks {
  width: number | null;
  height: number | null;
  seconds: number | null;
}

/** `type` is what the first bytes say; a container without pictures turns out to be a recording. */
export async function probeTracks(path: string, bytes: number, type: string, options: ProbeOptions): Promise<Facts> {
  if (type === "audio/wav") return recording(path, bytes, type, await readWave(path).then((wave) => wave.seconds));
  const tracks = await readTracks(path);
  if (tracks.width === null || tracks.height === null) {
    const audio = type.startsWith("audio/")
      ? type
      : type === "video/webm"
        ? "audio/webm"
        : type === "video/x-matroska"
          ? "audio/x-matroska"
          : "audio/mp4";
    return recording(path, bytes, audio, tracks.seconds);
  }
  if (type.startsWith("audio/")) type = "video/mp4";
  if (tracks.width * tracks.height > LIMITS.imagePixels) throw unreadable("The video's pictures are too large.");
  const poster = options.poster ?? (options.ffmpeg ? await firstPicture(options.ffmpeg, path, type) : null);
  const drawn = poster ? await posterOf(poster) : null;
  return { kind: "video", type, ...tracks, peaks: null, text: null, thumbnail: drawn?.thumbnail ?? null, thumbhash: drawn?.thumbhash ?? null };
}

async function recording(path: string, bytes: number, type: string, seconds: number | null): Promise<Facts> {
  return {
    kind: "audio",
    type,
    width: null,
    height: null,
    seconds,
    thumbhash: null,
    peaks: await peaksOf(path, bytes, type, seconds),
    text: null,
    thumbnail: null,
  };
}

async function readTracks(path: string): Promise<Tracks> {
  const media = await import("mediabunny");
  const file = await open(path);
  // Only these formats: playlists name other files, and those are not this file's to read.
  const formats = [media.MP4, media.QTFF, media.WEBM, media.MATROSKA, media.MP3, media.OGG, media.ADTS, media.FLAC];
  const source = new media.CustomSource({
    getSize: async () => (await file.stat()).size,
    read: async (start, end) => {
      const buffer = new Uint8Array(end - start);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
      return buffer.subarray(0, bytesRead);
    },
  });
  const input = new media.Input({ formats, source });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(unreadable("The file takes too long to read.")), READ_MS)));
    return await Promise.race([measure(input, media.EncodedPacketSink), late]);
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : unreadable(CUT_SHORT);
  } finally {
    clearTimeout(timer);
    input.dispose();
    await file.close();
  }
}

async function measure(input: Input, PacketSink: typeof EncodedPacketSink): Promise<Tracks> {
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  const track = video ?? audio;
  if (!track) throw unreadable("The file holds neither pictures nor sound.");
  const sink = new PacketSink(track);
  const [first, last] = [await sink.getFirstPacket(), await sink.getPacket(Infinity)];
  if (!first || !last) throw unreadable(CUT_SHORT);
  const [seconds, promised] = [await input.computeDuration(), await input.getDurationFromMetadata()];
  if (!(seconds > 0) || (promised !== null && seconds < promised * WHOLE)) throw unreadable(CUT_SHORT);
  const rounded = Math.round(seconds * 1000) / 1000;
  if (!video) return { width: null, height: null, seconds: rounded };
  const [width, height] = [await video.getDisplayWidth(), await video.getDisplayHeight()];
  if (!(width > 0) || !(height > 0)) throw unreadable("The video's pictures have no size.");
  return { width, height, seconds: rounded };
}

/** ffmpeg runs as a process of its own, on this one file, with the container's reader named so that no playlist is ever followed. Null where it is not installed or fails. */
function firstPicture(ffmpeg: string, path: string, type: string): Promise<Uint8Array | null> {
  const reader = type === "video/webm" || type === "video/x-matroska" ? "matroska" : "mov";
  const words = [
    "-nostdin",
    "-v",
    "error",
    "-protocol_whitelist",
    "file",
    "-f",
    reader,
    "-i",
    `file:${path}`,
    "-frames:v",
    "1",
    "-vf",
    "scale=512:-2",
    "-f",
    "image2pipe",
    "-c:v",
    "png",
    "-",
  ];
  return new Promise((resolve) => {
    const child = spawn(ffmpeg, words, { stdio: ["ignore", "pipe", "ignore"], timeout: FFMPEG_MS, killSignal: "SIGKILL" });
    const parts: Buffer[] = [];
    let bytes = 0;
    child.stdout.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes > POSTER_BYTES) child.kill("SIGKILL");
      else parts.push(part);
    });
    child.on("error", () => resolve(null));
    child.on("close", (code) => resolve(code === 0 && bytes > 0 ? Buffer.concat(parts) : null));
  });
}
