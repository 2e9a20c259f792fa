// A multipart form (RFC 7578), part by part as it arrives, so that an upload never lies in memory. Keeps nothing, judges no content.
import { AppError } from "../spec/error.ts";

export interface Part {
  name: string;
  filename: string | null;
  /** To be read, or left, before the next part is asked for. */
  bytes: AsyncGenerator<Uint8Array>;
}

const HEADER_BYTES = 16 * 1024;
const PREAMBLE_BYTES = 64 * 1024;
const PARTS = 20;

const malformed = (detail: string) => new AppError("request.malformed", `The multipart form could not be read: ${detail}.`);

/** A stream that can be read up to a mark. */
class Cursor {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Buffer;

  constructor(body: ReadableStream<Uint8Array>, before: string) {
    this.#reader = body.getReader();
    this.#rest = Buffer.from(before);
  }

  /** Yields what stands before the mark and goes past it. */
  async *until(mark: Buffer): AsyncGenerator<Uint8Array> {
    for (;;) {
      const found = this.#rest.indexOf(mark);
      if (found >= 0) {
        const before = this.#rest.subarray(0, found);
        this.#rest = this.#rest.subarray(found + mark.length);
        if (before.length > 0) yield before;
        return;
      }
      // The mark may have begun in what is here: that much waits for the next piece.
      const safe = Math.max(0, this.#rest.length - mark.length + 1);
      const before = this.#rest.subarray(0, safe);
      this.#rest = this.#rest.subarray(safe);
      if (before.length > 0) yield before;
      await this.#more();
    }
  }

  async take(count: number): Promise<string> {
    while (this.#rest.length < count) await this.#more();
    const taken = this.#rest.subarray(0, count).toString("latin1");
    this.#rest = this.#rest.subarray(count);
    return taken;
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#reader.read();
    if (done) throw malformed("it ends too early");
    this.#rest = this.#rest.length === 0 ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : Buffer.concat([this.#rest, value]);
  }

  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }
}

async function gather(bytes: AsyncGenerator<Uint8Array>, maxBytes: number, what: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of bytes) {
    total += part.byteLength;
    if (total > maxBytes) throw malformed(`${what} is too long`);
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts);
}

/** The text of a part that is no file. Throws `request.malformed` beyond so many bytes. */
export async function partText(part: Part, maxBytes: number): Promise<string> {
  return (await gather(part.bytes, maxBytes, `the field ${part.name}`)).toString("utf8");
}

/** A parameter of a header, quoted or bare; browsers write quotes in names as %22, others as \". */
function parameter(header: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name.replace("*", "\\*")}\\s*=\\s*(?:"((?:\\\\.|[^"\\\\])*)"|([^;\\s]+))`, "i").exec(header);
  return found ? (found[1]?.replace(/\\(["\\])/g, "$1") ?? found[2] ?? null) : null;
}

function decoded(text: string | null): string | null {
  if (text === null) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** What a part says of itself. Only its name and its file name count; its type is read from its bytes later. */
function readHeaders(block: string): { name: string; filename: string | null } {
  const disposition = block.split("\r\n").find((line) => /^content-disposition\s*:/i.test(line)) ?? "";
  const name = parameter(disposition, "name");
  if (!/:\s*form-data\b/i.test(disposition) || name === null) throw malformed("a part has no name");
  const extended = /^utf-8''(.*)$/i.exec(parameter(disposition, "filename*") ?? "")?.[1] ?? null;
  return { name, filename: decoded(extended) ?? parameter(disposition, "filename")?.replaceAll("%22", '"') ?? null };
}

/** The boundary that a Content-Type names; null where it is no multipart form. Throws `request.malformed` where it should be there and is not. */
export function boundaryOf(contentType: string): string | null {
  if (!/^multipart\/form-data\b/i.test(contentType)) return null;
  const boundary = parameter(contentType, "boundary");
  if (!boundary || boundary.length > 200) throw malformed("its Content-Type names no boundary");
  return boundary;
}

/** The parts in their order. Leaving early cancels the body. */
export async function* readParts(body: ReadableStream<Uint8Array>, boundary: string): AsyncGenerator<Part> {
  const mark = Buffer.from(`\r\n--${boundary}`, "latin1");
  const cursor = new Cursor(body, "\r\n"); // so that the first boundary is found like the others
  try {
    await gather(cursor.until(mark), PREAMBLE_BYTES, "what stands before the first part");
    for (let count = 0; (await cursor.take(2)) !== "--"; count++) {
      if (count >= PARTS) throw malformed(`it has more than ${PARTS} parts`);
      const block = await gather(cursor.until(Buffer.from("\r\n\r\n")), HEADER_BYTES, "a part's header");
      const bytes = cursor.until(mark);
      yield { ...readHeaders(block.toString("utf8")), bytes };
      for await (const _ of bytes) void _; // what the reader left
    }
  } finally {
    await cursor.close();
  }
}
