// Writes catalogue/openness from the public indexes in a data folder: `bun bin/import-openness.ts DATA_FOLDER [CATALOGUE_FOLDER]`. Touches no model file.
// Each index becomes one file with all that it claims; which claim is followed is decided when the catalogue is loaded, not here.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { catalogueJson, loadCatalogue, type OpennessIndex } from "../src/catalogue/catalogue.ts";
import type { OpennessLayer, OpennessValue } from "../src/spec/openness.ts";
import { MAKERS, placeOf } from "./openness-places.ts";

type Row = OpennessIndex["rows"][number];
type Values = Partial<Record<OpennessLayer, OpennessValue>>;

const [data, folder = "catalogue"] = process.argv.slice(2);
if (!data) throw new Error("usage: import-openness.ts DATA_FOLDER [CATALOGUE_FOLDER]");
const text = (...path: string[]) => readFile(join(data, ...path), "utf8");
const json = async (...path: string[]): Promise<any> => JSON.parse(await text(...path));
const manifest = await json("MANIFEST.json");
const sourceOf = (path: string): string => mustFind(manifest.files as any[], (each) => each.path === path, path).source;

function mustFind<T>(list: T[], test: (each: T) => boolean, what: string): T {
  const found = list.find(test);
  if (!found) throw new Error(`not in the index: ${what}`);
  return found;
}

const { models } = await loadCatalogue(folder);
const written = { rows: [] as OpennessIndex["rows"], makers: [] as OpennessIndex["makers"], verdicts: [] as OpennessIndex["verdicts"] };

/** One row for each place that names this index. `says` looks the name up and throws where it is not there; `half` where the row's base model is meant. */
function rowsOf(of: "osai" | "mot" | "map", says: (name: string, half: boolean) => { row: string; note?: string } & Values): Row[] {
  return [...models.keys()].flatMap((id) =>
    [placeOf(id)[of] ?? []].flat().flatMap((name) => {
      const { row, note, ...values } = says(name.replace(/^[~^]/, ""), name.startsWith("^"));
      if (Object.keys(values).length === 0) return [];
      return [{ model: id, row, ground: name.startsWith("~") ? ("family" as const) : ("version" as const), ...values, ...(note ? { note } : {}) }];
    }),
  );
}

/** Without what is undefined: nobody said anything of it. */
const said = (values: Record<string, OpennessValue | null | undefined>): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as Values;

async function osai(): Promise<OpennessIndex> {
  const index = await json("openness", "osai-index.json");
  const rows = rowsOf("osai", (name, half) => {
    const row = mustFind(index.systems as any[], (each) => (each._file ?? each.file).split("/").at(-1) === name, name);
    const grade = (key: string) => (row[key]?.class ?? null) as OpennessValue | null;
    const [base, end] = [grade("weights_basemodel"), grade("weights_endmodel")];
    const title = `${row.system.name}: `;
    if (half) return { row: `${title}its base ${row.system.basemodelname}`, ...said({ weights: base, data: grade("datasources_basemodel") }) };
    // What can be had of a release where one half is withheld is a part of it.
    const weights = end === "closed" && base && base !== "closed" ? "partial" : (end ?? base);
    const halves = [grade("datasources_basemodel"), grade("datasources_endmodel")].filter((half) => half !== null);
    const [first, second = first] = halves;
    const papers = [grade("preprint"), grade("paper")].includes("open");
    const differs = base && end && base !== end ? `base model ${base}, end model ${end}` : undefined;
    return {
      row: `${title}${row.system.endmodelname || row.system.basemodelname}`,
      ...said({ weights, code: grade("trainingcode"), data: first === second ? first : "partial", evaluation: papers ? "partial" : null }),
      ...(differs ? { note: differs } : {}),
    };
  });
  return {
    ...written,
    id: "osai",
    title: "European Open Source AI Index",
    url: "https://osai-index.eu/",
    source: sourceOf("openness/osai-index.json"),
    date: index._meta.date,
    license: "CC-BY-4.0",
    attribution:
      "Andreas Liesenfeld and Mark Dingemanse, European Open Source AI Index, doi:10.5281/zenodo.15386042, CC-BY-4.0; reduced to four layers",
    method:
      "Weights of the end model, of the base model where there is no other, partial where only the base can be had; training code as it is; training data open or closed where both halves are, else partial; evaluation partial where a preprint or paper is open, which is where results stand. A row on a tune of another model also tells of that model: its weights and data.",
    rows,
  };
}

const OPEN_LICENSES = /^(apache|mit|bsd|cc-by-4|cc-by-sa|cc0|openrail|openmdw|pddl|odc|unlicense$)/i;

