// The plan: each rule refuses by name and in words, the score follows the weights, and the same arguments give the same plan.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { soleLicense } from "../spec/license-chain.ts";
import { type License, license as licenseSchema } from "../spec/license.ts";
import type { Model, Offer, OfferTask } from "../spec/model.ts";
import { type Ask, ask as askSchema, type AskInput } from "../spec/plan.ts";
import { free } from "../spec/price.ts";
import { isAuto, nextCandidate, type OfferView, plan, type World } from "./router.ts";

const at = { source: "test", date: "2026-11-24" };
const layer = { value: "open" as const, ...at };

function model(id: string, more: Partial<Model> = {}): Model {
  return {
    id,
    name: id,
    maker: "m",
    family: null,
    aliases: [],
    tasks: ["text-to-image"],
    summary: "s",
    parameters: null,
    released: null,
    access: ["api"],
    openness: { weights: layer, code: layer, data: layer, evaluation: layer },
    license: null,
    base: [],
    needs: [],
    teachers: [],
    lineage: {},
    lifecycle: { status: "active", shutdown: null, successor: null, ...at },
    neural: true,
    links: [],
    notes: [],
    ...at,
    ...more,
  };
}

const TERMS: OfferTask = {
  inputs: { prompt: true, seed: true, width: { min: 256, max: 2048, step: 16 }, height: { min: 256, max: 2048 } },
  maxCount: 4,
  seconds: { base: 2, perImage: 1, ...at },
};

interface Spec {
  micro?: number | null;
  quality?: number | null;
  seconds?: number;
  provider?: string;
  terms?: Partial<OfferTask>;
  view?: Partial<OfferView>;
  model?: Partial<Model>;
  data?: Partial<Offer["data"]>;
}

function view(id: string, spec: Spec = {}): OfferView {
  const provider = spec.provider ?? "p";
  const offer: Offer = {
    id: `${provider}:${id}`,
    provider,
    model: `m/${id}`,
    remote: id,
    serviceTerms: null,
    license: null,
    quality: {},
    lifecycle: null,
    options: {},
    tasks: { "text-to-image": { ...TERMS, ...spec.terms, seconds: { base: spec.seconds ?? 3, ...at } } },
    price:
      spec.micro === null
        ? null
        : spec.micro === undefined
          ? free("test", at.date)
          : { lines: [{ unit: "image", micro: spec.micro, per: 1 }], ...at },
    data: { local: false, trainsOnInputs: null, retentionDays: null, regions: null, ...at, ...spec.data },
  };
  return {
    offer,
    model: model(`m/${id}`, spec.model),
    openness: "open-weights",
    licenses: soleLicense(null, `m/${id}`),
    providerTitle: provider.toUpperCase(),
    priceVersion: null,
    handOff: false,
    apart: false,
    neural: true,
    off: null,
    failing: null,
    quality: spec.quality == null ? null : { value: spec.quality, source: "board" },
    measuredSeconds: null,
    ...spec.view,
  };
}

const world = (...offers: OfferView[]): World => ({ offers, today: "2026-11-24" });
const ask = (more: Partial<AskInput> = {}): Ask => askSchema.parse({ task: "text-to-image", input: { prompt: "x" }, ...more });
const codes = (asked: Ask, ...offers: OfferView[]) => plan(asked, world(...offers)).rejections.map((rejection) => rejection.code);
const order = (asked: Ask, ...offers: OfferView[]) => plan(asked, world(...offers)).candidates.map((candidate) => candidate.offer);

const license: License = licenseSchema.parse({
  id: "l",
  name: "L",
  kind: "weights",
  family: null,
  commercialUse: "yes",
  monthlyUsersLimit: 700_000_000,
  revenueLimitUsd: 1_000_000,
  territoryExcluded: ["KR"],
  outputsCommercial: true,
  outputsNote: null,
  trainOnOutputs: null,
  attribution: null,
  acceptableUsePolicy: null,
  derivativeNaming: null,
  redistributeWeights: null,
  osiApproved: null,
  notes: [],
  verified: "full",
  ...at,
});

