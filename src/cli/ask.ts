// From a command's words to an ask: options made from the task's own schema, local files uploaded, prices in dollars. Runs nothing.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type Command, Option } from "commander";
import { z } from "zod";
import type { Client } from "../sdk/sdk.ts";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import type { AskInput, Constraints, PreferenceName } from "../spec/plan.ts";
import { PREFERENCES } from "../spec/plan.ts";
import { type TaskId, taskOf } from "../spec/task.ts";
import { places } from "./licenses.ts";

/** What every asking command understands beside its task's own fields. */
export interface AskOptions extends RuleOptions {
  model: string;
  prefer?: PreferenceName;
  count: string;
  hedge?: string;
  bestOf?: string;
  judge?: string;
  [field: string]: unknown;
}

/** What every command understands that says which offers may be used. */
export interface RuleOptions {
  maxCost?: string;
  maxSeconds?: string;
  openness?: "fully-open" | "open-weights" | "open-api";
  commercial?: boolean;
  users?: string;
  revenue?: string;
  territory?: string[];
  outputs?: string[];
  local?: boolean;
  /** False where `--no-training` was given. */
  training?: boolean;
  zeroRetention?: boolean;
  region?: string[];
  only?: string[];
  never?: string[];
}

interface JsonField {
  type?: string;
  enum?: unknown[];
  anyOf?: JsonField[];
  const?: unknown;
  title?: string;
  description?: string;
  control?: string;
  unit?: string;
  minimum?: number;
  maximum?: number;
}

export function fieldsOf(task: TaskId): Record<string, JsonField> {
  return (z.toJSONSchema(taskOf(task).input, { io: "input", unrepresentable: "any" }) as { properties?: Record<string, JsonField> }).properties ?? {};
}

const dashed = (field: string) => field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function describe(field: JsonField): string {
  const choices = field.enum ?? field.anyOf?.map((each) => each.const);
  const range =
    field.minimum !== undefined && field.maximum !== undefined && field.maximum < 1e6
      ? `${field.minimum} to ${field.maximum}${field.unit ? ` ${field.unit}` : ""}`
      : (field.unit ?? "");
  const parts = [field.control === "asset" ? "a file, an asset id or an https URL" : field.description, choices?.join(", "), range];
  return [field.title, ...parts].filter(Boolean).join("; ");
}

/** Adds an option for each field of these tasks; a field that several share is added once. */
export function addTaskOptions(command: Command, tasks: readonly TaskId[]): Command {
  const seen = new Set<string>();
  for (const task of tasks) {
    for (const [name, field] of Object.entries(fieldsOf(task))) {
      if (seen.has(name) || name === taskOf(task).subject) continue;
      seen.add(name);
      command.addOption(new Option(field.type === "boolean" ? `--${dashed(name)}` : `--${dashed(name)} <value>`, describe(field)));
    }
  }
  return command;
}

export function addAskOptions(command: Command): Command {
  command
    .option("-m, --model <id>", "a model, an offer, auto, or auto:quality, auto:fast, auto:cheap, auto:open, auto:local", "auto")
    .addOption(new Option("--prefer <what>", "what matters most").choices([...PREFERENCES]))
    .option("-n, --count <number>", `how many, 1 to ${LIMITS.count}`, "1")
    .option("--best-of <number>", "make so many, and have --judge say which is best; all are kept")
    .option("--judge <model>", "who says which of several is best: a chat model that sees or hears what is made, or auto (oak judges)")
    .option("--hedge <dollars>", "buy a second attempt, up to so much, where the first is later than nineteen of twenty");
  return addRuleOptions(command);
}

/** One option for each constraint. */
export function addRuleOptions(command: Command): Command {
  return command
    .option("--max-cost <dollars>", "refuse whatever may cost more")
    .option("--max-seconds <seconds>", "refuse what takes longer, and what nobody knows the time of")
    .option(
      "--explore <share>",
      `try a model that is not known well in so many of such asks, 0 to ${LIMITS.exploreShare}; never dearer than the quote, or than --max-cost`,
    )
    .addOption(new Option("--openness <class>", "at least so open").choices(["fully-open", "open-weights", "open-api"]))
    .option("--commercial", "only where the licence allows commercial use")
    .option("--users <number>", "and for so many monthly users")
    .option("--revenue <dollars>", "and at so much yearly revenue")
    .option("--territory <codes>", "and in these countries: DE, or DE,US, or worldwide", places)
    .option("--outputs <codes>", "and what it makes in these", places)
    .option("--local", "only on your own machines")
    .option("--no-training", "only where nobody trains on inputs")
    .option("--zero-retention", "only where inputs are not kept")
    .option("--region <codes...>", "only where it runs in one of these, such as EU or US")
    .option("--only <ids...>", "only these offers, models or providers")
    .option("--never <ids...>", "none of these");
}

