// The quote as a cap, through the door: whatever a provider reports, its user pays no more than was quoted, the operator's part is an entry of its own, and what did not arrive is explained in the ledger.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type InProcess, openInProcess, waitFor } from "../../test/server.ts";
import { SECRET } from "../providers/conformance-cases.ts";
import { type FalStandIn, startFalStandIn } from "../providers/fal/stand-in.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "../providers/openai/stand-in.ts";
import openRouterKit from "../providers/openrouter/conformance.ts";
import type { StandIn } from "../providers/stand-in.ts";
import { picture } from "../providers/stand-in-media.ts";
import { ENDED, type Generation } from "../spec/generation.ts";
import type { LedgerEntry } from "../spec/http.ts";
import type { AskInput } from "../spec/plan.ts";

let router: StandIn;
let openai: OpenAiStandIn;
let fal: FalStandIn;
let oak: InProcess;
let image = "";

beforeAll(async () => {
  router = (await openRouterKit()).standIn;
  openai = await startOpenAiStandIn({ key: "sk-secret" });
  fal = await startFalStandIn({ key: "fal-secret" });
  image = (await picture("cap", 64, 64, "png")).toString("base64");
  oak = await openInProcess({
    OPENROUTER_API_KEY: SECRET,
    OAK_OPENROUTER_URL: router.url,
    OPENAI_API_KEY: "sk-secret",
    OAK_OPENAI_URL: openai.url,
    FAL_KEY: "fal-secret",
    OAK_FAL_URL: fal.url,
    OAK_CEILING_USD: "none",
  });
});
afterAll(async () => {
  await oak?.close();
  await Promise.all([router, openai, fal].map((each) => each?.close()));
});
beforeEach(() => {
  for (const each of [router, openai, fal]) each.fault(null);
  Object.assign(fal.controls, { queueMs: 0, runMs: 0 });
});

const make = async (body: AskInput): Promise<Generation> => {
  const begun = await oak.client.call("generations.create", { body, query: { wait: 30 } });
  return waitFor(async () => {
    const found = await oak.client.call("generations.get", { params: { id: begun.id } });
    return ENDED.has(found.status) && found;
  }, "it to end");
};
const entriesOf = async (generation: string): Promise<LedgerEntry[]> =>
  (await oak.client.call("ledger.list", { query: { limit: 100 } })).data.filter((entry) => entry.generation === generation);
const balance = async () => (await oak.client.call("me.get")).balance;
const agrees = async () => expect(await oak.app.parts.ledger.verify(oak.app.parts.db)).toEqual({ sumMicro: 0, problems: [] });

/** What a provider may say of money: too little, too much, nonsense. */
const said = fc.oneof(
  fc.constantFrom<unknown>(0, 0.04, 12.5, 900_000, 2_000_000, 9e9, 1e15, 1e300, 1.7e308, -1, -0.000001, "0.5", null, true, [], {}),
  fc.double({ min: 0, max: 2, noNaN: true }),
);

/** Everything that must hold of money once something has been made. */
async function checkMoney(done: Generation, before: number): Promise<void> {
  expect(ENDED.has(done.status)).toBe(true);
  const paid = done.settledMicro!;
  expect(paid).toBeGreaterThanOrEqual(0);
  expect(paid).toBeLessThanOrEqual(done.quote!.highMicro);
  expect(await balance()).toMatchObject({ heldMicro: 0, spentMicro: before + paid });
  const entries = await entriesOf(done.id);
  const sum = (kind: LedgerEntry["kind"]) => entries.filter((entry) => entry.kind === kind).reduce((total, { micro }) => total + micro, 0);
  expect(sum("capture")).toBe(paid);
  expect(sum("hold")).toBe(paid + sum("release"));
  const billed = done.attempts.at(-1)!.micro!;
  expect(sum("overage")).toBe(Math.max(0, billed - sum("hold")));
  for (const entry of entries)
    if (entry.kind === "overage") expect(entry).toMatchObject({ debit: "house:overage", note: expect.stringContaining("the operator pays it") });
}

describe("where nobody knows the price", () => {
  const unknown = (constraints: AskInput["constraints"]): AskInput => ({
    task: "text-to-image",
    input: { prompt: "a cap" },
    model: "auto",
    constraints: { ...constraints, only: ["luma/photon"] },
  });

  test("nothing is chosen without a limit of the asker's own: a policy's does not do, nor does none at all", async () => {
    const { id } = await oak.client.call("policies.set", {
      body: { name: "Cheap", scope: "organization", subject: null, constraints: { maxCostMicro: 90_000 } },
    });
    for (const constraints of [{}, { maxCostMicro: 0 }]) {
      const plan = await oak.client.call("plans.create", { body: unknown(constraints) });
      expect(plan).toMatchObject({ candidates: [], quote: null });
      expect(plan.rejections.some(({ code, model }) => code === "price" && model === "luma/photon")).toBe(true);
    }
    // Nor where a part of what the policy allows goes to a judge.
    const judged = { ...unknown({}), count: 2, best: { judge: "openai:gpt-4o-mini" } };
    judged.constraints!.only!.push("openai:gpt-4o-mini");
    expect((await oak.client.call("plans.create", { body: judged })).candidates).toEqual([]);
    judged.constraints!.maxCostMicro = 90_000;
    expect((await oak.client.call("plans.create", { body: judged })).candidates).toMatchObject([{ model: "luma/photon", quote: null }]);
    await oak.client.call("policies.remove", { params: { id } });
  });

  test("the limit is what is held, and the most that is paid", async () => {
    const before = await balance();
    const done = await make(unknown({ maxCostMicro: 20_000 }));
    expect(done).toMatchObject({ status: "succeeded", model: "luma/photon", quote: null });
    const held = (await entriesOf(done.id)).filter(({ kind }) => kind === "hold").map(({ micro }) => micro);
    expect(held).toEqual([20_000]);
    expect(done.settledMicro).toBeLessThanOrEqual(20_000);
    expect(await balance()).toMatchObject({ heldMicro: 0, spentMicro: before.spentMicro + done.settledMicro! });
    await agrees();
  });
});