async function mot(): Promise<OpennessIndex> {
  const index = await json("openness", "model-openness-tool.json");
  const rows = rowsOf("mot", (name) => {
    // Some names stand there twice: the newest is meant.
    const all = (index.models as any[]).filter((each) => each.release.name === name);
    const { release } = mustFind(
      all.toSorted((a, b) => String(b.release.date).localeCompare(a.release.date)),
      () => true,
      name,
    );
    const find = (component: string) => release.components.find((each: any) => each.name === component);
    const license = (component: any): string => component.license ?? release.license?.distribution?.name ?? "";
    const [weights, sets] = [find("Model parameters (Final)"), find("Datasets")];
    return {
      row: name,
      ...said({
        weights: weights && (OPEN_LICENSES.test(license(weights)) ? "open" : "partial"),
        code: find("Training code") ? "open" : find("Inference code") ? "partial" : null,
        data: sets && (/^unlicensed$/i.test(license(sets)) ? "partial" : "open"),
        evaluation: find("Evaluation code") && find("Evaluation data") ? "open" : find("Evaluation results") ? "partial" : null,
      }),
    };
  });
  return {
    ...written,
    id: "mot",
    title: "Model Openness Tool",
    url: "https://mot.isitopen.ai/",
    source: sourceOf("openness/model-openness-tool.json"),
    date: index._meta.date,
    license: "MIT",
    attribution: null,
    method:
      "A listed component is released: weights open under an open licence and partial under another; training code open, inference code alone partial; datasets open, partial where they have no licence; evaluation open with code and data, partial with results. What it does not list counts as not said: many of its rows are short.",
    rows,
  };
}

async function map(): Promise<OpennessIndex> {
  const index = await json("openness", "os-ai-map.json");
  const rows = rowsOf("map", (name) => {
    const row = mustFind(index.products as any[], (each) => each.name === name, name);
    const { components, class: kind } = row.score.openness;
    const layer = (layerName: string) => new RegExp(`(?:^|;)${layerName}:(open|partial|closed)`).exec(components)?.[1] as OpennessValue | undefined;
    const weights = layer("weights");
    const bound = weights === "open" && kind === "restricted";
    return {
      row: row.display_name,
      ...said({ weights: bound ? "partial" : weights, code: layer("code"), data: layer("data") }),
      ...(bound ? { note: "its class: restricted by licence" } : {}),
    };
  });
  return {
    ...written,
    id: "os-ai-map",
    title: "os-ai-map",
    url: "https://github.com/currentai-org/os-ai-map",
    source: sourceOf("openness/os-ai-map.json"),
    date: index._meta.date,
    license: "MIT",
    attribution: null,
    method:
      'Weights, code and data as its components say; open weights count as partial where its own class is "restricted", which it gives for the licence. It says nothing of evaluation.',
    rows,
  };
}

/** What models.dev says of the same maker and name; a name that moves ("latest") says nothing of a version. */
async function modelsDev(): Promise<OpennessIndex> {
  const index = await json("catalog", "models-dev.json");
  const names = new Map<string, string>();
  for (const model of models.values())
    for (const name of [model.id, ...model.aliases, model.id.split("/")[1]!]) names.set(name.toLowerCase(), model.id);
  const rows = new Map<string, Row>();
  const add = (id: string, row: string, open: boolean) =>
    rows.has(id) || rows.set(id, { model: id, row, ground: "listed", weights: open ? "open" : "closed" });
  for (const [path, row] of Object.entries<any>(index.models)) {
    if (path.endsWith("-latest") || typeof row.open_weights !== "boolean") continue;
    const id = names.get(path.toLowerCase()) ?? names.get(path.split("/").at(-1)!.toLowerCase());
    if (id) add(id, path, row.open_weights);
  }
  for (const id of models.keys()) {
    const { dev } = placeOf(id);
    const [provider, ...rest] = dev?.split("/") ?? [];
    if (dev) add(id, dev, index.providers[provider!].models[rest.join("/")].open_weights);
  }
  return {
    ...written,
    id: "models-dev",
    title: "models.dev",
    url: "https://models.dev/",
    source: sourceOf("catalog/models-dev.json"),
    date: index._meta.date,
    license: "MIT",
    attribution: null,
    method: "Its one flag, open_weights: open or closed, without conditions.",
    rows: [...rows.values()].toSorted((a, b) => a.model.localeCompare(b.model)),
  };
}

const SEED_NAMES: Record<OpennessLayer, string> = { weights: "weights", code: "training_code", data: "training_data", evaluation: "evaluation" };
/** Layers that the table took from an index which is here itself. */
const FROM_INDEX = /^(OSAI index|MOT |os-ai-map)/;
const seedGround = (source: string): Row["ground"] => (/^(known|rule:)/.test(source) ? "known" : /^LocalAI gallery/.test(source) ? "listed" : "read");

