// `oak plan`: who would do it, why, who would not and why not. Changes nothing and costs nothing.
import { Command, Option } from "commander";
import type { Config } from "../config.ts";
import type { Candidate } from "../spec/plan.ts";
import { TASK_IDS, type TaskId } from "../spec/task.ts";
import { addAskOptions, addTaskOptions, type AskOptions, askOf } from "./ask.ts";
import { connect } from "./connect.ts";
import { announce, costOf } from "./make.ts";
import { printJson } from "./output.ts";
import { money, seconds } from "./words.ts";

/** The three by which it is chosen: how good and how sure that is, what a good result costs, how long it takes. */
function figures({ quality, qualityError, quote, costMicro, goodCostMicro, seconds: time }: Candidate): string {
  const error = qualityError ? ` ± ${Math.max(1, Math.round(qualityError * 100))}` : "";
  const good = goodCostMicro != null && costMicro !== null && goodCostMicro > costMicro ? `, ${money(goodCostMicro)} for each that succeeds` : "";
  return [
    quality === null ? "quality not measured" : `quality ${Math.round(quality * 100)}${error} of 100`,
    quote ? `${money(quote.highMicro)}${good}` : costOf(quote, costMicro),
    time === null ? "time unknown" : seconds(time),
  ].join(" · ");
}

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
    if (plan.candidates[0]) console.log(`  figures: ${figures(plan.candidates[0])}`);
    for (const candidate of plan.candidates.slice(1)) {
      console.log(`then ${candidate.modelName} on ${candidate.providerTitle} · ${figures(candidate)}`);
    }
    if (plan.untold?.candidates) console.log(`and ${plan.untold.candidates} more that come after them`);
    if (plan.style) console.log(`\nThe prompt asks for ${plan.style}: what is known of that style counts.`);
    if (plan.turn) console.log(`\nWhat would change the choice\n  ${plan.turn.sentence}`);
    const reasons = [...new Set(plan.rejections.map((rejection) => rejection.reason))];
    const shown = options.all ? reasons : reasons.slice(0, 10);
    if (shown.length > 0) console.log("\nNot considered");
    for (const reason of shown) console.log(`  ${reason}`);
    for (const [code, many] of Object.entries(plan.untold?.rejections ?? {}))
      console.log(`  … and ${many} more for the same kind of reason (${code})`);
    if (shown.length < reasons.length) console.log(`  … and ${reasons.length - shown.length} more (--all)`);
    if (plan.candidates.length === 0) process.exitCode = 7;
  });
};
