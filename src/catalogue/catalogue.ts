// The door of the catalogue: loads models, licences, claims of openness, findings on safety and measured quality from a folder, refuses what contradicts itself, and answers by name. Never writes.
import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import type { z } from "zod";
import { AppError } from "../spec/error.ts";
import { type License, license } from "../spec/license.ts";
import { type Model, model, type Offer } from "../spec/model.ts";
import type { LayerFact, Openness, OpennessLayer, Override } from "../spec/openness.ts";
import type { Modality, TaskId } from "../spec/task.ts";
import { type Entry, type Parts, problemsOf, warningsOf } from "./checks.ts";
import { evidence, type Published, type PublishedSlice, type Quality, qualityOf, type Rated, ratedOf, slicesOf } from "./evidence.ts";
import { offerProblems } from "./offers.ts";
import { guideFor, type PromptGuide, promptGuides } from "./prompting.ts";
import { judge, opennessIndex, type OpennessIndex, type Transparency, transparencyOf } from "./openness.ts";
import { type SafetyFinding, safetyFindings, type SafetyModel, speaksOf } from "./safety.ts";

export type { Board, Evidence, Published, PublishedSlice, Quality, Rated, RatingRow } from "./evidence.ts";
export { winRate } from "./evidence.ts";
export { catalogueJson } from "./format.ts";
export { freeLicense, type OpennessIndex, type Transparency, unjudged } from "./openness.ts";
export type { PromptGuide } from "./prompting.ts";
export { createOverrides, type Overrides } from "./overrides.ts";
export type { SafetyFinding } from "./safety.ts";

export interface Catalogue {
  /** By id, in the order of the ids. */
  models: ReadonlyMap<string, Model>;
  licenses: ReadonlyMap<string, License>;
  /** What may stand but is worth a look, as "file: remark". */
  warnings: readonly string[];
  /** By id or alias, whatever the case; a trailing ":latest", as local servers write it, is ignored. */
  resolve(name: string): Model | null;
  /** The newest measurement of this model at this task; null where there is none. */
  quality(modelId: string, task: TaskId): Quality | null;
  /** Every measurement of this model, the newest of each task first. */
  ratings(modelId: string): readonly Rated[];
  /** How open it is, with every claim and its lineage; null where neither the catalogue nor an override knows the id. */
  openness(modelId: string): Openness | null;
  /** What indexes say of its maker, and of the model as a whole. */
  transparency(modelId: string): Transparency;
  /** What the licences of these indexes ask to be said beside their figures. */
  attributions(used: (index: OpennessIndex) => boolean): string[];
  /** The operator's own words on layers, in place of those given before. */
  override(all: readonly Override[]): void;
  /** How often that was done: what is derived from `openness` holds for as long as this is the same. */
  overrides(): number;
  /** The newest published rating of each model at this task. */
  published(task: TaskId): readonly Published[];
  /** What was found on the safety of a model, known here or not, and of the services that may serve it; the newest first. */
  safety(model: SafetyModel): readonly SafetyFinding[];
  /** What published tables say of models in one style at this task, the newest first. */
  slices(task: TaskId): readonly PublishedSlice[];
  /** How a family of models likes to be asked; null where prompts are not rewritten. */
  guide(modality: Modality, family: string | null): PromptGuide | null;
  /** What is wrong with these offers, as "offer id: problem"; empty where nothing is. */
  checkOffers(offers: readonly Offer[]): string[];
}

interface Raw {
  file: string;
  text: string;
}

/** Every .json below the folder, by its path with forward slashes, in the order of the paths. */
async function readAll(folder: string): Promise<Raw[]> {
  let found: string[];
  try {
    found = await readdir(folder, { recursive: true });
  } catch (cause) {
    throw new AppError("internal", `The catalogue folder ${folder} cannot be read.`, { cause });
  }
  const names = found.filter((name) => name.endsWith(".json")).map((name) => name.split(sep).join("/")).toSorted();
  return Promise.all(names.map(async (file) => ({ file, text: await readFile(join(folder, file), "utf8") })));
}

