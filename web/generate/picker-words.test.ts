// Prices, times and reasons in the picker, and its search.
import { expect, test } from "bun:test";
import type { ModelView, Offer, ProviderStatus } from "../../src/spec/model.ts";
import { found, pricesOf, whyNot } from "./picker-words.ts";

const offer = (lines: { unit: string; micro: number; per?: number }[] | null) =>
  ({ provider: "p", price: lines && { lines: lines.map((line) => ({ per: 1, ...line })) } }) as unknown as Offer;
const model = (more: object) =>
  ({
    name: "FLUX.1",
    maker: "Black Forest Labs",
    id: "bfl/flux.1",
    family: null,
    aliases: ["flux-schnell"],
    access: ["weights"],
    lifecycle: { status: "active", shutdown: null, successor: null },
    ...more,
  }) as unknown as ModelView;

test("prices: free, unknown, one, several, by the million", () => {
  expect(pricesOf([])).toBeNull();
  expect(pricesOf([offer(null)])).toBe("price unknown");
  expect(pricesOf([offer([{ unit: "request", micro: 0 }])])).toBe("free");
  expect(pricesOf([offer([{ unit: "image", micro: 40_000 }])])).toBe("$0.04 an image");
  expect(
    pricesOf([
      offer([
        { unit: "image", micro: 40_000 },
        { unit: "image", micro: 20_000 },
      ]),
    ]),
  ).toBe("from $0.02 an image");
  expect(pricesOf([offer([{ unit: "inputToken", micro: 2_500_000, per: 1_000_000 }])])).toBe("$2.50 a million tokens in");
});

test("why not: retired, closed, switched off, not listed", () => {
  expect(whyNot(model({ lifecycle: { status: "retired", shutdown: "2026-05-12", successor: "x/y" } }), [], [])).toBe(
    "Retired on 2026-05-12. Its successor is x/y.",
  );
  expect(whyNot(model({ access: ["none"] }), [], [])).toContain("no API");
  const off = { id: "p", title: "Pee", state: "off", reason: "P_KEY is not set", hint: "Set P_KEY." } as ProviderStatus;
  expect(whyNot(model({}), [offer(null)], [off])).toBe("Pee is off: P_KEY is not set. Set P_KEY.");
  expect(whyNot(model({}), [], [])).toContain("No server of yours");
});

test("search needs every word, in names, makers and aliases", () => {
  const list = [model({})];
  expect(["", "flux", "FOREST flux", "schnell"].map((text) => found(list, text).length)).toEqual([1, 1, 1, 1]);
  expect(found(list, "flux wan")).toEqual([]);
});
