// Licences through the door: questions about models and offers, what the router refuses by them, and the duties that stay with what was made.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { z } from "zod";
import { type InProcess, openInProcess } from "../../test/server.ts";
import { type FalStandIn, startFalStandIn } from "../providers/fal/stand-in.ts";
import { picture } from "../providers/stand-in-media.ts";
import { ENDPOINTS } from "../spec/http.ts";
import { type licenseCheckAsk, NOT_ADVICE } from "../spec/license.ts";

let oak: InProcess;
let fal: FalStandIn;
beforeAll(async () => {
  fal = await startFalStandIn({ key: "k" });
  oak = await openInProcess({ FAL_KEY: "k", OAK_FAL_URL: fal.url, TOGETHER_API_KEY: "k" });
});
afterAll(async () => {
  await oak.close();
  await fal.close();
});

const check = (body: z.input<typeof licenseCheckAsk>) => oak.client.call("licenses.check", { body: body as z.output<typeof licenseCheckAsk> });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: { code: string; field?: string }) => [error.code, error.field],
  );

describe("a question", () => {
  test("may it be sold is told with each model, by the offers that can be used now, as a check of those says", async () => {
    const { data } = await oak.client.call("models.list", {});
    const of = (id: string) => data.find((model) => model.id === id)!;
    expect(of("black-forest-labs/flux.1-schnell").commercial).toMatchObject({ answer: "yes" });
    expect(of("black-forest-labs/flux.1-dev").commercial).toMatchObject({ answer: "unknown", says: expect.stringContaining("a contradiction") });
    const hosted = await oak.client.call("offers.list", { query: {} });
    const statuses = await oak.client.call("providers.list", {});
    const on = new Set(statuses.data.filter((each) => each.state === "on").map((each) => each.id));
    let [compared, mixed] = [0, 0];
    for (const { id, commercial } of data.filter((model) => model.available).slice(0, 40)) {
      const usable = hosted.data.filter((offer) => offer.model === id && on.has(offer.provider));
      const answers = new Set(await Promise.all(usable.map(async (offer) => (await check({ offer: offer.id, use: { commercial: true } })).answer)));
      if (answers.size === 1) expect([id, commercial.answer]).toEqual([id, [...answers][0]!]);
      if (answers.size > 1) expect(commercial.says).toContain("It depends on who runs it");
      compared += Number(answers.size === 1);
      mixed += Number(answers.size > 1);
    }
    expect(compared).toBeGreaterThan(10);
    expect(mixed).toBeLessThan(compared);
  });

  test("about a model is answered as if you ran it, with every licence that counts, and by offer", async () => {
    const answer = await check({ model: "hidream-i1", use: { commercial: true, monthlyUsers: 800_000_000 } });
    expect(ENDPOINTS["licenses.check"].response.safeParse(answer).error).toBeUndefined();
    expect(answer).toMatchObject({ subject: "hidream/hidream-i1", answer: "no", note: NOT_ADVICE });
    expect(answer.summary).toContain("700,000,000 monthly users");
    expect(answer.chain).toMatchObject([
      { license: "mit", as: "itself", right: "run" },
      { license: "llama3.1", of: "meta/llama-3.1-8b", as: "needs", right: "run" },
      { license: "apache-2.0", of: "google/t5-v1.1-xxl", as: "needs", right: "run" },
    ]);
    expect(answer.findings[0]).toMatchObject({ about: "monthlyUsers", answer: "no", license: "llama3.1", clause: "2", verified: "full" });
    expect(answer.offers).toMatchObject([{ offer: "together:HiDream-ai/HiDream-I1-Full", answer: "unknown" }]);
  });

  test("about an offer is answered as it is hosted there, by either name", async () => {
    const use = { commercial: true };
    const named = await check({ offer: "black-forest-labs:flux-dev", use });
    expect(named).toMatchObject({ answer: "yes", offers: [] });
    // The maker's terms stand in place of its own licence; what the text encoders make is theirs to say.
    expect(named.chain.map(({ license, right }) => `${license} ${right}`)).toEqual(["apache-2.0 outputs", "mit outputs", "bfl-terms service"]);
    expect(await check({ model: "black-forest-labs:flux-dev", use })).toEqual(named);
    expect(await check({ model: "black-forest-labs/flux.1-dev", use })).toMatchObject({ answer: "no" });
  });

  test("about what nobody can run by themselves is answered by its maker's terms", async () => {
    expect(await check({ model: "runway/gen-4-image", use: { commercial: true } })).toMatchObject({
      answer: "yes",
      chain: [{ license: "runway-terms", as: "service" }],
    });
  });

  test("that asks nothing is answered with the duties alone", async () => {
    const answer = await check({ model: "meta/llama-3.3-70b" });
    expect(answer).toMatchObject({ answer: "yes", findings: [] });
    expect(answer.summary).toContain("Nothing was asked");
    expect(answer.duties.map((each) => each.about)).toContain("attribution");
  });

  test("that makes no sense is told by its field", async () => {
    expect(await failure(check({ model: "nobody/nothing", use: {} }))).toEqual(["request.not_found", "model"]);
    expect(await failure(check({ offer: "nobody:nothing", use: {} }))).toEqual(["request.not_found", "offer"]);
    expect(await failure(check({ use: {} }))).toEqual(["request.invalid", "model"]);
    expect(await failure(check({ model: "gpt-4o", use: { territory: "germany" } }))).toEqual(["request.invalid", "use.territory"]);
  });
});

