// What the kit needs to know of Ollama: a stand-in that lists, shows, draws, chats and fetches as Ollama does. Test material.
import { SECRET, callOf, contextOf } from "../conformance-cases.ts";
import type { Ending, Kit, Subject } from "../conformance.ts";
import { type Received, type Reply, type StandIn, startStandIn } from "../stand-in.ts";
import { chatReply } from "../stand-in-shapes.ts";
import { picture } from "../stand-in-media.ts";
import { ollama } from "./ollama.ts";

const APACHE = "\n                                 Apache License\n                           Version 2.0, January 2004\n";
/** The models that it has: what each can do, and its licence's text. */
const MODELS: Record<string, { capabilities?: string[]; license?: string }> = {
  "qwen3:8b": { capabilities: ["completion", "tools", "thinking"], license: APACHE },
  "llama3.2:latest": {
    capabilities: ["completion", "vision", "audio"],
    license: "LLAMA 3.2 COMMUNITY LICENSE AGREEMENT\nLlama 3.2 Version Release Date: September 25, 2024",
  },
  "x/z-image-turbo:latest": { capabilities: ["image"], license: APACHE },
  "nomic-embed-text:latest": { capabilities: ["embedding"] },
  "mine:latest": {},
};

export interface OllamaStandIn extends StandIn {
  /** The lines that a pull sends, one by one; a promise among them is waited for. */
  pulls: (object | string | Promise<void>)[];
  models: typeof MODELS;
}

async function* lines(parts: readonly (object | string | Promise<void>)[]) {
  for (const part of parts) {
    if (part instanceof Promise) await part;
    else yield typeof part === "string" ? part : `${JSON.stringify(part)}\n`;
  }
}
const ndjson = (parts: readonly (object | string | Promise<void>)[]): Reply => ({
  headers: { "content-type": "application/x-ndjson" },
  body: lines(parts),
});

async function draw({ json }: Received): Promise<Reply> {
  const about = { model: json.model, created_at: "2026-11-25T10:30:00.000000Z" };
  const image = (await picture(json.prompt, Math.min(json.width, 64), Math.min(json.height, 64))).toString("base64");
  const steps = [2, 5, 8].map((completed) => ({ ...about, completed, total: 8, done: false }));
  return ndjson([...steps, { ...about, image, done: true, done_reason: "stop", total_duration: 15_000_000_000 }]);
}

export async function startOllamaStandIn(): Promise<OllamaStandIn> {
  const answer = (received: Received): Reply | Promise<Reply> => {
    const { path, json } = received;
    if (path === "/api/tags")
      return {
        body: { models: Object.keys(standIn.models).map((name) => ({ name, model: name, digest: `sha256:${name}`, details: { format: "gguf" } })) },
      };
    if (path === "/api/pull") return ndjson(standIn.pulls);
    const model = standIn.models[json?.model];
    if (!model) return { status: 404, body: { error: `model '${json?.model}' not found` } };
    if (path === "/api/show") return { body: { modelfile: "", template: "", ...model } };
    if (path === "/api/generate") return draw(received);
    return path === "/v1/chat/completions"
      ? chatReply(json, { about: { system_fingerprint: "fp_ollama" } })
      : { status: 404, body: "404 page not found" };
  };
  const standIn: OllamaStandIn = Object.assign(await startStandIn(answer), { pulls: [], models: { ...MODELS } });
  return standIn;
}

const ENDINGS: Ending[] = [
  { name: "an unknown model", status: 404, body: { error: "model 'x/z-image-turbo' not found" }, code: "provider.not_found" },
  { name: "busy", status: 503, body: { error: "server busy, please try again.  maximum pending requests exceeded" }, code: "provider.capacity" },
  {
    name: "too large a model",
    status: 500,
    body: { error: "model requires more system memory (22.0 GiB) than is available" },
    code: "provider.capacity",
  },
  { name: "a model of another kind", status: 400, body: { error: '"qwen3:8b" does not support image generation' }, code: "provider.invalid" },
  { name: "200 with an error in the stream", status: 200, body: { error: "llama runner process has terminated" }, code: "provider.error" },
  { name: "200 without a picture", status: 200, body: { done: true, done_reason: "stop" }, code: "provider.bad_output" },
  { name: "200 with a picture that is none", status: 200, body: { image: "bm90IGEgcGljdHVyZSBhdCBhbGw=", done: true }, code: "provider.bad_output" },
];

const kit: Kit = async (): Promise<Subject> => {
  const standIn = await startOllamaStandIn();
  const context = contextOf({ standIn });
  const offers = (await ollama.discover!(context))!;
  const image = offers.find((offer) => offer.tasks["text-to-image"])!;
  return {
    provider: { ...ollama, offers },
    standIn,
    secret: SECRET,
    cases: [
      {
        name: "image",
        gives: "bytes",
        call: callOf(image, "text-to-image", { prompt: "a red fox" }),
        requests: ["POST /api/generate"],
        endings: ENDINGS,
      },
    ],
    chats: [{ offer: "ollama:qwen3:8b", request: "POST /v1/chat/completions" }],
  };
};
export default kit;
