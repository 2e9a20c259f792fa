// What the kit needs to know of Together AI: a stand-in that speaks its protocol, and what it documents for each task. Test material.
import type { TaskId } from "../../spec/task.ts";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import type { Received, Reply } from "../stand-in.ts";
import { chatReply, fieldsOf, startJobs } from "../stand-in-shapes.ts";
import { film, picture, silentMp3, tone } from "../stand-in-media.ts";
import provider from "./together.ts";

const said = (type: string, message: string, code: string | null = null) => ({ error: { message, type, param: null, code } });
const QUOTA: Ending = {
  name: "no credit",
  status: 402,
  body: said("payment_required", "Your account has reached its spending limit"),
  code: "provider.quota",
};
const ENDINGS: Ending[] = [
  QUOTA,
  { name: "rate", status: 429, body: said("rate_limit", "Too many requests"), code: "provider.rate" },
  { name: "overloaded", status: 503, body: said("service_unavailable", "Engine overloaded"), code: "provider.capacity" },
  {
    name: "unknown model",
    status: 404,
    body: said("invalid_request_error", "Unable to access model", "model_not_available"),
    code: "provider.not_found",
  },
  { name: "200 without a picture", status: 200, body: { id: "i", model: "m", object: "list", data: [] }, code: "provider.bad_output" },
  {
    name: "200 with a picture that is none",
    status: 200,
    body: { id: "i", model: "m", object: "list", data: [{ index: 0, type: "b64_json", b64_json: "bm90IGEgcGljdHVyZSBhdCBhbGw=" }] },
    code: "provider.bad_output",
  },
];

const CHECK = "GET /v2/videos/*";
const job = (status: string, more: object = {}) => ({
  id: "job-1",
  object: "video",
  model: "m",
  status,
  size: "1248x704",
  seconds: "5",
  created_at: 1,
  ...more,
});
const FILM_ENDINGS: Ending[] = [
  QUOTA,
  { name: "failed", at: CHECK, status: 200, body: job("failed", { error: { code: "x", message: "the worker died" } }), code: "provider.error" },
  { name: "canceled", at: CHECK, status: 200, body: job("cancelled"), code: "provider.canceled" },
  { name: "completed without a film", at: CHECK, status: 200, body: job("completed"), code: "provider.bad_output" },
  { name: "taken, without an id", status: 200, body: { object: "video", status: "queued" }, code: "provider.unknown_outcome" },
];

const chat = (fields: Record<string, any>) => chatReply(fields, { counts: "always" });

async function answer({ method, path }: Received, fields: Record<string, any>): Promise<Reply | null> {
  if (method === "GET" && path === "/v1/models") return { body: [{ id: "openai/gpt-oss-20b", object: "model", type: "chat" }] };
  if (path === "/v1/chat/completions") return chat(fields);
  if (path === "/v1/audio/transcriptions") {
    if (fields.response_format !== "verbose_json") return { body: { text: "Hello there" } };
    const segments = [{ id: 0, start: 0, end: 0.2, text: "Hello there" }];
    return { body: { task: "transcribe", language: "en", duration: 0.2, text: "Hello there", segments } };
  }
  if (path === "/v1/audio/speech")
    return fields.response_format === "mp3"
      ? { headers: { "content-type": "audio/mpeg" }, body: silentMp3() }
      : { headers: { "content-type": "audio/wav" }, body: tone(fields.input) };
  if (path !== "/v1/images/generations") return null;
  const one = await picture(fields.prompt, 64, 64, fields.output_format);
  const data = Array.from({ length: fields.n ?? 1 }, (_, index) => ({ index, type: "b64_json", b64_json: one.toString("base64") }));
  return { body: { id: "image-1", model: fields.model, object: "list", data } };
}

const kit: Kit = async () => {
  const { image, audio } = await sampleFiles();
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    submits: ({ method, path }) => method === "POST" && path === "/v2/videos",
    taken: (taken) => ({ body: job("queued", { id: taken.id, model: taken.fields.model }) }),
    asks: ({ method, path }) => (method === "GET" ? (/^\/v2\/videos\/([^/]+)$/.exec(path)?.[1] ?? null) : null),
    running: ({ id }) => ({ body: job("in_progress", { id }) }),
    done: async ({ id, fields }, { file }) => ({
      body: job("completed", { id, completed_at: 9, outputs: { cost: 0.57, video_url: file(await film(fields.prompt ?? "film"), "video/mp4") } }),
    }),
    other: async (received) => answer(received, await fieldsOf(received)),
  });
  const one = (name: string, remote: string, task: TaskId, input: Record<string, unknown>, gives: Case["gives"], more: Partial<Call> = {}): Case => {
    const call = callTo(provider, remote, task, input, more);
    const path = String(call.offer.options.path);
    return { name, gives, call, requests: [`POST /${path}`, ...(gives === "url" ? [CHECK, CHECK, CHECK] : [])] };
  };
  return {
    provider,
    standIn,
    secret: SECRET,
    specification: "together.yaml",
    undocumented: {
      "provider.refused_input": "the list of error codes has no refusal; words of one are told as such all the same",
      "provider.concurrency": "limits are of requests and tokens a minute",
    },
    chats: [{ offer: "together:openai/gpt-oss-20b", request: "POST /v1/chat/completions" }],
    cases: [
      { ...one("image", "black-forest-labs/FLUX.1-schnell", "text-to-image", { prompt: "a red fox" }, "bytes", { count: 2 }), endings: ENDINGS },
      one("edit by reference", "black-forest-labs/FLUX.2-pro", "image-to-image", { prompt: "bluer", image: "ast_1" }, "bytes", { files: { image } }),
      one("edit by Kontext", "black-forest-labs/FLUX.1-kontext-pro", "image-to-image", { prompt: "bluer", image: "ast_1" }, "bytes", {
        files: { image },
      }),
      one("speech", "hexgrad/Kokoro-82M", "text-to-speech", { text: "Hello there" }, "bytes"),
      {
        ...one("transcript", "openai/whisper-large-v3", "speech-to-text", { audio: "ast_2", language: "pt-BR" }, "text", { files: { audio } }),
        endings: [{ name: "200 without a text", status: 200, body: { language: "en" }, code: "provider.bad_output" }],
      },
      { ...one("film", "ByteDance/Seedance-1.0-pro", "text-to-video", { prompt: "waves" }, "url"), endings: FILM_ENDINGS },
      one("film from a picture", "ByteDance/Seedance-1.0-lite", "image-to-video", { prompt: "zoom in", image: "ast_1" }, "url", { files: { image } }),
    ],
  };
};
export default kit;
