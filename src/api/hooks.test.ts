// Webhooks coming in from providers, through the door: genuine ones only wake, in any order and any number; forged, strange and huge ones do nothing at all.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type InProcess, openInProcess, waitFor } from "../../test/server.ts";
import { sql } from "../db/db.ts";
import { type FalStandIn, startFalStandIn } from "../providers/fal/stand-in.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "../providers/openai/stand-in.ts";
import type { Generation } from "../spec/generation.ts";
import { LIMITS } from "../spec/limits.ts";

let fal: FalStandIn;
let openai: OpenAiStandIn;
let oak: InProcess;
/** Where the outside world reaches us: a proxy that may lose, hold and double what comes. */
let outside: Bun.Server<undefined>;
let heard: Request[] = [];
let pass: (request: Request) => Promise<Response> = async (request) => oak.app.fetch(request);

beforeAll(async () => {
  fal = await startFalStandIn({ key: "fal-secret" });
  openai = await startOpenAiStandIn({ key: "sk-secret" });
});
beforeEach(async () => {
  heard = [];
  pass = async (request) => oak.app.fetch(request);
  outside = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (received) => {
      const request = new Request(received.url, { method: "POST", headers: received.headers, body: await received.arrayBuffer() });
      heard.push(request.clone());
      return pass(request);
    },
  });
  Object.assign(fal.controls, { queueMs: 50, runMs: 50, outcome: "ok", polls: null, submitMs: 0 });
  Object.assign(openai.controls, { delayMs: 0 });
  fal.clear();
  oak = await openInProcess({
    FAL_KEY: "fal-secret",
    OAK_FAL_URL: fal.url,
    OPENAI_API_KEY: "sk-secret",
    OAK_OPENAI_URL: openai.url,
    OAK_PUBLIC_URL: `http://127.0.0.1:${outside.port}`,
  });
});
afterEach(async () => {
  await oak.close();
  await outside.stop(true);
});
afterAll(async () => {
  await fal.close();
  await openai.close();
});

const FLUX = "black-forest-labs/flux.1-schnell";
const begin = (prompt: string) => oak.client.call("generations.create", { body: { task: "text-to-image", input: { prompt }, model: FLUX } });
const get = (id: string) => oak.client.call("generations.get", { params: { id } });
const ended = (id: string) =>
  waitFor(async () => {
    const now: Generation = await get(id);
    return now.endedAt !== null && now;
  }, `${id} to end`);
const rowOf = async (id: string) =>
  (await oak.app.parts.db.one<{ ref: string | null; id: string }>(sql`select id, ref from attempts where generation = ${id}`))!;

/** A generation that waits at fal, and whose job would not look again by itself for a day. */
async function sleeping(prompt: string): Promise<{ generation: string; attempt: string; remote: string }> {
  Object.assign(fal.controls, { queueMs: 86_400_000 });
  const { id } = await begin(prompt);
  const { db } = oak.app.parts;
  const far = Date.now() + 86_400_000;
  const row = await waitFor(async () => {
    const attempt = await db.one<{ id: string; ref: string | null }>(sql`select id, ref from attempts where generation = ${id}`);
    if (!attempt?.ref) return null;
    return (await db.run(sql`update jobs set run_at = ${far} where subject = ${id} and state = 'ready'`)) === 1 && attempt;
  }, "the attempt to wait at the provider");
  return { generation: id, attempt: row.id, remote: [...fal.jobs.keys()].at(-1)! };
}
const asleep = async (generation: string) => {
  const job = await oak.app.parts.db.one<{ run_at: number; again: number; state: string }>(
    sql`select run_at, again, state from jobs where subject = ${generation}`,
  );
  return job!.state === "ready" && job!.again === 0 && job!.run_at > Date.now() + 3_600_000;
};
const post = (path: string, sent: { body: BodyInit; headers?: Record<string, string> }) =>
  oak.app.fetch(new Request(`http://localhost${path}`, { method: "POST", ...sent }));
