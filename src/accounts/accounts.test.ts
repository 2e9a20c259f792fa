// Who may ask: keys, one-time tokens and sessions, with a clock of the test's own. On every engine; the HTTP around them is api.test.ts.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isoTime, testClock } from "../clock.ts";
import { type Db, openDb, sql } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import { startPostgres } from "../../test/postgres.ts";
import { type Accounts, createAccounts, requireScope } from "./accounts.ts";

const folder = mkdtempSync(join(tmpdir(), "oak-accounts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const engines: [name: string, url: () => Promise<string>][] = [
  ["sqlite", async () => `sqlite:${join(folder, "accounts.db")}`],
  ["postgres", async () => (await startPostgres()).createDatabase("accounts")],
];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const codeOf = (work: Promise<unknown>) => work.then(() => "ok").catch((thrown) => thrown.code);

describe.each(engines)("accounts on %s", (_name, url) => {
  const clock = testClock();
  let db: Db;
  let accounts: Accounts;
  let org = "";
  let other = "";
  const wanted = { name: "k", scopes: ["read" as const], ceilingMicro: null, expiresAt: null };
  const make = (more: Partial<typeof wanted> | { expiresAt: string } = {}, of = org) =>
    db.tx((tx) => accounts.createKey(tx, of, { ...wanted, ...more }));

  beforeAll(async () => {
    db = await openDb(await url());
    await migrate(db, resolve(import.meta.dir, "../../migrations"));
    accounts = createAccounts({ db, clock });
    org = await db.tx((tx) => accounts.createOrganization(tx, "Ours"));
    other = await db.tx((tx) => accounts.createOrganization(tx, "Theirs"));
  }, 60_000);
  afterAll(() => db?.close());

  test("a key speaks for its organization with its scopes, and admin may do everything", async () => {
    const { secret, key } = await make();
    const identity = await accounts.byKey(secret);
    expect(identity).toEqual({ org, key: key.id, project: null, member: null, scopes: ["read"] });
    requireScope(identity, "read");
    expect(() => requireScope(identity, "generate")).toThrow(/scope "generate"/);
    expect(() => requireScope({ ...identity, scopes: ["admin"] }, "generate")).not.toThrow();
  });

  test("a key made out to a project and a member speaks for them, and to no project that is put away or another's", async () => {
    const project = await db.tx((tx) => accounts.createProject(tx, org, "Posters"));
    const foreign = await db.tx((tx) => accounts.createProject(tx, other, "Posters"));
    const of = (id: string) => db.tx((tx) => accounts.createKey(tx, org, { ...wanted, project: id, member: "ana" }));
    const { secret, key } = await of(project.id);
    expect(await accounts.byKey(secret)).toMatchObject({ org, key: key.id, project: project.id, member: "ana" });
    const code = (work: Promise<unknown>) => work.then(() => "ok").catch((thrown) => `${thrown.code} ${thrown.field}`);
    expect(await code(of(foreign.id))).toBe("request.invalid project");
    expect(await code(db.tx((tx) => accounts.archiveProject(tx, org, project.id)))).toBe("request.conflict id");
    expect((await accounts.listProjects(org)).map(({ id }) => id)).toEqual([project.id]); // what was refused was rolled back
    await db.tx((tx) => accounts.revokeKey(tx, org, key.id));
    await db.tx((tx) => accounts.archiveProject(tx, org, project.id));
    expect(await accounts.listProjects(org)).toEqual([]);
    expect(await code(of(project.id))).toBe("request.invalid project");
  });

  test("keys that are made while their project is put away: either it stays, or they are not made", async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await db.tx((tx) => accounts.createProject(tx, org, `Round ${round}`));
      const work = [
        () => db.tx((tx) => accounts.createKey(tx, org, { ...wanted, project: id })),
        () => db.tx((tx) => accounts.archiveProject(tx, org, id)),
      ];
      const [made, away] = await Promise.all(
        (round % 2 ? work : work.toReversed()).map((each) =>
          each()
            .then(() => true)
            .catch(() => false),
        ),
      );
      expect({ round, one: made !== away }).toEqual({ round, one: true });
    }
  });

  test("no secret is in the database: not of a key, a token or a session", async () => {
    const { secret } = await make();
    const token = await db.tx((tx) => accounts.createToken(tx, org));
    const again = await db.tx((tx) => accounts.createToken(tx, org));
    const { session } = await accounts.signIn(again);
    const kept = JSON.stringify([
      await db.all(sql`select * from api_keys`),
      await db.all(sql`select * from sign_in_tokens`),
      await db.all(sql`select * from sessions`),
    ]);
    for (const text of [secret, token, session]) expect(kept).not.toContain(text);
  });

  test("a key ends at its time, when it is revoked, and not before; who revoked it stays told", async () => {
    const soon = await make({ expiresAt: isoTime(clock.now() + MINUTE) });
    expect(await codeOf(accounts.byKey(soon.secret))).toBe("ok");
    clock.tick(MINUTE);
    expect(await codeOf(accounts.byKey(soon.secret))).toBe("auth.invalid");
    expect(await codeOf(make({ expiresAt: isoTime(clock.now()) }))).toBe("request.invalid");
    const { secret, key } = await make();
    const first = await db.tx((tx) => accounts.revokeKey(tx, org, key.id));
    clock.tick(MINUTE);
    expect((await db.tx((tx) => accounts.revokeKey(tx, org, key.id))).revokedAt).toBe(first.revokedAt);
    expect(await codeOf(accounts.byKey(secret))).toBe("auth.invalid");
  });

  test("an organization neither sees nor revokes another's keys", async () => {
    const theirs = await make({ name: "theirs" }, other);
    expect((await accounts.listKeys(org)).map((key) => key.name)).not.toContain("theirs");
    expect(await codeOf(db.tx((tx) => accounts.revokeKey(tx, org, theirs.key.id)))).toBe("request.not_found");
    expect((await accounts.byKey(theirs.secret)).org).toBe(other);
  });

  test("a token opens one session, also when many come at once, and is good for an hour", async () => {
    const token = await db.tx((tx) => accounts.createToken(tx, org));
    const codes = await Promise.all(Array.from({ length: 8 }, () => codeOf(accounts.signIn(token))));
    expect(codes.filter((code) => code === "ok").length).toBe(1);
    expect(new Set(codes)).toEqual(new Set(["ok", "auth.invalid"]));
    const late = await db.tx((tx) => accounts.createToken(tx, org));
    clock.tick(60 * MINUTE);
    expect(await codeOf(accounts.signIn(late))).toBe("auth.invalid");
  });

  test("a session speaks for its organization until it is closed, or thirty days have gone", async () => {
    const open = async () => (await accounts.signIn(await db.tx((tx) => accounts.createToken(tx, other)))).session;
    const [closed, old] = [await open(), await open()];
    expect(await accounts.bySession(closed)).toMatchObject({ org: other, key: null });
    await accounts.signOut(closed);
    expect(await codeOf(accounts.bySession(closed))).toBe("auth.invalid");
    clock.tick(30 * DAY);
    expect(await codeOf(accounts.bySession(old))).toBe("auth.invalid");
  });

  test("the admin's own key is made once, and stays revoked once it is", async () => {
    const text = `oak_${"a".repeat(40)}`;
    const ensure = () => db.tx((tx) => accounts.ensureAdminKey(tx, org, text));
    await ensure();
    await ensure();
    const mine = (await accounts.listKeys(org)).filter((key) => key.name === "Admin");
    expect(mine.length).toBe(1);
    await db.tx((tx) => accounts.revokeKey(tx, org, mine[0]!.id));
    await ensure();
    expect(await codeOf(accounts.byKey(text))).toBe("auth.invalid");
  });
});
