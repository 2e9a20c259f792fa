// Bytes under a key, wherever they lie. Opens the driver that the URL names; knows nothing of what the bytes are.

export interface BlobInfo {
  bytes: number;
}

export interface Blobs {
  /** Keeps the bytes of a local file under a key; whole or not at all, and on disk when it resolves. Keeping the same key again is harmless. */
  put(key: string, path: string): Promise<void>;
  /** From `start` up to, not including, `end`; null where there is no such key. */
  get(key: string, range?: { start: number; end: number }): Promise<ReadableStream<Uint8Array> | null>;
  head(key: string): Promise<BlobInfo | null>;
  /** Removing what is not there is harmless. */
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}
