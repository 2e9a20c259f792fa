// `oak show`: the last generations, or one of them told in sentences: what happened, who was paid, what can be done. Changes nothing.
import { Command } from "commander";
import type { Config } from "../config.ts";
import { onResult } from "../spec/license-duties.ts";
import { storyOf } from "../spec/story.ts";
import { taskOf } from "../spec/task.ts";
import { connect } from "./connect.ts";
import { dutyLine } from "./licenses.ts";
import { printJson, table } from "./output.ts";
import { money } from "./words.ts";

export const showCommand = (config: Config): Command =>
  new Command("show")
    .description("List what was asked for, newest first; or tell one in full")
    .argument("[id]", "one generation (gen_…)")
    .option("-l, --limit <number>", "how many", "20")
    .option("--json", "print JSON")
    .action(async (id: string | undefined, options: { limit: string; json?: boolean }) => {
      const { client, close } = await connect(config);
      if (!id) {
        const { data } = await client.call("generations.list", { query: { limit: Number(options.limit) } });
        await close();
        if (options.json) return printJson(data);
        const cost = (micro: number | null) => (micro === null ? "" : micro === 0 ? "free" : money(micro));
        const words = (input: Record<string, unknown>, subject: string | null) =>
          String((subject && input[subject]) ?? "")
            .replace(/\s+/g, " ")
            .slice(0, 50);
        return console.log(
          table([
            ["ID", "STATE", "WHO", "COST", "WHAT"],
            ...data.map((one) => [one.id, one.status, one.provider ?? "", cost(one.settledMicro), words(one.input, taskOf(one.task).subject)]),
          ]),
        );
      }
      const one = await client.call("generations.get", { params: { id } });
      await close();
      if (options.json) return printJson(one);
      const { happened, paid, todo } = storyOf(one);
      console.log(`${taskOf(one.task).title}: ${one.status}${one.stage ? `, ${one.stage}` : ""}`);
      for (const line of [...happened, ...paid]) console.log(`  ${line}`);
      if (one.error) console.log(`  ${one.error.title}. ${todo ?? ""}`.trimEnd());
      for (const asset of one.assets) {
        const rank = one.best?.ranks.find((each) => each.asset === asset.id);
        const mark = one.best?.asset === asset.id ? "  the best" : "";
        console.log(`  ${asset.id}  ${asset.type}  oak assets get ${asset.id} PATH${mark}${rank ? `  ${rank.score} of 100: ${rank.reason}` : ""}`);
        if (asset.duties === null) console.log("    What licences ask for is not known.");
        for (const duty of (asset.duties ?? []).filter(onResult)) console.log(`    ${dutyLine(duty)}`);
      }
    });