async function seed(): Promise<OpennessIndex> {
  const table = await json("openness", "seed_models.json");
  const rows: Row[] = [];
  for (const id of models.keys()) {
    const name = placeOf(id).seed;
    if (!name) continue;
    const row = mustFind(table.models as any[], (each) => each.id === name, name);
    const bySource = new Map<string, Values>();
    for (const layer of Object.keys(SEED_NAMES) as OpennessLayer[]) {
      const key = SEED_NAMES[layer];
      const source: string = row.sources[key] ?? row.sources.all ?? row.sources.others ?? "known, not checked (the table names no source)";
      if (!FROM_INDEX.test(source)) bySource.set(source, { ...bySource.get(source), [layer]: row[key] });
    }
    for (const [source, values] of bySource) rows.push({ model: id, row: row.name, ground: seedGround(source), ...values, source });
  }
  return {
    ...written,
    id: "seed",
    title: "Seed table of the project",
    url: null,
    source: sourceOf("openness/seed_models.json"),
    date: table._meta.written,
    license: "CC-BY-4.0",
    attribution: null,
    method:
      "Layers that were looked up one by one where no index had them; each names what it rests on. What it took from an index is in that index's own file.",
    rows,
  };
}

async function csv(...path: string[]): Promise<Record<string, string>[]> {
  const lines = (await text(...path))
    .replace(/^\uFEFF/, "")
    .trim()
    .split(/\r?\n/);
  const cells = (line: string) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((match) => match[1]!.replace(/^"|"$/g, "").trim());
  const heads = cells(lines[0]!);
  return lines.slice(1).map((line) => Object.fromEntries(cells(line).map((cell, at) => [heads[at] ?? "", cell])));
}

/** Indicators of the 2025 edition on what may go wrong and what is done against it. */
const SAFETY = new Set(["Risks", "Model Mitigations", "Downstream mitigations", "Acceptable use policy"]);

async function fmti(): Promise<OpennessIndex> {
  const makers: OpennessIndex["makers"] = [];
  // The file's long explanations hold line ends; only which indicator is of which subdomain is wanted.
  const subdomain = new Map(
    [...(await text("openness", "fmti", "2025-12_indicators.csv")).matchAll(/^(?:Upstream|Model|Downstream),([^,\n]+),("[^"\n]*"|[^,\n]+),/gm)].map(
      (match) => [match[2]!.replaceAll('"', "").trim(), match[1]!.trim()],
    ),
  );
  for (const edition of ["2025-12", "2024-05"]) {
    const rows = (await csv("openness", "fmti", `${edition}_scores.csv`)).filter((row) => row.Indicator && !/total/i.test(row.Indicator));
    const safe = rows.filter((row) => SAFETY.has(subdomain.get(row.Indicator!) ?? ""));
    const sum = (list: Record<string, string>[], name: string) => list.reduce((total, row) => total + Number(row[name] || 0), 0);
    for (const [name, maker] of Object.entries(MAKERS)) {
      if (rows[0]![name] === undefined) continue;
      makers.push({ maker, edition, points: [sum(rows, name), rows.length], safety: edition === "2025-12" ? [sum(safe, name), safe.length] : null });
    }
  }
  return {
    ...written,
    id: "fmti",
    title: "Foundation Model Transparency Index",
    url: "https://crfm.stanford.edu/fmti/",
    source: sourceOf("openness/fmti/2025-12_scores.csv"),
    date: "2025-12-31",
    license: "CC-BY-4.0",
    attribution: "Stanford CRFM, Foundation Model Transparency Index, CC-BY-4.0; points added up by maker",
    method:
      "Points of a hundred indicators for the maker, by its flagship model of the edition: how much is told, not how open or how good it is. Safety: those on risks, mitigations and acceptable use. The date is the end of the edition's month.",
    makers,
  };
}

async function osi(): Promise<OpennessIndex> {
  const index = await json("openness", "osaid-validation.json");
  const WORDS = { pass: "passes", would_pass_with_licence_change: "would pass under another licence", fail: "fails" } as const;
  const verdictOf = (name: string) => mustFind(Object.keys(WORDS) as (keyof typeof WORDS)[], (key) => index[key].includes(name), name);
  return {
    ...written,
    id: "osi",
    title: "OSI, validation of the Open Source AI Definition 1.0",
    url: "https://opensource.org/ai",
    source: "Open Source Initiative, validation phase of OSAID 1.0 (2024), second hand",
    date: "2024-10-28",
    license: "facts",
    attribution: null,
    method:
      "The verdicts of the validation phase on families of models, no certification. They change no layer: the definition is another rule than ours. The date is that of the definition.",
    verdicts: [...models.keys()].flatMap((id) => {
      const name = placeOf(id).osi;
      if (!name) return [];
      const row = name.replace(/^~/, "");
      return [{ model: id, row, ground: name.startsWith("~") ? ("family" as const) : ("version" as const), verdict: WORDS[verdictOf(row)] }];
    }),
  };
}

await mkdir(join(folder, "openness"), { recursive: true });
for (const index of await Promise.all([osai(), mot(), map(), modelsDev(), seed(), fmti(), osi()])) {
  const filled = Object.fromEntries(Object.entries(index).filter(([, value]) => !Array.isArray(value) || value.length > 0));
  await writeFile(join(folder, "openness", `${index.id}.json`), catalogueJson(filled));
  console.log(`${index.id}: ${index.rows.length} rows, ${index.makers.length} makers, ${index.verdicts.length} verdicts`);
}
