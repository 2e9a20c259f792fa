// `oak prices`: what an offer cost and when, what providers bill beside it, and a workload's cost everywhere. The arithmetic is the server's.
import { Command, Option } from "commander";
import type { Config } from "../config.ts";
import { AppError } from "../spec/error.ts";
import type { ComparisonView, OwnRow } from "../spec/hosting.ts";
import type { Drift, PriceVersion } from "../spec/price.ts";
import { TASK_IDS, type TaskId } from "../spec/task.ts";
import { addAskOptions, addTaskOptions, type AskOptions, askOf } from "./ask.ts";
import { microsOf } from "./budgets.ts";
import { connect } from "./connect.ts";
import { printJson, table } from "./output.ts";
import { money, seconds } from "./words.ts";

interface CompareOptions extends AskOptions {
  task: TaskId;
  month: string;
  gpuHour?: string;
  hardware?: string;
  life?: string;
  watts?: string;
  kwh?: string;
  outputSeconds?: string;
  utilization?: string;
  ownModel?: string;
  json?: boolean;
}

function numberOf(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new AppError("request.invalid", `--${flag} must be a number.`, { field: flag });
}

/** The machine that the options describe; none where no price of one was given. */
function machineOf(options: CompareOptions) {
  const hourMicro = options.gpuHour === undefined ? undefined : microsOf(options.gpuHour, "--gpu-hour");
  const hardwareMicro = options.hardware === undefined ? undefined : microsOf(options.hardware, "--hardware");
  if (hourMicro === undefined && hardwareMicro === undefined) return [];
  const machine = {
    hourMicro,
    hardwareMicro,
    lifeMonths: numberOf(options.life, "life") ?? (hardwareMicro === undefined ? undefined : 36),
    watts: numberOf(options.watts, "watts"),
    kilowattHourMicro: options.kwh === undefined ? undefined : microsOf(options.kwh, "--kwh"),
    secondsPerOutput: numberOf(options.outputSeconds, "output-seconds"),
    utilization: numberOf(options.utilization, "utilization"),
    model: options.ownModel,
  };
  return [Object.fromEntries(Object.entries(machine).filter(([, value]) => value !== undefined)) as typeof machine];
}

function linesOf(own: OwnRow): string[] {
  return [
    "",
    `${own.name}: ${own.machines === 1 ? "one" : own.machines} needed, ${money(own.monthMicro)} a month, ${money(own.outputMicro)} an output`,
    `  One makes up to ${own.capacity.toLocaleString("en-US")} a month, at ${seconds(own.secondsPerOutput)} each (${own.secondsSource}).`,
    ...own.breakEven.map(({ says }) => `  ${says}`),
  ];
}

function print({ perMonth, hosted, own, says }: ComparisonView, all: boolean): void {
  console.log(says);
  const usable = hosted.filter((row) => row.refused === null);
  const rows = (all ? hosted : usable).map((row) => [
    row.modelName,
    row.providerTitle,
    money(row.outputMicro),
    money(row.monthMicro),
    ...(all ? [row.refused ?? ""] : []),
  ]);
  if (rows.length > 0)
    console.log(`\n${table([["MODEL", "AT", "AN OUTPUT", `${perMonth.toLocaleString("en-US")} A MONTH`, ...(all ? ["WHY NOT"] : [])], ...rows])}`);
  for (const line of own.flatMap(linesOf)) console.log(line);
  if (!all && usable.length < hosted.length) console.log(`\n${hosted.length - usable.length} more that cannot be used now, with the reasons: --all`);
}

const historyOf = (rows: PriceVersion[]): string[][] => [
  ["VERSION", "SEEN", "PRICE", "SOURCE"],
  ...rows.map(({ version, seenAt, price }) => [
    version,
    seenAt.slice(0, 10),
    price.lines.map((line) => `${money(line.micro)} per ${line.per === 1 ? "" : `${line.per.toLocaleString("en-US")} `}${line.unit}`).join("; "),
    `${price.source}, ${price.date}`,
  ]),
];

const driftOf = (rows: Drift[]): string[][] => [
  ["OFFER", "BILLS", "EXPECTED", "BILLED", ""],
  ...rows.map((each) => [
    each.offer,
    String(each.bills),
    money(each.ownMicro),
    money(each.providerMicro),
    each.alarm ? "differs: look at the provider's prices" : "as expected",
  ]),
];

export const pricesCommand = (config: Config): Command => {
  const command = new Command("prices")
    .description("What an offer costs and did cost; without an offer, what providers billed of late beside what their prices say")
    .argument("[offer]", "such as openai:gpt-image-1-mini")
    .option("--json", "print JSON")
    .action(async (offer: string | undefined, options: { json?: boolean }) => {
      const { client, close } = await connect(config);
      const view = offer === undefined ? await client.call("prices.drift") : await client.call("prices.list", { query: { offer } });
      await close();
      if (options.json) return printJson(view.data);
      if (view.data.length === 0)
        return console.log(
          offer === undefined ? "No provider has told what it bills within the last month." : `No price of ${offer} was ever seen here.`,
        );
      console.log(table(view.data.some((row) => "price" in row) ? historyOf(view.data as PriceVersion[]) : driftOf(view.data as Drift[])));
    });

  const compare = command
    .command("compare")
    .description("What a workload costs at every offer that could do it, and on a machine of your own")
    .argument("[prompt]", "what would be made", "a picture")
    .addOption(new Option("-t, --task <task>", "what would be made").choices(TASK_IDS).default("text-to-image"))
    .option("--month <number>", "outputs a month", "1000")
    .option("--gpu-hour <dollars>", "a rented machine's price of an hour")
    .option("--hardware <dollars>", "a machine that was bought: its price")
    .option("--life <months>", "over how many months it is written off (36)")
    .option("--watts <number>", "what it draws at work")
    .option("--kwh <dollars>", "what a kilowatt hour costs")
    .option("--output-seconds <number>", "measured seconds of one output there; else what this server measured of --own-model")
    .option("--utilization <share>", "share of the month in which it can be at work (0.5)")
    .option("--own-model <id>", "the model that runs there")
    .option("--all", "show also what cannot be used, and why")
    .option("--json", "print JSON");
  addTaskOptions(
    addAskOptions(compare),
    TASK_IDS.filter((id) => id !== "chat"),
  );
  compare.action(async (prompt: string, options: CompareOptions & { all?: boolean }) => {
    const own = machineOf(options);
    const perMonth = numberOf(options.month, "month")!;
    const { client, close } = await connect(config);
    const ask = await askOf(client, options.task, prompt, options);
    if (options.task === "chat") ask.input = { messages: [{ role: "user", content: prompt }] };
    const view = await client.call("prices.compare", { body: { ask, perMonth, own } });
    await close();
    if (options.json) return printJson(view);
    print(view, options.all === true);
  });

  return command;
};