describe("rules", () => {
  const refused: [string, Ask, OfferView, RegExp][] = [
    ["only", ask({ constraints: { only: ["other"] } }), view("a"), /not among those you allow/],
    ["never", ask({ constraints: { never: ["p"] } }), view("a"), /You excluded/],
    [
      "lifecycle",
      ask(),
      view("a", { model: { lifecycle: { status: "retired", shutdown: "2026-05-12", successor: "m/b", ...at } } }),
      /retired on 2026-05-12; its successor is m\/b/,
    ],
    ["off", ask(), view("a", { view: { off: "Set X_KEY." } }), /P is off: Set X_KEY\./],
    ["input", ask({ input: { prompt: "x", quality: "high" } }), view("a"), /takes no quality/],
    ["input", ask({ input: { prompt: "x", width: 4096 } }), view("a"), /Width must be at most 2048/],
    ["input", ask({ input: { prompt: "x", width: 1000 } }), view("a"), /multiple of 16/],
    [
      "input",
      ask({ input: { prompt: "x", width: 512, height: 512 } }),
      view("a", { terms: { sizes: ["1024x1024"] } }),
      /the size must be one of 1024x1024/,
    ],
    ["openness", ask({ constraints: { openness: "fully-open" } }), view("a"), /open weights, you ask for fully open/],
    ["openness", ask({ constraints: { openness: "open-api" } }), view("a", { view: { openness: null } }), /is not known/],
    ["license", ask({ constraints: { license: { commercial: true } } }), view("a"), /licence of m\/a is not known/],
    [
      "license",
      ask({ constraints: { license: { commercial: true } } }),
      view("a", { view: { licenses: soleLicense({ ...license, commercialUse: "no" }) } }),
      /does not allow commercial/,
    ],
    [
      "license",
      ask({ constraints: { license: { monthlyUsers: 800_000_000 } } }),
      view("a", { view: { licenses: soleLicense(license) } }),
      /700,000,000 monthly users/,
    ],
    [
      "license",
      ask({ constraints: { license: { revenueUsd: 5_000_000 } } }),
      view("a", { view: { licenses: soleLicense(license) } }),
      /\$1,000,000 of yearly revenue/,
    ],
    ["license", ask({ constraints: { license: { territory: "KR" } } }), view("a", { view: { licenses: soleLicense(license) } }), /excludes KR/],
    ["data", ask({ constraints: { data: { local: true } } }), view("a"), /not on your own machines/],
    ["data", ask({ constraints: { data: { noTraining: true } } }), view("a"), /is not known/],
    ["data", ask({ constraints: { data: { noTraining: true } } }), view("a", { data: { paying: { trainsOnInputs: false } } }), /OAK_P_BILLED/],
    ["data", ask({ constraints: { data: { zeroRetention: true } } }), view("a", { data: { retentionDays: 30 } }), /keeps inputs for 30 days/],
    ["data", ask({ constraints: { data: { regions: ["eu"] } } }), view("a", { data: { regions: ["us"] } }), /run in eu/],
    ["data", ask({ constraints: { data: { regions: ["eu"] } } }), view("a", { data: { regions: ["eu", "us"] } }), /run in eu alone/],
    ["price", ask({ constraints: { maxCostMicro: 10_000 } }), view("a", { micro: 40_000 }), /may cost \$0\.04, above your \$0\.01/],
    ["price", ask(), view("a", { micro: null }), /price of m\/a on P is not known/],
    ["time", ask({ constraints: { maxSeconds: 2 } }), view("a", { seconds: 9 }), /about 9 s, above your 2 s/],
    ["failing", ask(), view("a", { view: { failing: "It answers 500." } }), /failing: It answers 500/],
  ];
  test.each(refused)("%s", (code, asked, offer, words) => {
    const made = plan(asked, world(offer));
    expect(made.candidates).toEqual([]);
    expect(made.rejections[0]).toMatchObject({ code, offer: offer.offer.id });
    expect(made.rejections[0]!.reason).toMatch(words);
    expect(made.summary).toContain(made.rejections[0]!.reason);
  });

  test("a local offer satisfies every data rule: the bytes stay", () => {
    expect(
      order(
        ask({ constraints: { data: { local: true, noTraining: true, zeroRetention: true, regions: ["eu"] } } }),
        view("a", { data: { local: true } }),
      ),
    ).toEqual(["p:a"]);
  });

  test("an unknown price can be had under a ceiling, which then is what is held; it comes after every known one, however good", () => {
    const under = { constraints: { maxCostMicro: 50_000 } };
    const made = plan(ask({ model: "m/a", ...under }), world(view("a", { micro: null })));
    expect(made.candidates[0]).toMatchObject({ quote: null, costMicro: 50_000 });
    const [dear, unknown] = [view("dear", { micro: 49_000, quality: 0.1 }), view("unknown", { micro: null, quality: 1 })];
    const chosen = plan(ask(under), world(unknown, dear));
    expect(chosen.candidates.map(({ offer, costMicro }) => [offer, costMicro])).toEqual([
      ["p:dear", 49_000],
      ["p:unknown", 50_000],
    ]);
    expect(chosen.candidates[1]!.reasons[0]).toBe("its price is not known: comes after every known one");
    expect(order(ask({ constraints: { maxCostMicro: 0 } }), unknown)).toEqual([]);
    expect(plan(ask(), world(unknown, dear)).rejections).toMatchObject([{ offer: "p:unknown", code: "price" }]);
    expect(order(ask(under), unknown)).toEqual(["p:unknown"]);
  });

  test("what cannot do the task is not even mentioned", () => {
    expect(plan(ask({ task: "text-to-music" }), world(view("a")))).toMatchObject({
      candidates: [],
      rejections: [],
      summary: "No provider offers music from text.",
    });
  });
});

