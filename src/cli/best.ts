// `oak judges` and `oak best`: who may judge which of several is best, and one's own word over the judge's. The judging is asked for with --best-of and --judge.
import { Command, Option } from "commander";
import type { Config } from "../config.ts";
import { canBeJudged, judgedBy } from "../spec/best.ts";
import { SENSES } from "../spec/senses.ts";
import { TASK_IDS, type TaskId } from "../spec/task.ts";
import { connect } from "./connect.ts";
import { printJson, table } from "./output.ts";
import { money } from "./words.ts";

export const judgesCommand = (config: Config): Command =>
  new Command("judges")
    .description("List who may judge which of several is best, under your rules, and for how much at most")
    .addOption(new Option("-t, --task <task>", "what is judged").choices(TASK_IDS.filter(canBeJudged)).default("text-to-image"))
    .option("-n, --count <number>", "of how many", "4")
    .option("--json", "print JSON")
    .action(async (options: { task: TaskId; count: string; json?: boolean }) => {
      const { client, close } = await connect(config);
      const { data } = await client.call("judges.list", { query: { task: options.task, count: Number(options.count) } });
      await close();
      if (options.json) return printJson(data);
      if (data.length === 0)
        return console.log(`Nobody: no chat model that can ${SENSES[judgedBy(options.task)!].can} is connected, or your rules allow none.`);
      console.log(table([["MODEL", "WHERE", "AT MOST"], ...data.map((one) => [one.model, one.providerTitle, money(one.quote.highMicro)])]));
    });

export const bestCommand = (config: Config): Command =>
  new Command("best")
    .description("Say which of a judged generation's results is the best, whatever the judge said")
    .argument("<generation>", "gen_…")
    .argument("[asset]", "ast_…; left out, the judge's word counts again")
    .option("--json", "print JSON")
    .action(async (id: string, asset: string | undefined, options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const chosen = await client.call("generations.choose", { params: { id }, body: { asset: asset ?? null } });
      await close();
      if (options.json) return printJson(chosen);
      console.log(
        chosen.best?.asset ? `The best is ${chosen.best.asset}, as ${chosen.best.by === "user" ? "you say" : "the judge says"}.` : "None is marked.",
      );
    });
