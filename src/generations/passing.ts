// A chat's answer on its way through: nothing is committed to before the first word is here, then bytes pass as they come, and every way of breaking off is told as what it is. Settles nothing itself.
import type { Clock } from "../clock.ts";
import { AppError } from "../spec/error.ts";
import type { Ask } from "../spec/plan.ts";
import { type Reader, readStream, readWhole } from "./reading.ts";

/** The most that an answer that comes whole may weigh. */
const WHOLE_BYTES = 32 * 1024 * 1024;

/** An answer that has begun well. `head` is what was read of it so far. */
export interface Opened {
  reader: Reader;
  streamed: boolean;
  head: Uint8Array[];
  source: ReadableStreamDefaultReader<Uint8Array> | null;
  headers: Record<string, string>;
}

/** How an answer ended, where it did not end well. */
export interface Broke {
  code: "provider.error" | "provider.bad_output" | "generation.canceled";
  detail: string;
}

export const errorEvent = (message: string) =>
  new TextEncoder().encode(`data: ${JSON.stringify({ error: { message, type: "server_error", code: "provider.error", param: null } })}\n\n`);

/** The next piece, or `provider.timeout` after so long a silence. */
async function nextPiece(source: ReadableStreamDefaultReader<Uint8Array>, ms: number, clock: Clock, who: string) {
  const over = new AbortController();
  const late = clock.sleep(ms, over.signal).then(() => {
    if (!over.signal.aborted) throw new AppError("provider.timeout", `${who} sent nothing for ${Math.round(ms / 1000)} seconds.`);
    return { done: true as const, value: undefined };
  });
  try {
    return await Promise.race([source.read(), late]);
  } finally {
    over.abort();
  }
}

/** Reads up to the first word, or all of an answer that comes whole. Throws AppError where it cannot be an answer: another may be asked then. */
export async function openAnswer(response: Response, ask: Ask, untilMs: number, clock: Clock, who: string): Promise<Opened> {
  const type = response.headers.get("content-type") ?? "application/json";
  const streamed = type.includes("text/event-stream");
  const reader = streamed ? readStream(ask) : readWhole();
  const source = response.body?.getReader() ?? null;
  const head: Uint8Array[] = [];
  let size = 0;
  try {
    while (source && !(streamed && reader.begun())) {
      const { done, value } = await nextPiece(source, Math.max(1, untilMs - clock.now()), clock, who);
      const piece = done ? reader.rest() : reader.take(value);
      if (piece.byteLength > 0) head.push(piece);
      size += piece.byteLength;
      if (size > WHOLE_BYTES) throw new AppError("provider.bad_output", `${who} sent more than an answer can be.`);
      if (done || (streamed && reader.trouble())) break;
    }
    const trouble = reader.trouble();
    if (trouble && !(streamed && reader.begun())) throw new AppError(codeOf(trouble.error), `${who} ${trouble.says}.`);
    if (streamed && !reader.begun()) throw new AppError("provider.bad_output", `${who} ended its stream before the first word.`);
  } catch (thrown) {
    source?.cancel().catch(() => undefined);
    throw thrown;
  }
  return { reader, streamed, head, source, headers: { "content-type": type, "cache-control": "no-store" } };
}

/** What a provider's own error inside a good answer means, as far as its code tells. */
function codeOf(error: unknown): "provider.error" | "provider.bad_output" | "provider.refused_input" | "provider.capacity" {
  if (error === null || error === undefined) return "provider.bad_output";
  const words = JSON.stringify(error).toLowerCase();
  if (/content[_ ](filter|policy)|moderation|safety/.test(words)) return "provider.refused_input";
  return /overload|capacity|unavailable/.test(words) ? "provider.capacity" : "provider.error";
}

/** The answer's body, passed on as it comes. `ended` is called once, before the last byte is given out, with why it broke off or null. */
export function passOn(
  opened: Opened,
  silenceMs: number,
  clock: Clock,
  who: string,
  signal: AbortSignal,
  ended: (broke: Broke | null) => Promise<void>,
) {
  const { reader, streamed, head, source } = opened;
  const gone: Broke = { code: "generation.canceled", detail: "The client went away." };

  async function breakOff(controller: ReadableStreamDefaultController<Uint8Array>, detail: string): Promise<void> {
    source?.cancel().catch(() => undefined);
    controller.enqueue(errorEvent(`${detail} The answer is not whole.`));
    await ended({ code: "provider.error", detail });
    controller.close();
  }

  async function finish(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    const last = reader.rest();
    if (last.byteLength > 0) controller.enqueue(last);
    if (streamed && !reader.outcome().broken && !reader.complete()) return breakOff(controller, `${who} ended its stream before its end marker.`);
    await ended(reader.outcome().broken ? { code: "provider.error", detail: `${who} told of a failure of its own instead of an answer.` } : null);
    controller.close();
  }

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const first = head.shift();
        if (first) return controller.enqueue(first);
        if (!streamed || !source) return await finish(controller); // it is all here
        const { done, value } = await nextPiece(source, silenceMs, clock, who);
        if (done) return await finish(controller);
        const piece = reader.take(value);
        if (piece.byteLength > 0) controller.enqueue(piece);
        const trouble = reader.trouble();
        if (trouble && trouble.error === null) await breakOff(controller, `${who} ${trouble.says}.`);
      } catch (thrown) {
        if (signal.aborted) {
          await ended(gone);
          return controller.error(thrown);
        }
        const silent = thrown instanceof AppError && thrown.code === "provider.timeout";
        await breakOff(controller, silent ? thrown.detail : `${who}'s stream broke off.`);
      }
    },
    async cancel() {
      source?.cancel().catch(() => undefined);
      await ended(gone);
    },
  });
}
