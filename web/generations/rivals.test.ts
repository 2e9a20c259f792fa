// Rivals: only what arrived, of the same task and words, by another model; the newest of each.
import { expect, test } from "bun:test";
import type { Generation } from "../../src/spec/generation.ts";
import { rivalsOf } from "./rivals.ts";

const made = (id: string, model: string | null, more: Partial<Generation> = {}): Generation =>
  ({
    id,
    model,
    task: "text-to-image",
    input: { prompt: "a fox" },
    assets: [{ id: `ast_${id}` }],
    createdAt: `2026-11-26T00:00:0${id}Z`,
    ...more,
  }) as Generation;

test("are the newest result of each other model that was asked for the same", () => {
  const own = made("1", "m/a");
  const all = [
    own,
    made("2", "m/b"),
    made("3", "m/b"),
    made("4", "m/c"),
    made("5", "m/a"),
    made("6", "m/d", { input: { prompt: "a dog" } }),
    made("7", "m/e", { assets: [] }),
    made("8", "m/f", { task: "image-to-image" }),
    made("9", null),
  ];
  expect(rivalsOf(own, all).map(({ id }) => id)).toEqual(["4", "3"]);
  expect(rivalsOf(made("1", "m/a", { assets: [] }), all)).toEqual([]);
  expect(rivalsOf(made("1", "m/a", { input: {} }), [made("2", "m/b", { input: {} })])).toEqual([]);
});
