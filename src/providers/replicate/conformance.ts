// What the kit needs to know of Replicate: a stand-in for its predictions, and what it documents for each path. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import { type Files, type Job, startJobs } from "../stand-in-shapes.ts";
import { film, picture, tone } from "../stand-in-media.ts";
import provider from "./replicate.ts";

/** The secret that this stand-in signs webhooks with, as GET /webhooks/default/secret tells it. */
export const SIGNING = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

const PREDICTIONS = "POST /v1/predictions";
const GET = "GET /v1/predictions/*";
const official = (remote: string) => `POST /v1/models/${remote}/predictions`;

const problem = (status: number, title: string, detail: string) => ({ status, body: { title, detail, status } });
const base = { version: "v1", model: "owner/name", input: {}, logs: "", error: null, data_removed: false, created_at: "2026-11-25T00:00:00Z" };
const failed = (name: string, error: string | null, code: Ending["code"]): Ending => ({
  name,
  at: GET,
  status: 200,
  body: { ...base, id: "job-1", status: "failed", output: null, error, metrics: { predict_time: 3.1 } },
  code,
});
const ended = (name: string, more: object, code: Ending["code"]): Ending => ({
  name,
  at: GET,
  status: 200,
  body: { ...base, id: "job-1", output: null, ...more },
  code,
});

const ENDINGS: Ending[] = [
  {
    name: "not accepted",
    ...problem(422, "Input validation failed", "- input.aspect_ratio: must be one of the following"),
    code: "provider.invalid",
  },
  { name: "unknown model", ...problem(404, "Not found", "The requested resource could not be found."), code: "provider.not_found" },
  { name: "out of credit", ...problem(402, "Insufficient credit", "You have insufficient credit to run this model."), code: "provider.quota" },
  { name: "throttled", status: 429, body: { detail: "Request was throttled. Your rate limit resets in ~30s." }, code: "provider.rate" },
  { name: "taken, without an id", status: 201, body: { ...base, status: "starting" }, code: "provider.unknown_outcome" },
  failed("indecent", "NSFW content detected. Try running it again, or try a different prompt.", "provider.refused_output"),
  failed("sensitive", "The input or output was flagged as sensitive. Please try again with different inputs. (E005)", "provider.refused_input"),
  failed("no machine", "Failed to start the model (E9243)", "provider.capacity"),
  failed("out of memory", "CUDA out of memory (E1001)", "provider.error"),
  failed("without a reason", null, "provider.error"),
  ended("canceled", { status: "canceled" }, "provider.canceled"),
  ended("aborted", { status: "aborted" }, "provider.canceled"),
  ended("succeeded without a result", { status: "succeeded" }, "provider.bad_output"),
  ended("deleted after an hour", { status: "succeeded", data_removed: true }, "provider.expired"),
];
const VERSION_ENDINGS: Ending[] = [
  {
    name: "unknown version",
    ...problem(422, "Invalid version or not permitted", "The specified version does not exist (or perhaps you don't have permission to use it?)"),
    code: "provider.not_found",
  },
];

/** What the models answer: a list of pictures, one address, or an object. */
async function made({ fields, path }: Job, { file }: Files): Promise<unknown> {
  const { input } = fields;
  if (input.audio)
    return { transcription: " You said hello.", segments: [{ start: 0, end: 1, text: " You said hello." }], detected_language: "english" };
  const byVersion = path === "/v1/predictions";
  const sounds = input.text ?? input.tags ?? (byVersion && input.duration !== undefined ? input.prompt : undefined);
  if (sounds) return file(tone(JSON.stringify(input), 0.3), "audio/wav");
  if (/wan-video|ltx/.test(path)) return file(await film(JSON.stringify(input)), "video/mp4");
  const one = file(await picture(JSON.stringify(input), 64, 64), "image/png");
  const listed = byVersion ? input.prompt : /flux-(schnell|dev)\//.test(path);
  return listed ? [one] : one;
}

