// `oak gap`: is the best open model good enough, task by task, within your rules. The reckoning is the server's.
import { Command, Option } from "commander";
import type { Config } from "../config.ts";
import type { Gap } from "../spec/gap.ts";
import { TASK_IDS, type TaskId } from "../spec/task.ts";
import { addRuleOptions, constraintsOf, type RuleOptions } from "./ask.ts";
import { connect } from "./connect.ts";
import { printJson, table } from "./output.ts";

const signed = (points: number) => `${points > 0 ? "+" : ""}${Math.round(points)}`;

function linesOf({ says, series, points, pointsError }: Gap): string[] {
  const now = points === null ? [] : [`  Proprietary ahead by ${signed(points)} ± ${Math.round(pointsError!)} points, by all that is known.`];
  const before = series.map((each) => [
    `  ${each.date}`,
    signed(each.points),
    each.low === null ? "" : `${signed(each.low)} to ${signed(each.high!)}`,
    `${each.proprietary.model} ${each.proprietary.rating}`,
    `${each.open.model} ${each.open.rating}`,
    each.board,
  ]);
  const rows = before.length > 0 ? table([["  DATE", "AHEAD", "95%", "PROPRIETARY", "OPEN", "BOARD"], ...before]).split("\n") : [];
  return [says, ...now, ...rows, ""];
}

export const gapCommand = (config: Config): Command => {
  const command = new Command("gap")
    .description("Is the best open model good enough? In points, comparisons won and price, over the dates that are known, within your rules")
    .addOption(new Option("-t, --task <task>", "at one task only").choices(TASK_IDS))
    .option("--json", "print JSON");
  return addRuleOptions(command).action(async (options: RuleOptions & { task?: TaskId; json?: boolean }) => {
    const { license, data, only, never } = constraintsOf(options);
    const constraints = Object.fromEntries(Object.entries({ license, data, only, never }).filter(([, value]) => value !== undefined));
    const { client, close } = await connect(config);
    const view = await client.call("gap.look", { body: { constraints, ...(options.task ? { tasks: [options.task] } : {}) } });
    await close();
    if (options.json) return printJson(view);
    for (const line of view.data.flatMap(linesOf)) console.log(line);
    console.log(view.rule);
  });
};
