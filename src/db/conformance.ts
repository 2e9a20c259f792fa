// What every database driver must do, as cases that throw where one does not. Fills and empties its database. Not loaded by the program.
import assert from "node:assert/strict";
import { AppError } from "../spec/error.ts";
import { join, SKIP_LOCKED, sql, type Db, type Tx } from "./db.ts";

export interface DbUnderTest {
  db: Db;
  /** Another handle on the same database, as another process has one. The case closes it. */
  again(): Promise<Db>;
}

export interface DbCase {
  name: string;
  run(under: DbUnderTest): Promise<void>;
}

/** A promise and its key: how a case holds a transaction open while something else happens. */
function latch(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((done) => (open = done));
  return { opened, open };
}

async function code(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "nothing was thrown",
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : `not an AppError: ${String(thrown)}`),
  );
}

async function fresh(db: Db): Promise<void> {
  await db.run(sql`drop table if exists leaves`);
  await db.run(sql`drop table if exists notes`);
  await db.run(sql`create table notes (id text primary key, n bigint, ratio double precision, body text)`);
  await db.run(sql`create table leaves (id text primary key, note text not null references notes(id))`);
}

const put = (query: { run: Db["run"] }, id: string, n: number | null = null) => query.run(sql`insert into notes (id, n) values (${id}, ${n})`);
const ids = async (query: { all: Db["all"] }) => (await query.all<{ id: string }>(sql`select id from notes order by id`)).map(({ id }) => id);

const LIGHT: DbCase[] = [
  {
    name: "a light statement is seen by everybody at once, and is refused inside a transaction",
    async run({ db, again }) {
      assert.equal(await put(db.light, "light", 1), 1);
      const other = await again();
      assert.deepEqual(await ids(other), ["light"]);
      await other.close();
      assert.equal((await db.light.one<{ n: number }>(sql`update notes set n = n + 1 where id = ${"light"} returning n`))?.n, 2);
      assert.equal(await code(db.light.run(sql`insert into notes (id) values (${"light"})`)), "request.conflict");
      await assert.rejects(
        db.tx(() => put(db.light, "inside")),
        /inside an open transaction/,
      );
      assert.deepEqual(await ids(db), ["light"]);
    },
  },
];

const VALUES: DbCase[] = [
  {
    name: "what goes in comes out: text, safe integers, fractions, null",
    async run({ db }) {
      const rows: [number | null, number | null, string | null][] = [
        [Number.MAX_SAFE_INTEGER, 0.1, "plain"],
        [Number.MIN_SAFE_INTEGER, -1.5e-9, "Grüße, 世界 🦊 'quoted' \"twice\" \\ $1 ? :x %s"],
        [0, 0, ""],
        [1_763_940_000_000, 3, "line\nline\r\n\ttab"],
        [null, null, null],
        [-1, 123456.789, '{"json":[1,null,"\\u0000"]}'],
      ];
      for (const [index, [n, ratio, body]] of rows.entries())
        await db.run(sql`insert into notes (id, n, ratio, body) values (${`v${index}`}, ${n}, ${ratio}, ${body})`);
      const back = await db.all(sql`select n, ratio, body from notes order by id`);
      assert.deepEqual(
        back.map((row) => ({ ...row })),
        rows.map(([n, ratio, body]) => ({ n, ratio, body })),
      );
    },
  },
  {
    name: "counts, sums and comparisons are numbers",
    async run({ db }) {
      for (let n = 1; n <= 3; n++) await put(db, `a${n}`, n * 1_000_000_000_000);
      const row = await db.one(sql`select count(*) as count, sum(n) as sum, max(n) as max, (sum(n) > 5) as more, (1 = 2) as never from notes`);
      assert.deepEqual({ ...row }, { count: 3, sum: 6_000_000_000_000, max: 3_000_000_000_000, more: 1, never: 0 });
    },
  },
  {
    name: "a number that JavaScript would round is refused, both ways",
    async run({ db }) {
      await assert.rejects(put(db, "big", 2 ** 53));
      await assert.rejects(put(db, "nan", Number.NaN));
      await db.run(sql`insert into notes (id, n) values ('big', 9007199254740993)`);
      await assert.rejects(db.one(sql`select n from notes where id = 'big'`));
    },
  },
  {
    name: "text with the zero character is refused as the caller's mistake; other kinds of values are refused",
    async run({ db }) {
      assert.equal(await code(put(db, "zero\0")), "request.invalid");
      await assert.rejects(db.run(sql`insert into notes (id, n) values ('x', ${true as unknown as number})`));
      await assert.rejects(db.run(sql`insert into notes (id, n) values ('x', ${undefined as unknown as null})`));
      assert.deepEqual(await ids(db), []);
    },
  },
  {
    name: "values are never read as SQL; pieces and lists are spliced",
    async run({ db }) {
      const nasty = "'); drop table notes; --";
      await put(db, nasty, 1);
      for (const id of ["a", "b", "c"]) await put(db, id, 2);
      const list = join([sql`${"a"}`, sql`${nasty}`, sql`${"zz"}`], sql`, `);
      const where = sql`id in (${list}) and n >= ${1}`;
      assert.deepEqual(
        (await db.all(sql`select id from notes where ${where} order by n desc, id`)).map((row) => row.id),
        ["a", nasty],
      );
    },
  },
  {
    name: "one: the first row or null; run: how many rows changed; returning works in both",
    async run({ db }) {
      assert.equal(await db.one(sql`select id from notes`), null);
      assert.equal(await db.run(sql`insert into notes (id, n) values ('a', 1), ('b', 2)`), 2);
      assert.deepEqual({ ...(await db.one(sql`select id from notes order by id`)) }, { id: "a" });
      assert.equal(await db.run(sql`update notes set n = n + 1 where id = 'none'`), 0);
      assert.deepEqual((await db.all(sql`update notes set n = n + 1 returning n`)).map(({ n }) => n).sort(), [2, 3]);
      assert.deepEqual(
        { ...(await db.one(sql`insert into notes (id, n) values ('c', 9) on conflict (id) do update set n = excluded.n returning id, n`)) },
        { id: "c", n: 9 },
      );
      assert.equal(await db.run(sql`insert into notes (id) values ('c') on conflict (id) do nothing`), 0);
      assert.equal(await db.run(sql`delete from notes`), 3);
    },
  },
  {
    name: "like minds the case",
    async run({ db }) {
      await put(db, "Fox");
      assert.equal(await db.one(sql`select id from notes where id like ${"fox"}`), null);
      assert.deepEqual({ ...(await db.one(sql`select id from notes where id like ${"F%"}`)) }, { id: "Fox" });
    },
  },
  {
    name: "a broken unique constraint is request.conflict, a broken reference and a mistake in the SQL internal, and no error tells a value",
    async run({ db }) {
      await put(db, "hush-hush");
      const thrown: unknown = await put(db, "hush-hush").catch((error: unknown) => error);
      assert.ok(thrown instanceof AppError && thrown.code === "request.conflict", String(thrown));
      assert.ok(!`${thrown.message} ${thrown.detail} ${JSON.stringify(thrown.cause)} ${String(thrown.cause)}`.includes("hush-hush"));
      assert.equal(await code(db.run(sql`insert into leaves (id, note) values ('l', 'nowhere')`)), "internal");
      assert.equal(await code(db.run(sql`selekt 1`)), "internal");
      assert.equal(await code(db.all(sql`select nothing from nowhere`)), "internal");
    },
  },
];

