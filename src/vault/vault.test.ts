// Keys that are set while the server runs: sealed at rest, bound to their provider, never told, known to other processes. Through the door and beneath it.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type InProcess, openInProcess } from "../../test/server.ts";
import { sql } from "../db/db.ts";
import { startDirect } from "../providers/stand-in-shapes.ts";
import type { StandIn } from "../providers/stand-in.ts";
import { seal, unseal } from "./seal.ts";

const SECRET = "sk-vault-7c1f0a9d4e2b";
let oak: InProcess;
let bfl: StandIn;

beforeAll(async () => {
  bfl = await startDirect({ key: { "x-key": SECRET }, answer: ({ path }) => (path === "/v1/credits" ? { body: { credits: 1 } } : null) });
  oak = await openInProcess({ OAK_BLACK_FOREST_LABS_URL: bfl.url, FAL_KEY: "from-the-environment" });
});
afterAll(async () => {
  await oak.close();
  await bfl.close();
});

const params = { id: "black-forest-labs" };
const state = async () => (await oak.client.call("providers.list")).data.find((each) => each.id === params.id)!;

describe("sealing", () => {
  test("what was sealed opens with the same key and purpose only", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200 }), fc.string({ minLength: 32 }), fc.string(), (text, master, purpose) => {
        const sealed = seal(master, purpose, text);
        expect(unseal(master, purpose, sealed)).toBe(text);
        expect(() => unseal(`${master}x`, purpose, sealed)).toThrow(/sealed with another key/);
        expect(() => unseal(master, `${purpose}x`, sealed)).toThrow(/sealed with another key/);
        const [version, body] = sealed.split(".") as [string, string];
        const bytes = Buffer.from(body, "base64url");
        bytes[bytes.length - 1]! ^= 1;
        expect(() => unseal(master, purpose, `${version}.${bytes.toString("base64url")}`)).toThrow();
      }),
      { numRuns: 50 },
    );
  });
});

describe("a key set in the studio", () => {
  test("turns the provider on, is used, and comes out nowhere", async () => {
    expect(await state()).toMatchObject({ state: "off", key: { variable: "BFL_API_KEY", source: null } });
    const after = await oak.client.call("providers.setKey", { params, body: { key: SECRET } });
    expect(after).toMatchObject({ state: "on", key: { source: "stored", hint: "…4e2b", problem: null } });
    expect(await oak.client.call("providers.check", { params })).toMatchObject({ good: true });
    expect(bfl.received.at(-1)!.headers.get("x-key")).toBe(SECRET);
    const shown = [
      JSON.stringify((await oak.client.call("providers.list")).data),
      JSON.stringify(await oak.app.parts.db.all(sql`select * from events`)),
      readFileSync(join(oak.dataDir, "oak.db")).toString("latin1"),
    ].join();
    expect(shown).not.toContain(SECRET);
  });

  test("a wrong one is told as wrong, by a look that spends nothing", async () => {
    await oak.client.call("providers.setKey", { params, body: { key: "sk-wrong-000000000" } });
    bfl.clear();
    const look = await oak.client.call("providers.check", { params });
    expect(look).toMatchObject({ good: false, code: "provider.auth" });
    expect(look.says).not.toContain("sk-wrong");
    expect(bfl.received.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("survives a restart, and another sealing key tells what to do", async () => {
    await oak.client.call("providers.setKey", { params, body: { key: SECRET } });
    const open = (more: Record<string, string> = {}) => openInProcess({ OAK_DATA: oak.dataDir, OAK_BLACK_FOREST_LABS_URL: bfl.url, ...more });
    const again = await open();
    expect((await again.client.call("providers.check", { params })).good).toBe(true);
    await again.app.close();
    const other = await open({ OAK_SEAL_KEY: "another key that is long enough for sealing" });
    const seen = (await other.client.call("providers.list")).data.find((each) => each.id === params.id)!;
    expect(seen).toMatchObject({ state: "off", key: { source: "stored", problem: expect.stringContaining("Set it again") } });
    await other.app.close();
  });

  test("can be taken away", async () => {
    await oak.client.call("providers.removeKey", { params });
    expect(await state()).toMatchObject({ state: "off", key: { source: null, hint: null } });
    expect(await oak.client.call("providers.check", { params })).toMatchObject({ good: false });
  });

  test("is refused where it cannot be: by scope, for no provider, for one without a key, over the environment's, as nonsense", async () => {
    const { secret } = await oak.client.call("keys.create", {
      body: { name: "reader", scopes: ["read", "generate"], ceilingMicro: null, expiresAt: null },
    });
    const send = (id: string, body: unknown, key = oak.key) =>
      oak.app.fetch(
        new Request(`http://localhost/v1/providers/${id}/key`, {
          method: "POST",
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      );
    const tries: [string, unknown, string, number][] = [
      ["black-forest-labs", { key: SECRET }, secret, 403],
      ["nobody", { key: SECRET }, oak.key, 404],
      ["builtin", { key: SECRET }, oak.key, 400],
      ["fal", { key: SECRET }, oak.key, 409],
      ["black-forest-labs", { key: "short" }, oak.key, 400],
      ["black-forest-labs", { key: "with spaces in the middle" }, oak.key, 400],
      ["black-forest-labs", { key: "x".repeat(5_000) }, oak.key, 400],
      ["black-forest-labs", { key: `line\nbreak-in-the-key` }, oak.key, 400],
      ["black-forest-labs", {}, oak.key, 400],
    ];
    for (const [id, body, key, status] of tries) expect([id, body, (await send(id, body, key)).status]).toEqual([id, body, status]);
  });

  test("another organisation's admin may not", async () => {
    const { accounts, db, ledger } = oak.app.parts;
    const made = await db.tx(async (tx) => {
      const org = await accounts.createOrganization(tx, "Other");
      await ledger.open(tx, { org, floorMicro: null, ceilingMicro: null });
      return accounts.createKey(tx, org, { name: "admin", scopes: ["admin"], ceilingMicro: null, expiresAt: null });
    });
    const answer = await oak.app.fetch(
      new Request("http://localhost/v1/providers/black-forest-labs/key", {
        method: "POST",
        headers: { authorization: `Bearer ${made.secret}`, "content-type": "application/json" },
        body: JSON.stringify({ key: SECRET }),
      }),
    );
    expect(answer.status).toBe(403);
  });
});
