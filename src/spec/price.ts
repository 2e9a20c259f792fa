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
  if (price.assume === undefined) return amounts;
  const all = { ...amounts };
  const taken = new Set<Unit>();
  for (const row of price.assume) {
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

/** A line as it is reckoned with. */
interface TariffLine {
  line: PriceLine;
  when: readonly { facet: string; values: readonly string[] }[];
  /** What its rest is multiplied by, to be added to those of the other lines. */
  times: number;
  /** Counts in whole units, or from some amount on. */
  stepped: boolean;
}

/** A price as it is reckoned with: its lines by unit, and which other kinds a unit's amount takes in. Worked out once for each price. */
interface Tariff {
  units: { unit: Unit; lines: readonly TariffLine[]; folded: readonly Unit[]; token: boolean }[];
  /** What all lines' `per` divide; null where it would be too large to reckon with in plain numbers. */
  per: number | null;
  minimumMicro: number;
}

const tariffs = new WeakMap<Price, Tariff>();

const divisorOf = (a: number, b: number): number => (b === 0 ? a : divisorOf(b, a % b));

function tariffOf(price: Price): Tariff {
  const known = tariffs.get(price);
  if (known) return known;
  const named = new Set(price.lines.map((line) => line.unit));
  const common = price.lines.reduce((per, line) => (per / divisorOf(per, line.per)) * line.per, 1);
  const lineOf = (line: PriceLine): TariffLine => ({
    line,
    when: Object.entries(line.when ?? {}).map(([facet, values]) => ({ facet, values })),
    times: common / line.per,
    stepped: line.over !== undefined || line.roundUp === true,
  });
  const made: Tariff = {
    units: [...named].map((unit) => ({
      unit,
      lines: price.lines.filter((line) => line.unit === unit).map(lineOf),
      token: SUBSIDIARY[unit] !== undefined,
      folded: (Object.keys(SUBSIDIARY) as Unit[]).filter((kind) => SUBSIDIARY[kind] === unit && !named.has(kind)),
    })),
    per: common <= LARGEST_PLAIN_PER ? common : null,
    minimumMicro: price.minimumMicro ?? 0,
  };
  tariffs.set(price, made);
  return made;
}

/** The part of an amount that a line counts: what is over, in whole units, of each output by itself. */
function counts(line: PriceLine, amount: number, amounts: Quantities): number {
  if (line.over === undefined && !line.roundUp) return amount;
  const outputs = (line.unit.startsWith("input") ? amounts.inputImage : (amounts.image ?? amounts.clip)) || 1;
  // A hair above a whole number is a rounding of our own division.
  const each = line.roundUp ? Math.ceil(amount / outputs - 1e-9) : amount / outputs;
  return Math.max(0, each - (line.over ?? 0)) * outputs;
}

/** How much of a priced unit was used: what the price does not name counts as the unit that it is priced as, and kinds of tokens that are absent were not used. */
function amountOf({ unit, folded, token }: Tariff["units"][number], used: Quantities): number | undefined {
  let amount = used[unit] ?? (token ? 0 : undefined);
  if (amount !== undefined && folded.length > 0) for (const kind of folded) amount += used[kind] ?? 0;
  return amount;
}

/** What a line counts, in millionths; undefined where the amount is unknown. */
function scaledAmount(of: Tariff["units"][number], { line, stepped }: TariffLine, used: Quantities): number | undefined {
  const amount = amountOf(of, used);
  if (amount === undefined) return undefined;
  return Math.ceil((stepped ? counts(line, amount, used) : amount) * AMOUNT_SCALE - 1e-6);
}

/**
 * What these quantities cost, in whole micros, rounded up; null where a priced unit's amount is unknown, or none of its lines fits.
 * A unit that the price does not name costs nothing.
 */
export function cost(price: Price, used: Quantities, facets: Facets = {}): number | null {
  return costBy(tariffOf(price), used, facets);
}

function costBy({ units, per, minimumMicro }: Tariff, used: Quantities, facets: Facets): number | null {
  // Whole micros, and the rests in 1/(per · AMOUNT_SCALE) of one, so that no fraction is lost before the one rounding; plain numbers while they are exact.
  let whole = 0;
  let rests = 0;
  let exact = per !== null;
  for (const each of units) {
    const found = lineFor(each.lines, facets);
    const amount = found && scaledAmount(each, found, used);
    if (amount === undefined) return null;
    const total = found!.line.micro * amount;
    const by = found!.line.per * AMOUNT_SCALE;
    const part = wholeParts(total, by);
    whole += part;
    rests += (total - part * by) * found!.times;
    exact &&= total <= Number.MAX_SAFE_INTEGER;
  }
  const rounded = exact ? whole + roundUp(rests, per! * AMOUNT_SCALE) : exactly(units, used, facets);
  return Math.max(rounded, minimumMicro);
}
const AMOUNT_SCALE = 1_000_000;
const LINE_SCALE = 1_000_000_000n;
const LARGEST_PLAIN_PER = 1_000_000;

/** The first line of a unit that fits. */
function lineFor(lines: readonly TariffLine[], facets: Facets): TariffLine | undefined {
  for (const line of lines) {
    let good = true;
    for (const { facet, values } of line.when) good &&= values.includes(facets[facet] ?? "");
    if (good) return line;
  }
  return undefined;
}

/** How often a whole number is in another: exact while both are safe integers, and several times as fast as a remainder of such large ones. */
function wholeParts(amount: number, by: number): number {
  const parts = Math.floor(amount / by);
  return parts * by > amount ? parts - 1 : parts;
}

function roundUp(amount: number, by: number): number {
  const parts = wholeParts(amount, by);
  return parts * by < amount ? parts + 1 : parts;
}

/** The same without a bound on the numbers, and slower. */
function exactly(units: Tariff["units"], used: Quantities, facets: Facets): number {
  let total = 0n; // in 1/(AMOUNT_SCALE · LINE_SCALE) micros
  for (const each of units) {
    const found = lineFor(each.lines, facets)!;
    total += (BigInt(found.line.micro) * BigInt(scaledAmount(each, found, used)!) * LINE_SCALE) / BigInt(found.line.per);
  }
  const scale = BigInt(AMOUNT_SCALE) * LINE_SCALE;
  return Number((total + scale - 1n) / scale);
}

/** Amounts by their place in UNITS, -1 where one is not counted. */
export interface FlatAmounts {
  amounts: Float64Array;
  /** Are there kinds of tokens among them that a price may count as plain ones? */
  subsidiary: boolean;
  /** A bit for each unit of which the other end has another amount. */
  spread: number;
}

const PLACES = Object.fromEntries(UNITS.map((unit, place) => [unit, place])) as Record<Unit, number>;
const SUBSIDIARY_BITS = (Object.keys(SUBSIDIARY) as Unit[]).reduce((bits, unit) => bits | (1 << PLACES[unit]), 0);

/** One end of what a request may come to; the other end counts the same units. */
export function flatAmounts(used: Quantities, other: Quantities): FlatAmounts {
  const amounts = new Float64Array(UNITS.length).fill(-1);
  let [counted, spread] = [0, 0];
  for (const unit in used) {
    const amount = used[unit as Unit];
    if (amount === undefined) continue;
    const place = PLACES[unit as Unit];
    amounts[place] = amount;
    counted |= 1 << place;
    if (other[unit as Unit] !== amount) spread |= 1 << place;
  }
  return { amounts, subsidiary: (counted & SUBSIDIARY_BITS) !== 0, spread };
}

/** The lines of a price that fit some facets, as numbers in a row: what `flatCost` needs and no ask of those facets changes. */
export interface FlatPrice {
  rows: Float64Array;
  /** What is assumed where a unit is not counted, as numbers in a row: the unit's place, that of the unit which is counted, how much for each of it at least and at most. */
  assumed: Float64Array;
  /** What the rests of the rows are divided by in the end. */
  divisor: number;
  minimumMicro: number;
}
const ASSUMED_ROW = 4;
/** Numbers in a row: the unit's place, micros, by what they are divided, what the rest is multiplied by, what is over (-1: not stepped), whole units, is it a kind of token, is it of the input. */
const ROW = 8;
const [INPUT_IMAGE, IMAGE, CLIP] = [UNITS.indexOf("inputImage"), UNITS.indexOf("image"), UNITS.indexOf("clip")];
const OUTPUT_UNITS = (1 << INPUT_IMAGE) | (1 << IMAGE) | (1 << CLIP);

/** A bit for each unit that a price may look at, whatever the facets, beside kinds of tokens that it counts as plain ones. */
export function unitsOf(price: Price): number {
  let bits = 0;
  for (const { unit, lines } of tariffOf(price).units) {
    bits |= 1 << PLACES[unit];
    // What is stepped depends on how many outputs there are.
    if (lines.some(({ stepped }) => stepped)) bits |= OUTPUT_UNITS;
  }
  for (const { of, low, high } of price.assume ?? []) {
    bits |= 1 << PLACES[of];
    for (const unit of [...Object.keys(low), ...Object.keys(high)] as Unit[]) bits |= 1 << PLACES[unit];
  }
  return bits;
}

/** Null where a price cannot be said so, and must be reckoned by `quote`. */
export function flatPrice(price: Price, facets: Facets): FlatPrice | null {
  const { units, per, minimumMicro } = tariffOf(price);
  const assumed = flatAssumed(price, facets);
  if (per === null || assumed === null) return null;
  const rows = new Float64Array(units.length * ROW);
  for (const [at, each] of units.entries()) {
    const found = lineFor(each.lines, facets);
    if (!found) return null;
    const { line, times, stepped } = found;
    const by = line.per * AMOUNT_SCALE;
    rows.set(
      [
        UNITS.indexOf(each.unit),
        line.micro,
        by,
        times,
        stepped ? (line.over ?? 0) : -1,
        Number(line.roundUp ?? 0),
        Number(each.token),
        Number(each.unit.startsWith("input")),
      ],
      at * ROW,
    );
  }
  return { rows, assumed, divisor: per * AMOUNT_SCALE, minimumMicro };
}

const NOTHING_ASSUMED = new Float64Array(0);
/** Null where what is assumed would count in more than its own line. */
function flatAssumed({ lines, assume }: Price, facets: Facets): Float64Array | null {
  if (assume === undefined) return NOTHING_ASSUMED;
  const rows: number[] = [];
  for (const row of assume.filter(({ when }) => fits(when, facets))) {
    for (const unit of new Set([...Object.keys(row.low), ...Object.keys(row.high)] as Unit[])) {
      const [low, high] = [row.low[unit], row.high[unit]];
      const elsewhere = (OUTPUT_UNITS >> PLACES[unit]) & 1 || (SUBSIDIARY[unit] !== undefined && !lines.some((line) => line.unit === unit));
      if (low === undefined || high === undefined || elsewhere) return null;
      rows.push(PLACES[unit], PLACES[row.of], low, high);
    }
  }
  return Float64Array.from(rows);
}

/** What is assumed of a unit that is not counted, by the first row whose own unit is; -1 where nothing is. */
function assumedAmount(assumed: Float64Array, unit: number, amounts: Float64Array, end: "low" | "high"): number {
  for (let at = 0; at < assumed.length; at += ASSUMED_ROW) {
    if (assumed[at] !== unit) continue;
    const of = amounts[assumed[at + 1]!]!;
    if (of >= 0) return of * assumed[at + (end === "low" ? 2 : 3)]!;
  }
  return -1;
}

/** As `cost` for a flat price; NaN where an amount is not counted, or too large for plain numbers, and `quote` must be asked. */
export function flatCost({ rows, assumed, divisor, minimumMicro }: FlatPrice, { amounts, subsidiary }: FlatAmounts, end: "low" | "high"): number {
  if (subsidiary) return Number.NaN;
  let whole = 0;
  let rests = 0;
  for (let at = 0; at < rows.length; at += ROW) {
    let amount = amounts[rows[at]!]!;
    if (amount < 0 && assumed.length > 0) amount = assumedAmount(assumed, rows[at]!, amounts, end);
    if (amount < 0) {
      if (rows[at + 6] === 0) return Number.NaN;
      amount = 0;
    }
    const over = rows[at + 4]!;
    if (over >= 0) {
      const outputs = Math.max(0, rows[at + 7] === 1 ? amounts[INPUT_IMAGE]! : amounts[amounts[IMAGE]! < 0 ? CLIP : IMAGE]!) || 1;
      const each = rows[at + 5] === 1 ? Math.ceil(amount / outputs - 1e-9) : amount / outputs;
      amount = Math.max(0, each - over) * outputs;
    }
    const total = rows[at + 1]! * Math.ceil(amount * AMOUNT_SCALE - 1e-6);
    if (!(total <= Number.MAX_SAFE_INTEGER)) return Number.NaN;
    const part = wholeParts(total, rows[at + 2]!);
    whole += part;
    rests += (total - part * rows[at + 2]!) * rows[at + 3]!;
  }
  const rounded = whole + roundUp(rests, divisor);
  return rounded > minimumMicro ? rounded : minimumMicro;
}

/** Are both ends the same as far as this tariff counts? */
function sameFor({ units }: Tariff, low: Quantities, high: Quantities): boolean {
  for (const each of units) {
    if (each.folded.length > 0 || low[each.unit] !== high[each.unit]) return false;
    for (const { stepped } of each.lines) if (stepped) return false;
  }
  return true;
}

/** What a request can cost, by the amounts that it can come to and its facets. */
export type Quoter = (amounts: { low: Quantities; high: Quantities }, facets: Facets) => { lowMicro: number; highMicro: number } | null;

/** The least and the most that a request can cost at this price; null where that cannot be said. */
export function quoter(price: Price): Quoter {
  const tariff = tariffOf(price);
  return ({ low, high }, facets) => {
    const lowMicro = costBy(tariff, withAssumed(price, low, facets, "low"), facets);
    if (lowMicro === null) return null;
    if (price.assume === undefined && sameFor(tariff, low, high)) return { lowMicro, highMicro: lowMicro };
    const highMicro = costBy(tariff, withAssumed(price, high, facets, "high"), facets);
    return highMicro === null ? null : { lowMicro: Math.min(lowMicro, highMicro), highMicro };
  };
}

/** As `quoter`, of a price that may not be known. */
export const quote = (price: Price | null, ...of: Parameters<Quoter>): ReturnType<Quoter> => price && quoter(price)(...of);

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
