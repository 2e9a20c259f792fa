// Rewrites every catalogue file in the one form that they have: `bun bin/format-catalogue.ts [CATALOGUE_FOLDER]`. Changes no value.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { catalogueJson } from "../src/catalogue/catalogue.ts";

const [folder = "catalogue"] = process.argv.slice(2);
let changed = 0;
for (const name of (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".json"))) {
  const path = join(folder, name);
  const text = await readFile(path, "utf8");
  const wanted = catalogueJson(JSON.parse(text));
  if (text === wanted) continue;
  await writeFile(path, wanted);
  changed += 1;
}
console.log(`${changed} files rewritten`);
