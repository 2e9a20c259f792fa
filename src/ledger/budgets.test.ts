// Budgets through the ledger's door: examples, random interleavings against a plain model, many at once. On every engine. Two processes are in test/budgets.test.ts.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { startPostgres } from "../../test/postgres.ts";
import { testClock } from "../clock.ts";
import { type Db, openDb, sql } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import type { BudgetScope, BudgetWindow, NewBudget } from "../spec/budget.ts";
import { AppError } from "../spec/error.ts";
import { windowOf } from "./budgets.ts";
import { createLedger, type Ledger } from "./ledger.ts";

const HOUR = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), "oak-budgets-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const engines: [name: string, url: () => Promise<string>][] = [
  ["sqlite", async () => `sqlite:${join(folder, "ledger.db")}`],
  ["postgres", async () => (await startPostgres()).createDatabase("budgets")],
];

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "ok";
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code;
    throw thrown;
  }
}

test("windows are the calendar's in UTC, one after the other, without gaps", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2199, 0) }), fc.constantFrom("day" as const, "month" as const), (at, span) => {
      const { start, end } = windowOf(span, at);
      const name = (time: number) => new Date(time).toISOString().slice(0, span === "day" ? 10 : 7);
      expect(start <= at && at < end).toBe(true);
      expect(new Date(start).toISOString()).toBe(`${name(at)}${span === "day" ? "" : "-01"}T00:00:00.000Z`);
      expect(name(end - 1)).toBe(name(at));
      expect(windowOf(span, end).start).toBe(end);
    }),
  );
  expect(windowOf("total", 5)).toEqual({ start: 0, end: Number.MAX_SAFE_INTEGER });
});

