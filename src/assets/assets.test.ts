// Assets as features use them: whose they are, what they share, how they go; and what happens when two do it at once or one dies in the middle.
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBlobs, type Blobs } from "../blobs/blobs.ts";
import { testClock } from "../clock.ts";
import { openDb, sql, type Db } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import { createOutbound } from "../outbound/outbound.ts";
import { startPostgres } from "../../test/postgres.ts";
import { asset as assetSchema } from "../spec/asset.ts";
import { lengthOfSound } from "../spec/sound-length.ts";
import { createAssets, type Assets, type NewAsset, type Prepared } from "./assets.ts";
import { flac, mp3, picture, streamOf, wav, webm } from "./samples.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "oak-assets-"));
const tmpDir = join(folder, "tmp");
const [A, B] = ["org_a", "org_b"];
const png = await picture("png");
const sound = wav(0.2);

let clock = testClock();
let db: Db;
let blobs: Blobs;
let assets: Assets;
const opened: Db[] = [];

beforeEach(async () => {
  clock = testClock();
  db = await openDb("sqlite::memory:", { clock });
  opened.push(db);
  await migrate(db, "migrations", clock);
  blobs = await openBlobs("memory:");
  assets = createAssets({ db, blobs, outbound: createOutbound({ allowed: [] }), clock, tmpDir, ffmpeg: null });
});

afterAll(async () => {
  await Promise.all(opened.map((each) => each.close()));
  rmSync(folder, { recursive: true, force: true });
});

const prepare = (bytes: Uint8Array = png) => assets.prepare(bytes, { maxBytes: 1e9 });
const insert = (prepared: Prepared, more: Partial<NewAsset> = {}) =>
  db.tx((tx) => assets.insert(tx, { org: A, prepared, origin: "uploaded", ...more }));
const keep = async (bytes: Uint8Array = png, more: Partial<NewAsset> = {}) => insert(await prepare(bytes), more);
const samplesOf = (base64: string) => new Int16Array(new Uint8Array(Buffer.from(base64, "base64")).slice(44).buffer);
const remove = async (id: string, org = A) => {
  await db.tx((tx) => assets.remove(tx, org, id));
  await assets.close();
};
const blobOf = ({ sha256 }: { sha256: string }) => blobs.head(`assets/${sha256.slice(0, 2)}/${sha256}`);
const thumbnailOf = ({ sha256 }: { sha256: string }) => blobs.head(`thumbnails/${sha256.slice(0, 2)}/${sha256}.webp`);
const notFound = { code: "request.not_found" };

describe("one asset", () => {
  test("is shown as the spec has it", async () => {
    const kept = await keep(png, { name: "../fox\u202Egpj.png\0", generation: "gen_1", origin: "generated" });
    expect(assetSchema.parse(kept)).toEqual(kept);
    expect(kept).toMatchObject({
      kind: "image",
      type: "image/png",
      bytes: png.length,
      width: 120,
      height: 80,
      name: "foxgpj.png",
      origin: "generated",
      generation: "gen_1",
    });
    expect(kept.url).toBe(`/v1/assets/${kept.id}/content`);
    expect(kept.thumbnailUrl).toBe(`/v1/assets/${kept.id}/thumbnail`);
    expect(await assets.get(db, A, kept.id)).toEqual(kept);
  });

  test("is an input file for adapters, with a name that fits its type", async () => {
    const kept = await keep(png, { name: "fox.exe" });
    const file = await assets.inputFile(db, A, kept.id);
    expect(file).toMatchObject({ kind: "image", type: "image/png", width: 120, name: "fox.png" });
    expect(await file.read()).toEqual(png);
  });

  test("another organisation sees nothing of it", async () => {
    const { id } = await keep();
    await expect(assets.get(db, B, id)).rejects.toMatchObject(notFound);
    await expect(assets.content(B, id)).rejects.toMatchObject(notFound);
    await expect(assets.thumbnail(B, id)).rejects.toMatchObject(notFound);
    await expect(assets.inputFile(db, B, id)).rejects.toMatchObject(notFound);
    await expect(assets.textData(db, B, id)).rejects.toMatchObject(notFound);
    await expect(db.tx((tx) => assets.remove(tx, B, id))).rejects.toMatchObject(notFound);
    expect(await assets.many(db, B, [id])).toEqual([]);
    expect((await assets.list(db, B)).data).toEqual([]);
    expect(await assets.get(db, A, id)).toMatchObject({ id });
  });

  test("ids that are none", async () => {
    for (const id of ["", "ast_nothing", "../../etc/passwd", "a\0b", "x".repeat(5000), "' or 1=1 --"]) {
      await expect(assets.get(db, A, id)).rejects.toMatchObject(notFound);
      await expect(db.tx((tx) => assets.remove(tx, A, id))).rejects.toMatchObject(notFound);
    }
  });

  test("bytes that were lost are gone, not an error of ours", async () => {
    const kept = await keep();
    await blobs.delete(`assets/${kept.sha256.slice(0, 2)}/${kept.sha256}`);
    await expect(assets.content(A, kept.id)).rejects.toMatchObject({ code: "asset.gone" });
  });
});

