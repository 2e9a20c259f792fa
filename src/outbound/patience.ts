// How long an answer is waited for: in all, and between two pieces of its body. Knows nothing of where it comes from.
import { AppError } from "../spec/error.ts";

/** One request's time: a signal to send with it, and why it was cut, if it was. */
export interface Patience {
  signal: AbortSignal;
  /** Ends the request with this reason. */
  give(reason: AppError): void;
  /** Our own reason, where it was us who ended it. */
  reason(): AppError | null;
  /** Nothing more is waited for: timers and listeners go. */
  done(): void;
}

/** Starts the clock. `caller` is the asker's own signal, whose reason stays as it is. */
export function startPatience(host: string, totalMs: number | null, caller?: AbortSignal | null): Patience {
  const controller = new AbortController();
  let reason: AppError | null = null;
  const give = (why: AppError) => {
    reason ??= why;
    controller.abort(reason);
  };
  const onCaller = () => controller.abort(caller!.reason);
  if (caller?.aborted) onCaller();
  else caller?.addEventListener("abort", onCaller, { once: true });
  const timer =
    totalMs === null
      ? null
      : setTimeout(() => give(new AppError("provider.timeout", `${host} did not finish within ${totalMs / 1000} seconds.`)), totalMs);
  return {
    signal: controller.signal,
    give,
    reason: () => reason,
    done: () => {
      if (timer !== null) clearTimeout(timer);
      caller?.removeEventListener("abort", onCaller);
    },
  };
}

/** Rejects when the promise takes longer; what it was doing is left to itself. */
export async function within<T>(ms: number, work: Promise<T>, late: () => AppError, signal?: AbortSignal): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop: (() => void) | undefined;
  const cut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
    stop = () => reject(signal!.reason);
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted) stop();
  });
  try {
    return await Promise.race([work, cut]);
  } finally {
    clearTimeout(timer);
    if (stop) signal?.removeEventListener("abort", stop);
  }
}

/** The same bytes, but a body that stalls or is cut ends in an AppError instead of hanging or ending as if it were whole. */
export function patientBody(
  body: ReadableStream<Uint8Array>,
  host: string,
  idleMs: number | null,
  patience: Patience,
  explain: (thrown: unknown) => unknown,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const stalled = () => new AppError("provider.timeout", `${host} stopped sending for ${(idleMs ?? 0) / 1000} seconds.`);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await (idleMs === null ? reader.read() : within(idleMs, reader.read(), stalled, patience.signal));
          if (!done) return controller.enqueue(value);
          patience.done();
          controller.close();
        } catch (thrown) {
          const error = patience.reason() ?? explain(thrown);
          patience.done();
          controller.error(error);
          if (thrown instanceof AppError) patience.give(thrown);
          reader.cancel(error).catch(() => {});
        }
      },
      async cancel(why) {
        patience.done();
        await reader.cancel(why).catch(() => {});
      },
    },
    { highWaterMark: 0 },
  );
}
