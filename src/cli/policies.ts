// `oak policies`: rules that bind the organization, a project or a key, whatever a request says. Holding them against offers is the server's.
import { Command } from "commander";
import type { Config } from "../config.ts";
import { AppError } from "../spec/error.ts";
import type { Constraints } from "../spec/plan.ts";
import { clausesOf, demands, type Policy, type PolicyPreset, type PolicyScope } from "../spec/policy.ts";
import { addRuleOptions, constraintsOf, type RuleOptions } from "./ask.ts";
import { subjectOf } from "./budgets.ts";
import { connect } from "./connect.ts";
import { printJson, table } from "./output.ts";

const whose = ({ scope, subjectName }: Policy) => (scope === "organization" ? "organization" : `${scope} ${subjectName}`);
const rowOf = (policy: Policy) => [policy.id, policy.name, whose(policy), String(policy.version), clausesOf(policy.constraints).join("; ")];

interface SetOptions extends RuleOptions {
  project?: string;
  key?: string;
  preset?: string;
  json?: boolean;
}

/** What a preset demands, narrowed by what the options add. */
function together(presets: readonly PolicyPreset[], options: SetOptions): Constraints {
  const preset = presets.find(({ id }) => id === options.preset);
  if (options.preset !== undefined && !preset)
    throw new AppError("request.invalid", `There is no preset "${options.preset}"; there are ${presets.map(({ id }) => id).join(", ")}.`, {
      field: "preset",
    });
  const [base, own] = [preset?.constraints ?? {}, constraintsOf(options)];
  return {
    ...base,
    ...own,
    ...(base.license || own.license ? { license: { ...base.license, ...own.license } } : {}),
    ...(base.data || own.data ? { data: { ...base.data, ...own.data } } : {}),
  };
}

export const policiesCommand = (config: Config): Command => {
  const command = new Command("policies")
    .description("List the rules that bind whatever a request says; set and remove them")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const { data } = await client.call("policies.list");
      await close();
      if (options.json) return printJson(data);
      if (data.length === 0) return console.log("No policies. `oak policies presets` lists beginnings for one.");
      console.log(table([["ID", "NAME", "BINDS", "VERSION", "DEMANDS"], ...data.map(rowOf)]));
    });

  command
    .command("presets")
    .description("Beginnings for a policy of your own")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const { data } = await client.call("policies.presets");
      await close();
      if (options.json) return printJson(data);
      console.log(table([["PRESET", "NAME", "WHAT IT DOES"], ...data.map(({ id, name, says }) => [id, name, says])]));
    });

  const set = command
    .command("set <name>")
    .description("Bind the organization, or a project or key. Set again under its name, it is the policy's next version")
    .option("--project <name>", "bind a project, by name or id")
    .option("--key <name>", "bind one key, by name or id")
    .option("--preset <id>", "begin with a preset (oak policies presets)")
    .option("--json", "print JSON");
  addRuleOptions(set).action(async (name: string, options: SetOptions) => {
    const { client, close } = await connect(config);
    const constraints = together((await client.call("policies.presets")).data, options);
    if (demands(constraints) === 0)
      throw new AppError("request.invalid", "Give --preset or at least one rule, such as --commercial or --local.", { field: "constraints" });
    const { scope, subject } = await subjectOf(client, options);
    const policy = await client.call("policies.set", { body: { name, scope: scope as PolicyScope, subject, constraints } });
    await close();
    if (options.json) return printJson(policy);
    console.log(`${policy.id}: ${whose(policy)}, version ${policy.version}: ${clausesOf(policy.constraints).join("; ")}.`);
  });

  command
    .command("versions <id>")
    .description("What a policy demanded, and when; of one that was removed too")
    .option("--json", "print JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const { data } = await client.call("policies.versions", { params: { id } });
      await close();
      if (options.json) return printJson(data);
      const rows = data.map(({ version, changedAt, changedBy, constraints }) => [
        String(version),
        changedAt.slice(0, 16).replace("T", " "),
        changedBy ?? "the studio",
        constraints === null ? "removed" : clausesOf(constraints).join("; "),
      ]);
      console.log(table([["VERSION", "SINCE (UTC)", "BY", "DEMANDS"], ...rows]));
    });

  command
    .command("remove <id>")
    .description("Take a policy away; its versions can still be read")
    .option("--json", "print JSON")
    .action(async (id: string, options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const policy = await client.call("policies.remove", { params: { id } });
      await close();
      if (options.json) return printJson(policy);
      console.log(`Removed the policy ${policy.name} of ${whose(policy)}.`);
    });

  return command;
};
