// The worker thread's side: takes one job at a time, does it (work.ts), reports on the way. Decides nothing about money, routing or keeping.
import { parentPort } from "node:worker_threads";
import { AppError } from "../../spec/error.ts";
import type { EngineJob, EngineMessage } from "./pool.ts";
import { type Host, type Made, perform } from "./work.ts";

const tell = (message: EngineMessage, moved: ArrayBuffer[] = []) => parentPort!.postMessage(message, moved);

/** One after the other, each with the next seed and its share of the progress. */
async function makeAll({ task, input, count, seed, files }: EngineJob): Promise<Made[]> {
  const outputs: Made[] = [];
  // A thread is stopped from outside, so nothing has to be asked in between.
  const signal = new AbortController().signal;
  for (let index = 0; index < count; index += 1) {
    const host: Host = {
      signal,
      check: () => undefined,
      report: (share, stage, preview = null) => tell({ kind: "progress", progress: (index + share) / count, stage, preview: preview ?? null }),
    };
    outputs.push(await perform({ task, input: { ...input, seed: seed + index }, files }, host));
  }
  return outputs;
}

parentPort!.on("message", async (job: EngineJob) => {
  try {
    const outputs = (await makeAll(job)).map(({ bytes, type, poster }) => ({ bytes, type, ...(poster ? { poster } : {}) }));
    tell(
      { kind: "done", outputs },
      outputs.map((output) => output.bytes.buffer),
    );
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown; // a defect of ours: the thread ends, and the pool says so
    tell({ kind: "failed", code: thrown.code, detail: thrown.detail, field: thrown.field });
  }
});
