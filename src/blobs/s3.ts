// Blobs in a bucket of any server that speaks S3, through the runtime's own client. Signs nothing for others: bytes always pass through us.
import { S3Client } from "bun";
import { stat } from "node:fs/promises";
import { AppError } from "../spec/error.ts";
import type { Blobs, BlobsOptions } from "./blobs.ts";
import { checkedKey, cutRange } from "./key.ts";

const codeOf = (thrown: unknown): string => String((thrown as { code?: unknown } | null)?.code ?? "");
const isGone = (thrown: unknown): boolean => /^(NoSuchKey|NotFound)$/.test(codeOf(thrown));

/** The one place where an error of the S3 client becomes one of ours. */
function translate(thrown: unknown): unknown {
  if (thrown instanceof AppError) return thrown;
  const code = codeOf(thrown);
  if ((thrown as Error | null)?.name !== "S3Error")
    return new AppError("internal", "The server met an unexpected error. It has been logged.", { cause: thrown });
  const what =
    code === "NoSuchBucket" ? "The bucket in BLOBS_URL does not exist." : `The bucket cannot be used (${code}). Check BLOBS_URL and its keys.`;
  return new AppError("unavailable", what, { cause: thrown, retryAfterMs: 1000 });
}

/** Reads on only as far as our own reader asks, speaks our errors, and sees to the length: a download that was cut short is an error and not the
 * end, and a server that sends more than the range (s3rver does for the first byte alone) is not believed. */
function exactly(length: number, stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  let left = length;
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    // a pull that brings nothing would not be asked again
    let chunk: Uint8Array = new Uint8Array();
    while (chunk.length === 0) {
      const next = await reader.read().catch((thrown: unknown) => {
        throw translate(thrown);
      });
      if (next.done) throw new AppError("unavailable", "The bucket broke off in the middle of a file. Try again.");
      chunk = new Uint8Array(next.value.buffer, next.value.byteOffset, Math.min(left, next.value.length));
    }
    controller.enqueue(chunk);
    left -= chunk.length;
    if (left > 0) return;
    controller.close();
    await reader.cancel();
  };
  return new ReadableStream({ pull, cancel: (reason) => reader.cancel(reason) }, { highWaterMark: 0 });
}

interface Place {
  client: S3Client;
  prefix: string;
}

function placeOf(url: string, options: BlobsOptions): Place {
  const refuse = (detail: string) => new AppError("request.invalid", detail, { field: "BLOBS_URL" });
  if (!URL.canParse(url)) throw refuse("BLOBS_URL is not a URL: s3://bucket/prefix?endpoint=https://host&region=us-east-1.");
  const parsed = new URL(url);
  if (!parsed.hostname) throw refuse("BLOBS_URL must name a bucket: s3://bucket/prefix.");
  const prefix = parsed.pathname.replace(/^\/+|\/+$/g, "");
  const endpoint = parsed.searchParams.get("endpoint") ?? undefined;
  if (endpoint !== undefined && !/^https?:\/\//.test(endpoint)) throw refuse("endpoint in BLOBS_URL must begin with http:// or https://.");
  const client = new S3Client({
    bucket: parsed.hostname,
    endpoint,
    region: parsed.searchParams.get("region") ?? undefined,
    accessKeyId: decodeURIComponent(parsed.username) || options.s3AccessKey,
    secretAccessKey: decodeURIComponent(parsed.password) || options.s3SecretKey,
  });
  return { client, prefix: prefix === "" ? "" : `${prefix}/` };
}

class S3Blobs implements Blobs {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  #file(key: string) {
    return this.#place.client.file(this.#place.prefix + checkedKey(key));
  }

  /** Large files go up in parts, read from disk as they go; the key shows only when all are there. */
  async put(key: string, path: string): Promise<void> {
    const file = this.#file(key);
    try {
      const { size } = await stat(path);
      await file.write(Bun.file(path), { type: "application/octet-stream" });
      const kept = (await file.stat()).size;
      if (kept !== size) throw new AppError("unavailable", `The bucket kept ${kept} of ${size} bytes. Try again.`);
    } catch (thrown) {
      throw translate(thrown);
    }
  }

  async get(key: string, range?: { start: number; end: number }): Promise<ReadableStream<Uint8Array> | null> {
    const info = await this.head(key);
    if (!info) return null;
    const { start, end } = cutRange(range, info.bytes);
    if (start === end) return new ReadableStream({ start: (controller) => controller.close() });
    return exactly(end - start, this.#file(key).slice(start, end).stream());
  }

  async head(key: string): Promise<{ bytes: number } | null> {
    try {
      return { bytes: (await this.#file(key).stat()).size };
    } catch (thrown) {
      if (isGone(thrown)) return null;
      throw translate(thrown);
    }
  }

  async delete(key: string): Promise<void> {
    await this.#file(key)
      .delete()
      .catch((thrown: unknown) => {
        if (!isGone(thrown)) throw translate(thrown);
      });
  }

  async close(): Promise<void> {}
}

/** Reads a key that is not there, so that a wrong bucket, endpoint or pair of keys fails here and not with the first file. Reads and not only looks
 * (HEAD): an answer without a body does not say whether it is the key or the bucket that is missing. The keys need the right to list the bucket,
 * without which S3 says 403 for 404. */
export async function openS3Blobs(url: string, options: BlobsOptions): Promise<Blobs> {
  const place = placeOf(url, options);
  await place.client
    .file(`${place.prefix}no-such-key`)
    .arrayBuffer()
    .catch((thrown: unknown) => {
      if (!isGone(thrown)) throw translate(thrown);
    });
  return new S3Blobs(place);
}
