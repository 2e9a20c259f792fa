// How one offer wants its input and where its answer holds the outputs: data in a provider's offers.json, applied here. Knows no vendor and sends nothing.
import { z } from "zod";
import { AppError } from "../spec/error.ts";
import type { Offer } from "../spec/model.ts";
import { type Quantities, unit } from "../spec/price.ts";
import type { TaskId } from "../spec/task.ts";
import { isUnder } from "./http.ts";
import { MASK_STYLES, maskAs, pictureType } from "./media.ts";
import type { Call, Context, InputFile, Output, Ref } from "./providers.ts";

/** One field of ours as the provider takes it: its place there ("parameters.seed", "content.0.text"), and how the value changes on the way. */
const field = z.union([
  z.string(),
  z.strictObject({
    to: z.string(),
    /** Seconds as a number of frames: seconds × fps + plus. */
    frames: z.strictObject({ fps: z.number().positive(), plus: z.int().default(0) }).optional(),
    /** A number in another unit, such as milliseconds (1000); rounded to a whole where `whole` says so. */
    times: z.number().positive().optional(),
    whole: z.literal(true).optional(),
    /** The provider wants a text where we have a number. */
    text: z.literal(true).optional(),
    /** A file: as a data URL, as bare base64, or as a part of a multipart form. */
    file: z.enum(["dataUrl", "base64", "part"]).optional(),
    /** A file that is a mask: as it is wanted there (media.ts). */
    mask: z.enum(MASK_STYLES).optional(),
    /** These values of ours are said by sending nothing. */
    omit: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
    /** Of a language tag only the language: pt-BR → pt. */
    subtag: z.literal(true).optional(),
    /** As a list of this one. */
    list: z.literal(true).optional(),
    /** Our values → theirs. */
    values: z.record(z.string(), z.unknown()).optional(),
    /** Put around a text: {} is where it stands. */
    around: z.string().includes("{}").optional(),
  }),
]);

/** Width and height: as one object, as two fields, as a text such as "{w}x{h}", or as the settings that each allowed size stands for. */
const size = z.union([
  z.strictObject({ object: z.string() }),
  z.strictObject({ sides: z.tuple([z.string(), z.string()]) }),
  z.strictObject({ text: z.strictObject({ to: z.string(), form: z.string() }) }),
  z.strictObject({ choices: z.record(z.string().regex(/^\d+x\d+$/), z.record(z.string(), z.unknown())) }),
]);

/** A place in an answer: "data.*.url" is the url of each item of data; "header:NAME" is a header of the answer. */
const place = z.string().min(1);

export const mapping = z.strictObject({
  /** Where to post, under the base URL; {remote} and {voice} are filled in. Null where the adapter knows. */
  path: z.string().nullable().default(null),
  fields: z.record(z.string(), field),
  size: size.nullable().default(null),
  /** The field for the number of outputs; null where it makes one. */
  count: z.string().nullable().default(null),
  /** Fields of ours that the offer fulfils by being what it is, such as the language of a voice; nothing is sent for them. */
  implied: z.array(z.string()).default([]),
  /** Sent always; the places are as in `fields`. */
  fixed: z.record(z.string(), z.unknown()).default({}),
  /** Where the outputs are: files, lists of files or texts; the first place that holds something counts. Empty where the answer is the file itself. */
  find: z.array(place).default([]),
  /** The type of an output that is told without one: of bare base64, or of an answer that is the file itself. */
  type: z.string().nullable().default(null),
  /** The provider's files open with its key only. */
  authorized: z.boolean().default(false),
  /** Lists of booleans, one an output, that say which were withheld. */
  withheld: z.array(place).default(["has_nsfw_concepts", "nsfw_content_detected"]),
  /** Further parts of the answer that are kept with a text. */
  keep: z.array(z.string()).default([]),
  seed: place.default("seed"),
  /** The provider's own counts, in our units; `times` where it counts in another measure. */
  usage: z.partialRecord(unit, z.union([place, z.strictObject({ at: place, times: z.number().positive() })])).default({}),
  /** What the provider says that it charges, and how many micros of a dollar one of its units is. Several are summed up. */
  cost: z.strictObject({ at: place, micro: z.number().positive() }).nullable().default(null),
  /** What this adapter alone reads. */
  extra: z.record(z.string(), z.unknown()).default({}),
});
export type Mapping = z.infer<typeof mapping>;

const read = new WeakMap<object, Mapping>();
const parsed = (options: object): Mapping => {
  const found = read.get(options) ?? mapping.parse(options);
  read.set(options, found);
  return found;
};

/** The mapping of an offer for a task: its options, or where it maps each task by itself, those under the task's name. */
export function mappingOf(offer: Offer, task: TaskId): Mapping {
  const own = offer.options[task];
  return parsed(own && typeof own === "object" ? own : offer.options);
}

