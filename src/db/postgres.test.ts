// What only Postgres can do wrong: lost connections, deadlocks, a server that is not there, secrets in its errors.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { startPostgres, type TestPostgres } from "../../test/postgres.ts";
import { openDb, sql, type Db } from "./db.ts";

const NAME = "db_postgres";
let server: TestPostgres;
let db: Db;
beforeAll(async () => {
  server = await startPostgres();
  db = await openDb(await server.createDatabase(NAME));
  await db.run(sql`create table t (id text primary key, n bigint not null)`);
}, 60_000);
afterAll(() => db?.close());

const rows = () => db.all<{ id: string; n: number }>(sql`select id, n from t order by id`);

test("a connection lost in the middle ends that transaction as unavailable; nothing of it is kept, nothing of the next is harmed", async () => {
  await db.run(sql`delete from t`);
  const cut = db.tx(async (tx) => {
    await tx.run(sql`insert into t values ('before', 1)`);
    await server.cutConnections(NAME);
    await tx.run(sql`insert into t values ('after', 1)`).catch(() => {});
    // a new session opens meanwhile: what the dead transaction still sends must not land in it
    await tx.run(sql`insert into t values ('astray', 1)`).catch(() => {});
  });
  await expect(cut).rejects.toMatchObject({ code: "unavailable" });
  await Promise.all(Array.from({ length: 8 }, (_, n) => db.tx((tx) => tx.run(sql`insert into t values (${`next${n}`}, 1)`))));
  expect((await rows()).map(({ id }) => id)).toEqual(Array.from({ length: 8 }, (_, n) => `next${n}`));
});

test("all connections cut, at rest, again and again: the next statements find new ones at once", async () => {
  const within = <T>(asked: Promise<T>): Promise<T> =>
    Promise.race([asked, Bun.sleep(5_000).then(() => Promise.reject(Object.assign(new Error("It hangs."), { code: "hangs" })))]);
  for (let round = 0; round < 40; round += 1) {
    await rows();
    await db.tx((tx) => tx.all(sql`select 1 as one`));
    await server.cutConnections(NAME);
    // the news may still be on its way, so the first may fail; none may hang, and soon all go well
    for (let tries = 0; ; tries++) {
      const answers = await Promise.allSettled([
        within(rows()),
        within(db.light.all(sql`select 1 as one`)),
        within(db.tx((tx) => tx.all(sql`select 1 as one`))),
      ]);
      const failed = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason.code as string] : []));
      if (failed.length === 0) break;
      expect(new Set(failed)).toEqual(new Set(["unavailable"]));
      expect(tries).toBeLessThan(20);
    }
  }
}, 60_000);

test("transactions that deadlock are tried again until both are done", async () => {
  await db.run(sql`delete from t`);
  await db.run(sql`insert into t values ('a', 0), ('b', 0)`);
  let met = 0;
  let runs = 0;
  const both = (first: string, second: string) =>
    db.tx(async (tx) => {
      runs++;
      await tx.run(sql`update t set n = n + 1 where id = ${first}`);
      // the first time, each holds its row before it reaches for the other's
      for (met++; met < 2;) await new Promise((done) => setTimeout(done, 1));
      await tx.run(sql`update t set n = n + 1 where id = ${second}`);
    });
  await Promise.all([both("a", "b"), both("b", "a")]);
  expect(runs).toBeGreaterThan(2);
  expect(await rows()).toEqual([
    { id: "a", n: 2 },
    { id: "b", n: 2 },
  ]);
}, 20_000);

test("more transactions than connections take turns", async () => {
  await db.run(sql`delete from t`);
  await db.run(sql`insert into t values ('sum', 0)`);
  await Promise.all(Array.from({ length: 60 }, () => db.tx((tx) => tx.run(sql`update t set n = n + 1 where id = 'sum'`))));
  expect((await rows())[0]?.n).toBe(60);
});

test("a server that is not there, a database that is not there: unavailable, without the secret", async () => {
  for (const url of ["postgres://oak:hush-hush@127.0.0.1:9/none", server.url("no_such_database").replace("oak@", "oak:hush-hush@")]) {
    const thrown = (await openDb(url).catch((error: unknown) => error)) as Error & { code: string };
    expect(thrown.code).toBe("unavailable");
    expect(`${thrown.message} ${String(thrown.cause)} ${Bun.inspect(thrown)}`).not.toContain("hush-hush");
  }
  await expect(openDb("postgres://[oops")).rejects.toMatchObject({ code: "request.invalid", field: "DATABASE_URL" });
  await expect(openDb(`${server.url()}?max=none`)).rejects.toMatchObject({ code: "request.invalid", field: "DATABASE_URL" });
});

test("parameters in the URL that other clients know do no harm", async () => {
  const other = await openDb(`${server.url(NAME)}?sslmode=disable&channel_binding=prefer&max=3`);
  expect(await other.one(sql`select 1 as one`)).toEqual({ one: 1 });
  await other.close();
});
