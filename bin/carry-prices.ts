// Carries prices over from public lists into the providers' offers.json, for the offers that say which row is theirs (`priceFrom`): again and again, as the lists move.
// `node bin/bun.mjs run bin/carry-prices.ts FOLDER_OF_LISTS [--write]`; without --write it only tells what would change. The program never reads the lists.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { price as priceSchema, type Unit } from "../src/spec/price.ts";

type Json = Record<string, any>;
/** What one unit costs in US dollars. */
type Dollars = Partial<Record<Unit, number>>;

interface List {
  file: string;
  /** Named in the price's source, with the version that was read. */
  source: string;
  date: string;
  /** The row's prices; null where there is no such row. */
  read(list: Json, key: string): Dollars | number | null;
}

const number = (value: unknown): number | null => {
  const found = typeof value === "string" ? Number(value) : value;
  return typeof found === "number" && Number.isFinite(found) && found > 0 ? found : null;
};
/** A zero in these lists often means that nobody knows: only what is above zero is taken. */
function known(values: Partial<Record<Unit, unknown>>): Dollars {
  return Object.fromEntries(Object.entries(values).flatMap(([unit, value]) => (number(value) === null ? [] : [[unit, number(value)!]])));
}

const MILLION = 1_000_000;

const LISTS: Record<string, List> = {
  litellm: {
    file: "litellm-model-prices.json",
    source: "LiteLLM model_prices_and_context_window.json (github:RoCry/llm-api-price@8442b93)",
    date: "2026-07-24",
    read(list, key) {
      const row = list[key];
      if (!row) return null;
      return known({
        inputToken: row.input_cost_per_token,
        cachedInputToken: row.cache_read_input_token_cost,
        outputToken: row.output_cost_per_token,
        imageInputToken: row.input_cost_per_image_token,
        imageOutputToken: row.output_cost_per_image_token,
        audioInputToken: row.input_cost_per_audio_token,
        audioOutputToken: row.output_cost_per_audio_token,
        image: row.output_cost_per_image ?? row.input_cost_per_image,
        megapixel: (number(row.output_cost_per_pixel) ?? number(row.input_cost_per_pixel) ?? 0) * MILLION,
        second: row.output_cost_per_video_per_second || row.output_cost_per_second || row.input_cost_per_second,
        character: row.input_cost_per_character ?? row.output_cost_per_character,
      });
    },
  },
  "models-dev": {
    file: "models-dev.json",
    source: "models.dev (github:anomalyco/models.dev@f3fc692)",
    date: "2026-07-02",
    read(list, key) {
      const [provider, ...model] = key.split("/");
      const cost = list.providers?.[provider!]?.models?.[model.join("/")]?.cost;
      if (!cost) return null;
      const each = (value: unknown) => (number(value) ?? 0) / MILLION;
      return known({
        inputToken: each(cost.input),
        // Answers count thoughts and words together: where thoughts are dearer, a price that may not be too low is theirs.
        outputToken: Math.max(each(cost.output), each(cost.reasoning)),
        cachedInputToken: each(cost.cache_read),
        audioInputToken: each(cost.input_audio),
        audioOutputToken: each(cost.output_audio),
      });
    },
  },
  openrouter: {
    file: "openrouter-models.json",
    source: "OpenRouter's list of models (github:anomalyco/models.dev@f3fc692)",
    date: "2026-05-12",
    read(list, key) {
      const pricing = (list.data as Json[]).find((row) => row.id === key)?.pricing;
      if (!pricing) return null;
      return known({
        inputToken: pricing.prompt,
        outputToken: pricing.completion,
        cachedInputToken: pricing.input_cache_read,
        audioInputToken: pricing.audio,
      });
    },
  },
  comfy: {
    file: "comfy-partner-prices.json",
    source: "Comfy partner price page (github:Comfy-Org/docs@ffb27fc), 211 credits to the dollar",
    date: "2026-08-21",
    /** "provider|section|a column's text|the price's column": a row must have that text, and one price in that column. */
    read(list, key) {
      const [provider, section, text, column] = key.split("|");
      const rows = (list.rows as Json[]).filter(
        (row) =>
          row.provider === provider &&
          (row.section ?? "") === section &&
          column! in (row.usd_derived ?? {}) &&
          Object.values(row.columns).includes(text),
      );
      const found = rows.length === 1 ? number(rows[0]!.usd_derived[column!]) : null;
      return found !== null && column!.includes("1M tokens") ? found / MILLION : found;
    },
  },
};

