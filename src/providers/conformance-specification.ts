// A vendor's OpenAPI file as the judge of what an adapter sends: the part that is used is cut out once (bin/carry-spec.ts) and kept beside the adapter. Test material; the program reads no specification.
import { z } from "zod";

/** What carry-spec writes. */
export interface Specification {
  about: { source: string; date: string; version: string; license: string };
  components: { schemas: Record<string, any> };
}

/** Prose, what only generators read, and what zod cannot read: `not`. */
const DROPPED = new Set(["not", "description", "example", "examples", "title", "x-oaiMeta", "x-oaiTypeLabel", "x-stainless-const", "externalDocs"]);

const prefix = "#/components/schemas/";

function trim(node: unknown, isNames = false): unknown {
  if (Array.isArray(node)) return node.map((each) => trim(each));
  if (!node || typeof node !== "object") return node;
  const kept = Object.entries(node).filter(([key]) => isNames || !DROPPED.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, trim(value, key === "properties" && !isNames)]));
}

function refersTo(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(refersTo);
  if (!node || typeof node !== "object") return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === "$ref" && typeof value === "string" && value.startsWith(prefix) ? [value.slice(prefix.length)] : refersTo(value),
  );
}

/** The named schemas of a specification with everything that they refer to, without prose. */
export function subset(specification: any, roots: readonly string[]): Record<string, unknown> {
  const schemas: Record<string, unknown> = {};
  const open = [...roots];
  while (open.length > 0) {
    const name = open.pop()!;
    if (name in schemas) continue;
    const found = name.includes(" ") ? bodySchema(specification, name) : specification.components?.schemas?.[name];
    if (!found) throw new Error(`the specification has no ${name}`);
    schemas[name] = trim(found);
    open.push(...refersTo(schemas[name]));
  }
  return Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The schema of an operation's body, named as "POST /path", or as "POST /path form" where it may come in two ways; JSON before a form. */
function bodySchema(specification: any, operation: string): unknown {
  const [method, path, form] = operation.split(" ") as [string, string, string?];
  let content = specification.paths?.[path]?.[method.toLowerCase()]?.requestBody;
  if (content?.$ref)
    content = String(content.$ref)
      .slice(2)
      .split("/")
      .reduce((node: any, step) => node?.[step], specification);
  content = content?.content ?? {};
  return ((form ? undefined : content["application/json"]) ?? content["multipart/form-data"] ?? Object.values(content)[0])?.schema;
}

const prepared = new WeakMap<Specification, Record<string, any>>();
const definitions = (specification: Specification): Record<string, any> => {
  const made =
    prepared.get(specification) ?? JSON.parse(JSON.stringify(specification.components.schemas).replaceAll("#/components/schemas/", "#/$defs/"));
  prepared.set(specification, made);
  return made;
};

/** The names that a schema knows, through its references and unions; null where it leaves others open. */
function namesIn(schema: any, defs: Record<string, any>): Set<string> | null {
  if (schema?.$ref) return namesIn(defs[String(schema.$ref).slice("#/$defs/".length)], defs);
  const parts = [...(schema?.allOf ?? []), ...(schema?.anyOf ?? []), ...(schema?.oneOf ?? [])].map((each) => namesIn(each, defs));
  if (parts.some((part) => part === null) && !schema?.properties) return null;
  const own = Object.keys(schema?.properties ?? {});
  if (own.length === 0 && parts.length === 0) return null;
  return new Set([...own, ...parts.flatMap((part) => [...(part ?? [])])]);
}

/** What is wrong with a body by the specification, in words: its rules, and fields that it does not name. Empty where it fits. */
export function misfits(specification: Specification, name: string, body: Record<string, unknown>): string[] {
  const defs = definitions(specification);
  if (!defs[name]) return [`the specification that is kept here has no ${name}`];
  const pointer = name.replaceAll("~", "~0").replaceAll("/", "~1");
  const schema = name.includes(" ") ? { ...defs[name], $defs: defs } : { $ref: `#/$defs/${pointer}`, $defs: defs };
  const parsed = z.fromJSONSchema(schema as any).safeParse(body);
  const known = namesIn(defs[name], defs);
  const strangers = known === null ? [] : Object.keys(body).filter((key) => !known.has(key.replace("[]", "")));
  return [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${issue.message}`),
    ...strangers.map((key) => `${key}: the specification does not name it`),
  ];
}
