// `oak license`: may a model be used as somebody means to, with clauses, sources and duties; and what the licences say. Changes nothing.
import { Command, InvalidArgumentError } from "commander";
import type { Config } from "../config.ts";
import { AppError } from "../spec/error.ts";
import { type Duty, type Finding, type License, type LicenseCheck, type LicenseUse, NOT_ADVICE } from "../spec/license.ts";
import { connect } from "./connect.ts";
import { ANSWER_CODES, printJson, table } from "./output.ts";

const CHECKED = { full: "text read in full", excerpt: "excerpt read", secondary: "told by others", known: "known, not checked" } as const;
/** What a finding is about, as a person says it. */
const ABOUT: Record<Finding["about"] | Duty["about"], string> = {
  commercial: "commercial use",
  outputs: "outputs",
  monthlyUsers: "monthly users",
  revenue: "revenue",
  territory: "territory",
  outputTerritory: "outputs' territory",
  training: "training on outputs",
  redistribution: "giving weights on",
  hosting: "hosting for others",
  license: "licence",
  attribution: "attribution",
  naming: "naming",
  notice: "notice",
  passOn: "pass on",
  usePolicy: "use policy",
  disclosure: "disclosure",
  registration: "registration",
  limit: "limit",
  unknown: "not known",
};

function whole(text: string): number {
  const value = Number(text.replaceAll("_", ""));
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError("It must be a whole number, such as 800000000.");
  return value;
}
/** `DE`, `DE,US` or `worldwide`. */
export const places = (text: string): string[] =>
  text.split(",").map((each) => (each.trim().toLowerCase() === "worldwide" ? "worldwide" : each.trim().toUpperCase()));

interface Asked {
  commercial?: boolean;
  users?: number;
  usersAtRelease?: number;
  revenue?: number;
  territory?: string[];
  outputs?: string[];
  train?: boolean;
  redistribute?: boolean;
  host?: boolean;
}

const useOf = (asked: Asked): LicenseUse => ({
  ...(asked.commercial ? { commercial: true } : {}),
  ...(asked.users === undefined ? {} : { monthlyUsers: asked.users }),
  ...(asked.usersAtRelease === undefined ? {} : { monthlyUsersAtRelease: asked.usersAtRelease }),
  ...(asked.revenue === undefined ? {} : { revenueUsd: asked.revenue }),
  ...(asked.territory ? { territory: asked.territory } : {}),
  ...(asked.outputs ? { outputTerritory: asked.outputs } : {}),
  ...(asked.train ? { trainOnOutputs: true } : {}),
  ...(asked.redistribute ? { redistributeWeights: true } : {}),
  ...(asked.host ? { hostWeights: true } : {}),
});

type Voice = Pick<Finding, "license" | "of" | "clause" | "source" | "date" | "verified">;
const origin = ({ license, of, clause, source, date, verified }: Voice): string =>
  [...new Set([license ? `${license} of ${of}` : of, clause ? `clause ${clause}` : "clause not known", verified && CHECKED[verified], source, date])]
    .filter(Boolean)
    .join(" · ");

/** One duty on one line, as it stands on an asset. */
export const dutyLine = ({ about, says, license, clause }: Duty): string =>
  `${ABOUT[about]}: ${says}${license ? ` (${license}${clause ? `, clause ${clause}` : ""})` : ""}`;

function told(check: LicenseCheck): string {
  const lines = [`${check.answer[0]!.toUpperCase()}${check.answer.slice(1)}. ${check.summary}`];
  for (const each of check.findings) lines.push(`  ${each.answer.padEnd(8)}${ABOUT[each.about]}: ${each.says}`, `          ${origin(each)}`);
  if (check.duties.length > 0) lines.push("Duties and limits:");
  for (const each of check.duties) lines.push(`  ${ABOUT[each.about]}: ${each.says}`, `          ${origin(each)}`);
  if (check.offers.length > 0) {
    lines.push("By offer:", table(check.offers.map((each) => [`  ${each.offer}`, each.answer, each.answer === "yes" ? "" : each.says])));
  }
  return [...lines, check.note].join("\n");
}

const checkCommand = (config: Config): Command =>
  new Command("check")
    .description("May it be used like this? Ends with 0 for yes, 7 for no, 8 for unknown")
    .argument("<model>", "a model by id or alias, as if you ran it yourself; or an offer (provider:model)")
    .option("--commercial", "for money, or in a business")
    .option("--users <number>", "monthly users of all your products", whole)
    .option("--users-at-release <number>", "the same in the month before the model was released, where a licence counts then", whole)
    .option("--revenue <dollars>", "yearly revenue, affiliates included", whole)
    .option("--territory <codes>", 'where it is used: DE, or DE,US, or "worldwide"', places)
    .option("--outputs <codes>", "where what it makes is used, if elsewhere", places)
    .option("--train", "train other models on what it makes")
    .option("--redistribute", "give the weights on")
    .option("--host", "run the weights as a service for others")
    .option("--json", "print JSON")
    .action(async (name: string, asked: Asked & { json?: boolean }) => {
      const { client, close } = await connect(config);
      const check = await client.call("licenses.check", { body: { model: name, use: useOf(asked) } });
      await close();
      process.exitCode = ANSWER_CODES[check.answer];
      if (asked.json) return printJson(check);
      console.log(told(check));
    });

function limits(license: License): string {
  const users = license.monthlyUsersLimit === null ? [] : [`${license.monthlyUsersLimit.toLocaleString("en-US")} users a month`];
  const revenue = license.revenueLimitUsd === null ? [] : [`$${license.revenueLimitUsd.toLocaleString("en-US")} a year`];
  const places = license.territoryExcluded?.length ? [`not in ${license.territoryExcluded.length} places`] : [];
  return [...users, ...revenue, ...places].join(", ");
}

export const licenseCommand = (config: Config): Command => {
  async function list(json: boolean): Promise<void> {
    const { client, close } = await connect(config);
    const { data } = await client.call("licenses.list");
    await close();
    if (json) return printJson(data);
    const rows = data.map((each) => [each.id, each.commercialUse ?? "unknown", limits(each), CHECKED[each.verified], each.name]);
    console.log(table([["ID", "COMMERCIAL", "LIMITS", "CHECKED", "NAME"], ...rows]));
  }
  const command = new Command("license")
    .description("List licences and services' terms; say what one says, or whether a model may be used as you mean to. Not legal advice")
    .option("--json", "print JSON")
    .action((options: { json?: boolean }) => list(options.json === true));
  command.addCommand(checkCommand(config));
  command
    .command("list")
    .description("The same as `oak license`")
    .option("--json", "print JSON")
    .action((options: { json?: boolean }) => list(options.json === true));
  command
    .command("show <id>")
    .description("One licence, clause by clause")
    .option("--json", "print JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const found = (await client.call("licenses.list")).data.find((each) => each.id === id);
      await close();
      if (!found) throw new AppError("request.not_found", `There is no licence "${id}". oak license list shows them.`, { field: "id" });
      if (options.json) return printJson(found);
      console.log(`${found.name} (${CHECKED[found.verified]}: ${found.source}, ${found.date})`);
      for (const each of found.clauses)
        console.log(`  ${each.clause ? `clause ${each.clause}` : "clause not known"}, ${ABOUT[each.about]}: ${each.says}`);
      for (const note of found.notes) console.log(`  Note: ${note}`);
      console.log(NOT_ADVICE);
    });
  return command;
};