describe("played to a model", () => {
  const kept = async (bytes: Uint8Array) => (await keep(bytes)).id;

  test("is its beginning in mono at one rate, whatever it was", async () => {
    for (const bytes of [wav(2, 0.5), wav(2, 0.5, { channels: 2, bits: 24 }), wav(2, 0.5, { float: true, bits: 32 }), mp3(80), flac(20, 0.5)]) {
      const id = await kept(bytes);
      const { seconds } = await assets.get(db, A, id);
      const all = await assets.played(db, A, id, 60);
      expect(lengthOfSound({ data: all })!.high / seconds!).toBeCloseTo(1, 1);
      expect(lengthOfSound({ data: await assets.played(db, A, id, 0.5) })!.high).toBe(0.5);
    }
    // The fixture's tone swells to half of what is possible.
    const loudest = samplesOf(await assets.played(db, A, await kept(wav(2, 0.5, { channels: 2 })), 60)).reduce(
      (most, each) => Math.max(most, Math.abs(each)),
      0,
    );
    expect(loudest / 32_768).toBeCloseTo(0.5, 1);
  }, 30_000);

  test("is nothing that cannot be decoded, nor somebody else's", async () => {
    const opus = await kept(await webm("audio"));
    const thrown = (org: string, id: string) =>
      assets.played(db, org, id, 1).then(
        () => null,
        ({ code }) => code,
      );
    expect([await thrown(A, opus), await thrown(B, opus), await thrown(A, await kept(png))]).toEqual([
      "asset.unreadable",
      "request.not_found",
      "asset.unreadable",
    ]);
  });
});

describe("slots", () => {
  test("the same slot again returns the first, and the second's bytes go", async () => {
    const first = await keep(png, { slot: "att_1/0" });
    const other = await prepare(sound);
    const again = await insert(other, { slot: "att_1/0" });
    await assets.close();
    expect(again).toEqual(first);
    expect(await blobOf(other)).toBeNull();
    expect(await blobOf(first)).not.toBeNull();
    expect((await assets.list(db, A)).data).toHaveLength(1);
  });

  test("with the same bytes, they stay", async () => {
    const first = await keep(png, { slot: "att_1/0" });
    await keep(png, { slot: "att_1/0" });
    await assets.close();
    expect(await blobOf(first)).not.toBeNull();
  });

  test("are each organisation's own, and a removed asset's slot is not filled again", async () => {
    const first = await keep(png, { slot: "s" });
    expect((await keep(png, { slot: "s", org: B })).id).not.toBe(first.id);
    await remove(first.id);
    await keep(sound, { slot: "s" });
    expect((await assets.list(db, A)).data).toEqual([]);
  });
});

