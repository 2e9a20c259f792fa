// Attempts beside each other, through the door: batches of which one is refused, hedges, places at a provider, breakers that close again, and what processes tell each other.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type InProcess, openInProcess, waitFor } from "../../test/server.ts";
import { type Clock, systemClock } from "../clock.ts";
import { type FalStandIn, startFalStandIn } from "../providers/fal/stand-in.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "../providers/openai/stand-in.ts";
import { ERRORS } from "../spec/error.ts";
import type { Generation } from "../spec/generation.ts";
import type { AskInput } from "../spec/plan.ts";
import { createHealth } from "./health.ts";
import { slotsOf } from "./slots.ts";
import type { AttemptRow } from "./store.ts";

let fal: FalStandIn;
let openai: OpenAiStandIn;
let oak: InProcess;
let number = 0;
const settings = () => ({ FAL_KEY: "fal-secret", OAK_FAL_URL: fal.url, OPENAI_API_KEY: "sk-secret", OAK_OPENAI_URL: openai.url });

beforeAll(async () => {
  fal = await startFalStandIn({ key: "fal-secret" });
  openai = await startOpenAiStandIn({ key: "sk-secret" });
});
afterAll(async () => {
  await oak?.close();
  await fal.close();
  await openai.close();
});
async function fresh(more: Record<string, string> = {}): Promise<void> {
  await oak?.close();
  fal.fault(null);
  openai.fault(null);
  Object.assign(fal.controls, { queueMs: 0, runMs: 0, outcome: "ok", polls: null, submitMs: 0 });
  Object.assign(openai.controls, { delayMs: 0, fewer: false });
  fal.clear();
  fal.jobs.clear();
  openai.clear();
  oak = await openInProcess({ ...settings(), ...more });
}
beforeEach(() => fresh());

const FLUX = "black-forest-labs/flux.1-schnell";
const prompt = (words = "") => `picture ${(number += 1)} ${words}`.trim();
const make = async (body: AskInput): Promise<Generation> =>
  (await oak.client.call("generations.create", { body, query: { wait: 30 } as never })) as Generation;
const atOpenAi = (count: number, more: Partial<AskInput> = {}): AskInput => ({
  task: "text-to-image",
  input: { prompt: prompt(), quality: "low", width: 1024, height: 1024 },
  model: "openai:gpt-image-2",
  count,
  ...more,
});
const REFUSAL = {
  error: {
    message: "Rejected by the safety system.",
    type: "image_generation_user_error",
    code: "moderation_blocked",
    moderation_details: { moderation_stage: "output" },
  },
};
const balance = async () => (await oak.client.call("me.get")).balance;
const sound = async () => expect(await oak.app.parts.ledger.verify(oak.app.parts.db)).toMatchObject({ sumMicro: 0, problems: [] });

