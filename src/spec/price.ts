// Prices and the one function that turns quantities into money, for the quote and for the settlement alike. Whole micros of a US dollar; no I/O.
import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** Whole millionths of a US dollar. Exact up to 9 billion dollars, being a safe integer. */
export const micro = z.int().meta({ description: "Whole millionths of a US dollar" });

/** What vendors count. `second` and `minute` measure the output, or the input of a transcription; `clip` is one video, song or sound. */
export const UNITS = [
  "request",
  "image",
  "megapixel",
  "inputImage",
  "inputMegapixel",
  "clip",
  "second",
  "minute",
  "character",
  "inputToken",
  "cachedInputToken",
  "outputToken",
  "imageInputToken",
  "imageOutputToken",
  "audioInputToken",
  "audioOutputToken",
  "gpuSecond",
] as const;
export type Unit = (typeof UNITS)[number];
export const unit = z.enum(UNITS);

/** How much of each unit; absent means not counted, not zero. */
export type Quantities = Partial<Record<Unit, number>>;
export const quantities = z.partialRecord(unit, z.number().min(0));

/** What a price may depend on beside amounts: `quality`, `size` ("1024x1024"), `resolution` ("720p"), `audio` ("true") and so on, as text. */
export type Facets = Record<string, string>;

/** `micro` per `per` units: {unit: "inputToken", micro: 150000, per: 1000000} is $0.15 a million. The first line of a unit whose `when` fits counts. */
export const priceLine = z.strictObject({
  unit,
  micro: micro.min(0),
  per: z.int().min(1).default(1),
  when: z.record(z.string(), z.array(z.string()).min(1)).optional(),
  /** So much of it in each output (or input picture) is paid for by another line: `over: 1` counts from the second megapixel on. */
  over: z.number().positive().optional(),
  /** Counted in whole units in each output: 1.2 megapixels are 2. */
  roundUp: z.literal(true).optional(),
});
type PriceLine = z.infer<typeof priceLine>;

export const price = z.strictObject({
  lines: z.array(priceLine).min(1),
  /** The least that one request costs. */
  minimumMicro: micro.min(0).optional(),
  /** Quantities that the request itself does not tell, such as the tokens of one image at a given quality; multiplied by `image`, `second`, … of `of`. */
  assume: z.array(z.strictObject({ of: unit, when: priceLine.shape.when, low: quantities, high: quantities })).optional(),
  source: z.string().min(1),
  date: z.iso.date(),
});
export type Price = z.infer<typeof price>;

/** The price of what costs nothing because it is your own machine. Not for "unknown": that is null. */
export function free(source: string, date: string): Price {
  return { lines: [{ unit: "request", micro: 0, per: 1 }], source, date };
}

function fits(when: Record<string, string[]> | undefined, facets: Facets): boolean {
  return Object.entries(when ?? {}).every(([facet, values]) => values.includes(facets[facet] ?? ""));
}

function withAssumed(price: Price, amounts: Quantities, facets: Facets, end: "low" | "high"): Quantities {
  const all = { ...amounts };
  const taken = new Set<Unit>();
  for (const row of price.assume ?? []) {
    const times = amounts[row.of];
    if (times === undefined || !fits(row.when, facets)) continue;
    for (const [key, each] of Object.entries(row[end]) as [Unit, number][]) {
      if (amounts[key] !== undefined || taken.has(key)) continue;
      taken.add(key);
      all[key] = times * each;
    }
  }
  return all;
}

/** Kinds of tokens that are priced as plain ones where a price does not name them; absent, none were used. */
const SUBSIDIARY: Partial<Record<Unit, Unit>> = { cachedInputToken: "inputToken", imageInputToken: "inputToken", audioInputToken: "inputToken" };

/** Moves what the price does not name to the unit it is priced as, and fills in the kinds that were not used. */
function foldSubsidiary(price: Price, amounts: Quantities): Quantities {
  const folded = { ...amounts };
  const named = new Set(price.lines.map((line) => line.unit));
  for (const [kind, plain] of Object.entries(SUBSIDIARY) as [Unit, Unit][]) {
    if (named.has(kind)) folded[kind] ??= 0;
    else if (folded[kind] !== undefined && folded[plain] !== undefined) folded[plain] += folded[kind];
  }
  return folded;
}

/** The part of an amount that a line counts: what is over, in whole units, of each output by itself. */
function counts(line: PriceLine, amount: number, amounts: Quantities): number {
  if (line.over === undefined && !line.roundUp) return amount;
  const outputs = (line.unit.startsWith("input") ? amounts.inputImage : (amounts.image ?? amounts.clip)) || 1;
  // A hair above a whole number is a rounding of our own division.
  const each = line.roundUp ? Math.ceil(amount / outputs - 1e-9) : amount / outputs;
  return Math.max(0, each - (line.over ?? 0)) * outputs;
}

/**
 * What these quantities cost, in whole micros, rounded up; null where a priced unit's amount is unknown, or none of its lines fits.
 * A unit that the price does not name costs nothing.
 */