const said = async (answer: Response) => `${answer.status} ${answer.status < 300 ? "" : ((await answer.json()) as { code: string }).code}`.trim();

describe("a genuine webhook", () => {
  test("wakes the job, which asks for itself; what the webhook says is not believed", async () => {
    const { generation, attempt, remote } = await sleeping("wake me");
    const asked = fal.jobs.get(remote)!.asked;
    const path = `/v1/hooks/fal?attempt=${attempt}`;
    // It speaks of success, the provider does not: nothing is taken from it.
    expect(await said(await post(path, await fal.webhook(remote)))).toBe("202");
    await waitFor(() => fal.jobs.get(remote)!.asked > asked, "the job to ask");
    expect(await get(generation)).toMatchObject({ status: "running", assets: [] });
    fal.jobs.get(remote)!.state = "COMPLETED";
    expect(await said(await post(path, await fal.webhook(remote)))).toBe("202");
    expect(await ended(generation)).toMatchObject({ status: "succeeded", assets: [{}] });
  });

  test("that comes five times at once, and again after the end, makes nothing twice", async () => {
    const statuses: number[] = [];
    pass = async (request) => {
      const answers = await Promise.all(Array.from({ length: 5 }, () => oak.app.fetch(request.clone())));
      statuses.push(...answers.map(({ status }) => status));
      return answers[0]!;
    };
    const { id } = await begin("five times");
    const done = await ended(id);
    await waitFor(() => heard.length > 0, "the webhook");
    expect(done).toMatchObject({ status: "succeeded", settledMicro: done.quote!.highMicro });
    expect(done.assets).toHaveLength(1);
    expect(await said(await pass(heard[0]!.clone()))).toBe("202");
    expect(await get(id)).toEqual(done);
    expect(statuses).toEqual(Array.from({ length: 10 }, () => 202));
    expect(fal.submissions()["five times"]).toBe(1);
    const entries = (await oak.client.call("ledger.list")).data.filter(({ generation }) => generation === id);
    expect(entries.filter(({ kind }) => kind === "capture")).toHaveLength(1);
  });

  test("that is lost is not missed", async () => {
    pass = async () => new Response(null, { status: 502 });
    const { id } = await begin("lost");
    expect(await ended(id)).toMatchObject({ status: "succeeded" });
    expect(heard).toHaveLength(1);
  });

  test("that overtakes the answer to the submission is not lost either: the job looks again right after", async () => {
    Object.assign(fal.controls, { queueMs: 0, runMs: 0, submitMs: 1_500 });
    const early: unknown[] = [];
    pass = async (request) => {
      const attempt = new URL(request.url).searchParams.get("attempt")!;
      const { db } = oak.app.parts;
      early.push(await db.one(sql`select status, ref from attempts where id = ${attempt}`));
      const answer = await oak.app.fetch(request);
      early.push(await db.one(sql`select j.state, j.again from jobs j join attempts a on a.generation = j.subject where a.id = ${attempt}`));
      return answer;
    };
    const { id } = await begin("early bird");
    expect(await ended(id)).toMatchObject({ status: "succeeded" });
    expect(early).toEqual([
      { status: "starting", ref: null },
      { state: "running", again: 1 },
    ]);
    expect(fal.submissions()["early bird"]).toBe(1);
  });
});