/** Fields of ours that the mapping carries over; what is not here may not be among an offer's inputs. */
export function carried(map: Mapping): Set<string> {
  const fromPath = map.path?.includes("{voice}") ? ["voice"] : [];
  return new Set([...Object.keys(map.fields), ...map.implied, ...fromPath, ...(map.size ? ["width", "height"] : [])]);
}

/** Puts a value at a place such as "content.0.text"; numbers in the place make lists. */
export function put(body: Record<string, unknown>, at: string, value: unknown): void {
  const steps = at.split(".");
  let node: any = body;
  steps.forEach((step, index) => {
    if (index === steps.length - 1) node[step] = value;
    else node = node[step] ??= /^\d+$/.test(steps[index + 1]!) ? [] : {};
  });
}

/** Everything that stands at a place of an answer. */
export function look(answer: unknown, at: string): unknown[] {
  let found: unknown[] = [answer];
  for (const step of at.split("."))
    found = found
      .flatMap((node) => (node === null || typeof node !== "object" ? [] : step === "*" ? Object.values(node) : [(node as any)[step]]))
      .filter((node) => node !== undefined && node !== null);
  return found;
}

/** A file of the ask; where it is missing the defect is ours. */
export function fileOf(call: Call, name: string) {
  const file = call.files[name];
  if (!file) throw new Error(`the file of "${name}" is missing`);
  return file;
}

type Rule = Exclude<z.infer<typeof field>, string>;

/** A mask that is no picture is the asker's fault, and told before anybody is asked. */
async function masked(file: InputFile, style: NonNullable<Rule["mask"]>): Promise<InputFile> {
  const bytes = await maskAs(style, await file.read()).catch(() => {
    throw new AppError("provider.invalid", "The mask is not a picture that can be read.");
  });
  return { ...file, type: "image/png", name: "mask.png", bytes: bytes.byteLength, read: async () => bytes };
}

async function encoded(call: Call, name: string, how: NonNullable<Rule["file"]>, mask: Rule["mask"]): Promise<unknown> {
  const file = mask ? await masked(fileOf(call, name), mask) : fileOf(call, name);
  const bytes = await file.read();
  if (how === "part") return new File([bytes], file.name || name, { type: file.type });
  const base64 = Buffer.from(bytes).toString("base64");
  return how === "base64" ? base64 : `data:${file.type};base64,${base64}`;
}

async function valueOf(call: Call, name: string, rule: Rule): Promise<unknown> {
  let value: any = call.input[name];
  if (rule.file) value = await encoded(call, name, rule.file, rule.mask);
  if (rule.frames) value = Math.round(Number(value) * rule.frames.fps) + rule.frames.plus;
  if (rule.times) value = Number(value) * rule.times;
  if (rule.whole) value = Math.round(Number(value));
  if (rule.subtag) value = String(value).split(/[-_]/)[0]!.toLowerCase();
  if (rule.values) value = rule.values[String(value)] ?? value;
  if (rule.around) value = rule.around.replace("{}", () => String(value));
  if (rule.text) value = String(value);
  return rule.list ? [value] : value;
}

function sizeOf(map: Mapping, input: Call["input"]): Record<string, unknown> {
  const { width, height } = input;
  if (!map.size || (width === undefined && height === undefined)) return {};
  const [w, h] = [width ?? height, height ?? width];
  if ("object" in map.size) return { [map.size.object]: { width: w, height: h } };
  if ("sides" in map.size) return { [map.size.sides[0]]: w, [map.size.sides[1]]: h };
  if ("text" in map.size) return { [map.size.text.to]: map.size.text.form.replace("{w}", String(w)).replace("{h}", String(h)) };
  return map.size.choices[`${w}x${h}`] ?? {};
}

/** The provider's body for this ask; files that travel as parts of a form are File objects in it. */
export async function bodyOf(call: Call, map: Mapping): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  // Copied, so that what is put into a fixed object or list does not stay in it.
  for (const [at, value] of Object.entries({ ...structuredClone(map.fixed), ...sizeOf(map, call.input) })) put(body, at, value);
  for (const [name, rule] of Object.entries(map.fields)) {
    if (call.input[name] === undefined) continue;
    if (typeof rule === "string") put(body, rule, call.input[name]);
    else if (!rule.omit?.includes(call.input[name])) put(body, rule.to, await valueOf(call, name, rule));
  }
  if (map.count) put(body, map.count, call.count);
  return body;
}

/** The same as a multipart form; what is no text, number or file goes as JSON. */
export function asForm(body: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one instanceof Blob) form.append(name, one, (one as File).name);
      else form.append(name, one !== null && typeof one === "object" ? JSON.stringify(one) : String(one));
    }
  }
  return form;
}

