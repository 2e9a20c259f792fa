// Blobs in this process's memory, for tests. Not for what anyone wants to keep.
import { readFile } from "node:fs/promises";
import type { Blobs } from "./blobs.ts";
import { checkedKey, cutRange } from "./key.ts";

export function openMemoryBlobs(): Blobs {
  const kept = new Map<string, Uint8Array>();
  return {
    async put(key, path) {
      const bytes = await readFile(path);
      kept.set(checkedKey(key), new Uint8Array(bytes));
    },
    async get(key, range) {
      const bytes = kept.get(checkedKey(key));
      if (!bytes) return null;
      const { start, end } = cutRange(range, bytes.length);
      const part = bytes.slice(start, end);
      return new ReadableStream({
        start(controller) {
          if (part.length > 0) controller.enqueue(part);
          controller.close();
        },
      });
    },
    async head(key) {
      const bytes = kept.get(checkedKey(key));
      return bytes ? { bytes: bytes.length } : null;
    },
    async delete(key) {
      kept.delete(checkedKey(key));
    },
    async close() {
      kept.clear();
    },
  };
}
