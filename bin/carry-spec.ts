// Cuts the part of a vendor's OpenAPI file that an adapter uses, and keeps it beside the adapter. Run by hand, never by the program:
// `node bin/bun.mjs run bin/carry-spec.ts PROVIDER FILE SOURCE DATE LICENSE ROOT…`; a root is a schema's name, or an operation such as "POST /v1/images".
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { subset } from "../src/providers/conformance-specification.ts";

const [provider, path, source, date, license, ...roots] = process.argv.slice(2);
if (!provider || !path || !source || !date || !license || roots.length === 0)
  throw new Error("give the provider, the file, where it comes from (repository@commit), its date, its license, and the roots");
const text = readFileSync(path, "utf8");
const specification: any = /\.ya?ml$/.test(path) ? Bun.YAML.parse(text) : JSON.parse(text);
const about = {
  source,
  date,
  version: String(specification.info?.version ?? "unknown"),
  license,
  note: "Cut by bin/carry-spec.ts: schemas used here and what they refer to, without prose.",
};
const file = join(import.meta.dir, "..", "src", "providers", provider, "openapi.subset.json");
writeFileSync(file, `${JSON.stringify({ about, components: { schemas: subset(specification, roots) } })}\n`);
