// Ollama on machines of your own: chat in OpenAI's format, experimental pictures, its models by its own list, and fetching more of them. Not Ollama's cloud.
import { AppError } from "../../spec/error.ts";
import { SENSES } from "../../spec/senses.ts";
import { probeOf, type Wire } from "../flow.ts";
import { asError, type FailureRow, failed, isUnder, joinUrl, send, told, whyNot } from "../http.ts";
import { pictureType } from "../media.ts";
import { type Dialect, liveByProtocol } from "../openai-protocol.ts";
import type { Call, Context, Mounted, Operation, Provider, ProviderSettings } from "../providers.ts";
import { objects } from "../streams.ts";
import { listed } from "./listing.ts";

/** Errors are {"error": "…"} with a status, or inside a stream that began well (server/routes.go and docs/api.md, read 2026-11). */
const ROWS: readonly FailureRow[] = [
  { says: /not found|file does not exist|no such model/, code: "provider.not_found", text: "does not have this model" },
  { says: /server busy|maximum pending requests|queue full/, code: "provider.capacity", text: "is busy" },
  { says: /out of memory|requires more system memory|no space left/, code: "provider.capacity", text: "has no room for this model" },
  { says: /does not support|invalid model name|newer version of ollama/, code: "provider.invalid", text: "did not accept the request" },
];

const dialect: Dialect & Wire = {
  title: "Ollama",
  rows: ROWS,
  buys: false,
  streamUsage: true,
  // It asks for no key itself; a proxy before it may.
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
};

/** Its own address, though it be given with the /v1 of OpenAI's format. */
const home = (context: Context): Context => ({ ...context, baseUrl: context.baseUrl.replace(/\/+$/, "").replace(/\/v1$/, "") });

/** A stream of its own protocol, or why there is none. */
async function stream(path: string, json: unknown, context: Context) {
  const { baseUrl, secret } = context;
  const credentials = secret === null ? {} : dialect.credentials(secret);
  const sent = await send({ method: "POST", url: joinUrl(baseUrl, path), json, credentials, maxBytes: 0, buys: false }, dialect, context);
  if (!sent.ok) return sent;
  return sent.response.ok ? sent : { ok: false as const, failure: await whyNot(sent.response, dialect, context), seen: null };
}

const share = (done: unknown, of: unknown): number | null =>
  typeof done === "number" && typeof of === "number" && of > 0 ? Math.min(1, Math.max(0, done / of)) : null;

/** docs/api.md, "Image generation (experimental)": progress as it comes, the picture in the last object. */
async function picture({ offer, input }: Call, context: Context): Promise<Operation> {
  const { prompt, width, height } = input;
  const answer = await stream("api/generate", { model: offer.remote, prompt, width, height }, context);
  if (!answer.ok) return { state: "failed", failure: answer.failure };
  try {
    for await (const part of objects(answer.response, context.signal)) {
      if (!part) break;
      if (part.error !== undefined) return { state: "failed", failure: told(part.error, dialect, context) };
      const reached = share(part.completed, part.total);
      if (reached !== null) context.report(reached);
      if (typeof part.image !== "string") continue;
      const bytes = new Uint8Array(Buffer.from(part.image, "base64"));
      const type = pictureType(bytes);
      if (!type) break;
      return { state: "done", outputs: [{ kind: "bytes", bytes, type }], usage: { request: 1, image: 1 }, costMicro: null, seed: null };
    }
  } catch {
    const late = context.signal.aborted;
    return late
      ? failed("provider.timeout", "Ollama did not answer in time.", "no")
      : failed("provider.unreachable", "The connection to Ollama was cut.", "no");
  }
  return failed("provider.bad_output", "Ollama answered without a picture.", "no");
}

const NAME = /^[\w][\w.@/:-]{0,199}$/;

