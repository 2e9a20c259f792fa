// Numbers in words: money never rounds a limit downwards, times and sizes read as people write them.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { about, ago, bytes, clockTime, dollars, money, plural, priceOf, roughly } from "./words.ts";

describe("money", () => {
  test("free, unknown and small amounts are told apart", () => {
    expect([money(0), money(null), money(120_000), money(3_146), money(12)]).toEqual(["free", "price unknown", "$0.12", "$0.003", "$0.000012"]);
    expect(dollars(0)).toBe("$0.00");
    expect(dollars(-34_000)).toBe("−$0.034");
    expect(dollars(1_234_567_000_000)).toBe("$1,234,567.00");
  });
  test("a quote shows its one price or its high end", () => {
    expect(priceOf({ lowMicro: 0, highMicro: 0 })).toBe("free");
    expect(priceOf({ lowMicro: 40_000, highMicro: 40_000 })).toBe("$0.04");
    expect(priceOf({ lowMicro: 33_847, highMicro: 38_541 })).toBe("up to $0.039");
    expect(priceOf({ lowMicro: 12, highMicro: 97 })).toBe("under $0.001");
    expect(priceOf(null)).toBe("price unknown");
    expect(priceOf(null, 20_100)).toBe("up to $0.021");
  });
  test("an upper limit is never shown lower than it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (micro) => {
        const shown = Number(dollars(micro, true).replace(/[$,]/g, ""));
        expect(Math.round(shown * 1e6)).toBeGreaterThanOrEqual(micro);
      }),
    );
  });
});

test("times", () => {
  expect([about(null), about(0.4), about(12.4), about(200), about(7200)]).toEqual([null, "under 1 s", "12 s", "3 min", "2 h"]);
  expect([roughly(0.4), roughly(12.4)]).toEqual(["under 1 s", "about 12 s"]);
  expect([clockTime(0), clockTime(7.9), clockTime(723), clockTime(Number.NaN)]).toEqual(["0:00", "0:07", "12:03", "0:00"]);
  const at = Date.parse("2026-01-02T00:00:00Z");
  expect([ago("2026-01-01T23:59:40Z", at), ago("2026-01-01T23:50:00Z", at), ago("2026-01-01T20:00:00Z", at)]).toEqual([
    "now",
    "10 min ago",
    "4 h ago",
  ]);
});

test("sizes and counts", () => {
  expect([bytes(999), bytes(12_300), bytes(4_560_000), bytes(2_000_000_000)]).toEqual(["999 B", "12 kB", "4.6 MB", "2.0 GB"]);
  expect([plural(1, "file"), plural(2, "file")]).toEqual(["1 file", "2 files"]);
});
