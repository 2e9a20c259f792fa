// The OpenAPI 3.1 document, made from the endpoint table. Nothing is written by hand twice; docs.ts is its readable page.
import { z } from "zod";
import { type EndpointRow, ENDPOINTS, problemDocument } from "../spec/http.ts";
import { LIMITS } from "../spec/limits.ts";
import { TASK_IDS, taskOf } from "../spec/task.ts";

type Json = Record<string, unknown>;

export const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" }) as Json;
  return json;
};

/** Named schemas stand once under `components`: a "#/$defs/…" would be looked for at the root of the document, where nothing is. */
function lifted(schema: Json, components: Json): Json {
  const { $defs, ...rest } = schema as { $defs?: Record<string, Json> };
  for (const [name, json] of Object.entries($defs ?? {})) components[name] ??= pointed(json);
  return pointed(rest) as Json;
}

function pointed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "$ref" && typeof inner === "string" ? inner.replace("#/$defs/", "#/components/schemas/") : pointed(inner),
    ]),
  );
}

const MEDIA: Record<string, string> = {
  json: "application/json",
  multipart: "multipart/form-data",
  bytes: "application/octet-stream",
  events: "text/event-stream",
  text: "text/plain",
};
const BYTES = { type: "string", format: "binary" };

function parametersOf(row: EndpointRow, components: Json): object[] {
  const path = [...row.path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => ({ name, in: "path", required: true, schema: { type: "string" } }));
  const { properties, required } = (row.query ? lifted(schemaOf(row.query, "input"), components) : {}) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  const query = Object.entries(properties ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: required?.includes(name) ?? false,
    schema,
  }));
  const repeat = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: "The same key with the same body leads to the same generation; with another body it is refused.",
    schema: { type: "string", minLength: 1, maxLength: LIMITS.idempotencyKeyChars },
  };
  return [...path, ...query, ...(row.idempotent ? [repeat] : [])];
}

/** The text fields of a form and its files, which the schemas of the fields do not name. */
function formOf(row: EndpointRow, components: Json): Json {
  const fields = row.body ? lifted(schemaOf(row.body, "input"), components) : { type: "object" };
  const files = Object.entries(row.files ?? {});
  const required = [...((fields.required as string[] | undefined) ?? []), ...files.filter(([, need]) => need === "required").map(([name]) => name)];
  return {
    ...fields,
    properties: { ...(fields.properties as Json | undefined), ...Object.fromEntries(files.map(([name]) => [name, BYTES])) },
    ...(required.length > 0 ? { required } : {}),
  };
}

function bodyOf(row: EndpointRow, components: Json): object {
  if (row.takes === "none") return {};
  const content: Json = {};
  if (row.takes === "multipart" || row.files) content[MEDIA.multipart!] = { schema: formOf(row, components) };
  if (row.takes !== "multipart") content[MEDIA[row.takes]!] = { schema: row.body ? lifted(schemaOf(row.body, "input"), components) : BYTES };
  return { requestBody: { required: true, content } };
}

function operationOf(id: string, row: EndpointRow, components: Json): object {
  const answer = row.response ? { schema: lifted(schemaOf(row.response, "output"), components) } : {};
  const problem = row.compat ? "OpenAIError" : "Problem";
  return {
    operationId: id,
    tags: [row.tag],
    summary: row.summary,
    ...(row.scope ? { security: [{ key: [] }], "x-scope": row.scope } : { security: [] }),
    parameters: parametersOf(row, components),
    ...bodyOf(row, components),
    responses: {
      [row.status]: { description: "As asked", ...(row.gives === "none" ? {} : { content: { [MEDIA[row.gives]!]: answer } }) },
      default: {
        description: "A failure",
        content: {
          [row.compat ? "application/json" : "application/problem+json"]: { schema: { $ref: `#/components/schemas/${problem}` } },
        },
      },
    },
  };
}

/** What compatible routes answer when they fail. */
const openAiError = {
  type: "object",
  properties: {
    error: {
      type: "object",
      properties: {
        message: { type: "string" },
        type: { type: "string" },
        param: { type: ["string", "null"] },
        code: { type: "string", description: "One of OpenOak's own codes: see /docs" },
      },
      required: ["message", "type", "param", "code"],
    },
  },
  required: ["error"],
};

let cached: object | null = null;

export function openApiDocument(version: string): object {
  if (cached) return cached;
  const paths: Record<string, Record<string, object>> = {};
  const schemas: Json = { OpenAIError: openAiError };
  schemas.Problem = lifted(schemaOf(problemDocument, "output"), schemas);
  for (const id of TASK_IDS) schemas[`Input.${id}`] = { title: taskOf(id).title, ...lifted(schemaOf(taskOf(id).input, "input"), schemas) };
  for (const [id, row] of Object.entries(ENDPOINTS) as [string, EndpointRow][]) {
    const path = row.path.replace(/\{(\w+)\+\}/g, "{$1}");
    (paths[path] ??= {})[row.method.toLowerCase()] = operationOf(id, row, schemas);
  }
  cached = {
    openapi: "3.1.0",
    info: {
      title: "OpenOak",
      version,
      description: "The open, self-hosted creative AI platform. The input of POST /v1/generations is that of its task: see the schemas Input.*",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(Object.values(ENDPOINTS).map((row) => row.tag))].map((name) => ({ name })),
    paths,
    components: { securitySchemes: { key: { type: "http", scheme: "bearer" } }, schemas },
  };
  return cached;
}
