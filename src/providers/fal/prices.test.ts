// fal's live prices and catalogue through its platform API: what they replace, what they must leave alone, and where the key may go.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { checkOffers } from "../conformance.ts";
import { SECRET, contextOf } from "../conformance-cases.ts";
import type { Context } from "../providers.ts";
import { fal } from "./fal.ts";
import { platform, unitOf } from "./prices.ts";
import { type FalListed, type FalStandIn, startFalStandIn } from "./stand-in.ts";

let standIn: FalStandIn;
beforeAll(async () => {
  standIn = await startFalStandIn({ key: SECRET });
});
afterAll(() => standIn.close());
beforeEach(() => {
  standIn.clear();
  standIn.controls.catalogue = null;
});
const context = (): Context => contextOf({ standIn, secret: SECRET });

describe("live prices", () => {
  const known = () => Object.fromEntries(fal.offers.map(({ remote }): [string, FalListed] => [remote, {}]));
  const live = async (changes: Record<string, FalListed>, without: string[] = []) => {
    const all = { ...known(), ...changes };
    for (const id of without) delete all[id];
    standIn.controls.catalogue = all;
    const offers = await fal.refresh!(context());
    return Object.fromEntries(offers!.map((offer) => [offer.remote, offer]));
  };
  const before = (remote: string) => fal.offers.find((offer) => offer.remote === remote)!;

  test("replace those that are one number for one unit, and say where they are from", async () => {
    const offers = await live({
      "fal-ai/flux/schnell": { price: 0.0045, unit: "megapixels" },
      "fal-ai/kokoro/american-english": { price: 0.021, unit: "1000 characters" },
      "fal-ai/bytedance/seedream/v4.5/text-to-image": { price: 0.04 },
      "fal-ai/stable-audio-25/text-to-audio": { price: 0.21, unit: "audios" },
      "fal-ai/ace-step": { price: 0.0000125, unit: "second" },
    });
    const from = { source: "fal's live price list", date: "2027-01-15" };
    expect(offers["fal-ai/flux/schnell"]!.price).toEqual({ lines: [{ unit: "megapixel", micro: 4500, per: 1 }], minimumMicro: 4500, ...from });
    expect(offers["fal-ai/kokoro/american-english"]!.price).toEqual({ lines: [{ unit: "character", micro: 21_000, per: 1000 }], ...from });
    expect(offers["fal-ai/bytedance/seedream/v4.5/text-to-image"]!.price).toEqual({ lines: [{ unit: "image", micro: 40_000, per: 1 }], ...from });
    expect(offers["fal-ai/stable-audio-25/text-to-audio"]!.price!.lines).toEqual([{ unit: "clip", micro: 210_000, per: 1 }]);
    expect(offers["fal-ai/ace-step"]!.price!.lines).toEqual([{ unit: "second", micro: 12_500, per: 1000 }]);
    expect(checkOffers({ ...fal, offers: Object.values(offers) })).toEqual([]);
  });

  test("count what was billed in the list's own unit", async () => {
    const { options, price } = (await live({ "fal-ai/flux/dev": { price: 0.03 } }))["fal-ai/flux/dev"]!;
    expect([options.usage, price!.lines]).toEqual([{ image: "header:x-fal-billable-units" }, [{ unit: "image", micro: 30_000, per: 1 }]]);
    expect(price!.minimumMicro).toBeUndefined();
  });

  test("leave alone what they cannot stand for", async () => {
    const same: Record<string, FalListed> = {
      "fal-ai/flux-2-pro": { price: 0.001, unit: "image" }, // ours has two lines
      "fal-ai/veo3.1": { price: 0.2, unit: "second" }, // ours depends on the resolution and on sound
      "fal-ai/kling-video/v3/pro/text-to-video": { price: 0.1, unit: "second" }, // with sound or without?
      "fal-ai/wan/v2.2-a14b/text-to-video": { price: 0.08, unit: "second" }, // at which resolution?
      "fal-ai/birefnet/v2": { price: 0.001, unit: "compute seconds" },
      "fal-ai/wizper": { price: 0, unit: "minute" },
      "fal-ai/qwen-image": { price: 0.02, unit: "megapixel", currency: "EUR" },
    };
    const offers = await live(same);
    for (const remote of Object.keys(same)) expect(offers[remote]).toEqual(before(remote));
  });

  test("mark what fal no longer runs or will not run for long", async () => {
    const offers = await live({ "fal-ai/esrgan": { status: "deprecated" } }, ["fal-ai/imagen4/preview"]);
    expect(offers["fal-ai/imagen4/preview"]!.lifecycle).toMatchObject({ shutdown: "2027-01-15", date: "2027-01-15" });
    expect(offers["fal-ai/esrgan"]!.lifecycle).toMatchObject({ shutdown: null, source: "fal's live catalogue calls it deprecated" });
    expect(offers["fal-ai/flux/dev"]!.lifecycle).toBeNull();
    expect(Object.keys(offers)).toHaveLength(fal.offers.length);
  });

  test("are asked for with the key, fifty at once, by reading alone; where nobody answers there is no news", async () => {
    await live({});
    expect(standIn.received.every(({ method, headers }) => method === "GET" && headers.get("authorization") === `Key ${SECRET}`)).toBe(true);
    expect(standIn.received.length).toBe(2 * Math.ceil(fal.offers.length / 50));
    standIn.fault({ kind: "status", status: 503 });
    expect(await fal.refresh!(context())).toBeNull();
    standIn.fault({ kind: "status", status: 503 }, ({ path }) => path.endsWith("/pricing"));
    expect(await fal.refresh!(context())).toEqual(fal.offers);
  });

  test("lie with fal itself on another host of its own, and behind a gateway with the gateway", () => {
    expect(platform({ baseUrl: "https://queue.fal.run" }, "models")).toBe("https://api.fal.ai/v1/models");
    expect(platform({ baseUrl: "https://gate.test/fal" }, "models")).toBe("https://gate.test/fal/v1/models");
    expect(platform({ baseUrl: "https://queue.fal.run.evil.test" }, "models")).toBe("https://queue.fal.run.evil.test/v1/models");
    const units = ["images", "1k characters", "1,000 characters", "1m characters", "processed megapixels", "gpu seconds", ""].map(unitOf);
    expect(units.map((each) => each && `${each.per} ${each.unit}`)).toEqual([
      "1 image",
      "1000 character",
      "1000 character",
      "1000000 character",
      null,
      null,
      null,
    ]);
  });

  test("at fal itself the key goes to its two hosts and nowhere else", async () => {
    const asked: [string, string | null][] = [];
    const real: Context = {
      ...context(),
      baseUrl: fal.defaultUrl!,
      fetch: async (url, init) => {
        asked.push([new URL(url).host, new Headers(init?.headers).get("authorization")]);
        return Response.json({ models: [], prices: [] });
      },
    };
    await fal.refresh!(real);
    await fal.probe!(real);
    expect(new Set(asked.map(String))).toEqual(new Set([`api.fal.ai,Key ${SECRET}`]));
  });
});
