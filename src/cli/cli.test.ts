// `oak` as a process: what commands leave alone, how they end, and what a stop in the middle costs. The commands' daily work is tested in test/.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { environment, openInProcess, ROOT, startServer, temporary, waitFor } from "../../test/server.ts";
import { openApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { type FalStandIn, startFalStandIn } from "../providers/fal/stand-in.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "../providers/openai/stand-in.ts";

let fal: FalStandIn;
let openai: OpenAiStandIn;
const folders: string[] = [];
beforeAll(async () => {
  fal = await startFalStandIn({ key: "fal-secret" });
  openai = await startOpenAiStandIn({ key: "sk-secret" });
});
afterAll(async () => {
  await fal.close();
  await openai.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  fal.clear();
  openai.clear();
  Object.assign(fal.controls, { queueMs: 0, runMs: 0 });
  openai.controls.delayMs = 0;
});

const folder = () => {
  folders.push(temporary("cli"));
  return folders.at(-1)!;
};
const variables = () => ({ FAL_KEY: "fal-secret", OAK_FAL_URL: fal.url, OPENAI_API_KEY: "sk-secret", OAK_OPENAI_URL: openai.url });

async function oak(dataDir: string, words: string[], more: Record<string, string> = {}, cwd = ROOT) {
  const child = Bun.spawn([process.execPath, join(ROOT, "src", "cli", "cli.ts"), ...words], {
    cwd,
    env: environment(dataDir, more),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited]);
  return { out, err, code };
}

/** A data folder whose server was killed while a job waited at fal. */
async function abandoned(): Promise<{ dataDir: string; id: string }> {
  const dataDir = folder();
  fal.controls.queueMs = 60_000;
  const server = await startServer(dataDir, variables());
  const { id } = await server.client.call("generations.create", {
    body: { task: "text-to-image", input: { prompt: "left behind" }, model: "black-forest-labs/flux.1-schnell", constraints: { only: ["fal"] } },
  });
  await waitFor(() => fal.received.filter((received) => received.path.endsWith("/status")).length >= 2, "the job to be asked about");
  await Bun.sleep(100); // between two questions
  await server.kill();
  fal.clear();
  return { dataDir, id };
}

describe("work that waits in the data folder", () => {
  test("is not begun by commands that only look, nor by a server whose port is taken", async () => {
    const { dataDir } = await abandoned();
    await Bun.sleep(3_000);
    for (const words of [["models"], ["providers"], ["usage"], ["key", "list"], ["doctor"], ["plan", "x"]])
      expect((await oak(dataDir, words, variables())).code).toBe(0);
    const other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("here") });
    const second = await oak(dataDir, ["start"], { ...variables(), OAK_PORT: String(other.port) });
    await other.stop(true);
    expect(second.code).not.toBe(0);
    expect(second.err).toContain("is taken");
    // The doctor looks at the provider, with a call that costs nothing.
    expect(fal.received.filter(({ path }) => !path.startsWith("/v1/models/pricing"))).toEqual([]);
  }, 60_000);
});

test("a server that is told to stop waits for what it has bought", async () => {
  const dataDir = folder();
  openai.controls.delayMs = 2_000;
  const server = await startServer(dataDir, variables());
  const { id } = await server.client.call("generations.create", {
    body: { task: "text-to-image", input: { prompt: "paid", width: 1024, height: 1024 }, model: "gpt-image-1-mini" },
  });
  await waitFor(() => openai.received.length > 0, "the request to arrive");
  await server.stop();
  expect(existsSync(join(dataDir, "server.json"))).toBe(false);
  const app = await openApp(readConfig(environment(dataDir, variables())), { work: false });
  const answer = await app.fetch(new Request(`http://localhost/v1/generations/${id}`, { headers: { authorization: `Bearer ${app.adminKey}` } }));
  expect(await answer.json()).toMatchObject({ status: "succeeded", error: null });
  await app.close();
  expect(openai.received.length).toBe(1);
}, 60_000);

test("the spending ceiling is the server's: another command does not change it", async () => {
  const server = await openInProcess({ OAK_CEILING_USD: "3" });
  expect((await oak(server.dataDir, ["key"])).code).toBe(0);
  expect((await oak(server.dataDir, ["usage"])).code).toBe(0);
  expect((await server.client.call("me.get")).balance.ceilingMicro).toBe(3_000_000);
  await server.close();
}, 30_000);

describe("a command", () => {
  test("that is not understood ends with 2", async () => {
    for (const words of [["models", "--nonsense"], ["key", "new"], ["nonsense"], ["image", "x", "--prefer", "luck"], ["start", "--port", "many"]])
      expect((await oak(folder(), words)).code).toBe(2);
  }, 30_000);

  test("makes the folder that its result goes to", async () => {
    const dataDir = folder();
    const cwd = join(dataDir, "work");
    mkdirSync(cwd);
    const words = ["image", "a fox", "--only", "fal", "-m", "black-forest-labs/flux.1-schnell"];
    for (const [out, path] of [
      ["new/fox.png", "new/fox.png"],
      ["other/", "other/a-fox.png"],
    ] as const) {
      const made = await oak(dataDir, [...words, "-o", out], variables(), cwd);
      expect(made.code).toBe(0);
      expect(readFileSync(join(cwd, path)).subarray(1, 4).toString()).toBe("PNG");
    }
  }, 30_000);

  test("whose reader leaves early ends quietly", async () => {
    const child = Bun.spawn(["sh", "-c", `"${process.execPath}" src/cli/cli.ts models --json | head -c 5`], {
      cwd: ROOT,
      env: environment(folder()),
      stdout: "pipe",
      stderr: "pipe",
    });
    const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    expect(out.length).toBe(5);
    expect(err).toBe("");
  }, 30_000);
});
