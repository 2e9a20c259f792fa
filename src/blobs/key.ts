// What every driver checks before it touches anything: that a key is a key, and a range a range. Touches nothing itself.
import { AppError } from "../spec/error.ts";
import type { ByteRange } from "./blobs.ts";

const KEY = /^(?=.{1,500}$)[a-z0-9_-][a-z0-9._-]{0,199}(\/[a-z0-9_-][a-z0-9._-]{0,199})*$/;

/** Returns the key, so that it can be written where it is used. */
export function checkedKey(key: string): string {
  if (!KEY.test(key)) throw new AppError("request.invalid", "This is not a name under which bytes are kept.", { field: "key" });
  return key;
}

/** Cuts a range to the bytes there are; the whole where none is asked for. */
export function cutRange(range: ByteRange | undefined, bytes: number): ByteRange {
  if (!range) return { start: 0, end: bytes };
  checkRange(range);
  const start = Math.min(range.start, bytes);
  return { start, end: Math.max(start, Math.min(range.end, bytes)) };
}

export function checkRange({ start, end }: ByteRange): void {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw new AppError("request.range", "A range of bytes runs from a whole number, 0 or more, to one that is not smaller.", { field: "range" });
  }
}
