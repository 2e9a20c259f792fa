// Sounds decoded, in a thread of their own: for drawing them (peaks.ts), and as they are played to a model that hears. Draws nothing, keeps nothing.
import { Worker } from "node:worker_threads";
import { AppError } from "../spec/error.ts";
import { wavOf } from "../spec/sound-length.ts";

/** What decode.ts is told. */
export interface Work {
  /** A file by its path, or its bytes. */
  source: string | Uint8Array;
  /** What it is brought to. */
  sampleRate: number;
  want: { buckets: number } | { seconds: number };
}

const DECODE_MS = 30_000;

/** Null where it cannot be decoded. The thread takes its memory with it when it ends, and can be ended when it does not. */
export function decoded<T>(work: Work): Promise<T | null> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL("./decode.ts", import.meta.url), { workerData: work });
    const end = (answer: T | null) => {
      clearTimeout(timer);
      resolve(answer);
      void worker.terminate();
    };
    const timer = setTimeout(() => end(null), DECODE_MS);
    worker.once("message", end);
    worker.once("error", () => end(null));
    worker.once("exit", () => end(null));
  });
}

/** Its beginning, as a WAV in mono of a rate that is enough for whoever hears. Throws `asset.unreadable` where that cannot be had, as for Opus. */
export async function beginning(bytes: Uint8Array, hz: number, seconds: number): Promise<Uint8Array> {
  const samples = await decoded<Uint8Array>({ source: bytes, sampleRate: hz, want: { seconds } });
  if (!samples || samples.byteLength === 0)
    throw new AppError("asset.unreadable", "The sound cannot be decoded here, so it cannot be played to a model.");
  return wavOf(samples, hz);
}
