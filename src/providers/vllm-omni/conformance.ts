// What the kit needs to know of vLLM-Omni: a stand-in in its shapes, and what it documents for each task. Test material.
import { SECRET, callOf, contextOf, sampleFiles } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Reply } from "../stand-in.ts";
import { fieldsOf, startJobs } from "../stand-in-shapes.ts";
import { film, picture, tone } from "../stand-in-media.ts";
import { vllmOmni as provider } from "./vllm-omni.ts";

const card = (id: string) => ({ id, object: "model", created: 1, owned_by: "vllm", root: id, parent: null, max_model_len: null });
/** A real server has one of them. */
const MODELS = [
  "black-forest-labs/FLUX.2-klein-4B",
  "Wan-AI/Wan2.2-TI2V-5B-Diffusers",
  "Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice",
  "stabilityai/stable-audio-open-1.0",
  "ACE-Step/ACE-Step-v1-3.5B",
  "Qwen/Qwen3-Omni-30B-A3B-Instruct",
].map(card);

const usage = { prompt_tokens: 20, completion_tokens: 4, total_tokens: 24 };
/** A chat's answer, whole or word by word. */
function said(words: string, stream: boolean): Reply {
  const head = { id: "chat-1", created: 1, model: "m" };
  const whole = {
    ...head,
    object: "chat.completion",
    choices: [{ index: 0, message: { role: "assistant", content: words }, finish_reason: "stop" }],
    usage,
  };
  if (!stream) return { body: whole };
  const chunk = (delta: object, finish_reason: string | null) => ({
    ...head,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason }],
  });
  const chunks = [...words.split(/(?<= )/).map((content) => chunk({ content }, null)), chunk({}, "stop"), { ...head, choices: [], usage }];
  const events = [...chunks.map((each) => JSON.stringify(each)), "[DONE]"].map((data) => `data: ${data}\n\n`);
  return { headers: { "content-type": "text/event-stream" }, body: events.join("") };
}

export const startOmni = () =>
  startJobs({
    key: {},
    base: "/v1",
    submits: ({ method, path }) => method === "POST" && path === "/v1/videos",
    taken: (job) => ({ body: { id: job.id, object: "video", status: "queued", created_at: 1 } }),
    asks: ({ method, path }) => (method === "GET" ? (/^\/v1\/videos\/([^/]+)$/.exec(path)?.[1] ?? null) : null),
    running: (job) => ({ body: { id: job.id, object: "video", status: job.asked < 2 ? "queued" : "in_progress", progress: 0 } }),
    done: (job) => ({ body: { id: job.id, object: "video", status: "completed", progress: 100 } }),
    stops: ({ method, path }) => (method === "DELETE" ? (/^\/v1\/videos\/([^/]+)$/.exec(path)?.[1] ?? null) : null),
    stopped: (job) => ({ body: { id: job.id, object: "video.deleted", deleted: true } }),
    canceled: () => ({ status: 404, body: { detail: "Video not found" } }),
    async other(received, jobs) {
      const { path } = received;
      if (path === "/v1/models") return { body: { object: "list", data: MODELS } };
      const job = jobs.get(/^\/v1\/videos\/([^/]+)\/content$/.exec(path)?.[1] ?? "");
      if (job) return { headers: { "content-type": "video/mp4" }, body: await film(String(job.fields.prompt)) };
      const fields = await fieldsOf(received);
      if (path === "/v1/chat/completions") return said("Hello, oak.", fields.stream === true);
      if (path === "/v1/audio/speech" || path === "/v1/audio/generate")
        return { headers: { "content-type": "audio/wav" }, body: tone(String(fields.input)) };
      if (!path.startsWith("/v1/images/")) return null;
      const drawn = (await picture(String(fields.prompt), 64, 64)).toString("base64");
      return {
        body: { created: 1, data: Array.from({ length: Number(fields.n ?? 1) }, () => ({ b64_json: drawn, url: null, revised_prompt: null })) },
      };
    },
  });

const PICTURES: Ending[] = [
  { name: "200 without a picture", status: 200, body: { created: 1, data: [] }, code: "provider.bad_output" },
  { name: "no diffusion engine", status: 503, body: { detail: "Diffusion engine not initialized." }, code: "provider.capacity" },
  { name: "invalid size", status: 400, body: { detail: "Invalid size format: '1024x'." }, code: "provider.invalid" },
];
const ended = (name: string, body: object, code: Ending["code"]): Ending => ({ name, at: "GET /v1/videos/*", status: 200, body, code });
const FILMS: Ending[] = [
  ended("failed", { id: "job-1", status: "failed", error: { message: "engine died", code: "server_error" } }, "provider.error"),
  ended("out of memory", { id: "job-1", status: "failed", error: { message: "CUDA out of memory" } }, "provider.capacity"),
  { name: "gone", at: "GET /v1/videos/*/content", status: 404, body: { detail: "Video not found" }, code: "provider.expired" },
  { name: "taken, without an id", status: 200, body: { object: "video" }, code: "provider.unknown_outcome" },
];
const failed = (message: string, type: string, code: number) => ({ error: { message, type, param: null, code } });
const SOUNDS: Ending[] = [
  {
    name: "made nothing",
    status: 400,
    body: failed("Audio generation model did not produce audio output.", "BadRequestError", 400),
    code: "provider.bad_output",
  },
  { name: "another model", status: 404, body: failed("The model `x` does not exist.", "NotFoundError", 404), code: "provider.not_found" },
  { name: "200 with an error", status: 200, body: failed("oops", "InternalServerError", 500), code: "provider.bad_output" },
];

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const standIn = await startOmni();
  const offers = (await provider.discover!(contextOf({ standIn })))!;
  standIn.clear();
  const [flux, wan, voice, sound, song, omni] = offers;
  const one = (name: string, call: Case["call"], path: string, endings: Ending[] = [], more: string[] = []): Case => ({
    name,
    gives: "bytes",
    call,
    requests: [`POST /v1/${path}`, ...more],
    endings,
  });
  const asked = ["GET /v1/videos/*", "GET /v1/videos/*", "GET /v1/videos/*", "GET /v1/videos/*/content"];
  const files = { image };
  const edit = callOf(flux!, "image-to-image", { prompt: "make it blue", image: "ast_1" }, { files });
  const moved = callOf(wan!, "image-to-video", { prompt: "slow zoom in", image: "ast_1" }, { files });
  return {
    provider: { ...provider, offers },
    standIn,
    secret: SECRET,
    chats: [{ offer: omni!.id, request: "POST /v1/chat/completions" }],
    cases: [
      one("image", callOf(flux!, "text-to-image", { prompt: "a red fox" }, { count: 2 }), "images/generations", PICTURES),
      one("edit", edit, "images/edits"),
      one("film", callOf(wan!, "text-to-video", { prompt: "waves" }), "videos", FILMS, asked),
      one("animation", moved, "videos", [], asked),
      one("speech", callOf(voice!, "text-to-speech", { text: "Hello there", voice: "vivian", language: "en" }), "audio/speech", SOUNDS),
      one("sound", callOf(sound!, "text-to-sound", { prompt: "rain" }), "audio/generate"),
      one("song", callOf(song!, "text-to-music", { prompt: "folk" }), "audio/generate"),
    ],
  };
};
export default kit;
