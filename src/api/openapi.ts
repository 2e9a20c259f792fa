// The OpenAPI 3.1 document and a readable page of it, both made from the endpoint table. Nothing is written by hand twice.
import { z } from "zod";
import { ERRORS } from "../spec/error.ts";
import { ENDPOINTS, type EndpointRow, problemDocument } from "../spec/http.ts";
import { TASK_IDS, taskOf } from "../spec/task.ts";

const schemaOf = (schema: z.ZodType, io: "input" | "output") => {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" }) as Record<string, unknown>;
  return json;
};

const MEDIA: Record<string, string> = {
  json: "application/json",
  multipart: "multipart/form-data",
  bytes: "application/octet-stream",
  events: "text/event-stream",
  text: "text/plain",
};

function parametersOf(row: EndpointRow): object[] {
  const path = [...row.path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => ({ name, in: "path", required: true, schema: { type: "string" } }));
  if (!row.query) return path;
  const { properties, required } = schemaOf(row.query, "input") as { properties?: Record<string, object>; required?: string[] };
  return [
    ...path,
    ...Object.entries(properties ?? {}).map(([name, schema]) => ({ name, in: "query", required: required?.includes(name) ?? false, schema })),
  ];
}

function operationOf(id: string, row: EndpointRow): object {
  const body =
    row.takes === "none"
      ? undefined
      : {
          required: true,
          content: { [MEDIA[row.takes]!]: row.body ? { schema: schemaOf(row.body, "input") } : { schema: { type: "string", format: "binary" } } },
        };
  const content = row.gives === "none" ? undefined : { [MEDIA[row.gives]!]: row.response ? { schema: schemaOf(row.response, "output") } : {} };
  return {
    operationId: id,
    tags: [row.tag],
    summary: row.summary,
    ...(row.scope ? { security: [{ key: [] }], "x-scope": row.scope } : { security: [] }),
    parameters: parametersOf(row),
    ...(body ? { requestBody: body } : {}),
    responses: {
      [row.status]: { description: "As asked", ...(content ? { content } : {}) },
      default: {
        description: "A failure",
        content: {
          [row.compat ? "application/json" : "application/problem+json"]: row.compat ? {} : { schema: { $ref: "#/components/schemas/Problem" } },
        },
      },
    },
  };
}

let cached: object | null = null;

export function openApiDocument(version: string): object {
  if (cached) return cached;
  const paths: Record<string, Record<string, object>> = {};
  for (const [id, row] of Object.entries(ENDPOINTS) as [string, EndpointRow][]) {
    const path = row.path.replace(/\{(\w+)\+\}/g, "{$1}");
    (paths[path] ??= {})[row.method.toLowerCase()] = operationOf(id, row);
  }
  const inputs = Object.fromEntries(TASK_IDS.map((id) => [`Input.${id}`, { title: taskOf(id).title, ...schemaOf(taskOf(id).input, "input") }]));
  cached = {
    openapi: "3.1.0",
    info: {
      title: "OpenOak",
      version,
      description: "The open, self-hosted creative AI platform. The input of POST /v1/generations is that of its task: see the schemas Input.*",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
      schemas: { Problem: schemaOf(problemDocument, "output"), ...inputs },
    },
  };
  return cached;
}

const escape = (text: string) => text.replace(/[&<>"]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char]!);

const STYLE = `:root{color-scheme:light dark;--edge:color-mix(in srgb,currentColor 18%,transparent)}body{font:16px/1.55 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:13px/1.5 ui-monospace,monospace}h2{margin-top:2.5rem;border-bottom:1px solid var(--edge)}details{border:1px solid var(--edge);border-radius:8px;padding:.6rem .9rem;margin:.5rem 0}
summary{cursor:pointer}b{display:inline-block;min-width:4.5rem}pre{overflow:auto;max-height:28rem}table{border-collapse:collapse}td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}`;

function endpointHtml(id: string, row: EndpointRow): string {
  const schema = (title: string, type: z.ZodType | undefined, io: "input" | "output") =>
    type ? `<h4>${title}</h4><pre>${escape(JSON.stringify(schemaOf(type, io), null, 2))}</pre>` : "";
  return `<details id="${escape(id)}"><summary><b>${row.method}</b> <code>${escape(row.path.replace("+}", "}"))}</code> — ${escape(row.summary)}</summary>
<p>${row.scope ? `Needs the scope <code>${row.scope}</code>.` : "Needs no key."} Answers ${row.status}${row.gives === "none" ? "" : ` with ${row.gives}`}.</p>
${schema("Query", row.query, "input")}${schema("Body", row.body, "input")}${schema("Answer", row.response, "output")}</details>`;
}

/** One page, no script: every endpoint, task and error. */
export function docsPage(version: string): Response {
  const rows = Object.entries(ENDPOINTS) as [string, EndpointRow][];
  const tags = [...new Set(rows.map(([, row]) => row.tag))];
  const sections = tags.map(
    (tag) =>
      `<h2>${escape(tag)}</h2>${rows
        .filter(([, row]) => row.tag === tag)
        .map(([id, row]) => endpointHtml(id, row))
        .join("")}`,
  );
  const tasks = TASK_IDS.map(
    (id) =>
      `<details><summary><b></b><code>${id}</code> — ${escape(taskOf(id).title)}</summary><pre>${escape(JSON.stringify(schemaOf(taskOf(id).input, "input"), null, 2))}</pre></details>`,
  );
  const errors = Object.entries(ERRORS).map(
    ([code, row]) => `<tr><td><code>${code}</code></td><td>${row.status}</td><td>${escape(row.title)}</td><td>${row.retry}</td></tr>`,
  );
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>OpenOak API</title><style>${STYLE}</style></head><body>
<h1>OpenOak API ${escape(version)}</h1><p>Send <code>Authorization: Bearer KEY</code>; <code>oak key</code> prints yours. For programs: <a href="/openapi.json">openapi.json</a>.</p>
${sections.join("")}<h2>Tasks and their inputs</h2>${tasks.join("")}<h2>Errors</h2><table><tr><th>Code</th><th>Status</th><th>Meaning</th><th>Try again</th></tr>${errors.join("")}</table></body></html>`;
  return new Response(html, {
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'" },
  });
}
