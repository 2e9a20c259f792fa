// Writes catalogue/licenses/ from the licence table of a data folder: `bun bin/import-licenses.ts DATA_FOLDER [CATALOGUE_FOLDER]`. Adds no fact that is not in the table or in EXTRA.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { catalogueJson } from "../src/catalogue/catalogue.ts";
import { type License, license } from "../src/spec/model.ts";

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
const RENAMED: Record<string, string> = { "openrail++": "openrail-pp-m" };

const EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split(" ");
/** A region as a licence writes it → country codes that an ask can name; the region itself stays readable in front. */
const REGIONS: Record<string, string[]> = { EU: ["EU", ...EU], UK: ["GB"], KR: ["KR"] };
/** Licences whose exclusion is written with a condition: which of our models it concerns decides whether it applies. */
const CONDITIONAL_TERRITORY: Record<string, string[]> = {
  "llama3.2": [], // only its multimodal sizes, which the catalogue does not list
  llama4: ["EU"], // every Llama 4 is multimodal
};

/** Licences whose limits start a duty and end no right: the limits stay in the note, so that nobody is refused for them. */
const DUTY_ONLY = ["kimi-modified-mit"];

const EXTRA: License[] = [
  {
    id: "gpl-3.0",
    name: "GNU General Public License 3.0",
    kind: "weights",
    family: "copyleft",
    commercialUse: "yes",
    monthlyUsersLimit: null,
    revenueLimitUsd: null,
    territoryExcluded: [],
    outputsCommercial: true,
    outputsNote: "what the program makes is not covered by its licence",
    trainOnOutputs: "allowed",
    attribution: "keep notices; share the source of changes when distributing",
    acceptableUsePolicy: false,
    derivativeNaming: null,
    redistributeWeights: true,
    osiApproved: true,
    notes: ["Here for espeak-ng, a program that is started as a process of its own and not linked."],
    verified: "known",
    source: "SPDX GPL-3.0-or-later; known, not checked",
    date: "2026-11-24",
  },
];

const LEVELS = ["full", "excerpt", "secondary", "known"] as const;

function territories(row: Row): { codes: string[]; notes: string[] } {
  const written = row.territory_excluded ?? [];
  const plain = CONDITIONAL_TERRITORY[row.id] ?? written;
  const codes = plain.flatMap((region) => {
    const found = REGIONS[region];
    if (!found) throw new Error(`${row.id}: the region "${region}" has no country codes here; add it to REGIONS or CONDITIONAL_TERRITORY`);
    return found;
  });
  const notes = written.length === 0 ? [] : [`Excluded territory, as recorded: ${written.join("; ")}.`];
  return { codes, notes };
}

function convert(row: Row, kind: License["kind"], date: string): License {
  const level = LEVELS.find((name) => row.verified.startsWith(name));
  if (!level) throw new Error(`${row.id}: "${row.verified}" begins with none of ${LEVELS.join(", ")}`);
  const { codes, notes } = territories(row);
  const limits = !DUTY_ONLY.includes(row.id);
  const outputs = row.output_commercial;
  const clear = outputs === true ? "yes" : outputs ? "conditional" : null;
  const remarks = [
    ...(row.note ? [row.note] : []),
    ...(row.effective ? [`In force since ${row.effective}.`] : []),
    ...(row.training_on_inputs ? [`Training on inputs: ${row.training_on_inputs}.`] : []),
    ...(row.verified === level ? [] : [`Checked: ${row.verified}.`]),
    ...notes,
  ];
  const said = [row.output_ownership, typeof outputs === "string" ? outputs : null].filter((text) => text !== null && text !== undefined);
  return {
    id: RENAMED[row.id] ?? row.id.toLowerCase(),
    name: row.name,
    kind,
    family: row.family ?? null,
    commercialUse: row.commercial_use ?? clear,
    monthlyUsersLimit: (limits && row.mau_limit) || null,
    revenueLimitUsd: (limits && row.revenue_limit_usd) || null,
    territoryExcluded: codes,
    outputsCommercial: typeof outputs === "boolean" ? outputs : null,
    outputsNote: said.length > 0 ? said.join("; ") : null,
    trainOnOutputs: row.train_other_models_on_outputs ?? null,
    attribution: row.attribution ?? null,
    acceptableUsePolicy: row.acceptable_use_policy ?? null,
    derivativeNaming: row.derivative_naming ?? null,
    redistributeWeights: row.redistribute_weights ?? null,
    osiApproved: row.osi_approved ?? null,
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
const all = [
  ...table.licences.map((row) => convert(row, "weights", table._meta.written)),
  ...table.service_terms.map((row) => convert(row, "service", table._meta.written)),
  ...EXTRA,
];
await mkdir(join(catalogue, "licenses"), { recursive: true });
for (const each of all) await writeFile(join(catalogue, "licenses", `${each.id}.json`), catalogueJson(license.parse(each)));
console.log(`${table.licences.length} licences, ${table.service_terms.length} service terms, ${EXTRA.length} of our own`);