export function cost(price: Price, used: Quantities, facets: Facets = {}): number | null {
  const amounts = foldSubsidiary(price, used);
  let total = 0n; // in 1/SCALE micros, so that no fraction is lost before the one rounding
  for (const name of new Set(price.lines.map((line) => line.unit))) {
    const line = price.lines.find((candidate) => candidate.unit === name && fits(candidate.when, facets));
    const amount = amounts[name];
    if (!line || amount === undefined) return null;
    const counted = counts(line, amount, amounts);
    total += (BigInt(line.micro) * BigInt(Math.ceil(counted * Number(AMOUNT_SCALE) - 1e-6)) * LINE_SCALE) / BigInt(line.per);
  }
  const scale = AMOUNT_SCALE * LINE_SCALE;
  const rounded = Number((total + scale - 1n) / scale);
  return Math.max(rounded, price.minimumMicro ?? 0);
}
const AMOUNT_SCALE = 1_000_000n;
const LINE_SCALE = 1_000_000_000n;

/** The least and the most that a request can cost; null where that cannot be said. */
export function quote(
  price: Price | null,
  amounts: { low: Quantities; high: Quantities },
  facets: Facets,
): { lowMicro: number; highMicro: number } | null {
  if (!price) return null;
  const lowMicro = cost(price, withAssumed(price, amounts.low, facets, "low"), facets);
  const highMicro = cost(price, withAssumed(price, amounts.high, facets, "high"), facets);
  if (lowMicro === null || highMicro === null) return null;
  return { lowMicro: Math.min(lowMicro, highMicro), highMicro };
}

/** What something cost, how that is known, and both figures: the provider's own and ours. */
export interface Bill {
  micro: number | null;
  basis: "provider" | "usage" | "quote";
  providerMicro: number | null;
  ownMicro: number | null;
  /** Which version of the offer's price ours is by; null where there was none, or it is of before versions were kept. */
  priceVersion: string | null;
}

/** An amount of money that can be: nobody bills a million dollars for one request. Beyond that a figure is a fault, and counts as not told. */
const believable = (micro: number | null): number | null =>
  micro !== null && Number.isSafeInteger(micro) && micro >= 0 && micro <= LIMITS.ceilingMicro ? micro : null;

/** Quantities that can be counted with: what a fault of the provider's made infinite or negative is left out, as if it had not been told. */
function countable(used: Quantities): Quantities {
  return Object.fromEntries(Object.entries(used).filter(([, amount]) => amount >= 0 && amount <= Number.MAX_SAFE_INTEGER));
}

/**
 * What was really used, priced. The provider's own figure wins; else its usage; else the quote's high end, so that nothing unknown is free.
 * `basis` names which of the three it was; the provider's figure and ours are both kept.
 */
export function settle(
  price: Price | null,
  reported: { costMicro: number | null; usage: Quantities | null },
  asked: { high: Quantities },
  facets: Facets,
  version: string | null = null,
): Bill {
  const priced = (amounts: Quantities) => (price ? cost(price, withAssumed(price, amounts, facets, "high"), facets) : null);
  const used = reported.usage ? believable(priced({ ...asked.high, ...countable(reported.usage) })) : null;
  const ownMicro = used ?? priced(asked.high);
  const providerMicro = believable(reported.costMicro);
  if (providerMicro !== null) return { micro: providerMicro, basis: "provider", providerMicro, ownMicro, priceVersion: version };
  return { micro: ownMicro, basis: used === null ? "quote" : "usage", providerMicro, ownMicro, priceVersion: version };
}

/** The facets of an input that prices commonly depend on. */
export function facetsOf(input: Record<string, unknown>): Facets {
  const facets: Facets = {};
  for (const key of ["quality", "background", "format", "fps", "scale"] as const) if (input[key] !== undefined) facets[key] = String(input[key]);
  if (input.audio !== undefined && typeof input.audio === "boolean") facets.audio = String(input.audio);
  const { width, height } = input;
  if (typeof width === "number" && typeof height === "number") {
    facets.size = `${width}x${height}`;
    facets.resolution = `${Math.min(width, height)}p`;
  }
  return facets;
}

/** A price that an offer was seen at. It holds from then until the next was seen; `price.date` is when its source told it. */
export const priceVersion = z.strictObject({ offer: z.string(), version: z.string(), seenAt: z.iso.datetime(), price });
export type PriceVersion = z.infer<typeof priceVersion>;

/** An alarm needs so many bills, looks at so many of the last, and is raised where the sum of what was billed departs from ours by more than this share. */
export const DRIFT = { least: 3, bills: 20, share: 0.05 } as const;

/** What a provider billed beside what our price says for the same usage. */
export const drift = z.strictObject({
  offer: z.string(),
  priceVersion: z.string(),
  bills: z.int(),
  ownMicro: micro,
  providerMicro: micro,
  /** What it billed for each dollar that we expected; null where we expected nothing. */
  ratio: z.number().nullable(),
  alarm: z.boolean(),
});
export type Drift = z.infer<typeof drift>;

/** Null where no bill of that version has both figures. */
export function driftOf(offer: string, version: string, bills: readonly Omit<Bill, "micro">[]): Drift | null {
  const both = bills.filter((bill) => bill.priceVersion === version && bill.ownMicro !== null && bill.providerMicro !== null);
  if (both.length === 0) return null;
  const ownMicro = both.reduce((sum, bill) => sum + bill.ownMicro!, 0);
  const providerMicro = both.reduce((sum, bill) => sum + bill.providerMicro!, 0);
  const apart = Math.abs(providerMicro - ownMicro) > DRIFT.share * ownMicro;
  const ratio = ownMicro === 0 ? null : Math.round((providerMicro / ownMicro) * 1_000) / 1_000;
  return { offer, priceVersion: version, bills: both.length, ownMicro, providerMicro, ratio, alarm: apart && both.length >= DRIFT.least };
}
