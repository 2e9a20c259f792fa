// `oak plan`: who would do it, why, who would not and why not. Changes nothing and costs nothing.
import { Command, Option } from "commander";
import type { Config } from "../config.ts";
import { TASK_IDS, type TaskId } from "../spec/task.ts";
import { addAskOptions, addTaskOptions, type AskOptions, askOf } from "./ask.ts";
import { connect } from "./connect.ts";
import { announce } from "./make.ts";
import { printJson } from "./output.ts";
import { money, seconds } from "./words.ts";

export const planCommand = (config: Config): Command => {
  const command = new Command("plan")
    .description("Show who would do it, at what price, and why not the others")
    .argument("[prompt]", "what would be made")
    .addOption(new Option("-t, --task <task>", "what would be made").choices(TASK_IDS).default("text-to-image"))
    .option("--all", "show every rejection")
    .option("--json", "print JSON");
  addTaskOptions(
    addAskOptions(command),
    TASK_IDS.filter((id) => id !== "chat"),
  );
  return command.action(async (prompt: string | undefined, options: AskOptions & { task: TaskId; json?: boolean; all?: boolean }) => {
    const { client, close } = await connect(config);
    const ask = await askOf(client, options.task, prompt, options);
    if (options.task === "chat") ask.input = { messages: [{ role: "user", content: prompt ?? "" }] };
    const plan = await client.call("plans.create", { body: ask });
    await close();
    if (options.json) return printJson(plan);
    console.log(announce(plan));
    for (const candidate of plan.candidates.slice(1)) {
      console.log(
        `then ${candidate.modelName} on ${candidate.providerTitle} · ${candidate.quote ? money(candidate.quote.highMicro) : "price unknown"}${candidate.seconds === null ? "" : ` · ${seconds(candidate.seconds)}`}`,
      );
    }
    const reasons = [...new Set(plan.rejections.map((rejection) => rejection.reason))];
    const shown = options.all ? reasons : reasons.slice(0, 10);
    if (shown.length > 0) console.log("\nNot considered");
    for (const reason of shown) console.log(`  ${reason}`);
    if (shown.length < reasons.length) console.log(`  … and ${reasons.length - shown.length} more (--all)`);
    if (plan.candidates.length === 0) process.exitCode = 7;
  });
};
