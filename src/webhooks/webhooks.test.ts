// Webhooks through the door, to a real receiver on loopback: what is told to whom, tries and their end, replay, and who may see it. Processes that die: processes.test.ts.
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { Webhook } from "standardwebhooks";
import { type InProcess, openInProcess, temporary, waitFor } from "../../test/server.ts";
import { systemClock } from "../clock.ts";
import { sql } from "../db/db.ts";
import { startOpenAiStandIn } from "../providers/openai/stand-in.ts";
import { type Client, createClient } from "../sdk/sdk.ts";
import type { AppError } from "../spec/error.ts";
import type { Generation } from "../spec/generation.ts";
import { LIMITS } from "../spec/limits.ts";
import { WEBHOOK_TYPES, type WebhookDelivery, type WebhookType } from "../spec/webhook.ts";
import { type Receiver, startReceiver } from "./receiver.fixture.ts";
import { WAITS } from "./sign.ts";

const HOUR = 3_600_000;
let oak: InProcess;
let receiver: Receiver;
let other: Receiver;
/** Added to the time that the application sees. */
let later = 0;
const clock = { ...systemClock, now: () => systemClock.now() + later };

async function close(): Promise<void> {
  receiver?.answer(() => 200);
  await oak?.close();
  await receiver?.close();
  await other?.close();
}
beforeEach(async () => {
  await close();
  later = 0;
  [receiver, other] = [startReceiver(), startReceiver()];
  oak = await openInProcess({ OAK_WEBHOOK_ORIGINS: `${receiver.origin}, ${other.origin}/` }, { clock });
});
afterAll(close);

const add = (url = receiver.url, types: WebhookType[] | null = null, client: Client = oak.client) =>
  client.call("webhooks.create", { body: { url, types, description: "the till" } });
const beep = (client: Client = oak.client) =>
  client.call("generations.create", {
    body: { task: "text-to-sound", input: { prompt: "beep", seconds: 1 } },
    query: { wait: 30 },
  }) as Promise<Generation>;
const one = async (id: string) => (await oak.client.call("webhooks.list")).data.find((each) => each.id === id)!;
const deliveries = async (id: string) => (await oak.client.call("webhooks.deliveries", { params: { id }, query: { limit: 100 } })).data;
const inState = (id: string, state: WebhookDelivery["state"], count = 1) =>
  waitFor(async () => {
    const found = (await deliveries(id)).filter((each) => each.state === state);
    return found.length >= count && found;
  }, `${count} ${state} deliveries`);
const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: AppError) => `${error.row.status} ${error.code} ${error.field ?? ""}`.trim(),
  );

/** The next of a delivery's tries: its time comes at once. */
async function tryAgain(id: string, before: WebhookDelivery): Promise<WebhookDelivery> {
  later += Date.parse(before.nextTryAt!) - clock.now();
  return waitFor(
    async () => {
      const now = (await deliveries(id)).find((each) => each.id === before.id)!;
      return now.tries > before.tries && now;
    },
    `try ${before.tries + 1}`,
  );
}

