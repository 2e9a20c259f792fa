// What must hold between the catalogue's files: references, paths, aliases, lifecycles, licences of derivatives. Reads no file and judges no price.
import { DUTIES, type License } from "../spec/license.ts";
import type { Model } from "../spec/model.ts";
import { LINEAGE, type Openness, RELATIONS } from "../spec/openness.ts";
import { STYLES } from "../spec/style.ts";
import { taskOf } from "../spec/task.ts";
import { type Evidence, FEWEST_ROWS } from "./evidence.ts";
import { judge, type OpennessIndex } from "./openness.ts";
import type { PromptGuide } from "./prompting.ts";
import { findingProblems, type SafetyFindings } from "./safety.ts";

/** A parsed file with its path below the catalogue's folder. */
export interface Entry<T> {
  file: string;
  value: T;
}

export interface Parts {
  models: Entry<Model>[];
  licenses: Entry<License>[];
  evidence: Entry<Evidence>[];
  openness: Entry<OpennessIndex>[];
  prompting: Entry<{ guides: PromptGuide[] }>[];
  safety: Entry<SafetyFindings>[];
  /** Files that did not parse: told already, so that what refers to them is not told again as missing. */
  broken: Set<string>;
}

type Say = (file: string, problem: string) => void;

function checkPaths(parts: Parts, say: Say): void {
  for (const { file, value } of parts.models) if (file !== `models/${value.id}.json`) say(file, `its id is "${value.id}", so it belongs in models/${value.id}.json`);
  for (const { file, value } of parts.licenses) if (file !== `licenses/${value.id}.json`) say(file, `its id is "${value.id}", so it belongs in licenses/${value.id}.json`);
}

function checkReferences(parts: Parts, say: Say): void {
  const models = new Set(parts.models.map((entry) => entry.value.id));
  const licenses = new Set(parts.licenses.map((entry) => entry.value.id));
  for (const { file, value } of parts.models) {
    if (value.license !== null && !licenses.has(value.license) && !parts.broken.has(`licenses/${value.license}.json`)) say(file, `license "${value.license}" is not in licenses/`);
    const named: [string, readonly string[]][] = [["base", value.base], ["needs", value.needs], ["teachers", value.teachers], ["lifecycle.successor", value.lifecycle.successor === null ? [] : [value.lifecycle.successor]]];
    for (const [field, ids] of named) {
      for (const id of ids) {
        if (id === value.id) say(file, `${field} names the model itself`);
        else if (!models.has(id) && !parts.broken.has(`models/${id}.json`)) say(file, `${field} names "${id}", which is not in models/`);
      }
    }
  }
}

function checkCycles(parts: Parts, say: Say): void {
  const byId = new Map(parts.models.map((entry) => [entry.value.id, entry.value]));
  const reaches = (from: string, seen: Set<string>, of: (model: Model) => readonly string[]): Set<string> => {
    for (const next of of(byId.get(from)!)) {
      if (seen.has(next) || !byId.has(next)) continue;
      seen.add(next);
      reaches(next, seen, of);
    }
    return seen;
  };
  for (const { file, value } of parts.models) {
    if (reaches(value.id, new Set(), (model) => RELATIONS.flatMap((relation) => model[relation])).has(value.id)) say(file, "base, needs and teachers lead back to the model itself");
    if (reaches(value.id, new Set(), (model) => (model.lifecycle.successor ? [model.lifecycle.successor] : [])).has(value.id)) say(file, "lifecycle.successor leads back to the model itself");
  }
}

function checkNames(parts: Parts, say: Say): void {
  const owners = new Map<string, string>();
  for (const { file, value } of parts.models) {
    if (owners.has(value.id)) say(file, `the id "${value.id}" is taken by ${owners.get(value.id)}`);
    owners.set(value.id, file);
  }
  for (const { file, value } of parts.models) {
    for (const alias of value.aliases) {
      const key = alias.toLowerCase();
      const owner = owners.get(key);
      if (owner !== undefined) say(file, `the alias "${alias}" is taken by ${owner}`);
      else owners.set(key, file);
    }
  }
}

/** Weights that can be had must be open or partial, and the other way round: said of what the claims come to, before any override. */
function checkOpenness(parts: Parts, say: Say): void {
  const models = new Map(parts.models.map(({ value }) => [value.id, value]));
  for (const { file, value } of parts.openness) {
    for (const { model, row } of [...value.rows, ...value.verdicts]) {
      if (!models.has(model) && !parts.broken.has(`models/${model}.json`)) say(file, `the row "${row}" names "${model}", which is not in models/`);
    }
  }
  const licenses = new Map(parts.licenses.map(({ value }) => [value.id, value]));
  const judged = judge({ models, licenses, indexes: parts.openness.map(({ value }) => value) }, []);
  for (const { file, value } of parts.models) {
    const { value: weights, source } = judged.get(value.id)!.layers.weights;
    const had = weights === "open" || weights === "partial";
    if (value.access.includes("weights") && weights === "closed") say(file, `access says weights, openness.weights is closed (${source})`);
    if (!value.access.includes("weights") && had) say(file, `openness.weights is ${weights} (${source}), access does not list weights`);
  }
}

