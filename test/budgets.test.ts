// Budgets under a crowd: a thousand requests at once on two server processes that share a database. As many pass as the budget has room for, to the micro.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { openApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { type FalStandIn, startFalStandIn } from "../src/providers/fal/stand-in.ts";
import { ENDED } from "../src/spec/generation.ts";
import { startPostgres } from "./postgres.ts";
import { environment, ROOT, type Running, startServer, temporary, waitFor } from "./server.ts";

const REQUESTS = 1_000;
const ask = {
  task: "text-to-image",
  input: { prompt: "a crowd", width: 512, height: 512 },
  model: "black-forest-labs/flux.1-schnell",
  constraints: { only: ["fal"] },
};
const folders: string[] = [];
const folder = () => {
  folders.push(temporary("crowd"));
  return folders.at(-1)!;
};
let fal: FalStandIn;
beforeAll(async () => {
  fal = await startFalStandIn({ key: "fal-secret" });
});
afterAll(async () => {
  await fal.close();
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

const engines: [name: string, url: () => Promise<string>][] = [
  ["SQLite", async () => `sqlite:${join(folder(), "shared.db")}`],
  ["Postgres", async () => (await startPostgres()).createDatabase("crowd")],
];

async function crowd(servers: Running[], keys: string[], count: number): Promise<{ outcomes: Record<string, number>; busy: number }> {
  const told = JSON.stringify({ urls: servers.map(({ url }) => url), keys, count, body: ask });
  const child = Bun.spawn([process.execPath, join(ROOT, "test", "crowd.ts"), told], {
    env: { PATH: process.env.PATH ?? "", BUN_CONFIG_MAX_HTTP_REQUESTS: String(count) },
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = await new Response(child.stdout).text();
  expect(await child.exited).toBe(0);
  return JSON.parse(text);
}

describe.each(engines)("a thousand at once on two processes and one %s", (name, database) => {
  test("cannot pass a budget in money, nor one in generations", async () => {
    const blobs = folder();
    const shared = {
      DATABASE_URL: await database(),
      BLOBS_URL: `file:${blobs}`,
      FAL_KEY: "fal-secret",
      OAK_FAL_URL: fal.url,
      OAK_ADMIN_KEY: `oak_${"b".repeat(40)}`,
      OAK_CEILING_USD: "none",
    };
    const servers = [await startServer(folder(), shared), await startServer(folder(), shared)];
    const { client } = servers[0]!;
    const price = (await client.call("plans.create", { body: ask as never })).quote!.highMicro;
    expect(price).toBeGreaterThan(0);
    const { id: project } = await client.call("projects.create", { body: { name: "Posters" } });
    const made = await Promise.all(
      ["ana", "bo"].map((member) => client.call("keys.create", { body: { name: member, project, member, scopes: ["generate"] } })),
    );

    // Room for 23, and a last micro short of the 24th; the wider budgets have room for all.
    const room = 23;
    await client.call("budgets.set", { body: { scope: "project", subject: project, window: "total", limitMicro: price * (room + 1) - 1 } });
    await client.call("budgets.set", { body: { scope: "organization", window: "total", limitMicro: price * REQUESTS, limitGenerations: REQUESTS } });
    await client.call("budgets.set", { body: { scope: "member", subject: "ana", window: "month", limitMicro: price * REQUESTS } });
    const keys = made.map(({ secret }) => secret);
    const money = await crowd(servers, keys, REQUESTS);
    expect(money.outcomes).toEqual({ begun: room, "402 credits.budget": REQUESTS - room });

    // In number: 9 more of the organization's, by whom no budget in money binds.
    await client.call("budgets.set", { body: { scope: "organization", window: "total", limitMicro: null, limitGenerations: room + 9 } });
    // The same idempotency keys again: what was begun is the same, what was refused is asked anew.
    const number = await crowd(servers, [shared.OAK_ADMIN_KEY], REQUESTS);
    expect(number.outcomes).toEqual({ begun: room + 9, "402 credits.budget": REQUESTS - room - 9 });

    const ended = await waitFor(
      async () => {
        const { data } = await client.call("generations.list", { query: { limit: 100 } });
        return data.every(({ status }) => ENDED.has(status)) ? data : null;
      },
      "every generation to end",
      120_000,
    );
    expect(ended.map(({ status }) => status)).toEqual(Array.from({ length: room + 9 }, () => "succeeded"));
    const { data } = await client.call("budgets.list");
    const used = Object.fromEntries(data.map((each) => [each.scope, [each.heldMicro, each.spentMicro, each.heldGenerations, each.spentGenerations]]));
    expect(used).toMatchObject({ organization: [0, price * (room + 9), 0, room + 9], project: [0, price * room, 0, room] });
    expect((await client.call("me.get")).balance).toMatchObject({ heldMicro: 0, spentMicro: price * (room + 9) });
    for (const server of servers) await server.stop();
    const app = await openApp(readConfig(environment(folder(), shared)), { work: false });
    expect(await app.parts.ledger.verify(app.parts.db)).toEqual({ sumMicro: 0, problems: [] });
    await app.close();
    console.log(`${name}: ${REQUESTS * 2} requests on two processes, ${room + 9} begun, ${money.busy + number.busy} asked to come again`);
  }, 240_000);
});
