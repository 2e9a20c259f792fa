// Openness on made-up catalogues: which claim is followed, what class follows, and that nothing is ever freer than what it hangs on. The shipped data has its own test.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { license as licenseSchema, type License } from "../spec/license.ts";
import { model as modelSchema, type Model } from "../spec/model.ts";
import {
  capOf,
  CLASS_RULE,
  classOf,
  GROUNDS,
  inOrder,
  layerOf,
  OPENNESS_CLASSES,
  OPENNESS_LAYERS,
  OPENNESS_VALUES,
  type OpennessClaim,
  type OpennessClass,
  type Override,
  RELATIONS,
} from "../spec/openness.ts";
import { freeLicense, judge, type OpennessIndex, opennessIndex } from "./openness.ts";

const at = { source: "test", date: "2026-01-01" };
const claim = (more: Partial<OpennessClaim>): OpennessClaim => ({ value: "open", ground: "version", index: null, row: null, url: null, note: null, ...at, ...more });
const model = (id: string, more: object = {}): Model =>
  modelSchema.parse({ id, name: id, maker: "m", family: null, tasks: ["text-to-image"], summary: "s", parameters: null, released: null, access: ["weights"], license: "free", lifecycle: { status: "active", shutdown: null, successor: null, ...at }, ...at, ...more });
const license = (id: string, more: object = {}): License =>
  licenseSchema.parse({ id, name: id, kind: "weights", family: null, commercialUse: "yes", monthlyUsersLimit: null, revenueLimitUsd: null, territoryExcluded: [], outputsCommercial: true, outputsNote: null, trainOnOutputs: null, attribution: null, acceptableUsePolicy: false, derivativeNaming: null, redistributeWeights: true, osiApproved: true, verified: "full", ...at, ...more });
const LICENSES = new Map([license("free"), license("nc", { commercialUse: "no" }), license("hearsay", { commercialUse: "no", verified: "known" })].map((one) => [one.id, one]));
const index = (rows: object[], more: object = {}): OpennessIndex =>
  opennessIndex.parse({ id: "i", title: "Index", url: null, license: "MIT", attribution: null, method: "as it says", rows, ...at, ...more });
const judged = (models: Model[], indexes: OpennessIndex[] = [], overrides: Override[] = []) =>
  judge({ models: new Map(models.map((one) => [one.id, one])), licenses: LICENSES, indexes }, overrides);
const rank = (name: OpennessClass) => OPENNESS_CLASSES.indexOf(name);
const OPEN = { weights: "open", code: "open", data: "open" };

