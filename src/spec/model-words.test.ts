// Prices, licences and data terms in words: the vendor's unit, every bound, and unknown as unknown.
import { expect, test } from "bun:test";
import type { Answer, License, LicenseCheck } from "./license.ts";
import type { DataTerms } from "./model.ts";
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

test("may I sell it: of the weights first, of services beside it, and what is not known is never yes", () => {
  const check = (answer: Answer, offers: Answer[] = [], duties: string[] = [], right = "run") =>
    ({ answer, offers: offers.map((each) => ({ answer: each })), duties: duties.map((about) => ({ about })), chain: [{ right }] }) as LicenseCheck;
  expect(sellWords(check("yes"))).toBe("Yes");
  expect(sellWords(check("yes", [], ["limit"]))).toBe("Yes");
  expect(sellWords(check("yes", [], ["limit", "attribution"]))).toBe("Yes, with duties");
  expect(sellWords(check("no", ["no", "unknown"]))).toBe("No");
  expect(sellWords(check("no", ["yes", "unknown"]))).toBe("Not by running it yourself; yes at 1 service");
  expect(sellWords(check("unknown", ["yes", "yes"]))).toBe("Not known if you run it yourself; yes at 2 services");
  expect(sellWords(check("unknown", ["unknown"]))).toBe("Not known");
  expect(sellWords(check("no", ["yes"], [], "service"))).toBe("Not everywhere; yes at 1 service");
});

test("a licence's facts: what it does not bound is left out, what is not known is told", () => {
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
  expect(dataFacts(terms({})).map(([, value]) => value)).toEqual(["not known", "not known", "not known", "not known"]);
  const known = dataFacts(terms({ trainsOnInputs: false, retentionDays: 0.05, regions: ["EU"], subprocessors: ["A cloud", "A warehouse"] }));
  expect(known.map(([, value]) => value)).toEqual(["no", "1 h", "EU", "A cloud, A warehouse"]);
  expect(dataFacts(terms({ retentionDays: 0 }))[1]).toEqual(["Keeps inputs", "no"]);
  expect(dataFacts(terms({ local: true }))).toHaveLength(1);
});
