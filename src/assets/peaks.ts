// The drawing of a recording: its loudest moment in each of 160 slices, 0…100. For eyes only; never refuses a file.
import { open } from "node:fs/promises";
import { decoded } from "./sound.ts";
import { readWave, sampleReader } from "./wave.ts";

export const BUCKETS = 160;
/** Of a slice longer than this only the beginning is looked at. */
const SLICE_BYTES = 256 * 1024;
/** Compressed sound is decoded whole, in memory: 10 minutes of stereo are about 80 MB. */
const DECODE_BYTES = 24 * 1024 * 1024;
const DECODE_SECONDS = 900;
/** What the installed decoder takes; Opus it does not (node-web-audio-api 1.0.9). */
const DECODABLE = new Set(["audio/mpeg", "audio/ogg", "audio/flac", "audio/aac", "audio/mp4"]);

/** Null where the sound is too long, or of a kind that cannot be decoded here. */
export async function peaksOf(path: string, bytes: number, type: string, seconds: number | null): Promise<number[] | null> {
  try {
    if (type === "audio/wav") return await wavePeaks(path);
    if (!DECODABLE.has(type) || bytes > DECODE_BYTES || (seconds ?? Infinity) > DECODE_SECONDS) return null;
    return await decoded<number[]>({ source: path, sampleRate: (seconds ?? 0) <= 120 ? 44_100 : 16_000, want: { buckets: BUCKETS } });
  } catch {
    return null;
  }
}

/** A share of full scale as 0…100. */
export const toPeak = (loudest: number) => Math.round(Math.min(1, Number.isFinite(loudest) ? loudest : 0) * 100);

async function wavePeaks(path: string): Promise<number[] | null> {
  const wave = await readWave(path);
  const reader = sampleReader(wave);
  if (!reader || reader.bytes * wave.channels > wave.frameBytes) return null;
  const frames = wave.bytes / wave.frameBytes;
  const buckets = Math.min(BUCKETS, frames);
  const file = await open(path);
  try {
    const peaks: number[] = [];
    for (let bucket = 0; bucket < buckets; bucket++) {
      const [from, to] = [Math.floor((bucket * frames) / buckets), Math.floor(((bucket + 1) * frames) / buckets)];
      const length = Math.min((to - from) * wave.frameBytes, SLICE_BYTES - (SLICE_BYTES % wave.frameBytes));
      const buffer = new Uint8Array(length);
      const { bytesRead } = await file.read(buffer, 0, length, wave.start + from * wave.frameBytes);
      const view = new DataView(buffer.buffer, 0, bytesRead);
      let loudest = 0;
      for (let at = 0; at + reader.bytes <= bytesRead; at += reader.bytes) loudest = Math.max(loudest, Math.abs(reader.at(view, at)));
      peaks.push(toPeak(loudest));
    }
    return peaks;
  } finally {
    await file.close();
  }
}
