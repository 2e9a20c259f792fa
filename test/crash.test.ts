// A real server is killed at random moments, fifty times and ten more while it starts, with generations under way at the built-in engines and at a slow provider that outlives it. Then everything is counted.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { openApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { AppError } from "../src/spec/error.ts";
import { ENDED, type Generation } from "../src/spec/generation.ts";
import type { AskInput } from "../src/spec/plan.ts";
import { environment, ROOT, type Running, spawnServer, startServer, temporary, waitFor } from "./server.ts";

const KILLS = 50;
/** Up to so long a server lives once it answers; long enough for an attempt's every step, short enough to be cut in the middle of one. */
const LIFE_MS = 900;
/** Every so many lives are followed by one that ends before it can answer: in the middle of opening, or of taking up what it found. */
const EARLY_EVERY = 5;
const EARLY_MS = 450;
const KEY = `oak_${"k".repeat(40)}`;

let folder = "";
let standIns: Bun.Subprocess<"ignore", "pipe", "inherit">;
let fal = "";

beforeAll(async () => {
  folder = temporary("crash");
  const controls = JSON.stringify({ fal: { queueMs: 80, runMs: 250, submitMs: 40 } });
  standIns = Bun.spawn([process.execPath, "run", join(ROOT, "src", "providers", "stand-in-main.ts"), "--fal", "0", "--controls", controls], {
    cwd: ROOT,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const { value } = await standIns.stdout.getReader().read();
  fal = JSON.parse(new TextDecoder().decode(value)).fal;
});
afterAll(async () => {
  standIns.kill("SIGKILL");
  await standIns.exited;
  rmSync(folder, { recursive: true, force: true });
});

const settings = () => ({ FAL_KEY: "test-key-of-fal", OAK_FAL_URL: fal, OAK_ADMIN_KEY: KEY });

/** What is asked in each life: one at the slow provider, and one built-in of each kind in turn. `image` is an upload. */
function asks(life: number, image: string): AskInput[] {
  const small = { width: 128, height: 72, seconds: 1, seed: life };
  const builtIn: AskInput[] = [
    { task: "text-to-image", input: { prompt: `a red boat ${life}`, width: 128, height: 128, seed: life } },
    { task: "text-to-sound", input: { prompt: `rain ${life}`, seconds: 1, seed: life } },
    { task: "text-to-speech", input: { text: `Number ${life}.` } },
    { task: "text-to-music", input: { prompt: `calm piano ${life}`, seconds: 2, seed: life } },
    { task: "text-to-video", input: { prompt: `waves ${life}`, ...small } },
    { task: "image-to-video", input: { image, prompt: `zoom in ${life}`, ...small } },
    { task: "image-to-image", input: { image, prompt: "black and white", seed: life } },
    { task: "image-upscale", input: { image, scale: 2 } },
    { task: "background-removal", input: { image } },
  ];
  const far: AskInput = { task: "text-to-image", input: { prompt: `far ${life}` }, constraints: { only: ["fal"] } };
  const near = { ...builtIn[life % builtIn.length]!, constraints: { only: ["builtin"] } };
  return [far, near];
}

/** Sends what has not been acknowledged yet, each under its own key, as a careful client does after a lost answer. */
async function sendAll(server: Running, open: Map<string, AskInput>, known: Map<string, string>): Promise<void> {
  await Promise.all(
    [...open].map(async ([key, body]) => {
      const made = await server.client.call("generations.create", { body, headers: { "idempotency-key": key } }).catch((error: unknown) => {
        if (error instanceof AppError && error.code === "unavailable") return null; // killed before it could answer
        throw error;
      });
      if (!made) return;
      expect(known.get(key) ?? made.id).toBe(made.id);
      known.set(key, made.id);
      open.delete(key);
    }),
  );
}

test(`after ${KILLS} kills every generation ends, nothing is bought twice, and the ledger sums to zero`, async () => {
  const open = new Map<string, AskInput>();
  const known = new Map<string, string>();
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="#fff"/><circle cx="48" cy="50" r="26" fill="#c52"/></svg>';
  const picture = await sharp(Buffer.from(svg)).png().toBuffer();
  let image = "";
  for (let life = 0; life < KILLS; life += 1) {
    const server = await startServer(folder, settings());
    image ||= (await server.client.upload(new Blob([new Uint8Array(picture)]), "a.png")).id;
    for (const [index, body] of asks(life, image).entries()) open.set(`life-${life}-${index}`, body);
    const sending = sendAll(server, open, known);
    await Bun.sleep(Math.random() * LIFE_MS);
    await server.kill();
    await sending;
    if (life % EARLY_EVERY === 0) {
      const early = spawnServer(folder, settings());
      await Bun.sleep(Math.random() * EARLY_MS);
      early.kill("SIGKILL");
      await early.exited;
    }
  }

  const server = await startServer(folder, settings());
  await sendAll(server, open, known);
  expect(open.size).toBe(0);
  const ended = await waitFor(
    async () => {
      const all: Generation[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await server.client.call("generations.list", { query: { limit: 100, ...(cursor ? { cursor } : {}) } });
        all.push(...page.data);
        if (!page.next) break;
        cursor = page.next;
      }
      return all.every((generation) => ENDED.has(generation.status)) ? all : null;
    },
    "every generation to end",
    180_000,
  );

  expect(ended.length).toBe(KILLS * 2);
  const submitted: Record<string, number> = await fetch(`${fal}/_stand-in`)
    .then((answer) => answer.json())
    .then((told: any) => told.submissions ?? told);
  for (const generation of ended) {
    const far = generation.provider === "fal";
    const times = far ? (submitted[String(generation.input.prompt)] ?? 0) : 0;
    // A second submission would be a second bill: there is none, whatever was known of the first.
    expect({ prompt: generation.input.prompt, times }).toEqual({ prompt: generation.input.prompt, times: Math.min(times, 1) });
    if (generation.status === "succeeded") {
      expect(generation.assets.length).toBe(1);
      if (far) expect(times).toBe(1);
      const bytes = await (await server.client.call("assets.content", { params: { id: generation.assets[0]!.id } })).arrayBuffer();
      expect(bytes.byteLength).toBe(generation.assets[0]!.bytes);
      expect(generation.attempts.filter((attempt) => attempt.status === "succeeded").length).toBe(1);
    } else {
      // Only what may have been accepted without our learning of it may end so, and it costs its user nothing.
      const { task, status, error } = generation;
      expect({ task, status, far, error: error?.code, detail: error?.detail }).toMatchObject({
        status: "unknown",
        far: true,
        error: "provider.unknown_outcome",
      });
      expect(generation.settledMicro).toBe(0);
    }
  }
  expect(ended.filter((generation) => generation.status === "succeeded").length).toBeGreaterThan(KILLS);
  const spent = ended.reduce((sum, generation) => sum + (generation.settledMicro ?? 0), 0);
  expect(spent).toBeGreaterThan(0);
  const { balance } = await server.client.call("me.get");
  expect(balance).toMatchObject({ heldMicro: 0, spentMicro: spent });
  expect((await server.client.call("jobs.dead")).data).toEqual([]);
  await server.stop();

  const app = await openApp(readConfig(environment(folder, settings())), { work: false });
  expect(await app.parts.ledger.verify(app.parts.db)).toMatchObject({ sumMicro: 0, problems: [] });
  await app.close();
  const unknown = ended.filter((generation) => generation.status === "unknown").length;
  console.log(`${KILLS} kills, ${ended.length} generations: ${ended.length - unknown} succeeded, ${unknown} unknown, ${spent} micros spent`);
}, 480_000);