describe("what is told", () => {
  test("a generation's beginning and its end, as the API shows it, signed as the official client expects", async () => {
    const { webhook, secret } = await add();
    const made = await beep();
    expect(made.status).toBe("succeeded");
    await inState(webhook.id, "delivered", 2);
    expect(receiver.got.map((got) => got.event.type).toSorted()).toEqual(["generation.created", "generation.succeeded"]);
    for (const { body, headers } of receiver.got) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    const [end] = receiver.of("generation.succeeded", made.id);
    expect(end!.event).toEqual({
      type: "generation.succeeded",
      timestamp: expect.any(String),
      data: await oak.client.call("generations.get", { params: { id: made.id } }),
    });
    expect(receiver.of("generation.created", made.id)[0]!.event.data).toMatchObject({ id: made.id, status: "queued", endedAt: null });
    expect(end!.headers).toMatchObject({ "content-type": "application/json", "webhook-id": end!.id });
    expect(
      (await deliveries(webhook.id)).map(({ tries, lastStatus, lastError, nextTryAt, subject }) => [
        tries,
        lastStatus,
        lastError,
        nextTryAt,
        subject,
      ]),
    ).toEqual([
      [1, 200, null, null, made.id],
      [1, 200, null, null, made.id],
    ]);
  });

  test("only the types that were asked for, to each that asked, under one id", async () => {
    const { webhook } = await add(receiver.url, ["generation.succeeded"]);
    const second = (await add(other.url)).webhook;
    const { id } = await beep();
    await inState(webhook.id, "delivered");
    await inState(second.id, "delivered", 2);
    expect(receiver.got.map((got) => got.event.type)).toEqual(["generation.succeeded"]);
    expect(other.of("generation.succeeded", id)[0]!.id).toBe(receiver.got[0]!.id);
    expect(other.of("generation.succeeded", id)[0]!.body).toBe(receiver.got[0]!.body);
  });

  test("chat too, which is answered live: what it said is in the end's assets", async () => {
    await oak.close();
    const openai = await startOpenAiStandIn({ key: "sk-secret" });
    oak = await openInProcess({ OAK_WEBHOOK_ORIGINS: receiver.origin, OPENAI_API_KEY: "sk-secret", OAK_OPENAI_URL: openai.url }, { clock });
    const { webhook } = await add();
    const answer = await oak.client.raw("openai.chat", { body: { model: "gpt-5-mini", messages: [{ role: "user", content: "Hello" }] } });
    const said = ((await answer.json()) as { choices: [{ message: { content: string } }] }).choices[0].message.content;
    await inState(webhook.id, "delivered", 2);
    const [end] = receiver.of("generation.succeeded");
    expect(end!.event.data).toMatchObject({ id: answer.headers.get("x-oak-generation"), task: "chat", assets: [{ text: said }] });
    await openai.close();
  });

  test("failures, and what was canceled, too", async () => {
    const { webhook } = await add(receiver.url, ["generation.canceled", "generation.failed"]);
    const film = await oak.client.call("generations.create", {
      body: { task: "text-to-video", input: { prompt: "waves", width: 512, height: 512, seconds: 5 } },
    });
    await oak.client.call("generations.cancel", { params: { id: film.id } });
    await inState(webhook.id, "delivered");
    expect(receiver.got[0]!.event).toMatchObject({ type: "generation.canceled", data: { id: film.id, status: "canceled", settledMicro: 0 } });
  });

  test("nothing of what was rolled back: no message, no delivery, no job", async () => {
    await add();
    const { db, events } = oak.app.parts;
    const org = (await oak.client.call("me.get")).organization;
    const undone = db.tx(async (tx) => {
      await events.append(tx, { org, subject: "gen_none", type: "generation.succeeded" });
      expect(await tx.all(sql`select id from webhook_deliveries where org = ${org}`)).toHaveLength(1);
      throw new Error("undo");
    });
    expect(await undone.catch((error: Error) => error.message)).toBe("undo");
    for (const table of [sql`webhook_messages`, sql`webhook_deliveries`, sql`jobs`]) expect(await db.all(sql`select * from ${table}`)).toEqual([]);
    await oak.client.call("me.get");
    expect(receiver.got).toEqual([]);
  });
});