describe("does nothing at all", () => {
  test("forged, changed, stale, or about something else", async () => {
    const { generation, attempt, remote } = await sleeping("undisturbed");
    const path = `/v1/hooks/fal?attempt=${attempt}`;
    const stranger = await startFalStandIn({ key: "fal-secret" });
    const good = await fal.webhook(remote);
    const now = Math.floor(Date.now() / 1000);
    const refused: Record<string, { body: string; headers: Record<string, string> }> = {
      "another's signature": await stranger.webhook(remote),
      "no signature": { body: good.body, headers: {} },
      "another body": { ...good, body: good.body.replace("OK", "KO") },
      "another id": { ...good, headers: { ...good.headers, "x-fal-webhook-request-id": "another" } },
      "an hour old": await fal.webhook(remote, { timestamp: now - 3_600 }),
      "an hour early": await fal.webhook(remote, { timestamp: now + 3_600 }),
    };
    await stranger.close();
    for (const [what, sent] of Object.entries(refused))
      expect({ what, says: await said(await post(path, sent)) }).toEqual({ what, says: "401 auth.invalid" });
    // Genuine, but of another job of this account, or for an attempt that is not there: taken, and nothing comes of it.
    expect(await said(await post(path, await fal.webhook("another-job")))).toBe("202");
    expect(await said(await post("/v1/hooks/fal?attempt=att_none", good))).toBe("202");
    expect(await asleep(generation)).toBe(true);
    // The same bytes for the attempt that they are about do wake it: it was not for another reason that it slept.
    expect(await said(await post(path, good))).toBe("202");
    await waitFor(async () => !(await asleep(generation)), "the job to wake");
  });

  test("for an attempt at another provider", async () => {
    Object.assign(openai.controls, { delayMs: 2_000 });
    const { id } = await oak.client.call("generations.create", {
      body: { task: "text-to-image", input: { prompt: "elsewhere", width: 1024, height: 1024 }, model: "gpt-image-1-mini" },
    });
    const attempt = await waitFor(() => rowOf(id).catch(() => null), "the attempt");
    const good = await fal.webhook("any");
    expect(await said(await post(`/v1/hooks/fal?attempt=${attempt.id}`, good))).toBe("202");
    const job = await oak.app.parts.db.one<{ again: number }>(sql`select again from jobs where subject = ${id}`);
    expect(job).toEqual({ again: 0 });
    // Signed by fal, sent to another's door.
    expect(await said(await post(`/v1/hooks/replicate?attempt=${attempt.id}`, good))).toBe("401 auth.invalid");
    expect(await ended(id)).toMatchObject({ status: "succeeded" });
  });

  test("for who sends none, for nobody, without an attempt; none of their bodies is read", async () => {
    for (const [path, says] of [
      ["/v1/hooks/openai?attempt=att_1", "404 request.not_found"],
      ["/v1/hooks/nobody?attempt=att_1", "404 request.not_found"],
      ["/v1/hooks/constructor?attempt=att_1", "404 request.not_found"],
      ["/v1/hooks/fal", "400 request.invalid"],
      ["/v1/hooks/fal?attempt=", "400 request.invalid"],
      [`/v1/hooks/fal?attempt=${"a".repeat(LIMITS.idChars + 1)}`, "400 request.invalid"],
    ] as const) {
      let read = 0;
      const body = new ReadableStream({ pull: (controller) => (controller.enqueue(new Uint8Array(65_536)), void (read += 1)) }, { highWaterMark: 0 });
      expect({ path, says: await said(await post(path, { body })) }).toEqual({ path, says });
      expect(read).toBe(0);
    }
  });

  test("with a body beyond the bound: refused by what it says and, where it does not say, after as much", async () => {
    const { generation, attempt, remote } = await sleeping("huge");
    const path = `/v1/hooks/fal?attempt=${attempt}`;
    const { headers } = await fal.webhook(remote);
    expect(await said(await post(path, { headers, body: new Uint8Array(LIMITS.hookBytes + 1) }))).toBe("413 request.too_large");
    let sent = 0;
    const endless = new ReadableStream({ pull: (controller) => (controller.enqueue(new Uint8Array(65_536)), void (sent += 65_536)) });
    expect(await said(await post(path, { headers, body: endless }))).toBe("413 request.too_large");
    expect(sent).toBeLessThan(LIMITS.hookBytes + 1024 * 1024);
    expect(await asleep(generation)).toBe(true);
  });
});
