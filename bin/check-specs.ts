// Validates what the adapters send against their vendors' own OpenAPI files, where those may not be shipped with the project: by hand, with the folder that holds them.
// `node bin/bun.mjs run bin/check-specs.ts FOLDER_OF_SPECIFICATIONS [PROVIDER…]`. Runs each case of each provider's kit against its stand-in and judges the first request.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { contextOf } from "../src/providers/conformance-cases.ts";
import { misfits, subset } from "../src/providers/conformance-specification.ts";
import type { Kit } from "../src/providers/conformance.ts";
import { fieldsOf } from "../src/providers/stand-in-shapes.ts";

const [folder, ...only] = process.argv.slice(2);
if (!folder) throw new Error("give the folder of the specifications, and providers to look at them alone");
const providers = join(import.meta.dir, "..", "src", "providers");
let wrong = 0;
let judged = 0;

/** The operation that a request is, as "POST /path/with/{holes}"; null where the specification has none such. */
function operationOf(specification: any, method: string, path: string, base: string): string | null {
  for (const [template, operations] of Object.entries(specification.paths ?? {}) as [string, any][]) {
    if (!operations[method.toLowerCase()]) continue;
    const pattern = template
      .replace(/\{[^}]+\}/g, "\u0000")
      .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
      .replaceAll("\u0000", "[^/]+(?:/[^/]+)*?");
    // Some files leave the version to the server's address.
    if ([path, path.slice(base.length), path.replace(/^\/v\d+/, "")].some((one) => new RegExp(`^${pattern}$`).test(one)))
      return `${method} ${template}`;
  }
  return null;
}

/** A form holds texts only: a file is what a specification calls a text of binary format, numbers and lists are read. */
function ofForm(value: unknown): unknown {
  if (value instanceof Blob) return "file";
  try {
    return typeof value === "string" ? JSON.parse(value) : value;
  } catch {
    return value;
  }
}

/** In a form "name[]" is one of a list, which the specification calls "name". */
const fieldOfForm = (name: string, value: unknown): [string, unknown] =>
  name.endsWith("[]") ? [name.slice(0, -2), [ofForm(value)]] : [name, ofForm(value)];

for (const id of readdirSync(providers).filter((name) => existsSync(join(providers, name, "conformance.ts")))) {
  if (only.length > 0 && !only.includes(id)) continue;
  const {
    provider,
    standIn,
    secret,
    cases,
    specification: name,
  } = await ((await import(join(providers, id, "conformance.ts"))) as { default: Kit }).default();
  try {
    if (!name || !existsSync(join(folder, name))) continue;
    const text = readFileSync(join(folder, name), "utf8");
    const specification: any = /\.ya?ml$/.test(name) ? Bun.YAML.parse(text) : JSON.parse(text);
    const base = new URL(standIn.url).pathname.replace(/\/$/, "");
    const context = contextOf({ standIn, secret });
    for (const one of cases) {
      standIn.clear();
      await provider.start(one.call, context);
      const received = standIn.received.find(({ method }) => method === "POST") ?? standIn.received[0];
      const operation = received ? operationOf(specification, received.method, received.path, base) : null;
      if (!received || !operation) {
        console.log(`${id} · ${one.name}: ${received ? `${received.method} ${received.path} is not in ${name}` : "nothing was sent"}`);
        continue;
      }
      const form = received.headers.get("content-type")?.startsWith("multipart/") ?? false;
      const root = form ? `${operation} form` : operation;
      const schemas = {
        about: { source: name, date: "", version: "", license: "" },
        components: { schemas: subset(specification, [root]) as Record<string, any> },
      };
      const sent = Object.entries(await fieldsOf(received));
      const fields = Object.fromEntries(form ? sent.map(([name, value]) => fieldOfForm(name, value)) : sent);
      const problems = misfits(schemas, root, fields);
      judged++;
      wrong += problems.length > 0 ? 1 : 0;
      console.log(`${id} · ${one.name}: ${operation} ${problems.length === 0 ? "fits" : `\n  ${problems.join("\n  ")}`}`);
    }
  } finally {
    await standIn.close();
  }
}
console.log(`${judged} requests judged, ${wrong} do not fit`);
process.exit(wrong === 0 ? 0 : 1);