const kit: Kit = async () => {
  const { image, audio } = await sampleFiles();
  const idIn = (path: string) => /^\/v1\/predictions\/([^/]+)(\/cancel)?$/.exec(path);
  const urls = (id: string, { origin }: { origin: string }) => ({
    get: `${origin}/v1/predictions/${id}`,
    cancel: `${origin}/v1/predictions/${id}/cancel`,
    web: `https://replicate.com/p/${id}`,
  });
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    base: "/v1",
    submits: ({ method, path }, fields) =>
      method === "POST" && (path === "/v1/predictions" ? typeof fields.version === "string" : /^\/v1\/models\/[^/]+\/[^/]+\/predictions$/.test(path)),
    taken: ({ id, fields }, files) => ({ status: 201, body: { ...base, id, input: fields.input, status: "starting", urls: urls(id, files) } }),
    asks: ({ method, path }) => (method === "GET" ? (idIn(path)?.[1] ?? null) : null),
    running: ({ id, asked }) => ({ body: { ...base, id, status: asked > 1 ? "processing" : "starting", output: null } }),
    done: async (job, files) => ({
      body: {
        ...base,
        id: job.id,
        status: "succeeded",
        output: await made(job, files),
        logs: "Using seed: 1234\n",
        metrics: { predict_time: 2.5, total_time: 3 },
      },
    }),
    stops: ({ method, path }) => (method === "POST" && idIn(path)?.[2] ? idIn(path)![1]! : null),
    stopped: ({ id }) => ({ body: { ...base, id, status: "canceled" } }),
    canceled: ({ id }) => ({ body: { ...base, id, status: "canceled", output: null } }),
    other: ({ path }) => {
      if (path === "/v1/account") return { body: { type: "user", username: "oak", name: "Oak" } };
      return path === "/v1/webhooks/default/secret" ? { body: { key: SIGNING } } : null;
    },
  });
  const one = (name: string, remote: string, task: Call["task"], by: "name" | "version", endings: Ending[] = []): Case => {
    const shown = ["image-to-image", "image-to-video", "image-upscale", "background-removal"].includes(task);
    const worded = !["image-upscale", "background-removal", "speech-to-text", "text-to-speech"].includes(task);
    const input = {
      ...(worded ? { prompt: "a red fox" } : {}),
      ...(task === "text-to-speech" ? { text: "Hello there" } : {}),
      ...(shown ? { image: "ast_1" } : {}),
      ...(task === "speech-to-text" ? { audio: "ast_1" } : {}),
    };
    const files = { ...(shown ? { image } : {}), ...(task === "speech-to-text" ? { audio } : {}) };
    const requests = [by === "name" ? official(remote) : PREDICTIONS, GET, GET, GET];
    return { name, gives: task === "speech-to-text" ? "text" : "url", call: callTo(provider, remote, task, input, { files }), requests, endings };
  };
  return {
    provider,
    standIn,
    secret: SECRET,
    specification: "replicate.json",
    undocumented: { "provider.concurrency": "predictions wait in its queue; only their creation is limited by the minute" },
    cases: [
      one("picture", "black-forest-labs/flux-schnell", "text-to-image", "name", ENDINGS),
      one("picture of a free size", "black-forest-labs/flux-1.1-pro", "text-to-image", "name"),
      one("variation", "black-forest-labs/flux-dev", "image-to-image", "name"),
      one("edit", "black-forest-labs/flux-2-pro", "image-to-image", "name"),
      one("picture by a version", "stability-ai/sdxl", "text-to-image", "version", [...ENDINGS, ...VERSION_ENDINGS]),
      one("upscale", "nightmareai/real-esrgan", "image-upscale", "version"),
      one("background", "bria/remove-background", "background-removal", "name"),
      one("film", "wan-video/wan-2.2-t2v-fast", "text-to-video", "name"),
      one("animation", "wan-video/wan-2.5-i2v", "image-to-video", "name"),
      one("film with sound", "lightricks/ltx-2-fast", "text-to-video", "name"),
      one("song", "lucataco/ace-step", "text-to-music", "version"),
      one("music", "meta/musicgen", "text-to-music", "version"),
      one("speech", "jaaari/kokoro-82m", "text-to-speech", "version"),
      one("transcript", "openai/whisper", "speech-to-text", "version", [
        ended("succeeded without a text", { status: "succeeded", output: { segments: [] } }, "provider.bad_output"),
      ]),
    ],
  };
};
export default kit;