describe("texts", () => {
  const put = (text: string, more = {}) => db.tx((tx) => assets.insertText(tx, { org: A, generation: "gen_1", slot: "att_1/0", text, ...more }));
  const read = async (id: string) => (await assets.content(A, id)).text();

  test("short ones are shown, and served as plain text", async () => {
    const kept = await put("Grüße, <b>Welt</b>");
    expect(assetSchema.parse(kept)).toMatchObject({ kind: "text", type: "text/plain", text: "Grüße, <b>Welt</b>", bytes: 20, thumbnailUrl: null });
    const answer = await assets.content(A, kept.id);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await answer.text()).toBe("Grüße, <b>Welt</b>");
    expect(await put("another")).toEqual(kept);
  });

  test("long ones are content only; data comes back as it went in; both go with the asset", async () => {
    const long = "wörd ".repeat(10_000);
    const kept = await put(long, { data: { segments: [{ start: 0, end: 1.5, text: "wörd" }] } });
    expect(kept.text).toBeNull();
    expect(await read(kept.id)).toBe(long);
    expect(await assets.textData(db, A, kept.id)).toEqual({ segments: [{ start: 0, end: 1.5, text: "wörd" }] });
    const range = await assets.content(A, kept.id, { range: "bytes=0-5" });
    expect([range.status, await range.text()]).toEqual([206, "wörd "]);
    await remove(kept.id);
    await expect(read(kept.id)).rejects.toMatchObject(notFound);
    expect(await db.all(sql`select * from asset_texts`)).toEqual([]);
  });

  test("what no database can keep is replaced, not refused", async () => {
    const kept = await put("a\0b\uD800c");
    expect(kept.text).toBe("a\uFFFDb\uFFFDc");
    expect(await assets.textData(db, A, kept.id)).toBeNull();
  });

  test("an uploaded text is read from its file", async () => {
    const long = "x".repeat(30_000);
    const kept = await insert(await assets.prepare(new TextEncoder().encode(long), { maxBytes: 1e6, expect: "text" }));
    expect(kept.text).toBeNull();
    expect(await read(kept.id)).toBe(long);
  });
});

describe("many", () => {
  test("in the order asked for, by generation, and a page at a time", async () => {
    const prepared = await prepare();
    const ids: string[] = [];
    for (let index = 0; index < 7; index++) {
      clock.tick(index % 2);
      ids.push((await keep(index === 3 ? sound : png, { generation: `gen_${index % 2}`, slot: `s/${index}` })).id);
    }
    expect(prepared.kind).toBe("image");
    expect((await assets.many(db, A, [ids[4]!, "ast_none", ids[1]!])).map((each) => each.id)).toEqual([ids[4]!, ids[1]!]);
    expect(await assets.many(db, A, [])).toEqual([]);
    const map = await assets.ofGenerations(db, A, ["gen_0", "gen_1", "gen_2"]);
    expect([...map].map(([key, list]) => [key, list.map((each) => each.id)])).toEqual([
      ["gen_0", [0, 2, 4, 6].map((index) => ids[index]!)],
      ["gen_1", [1, 3, 5].map((index) => ids[index]!)],
    ]);
    expect((await assets.ofGenerations(db, B, ["gen_0"])).size).toBe(0);
    const seen: string[] = [];
    for (let cursor: string | null = null, pages = 0; pages < 10; pages++) {
      const page: Awaited<ReturnType<Assets["list"]>> = await assets.list(db, A, { limit: 2, cursor });
      seen.push(...page.data.map((each) => each.id));
      cursor = page.next;
      if (!cursor) break;
    }
    expect(seen).toEqual([...ids].reverse());
    expect((await assets.list(db, A, { kind: "audio" })).data.map((each) => each.id)).toEqual([ids[3]!]);
  });

  test("a cursor that is none is the caller's fault", async () => {
    for (const cursor of ["x", "ast_1", Buffer.from("2026-01-01T00:00:00Z ' or 1=1").toString("base64url"), "\0"]) {
      await expect(assets.list(db, A, { cursor })).rejects.toMatchObject({ code: "request.invalid", field: "cursor" });
    }
  });
});

