// What follows from uncertainty, failures and lines: the three figures, what would turn the choice, and exploration that breaks nothing and can be done again.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ask as askSchema, type AskInput } from "../spec/plan.ts";
import { offersFrom } from "./offers.fixture.ts";
import { type OfferView, plan, type World } from "./router.ts";

const ask = (more: Partial<AskInput> = {}) => askSchema.parse({ task: "text-to-image", input: { prompt: "x" }, ...more });
const world = (offers: readonly OfferView[], more: Partial<World> = {}): World => ({ offers, today: "2026-11-24", ...more });

/** An offer that passes every rule, with these figures. */
const [usual] = offersFrom(2, 60).filter((view) => plan(ask(), world([view])).candidates.length === 1);
function view(id: string, micro: number, quality: number, seconds: number, more: Partial<OfferView> = {}): OfferView {
  const terms = { ...usual!.offer.tasks["text-to-image"]!, seconds: { base: seconds, source: "test", date: "2026-11-24" } };
  const price = { lines: [{ unit: "image" as const, micro, per: 1 }], source: "test", date: "2026-11-24" };
  return {
    ...usual!,
    offer: { ...usual!.offer, id, model: `m/${id}`, remote: id, price, tasks: { "text-to-image": terms } },
    model: null,
    apart: false,
    measuredSeconds: null,
    quality: { value: quality, error: 0.05, source: "a board" },
    ...more,
  };
}

describe("the three figures", () => {
  test("are told with how sure they are, what a good result costs, and how long one waits", () => {
    const shaky = view("shaky", 10_000, 0.8, 4, { success: 0.5, queueSeconds: 6 });
    const [candidate] = plan(ask(), world([shaky])).candidates;
    expect(candidate).toMatchObject({ quality: 0.8, qualityError: 0.05, success: 0.5, costMicro: 10_000, goodCostMicro: 20_000, seconds: 10 });
    expect(candidate!.reasons.join("; ")).toContain("80 ± 5 of 100");
    expect(candidate!.reasons.join("; ")).toContain("$0.01, $0.02 for each that succeeds");
    expect(candidate!.reasons.join("; ")).toContain("about 10 s, 6 s of it in line");
  });

  test("failures and a line make an offer dearer and slower than its equal", () => {
    const equal = view("b-equal", 10_000, 0.8, 4);
    expect(plan(ask(), world([view("a-failing", 10_000, 0.8, 4, { success: 0.6 }), equal])).candidates[0]!.offer).toBe("b-equal");
    expect(plan(ask(), world([view("a-waiting", 10_000, 0.8, 4, { queueSeconds: 30 }), equal])).candidates[0]!.offer).toBe("b-equal");
    expect(plan(ask({ constraints: { maxSeconds: 10 } }), world([view("w", 1, 0.5, 4, { queueSeconds: 30 })])).rejections[0]!.code).toBe("time");
  });

  test("in a style its own evidence counts, elsewhere that of all styles", () => {
    const house = view("house", 10_000, 0.8, 4);
    const tuned = view("tuned", 10_000, 0.4, 4, { styles: { anime: { value: 0.95, error: 0.04, source: "votes" } } });
    expect(plan(ask(), world([house, tuned], { style: "anime" })).candidates[0]!.offer).toBe("tuned");
    expect(plan(ask(), world([house, tuned], { style: "product" })).candidates[0]!.offer).toBe("house");
    expect(plan(ask(), world([house, tuned])).candidates[0]!.offer).toBe("house");
    expect(plan(ask(), world([house, tuned], { style: "anime" })).style).toBe("anime");
  });
});

