// The orchestrator through the door, against stand-ins for a slow and a quick provider: failover, refusals, cancels, unknown outcomes, money. Crashes are in test/crash.test.ts.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { type InProcess, openInProcess, waitFor } from "../../test/server.ts";
import { sql } from "../db/db.ts";
import { type FalStandIn, startFalStandIn } from "../providers/fal/stand-in.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "../providers/openai/stand-in.ts";
import { createClient } from "../sdk/sdk.ts";
import type { AppError } from "../spec/error.ts";
import type { GenerationEvent } from "../spec/generation.ts";
import type { AskInput } from "../spec/plan.ts";

let fal: FalStandIn;
let openai: OpenAiStandIn;
let oak: InProcess;
let number = 0;

beforeAll(async () => {
  fal = await startFalStandIn({ key: "fal-secret" });
  openai = await startOpenAiStandIn({ key: "sk-secret" });
});
afterAll(async () => {
  await fal.close();
  await openai.close();
});
// A fresh application each time: breakers and balances of one test are none of the next one's business.
beforeEach(async () => {
  await oak?.close();
  fal.fault(null);
  openai.fault(null);
  Object.assign(fal.controls, { queueMs: 0, runMs: 0, outcome: "ok", polls: null, submitMs: 0 });
  Object.assign(openai.controls, { delayMs: 0, fewer: false });
  fal.clear();
  openai.clear();
  oak = await openInProcess({ FAL_KEY: "fal-secret", OAK_FAL_URL: fal.url, OPENAI_API_KEY: "sk-secret", OAK_OPENAI_URL: openai.url });
});
afterAll(() => oak.close());

const FLUX = "black-forest-labs/flux.1-schnell";
const fresh = (words = "") => `prompt ${(number += 1)} ${words}`.trim();
const atFal = (prompt: string, more: Partial<AskInput> = {}): AskInput => ({ task: "text-to-image", input: { prompt }, model: FLUX, ...more });
const make = async (body: AskInput) =>
  (await oak.client.call("generations.create", { body, query: { wait: 30 } })) as never as ReturnType<
    typeof oak.client.call<"generations.get">
  > extends Promise<infer G>
    ? G
    : never;
const balance = async () => (await oak.client.call("me.get")).balance;
const refused = async (promise: Promise<unknown>) =>
  (await promise.then(
    () => null,
    (error: unknown) => error,
  )) as AppError | null;

