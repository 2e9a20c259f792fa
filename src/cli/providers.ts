// `oak providers`: who is on and why, one in full, keys set and taken away, a look that spends nothing; and `oak pull`, which fetches a model to a server of yours.
import { Command } from "commander";
import type { Config } from "../config.ts";
import { sseData } from "../sdk/sdk.ts";
import { AppError, type ErrorCode, ERRORS } from "../spec/error.ts";
import type { PullEvent } from "../spec/http.ts";
import type { ProviderStatus } from "../spec/model.ts";
import { keptWords } from "../spec/model-words.ts";
import { connect } from "./connect.ts";
import { printJson, table } from "./output.ts";
import { progressBar } from "./progress.ts";

const REPEATS = { key: "by its idempotency key", free: "yes, it costs nothing", never: "never: it might be paid twice" };
const CHECKED = {
  run: "run against the real thing",
  specification: "against the vendor's OpenAPI file",
  recorded: "against recorded exchanges",
  documented: "against its documentation",
};
const yes = (value: boolean | null) => (value === null ? "not known" : value ? "yes" : "no");

function days(seconds: number | null): string {
  if (seconds === null) return "not known";
  if (seconds === 0) return "not at all: it comes with the answer";
  return seconds >= 172_800
    ? `${Math.round(seconds / 86_400)} days`
    : seconds >= 7_200
      ? `${Math.round(seconds / 3_600)} hours`
      : `${Math.round(seconds / 60)} minutes`;
}

function keyWords({ key }: ProviderStatus): string {
  if (!key) return "none needed";
  if (key.problem) return `${key.hint ?? ""} cannot be used. ${key.problem}`;
  return key.source === "environment" ? `from ${key.variable}` : key.source === "stored" ? `kept here, ${key.hint}` : `not set (${key.variable})`;
}

function details(one: ProviderStatus): string {
  const { data, declares } = one;
  return [
    `${one.title} (${one.id})`,
    table([
      ["state", `${one.state}: ${one.reason}`],
      ...(one.hint ? [["to do", one.hint]] : []),
      ["key", keyWords(one)],
      ["address", one.url ?? "none"],
      ["tasks", one.tasks.join(", ") || "none"],
      ["models", one.models.join(", ") || "none"],
      ["trains on inputs", data ? yes(data.trainsOnInputs) : "not known"],
      ["keeps inputs", keptWords(data?.retentionDays ?? null)],
      ["regions", data?.regions?.join(", ") ?? (data?.local ? "your own machines" : "not known")],
      ...(data?.local ? [] : [["subprocessors", data?.subprocessors?.join(", ") ?? "not known"]]),
      ["data terms from", data ? `${data.source}, ${data.date}` : "nowhere"],
      ["asked again safely", REPEATS[declares.repeat]],
      ["lost ones found", yes(declares.lookup)],
      ["can be stopped", yes(declares.cancel)],
      ["keeps results", days(declares.resultSeconds)],
      ["charges refusals", `of the prompt: ${declares.refusalCharged.input}; of what was made: ${declares.refusalCharged.output}`],
      ["adapter checked", `${CHECKED[declares.checked.how]} (${declares.checked.source}, ${declares.checked.date})`],
    ]),
  ].join("\n");
}

/** A key is never an argument: it would stay in the shell's history and be seen by other users. */
async function readKey(title: string): Promise<string> {
  if (process.stdin.isTTY) {
    const { createInterface } = await import("node:readline/promises");
    process.stderr.write(`Key for ${title}, then Enter (it is not shown): `);
    const lines = createInterface({
      input: process.stdin,
      output: new (await import("node:stream")).Writable({ write: (_c, _e, done) => done() }),
      terminal: true,
    });
    const text = await lines.question("");
    lines.close();
    process.stderr.write("\n");
    return text.trim();
  }
  return (await new Response(Bun.stdin.stream()).text()).trim();
}

