// Votes through the door: what they change, what is refused and why, and that other organisations' votes and results stay theirs. The arithmetic is tested in spec/.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTwoProviders, type TwoProviders } from "../../test/two-providers.fixture.ts";
import { createClient } from "../sdk/sdk.ts";
import type { AppError } from "../spec/error.ts";

const SCHNELL = "black-forest-labs/flux.1-schnell";
const MINI = "openai/gpt-image-1-mini";
let two: TwoProviders;
let oak: TwoProviders["oak"];
beforeAll(async () => {
  two = await openTwoProviders();
  ({ oak } = two);
});
afterAll(() => two?.close());

const make = (model: string, prompt: string) =>
  oak.client.call("generations.create", {
    body: { task: "text-to-image", input: { prompt }, model, constraints: { only: ["fal", "openai"] } },
    query: { wait: 30 },
  });
const believed = async (style?: string) =>
  (await oak.client.call("evidence.list", { query: { task: "text-to-image", ...(style ? { style } : {}) } })).data;
const of = (list: Awaited<ReturnType<typeof believed>>, model: string) => list.find((each) => each.model === model);

describe("a vote", () => {
  test("moves what is believed, in its style most, and the plan's choice with it", async () => {
    const before = await believed();
    expect(of(before, MINI)).toMatchObject({ votes: 0, published: { source: "arena.ai text-to-image" } });
    expect(of(before, SCHNELL)).toBeUndefined();
    for (let round = 0; round < 6; round += 1) {
      const prompt = `anime girl on a bicycle, take ${round}`;
      const [one, other] = [await make(SCHNELL, prompt), await make(MINI, prompt)];
      const cast = await oak.client.call("votes.create", { body: { winner: one.assets[0]!.id, loser: other.id } });
      expect(cast).toMatchObject({ task: "text-to-image", style: "anime", winner: { model: SCHNELL, generation: one.id }, loser: { model: MINI } });
    }
    const [all, anime, logo] = [await believed(), await believed("anime"), await believed("logo")];
    expect(of(all, MINI)!.points).toBeLessThan(of(before, MINI)!.points);
    expect(of(all, MINI)!.pointsError).toBeLessThan(of(before, MINI)!.pointsError);
    expect(of(anime, SCHNELL)).toMatchObject({ style: "anime", votes: 6, published: null });
    // Votes on anime say a little about all styles, and nothing more about logos than that.
    expect(of(logo, SCHNELL)).toEqual(of(all, SCHNELL)!);
    expect((await oak.client.call("votes.list", { query: { task: "text-to-image" } })).data).toEqual([
      { task: "text-to-image", style: "anime", a: SCHNELL, b: MINI, aWins: 6, bWins: 0, ties: 0 },
    ]);
    const plan = (prompt: string) =>
      oak.client.call("plans.create", {
        body: { task: "text-to-image", input: { prompt }, constraints: { only: [SCHNELL, MINI] }, model: "auto:quality" },
      });
    const drawn = await plan("anime boy under a lamp");
    expect(drawn.style).toBe("anime");
    const candidate = drawn.candidates.find((each) => each.model === SCHNELL)!;
    expect(candidate.quality).toBe(of(anime, SCHNELL)!.quality);
    expect(candidate.qualityError).toBe(of(anime, SCHNELL)!.qualityError);
    expect(candidate.reasons.join()).toContain("6 votes here, for anime");
    expect((await plan("a red fox")).candidates.find((each) => each.model === SCHNELL)!.quality).toBe(of(all, SCHNELL)!.quality);
  }, 60_000);

  test("said again of the same two replaces what was said; a tie is a tie", async () => {
    const [one, other] = [await make(SCHNELL, "twice"), await make(MINI, "twice")];
    const first = await oak.client.call("votes.create", { body: { winner: one.id, loser: other.id } });
    const again = await oak.client.call("votes.create", { body: { winner: other.id, loser: one.id, tie: true } });
    expect(again.id).toBe(first.id);
    const plain = (await oak.client.call("votes.list", { query: {} })).data.filter((each) => each.style === null);
    expect(plain).toEqual([{ task: "text-to-image", style: null, a: SCHNELL, b: MINI, aWins: 0, bWins: 0, ties: 1 }]);
  });

  test("is refused where it compares nothing", async () => {
    const [one, same, other] = [await make(SCHNELL, "three"), await make(SCHNELL, "three"), await make(MINI, "four")];
    const beep = await oak.client.call("generations.create", {
      body: { task: "text-to-sound", input: { prompt: "beep", seconds: 1 } },
      query: { wait: 30 },
    });
    const uploaded = await oak.client.upload(new Blob([Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64")]), "a.gif");
    const refusal = (winner: string, loser: string) =>
      oak.client.call("votes.create", { body: { winner, loser } }).then(
        () => "taken",
        (thrown: AppError) => thrown.detail,
      );
    expect(await refusal(one.id, same.id)).toContain("a vote compares two models");
    expect(await refusal(one.id, other.id)).toContain("in different words");
    expect(await refusal(one.id, beep.id)).toContain("different tasks");
    expect(await refusal(one.id, uploaded.id)).toContain("no model made it");
    expect(await refusal(one.id, "gen_nobody")).toContain("no such generation");
    expect(await refusal("a", "b")).toContain("id of a generation");
    const style = await oak.client
      .call("evidence.list", { query: { task: "text-to-image", style: "baroque" } })
      .catch((thrown: AppError) => thrown.detail);
    expect(style).toContain("style must be one of photoreal");
  });

  test("needs a key that may generate", async () => {
    const { secret } = await oak.client.call("keys.create", { body: { name: "looks", scopes: ["read"] } });
    const reader = createClient({ baseUrl: "http://localhost", key: secret, fetch: oak.app.fetch });
    const refused = (await reader.call("votes.create", { body: { winner: "gen_1", loser: "gen_2" } }).catch((thrown) => thrown)) as AppError;
    expect(refused.row.status).toBe(403);
    expect((await reader.call("votes.list", { query: {} })).object).toBe("list");
  });
});
