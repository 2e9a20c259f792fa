// Judging by its laws, on random licences, chains and uses: more licences or more asked never frees, unknown never becomes yes. Real licences are in catalogue/licenses.test.ts.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { chainOf, type Link, soleLicense } from "./license-chain.ts";
import { dutiesOf, inherited } from "./license-duties.ts";
import { asks, decisive, judge, refuses } from "./license-judge.ts";
import { type Answer, type License, license as licenseSchema, type LicenseUse, licenseUse } from "./license.ts";
import { type Model, model as modelSchema, type Offer, offer as offerSchema } from "./model.ts";

const at = { source: "test", date: "2026-11-26" };
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const PLACES = ["EU", "DE", "GB", "KR", "US"];
const tri = fc.constantFrom("yes", "no", "conditional" as const);
const limit = maybe(fc.integer({ min: 1, max: 100 }));

let made = 0;
const licenses: fc.Arbitrary<License> = fc
  .record({
    kind: fc.constantFrom("weights", "service"),
    commercialUse: maybe(tri),
    monthlyUsersLimit: limit,
    revenueLimitUsd: limit,
    territoryExcluded: maybe(fc.subarray(PLACES)),
    territoryIncluded: maybe(fc.subarray(PLACES)),
    territoryOutputs: maybe(fc.boolean()),
    outputsCommercial: maybe(fc.boolean()),
    trainOnOutputs: maybe(tri),
    redistributeWeights: maybe(fc.boolean()),
    hostForOthers: maybe(tri),
    bindsHostedUse: maybe(fc.boolean()),
    fixed: fc.boolean(),
    inclusive: fc.boolean(),
  })
  .map(({ fixed, inclusive, ...fields }) =>
    licenseSchema.parse({
      ...{
        id: `l${made++}`,
        name: "L",
        family: null,
        outputsNote: null,
        attribution: null,
        acceptableUsePolicy: null,
        derivativeNaming: null,
        osiApproved: null,
      },
      ...fields,
      clauses: [
        { about: "monthlyUsers", says: "a limit.", clause: "2", kind: fixed ? "fixed" : "stops" },
        { about: "revenue", says: "a limit.", clause: "3", kind: "stops", inclusive },
      ],
      verified: "known",
      ...at,
    }),
  );
const links: fc.Arbitrary<Link> = fc
  .record({ license: fc.option(licenses, { nil: null, freq: 12 }), right: fc.constantFrom("run", "outputs", "service" as const) })
  .map(({ license, right }) => ({ license, right, of: "m/a", as: right === "service" ? ("service" as const) : ("itself" as const) }));
const chains = fc.array(links, { minLength: 1, maxLength: 5 });

