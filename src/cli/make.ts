// `oak make` and its short names image, video, music, sound, speech: asks, shows the way, saves the files.
import { mkdir, writeFile } from "node:fs/promises";
import { existsSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { Command, Option } from "commander";
import type { Config } from "../config.ts";
import type { Client } from "../sdk/sdk.ts";
import type { Asset } from "../spec/asset.ts";
import { AppError, type ErrorCode, ERRORS } from "../spec/error.ts";
import type { Generation } from "../spec/generation.ts";
import type { AskInput, Plan } from "../spec/plan.ts";
import { storyOf } from "../spec/story.ts";
import { TASK_IDS, type TaskId, taskOf } from "../spec/task.ts";
import { addAskOptions, addTaskOptions, type AskOptions, askOf } from "./ask.ts";
import { connect, type Connection } from "./connect.ts";
import { printJson, say } from "./output.ts";
import { progressBar } from "./progress.ts";
import { money, seconds } from "./words.ts";

interface MakeOptions extends AskOptions {
  out?: string;
  json?: boolean;
  task?: TaskId;
}

const EXTENSIONS: Record<string, string> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
  "image/gif": "gif",
  "image/avif": "avif",
  "video/mp4": "mp4",
  "video/webm": "webm",
  "audio/wav": "wav",
  "audio/x-wav": "wav",
  "audio/vnd.wave": "wav",
  "audio/mpeg": "mp3",
  "audio/ogg": "ogg",
  "audio/flac": "flac",
  "audio/x-flac": "flac",
  "audio/aac": "aac",
  "audio/mp4": "m4a",
  "text/plain": "txt",
};

/** A free name in the folder, made of the prompt's first words; or the very file that was asked for. */
function pathFor(asset: Asset, subject: string, out: string | undefined, index: number, of: number): string {
  const extension = EXTENSIONS[asset.type.split(";")[0]!] ?? "bin";
  if (out && !isFolder(out)) {
    const suffix = of > 1 ? `-${index + 1}` : "";
    return resolve(extname(out) ? `${out.slice(0, -extname(out).length)}${suffix}${extname(out)}` : `${out}${suffix}.${extension}`);
  }
  const slug =
    subject
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 40) || "oak";
  for (let number = 1; ; number += 1) {
    const path = join(resolve(out ?? "."), `${slug}${number > 1 ? `-${number}` : ""}.${extension}`);
    if (!existsSync(path)) return path;
  }
}

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();

/** The folder is made before anything is paid for, and not found missing after. */
async function placeFor(out: string): Promise<string> {
  const folder = /[/\\]$/.test(out) ? out : dirname(out);
  await mkdir(resolve(folder), { recursive: true }).catch(() => {
    throw new AppError("request.invalid", `--out: the folder "${folder}" cannot be made.`, { field: "out" });
  });
  return out;
}

async function save(client: Client, generation: Generation, subject: string, out: string | undefined): Promise<string[]> {
  const paths: string[] = [];
  for (const [index, asset] of generation.assets.entries()) {
    const path = pathFor(asset, subject, out, index, generation.assets.length);
    const response = await client.call("assets.content", { params: { id: asset.id } });
    await writeFile(path, new Uint8Array(await response.arrayBuffer()));
    paths.push(path);
  }
  return paths;
}

/** Where nobody knows the price, the limit that it is asked under. */
export function costOf(quote: Plan["quote"], limitMicro: number | null = null): string {
  if (!quote) return limitMicro === null ? "price unknown" : `price unknown, up to ${money(limitMicro)}`;
  if (quote.highMicro === 0) return "free";
  return quote.lowMicro === quote.highMicro ? money(quote.highMicro) : `up to ${money(quote.highMicro)}`;
}

/** Making and judging, each with its price. */
function bothOf({ quote, best, candidates }: Plan): string {
  if (!best) return "";
  const { judge, making, judging } = best;
  const limit = candidates[0]?.costMicro ?? null;
  return `\n  judged by ${judge.modelName} on ${judge.providerTitle}: ${costOf(quote, limit === null ? null : limit + judging.highMicro)}, of it ${costOf(making, limit)} to make and ${costOf(judging)} to judge`;
}

export function announce(plan: Plan): string {
  const [first] = plan.candidates;
  if (!first) return plan.summary;
  const cost = costOf(first.quote, first.costMicro);
  return `${first.modelName} on ${first.providerTitle} · ${cost}${first.seconds === null ? "" : ` · ${seconds(first.seconds)}`}\n  because: ${first.reasons.join("; ") || "nothing else can do it"}${bothOf(plan)}`;
}

/** What the judge said, the saved files in the order of its scores. */
function judgedWords({ best, assets }: Generation, paths: readonly string[]): string[] {
  if (!best) return [];
  if (best.state !== "judged") return [`${best.why?.title ?? "It was not judged"}: ${best.why?.detail ?? ""} ${best.why?.todo ?? ""}`.trim()];
  const lines = best.ranks.map(
    ({ asset, rank, score, reason }) =>
      `  ${rank}. ${paths[assets.findIndex(({ id }) => id === asset)] ?? asset} · ${score} of 100${reason ? ` · ${reason}` : ""}`,
  );
  return [`${best.judge.model} says which is best: ${best.reason ?? ""}`.trim(), ...lines];
}

