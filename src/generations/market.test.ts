// What the market keeps ready between two looks is what it would find anew, and it tells of every change.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import fc from "fast-check";
import { loadCatalogue } from "../catalogue/catalogue.ts";
import { systemClock } from "../clock.ts";
import { type Db, openDb } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import { createOutbound } from "../outbound/outbound.ts";
import { createPrices } from "../prices/prices.ts";
import { mountProviders } from "../providers/providers.ts";
import type { OfferView } from "../router/router.ts";
import { ERRORS } from "../spec/error.ts";
import { createHealth } from "./health.ts";
import { createMarket } from "./market.ts";
import { createVotes } from "./votes.ts";

const ROOT = join(import.meta.dir, "..", "..");
const TASK = "text-to-image";
let db: Db;
beforeAll(async () => {
  db = await openDb("sqlite::memory:");
  await migrate(db, join(ROOT, "migrations"), systemClock);
});
afterAll(() => db.close());

/** A market of all that ships, without keys, whose clock is moved by hand. */
async function open() {
  const state = { now: Date.UTC(2026, 10, 26) };
  const clock = { ...systemClock, now: () => state.now };
  const catalogue = await loadCatalogue(join(ROOT, "catalogue"));
  const health = createHealth({ clock, db });
  const mounts = mountProviders({ servers: {}, discover: false, providerUrl: () => null, providerKey: () => "a key" });
  const votes = createVotes({ db, clock, catalogue });
  const vault = { secretOf: () => null, about: () => null } as never;
  const market = createMarket({
    catalogue,
    mounts,
    outbound: createOutbound({ allowed: [] }),
    clock,
    health,
    vault,
    prices: createPrices({ db, clock }),
    votes,
    refreshes: false,
  });
  return { state, catalogue, health, market };
}

const live = ({ off, failing, openness, measuredSeconds, success, queueSeconds }: OfferView) => ({
  off,
  failing,
  openness,
  measuredSeconds,
  success,
  queueSeconds,
});

const event = fc.oneof(
  fc.record({ what: fc.constantFrom("good", "bad", "key", "waited", "paused"), whom: fc.nat(6), by: fc.nat(30) }),
  fc.record({ what: fc.constant("time"), whom: fc.constant(0), by: fc.integer({ min: 200, max: 20 * 60_000 }) }),
);

test("whatever is learned and however time passes: as if everything were looked at anew, and every change is told", async () => {
  const { state, health, market } = await open();
  const kept = market.world(TASK);
  const some = kept.offers.filter((_view, index) => index % 18 === 0).map(({ offer }) => offer);
  expect(some.length).toBeGreaterThan(6);
  let changes = 0;
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), (events) => {
      const before = { version: kept.changes!.version(), views: kept.offers.map(live) };
      for (const { what, whom, by } of events) {
        const { id, provider } = some[whom]!;
        if (what === "good") health.succeeded(id, provider, by);
        if (what === "bad") health.failed(id, provider, ERRORS["provider.error"], "It failed.");
        if (what === "key") health.failed(id, provider, ERRORS["provider.auth"], "The key is wrong.");
        if (what === "waited") health.waited(provider, by);
        if (what === "paused") health.paused(provider, by * 1000);
        if (what === "time") state.now += by;
        if (by % 3 === 0) market.world(TASK);
      }
      state.now += 250; // what passes with time alone is looked at five times a second
      const world = market.world(TASK);
      expect(world.offers).toBe(kept.offers);
      const fresh = new Map(market.world().offers.map((view) => [view.offer.id, live(view)]));
      for (const view of world.offers) expect(live(view)).toEqual(fresh.get(view.offer.id)!);
      const told = world.changes!.since(before.version);
      const changed = before.views.flatMap((was, place) => (Bun.deepEquals(was, live(world.offers[place]!)) ? [] : [place]));
      changes += changed.length;
      if (told !== null) expect(told).toEqual(expect.arrayContaining(changed));
    }),
    { numRuns: 60 },
  );
  expect(changes).toBeGreaterThan(100);
});

test("a word of the operator's on a model's openness is seen at once", async () => {
  const { catalogue, market } = await open();
  const { offers, changes } = market.world(TASK);
  const version = changes!.version();
  const view = offers.find((each) => each.openness === "closed" && each.model !== null)!;
  const by = { by: "ops", at: "2026-11-26T00:00:00.000Z", reason: "read" };
  catalogue.override((["weights", "code"] as const).map((layer) => ({ model: view.model!.id, layer, value: "open" as const, ...by })));
  market.world(TASK);
  expect(view.openness).toBe(catalogue.openness(view.model!.id)!.opennessClass);
  expect(changes!.since(version)).toBeNull(); // all of them
});