describe("the router", () => {
  const plan = (model: string, license: Record<string, unknown>) =>
    oak.client.call("plans.create", { body: { task: "text-to-image", input: { prompt: "x" }, model, constraints: { license } } as never });
  const refusals = async (model: string, license: Record<string, unknown>) =>
    (await plan(model, license)).rejections.map(({ code, reason }) => `${code}: ${reason}`);

  test("refuses by the whole chain, names the clause, and takes unknown for no", async () => {
    const hidream = "together:HiDream-ai/HiDream-I1-Full";
    expect(await refusals(hidream, { commercial: true })).toEqual([]);
    const [over] = await refusals(hidream, { commercial: true, monthlyUsers: 800_000_000 });
    expect(over).toMatch(/^license: Llama 3.1 Community License ends above 700,000,000.*not clear\. \(clause 2\)$/);
    expect(await refusals("fal:fal-ai/flux/dev", { commercial: true })).toMatchObject([
      expect.stringMatching(/contradiction.*clause 2\(d\), 4\(a\)/),
    ]);
    expect(await refusals("fal:fal-ai/hunyuan-image/v3/text-to-image", { outputTerritory: "DE" })).toMatchObject([
      expect.stringContaining("clause 5(c)"),
    ]);
  });

  test("leaves what is allowed: the choice among hundreds keeps to the rule", async () => {
    const license = { commercial: true, revenueUsd: 50_000_000, outputTerritory: ["DE", "KR"] };
    const { candidates, rejections } = await plan("auto", license);
    expect(candidates.map((each) => each.offer)).toEqual(expect.arrayContaining(["fal:fal-ai/flux/schnell", "builtin:openoak/picture"]));
    for (const { offer } of candidates) expect(await check({ offer, use: license })).toMatchObject({ answer: "yes" });
    for (const { offer } of rejections.filter((each) => each.code === "license"))
      expect((await check({ offer, use: license })).answer).not.toBe("yes");
  });
});

describe("duties", () => {
  const make = async (model: string, input: Record<string, unknown>, task = "text-to-image") => {
    const made = await oak.client.call("generations.create", {
      query: { wait: 30 },
      body: { task, input, model, constraints: { maxCostMicro: 1_000_000 } } as never,
    });
    const [asset] = (await oak.client.call("generations.get", { params: { id: made.id } })).assets;
    return asset ?? expect.unreachable(`nothing was made: ${made.error?.detail}`);
  };

  test("stay with what was made, and are read with it everywhere", async () => {
    const asset = await make("openoak/picture", { prompt: "a red boat", width: 128, height: 128 });
    expect(asset.duties).toMatchObject([
      { about: "passOn", when: "sharing", license: "apache-2.0", clause: "4(a)" },
      { about: "notice", when: "sharing", license: "apache-2.0" },
    ]);
    expect((await oak.client.call("assets.get", { params: { id: asset.id } })).duties).toEqual(asset.duties);
    expect((await oak.client.call("assets.list", { query: {} })).data.find((each) => each.id === asset.id)!.duties).toEqual(asset.duties);
  });

  test("go with a file into what is made from it, whoever makes it", async () => {
    const first = await make("fal:fal-ai/hunyuan-image/v3/text-to-image", { prompt: "a boat" });
    const hunyuan = (first.duties ?? []).filter((each) => each.license === "tencent-hunyuan");
    expect(hunyuan.map((each) => each.about)).toEqual(expect.arrayContaining(["disclosure", "usePolicy", "limit"]));
    expect(hunyuan.map((each) => each.clause)).toContain("5(c)");
    const cut = await make("zhengpeng7/birefnet", { image: first.id }, "background-removal");
    expect((cut.duties ?? []).filter((each) => each.license === "tencent-hunyuan")).toEqual(hunyuan.filter((each) => each.when !== "sharing"));
    expect(cut.duties!.map((each) => each.license)).toContain("fal-terms");
    expect(new Set(cut.duties!.map((each) => JSON.stringify(each))).size).toBe(cut.duties!.length);
  });

  test("are not known of an upload", async () => {
    const asset = await oak.client.upload(new Blob([await picture("u", 64, 64)]), "u.png");
    expect(asset.duties).toBeNull();
  });
});
