// The room kept for a result: by the size that was asked for, else by the plan's, else by what is usual.
import { expect, test } from "bun:test";
import { ratioAhead } from "./room.ts";

test("keeps the room of what was asked for, or of what the plan will send", () => {
  const input = { prompt: "x" };
  expect(ratioAhead({ task: "text-to-image", input })).toBeCloseTo(4 / 3);
  expect(ratioAhead({ task: "text-to-image", input: { ...input, width: 768, height: 512 } })).toBeCloseTo(1.5);
  const plan: any = { candidates: [{ input: { ...input, width: 1024, height: 1024 } }] };
  expect(ratioAhead({ task: "text-to-image", input, plan })).toBe(1);
  expect(ratioAhead({ task: "text-to-image", input, plan: { candidates: [] } })).toBeCloseTo(4 / 3);
});

test("a tower is cut as its card will cut it, four share two rows, and a sound has no shape", () => {
  expect(ratioAhead({ task: "text-to-image", input: { width: 256, height: 2048 } })).toBeCloseTo(4 / 5);
  expect(ratioAhead({ task: "text-to-image", input: {}, count: 4 })).toBe(1);
  expect(ratioAhead({ task: "text-to-sound", input: {} })).toBeNull();
});
