// The conformance kit on every driver, and on mutants that it must reject. What only one engine can do wrong stands in its own test.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { Database } from "bun:sqlite";
import fc from "fast-check";
import { startPostgres } from "../../test/postgres.ts";
import { DB_CASES } from "./conformance.ts";
import { join, openDb, sql, type Db, type Query, type Sql, type Tx } from "./db.ts";
import { render } from "./render.ts";

const folder = mkdtempSync(joinPath(tmpdir(), "oak-db-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DRIVERS: Record<string, () => Promise<string>> = {
  sqlite: async () => `sqlite:${joinPath(folder, "kit.db")}`,
  postgres: async () => (await startPostgres()).createDatabase("db_kit"),
};

for (const [name, prepare] of Object.entries(DRIVERS)) {
  describe(name, () => {
    let url = "";
    let db: Db;
    beforeAll(async () => {
      url = await prepare();
      db = await openDb(url);
    }, 60_000);
    afterAll(() => db?.close());
    for (const { name: what, run } of DB_CASES) test(what, () => run({ db, again: () => openDb(url) }), 30_000);
  });
}

test("a database in memory is one of its own, and leaves nothing behind", async () => {
  const [one, two] = [await openDb("sqlite::memory:"), await openDb("sqlite::memory:")];
  await one.run(sql`create table t (id text)`);
  await one.tx((tx) => tx.run(sql`insert into t values ('a')`));
  expect(await one.all(sql`select id from t`)).toEqual([{ id: "a" }]);
  await expect(two.all(sql`select id from t`)).rejects.toMatchObject({ code: "internal" });
  await Promise.all([one.close(), two.close()]);
});

test("a URL of another kind is refused by the variable's name", async () => {
  for (const url of ["mysql://x", "oak.db", "", "sqlite:"])
    await expect(openDb(url)).rejects.toMatchObject({ code: "request.invalid", field: "DATABASE_URL" });
});

test("whatever is nested, placeholders and values stay in step", () => {
  const piece = fc.letrec<{ sql: Sql }>((tie) => ({
    sql: fc.oneof(
      { maxDepth: 4 },
      fc
        .oneof(
          fc.string().filter((text) => !text.includes("\0")),
          fc.integer(),
          fc.constant(null),
        )
        .map((value) => sql`x = ${value}`),
      fc.array(tie("sql"), { minLength: 1, maxLength: 4 }).map((pieces) => sql`(${join(pieces, sql` and `)})`),
    ),
  })).sql;
  fc.assert(
    fc.property(piece, (query) => {
      const { text, values } = render(query, "");
      expect([...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number))).toEqual(values.map((_, index) => index + 1));
    }),
  );
});

// ---- mutants ----

type Mutant = (db: Db) => Db;

/** A driver with one thing wrong: what is given instead of the good one's own. */
function change(db: Db, wrong: Partial<Db>): Db {
  return {
    all: (query) => db.all(query),
    one: (query) => db.one(query),
    run: (query) => db.run(query),
    tx: (work) => db.tx(work),
    light: db.light,
    close: () => db.close(),
    ...wrong,
  };
}

function changeTx(db: Db, wrong: (tx: Tx) => Partial<Tx>): Db {
  const changed = (tx: Tx): Tx => ({
    all: (query) => tx.all(query),
    one: (query) => tx.one(query),
    run: (query) => tx.run(query),
    afterCommit: (action) => tx.afterCommit(action),
    ...wrong(tx),
  });
  return change(db, { tx: (work) => db.tx((tx) => work(changed(tx))) });
}

async function asText(row: Promise<object | null>): Promise<never> {
  return Object.fromEntries(Object.entries((await row) ?? {}).map(([key, value]) => [key, String(value)])) as never;
}

/** The hazard itself: one connection for all, transactions by hand. */
function oneConnection(path: string): Db {
  const raw = new Database(path);
  const query: Query = {
    all: async (q) => raw.query(render(q, "").text).all(...render(q, "").values) as never,
    one: async (q) => (raw.query(render(q, "").text).get(...render(q, "").values) ?? null) as never,
    run: async (q) => raw.query(render(q, "").text).run(...render(q, "").values).changes,
  };
  let turn: Promise<unknown> = Promise.resolve();
  const tx = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    raw.run("begin");
    try {
      const value = await work({ ...query, afterCommit: () => {} });
      raw.run("commit");
      return value;
    } catch (thrown) {
      raw.run("rollback");
      throw thrown;
    }
  };
  return { ...query, light: query, tx: (work) => (turn = turn.catch(() => {}).then(() => tx(work))) as never, close: async () => raw.close() };
}

const MUTANTS: Record<string, { wrong: Mutant; caughtBy: RegExp }> = {
  "shares one connection": { wrong: () => oneConnection(joinPath(folder, "shared.db")), caughtBy: /never falls into/ },
  "keeps what was rolled back": {
    wrong: (db) => change(db, { tx: (work) => work({ ...change(db, {}), afterCommit: () => {} }) }),
    caughtBy: /rolls back/,
  },
  "hides the error": { wrong: (db) => change(db, { tx: (work) => db.tx(work).catch(() => undefined as never) }), caughtBy: /very error/ },
  "wraps the error": {
    wrong: (db) => change(db, { tx: (work) => db.tx(work).catch((cause: unknown) => Promise.reject(new Error("failed", { cause }))) }),
    caughtBy: /very error/,
  },
  "tells before the commit": { wrong: (db) => changeTx(db, () => ({ afterCommit: (action) => action() })), caughtBy: /afterCommit/ },
  "never tells": { wrong: (db) => changeTx(db, () => ({ afterCommit: () => {} })), caughtBy: /afterCommit/ },
  "forgives a failed statement": {
    wrong: (db) =>
      change(db, {
        tx: (work) =>
          db.tx(work).catch((thrown: { code?: string }) => (thrown.code === "request.conflict" ? (undefined as never) : Promise.reject(thrown))),
      }),
    caughtBy: /spoils/,
  },
  "counts nothing": { wrong: (db) => change(db, { run: async (query) => (await db.run(query), 0) }), caughtBy: /how many rows/ },
  "gives undefined for no row": {
    wrong: (db) => change(db, { one: async (query) => ((await db.one(query)) ?? undefined) as never }),
    caughtBy: /null/,
  },
  "gives numbers as text": { wrong: (db) => change(db, { one: (query) => asText(db.one(query)) }), caughtBy: /are numbers/ },
  "throws its engine's errors": {
    wrong: (db) => change(db, { run: (query) => db.run(query).catch((thrown: Error) => Promise.reject(thrown.cause ?? thrown)) }),
    caughtBy: /unique constraint/,
  },
  "updates twice": {
    wrong: (db) => changeTx(db, (tx) => ({ run: async (query) => (await tx.run(query)) && tx.run(query) })),
    caughtBy: /no update is lost/,
  },
};

for (const [name, { wrong, caughtBy }] of Object.entries(MUTANTS)) {
  test(`the kit rejects a driver that ${name}`, async () => {
    const url = `sqlite:${joinPath(folder, `${name.replaceAll(" ", "-")}.db`)}`;
    const good = await openDb(url);
    const db = wrong(good);
    const failed: string[] = [];
    for (const { name: what, run } of DB_CASES.filter((each) => caughtBy.test(each.name)))
      await run({ db, again: () => openDb(url) }).catch(() => failed.push(what));
    expect(failed).not.toEqual([]);
    await good.close();
  });
}