describe("a generation", () => {
  test("goes through the queue of a slow provider, is kept as our own, and costs its quote", async () => {
    const done = await make(atFal(fresh(), { count: 2 }));
    expect(done).toMatchObject({ status: "succeeded", model: FLUX, provider: "fal", error: null, progress: null });
    expect(done.assets.length).toBe(2);
    expect(done.settledMicro).toBe(done.quote!.highMicro);
    expect(await balance()).toMatchObject({ heldMicro: 0, spentMicro: done.settledMicro! });
    const content = await oak.client.call("assets.content", { params: { id: done.assets[0]!.id } });
    const bytes = Buffer.from(await content.arrayBuffer());
    expect(content.headers.get("etag")).toBe(`"${createHash("sha256").update(bytes).digest("hex")}"`);
    expect(JSON.stringify(done)).not.toContain(new URL(fal.url).host);
    expect(JSON.stringify(done)).not.toContain("fal-secret");
  });

  test("tells its story from a snapshot to its end", async () => {
    fal.controls.runMs = 300;
    const begun = await oak.client.call("generations.create", { body: atFal(fresh()) });
    const events: GenerationEvent[] = [];
    for await (const event of oak.client.follow(begun.id)) events.push(event);
    expect(events[0]!.type).toBe("snapshot");
    expect(events.at(-1)).toMatchObject({ type: "end", generation: { status: "succeeded" } });
    expect(events.map((event) => event.type)).toContain("output");
    const late: GenerationEvent[] = [];
    for await (const event of oak.client.follow(begun.id)) late.push(event);
    expect(late.map((event) => event.type)).toEqual(["snapshot", "end"]);
  });

  test("is refused before anything is begun where a ceiling would be passed, also by many at once", async () => {
    const quote = (await oak.client.call("plans.create", { body: atFal("x") })).quote!.highMicro;
    const { secret, key } = await oak.client.call("keys.create", { body: { name: "small", ceilingMicro: quote * 3 } });
    const small = createClient({ baseUrl: "http://localhost", key: secret, fetch: oak.app.fetch });
    const prompts = Array.from({ length: 12 }, () => fresh("many"));
    const answers = await Promise.all(
      prompts.map((prompt) =>
        small.call("generations.create", { body: atFal(prompt), query: { wait: 30 } }).then(
          (made) => made.status,
          (error: AppError) => error.code,
        ),
      ),
    );
    expect(answers.filter((answer) => answer === "succeeded").length).toBe(3);
    expect(answers.filter((answer) => answer === "credits.ceiling").length).toBe(9);
    expect(prompts.filter((prompt) => fal.submissions()[prompt]).length).toBe(3);
    expect((await oak.client.call("keys.list")).data.find((each) => each.id === key.id)!.spentMicro).toBe(quote * 3);
  });

  test("never costs more than its quote: what a provider reports beyond it is the operator's", async () => {
    // the stand-in counts 1,056 tokens for any image, four times what a low one is quoted at
    const done = await make({
      task: "text-to-image",
      input: { prompt: fresh(), quality: "low", width: 1024, height: 1024 },
      model: "gpt-image-1-mini",
    });
    expect(done.status).toBe("succeeded");
    expect(done.settledMicro).toBe(done.quote!.highMicro);
    expect(done.attempts[0]!.micro!).toBeGreaterThan(done.settledMicro!);
    const { db, ledger } = oak.app.parts;
    expect(await ledger.verify(db)).toMatchObject({ sumMicro: 0, problems: [] });
  });
});