const places = fc.uniqueArray(fc.constantFrom(...PLACES, "worldwide", "FJ"), { minLength: 1, maxLength: 3 });
const uses: fc.Arbitrary<LicenseUse> = fc.record(
  {
    commercial: fc.boolean(),
    monthlyUsers: fc.integer({ min: 0, max: 120 }),
    revenueUsd: fc.integer({ min: 0, max: 120 }),
    territory: places,
    outputTerritory: places,
    trainOnOutputs: fc.boolean(),
    redistributeWeights: fc.boolean(),
    hostWeights: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** Asks for all that both ask for. */
function both(a: LicenseUse, b: LicenseUse): LicenseUse {
  const most = (x?: number, y?: number) => (x === undefined ? y : y === undefined ? x : Math.max(x, y));
  const all = (x?: string | string[], y?: string | string[]) =>
    x === undefined && y === undefined ? undefined : [...new Set([...[x ?? []].flat(), ...[y ?? []].flat()])];
  return {
    commercial: a.commercial || b.commercial,
    monthlyUsers: most(a.monthlyUsers, b.monthlyUsers),
    revenueUsd: most(a.revenueUsd, b.revenueUsd),
    territory: all(a.territory, b.territory),
    outputTerritory: all(a.outputTerritory, b.outputTerritory),
    trainOnOutputs: a.trainOnOutputs || b.trainOnOutputs,
    redistributeWeights: a.redistributeWeights || b.redistributeWeights,
    hostWeights: a.hostWeights || b.hostWeights,
  };
}

const FREEDOM: Record<Answer, number> = { no: 0, unknown: 1, yes: 2 };
const freedom = (chain: Link[], use: LicenseUse) => FREEDOM[judge(chain, use).answer];
const RUNS = { numRuns: 3_000 };

describe("laws", () => {
  test("a licence more never frees", () => {
    fc.assert(
      fc.property(chains, links, fc.nat(5), uses, (chain, more, where, use) => {
        expect(freedom(chain.toSpliced(where, 0, more), use)).toBeLessThanOrEqual(freedom(chain, use));
      }),
      RUNS,
    );
  });

  test("asking for more never frees", () => {
    fc.assert(
      fc.property(chains, uses, uses, (chain, use, more) => {
        expect(freedom(chain, both(use, more))).toBeLessThanOrEqual(Math.min(freedom(chain, use), freedom(chain, more)));
      }),
      RUNS,
    );
  });

  test("the order of the licences changes nothing", () => {
    fc.assert(
      fc.property(chains, uses, (chain, use) => {
        expect(judge(chain.toReversed(), use).answer).toBe(judge(chain, use).answer);
      }),
      RUNS,
    );
  });

  test("what is not known is never yes: no licence, or a licence that does not say", () => {
    const silent = (field: keyof License, use: LicenseUse) =>
      fc.assert(
        fc.property(licenses, fc.constantFrom("run", "service" as const), uses, (license, right, more) => {
          const link: Link = { license: { ...license, [field]: null }, of: "m/a", as: right === "service" ? "service" : "itself", right };
          expect(judge([link], both(use, more)).answer).not.toBe("yes");
        }),
      );
    silent("commercialUse", { commercial: true });
    silent("outputsCommercial", { commercial: true });
    silent("territoryExcluded", { territory: "FJ" });
    silent("trainOnOutputs", { trainOnOutputs: true });
    fc.assert(
      fc.property(chains, uses, (chain, use) => {
        expect(judge([...chain, { license: null, of: "m/b", as: "base", right: "run" }], use).answer).not.toBe("yes");
      }),
    );
  });

  test("the quick answer of a plan is the same as the whole verdict's, whatever was asked before", () => {
    fc.assert(
      fc.property(fc.array(chains, { minLength: 1, maxLength: 4 }), uses, uses, (several, use, other) => {
        const shared = several.map((chain) => [...chain, ...several[0]!]);
        for (const asked of [use, other, use, { ...use }]) {
          for (const chain of [...several, ...shared]) {
            const verdict = judge(chain, asked);
            expect(refuses(chain, asked)).toBe(verdict.answer === "yes" ? null : decisive(verdict));
          }
        }
      }),
    );
  });
});

const plain = (more: Partial<License> = {}): License =>
  licenseSchema.parse({
    ...{
      id: "l",
      name: "L",
      kind: "weights",
      family: null,
      outputsNote: null,
      attribution: null,
      acceptableUsePolicy: null,
      derivativeNaming: null,
      osiApproved: null,
    },
    ...{
      commercialUse: "yes",
      outputsCommercial: true,
      monthlyUsersLimit: null,
      revenueLimitUsd: null,
      territoryExcluded: [],
      trainOnOutputs: null,
      redistributeWeights: true,
    },
    ...{ verified: "known", ...at },
    ...more,
  });

const model = (id: string, more: Partial<Model> = {}): Model =>
  modelSchema.parse({
    ...{
      id,
      name: id,
      maker: "m",
      family: null,
      tasks: ["chat"],
      summary: "s",
      parameters: null,
      released: null,
      access: ["weights", "api"],
      license: "free",
    },
    openness: {},
    lifecycle: { status: "active", shutdown: null, successor: null, ...at },
    ...at,
    ...more,
  });
const offer = (local: boolean, more: Partial<Offer> = {}): Offer =>
  offerSchema.parse({
    ...{ id: "p:a", provider: "p", model: "m/a", remote: "a", tasks: {}, price: null, serviceTerms: null },
    data: { local, trainsOnInputs: null, retentionDays: null, regions: null, ...at },
    ...more,
  });

describe("chains", () => {
  const known = {
    models: new Map(
      [
        model("m/a", { base: ["m/b"], needs: ["m/c"], license: "free" }),
        model("m/b", { base: ["m/d"], license: "b" }),
        model("m/c", { license: "c", needs: ["m/d"] }),
        model("m/d", { license: "free" }),
      ].map((each) => [each.id, each] as const),
    ),
    licenses: new Map(
      ["free", "b", "c"]
        .map((id) => [id, plain({ id })] as const)
        .concat([
          ["terms", plain({ id: "terms", kind: "service" })],
          ["own", plain({ id: "own", kind: "service", ownModelsOf: ["m"] })],
        ]),
    ),
  };
  const shape = (chain: readonly Link[]) => chain.map(({ license, as, right }) => `${license?.id ?? "?"} ${as} ${right}`);

  test("bases and needs count, and theirs; a licence that is shared counts once", () => {
    expect(shape(chainOf(known.models.get("m/a")!, null, known))).toEqual(["free itself run", "b base run", "c needs run"]);
  });

  test("a host brings its terms, and leaves of the weights' licences the outputs; at home there are no terms", () => {
    const a = known.models.get("m/a")!;
    expect(shape(chainOf(a, offer(false, { serviceTerms: "terms" }), known))).toEqual([
      "free itself outputs",
      "b base outputs",
      "c needs outputs",
      "terms service service",
    ]);
    expect(shape(chainOf(a, offer(true), known))).toEqual(["free itself run", "b base run", "c needs run"]);
    expect(shape(chainOf(a, offer(false), known)).at(-1)).toBe("? service service");
  });

  test("whoever owns what it hosts gives the rights by its terms alone", () => {
    expect(shape(chainOf(known.models.get("m/a")!, offer(false, { serviceTerms: "own" }), known))).toEqual(["own service service"]);
  });

  test("a model that nobody knows has the licence that its server tells, or none", () => {
    expect(shape(chainOf(null, offer(true, { license: "b" }), known))).toEqual(["b itself run"]);
    expect(shape(chainOf(null, offer(true), known))).toEqual(["? itself run"]);
    expect(shape(chainOf(model("m/x", { base: ["m/gone"] }), null, known))).toEqual(["free itself run", "? base run"]);
  });
});

test("a clause speaks in its own words, with its number and with how it was checked itself", () => {
  const checked = { verified: "full" as const, source: "the text", date: "2026-01-02" };
  const chain = soleLicense(
    plain({ commercialUse: "no", clauses: [{ about: "commercial", says: "not for money.", clause: "4(a)", kind: "stops", checked }] }),
  );
  const verdict = judge(chain, { commercial: true });
  expect(verdict.findings[0]).toMatchObject({ about: "commercial", answer: "no", says: "L: not for money.", clause: "4(a)", ...checked });
  expect(decisive(verdict)).toBe("L: not for money. (clause 4(a))");
  expect(dutiesOf(chain).map((each) => each.says)).toEqual(["L: not for money."]);
});

test("places: the Union holds its members, the United Kingdom has two names, and everywhere holds every exclusion", () => {
  const chain = soleLicense(plain({ territoryExcluded: ["DE", "GB"], territoryOutputs: true }));
  const answer = (territory: string) => judge(chain, { territory }).answer;
  expect(["EU", "DE", "UK", "worldwide", "FR", "US"].map(answer)).toEqual(["no", "no", "no", "no", "yes", "yes"]);
  const listed = soleLicense(plain({ kind: "service", territoryExcluded: ["CN"], territoryIncluded: ["US"] }));
  expect(["US", "CN", "FJ", "worldwide"].map((territory) => judge(listed, { territory }).answer)).toEqual(["yes", "no", "unknown", "no"]);
});

test("what is made from others inherits what binds them wherever they go, once, and no duty of who shares weights", () => {
  const duty = (about: "attribution" | "notice" | "limit", when: "always" | "sharing" | "training", says: string) => ({
    ...{ about, when, says, license: "l", of: "m/a", clause: null, source: "t", date: at.date, verified: "known" as const },
  });
  const own = [duty("attribution", "always", "a"), duty("notice", "sharing", "b")];
  const from = [duty("attribution", "always", "a"), duty("notice", "sharing", "c"), duty("limit", "training", "d"), duty("limit", "always", "e")];
  expect(inherited(own, from).map((each) => each.says)).toEqual(["a", "b", "d", "e"]);
});

test("a use is bounded, and what is asked for with false is not asked for", () => {
  for (const bad of [
    { territory: "de" },
    { territory: "Germany" },
    { monthlyUsers: -1 },
    { revenueUsd: 1.5 },
    { sell: true },
    { territory: [] },
    { territory: Array.from({ length: 61 }, () => "DE") },
  ]) {
    expect(licenseUse.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
  }
  expect([asks({}), asks({ commercial: false }), asks({ revenueUsd: 0 })]).toEqual([false, false, true]);
});