describe("removal", () => {
  test("bytes and thumbnail go with the last asset that has them, of any organisation", async () => {
    const [first, second, foreign] = [await keep(), await keep(), await keep(png, { org: B })];
    await remove(first.id);
    expect(await blobOf(first)).not.toBeNull();
    await remove(foreign.id, B);
    expect(await blobOf(first)).not.toBeNull();
    expect(await (await assets.content(A, second.id)).bytes()).toEqual(png);
    await remove(second.id);
    expect([await blobOf(first), await thumbnailOf(first)]).toEqual([null, null]);
    await expect(assets.get(db, A, second.id)).rejects.toMatchObject(notFound);
    await expect(db.tx((tx) => assets.remove(tx, A, second.id))).rejects.toMatchObject(notFound);
    expect(await db.all(sql`select * from asset_blobs`)).toEqual([]);
    expect((await keep()).sha256).toBe(first.sha256);
    expect(await blobOf(first)).not.toBeNull();
  });

  test("what is rolled back is not removed", async () => {
    const kept = await keep();
    await expect(
      db.tx(async (tx) => {
        await assets.remove(tx, A, kept.id);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    await assets.close();
    expect(await (await assets.content(A, kept.id)).bytes()).toEqual(png);
  });

  test("waits for what is prepared and not yet inserted", async () => {
    const kept = await keep();
    const pending = await prepare();
    await remove(kept.id);
    expect(await blobOf(kept)).not.toBeNull();
    const second = await insert(pending);
    expect(await (await assets.content(A, second.id)).bytes()).toEqual(png);
  });

  test("a tombstone says nothing of what was there", async () => {
    const kept = await keep(png, { name: "secret plan.png" });
    await remove(kept.id);
    expect(JSON.stringify(await db.all(sql`select * from assets`))).not.toContain("secret");
  });
});

describe("crashes", () => {
  test("bytes without an asset are swept when nobody can still come for them, and not before", async () => {
    const kept = await keep(sound);
    const lost = await prepare();
    expect(await assets.sweepBlobs()).toBe(0);
    expect(await blobOf(lost)).not.toBeNull();
    clock.tick(61 * 60 * 1000);
    expect(await assets.sweepBlobs()).toBe(1);
    expect([await blobOf(lost), await thumbnailOf(lost)]).toEqual([null, null]);
    expect(await blobOf(kept)).not.toBeNull();
    await expect(insert(lost)).rejects.toMatchObject({ code: "unavailable" });
    expect((await assets.list(db, A)).data).toHaveLength(1);
    expect((await keep()).sha256).toBe(lost.sha256);
  });

  test("a deletion that died half-way is ended by the sweep, and by whoever brings the bytes again", async () => {
    const kept = await keep();
    const dying = createAssets({
      db,
      blobs: { ...blobs, delete: () => Promise.reject(new Error("killed")) },
      outbound: createOutbound({ allowed: [] }),
      clock,
      tmpDir,
      ffmpeg: null,
    });
    await db.tx((tx) => dying.remove(tx, A, kept.id));
    await dying.close();
    expect(await blobOf(kept)).not.toBeNull();
    expect(await assets.sweepBlobs()).toBe(0); // it might still be at it
    clock.tick(61 * 60 * 1000);
    expect(await assets.sweepBlobs()).toBe(1);
    expect(await blobOf(kept)).toBeNull();
  });

  test("temporary files of the dead go, those of the living stay", async () => {
    mkdirSync(tmpDir, { recursive: true });
    const names = ["spool-99999999-tmp_1", `spool-${process.pid}-tmp_1`, `spool-${process.ppid}-tmp_2`, "something-else"];
    for (const name of names) writeFileSync(join(tmpDir, name), "x");
    let release = () => {};
    const slow = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(sound);
        release = () => controller.close();
      },
    });
    const pending = assets.prepare(slow, { maxBytes: 1e9 });
    while (readdirSync(tmpDir).length < 5) await Bun.sleep(1);
    expect(await assets.sweepTemp()).toBe(2);
    expect(
      readdirSync(tmpDir)
        .filter((name) => names.includes(name))
        .sort(),
    ).toEqual(["something-else", `spool-${process.ppid}-tmp_2`]);
    release();
    expect((await pending).kind).toBe("audio");
    for (const name of readdirSync(tmpDir)) rmSync(join(tmpDir, name));
    expect(
      await createAssets({ db, blobs, outbound: createOutbound({ allowed: [] }), clock, tmpDir: join(folder, "never"), ffmpeg: null }).sweepTemp(),
    ).toBe(0);
  });
});

