// Policies as they are kept, on both engines: versions that follow each other, whom they bind, and many who set the same at once. Through the door: api/policies.test.ts.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import { startPostgres } from "../../test/postgres.ts";
import { systemClock } from "../clock.ts";
import { type Db, openDb, sql } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import { LIMITS } from "../spec/limits.ts";
import { createPolicies, type Subject } from "./policies.ts";

const engines: [name: string, url: () => Promise<string>][] = [
  ["sqlite", async () => "sqlite::memory:"],
  ["postgres", async () => (await startPostgres()).createDatabase("policies")],
];

describe.each(engines)("policies on %s", (_name, url) => {
  let db: Db;
  const policies = createPolicies({ clock: systemClock });
  const org = "org_1";
  beforeAll(async () => {
    db = await openDb(await url());
    await migrate(db, resolve(import.meta.dir, "../../migrations"));
    await db.run(sql`insert into organizations (id, name, created_at) values (${org}, 'x', 0)`);
  }, 60_000);
  afterAll(() => db?.close());
  const gone = ({ subject }: Subject) => subject === "key_gone";
  const set = (name: string, constraints: object, scope: "organization" | "project" | "key" = "organization", subject: string | null = null) =>
    db.tx((tx) => policies.set(tx, org, { name, scope, subject, constraints }, "key_1", gone));

  test("each change is the next version, the same again is none, and what is taken away can be read and set anew", async () => {
    const first = await set("a", { data: { local: true } });
    expect([first.version, (await set("a", { data: { local: true } })).version, (await set("a", { never: ["x"] })).version]).toEqual([1, 1, 2]);
    await db.tx((tx) => policies.remove(tx, org, first.id, null));
    expect((await policies.versions(db, org, first.id)).map(({ version, constraints }) => [version, constraints])).toEqual([
      [3, null],
      [2, { never: ["x"] }],
      [1, { data: { local: true } }],
    ]);
    const again = await set("a", { never: ["y"] });
    expect([again.version, again.id === first.id]).toEqual([1, false]);
    await expect(policies.versions(db, "org_2", first.id)).rejects.toMatchObject({ code: "request.not_found" });
    await db.tx((tx) => policies.remove(tx, org, again.id, null));
  });

  test("bind the organization, and beside it this key and this project and no others", async () => {
    const made = [
      await set("o", { never: ["o"] }),
      await set("p", { never: ["p"] }, "project", "prj_1"),
      await set("k", { never: ["k"] }, "key", "key_1"),
    ];
    const names = async (key: string | null, project: string | null, of = org) =>
      (await policies.binding(db, { org: of, key, project })).map(({ name }) => name).toSorted();
    expect([await names(null, null), await names("key_1", null), await names("key_2", "prj_1"), await names("key_1", "prj_1")]).toEqual([
      ["o"],
      ["k", "o"],
      ["o", "p"],
      ["k", "o", "p"],
    ]);
    expect([await names("prj_1", "key_1"), await names("key_1", "prj_1", "org_2")]).toEqual([["o"], []]);
    for (const { id } of made) await db.tx((tx) => policies.remove(tx, org, id, null));
  });

  test("set by many at once, versions follow each other without a gap, and all can be read", async () => {
    const all = await Promise.all(Array.from({ length: 12 }, (_none, at) => set("busy", { maxCostMicro: at + 1 })));
    const [one] = all;
    const versions = await policies.versions(db, org, one!.id);
    expect(versions.map(({ version }) => version)).toEqual(Array.from({ length: versions.length }, (_none, at) => versions.length - at));
    const [now] = (await policies.list(db, org)).filter(({ name }) => name === "busy");
    expect([now!.version, now!.constraints]).toEqual([versions.length, versions[0]!.constraints!]);
  });

  test("there may be so many and no more, not counting those of subjects that are gone, which still bind and can be read", async () => {
    const late = await set("late", { never: ["x"] }, "key", "key_gone");
    const room = LIMITS.policies - (await policies.list(db, org)).length;
    for (let at = 0; at <= room; at += 1) await set(`full ${at}`, { never: ["x"] });
    await expect(set("one too many", { never: ["x"] })).rejects.toMatchObject({ code: "request.conflict" });
    expect((await policies.binding(db, { org, key: "key_gone", project: null })).map(({ id }) => id)).toContain(late.id);
    expect((await policies.versions(db, org, late.id)).length).toBe(1);
    expect((await set("full 0", { never: ["y"] })).version).toBe(2); // one that is there may change all the same
  });
});
