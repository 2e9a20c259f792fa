// The list's filter: what an address may hold, who fits, and in what order.
import { expect, test } from "bun:test";
import type { ModelView } from "../../src/spec/model.ts";
import { fitting, readFilter } from "./model-filter.ts";

const model = (name: string, more: Partial<ModelView> = {}) =>
  ({
    id: `m/${name.toLowerCase()}`,
    name,
    maker: "Maker",
    family: null,
    aliases: [],
    tasks: ["chat"],
    opennessClass: "open-api",
    available: false,
    lifecycle: { status: "active" },
    ...more,
  }) as unknown as ModelView;

test("nonsense in the address is left out", () => {
  expect(readFilter({})).toEqual({});
  expect(readFilter({ q: "flux", task: "text-to-image", open: "open-weights", now: true })).toEqual({
    q: "flux",
    task: "text-to-image",
    open: "open-weights",
    now: true,
  });
  expect(readFilter({ q: ["x"], task: "mind-reading", open: "ajar", now: "perhaps", more: 1 })).toEqual({});
  expect(readFilter({ q: 4 })).toEqual({ q: "4" });
  expect(readFilter({ q: "x".repeat(500) }).q).toHaveLength(100);
});

test("all conditions hold together; what can be used comes first, what is retired last", () => {
  const models = [
    model("Old", { lifecycle: { status: "retired" } as ModelView["lifecycle"] }),
    model("Beta"),
    model("Alpha", { tasks: ["text-to-image"], opennessClass: "open-weights" }),
    model("Zeta", { available: true }),
  ];
  const names = (filter: Parameters<typeof fitting>[1]) => fitting(models, filter).map((one) => one.name);
  expect(names({})).toEqual(["Zeta", "Alpha", "Beta", "Old"]);
  expect(names({ task: "text-to-image" })).toEqual(["Alpha"]);
  expect(names({ open: "open-weights", task: "chat" })).toEqual([]);
  expect(names({ now: true })).toEqual(["Zeta"]);
  expect(names({ q: "maker bet" })).toEqual(["Beta"]);
});