/** Blobs whose every step can be overtaken by another. */
function slowly(inner: Blobs, wait: () => Promise<void>): Blobs {
  return {
    ...inner,
    put: async (key, path) => (await wait(), await inner.put(key, path), await wait()),
    head: async (key) => (await wait(), await inner.head(key)),
    delete: async (key) => (await wait(), await inner.delete(key), await wait()),
  };
}

const ENGINES: Record<string, () => Promise<Db>> = {
  SQLite: async () => db,
  Postgres: async () => {
    const url = await (await startPostgres()).createDatabase("assets_race");
    const opening = await openDb(`${url}?max=8`, { clock });
    opened.push(opening);
    await migrate(opening, "migrations", clock);
    return opening;
  },
};

describe.each(Object.keys(ENGINES))("many at once on %s", (engine) => {
  const wait = () => Bun.sleep(Math.floor(clock.random() * 4));

  beforeEach(async () => {
    db = await ENGINES[engine]!();
    assets = createAssets({ db, blobs: slowly(blobs, wait), outbound: createOutbound({ allowed: [] }), clock, tmpDir, ffmpeg: null });
  }, 60_000);

  test("the same bytes prepared by many at once are one file", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, (_, index) => assets.prepare(index % 2 ? png : streamOf(png), { maxBytes: 1e9 })));
    expect(new Set(all.map((each) => each.sha256)).size).toBe(1);
    const made = await Promise.all(all.map((prepared) => insert(prepared)));
    expect(new Set(made.map((each) => each.id)).size).toBe(8);
    expect(await db.all(sql`select sha256 from asset_blobs`)).toHaveLength(1);
    expect(await db.all(sql`select id from asset_pins`)).toEqual([]);
  });

  test("who brings bytes that are just being deleted waits, and puts them anew", async () => {
    let deleting = () => {};
    const begun = new Promise<void>((resolve) => (deleting = resolve));
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow: Blobs = { ...blobs, delete: async (key) => (deleting(), await held, await blobs.delete(key)) };
    assets = createAssets({ db, blobs: slow, outbound: createOutbound({ allowed: [] }), clock, tmpDir, ffmpeg: null });
    const first = await keep(sound);
    await db.tx((tx) => assets.remove(tx, A, first.id));
    await begun;
    const second = keep(sound);
    setTimeout(release, 60);
    expect(await (await assets.content(A, (await second).id)).bytes()).toEqual(sound);
    await assets.close();
    expect(await blobOf(first)).not.toBeNull();
    await remove((await second).id);
    expect(await blobOf(first)).toBeNull();
  });

  test("however keeping and removing the same bytes interleave, every asset has its bytes, and no bytes are left without one", async () => {
    const small = wav(0.01);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom("keep", "remove"), { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 4 }),
        async (people) => {
          const kept: string[] = [];
          await Promise.all(
            people.map(async (steps) => {
              for (const step of steps) {
                if (step === "keep") {
                  kept.push((await keep(small)).id);
                  continue;
                }
                // Taken before the transaction, which begins later and may be begun again.
                const id = kept.pop();
                if (id) await db.tx((tx) => assets.remove(tx, A, id));
              }
            }),
          );
          await assets.close();
          for (const id of kept) expect(await (await assets.content(A, id)).bytes()).toEqual(small);
          for (const id of kept.splice(0)) await remove(id);
          expect(await db.all(sql`select sha256 from asset_blobs`)).toEqual([]);
          expect(await blobOf({ sha256: new Bun.CryptoHasher("sha256").update(small).digest("hex") })).toBeNull();
        },
      ),
      { numRuns: 25 },
    );
  });
});
