// Jobs when the clock is set, or the machine has slept: nothing waits for hours, and nobody loses what it is at. Everything else of jobs: jobs.test.ts.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import { startPostgres } from "../../test/postgres.ts";
import { type Clock, movableClock, systemClock } from "../clock.ts";
import { type Db, openDb, sql } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import { createJobs, type Handler, type Jobs } from "./jobs.ts";
import { gate, until } from "./waiting.fixture.ts";

const HOUR = 3_600_000;
const engines: [name: string, url: () => Promise<string>][] = [
  ["sqlite", async () => "sqlite::memory:"],
  ["postgres", async () => (await startPostgres()).createDatabase("jobs_clock")],
];

describe.each(engines)("jobs and the clock on %s", (_name, url) => {
  let db: Db;
  let kinds = 0;
  let started: Jobs[] = [];

  beforeAll(async () => {
    db = await openDb(await url());
    await migrate(db, resolve(import.meta.dir, "../../migrations"));
  }, 60_000);
  afterEach(async () => {
    await Promise.all(started.map((jobs) => jobs.stop()));
    started = [];
  });
  afterAll(() => db?.close());

  const create = ({ clock = systemClock, owner = "test" }: { clock?: Clock; owner?: string } = {}) => {
    const bus = { publish: async () => {}, subscribe: () => () => {}, close: async () => {} };
    const jobs = createJobs({ db, bus, clock, owner, log: () => {} });
    started.push(jobs);
    return jobs;
  };
  const handler = (work: Handler["work"], more: Partial<Handler> = {}): Handler => ({
    work,
    leaseMs: 60_000,
    concurrency: 4,
    maxFailures: 3,
    ...more,
  });
  const enqueue = (jobs: Jobs, kind: string, subject = "s", runAt?: number) =>
    db.tx((tx) => jobs.enqueue(tx, { org: "org_1", kind, subject, ...(runAt === undefined ? {} : { runAt }) }));
  const rowOf = (kind: string) => db.one<{ state: string; run_at: number }>(sql`select state, run_at from jobs where kind = ${kind}`);
  const gone = (kind: string) => until(`${kind} is done`, async () => !(await rowOf(kind)));
  const newKind = () => `kind_${++kinds}`;

  test("a clock that is set back delays nothing by more than it was to wait", async () => {
    const [kind, { clock, move }] = [newKind(), movableClock()];
    const jobs = create({ clock });
    let steps = 0;
    jobs.run({ [kind]: handler(async () => (++steps < 3 ? { afterMs: 300 } : { done: true })) });
    await enqueue(jobs, kind);
    await until("the first step is saved", async () => steps === 1 && (await rowOf(kind))!.state === "ready");
    move(-3 * HOUR);
    await gone(kind);
    expect(steps).toBe(3);
  });

  test("at a start nothing is left in a future that only an earlier clock knew", async () => {
    const [kind, { clock, move }] = [newKind(), movableClock()];
    move(3 * HOUR);
    const before = create({ clock });
    await enqueue(before, kind, "waits", clock.now() + 500);
    await enqueue(before, kind, "held");
    await db.run(
      sql`update jobs set state = 'running', lease = 'gone', owner = 'gone', run_at = ${clock.now() + 300} where kind = ${kind} and subject = 'held'`,
    );
    const ran: string[] = [];
    create().run({ [kind]: handler(async ({ job }) => (ran.push(job.subject), { done: true }), { leaseMs: 300 }) });
    await gone(kind);
    expect(ran.toSorted()).toEqual(["held", "waits"]);
  });

  test("a clock that is set forward takes no step from whoever is at it, in this process or another", async () => {
    const [kind, { clock, move }] = [newKind(), movableClock()];
    const [first, second] = [create({ clock, owner: "first" }), create({ clock, owner: "second" })];
    const free = gate();
    const begun: string[] = [];
    const work = (name: string) =>
      handler(async (step) => {
        begun.push(name);
        await free.opened;
        await db.tx((tx) => step.guard(tx));
        return { done: true };
      });
    first.run({ [kind]: work("first") });
    await enqueue(first, kind);
    await until("it runs", () => begun.length === 1);
    second.run({ [kind]: work("second") });
    await systemClock.sleep(100);
    move(5 * HOUR);
    await until("the lease is one by the new clock", async () => (await rowOf(kind))!.run_at > clock.now());
    await systemClock.sleep(1_500);
    free.open();
    await gone(kind);
    expect(begun).toEqual(["first"]);
  });
});
