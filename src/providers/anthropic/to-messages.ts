// A chat in OpenAI's format as the body of Anthropic's Messages API. Sends nothing; what Claude has no word for is refused, not dropped.
import { AppError } from "../../spec/error.ts";
import { refuseForeign } from "../openai-protocol.ts";

type Json = Record<string, any>;
type Block = { type: string } & Json;
interface Turn {
  role: "user" | "assistant";
  content: Block[];
}

/** What an offer says of its model. */
export interface Limits {
  /** The most that it writes; its API has no default and takes none above. */
  maxTokens: number;
  /** Newer models take no temperature, top_p or top_k (migration guide to Opus 4.7, read 2026-11). */
  sampling: boolean;
  /** Longer prompts have another price, which a price here cannot say. */
  promptChars: number | null;
}

/** What a quote reckons with where the ask sets no end, so that no more is spent than was held. */
const USUAL_TOKENS = 4096;
/** What one picture or document counts for where only characters are counted. */
const FILE_CHARS = 6_000;

const refuse = (text: string) => new AppError("provider.invalid", `Claude ${text}.`);

/** Beside what no other format knows; with these values it changes nothing. */
const FOREIGN: Record<string, readonly unknown[]> = { n: [1], presence_penalty: [0], frequency_penalty: [0] };

const given = (value: unknown) => value !== undefined && value !== null;

function checkForeign(body: Json, limits: Limits): void {
  refuseForeign(body, refuse, FOREIGN);
  if (given(body.modalities) && String(body.modalities) !== "text") throw refuse("answers in text only");
  // 1 is the default of all three formats, so it asks for nothing.
  for (const name of ["temperature", "top_p", "top_k"])
    if (!limits.sampling && given(body[name]) && body[name] !== 1) throw refuse(`no longer takes ${name} with this model; leave it out`);
}

const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+)[^,]*;base64,(.+)$/s;

function pictureOf(part: Json): Block {
  const url = typeof part.image_url === "string" ? part.image_url : part.image_url?.url;
  if (typeof url !== "string") throw refuse("needs a URL for a picture");
  const inline = DATA_URL.exec(url);
  if (inline) return { type: "image", source: { type: "base64", media_type: inline[1], data: inline[2] } };
  if (!/^https:\/\//.test(url)) throw refuse("takes pictures as data URLs or https URLs");
  return { type: "image", source: { type: "url", url } };
}

function documentOf({ file }: Json): Block {
  const inline = typeof file?.file_data === "string" ? DATA_URL.exec(file.file_data) : null;
  const title = typeof file?.filename === "string" ? { title: file.filename } : {};
  if (inline?.[1] === "application/pdf") return { type: "document", source: { type: "base64", media_type: inline[1], data: inline[2] }, ...title };
  if (inline?.[1] === "text/plain")
    return { type: "document", source: { type: "text", media_type: inline[1], data: Buffer.from(inline[2]!, "base64").toString() }, ...title };
  throw refuse("takes files as data URLs of PDF or plain text");
}

/** A message's content as blocks. Empty texts are left out: its API refuses them. */
function blocksOf(content: unknown): Block[] {
  const parts: Json[] = Array.isArray(content) ? content : given(content) ? [{ type: "text", text: content }] : [];
  return parts.flatMap((part): Block[] => {
    switch (part?.type) {
      case "text":
      case "refusal": {
        const text = part.type === "text" ? part.text : part.refusal;
        if (typeof text !== "string") throw refuse("found a text that is none");
        return text === "" ? [] : [{ type: "text", text }];
      }
      case "image_url":
        return [pictureOf(part)];
      case "file":
        return [documentOf(part)];
      default:
        throw refuse(`takes no content of the type "${String(part?.type)}"`);
    }
  });
}

function callBlock(call: Json): Block {
  if (call?.type !== undefined && call.type !== "function") throw refuse(`knows no tool calls of the type "${call.type}"`);
  try {
    return { type: "tool_use", id: call.id, name: call.function.name, input: JSON.parse(call.function.arguments || "{}") };
  } catch {
    throw new AppError("request.invalid", "The arguments of a tool call are not JSON.", { field: "messages" });
  }
}

function resultOf(message: Json): Block {
  const content = blocksOf(message.content);
  return { type: "tool_result", tool_use_id: message.tool_call_id, ...(content.length > 0 ? { content } : {}) };
}

/** Tool results are blocks of the user's turn; turns of the same side are one turn, as its API wants all results of parallel calls together. */
function turnsOf(messages: Json[]): { system: Block[]; turns: Turn[] } {
  const system: Block[] = [];
  const turns: Turn[] = [];
  const say = (role: Turn["role"], content: Block[]) => {
    if (content.length === 0) return;
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content });
  };
  for (const message of messages) {
    switch (message.role) {
      case "system":
      case "developer":
        system.push(...blocksOf(message.content));
        break;
      case "user":
        say("user", blocksOf(message.content));
        break;
      case "assistant":
        say("assistant", [...blocksOf(message.content), ...((message.tool_calls ?? []) as Json[]).map(callBlock)]);
        break;
      case "tool":
        say("user", [resultOf(message)]);
        break;
      default:
        throw refuse(`knows no messages of the role "${String(message.role)}"; use tools instead of functions`);
    }
  }
  return { system, turns };
}

