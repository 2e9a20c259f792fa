// What the kit needs to know of OpenRouter: a stand-in that speaks its protocols, and what it documents for each task. Test material.
import type { TaskId } from "../../spec/task.ts";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import type { Received, Reply } from "../stand-in.ts";
import { chatReply, fieldsOf, startJobs } from "../stand-in-shapes.ts";
import { film, picture, silentMp3 } from "../stand-in-media.ts";
import provider from "./openrouter.ts";

const said = (code: number, message: string, metadata?: object) => ({ error: { code, message, ...(metadata ? { metadata } : {}) } });
const FLAGGED = { reasons: ["violence"], flagged_input: "a red ... fox", provider_name: "OpenAI", model_slug: "openai/gpt-image-2" };
const ENDINGS: Ending[] = [
  { name: "flagged prompt", status: 403, body: said(403, "Input was flagged", FLAGGED), code: "provider.refused_input" },
  { name: "a key without the right", status: 403, body: said(403, "Key may not use this model"), code: "provider.auth" },
  { name: "no credit", status: 402, body: said(402, "Insufficient credits"), code: "provider.quota" },
  { name: "rate", status: 429, body: said(429, "Rate limit exceeded"), code: "provider.rate" },
  { name: "its provider failed", status: 502, body: said(502, "Provider returned error", { provider_name: "x", raw: "…" }), code: "provider.error" },
  {
    name: "nobody serves it",
    status: 503,
    body: said(503, "No available model provider meets your routing requirements"),
    code: "provider.capacity",
  },
  { name: "no credit in a 200", status: 200, body: said(402, "Insufficient credits"), code: "provider.quota" },
  { name: "failed in a 200", status: 200, body: said(502, "Provider returned error"), code: "provider.error" },
  { name: "200 without a picture", status: 200, body: { created: 1, data: [], usage: { cost: 0 } }, code: "provider.bad_output" },
];

const CHECK = "GET /api/v1/videos/*";
const job = (status: string, more: object = {}) => ({ id: "job-1", polling_url: "https://openrouter.ai/api/v1/videos/job-1", status, ...more });
const FILM_ENDINGS: Ending[] = [
  { name: "refused film", at: CHECK, status: 200, body: job("failed", { error: "Content policy violation" }), code: "provider.refused_input" },
  { name: "failed film", at: CHECK, status: 200, body: job("failed", { error: "The provider failed" }), code: "provider.error" },
  { name: "expired", at: CHECK, status: 200, body: job("expired", { error: "Job exceeded maximum time to live" }), code: "provider.timeout" },
  { name: "canceled", at: CHECK, status: 200, body: job("cancelled", { error: "Job was cancelled" }), code: "provider.canceled" },
  { name: "completed without a film", at: CHECK, status: 200, body: job("completed", { unsigned_urls: [] }), code: "provider.bad_output" },
  { name: "taken, without an id", status: 202, body: { status: "pending" }, code: "provider.unknown_outcome" },
];

const chat = (fields: Record<string, any>) =>
  chatReply(fields, {
    about: { provider: "DeepInfra" },
    message: { refusal: null },
    usage: { cost: 0.000123 },
    counts: "always",
    first: ": OPENROUTER PROCESSING\n\n",
  });

const LIST = [
  { id: "openai/gpt-4o-mini", pricing: { prompt: "0.0000002", completion: "0.0000007", input_cache_read: "0.0000001", audio: "0.0000009" } },
];

