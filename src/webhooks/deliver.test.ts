// The life of deliveries as a state machine, on both engines and with a clock of the test's own: whatever the receiver answers, and whoever replays or switches off in between.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import fc from "fast-check";
import { startPostgres } from "../../test/postgres.ts";
import { systemClock, testClock } from "../clock.ts";
import { type Db, openDb, type Tx } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import type { Outbound } from "../outbound/outbound.ts";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { sealerOf } from "../vault/seal.ts";
import { MOST_TRIES } from "./sign.ts";
import { createWebhooks } from "./webhooks.ts";

const HOUR = 3_600_000;
const engines: [name: string, url: () => Promise<string>, runs: number][] = [
  ["sqlite", async () => "sqlite::memory:", 60],
  ["postgres", async () => (await startPostgres()).createDatabase("webhook_machine"), 15],
];

/** What the receiver does at a try: answers with a status, or is not there (0). */
const answers = fc.constantFrom(200, 204, 0, 302, 400, 410, 429, 500, 503);
const command = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("event" as const) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("try" as const), answer: answers, pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 15 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("replay" as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("switch" as const), on: fc.boolean() }) },
);

describe.each(engines)("deliveries on %s", (_name, url, runs) => {
  let db: Db;
  beforeAll(async () => {
    db = await openDb(await url());
    await migrate(db, resolve(import.meta.dir, "../../migrations"));
  }, 60_000);
  afterAll(() => db?.close());

  async function world(describeAs: unknown = { id: "gen_1" }) {
    // Its ids would be those of another world that began in the same millisecond.
    const clock = { ...testClock(Date.now()), id: systemClock.id };
    const org = `org_${crypto.randomUUID()}`;
    await db.run({ strings: [`insert into organizations (id, name, created_at) values ('${org}', 'x', 0)`], values: [] });
    const queue = new Set<string>();
    const sent: { id: string; body: string }[] = [];
    const notices: unknown[] = [];
    let answer = 200;
    const outbound: Outbound = {
      fetch: async (_url, init) => {
        sent.push({ id: new Headers(init?.headers).get("webhook-id")!, body: String(init?.body) });
        if (answer === 0) throw new AppError("provider.unreachable", "nobody there");
        return new Response(null, { status: answer });
      },
      check: () => undefined,
      observe: () => () => undefined,
    };
    const webhooks = createWebhooks({
      db,
      clock,
      outbound,
      origins: [],
      sealer: sealerOf("m".repeat(40)),
      enqueue: async (tx: Tx, job) => tx.afterCommit(() => queue.add(job.subject)),
      wake: async () => undefined,
      append: async (tx, event) => tx.afterCommit(() => notices.push(event)),
      describe: async () => describeAs,
      log: () => undefined,
    });
    const { webhook } = await db.tx((tx) => webhooks.create(tx, org, { url: "https://example.com/hear", types: null, description: "" }));
    let count = 0;
    const happen = () =>
      db.tx((tx) =>
        webhooks.record(tx, {
          id: clock.id("evt"),
          org,
          subject: `gen_${(count += 1)}`,
          type: "generation.succeeded",
          data: JSON.stringify({ micro: 7 }),
          at: clock.now(),
        }),
      );
    /** One step of a job, as the queue would run it; returns what it said. */
    async function step(subject: string, with_: number) {
      answer = with_;
      let over = false;
      const next = await webhooks.work({
        job: { org, subject },
        signal: new AbortController().signal,
        guard: async () => undefined,
        finish: async (tx) => tx.afterCommit(() => (over = true)),
      });
      if (over || "done" in next) queue.delete(subject);
      return next;
    }
    const all = async () => (await webhooks.deliveries(org, webhook.id, { limit: 100 })).data;
    const endpoint = async () => (await webhooks.list(org))[0]!;
    return { clock, org, queue, sent, notices, webhooks, webhook, happen, step, all, endpoint };
  }

  test("whatever comes, in whatever order, states, tries, jobs and notices agree", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 60 }), async (commands) => {
        const it = await world();
        let switchedOffByItself = 0;
        for (const each of commands) {
          const before = await it.all();
          const [open, posts, wasOn] = [[...it.queue], it.sent.length, (await it.endpoint()).enabled];
          if (each.kind === "event") await it.happen();
          else if (each.kind === "wait") it.clock.tick(each.hours * HOUR);
          else if (each.kind === "switch") await db.tx((tx) => it.webhooks.update(tx, it.org, it.webhook.id, { enabled: each.on }));
          else if (each.kind === "replay" && before.length > 0) {
            const one = before[each.pick % before.length]!;
            const done = db.tx((tx) => it.webhooks.redeliver(tx, it.org, it.webhook.id, one.id));
            if (wasOn) expect(await done).toMatchObject({ state: "pending", tries: 0 });
            else expect(await done.catch((error: AppError) => error.code)).toBe("request.conflict");
          } else if (each.kind === "try" && open.length > 0) {
            const id = open[each.pick % open.length]!;
            const was = before.find((delivery) => delivery.id === id)!;
            const due = was.state !== "dead" && was.state !== "delivered" && Date.parse(was.nextTryAt!) <= it.clock.now();
            await it.step(id, each.answer);
            const is = (await it.all()).find((delivery) => delivery.id === id)!;
            expect(it.sent.length - posts).toBe(due ? 1 : 0);
            if (due && each.answer >= 200 && each.answer < 300) expect(is.state).toBe("delivered");
            if (due && each.answer === 410) expect([is.state, (await it.endpoint()).enabled]).toEqual(["dead", false]);
            if (due) expect(is.tries).toBe(was.tries + 1);
          }
          const [after, endpoint] = [await it.all(), await it.endpoint()];
          if (wasOn && !endpoint.enabled && each.kind !== "switch") switchedOffByItself += 1;
          expect(it.notices).toHaveLength(switchedOffByItself);
          expect(endpoint.failingSince === null).toBe(endpoint.failures === 0);
          expect(endpoint.disabledAt === null).toBe(endpoint.enabled);
          for (const delivery of after) {
            const waits = delivery.state === "pending" || delivery.state === "failed";
            // What waits has a job and a time, what does not has no time; nothing waits for an endpoint that is off.
            if (waits) expect([it.queue.has(delivery.id), endpoint.enabled]).toEqual([true, true]);
            expect(delivery.nextTryAt === null).toBe(!waits);
            expect(delivery.tries).toBeLessThanOrEqual(MOST_TRIES);
            expect(delivery.deliveredAt === null).toBe(delivery.state !== "delivered");
          }
        }
        // However it stands: switched on, everything that was not taken can be replayed and arrives.
        await db.tx((tx) => it.webhooks.update(tx, it.org, it.webhook.id, { enabled: true }));
        await db.tx((tx) => it.webhooks.replay(tx, it.org, it.webhook.id, { since: new Date(0).toISOString(), which: "undelivered" }));
        for (const id of it.queue) await it.step(id, 200);
        for (const delivery of await it.all()) expect(delivery.state).toBe("delivered");
        for (const { message } of await it.all()) expect(new Set(it.sent.filter(({ id }) => id === message).map(({ body }) => body)).size).toBe(1);
      }),
      { numRuns: runs },
    );
  }, 120_000);

  test("an event larger than the bound is told by its id", async () => {
    const it = await world({ id: "gen_1", text: "é".repeat(LIMITS.webhookBodyBytes / 2) });
    await it.happen();
    await it.step([...it.queue][0]!, 200);
    expect(JSON.parse(it.sent[0]!.body)).toEqual({
      type: "generation.succeeded",
      timestamp: expect.any(String),
      data: { id: "gen_1", tooLarge: true },
    });
  });

  test("what is about nothing that the API shows is told in the event's own words", async () => {
    const it = await world(null);
    await it.happen();
    await it.step([...it.queue][0]!, 200);
    expect(JSON.parse(it.sent[0]!.body).data).toEqual({ id: "gen_1", micro: 7 });
  });

  test("an endpoint removed while its delivery waits is asked no more, and its job ends", async () => {
    const it = await world();
    await it.happen();
    await db.tx((tx) => it.webhooks.remove(tx, it.org, it.webhook.id));
    expect(await it.step([...it.queue][0]!, 200)).toEqual({ done: true });
    expect(it.sent).toEqual([]);
  });

  test("a secret that this installation cannot open is a failed try that says so, and is not sent unsigned", async () => {
    const it = await world();
    await db.run({ strings: [`update webhook_endpoints set secret = 's1.AAAA' where org = '${it.org}'`], values: [] });
    await it.happen();
    await it.step([...it.queue][0]!, 200);
    expect(await it.all()).toMatchObject([{ state: "failed", lastStatus: null, lastError: expect.stringContaining("another key") }]);
    expect(it.sent).toEqual([]);
  });
});
