// The readable page of the API: every endpoint, task, word and error from the tables, as lists of fields. One page, no script.
import type { z } from "zod";
import { ERRORS } from "../spec/error.ts";
import { type EndpointRow, ENDPOINTS } from "../spec/http.ts";
import { TASK_IDS, taskOf } from "../spec/task.ts";
import { schemaOf } from "./openapi.ts";

interface Shape {
  type?: string | string[];
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Shape[];
  oneOf?: Shape[];
  additionalProperties?: Shape | boolean;
  $ref?: string;
  $defs?: Record<string, Shape>;
  title?: string;
  description?: string;
  default?: unknown;
  unit?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
}

const escape = (text: string) => text.replace(/[&<>"]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char]!);
/** Wider bounds than these are there for the machine's sake. */
const TELLING = 1e12;
/** Fields of fields of fields are told by the document for programs. */
const DEPTH = 3;

const STYLE = `:root{color-scheme:light dark;--paper:#f9f8f3;--ink:#1c211d;--mute:#5b635d;--leaf:#1e5a40;--edge:#d9d6c9;--soft:#f0eee4}
@media (prefers-color-scheme:dark){:root{--paper:#141a16;--ink:#edf0ea;--mute:#a3ada5;--leaf:#8fcca4;--edge:#313a34;--soft:#1c241f}}
*{box-sizing:border-box}html{scroll-padding-top:1rem}body{font:16px/1.55 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:2rem 1rem 6rem;background:var(--paper);color:var(--ink);overflow-wrap:anywhere}
h1,h2{font-family:Georgia,serif;font-weight:400}h1{font-size:2.2rem;margin:0 0 .5rem}h2{margin:2.6rem 0 .8rem}h3{font-size:.9rem;margin:1.1rem 0 .3rem}a{color:var(--leaf)}.mute{color:var(--mute)}
code,pre{font:13px/1.5 ui-monospace,monospace}pre{overflow:auto;background:var(--soft);padding:.8rem;border-radius:8px}nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;margin:1rem 0}
details{border:1px solid var(--edge);border-radius:10px;margin:.45rem 0;background:color-mix(in srgb,var(--soft) 45%,transparent)}details[open]{background:none}
summary{cursor:pointer;padding:.55rem .9rem;display:flex;flex-wrap:wrap;gap:.1rem .8rem;align-items:baseline}summary:focus-visible,a:focus-visible{outline:2px solid var(--leaf);outline-offset:2px;border-radius:8px}
summary b{font:600 12px/1.5 ui-monospace,monospace;color:var(--leaf);min-width:3.6rem}summary span{color:var(--mute);flex:1 1 16rem}.in{padding:0 .9rem .9rem}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}td,th{text-align:left;padding:.3rem .9rem .3rem 0;vertical-align:top;border-top:1px solid var(--edge)}th{color:var(--mute);font-weight:400;border:0}td:first-child{white-space:nowrap}`;

const refName = (shape: Shape) => shape.$ref?.split("/").at(-1);

/** What a value may be, in a few words: "text", "1 to 8", "auto | high | low", "list of text". */
function typeWords(shape: Shape): string {
  const named = refName(shape);
  if (named) return `<a href="#word-${escape(named)}">${escape(named)}</a>`;
  if (shape.enum) return shape.enum.map((each) => `<code>${escape(String(each))}</code>`).join(" | ");
  if (shape.const !== undefined) return `<code>${escape(String(shape.const))}</code>`;
  const either = shape.anyOf ?? shape.oneOf;
  if (either) return [...new Set(either.map(typeWords))].join(" or ");
  if (shape.type === "array") return `list of ${shape.items ? typeWords(shape.items) : "anything"}`;
  if (Array.isArray(shape.type)) return shape.type.join(" or ");
  const word = { string: "text", integer: "whole number", boolean: "true or false", object: "object", null: "null" }[shape.type ?? ""];
  return `${word ?? shape.type ?? "anything"}${bounds(shape)}`;
}

function bounds({ minimum, maximum, maxLength, format, unit }: Shape): string {
  const low = minimum !== undefined && minimum > -TELLING ? minimum : undefined;
  const high = maximum !== undefined && maximum < TELLING ? maximum : undefined;
  const range =
    low !== undefined && high !== undefined ? `${low} to ${high}` : low !== undefined ? `${low} or more` : high === undefined ? "" : `up to ${high}`;
  const parts = [range && unit ? `${range} ${unit}` : range || unit, maxLength && `up to ${maxLength} characters`, format];
  const said = parts.filter(Boolean).join(", ");
  return said && `, ${escape(said)}`;
}

const inside = (shape: Shape): Shape | null => {
  if (shape.properties) return shape;
  if (shape.items) return inside(shape.items);
  return (shape.anyOf ?? shape.oneOf ?? []).map(inside).find(Boolean) ?? null;
};

function fieldRows(shape: Shape, prefix = "", depth = 1): string {
  return Object.entries(shape.properties ?? {})
    .map(([name, field]) => {
      const said = [field.title, field.description].filter(Boolean).join(". ");
      const usual = field.default === undefined ? "" : ` Default <code>${escape(JSON.stringify(field.default))}</code>.`;
      const must = shape.required?.includes(name) ? "yes" : "";
      const deeper = depth < DEPTH && !refName(field) ? inside(field) : null;
      return `<tr><td><code>${escape(prefix + name)}</code></td><td>${typeWords(field)}</td><td>${must}</td><td>${escape(said)}${usual}</td></tr>${
        deeper ? fieldRows(deeper, `${prefix}${name}${field.type === "array" ? "[]" : ""}.`, depth + 1) : ""
      }`;
    })
    .join("");
}

/** Words in backticks are code. */
const prose = (text: string) => escape(text).replace(/`([^`]+)`/g, "<code>$1</code>");

/** Fields where it has some, else what it is; the same three columns everywhere. `must`: whether fields may be left out is worth telling. */
function fields(shape: Shape, must: boolean): string {
  const whole = inside(shape);
  if (!whole) return `<p>${typeWords(shape)}</p>`;
  return `<div class="wide"><table><tr><th>Field</th><th>Is</th><th>${must ? "Required" : "Always"}</th><th></th></tr>${fieldRows(whole)}</table></div>`;
}

function endpointHtml(id: string, row: EndpointRow, words: Map<string, Shape>): string {
  const part = (title: string, type: z.ZodType | undefined, io: "input" | "output") => {
    if (!type) return "";
    const shape = schemaOf(type, io) as Shape;
    for (const [name, word] of Object.entries(shape.$defs ?? {})) if (!words.has(name)) words.set(name, word);
    const name = refName(shape);
    const named = name ? ` <span class="mute">${escape(name)}</span>` : "";
    return `<h3>${title}${named}</h3>${fields((name && shape.$defs?.[name]) || shape, io === "input")}`;
  };
  const files = Object.entries(row.files ?? {}).map(([name, need]) => `<code>${name}</code>${need === "optional" ? " (may be left out)" : ""}`);
  return `<details id="${escape(id)}"><summary><b>${row.method}</b><code>${escape(row.path.replace("+}", "}"))}</code><span>${prose(row.summary)}</span></summary><div class="in">
<p class="mute">${row.scope ? `Needs a key with the scope <code>${row.scope}</code>.` : "Needs no key."} Answers ${row.status}${row.gives === "none" ? "" : ` with ${row.gives}`}.${
    row.idempotent ? " Heeds an <code>Idempotency-Key</code> header: sent again, it makes nothing twice." : ""
  }</p>${files.length > 0 ? `<p>Files of the form: ${files.join(", ")}.</p>` : ""}
${part("Query", row.query, "input")}${part("Body", row.body, "input")}${part("Answer", row.response, "output")}</div></details>`;
}

const EXAMPLE = `curl -s $URL/v1/generations?wait=60 \\
  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
  -H "Idempotency-Key: my-first-fox" \\
  -d '{"task": "text-to-image", "input": {"prompt": "a red fox in the snow, watercolor"}}'`;

const anchor = (text: string) => text.toLowerCase().replace(/[^a-z]+/g, "-");

export function docsPage(version: string): Response {
  const rows = Object.entries(ENDPOINTS) as [string, EndpointRow][];
  const tags = [...new Set(rows.map(([, row]) => row.tag))];
  const words = new Map<string, Shape>();
  const sections = tags.map((tag) => {
    const those = rows.filter(([, row]) => row.tag === tag).map(([id, row]) => endpointHtml(id, row, words));
    return `<h2 id="${anchor(tag)}">${escape(tag)}</h2>${those.join("")}`;
  });
  const tasks = TASK_IDS.map(
    (id) =>
      `<details><summary><code>${id}</code><span>${escape(taskOf(id).title)}</span></summary><div class="in">${fields(schemaOf(taskOf(id).input, "input") as Shape, true)}</div></details>`,
  );
  const shapes = [...words].map(
    ([name, shape]) =>
      `<details open id="word-${escape(name)}"><summary><code>${escape(name)}</code></summary><div class="in">${fields(shape, false)}</div></details>`,
  );
  const errors = Object.entries(ERRORS).map(
    ([code, row]) => `<tr><td><code>${code}</code></td><td>${row.status}</td><td>${escape(row.title)}</td><td>${row.retry}</td></tr>`,
  );
  const links = [...tags, "Tasks and their inputs", "Words", "Errors"].map((title) => `<a href="#${anchor(title)}">${escape(title)}</a>`);
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>OpenOak API</title><style>${STYLE}</style></head><body>
<header><h1>OpenOak API</h1><p class="mute">Version ${escape(version)}. For programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1). The <a href="/">studio</a>.</p></header>
<nav aria-label="Parts">${links.join("")}</nav>
<main><p>Send <code>Authorization: Bearer KEY</code>; <code>oak key</code> prints yours. Money is in whole millionths of a US dollar, times are RFC 3339. A failure is problem JSON with a <code>code</code> from the table of errors.</p>
<pre>${escape(EXAMPLE)}</pre>
${sections.join("")}<h2 id="tasks-and-their-inputs">Tasks and their inputs</h2>${tasks.join("")}<h2 id="words">Words</h2>${shapes.join("")}<h2 id="errors">Errors</h2><div class="wide"><table><tr><th>Code</th><th>Status</th><th>Meaning</th><th>Try again</th></tr>${errors.join("")}</table></div></main></body></html>`;
  return new Response(html, {
    headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'" },
  });
}
