// `oak prompt`: a prompt rewritten for the model that will get it. Prints the new words alone on standard output; who did it and for how much beside it.
import { Command, Option } from "commander";
import type { Config } from "../config.ts";
import { TASK_IDS, type TaskId } from "../spec/task.ts";
import { addRuleOptions, constraintsOf, type RuleOptions } from "./ask.ts";
import { connect } from "./connect.ts";
import { announce } from "./make.ts";
import { printJson, say } from "./output.ts";
import { money } from "./words.ts";

interface PromptOptions extends RuleOptions {
  task: TaskId;
  for: string;
  by: string;
  look?: boolean;
  json?: boolean;
}

export const promptCommand = (config: Config): Command => {
  const command = new Command("prompt")
    .description("Rewrite a prompt as the model that will get it likes to be asked, through a chat model that your rules allow")
    .argument("<prompt>", "what you would type")
    .addOption(new Option("-t, --task <task>", "what it is for").choices(TASK_IDS).default("text-to-image"))
    .option("-f, --for <model>", "who will get it; auto is whoever would be chosen", "auto")
    .option("-b, --by <model>", "who rewrites it", "auto")
    .option("--look", "only say who would do it and for how much")
    .option("--json", "print JSON");
  return addRuleOptions(command).action(async (prompt: string, options: PromptOptions) => {
    const body = { task: options.task, prompt, model: options.for, by: options.by, constraints: constraintsOf(options) };
    const { client, close } = await connect(config);
    const plan = await client.call("prompts.plan", { body });
    if (plan.candidates.length > 0 && !options.json) say(announce(plan));
    if (options.look) {
      await close();
      if (options.json) return printJson(plan);
      if (plan.candidates.length === 0) say(plan.summary);
      if (plan.candidates.length === 0) process.exitCode = 7;
      return;
    }
    const made = await client.call("prompts.enhance", { body });
    await close();
    if (options.json) return printJson(made);
    console.log(made.enhanced);
    say(
      `Written for ${made.for ?? "no model in particular"} (${made.guide.id}); ${made.settledMicro === null ? "price not known" : money(made.settledMicro)}.`,
    );
  });
};
