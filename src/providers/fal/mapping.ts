// How one fal endpoint wants its input and where its answer holds the outputs: data in offers.json, applied here. No endpoint's name occurs.
import { z } from "zod";
import type { Quantities } from "../../spec/price.ts";
import { unit } from "../../spec/price.ts";
import type { Call, Output, Ref } from "../providers.ts";

/** One field of ours as the endpoint takes it: its name there, and how the value changes on the way. */
const field = z.union([
  z.string(),
  z.strictObject({
    to: z.string(),
    /** Seconds as a number of frames: seconds × fps + plus. */
    frames: z.strictObject({ fps: z.number().positive(), plus: z.int().default(0) }).optional(),
    /** The endpoint wants a text where we have a number. */
    text: z.literal(true).optional(),
    /** A file, sent inline as a data URL. */
    file: z.literal(true).optional(),
    /** Of a language tag only the language: pt-BR → pt. */
    subtag: z.literal(true).optional(),
    /** Our values → theirs. */
    values: z.record(z.string(), z.unknown()).optional(),
  }),
]);

/** Width and height: as one object, as two fields, or as the settings that each allowed size stands for. */
const size = z.union([
  z.strictObject({ object: z.string() }),
  z.strictObject({ sides: z.tuple([z.string(), z.string()]) }),
  z.strictObject({ choices: z.record(z.string().regex(/^\d+x\d+$/), z.record(z.string(), z.unknown())) }),
]);

export const mapping = z.strictObject({
  fields: z.record(z.string(), field),
  size: size.nullable().default(null),
  /** The endpoint's field for the number of outputs; null where it makes one. */
  count: z.string().nullable().default(null),
  /** Fields of ours that the endpoint fulfils by being what it is, such as the language of a voice; nothing is sent for them. */
  implied: z.array(z.string()).default([]),
  /** Sent always. */
  fixed: z.record(z.string(), z.unknown()).default({}),
  /** Where the outputs are: a file, a list of files or a text, under these names of the answer. */
  find: z.array(z.string()).min(1),
  /** Further parts of the answer that are kept with a text. */
  keep: z.array(z.string()).default([]),
  /** The unit of fal's own count of what it bills (header x-fal-billable-units); null where it is not ours. */
  billed: unit.nullable().default(null),
});
export type Mapping = z.infer<typeof mapping>;

/** Fields of ours that the mapping carries over; what is not here may not be among an offer's inputs. */
export function carried(map: Mapping): Set<string> {
  return new Set([...Object.keys(map.fields), ...map.implied, ...(map.size ? ["width", "height"] : [])]);
}

async function dataUrl(call: Call, name: string): Promise<string> {
  const file = call.files[name];
  if (!file) throw new Error(`the file of "${name}" is missing`);
  return `data:${file.type};base64,${Buffer.from(await file.read()).toString("base64")}`;
}

async function valueOf(call: Call, name: string, rule: Exclude<z.infer<typeof field>, string>): Promise<unknown> {
  const value = call.input[name];
  if (rule.file) return dataUrl(call, name);
  if (rule.frames) return Math.round(Number(value) * rule.frames.fps) + rule.frames.plus;
  if (rule.subtag) return String(value).split(/[-_]/)[0]!.toLowerCase();
  if (rule.values) return rule.values[String(value)] ?? value;
  return rule.text ? String(value) : value;
}

function sizeOf(map: Mapping, input: Call["input"]): Record<string, unknown> {
  const { width, height } = input;
  if (!map.size || (width === undefined && height === undefined)) return {};
  const [w, h] = [width ?? height, height ?? width];
  if ("object" in map.size) return { [map.size.object]: { width: w, height: h } };
  if ("sides" in map.size) return { [map.size.sides[0]]: w, [map.size.sides[1]]: h };
  return map.size.choices[`${w}x${h}`] ?? {};
}

/** The endpoint's body for this ask. */
export async function bodyOf(call: Call, map: Mapping): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = { ...map.fixed, ...sizeOf(map, call.input) };
  for (const [name, rule] of Object.entries(map.fields)) {
    if (call.input[name] === undefined) continue;
    if (typeof rule === "string") body[rule] = call.input[name];
    else body[rule.to] = await valueOf(call, name, rule);
  }
  if (map.count) body[map.count] = call.count;
  return body;
}

const fileShape = z.object({ url: z.url({ protocol: /^(https?|data)$/ }), content_type: z.string().nullish() });

function outputOf(value: unknown): Output | null {
  const file = fileShape.safeParse(typeof value === "string" ? { url: value } : value);
  if (!file.success) return null;
  const inline = /^data:([\w.+-]+\/[\w.+-]+);base64,(.+)$/s.exec(file.data.url);
  if (inline) return { kind: "bytes", bytes: new Uint8Array(Buffer.from(inline[2]!, "base64")), type: inline[1]! };
  // A result lies on fal's public CDN: the key is of no use there and is not sent.
  return /^https?:/.test(file.data.url) ? { kind: "url", url: file.data.url, type: file.data.content_type ?? null } : null;
}

export interface Found {
  outputs: Output[];
  /** Outputs that its safety checker blacked out; fal answers 200 and sends a black picture. */
  withheld: number;
  seed: number | null;
}

/** The outputs in an answer. Nothing of its shape is taken for granted. */
export function findOutputs(answer: Record<string, unknown>, map: Mapping, textual: boolean): Found {
  const flags = [answer.has_nsfw_concepts, answer.nsfw_content_detected].find(Array.isArray) as unknown[] | undefined;
  const seed = Number.isSafeInteger(answer.seed) ? (answer.seed as number) : null;
  const found = map.find.map((name) => answer[name]).find((value) => value !== undefined && value !== null);
  if (textual) {
    const data = Object.fromEntries(map.keep.filter((name) => answer[name] !== undefined).map((name) => [name, answer[name] as Ref]));
    return { outputs: typeof found === "string" ? [{ kind: "text", text: found, data }] : [], withheld: 0, seed };
  }
  const values = Array.isArray(found) ? found : found === undefined ? [] : [found];
  const kept = values.filter((_, index) => flags?.[index] !== true);
  return { outputs: kept.map(outputOf).filter((output) => output !== null), withheld: values.length - kept.length, seed };
}

/** What fal says that it bills, in our unit; null where it does not say or the unit is not known. */
export function billedUnits(headers: Headers, map: Mapping): Quantities | null {
  const units = Number(headers.get("x-fal-billable-units") ?? NaN);
  return map.billed && Number.isFinite(units) && units >= 0 ? { [map.billed]: units } : null;
}
