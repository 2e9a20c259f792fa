// Webhooks with real processes, on both engines: one that is killed between the commit and the delivery, and two of which one is killed. At least once, never lost.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { startPostgres } from "../../test/postgres.ts";
import { type Running, startServer, temporary, waitFor } from "../../test/server.ts";
import { type Receiver, startReceiver } from "./receiver.fixture.ts";

const folder = temporary("webhooks");
const engines: [name: string, url: () => Promise<string>][] = [
  ["sqlite", async () => `sqlite:${join(folder, "oak.db")}`],
  ["postgres", async () => (await startPostgres()).createDatabase("webhooks")],
];
const KEY = `oak_${"w".repeat(40)}`;
const servers: Running[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill()));
  rmSync(folder, { recursive: true, force: true });
});

describe.each(engines)("on %s", (engine, urlOf) => {
  let receiver: Receiver;
  let database = "";
  let webhook = "";
  let secret = "";
  const made: string[] = [];

  beforeAll(async () => {
    database = await urlOf();
    receiver = startReceiver();
  });
  afterAll(() => receiver.close());

  /** One of several processes on the same database and files, with a folder of its own. */
  async function start(name: string): Promise<Running> {
    const server = await startServer(join(folder, `${engine}-${name}`), {
      DATABASE_URL: database,
      BLOBS_URL: `file:${join(folder, `${engine}-blobs`)}`,
      OAK_ADMIN_KEY: KEY,
      OAK_SEAL_KEY: "s".repeat(40),
      OAK_WEBHOOK_ORIGINS: receiver.origin,
    });
    servers.push(server);
    return server;
  }
  const beep = async (server: Running, n: number) =>
    made.push(
      (
        await server.client.call("generations.create", {
          body: { task: "text-to-sound", input: { prompt: `beep ${n}`, seconds: 1 } },
          query: { wait: 30 },
        })
      ).id,
    );
  const pages = async (server: Running) => (await server.client.call("webhooks.deliveries", { params: { id: webhook }, query: { limit: 100 } })).data;
  const allTold = (server: Running) =>
    waitFor(async () => {
      const all = await pages(server);
      return all.length === 2 * made.length && all.every(({ state }) => state === "delivered") && all;
    }, "everything to be delivered");

  test("killed between the commit and the delivery: all arrives after the start that follows", async () => {
    const first = await start("one");
    ({
      webhook: { id: webhook },
      secret,
    } = await first.client.call("webhooks.create", { body: { url: receiver.url } }));
    receiver.answer(() => new Promise(() => undefined));
    await Promise.all(Array.from({ length: 12 }, (_, n) => beep(first, n)));
    // Eight were sent and not answered; the others are in the database only.
    await waitFor(() => receiver.got.length === 8, "the first tries");
    expect((await pages(first)).map(({ state, tries }) => `${state} ${tries}`)).toEqual(Array.from({ length: 24 }, () => "pending 0"));
    await first.kill();
    const sent = new Set(receiver.got.map(({ id }) => id));
    receiver.answer(() => 200);
    const second = await start("one");
    const all = await allTold(second);
    const taken = new Set(receiver.got.slice(8).map(({ id }) => id));
    expect(new Set(all.map(({ message }) => message))).toEqual(taken);
    // What had been sent without an answer was sent again, under the same id.
    for (const id of sent) expect(taken.has(id)).toBe(true);
    await second.stop();
  }, 120_000);

  test("two processes, one of them killed in the middle: each event is told, with its one id, and every signature is good", async () => {
    const [left, right] = [await start("left"), await start("right")];
    receiver.got.length = 0;
    let answered = 0;
    const refusedOnce = new Set<string>();
    receiver.answer(async ({ id }) => {
      await Bun.sleep(30);
      answered += 1;
      if (answered % 7 !== 0 || refusedOnce.has(id)) return 200;
      refusedOnce.add(id);
      return 503;
    });
    const before = made.length;
    const both = Array.from({ length: 16 }, (_, n) => beep(n % 2 ? left : right, n).catch(() => null));
    await waitFor(() => answered >= 5, "some to be told");
    await left.kill();
    await Promise.all(both);
    // Those that the killed process had taken on end at the other; whether their maker heard of them or not.
    const generations = await waitFor(async () => {
      const { data } = await right.client.call("generations.list", { query: { limit: 100 } });
      return data.every(({ endedAt }) => endedAt !== null) && data;
    }, "all generations to end");
    expect(generations.length).toBeGreaterThanOrEqual(before + 8);
    made.splice(0, made.length, ...generations.map(({ id }) => id));
    const all = await allTold(right);
    expect(new Set(all.map(({ message }) => message)).size).toBe(all.length);
    const expected = generations.flatMap(({ id, status }) => [`generation.created ${id}`, `generation.${status} ${id}`]);
    expect(all.map(({ type, subject }) => `${type} ${subject}`).toSorted()).toEqual(expected.toSorted());
    const [messages, subjects] = [
      new Set(receiver.got.map(({ id }) => id)),
      new Set(receiver.got.map(({ event }) => `${event.type} ${event.data.id}`)),
    ];
    expect(messages.size).toBe(subjects.size);
    const fresh = all.filter(({ message }) => messages.has(message));
    expect(fresh.length).toBe(2 * (generations.length - before));
    for (const { body, headers } of receiver.got) expect(new Webhook(secret).verify(body, headers)).toBeObject();
    await right.stop();
  }, 120_000);
});
