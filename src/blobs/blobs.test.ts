// The conformance kit on every blob driver, and on mutants that it must reject; then what only one driver can do wrong.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startS3, type TestS3 } from "../../test/s3.ts";
import { testClock } from "../clock.ts";
import { openBlobs, type Blobs } from "./blobs.ts";
import { BLOBS_CASES } from "./conformance.ts";

const home = mkdtempSync(join(tmpdir(), "oak-blobs-"));
let s3: TestS3;
beforeAll(async () => void (s3 = await startS3()));
afterAll(async () => {
  await s3.stop();
  rmSync(home, { recursive: true, force: true });
});

let count = 0;
function folderOf(): string {
  const folder = join(home, `folder${++count}`);
  mkdirSync(folder);
  return folder;
}

const DRIVERS: Record<string, () => Promise<Blobs>> = {
  memory: () => openBlobs("memory:"),
  file: () => openBlobs(`file:${join(home, "kit", "deep")}`),
  s3: () => openBlobs(s3.url("some/prefix")),
};

for (const [name, open] of Object.entries(DRIVERS)) {
  describe(name, () => {
    let blobs: Blobs;
    beforeAll(async () => void (blobs = await open()));
    afterAll(() => blobs?.close());
    for (const { name: what, run } of BLOBS_CASES) test(what, () => run({ blobs, folder: folderOf() }), 20_000);
  });
}

test("a URL of another kind, or without what it needs, is refused by the variable's name", async () => {
  for (const url of ["ftp://x", "./blobs", "", "file:", "s3://", "s3://bucket?endpoint=nonsense"])
    await expect(openBlobs(url)).rejects.toMatchObject({ code: "request.invalid", field: "BLOBS_URL" });
});

describe("file", () => {
  test("stale leftovers of a process that died are swept, fresh ones and blobs are not", async () => {
    const root = join(home, "sweep");
    const clock = testClock();
    const blobs = await openBlobs(`file:${root}`, { clock });
    const source = join(root, ".incoming", "old");
    writeFileSync(source, "half of a file");
    await blobs.put("ab/cd", source);
    writeFileSync(join(root, ".incoming", "fresh"), "still being written");
    const day = 24 * 60 * 60;
    utimesSync(source, clock.now() / 1000 - 2 * day, clock.now() / 1000 - 2 * day);
    utimesSync(join(root, ".incoming", "fresh"), clock.now() / 1000, clock.now() / 1000);
    utimesSync(join(root, "ab", "cd"), clock.now() / 1000 - 9 * day, clock.now() / 1000 - 9 * day);
    await openBlobs(`file:${root}`, { clock });
    expect(readdirSync(join(root, ".incoming"))).toEqual(["fresh"]);
    expect(await blobs.head("ab/cd")).toEqual({ bytes: 14 });
  });

  test("nothing is left in the incoming folder after puts that went well and puts that failed", async () => {
    const root = join(home, "tidy");
    const blobs = await openBlobs(`file:${root}`);
    writeFileSync(join(home, "source"), "bytes");
    await blobs.put("a/b", join(home, "source"));
    // a key that is already a folder cannot become a file
    await expect(blobs.put("a", join(home, "source"))).rejects.toThrow();
    expect(readdirSync(join(root, ".incoming"))).toEqual([]);
    expect(statSync(join(root, "a", "b")).mode & 0o777).toBeLessThanOrEqual(0o644);
  });

  test("large files are read in pieces, and only as far as they are asked for", async () => {
    const blobs = await openBlobs(`file:${join(home, "large")}`);
    writeFileSync(join(home, "large-source"), Buffer.alloc(20_000_000, 7));
    await blobs.put("large", join(home, "large-source"));
    const reader = (await blobs.get("large"))!.getReader();
    expect((await reader.read()).value!.length).toBeLessThanOrEqual(1024 * 1024);
    await reader.cancel();
  });

  test("a folder that cannot be made is said to be so", async () => {
    writeFileSync(join(home, "plain"), "a file");
    await expect(openBlobs(`file:${join(home, "plain")}`)).rejects.toMatchObject({ name: "AppError" });
    if (process.getuid?.() !== 0) symlinkSync("/", join(home, "link"));
    expect(existsSync(join(home, "plain"))).toBe(true);
  });
});