describe("order", () => {
  const good = view("good", { quality: 0.9, micro: 200_000, seconds: 30 });
  const cheap = view("cheap", { quality: 0.4, micro: 1_000, seconds: 10 });
  const fast = view("fast", { quality: 0.4, micro: 100_000, seconds: 1 });

  test("follows the preference", () => {
    expect(order(ask({ model: "auto:quality" }), cheap, fast, good)[0]).toBe("p:good");
    expect(order(ask({ model: "auto:cheap" }), good, fast, cheap)[0]).toBe("p:cheap");
    expect(order(ask({ model: "auto:fast" }), good, cheap, fast)[0]).toBe("p:fast");
    expect(order(ask({ prefer: { quality: 0, cost: 0, time: 1 } }), good, cheap, fast)[0]).toBe("p:fast");
  });

  test("what is procedural comes last as soon as a real model is there, and says so", () => {
    const made = plan(
      ask(),
      world(view("drawn", { view: { neural: false }, quality: 1, seconds: 0.1 }), view("real", { quality: 0.1, micro: 900_000, seconds: 90 })),
    );
    expect(made.candidates.map((candidate) => candidate.offer)).toEqual(["p:real", "p:drawn"]);
    expect(made.candidates[1]!.reasons[0]).toContain("no neural model");
  });

  test("nothing wins by being unknown", () => {
    expect(order(ask({ model: "auto:quality" }), view("unknown", { micro: 10_000 }), view("known", { quality: 0.5, micro: 10_000 }))[0]).toBe(
      "p:known",
    );
  });

  test("auto:open and auto:local are rules as well as weights", () => {
    expect(codes(ask({ model: "auto:open" }), view("shut", { view: { openness: "open-api" } }))).toEqual(["openness"]);
    expect(codes(ask({ model: "auto:local" }), view("far"))).toEqual(["data"]);
  });

  test("a model may be asked for by id, alias, offer or remote name, in any case", () => {
    const known = view("a", { model: { aliases: ["Nice Name"] } });
    for (const name of ["m/a", "nice name", "p:a", "A", "p/a"]) expect(order(ask({ model: name }), known, view("b"))).toEqual(["p:a"]);
    expect(order(ask({ model: "nobody" }), known)).toEqual([]);
    expect(isAuto("auto:nonsense")).toBe(false);
  });

  test("defaults of the offer are filled in, what was asked for stays", () => {
    const offer = view("a", { terms: { inputs: { prompt: true, width: { default: 1024 }, height: { default: 1024 } } } });
    expect(plan(ask({ input: { prompt: "x", width: 512 } }), world(offer)).candidates[0]!.input).toEqual({ prompt: "x", width: 512, height: 1024 });
  });

  test("after a failure the same model elsewhere comes before another model", () => {
    const elsewhere = view("good", { provider: "q", quality: 0.9, micro: 900_000, seconds: 90 });
    const made = plan(ask({ model: "auto:quality" }), world(good, cheap, elsewhere));
    expect(nextCandidate(made.candidates, [])?.offer).toBe("p:good");
    expect(nextCandidate(made.candidates, ["p:good"])?.offer).toBe("q:good");
    expect(nextCandidate(made.candidates, ["p:good", "q:good"])?.offer).toBe("p:cheap");
    expect(nextCandidate(made.candidates, ["p:good", "q:good", "p:cheap"])).toBeNull();
  });
});

