// Cuts what this adapter uses out of OpenAI's OpenAPI file: `node bin/bun.mjs run src/providers/openai/subset.ts path/to/openapi.json COMMIT DATE`. Run by hand, never by the program.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The schemas that requests and answers of this adapter must fit; what they refer to comes along. */
const ROOTS = [
  "CreateImageRequest",
  "CreateImageEditRequest",
  "ImagesResponse",
  "CreateSpeechRequest",
  "CreateTranscriptionRequest",
  "CreateTranscriptionResponseJson",
  "CreateTranscriptionResponseVerboseJson",
  "CreateChatCompletionRequest",
  "CreateChatCompletionResponse",
  "ErrorResponse",
];
/** Prose and what only generators read. */
const DROPPED = new Set(["description", "example", "examples", "title", "x-oaiMeta", "x-oaiTypeLabel", "x-stainless-const", "externalDocs"]);

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
export function subset(specification: any, roots: readonly string[] = ROOTS): Record<string, unknown> {
  const schemas: Record<string, unknown> = {};
  const open = [...roots];
  while (open.length > 0) {
    const name = open.pop()!;
    if (name in schemas) continue;
    const found = specification.components.schemas[name];
    if (!found) throw new Error(`the specification has no schema ${name}`);
    schemas[name] = trim(found);
    open.push(...refersTo(schemas[name]));
  }
  return Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

if (import.meta.main) {
  const [path, commit = "unknown", date = "unknown"] = process.argv.slice(2);
  if (!path) throw new Error("give the path of OpenAI's openapi.json, then its commit and date");
  const specification = JSON.parse(readFileSync(path, "utf8"));
  const about = {
    source: `github:openai/openai-openapi@${commit}`,
    date,
    version: specification.info.version,
    license: "MIT",
    note: "Cut by subset.ts: schemas used here and what they refer to, without prose.",
  };
  const file = join(dirname(fileURLToPath(import.meta.url)), "openapi.subset.json");
  writeFileSync(file, `${JSON.stringify({ about, components: { schemas: subset(specification) } })}\n`);
}
