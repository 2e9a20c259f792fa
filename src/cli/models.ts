// `oak models`: what is known, with how open each is; and the operator's own word on a layer, set and taken away. One model in full is model-page.ts.
import { Command, Option } from "commander";
import type { Config } from "../config.ts";
import { AppError } from "../spec/error.ts";
import {
  classWords,
  LAYER_WORDS,
  OPENNESS_LAYERS,
  OPENNESS_VALUES,
  type Openness,
  type OpennessLayer,
  type OpennessValue,
} from "../spec/openness.ts";
import { TASK_IDS, type TaskId } from "../spec/task.ts";
import { connect } from "./connect.ts";
import { pageWords } from "./model-page.ts";
import { printJson, table } from "./output.ts";

interface ListOptions {
  task?: TaskId;
  available?: boolean;
  json?: boolean;
}

async function list(config: Config, options: ListOptions): Promise<void> {
  const { client, close } = await connect(config);
  const query = { ...(options.task ? { task: options.task } : {}), ...(options.available ? { available: "true" as const } : {}) };
  const found = (await client.call("models.list", { query })).data;
  await close();
  if (options.json) return printJson(found);
  const now = (model: (typeof found)[number]) => (model.available ? "yes" : model.lifecycle.status === "retired" ? "retired" : "no");
  const rows = found.map((model) => [model.id, now(model), model.opennessClass, model.license ?? "unknown", model.tasks.join(", ")]);
  console.log(table([["MODEL", "NOW", "OPENNESS", "LICENCE", "TASKS"], ...rows]));
}

async function show(config: Config, id: string, json?: boolean): Promise<void> {
  const { client, close } = await connect(config);
  const page = await client.call("models.page", { params: { id } });
  await close();
  return json ? printJson(page) : console.log(pageWords(page));
}

const said = (id: string, { layers, opennessClass }: Openness, layer: OpennessLayer) =>
  `${id}: ${LAYER_WORDS[layer]} ${layers[layer].value ?? "not known"}, so it counts as ${classWords(opennessClass)}.`;

export const modelsCommand = (config: Config): Command => {
  const command = new Command("models")
    .description("List the models that are known, with how open they are; or tell one in full")
    .argument("[id]", "one model, by id or alias")
    .addOption(new Option("-t, --task <task>", "only those that do this").choices(TASK_IDS))
    .option("-a, --available", "only those that can be used now")
    .option("--json", "print JSON")
    .action((id: string | undefined, options: ListOptions) => (id ? show(config, id, options.json) : list(config, options)));

  command
    .command("show <id>")
    .description("Tell one in full: how open, may I sell it, where does my input go, what does it cost, how good, what else")
    .option("--json", "print JSON")
    .action((id: string, options: { json?: boolean }) => show(config, id, options.json || command.opts<ListOptions>().json));

  command
    .command("override <id>")
    .description("Judge one layer of a model's openness otherwise than the indexes do, with a reason; the router follows it at once")
    .addOption(new Option("--layer <layer>", "which").choices(OPENNESS_LAYERS).makeOptionMandatory())
    .addOption(new Option("--value <value>", "how open it is").choices([...OPENNESS_VALUES, "unknown"]))
    .option("--reason <words>", "why; it is shown wherever the value is")
    .option("--remove", "take the override away")
    .option("--json", "print JSON")
    .action(
      async (id: string, options: { layer: OpennessLayer; value?: OpennessValue | "unknown"; reason?: string; remove?: boolean; json?: boolean }) => {
        const { layer, value, reason, remove } = options;
        if (remove ? value || reason : !value || !reason)
          throw new AppError("request.invalid", "Give --value and --reason, or --remove alone.", { field: value ? "reason" : "value" });
        const { client, close } = await connect(config);
        const opened = remove
          ? await client.call("openness.restore", { params: { id, layer } })
          : await client.call("openness.override", { params: { id }, body: { layer, value: value === "unknown" ? null : value!, reason: reason! } });
        await close();
        if (options.json) return printJson(opened);
        console.log(said(id, opened, layer));
      },
    );
  return command;
};
