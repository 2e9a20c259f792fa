// `oak chat` and `oak transcribe`: text in, text out.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import type { Config } from "../config.ts";
import { type Client, sseData } from "../sdk/sdk.ts";
import { AppError } from "../spec/error.ts";
import { addAskOptions, addTaskOptions, type AskOptions, askOf } from "./ask.ts";
import { connect } from "./connect.ts";
import { announce, errorOf, runAsk } from "./make.ts";
import { printJson, say } from "./output.ts";

interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}

/** Who will answer, at what price and why, as other commands say it; on standard error, beside the answer. */
async function introduce(client: Client, model: string, messages: Message[]): Promise<void> {
  const plan = await client.call("plans.create", { body: { task: "chat", input: { messages }, model } });
  if (plan.candidates.length > 0) say(announce(plan));
}

async function answer(client: Client, model: string, messages: Message[]): Promise<string> {
  const response = await client.raw("openai.chat", { body: { model, messages: messages as never, stream: true } });
  let text = "";
  for await (const data of sseData(response)) {
    if (data === "[DONE]") break;
    const chunk = JSON.parse(data);
    if (chunk.error) throw new AppError("provider.error", chunk.error.message);
    const piece: string = chunk.choices?.[0]?.delta?.content ?? "";
    text += piece;
    process.stdout.write(piece);
  }
  process.stdout.write("\n");
  return text;
}

export const chatCommand = (config: Config): Command =>
  new Command("chat")
    .description("Chat with a text model; without a message, a conversation")
    .argument("[message]", "what to say; - reads standard input")
    .option("-m, --model <id>", "a model, or auto", "auto")
    .option("-s, --system <text>", "instructions for the model")
    .option("--json", "print the whole answer as JSON")
    .action(async (message: string | undefined, options: { model: string; system?: string; json?: boolean }) => {
      const { client, close } = await connect(config);
      const messages: Message[] = options.system ? [{ role: "system", content: options.system }] : [];
      const said = message === "-" ? await new Response(Bun.stdin.stream()).text() : message;
      if (said && options.json) {
        const response = await client.raw("openai.chat", {
          body: { model: options.model, messages: [...messages, { role: "user", content: said }] as never },
        });
        printJson(await response.json());
      } else if (said) {
        messages.push({ role: "user", content: said });
        await introduce(client, options.model, messages);
        await answer(client, options.model, messages);
      } else if (options.json) throw new AppError("request.invalid", 'Say what to answer: oak chat "…" --json', { field: "message" });
      else await converse(client, options.model, messages);
      await close();
    });

async function converse(client: Client, model: string, messages: Message[]): Promise<void> {
  const terminal = process.stdin.isTTY === true;
  const lines = createInterface({ input: process.stdin, ...(terminal ? { output: process.stderr, prompt: "› " } : {}) });
  let open = true;
  lines.once("close", () => (open = false));
  const prompt = () => terminal && open && lines.prompt();
  if (terminal) say("Say something; /exit or Ctrl+D ends.");
  prompt();
  for await (const line of lines) {
    if (line.trim() === "/exit") break;
    if (line.trim()) {
      const asked: Message[] = [...messages, { role: "user", content: line }];
      try {
        if (messages.every((message) => message.role === "system")) await introduce(client, model, asked);
        messages = [...asked, { role: "assistant", content: await answer(client, model, asked) }];
      } catch (error) {
        // One answer that failed is no end to a conversation; a script must hear of it.
        if (!terminal || !(error instanceof AppError)) throw error;
        say(`${error.row.title}. ${error.detail}`);
      }
    }
    prompt();
  }
  lines.close();
}

export const transcribeCommand = (config: Config): Command => {
  const command = new Command("transcribe")
    .description("Write down what is said in a recording")
    .argument("<file>", "a file, an asset id or an https URL")
    .option("--json", "print JSON");
  addTaskOptions(addAskOptions(command), ["speech-to-text"]);
  return command.action(async (file: string, options: AskOptions & { json?: boolean }) => {
    if (!/^(ast_|https?:)/.test(file))
      await readFile(file).catch(() => {
        throw new AppError("request.invalid", `There is no file "${file}".`, { field: "file" });
      });
    const connection = await connect(config, { work: true });
    const done = await runAsk(
      connection,
      await askOf(connection.client, "speech-to-text", undefined, { ...options, audio: file }),
      options.json ?? false,
    );
    await connection.close();
    if (options.json) printJson(done);
    else if (done.assets[0]) console.log(done.assets[0].text ?? "");
    if (done.assets.length === 0) throw errorOf(done);
  });
};
