// Growing up is changing a URL: two server processes on one Postgres and one S3, one of them killed in the middle. The same path as on a laptop.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { type FalStandIn, startFalStandIn } from "../src/providers/fal/stand-in.ts";
import { createClient } from "../src/sdk/sdk.ts";
import { startPostgres, type TestPostgres } from "./postgres.ts";
import { startS3, type TestS3 } from "./s3.ts";
import { startServer, temporary, waitFor } from "./server.ts";

let postgres: TestPostgres;
let s3: TestS3;
let fal: FalStandIn;
const folders: string[] = [];

beforeAll(async () => {
  [postgres, s3, fal] = await Promise.all([startPostgres(), startS3(), startFalStandIn({ queueMs: 300, runMs: 1_200 })]);
}, 120_000);
afterAll(async () => {
  await Promise.all([fal.close(), s3.stop(), postgres.stop()]);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test("what one process began another ends, once, and both see it", async () => {
  const shared = {
    DATABASE_URL: await postgres.createDatabase("scale"),
    BLOBS_URL: s3.url("scale"),
    FAL_KEY: "key",
    OAK_FAL_URL: fal.url,
    OAK_ADMIN_KEY: `oak_${"s".repeat(40)}`,
  };
  const start = () => {
    const folder = temporary("scale");
    folders.push(folder);
    return startServer(folder, shared);
  };
  const [first, second] = [await start(), await start()];
  const key = shared.OAK_ADMIN_KEY;
  const [a, b] = [createClient({ baseUrl: first.url, key }), createClient({ baseUrl: second.url, key })];

  const prompts = Array.from({ length: 12 }, (_, index) => `shared ${index}`);
  const begun = await Promise.all(
    prompts.map((prompt, index) =>
      (index % 2 ? a : b).call("generations.create", {
        body: { task: "text-to-image", input: { prompt }, constraints: { only: ["fal"] } },
        headers: { "idempotency-key": `k${index}` },
      }),
    ),
  );
  const again = await b.call("generations.create", {
    body: { task: "text-to-image", input: { prompt: prompts[1]! }, constraints: { only: ["fal"] } },
    headers: { "idempotency-key": "k1" },
  });
  expect(again.id).toBe(begun[1]!.id);
  await waitFor(() => Object.keys(fal.submissions()).length === prompts.length, "every submission");
  await first.kill();

  const ended = await waitFor(
    async () => {
      const { data } = await b.call("generations.list", { query: { limit: 50 } });
      return data.every((generation) => generation.endedAt) ? data : null;
    },
    "the other process to end them",
    90_000,
  );
  expect(ended.length).toBe(prompts.length);
  for (const generation of ended) {
    expect(fal.submissions()[String(generation.input.prompt)]).toBe(1);
    expect(["succeeded", "unknown"]).toContain(generation.status); // unknown only where the kill fell between the answer and its being saved
  }
  const good = ended.filter((generation) => generation.status === "succeeded");
  expect(good.length).toBeGreaterThan(prompts.length / 2);
  const content = await b.call("assets.content", { params: { id: good[0]!.assets[0]!.id }, headers: { range: "bytes=0-7" } });
  expect(content.status).toBe(206);
  expect(Buffer.from(await content.arrayBuffer()).toString("latin1")).toContain("PNG");
  const { balance } = await b.call("me.get");
  expect(balance).toMatchObject({ heldMicro: 0, spentMicro: good.reduce((sum, generation) => sum + generation.settledMicro!, 0) });
  await second.stop();
}, 240_000);