/** Begins it and follows it to its end, with a bar on a terminal. */
export async function runAsk({ client, inProcess, close }: Connection, ask: AskInput, quiet: boolean): Promise<Generation> {
  const begun = await client.call("generations.create", { body: ask, headers: { "idempotency-key": crypto.randomUUID() } });
  if (!quiet) say(announce(begun.plan));
  const bar = progressBar(quiet);
  const interrupted = () => {
    bar.clear();
    say(
      inProcess
        ? `\nStopped here. ${begun.id} goes on with the next oak command or oak start.`
        : `\nNo longer watching. ${begun.id} goes on at the server.`,
    );
    // In this process an answer that was bought is waited for; a second Ctrl+C does not wait.
    void close().finally(() => process.exit(130));
  };
  process.once("SIGINT", interrupted);
  let last = begun;
  for (let lost = 0; lost < 5; lost += 1) {
    try {
      for await (const event of client.follow(begun.id)) {
        if (event.type === "progress") bar.show(event.progress, event.stage);
        if ("generation" in event) {
          last = event.generation;
          bar.show(last.progress, last.stage);
        }
        if (event.type === "end") lost = 5;
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "unavailable") throw error;
      await Bun.sleep(500 * 2 ** lost); // the server is away for a moment; the work is not lost
    }
  }
  bar.clear();
  process.removeListener("SIGINT", interrupted);
  if (last.endedAt === null) last = await client.call("generations.get", { params: { id: begun.id } });
  if (last.endedAt === null)
    throw new AppError("unavailable", `The connection was lost too often. ${begun.id} goes on; GET /v1/generations/${begun.id}`);
  return last;
}

export function errorOf(generation: Generation): AppError {
  const code = generation.error && generation.error.code in ERRORS ? (generation.error.code as ErrorCode) : "internal";
  return new AppError(code, generation.error?.detail ?? `It ended as ${generation.status}.`);
}

async function make(config: Config, task: TaskId, subject: string | undefined, options: MakeOptions): Promise<void> {
  const out = options.out === undefined ? undefined : await placeFor(options.out);
  const connection = await connect(config, { work: true });
  const ask = await askOf(connection.client, task, subject, options);
  const done = await runAsk(connection, ask, options.json ?? false);
  const paths = await save(connection.client, done, subject ?? basename(task), out);
  if (options.json) printJson({ ...done, files: paths });
  else {
    for (const path of paths) console.log(path);
    for (const line of judgedWords(done, paths)) say(line);
    if (done.settledMicro !== null && paths.length > 0)
      say(`${done.settledMicro === 0 ? "free" : money(done.settledMicro)}${done.seed === null ? "" : ` · seed ${done.seed}`} · ${done.id}`);
  }
  await connection.close();
  const { paid, todo } = storyOf(done);
  if (done.error && !options.json) say([...paid, todo].filter(Boolean).join(" "));
  if (done.error && paths.length === 0) throw errorOf(done);
  if (done.error) say(`${done.error.title}. ${done.error.detail}`);
}

function makeCommand(name: string, description: string, subject: string, tasks: readonly TaskId[], choose: (options: MakeOptions) => TaskId) {
  return (config: Config): Command => {
    const command = new Command(name)
      .description(description)
      .argument(`[${subject}]`, "what to make, in words")
      .option("-o, --out <path>", "a file or a folder to save to")
      .option("--json", "print JSON, with the saved files");
    addTaskOptions(addAskOptions(command), tasks);
    return command.action(async (words: string | undefined, options: MakeOptions) => {
      const task = choose(options);
      if (!words && taskOf(task).subject) throw new AppError("request.invalid", `Say what to make: oak ${name} "…"`, { field: subject });
      await make(config, task, words, options);
    });
  };
}

const DURABLE = TASK_IDS.filter((id) => !taskOf(id).live && taskOf(id).output !== "text");
const everything = makeCommand(
  "make",
  "Make anything; --task says what, images by default",
  "prompt",
  DURABLE,
  (options) => options.task ?? "text-to-image",
);

export const makeCommands = [
  (config: Config) => everything(config).addOption(new Option("-t, --task <task>", "what to make").choices(DURABLE)),
  makeCommand("image", "Make an image, or edit one with --image", "prompt", ["text-to-image", "image-to-image"], (options) =>
    options.image ? "image-to-image" : "text-to-image",
  ),
  makeCommand("video", "Make a video, or animate an image with --image", "prompt", ["text-to-video", "image-to-video"], (options) =>
    options.image ? "image-to-video" : "text-to-video",
  ),
  makeCommand("music", "Compose music", "prompt", ["text-to-music"], () => "text-to-music"),
  makeCommand("sound", "Make a sound", "prompt", ["text-to-sound"], () => "text-to-sound"),
  makeCommand("speech", "Speak a text", "text", ["text-to-speech"], () => "text-to-speech"),
];
