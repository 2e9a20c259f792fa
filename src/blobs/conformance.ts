// What every blob driver must do, as cases that throw where one does not. Each uses keys of its own. Not loaded by the program.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../spec/error.ts";
import type { Blobs } from "./blobs.ts";

export interface BlobsUnderTest {
  blobs: Blobs;
  /** An empty folder for the files that are put. */
  folder: string;
}

export interface BlobsCase {
  name: string;
  run(under: BlobsUnderTest): Promise<void>;
}

/** Bytes in which each place differs from its neighbours, so that a range that is off by one shows. */
function pattern(length: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) * 7 + seed) & 255);
}

async function fileOf(folder: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, createHash("sha256").update(bytes).digest("hex").slice(0, 20));
  await writeFile(path, bytes);
  return path;
}

async function bytesOf(stream: ReadableStream<Uint8Array> | null): Promise<Uint8Array | null> {
  return stream && new Uint8Array(await new Response(stream).arrayBuffer());
}

async function code(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "nothing was thrown",
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : `not an AppError: ${String(thrown)}`),
  );
}

const same = (found: Uint8Array | null, wanted: Uint8Array, what: string) => assert.ok(found !== null && Buffer.compare(found, wanted) === 0, what);

const BAD_KEYS = [
  "",
  "/",
  "/etc/passwd",
  "..",
  "../x",
  "a/../../x",
  "a/./b",
  "a//b",
  "a/",
  ".incoming/x",
  "a/.hidden",
  "A/B",
  "a b",
  "a\\b",
  "a\0b",
  "é",
  "c:/x",
  "%2e%2e/x",
  "a\n",
  `${"a/".repeat(300)}a`,
  "a".repeat(201),
];

export const BLOBS_CASES: BlobsCase[] = [
  {
    name: "what is put comes back, whole: nothing, one byte, some, several megabytes",
    async run({ blobs, folder }) {
      for (const length of [0, 1, 1000, 6 * 1024 * 1024 + 17]) {
        const bytes = pattern(length);
        await blobs.put(`whole/${length}`, await fileOf(folder, bytes));
        assert.deepEqual(await blobs.head(`whole/${length}`), { bytes: length });
        same(await bytesOf(await blobs.get(`whole/${length}`)), bytes, `${length} bytes came back changed`);
      }
    },
  },
  {
    name: "what is not there is null, under any name",
    async run({ blobs, folder }) {
      await blobs.put("there/is", await fileOf(folder, pattern(10)));
      for (const key of ["there/is-not", "there", "there/is/under", "nowhere/at/all"]) {
        assert.equal(await blobs.head(key), null, key);
        assert.equal(await blobs.get(key), null, key);
        assert.equal(await blobs.get(key, { start: 0, end: 5 }), null, key);
      }
    },
  },
  {
    name: "a range runs up to its end, not including it, and is cut to what is there",
    async run({ blobs, folder }) {
      const bytes = pattern(700_000);
      await blobs.put("range/x", await fileOf(folder, bytes));
      for (const [start, end] of [
        [0, 1],
        [0, 700_000],
        [1, 2],
        [262_143, 262_145],
        [100, 600_000],
        [699_999, 700_000],
        [699_990, 800_000],
        [0, 0],
        [5, 5],
        [700_000, 700_001],
        [900_000, 900_001],
      ] as const) {
        same(await bytesOf(await blobs.get("range/x", { start, end })), bytes.slice(start, end), `range ${start} to ${end}`);
      }
    },
  },
  {
    name: "what is not a range is request.range",
    async run({ blobs, folder }) {
      await blobs.put("range/y", await fileOf(folder, pattern(100)));
      for (const [start, end] of [
        [-1, 5],
        [5, 4],
        [0.5, 3],
        [0, Number.NaN],
        [0, Number.POSITIVE_INFINITY],
      ] as const)
        assert.equal(await code(blobs.get("range/y", { start, end })), "request.range", `${start} to ${end}`);
    },
  },
  {
    name: "putting the same key again is harmless, also many at once",
    async run({ blobs, folder }) {
      const bytes = pattern(50_000);
      const path = await fileOf(folder, bytes);
      await Promise.all(Array.from({ length: 8 }, () => blobs.put("again/x", path)));
      await blobs.put("again/x", path);
      same(await bytesOf(await blobs.get("again/x")), bytes, "changed by putting it again");
    },
  },
  {
    name: "the file that was put stays the caller's: changed or gone, the blob does not care",
    async run({ blobs, folder }) {
      const bytes = pattern(5000, 9);
      const path = await fileOf(folder, bytes);
      await blobs.put("own/x", path);
      await writeFile(path, "something else");
      same(await bytesOf(await blobs.get("own/x")), bytes, "changed with the file");
    },
  },
  {
    name: "a put that fails leaves nothing, and what was there stays",
    async run({ blobs, folder }) {
      const bytes = pattern(4000, 3);
      await blobs.put("fails/old", await fileOf(folder, bytes));
      for (const key of ["fails/old", "fails/new"]) await assert.rejects(blobs.put(key, join(folder, "no-such-file")));
      assert.equal(await blobs.head("fails/new"), null);
      same(await bytesOf(await blobs.get("fails/old")), bytes, "harmed by a put that failed");
    },
  },
  {
    name: "delete removes that key only, and is harmless where there is none",
    async run({ blobs, folder }) {
      const path = await fileOf(folder, pattern(10));
      for (const key of ["gone/a", "gone/ab", "gone2/a"]) await blobs.put(key, path);
      await blobs.delete("gone/a");
      await blobs.delete("gone/a");
      await blobs.delete("gone/never");
      assert.deepEqual([await blobs.head("gone/a"), await blobs.head("gone/ab"), await blobs.head("gone2/a")], [null, { bytes: 10 }, { bytes: 10 }]);
    },
  },
  {
    name: "a key that is no key is refused everywhere",
    async run({ blobs, folder }) {
      const path = await fileOf(folder, pattern(10));
      for (const key of BAD_KEYS) {
        const asks = await Promise.all([blobs.put(key, path), blobs.get(key), blobs.head(key), blobs.delete(key)].map(code));
        for (const said of asks) assert.equal(said, "request.invalid", JSON.stringify(key));
      }
    },
  },
  {
    name: "a stream may be left unread or in the middle",
    async run({ blobs, folder }) {
      const bytes = pattern(3_000_000);
      await blobs.put("left/x", await fileOf(folder, bytes));
      await blobs.get("left/x");
      const reader = (await blobs.get("left/x"))!.getReader();
      const first = await reader.read();
      assert.ok(first.value && first.value.length > 0);
      await reader.cancel();
      same(await bytesOf(await blobs.get("left/x")), bytes, "harmed by a reader that left");
    },
  },
];