/** The path of a post, filled in; each value is one step of it, remote names keep their slashes. */
export function pathOf(call: Call, map: Mapping): string {
  return (map.path ?? "{remote}")
    .replace("{remote}", () => call.offer.remote.split("/").map(encodeURIComponent).join("/"))
    .replace("{voice}", () => encodeURIComponent(String(call.input.voice ?? "")));
}

const fileShape = z.object({ url: z.url({ protocol: /^(https?|data)$/ }), content_type: z.string().nullish() });
const inlineShape = z.object({ data: z.string().min(8), mimeType: z.string() });
const BASE64 = /^[A-Za-z0-9+/\s]{16,}={0,2}\s*$/;

function decoded(base64: string, type: string): Output | null {
  const bytes = new Uint8Array(Buffer.from(base64, "base64"));
  if (bytes.byteLength === 0) return null;
  // What should be a picture and is none is no output, whatever it was called.
  if (type.startsWith("image/")) {
    const seen = pictureType(bytes);
    return seen ? { kind: "bytes", bytes, type: seen } : null;
  }
  return { kind: "bytes", bytes, type };
}

/** One output as a provider tells it: a URL, a data URL, base64, {url} or {mimeType, data}. Null where it is none of them. */
function outputOf(value: unknown, map: Mapping, context: Context): Output | null {
  const inlined = inlineShape.safeParse(value);
  if (inlined.success) return decoded(inlined.data.data, inlined.data.mimeType);
  const file = fileShape.safeParse(typeof value === "string" ? { url: value } : value);
  if (!file.success) return map.type && typeof value === "string" && BASE64.test(value) ? decoded(value, map.type) : null;
  const { url, content_type: type } = file.data;
  const inline = /^data:([\w.+-]+\/[\w.+-]+)[^,]*;base64,(.+)$/s.exec(url);
  if (inline) return decoded(inline[2]!, inline[1]!);
  if (!/^https?:/.test(url)) return null;
  // The key goes along only where the provider's files need it and lie with the provider itself.
  const authorized = map.authorized && isUnder(url, new URL(context.baseUrl).origin);
  return { kind: "url", url, type: type ?? null, ...(authorized ? { authorized } : {}) };
}

export interface Found {
  outputs: Output[];
  /** Outputs that a safety checker took out; some providers answer 200 and send a black picture. */
  withheld: number;
  seed: number | null;
}

/** The outputs in an answer. Nothing of its shape is taken for granted. */
export function findOutputs(answer: Record<string, unknown>, map: Mapping, textual: boolean, context: Context): Found {
  const flags = map.withheld
    .map((at) => look(answer, at))
    .find((list) => list.length > 0)
    ?.flat();
  const seed = look(answer, map.seed).flat().find(Number.isSafeInteger) as number | undefined;
  const found = map.find.map((at) => look(answer, at).flat()).find((list) => list.length > 0) ?? [];
  if (textual) {
    const text = found.filter((each) => typeof each === "string").join("");
    const data = Object.fromEntries(map.keep.filter((name) => answer[name] !== undefined).map((name) => [name, answer[name] as Ref]));
    return { outputs: found.length > 0 && typeof found[0] === "string" ? [{ kind: "text", text, data }] : [], withheld: 0, seed: seed ?? null };
  }
  const kept = found.filter((_, index) => flags?.[index] !== true);
  return {
    outputs: kept.map((value) => outputOf(value, map, context)).filter((output) => output !== null),
    withheld: found.length - kept.length,
    seed: seed ?? null,
  };
}

function numbers(answer: unknown, headers: Headers, at: string): number[] {
  const values = at.startsWith("header:") ? [headers.get(at.slice(7))] : look(answer, at).flat();
  return values.flatMap((value) => {
    const number = typeof value === "number" || (typeof value === "string" && value.trim() !== "") ? Number(value) : NaN;
    return Number.isFinite(number) && number >= 0 ? [number] : [];
  });
}

/** What the provider says that it used, in our units; null where it says nothing. */
export function usageOf(answer: unknown, headers: Headers, map: Mapping): Quantities | null {
  const used: Quantities = {};
  for (const [name, rule] of Object.entries(map.usage) as [keyof Quantities, string | { at: string; times: number }][]) {
    const found = numbers(answer, headers, typeof rule === "string" ? rule : rule.at);
    if (found.length > 0) used[name] = found.reduce((sum, each) => sum + each, 0) * (typeof rule === "string" ? 1 : rule.times);
  }
  return Object.keys(used).length > 0 ? used : null;
}

/** What the provider says that it charges, in whole micros, rounded up; null where it does not say. */
export function costOf(answer: unknown, headers: Headers, map: Mapping): number | null {
  const found = map.cost ? numbers(answer, headers, map.cost.at) : [];
  // A millionth of a micro is lost in the conversion, not gained.
  return found.length > 0 ? Math.ceil(found.reduce((sum, each) => sum + each, 0) * map.cost!.micro - 1e-6) : null;
}
