// The form that comes out of each task's real schema, and how an offer narrows it.
import { describe, expect, test } from "bun:test";
import { z } from "zod";
import { TASK_IDS, TASKS, type TaskId } from "../../src/spec/task.ts";
import type { OfferTask } from "../../src/spec/model.ts";
import { formOf, honored, missing } from "./schema.ts";

const schemaOf = (task: TaskId) => z.toJSONSchema(TASKS[task].input, { io: "input" }) as Record<string, unknown>;
const offer = (inputs: OfferTask["inputs"], maxCount = 1): OfferTask => ({ inputs, maxCount, seconds: null });
const fieldsOf = (schema: Record<string, unknown>, one: OfferTask | null) => formOf(schema, one ? [one] : []).fields;

describe("fields of a form", () => {
  test("every media task gives a form: its subject is the prompt, files are drop zones, numbers have bounds", () => {
    for (const task of TASK_IDS.filter((id) => !TASKS[id].live)) {
      const fields = fieldsOf(schemaOf(task), null);
      expect(fields.length).toBeGreaterThan(0);
      if (TASKS[task].subject) expect(fields.find((field) => field.kind === "prompt")?.name).toBe(TASKS[task].subject!);
      for (const field of fields.filter((one) => one.kind === "asset")) expect(["image", "audio", "video"]).toContain(field.accepts!);
      for (const field of fields.filter((one) => one.kind === "slider")) expect(field.max).not.toBeNull();
      for (const field of fields.filter((one) => one.required)) expect(field.advanced).toBe(false);
    }
  });
  test("an enum and a union of constants are choices with their own types", () => {
    expect(fieldsOf(schemaOf("text-to-image"), null).find((field) => field.name === "quality")).toMatchObject({
      kind: "choice",
      values: ["low", "medium", "high"],
      advanced: true,
    });
    expect(fieldsOf(schemaOf("image-upscale"), null).find((field) => field.name === "scale")).toMatchObject({ kind: "choice", values: [2, 3, 4] });
  });
  test("an offer takes away what it does not honour and narrows the rest, but never the required fields", () => {
    const fields = fieldsOf(schemaOf("text-to-video"), offer({ seconds: { min: 4, max: 8, step: 2, default: 6 }, width: true }));
    expect(fields.map((field) => field.name)).toEqual(["prompt", "seconds", "width"]);
    expect(fields[1]).toMatchObject({ min: 4, max: 8, step: 2, fallback: 6 });
  });
  test("several offers give what at least one of them takes; what none takes is named as hidden", () => {
    const form = formOf(schemaOf("text-to-video"), [
      offer({ seconds: { min: 4, max: 8 } }, 1),
      offer({ seconds: { min: 2, max: 6 }, seed: true }, 4),
    ]);
    expect(form.fields.map((field) => field.name)).toEqual(["prompt", "seconds", "seed"]);
    expect(form.fields[1]).toMatchObject({ min: 2, max: 8 });
    expect(form.hidden.map((field) => field.name)).toContain("negativePrompt");
    expect(form.maxCount).toBe(4);
  });
  test("a bound never widens what the task allows", () => {
    const [, field] = fieldsOf(schemaOf("text-to-sound"), offer({ seconds: { min: 0, max: 9999 } }));
    expect(field).toMatchObject({ min: 0.5, max: 60 });
  });
  test("a short list of voices is a choice, a long one a suggestion", () => {
    const voices = (count: number) =>
      fieldsOf(schemaOf("text-to-speech"), offer({ voice: { values: Array.from({ length: count }, (_none, at) => `voice-${at}`) } })).find(
        (field) => field.name === "voice",
      )!;
    expect(voices(9)).toMatchObject({ kind: "choice" });
    expect(voices(200)).toMatchObject({ kind: "text" });
    expect(voices(200).suggestions).toHaveLength(200);
  });
});

describe("what is sent", () => {
  const fields = fieldsOf(schemaOf("text-to-video"), offer({ seconds: { min: 4, max: 8 }, fps: { values: [24, 30] } }));
  test("settings the offer does not take stay at home, values are brought within its bounds", () => {
    expect(honored({ prompt: "waves", seconds: 60, fps: 25, width: 640, negativePrompt: "" }, fields)).toEqual({ prompt: "waves", seconds: 8 });
    expect(honored({ prompt: "waves", fps: 24 }, fields)).toEqual({ prompt: "waves", fps: 24 });
  });
  test("a blank prompt is missing", () => {
    expect(missing({ prompt: "  " }, fields).map((field) => field.name)).toEqual(["prompt"]);
    expect(missing({ prompt: "waves" }, fields)).toEqual([]);
  });
});