describe("several outputs", () => {
  const priced = (more: Parameters<typeof view>[1] = {}) => view("a", { micro: 10_000, ...more });
  const least = (offer: OfferView): OfferView => ({ ...offer, offer: { ...offer.offer, price: { ...offer.offer.price!, minimumMicro: 25_000 } } });
  const high = (offer: OfferView, count: number) => plan(ask({ count }), world(offer)).quote?.highMicro;

  test("are asked for in as many requests as it takes, each with its least charge", () => {
    expect([high(priced(), 4), high(priced(), 6), high(priced(), 8)]).toEqual([40_000, 60_000, 80_000]);
    expect([high(least(priced()), 4), high(least(priced()), 5)]).toEqual([40_000, 40_000 + 25_000]);
    expect(high(least(priced({ view: { apart: true } })), 4)).toBe(4 * 25_000);
  });
});

describe("the quote", () => {
  test("covers the same model elsewhere within reason, so that a failover is paid for; another model does not raise it", () => {
    const first = view("x", { provider: "p", micro: 10_000, quality: 0.9 });
    const same = (micro: number) => view("x", { provider: "q", micro, quality: 0.9 });
    const other = view("y", { provider: "p", micro: 18_000, quality: 0.1 });
    const quoted = (...offers: OfferView[]) => plan(ask({ model: "auto:quality" }), world(...offers)).quote;
    expect(quoted(first, same(19_000), other)).toEqual({ lowMicro: 10_000, highMicro: 19_000 });
    expect(quoted(first, same(21_000), other)).toEqual({ lowMicro: 10_000, highMicro: 10_000 });
    expect(quoted(first, other)).toEqual({ lowMicro: 10_000, highMicro: 10_000 });
  });
});

describe("any catalogue", () => {
  const specs = fc.array(
    fc.record({
      micro: fc.option(fc.integer({ min: 0, max: 500_000 })),
      quality: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      seconds: fc.integer({ min: 0, max: 100 }),
      neural: fc.boolean(),
      off: fc.boolean(),
      local: fc.boolean(),
      openness: fc.constantFrom("closed" as const, "open-api" as const, "open-weights" as const, "fully-open" as const, null),
    }),
    { maxLength: 12 },
  );
  const constraints = fc.record(
    {
      maxCostMicro: fc.integer({ min: 0, max: 500_000 }),
      maxSeconds: fc.integer({ min: 1, max: 100 }),
      openness: fc.constantFrom("fully-open" as const, "open-weights" as const, "open-api" as const),
    },
    { requiredKeys: [] },
  );

  test("no candidate breaks a rule, every offer is named once, and the plan is reproducible", () => {
    fc.assert(
      fc.property(specs, constraints, (list, wanted) => {
        const offers = list.map((spec, index) =>
          view(`o${index}`, {
            micro: spec.micro,
            quality: spec.quality,
            seconds: spec.seconds,
            data: { local: spec.local },
            view: { neural: spec.neural, off: spec.off ? "Off." : null, openness: spec.openness },
          }),
        );
        const asked = ask({ constraints: wanted });
        const made = plan(asked, world(...offers));
        expect(plan(asked, world(...offers))).toEqual(made);
        // A provider that is off is told once, for all that it offers.
        const firstOff = offers.findIndex((each) => each.off !== null);
        const named = [...made.candidates, ...made.rejections].map((each) => each.offer).toSorted();
        expect(named).toEqual(
          offers
            .filter((each, index) => each.off === null || index === firstOff)
            .map((each) => each.offer.id)
            .toSorted(),
        );
        const classes = ["closed", "open-api", "open-weights", "fully-open"];
        let procedural = false;
        for (const candidate of made.candidates) {
          const spec = list[Number(candidate.offer.slice(3))]!;
          expect(spec.off).toBe(false);
          if (spec.micro === null) expect(wanted.maxCostMicro).toBeGreaterThan(0);
          else if (wanted.maxCostMicro !== undefined) expect(spec.micro).toBeLessThanOrEqual(wanted.maxCostMicro);
          if (wanted.maxSeconds !== undefined) expect(spec.seconds).toBeLessThanOrEqual(wanted.maxSeconds);
          if (wanted.openness) expect(classes.indexOf(spec.openness!)).toBeGreaterThanOrEqual(classes.indexOf(wanted.openness));
          if (procedural) expect(spec.neural).toBe(false);
          procedural ||= !spec.neural;
        }
      }),
    );
  });
});

