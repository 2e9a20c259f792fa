// Writes catalogue/licenses/ from the licence table of a data folder: `bun bin/import-licenses.ts DATA_FOLDER [CATALOGUE_FOLDER]`. What the table does not speak of,
// such as the clauses, is written into the catalogue by hand and kept; licences that the table has not are left alone.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { catalogueJson } from "../src/catalogue/catalogue.ts";
import { EU, type Clause, type License, license } from "../src/spec/license.ts";

interface Row {
  id: string;
  name: string;
  kind?: string;
  family?: string;
  commercial_use?: "yes" | "no" | "conditional";
  mau_limit?: number | null;
  revenue_limit_usd?: number | null;
  territory_excluded?: string[];
  attribution?: string | null;
  output_ownership?: string | null;
  output_commercial?: boolean | string | null;
  train_other_models_on_outputs?: string | null;
  training_on_inputs?: string;
  acceptable_use_policy?: boolean | null;
  derivative_naming?: string | null;
  redistribute_weights?: boolean | null;
  osi_approved?: boolean | null;
  source?: string;
  verified: string;
  note?: string;
  effective?: string;
}

/** Ids that our rule for ids (small letters, digits, dots, hyphens) does not take as they are. */
/** Where the facts that we were given quote the licence, what they say in our own words. */
const OUTPUTS: Record<string, string> = {
  "flux-1-dev-nc":
    "its maker claims none of them; 2(d) lets them be used for money except where something else forbids it, and 4(a) and the definition of a non-commercial purpose do: the text contradicts itself",
  "flux-nc-2.x": "its maker claims none of them, and is reported to let them be used for money",
};

const RENAMED: Record<string, string> = { "openrail++": "openrail-pp-m" };

/** A region as a licence writes it → country codes that an ask can name; the region itself stays readable in front. */
const REGIONS: Record<string, string[]> = { EU: ["EU", ...EU], UK: ["GB"], KR: ["KR"] };
/** Licences whose exclusion is written with a condition: which of our models it concerns decides whether it applies. */
const CONDITIONAL_TERRITORY: Record<string, string[]> = {
  "llama3.2": [], // only its multimodal sizes, which the catalogue does not list
  llama4: ["EU"], // every Llama 4 is multimodal
};

/** Licences whose limits start a duty and end no right: the limits stay in the note, so that nobody is refused for them. */
const DUTY_ONLY = ["kimi-modified-mit"];

const LEVELS = ["full", "excerpt", "secondary", "known"] as const;

/** Null where the table does not speak of territory at all. */
function territories(row: Row): { codes: string[] | null; notes: string[] } {
  if (row.territory_excluded === undefined) return { codes: null, notes: [] };
  const written = row.territory_excluded;
  const plain = CONDITIONAL_TERRITORY[row.id] ?? written;
  const codes = plain.flatMap((region) => {
    const found = REGIONS[region];
    if (!found) throw new Error(`${row.id}: the region "${region}" has no country codes here; add it to REGIONS or CONDITIONAL_TERRITORY`);
    return found;
  });
  const notes = written.length === 0 ? [] : [`Excluded territory, as recorded: ${written.join("; ")}.`];
  return { codes, notes };
}

/** The table's words about training on outputs; what is more than a plain "allowed" is told in a clause. */
function training(row: Row): { answer: License["trainOnOutputs"]; clauses: Clause[] } {
  const said = row.train_other_models_on_outputs;
  if (!said) return { answer: null, clauses: [] };
  if (said === "allowed") return { answer: "yes", clauses: [] };
  return {
    answer: said.startsWith("allowed") ? "yes" : "conditional",
    clauses: [{ about: "training", says: `${said}.`, clause: null, kind: "stops" }],
  };
}