describe("what would turn the choice", () => {
  const figures = fc.record({
    micro: fc.integer({ min: 1, max: 300_000 }),
    quality: fc.integer({ min: 1, max: 99 }),
    seconds: fc.integer({ min: 1, max: 90 }),
  });

  test("does: with the other weight, or at the other price, the second comes first", () => {
    let turned = 0;
    fc.assert(
      fc.property(fc.array(figures, { minLength: 3, maxLength: 8 }), (list) => {
        const offers = list.map(({ micro, quality, seconds }, index) => view(`o${index}`, micro, quality / 100, seconds));
        const made = plan(ask(), world(offers));
        if (!made.turn) return;
        turned += 1;
        const { offer, weight, costMicro } = made.turn;
        expect(offer).toBe(made.candidates[1]!.offer);
        const scoreOf = (candidates: typeof made.candidates, id: string) => candidates.find((each) => each.offer === id)!.score;
        if (weight) {
          const again = plan(ask({ prefer: { ...made.prefer, [weight.name]: weight.to } }), world(offers)).candidates;
          // Between equals to four digits the cheaper is first, whoever that is.
          expect(scoreOf(again, offer)).toBeGreaterThanOrEqual(scoreOf(again, made.candidates[0]!.offer));
        }
        if (costMicro) expect(costMicro.to).toBeLessThan(costMicro.from);
      }),
    );
    expect(turned).toBeGreaterThan(50);
  });

  test("is said in a sentence, and is nothing where nobody else could be chosen", () => {
    const made = plan(ask(), world([view("dear", 100_000, 0.7, 5), view("cheap", 50_000, 0.5, 5)]));
    expect(made.turn!.sentence).toMatch(
      /^cheap on .* would be chosen if it cost \$0\.\d+ rather than \$0\.05, or if \w+ counted [\d.]+ rather than [\d.]+\.$/,
    );
    const { to } = made.turn!.costMicro!;
    const first = (micro: number) => plan(ask(), world([view("dear", 100_000, 0.7, 5), view("cheap", micro, 0.5, 5)])).candidates[0]!.offer;
    expect([first(Math.floor(to * 0.99)), first(Math.ceil(to * 1.01))]).toEqual(["cheap", "dear"]);
    expect(plan(ask(), world([view("alone", 1, 0.5, 5)])).turn).toBeNull();
  });
});

describe("exploration", () => {
  const sure = view("sure", 20_000, 0.7, 10, { quality: { value: 0.7, error: 0.01, source: "board" } });
  const unsure = view("unsure", 20_000, 0.6, 10, { quality: { value: 0.6, error: 0.2, source: "few votes" } });
  const dear = view("dear", 20_001, 0.69, 10, { quality: { value: 0.69, error: 0.3, source: "few votes" } });
  const slow = view("slow", 20_000, 0.69, 25, { quality: { value: 0.69, error: 0.3, source: "few votes" } });
  const seeds = Array.from({ length: 2_000 }, (_none, seed) => seed * 7919);
  const firsts = (share: number, ...offers: OfferView[]) =>
    seeds.map((seed) => plan(ask({ explore: share }), world(offers, { seed })).candidates[0]!.offer);

  test("happens in no more than its share, tries what is not known well, and follows from the seed", () => {
    const tried = firsts(0.2, sure, unsure).filter((first) => first === "unsure").length;
    expect(tried).toBeGreaterThan(20);
    expect(tried).toBeLessThan(seeds.length * 0.2);
    const seed = seeds.find((each) => plan(ask({ explore: 0.2 }), world([sure, unsure], { seed: each })).explored!.instead !== null)!;
    const made = plan(ask({ explore: 0.2 }), world([sure, unsure], { seed }));
    expect(made.explored).toEqual({ share: 0.2, seed, instead: "sure" });
    expect(made.candidates[0]!.offer).toBe("unsure");
    expect(plan(ask({ explore: 0.2 }), world([sure, unsure], { seed }))).toEqual(made);
    // Others in the catalogue change nothing about the draw of these.
    expect(plan(ask({ explore: 0.2 }), world([unsure, dear, sure], { seed })).candidates[0]!.offer).toBe("unsure");
  });

  test("never costs more than the quote, never takes much longer, never happens unasked or where a model is named", () => {
    expect(firsts(0.2, sure, dear, slow).every((first) => first === "sure")).toBe(true);
    for (const seed of seeds.slice(0, 200)) {
      expect(plan(ask(), world([sure, unsure], { seed })).explored).toBeNull();
      expect(plan(ask({ explore: 0.2 }), world([sure, unsure])).explored).toBeNull();
      expect(plan(ask({ explore: 0.2, model: "m/sure" }), world([sure, unsure], { seed })).candidates.map((each) => each.offer)).toEqual(["sure"]);
    }
  });

  test("only puts them in another order: whoever is drawn was allowed before", () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(1_000_000), (catalogue, seed) => {
        const offers = offersFrom(catalogue, 60);
        const constraints = { maxCostMicro: 50_000, openness: "open-api" as const };
        const plain = plan(ask({ constraints }), world(offers));
        const made = plan(ask({ constraints, explore: 0.2 }), world(offers, { seed }));
        expect(new Set(made.candidates.map((each) => each.offer))).toEqual(new Set(plain.candidates.map((each) => each.offer)));
        expect(made.rejections).toEqual(plain.rejections);
        if (made.candidates.length > 0) expect(made.candidates[0]!.costMicro!).toBeLessThanOrEqual(constraints.maxCostMicro);
      }),
    );
  });
});