/** docs/api.md, "Pull a model": first the manifest, then each layer with its bytes, then checks; "success" is the last word. */
async function* pull(name: string, context: Context): AsyncGenerator<{ progress: number | null; stage: string }> {
  if (!NAME.test(name)) throw new AppError("request.invalid", "A model's name looks like qwen3:8b or hf.co/owner/name.", { field: "name" });
  const answer = await stream("api/pull", { model: name, stream: true }, home(context));
  if (!answer.ok) throw asError(answer.failure);
  const layers = new Map<string, { done: number; of: number }>();
  let reached = 0;
  try {
    for await (const part of objects(answer.response, context.signal)) {
      if (!part) throw asError({ code: "provider.bad_output", message: "Ollama's answer cannot be read.", charged: "no" });
      if (part.error !== undefined) throw asError(told(part.error, dialect, context));
      if (part.status === "success") return yield { progress: 1, stage: `${name} is here` };
      if (typeof part.digest === "string" && typeof part.total === "number") {
        layers.set(part.digest, { done: Number(part.completed ?? 0), of: part.total });
        const [done, of] = [...layers.values()].reduce(([a, b], each) => [a + each.done, b + each.of], [0, 0]);
        // A layer that turns up later makes the whole larger; what was reached once is not taken back.
        reached = Math.max(reached, share(done, of) ?? 0);
        yield { progress: reached, stage: `Fetching ${name}` };
      } else if (typeof part.status === "string") yield { progress: layers.size > 0 ? reached : null, stage: stageOf(part.status, name) };
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    if (context.signal.aborted) throw new AppError("provider.canceled", `Fetching ${name} was stopped; what is here already is kept by Ollama.`);
    throw new AppError("provider.unreachable", "The connection to Ollama was cut; fetching again goes on where it ended.");
  }
  throw new AppError("provider.error", `Ollama ended before ${name} was here.`);
}

const STAGES: readonly [RegExp, string][] = [
  [/^pulling manifest/, "Looking for"],
  [/^pulling/, "Fetching"],
  [/^verifying/, "Checking"],
  [/^(writing|removing)/, "Storing"],
];
const stageOf = (status: string, name: string) => `${STAGES.find(([sign]) => sign.test(status))?.[1] ?? "Fetching"} ${name}`;

export const ollama: Provider = {
  id: "ollama",
  title: "Ollama",
  local: true,
  neural: true,
  // Asking again costs time on your own machine, and no money.
  repeat: "free",
  refusalCharged: { input: "no", output: "no" },
  progress: "fraction",
  resultSeconds: 0,
  checked: { how: "documented", source: "Ollama's docs/api.md and docs/api/openai-compatibility.mdx", date: "2026-11-25" },
  concurrency: 4,
  keyVariable: null,
  defaultUrl: "http://127.0.0.1:11434",
  hint: "Start Ollama (ollama serve), or set OAK_OLLAMA_URL.",
  offers: [],
  discover: (context) => listed("ollama", dialect, home(context)),
  probe: (context) => probeOf(dialect, "api/tags")(home(context)),
  start: (call, context) => picture(call, home(context)),
  live: (body, offer, context) => {
    const at = home(context);
    return liveByProtocol(withSounds(body), offer, { ...at, baseUrl: joinUrl(at.baseUrl, "v1") }, dialect);
  },
  pull,
};

/**
 * Its compatible endpoint knows text and pictures only. But a data URL without a type is taken for bytes of any kind there (openai/openai.go, decodeImageURL), and
 * these are told apart by how they begin, sounds too (github.com/lfnovo/esperanto/issues/267 and ahyatt/llm/pull/289, read 2026-11-26).
 */
function withSounds(body: Record<string, unknown>): Record<string, unknown> {
  const partOf = (part: any) =>
    part?.type === SENSES.hears.part && typeof part.input_audio?.data === "string"
      ? { type: SENSES.sees.part, image_url: { url: `data:;base64,${part.input_audio.data}` } }
      : part;
  const messageOf = (message: any) => (Array.isArray(message?.content) ? { ...message, content: message.content.map(partOf) } : message);
  return Array.isArray(body.messages) ? { ...body, messages: body.messages.map(messageOf) } : body;
}

const loopback = (url: string) => url.replace(/\/\/(localhost|\[::1\])/, "//127.0.0.1").replace(/\/+$/, "");

/** Stands where looking is allowed or its URL is given, and not where a named server has its name or its port. */
export default function mountOllama({ providerUrl, providerKey, servers, discover }: ProviderSettings): Mounted[] {
  const given = providerUrl(ollama.id);
  const baseUrl = given ?? ollama.defaultUrl!;
  const taken = Object.values(servers).some((url) => isUnder(loopback(url), loopback(baseUrl)));
  if (ollama.id in servers || (!given && (!discover || taken))) return [];
  return [{ provider: ollama, baseUrl, secret: providerKey("OAK_OLLAMA_KEY"), configured: true }];
}
