// A waveform has as many bars as asked for, keeps the loudest of each stretch, and draws nothing outside its box.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { barsOf, pathOf } from "./waveform.ts";

test("bars for any number of peaks", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 400 }), fc.integer({ min: 1, max: 120 }), (peaks, count) => {
      const bars = barsOf(peaks, count);
      expect(bars).toHaveLength(count);
      for (const bar of bars) expect(bar >= 0 && bar <= 1).toBe(true);
      if (count <= peaks.length) expect(Math.max(...bars)).toBe(Math.max(...peaks) / 100);
    }),
  );
});

test("without peaks a quiet line, and strokes within the box", () => {
  expect(new Set(barsOf(null, 5)).size).toBe(1);
  expect(pathOf([1, 0], 40)).toBe("M0.5 0.00V40.00M1.5 19.40V20.60");
});