const TOKENS = /Token$/;
const lineOf = (unit: Unit, dollars: number) => {
  const per = TOKENS.test(unit) || unit === "character" ? MILLION : 1;
  return { unit, micro: Math.round(dollars * MILLION * per), ...(per === 1 ? {} : { per }) };
};

/** The offer's price with the list's figures in place of those it had; lines with conditions and units that the list does not have stay. */
function updated(price: Json | null, found: Dollars | number, list: List): Json | null {
  const about = { source: list.source, date: list.date };
  if (typeof found === "number") {
    const [first, ...more] = price?.lines ?? [];
    if (!first || first.when) return price; // one figure says nothing of a price that depends on something
    // Credits are rounded: within a hundredth it is the same price.
    const before = first.micro / (first.per ?? 1) / MILLION;
    if (Math.abs(before - found) <= found / 100) return price;
    return { ...price, lines: [{ ...first, micro: Math.round(found * MILLION * (first.per ?? 1)) }, ...more] };
  }
  if (Object.keys(found).length === 0) return price;
  if (!price) return { lines: (Object.entries(found) as [Unit, number][]).map(([unit, dollars]) => lineOf(unit, dollars)), ...about };
  const lines = (price.lines as Json[]).map((line) => {
    const dollars = line.when ? undefined : found[line.unit as Unit];
    if (dollars === undefined) return line;
    const per = line.per ?? 1;
    const micro = dollars * MILLION * per;
    return Number.isInteger(Math.round(micro * 1e6) / 1e6)
      ? { ...line, micro: Math.round(micro) }
      : { ...line, ...lineOf(line.unit as Unit, dollars) };
  });
  return { ...price, lines };
}

const WIDTH = 150;
/** JSON in the one form of these files: whatever fits on a line stands on a line. */
function written(value: unknown, indent = ""): string {
  const short = JSON.stringify(value, null, 1)
    ?.replace(/\n\s*/g, " ")
    .replace(/([[{]) /g, "$1")
    .replace(/ ([\]}])/g, "$1");
  if (value === null || typeof value !== "object" || short.length + indent.length <= WIDTH) return short;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((each) => `${inner}${written(each, inner)}`)
    : Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([key, each]) => `${inner}${JSON.stringify(key)}: ${written(each, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${parts.join(",\n")}\n${indent}${close}`;
}

const [folder, flag] = process.argv.slice(2);
if (!folder) throw new Error("give the folder of the price lists, and --write to write");
const lists = new Map(Object.entries(LISTS).map(([name, list]) => [name, JSON.parse(readFileSync(join(folder, list.file), "utf8")) as Json]));
const providers = join(import.meta.dir, "..", "src", "providers");
const sums = { carried: 0, changed: 0, missing: 0 };

for (const id of readdirSync(providers).toSorted()) {
  const path = join(providers, id, "offers.json");
  if (!existsSync(path)) continue;
  const file = JSON.parse(readFileSync(path, "utf8")) as { offers: Json[] };
  for (const offer of file.offers) {
    if (!offer.priceFrom) continue;
    const list = LISTS[offer.priceFrom.list]!;
    const found = list.read(lists.get(offer.priceFrom.list)!, offer.priceFrom.key);
    if (found === null || (typeof found === "object" && Object.keys(found).length === 0)) {
      sums.missing++;
      console.log(`${id}:${offer.remote}: ${offer.priceFrom.list} has no price under "${offer.priceFrom.key}"`);
      continue;
    }
    const price = updated(offer.price, found, list);
    if (price) priceSchema.parse(price);
    sums.carried++;
    if (JSON.stringify(price?.lines) === JSON.stringify(offer.price?.lines)) continue;
    sums.changed++;
    console.log(`${id}:${offer.remote}: ${JSON.stringify(offer.price?.lines ?? null)} → ${JSON.stringify(price?.lines ?? null)}`);
    offer.price = price && { ...price, source: list.source, date: list.date };
  }
  if (flag === "--write") writeFileSync(path, `${written(file)}\n`);
}
console.log(
  `${sums.carried} prices carried over, ${sums.changed} of them changed; ${sums.missing} rows not found${flag === "--write" ? "" : " (nothing was written)"}`,
);