describe("a batch where one refusal would end all", () => {
  test("is asked for one by one: three of four arrive, are paid, and the refused one says why", async () => {
    let seen = 0;
    openai.fault({ kind: "status", status: 400, body: REFUSAL }, ({ method }) => method === "POST" && ++seen === 2);
    const done = await make(atOpenAi(4));
    expect(done).toMatchObject({ status: "partial", error: { code: "provider.refused_output" } });
    expect([done.assets.length, done.attempts.length]).toEqual([3, 4]);
    expect(openai.received.filter(({ path }) => path.endsWith("/images/generations")).map(({ json }) => json.n)).toEqual([1, 1, 1, 1]);
    const paid = done.attempts
      .filter((attempt) => attempt.status === "succeeded")
      .reduce((sum, attempt) => sum + Math.min(attempt.micro!, done.quote!.highMicro), 0);
    expect(done.settledMicro).toBe(Math.min(paid, done.quote!.highMicro));
    expect(await balance()).toMatchObject({ heldMicro: 0, spentMicro: done.settledMicro! });
    await sound();
  });

  test("that is refused as a whole costs nothing", async () => {
    openai.fault({ kind: "status", status: 400, body: REFUSAL });
    expect(await make(atOpenAi(3))).toMatchObject({ status: "failed", error: { code: "provider.refused_output" }, settledMicro: 0, assets: [] });
  });

  test("goes on elsewhere for those that failed, and keeps what had arrived", async () => {
    let seen = 0;
    openai.fault({ kind: "status", status: 500, body: { error: { message: "boom" } } }, ({ method }) => method === "POST" && ++seen > 2);
    const done = await make({
      task: "text-to-image",
      input: { prompt: prompt(), width: 1024, height: 1024 },
      count: 4,
      constraints: { only: ["openai:gpt-image-2", "builtin"] },
      prefer: "quality",
    });
    expect(done).toMatchObject({ status: "succeeded" });
    expect(done.assets.length).toBe(4);
    expect(new Set(done.attempts.filter((attempt) => attempt.status === "succeeded").map((attempt) => attempt.provider))).toEqual(
      new Set(["openai", "builtin"]),
    );
    await sound();
  });

  test("more than an offer makes at once is asked for in several requests", async () => {
    const done = await make({
      task: "text-to-image",
      input: { prompt: prompt(), width: 128, height: 128 },
      constraints: { only: ["builtin"] },
      count: 8,
    });
    expect(done.assets.length).toBe(8);
    const [most] = oak.app.parts.market.world("text-to-image").offers.filter((view) => view.offer.provider === "builtin");
    const { maxCount } = most!.offer.tasks["text-to-image"]!;
    expect(done.attempts.length).toBe(Math.ceil(8 / maxCount));
    expect(done.attempts.every((attempt) => attempt.asked <= maxCount)).toBe(true);
  });
});

describe("a hedge", () => {
  const warm = async () => {
    for (let turn = 0; turn < 4; turn += 1) await make({ task: "text-to-image", input: { prompt: prompt() }, model: FLUX });
  };
  const ask = (more: Partial<AskInput> = {}): AskInput => ({
    task: "text-to-image",
    input: { prompt: prompt("[slow]") },
    constraints: { only: ["fal:fal-ai/flux/schnell", "openai:gpt-image-2"], maxCostMicro: 900_000 },
    prefer: "cheap",
    ...more,
  });

  test("is bought where the ask allows it and the first is late; the first result counts, the other is stopped, and both are told", async () => {
    await warm();
    fal.controls.runMs = 60_000;
    const done = await make(ask({ hedge: { maxCostMicro: 900_000 } }));
    expect(done).toMatchObject({ status: "succeeded", assets: [{ origin: "generated" }] });
    const [first, second] = done.attempts;
    expect([first!.provider, first!.status, second!.provider, second!.status, second!.hedges]).toEqual([
      "fal",
      "canceled",
      "openai",
      "succeeded",
      first!.id,
    ]);
    expect([...fal.jobs.values()].at(-1)!.canceled).toBe(true);
    expect(await balance()).toMatchObject({ heldMicro: 0 });
    await sound();
  }, 60_000);

  test("is not bought where nobody allowed it, nor above what was allowed", async () => {
    await warm();
    fal.controls.runMs = 1_500;
    for (const more of [{}, { hedge: { maxCostMicro: 1 } }])
      expect((await make(ask(more))).attempts.map((attempt) => attempt.provider)).toEqual(["fal"]);
  }, 60_000);
});

describe("places at a provider", () => {
  test("are waited for in line: no more under way than it takes, and all arrive", async () => {
    await fresh({ OAK_FAL_CONCURRENCY: "2" });
    fal.controls.runMs = 300;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, [...fal.jobs.values()].filter((job) => job.state !== "COMPLETED").length);
    }, 10);
    const done = await Promise.all(Array.from({ length: 7 }, () => make({ task: "text-to-image", input: { prompt: prompt() }, model: FLUX })));
    clearInterval(watch);
    expect(done.map((each) => each.status)).toEqual(Array.from({ length: 7 }, () => "succeeded"));
    expect(most).toBe(2);
  }, 60_000);

  test("a provider's own 'no more' is learned, and nobody fails of it", async () => {
    let open = 0;
    fal.controls.runMs = 200;
    fal.fault({ kind: "status", status: 429, body: { detail: "You have reached the concurrent requests limit" } }, ({ method }) => {
      open = [...fal.jobs.values()].filter((job) => job.state !== "COMPLETED").length;
      return method === "POST" && open >= 1;
    });
    const done = await Promise.all(Array.from({ length: 3 }, () => make({ task: "text-to-image", input: { prompt: prompt() }, model: FLUX })));
    expect(done.map((each) => each.status)).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(Object.values(fal.submissions()).every((times) => times === 1)).toBe(true);
  }, 60_000);
});

