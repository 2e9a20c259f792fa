// What WaveSpeed asks for a plain ask of each model today, by its own price endpoint, which charges nothing. Calls of models are wavespeed.ts.
import { z } from "zod";
import { isoTime } from "../../clock.ts";
import type { Offer } from "../../spec/model.ts";
import type { Price } from "../../spec/price.ts";
import type { TaskId } from "../../spec/task.ts";
import { ask, type Wire } from "../flow.ts";
import { readJson } from "../http.ts";
import { bodyOf, mappingOf } from "../mapping.ts";
import type { Call, Context } from "../providers.ts";

const answer = z.object({
  data: z.object({ price: z.number().positive(), discounted_price: z.number().positive().nullish(), currency: z.string().nullish() }),
});

/** A plain ask: the offer's own defaults, and a prompt. */
function plain(offer: Offer, task: TaskId, more: Record<string, unknown>): Call {
  const input: Record<string, unknown> = { prompt: "an oak" };
  for (const [field, bound] of Object.entries(offer.tasks[task]!.inputs))
    if (bound !== true && bound.default !== undefined) input[field] = bound.default;
  return { task, input: { ...input, ...more }, count: 1, offer, files: {}, key: "price", webhookUrl: null };
}

/** Dollars for this ask, what the account's discount leaves of them; null where it does not say. */
async function dollars(call: Call, wire: Wire, context: Context): Promise<number | null> {
  const inputs = await bodyOf(call, mappingOf(call.offer, call.task));
  const told = await ask({ method: "POST", to: "api/v3/model/price", json: { model_id: call.offer.remote, inputs } }, wire, context);
  const data = told.ok ? readJson(told, answer)?.data : undefined;
  return data && (data.currency ?? "USD").toUpperCase() === "USD" ? (data.discounted_price ?? data.price) : null;
}

/**
 * One picture's price, or a second's: of each length that may be asked for, the dearest second, so that none is quoted too little. What needs a file cannot be
 * asked about without one and keeps its price.
 */
async function priceOf(offer: Offer, wire: Wire, context: Context): Promise<Price | null> {
  const task = (Object.keys(offer.tasks) as TaskId[]).find((each) => each.startsWith("text-to-"));
  if (!task) return null;
  const seconds = offer.tasks[task]!.inputs.seconds;
  const lengths = seconds && seconds !== true ? (seconds.values ?? []).filter((value) => typeof value === "number") : [];
  const found = await Promise.all(
    lengths.length > 0
      ? lengths.map(async (length) => ((await dollars(plain(offer, task, { seconds: length }), wire, context)) ?? NaN) / length)
      : [dollars(plain(offer, task, {}), wire, context)],
  );
  const micro = Math.ceil(Math.max(...found.map((each) => (each ?? NaN) * 1e6)) - 1e-6);
  if (!Number.isSafeInteger(micro)) return null;
  const date = isoTime(context.now()).slice(0, 10);
  return { lines: [{ unit: lengths.length > 0 ? "second" : "image", micro, per: 1 }], source: "WaveSpeed's live price of a plain ask", date };
}

/** These offers with today's prices; null where not one could be had. */
export async function refreshed(offers: readonly Offer[], wire: Wire, context: Context): Promise<Offer[] | null> {
  const prices = await Promise.all(offers.map((offer) => priceOf(offer, wire, context)));
  return prices.some(Boolean) ? offers.map((offer, at) => (prices[at] ? { ...offer, price: prices[at] } : offer)) : null;
}