describe("policies", () => {
  const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
  const terms = fc
    .record({
      openness: some(fc.constantFrom("fully-open" as const, "open-weights" as const, "open-api" as const)),
      license: some(fc.record({ commercial: fc.boolean(), monthlyUsers: fc.constantFrom(1_000, 900_000_000) })),
      data: some(fc.record({ local: fc.boolean(), noTraining: fc.boolean() })),
      maxCostMicro: some(fc.integer({ min: 0, max: 10_000 })),
      maxSeconds: some(fc.integer({ min: 1, max: 9 })),
      only: some(fc.subarray(["p", "q", "m/0", "m/1", "p:2"], { minLength: 1 })),
      never: some(fc.subarray(["p", "q", "m/3"])),
    })
    .map((drawn) => JSON.parse(JSON.stringify(drawn)) as Ask["constraints"]);
  const offers = fc
    .array(
      fc.record({
        provider: fc.constantFrom("p", "q"),
        micro: fc.constantFrom(null, 100, 5_000, 20_000),
        seconds: fc.integer({ min: 1, max: 12 }),
        data: fc.record({ local: fc.boolean(), trainsOnInputs: fc.constantFrom(null, true, false) }),
        view: fc.record({
          openness: fc.constantFrom(null, "open-api" as const, "open-weights" as const, "fully-open" as const),
          licenses: fc.constantFrom(soleLicense(null), soleLicense(license)),
        }),
      }),
      { maxLength: 8 },
    )
    .map((drawn) => drawn.map((spec, index) => view(String(index), spec)));

  test("let pass exactly what each of them and the ask let pass by themselves, whatever they are", () => {
    fc.assert(
      fc.property(offers, terms, fc.array(terms, { maxLength: 3 }), (views, own, others) => {
        const passed = (constraints: Ask["constraints"]) => new Set(order(ask({ constraints }), ...views));
        // A policy without a ceiling says nothing about prices, known or not.
        const alone = [own, ...others.map((each) => ({ maxCostMicro: 1_000_000, ...each }))].map(passed);
        const expected = [...alone[0]!].filter((offer) => alone.every((each) => each.has(offer))).toSorted();
        const policies = others.map((constraints, index) => ({ id: `pol_${index}`, name: `P${index}`, version: 1, constraints }));
        const planned = plan(ask({ constraints: own }), world(...views), {}, policies);
        expect(planned.candidates.map((each) => each.offer).toSorted()).toEqual(expected);
        // What the ask would let pass is told to be a policy's doing, and of one that refuses it by itself.
        for (const { offer, policy } of planned.rejections) {
          if (alone[0]!.has(offer)) expect(policy).toBeDefined();
          if (policy !== undefined) expect(alone[1 + policies.findIndex((each) => each.name === policy)]!.has(offer)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });
});