const TRANSACTIONS: DbCase[] = [
  {
    name: "a transaction commits when its work resolves, and hands on its result",
    async run({ db, again }) {
      const result = await db.tx(async (tx) => {
        await put(tx, "a");
        assert.deepEqual(await ids(tx), ["a"]);
        return 42;
      });
      assert.equal(result, 42);
      const other = await again();
      assert.deepEqual(await ids(other), ["a"]);
      await other.close();
    },
  },
  {
    name: "a transaction rolls back when its work throws, and hands on that very error",
    async run({ db }) {
      const mine = new AppError("credits.insufficient", "no");
      const thrown: unknown = await db
        .tx(async (tx) => {
          await put(tx, "a");
          await new Promise((done) => setTimeout(done, 1));
          throw mine;
        })
        .catch((error: unknown) => error);
      assert.equal(thrown, mine);
      assert.deepEqual(await ids(db), []);
    },
  },
  {
    name: "a query outside never falls into another's open transaction",
    async run({ db }) {
      const [written, decided] = [latch(), latch()];
      const rolledBack = db.tx(async (tx) => {
        await put(tx, "inside");
        written.open();
        await decided.opened;
        throw new Error("roll back");
      });
      await written.opened;
      assert.deepEqual(await ids(db), [], "an outside read saw an uncommitted row");
      // one engine lets these through at once, the other after the transaction: neither may lose them
      const outside = Promise.all([
        put(db, "outside"),
        db.one(sql`insert into notes (id) values ('returned') returning id`),
        db.tx((tx) => put(tx, "second")),
      ]);
      await new Promise((done) => setTimeout(done, 5));
      decided.open();
      await assert.rejects(rolledBack, /roll back/);
      await outside;
      assert.deepEqual(await ids(db), ["outside", "returned", "second"], "an outside write shared the fate of the transaction");
    },
  },
  {
    name: "what would wait for its own transaction throws at once instead",
    async run({ db }) {
      await db.tx(async (tx) => {
        await put(tx, "kept");
        await assert.rejects(
          db.tx(async () => {}),
          /inside an open transaction/,
        );
        await assert.rejects(put(db, "lost"), /inside an open transaction/);
        await assert.rejects(db.all(sql`select 1 as one`), /inside an open transaction/);
      });
      assert.deepEqual(await ids(db), ["kept"]);
    },
  },
  {
    name: "a failed statement spoils its transaction, even where the error is caught",
    async run({ db }) {
      await put(db, "taken");
      const work = db.tx(async (tx) => {
        await put(tx, "before");
        await put(tx, "taken").catch(() => {});
        await put(tx, "after").catch(() => {});
      });
      assert.equal(await code(work), "request.conflict");
      assert.deepEqual(await ids(db), ["taken"]);
    },
  },
  {
    name: "a transaction that has ended takes nothing more",
    async run({ db }) {
      let kept: Tx | undefined;
      await db.tx(async (tx) => void (kept = tx));
      await assert.rejects(put(kept!, "late"));
      await assert.rejects(kept!.all(sql`select 1 as one`));
      assert.deepEqual(await ids(db), []);
    },
  },
  {
    name: "afterCommit: after the commit only, in order, and its errors undo nothing",
    async run({ db }) {
      const told: string[] = [];
      await db.tx(async (tx) => {
        tx.afterCommit(() => told.push("first"));
        tx.afterCommit(() => {
          throw new Error("deaf");
        });
        tx.afterCommit(() => told.push("third"));
        await put(tx, "a");
        assert.deepEqual(told, []);
      });
      assert.deepEqual(told, ["first", "third"]);
      await assert.rejects(
        db.tx(async (tx) => {
          tx.afterCommit(() => told.push("rolled back"));
          await put(tx, "a");
        }),
      );
      assert.deepEqual(told, ["first", "third"]);
      assert.deepEqual(await ids(db), ["a"]);
    },
  },
  {
    name: "queries of one transaction may be asked together",
    async run({ db }) {
      await db.tx(async (tx) => void (await Promise.all(["a", "b", "c", "d"].map((id) => put(tx, id)))));
      assert.deepEqual(await ids(db), ["a", "b", "c", "d"]);
    },
  },
];