describe("s3", () => {
  test("prefixes keep installations apart", async () => {
    writeFileSync(join(home, "one"), "one");
    const [a, b] = await Promise.all([openBlobs(s3.url("a")), openBlobs(s3.url("b"))]);
    await a.put("key", join(home, "one"));
    expect([await a.head("key"), await b.head("key")]).toEqual([{ bytes: 3 }, null]);
  });

  test("keys may come from the options", async () => {
    const bare = s3.url("c").replace("S3RVER:S3RVER@", "");
    const blobs = await openBlobs(bare, { s3AccessKey: "S3RVER", s3SecretKey: "S3RVER" });
    expect(await blobs.head("none")).toBeNull();
  });

  test("a bucket, a server or keys that are wrong fail at the start as unavailable, without the secret", async () => {
    const urls = [
      s3.url().replace("oak-test", "no-such-bucket"),
      s3.url().replace(encodeURIComponent(s3.endpoint), "http://127.0.0.1:9"),
      s3.url().replace(":S3RVER@", ":hush-hush@"),
    ];
    for (const url of urls) {
      const thrown = (await openBlobs(url).catch((error: unknown) => error)) as Error & { code: string };
      expect(thrown.code).toBe("unavailable");
      expect(`${thrown.message} ${Bun.inspect(thrown)}`).not.toContain("hush-hush");
    }
  });
});

// ---- mutants ----

function change(blobs: Blobs, wrong: Partial<Blobs>): Blobs {
  return {
    put: (key, path) => blobs.put(key, path),
    get: (key, range) => blobs.get(key, range),
    head: (key) => blobs.head(key),
    delete: (key) => blobs.delete(key),
    close: () => blobs.close(),
    ...wrong,
  };
}

const harmless = (key: string) => key.toLowerCase().replace(/[^a-z0-9]/g, "") || "x";

const MUTANTS: Record<string, { wrong: (blobs: Blobs) => Partial<Blobs>; caughtBy: RegExp }> = {
  "ignores ranges": { wrong: (blobs) => ({ get: (key) => blobs.get(key) }), caughtBy: /a range runs/ },
  "counts the end in": {
    wrong: (blobs) => ({ get: (key, range) => blobs.get(key, range && { start: range.start, end: range.end + 1 }) }),
    caughtBy: /a range runs/,
  },
  "takes the end for a length": {
    wrong: (blobs) => ({ get: (key, range) => blobs.get(key, range && { start: range.start, end: range.start + range.end }) }),
    caughtBy: /a range runs/,
  },
  "mends what is not a range": {
    wrong: (blobs) => ({
      get: (key, range) =>
        blobs
          .get(key, range && { start: Math.max(0, Math.floor(range.start)) || 0, end: Math.max(range.start, Math.min(range.end, 1e9) || 0) | 0 })
          .catch(() => null),
    }),
    caughtBy: /not a range/,
  },
  "gives an empty stream for nothing": {
    wrong: (blobs) => ({ get: async (key, range) => (await blobs.get(key, range)) ?? new Response("").body }),
    caughtBy: /is null/,
  },
  "says nothing is zero bytes": { wrong: (blobs) => ({ head: async (key) => (await blobs.head(key)) ?? { bytes: 0 } }), caughtBy: /is null/ },
  "mends keys": { wrong: (blobs) => ({ put: (key, path) => blobs.put(harmless(key), path) }), caughtBy: /no key is refused/ },
  "refuses to put twice": {
    wrong: (blobs) => ({ put: async (key, path) => ((await blobs.head(key)) ? Promise.reject(new Error("there already")) : blobs.put(key, path)) }),
    caughtBy: /again is harmless/,
  },
  "forgets the old before it has the new": {
    wrong: (blobs) => ({ put: async (key, path) => (await blobs.delete(key), blobs.put(key, path)) }),
    caughtBy: /a put that fails/,
  },
  "hides a put that failed": { wrong: (blobs) => ({ put: (key, path) => blobs.put(key, path).catch(() => {}) }), caughtBy: /a put that fails/ },
  "deletes nothing": { wrong: () => ({ delete: async () => {} }), caughtBy: /delete removes/ },
  "minds deleting nothing": {
    wrong: (blobs) => ({ delete: async (key) => ((await blobs.head(key)) ? blobs.delete(key) : Promise.reject(new Error("none"))) }),
    caughtBy: /delete removes/,
  },
  "loses the last byte of much": {
    wrong: (blobs) => ({
      get: async (key, range) => {
        const { bytes } = (await blobs.head(key)) ?? { bytes: 0 };
        return blobs.get(key, range ?? { start: 0, end: bytes > 1e6 ? bytes - 1 : bytes });
      },
    }),
    caughtBy: /comes back, whole/,
  },
};

for (const [name, { wrong, caughtBy }] of Object.entries(MUTANTS)) {
  test(`the kit rejects a driver that ${name}`, async () => {
    const good = await openBlobs("memory:");
    const failed: string[] = [];
    for (const { name: what, run } of BLOBS_CASES.filter((each) => caughtBy.test(each.name)))
      await run({ blobs: change(good, wrong(good)), folder: folderOf() }).catch(() => failed.push(what));
    expect(failed).not.toEqual([]);
  });
}
