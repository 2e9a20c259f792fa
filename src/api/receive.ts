// Reads queries and bodies within their bounds and checks them by their schemas. Says which field is at fault.
import type { z } from "zod";
import { AppError } from "../spec/error.ts";
import type { EndpointRow } from "../spec/http.ts";
import { LIMITS } from "../spec/limits.ts";
import type { Form } from "./handler.ts";
import { sentenceOf } from "./issue.ts";

/** Multipart forms are held in memory while they are taken apart, hence a tighter bound than for raw uploads. */
const FORM_BYTES = 64 * 1024 * 1024;

/** Parses by a schema; the error names the field by its path. */
export function parse<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = [...issue.path, ...(unknown ? [unknown] : [])].join(".");
  const field = path || where;
  throw new AppError("request.invalid", unknown ? `${field} is not a field of this request.` : sentenceOf(field, issue), { field });
}

export function readQuery(row: EndpointRow, request: Request): unknown {
  const search = new URL(request.url).searchParams;
  const names = [...search.keys()];
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated && row.query) throw new AppError("request.invalid", `${repeated} may be given once.`, { field: repeated });
  if (row.query) return parse(row.query, Object.fromEntries(search), "query");
  return {};
}

function refuseLarge(request: Request, limit: number): void {
  const length = Number(request.headers.get("content-length") ?? 0);
  if (length > limit) throw tooLarge(limit);
}

const tooLarge = (limit: number) => new AppError("request.too_large", `The body may have at most ${Math.floor(limit / 1024 / 1024)} MiB.`);

/** The whole body, never more than so many bytes, whatever the header claimed. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  refuseLarge(request, limit);
  const parts: Uint8Array[] = [];
  let total = 0;
  if (request.body) {
    for await (const part of request.body as unknown as AsyncIterable<Uint8Array>) {
      total += part.byteLength;
      if (total > limit) throw tooLarge(limit);
      parts.push(part);
    }
  }
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

function contentType(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
}

async function readJson(request: Request): Promise<unknown> {
  const type = contentType(request);
  if (type !== "application/json" && !type.endsWith("+json"))
    throw new AppError("request.media_type", `Send JSON with Content-Type: application/json${type ? `, not ${type}` : ""}.`, {
      field: "Content-Type",
    });
  const encoding = request.headers.get("content-encoding");
  if (encoding && encoding !== "identity")
    throw new AppError("request.media_type", `Send the body as it is, not compressed with ${encoding}.`, { field: "Content-Encoding" });
  const bytes = await readBytes(request, LIMITS.jsonBodyBytes);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new AppError("request.malformed", "The body is not valid UTF-8.");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError("request.malformed", text.trim() === "" ? "The body is empty; JSON is expected." : "The body is not valid JSON.");
  }
  if (isTooDeep(value)) throw new AppError("request.invalid", `The body is nested more than ${LIMITS.jsonDepth} levels deep.`);
  return value;
}

/** Level by level: a recursion would itself end at the depth that it looks for. */
function isTooDeep(value: unknown): boolean {
  const inside = (each: unknown): unknown[] => (typeof each === "object" && each !== null ? Object.values(each) : []);
  let level = inside(value);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > LIMITS.jsonDepth) return true;
    level = level.flatMap(inside);
  }
  return false;
}

async function readForm(schema: z.ZodType, request: Request): Promise<Form<unknown>> {
  if (contentType(request) !== "multipart/form-data")
    throw new AppError("request.media_type", "Send a form with Content-Type: multipart/form-data.", { field: "Content-Type" });
  const bytes = await readBytes(request, FORM_BYTES);
  let form: FormData;
  try {
    form = await new Response(bytes, { headers: { "content-type": request.headers.get("content-type")! } }).formData();
  } catch {
    throw new AppError("request.malformed", "The multipart form could not be read.");
  }
  // Without a prototype: a field may be called "constructor".
  const fields: Record<string, unknown> = Object.create(null);
  const files: Record<string, File[]> = Object.create(null);
  for (const [name, value] of form.entries() as Iterable<[string, string | File]>) {
    if (typeof value !== "string") (files[name] ??= []).push(value);
    else if (name.endsWith("[]")) ((fields[name] ??= []) as string[]).push(value);
    else if (name in fields) throw new AppError("request.invalid", `${name} may be given once.`, { field: name });
    else fields[name] = value;
  }
  return { fields: parse(schema, fields, "form"), files };
}

export async function readBody(row: EndpointRow, request: Request): Promise<unknown> {
  if (row.takes === "multipart") return readForm(row.body!, request);
  if (row.takes !== "json") return null;
  return parse(row.body!, await readJson(request), "body");
}
