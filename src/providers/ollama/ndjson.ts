// Streams of one JSON object a line, as Ollama sends them: read as they come, ended with their signal. Knows no field.
import { z } from "zod";

const LINE_CHARS = 96 * 1024 * 1024;
const object = z.record(z.string(), z.unknown());

function next(reader: ReadableStreamDefaultReader<Uint8Array>, signal: AbortSignal) {
  return new Promise<Awaited<ReturnType<typeof reader.read>>>((resolve, reject) => {
    const stop = () => reject(signal.reason ?? new DOMException("aborted", "AbortError"));
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    reader
      .read()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    return object.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Each object of the stream; null for a line that is none, so that nonsense is seen and not skipped. Throws where the connection or the signal ends it. */
export async function* objects(response: Response, signal: AbortSignal): AsyncGenerator<Record<string, unknown> | null> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  const promised = Number(response.headers.get("content-length") ?? NaN);
  let rest = "";
  let size = 0;
  try {
    for (;;) {
      const { done, value } = reader ? await next(reader, signal) : { done: true as const, value: undefined };
      size += value?.byteLength ?? 0;
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split("\n");
      rest = done ? "" : lines.pop()!;
      if (rest.length > LINE_CHARS) return yield null;
      if (done && size < promised) throw new Error("the body ended before its promised length");
      for (const line of lines) if (line.trim() !== "") yield parsed(line);
      if (done) return;
    }
  } finally {
    reader?.cancel().catch(() => undefined);
  }
}
