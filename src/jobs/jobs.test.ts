// Jobs through their door, in one process: what is promised of steps, leases, failures and the dead. With real processes: processes.test.ts.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import { startPostgres } from "../../test/postgres.ts";
import type { Bus } from "../bus/bus.ts";
import { type Clock, systemClock } from "../clock.ts";
import { type Db, openDb, sql } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import { AppError } from "../spec/error.ts";
import { job as jobShape } from "../spec/http.ts";
import { createJobs, type Handler, type Jobs, LostLease, type Step } from "./jobs.ts";
import { gate, until } from "./waiting.fixture.ts";

const engines: [name: string, url: () => Promise<string>][] = [
  ["sqlite", async () => "sqlite::memory:"],
  ["postgres", async () => (await startPostgres()).createDatabase("jobs")],
];

function localBus(): Bus {
  const heard = new Set<(message: string) => void>();
  return {
    publish: async (_topic, message) => heard.forEach((tell) => tell(message)),
    subscribe: (_topic, tell) => {
      heard.add(tell);
      return () => heard.delete(tell);
    },
    close: async () => {},
  };
}

describe.each(engines)("jobs on %s", (_name, url) => {
  const org = "org_1";
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

  const create = (more: { owner?: string; bus?: Bus; clock?: Clock; log?: (message: string, detail?: Record<string, unknown>) => void } = {}) => {
    const jobs = createJobs({
      db,
      bus: more.bus ?? localBus(),
      clock: more.clock ?? systemClock,
      owner: more.owner ?? "test",
      log: more.log ?? (() => {}),
    });
    started.push(jobs);
    return jobs;
  };
  const handler = (work: (step: Step) => ReturnType<Handler["work"]>, more: Partial<Handler> = {}): Handler => ({
    work,
    leaseMs: 60_000,
    concurrency: 4,
    maxFailures: 3,
    ...more,
  });
  const enqueue = (jobs: Jobs, kind: string, subject = "s", runAt?: number) => db.tx((tx) => jobs.enqueue(tx, { org, kind, subject, runAt }));
  const rowOf = (kind: string) =>
    db.one<{ id: string; state: string; run_at: number; failures: number; vanished: number; last_error: string | null; lease: string | null }>(
      sql`select * from jobs where kind = ${kind}`,
    );
  const gone = (kind: string) => until(`${kind} is done`, async () => !(await rowOf(kind)));
  const newKind = () => `kind_${++kinds}`;

  test("runs until it is done, one step after the other", async () => {
    const [kind, jobs] = [newKind(), create()];
    const seen: Step["job"][] = [];
    jobs.run({
      [kind]: handler(async ({ job }) => {
        seen.push(job);
        return seen.length < 3 ? { afterMs: 1 } : { done: true };
      }),
    });
    const id = await enqueue(jobs, kind, "gen_1");
    expect(id).toStartWith("job_");
    await gone(kind);
    expect(seen).toHaveLength(3);
    expect(seen[0]).toMatchObject({ id, org, kind, subject: "gen_1", failures: 0 });
  });

  test("there is one job for a kind and subject until it is done, and none where the transaction is rolled back", async () => {
    const [kind, jobs] = [newKind(), create()];
    const far = systemClock.now() + 3_600_000;
    const id = await enqueue(jobs, kind, "s", far);
    expect(await enqueue(jobs, kind, "s", far + 1)).toBe(id);
    expect((await rowOf(kind))!.run_at).toBe(far);
    expect(await db.tx((tx) => jobs.enqueue(tx, { org: "org_2", kind, subject: "s", runAt: far }))).not.toBe(id);
    await db.tx((tx) => jobs.enqueue(tx, { org, kind, subject: "undone" }).then(() => Promise.reject(new Error("undo")))).catch(() => {});
    expect(await db.all(sql`select id from jobs where kind = ${kind}`)).toHaveLength(2);
    const ran: string[] = [];
    jobs.run({ [kind]: handler(async ({ job }) => (ran.push(`${job.org} ${job.subject}`), { done: true })) });
    await enqueue(jobs, kind, "s");
    await until("the sooner one is done", async () => (await db.all(sql`select id from jobs where kind = ${kind}`)).length === 1);
    await jobs.wake(db, kind, "s");
    await gone(kind);
    expect(ran).toEqual(["org_1 s", "org_2 s"]);
    expect(await enqueue(jobs, kind, "s", far)).not.toBe(id);
  });

  test("a wake runs a sleeping job now, and a running one again right after, even where it was the last step", async () => {
    const [kind, jobs] = [newKind(), create()];
    const gates = [gate(), gate()];
    let steps = 0;
    jobs.run({
      [kind]: handler(async () => {
        steps++;
        if (steps === 1) return { afterMs: 3_600_000 };
        await gates[steps - 2]?.opened;
        return { done: true };
      }),
    });
    await enqueue(jobs, kind);
    await until("the first step is saved", async () => steps === 1 && (await rowOf(kind))!.state === "ready");
    await db.tx((tx) => jobs.wake(tx, kind, "s"));
    await until("the second step runs", () => steps === 2);
    await jobs.wake(db, kind, "s");
    gates[0]!.open();
    await until("the third step runs", () => steps === 3);
    await enqueue(jobs, kind);
    gates[1]!.open();
    await gone(kind);
    expect(steps).toBe(4);
    await jobs.wake(db, kind, "nobody");
  });

  test("no more at once than the handler allows, and other kinds do not wait for it", async () => {
    const [kind, other, jobs] = [newKind(), newKind(), create()];
    const free = gate();
    let [now, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++now);
      await free.opened;
      now--;
      return { done: true } as const;
    };
    jobs.run({ [kind]: handler(work, { concurrency: 2 }), [other]: handler(async () => ({ done: true })) });
    for (const subject of ["a", "b", "c", "d", "e"]) await enqueue(jobs, kind, subject);
    await enqueue(jobs, other);
    await gone(other);
    expect((await jobs.counts(db)).running).toBe(2);
    free.open();
    await gone(kind);
    expect(most).toBe(2);
  });

  test("a failing job waits longer each time, dies, is seen by its organization only, and can be revived", async () => {
    const kind = newKind();
    const logged: unknown[] = [];
    // all chance at its highest, so that every wait is the whole bound
    const jobs = create({ clock: { ...systemClock, random: () => 0.999999 }, log: (message, detail) => logged.push([message, detail?.failures]) });
    const buried: string[] = [];
    let healed = false;
    jobs.run({
      [kind]: handler(
        async () => {
          if (healed) return { done: true };
          throw new AppError("provider.error", "It broke\nwith token=sk-abcdefghij0123456789");
        },
        {
          dead: async (tx, job, error) =>
            void buried.push(`${job.subject} ${error} ${(await tx.one<{ state: string }>(sql`select state from jobs where id = ${job.id}`))!.state}`),
        },
      ),
    });
    const id = await enqueue(jobs, kind);
    for (const failures of [1, 2]) {
      const before = systemClock.now();
      await until(`failure ${failures}`, async () => (await rowOf(kind))!.failures === failures);
      const row = (await rowOf(kind))!;
      expect(row.state).toBe("ready");
      expect(row.run_at).toBeGreaterThan(before - 1_000 + 1_000 * 2 ** (failures - 1) - 2);
      expect(row.run_at).toBeLessThanOrEqual(systemClock.now() + 1_000 * 2 ** (failures - 1));
      await jobs.wake(db, kind, "s");
    }
    await until("it is dead", async () => (await rowOf(kind))!.state === "dead");
    const seen = await jobs.dead(db, org);
    for (const view of seen) jobShape.parse(view);
    expect(seen.find((view) => view.id === id)).toMatchObject({
      kind,
      subject: "s",
      state: "dead",
      failures: 3,
      lastError: "provider.error: It broke with token=…",
    });
    expect(buried).toEqual(["s provider.error: It broke with token=… dead"]);
    expect(await jobs.dead(db, "org_2")).toEqual([]);
    expect(logged).toEqual([
      ["a job failed", 1],
      ["a job failed", 2],
      ["a job is dead", 3],
    ]);
    await jobs.wake(db, kind, "s");
    expect(await enqueue(jobs, kind)).toBe(id);
    expect((await rowOf(kind))!.state).toBe("dead");
    healed = true;
    expect(await db.tx((tx) => jobs.revive(tx, "org_2", id)).catch((thrown) => thrown.code)).toBe("request.not_found");
    expect(await db.tx((tx) => jobs.revive(tx, org, id))).toMatchObject({ id, state: "ready", failures: 0 });
    await gone(kind);
  });

  test("a step that went well starts the count of failures anew", async () => {
    const [kind, jobs] = [newKind(), create({ clock: { ...systemClock, random: () => 0 } })];
    const counted: number[] = [];
    jobs.run({
      [kind]: handler(async ({ job }) => {
        counted.push(job.failures);
        if (counted.length === 8) return { done: true };
        if (counted.length % 3) throw new Error("no");
        return { afterMs: 0 };
      }),
    });
    await enqueue(jobs, kind);
    await gone(kind);
    expect(counted).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
  });

  test("what a handler does at a death is undone where it throws, and the job is dead all the same", async () => {
    const [kind, jobs] = [newKind(), create()];
    await db.run(sql`create table if not exists marks (mark text)`);
    jobs.run({
      [kind]: handler(() => Promise.reject(new Error("no")), {
        maxFailures: 1,
        dead: async (tx) => {
          await tx.run(sql`insert into marks (mark) values ('half')`);
          throw new Error("not this either");
        },
      }),
    });
    const id = await enqueue(jobs, kind);
    await until("it is dead", async () => (await rowOf(kind))!.state === "dead");
    expect(await db.all(sql`select * from marks`)).toEqual([]);
    expect(await rowOf(kind)).toMatchObject({ id, last_error: "no" });
  });

  test("finish commits with the step's own transaction, or not at all", async () => {
    const [kind, jobs] = [newKind(), create({ clock: { ...systemClock, random: () => 0 } })];
    await db.run(sql`create table if not exists results (result text)`);
    let tries = 0;
    jobs.run({
      [kind]: handler(async (step) => {
        await db.tx(async (tx) => {
          await tx.run(sql`insert into results (result) values (${kind})`);
          await step.finish(tx);
          if (++tries === 1) throw new Error("rolled back");
        });
        return { afterMs: 0 }; // does not count any more
      }),
    });
    await enqueue(jobs, kind);
    await gone(kind);
    expect(tries).toBe(2);
    expect(await db.all(sql`select * from results where result = ${kind}`)).toHaveLength(1);
  });

  test("whoever lost the lease can save nothing, and hears of it", async () => {
    const kind = newKind();
    const [stale, fresh] = [create({ owner: "stale" }), create({ owner: "fresh" })];
    await db.run(sql`create table if not exists saves (owner text, kind text)`);
    const [held, told] = [gate(), gate()];
    const refused: unknown[] = [];
    const save = (owner: string, step: Step) =>
      db.tx(async (tx) => {
        await tx.run(sql`insert into saves (owner, kind) values (${owner}, ${kind})`);
        await step.guard(tx);
      });
    stale.run({
      [kind]: handler(async (step) => {
        await save("stale", step);
        held.open();
        await told.opened;
        refused.push(await save("stale", step).catch((thrown) => thrown));
        refused.push(await db.tx((tx) => step.finish(tx)).catch((thrown) => thrown));
        refused.push(step.signal.aborted);
        return { afterMs: 0 };
      }),
    });
    await enqueue(stale, kind);
    await held.opened;
    // as after a long sleep of the whole machine: the lease is out, and another process comes first
    await db.run(sql`update jobs set run_at = 0 where kind = ${kind}`);
    const taken = gate();
    const go = gate();
    fresh.run({
      [kind]: handler(async (step) => {
        taken.open();
        await go.opened;
        await save("fresh", step);
        return { done: true };
      }),
    });
    await taken.opened;
    told.open();
    await until("the stale one has tried", () => refused.length === 3);
    expect(refused[0]).toBeInstanceOf(LostLease);
    expect(refused[1]).toBeInstanceOf(LostLease);
    expect(refused[2]).toBe(true);
    await stale.stop();
    expect(await rowOf(kind)).toMatchObject({ state: "running", failures: 0, vanished: 1 });
    go.open();
    await gone(kind);
    expect(await db.all(sql`select owner from saves where kind = ${kind}`)).toEqual([{ owner: "stale" }, { owner: "fresh" }]);
  });

  test("the lease is renewed while a step works, and a lost one aborts it unasked", async () => {
    const [kind, jobs] = [newKind(), create()];
    const aborted = gate();
    // so long that a machine with other work does not lose it by itself
    const leaseMs = 1_500;
    jobs.run({
      [kind]: handler(
        async ({ signal }) => {
          await new Promise((done) => signal.addEventListener("abort", done, { once: true }));
          aborted.open();
          throw signal.reason;
        },
        { leaseMs },
      ),
    });
    await enqueue(jobs, kind);
    await until("it runs", async () => (await rowOf(kind))!.lease);
    const { lease, run_at } = (await rowOf(kind))!;
    await until("it is renewed more than once", async () => (await rowOf(kind))!.run_at > run_at + leaseMs / 2);
    expect((await rowOf(kind))!.lease).toBe(lease);
    await db.run(sql`update jobs set lease = 'another', run_at = ${systemClock.now() + 60_000} where kind = ${kind}`);
    await aborted.opened;
    await jobs.stop();
    expect(await rowOf(kind)).toMatchObject({ state: "running", lease: "another", failures: 0 });
    await db.run(sql`delete from jobs where kind = ${kind}`);
  });

  test("stop aborts the steps and gives their jobs back, not as failures", async () => {
    const kind = newKind();
    const [first, second] = [create(), create()];
    const held = gate();
    first.run({
      [kind]: handler(async ({ signal }) => {
        held.open();
        await systemClock.sleep(600_000, signal);
        throw new Error("cut off");
      }),
    });
    await enqueue(first, kind);
    await held.opened;
    await first.stop();
    expect(await rowOf(kind)).toMatchObject({ state: "ready", failures: 0, vanished: 0, last_error: null });
    second.run({ [kind]: handler(async () => ({ done: true })) });
    await gone(kind);
    await first.stop();
  });

  test("a job whose process disappears again and again is put aside before it is begun once more", async () => {
    const [kind, jobs] = [newKind(), create()];
    let begun = 0;
    await enqueue(jobs, kind);
    await db.run(sql`update jobs set state = 'running', lease = 'gone', run_at = 1, vanished = 24 where kind = ${kind}`);
    const buried: string[] = [];
    jobs.run({ [kind]: handler(async () => (begun++, { done: true }), { dead: async (_tx, job) => void buried.push(job.subject) }) });
    await until("it is dead", async () => (await rowOf(kind))!.state === "dead");
    expect([begun, buried]).toEqual([0, ["s"]]);
    expect((await rowOf(kind))!.last_error).toContain("disappeared 25 times");
    await db.tx(async (tx) => jobs.revive(tx, org, (await rowOfIn(tx, kind))!.id));
    await gone(kind);
    expect(begun).toBe(1);
  });
  const rowOfIn = (q: Pick<Db, "one">, kind: string) => q.one<{ id: string }>(sql`select id from jobs where kind = ${kind}`);

  test("a kind without a handler here waits for a process that has one, which the bus wakes", async () => {
    const [kind, bus] = [newKind(), localBus()];
    const [without, having] = [create({ bus }), create({ bus })];
    without.run({ [newKind()]: handler(async () => ({ done: true })) });
    await enqueue(without, kind);
    expect(await rowOf(kind)).toMatchObject({ state: "ready" });
    having.run({ [kind]: handler(async () => ({ done: true })) });
    await gone(kind);
    await enqueue(without, kind, "t");
    await gone(kind);
  });
});