const MANY: DbCase[] = [
  {
    name: "no update is lost among many at once, on two handles",
    async run({ db, again }) {
      await put(db, "sum", 0);
      const other = await again();
      const add = (each: Db) => each.tx((tx) => tx.run(sql`update notes set n = n + 1 where id = 'sum'`));
      await Promise.all(Array.from({ length: 30 }, (_, index) => add(index % 2 ? db : other)));
      assert.equal((await db.one(sql`select n from notes where id = 'sum'`))?.n, 30);
      await other.close();
    },
  },
  {
    name: "a write waits for the transaction of another handle, and a read does not",
    async run({ db, again }) {
      const other = await again();
      await put(db, "a", 1);
      const [written, decided] = [latch(), latch()];
      const first = db.tx(async (tx) => {
        await tx.run(sql`update notes set n = 10 where id = 'a'`);
        written.open();
        await decided.opened;
      });
      await written.opened;
      const second = other.run(sql`update notes set n = n + 1 where id = 'a'`);
      assert.equal((await other.one(sql`select n from notes where id = 'a'`))?.n, 1);
      decided.open();
      await Promise.all([first, second]);
      assert.equal((await db.one(sql`select n from notes where id = 'a'`))?.n, 11);
      await other.close();
    },
  },
  {
    name: "what is claimed with SKIP_LOCKED is claimed by one",
    async run({ db, again }) {
      const other = await again();
      for (let id = 0; id < 12; id++) await put(db, `job${id}`, 0);
      const claim = (each: Db) =>
        each.tx((tx) =>
          tx.all<{ id: string }>(
            sql`update notes set n = n + 1 where id in (select id from notes where n = 0 order by id limit 2 ${SKIP_LOCKED}) and n = 0 returning id`,
          ),
        );
      const claimed = (await Promise.all([db, other, db, other, db, other].map(claim))).flat().map(({ id }) => id);
      assert.equal(new Set(claimed).size, claimed.length);
      assert.equal((await db.one(sql`select sum(n) as sum from notes`))?.sum, claimed.length);
      await other.close();
    },
  },
  {
    name: "closing waits for what is open, may be done twice, and refuses what comes later",
    async run({ db, again }) {
      const other = await again();
      const begun = latch();
      const open = other.tx(async (tx) => {
        begun.open();
        await new Promise((done) => setTimeout(done, 5));
        await put(tx, "late");
      });
      await begun.opened;
      await Promise.all([other.close(), other.close()]);
      await open;
      assert.equal(await code(ids(other)), "unavailable");
      assert.equal(await code(other.tx(async () => {})), "unavailable");
      assert.deepEqual(await ids(db), ["late"]);
    },
  },
];

/** Each begins on empty tables. */
export const DB_CASES: DbCase[] = [...VALUES, ...LIGHT, ...TRANSACTIONS, ...MANY].map(({ name, run }) => ({
  name,
  run: async (under) => {
    await fresh(under.db);
    await run(under);
  },
}));