describe.each(engines)("budgets on %s", (_name, url) => {
  const clock = testClock(Date.UTC(2026, 10, 24, 20));
  let db: Db;
  /** The same database, opened once more as another process would. */
  let second: Db;
  let ledger: Ledger;
  let orgs = 0;

  beforeAll(async () => {
    const address = await url();
    db = await openDb(address);
    second = await openDb(address);
    await migrate(db, resolve(import.meta.dir, "../../migrations"));
    ledger = createLedger({ clock });
  }, 60_000);
  afterAll(() => Promise.all([db?.close(), second?.close()]));

  /** key_a and key_b are of one project and two members, key_c is of nobody. */
  const KEYS: Record<string, { project: string | null; member: string | null }> = {
    key_a: { project: "prj_1", member: "ana" },
    key_b: { project: "prj_1", member: "bo" },
    key_c: { project: null, member: null },
  };
  async function newOrg(): Promise<string> {
    const org = `org_${++orgs}`;
    await db.tx(async (tx) => {
      await ledger.open(tx, { org, floorMicro: null, ceilingMicro: null });
      for (const [apiKey, of] of Object.entries(KEYS)) await ledger.openKey(tx, { org, apiKey, ceilingMicro: null, ...of });
    });
    return org;
  }
  let holds = 0;
  const hold = (org: string, micro: number, apiKey: string | null = null, more: { counted?: boolean; expiresAt?: number } = {}, on = db) => {
    const idem = `hold ${++holds}`;
    return on.tx((tx) => ledger.hold(tx, { org, apiKey, generation: idem, micro, expiresAt: clock.now() + 30 * 24 * HOUR, idem, ...more }));
  };
  const capture = (id: string, micro: number) => db.tx((tx) => ledger.capture(tx, { hold: id, micro, idem: `capture ${id}` }));
  const release = (id: string) => db.tx((tx) => ledger.release(tx, { hold: id, idem: `release ${id}` }));
  const set = (org: string, scope: BudgetScope, subject: string | null, window: BudgetWindow, more: Partial<NewBudget>) =>
    db.tx((tx) => ledger.budgets.set(tx, org, { scope, subject, window, limitMicro: null, limitGenerations: null, ...more }));
  const remove = (org: string, id: string) => db.tx((tx) => ledger.budgets.remove(tx, org, id));
  const used = async (org: string) =>
    (await ledger.budgets.list(db, org, null)).map((each) => [
      each.scope,
      each.window,
      each.heldMicro,
      each.spentMicro,
      each.heldGenerations,
      each.spentGenerations,
    ]);
  const problems = async () => (await ledger.verify(db)).problems;

  test("a daily budget holds, settles, refuses in words, and renews at midnight", async () => {
    const org = await newOrg();
    await set(org, "organization", null, "day", { limitMicro: 1_000_000 });
    const first = await hold(org, 600_000);
    expect(await used(org)).toEqual([["organization", "day", 600_000, 0, 1, 0]]);
    const refusal: AppError = await hold(org, 400_001).then(
      () => Promise.reject(new Error("it went through")),
      (thrown) => thrown,
    );
    expect(refusal).toMatchObject({ code: "credits.budget", retryAfterMs: 4 * HOUR });
    for (const words of ["$0.400001", "$1.00 a day", "the organization", "leaves $0.40 ", "$0.60 is held", "2026-11-25 00:00 UTC", "bud_"])
      expect(refusal.detail).toContain(words);
    await capture(first.id, 250_000);
    expect(await used(org)).toEqual([["organization", "day", 0, 250_000, 0, 1]]);
    const late = await hold(org, 750_000);
    expect(await codeOf(hold(org, 1))).toBe("credits.budget");
    clock.tick(5 * HOUR);
    expect(await used(org)).toEqual([["organization", "day", 0, 0, 0, 0]]);
    await hold(org, 1_000_000);
    // what was held yesterday settles in yesterday
    await capture(late.id, 750_000);
    expect(await used(org)).toEqual([["organization", "day", 1_000_000, 0, 1, 0]]);
    expect(await db.all(sql`select held_micro, spent_micro from budget_counters where org = ${org} order by starts_at`)).toEqual([
      { held_micro: 0, spent_micro: 1_000_000 },
      { held_micro: 1_000_000, spent_micro: 0 },
    ]);
    expect(await problems()).toEqual([]);
  });

  test("a monthly one renews with the month and does not tell programs to wait for it; one in all never does", async () => {
    const org = await newOrg();
    await set(org, "organization", null, "month", { limitMicro: 10 });
    await set(org, "organization", null, "total", { limitMicro: 15 });
    await capture((await hold(org, 10)).id, 10);
    const monthly = await hold(org, 1).catch((thrown) => thrown);
    expect(monthly).toMatchObject({ code: "credits.budget", retryAfterMs: null, detail: expect.stringContaining("renews at 2026-12-01 00:00 UTC") });
    clock.tick(10 * 24 * HOUR);
    const total = await hold(org, 6).catch((thrown) => thrown);
    expect(total).toMatchObject({ code: "credits.budget", detail: expect.stringContaining("does not renew") });
    await hold(org, 5);
    expect(await problems()).toEqual([]);
  });

  test("generations are counted where they arrive, also free ones, and given back where nothing does", async () => {
    const org = await newOrg();
    await set(org, "key", "key_a", "day", { limitGenerations: 2 });
    const [one, two] = [await hold(org, 0, "key_a"), await hold(org, 7, "key_a")];
    const refusal = await hold(org, 0, "key_a").catch((thrown) => thrown);
    expect(refusal.code).toBe("credits.budget");
    expect(refusal.detail).toContain("2 generations a day for this key is used up");
    expect(refusal.detail).toContain("2 of them under way");
    await hold(org, 0, "key_b");
    await hold(org, 5, "key_a", { counted: false }); // a further hold of a generation that has one
    await release(two.id);
    await capture(one.id, 0);
    const three = await hold(org, 3, "key_a");
    await capture(three.id, 1);
    expect(await used(org)).toEqual([["key", "day", 5, 1, 0, 2]]);
    expect(await codeOf(hold(org, 0, "key_a"))).toBe("credits.budget");
    expect(await problems()).toEqual([]);
  });

  test("each scope binds its own, and what one refuses leaves the others as they were", async () => {
    const org = await newOrg();
    await set(org, "organization", null, "day", { limitMicro: 100 });
    await set(org, "project", "prj_1", "month", { limitMicro: 60 });
    await set(org, "member", "ana", "day", { limitMicro: 30 });
    await set(org, "key", "key_c", "total", { limitMicro: 50 });
    const before = await ledger.balance(db, org);
    for (const [apiKey, micro, whose] of [
      ["key_a", 31, 'the member "ana"'],
      ["key_b", 61, "the project of this key (prj_1)"],
      ["key_c", 51, "this key"],
      [null, 101, "the organization"],
    ] as const) {
      expect(await hold(org, micro, apiKey).catch((thrown) => thrown)).toMatchObject({
        code: "credits.budget",
        detail: expect.stringContaining(whose),
      });
      expect(await ledger.balance(db, org)).toEqual(before);
      expect((await used(org)).every(([, , ...sums]) => sums.every((sum) => sum === 0))).toBe(true);
    }
    await hold(org, 30, "key_a");
    await hold(org, 30, "key_b");
    expect(await codeOf(hold(org, 1, "key_b"))).toBe("credits.budget");
    await hold(org, 40, "key_c");
    expect(await hold(org, 10, "key_c").catch((thrown) => thrown)).toMatchObject({ detail: expect.stringContaining("the organization") });
    await hold(org, 0, "key_c"); // what costs nothing passes limits in money
    expect(await used(org)).toEqual([
      ["organization", "day", 100, 0, 4, 0],
      ["project", "month", 60, 0, 2, 0],
      ["member", "day", 30, 0, 1, 0],
      ["key", "total", 40, 0, 2, 0],
    ]);
    // …and each holder sees what binds it
    const binding = await ledger.budgets.list(db, org, { org, api_key: "key_b", project: "prj_1", member: "bo" });
    expect(binding.map(({ scope }) => scope)).toEqual(["organization", "project"]);
    expect(await problems()).toEqual([]);
  });

  test("a new budget counts what was held and spent in its window before; set again it keeps that; removed and made again too", async () => {
    const org = await newOrg();
    await capture((await hold(org, 40, "key_a")).id, 25);
    const open = await hold(org, 10, "key_a");
    await hold(org, 7, "key_c");
    const made = await set(org, "member", "ana", "day", { limitMicro: 50 });
    expect(made).toMatchObject({ heldMicro: 10, spentMicro: 25, heldGenerations: 1, spentGenerations: 1 });
    expect(await codeOf(hold(org, 16, "key_a"))).toBe("credits.budget");
    await release(open.id);
    const again = await set(org, "member", "ana", "day", { limitMicro: 20, limitGenerations: 9 });
    expect(again).toMatchObject({ id: made.id, limitMicro: 20, limitGenerations: 9, heldMicro: 0, spentMicro: 25 });
    const below: AppError = await hold(org, 1, "key_a").catch((thrown) => thrown);
    expect(below.detail).toContain("leaves $0.00");
    expect(await remove(org, made.id)).toMatchObject({ id: made.id, spentMicro: 25 });
    expect(await codeOf(remove(org, made.id))).toBe("request.not_found");
    await hold(org, 16, "key_a");
    expect(await set(org, "member", "ana", "day", { limitMicro: 50 })).toMatchObject({ heldMicro: 16, spentMicro: 25 });
    expect(await codeOf(remove(await newOrg(), made.id))).toBe("request.not_found");
    expect(await problems()).toEqual([]);
  });

  test("a hold that expires gives back what it took, in the window in which it was made", async () => {
    const org = await newOrg();
    await set(org, "organization", null, "day", { limitMicro: 10, limitGenerations: 1 });
    await set(org, "organization", null, "total", { limitMicro: 10 });
    await hold(org, 10, null, { expiresAt: clock.now() + 30 * HOUR });
    clock.tick(30 * HOUR);
    await db.tx((tx) => ledger.expire(tx, clock.now()));
    expect(await used(org)).toEqual([
      ["organization", "total", 0, 0, 0, 0],
      ["organization", "day", 0, 0, 0, 0],
    ]);
    await hold(org, 10);
    expect(await problems()).toEqual([]);
  });

  test("a repeated hold takes once", async () => {
    const org = await newOrg();
    await set(org, "organization", null, "day", { limitMicro: 10, limitGenerations: 1 });
    const wanted = { org, apiKey: null, generation: "g", micro: 10, expiresAt: clock.now() + HOUR, idem: "same" };
    const made = await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 ? db : second).tx((tx) => ledger.hold(tx, wanted))));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await used(org)).toEqual([["organization", "day", 10, 0, 1, 0]]);
  });

  test("a refusal that is caught leaves the transaction as it was", async () => {
    const org = await newOrg();
    await set(org, "organization", null, "day", { limitMicro: 10 });
    await set(org, "key", "key_a", "day", { limitMicro: 100 });
    await db.tx(async (tx) => {
      const wanted = { org, apiKey: "key_a", generation: "g", expiresAt: clock.now() + HOUR };
      expect(await codeOf(ledger.hold(tx, { ...wanted, micro: 11, idem: "dear" }))).toBe("credits.budget");
      await ledger.hold(tx, { ...wanted, micro: 10, idem: "cheap" });
    });
    expect(await used(org)).toEqual([
      ["organization", "day", 10, 0, 1, 0],
      ["key", "day", 10, 0, 1, 0],
    ]);
    expect(await ledger.balance(db, org)).toMatchObject({ heldMicro: 10 });
    expect(await ledger.keyBalance(db, org, "key_a")).toMatchObject({ heldMicro: 10 });
    expect((await ledger.entries(db, org, { limit: 9 })).data).toHaveLength(1);
    expect(await problems()).toEqual([]);
  });

  test("set by many at once it is one budget, made while holds come in it misses none", async () => {
    const org = await newOrg();
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        n % 2
          ? hold(org, 3, null, {}, n % 4 < 2 ? db : second).then(() => "held")
          : (n % 4 ? db : second)
              .tx((tx) =>
                ledger.budgets.set(tx, org, { scope: "organization", subject: null, window: "day", limitMicro: 1_000, limitGenerations: null }),
              )
              .then(({ id }) => id),
      ),
    );
    expect(new Set(outcomes.filter((outcome) => outcome !== "held")).size).toBe(1);
    expect(await used(org)).toEqual([["organization", "day", 60, 0, 20, 0]]);
    expect(await problems()).toEqual([]);
  });

  test("verify sees a counter that does not agree", async () => {
    const undo = new Error("undo");
    const org = await newOrg();
    await set(org, "organization", null, "day", { limitMicro: 10 });
    await hold(org, 1);
    for (const spoil of [
      sql`update budget_counters set held_micro = held_micro + 1 where org = ${org}`,
      sql`update budget_counters set spent_generations = spent_generations + 1 where org = ${org}`,
      sql`update ledger_holds set project = null, created_at = created_at - 86400000 where org = ${org}`,
      sql`update ledger_balances set budgets = 0 where org = ${org}`,
    ]) {
      const work = db.tx(async (tx) => {
        expect(await tx.run(spoil)).toBeGreaterThan(0);
        expect((await ledger.verify(tx)).problems.length).toBeGreaterThan(0);
        throw undo;
      });
      expect(await work.catch((thrown) => thrown)).toBe(undo);
    }
  });

  test("as many pass as the tightest budget has room for, to the micro: 80 at once on two connections", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), fc.nat({ max: 2_000 }), fc.nat({ max: 60 }), async (price, limitMicro, limitGenerations) => {
        const org = await newOrg();
        await set(org, "project", "prj_1", "day", { limitMicro });
        await set(org, "organization", null, "month", { limitGenerations });
        const outcomes = await Promise.all(
          Array.from({ length: 80 }, (_, n) => codeOf(hold(org, price, n % 2 ? "key_a" : "key_b", {}, n % 4 < 2 ? db : second))),
        );
        const passed = outcomes.filter((code) => code === "ok").length;
        expect(passed).toBe(Math.min(80, Math.floor(limitMicro / price), limitGenerations));
        expect(outcomes.filter((code) => code === "credits.budget").length).toBe(80 - passed);
        expect((await ledger.balance(db, org)).heldMicro).toBe(passed * price);
      }),
      { numRuns: 12 },
    );
    expect(await problems()).toEqual([]);
  }, 60_000);

  // What may happen, in numbers small enough to collide.
  type Op =
    | { op: "hold"; micro: number; key: number; hours: number; counted: boolean }
    | { op: "capture"; hold: number; micro: number }
    | { op: "release"; hold: number }
    | { op: "expire" }
    | { op: "tick"; hours: number }
    | { op: "set"; place: number; limitMicro: number | null; limitGenerations: number | null }
    | { op: "remove"; place: number };
  const HOLDERS = [null, "key_a", "key_b", "key_c"];
  const PLACES: [BudgetScope, string | null, BudgetWindow][] = [
    ["organization", null, "day"],
    ["organization", null, "total"],
    ["project", "prj_1", "month"],
    ["member", "ana", "day"],
    ["key", "key_b", "day"],
    ["key", "key_c", "total"],
  ];
  const someOp: fc.Arbitrary<Op> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        op: fc.constant("hold" as const),
        micro: fc.nat({ max: 40 }),
        key: fc.nat({ max: 3 }),
        hours: fc.nat({ max: 60 }),
        counted: fc.boolean(),
      }),
    },
    { weight: 3, arbitrary: fc.record({ op: fc.constant("capture" as const), hold: fc.nat({ max: 12 }), micro: fc.nat({ max: 50 }) }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constant("release" as const), hold: fc.nat({ max: 12 }) }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant("expire" as const) }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constant("tick" as const), hours: fc.nat({ max: 400 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        op: fc.constant("set" as const),
        place: fc.nat({ max: 5 }),
        limitMicro: fc.option(fc.nat({ max: 120 })),
        limitGenerations: fc.option(fc.nat({ max: 5 })),
      }),
    },
    { weight: 1, arbitrary: fc.record({ op: fc.constant("remove" as const), place: fc.nat({ max: 5 }) }) },
  );

  /** The same rules over a plain list of everything that was ever held: slow, short and obviously right. */
  function model() {
    type Held = { key: string | null; micro: number; counted: number; at: number; until: number; state: string; captured: number };
    const all: Held[] = [];
    const budgets = new Map<number, { limitMicro: number | null; limitGenerations: number | null }>();
    const name = (at: number, window: BudgetWindow) => (window === "total" ? "" : new Date(at).toISOString().slice(0, window === "day" ? 10 : 7));
    const binds = ([scope, subject]: (typeof PLACES)[number], key: string | null) =>
      scope === "organization" || (key !== null && (scope === "key" ? key : KEYS[key]![scope]) === subject);
    function sums(place: number) {
      const one = PLACES[place]!;
      const mine = all.filter((held) => binds(one, held.key) && name(held.at, one[2]) === name(clock.now(), one[2]));
      const sum = (of: (held: Held) => number) => mine.reduce((total, held) => total + of(held), 0);
      return {
        heldMicro: sum((held) => (held.state === "open" ? held.micro : 0)),
        spentMicro: sum((held) => held.captured),
        heldGenerations: sum((held) => (held.state === "open" ? held.counted : 0)),
        spentGenerations: sum((held) => (held.state === "captured" ? held.counted : 0)),
      };
    }
    function end(index: number, state: string, captured: (held: Held) => number): string {
      const held = all[index % Math.max(1, all.length)];
      if (!held) return "request.not_found";
      if (held.state !== "open") return "request.conflict";
      Object.assign(held, { state, captured: captured(held) });
      return "ok";
    }
    function apply(op: Op): string {
      if (op.op === "capture") return end(op.hold, "captured", (held) => Math.min(held.micro, op.micro));
      if (op.op === "release") return end(op.hold, "released", () => 0);
      if (op.op === "set") budgets.set(op.place, op);
      if (op.op === "remove") return budgets.delete(op.place) ? "ok" : "request.not_found";
      if (op.op === "expire") for (const held of all) if (held.state === "open" && held.until <= clock.now()) held.state = "expired";
      if (op.op !== "hold") return "ok";
      const key = HOLDERS[op.key]!;
      const counted = op.counted ? 1 : 0;
      for (const [place, { limitMicro, limitGenerations }] of budgets) {
        if (!binds(PLACES[place]!, key)) continue;
        const now = sums(place);
        if (limitMicro !== null && op.micro > 0 && now.heldMicro + now.spentMicro + op.micro > limitMicro) return "credits.budget";
        if (limitGenerations !== null && counted > 0 && now.heldGenerations + now.spentGenerations + counted > limitGenerations)
          return "credits.budget";
      }
      all.push({ key, micro: op.micro, counted, at: clock.now(), until: clock.now() + op.hours * HOUR, state: "open", captured: 0 });
      return "ok";
    }
    return { apply, sums, budgets };
  }

  /** Does one op on the real ledger; what it says is what the model must say. Captures and releases carry their turn, so that none is a repetition. */
  async function act(org: string, op: Op, made: string[], ids: Map<number, string>, turn: number): Promise<string> {
    const of = (n: number) => made[n % Math.max(1, made.length)] ?? "hld_none";
    if (op.op === "tick") return (clock.tick(op.hours * HOUR), "ok");
    if (op.op === "expire") return codeOf(db.tx((tx) => ledger.expire(tx, clock.now())));
    if (op.op === "capture") return codeOf(db.tx((tx) => ledger.capture(tx, { hold: of(op.hold), micro: op.micro, idem: `turn ${turn}` })));
    if (op.op === "release") return codeOf(db.tx((tx) => ledger.release(tx, { hold: of(op.hold), idem: `turn ${turn}` })));
    if (op.op === "set") return codeOf(set(org, ...PLACES[op.place]!, op).then(({ id }) => ids.set(op.place, id)));
    if (op.op === "remove") return codeOf(remove(org, ids.get(op.place) ?? "bud_none")).then((code) => (ids.delete(op.place), code));
    return codeOf(
      hold(org, op.micro, HOLDERS[op.key]!, { counted: op.counted, expiresAt: clock.now() + op.hours * HOUR }).then(({ id }) => made.push(id)),
    );
  }

  test("one after the other, any calls do what the model does", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someOp, { maxLength: 40 }), async (ops) => {
        const org = await newOrg();
        const expected = model();
        const made: string[] = [];
        const ids = new Map<number, string>();
        for (const [turn, op] of ops.entries()) {
          const before = op.op === "tick" ? "ok" : expected.apply(op);
          expect({ op, code: await act(org, op, made, ids, turn) }).toEqual({ op, code: before });
          for (const state of await ledger.budgets.list(db, org, null)) {
            const place = PLACES.findIndex(
              ([scope, subject, window]) => scope === state.scope && subject === state.subject && window === state.window,
            );
            const { limitMicro, limitGenerations } = expected.budgets.get(place)!;
            expect({ op, state }).toMatchObject({ state: { limitMicro, limitGenerations, ...expected.sums(place) } });
          }
        }
        expect((await ledger.budgets.list(db, org, null)).length).toBe(expected.budgets.size);
        expect(await problems()).toEqual([]);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  test("all at once, no limit is passed, and every counter is the sum of its holds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ limitMicro: fc.option(fc.nat({ max: 120 })), limitGenerations: fc.option(fc.nat({ max: 5 })) }), {
          minLength: 6,
          maxLength: 6,
        }),
        fc.array(fc.array(someOp, { minLength: 2, maxLength: 10 }), { maxLength: 4 }),
        async (limits, batches) => {
          const org = await newOrg();
          const made: string[] = [];
          const place = (index: number) => PLACES[index]!;
          // Half of the budgets stand from the start; the others are made while holds are on their way, and taken away again.
          for (const [index, limit] of limits.entries()) if (index % 2 === 0) await set(org, ...place(index), limit);
          const ids = new Map<number, string>();
          for (const [batch, ops] of batches.entries()) {
            await Promise.all(ops.filter((op) => !("place" in op) || op.place % 2 === 1).map((op, n) => act(org, op, made, ids, batch * 100 + n)));
            for (const state of await ledger.budgets.list(db, org, null)) {
              const index = PLACES.findIndex(
                ([scope, subject, window]) => scope === state.scope && subject === state.subject && window === state.window,
              );
              if (index % 2 === 1) continue;
              if (state.limitMicro !== null) expect(state.heldMicro + state.spentMicro).toBeLessThanOrEqual(state.limitMicro);
              if (state.limitGenerations !== null) expect(state.heldGenerations + state.spentGenerations).toBeLessThanOrEqual(state.limitGenerations);
            }
            expect(await problems()).toEqual([]);
          }
        },
      ),
      { numRuns: 30 },
    );
  }, 120_000);
});