const toolOf = (tool: Json): Json => {
  if (tool?.type !== "function") throw refuse(`knows no tools of the type "${String(tool?.type)}"`);
  const { name, description, parameters, strict } = tool.function ?? {};
  return {
    name,
    ...(given(description) ? { description } : {}),
    input_schema: parameters ?? { type: "object", properties: {} },
    ...(strict === true ? { strict } : {}),
  };
};

function choiceOf({ tools, tool_choice: choice, parallel_tool_calls: parallel }: Json): Json | undefined {
  if (!tools?.length) return undefined;
  const alone = parallel === false ? { disable_parallel_tool_use: true } : {};
  if (choice === "none") return { type: "none" };
  if (choice === "required") return { type: "any", ...alone };
  if (typeof choice === "object" && choice !== null) {
    if (choice.type !== "function") throw refuse(`knows no tool_choice of the type "${String(choice.type)}"`);
    return { type: "tool", name: choice.function?.name, ...alone };
  }
  return parallel === false || choice === "auto" ? { type: "auto", ...alone } : undefined;
}

/** JSON by a schema, and how hard it should think, are one object there. */
function outputOf({ response_format: format, reasoning_effort: effort }: Json): Json | undefined {
  const kind = format?.type;
  if (kind !== undefined && kind !== "text" && kind !== "json_schema")
    throw refuse(`takes no response_format of the type "${kind}"; give a json_schema`);
  const output = {
    ...(kind === "json_schema" ? { format: { type: kind, schema: format.json_schema?.schema } } : {}),
    ...(given(effort) && effort !== "none" ? { effort: effort === "minimal" ? "low" : effort } : {}),
  };
  return Object.keys(output).length === 0 ? undefined : output;
}

/** All text that is sent, and a fair number for each file. */
function charsOf(node: unknown): number {
  if (typeof node === "string") return node.length;
  if (Array.isArray(node)) return node.reduce((sum: number, each) => sum + charsOf(each), 0);
  if (node === null || typeof node !== "object") return 0;
  const { source, ...rest } = node as Json;
  return (source ? FILE_CHARS : 0) + Object.entries(rest).reduce((sum: number, [key, value]) => sum + key.length + charsOf(value), 0);
}

/** The body of POST /v1/messages. Throws AppError where it cannot say the same. */
export function toMessages(body: Json, remote: string, limits: Limits): Json {
  checkForeign(body, limits);
  const { system, turns } = turnsOf(body.messages ?? []);
  const stops = (typeof body.stop === "string" ? [body.stop] : ((body.stop ?? []) as string[])).filter((stop) => stop.trim() !== "");
  const sampling = limits.sampling
    ? {
        // Its scale ends at 1 where OpenAI's ends at 2; its own layer for OpenAI's format caps as well.
        ...(given(body.temperature) ? { temperature: Math.min(1, Number(body.temperature)) } : {}),
        ...(given(body.top_p) ? { top_p: body.top_p } : {}),
        ...(given(body.top_k) ? { top_k: body.top_k } : {}),
      }
    : {};
  const optional = {
    system: system.length > 0 ? system : undefined,
    stop_sequences: stops.length > 0 ? stops : undefined,
    tools: body.tools?.length ? body.tools.map(toolOf) : undefined,
    tool_choice: choiceOf(body),
    output_config: outputOf(body),
    thinking: body.thinking ?? (body.reasoning_effort === "none" ? { type: "disabled" } : undefined),
    metadata: typeof body.user === "string" ? { user_id: body.user } : undefined,
    stream: body.stream === true ? true : undefined,
  };
  const sent = {
    model: remote,
    max_tokens: body.max_completion_tokens ?? body.max_tokens ?? Math.min(USUAL_TOKENS, limits.maxTokens),
    messages: turns,
    ...sampling,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
  if (limits.promptChars !== null && charsOf(sent) > limits.promptChars)
    throw refuse(`has another price for prompts as long as this one; use another model beyond ${limits.promptChars} characters`);
  return sent;
}
