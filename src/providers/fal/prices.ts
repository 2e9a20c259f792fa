// What fal's platform API says today: the price of each endpoint, and which it no longer runs. Reads only. Calls of models are fal.ts.
import { z } from "zod";
import { isoTime } from "../../clock.ts";
import type { Offer } from "../../spec/model.ts";
import type { Price, Unit } from "../../spec/price.ts";
import { joinUrl, readJson } from "../http.ts";
import { ask, type Wire } from "../flow.ts";
import type { Context } from "../providers.ts";

/** At most so many endpoints may be asked about at once (fal's platform API, file of 2026-08-21). */
const BATCH = 50;
const BILLED = "header:x-fal-billable-units";

const catalogue = z.object({
  models: z.array(z.object({ endpoint_id: z.string(), metadata: z.object({ status: z.string() }).nullish() })),
  has_more: z.boolean().nullish(),
});
const pricing = z.object({
  prices: z.array(z.object({ endpoint_id: z.string(), unit_price: z.number().min(0), unit: z.string(), currency: z.string() })),
});
type Listed = z.infer<typeof pricing>["prices"][number];

/** fal's words for what it counts. What is not here, such as seconds of a machine, cannot be quoted and leaves the price as it is. */
const UNITS: Readonly<Record<string, Unit>> = {
  image: "image",
  megapixel: "megapixel",
  video: "clip",
  audio: "clip",
  song: "clip",
  second: "second",
  minute: "minute",
  character: "character",
  request: "request",
  generation: "request",
};

/** "image", "megapixels", "1000 characters", "1k characters" as ours. Null where we have no such unit. */
export function unitOf(words: string): { unit: Unit; per: number } | null {
  const found = /^(?:([\d,]+)\s*([km])?\s+)?([a-z]+?)s?$/.exec(words.trim().toLowerCase());
  const unit = found && UNITS[found[3]!];
  if (!unit) return null;
  const thousands = { k: 1_000, m: 1_000_000 }[found[2] ?? ""] ?? 1;
  const per = Number((found[1] ?? "1").replaceAll(",", "")) * thousands;
  return per >= 1 ? { unit, per } : null;
}

/** The platform API's address: beside the queue at fal itself, below the same address where that is a gateway's or a stand-in's. */
export function platform(context: Pick<Context, "baseUrl">, path: string): string {
  const official = /^(queue\.)?fal\.run$/.test(new URL(context.baseUrl).host);
  return official ? `https://api.fal.ai/v1/${path}` : joinUrl(context.baseUrl, `v1/${path}`);
}

const query = (ids: readonly string[]) => ids.map((id) => `endpoint_id=${encodeURIComponent(id)}`).join("&");
const batches = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / BATCH) }, (_, at) => list.slice(at * BATCH, (at + 1) * BATCH));

/**
 * The live price where it may stand for ours: one price for one unit. Where ours depends on the resolution, on sound or on several amounts, the list's one
 * number is only the base of it and would quote too little; there ours stays, and so it does where the list says nothing or nothing that can be counted.
 */
function priced(offer: Offer, row: Listed | undefined, date: string): Offer {
  const counted = row && row.currency === "USD" && row.unit_price > 0 ? unitOf(row.unit) : null;
  const graded = (offer.price?.lines.length ?? 0) > 1 || offer.price?.lines.some((line) => line.when ?? line.over);
  const varies =
    offer.price === null && Object.values(offer.tasks).some((terms) => terms.inputs.audio || new Set(terms.sizes?.map(shorter)).size > 1);
  if (!row || !counted || graded || varies) return offer;
  const { unit } = counted;
  // Whole micros: what is finer is told for a larger amount.
  const finer = [1, 1_000, 1_000_000].find((factor) => Math.abs(row.unit_price * 1e6 * factor - Math.round(row.unit_price * 1e6 * factor)) < 1e-6);
  if (finer === undefined) return offer;
  const same = offer.price?.lines[0]?.unit === unit ? offer.price : null;
  const micro = Math.round(row.unit_price * 1e6 * finer);
  const { minimumMicro, ...rest } = same ?? { lines: [], source: "", date };
  const price: Price = {
    ...rest,
    lines: [{ ...same?.lines[0], unit, micro, per: counted.per * finer, ...(unit === "megapixel" && !same ? { roundUp: true as const } : {}) }],
    ...(minimumMicro === undefined ? {} : { minimumMicro: Math.ceil(micro / (counted.per * finer)) }),
    source: "fal's live price list",
    date,
  };
  // Its own count of what it billed is in the list's unit.
  const counts = JSON.stringify(offer.options.usage ?? null).includes(BILLED) ? { usage: { [unit]: BILLED } } : {};
  return { ...offer, price, options: { ...offer.options, ...counts } };
}

const shorter = (size: string) => Math.min(...size.split("x").map(Number));

/** These offers with what fal says of them now; null where its catalogue does not answer. */
export async function refreshed(offers: readonly Offer[], wire: Wire, context: Context): Promise<Offer[] | null> {
  const date = isoTime(context.now()).slice(0, 10);
  const all = await Promise.all(
    batches(offers).map(async (batch): Promise<Offer[] | null> => {
      const ids = batch.map((offer) => offer.remote);
      const listed = await ask({ to: platform(context, `models?${query(ids)}&limit=${BATCH}`) }, wire, context);
      const models = listed.ok ? readJson(listed, catalogue) : null;
      if (!models) return null;
      const status = new Map(models.models.map((model) => [model.endpoint_id, model.metadata?.status ?? null]));
      const known = ids.filter((id) => status.has(id));
      const answer = known.length > 0 ? await ask({ to: platform(context, `models/pricing?${query(known)}`) }, wire, context) : null;
      const rows = new Map((answer?.ok ? readJson(answer, pricing) : null)?.prices.map((row) => [row.endpoint_id, row]));
      return batch.map((offer) => {
        // A list that has more, or holds none of them, is no proof that one is gone.
        const gone = !status.has(offer.remote) && known.length > 0 && !models.has_more;
        if (gone) return { ...offer, lifecycle: { shutdown: date, source: "fal's live catalogue no longer lists it", date } };
        const live = priced(offer, rows.get(offer.remote), date);
        if (status.get(offer.remote) !== "deprecated") return live;
        return { ...live, lifecycle: { shutdown: offer.lifecycle?.shutdown ?? null, source: "fal's live catalogue calls it deprecated", date } };
      });
    }),
  );
  return all.some((batch) => batch === null) ? null : all.flatMap((batch) => batch!);
}