async function other(received: Received): Promise<Reply | null> {
  const { method } = received;
  const path = received.path.replace("/api/v1/", "");
  const fields = await fieldsOf(received);
  if (method === "GET" && path === "key") return { body: { data: { label: "oak", usage: 0, limit: null } } };
  if (method === "GET" && path === "models") return { body: { data: LIST } };
  if (path === "chat/completions") return chat(fields);
  if (path === "audio/speech") return { headers: { "content-type": "audio/mpeg", "x-generation-id": "gen-1" }, body: silentMp3() };
  if (path === "audio/transcriptions") {
    const usage = { seconds: 0.2, total_tokens: 5, input_tokens: 3, output_tokens: 2, cost: 0.00002 };
    return {
      body: {
        task: "transcribe",
        language: "en",
        duration: 0.2,
        text: "Hello there",
        segments: [{ id: 0, start: 0, end: 0.2, text: "Hello there" }],
        usage,
      },
    };
  }
  if (path !== "images") return null;
  const bytes = await picture(fields.prompt, 64, 64, fields.output_format);
  const data = Array.from({ length: fields.n ?? 1 }, () => ({
    b64_json: bytes.toString("base64"),
    media_type: `image/${fields.output_format ?? "png"}`,
  }));
  return { body: { created: 1, data, usage: { prompt_tokens: 9, completion_tokens: 4175, total_tokens: 4184, cost: 0.04 } } };
}

const kit: Kit = async () => {
  const { image, audio } = await sampleFiles();
  let foreignOrigin: string | null = null;
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    base: "/api/v1",
    submits: ({ method, path }) => method === "POST" && path === "/api/v1/videos",
    taken: ({ id }, { origin }) => ({ status: 202, body: job("pending", { id, polling_url: `${foreignOrigin ?? origin}/api/v1/videos/${id}` }) }),
    asks: ({ method, path }) => (method === "GET" ? (/^\/api\/v1\/videos\/([^/]+)$/.exec(path)?.[1] ?? null) : null),
    running: ({ id }) => ({ body: job("in_progress", { id }) }),
    done: async ({ id, fields }, { file }) => ({
      body: job("completed", {
        id,
        generation_id: "gen-1",
        unsigned_urls: [file(await film(fields.prompt), "video/mp4", true)],
        usage: { cost: 0.25, is_byok: false },
      }),
    }),
    other,
  });
  const one = (name: string, remote: string, task: TaskId, input: Record<string, unknown>, gives: Case["gives"], more: Partial<Call> = {}): Case => {
    const call = callTo(provider, remote, task, input, more);
    const { path } = (call.offer.options[task] ?? call.offer.options) as { path: string };
    return { name, gives, call, requests: [`POST /api/v1/${path}`, ...(gives === "url" ? [CHECK, CHECK, CHECK] : [])] };
  };
  return {
    provider,
    standIn,
    secret: SECRET,
    specification: "openrouter.yaml",
    undocumented: { "provider.concurrency": "limits are of requests" },
    chats: [{ offer: "openrouter:openai/gpt-4o-mini", request: "POST /api/v1/chat/completions" }],
    cases: [
      { ...one("image", "openai/gpt-image-2", "text-to-image", { prompt: "a red fox", format: "webp" }, "bytes", { count: 2 }), endings: ENDINGS },
      one("image by tier", "google/gemini-3-pro-image", "text-to-image", { prompt: "a red fox" }, "bytes"),
      one("edit", "black-forest-labs/flux.2-pro", "image-to-image", { prompt: "make it blue", image: "ast_1", seed: 5 }, "bytes", {
        files: { image },
      }),
      {
        ...one("film", "google/veo-3.1-lite", "text-to-video", { prompt: "waves" }, "url"),
        endings: FILM_ENDINGS,
        foreign: (origin) => {
          foreignOrigin = origin;
        },
      },
      one("film from a picture", "x-ai/grok-imagine-video", "image-to-video", { prompt: "zoom in", image: "ast_1" }, "url", { files: { image } }),
      one("speech", "openai/gpt-4o-mini-tts-2025-12-15", "text-to-speech", { text: "Hello there" }, "bytes"),
      {
        ...one("transcript", "openai/whisper-1", "speech-to-text", { audio: "ast_2", language: "pt-BR" }, "text", { files: { audio } }),
        endings: [{ name: "200 without a text", status: 200, body: { usage: { cost: 0 } }, code: "provider.bad_output" }],
      },
    ],
  };
};
export default kit;