function checkLineage(parts: Parts, say: Say): void {
  for (const { file, value } of parts.models) {
    for (const [id, { kind }] of Object.entries(value.lineage)) {
      const field = LINEAGE[kind].of;
      if (!value[field].includes(id)) say(file, `lineage says that it ${LINEAGE[kind].words} "${id}", which ${field} does not name`);
    }
  }
}

function checkStates(parts: Parts, say: Say): void {
  for (const { file, value } of parts.models) {
    const { lifecycle, access } = value;
    if (lifecycle.status === "retired" && lifecycle.shutdown === null) say(file, "lifecycle.status is retired, but lifecycle.shutdown has no date");
    if (lifecycle.status === "active" && lifecycle.shutdown !== null) say(file, "lifecycle.shutdown has a date, so lifecycle.status must be deprecated or retired");
    if (access.includes("none") && access.length > 1) say(file, 'access says "none" together with something');
  }
}

/** A number without its clause has no kind, and what only hosts or only weights have must not stand with the other. */
function checkLicenses(parts: Parts, say: Say): void {
  for (const { file, value } of parts.licenses) {
    const about = (name: string) => value.clauses.filter((clause) => clause.about === name);
    for (const [field, name] of [["monthlyUsersLimit", "monthlyUsers"], ["revenueLimitUsd", "revenue"]] as const) {
      if (value[field] !== null && about(name).length === 0) say(file, `${field} has a number, but no clause about ${name} says what becomes of who is above it`);
      if (value[field] === null && about(name).length > 0) say(file, `a clause about ${name} stands without ${field}`);
    }
    for (const clause of value.clauses) {
      const duty = (DUTIES as readonly string[]).includes(clause.about);
      if (duty !== (clause.kind === "duty")) say(file, `the clause about ${clause.about} is of the kind "${clause.kind}"`);
      if (!duty && about(clause.about).length > 1) say(file, `two clauses about ${clause.about}`);
      if (clause.countedAt !== undefined && clause.kind !== "fixed") say(file, `countedAt stands in a clause that is not fixed`);
    }
    if (value.kind === "weights" && (value.ownModelsOf.length > 0 || value.territoryIncluded !== null)) say(file, "ownModelsOf and territoryIncluded are for terms of services");
    if (value.kind === "service" && (value.bindsHostedUse !== null || value.hostForOthers !== null)) say(file, "bindsHostedUse and hostForOthers are for licences of weights");
  }
}

function checkEvidence(parts: Parts, say: Say): void {
  const models = new Map(parts.models.map((entry) => [entry.value.id, entry.value]));
  const boards = new Map(parts.evidence.flatMap((entry) => entry.value.boards.map((board) => [board.id, board] as const)));
  const seen = new Set<string>();
  for (const { file, value } of parts.evidence) {
    for (const row of value.ratings) {
      const name = `rating of "${row.model}" on "${row.board}"`;
      const model = models.get(row.model);
      if (!model) {
        if (!parts.broken.has(`models/${row.model}.json`)) say(file, `${name}: the model is not in models/`);
      } else if (!model.tasks.includes(row.task)) say(file, `${name}: the model does not list the task ${row.task}`);
      const board = boards.get(row.board);
      if (!board) say(file, `${name}: there is no such board in evidence/`);
      else if (board.task !== row.task || board.date !== row.date) say(file, `${name}: task or date differ from the board's`);
      const key = [row.model, row.task, row.board].join(" ");
      if (seen.has(key)) say(file, `${name}: rated twice`);
      seen.add(key);
    }
  }
}

