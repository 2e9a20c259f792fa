// A worker thread: decodes one compressed recording and answers with its peaks, or null. Not imported by anyone; started by peaks.ts.
import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";

interface Work {
  path: string;
  buckets: number;
  /** Lower rates need less memory; the drawing does not mind. */
  sampleRate: number;
}

async function decode({ path, buckets, sampleRate }: Work): Promise<number[] | null> {
  const { OfflineAudioContext } = await import("node-web-audio-api");
  const bytes = new Uint8Array(await readFile(path));
  const sound = await new OfflineAudioContext(1, 1, sampleRate).decodeAudioData(bytes.buffer);
  const channels = Array.from({ length: sound.numberOfChannels }, (_, channel) => sound.getChannelData(channel));
  const count = Math.min(buckets, sound.length);
  return Array.from({ length: count }, (_, bucket) => {
    const [from, to] = [Math.floor((bucket * sound.length) / count), Math.floor(((bucket + 1) * sound.length) / count)];
    let loudest = 0;
    for (const samples of channels) for (let at = from; at < to; at++) loudest = Math.max(loudest, Math.abs(samples[at]!));
    return Math.round(Math.min(1, loudest) * 100);
  });
}

if (parentPort) parentPort.postMessage(await decode(workerData as Work).catch(() => null));
