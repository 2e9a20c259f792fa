// The plan against a slow and obvious one, over random catalogues, rules and asks: the same candidates in the same order, the same refusals, and never one that breaks a rule.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createChangeLog } from "./changes.ts";
import { asks as asksAnything } from "../spec/license-judge.ts";
import { OPENNESS_CLASSES } from "../spec/model.ts";
import { LIMITS } from "../spec/limits.ts";
import { type Ask, ask as askSchema, type Constraints } from "../spec/plan.ts";
import { facetsOf, quote } from "../spec/price.ts";
import { taskOf } from "../spec/task.ts";
import { offersFrom } from "./offers.fixture.ts";
import { nth } from "./select.ts";
import { type OfferView, plan, PRESETS } from "./router.ts";

const TODAY = "2026-11-24";

/** One offer looked at by itself: the first rule that it breaks, else its figures. Reads like the rules' own words. */
function look(view: OfferView, ask: Ask) {
  const { offer, model } = view;
  const terms = offer.tasks[ask.task]!;
  const wants = ask.constraints;
  const names = [offer.id, offer.model, offer.provider, ...(model?.aliases ?? [])];
  const input: Record<string, any> = { ...ask.input };
  for (const [field, bound] of Object.entries(terms.inputs)) if (bound !== true && input[field] === undefined) input[field] = bound.default;
  for (const field of Object.keys(input)) if (input[field] === undefined) delete input[field];

  let [low, high, known] = [0, 0, true];
  for (let left = ask.count; left > 0;) {
    const now = Math.min(left, view.apart ? 1 : terms.maxCount);
    const one = quote(offer.price, taskOf(ask.task).measure(input, now), facetsOf(input));
    if (one === null) known = false;
    low += one?.lowMicro ?? 0;
    high += one?.highMicro ?? 0;
    left -= now;
  }
  const declared = terms.seconds === null ? null : terms.seconds.base + (terms.seconds.perImage ?? 0) * ask.count;
  const seconds = view.measuredSeconds ?? declared;

  const takes = Object.entries(ask.input).every(([field, value]) => {
    const bound: any = terms.inputs[field];
    if (bound === undefined) return false;
    if (bound === true) return true;
    if (bound.values && !bound.values.includes(value)) return false;
    if (typeof value === "string") return bound.maxChars === undefined || value.length <= bound.maxChars;
    if (typeof value !== "number") return true;
    return value >= (bound.min ?? -Infinity) && value <= (bound.max ?? Infinity) && value % (bound.step ?? 1) === 0;
  });
  const complete = Object.entries(terms.inputs).every(([field, bound]) => bound === true || !bound.required || input[field] !== undefined);
  const sized = !terms.sizes || (input.width === undefined && input.height === undefined) || terms.sizes.includes(`${input.width}x${input.height}`);
  const shutdown = offer.lifecycle?.shutdown ?? model?.lifecycle.shutdown;
  const data = wants.data;
  const terms2 = offer.data;

  const breaks: [string, boolean][] = [
    ["only", wants.only !== undefined && !names.some((name) => wants.only!.includes(name))],
    ["never", names.some((name) => wants.never?.includes(name))],
    ["lifecycle", model?.lifecycle.status === "retired" || (shutdown != null && shutdown <= TODAY)],
    ["handoff", view.handOff],
    ["off", view.off !== null],
    ["input", !takes || !complete || !sized],
    ["openness", wants.openness !== undefined && (view.openness === null || rank(view.openness) < rank(wants.openness))],
    ["data", data !== undefined && !terms2.local && (!!data.local || (!!data.noTraining && terms2.trainsOnInputs !== false))],
    ["data", data !== undefined && !terms2.local && !!data.zeroRetention && terms2.retentionDays !== 0],
    [
      "data",
      data?.regions !== undefined && !terms2.local && !(terms2.regions?.length && terms2.regions.every((region) => data.regions!.includes(region))),
    ],
    ["price", known ? wants.maxCostMicro !== undefined && high > wants.maxCostMicro : !wants.maxCostMicro],
    ["time", wants.maxSeconds !== undefined && (seconds === null || seconds > wants.maxSeconds)],
    ["failing", view.failing !== null],
  ];
  const code = breaks.find(([, broken]) => broken)?.[0] ?? null;
  return { view, code, low, high: known ? high : null, cost: known ? high : (wants.maxCostMicro ?? null), seconds };
}
const rank = (name: string) => (OPENNESS_CLASSES as readonly string[]).indexOf(name);
const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The whole plan, as one would do it by hand. */
function slow(ask: Ask, offers: OfferView[]) {
  const named = (view: OfferView) =>
    ask.model === "auto" ||
    [view.offer.id, view.offer.model, view.offer.remote, ...(view.model?.aliases ?? [])].some(
      (name) => name.toLowerCase() === ask.model.toLowerCase(),
    );
  const looked = offers.filter((view) => view.offer.tasks[ask.task] && named(view)).map((view) => look(view, ask));
  const passed = looked.filter((each) => each.code === null);
  const weights = ask.prefer && typeof ask.prefer === "object" ? ask.prefer : PRESETS.balanced;
  const cost = Math.max(1, middle(passed.flatMap((each) => (each.cost === null ? [] : [each.cost]))));
  const time = Math.max(0.001, middle(passed.flatMap((each) => (each.seconds === null ? [] : [each.seconds]))));
  const scored = passed.map((each) => {
    const quality = each.view.quality?.value ?? 0.35;
    const cheap = each.cost === null ? 0 : each.cost === 0 ? 1 : cost / (cost + each.cost);
    const fast = each.seconds === null ? 0.3 : each.seconds === 0 ? 1 : time / (time + each.seconds);
    const total = weights.quality + weights.cost + weights.time || 1;
    const score = (quality * weights.quality + cheap * weights.cost + fast * weights.time) / total;
    return { ...each, score: Math.round(score * 10_000) / 10_000 };
  });
  scored.sort(
    (a, b) =>
      Number(b.view.neural) - Number(a.view.neural) ||
      Number(a.high === null) - Number(b.high === null) ||
      b.score - a.score ||
      (a.cost ?? Infinity) - (b.cost ?? Infinity) ||
      (a.view.offer.id < b.view.offer.id ? -1 : 1),
  );
  return { scored, refused: looked.filter((each) => each.code !== null) };
}

