// Presets keep their ratio and their bounds for any bounds an offer may have, and are sizes that offers make.
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { OfferTask } from "../../src/spec/model.ts";
import { asText, makes, parseSize, presetsOf, RATIOS, ratioOf, sizeOf } from "./aspect.ts";
import { formOf } from "./schema.ts";

const schema = { properties: { width: { type: "integer", minimum: 64, maximum: 4096 }, height: { type: "integer", minimum: 64, maximum: 4096 } } };
const sides = (bound: { min?: number; max?: number; step?: number }) => formOf(schema, [offer({ inputs: { width: bound, height: bound } })]).fields;
const offer = (more: Partial<OfferTask>): OfferTask => ({ inputs: { width: true, height: true }, maxCount: 1, seconds: null, ...more });

test("every ratio is recognized again at a usual size", () => {
  const [width, height] = sides({});
  for (const ratio of RATIOS) expect(ratioOf(sizeOf(ratio, 1024 * 1024, width!, height!)!)).toBe(ratio);
});

test("a size is within the bounds, on the grid and of its ratio, or there is none", () => {
  const bounds = fc.record({ min: fc.integer({ min: 64, max: 512 }), max: fc.integer({ min: 513, max: 4096 }), step: fc.constantFrom(1, 8, 32, 64) });
  fc.assert(
    fc.property(fc.constantFrom(...RATIOS), bounds, fc.integer({ min: 10_000, max: 16_000_000 }), (ratio, bound, pixels) => {
      const [width, height] = sides(bound);
      const size = sizeOf(ratio, pixels, width!, height!);
      if (!size) return;
      expect(ratioOf(size)).toBe(ratio);
      for (const side of [size.width, size.height]) {
        expect(side).toBeLessThanOrEqual(bound.max);
        expect(side).toBeGreaterThanOrEqual(bound.min);
        expect(side % bound.step).toBe(0);
      }
    }),
  );
});

test("every preset is made by an offer", () => {
  const listed = offer({ sizes: ["1024x1024", "1536x1024", "1000x333"] });
  const stepped = offer({ inputs: { width: { min: 256, max: 1440, step: 32 }, height: { min: 256, max: 1440, step: 32 } } });
  for (const offers of [[listed], [stepped], [listed, stepped]]) {
    const presets = presetsOf(formOf(schema, offers).fields, offers, 1024 * 1024);
    expect(presets.length).toBeGreaterThan(2);
    for (const { size } of presets) expect(offers.some((one) => makes(one, size))).toBe(true);
  }
  expect(presetsOf(formOf(schema, [listed]).fields, [listed], 1024 * 1024).map((preset) => preset.title)).toEqual(["1:1", "3:2", "1000×333"]);
});

test("without sides there is nothing to choose, and sizes are read as they are written", () => {
  expect(presetsOf([], [], 1)).toEqual([]);
  expect(asText(parseSize("640x480"))).toBe("640x480");
});
