// Findings on safety as their files hold them, and which of them speak of a model. Data's shape and how it is found; who serves a model is the page's.
import { z } from "zod";
import { type Model, modelId } from "../spec/model.ts";
import { FINDING_KINDS, PRESENCES, READ_HOW, type SafetyFigure, safetyFigure } from "../spec/safety.ts";
import { taskId } from "../spec/task.ts";

const folderName = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/);

const finding = z.strictObject({
  kind: z.enum(FINDING_KINDS),
  /** Whom it is about: models by id, families as maker/family, everything of makers (the first part of ids), or whatever a service makes. */
  models: z.array(modelId).default([]),
  families: z.array(z.string().regex(/^[a-z0-9.-]+\/[a-z0-9.-]+$/)).default([]),
  makers: z.array(folderName).default([]),
  /** Providers by id: it holds only there, for all that they serve or for the models that are named beside. */
  services: z.array(folderName).default([]),
  /** Without services: it holds of the model wherever it runs, or only where the weights run in the code that the finding names. */
  where: z.enum(["model", "code"]).optional(),
  /** Empty: whatever they make. */
  tasks: z.array(taskId).default([]),
  /** Of a filter or a mark: whether it is there. */
  presence: z.enum(PRESENCES).optional(),
  /** In our own words: never a quotation. */
  says: z.string().min(1).max(400),
  /** What was measured; its value, unless `results` has one for each. */
  figure: safetyFigure.partial({ value: true }).optional(),
  /** Of an evaluation of many: the value for each model by id, or each maker, in place of naming whom it is about. */
  results: z.record(z.string(), safetyFigure.shape.value).optional(),
  source: z.string().min(1),
  /** Null only of what this program itself does. */
  url: z.url().nullable(),
  /** Of the page where it has one, else of the reading. */
  date: z.iso.date(),
  verified: z.enum(READ_HOW),
});
/** As it is used: about those that it names, with a whole figure or none. */
export type SafetyFinding = Omit<z.infer<typeof finding>, "figure" | "results"> & { figure: SafetyFigure | null };

function spread({ figure, results, ...rest }: z.infer<typeof finding>): SafetyFinding[] {
  if (!figure) return [{ ...rest, figure: null }];
  const { value } = figure;
  if (value !== undefined) return [{ ...rest, figure: { ...figure, value } }];
  const about = (id: string) => (id.includes("/") ? { models: [id] } : { makers: [id] });
  return Object.entries(results ?? {}).map(([id, each]) => ({ ...rest, ...about(id), figure: { ...figure, value: each } }));
}

/** A value for each, or one for all; and whom it is about told once. */
const told = finding.superRefine(({ figure, results, models, families, makers }, context) => {
  const say = (message: string) => context.addIssue({ code: "custom", message });
  if (results && models.length + families.length + makers.length > 0) say("results say whom it is about, and so do models, families or makers");
  if (results && !figure) say("results have no figure that says what they count");
  if (figure && (figure.value === undefined) !== (results !== undefined)) say("a figure has its value, or results have one for each");
});

/** One file in catalogue/safety, named by the maker, the service or the evaluation that it is about. */
export const safetyFindings = z.strictObject({
  findings: z
    .array(told)
    .min(1)
    .transform((all) => all.flatMap(spread)),
});
export type SafetyFindings = z.infer<typeof safetyFindings>;

/** What of a model decides which findings speak of it. */
export type SafetyModel = Pick<Model, "id" | "family" | "tasks">;

const makerOf = (model: SafetyModel) => model.id.split("/")[0]!;

/** Is it about this model, and about something that it does? Where it holds is another question. */
export function speaksOf({ models, families, makers, services, tasks }: SafetyFinding, model: SafetyModel): boolean {
  const named = models.length + families.length + makers.length > 0;
  const maker = makerOf(model);
  const meant = named
    ? models.includes(model.id) || makers.includes(maker) || (model.family !== null && families.includes(`${maker}/${model.family}`))
    : services.length > 0;
  return meant && (tasks.length === 0 || tasks.some((task) => model.tasks.includes(task)));
}

/** What is wrong with one finding by itself, given every model. */
export function findingProblems(one: SafetyFinding, models: readonly SafetyModel[]): string[] {
  const { kind, services, where, presence, figure } = one;
  const problems: string[] = [];
  const known = new Set(models.map(({ id }) => id));
  const makers = new Set(models.map(makerOf));
  const families = new Set(models.map((model) => `${makerOf(model)}/${model.family}`));
  for (const id of one.models) if (!known.has(id)) problems.push(`names the model "${id}", which is not in models/`);
  for (const family of one.families) if (!families.has(family)) problems.push(`names the family "${family}", of which there is no model`);
  for (const maker of one.makers) if (!makers.has(maker)) problems.push(`names the maker "${maker}", of whom there is no model`);
  if (services.length > 0 === (where !== undefined)) problems.push("must say either at which services it holds, or where");
  const needsPresence = kind === "filter" || kind === "mark";
  if (needsPresence !== (presence !== undefined)) problems.push(needsPresence ? "must say whether it is there" : "is of a kind that is not there or away");
  if (figure && kind !== "evaluation") problems.push("has a figure, which only an evaluation has");
  if (problems.length === 0 && !models.some((model) => speaksOf(one, model))) problems.push("speaks of no model that does what it is about");
  return problems;
}
