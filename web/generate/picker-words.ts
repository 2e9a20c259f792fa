// What the picker says of a model: price, time, and why it cannot be used now. Pure.
import type { ModelView, Offer, ProviderStatus } from "../../src/spec/model.ts";
import type { TaskId } from "../../src/spec/task.ts";
import { dollars, roughly } from "../words.ts";

const UNIT_WORDS: Record<string, string> = {
  request: "each",
  image: "an image",
  clip: "each",
  second: "a second",
  minute: "a minute",
  megapixel: "a megapixel",
  character: "a character",
  inputToken: "a million tokens in",
  outputToken: "a million tokens out",
  imageOutputToken: "a million image tokens",
  audioOutputToken: "a million audio tokens",
};

/** "free", or its dearest line: "$0.04 an image". Tokens are told by the million, as everybody does. */
export function pricesOf(offers: Offer[]): string | null {
  const prices = offers.flatMap((offer) => (offer.price ? [offer.price] : []));
  if (prices.length === 0) return offers.length > 0 ? "price unknown" : null;
  const lines = prices.flatMap((price) => price.lines);
  if (lines.every((line) => line.micro === 0)) return "free";
  const line = lines.findLast((one) => one.micro > 0 && one.unit in UNIT_WORDS) ?? lines.find((one) => one.micro > 0)!;
  const per = line.unit.endsWith("Token") ? 1_000_000 : 1;
  const several = lines.filter((one) => one.unit === line.unit && one.micro > 0);
  const least = several.reduce((low, one) => (one.micro / one.per < low.micro / low.per ? one : low), line);
  return `${several.length > 1 ? "from " : ""}${dollars((least.micro / least.per) * per)} ${UNIT_WORDS[line.unit] ?? `a ${line.unit}`}`;
}

export function secondsOf(offers: Offer[], task: TaskId): string | null {
  const known = offers.flatMap((offer) => offer.tasks[task]?.seconds ?? []);
  if (known.length === 0) return null;
  return roughly(Math.min(...known.map((one) => one.base + (one.perImage ?? 0))));
}

export function whyNot(model: ModelView, offers: Offer[], providers: ProviderStatus[]): string {
  if (model.lifecycle.status === "retired")
    return `Retired${model.lifecycle.shutdown ? ` on ${model.lifecycle.shutdown}` : ""}${model.lifecycle.successor ? `. Its successor is ${model.lifecycle.successor}` : ""}.`;
  if (model.access.every((way) => way === "none")) return "Its maker offers no API and no weights.";
  const off = providers.filter((provider) => provider.state === "off" && offers.some((offer) => offer.provider === provider.id));
  const [first] = off;
  if (first) return `${first.title} is off: ${first.reason}. ${first.hint ?? ""}`.trim();
  return model.access.includes("weights") ? "No server of yours lists it. Run it with Ollama, vLLM or LocalAI." : "No connected provider serves it.";
}

/** Models whose name, maker or alias holds every word. */
export function found(models: ModelView[], search: string): ModelView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter((model) => {
    const text = [model.name, model.maker, model.id, model.family ?? "", ...model.aliases].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
