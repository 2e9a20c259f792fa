// Worker threads for the built-in engines: started when needed, ended when idle, terminated when their job is aborted. Knows no engine.
import { Worker } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { AppError, type ErrorCode } from "../../spec/error.ts";

/** One job, as plain data that can cross to another thread. */
export interface EngineJob {
  task: string;
  input: Record<string, any>;
  count: number;
  seed: number;
  files: Record<string, Uint8Array>;
}

export interface EngineOutput {
  bytes: Uint8Array;
  type: string;
  poster?: Uint8Array;
}

/** What a worker says while and after it works. */
export type EngineMessage =
  | { kind: "progress"; progress: number; stage: string | null; preview: string | null }
  | { kind: "done"; outputs: EngineOutput[] }
  | { kind: "failed"; code: ErrorCode; detail: string; field: string | null };

type Report = (progress: number | null, stage?: string | null, preview?: string | null) => void;

const ENTRY = fileURLToPath(new URL("./worker.ts", import.meta.url));
/** More than the cores of a small machine would only have each job wait for the others in memory. */
const WORKERS = 2;
/** An idle worker holds 40 to 80 MB. */
const IDLE_MS = 20_000;

interface Seat {
  worker: Worker;
  idle: ReturnType<typeof setTimeout> | null;
}

export function createPool() {
  const free: Seat[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;

  function sit(): Seat {
    const seat = free.pop();
    if (seat?.idle) clearTimeout(seat.idle);
    return seat ?? { worker: new Worker(ENTRY), idle: null };
  }

  /** Back to the others; ended if nobody needs it for a while. */
  function leave(seat: Seat): void {
    seat.worker.removeAllListeners();
    seat.idle = setTimeout(() => {
      free.splice(free.indexOf(seat), 1);
      void seat.worker.terminate();
    }, IDLE_MS);
    seat.idle.unref?.();
    seat.worker.unref();
    free.push(seat);
  }

  async function turn(signal: AbortSignal): Promise<void> {
    while (busy >= WORKERS && !signal.aborted)
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    if (signal.aborted) throw new AppError("provider.canceled", "The built-in engine was stopped before it began.");
    busy += 1;
  }

  function work(seat: Seat, job: EngineJob, signal: AbortSignal, report: Report): Promise<EngineOutput[]> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        void seat.worker.terminate();
        reject(new AppError("provider.canceled", "The built-in engine was stopped."));
      };
      const end = (settle: () => void, reusable: boolean) => {
        signal.removeEventListener("abort", stop);
        if (reusable) leave(seat);
        settle();
      };
      signal.addEventListener("abort", stop, { once: true });
      seat.worker.ref();
      seat.worker.on("message", (message: EngineMessage) => {
        if (message.kind === "progress") report(message.progress, message.stage, message.preview);
        else if (message.kind === "done") end(() => resolve(message.outputs), true);
        else end(() => reject(new AppError(message.code, message.detail, { field: message.field })), true);
      });
      seat.worker.on("error", (error) =>
        end(() => reject(new AppError("provider.error", "The built-in engine broke on this request.", { cause: error })), false),
      );
      seat.worker.on("exit", (code) => end(() => reject(new AppError("provider.error", `The built-in engine ended with code ${code}.`)), false));
      seat.worker.postMessage(job);
    });
  }

  /** Runs one job when its turn has come. Throws AppErrors: `provider.canceled` on abort, `provider.error` where the engine broke, or what the engine found wrong with the input. */
  async function run(job: EngineJob, signal: AbortSignal, report: Report): Promise<EngineOutput[]> {
    if (busy >= WORKERS) report(null, "Waiting for the built-in engine");
    await turn(signal);
    try {
      return await work(sit(), job, signal, report);
    } finally {
      busy -= 1;
      waiting.shift()?.();
    }
  }

  return { run };
}
