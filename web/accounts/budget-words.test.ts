// Budgets in words, and what their form means. The page itself is looked at in test/studio-money.test.ts.
import { describe, expect, test } from "bun:test";
import { newBudget } from "../../src/spec/budget.ts";
import { type BudgetForm, gaugesOf, wantedOf, whose } from "./budget-words.ts";

const budget = {
  id: "bud_1",
  scope: "project",
  subject: "prj_1",
  subjectName: "Posters",
  window: "day",
  limitMicro: 5_000_000,
  limitGenerations: 1,
  heldMicro: 250_000,
  spentMicro: 1_000_000,
  heldGenerations: 0,
  spentGenerations: 1,
  since: null,
  renewsAt: null,
  createdAt: "2026-11-24T00:00:00.000Z",
} as const;

test("each limit has a line and a meter", () => {
  expect(whose(budget)).toBe("Project “Posters”");
  expect(gaugesOf(budget)).toEqual([
    { label: "Money", text: "$1.25 of $5.00 a day, $0.25 of it under way", value: 0.25 },
    { label: "Generations", text: "1 of 1 generation a day", value: 1 },
  ]);
  expect(gaugesOf({ ...budget, limitMicro: 0, limitGenerations: null })).toEqual([
    { label: "Money", text: "$1.25 of $0.00 a day, $0.25 of it under way", value: 1 },
  ]);
});

describe("the form", () => {
  const form: BudgetForm = { whom: "organization", member: "", window: "day", usd: "", generations: "" };
  test("becomes what the API takes", () => {
    for (const [more, expected] of [
      [{ usd: "5" }, { scope: "organization", subject: null, limitMicro: 5_000_000, limitGenerations: null }],
      [{ usd: " $0,5 " }, { limitMicro: 500_000 }],
      [
        { whom: "project:prj_1", generations: "0" },
        { scope: "project", subject: "prj_1", limitMicro: null, limitGenerations: 0 },
      ],
      [
        { whom: "key:key:odd", usd: "0.000001" },
        { scope: "key", subject: "key:odd", limitMicro: 1 },
      ],
      [
        { whom: "member", member: " ana ", usd: "1", window: "total" as const },
        { scope: "member", subject: "ana", window: "total" },
      ],
    ] as const) {
      const wanted = wantedOf({ ...form, ...more });
      expect(wanted).toMatchObject(expected);
      expect(newBudget.parse(wanted)).toEqual(wanted as never);
    }
  });

  test("says what is missing or wrong", () => {
    expect(wantedOf(form)).toBe("Give a limit in dollars, in generations, or both.");
    for (const usd of ["much", "-1", "1e400"]) expect(wantedOf({ ...form, usd })).toContain("in dollars must be a number");
    for (const generations of ["1.5", "-1", "few"]) expect(wantedOf({ ...form, generations })).toContain("whole number");
    expect(wantedOf({ ...form, usd: "1", whom: "member", member: " " })).toContain("Name the member");
  });
});
