// Drafts outlive models: a retired one gives way to a successor that does the task, over several steps, and never to a circle.
import { expect, test } from "bun:test";
import type { ModelView } from "../../src/spec/model.ts";
import { movedFrom } from "./retired.ts";

const model = (
  id: string,
  status: ModelView["lifecycle"]["status"],
  successor: string | null,
  shutdown: string | null = null,
  tasks = ["text-to-image"],
) =>
  ({
    id,
    name: id.toUpperCase(),
    aliases: [`${id}-alias`],
    tasks,
    lifecycle: { status, successor, shutdown, source: "", date: "" },
  }) as unknown as ModelView;
const TODAY = "2026-11-25";

test("a living, unknown or automatic model stays", () => {
  const models = [model("a", "active", null), model("b", "deprecated", "a", "2027-01-01")];
  for (const name of ["a", "b", "nobody", "auto", "auto:fast"]) expect([name, movedFrom(name, "text-to-image", models, TODAY)]).toEqual([name, null]);
});

test("a retired one gives way to its successor, by id or alias, also where that is gone too", () => {
  const models = [model("a", "retired", "b", "2026-05-01"), model("b", "deprecated", "c", "2026-11-25"), model("c", "active", null)];
  expect(movedFrom("a", "text-to-image", models, TODAY)).toEqual({ model: "c", notice: "A was retired on 2026-05-01. C takes its place here." });
  expect(movedFrom("a-alias", "text-to-image", models, TODAY)?.model).toBe("c");
});

test("where there is no successor for the task, Auto takes its place; a circle ends", () => {
  const models = [model("a", "retired", "b"), model("b", "retired", "a"), model("d", "retired", "e"), model("e", "active", null, null, ["chat"])];
  expect(movedFrom("a", "text-to-image", models, TODAY)).toEqual({ model: "auto", notice: "A was retired. Auto takes its place here." });
  expect(movedFrom("d", "text-to-image", models, TODAY)?.model).toBe("auto");
});
