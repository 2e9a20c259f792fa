// The price book through the door: versions that quotes and bills name, settlement by what was quoted, and the alarm where providers bill something else.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import { startPostgres } from "../../test/postgres.ts";
import { type InProcess, openInProcess, waitFor } from "../../test/server.ts";
import { systemClock } from "../clock.ts";
import { type Db, openDb, sql } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import { type FalStandIn, startFalStandIn } from "../providers/fal/stand-in.ts";
import { SECRET } from "../providers/conformance-cases.ts";
import openRouterKit from "../providers/openrouter/conformance.ts";
import type { Price } from "../spec/price.ts";
import { createPrices } from "./prices.ts";

let fal: FalStandIn;
let router: Awaited<ReturnType<typeof openRouterKit>>;
let oak: InProcess;
beforeAll(async () => {
  fal = await startFalStandIn({ key: "fal-secret" });
  router = await openRouterKit();
  const settings = { FAL_KEY: "fal-secret", OAK_FAL_URL: fal.url, OPENROUTER_API_KEY: SECRET, OAK_OPENROUTER_URL: router.standIn.url };
  oak = await openInProcess(settings);
});
afterAll(async () => {
  await oak.close();
  await fal.close();
  await router.standIn.close();
});

const OFFER = "fal:fal-ai/flux/schnell";
const picture = () => ({
  task: "text-to-image" as const,
  input: { prompt: "a book", width: 1024, height: 1024 },
  model: "black-forest-labs/flux.1-schnell",
  constraints: { only: ["fal"] },
});
const history = async (offer: string) => (await oak.client.call("prices.list", { query: { offer } })).data;
const bookOf = (offer: string) => waitFor(async () => (await history(offer))[0], "the book");

describe("the book", () => {
  test("has every offer's price; the quote and the bill name its version", async () => {
    const [kept, planned] = [await bookOf(OFFER), await oak.client.call("plans.create", { body: picture() })];
    expect(planned.candidates[0]!.priceVersion).toBe(kept.version);
    expect(kept.price).toEqual(oak.app.parts.market.offer(OFFER).price!);
    const made = await oak.client.call("generations.create", { body: picture(), query: { wait: 30 } });
    expect(made.attempts[0]!.bill!.priceVersion).toBe(kept.version);
  }, 60_000);

  test("what was quoted is what is settled by, whatever the offer costs by then", async () => {
    await bookOf(OFFER);
    fal.controls.runMs = 700;
    const begun = await oak.client.call("generations.create", { body: picture() });
    // As a live list would: another list with another price.
    const { provider } = oak.app.parts.market.find("fal")!;
    const before = provider.offers;
    const dear = (price: Price): Price => ({ ...price, lines: price.lines.map((line) => ({ ...line, micro: line.micro * 10 })) });
    Object.assign(provider, { offers: before.map((offer) => (offer.id === OFFER ? { ...offer, price: dear(offer.price!) } : offer)) });
    try {
      const made = await waitFor(async () => {
        const seen = await oak.client.call("generations.get", { params: { id: begun.id } });
        return seen.endedAt !== null && seen;
      }, "its end");
      expect([made.settledMicro, made.quote!.highMicro]).toEqual([made.quote!.highMicro, begun.quote!.highMicro]);
      const dearer = await oak.client.call("plans.create", { body: picture() });
      expect(dearer.quote!.highMicro).toBeGreaterThan(begun.quote!.highMicro * 5);
      expect(dearer.candidates[0]!.priceVersion).not.toBe(made.attempts[0]!.bill!.priceVersion);
    } finally {
      Object.assign(provider, { offers: before });
      fal.controls.runMs = 0;
    }
  }, 60_000);
});

describe("what a provider bills", () => {
  const chat = () =>
    oak.client.call("openai.chat", {
      body: { model: "openrouter:openai/gpt-4o-mini", messages: [{ role: "user", content: "hello" }] } as never,
    });

  test("beside what we expected is shown, and told once where it departs", async () => {
    for (let turn = 0; turn < 2; turn += 1) await chat();
    expect((await oak.client.call("prices.drift")).data).toMatchObject([{ bills: 2, alarm: false }]);
    for (let turn = 0; turn < 3; turn += 1) await chat();
    const [drift] = (await oak.client.call("prices.drift")).data;
    expect(drift).toMatchObject({ offer: "openrouter:openai/gpt-4o-mini", bills: 5, providerMicro: 5 * 123, alarm: true });
    expect(drift!.ratio).not.toBeWithin(0.95, 1.05);
    const told = await oak.app.parts.db.all<{ data: string }>(sql`select data from events where type = 'price.drift'`);
    expect(told.map(({ data }) => JSON.parse(data))).toMatchObject([{ offer: drift!.offer, bills: 3, alarm: true }]);
  }, 60_000);
});

const engines: [name: string, url: () => Promise<string>][] = [
  ["sqlite", async () => "sqlite::memory:"],
  ["postgres", async () => (await startPostgres()).createDatabase("price_book")],
];
describe.each(engines)("the book on %s", (_name, url) => {
  let db: Db;
  beforeAll(async () => {
    db = await openDb(await url());
    await migrate(db, resolve(import.meta.dir, "../../migrations"));
  }, 60_000);
  afterAll(() => db?.close());
  const price = (micro: number, more: Partial<Price> = {}): Price => ({
    lines: [{ unit: "image", micro, per: 1 }],
    source: "s",
    date: "2026-11-26",
    ...more,
  });

  test("keeps what changed, in order, by figures and not by who told them; of two processes and over restarts", async () => {
    let now = 1_000;
    const clock = { ...systemClock, now: () => (now += 1_000) };
    const open = () => createPrices({ db, clock });
    const [one, two] = [open(), open()];
    const many = Array.from({ length: 450 }, (_, index) => ({ id: `p:${index}`, price: price(index) }));
    await one.keep(many);
    await two.keep([{ id: "p:1", price: price(1, { source: "another", date: "2026-12-01" }) }]);
    await two.keep([
      { id: "p:1", price: price(5) },
      { id: "p:2", price: null },
    ]);
    await open().keep([{ id: "p:1", price: price(5) }]);
    await open().keep([{ id: "p:1", price: price(1) }]);
    const told = await one.history(db, "p:1");
    expect(told.map((row) => row.price.lines[0]!.micro)).toEqual([1, 5, 1]);
    expect(told[0]!.version).toBe(told[2]!.version);
    expect((await open().at(told[1]!.version))!.lines[0]!.micro).toBe(5);
    expect([await open().at("none"), await one.history(db, "p:none")]).toEqual([null, []]);
  });

  test("goes on after the database was away for a moment, and says of a version that it never saw that it does not know it", async () => {
    let away = true;
    const flaky = new Proxy(db, {
      get: (own, name) => {
        const value = Reflect.get(own, name);
        if (away && (name === "run" || name === "all")) return () => Promise.reject(new Error("away"));
        return typeof value === "function" ? value.bind(own) : value;
      },
    });
    const book = createPrices({ db: flaky, clock: systemClock });
    const offers = [{ id: "p:flaky", price: price(7) }];
    await expect(book.keep(offers)).rejects.toThrow("away");
    away = false;
    await book.keep(offers);
    expect((await book.history(db, "p:flaky")).map((row) => row.price.lines[0]!.micro)).toEqual([7]);
  });
});
