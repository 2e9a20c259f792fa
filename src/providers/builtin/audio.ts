// Sound as samples, and samples as files: WAV, raw PCM, MP3, FLAC. Makes no sound itself, and knows no task.
import { createMp3Encoder } from "wasm-media-encoders";
import { AppError } from "../../spec/error.ts";
import { encodeFlac } from "./audio-flac.ts";
import { resample } from "./audio-resample.ts";

/** Samples from -1 to 1, one array a channel, all of one length. */
export interface Pcm {
  sampleRate: number;
  channels: Float32Array[];
}

/** What `encodeAudio` can write. Opus and AAC are left out: no encoder for them is at once small, permissive and free of install scripts. */
export const AUDIO_FORMATS = ["wav", "mp3", "flac", "pcm"] as const;
export type AudioFormat = (typeof AUDIO_FORMATS)[number];

/** Raw PCM as OpenAI's speech endpoint defines it: 24 kHz, signed 16-bit, little-endian, mono. */
const RAW_PCM_HZ = 24_000;
const WAV_HEADER_BYTES = 44;

/** The file and its media type. The same samples give the same bytes. Throws `request.invalid` naming `format` for one that is not in AUDIO_FORMATS. */
export async function encodeAudio(pcm: Pcm, format: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; type: string }> {
  if (format === "wav") return { bytes: encodeWav(pcm), type: "audio/wav" };
  if (format === "mp3") return { bytes: await encodeMp3(pcm), type: "audio/mpeg" };
  if (format === "flac") return { bytes: encodeFlac(pcm), type: "audio/flac" };
  if (format === "pcm") return { bytes: encodeRaw(pcm), type: "audio/pcm" };
  throw new AppError("request.invalid", `The built-in engines write ${AUDIO_FORMATS.join(", ")}, not "${format}".`, { field: "format" });
}

/** How many samples a channel holds for so many seconds: the length is exact to the sample. */
export function samplesOf(seconds: number, sampleRate: number): number {
  return Math.max(1, Math.round(seconds * sampleRate));
}

/** All channels as one: their mean. */
export function monoOf(pcm: Pcm): Float32Array {
  const [first, ...rest] = pcm.channels as [Float32Array, ...Float32Array[]];
  if (rest.length === 0) return first;
  const mono = new Float32Array(first.length);
  for (let i = 0; i < mono.length; i++) {
    let sum = first[i]!;
    for (const channel of rest) sum += channel[i]!;
    mono[i] = sum / pcm.channels.length;
  }
  return mono;
}

/** A sample as a signed 16-bit number. */
export function int16(sample: number): number {
  return Math.round(Math.max(-1, Math.min(1, sample)) * 32767);
}

function encodeWav(pcm: Pcm): Uint8Array<ArrayBuffer> {
  const count = pcm.channels.length;
  const frames = pcm.channels[0]!.length;
  const data = frames * count * 2;
  const bytes = new Uint8Array(WAV_HEADER_BYTES + data);
  const view = new DataView(bytes.buffer);
  const word = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  word(0, "RIFF");
  view.setUint32(4, 36 + data, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // integer PCM
  view.setUint16(22, count, true);
  view.setUint32(24, pcm.sampleRate, true);
  view.setUint32(28, pcm.sampleRate * count * 2, true);
  view.setUint16(32, count * 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, data, true);
  pcm.channels.forEach((channel, index) => {
    for (let i = 0; i < frames; i++) view.setInt16(WAV_HEADER_BYTES + (i * count + index) * 2, int16(channel[i]!), true);
  });
  return bytes;
}

/** Reads a 16-bit PCM WAV, as espeak-ng writes it; a data length that was never filled in means "to the end". Throws `provider.bad_output`. */
export function decodeWav(bytes: Uint8Array): Pcm {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  const bad = () => new AppError("provider.bad_output", "The speech program did not write a 16-bit WAV file.");
  if (bytes.length < WAV_HEADER_BYTES || word(0) !== "RIFF" || word(8) !== "WAVE") throw bad();
  let count = 0;
  let sampleRate = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    if (word(at) === "fmt ") {
      if (view.getUint16(at + 8, true) !== 1 || view.getUint16(at + 22, true) !== 16) throw bad();
      count = view.getUint16(at + 10, true);
      sampleRate = view.getUint32(at + 12, true);
    } else if (word(at) === "data" && count > 0) {
      const frames = Math.floor(Math.min(size, bytes.length - at - 8) / 2 / count);
      const channels = Array.from({ length: count }, (_, index) =>
        Float32Array.from({ length: frames }, (_unused, i) => view.getInt16(at + 8 + (i * count + index) * 2, true) / 32768),
      );
      return { sampleRate, channels };
    }
    at += 8 + size + (size & 1);
  }
  throw bad();
}

function encodeRaw(pcm: Pcm): Uint8Array<ArrayBuffer> {
  const mono = resample(monoOf(pcm), pcm.sampleRate, RAW_PCM_HZ);
  const bytes = new Uint8Array(mono.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < mono.length; i++) view.setInt16(i * 2, int16(mono[i]!), true);
  return bytes;
}

/** LAME at a constant bit rate, so that players know the length without scanning: 192 kbit/s in stereo, 96 in mono (64 below 32 kHz). */
async function encodeMp3(pcm: Pcm): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = await createMp3Encoder();
  const count = pcm.channels.length === 1 ? 1 : 2;
  const bitrate = count === 2 ? 192 : pcm.sampleRate < 32_000 ? 64 : 96;
  encoder.configure({ sampleRate: pcm.sampleRate, outputSampleRate: pcm.sampleRate as 44100, channels: count, bitrate });
  const parts: Uint8Array[] = [];
  const frames = pcm.channels[0]!.length;
  const stride = pcm.sampleRate;
  // the encoder owns what it returns until the next call: copy
  for (let at = 0; at < frames; at += stride) {
    parts.push(encoder.encode(pcm.channels.slice(0, count).map((channel) => channel.subarray(at, at + stride))).slice());
  }
  parts.push(encoder.finalize().slice());
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
