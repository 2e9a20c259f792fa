// What was kept is read back; what cannot be read is a fresh start; unset fields are not sent.
import { expect, test } from "bun:test";
import { askOf, isAuto, offersFor } from "./ask.ts";
import { readDraft, withField } from "./draft.ts";
import { formOf } from "./schema.ts";
import type { Offer } from "../../src/spec/model.ts";
import type { TaskId } from "../../src/spec/task.ts";

test("drafts survive, nonsense does not", () => {
  const draft = { modality: "video", tasks: { video: "text-to-video" as const }, drafts: {} };
  expect(readDraft(JSON.stringify(draft))).toEqual(draft);
  for (const bad of [null, "", "{", "null", "7", '{"modality":3}']) expect(readDraft(bad).modality).toBe("image");
});

test("a cleared field is gone", () => {
  expect(withField({ a: 1 }, "b", 2)).toEqual({ a: 1, b: 2 });
  for (const cleared of [undefined, null, ""]) expect(withField({ a: 1, b: 2 }, "b", cleared)).toEqual({ a: 1 });
});

const offerOf = (id: string, model: string, inputs: object) => {
  const [provider] = id.split(":");
  return { id, provider, model, tasks: { "text-to-image": { inputs, maxCount: 2, seconds: null } } } as unknown as Offer;
};

test("the form's limits come from the offers that could do it: all for Auto, its own for a model, whoever is on first", () => {
  const offers = [offerOf("on:m", "x/m", { seed: true }), offerOf("off:m", "x/m", {}), offerOf("on:n", "x/n", {})];
  const providers = [
    { id: "on", state: "on" as const },
    { id: "off", state: "off" as const },
  ];
  expect([isAuto("auto"), isAuto("auto:open"), isAuto("x/auto")]).toEqual([true, true, false]);
  expect(offersFor(offers, providers, "auto", "text-to-image")).toHaveLength(2);
  expect(offersFor(offers, providers, "x/m", "text-to-image")).toEqual([offers[0]!.tasks["text-to-image"]!]);
  expect(offersFor(offers, [], "x/m", "text-to-image")).toHaveLength(2);
  expect(offersFor(offers, providers, "x/m", "text-to-video")).toEqual([]);
});

test("the ask carries only what is honoured, of what nobody chooses among no more than one request gives, and the limit on the price", () => {
  const schema = { properties: { prompt: { type: "string" }, seed: { type: "integer" }, width: { type: "integer" } }, required: ["prompt"] };
  const form = formOf(schema, [offerOf("p:m", "x/m", { seed: true }).tasks["text-to-image"]!]);
  const draft = { input: { prompt: "a", seed: 3, width: 640 }, model: "x/m", count: 5 };
  expect(askOf("text-to-image", draft, form)).toEqual({ task: "text-to-image", input: { prompt: "a", seed: 3 }, model: "x/m", count: 5 });
  expect(["text-to-speech", "text-to-image", "image-upscale"].map((task) => askOf(task as TaskId, { ...draft, count: 9 }, form).count)).toEqual([
    8, 8, 2,
  ]);
  expect(askOf("text-to-image", { ...draft, judge: "auto" }, form).best).toEqual({ judge: "auto" });
  for (const unjudged of [
    askOf("text-to-image", { ...draft, judge: null }, form),
    askOf("text-to-image", { ...draft, judge: "auto", count: 1 }, form),
    askOf("text-to-video", { ...draft, judge: "auto" }, form),
  ])
    expect(unjudged.best).toBeUndefined();
  expect(askOf("text-to-image", { ...draft, maxCostMicro: 50_000 }, form).constraints).toEqual({ maxCostMicro: 50_000 });
  expect(askOf("text-to-image", { ...draft, hedgeMicro: 20_000 }, form).hedge).toEqual({ maxCostMicro: 20_000 });
  expect(askOf("text-to-image", { ...draft, hedgeMicro: 0 }, form).hedge).toBeUndefined();
});
