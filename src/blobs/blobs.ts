// Bytes under a key, wherever they lie. Opens the driver that the URL names; knows nothing of what the bytes are.
import { systemClock, type Clock } from "../clock.ts";
import { AppError } from "../spec/error.ts";

export interface BlobInfo {
  bytes: number;
}

/** From `start` up to, not including, `end`, both counted from 0. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Keys look like `ab/cdef0123`: lower-case letters, digits, `.`, `_` and `-`, in parts of up to 200 between slashes, none beginning with a dot, 500
 * in all; no key is the folder of another. Anything else is refused with `request.invalid`. What cannot be reached is `unavailable`. */
export interface Blobs {
  /** Keeps the bytes of a local file under a key; whole or not at all, and on disk when it resolves. Keeping the same key again is harmless. */
  put(key: string, path: string): Promise<void>;
  /** The bytes, read as the reader asks for them; null where there is no such key. A range is cut to what is there, and may thus come out empty; one
   * that is not a range at all is `request.range`. */
  get(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array> | null>;
  head(key: string): Promise<BlobInfo | null>;
  /** Removing what is not there is harmless. */
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}

export interface BlobsOptions {
  /** For s3: where the URL has none. Where neither has one, the runtime looks at the usual AWS variables. */
  s3AccessKey?: string;
  s3SecretKey?: string;
  clock?: Clock;
}

/** `file:/folder` (made where missing), `s3://bucket/prefix?endpoint=https://host&region=us-east-1` (keys as `s3://access:secret@bucket`, or in the
 * options), or `memory:` for tests. */
export async function openBlobs(url: string, options: BlobsOptions = {}): Promise<Blobs> {
  const scheme = url.slice(0, url.indexOf(":") + 1);
  if (scheme === "file:") return (await import("./file.ts")).openFileBlobs(url, options.clock ?? systemClock);
  if (scheme === "s3:") return (await import("./s3.ts")).openS3Blobs(url, options);
  if (scheme === "memory:") return (await import("./memory.ts")).openMemoryBlobs();
  throw new AppError("request.invalid", `BLOBS_URL must begin with file:, s3: or memory:, not "${scheme}".`, { field: "BLOBS_URL" });
}