/** Adds the file's value to `into`, or returns what is wrong with it. */
function parse<T>(raw: Raw, schema: z.ZodType<T>, into: Entry<T>[]): string[] {
  let json: unknown;
  try {
    json = JSON.parse(raw.text);
  } catch (error) {
    return [`is not JSON (${error instanceof Error ? error.message : String(error)})`];
  }
  const result = schema.safeParse(json);
  if (!result.success) return result.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`);
  into.push({ file: raw.file, value: result.data });
  return [];
}

function parseAll(files: Raw[]): { parts: Parts; problems: string[] } {
  const parts: Parts = { models: [], licenses: [], evidence: [], openness: [], prompting: [], safety: [], broken: new Set() };
  const problems: string[] = [];
  const parseOne = (raw: Raw) => {
    if (raw.file.startsWith("models/")) return parse(raw, model, parts.models);
    if (raw.file.startsWith("licenses/")) return parse(raw, license, parts.licenses);
    if (raw.file.startsWith("evidence/")) return parse(raw, evidence, parts.evidence);
    if (raw.file.startsWith("openness/")) return parse(raw, opennessIndex, parts.openness);
    if (raw.file.startsWith("prompting/")) return parse(raw, promptGuides, parts.prompting);
    if (raw.file.startsWith("safety/")) return parse(raw, safetyFindings, parts.safety);
    return ["is in none of models/, licenses/, evidence/, openness/, prompting/ and safety/"];
  };
  for (const raw of files) {
    const found = parseOne(raw);
    if (found.length > 0) parts.broken.add(raw.file);
    problems.push(...found.map((problem) => `${raw.file}: ${problem}`));
  }
  return { parts, problems };
}

function namesOf(models: ReadonlyMap<string, Model>): Map<string, Model> {
  const names = new Map<string, Model>();
  for (const each of models.values()) {
    names.set(each.id, each);
    for (const alias of each.aliases) names.set(alias.toLowerCase(), each);
  }
  return names;
}

function qualities(parts: Parts): Map<string, Quality> {
  const boards = new Map(parts.evidence.flatMap(({ value }) => value.boards.map((board) => [board.id, board] as const)));
  const rows = parts.evidence.flatMap(({ value }) => value.ratings).toSorted((a, b) => a.date.localeCompare(b.date));
  return new Map(rows.map((row) => [`${row.model} ${row.task}`, qualityOf(row, boards.get(row.board)!)]));
}

function publishedOf(parts: Parts): Map<TaskId, Published[]> {
  const boards = new Map(parts.evidence.flatMap(({ value }) => value.boards.map((board) => [board.id, board] as const)));
  const rows = parts.evidence.flatMap(({ value }) => value.ratings).toSorted((a, b) => a.date.localeCompare(b.date));
  const newest = new Map(rows.map((row) => [`${row.model} ${row.task}`, row]));
  const found = new Map<TaskId, Published[]>();
  for (const { model, task, rating, ciLow, ciHigh, board, date } of newest.values()) {
    const { median, title } = boards.get(board)!;
    found.set(task, [...(found.get(task) ?? []), { model, rating, ciLow, ciHigh, median, source: title, date }]);
  }
  return found;
}

/**
 * Loads and checks a catalogue folder. Throws one AppError "internal" that lists everything that is wrong, as "file: problem",
 * when a file does not parse, a reference leads nowhere, or two files contradict each other.
 */
export async function loadCatalogue(folder: string): Promise<Catalogue> {
  const files = await readAll(folder);
  const { parts, problems } = parseAll(files);
  if (parts.models.length === 0) problems.push("models/: no model can be read");
  problems.push(...problemsOf(parts));
  if (problems.length > 0) throw new AppError("internal", `The catalogue has ${problems.length} problem${problems.length === 1 ? "" : "s"}:\n${problems.join("\n")}`);

  const models = new Map(parts.models.map(({ value }) => [value.id, value]));
  const licenses = new Map(parts.licenses.map(({ value }) => [value.id, value]));
  const indexes: OpennessIndex[] = parts.openness.map(({ value }) => value);
  const opened = { models, licenses, indexes };
  let judged = judge(opened, []);
  let overridden = 0;
  const names = namesOf(models);
  const guides = parts.prompting.flatMap(({ value }) => value.guides);
  const measured = qualities(parts);
  const found = parts.safety.flatMap(({ value }) => value.findings).toSorted((a, b) => b.date.localeCompare(a.date));
  const rated = ratedOf(parts.evidence.map(({ value }) => value));
  const published = publishedOf(parts);
  const tables = parts.evidence.flatMap(({ value }) => value.benchmarks);
  const slices = new Map([...new Set(tables.map(({ task }) => task))].map((task) => [task, slicesOf(tables.filter((table) => table.task === task))]));
  const resolve = (name: string) => {
    const key = name.trim().toLowerCase();
    return names.get(key) ?? names.get(key.replace(/:latest$/, "")) ?? null;
  };
  return {
    models,
    licenses,
    warnings: warningsOf(models, licenses, judged),
    resolve,
    quality: (modelId, task) => measured.get(`${modelId} ${task}`) ?? null,
    ratings: (modelId) => rated.get(modelId) ?? [],
    openness: (modelId) => judged.get(modelId) ?? null,
    transparency: (modelId) => {
      const model = models.get(modelId);
      return model ? transparencyOf(model, indexes) : { makers: [], verdicts: [] };
    },
    attributions: (used) => indexes.filter(used).flatMap((index) => index.attribution ?? []),
    override: (all) => {
      judged = judge(opened, all);
      overridden += 1;
    },
    overrides: () => overridden,
    published: (task) => published.get(task) ?? [],
    safety: (one) => found.filter((each) => speaksOf(each, one)),
    slices: (task) => slices.get(task) ?? [],
    guide: (modality, family) => guideFor(guides, modality, family),
    checkOffers: (offers) => offerProblems(offers, { models, licenses, resolve }),
  };
}

/** The layers without their claims, as lists of models show them. */
export function factsOf(openness: Openness): Record<OpennessLayer, LayerFact> {
  const fact = ({ claims: _claims, ...rest }: Openness["layers"][OpennessLayer]): LayerFact => rest;
  const { weights, code, data, evaluation } = openness.layers;
  return { weights: fact(weights), code: fact(code), data: fact(data), evaluation: fact(evaluation) };
}
