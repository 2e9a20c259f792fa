// Many jobs and a process that may not live long: it begins with few, and what may be what ends processes runs alone. With real kills: bench/crash.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import { startPostgres } from "../../test/postgres.ts";
import { systemClock } from "../clock.ts";
import { type Db, openDb, sql } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import { createJobs, type Handler } from "./jobs.ts";
import { until } from "./waiting.fixture.ts";

const engines: [name: string, url: () => Promise<string>][] = [
  ["sqlite", async () => "sqlite::memory:"],
  ["postgres", async () => (await startPostgres()).createDatabase("jobs_crowd")],
];

describe.each(engines)("a crowd of jobs on %s", (_name, url) => {
  let db: Db;
  beforeAll(async () => {
    db = await openDb(await url());
    await migrate(db, resolve(import.meta.dir, "../../migrations"));
  }, 60_000);
  afterAll(() => db?.close());

  const left = async (kind: string) => (await db.one<{ n: number }>(sql`select count(*) as n from jobs where kind = ${kind}`))!.n;
  const create = () =>
    createJobs({
      db,
      bus: { publish: async () => {}, subscribe: () => () => {}, close: async () => {} },
      clock: systemClock,
      owner: "test",
      log: () => {},
    });
  const settings = { leaseMs: 60_000, concurrency: 100, maxFailures: 3 };
  const put = (jobs: ReturnType<typeof create>, kind: string, count: number) =>
    db.tx(async (tx) => {
      for (let index = 0; index < count; index += 1) await jobs.enqueue(tx, { org: "org_1", kind, subject: `${index}` });
    });

  test("few are begun at once at first, and more with each step that ends", async () => {
    const jobs = create();
    const waiting: (() => void)[] = [];
    let most = 0;
    const work: Handler["work"] = async () => {
      await new Promise<void>((done) => (most = Math.max(most, waiting.push(done))));
      return { done: true };
    };
    await put(jobs, "many", 60);
    jobs.run({ many: { ...settings, work } });
    await until("the first are begun", () => waiting.length === 4);
    await systemClock.sleep(700); // longer than the loop sleeps: it would have begun more by now
    expect(waiting.length).toBe(4);
    waiting.splice(0, 2).forEach((end) => end());
    await until("each that ended made room for two", () => waiting.length === 6);
    while ((await left("many")) > 0) {
      waiting.splice(0).forEach((end) => end());
      await systemClock.sleep(5);
    }
    expect(most).toBeGreaterThan(6);
    await jobs.stop();
  });

  test("what was under way when processes ended, again and again, is run one after the other, and others do not wait for it", async () => {
    const jobs = create();
    await put(jobs, "odd", 30);
    await db.run(sql`update jobs set state = 'running', owner = 'gone', lease = 'gone' || subject, run_at = 1, vanished = 3
      where kind = 'odd' and cast(subject as bigint) < 6`);
    const free = Promise.withResolvers<void>();
    let [suspects, most, others] = [0, 0, 0];
    const work: Handler["work"] = async ({ job }) => {
      if (Number(job.subject) >= 6) return (others++, { done: true });
      most = Math.max(most, ++suspects);
      await free.promise;
      suspects--;
      return { done: true };
    };
    jobs.run({ odd: { ...settings, work } });
    await until("the others are done, and one suspect is at it", () => others === 24 && suspects === 1);
    await systemClock.sleep(300);
    expect(suspects).toBe(1);
    free.resolve();
    await until("all are done", async () => (await left("odd")) === 0);
    expect(most).toBe(1);
    await jobs.stop();
  });
});
