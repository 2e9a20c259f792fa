// The price function: exact, monotone, and never free by being unknown. Quote and settlement are the same arithmetic.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { cost, type Facets, facetsOf, flatAmounts, flatCost, flatPrice, free, type Price, quote, settle } from "./price.ts";

const at = { source: "test", date: "2026-11-24" };
const tokens: Price = {
  lines: [
    { unit: "inputToken", micro: 150_000, per: 1_000_000 },
    { unit: "outputToken", micro: 600_000, per: 1_000_000 },
  ],
  ...at,
};
const images: Price = {
  lines: [
    { unit: "image", micro: 11_000, per: 1, when: { quality: ["low"], size: ["1024x1024"] } },
    { unit: "image", micro: 167_000, per: 1, when: { quality: ["high"] } },
    { unit: "image", micro: 42_000, per: 1 },
  ],
  ...at,
};

describe("cost", () => {
  test("rounds up once, over the whole", () => {
    expect(cost(tokens, { inputToken: 1, outputToken: 1 })).toBe(1); // 0.15 + 0.6
    expect(cost(tokens, { inputToken: 1_000_000, outputToken: 500_000 })).toBe(450_000);
    expect(cost({ lines: [{ unit: "character", micro: 1, per: 3 }], ...at }, { character: 3 })).toBe(1);
  });

  test("takes the first line whose conditions fit", () => {
    expect(cost(images, { image: 2 }, { quality: "low", size: "1024x1024" })).toBe(22_000);
    expect(cost(images, { image: 1 }, { quality: "high", size: "1536x1024" })).toBe(167_000);
    expect(cost(images, { image: 1 }, {})).toBe(42_000);
  });

  test("is unknown where an amount or a fitting line is missing", () => {
    expect(cost(tokens, { inputToken: 5 })).toBeNull();
    expect(
      cost({ lines: [{ unit: "second", micro: 50_000, per: 1, when: { resolution: ["720p"] } }], ...at }, { second: 5 }, { resolution: "1080p" }),
    ).toBeNull();
  });

  test("counts what is over, in whole units of each output", () => {
    const flux: Price = {
      lines: [
        { unit: "image", micro: 30_000, per: 1 },
        { unit: "megapixel", micro: 15_000, per: 1, over: 1, roundUp: true },
        { unit: "inputMegapixel", micro: 15_000, per: 1, roundUp: true },
      ],
      ...at,
    };
    expect(cost(flux, { image: 1, megapixel: 0.9, inputMegapixel: 0 })).toBe(30_000);
    expect(cost(flux, { image: 1, megapixel: 1.05, inputMegapixel: 0 })).toBe(45_000);
    expect(cost(flux, { image: 2, megapixel: 4.2, inputMegapixel: 0 })).toBe(2 * 30_000 + 2 * 2 * 15_000);
    expect(cost(flux, { image: 1, megapixel: 1, inputImage: 1, inputMegapixel: 1.5 })).toBe(30_000 + 2 * 15_000);
  });

  test("keeps the minimum charge", () => {
    expect(cost({ lines: [{ unit: "second", micro: 100, per: 1 }], minimumMicro: 5_000, ...at }, { second: 2 })).toBe(5_000);
  });

  test("prices cached tokens as plain ones where they have no price of their own, and as none where none were used", () => {
    expect(cost(tokens, { inputToken: 600_000, cachedInputToken: 400_000, outputToken: 0 })).toBe(150_000);
    const cached: Price = { ...tokens, lines: [...tokens.lines, { unit: "cachedInputToken", micro: 15_000, per: 1_000_000 }] };
    expect(cost(cached, { inputToken: 600_000, cachedInputToken: 400_000, outputToken: 0 })).toBe(96_000);
    expect(cost(cached, { inputToken: 1_000_000, outputToken: 0 })).toBe(150_000);
  });

  test("a free price is free whatever was used", () => {
    expect(cost(free("test", "2026-11-24"), { request: 1, second: 900 })).toBe(0);
  });

  const priced = fc.record({
    micro: fc.integer({ min: 0, max: 10_000_000 }),
    per: fc.constantFrom(1, 1000, 1_000_000),
    amount: fc.integer({ min: 0, max: 5_000_000 }),
  });
  test("is the exact quotient rounded up, for any price and amount", () => {
    fc.assert(
      fc.property(priced, ({ micro, per, amount }) => {
        const price: Price = { lines: [{ unit: "inputToken", micro, per }], ...at };
        const exact = BigInt(micro) * BigInt(amount);
        const up = (exact + BigInt(per) - 1n) / BigInt(per);
        expect(cost(price, { inputToken: amount })).toBe(Number(up));
      }),
    );
  });
  test("never falls when more is used", () => {
    fc.assert(
      fc.property(priced, fc.integer({ min: 0, max: 1000 }), ({ micro, per, amount }, more) => {
        const price: Price = { lines: [{ unit: "second", micro, per }], ...at };
        expect(cost(price, { second: amount + more })!).toBeGreaterThanOrEqual(cost(price, { second: amount })!);
      }),
    );
  });
});

