// Migrations on both engines: once, in order, by one of many; refused where program and database do not fit.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync, mkdirSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "../../test/postgres.ts";
import { testClock } from "../clock.ts";
import { openDb, sql } from "./db.ts";
import { migrate } from "./migrate.ts";

let home = "";
beforeAll(() => void (home = mkdtempSync(join(tmpdir(), "oak-migrate-"))));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let count = 0;
function folderOf(files: Record<string, string>): string {
  const folder = join(home, `set${++count}`);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const FILES = {
  "0001_first.sql":
    "-- A comment; with a semicolon;\ncreate table a (id text primary key, body text default 'x;y');\ncreate index a_body on a(body); -- why\n",
  "0002_second.sql": "create table b (id text primary key references a(id));\ninsert into a (id)\n  values ('one');\n",
  "0010_third.sql": "alter table a add column n bigint;\nupdate a set n = 1",
};

const ENGINES: Record<string, () => Promise<string>> = {
  sqlite: async () => `sqlite:${join(home, `m${++count}.db`)}`,
  postgres: async () => (await startPostgres()).createDatabase(`migrate_${++count}`),
};

for (const [engine, create] of Object.entries(ENGINES)) {
  describe(engine, () => {
    beforeAll(async () => void (await create()), 60_000);

    test("applies what is missing, in order, once", async () => {
      const db = await openDb(await create());
      const folder = folderOf(FILES);
      unlinkSync(join(folder, "0010_third.sql"));
      const clock = testClock();
      expect(await migrate(db, folder, clock)).toEqual(["0001_first", "0002_second"]);
      expect(await migrate(db, folder, clock)).toEqual([]);
      writeFileSync(join(folder, "0010_third.sql"), FILES["0010_third.sql"]);
      writeFileSync(join(folder, "README.md"), "not a migration");
      clock.tick(5);
      expect(await migrate(db, folder, clock)).toEqual(["0010_third"]);
      expect(await db.all(sql`select id, body, n from a`)).toEqual([{ id: "one", body: "x;y", n: 1 }]);
      expect(await db.one(sql`select number, name, applied_at from migrations order by number desc`)).toEqual({
        number: 10,
        name: "0010_third",
        applied_at: clock.now(),
      });
      await db.close();
    });

    test("a file that fails leaves nothing of itself, and what came before stays", async () => {
      const db = await openDb(await create());
      const folder = folderOf({ ...FILES, "0010_third.sql": "create table c (id text);\ninsert into nowhere values (1);\n" });
      await expect(migrate(db, folder)).rejects.toMatchObject({ code: "internal" });
      await expect(db.all(sql`select id from c`)).rejects.toMatchObject({ code: "internal" });
      expect(await db.all(sql`select number from migrations order by number`)).toEqual([{ number: 1 }, { number: 2 }]);
      await db.close();
    });

    test("of many that start at once, each file is applied by exactly one", async () => {
      const url = await create();
      const folder = folderOf(FILES);
      const dbs = await Promise.all(Array.from({ length: 4 }, () => openDb(url)));
      const applied = await Promise.all(dbs.map((db) => migrate(db, folder)));
      expect(applied.flat().sort()).toEqual(["0001_first", "0002_second", "0010_third"]);
      expect(await dbs[0]!.all(sql`select id, n from a`)).toEqual([{ id: "one", n: 1 }]);
      await Promise.all(dbs.map((db) => db.close()));
    });

    test("refuses a newer database, a changed file and a missing file, and touches nothing", async () => {
      const db = await openDb(await create());
      await migrate(db, folderOf(FILES));
      const older = folderOf({ ...FILES, "0003_new.sql": "create table never (id text);\n" });
      unlinkSync(join(older, "0010_third.sql"));
      await expect(migrate(db, older)).rejects.toMatchObject({ code: "unavailable", detail: expect.stringContaining("newer than the program") });
      const changed = folderOf({ ...FILES, "0001_first.sql": "create table a (id text);\n", "0011_new.sql": "create table never (id text);\n" });
      await expect(migrate(db, changed)).rejects.toMatchObject({ code: "unavailable", detail: expect.stringContaining("0001_first was changed") });
      const missing = folderOf(FILES);
      unlinkSync(join(missing, "0002_second.sql"));
      await expect(migrate(db, missing)).rejects.toMatchObject({ code: "unavailable", detail: expect.stringContaining("0002_second was applied") });
      await expect(db.all(sql`select id from never`)).rejects.toMatchObject({ code: "internal" });
      await db.close();
    });

    test("line ends of another system are no change", async () => {
      const db = await openDb(await create());
      await migrate(db, folderOf(FILES));
      expect(
        await migrate(db, folderOf(Object.fromEntries(Object.entries(FILES).map(([name, text]) => [name, text.replaceAll("\n", "\r\n")])))),
      ).toEqual([]);
      await db.close();
    });

    test("the program's own migrations apply", async () => {
      const db = await openDb(await create());
      const folder = join(import.meta.dir, "../../migrations");
      expect((await migrate(db, folder)).length).toBeGreaterThan(0);
      expect(await migrate(db, folder)).toEqual([]);
      await db.close();
    });
  });
}

test("a file with another kind of name, or a number used twice, is refused", async () => {
  const db = await openDb("sqlite::memory:");
  await expect(migrate(db, folderOf({ "1_first.sql": "" }))).rejects.toThrow("NNNN_name.sql");
  await expect(migrate(db, folderOf({ "0001_a.sql": "", "0001_b.sql": "" }))).rejects.toThrow("number 1");
  await db.close();
});