describe("which claim is followed", () => {
  test("by its ground, then the newest, then the stricter; all stay", () => {
    const claims = [
      claim({ ground: "known", value: "open", date: "2026-09-09" }),
      claim({ ground: "family", value: "closed", date: "2026-08-08" }),
      claim({ ground: "version", value: "open", date: "2026-01-01" }),
      claim({ ground: "version", value: "open", date: "2026-02-02" }),
      claim({ ground: "version", value: "partial", date: "2026-02-02" }),
    ];
    const layer = layerOf(claims);
    expect(layer).toMatchObject({ value: "partial", ground: "version", date: "2026-02-02", contradicted: true });
    expect(layer.claims.map(({ value, ground }) => `${ground} ${value}`)).toEqual(["version partial", "version open", "version open", "family closed", "known open"]);
    expect(layerOf([])).toEqual({ value: null, ground: null, source: null, date: null, contradicted: false, claims: [] });
    expect(layerOf([claim({}), claim({ ground: "known" })]).contradicted).toBe(false);
  });

  test("the order in which claims come changes nothing, and no weaker ground is ever followed", () => {
    const one = fc.record({ value: fc.constantFrom(...OPENNESS_VALUES), ground: fc.constantFrom(...GROUNDS), date: fc.constantFrom("2025-01-01", "2026-01-01"), source: fc.constantFrom("a", "b") }).map(claim);
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 8 }).chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), ([list, shuffled]) => {
        expect(inOrder(shuffled)).toEqual(inOrder(list));
        const followed = layerOf(list);
        for (const other of list) expect(GROUNDS.indexOf(followed.ground!)).toBeLessThanOrEqual(GROUNDS.indexOf(other.ground));
        expect(followed.contradicted).toBe(new Set(list.map(({ value }) => value)).size > 1);
      }),
    );
  });

  test("a licence that was read and restricts beats an index on the weights; one that was not read, or is free, says nothing", () => {
    const rows = [index(["a/nc", "a/hearsay", "a/free"].map((id) => ({ model: id, row: id, ground: "version", weights: "open" })))];
    const found = judged([model("a/nc", { license: "nc" }), model("a/hearsay", { license: "hearsay" }), model("a/free")], rows);
    const weights = (id: string) => found.get(id)!.layers.weights;
    expect(weights("a/nc")).toMatchObject({ value: "partial", ground: "license", contradicted: true });
    expect(weights("a/nc").claims.map(({ source }) => source)).toEqual(["test", "Index"]);
    expect(weights("a/hearsay")).toMatchObject({ value: "open", ground: "version", contradicted: false });
    expect(weights("a/free")).toMatchObject({ value: "open", ground: "version" });
  });

  test("an override wins with its reason, also as unknown, also for what the catalogue does not know", () => {
    const by = { model: "a/one", reason: "I asked them", by: "key \"ops\"", at: "2026-03-03T10:00:00Z" };
    const rows = [index([{ model: "a/one", row: "One", ground: "version", ...OPEN }])];
    expect(judged([model("a/one")], rows).get("a/one")!.opennessClass).toBe("fully-open");
    const one = judged([model("a/one")], rows, [{ ...by, layer: "data", value: null }]).get("a/one")!;
    expect(one.opennessClass).toBe("open-weights");
    expect(one.layers.data).toMatchObject({ value: null, ground: "override", contradicted: true });
    expect(one.layers.data.claims[0]).toMatchObject({ note: "I asked them", source: by.by, date: "2026-03-03" });
    const own = judged([], [], [{ ...by, model: "my-tune", layer: "weights", value: "partial" }]);
    expect(own.get("my-tune")!.opennessClass).toBe("open-weights");
    expect(own.get("other")).toBeUndefined();
  });
});

describe("the class", () => {
  const layers = (weights: any, code: any = "open", data: any = "open") => ({ weights: { value: weights }, code: { value: code }, data: { value: data }, evaluation: { value: null } });
  test("is what the written rule says, for every combination", () => {
    expect(CLASS_RULE).toContain("Nothing is freer");
    for (const weights of [...OPENNESS_VALUES, null])
      for (const code of [...OPENNESS_VALUES, null])
        for (const data of [...OPENNESS_VALUES, null])
          for (const freeLicense of [true, false, null])
            for (const access of [["api"], ["weights"], ["api", "weights"], ["none"]]) {
              const all = [weights, code, data].every((value) => value === "open") && freeLicense === true;
              const expected = all ? "fully-open" : weights === "open" || weights === "partial" ? "open-weights" : access.includes("api") ? "open-api" : "closed";
              expect(classOf({ layers: layers(weights, code, data), access, freeLicense })).toBe(expected);
            }
  });
  test("a licence is free only where everything that could bind is known not to", () => {
    expect(freeLicense(license("x"))).toBe(true);
    for (const more of [{ commercialUse: "no" }, { commercialUse: "conditional" }, { monthlyUsersLimit: 5 }, { revenueLimitUsd: 5 }, { territoryExcluded: ["DE"] }, { acceptableUsePolicy: true }]) expect(freeLicense(license("x", more))).toBe(false);
    for (const more of [{ commercialUse: null }, { acceptableUsePolicy: null }]) expect(freeLicense(license("x", more))).toBeNull();
    expect(freeLicense(null)).toBeNull();
  });
});

