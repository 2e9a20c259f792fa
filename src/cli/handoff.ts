// `oak handoff`: the prompt for a product without an API, and its result taken back in. Opens nothing and sends nothing there.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { Command } from "commander";
import type { Config } from "../config.ts";
import { AppError } from "../spec/error.ts";
import { TASK_IDS, type TaskId, taskOf } from "../spec/task.ts";
import { addTaskOptions, askOf, type AskOptions } from "./ask.ts";
import { connect } from "./connect.ts";
import { printJson } from "./output.ts";

interface Options extends AskOptions {
  result?: string;
  json?: boolean;
}

const DURABLE = TASK_IDS.filter((id) => !taskOf(id).live && taskOf(id).subject === "prompt");

export const handOffCommand = (config: Config): Command => {
  const command = new Command("handoff")
    .description("Prepare a prompt for a product that has no API (Midjourney, Suno), and take its result back with --result")
    .argument("<model>", "such as midjourney or suno")
    .argument("<prompt>", "what to make, in words")
    .option("--result <file>", "what you made there: kept in your feed, recorded as declared by you")
    .option("--json", "print JSON");
  addTaskOptions(command, DURABLE);
  return command.action(async (model: string, prompt: string, options: Options) => {
    const { client, close } = await connect(config);
    const found = await client.call("models.get", { params: { id: model } });
    const task = found.tasks[0] as TaskId;
    const { input } = await askOf(client, task, prompt, { ...options, model, count: "1" });
    const asked = { model, task, input };
    if (options.result === undefined) {
      const prepared = await client.call("handoffs.prepare", { body: asked });
      await close();
      if (options.json) return printJson(prepared);
      console.log(prepared.text);
      console.error(`\n${prepared.url}`);
      for (const [index, step] of prepared.steps.entries()) console.error(`${index + 1}. ${step}`);
      if (prepared.leftOut.length > 0) console.error(`\nLeft out: ${prepared.leftOut.join(" ")}`);
      return console.error(`\nThen: the same command with --result FILE`);
    }
    const bytes = await readFile(options.result).catch(() => {
      throw new AppError("request.invalid", `--result: there is no file "${options.result}".`, { field: "result" });
    });
    const asset = await client.upload(new Blob([bytes]), basename(options.result));
    const generation = await client.call("handoffs.declare", { body: { ...asked, asset: asset.id } });
    await close();
    if (options.json) return printJson(generation);
    console.log(`Kept as ${generation.id}, declared by you as ${generation.model}.`);
  });
};