describe("health", () => {
  const clockAt = (state: { now: number }): Clock => ({ ...systemClock, now: () => state.now });

  test("a breaker opens after three failures, lets one through when its time is over, and closes with it", () => {
    const state = { now: 1_000_000 };
    const health = createHealth({ clock: clockAt(state), db: oak.app.parts.db });
    for (let turn = 0; turn < 3; turn += 1) health.failed("p:a", "p", ERRORS["provider.error"], "It failed.");
    expect([health.failing("p:a", "p"), health.failing("p:b", "p")]).toEqual([expect.stringContaining("tried again in 15 s"), null]);
    expect(health.mayBegin("p:a", "p")).toBe(false);
    state.now += 15_001;
    expect(health.mayBegin("p:a", "p")).toBe(true);
    health.begun("p:a", "p");
    expect(health.mayBegin("p:a", "p")).toBe(false); // one probe at a time
    health.failed("p:a", "p", ERRORS["provider.error"], "Again.");
    expect(health.failing("p:a", "p")).toContain("30 s");
    state.now += 30_001;
    health.begun("p:a", "p");
    health.succeeded("p:a", "p", 1);
    expect([health.failing("p:a", "p"), health.mayBegin("p:a", "p")]).toEqual([null, true]);
  });

  test("each kind of failure speaks against whom its row names, a refused prompt against nobody", () => {
    const state = { now: 1_000_000 };
    const health = createHealth({ clock: clockAt(state), db: oak.app.parts.db });
    for (let turn = 0; turn < 5; turn += 1)
      for (const code of ["provider.refused_input", "provider.refused_output", "provider.invalid", "provider.rate", "provider.expired"] as const)
        health.failed("q:a", "q", ERRORS[code], "No.");
    expect(health.failing("q:a", "q")).toBeNull();
    health.failed("q:a", "q", ERRORS["provider.auth"], "The key is wrong.");
    expect([health.failing("q:b", "q"), health.failing("r:a", "r")]).toEqual([expect.stringContaining("The key is wrong."), null]);
  });

  test("a learned cap rises again with time, and a pause ends by itself", () => {
    const state = { now: 1_000_000 };
    const health = createHealth({ clock: clockAt(state), db: oak.app.parts.db });
    health.full("p", 4);
    expect(health.cap("p", 10)).toBe(3);
    expect(health.waitMs("p")).toBeGreaterThan(0);
    state.now += 120_000;
    expect([health.cap("p", 10), health.cap("p", 2), health.waitMs("p")]).toEqual([5, 2, 0]);
    health.paused("p", 7_000);
    expect(health.waitMs("p")).toBe(7_000);
  });

  test("how often attempts succeed fades with time, a refused prompt says nothing, and one failure condemns nobody", () => {
    const state = { now: 1_000_000_000 };
    const health = createHealth({ clock: clockAt(state), db: oak.app.parts.db });
    expect(health.success("t:a")).toBeNull();
    for (let turn = 0; turn < 6; turn += 1) health.succeeded("t:a", "t", 1);
    expect(health.success("t:a")).toBe(1);
    health.failed("t:a", "t", ERRORS["provider.refused_input"], "No.");
    expect(health.success("t:a")).toBe(1);
    health.failed("t:b", "t", ERRORS["provider.error"], "It failed.");
    expect(health.success("t:b")).toBeCloseTo(4 / 5, 6);
    for (let turn = 0; turn < 20; turn += 1) health.failed("t:b", "t", ERRORS["provider.error"], "It failed.");
    expect(health.success("t:b")!).toBeLessThan(0.2);
    state.now += 24 * 60 * 60_000;
    expect(health.success("t:b")!).toBeGreaterThan(0.95);
  });

  test("how long one stands in line is learned from those who did, and forgotten in minutes", async () => {
    const state = { now: Date.now() };
    const { db } = oak.app.parts;
    const [one, two] = [createHealth({ clock: clockAt(state), db }), createHealth({ clock: clockAt(state), db })];
    one.waited("u", 0);
    expect(one.queueSeconds("u")).toBeNull();
    for (let turn = 0; turn < 12; turn += 1) one.waited("u", 30);
    expect(one.queueSeconds("u")!).toBeCloseTo(30, 0);
    one.failed("u:a", "u", ERRORS["provider.error"], "It failed.");
    await one.share();
    await two.share();
    expect(two.queueSeconds("u")!).toBeCloseTo(30, 0);
    expect(two.success("u:a")).toBeCloseTo(4 / 5, 6);
    state.now += 10 * 60_000;
    expect(two.queueSeconds("u")!).toBeLessThan(1);
  });

  test("is shared: what one process learned the other knows, and the newest word counts", async () => {
    const state = { now: Date.now() };
    const { db } = oak.app.parts;
    const [one, two] = [createHealth({ clock: clockAt(state), db }), createHealth({ clock: clockAt(state), db })];
    for (let turn = 0; turn < 3; turn += 1) one.failed("s:a", "s", ERRORS["provider.error"], "It failed there.");
    one.succeeded("s:b", "s", 4);
    await one.share();
    await two.share();
    expect(two.failing("s:a", "s")).toContain("It failed there.");
    state.now += 20_000;
    two.succeeded("s:a", "s", 1);
    await two.share();
    await one.share();
    expect(one.failing("s:a", "s")).toBeNull();
  });
});

