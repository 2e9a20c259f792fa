// What only SQLite can do wrong: other processes' locks, the event loop, files that are not databases, and what survives a kill.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDb, sql } from "./db.ts";

let folder = "";
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "oak-sqlite-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("while another process writes, we wait without holding up the event loop, then give up as unavailable", async () => {
  const path = join(folder, "locked.db");
  const db = await openDb(`sqlite:${path}`, { patienceMs: 60 });
  await db.run(sql`create table t (id text primary key)`);
  const other = new Database(path);
  other.run("begin immediate");
  let beats = 0;
  const heart = setInterval(() => beats++, 1);
  await expect(db.run(sql`insert into t values ('a')`)).rejects.toMatchObject({ code: "unavailable" });
  await expect(db.tx((tx) => tx.run(sql`insert into t values ('a')`))).rejects.toMatchObject({ code: "unavailable" });
  clearInterval(heart);
  expect(beats).toBeGreaterThan(2);
  expect(await db.all(sql`select id from t`)).toEqual([]);
  const waiting = db.run(sql`insert into t values ('b')`);
  other.run("commit");
  await waiting;
  other.close();
  await db.close();
});

test("what was acknowledged is there after kill -9, and what was not committed is not", async () => {
  const path = join(folder, "killed.db");
  const writer = `
    import { openDb, sql } from ${JSON.stringify(join(import.meta.dir, "db.ts"))};
    const db = await openDb(${JSON.stringify(`sqlite:${path}`)});
    await db.run(sql\`create table t (n bigint primary key, done bigint)\`);
    for (let n = 0; ; n++) {
      await db.tx(async (tx) => {
        await tx.run(sql\`insert into t values (\${n}, 0)\`);
        await tx.run(sql\`update t set done = 1 where n = \${n}\`);
      });
      console.log(n);
    }`;
  const script = join(folder, "writer.ts");
  writeFileSync(script, writer);
  const child = Bun.spawn([process.execPath, "run", script], { stdout: "pipe", stderr: "inherit" });
  let said = "";
  for await (const chunk of child.stdout) {
    said += Buffer.from(chunk).toString();
    if (said.split("\n").length > 40) child.kill("SIGKILL");
  }
  const acknowledged = Number(said.slice(0, said.lastIndexOf("\n")).split("\n").at(-1));
  const db = await openDb(`sqlite:${path}`);
  const row = await db.one<{ rows: number; done: number }>(sql`select count(*) as rows, sum(done) as done from t`);
  expect(row!.rows).toBeGreaterThanOrEqual(acknowledged + 1);
  expect(row!.done).toBe(row!.rows);
  await db.close();
});

test("two processes may open a new file at once", async () => {
  const url = `sqlite:${join(folder, "new", "deep", "oak.db")}`;
  const script = join(folder, "opener.ts");
  writeFileSync(
    script,
    `import { openDb } from ${JSON.stringify(join(import.meta.dir, "db.ts"))};\nconst db = await openDb(${JSON.stringify(url)});\nawait db.close();`,
  );
  const children = [1, 2, 3].map(() => Bun.spawn([process.execPath, "run", script], { stdout: "ignore", stderr: "inherit" }));
  expect(await Promise.all(children.map((child) => child.exited))).toEqual([0, 0, 0]);
});

test("a file that is no database, and a folder that cannot be made, are unavailable with their name", async () => {
  const path = join(folder, "text.db");
  writeFileSync(path, "this is not a database, however long one looks at it ".repeat(50));
  await expect(openDb(`sqlite:${path}`)).rejects.toMatchObject({ code: "unavailable" });
  await expect(openDb(`sqlite:${path}/under/oak.db`)).rejects.toMatchObject({ code: "unavailable" });
  expect(statSync(path).size).toBeGreaterThan(2000);
});

test("a write dressed as a read goes to the writer, and can be read at once", async () => {
  const db = await openDb(`sqlite:${join(folder, "dressed.db")}`);
  await db.run(sql`create table t (id text primary key)`);
  expect(await db.all(sql`with names as (select 'a' as id) insert into t select id from names returning id`)).toEqual([{ id: "a" }]);
  expect(await db.all(sql`with names as (select id from t) select id from names`)).toEqual([{ id: "a" }]);
  expect(
    await db.all(sql` -- a comment first
    select id from t`),
  ).toEqual([{ id: "a" }]);
  await db.close();
});

test("more kinds of statements than are kept prepared", async () => {
  const db = await openDb("sqlite::memory:");
  for (let n = 0; n < 900; n++) expect(await db.one({ strings: [`select ${n} as n, `, " as v"], values: [n] })).toEqual({ n, v: n });
  await db.close();
});
