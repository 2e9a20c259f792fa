// Streams that are read or rewritten as they come: one JSON object a line, and server-sent events. Knows no vendor and no field.
import { z } from "zod";

const LINE_CHARS = 96 * 1024 * 1024;
/** More than any single event holds. */
const EVENT_CHARS = 16 * 1024 * 1024;
const object = z.record(z.string(), z.unknown());

/** Rejects as soon as the signal aborts, whatever the promise does. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason ?? new DOMException("aborted", "AbortError"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    return object.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Each object of a stream of one a line; null for a line that is none, so that nonsense is seen and not skipped. Throws where the connection or the signal ends it. */
export async function* objects(response: Response, signal: AbortSignal): AsyncGenerator<Record<string, unknown> | null> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  const promised = Number(response.headers.get("content-length") ?? NaN);
  let rest = "";
  let size = 0;
  try {
    for (;;) {
      const { done, value } = reader ? await orAborted(reader.read(), signal) : { done: true as const, value: undefined };
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

/** Cuts a stream of server-sent events at their ends and makes something of each; null is left out. What has no end comes last. One transform alone, as each reads ahead by one. */
function events<T>(make: (event: string, whole: boolean) => T | null): TransformStream<Uint8Array, T> {
  const decoder = new TextDecoder();
  let rest = "";
  const made = (event: string, whole: boolean, controller: TransformStreamDefaultController<T>) => {
    const found = make(event, whole);
    if (found !== null) controller.enqueue(found);
  };
  return new TransformStream({
    transform(bytes, controller) {
      rest += decoder.decode(bytes, { stream: true });
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop()!;
      if (rest.length > EVENT_CHARS) throw new Error("an event without an end");
      for (const block of blocks) made(`${block}\n\n`, true, controller);
    },
    flush(controller) {
      if (rest) made(rest, false, controller);
    },
  });
}

/** What an event says: its data lines together; null where it has none. */
function dataOf(event: string): string | null {
  const lines = event.split(/\r?\n/).filter((line) => line.startsWith("data:"));
  return lines.length > 0 ? lines.map((line) => line.slice(5).trim()).join("\n") : null;
}

/** The data of each whole event, in order, as JSON. Throws where it is none. */
export function jsonEvents(source: ReadableStream<Uint8Array>): ReadableStream<Record<string, any>> {
  return source.pipeThrough(
    events((event, whole) => {
      const data = whole ? dataOf(event) : null;
      return data === null ? null : (JSON.parse(data) as Record<string, any>);
    }),
  );
}

/** Changes one JSON object; the same object back leaves the text as it was. */
export type Mend = (json: Record<string, any>) => Record<string, any>;

function mended(text: string, mend: Mend): string {
  const before = parsed(text);
  const after = before && mend(before);
  return after && after !== before ? JSON.stringify(after) : text;
}

function mendedEvent(event: string, mend: Mend): string {
  const data = dataOf(event);
  const after = data === null ? data : mended(data, mend);
  if (after === data) return event;
  const others = event.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("data:"));
  return `${[...others, `data: ${after}`].join("\n")}\n\n`;
}

/** The same answer with each of its JSON objects mended: event by event as they come, or whole. What is no JSON stays as it is. */
export async function mendedAnswer(response: Response, mend: Mend): Promise<Response> {
  const type = response.headers.get("content-type") ?? "application/json";
  const headers = { "content-type": type };
  if (!type.includes("text/event-stream")) return new Response(mended(await response.text(), mend), { headers });
  const encoder = new TextEncoder();
  const rewritten = response.body?.pipeThrough(events((event) => encoder.encode(mendedEvent(event, mend))));
  return new Response(rewritten ?? null, { headers });
}