/** Absent four times of five: together, many rules leave nobody. */
const seldom = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const said = <T extends object>(record: T) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const asks = fc
  .record({
    input: fc
      .record({
        width: seldom(fc.constantFrom(512, 1000, 1024, 1536, 4096)),
        height: seldom(fc.constantFrom(512, 1000, 1024, 1536)),
        seed: seldom(fc.constant(7)),
        quality: seldom(fc.constantFrom("low", "medium", "high")),
      })
      .map(said),
    count: fc.integer({ min: 1, max: 8 }),
    model: fc.oneof({ weight: 6, arbitrary: fc.constant("auto") }, { weight: 1, arbitrary: fc.nat(20).map((index) => `ALIAS-${index}`) }),
    prefer: seldom(fc.record({ quality: fc.nat(10), cost: fc.nat(10), time: fc.nat(10) })),
    constraints: fc
      .record({
        maxCostMicro: seldom(fc.integer({ min: 0, max: 300_000 })),
        maxSeconds: seldom(fc.integer({ min: 1, max: 40 })),
        openness: seldom(fc.constantFrom("fully-open" as const, "open-weights" as const, "open-api" as const)),
        only: seldom(fc.uniqueArray(fc.constantFrom("p0", "p1", "m/0", "m/1", "alias-2", "nobody"), { minLength: 1 })),
        never: seldom(fc.uniqueArray(fc.constantFrom("p0", "m/1", "alias-3"))),
        data: seldom(
          fc
            .record({
              local: seldom(fc.boolean()),
              noTraining: seldom(fc.boolean()),
              zeroRetention: seldom(fc.boolean()),
              regions: seldom(fc.constantFrom(["eu"], ["us", "eu"])),
            })
            .map(said),
        ),
      })
      .map(said),
  })
  .map(({ input, count, model, prefer, constraints }) =>
    askSchema.parse({
      task: "text-to-image",
      input: { prompt: "a red fox", ...input },
      count,
      model,
      constraints: constraints as Constraints,
      ...(prefer ? { prefer: { quality: prefer.quality / 10, cost: prefer.cost / 10, time: prefer.time / 10 } } : {}),
    }),
  );

/** Short and long, near and far apart, with many equals and the two zeros. */
const doubles = fc.double({ noNaN: true }).map((value) => value + 0); // so that 0 has one sign
const manyNumbers = fc.oneof(
  fc.array(doubles, { minLength: 1 }),
  fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 60, maxLength: 3_000, size: "max" }),
  fc.array(doubles, { minLength: 60, maxLength: 3_000, size: "max" }),
  fc
    .array(fc.double({ noNaN: true, min: 0, max: 1 }), { minLength: 60, maxLength: 1_000, size: "max" })
    .map((all) => all.map((value) => value ** 9 * 1e9)),
  // Every so manieth is small: a sample taken in steps may see none but these.
  fc
    .tuple(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 401, max: 3_000 }))
    .map(([step, many]) => Array.from({ length: many }, (_none, at) => (at % step === 0 ? at : 1e6 + ((at * 7919) % 1_000)))),
);