/** Tables by style: of styles and models that exist, wide enough to tell what is usual, and no figure carried twice. */
function checkBenchmarks(parts: Parts, say: Say): void {
  const models = new Map(parts.models.map((entry) => [entry.value.id, entry.value]));
  const seen = new Set<string>();
  for (const { file, value } of parts.evidence)
    for (const { id, task, columns, rows } of value.benchmarks) {
      const name = `benchmark "${id}"`;
      if (seen.has(id)) say(file, `${name}: there is another`);
      seen.add(id);
      const styles: readonly string[] = STYLES[taskOf(task).modality];
      columns.forEach(({ title, style }, at) => {
        if (!styles.includes(style)) say(file, `${name}: "${style}" is no style of ${task}`);
        const many = rows.filter((row) => typeof row.figures[at] === "number").length;
        if (many < FEWEST_ROWS) say(file, `${name}: "${title}" has ${many} figures, which is too few to tell what is usual`);
      });
      for (const row of rows) {
        if (row.figures.length !== columns.length || (row.margins?.length ?? columns.length) !== columns.length) say(file, `${name}: "${row.name}" has not one figure for each column`);
        if ((row.margin === undefined) !== (row.margins === undefined)) say(file, `${name}: "${row.name}" has only some of its margins`);
        const model = row.model === null ? undefined : models.get(row.model);
        if (row.model !== null && !model && !parts.broken.has(`models/${row.model}.json`)) say(file, `${name}: "${row.name}" names "${row.model}", which is not in models/`);
        if (model && !model.tasks.includes(task)) say(file, `${name}: "${row.name}": the model does not list the task ${task}`);
        for (const { title } of row.model === null ? [] : columns) {
          const key = [task, title, row.model].join("\n");
          if (seen.has(key)) say(file, `${name}: "${title}" of "${row.model}" is carried twice`);
          seen.add(key);
        }
      }
    }
}

function checkGuides(parts: Parts, say: Say): void {
  const families = new Set(parts.models.map(({ value }) => value.family));
  const seen = new Set<string>();
  for (const { file, value } of parts.prompting)
    for (const { id, modality, families: named, words } of value.guides) {
      for (const family of named) if (!families.has(family)) say(file, `guide "${id}": no model is of the family "${family}"`);
      if (words.least > words.most) say(file, `guide "${id}": words.least is above words.most`);
      for (const key of named.length === 0 ? [modality] : named.map((family) => `${modality} ${family}`)) {
        if (seen.has(key)) say(file, `guide "${id}": there is another for ${key}`);
        seen.add(key);
      }
    }
}

function checkSafety(parts: Parts, say: Say): void {
  // A file that did not parse is told already; what it would have named is not told again.
  if ([...parts.broken].some((file) => file.startsWith("models/"))) return;
  const models = parts.models.map(({ value }) => value);
  for (const { file, value } of parts.safety)
    for (const one of value.findings) for (const problem of findingProblems(one, models)) say(file, `the ${one.kind} told by "${one.source}" ${problem}`);
}

/** Every contradiction between the files, as "file: problem", in the order of the checks. */
export function problemsOf(parts: Parts): string[] {
  const problems: string[] = [];
  const say: Say = (file, problem) => problems.push(`${file}: ${problem}`);
  for (const check of [checkPaths, checkReferences, checkCycles, checkNames, checkStates, checkLicenses, checkLineage, checkOpenness, checkEvidence, checkBenchmarks, checkGuides, checkSafety]) check(parts, say);
  return problems;
}

const FREEDOM = { no: 0, conditional: 1, yes: 2 } as const;

/** In what the first licence is freer than the second; empty where it is not, or where it is unknown. */
function freer(own: License, base: License): string[] {
  const ways: string[] = [];
  if (own.commercialUse && base.commercialUse && FREEDOM[own.commercialUse] > FREEDOM[base.commercialUse]) ways.push(`commercial use "${own.commercialUse}" against "${base.commercialUse}"`);
  if (base.monthlyUsersLimit !== null && (own.monthlyUsersLimit === null || own.monthlyUsersLimit > base.monthlyUsersLimit)) ways.push("a looser limit on monthly users");
  if (base.revenueLimitUsd !== null && (own.revenueLimitUsd === null || own.revenueLimitUsd > base.revenueLimitUsd)) ways.push("a looser limit on revenue");
  if (base.territoryExcluded?.some((place) => own.territoryExcluded?.includes(place) === false)) ways.push("fewer excluded territories");
  return ways;
}

/** What is worth a look but may stand: derivatives listed as freer than what they hang on, successors that are gone themselves. */
export function warningsOf(models: ReadonlyMap<string, Model>, licenses: ReadonlyMap<string, License>, judged: ReadonlyMap<string, Openness>): string[] {
  const warnings: string[] = [];
  for (const model of models.values()) {
    const { opennessClass, ownClass, why } = judged.get(model.id)!;
    if (opennessClass !== ownClass) warnings.push(`models/${model.id}.json: its own layers make it ${ownClass}, which counts as ${opennessClass}. ${why}`);
    const own = model.license === null ? undefined : licenses.get(model.license);
    for (const id of model.base) {
      const base = models.get(id);
      const theirs = base?.license ? licenses.get(base.license) : undefined;
      const ways = own && theirs ? freer(own, theirs) : [];
      if (ways.length > 0) warnings.push(`models/${model.id}.json: its licence ${own!.id} is freer than ${theirs!.id} of its base ${id}: ${ways.join(", ")}`);
    }
    const successor = model.lifecycle.successor === null ? undefined : models.get(model.lifecycle.successor);
    if (successor?.lifecycle.status === "retired") warnings.push(`models/${model.id}.json: its successor ${successor.id} is retired`);
  }
  return warnings;
}