describe("when a provider fails", () => {
  test("another one is asked, within the quote, and only what arrived is paid", async () => {
    openai.fault({ kind: "status", status: 500, body: { error: { message: "boom" } } });
    const prompt = fresh();
    const done = await make({ task: "text-to-image", input: { prompt }, constraints: { only: ["openai", FLUX] }, prefer: "quality" });
    expect(done.status).toBe("succeeded");
    expect(done.attempts[0]).toMatchObject({
      provider: "openai",
      status: "failed",
      charged: "no",
      failure: { code: expect.stringMatching(/^provider\./) },
    });
    expect(done.attempts.at(-1)).toMatchObject({ status: "succeeded" });
    expect(done.provider).toBe(done.attempts.at(-1)!.provider);
    expect(done.settledMicro!).toBeLessThanOrEqual(done.quote!.highMicro);
    expect((await balance()).spentMicro).toBe(done.settledMicro!);
  });

  test("its own error inside COMPLETED is a failure, not a result", async () => {
    const done = await make(atFal(fresh("[error]"), { constraints: { only: ["fal"] } }));
    expect(done).toMatchObject({ status: "failed", settledMicro: 0, assets: [] });
    expect(done.error!.detail.length).toBeGreaterThan(5);
    expect((await balance()).heldMicro).toBe(0);
  });

  test("a refusal of the prompt is final and goes nowhere else", async () => {
    const prompt = fresh("[refused_input]");
    const done = await make({ task: "text-to-image", input: { prompt }, constraints: { only: ["fal"] } });
    expect(done).toMatchObject({ status: "failed", error: { code: "provider.refused_input" }, settledMicro: 0 });
    expect(done.attempts.length).toBe(1);
    expect(fal.submissions()[prompt]).toBe(1);
  });

  test("a result that has gone is told as paid at the provider, and not charged to the user", async () => {
    const done = await make(atFal(fresh("[missing_file]")));
    expect(done).toMatchObject({ status: "failed", settledMicro: 0, error: { code: "provider.expired" } });
    expect(done.attempts[0]).toMatchObject({ charged: "yes" });
  });

  test("a submission whose answer is lost is never sent again: the outcome is unknown, says so, and costs nothing", async () => {
    fal.fault({ kind: "drop" }, (received) => received.method === "POST");
    const prompt = fresh();
    const done = await make(atFal(prompt));
    expect(done).toMatchObject({ status: "unknown", settledMicro: 0, error: { code: "provider.unknown_outcome" } });
    expect(done.attempts).toMatchObject([{ status: "unknown", charged: "unknown" }]);
    expect(fal.received.filter((received) => received.method === "POST").length).toBe(1);
    expect((await balance()).heldMicro).toBe(0);
  });

  test("an answer to a purchase that cannot be read is not bought again elsewhere", async () => {
    for (const standIn of [fal, openai]) standIn.fault({ kind: "garbage", taken: true }, (received) => received.method === "POST");
    const asked = { task: "text-to-image" as const, input: { prompt: fresh(), width: 1024, height: 1024 } };
    const plan = await oak.client.call("plans.create", { body: { ...asked, constraints: { only: ["openai", "fal"] } } });
    expect(new Set(plan.candidates.map((candidate) => candidate.provider))).toEqual(new Set(["openai", "fal"]));
    for (const more of [{ constraints: { only: ["openai", "fal"] } }, { model: "gpt-image-1-mini" }]) {
      const before = fal.received.length + openai.received.length;
      const done = await make({ ...asked, ...more });
      expect(done).toMatchObject({ status: "unknown", settledMicro: 0, error: { code: "provider.unknown_outcome" } });
      expect(done.attempts).toMatchObject([{ status: "unknown", charged: "unknown" }]);
      expect(fal.received.length + openai.received.length - before).toBe(1);
    }
    expect((await balance()).heldMicro).toBe(0);
  });

  test("a status that cannot be asked for a while loses nothing", async () => {
    fal.controls.runMs = 200;
    let failures = 0;
    fal.fault({ kind: "status", status: 503 }, (received) => received.path.endsWith("/status") && (failures += 1) <= 1);
    const prompt = fresh();
    const done = await make(atFal(prompt));
    expect(done.status).toBe("succeeded");
    expect(fal.submissions()[prompt]).toBe(1);
  }, 20_000);

  test("a wrong key is the operator's affair: the next one is asked, and no key is shown", async () => {
    openai.fault({ kind: "status", status: 401, body: { error: { message: "Incorrect API key provided: sk-secret", code: "invalid_api_key" } } });
    const done = await make({ task: "text-to-image", input: { prompt: fresh() }, constraints: { only: ["openai", FLUX] }, prefer: "quality" });
    expect(done.status).toBe("succeeded");
    expect(done.attempts[0]).toMatchObject({ failure: { code: "provider.auth" } });
    expect(JSON.stringify(done)).not.toContain("sk-secret");
  });
});