describe("against a slow and obvious plan", () => {
  test("the same candidates in the same order, and every refusal by the same rule", () => {
    let [met, refusals] = [0, 0];
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 0, max: 120 }), asks, (seed, many, ask) => {
        const offers = offersFrom(seed, many);
        const made = plan(ask, { offers, today: TODAY });
        const { scored, refused } = slow(ask, offers);
        const told = scored.slice(0, LIMITS.planKept);
        expect(made.candidates.map((each) => each.offer)).toEqual(told.map((each) => each.view.offer.id));
        expect(made.candidates.map((each) => each.score)).toEqual(told.map((each) => each.score));
        expect(made.candidates.map((each) => each.quote)).toEqual(
          told.map((each) => (each.high === null ? null : { lowMicro: Math.min(each.low, each.high), highMicro: each.high })),
        );
        expect(made.untold?.candidates ?? 0).toBe(scored.length - told.length);
        // What is true of a whole provider is told once for all that it offers.
        const once = new Set<string>();
        const expected = refused.filter(({ code, view }) => {
          const id = `${code} ${view.offer.provider}`;
          return ask.model !== "auto" || (code !== "off" && code !== "handoff") || (!once.has(id) && once.add(id));
        });
        const known = new Map(expected.map((each) => [each.view.offer.id, each.code!]));
        for (const each of made.rejections) expect(each.code).toBe(known.get(each.offer)!);
        const more = Object.values(made.untold?.rejections ?? {}).reduce((sum, count) => sum + count, 0);
        expect(made.rejections.length + more).toBe(expected.length);
        met += made.candidates.length;
        refusals += made.rejections.length;
      }),
      { numRuns: 400 },
    );
    // The catalogues are such that both happen, or this shows nothing.
    expect(met).toBeGreaterThan(1_000);
    expect(refusals).toBeGreaterThan(1_000);
  });

  test("what was learned in place since the last plan is seen, where somebody tells which offers it was, and where nobody does", () => {
    const learned = fc.record({ at: fc.nat(59), what: fc.nat(6), value: fc.nat(9) });
    const learn = (view: OfferView, what: number, value: number) => {
      if (what === 0) view.off = value < 3 ? "Set its key." : null;
      if (what === 1) view.failing = value < 3 ? "It answers 500." : null;
      if (what === 2) view.openness = OPENNESS_CLASSES[value] ?? null;
      if (what === 3) view.quality = value === 0 ? null : { value: value / 10, source: "votes" };
      if (what === 4) view.styles = value < 5 ? undefined : { anime: { value: value / 10, source: "votes for anime" } };
      if (what === 5) view.measuredSeconds = value === 0 ? null : value;
      if (what === 6) Object.assign(view, { success: value === 0 ? null : value / 10, queueSeconds: value });
    };
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.array(fc.record({ ask: asks, style: fc.constantFrom(null, "anime"), learned: fc.array(learned) }), { maxLength: 6 }),
        (seed, turns) => {
          const changes = createChangeLog<number>(3);
          const offers = offersFrom(seed, 60);
          for (const turn of turns) {
            for (const { at, what, value } of turn.learned) {
              learn(offers[at]!, what, value);
              changes.note(at);
            }
            const world = { today: TODAY, style: turn.style };
            const anew = plan(turn.ask, { offers: offers.map((view) => ({ ...view })), ...world });
            expect(plan(turn.ask, { offers, changes, ...world })).toEqual(anew);
          }
          const last = turns.at(-1)?.ask;
          if (last) expect(plan(last, { offers, today: TODAY })).toEqual(plan(last, { offers: [...offers], today: TODAY }));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("no candidate's licence forbids what is asked for", () => {
    const licenses = fc.record(
      { commercial: fc.boolean(), monthlyUsers: fc.constantFrom(1, 2_000_000), territory: fc.constantFrom("DE", "US") },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.nat(1_000_000), licenses, (seed, license) => {
        const offers = offersFrom(seed, 60);
        const made = plan(askSchema.parse({ task: "text-to-image", input: { prompt: "x" }, constraints: { license } }), { offers, today: TODAY });
        for (const candidate of made.candidates) {
          const found = offers.find((each) => each.offer.id === candidate.offer)!.licenses[0]!.license;
          if (asksAnything(license)) expect(found).not.toBeNull();
          if (license.commercial) expect(found!.commercialUse).not.toBe("no");
          if (license.commercial) expect(found!.commercialUse).not.toBeNull();
          if (license.monthlyUsers) expect(license.monthlyUsers).toBeLessThanOrEqual(found!.monthlyUsersLimit ?? Infinity);
          if (license.territory) expect(found!.territoryExcluded).not.toContain(license.territory);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("more candidates than are told are the best of all", () => {
    const offers = offersFrom(3, 2_000);
    const ask = askSchema.parse({ task: "text-to-image", input: { prompt: "x" } });
    const { scored } = slow(ask, offers);
    const made = plan(ask, { offers, today: TODAY });
    expect(made.candidates.map((each) => each.offer)).toEqual(scored.slice(0, LIMITS.planKept).map((each) => each.view.offer.id));
    expect(made.untold!.candidates).toBe(scored.length - LIMITS.planKept);
  });

  test("the n-th smallest is what sorting says", () => {
    fc.assert(
      fc.property(manyNumbers, fc.nat(), (values, any) => {
        const n = any % values.length;
        expect(nth(Float64Array.from(values), values.length, n)).toBe(Float64Array.from(values).sort()[n]!);
      }),
    );
  });
});