/** What a hand has written into the catalogue stays: all that the table does not speak of, and how it was checked, where that is newer than the table. */
function withHand(from: License, before: License | null): License {
  if (before === null) return from;
  const { clauses, territoryIncluded, territoryOutputs, hostForOthers, bindsHostedUse, ownModelsOf, trainOnOutputs, verified, source, date } = before;
  return {
    ...from,
    ...{ clauses, territoryIncluded, territoryOutputs, hostForOthers, bindsHostedUse, ownModelsOf, trainOnOutputs },
    territoryExcluded: from.territoryExcluded ?? before.territoryExcluded,
    acceptableUsePolicy: from.acceptableUsePolicy ?? before.acceptableUsePolicy,
    ...(date > from.date ? { verified, source, date } : {}),
  };
}

function convert(row: Row, kind: License["kind"], date: string): License {
  const level = LEVELS.find((name) => row.verified.startsWith(name));
  if (!level) throw new Error(`${row.id}: "${row.verified}" begins with none of ${LEVELS.join(", ")}`);
  const { codes, notes } = territories(row);
  const limits = !DUTY_ONLY.includes(row.id);
  const outputs = row.output_commercial;
  const trained = training(row);
  const clear = outputs === true ? "yes" : outputs ? "conditional" : null;
  const remarks = [
    ...(row.note ? [row.note] : []),
    ...(row.effective ? [`In force since ${row.effective}.`] : []),
    ...(row.training_on_inputs ? [`Training on inputs: ${row.training_on_inputs}.`] : []),
    ...(row.verified === level ? [] : [`Checked: ${row.verified}.`]),
    ...notes,
  ];
  const said = OUTPUTS[row.id]
    ? [OUTPUTS[row.id]]
    : [row.output_ownership, typeof outputs === "string" ? outputs : null].filter((text) => text !== null && text !== undefined);
  return {
    id: RENAMED[row.id] ?? row.id.toLowerCase(),
    name: row.name,
    kind,
    family: row.family ?? null,
    commercialUse: row.commercial_use ?? clear,
    monthlyUsersLimit: (limits && row.mau_limit) || null,
    revenueLimitUsd: (limits && row.revenue_limit_usd) || null,
    territoryExcluded: codes,
    territoryIncluded: null,
    territoryOutputs: null,
    outputsCommercial: typeof outputs === "boolean" ? outputs : null,
    outputsNote: said.length > 0 ? said.join("; ") : null,
    trainOnOutputs: trained.answer,
    attribution: row.attribution ?? null,
    acceptableUsePolicy: row.acceptable_use_policy ?? null,
    derivativeNaming: row.derivative_naming ?? null,
    redistributeWeights: row.redistribute_weights ?? null,
    hostForOthers: null,
    bindsHostedUse: null,
    ownModelsOf: [],
    osiApproved: row.osi_approved ?? null,
    clauses: [
      ...(limits && row.mau_limit
        ? [{ about: "monthlyUsers" as const, says: "above its number of monthly users it does not hold.", clause: null, kind: "stops" as const }]
        : []),
      ...(limits && row.revenue_limit_usd
        ? [{ about: "revenue" as const, says: "above its yearly revenue it does not hold.", clause: null, kind: "stops" as const }]
        : []),
      ...trained.clauses,
    ],
    notes: remarks,
    verified: level,
    source: row.source ? `${row.source}${level === "known" ? " (known, not checked)" : ""}` : "known, not checked",
    date,
  };
}

const [data, catalogue = "catalogue"] = process.argv.slice(2);
if (!data) throw new Error("usage: import-licenses.ts DATA_FOLDER [CATALOGUE_FOLDER]");
const table = JSON.parse(await readFile(join(data, "licences", "licences.json"), "utf8")) as {
  _meta: { written: string };
  licences: Row[];
  service_terms: Row[];
};
const rows = [
  ...table.licences.map((row) => convert(row, "weights", table._meta.written)),
  ...table.service_terms.map((row) => convert(row, "service", table._meta.written)),
];
const folder = join(catalogue, "licenses");
await mkdir(folder, { recursive: true });
for (const row of rows) {
  const file = join(folder, `${row.id}.json`);
  const before = await readFile(file, "utf8").catch(() => null);
  await writeFile(file, catalogueJson(license.parse(withHand(row, before === null ? null : license.parse(JSON.parse(before))))));
}
console.log(`${table.licences.length} licences, ${table.service_terms.length} service terms`);