describe("a cancel", () => {
  test("reaches a running job at the provider", async () => {
    fal.controls.queueMs = 60_000;
    const begun = await oak.client.call("generations.create", { body: atFal(fresh()) });
    await waitFor(
      async () => (await oak.client.call("generations.get", { params: { id: begun.id } })).attempts[0]?.status === "running",
      "the job to run",
    );
    const asked = await oak.client.call("generations.cancel", { params: { id: begun.id } });
    expect(["canceling", "canceled"]).toContain(asked.status);
    const done = await waitFor(async () => {
      const found = await oak.client.call("generations.get", { params: { id: begun.id } });
      return found.endedAt ? found : null;
    }, "the cancel to take");
    expect(done).toMatchObject({ status: "canceled", settledMicro: 0 });
    expect(fal.received.some((received) => received.method === "PUT" && received.path.endsWith("/cancel"))).toBe(true);
    expect(await oak.client.call("generations.cancel", { params: { id: begun.id } })).toMatchObject({ status: "canceled" });
    expect((await balance()).heldMicro).toBe(0);
  });

  test("that comes while the job is being handed over waits for its number, so that it can be stopped there", async () => {
    Object.assign(fal.controls, { queueMs: 60_000, submitMs: 1_200 });
    const begun = await oak.client.call("generations.create", { body: atFal(fresh()) });
    await waitFor(() => fal.received.some((received) => received.method === "POST"), "the submission to arrive");
    await oak.client.call("generations.cancel", { params: { id: begun.id } });
    const done = await waitFor(async () => {
      const found = await oak.client.call("generations.get", { params: { id: begun.id } });
      return found.endedAt ? found : null;
    }, "the cancel to take");
    expect(done.status).toBe("canceled");
    expect([...fal.jobs.values()].at(-1)!.canceled).toBe(true);
  });

  test("stops a provider that answers on the same connection", async () => {
    openai.controls.delayMs = 30_000;
    const begun = await oak.client.call("generations.create", {
      body: { task: "text-to-image", input: { prompt: fresh(), width: 1024, height: 1024 }, model: "gpt-image-1-mini" },
    });
    await waitFor(() => openai.received.length > 0, "the request to arrive");
    await oak.client.call("generations.cancel", { params: { id: begun.id } });
    const done = await waitFor(async () => {
      const found = await oak.client.call("generations.get", { params: { id: begun.id } });
      return found.endedAt ? found : null;
    }, "the cancel to take");
    expect(done.status).toBe("canceled");
    expect(done.attempts[0]!.charged).not.toBe("yes");
    expect(openai.received.length).toBe(1);
  });
});

test("work that ends its process again and again is given up, told as unknown and not paid by its user", async () => {
  fal.controls.runMs = 60_000;
  const begun = await oak.client.call("generations.create", { body: atFal(fresh()) });
  const look = () => oak.client.call("generations.get", { params: { id: begun.id } });
  await waitFor(async () => (await look()).attempts[0]?.status === "running", "the provider to be at it");
  await oak.app.parts.db.run(sql`update jobs set state = 'running', lease = 'gone', run_at = 1, vanished = 24 where subject = ${begun.id}`);
  const done = await waitFor(async () => {
    const found = await look();
    return found.endedAt ? found : null;
  }, "it to be given up");
  expect(done).toMatchObject({ status: "unknown", settledMicro: 0, assets: [] });
  expect(done.attempts).toMatchObject([{ status: "unknown", charged: "unknown" }]);
  expect(done.error!.detail).toContain("given up");
  expect(await balance()).toMatchObject({ heldMicro: 0, spentMicro: 0 });
});

