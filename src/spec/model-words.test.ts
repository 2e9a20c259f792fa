// Prices, licences and data terms in words: the vendor's unit, every bound, and unknown as unknown.
import { expect, test } from "bun:test";
import type { DataTerms, License } from "./model.ts";
import { dataFacts, licenseFacts, priceLines, quoteWords, sellWords } from "./model-words.ts";
import type { Price } from "./price.ts";

const money = (micro: number) => `${micro}µ`;
const price = (...lines: Price["lines"]): Price => ({ lines, source: "s", date: "2026-01-01" });
const license = (more: Partial<License>) =>
  ({
    commercialUse: "yes",
    monthlyUsersLimit: null,
    revenueLimitUsd: null,
    territoryExcluded: [],
    outputsCommercial: true,
    outputsNote: null,
    trainOnOutputs: null,
    attribution: null,
    derivativeNaming: null,
    acceptableUsePolicy: false,
    ...more,
  }) as License;

test("prices are told in the vendor's unit, with what they depend on; an odd amount is brought down to one", () => {
  expect(priceLines(null, money)).toBeNull();
  expect(priceLines(price({ unit: "request", micro: 0, per: 1 }), money)).toEqual(["free"]);
  expect(
    priceLines(
      price(
        { unit: "image", micro: 40_000, per: 1, when: { quality: ["high"] } },
        { unit: "inputToken", micro: 150_000, per: 1_000_000 },
        { unit: "megapixel", micro: 9_000_000_000, per: 1_048_576 },
      ),
      money,
    ),
  ).toEqual(["40000µ per image (quality high)", "150000µ per million input tokens", "8583µ per megapixel"]);
  expect(quoteWords(null, money)).toBe("not known");
  expect(quoteWords({ lowMicro: 0, highMicro: 0 }, money)).toBe("free");
  expect(quoteWords({ lowMicro: 2, highMicro: 5 }, money)).toBe("up to 5µ");
});

test("may I sell it: every bound makes it conditional, and what is not known is never yes", () => {
  expect(sellWords(license({}))).toBe("Yes");
  for (const bound of [{ commercialUse: "conditional" as const }, { monthlyUsersLimit: 7 }, { revenueLimitUsd: 7 }, { territoryExcluded: ["DE"] }])
    expect(sellWords(license(bound))).toBe("Yes, under conditions");
  expect(sellWords(license({ commercialUse: "no", outputsCommercial: false }))).toBe("No");
  expect(sellWords(license({ commercialUse: "no", outputsCommercial: null }))).toStartWith("Not clearly");
  expect(sellWords(license({ outputsCommercial: null }))).toBe("Not clearly: nothing is settled on outputs");
  expect(sellWords(license({ outputsCommercial: false }))).toBe("No");
  for (const unknown of [null, license({ commercialUse: null })]) expect(sellWords(unknown)).toBe("Not known");
  expect(licenseFacts(license({ monthlyUsersLimit: 700_000_000, acceptableUsePolicy: null }))).toEqual([
    ["Commercial use", "yes"],
    ["Monthly users", "up to 700,000,000"],
    ["Sell outputs", "yes"],
    ["Policy on use", "not known"],
  ]);
});

test("where an input goes", () => {
  const terms = (more: Partial<DataTerms>) =>
    ({ local: false, trainsOnInputs: null, retentionDays: null, regions: null, source: "s", date: "2026-01-01", ...more }) as DataTerms;
  expect(dataFacts(terms({})).map(([, value]) => value)).toEqual(["not known", "not known", "not known"]);
  const known = dataFacts(terms({ trainsOnInputs: false, retentionDays: 0.05, regions: ["EU"] }));
  expect(known.map(([, value]) => value)).toEqual(["no", "1 h", "EU"]);
  expect(dataFacts(terms({ retentionDays: 0 }))[1]).toEqual(["Keeps inputs", "no"]);
  expect(dataFacts(terms({ local: true }))).toHaveLength(1);
});