function valueOf(name: string, text: unknown, field: JsonField): unknown {
  if (typeof text !== "string") return text;
  const numeric = field.type === "number" || field.type === "integer" || field.anyOf?.some((each) => typeof each.const === "number");
  if (!numeric) return text;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new AppError("request.invalid", `--${dashed(name)} must be a number, not "${text}".`, { field: name });
  return value;
}

/** A path becomes an asset of yours; ids and URLs stay as they are. */
async function asset(client: Client, name: string, text: string): Promise<string> {
  if (/^(ast_[0-9a-z]+|https?:\/\/)/.test(text)) return text;
  const bytes = await readFile(text).catch(() => {
    throw new AppError("request.invalid", `--${dashed(name)}: there is no file "${text}".`, { field: name });
  });
  return (await client.upload(new Blob([bytes]), basename(text))).id;
}

/** Dollars as micros; undefined where the option was not given. */
function microOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const dollars = Number(text);
  if (!(dollars >= 0)) throw new AppError("request.invalid", `--${dashed(option)} must be dollars, such as 0.05.`, { field: option });
  return Math.round(dollars * 1_000_000);
}

function wholeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text.replaceAll("_", ""));
  if (!Number.isSafeInteger(value) || value < 0) throw new AppError("request.invalid", `--${option} must be a whole number.`, { field: option });
  return value;
}

/** Drops what was not given, so that an empty part demands nothing. */
function given<T extends object>(parts: T): T | undefined {
  const kept = Object.entries(parts).filter(([, value]) => value !== undefined);
  return kept.length === 0 ? undefined : (Object.fromEntries(kept) as T);
}

export function constraintsOf(options: RuleOptions): Constraints {
  const yes = (flag: boolean | undefined) => flag || undefined;
  const license = given({
    commercial: yes(options.commercial),
    monthlyUsers: wholeOf("users", options.users),
    revenueUsd: wholeOf("revenue", options.revenue),
    territory: options.territory,
    outputTerritory: options.outputs,
  });
  const data = given({
    local: yes(options.local),
    noTraining: yes(options.training === false),
    zeroRetention: yes(options.zeroRetention),
    regions: options.region,
  });
  const { openness, only, never } = options;
  const maxSeconds = wholeOf("max-seconds", options.maxSeconds);
  return given({ maxCostMicro: microOf("maxCost", options.maxCost), maxSeconds, openness, license, data, only, never }) ?? {};
}

export async function askOf(client: Client, task: TaskId, subject: string | undefined, options: AskOptions): Promise<AskInput> {
  const input: Record<string, unknown> = {};
  const name = taskOf(task).subject;
  if (name && subject) input[name] = subject;
  for (const [field, schema] of Object.entries(fieldsOf(task))) {
    const given = options[field];
    if (given === undefined || field === name) continue;
    input[field] = schema.control === "asset" ? await asset(client, field, String(given)) : valueOf(field, given, schema);
  }
  const count = Number(options.bestOf ?? options.count);
  if (!Number.isInteger(count))
    throw new AppError("request.invalid", `--${options.bestOf === undefined ? "count" : "best-of"} must be a whole number.`, { field: "count" });
  if (options.bestOf !== undefined && options.judge === undefined)
    throw new AppError("request.invalid", "--best-of needs a judge: --judge MODEL, or --judge auto. `oak judges` lists who may.", {
      field: "best.judge",
    });
  const hedgeMicro = microOf("hedge", options.hedge);
  const explore = options.explore === undefined ? undefined : Number(options.explore);
  if (explore !== undefined && !(explore >= 0 && explore <= LIMITS.exploreShare))
    throw new AppError("request.invalid", `--explore must be a share from 0 to ${LIMITS.exploreShare}, such as 0.05.`, { field: "explore" });
  return {
    task,
    input,
    model: options.model,
    ...(options.prefer ? { prefer: options.prefer } : {}),
    constraints: constraintsOf(options),
    count,
    ...(options.judge === undefined ? {} : { best: { judge: options.judge } }),
    ...(explore === undefined ? {} : { explore }),
    ...(hedgeMicro === undefined ? {} : { hedge: { maxCostMicro: hedgeMicro } }),
  };
}