describe("a receiver that fails", () => {
  test("is tried again with the same body and id, later each time, until it takes it", async () => {
    const { webhook, secret } = await add(receiver.url, ["generation.succeeded"]);
    receiver.answer(() => (receiver.got.length < 3 ? 500 : 204));
    await beep();
    let [delivery] = await inState(webhook.id, "failed");
    expect(delivery).toMatchObject({ tries: 1, lastStatus: 500, lastError: "It answered 500.", deliveredAt: null });
    const wait = Date.parse(delivery!.nextTryAt!) - Date.parse(delivery!.lastTryAt!);
    expect(wait).toBeGreaterThanOrEqual(0.8 * WAITS[0]!);
    expect(wait).toBeLessThanOrEqual(1.2 * WAITS[0]!);
    expect(await one(webhook.id)).toMatchObject({ failures: 1, failingSince: delivery!.lastTryAt });
    delivery = await tryAgain(webhook.id, delivery!);
    expect(delivery).toMatchObject({ state: "failed", tries: 2 });
    expect(Date.parse(delivery.nextTryAt!) - Date.parse(delivery.lastTryAt!)).toBeGreaterThanOrEqual(0.8 * WAITS[1]!);
    delivery = await tryAgain(webhook.id, delivery);
    expect(delivery).toMatchObject({ state: "delivered", tries: 3, lastStatus: 204, lastError: null, nextTryAt: null });
    expect(await one(webhook.id)).toMatchObject({ failures: 0, failingSince: null, enabled: true });
    expect(new Set(receiver.got.map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
    // Each try is signed anew, for its own time.
    expect(new Set(receiver.got.map(({ headers }) => headers["webhook-signature"])).size).toBe(3);
    expect(new Webhook(secret).verify(receiver.got[0]!.body, receiver.got[0]!.headers)).toBeObject();
  });

  test("may say when, and is not asked before", async () => {
    const { webhook } = await add(receiver.url, ["generation.succeeded"]);
    receiver.answer(() => new Response("slow down", { status: 429, headers: { "retry-after": "3600" } }));
    await beep();
    const [delivery] = await inState(webhook.id, "failed");
    expect(Date.parse(delivery!.nextTryAt!) - Date.parse(delivery!.lastTryAt!)).toBe(HOUR);
  });

  test("is tried again in time after a clock that was set back", async () => {
    const { webhook } = await add(receiver.url, ["generation.succeeded"]);
    receiver.answer(() => 500);
    await beep();
    await inState(webhook.id, "failed");
    receiver.answer(() => 200);
    later -= 3 * HOUR;
    await waitFor(async () => (await deliveries(webhook.id))[0]!.state === "delivered", "the second try", 20_000);
  }, 40_000);

  test("that redirects is not followed", async () => {
    const { webhook } = await add(receiver.url, ["generation.succeeded"]);
    receiver.answer(() => Response.redirect(other.url, 307));
    await beep();
    const [delivery] = await inState(webhook.id, "failed");
    expect(delivery!.lastError).toContain("redirect");
    expect(other.got).toEqual([]);
  });

  test("that never answers is given fifteen seconds, and holds up nobody else", async () => {
    const { webhook } = await add(receiver.url);
    const second = (await add(other.url)).webhook;
    receiver.answer(() => new Promise(() => undefined));
    const made = await Promise.all(Array.from({ length: 10 }, () => beep()));
    await inState(second.id, "delivered", 20);
    // No more than so many are under way to one place.
    expect(receiver.got.length).toBe(8);
    expect((await deliveries(webhook.id)).every(({ state }) => state === "pending")).toBe(true);
    receiver.answer(() => 200);
    const [late] = await inState(webhook.id, "failed");
    expect(late!.lastError).toContain("within 15 seconds");
    for (const { id } of made) expect(other.of("generation.succeeded", id)).toHaveLength(1);
  }, 60_000);

  test("with 410 it is switched off at once; others hear of it, and what it missed is sent when it is back", async () => {
    const { webhook } = await add(receiver.url, ["generation.succeeded"]);
    const watcher = (await add(other.url, ["webhook.disabled"])).webhook;
    receiver.answer(() => 410);
    const first = await beep();
    await inState(webhook.id, "dead");
    expect(await one(webhook.id)).toMatchObject({ enabled: false, disabledReason: expect.stringContaining("410"), disabledAt: expect.any(String) });
    await inState(watcher.id, "delivered");
    expect(other.got[0]!.event).toMatchObject({ type: "webhook.disabled", data: { id: webhook.id, url: receiver.url, enabled: false } });
    expect(JSON.stringify(other.got[0]!.event)).not.toContain("whsec_");
    // While it is off it is not asked, but what happens is kept for it.
    receiver.answer(() => 200);
    const second = await beep();
    const missed = await inState(webhook.id, "dead", 2);
    expect(missed.map(({ subject, lastError }) => [subject, lastError])).toEqual([
      [second.id, "The webhook was off."],
      [first.id, "It answered 410."],
    ]);
    expect(receiver.got).toHaveLength(1);
    const since = new Date(Date.parse(first.createdAt) - 1000).toISOString();
    const replay = () => oak.client.call("webhooks.replay", { params: { id: webhook.id }, body: { since } });
    expect(await refused(replay())).toBe("409 request.conflict id");
    expect(await oak.client.call("webhooks.update", { params: { id: webhook.id }, body: { enabled: true } })).toMatchObject({
      enabled: true,
      failures: 0,
      disabledAt: null,
      disabledReason: null,
    });
    expect(await replay()).toEqual({ replayed: 2, next: null });
    await inState(webhook.id, "delivered", 2);
    expect(
      receiver
        .of("generation.succeeded")
        .map((got) => got.event.data.id)
        .toSorted(),
    ).toEqual([first.id, first.id, second.id].toSorted());
    expect(receiver.of("generation.succeeded", first.id)[0]!.id).toBe(receiver.of("generation.succeeded", first.id)[1]!.id);
    expect(await replay()).toEqual({ replayed: 0, next: null });
    expect(await oak.client.call("webhooks.replay", { params: { id: webhook.id }, body: { since, which: "all" } })).toEqual({
      replayed: 2,
      next: null,
    });
    await waitFor(() => receiver.got.length === 5, "all once more");
  });

  test("for a delivery's whole patience is switched off; one that took anything in between is not", async () => {
    const { webhook } = await add(receiver.url, ["generation.succeeded"]);
    receiver.answer(() => 503);
    await beep();
    let [delivery] = await inState(webhook.id, "failed");
    for (let tries = 1; tries < 7; tries += 1) delivery = await tryAgain(webhook.id, delivery!);
    expect(delivery).toMatchObject({ state: "failed", tries: 7 });
    // Another is taken before the last try of the first.
    receiver.answer((got) => (got.event.data.id === delivery!.subject ? 503 : 200));
    const { id } = await beep();
    await inState(webhook.id, "delivered");
    delivery = await tryAgain(webhook.id, delivery!);
    expect(delivery).toMatchObject({ state: "dead", tries: 8, nextTryAt: null });
    expect(await one(webhook.id)).toMatchObject({ enabled: true, failures: 1 });

    // Sent again it has its eight tries anew, and now nothing else is taken.
    receiver.answer(() => 503);
    await oak.client.call("webhooks.redeliver", { params: { id: webhook.id, delivery: delivery.id } });
    [delivery] = await inState(webhook.id, "failed");
    for (let tries = 1; tries < 8; tries += 1) delivery = await tryAgain(webhook.id, delivery!);
    expect(delivery).toMatchObject({ state: "dead", tries: 8 });
    expect(await one(webhook.id)).toMatchObject({ enabled: false, failures: 9, disabledReason: expect.stringContaining("It answered 503.") });
    expect((await deliveries(webhook.id)).find(({ subject }) => subject === id)!.state).toBe("delivered");
  }, 60_000);
});

describe("sending again", () => {
  test("one that was taken arrives once more under its id, so that who keeps ids does it once", async () => {
    const { webhook } = await add(receiver.url, ["generation.succeeded"]);
    await beep();
    const [delivery] = await inState(webhook.id, "delivered");
    const again = await oak.client.call("webhooks.redeliver", { params: { id: webhook.id, delivery: delivery!.id } });
    expect(again).toMatchObject({ id: delivery!.id, state: "pending", tries: 0, deliveredAt: null });
    await waitFor(() => receiver.got.length === 2, "the second");
    await inState(webhook.id, "delivered");
    expect(receiver.got[1]).toMatchObject({ id: receiver.got[0]!.id, body: receiver.got[0]!.body });
  });

  test("while a try is under way counts: that try's end does not end the new round", async () => {
    const { webhook } = await add(receiver.url, ["generation.succeeded"]);
    const held = Promise.withResolvers<number>();
    receiver.answer(() => (receiver.got.length === 1 ? held.promise : 200));
    await beep();
    await waitFor(() => receiver.got.length === 1, "the first try");
    const [delivery] = await deliveries(webhook.id);
    await oak.client.call("webhooks.redeliver", { params: { id: webhook.id, delivery: delivery!.id } });
    held.resolve(200);
    await waitFor(() => receiver.got.length === 2, "the replay");
    await inState(webhook.id, "delivered");
  });

  test("many are sent in bits, each once", async () => {
    const { webhook } = await add(receiver.url, ["generation.succeeded"]);
    const { db, events } = oak.app.parts;
    const org = (await oak.client.call("me.get")).organization;
    await oak.client.call("webhooks.update", { params: { id: webhook.id }, body: { enabled: false } });
    const count = LIMITS.webhookReplays + 20;
    await db.tx(async (tx) => {
      for (let n = 0; n < count; n += 1) await events.append(tx, { org, subject: `gen_${n}`, type: "generation.succeeded" });
    });
    await oak.client.call("webhooks.update", { params: { id: webhook.id }, body: { enabled: true } });
    const since = webhook.createdAt;
    const first = await oak.client.call("webhooks.replay", { params: { id: webhook.id }, body: { since, which: "all" } });
    expect(first).toEqual({ replayed: LIMITS.webhookReplays, next: expect.any(String) });
    const rest = await oak.client.call("webhooks.replay", { params: { id: webhook.id }, body: { since, which: "all", cursor: first.next! } });
    expect(rest).toEqual({ replayed: 20, next: null });
    await waitFor(() => receiver.got.length >= count, "all of them");
    expect(new Set(receiver.got.map((got) => got.event.data.id)).size).toBe(count);
    expect(receiver.got.length).toBe(count);
    const seen = new Set<string>();
    for (let cursor: string | undefined; ;) {
      const page = await oak.client.call("webhooks.deliveries", { params: { id: webhook.id }, query: { limit: 100, cursor } });
      for (const { id } of page.data) seen.add(id);
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(seen.size).toBe(count);
  }, 60_000);

  test("a test is sent once, on or off, counts for nothing, and says what became of it", async () => {
    const { webhook, secret } = await add(receiver.url, ["generation.failed"]);
    const ping = () => oak.client.call("webhooks.test", { params: { id: webhook.id }, query: { wait: 20 } });
    expect(await ping()).toMatchObject({ state: "delivered", type: "webhook.test", lastStatus: 200 });
    const [got] = receiver.got;
    expect(new Webhook(secret).verify(got!.body, got!.headers)).toMatchObject({ type: "webhook.test", data: { id: webhook.id } });
    receiver.answer(() => 500);
    expect(await ping()).toMatchObject({ state: "dead", tries: 1, lastStatus: 500, nextTryAt: null });
    receiver.answer(() => 410);
    expect(await ping()).toMatchObject({ state: "dead", lastStatus: 410 });
    expect(await one(webhook.id)).toMatchObject({ enabled: true, failures: 0 });
    await oak.client.call("webhooks.update", { params: { id: webhook.id }, body: { enabled: false } });
    receiver.answer(() => 200);
    expect(await ping()).toMatchObject({ state: "delivered" });
  });
});

describe("secrets", () => {
  test("are told once, kept sealed, and told to no list", async () => {
    const { webhook, secret } = await add();
    expect(secret).toStartWith("whsec_");
    const { db } = oak.app.parts;
    for (const table of [sql`webhook_endpoints`, sql`webhook_messages`, sql`events`])
      expect(JSON.stringify(await db.all(sql`select * from ${table}`))).not.toContain(secret.slice(6));
    expect(JSON.stringify(await oak.client.call("webhooks.list"))).not.toContain("whsec_");
    expect(JSON.stringify(await oak.client.call("webhooks.update", { params: { id: webhook.id }, body: { description: "x" } }))).not.toContain(
      "whsec_",
    );
    await oak.client.call("webhooks.test", { params: { id: webhook.id }, query: { wait: 20 } });
    expect(receiver.got[0]!.body).not.toContain("whsec_");
  });

  test("are replaced without a gap: for a day both sign, then the new one only", async () => {
    const { webhook, secret } = await add();
    const fresh = (await oak.client.call("webhooks.rotate", { params: { id: webhook.id } })).secret;
    expect(fresh).not.toBe(secret);
    const ping = async () => {
      await oak.client.call("webhooks.test", { params: { id: webhook.id }, query: { wait: 20 } });
      return receiver.got.at(-1)!;
    };
    const both = await ping();
    for (const key of [secret, fresh]) expect(new Webhook(key).verify(both.body, both.headers)).toBeObject();
    later += 25 * HOUR;
    expect((await ping()).headers["webhook-signature"]!.split(" ")).toHaveLength(1);
  });
});

describe("where it may go", () => {
  test("not to private addresses, not without encryption, not to what is no URL; unknown fields and types are named", async () => {
    const asked = (body: object) => refused(oak.client.call("webhooks.create", { body: body as never }));
    for (const url of [
      "http://127.0.0.1:9/x",
      "https://10.0.0.1/x",
      "https://[::1]/x",
      "https://localhost/x",
      "https://metadata.google.internal/",
      "https://u:p@example.com/",
      "ftp://example.com/",
      "example.com",
      "http://example.com/x",
      "https://example.com:22/",
    ])
      expect({ url, says: await asked({ url }) }).toEqual({ url, says: "400 request.url_refused url" });
    expect(await asked({ url: `https://example.com/${"x".repeat(LIMITS.webhookUrlChars)}` })).toBe("400 request.invalid url");
    expect(await asked({ url: "https://example.com/", color: "red" })).toBe("400 request.invalid color");
    expect(await asked({ url: "https://example.com/", types: ["generation.exploded"] })).toBe("400 request.invalid types.0");
    expect(await asked({ url: "https://example.com/", types: [] })).toBe("400 request.invalid types");
    expect(await asked({ url: "https://example.com/", types: [WEBHOOK_TYPES[0], WEBHOOK_TYPES[0]] })).toBe("400 request.invalid types");
    expect(await asked({ url: "https://example.com/", description: "x".repeat(LIMITS.nameChars + 1) })).toBe("400 request.invalid description");
    const { webhook } = await add();
    expect(await refused(oak.client.call("webhooks.update", { params: { id: webhook.id }, body: { url: "https://192.168.1.1/" } }))).toBe(
      "400 request.url_refused url",
    );
    for (let n = 1; n < LIMITS.webhooks; n += 1) await add(`https://example.com/${n}`);
    expect(await refused(add("https://example.com/more"))).toBe("409 request.conflict");
  });

  test("a private receiver is asked only while the operator allows it", async () => {
    const dataDir = temporary("webhooks");
    const before = await openInProcess({ OAK_WEBHOOK_ORIGINS: receiver.origin }, { dataDir, clock });
    const { webhook } = await add(receiver.url, null, before.client);
    await before.app.close();
    const after = await openInProcess({}, { dataDir, clock });
    expect(await after.client.call("webhooks.test", { params: { id: webhook.id }, query: { wait: 20 } })).toMatchObject({
      state: "dead",
      lastStatus: null,
      lastError: expect.stringContaining("may not be fetched"),
    });
    expect(receiver.got).toEqual([]);
    await after.close();
  });
});

test("another organisation sees, changes and hears none of it; a key that may not manage, neither", async () => {
  const { accounts, ledger, db } = oak.app.parts;
  const key = await db.tx(async (tx) => {
    const org = await accounts.createOrganization(tx, "Strangers");
    await ledger.open(tx, { org, floorMicro: null, ceilingMicro: null });
    const made = await accounts.createKey(tx, org, { name: "s", scopes: ["admin"], ceilingMicro: null, expiresAt: null });
    await ledger.openKey(tx, { org, apiKey: made.key.id, ceilingMicro: null });
    return made.secret;
  });
  const theirs = createClient({ baseUrl: "http://localhost", key, fetch: oak.app.fetch });
  const { webhook } = await add();
  await add(other.url, null, theirs);
  await beep();
  await inState(webhook.id, "delivered", 2);
  const [delivery] = await deliveries(webhook.id);
  const params = { id: webhook.id };
  expect((await theirs.call("webhooks.list")).data.map(({ url }) => url)).toEqual([other.url]);
  for (const attempt of [
    theirs.call("webhooks.deliveries", { params }),
    theirs.call("webhooks.update", { params, body: { enabled: false } }),
    theirs.call("webhooks.rotate", { params }),
    theirs.call("webhooks.test", { params }),
    theirs.call("webhooks.replay", { params, body: { since: webhook.createdAt, which: "all" } }),
    theirs.call("webhooks.redeliver", { params: { id: webhook.id, delivery: delivery!.id } }),
    theirs.call("webhooks.delete", { params }),
  ])
    expect(await refused(attempt)).toBe("404 request.not_found id");
  expect(receiver.got).toHaveLength(2);
  expect(other.got).toEqual([]);
  const maker = await oak.client.call("keys.create", { body: { name: "maker" } });
  const making = createClient({ baseUrl: "http://localhost", key: maker.secret, fetch: oak.app.fetch });
  expect(await refused(making.call("webhooks.list"))).toBe("403 auth.scope");
  await oak.client.call("webhooks.delete", { params });
  expect((await oak.client.call("webhooks.list")).data).toEqual([]);
  await beep();
  expect(receiver.got).toHaveLength(2);
});

test("what is old and ended is swept; what waits stays", async () => {
  const { webhook } = await add(receiver.url, ["generation.succeeded"]);
  await beep();
  await inState(webhook.id, "delivered");
  receiver.answer(() => new Response(null, { status: 503, headers: { "retry-after": "43200" } }));
  await beep();
  await inState(webhook.id, "failed");
  const { db, webhooks } = oak.app.parts;
  // Only the sweep sees the later time: the delivery that waits must not be tried meanwhile.
  const [old] = await db.all<{ at: number }>(sql`select max(created_at) as at from webhook_deliveries`);
  await db.run(sql`update webhook_deliveries set created_at = ${old!.at - 31 * 24 * HOUR}`);
  await db.run(sql`update webhook_messages set created_at = ${old!.at - 31 * 24 * HOUR}`);
  await webhooks.sweep();
  expect((await deliveries(webhook.id)).map(({ state }) => state)).toEqual(["failed"]);
  expect(await db.all(sql`select id from webhook_messages`)).toHaveLength(1);
});