async function one(client: Awaited<ReturnType<typeof connect>>["client"], id: string): Promise<ProviderStatus> {
  const { data } = await client.call("providers.list");
  const found = data.find((each) => each.id === id);
  if (!found) throw new AppError("request.not_found", `There is no provider "${id}". \`oak providers\` lists them.`, { field: "id" });
  return found;
}

export const providersCommand = (config: Config): Command => {
  const command = new Command("providers")
    .description("Which providers are on, which are off, and what to do about it; or one in full")
    .argument("[id]", "one provider")
    .option("--json", "print JSON")
    .action(async (id: string | undefined, options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const shown = id ? [await one(client, id)] : (await client.call("providers.list")).data;
      await close();
      if (options.json) return printJson(id ? shown[0] : shown);
      if (id) return console.log(details(shown[0]!));
      const order = (each: ProviderStatus) => (each.state === "on" ? 0 : each.handOff ? 2 : 1);
      console.log(
        table([
          ["PROVIDER", "ID", "STATE", "MODELS", "WHY"],
          ...shown
            .toSorted((a, b) => order(a) - order(b) || a.title.localeCompare(b.title))
            .map((each) => [
              each.title,
              each.id,
              each.handOff ? "by hand" : each.state,
              String(each.models.length),
              each.hint && each.state === "off" ? `${each.reason}. ${each.hint}` : each.reason,
            ]),
        ]),
      );
    });

  command
    .command("set <id>")
    .description("Keep a provider's key, sealed; it is asked for, or read from standard input")
    .action(async (id: string) => {
      const { client, close } = await connect(config);
      const before = await one(client, id);
      const after = await client.call("providers.setKey", { params: { id }, body: { key: await readKey(before.title) } });
      const look = await client.call("providers.check", { params: { id } });
      await close();
      console.log(`${after.title} is ${after.state}. ${look.says}`);
      if (!look.good) process.exitCode = 1;
    });
  command
    .command("unset <id>")
    .description("Forget a key that was kept here")
    .action(async (id: string) => {
      const { client, close } = await connect(config);
      const after = await client.call("providers.removeKey", { params: { id } });
      await close();
      console.log(`${after.title} is ${after.state}: ${after.reason}.`);
    });
  command
    .command("check [ids...]")
    .description("Ask those that are on whether they answer and take their keys; spends nothing")
    .option("--json", "print JSON")
    .action(async (ids: string[], options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const all = (await client.call("providers.list")).data;
      const wanted = ids.length > 0 ? await Promise.all(ids.map((id) => one(client, id))) : all.filter((each) => each.state === "on");
      const looks = await Promise.all(
        wanted.map(async ({ id, title }) => ({ id, title, ...(await client.call("providers.check", { params: { id } })) })),
      );
      await close();
      if (options.json) printJson(looks);
      else for (const look of looks) console.log(`${look.good ? "good" : "look"}  ${look.title}: ${look.says}${look.good ? ` (${look.ms} ms)` : ""}`);
      if (looks.some((look) => !look.good)) process.exitCode = 1;
    });
  return command;
};

export const pullCommand = (config: Config): Command =>
  new Command("pull")
    .description("Fetch a model to a server of your own, such as: oak pull llama3.2")
    .argument("<model>", "the model's name there")
    .option("-p, --provider <id>", "which server", "ollama")
    .action(async (model: string, options: { provider: string }) => {
      const { client, close } = await connect(config);
      const response = await client.call("providers.pull", { params: { id: options.provider }, body: { name: model } });
      const bar = progressBar(false);
      let last: PullEvent | null = null;
      for await (const data of sseData(response)) {
        last = JSON.parse(data) as PullEvent;
        if (last.type === "progress") bar.show(last.progress, last.stage);
      }
      bar.clear();
      await close();
      if (last?.type === "failed") throw new AppError((last.code in ERRORS ? last.code : "internal") as ErrorCode, last.detail);
      if (last?.type !== "end") throw new AppError("unavailable", "The connection was lost; the server may go on fetching.");
      console.log(`${model} is there.`);
    });