describe("whatever a provider reports", () => {
  test("a picture costs its user no more than the quote; what is beyond is the operator's entry", async () => {
    const overs: number[] = [];
    await fc.assert(
      fc.asyncProperty(said, said, async (cost, tokens) => {
        router.fault({
          kind: "status",
          status: 200,
          body: { created: 1, data: [{ b64_json: image, media_type: "image/png" }], usage: { prompt_tokens: 9, completion_tokens: tokens, cost } },
        });
        const before = (await balance()).spentMicro;
        const done = await make({
          task: "text-to-image",
          input: { prompt: "a cap" },
          model: "openai/gpt-image-2",
          constraints: { only: ["openrouter"] },
        });
        expect({ cost, tokens, status: done.status, assets: done.assets.length }).toMatchObject({ status: "succeeded", assets: 1 });
        await checkMoney(done, before);
        overs.push(done.attempts[0]!.micro! - done.settledMicro!);
      }),
      { numRuns: 30, examples: [[12.5, 9]] },
    );
    expect(overs.some((over) => over > 0)).toBe(true);
    await agrees();
  }, 60_000);

  test("a chat costs its user no more than the quote, streamed or whole", async () => {
    await fc.assert(
      fc.asyncProperty(said, said, said, fc.boolean(), async (cost, input, output, streamed) => {
        const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: 1, cost };
        const message = { role: "assistant", content: "Hello." };
        router.fault(
          streamed
            ? {
                kind: "status",
                status: 200,
                headers: { "content-type": "text/event-stream" },
                body: `data: ${JSON.stringify({ choices: [{ index: 0, delta: message }] })}\n\ndata: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`,
              }
            : { kind: "status", status: 200, body: { choices: [{ index: 0, message, finish_reason: "stop" }], usage } },
        );
        const before = (await balance()).spentMicro;
        const response = await oak.client.raw("openai.chat", {
          body: { model: "openrouter:openai/gpt-4o-mini", messages: [{ role: "user", content: "hello" }], stream: streamed, max_tokens: 50 },
        });
        await response.text();
        const id = response.headers.get("x-oak-generation")!;
        const done = await oak.client.call("generations.get", { params: { id } });
        expect({ cost, input, output, streamed, status: done.status }).toMatchObject({ status: "succeeded" });
        await checkMoney(done, before);
      }),
      { numRuns: 40 },
    );
    await agrees();
  }, 60_000);
});

describe("where nothing arrives the ledger says why in words", () => {
  const gpt = (prompt: string): AskInput => ({
    task: "text-to-image",
    input: { prompt, width: 1024, height: 1024 },
    model: "gpt-image-1-mini",
    constraints: { only: ["openai"] },
  });
  async function freed(done: Generation): Promise<string> {
    expect(done.settledMicro).toBe(0);
    const entries = await entriesOf(done.id);
    expect(entries.map(({ kind }) => kind)).toEqual(["release", "hold"]);
    expect(entries[0]!.micro).toBe(entries[1]!.micro);
    expect(entries[0]!.micro).toBeGreaterThan(0);
    return entries[0]!.note!;
  }

  test("a refusal", async () => {
    expect(await freed(await make(gpt("[refuse]")))).toStartWith("nothing arrived: The provider refused the prompt. ");
  });

  test("a failure, however long its words", async () => {
    openai.fault({
      kind: "status",
      status: 400,
      body: { error: { message: "wrong ".repeat(500), type: "invalid_request_error", param: null, code: null } },
    });
    const note = await freed(await make(gpt("fails")));
    expect(note).toStartWith("nothing arrived: ");
    expect(note.length).toBeLessThanOrEqual(300);
  });

  test("an unknown outcome", async () => {
    openai.fault({ kind: "drop" });
    const done = await make(gpt("dropped"));
    expect(done.status).toBe("unknown");
    expect(await freed(done)).toStartWith("nothing arrived: It is not known whether the provider did it. ");
  });

  test("a cancel", async () => {
    fal.controls.queueMs = 60_000;
    const begun = await oak.client.call("generations.create", {
      body: { task: "text-to-image", input: { prompt: "stopped" }, model: "black-forest-labs/flux.1-schnell", constraints: { only: ["fal"] } },
    });
    await waitFor(() => fal.submissions()["stopped"], "it to be submitted");
    await oak.client.call("generations.cancel", { params: { id: begun.id } });
    const done = await waitFor(async () => {
      const found = await oak.client.call("generations.get", { params: { id: begun.id } });
      return ENDED.has(found.status) && found;
    }, "it to end");
    expect(done.status).toBe("canceled");
    expect(await freed(done)).toStartWith("nothing arrived: It was canceled. ");
  });

  test("and where less arrives than was asked for, the entry says so too", async () => {
    let seen = 0;
    openai.fault(
      { kind: "status", status: 400, body: { error: { message: "no", code: "moderation_blocked" } } },
      ({ method }) => method === "POST" && ++seen === 2,
    );
    const done = await make({ ...gpt("fewer"), count: 2 });
    openai.fault(null);
    expect(done.status).toBe("partial");
    const entries = await entriesOf(done.id);
    expect(entries.find(({ kind }) => kind === "capture")!.note).toStartWith("not all arrived: ");
    await agrees();
  });
});
