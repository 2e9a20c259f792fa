// The policy form's fields become the constraints that they say, and nothing that was not said.
import { expect, test } from "bun:test";
import { newPolicy, POLICY_PRESETS } from "../../src/spec/policy.ts";
import { EMPTY, policyOf, withPreset } from "./policy-words.ts";

test("every preset goes through the form and comes out as it was", () => {
  for (const preset of POLICY_PRESETS) {
    const wanted = policyOf(withPreset(EMPTY, preset.name, preset.constraints));
    expect(wanted).toEqual({ name: preset.name, scope: "organization", subject: null, constraints: preset.constraints });
    expect(newPolicy.safeParse(wanted).success).toBe(true);
  }
});

test("what is typed becomes codes, dollars and names", () => {
  const form = {
    ...EMPTY,
    name: " Ours ",
    whom: "project:prj_1",
    regions: "eu; us",
    usd: "$0,50",
    never: "fal, xai",
    territory: "de",
    zeroRetention: true,
  };
  expect(policyOf(form)).toEqual({
    name: "Ours",
    scope: "project",
    subject: "prj_1",
    constraints: { license: { territory: "DE" }, data: { zeroRetention: true, regions: ["EU", "US"] }, maxCostMicro: 500_000, never: ["fal", "xai"] },
  });
});

test("what is missing or no number is told", () => {
  const named = { ...EMPTY, name: "x" };
  expect(policyOf({ ...EMPTY, local: true })).toContain("name");
  expect(policyOf(named)).toContain("at least one rule");
  expect(policyOf({ ...named, usd: "cheap" })).toContain("dollars");
  expect(policyOf({ ...named, territory: "Germany" })).toContain("two letters");
});

test("a preset keeps a name that was typed, and forgets the preset before it", () => {
  const first = withPreset({ ...EMPTY, name: "Mine" }, "Local", { data: { local: true } });
  expect(withPreset(first, "Open", { openness: "fully-open" })).toMatchObject({ name: "Mine", local: false, openness: "fully-open" });
});
