// Jobs with real processes: each is done exactly once, and what a killed process held is taken over. On every engine.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startPostgres } from "../../test/postgres.ts";
import { systemClock } from "../clock.ts";
import { type Db, openDb, type Sql, sql } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import { createJobs } from "./jobs.ts";
import { until } from "./waiting.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "oak-jobs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const engines: [name: string, url: () => Promise<string>][] = [
  ["sqlite", async () => `sqlite:${join(folder, "jobs.db")}`],
  ["postgres", async () => (await startPostgres()).createDatabase("jobs_processes")],
];

describe.each(engines)("processes on %s", (_name, urlOf) => {
  const workers: Bun.Subprocess[] = [];
  let url: string;
  let db: Db;

  const jobs = () =>
    createJobs({
      db,
      bus: { publish: async () => {}, subscribe: () => () => {}, close: async () => {} },
      clock: systemClock,
      owner: "test",
      log: () => {},
    });

  beforeAll(async () => {
    url = await urlOf();
    db = await openDb(url);
    await migrate(db, resolve(import.meta.dir, "../../migrations"));
    await db.run(sql`create table begun (subject text, owner text)`);
    await db.run(sql`create table ended (subject text, owner text)`);
  }, 60_000);
  afterAll(async () => {
    for (const worker of workers) worker.kill("SIGKILL");
    await Promise.all(workers.map(({ exited }) => exited));
    await db?.close();
  });

  async function startWorker(owner: string, leaseMs: number) {
    const worker = Bun.spawn([process.execPath, join(import.meta.dir, "worker.fixture.ts"), url, owner, String(leaseMs)], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
    });
    workers.push(worker);
    const said: string[] = [];
    void (async () => {
      const decoder = new TextDecoder();
      let rest = "";
      for await (const chunk of worker.stdout) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
        rest = lines.pop()!;
        said.push(...lines);
      }
    })();
    await until(`${owner} starts`, async () => said.includes("ready"));
    return { worker, said };
  }
  const enqueue = (kind: string, subjects: string[]) =>
    db.tx(async (tx) => {
      for (const subject of subjects) await jobs().enqueue(tx, { org: "org_1", kind, subject });
    });
  const count = async (query: Sql) => (await db.one<{ n: number }>(query))!.n;

  test("200 jobs over two processes: each begun once, ended once, by both", async () => {
    await Promise.all([startWorker("one", 30_000), startWorker("two", 30_000)]);
    const subjects = Array.from({ length: 200 }, (_, n) => `quick_${n}`);
    // in bits, so that both are looking while more arrive
    for (let from = 0; from < 200; from += 50) await enqueue("quick", subjects.slice(from, from + 50));
    await until("all are done", async () => (await count(sql`select count(*) as n from jobs`)) === 0);
    for (const table of [sql`begun`, sql`ended`]) {
      expect(await count(sql`select count(*) as n from ${table}`)).toBe(200);
      expect(await count(sql`select count(distinct subject) as n from ${table}`)).toBe(200);
    }
    expect(await count(sql`select count(distinct owner) as n from ended`)).toBe(2);
    for (const worker of workers.splice(0)) {
      worker.kill("SIGTERM");
      expect(await worker.exited).toBe(0);
    }
  }, 60_000);

  test("what a killed process held is taken over once its lease is out, and not before", async () => {
    const first = await startWorker("killed", 1_500);
    const subjects = ["stuck_1", "stuck_2", "stuck_3"];
    await enqueue("stuck", subjects);
    await until("all are held", async () => subjects.every((subject) => first.said.includes(`stuck ${subject}`)));
    const second = await startWorker("heir", 1_500);
    // for twice the lease the holder lives, renews, and keeps what it has
    await systemClock.sleep(3_000);
    expect(await count(sql`select count(*) as n from ended where subject like 'stuck%'`)).toBe(0);
    first.worker.kill("SIGKILL");
    await first.worker.exited;
    await until("the heir has done them", async () => (await count(sql`select count(*) as n from jobs`)) === 0);
    const ended = await db.all<{ subject: string; owner: string }>(
      sql`select subject, owner from ended where subject like 'stuck%' order by subject`,
    );
    expect(ended).toEqual(subjects.map((subject) => ({ subject, owner: "heir" })));
    expect(second.said.filter((line) => line.startsWith("log"))).toEqual([]);
  }, 60_000);

  test("a process that stops in good order gives back what it held at once", async () => {
    for (const worker of workers.splice(0)) {
      worker.kill("SIGTERM");
      await worker.exited;
    }
    const first = await startWorker("stopped", 600_000);
    await enqueue("stuck", ["stuck_4"]);
    await until("it is held", async () => first.said.includes("stuck stuck_4"));
    await startWorker("next", 600_000);
    first.worker.kill("SIGTERM");
    expect(await first.worker.exited).toBe(0);
    await until("the next has done it", async () => (await count(sql`select count(*) as n from jobs`)) === 0);
    expect(await db.all<{ owner: string }>(sql`select owner from ended where subject = 'stuck_4'`)).toEqual([{ owner: "next" }]);
  }, 60_000);
});