describe("lineage", () => {
  test("says whom it is held back by", () => {
    const rows = [index([{ model: "a/tune", row: "Tune", ground: "version", ...OPEN }, { model: "a/base", row: "Base", ground: "version", weights: "partial" }])];
    const base = model("a/base", { name: "Base 1", license: "nc" });
    const tune = model("a/tune", { base: ["a/base"], lineage: { "a/base": { kind: "lora", ...at } } });
    const one = judged([tune, base], rows).get("a/tune")!;
    expect(one).toMatchObject({ ownClass: "fully-open", opennessClass: "open-weights" });
    expect(one.why).toEndWith("Held back: it is an adapter for Base 1, which is open weights.");
    expect(one.lineage).toEqual([{ model: "a/base", name: "Base 1", relation: "base", kind: "lora", opennessClass: "open-weights", license: "nc", ...at }]);
  });

  test("a teacher that is closed keeps nobody from open weights, only from fully open", () => {
    const rows = [index([{ model: "a/pupil", row: "Pupil", ground: "version", ...OPEN }])];
    const teacher = model("a/teacher", { access: ["api"], license: null });
    expect(judged([model("a/pupil", { teachers: ["a/teacher"] }), teacher], rows).get("a/pupil")!.opennessClass).toBe("open-weights");
    expect(judged([model("a/pupil", { needs: ["a/teacher"] }), teacher], rows).get("a/pupil")!.opennessClass).toBe("open-api");
  });

  /** Models 0…n, each hanging on earlier ones only, with random layers, licences, indexes and overrides. */
  const world = fc.array(
    fc.record({
      layers: fc.record({ weights: fc.option(fc.constantFrom(...OPENNESS_VALUES)), code: fc.option(fc.constantFrom(...OPENNESS_VALUES)), data: fc.option(fc.constantFrom(...OPENNESS_VALUES)) }),
      license: fc.constantFrom("free", "nc", "hearsay", null),
      access: fc.constantFrom(["api"], ["weights"], ["api", "weights"], ["none"]),
      on: fc.array(fc.record({ relation: fc.constantFrom(...RELATIONS), back: fc.integer({ min: 1, max: 6 }) }), { maxLength: 4 }),
      override: fc.option(fc.record({ layer: fc.constantFrom(...OPENNESS_LAYERS), value: fc.option(fc.constantFrom(...OPENNESS_VALUES)) })),
    }),
    { minLength: 1, maxLength: 12 },
  );

  test("nothing is ever freer than what it was made from or cannot run without, whatever anyone claims", () => {
    let held = 0;
    fc.assert(
      fc.property(world, (list) => {
        const id = (at: number) => `m/${at}`;
        const models = list.map((one, at) => {
          const of = (relation: string) => [...new Set(one.on.filter((each) => each.relation === relation && at - each.back >= 0).map((each) => id(at - each.back)))];
          return model(id(at), { license: one.license, access: one.access, base: of("base"), needs: of("needs"), teachers: of("teachers") });
        });
        const rows = list.map((one, at) => ({ model: id(at), row: "r", ground: "version", ...Object.fromEntries(Object.entries(one.layers).filter(([, value]) => value)) }));
        const overrides = list.flatMap((one, at): Override[] => (one.override ? [{ model: id(at), reason: "why", by: "me", at: "2026-05-05T00:00:00Z", ...one.override }] : []));
        const found = judged(models, [index(rows)], overrides);
        for (const each of models) {
          const own = found.get(each.id)!;
          expect(rank(own.opennessClass)).toBeLessThanOrEqual(rank(own.ownClass));
          for (const relation of RELATIONS)
            for (const other of each[relation]) {
              const theirs = found.get(other)!.opennessClass;
              expect(rank(own.opennessClass)).toBeLessThanOrEqual(rank(capOf(relation, theirs)));
              if (relation !== "teachers") expect(rank(own.opennessClass)).toBeLessThanOrEqual(rank(theirs));
              else if (own.opennessClass === "fully-open") expect(theirs).toBe("fully-open");
            }
          // Held back only where something holds it.
          if (own.opennessClass !== own.ownClass) {
            held += 1;
            expect(own.lineage.some((one) => capOf(one.relation, one.opennessClass) === own.opennessClass)).toBe(true);
            expect(own.why).toContain("Held back");
          }
        }
      }),
      { numRuns: 500 },
    );
    expect(held).toBeGreaterThan(50);
  });
});
