// Hand-offs through the door: prepared in the product's words, never started by the router, and taken back as declared by their user.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type InProcess, openInProcess } from "../../test/server.ts";
import type { AppError } from "../spec/error.ts";
import { picture, tone } from "../providers/stand-in-media.ts";

let oak: InProcess;
beforeAll(async () => {
  oak = await openInProcess();
});
afterAll(() => oak.close());

const fox = { model: "midjourney", task: "text-to-image" as const, input: { prompt: "a red fox", width: 1024, height: 512 } };
const upload = async (seed: string) => oak.client.upload(new Blob([await picture(seed, 64, 64)]), "fox.png");
const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: AppError) => [error.code, error.field],
  );

describe("a hand-off", () => {
  test("is prepared with the product's own parameters, and changes nothing", async () => {
    const before = (await oak.client.call("generations.list", { query: {} })).data.length;
    expect(await oak.client.call("handoffs.prepare", { body: fox })).toMatchObject({
      provider: "midjourney",
      model: "midjourney/midjourney-v7",
      text: "a red fox --ar 2:1 --v 7",
      url: "https://www.midjourney.com/imagine",
    });
    expect((await oak.client.call("generations.list", { query: {} })).data.length).toBe(before);
  });

  test("is never chosen by the router, nor started when it is named", async () => {
    const auto = await oak.client.call("plans.create", { body: { task: "text-to-image", input: { prompt: "a fox" } } as never });
    expect(auto.candidates.map((each) => each.provider)).not.toContain("midjourney");
    const named = await oak.client.call("plans.create", { body: { ...fox } as never });
    expect(named.candidates).toEqual([]);
    expect(named.rejections.map((each) => each.code)).toEqual(["handoff"]);
    expect(named.summary).toContain("has no API");
    expect(await refused(oak.client.call("generations.create", { body: { ...fox } as never }))).toEqual(["plan.none", null]);
  });

  test("comes back by upload: in the feed, declared, free, and once", async () => {
    const asset = await upload("declared");
    const generation = await oak.client.call("handoffs.declare", { body: { ...fox, asset: asset.id } });
    expect(generation).toMatchObject({
      status: "succeeded",
      model: "midjourney/midjourney-v7",
      provider: "midjourney",
      settledMicro: null,
      attempts: [],
    });
    expect(generation.assets).toMatchObject([{ id: asset.id, origin: "declared", generation: generation.id }]);
    expect(generation.plan.summary).toContain("not proved");
    expect((await oak.client.call("generations.list", { query: {} })).data[0]!.id).toBe(generation.id);
    expect(await refused(oak.client.call("handoffs.declare", { body: { ...fox, asset: asset.id } }))).toEqual(["request.conflict", "asset"]);
    expect((await oak.client.call("me.get")).balance).toMatchObject({ heldMicro: 0, spentMicro: 0 });
  });

  test("bad input is told by its field, and nothing is kept", async () => {
    const asset = await upload("bad");
    const sound = await oak.client.upload(new Blob([tone("x")]), "x.wav");
    const before = (await oak.client.call("generations.list", { query: {} })).data.length;
    const tries: [object, string, string][] = [
      [{ ...fox, model: "flux-schnell", asset: asset.id }, "request.invalid", "model"],
      [{ ...fox, input: { prompt: "" }, asset: asset.id }, "request.invalid", "input.prompt"],
      [{ ...fox, input: { prompt: "x", sharpness: 1 }, asset: asset.id }, "request.invalid", "input.sharpness"],
      [{ ...fox, asset: "ast_nobody" }, "request.not_found", "asset"],
      [{ ...fox, asset: sound.id }, "asset.unreadable", "asset"],
      [{ ...fox, asset: "../etc" }, "request.invalid", "asset"],
    ];
    for (const [body, code, field] of tries)
      expect(await refused(oak.client.call("handoffs.declare", { body: body as never }))).toEqual([code, field]);
    expect((await oak.client.call("generations.list", { query: {} })).data.length).toBe(before);
  });
});
