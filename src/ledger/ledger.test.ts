// The ledger through its door: examples, ceilings under concurrency, and random interleavings against a plain model. On every engine.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { testClock } from "../clock.ts";
import { type Db, openDb, sql } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import { AppError } from "../spec/error.ts";
import { balance as balanceShape, ledgerEntry } from "../spec/http.ts";
import { startPostgres } from "../../test/postgres.ts";
import { createLedger, type Ledger } from "./ledger.ts";

const MIGRATIONS = resolve(import.meta.dir, "../../migrations");

const folder = mkdtempSync(join(tmpdir(), "oak-ledger-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const engines: [name: string, url: () => Promise<string>][] = [
  ["sqlite", async () => `sqlite:${join(folder, "ledger.db")}`],
  ["postgres", async () => (await startPostgres()).createDatabase("ledger")],
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

describe.each(engines)("ledger on %s", (_name, url) => {
  const clock = testClock();
  let db: Db;
  /** The same database, opened once more as another process would. */
  let second: Db;
  let ledger: Ledger;
  let orgs = 0;

  beforeAll(async () => {
    const address = await url();
    db = await openDb(address);
    second = await openDb(address);
    await migrate(db, MIGRATIONS);
    ledger = createLedger({ clock });
  }, 60_000);
  afterAll(() => Promise.all([db?.close(), second?.close()]));

  async function newOrg(
    options: { floorMicro?: number | null; ceilingMicro?: number | null; fund?: number; keys?: Record<string, number | null> } = {},
  ): Promise<string> {
    const org = `org_${++orgs}`;
    await db.tx(async (tx) => {
      await ledger.open(tx, {
        org,
        floorMicro: options.floorMicro === undefined ? 0 : options.floorMicro,
        ceilingMicro: options.ceilingMicro ?? null,
      });
      if (options.fund !== undefined) await ledger.fund(tx, { org, micro: options.fund, idem: "first", note: "test" });
      for (const [apiKey, ceilingMicro] of Object.entries(options.keys ?? {})) await ledger.openKey(tx, { org, apiKey, ceilingMicro });
    });
    return org;
  }
  const hold = (org: string, micro: number, idem: string, more: { apiKey?: string | null; generation?: string; expiresAt?: number } = {}, on = db) =>
    on.tx((tx) => ledger.hold(tx, { org, apiKey: null, generation: `gen_${idem}`, micro, expiresAt: clock.now() + 60_000, idem, ...more }));
  const capture = (id: string, micro: number, idem: string) => db.tx((tx) => ledger.capture(tx, { hold: id, micro, idem }));
  const release = (id: string, idem: string) => db.tx((tx) => ledger.release(tx, { hold: id, idem }));
  const problems = async () => (await ledger.verify(db)).problems;

  test("a hold is captured, and the rest is free again", async () => {
    const org = await newOrg({ fund: 1_000 });
    const held = await hold(org, 600, "a");
    expect(held).toMatchObject({ micro: 600, state: "open", generation: "gen_a" });
    expect(held.id).toStartWith("hld_");
    expect(await ledger.balance(db, org)).toEqual({ balanceMicro: 1_000, heldMicro: 600, spentMicro: 0, ceilingMicro: null });
    expect(await capture(held.id, 250, "b")).toEqual({ capturedMicro: 250, overageMicro: 0 });
    const after = await ledger.balance(db, org);
    expect(after).toEqual({ balanceMicro: 750, heldMicro: 0, spentMicro: 250, ceilingMicro: null });
    balanceShape.parse(after);
    const { data } = await ledger.entries(db, org, { limit: 10 });
    for (const entry of data) ledgerEntry.parse(entry);
    expect(data.map(({ kind, debit, credit, micro }) => ({ kind, debit, credit, micro }))).toEqual([
      { kind: "release", debit: `org:${org}`, credit: `held:${org}`, micro: 350 },
      { kind: "capture", debit: `spent:${org}`, credit: `held:${org}`, micro: 250 },
      { kind: "hold", debit: `held:${org}`, credit: `org:${org}`, micro: 600 },
      { kind: "fund", debit: `org:${org}`, credit: "house:funding", micro: 1_000 },
    ]);
    expect(await ledger.verify(db)).toEqual({ sumMicro: 0, problems: [] });
  });

  test("what exceeds the hold is the operator's", async () => {
    const org = await newOrg({ fund: 100 });
    const held = await hold(org, 100, "a");
    expect(await capture(held.id, 130, "b")).toEqual({ capturedMicro: 100, overageMicro: 30 });
    expect(await ledger.balance(db, org)).toMatchObject({ balanceMicro: 0, heldMicro: 0, spentMicro: 100 });
    const overage = (await ledger.entries(db, org, { limit: 1 })).data[0]!;
    expect(overage).toMatchObject({ kind: "overage", debit: "house:overage", credit: "house:providers", micro: 30, generation: "gen_a" });
    expect(await problems()).toEqual([]);
  });

  test("a release frees all of it, an expiry too, and only what is due", async () => {
    const org = await newOrg({ fund: 100 });
    const first = await hold(org, 60, "a");
    expect(await release(first.id, "b")).toEqual({ releasedMicro: 60 });
    const due = await hold(org, 70, "c", { expiresAt: clock.now() + 10, generation: "gen_x" });
    const later = await hold(org, 20, "d", { expiresAt: clock.now() + 11, generation: "gen_x" });
    expect((await ledger.openHolds(db, org, "gen_x")).map(({ id }) => id)).toEqual([due.id, later.id]);
    const ended = await db.tx((tx) => ledger.expire(tx, clock.now() + 10));
    expect(ended.map(({ id, state }) => ({ id, state }))).toEqual([{ id: due.id, state: "expired" }]);
    expect((await ledger.openHolds(db, org, "gen_x")).map(({ id }) => id)).toEqual([later.id]);
    expect(await ledger.balance(db, org)).toMatchObject({ balanceMicro: 100, heldMicro: 20, spentMicro: 0 });
    expect(await codeOf(capture(due.id, 70, "e"))).toBe("request.conflict");
    await release(later.id, "f");
    expect(await problems()).toEqual([]);
  });

  test("refuses what would pass the floor, and says what is left", async () => {
    const org = await newOrg({ fund: 1_000_000, floorMicro: 250_000 });
    await hold(org, 500_000, "a");
    const refusal = await hold(org, 250_001, "b").catch((thrown) => thrown);
    expect(refusal).toMatchObject({ code: "credits.insufficient" });
    expect(refusal.detail).toContain("$0.250001");
    expect(refusal.detail).toContain("leaves $0.25 ($0.50 is held for what is running)");
    await hold(org, 250_000, "c");
    expect(await ledger.balance(db, org)).toMatchObject({ heldMicro: 750_000 });
  });

  test("without a floor the balance goes negative, up to the ceiling", async () => {
    const org = await newOrg({ floorMicro: null, ceilingMicro: 1_000 });
    const held = await hold(org, 1_000, "a");
    await capture(held.id, 400, "b");
    expect(await ledger.balance(db, org)).toEqual({ balanceMicro: -400, heldMicro: 0, spentMicro: 400, ceilingMicro: 1_000 });
    const refusal = await hold(org, 601, "c").catch((thrown) => thrown);
    expect(refusal).toMatchObject({ code: "credits.ceiling" });
    expect(refusal.detail).toContain("organization's ceiling of $0.001 leaves $0.0006");
    expect(refusal.detail).toContain("OAK_CEILING_USD");
    await db.tx((tx) => ledger.setCeiling(tx, { org, ceilingMicro: 1_001 }));
    await hold(org, 601, "c");
  });

  test("a key's ceiling holds for that key alone, and leaves no trace when it refuses, even inside a transaction that goes on", async () => {
    const org = await newOrg({ fund: 10_000, keys: { key_a: 500, key_b: null } });
    const held = await hold(org, 300, "a", { apiKey: "key_a" });
    await db.tx(async (tx) => {
      const refusal = await ledger.hold(tx, { org, apiKey: "key_a", generation: "g", micro: 201, expiresAt: 0, idem: "b" }).catch((thrown) => thrown);
      expect(refusal).toMatchObject({ code: "credits.ceiling" });
      expect(refusal.detail).toContain("this key's ceiling of $0.0005 leaves $0.0002");
      await ledger.hold(tx, { org, apiKey: "key_b", generation: "g", micro: 201, expiresAt: clock.now() + 1e6, idem: "b" });
    });
    expect(await ledger.balance(db, org)).toMatchObject({ heldMicro: 501 });
    await capture(held.id, 100, "c");
    expect(await ledger.keyBalance(db, org, "key_a")).toEqual({ heldMicro: 0, spentMicro: 100, ceilingMicro: 500 });
    expect([...(await ledger.keyBalances(db, org)).keys()].sort()).toEqual(["key_a", "key_b"]);
    await db.tx((tx) => ledger.setCeiling(tx, { org, apiKey: "key_a", ceilingMicro: 50 }));
    expect(await codeOf(hold(org, 1, "d", { apiKey: "key_a" }))).toBe("credits.ceiling");
    expect(await codeOf(hold(org, 0, "e", { apiKey: "key_a" }))).toBe("ok");
    expect(await problems()).toEqual([]);
  });

  test("what was never opened can spend nothing", async () => {
    const org = await newOrg({ fund: 100 });
    expect(await codeOf(hold("org_nobody", 0, "a"))).toBe("internal");
    expect(await codeOf(hold(org, 0, "a", { apiKey: "key_nobody" }))).toBe("internal");
    expect(await codeOf(db.tx((tx) => ledger.fund(tx, { org: "org_nobody", micro: 1, idem: "a" })))).toBe("internal");
    expect(await codeOf(capture("hld_nobody", 0, "a"))).toBe("request.not_found");
    expect(await codeOf(ledger.balance(db, "org_nobody"))).toBe("internal");
    expect(await problems()).toEqual([]);
  });

  test("opening twice changes nothing", async () => {
    const org = await newOrg({ fund: 100, ceilingMicro: 50, keys: { key_a: 10 } });
    await db.tx(async (tx) => {
      await ledger.open(tx, { org, floorMicro: null, ceilingMicro: null });
      await ledger.openKey(tx, { org, apiKey: "key_a", ceilingMicro: null });
    });
    expect(await ledger.balance(db, org)).toMatchObject({ balanceMicro: 100, ceilingMicro: 50 });
    expect(await ledger.keyBalance(db, org, "key_a")).toMatchObject({ ceilingMicro: 10 });
  });

  test("a repeated call returns the first result; the same key for something else is a conflict", async () => {
    const org = await newOrg({ fund: 1_000 });
    const held = await hold(org, 400, "h");
    expect(await hold(org, 400, "h")).toEqual(held);
    expect(await codeOf(hold(org, 401, "h"))).toBe("request.conflict");
    expect(await codeOf(hold(org, 400, "h", { generation: "gen_other" }))).toBe("request.conflict");
    expect(await codeOf(hold(org, 1_000, "first"))).toBe("request.conflict");
    await db.tx((tx) => ledger.fund(tx, { org, micro: 1_000, idem: "first" }));
    expect(await codeOf(db.tx((tx) => ledger.fund(tx, { org, micro: 999, idem: "first" })))).toBe("request.conflict");
    const taken = await capture(held.id, 450, "c");
    expect(await capture(held.id, 450, "c")).toEqual(taken);
    expect(await codeOf(capture(held.id, 451, "c"))).toBe("request.conflict");
    expect(await codeOf(capture(held.id, 450, "d"))).toBe("request.conflict");
    expect(await codeOf(release(held.id, "c"))).toBe("request.conflict");
    expect(await codeOf(release(held.id, "r"))).toBe("request.conflict");
    const other = await hold(org, 5, "o");
    expect(await codeOf(capture(other.id, 450, "c"))).toBe("request.conflict");
    expect(await release(other.id, "r")).toEqual({ releasedMicro: 5 });
    expect(await release(other.id, "r")).toEqual({ releasedMicro: 5 });
    expect(await codeOf(release(other.id, "r2"))).toBe("request.conflict");
    expect(await codeOf(capture(other.id, 5, "r3"))).toBe("request.conflict");
    expect(await hold(org, 400, "h")).toMatchObject({ id: held.id, state: "captured", capturedMicro: 400 });
    expect(await ledger.balance(db, org)).toEqual({ balanceMicro: 600, heldMicro: 0, spentMicro: 400, ceilingMicro: null });
    expect(await problems()).toEqual([]);
  });

  test("amounts that are no whole micros are refused by name", async () => {
    const org = await newOrg({ fund: 1_000 });
    const held = await hold(org, 10, "a");
    for (const micro of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      for (const call of [
        () => hold(org, micro, "x"),
        () => capture(held.id, micro, "y"),
        () => db.tx((tx) => ledger.fund(tx, { org, micro, idem: "z" })),
      ]) {
        expect(await call().catch((thrown) => thrown)).toMatchObject({ code: "request.invalid", field: "micro" });
      }
      expect(await codeOf(db.tx((tx) => ledger.setCeiling(tx, { org, ceilingMicro: micro })))).toBe("request.invalid");
    }
    expect(await codeOf(hold(org, 1, ""))).toBe("request.invalid");
    const deep = await newOrg({ floorMicro: null, fund: Number.MAX_SAFE_INTEGER });
    expect(await codeOf(db.tx((tx) => ledger.fund(tx, { org: deep, micro: 1, idem: "more" })))).toBe("request.invalid");
    const most = await hold(deep, Number.MAX_SAFE_INTEGER, "m");
    expect(await codeOf(hold(deep, 1, "n"))).toBe("request.invalid");
    await release(most.id, "o");
    await capture((await hold(deep, 0, "p")).id, Number.MAX_SAFE_INTEGER, "q");
    const next = await hold(deep, 0, "r");
    expect(await codeOf(capture(next.id, 1, "s"))).toBe("request.invalid");
    await release(next.id, "s");
    expect(await problems()).toEqual([]);
  });

  test("the journal is paged, newest first, and each organization sees its own", async () => {
    const org = await newOrg({ fund: 1_000 });
    const other = await newOrg({ fund: 1_000 });
    for (let n = 0; n < 5; n++) await hold(org, n, `h${n}`);
    const seen: number[] = [];
    for (let cursor: string | null = null, first = true; first || cursor; first = false) {
      const page = await ledger.entries(db, org, { cursor, limit: 2 });
      seen.push(...page.data.map(({ micro }) => micro));
      cursor = page.next;
    }
    expect(seen).toEqual([4, 3, 2, 1, 0, 1_000]);
    expect((await ledger.entries(db, other, { limit: 10 })).data).toHaveLength(1);
    expect(await ledger.openHolds(db, other, "gen_h1")).toEqual([]);
    expect(await codeOf(ledger.entries(db, org, { cursor: "' or 1", limit: 2 }))).toBe("request.invalid");
  });

  test("verify sees what does not agree", async () => {
    const undo = new Error("undo");
    const org = await newOrg({ fund: 100, keys: { key_a: 100 } });
    const held = await hold(org, 10, "a", { apiKey: "key_a" });
    await capture(held.id, 4, "b");
    const spoils = [
      sql`update ledger_balances set available_micro = available_micro + 1 where org = ${org}`,
      sql`update ledger_entries set micro = micro + 1 where kind = 'hold' and org = ${org}`,
      sql`update ledger_holds set state = 'released' where org = ${org}`,
      sql`update ledger_holds set state = 'open' where org = ${org}`,
      sql`delete from ledger_entries where kind = 'capture' and org = ${org}`,
      sql`update ledger_entries set kind = 'capture' where kind = 'release' and org = ${org}`,
      sql`insert into ledger_entries (id, org, kind, debit, credit, micro, hold, idem, at) values ('ent_spoil', ${org}, 'release', 'a', 'b', 0, ${held.id}, 'spoil', 0)`,
      sql`delete from ledger_holds where org = ${org}`,
      sql`update ledger_keys set spent_micro = spent_micro + 1 where org = ${org}`,
      sql`update ledger_balances set floor_micro = available_micro + 1 where org = ${org}`,
    ];
    expect(await problems()).toEqual([]);
    for (const spoil of spoils) {
      const work = db.tx(async (tx) => {
        expect(await tx.run(spoil)).toBeGreaterThan(0);
        expect((await ledger.verify(tx)).problems.length).toBeGreaterThan(0);
        throw undo;
      });
      expect(await work.catch((thrown) => thrown)).toBe(undo);
    }
    expect(await problems()).toEqual([]);
  });

  test("200 holds at once on two processes cannot pass a ceiling, a key's ceiling or a floor", async () => {
    // all connections open beforehand, or the first one does everything before the others are there
    await Promise.all([db, second].flatMap((one) => Array.from({ length: 20 }, () => one.tx((tx) => tx.all(sql`select 1 as one`)))));
    const org = await newOrg({ floorMicro: null, ceilingMicro: 1_000 });
    const keyed = await newOrg({ floorMicro: null, keys: { key_a: 400 } });
    const poor = await newOrg({ fund: 500, floorMicro: 100 });
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        codeOf(hold([org, org, keyed, poor][n % 4]!, 30, `h${n}`, { apiKey: n % 4 === 2 ? "key_a" : null }, n % 8 < 4 ? db : second)),
      ),
    );
    const told = (of: number[], code: string) => outcomes.filter((outcome, n) => of.includes(n % 4) && outcome === code).length;
    expect([told([0, 1], "ok"), told([0, 1], "credits.ceiling")]).toEqual([33, 67]);
    expect([told([2], "ok"), told([2], "credits.ceiling")]).toEqual([13, 37]);
    expect([told([3], "ok"), told([3], "credits.insufficient")]).toEqual([13, 37]);
    expect(await ledger.balance(db, org)).toMatchObject({ heldMicro: 990 });
    expect(await ledger.keyBalance(db, keyed, "key_a")).toMatchObject({ heldMicro: 390 });
    expect(await ledger.balance(db, poor)).toMatchObject({ heldMicro: 390 });
    expect(await problems()).toEqual([]);
  }, 20_000);

  test("twenty repetitions at once are one hold, one capture", async () => {
    const org = await newOrg({ fund: 100 });
    const holds = await Promise.all(Array.from({ length: 20 }, () => hold(org, 40, "same")));
    expect(new Set(holds.map(({ id }) => id)).size).toBe(1);
    const ends = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? codeOf(capture(holds[0]!.id, 30, "end")) : codeOf(release(holds[0]!.id, "free")))),
    );
    expect(new Set(ends.filter((_, n) => n % 2))).not.toEqual(new Set(ends.filter((_, n) => n % 2 === 0)));
    expect(ends.filter((code) => code === "ok")).toHaveLength(10);
    expect(await problems()).toEqual([]);
  });

  // What may happen, in numbers small enough to collide: few idempotency keys, few holds, bounds that are soon reached.
  type Op =
    | { op: "fund"; micro: number; idem: number }
    | { op: "hold"; micro: number; idem: number; key: number }
    | { op: "capture"; micro: number; idem: number; hold: number }
    | { op: "release"; idem: number; hold: number }
    | { op: "expire"; ms: number };
  const small = fc.nat({ max: 60 });
  const idem = fc.nat({ max: 25 });
  const someOp: fc.Arbitrary<Op> = fc.oneof(
    fc.record({ op: fc.constant("fund" as const), micro: small, idem }),
    fc.record({ op: fc.constant("hold" as const), micro: small, idem, key: fc.nat({ max: 2 }) }),
    fc.record({ op: fc.constant("capture" as const), micro: small, idem, hold: fc.nat({ max: 9 }) }),
    fc.record({ op: fc.constant("release" as const), idem, hold: fc.nat({ max: 9 }) }),
    fc.record({ op: fc.constant("expire" as const), ms: fc.nat({ max: 40 }) }),
  );
  const world = fc.record({
    floor: fc.option(fc.nat({ max: 30 })),
    ceiling: fc.option(fc.nat({ max: 150 })),
    keyCeiling: fc.option(fc.nat({ max: 80 })),
    funds: fc.nat({ max: 200 }),
    batches: fc.array(fc.array(someOp, { minLength: 1, maxLength: 8 }), { maxLength: 8 }),
  });
  const KEYS = [null, "key_bound", "key_free"];

  /** Does one op on the real ledger; what it says is what the model must say. */
  async function act(org: string, op: Op, holds: string[]): Promise<string> {
    const of = (n: number) => holds[n % Math.max(1, holds.length)] ?? "hld_none";
    if (op.op === "fund") return codeOf(db.tx((tx) => ledger.fund(tx, { org, micro: op.micro, idem: `i${op.idem}` })));
    if (op.op === "capture") return codeOf(capture(of(op.hold), op.micro, `i${op.idem}`));
    if (op.op === "release") return codeOf(release(of(op.hold), `i${op.idem}`));
    if (op.op === "expire") return codeOf(db.tx((tx) => ledger.expire(tx, clock.now() + op.ms)));
    return codeOf(
      hold(org, op.micro, `i${op.idem}`, { apiKey: KEYS[op.key]!, generation: "g", expiresAt: clock.now() + (op.idem % 3) * 20 }).then(
        ({ id }) => holds.includes(id) || holds.push(id),
      ),
    );
  }

  /** The same rules over plain variables, one call after the other: slow, short and obviously right. */
  function model({ floor, ceiling, keyCeiling, funds }: { floor: number | null; ceiling: number | null; keyCeiling: number | null; funds: number }) {
    type Held = { key: number; micro: number; state: string; captured: number; until: number };
    const done = new Map<string, string>([["first", `fund ${funds}`]]);
    const holds: Held[] = [];
    let funded = funds;
    const sum = (of: (held: Held) => number, key?: number) =>
      holds.filter((held) => key === undefined || held.key === key).reduce((total, held) => total + of(held), 0);
    const held = (key?: number) => sum((one) => (one.state === "open" ? one.micro : 0), key);
    const spent = (key?: number) => sum((one) => one.captured, key);
    const totals = () => ({ balanceMicro: funded - spent(), heldMicro: held(), spentMicro: spent(), ceilingMicro: ceiling });
    function once(idem: number, call: string, work: () => string): string {
      const before = done.get(`i${idem}`);
      if (before !== undefined) return before === call ? "ok" : "request.conflict";
      const outcome = work();
      if (outcome === "ok") done.set(`i${idem}`, call);
      return outcome;
    }
    function end(n: number, idem: number, call: string, state: string, captured: (one: Held) => number): string {
      const index = n % Math.max(1, holds.length);
      const one = holds[index];
      if (!one) return "request.not_found";
      return once(idem, `${call} of ${index}`, () => {
        if (one.state !== "open") return "request.conflict";
        Object.assign(one, { state, captured: captured(one) });
        return "ok";
      });
    }
    function apply(op: Op): string {
      if (op.op === "fund") return once(op.idem, `fund ${op.micro}`, () => ((funded += op.micro), "ok"));
      if (op.op === "capture") return end(op.hold, op.idem, `capture ${op.micro}`, "captured", (one) => Math.min(one.micro, op.micro));
      if (op.op === "release") return end(op.hold, op.idem, "release", "released", () => 0);
      if (op.op === "expire") {
        for (const one of holds) if (one.state === "open" && one.until <= clock.now() + op.ms) one.state = "expired";
        return "ok";
      }
      return once(op.idem, `hold ${op.micro} ${op.key}`, () => {
        const passes = (limit: number | null, taken: number) => op.micro > 0 && limit !== null && taken + op.micro > limit;
        if (passes(ceiling, held() + spent()) || (op.key === 1 && passes(keyCeiling, held(1) + spent(1)))) {
          return passes(ceiling, held() + spent()) || !passes(floor === null ? null : funded - floor, held() + spent())
            ? "credits.ceiling"
            : "credits.insufficient";
        }
        if (passes(floor === null ? null : funded - floor, held() + spent())) return "credits.insufficient";
        holds.push({ key: op.key, micro: op.micro, state: "open", captured: 0, until: clock.now() + (op.idem % 3) * 20 });
        return "ok";
      });
    }
    return {
      apply,
      totals,
      keyTotals: (key: number) => ({ heldMicro: held(key), spentMicro: spent(key), ceilingMicro: key === 1 ? keyCeiling : null }),
    };
  }

  const open = (given: { floor: number | null; ceiling: number | null; keyCeiling: number | null; funds: number }) =>
    newOrg({
      floorMicro: given.floor === null ? null : Math.min(given.floor, given.funds),
      ceilingMicro: given.ceiling,
      fund: given.funds,
      keys: { key_bound: given.keyCeiling, key_free: null },
    });

  test("one after the other, any calls do what the model does", async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const org = await open(given);
        const expected = model({ ...given, floor: given.floor === null ? null : Math.min(given.floor, given.funds) });
        const holds: string[] = [];
        for (const op of given.batches.flat()) expect([op, await act(org, op, holds)]).toEqual([op, expected.apply(op)]);
        expect(await ledger.balance(db, org)).toEqual(expected.totals());
        for (const key of [1, 2]) expect(await ledger.keyBalance(db, org, KEYS[key]!)).toEqual(expected.keyTotals(key));
      }),
      { numRuns: 100 },
    );
    expect(await ledger.verify(db)).toEqual({ sumMicro: 0, problems: [] });
  }, 60_000);

  test("at once and repeated, any calls keep every bound, and the accounts agree", async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const org = await open(given);
        const holds: string[] = [];
        for (const batch of given.batches) {
          await Promise.all([...batch, ...batch].map((op) => act(org, op, holds)));
          const { balanceMicro, heldMicro, spentMicro } = await ledger.balance(db, org);
          if (given.floor !== null) expect(balanceMicro - heldMicro).toBeGreaterThanOrEqual(Math.min(given.floor, given.funds));
          if (given.ceiling !== null) expect(heldMicro + spentMicro).toBeLessThanOrEqual(given.ceiling);
          const bound = await ledger.keyBalance(db, org, "key_bound");
          if (given.keyCeiling !== null) expect(bound.heldMicro + bound.spentMicro).toBeLessThanOrEqual(given.keyCeiling);
        }
      }),
      { numRuns: 30 },
    );
    expect(await ledger.verify(db)).toEqual({ sumMicro: 0, problems: [] });
  }, 60_000);
});
