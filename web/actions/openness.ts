// Actions on openness: judge a layer otherwise, with a reason, and take that back. Judges nothing by itself; the server's rules do.
import { client, queries } from "../client.ts";
import { notify } from "../notices.tsx";
import type { OpennessLayer, OpennessValue, Override } from "../../src/spec/openness.ts";

/** The page, and every list and plan that shows a class. */
const refresh = () => Promise.all([["model-page"], ["models"], ["model"], ["plan"]].map((queryKey) => queries.invalidateQueries({ queryKey })));

export async function overrideLayer(id: string, layer: OpennessLayer, value: OpennessValue | null, reason: string): Promise<void> {
  await client.call("openness.override", { params: { id }, body: { layer, value, reason } });
  await refresh();
}

export async function restoreLayer({ model, layer, value, reason }: Override): Promise<void> {
  await client.call("openness.restore", { params: { id: model, layer } });
  await refresh();
  const undo = () => void overrideLayer(model, layer, value, reason).catch(() => notify("The override could not be set again."));
  notify("The override is removed.", { action: { label: "Undo", run: undo }, ms: 8000 });
}
