// `oak budgets` and `oak projects`: what an organization, a project, a member or a key may spend. The counting is the server's.
import { Command, Option } from "commander";
import type { Config } from "../config.ts";
import type { Client } from "../sdk/sdk.ts";
import { type Budget, BUDGET_WINDOWS, type BudgetScope, type BudgetWindow } from "../spec/budget.ts";
import { AppError } from "../spec/error.ts";
import { connect } from "./connect.ts";
import { printJson, table } from "./output.ts";
import { money } from "./words.ts";

/** Dollars as people write them, in whole micros. */
export function microsOf(text: string, flag: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && Number.isSafeInteger(Math.round(value * 1_000_000))) return Math.round(value * 1_000_000);
  throw new AppError("request.invalid", `${flag} must be dollars, such as 5 or 0.50.`, { field: flag.slice(2) });
}

const PER: Record<BudgetWindow, string> = { day: "a day", month: "a month", total: "in all" };
const whose = ({ scope, subjectName }: Budget) => (scope === "organization" ? "organization" : `${scope} ${subjectName}`);

function rowOf(budget: Budget): string[] {
  const { limitMicro, limitGenerations } = budget;
  const used = budget.spentMicro + budget.heldMicro;
  const made = budget.spentGenerations + budget.heldGenerations;
  return [
    budget.id,
    whose(budget),
    PER[budget.window],
    limitMicro === null ? money(used) : `${money(used)} of ${money(limitMicro)}`,
    limitGenerations === null ? String(made) : `${made} of ${limitGenerations}`,
    budget.renewsAt?.slice(0, 10) ?? "never",
  ];
}

/** The one of that id or name; names may be shared, then the id must be given. */
function named<T extends { id: string; name: string }>(all: T[], text: string, what: string): T {
  const found = all.filter(({ id, name }) => id === text || name === text);
  if (found.length === 1) return found[0]!;
  throw new AppError(
    found.length === 0 ? "request.not_found" : "request.conflict",
    found.length === 0
      ? `There is no ${what} "${text}".`
      : `Several are called "${text}": ${found.map(({ id }) => id).join(", ")}. Name one by its id.`,
    { field: what },
  );
}

export const projectNamed = async (client: Client, text: string): Promise<string> =>
  named((await client.call("projects.list")).data, text, "project").id;

interface SubjectOptions {
  project?: string;
  member?: string;
  key?: string;
}

interface SetOptions extends SubjectOptions {
  per: BudgetWindow;
  usd?: string;
  generations?: string;
  json?: boolean;
}

/** Whom a budget or a policy is for: one of a project, a member and a key, or else the organization. */
export async function subjectOf(client: Client, { project, member, key }: SubjectOptions): Promise<{ scope: BudgetScope; subject: string | null }> {
  const given = [project, member, key].filter((each) => each !== undefined);
  if (given.length > 1) throw new AppError("request.invalid", "Give one of --project, --member and --key, or none for the organization.");
  if (project !== undefined) return { scope: "project", subject: await projectNamed(client, project) };
  if (member !== undefined) return { scope: "member", subject: member };
  if (key === undefined) return { scope: "organization", subject: null };
  const good = (await client.call("keys.list")).data.filter(({ revokedAt }) => revokedAt === null);
  return { scope: "key", subject: named(good, key, "key").id };
}

export const budgetsCommand = (config: Config): Command => {
  const command = new Command("budgets")
    .description("List budgets with what is used of them; set and remove them")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const { data } = await client.call("budgets.list");
      await close();
      if (options.json) return printJson(data);
      if (data.length === 0) return console.log("No budgets. `oak budgets set --per day --usd 5` limits the organization to $5 a day.");
      console.log(table([["ID", "WHOSE", "PER", "MONEY", "GENERATIONS", "RENEWS"], ...data.map(rowOf)]));
    });

  command
    .command("set")
    .description("Limit what may be spent, held or made; of the organization where no other is named. Set again, it changes the limits")
    .option("--project <name>", "of a project, by name or id")
    .option("--member <name>", "of all keys that were made out to this member")
    .option("--key <name>", "of one key, by name or id")
    .addOption(new Option("--per <window>", "calendar day or month in UTC, or in all").choices([...BUDGET_WINDOWS]).default("day"))
    .option("--usd <dollars>", "in money")
    .option("--generations <number>", "in generations; a batch is one, and what fails does not count")
    .option("--json", "print JSON")
    .action(async (options: SetOptions) => {
      const limitMicro = options.usd === undefined ? null : microsOf(options.usd, "--usd");
      const limitGenerations = options.generations === undefined ? null : Number(options.generations || "x");
      if (limitGenerations !== null && !Number.isSafeInteger(limitGenerations))
        throw new AppError("request.invalid", "--generations must be a whole number.", { field: "generations" });
      if (limitMicro === null && limitGenerations === null)
        throw new AppError("request.invalid", "Give --usd, --generations or both: a budget without a limit limits nothing.", { field: "usd" });
      const { client, close } = await connect(config);
      const subject = await subjectOf(client, options);
      const budget = await client.call("budgets.set", { body: { ...subject, window: options.per, limitMicro, limitGenerations } });
      await close();
      if (options.json) return printJson(budget);
      const limits = [
        ...(limitMicro === null ? [] : [money(limitMicro)]),
        ...(limitGenerations === null ? [] : [`${limitGenerations} ${limitGenerations === 1 ? "generation" : "generations"}`]),
      ];
      console.log(`${budget.id}: ${whose(budget)}, at most ${limits.join(" and ")} ${PER[budget.window]}.`);
    });

  command
    .command("remove <id>")
    .description("Take a budget away")
    .option("--json", "print JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const budget = await client.call("budgets.remove", { params: { id } });
      await close();
      if (options.json) return printJson(budget);
      console.log(`Removed the budget of ${whose(budget)} ${PER[budget.window]}.`);
    });

  return command;
};

export const projectsCommand = (config: Config): Command => {
  const command = new Command("projects")
    .description("List the projects that keys can be made out to; make and put away")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const { data } = await client.call("projects.list");
      await close();
      if (options.json) return printJson(data);
      console.log(table([["ID", "NAME", "SINCE"], ...data.map(({ id, name, createdAt }) => [id, name, createdAt.slice(0, 10)])]));
    });

  command
    .command("new <name>")
    .description("Make a project; then: oak key new NAME --project PROJECT")
    .option("--json", "print JSON")
    .action(async (name: string, options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const project = await client.call("projects.create", { body: { name } });
      await close();
      if (options.json) return printJson(project);
      console.log(project.id);
    });

  command
    .command("remove <name>")
    .description("Put a project away with its budgets; refused while good keys belong to it")
    .option("--json", "print JSON")
    .action(async (name: string, options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const id = await projectNamed(client, name);
      await client.call("projects.archive", { params: { id } });
      await close();
      if (options.json) return printJson({ id });
      console.log(`Put away ${name}.`);
    });

  return command;
};