describe("a price laid flat", () => {
  const line = fc.record(
    {
      unit: fc.constantFrom(
        "image" as const,
        "megapixel" as const,
        "inputImage" as const,
        "inputToken" as const,
        "cachedInputToken" as const,
        "imageOutputToken" as const,
      ),
      micro: fc.integer({ min: 0, max: 900_000 }),
      per: fc.constantFrom(1, 3, 1000, 1_000_000),
      when: fc.constantFrom<Record<string, string[]>>({ quality: ["high"] }, { quality: ["low", "high"] }),
      over: fc.constantFrom(0.5, 1),
      roundUp: fc.constant(true as const),
    },
    { requiredKeys: ["unit", "micro", "per"] },
  );
  const amounts = fc.record(
    {
      image: fc.integer({ min: 0, max: 8 }),
      megapixel: fc.double({ min: 0, max: 40, noNaN: true }),
      inputImage: fc.integer({ min: 0, max: 3 }),
      inputToken: fc.integer({ min: 0, max: 100_000 }),
      cachedInputToken: fc.integer({ min: 0, max: 1000 }),
      imageOutputToken: fc.integer({ min: 0, max: 9_000 }),
    },
    { requiredKeys: ["image", "megapixel", "inputImage", "inputToken"] },
  );
  const each = fc.integer({ min: 0, max: 9_000 });
  const assumes = fc
    .record(
      {
        of: fc.constantFrom("image" as const, "inputImage" as const, "clip" as const),
        unit: fc.oneof(
          { weight: 8, arbitrary: fc.constant("imageOutputToken" as const) },
          { weight: 1, arbitrary: fc.constantFrom("cachedInputToken" as const, "image" as const) },
        ),
        low: each,
        high: each,
        when: fc.constantFrom<Record<string, string[]>>({ quality: ["high"] }, { quality: ["low"] }),
      },
      { requiredKeys: ["of", "unit", "low", "high"] },
    )
    .map(({ of, unit, low, high, when }) => ({ of, low: { [unit]: low }, high: { [unit]: high }, ...(when ? { when } : {}) }));

  test("costs the same as in full, wherever it says anything", () => {
    let [said, saidOfAssumed] = [0, 0];
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 4 }),
        fc.option(fc.array(assumes, { minLength: 1, maxLength: 3 }), { nil: undefined }),
        fc.option(fc.nat(9_000), { nil: undefined }),
        amounts,
        fc.option(fc.nat(900_000)),
        (listed, assume, minimumMicro, given, micro) => {
          // In half of them tokens are priced and not counted, so that what is assumed of them decides.
          const lines = micro === null ? listed : [{ unit: "imageOutputToken" as const, micro, per: 1000 }, ...listed];
          const used = micro === null ? given : { ...given, cachedInputToken: undefined, imageOutputToken: undefined };
          const price: Price = { lines, ...(assume ? { assume } : {}), ...(minimumMicro === undefined ? {} : { minimumMicro }), ...at };
          for (const facets of [{}, { quality: "high" }, { quality: "low" }] as Facets[]) {
            const flat = flatPrice(price, facets);
            if (flat === null) continue;
            const [low, high] = (["low", "high"] as const).map((end) => flatCost(flat, flatAmounts(used, used), end));
            if (Number.isNaN(low) || Number.isNaN(high)) continue;
            said += 1;
            if (assume && used.imageOutputToken === undefined && lines.some(({ unit }) => unit === "imageOutputToken")) saidOfAssumed += 1;
            expect({ lowMicro: Math.min(low!, high!), highMicro: high! }).toEqual(quote(price, { low: used, high: used }, facets)!);
          }
        },
      ),
      { numRuns: 3000 },
    );
    expect(saidOfAssumed).toBeGreaterThan(200);
    expect(said).toBeGreaterThan(200);
  });
});

describe("quote and settle", () => {
  const assumed: Price = {
    lines: [{ unit: "imageOutputToken", micro: 40_000_000, per: 1_000_000 }],
    assume: [
      { of: "image", when: { quality: ["low"] }, low: { imageOutputToken: 272 }, high: { imageOutputToken: 272 } },
      { of: "image", low: { imageOutputToken: 272 }, high: { imageOutputToken: 4160 } },
    ],
    ...at,
  };

  test("an assumption stands in for what a request does not tell, and the provider's own count replaces it", () => {
    const amounts = { low: { image: 1 }, high: { image: 1 } };
    expect(quote(assumed, amounts, { quality: "low" })).toEqual({ lowMicro: 10_880, highMicro: 10_880 });
    expect(quote(assumed, amounts, {})).toEqual({ lowMicro: 10_880, highMicro: 166_400 });
    expect(settle(assumed, { costMicro: null, usage: { imageOutputToken: 1056 } }, { high: { image: 1 } }, {})).toEqual({
      micro: 42_240,
      basis: "usage",
      providerMicro: null,
      ownMicro: 42_240,
      priceVersion: null,
    });
  });

  test("the provider's own figure wins; without any figure the quote's high end counts, and unknown stays unknown", () => {
    expect(settle(assumed, { costMicro: 7, usage: { imageOutputToken: 1056 } }, { high: { image: 1 } }, {})).toEqual({
      micro: 7,
      basis: "provider",
      providerMicro: 7,
      ownMicro: 42_240,
      priceVersion: null,
    });
    expect(settle(assumed, { costMicro: null, usage: null }, { high: { image: 1 } }, {})).toMatchObject({ micro: 166_400, basis: "quote" });
    expect(settle(null, { costMicro: null, usage: { image: 1 } }, { high: { image: 1 } }, {})).toMatchObject({ micro: null, basis: "quote" });
    expect(quote(null, { low: {}, high: {} }, {})).toBeNull();
  });

  test("facets are what prices depend on", () => {
    expect(facetsOf({ width: 1280, height: 720, quality: "high", audio: false, prompt: "x" })).toEqual({
      size: "1280x720",
      resolution: "720p",
      quality: "high",
      audio: "false",
    });
  });
});
