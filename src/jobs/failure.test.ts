// The bounds of the back-off, and what an error message may tell.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { AppError } from "../spec/error.ts";
import { BACK_OFF, backOffBound, backOffMs, safeMessage } from "./failure.ts";

test("every wait is a whole number from 0 up to its bound, and the bound doubles up to the cap", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, chance) => {
      const wait = backOffMs(failures, () => chance);
      expect(Number.isSafeInteger(wait)).toBe(true);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThan(backOffBound(failures));
      expect(backOffBound(failures)).toBeLessThanOrEqual(BACK_OFF.capMs);
      expect(backOffBound(failures + 1)).toBe(Math.min(BACK_OFF.capMs, 2 * backOffBound(failures)));
    }),
  );
  expect([1, 2, 3, 9, 10, 99].map(backOffBound)).toEqual([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
});

test("the jitter is full: the whole range is used", () => {
  const chances = [0, 0.25, 0.5, 0.999];
  expect(chances.map((chance) => backOffMs(1, () => chance))).toEqual([0, 250, 500, 999]);
});

test("messages lose what may be a secret and keep what helps", () => {
  const said = (text: string) => safeMessage(new Error(text));
  const secrets = [
    "sk-proj-a8Zk31x9Qm2LwP0s7Yv4",
    "oak_01k2a3b4c5d6e7f8g9h0j1k2m3n4p5q6r7s8t9v0",
    "sk-0123456789abcdef01234567",
    "3f0f8c1e-1c2b-4a5d-8e9f-a0b1c2d3e4f5:0123456789abcdef0123456789abcdef",
  ];
  for (const secret of secrets) {
    for (const text of [
      `the key ${secret} is wrong`,
      `Authorization: Bearer ${secret}`,
      `{"api_key":"${secret}"}`,
      `https://user:${secret}@host/x?token=${secret}#a`,
    ])
      expect(said(text)).not.toContain(secret);
  }
  expect(said('{"password": "hunter2"}')).not.toContain("hunter2");
  expect(said("postgres://oak:hunter2@db/x refused")).toBe("postgres://db/x refused");
  expect(said("GET https://host/file.png?sig=abc gave 403")).toBe("GET https://host/file.png?… gave 403");
  const id = `gen_${"0k2".repeat(8)}ab`;
  expect(said(`${id} failed with black-forest-labs/flux-2-pro on text-to-image`)).toBe(
    `${id} failed with black-forest-labs/flux-2-pro on text-to-image`,
  );
  expect(said("one\n  two\u0000\u001b[31m three")).toBe("one two [31m three");
  expect(said("x ".repeat(5_000))).toHaveLength(500);
  expect(safeMessage(new AppError("provider.rate", "Try later."))).toBe("provider.rate: Try later.");
  expect(safeMessage("just text")).toBe("just text");
});
