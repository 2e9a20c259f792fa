// What published figures by style change for the shipped catalogue: `node bin/bun.mjs run bench/slices.ts`. No votes; all providers as if their keys were set, one offer for each model, the cheapest. Measures no model itself.
import { openInProcess } from "../test/server.ts";
import { type OfferView, plan, PRESETS } from "../src/router/router.ts";
import { ask as askSchema } from "../src/spec/plan.ts";

const TASK = "text-to-image";
const oak = await openInProcess({});
const { market, catalogue } = oak.app.parts;
const ask = askSchema.parse({ task: TASK, input: { prompt: "x", width: 1024, height: 1024 } });
const today = new Date().toISOString().slice(0, 10);

const cheapest = new Map<string, { micro: number; view: OfferView }>();
for (const view of market.world(TASK).offers) {
  const willing = { ...view, off: null, failing: null, success: null, queueSeconds: null, measuredSeconds: null };
  const own = plan(ask, { offers: [willing], today }).candidates[0];
  if (!own || !view.neural || own.costMicro === null || own.costMicro === 0) continue;
  const known = cheapest.get(own.model);
  if (!known || own.costMicro < known.micro) cheapest.set(own.model, { micro: own.costMicro, view: willing });
}
const offers = [...cheapest.values()].map(({ view }) => view);
const short = (model: string) => model.split("/")[1]!;
const value = (view: OfferView, style: string | null) => ((style && view.styles?.[style]) || view.quality)?.value ?? null;
const rated = offers.filter((view) => value(view, null) !== null);
const first = (prefer: (typeof PRESETS)[keyof typeof PRESETS], style: string | null) =>
  short(plan({ ...ask, prefer }, { offers, today, style }).candidates[0]!.model);
const best = (style: string | null) => rated.toSorted((a, b) => value(b, style)! - value(a, style)!).slice(0, 4);

console.log(
  `${offers.length} models with a price, ${rated.length} of them rated over all; figures by style of ${new Set(catalogue.slices(TASK).map(({ model }) => model)).size} models`,
);
console.log(
  `over all: ${best(null)
    .map((view) => `${short(view.offer.model)} ${(100 * value(view, null)!).toFixed(1)}`)
    .join(", ")}; chosen: ${first(PRESETS.quality, null)}, balanced ${first(PRESETS.balanced, null)}`,
);
for (const style of new Set(catalogue.slices(TASK).map((each) => each.style))) {
  const moves = rated
    .flatMap((view) => (view.styles?.[style] ? [{ model: view.offer.model, by: 100 * (value(view, style)! - value(view, null)!) }] : []))
    .toSorted((a, b) => b.by - a.by);
  let [pairs, turned] = [0, 0];
  for (const [at, one] of rated.entries())
    for (const other of rated.slice(at + 1)) {
      const [all, own] = [value(one, null)! - value(other, null)!, value(one, style)! - value(other, style)!];
      pairs += 1;
      if (all * own < 0) turned += 1;
    }
  const told = ({ model, by }: (typeof moves)[number]) => `${short(model)} ${by > 0 ? "+" : ""}${by.toFixed(1)}`;
  console.log(
    `${style}: ${best(style)
      .map((view) => `${short(view.offer.model)} ${(100 * value(view, style)!).toFixed(1)}`)
      .join(
        ", ",
      )}; most ${told(moves[0]!)}, least ${told(moves.at(-1)!)}; ${moves.length} models, ${turned} of ${pairs} pairs turned; chosen: ${first(PRESETS.quality, style)}, balanced ${first(PRESETS.balanced, style)}`,
  );
}
await oak.close();
process.exit(0);
