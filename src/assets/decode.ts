// A worker thread: decodes one recording and answers with its peaks, or with its beginning in mono as samples of 16 bits; null where it cannot. Not imported by anyone; started by sound.ts.
import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import type { Work } from "./sound.ts";

const { source, sampleRate, want } = workerData as Work;

async function channels(): Promise<Float32Array[]> {
  const { OfflineAudioContext } = await import("node-web-audio-api");
  const bytes = new Uint8Array(typeof source === "string" ? await readFile(source) : source);
  const sound = await new OfflineAudioContext(1, 1, sampleRate).decodeAudioData(bytes.buffer);
  return Array.from({ length: sound.numberOfChannels }, (_, channel) => sound.getChannelData(channel));
}

function peaksOf(sound: Float32Array[], buckets: number): number[] {
  const length = sound[0]?.length ?? 0;
  const count = Math.min(buckets, length);
  return Array.from({ length: count }, (_, bucket) => {
    const [from, to] = [Math.floor((bucket * length) / count), Math.floor(((bucket + 1) * length) / count)];
    let loudest = 0;
    for (const samples of sound) for (let at = from; at < to; at++) loudest = Math.max(loudest, Math.abs(samples[at]!));
    return Math.round(Math.min(1, loudest) * 100);
  });
}

function beginningOf(sound: Float32Array[], seconds: number): Uint8Array {
  const frames = Math.min(sound[0]?.length ?? 0, Math.floor(seconds * sampleRate));
  const view = new DataView(new ArrayBuffer(frames * 2));
  for (let at = 0; at < frames; at++) {
    let sum = 0;
    for (const samples of sound) sum += samples[at]!;
    view.setInt16(at * 2, Math.round(Math.max(-1, Math.min(1, sum / sound.length)) * 32_767), true);
  }
  return new Uint8Array(view.buffer);
}

async function work(): Promise<number[] | Uint8Array> {
  const sound = await channels();
  return "buckets" in want ? peaksOf(sound, want.buckets) : beginningOf(sound, want.seconds);
}

if (parentPort) parentPort.postMessage(await work().catch(() => null));
