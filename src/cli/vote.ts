// `oak vote` and `oak evidence`: which of two results is better, and how good each model is believed to be after all that is known.
import { Command, Option } from "commander";
import type { Config } from "../config.ts";
import { TASK_IDS, type TaskId } from "../spec/task.ts";
import { connect } from "./connect.ts";
import { printJson, table } from "./output.ts";

export const voteCommand = (config: Config): Command =>
  new Command("vote")
    .description("Say which of two results of the same prompt is better: it counts when a model is chosen")
    .argument("<better>", "a generation (gen_…) or an asset that one made (ast_…)")
    .argument("<worse>", "the other")
    .option("--tie", "neither is better")
    .option("--json", "print JSON")
    .action(async (winner: string, loser: string, options: { tie?: boolean; json?: boolean }) => {
      const { client, close } = await connect(config);
      const vote = await client.call("votes.create", { body: { winner, loser, tie: options.tie === true } });
      await close();
      if (options.json) return printJson(vote);
      const style = vote.style ? ` for ${vote.style}` : "";
      console.log(
        vote.tie ? `${vote.winner.model} and ${vote.loser.model} alike${style}.` : `${vote.winner.model} before ${vote.loser.model}${style}.`,
      );
    });

export const evidenceCommand = (config: Config): Command =>
  new Command("evidence")
    .description("Show how good each model is believed to be at a task, how sure that is, and from what")
    .addOption(new Option("-t, --task <task>", "at what").choices(TASK_IDS).default("text-to-image"))
    .option("-s, --style <style>", "in one style, such as anime or product")
    .option("--json", "print JSON")
    .action(async (options: { task: TaskId; style?: string; json?: boolean }) => {
      const { client, close } = await connect(config);
      const { data } = await client.call("evidence.list", { query: { task: options.task, ...(options.style ? { style: options.style } : {}) } });
      await close();
      if (options.json) return printJson(data);
      if (data.length === 0) return console.log("Nothing is known yet. Votes change that: oak vote, or a judge's opinion: oak check.");
      console.log(
        table([
          ["MODEL", "QUALITY", "POINTS", "VOTES HERE", "CHECKS HERE", "PUBLISHED"],
          ...data.map((each) => [
            each.model,
            `${Math.round(each.quality * 100)} ± ${Math.max(1, Math.round(each.qualityError * 100))}`,
            `${Math.round(each.points)} ± ${Math.round(each.pointsError)}`,
            String(each.votes),
            each.checks > 0 ? `${each.checks}, as ${each.checksAsVotes} votes` : "0",
            [
              ...(each.published ? [`${each.published.rating} on ${each.published.source}, ${each.published.date}`] : []),
              ...each.slices.map((slice) => `${slice.figure} on ${slice.source} (${slice.column}), ${slice.date}`),
            ].join("; "),
          ]),
        ]),
      );
    });