describe("what is paid for is not lost", () => {
  const isFile = (received: { path: string }) => received.path.startsWith("/files/");

  test("one file of two that cannot be had leaves the other", async () => {
    let gone: string | null = null;
    fal.fault({ kind: "status", status: 404 }, (received) => isFile(received) && (gone ??= received.path) === received.path);
    const prompt = fresh();
    const done = await make(atFal(prompt, { count: 2 }));
    expect(done).toMatchObject({ status: "partial", error: { code: "provider.expired" } });
    expect(done.assets.length).toBe(1);
    expect(fal.submissions()[prompt]).toBe(2); // one by one, each once
  });

  test("a file whose address has expired is fetched from where the provider says it is now", async () => {
    let asked = 0;
    fal.fault({ kind: "status", status: 404 }, (received) => isFile(received) && (asked += 1) === 1);
    const prompt = fresh();
    expect(await make(atFal(prompt))).toMatchObject({ status: "succeeded" });
    expect(fal.submissions()[prompt]).toBe(1);
  });

  test("a file server that is away for a while only delays", async () => {
    let asked = 0;
    fal.fault({ kind: "status", status: 504 }, (received) => isFile(received) && (asked += 1) <= 7);
    const prompt = fresh();
    const done = await make(atFal(prompt));
    expect(done.status).toBe("succeeded");
    expect(fal.submissions()[prompt]).toBe(1);
  }, 60_000);

  const IMAGE: AskInput = { task: "text-to-image", input: { prompt: "x", width: 1024, height: 1024 }, model: "gpt-image-1-mini" };

  test("a store that fails for a moment does not lose what came with the answer", async () => {
    const { assets } = oak.app.parts;
    const prepare = assets.prepare;
    let failures = 0;
    assets.prepare = (...args) => ((failures += 1) <= 2 ? Promise.reject(new Error("the disk is away")) : prepare(...args));
    const done = await make(IMAGE);
    expect(done).toMatchObject({ status: "succeeded", error: null });
    expect(openai.received.length).toBe(1);
  });

  test("a price that can no longer be told does not lose it either", async () => {
    const { prices } = oak.app.parts;
    const at = prices.at;
    prices.at = () => Promise.reject(new Error("the book cannot be read"));
    const done = await make(IMAGE);
    prices.at = at;
    expect(done).toMatchObject({ status: "succeeded", error: null });
    expect(done.settledMicro).toBe(done.quote!.highMicro);
  });

  test("a result that was ready while the server was off over night is still fetched", async () => {
    fal.controls.queueMs = 1_500;
    const prompt = fresh();
    const begun = await oak.client.call("generations.create", { body: atFal(prompt) });
    await waitFor(() => fal.submissions()[prompt], "the submission");
    await waitFor(
      async () => (await oak.client.call("generations.get", { params: { id: begun.id } })).attempts[0]?.status === "running",
      "the job to run",
    );
    await oak.app.parts.db.run(sql`update generations set created_at = created_at - 30000000 where id = ${begun.id}`);
    for (const job of fal.jobs.values()) job.state = "COMPLETED";
    const done = await waitFor(async () => {
      const found = await oak.client.call("generations.get", { params: { id: begun.id } });
      return found.endedAt ? found : null;
    }, "its end");
    expect(done.status).toBe("succeeded");
    expect(done.assets.length).toBe(1);
  });
});

describe("listening", () => {
  test("can be given up at any time, and nobody listens any more", async () => {
    fal.controls.queueMs = 60_000;
    const begun = await oak.client.call("generations.create", { body: atFal(fresh()) });
    const { generations } = oak.app.parts;
    const follow = generations.follow;
    let closed = false;
    generations.follow = async function* (...args) {
      try {
        yield* follow(...args);
      } finally {
        closed = true;
      }
    };
    for await (const event of oak.client.follow(begun.id)) if (event.type === "snapshot") break;
    await waitFor(() => closed, "the listener to leave", 4_000);
    await oak.client.call("generations.cancel", { params: { id: begun.id } });
  });
});

describe("what was made", () => {
  test("can be taken out of the feed; its entries in the ledger stay", async () => {
    const done = await make(atFal(fresh()));
    await oak.client.call("generations.delete", { params: { id: done.id } });
    expect((await refused(oak.client.call("generations.get", { params: { id: done.id } })))?.code).toBe("request.not_found");
    expect((await refused(oak.client.call("assets.get", { params: { id: done.assets[0]!.id } })))?.code).toBe("request.not_found");
    expect((await oak.client.call("ledger.list", { query: {} })).data.some((entry) => entry.generation === done.id)).toBe(true);
  });

  test("is listed newest first, a page at a time, each once", async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push((await make(atFal(fresh()))).id);
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await oak.client.call("generations.list", { query: { limit: 2, ...(cursor ? { cursor } : {}) } });
      seen.push(...page.data.map((generation) => generation.id));
      if (!page.next) break;
      cursor = page.next;
    }
    expect(seen).toEqual(ids.toReversed());
  });

  test("a result that was fetched from the provider can be asked for again as an input", async () => {
    const first = await make(atFal(fresh()));
    const upscaled = await make({ task: "image-upscale", input: { image: first.assets[0]!.id, scale: 2 }, constraints: { only: ["fal"] } });
    expect(upscaled.error).toBeNull();
    expect(upscaled.status).toBe("succeeded");
  });
});