describe("slots", () => {
  const row = (set: Partial<AttemptRow>): AttemptRow =>
    ({ id: "a", hedges: null, outputs_asked: 1, outputs_made: null, status: "running", ended_at: null, failure: null, ...set }) as AttemptRow;
  const failed = (code: string) => ({ status: "failed" as const, ended_at: 1, failure: JSON.stringify({ code }) });

  test("made, under way, lost and left add up to what was asked for", () => {
    expect(slotsOf(4, [])).toEqual({ wanted: 4, made: 0, underWay: 0, lost: 0, left: 4 });
    const attempts = [
      row({ id: "a", status: "succeeded", outputs_made: 1, ended_at: 1 }),
      row({ id: "b" }),
      row({ id: "c", ...failed("provider.error") }),
      row({ id: "d", ...failed("provider.refused_output") }),
    ];
    expect(slotsOf(4, attempts)).toEqual({ wanted: 4, made: 1, underWay: 1, lost: 1, left: 1 });
  });

  test("a hedge and what it hedges are one: made by either, lost only when both are over", () => {
    const slow = row({ id: "a" });
    expect(slotsOf(1, [slow, row({ id: "b", hedges: "a", status: "succeeded", outputs_made: 1, ended_at: 1 })])).toMatchObject({
      made: 1,
      underWay: 0,
      left: 0,
    });
    expect(slotsOf(1, [row({ id: "a", ...failed("provider.error") }), row({ id: "b", hedges: "a" })])).toMatchObject({ underWay: 1, left: 0 });
    expect(slotsOf(1, [row({ id: "a", ...failed("provider.error") }), row({ id: "b", hedges: "a", ...failed("provider.error") })])).toMatchObject({
      left: 1,
    });
  });
});

test("a wait for a free place is told in words", async () => {
  await fresh({ OAK_FAL_CONCURRENCY: "1" });
  fal.controls.runMs = 1_200;
  await oak.client.call("generations.create", { body: { task: "text-to-image", input: { prompt: prompt() }, model: FLUX } });
  const second = await oak.client.call("generations.create", { body: { task: "text-to-image", input: { prompt: prompt() }, model: FLUX } });
  await waitFor(
    async () => (await oak.client.call("generations.get", { params: { id: second.id } })).stage?.includes("free place at fal"),
    "the stage to say so",
  );
}, 30_000);
