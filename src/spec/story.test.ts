// A generation in sentences: nothing unknown is told as paid or as free, and every failure says what to do.
import { describe, expect, test } from "bun:test";
import { ERRORS } from "./error.ts";
import type { Attempt, Generation } from "./generation.ts";
import { storyOf } from "./story.ts";

const attempt = (set: Partial<Attempt>): Attempt => ({
  id: "att_1",
  offer: "fal:flux",
  model: "m",
  provider: "fal",
  status: "succeeded",
  asked: 1,
  made: 1,
  hedges: null,
  charged: "yes",
  micro: 30_000,
  bill: null,
  failure: null,
  startedAt: "2026-11-25T00:00:00Z",
  endedAt: "2026-11-25T00:00:01Z",
  ...set,
});
const generation = (set: Partial<Generation>): Generation =>
  ({
    count: 1,
    attempts: [],
    error: null,
    settledMicro: 30_000,
    endedAt: "x",
    plan: { candidates: [{ offer: "fal:flux", providerTitle: "fal" }] },
    ...set,
  }) as unknown as Generation;
const problem = (code: keyof typeof ERRORS, detail = "No.") => ({ code, title: ERRORS[code].title, detail, todo: ERRORS[code].todo, field: null });

describe("a story", () => {
  test("of what went well is short", () => {
    expect(storyOf(generation({ attempts: [attempt({})] }))).toEqual({ happened: ["fal made it."], paid: ["You paid $0.03."], todo: null });
  });

  test("says who was asked beside whom, for how many, and what was refused", () => {
    const attempts = [
      attempt({ status: "succeeded" }),
      attempt({
        id: "att_2",
        status: "failed",
        charged: "unknown",
        micro: null,
        made: null,
        failure: problem("provider.refused_output", "fal withheld what it made."),
      }),
      attempt({ id: "att_3", status: "canceled", hedges: "att_2", charged: "no", micro: 0 }),
    ];
    const story = storyOf(generation({ count: 3, attempts, error: problem("provider.refused_output"), settledMicro: 30_000 }));
    expect(story.happened).toEqual([
      "fal (asked for 1 of 3) made it.",
      "fal (asked for 1 of 3) failed: fal withheld what it made.",
      "fal (asked for 1 of 3), asked beside the one before because that was late was stopped.",
    ]);
    expect(story.paid).toEqual(["You paid $0.03.", "Whether fal charges for it is not known; if it does, the operator pays."]);
    expect(story.todo).toBe(ERRORS["provider.refused_output"].todo);
  });

  test("tells what the operator pays, and never as yours", () => {
    expect(storyOf(generation({ attempts: [attempt({ micro: 50_000 })], settledMicro: 30_000 })).paid[1]).toContain(
      "The operator pays $0.02 beyond that",
    );
    const lost = attempt({ status: "failed", micro: null, failure: problem("provider.expired") });
    expect(storyOf(generation({ attempts: [lost], settledMicro: 0 })).paid).toEqual([
      "You paid nothing.",
      "fal was paid by the operator, not by you.",
    ]);
  });

  test("of each failure says what to do next", () => {
    for (const [code, row] of Object.entries(ERRORS)) expect([code, row.todo.length > 10 && /[.]$/.test(row.todo)]).toEqual([code, true]);
  });
});

describe("a judge's part", () => {
  const judged = (set: object) =>
    storyOf(
      generation({
        attempts: [attempt({})],
        settledMicro: 30_500,
        assets: [{ id: "a" }, { id: "b" }],
        plan: {
          candidates: [{ offer: "fal:flux", providerTitle: "fal" }],
          best: { judge: { model: "j", modelName: "Judge", providerTitle: "Bench" } },
        },
        best: { state: "judged", asset: "a", by: "judge", judged: "a", ranks: [{}, {}], why: null, judge: { model: "j", settledMicro: 500 }, ...set },
      } as never),
    );

  test("says who judged, what of the sum that was, and who had the last word", () => {
    expect(judged({})).toEqual({
      happened: ["fal made it.", "Judge on Bench judged all of them and chose one."],
      paid: ["You paid $0.031, $0.0005 of it for the judge."],
      todo: null,
    });
    expect(judged({ asset: "b", by: "user" }).happened.at(-1)).toBe("You chose another.");
    const why = { detail: "The judge's answer could not be read as scores." };
    expect(judged({ state: "unjudged", asset: null, judged: null, ranks: [], why, judge: { model: "j", settledMicro: 0 } })).toMatchObject({
      happened: ["fal made it.", "They were not judged: The judge's answer could not be read as scores."],
    });
  });
});
