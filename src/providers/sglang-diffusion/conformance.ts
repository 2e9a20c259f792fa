// What the kit needs to know of SGLang-Diffusion: a stand-in in its shapes, and what it documents for each task. Test material.
import { SECRET, callOf, contextOf, sampleFiles } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import { fieldsOf, startJobs } from "../stand-in-shapes.ts";
import { film, picture } from "../stand-in-media.ts";
import { sglangDiffusion as provider } from "./sglang-diffusion.ts";

const card = (id: string, task_type: string | null) => ({ id, object: "model", owned_by: "sglang", root: id, num_gpus: 1, task_type });
/** A real server has one of them; the last is one of its language models. */
const MODELS = [card("black-forest-labs/FLUX.2-dev", "TI2I"), card("Wan-AI/Wan2.2-TI2V-5B-Diffusers", "TI2V"), card("Qwen/Qwen3-8B", null)];

export const startSglang = () =>
  startJobs({
    key: {},
    base: "/v1",
    submits: ({ method, path }) => method === "POST" && path === "/v1/videos",
    taken: (job) => ({ body: { id: job.id, object: "video", model: "sora-2", status: "queued", progress: 0, seconds: "4", size: "832x480" } }),
    asks: ({ path }) => /^\/v1\/videos\/([^/]+)$/.exec(path)?.[1] ?? null,
    running: (job) => ({ body: { id: job.id, object: "video", status: "queued", progress: 0 } }),
    done: (job) => ({ body: { id: job.id, object: "video", status: "completed", progress: 100, url: null, file_path: "/o/x.mp4" } }),
    async other(received, jobs) {
      const { path } = received;
      if (path === "/v1/models") return { body: { object: "list", data: MODELS } };
      const job = jobs.get(/^\/v1\/videos\/([^/]+)\/content$/.exec(path)?.[1] ?? "");
      if (job) return { headers: { "content-type": "video/mp4" }, body: await film(String(job.fields.prompt)) };
      if (!path.startsWith("/v1/images/")) return null;
      const { prompt, n } = await fieldsOf(received);
      const drawn = (await picture(String(prompt), 64, 64)).toString("base64");
      const data = Array.from({ length: Number(n ?? 1) }, () => ({ b64_json: drawn, url: null, revised_prompt: prompt, file_path: null }));
      return { body: { id: "req", created: 1, data } };
    },
  });

const PICTURES: Ending[] = [
  { name: "200 without a picture", status: 200, body: { id: "req", created: 1, data: [] }, code: "provider.bad_output" },
  { name: "out of memory", status: 500, body: { detail: "CUDA out of memory. Tried to allocate 2 GiB" }, code: "provider.capacity" },
  {
    name: "fewer than asked for",
    status: 200,
    body: { id: "req", created: 1, data: [{ b64_json: (await picture("one", 64, 64)).toString("base64") }] },
    code: "provider.bad_output",
    partial: true,
  },
];
const ended = (name: string, body: object, code: Ending["code"]): Ending => ({ name, at: "GET /v1/videos/*", status: 200, body, code });
const FILMS: Ending[] = [
  ended("failed", { id: "job-1", status: "failed", error: { message: "worker died" } }, "provider.error"),
  ended("out of memory", { id: "job-1", status: "failed", error: { message: "CUDA out of memory" } }, "provider.capacity"),
  ended("stopped", { id: "job-1", status: "cancelled" }, "provider.canceled"),
  { name: "gone", at: "GET /v1/videos/*/content", status: 404, body: { detail: "Video not found" }, code: "provider.expired" },
  { name: "no prompt", status: 400, body: { detail: "prompt is required" }, code: "provider.invalid" },
  { name: "taken, without an id", status: 200, body: { object: "video" }, code: "provider.unknown_outcome" },
];

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const standIn = await startSglang();
  const offers = (await provider.discover!(contextOf({ standIn })))!;
  standIn.clear();
  const [flux, wan] = offers;
  const asked = ["GET /v1/videos/*", "GET /v1/videos/*", "GET /v1/videos/*", "GET /v1/videos/*/content"];
  const cases: Case[] = [
    {
      name: "image",
      gives: "bytes",
      call: callOf(flux!, "text-to-image", { prompt: "a red fox" }, { count: 2 }),
      requests: ["POST /v1/images/generations"],
      endings: PICTURES,
    },
    {
      name: "edit",
      gives: "bytes",
      call: callOf(flux!, "image-to-image", { prompt: "make it blue", image: "ast_1" }, { files: { image } }),
      requests: ["POST /v1/images/edits"],
    },
    {
      name: "film",
      gives: "bytes",
      call: callOf(wan!, "text-to-video", { prompt: "waves" }),
      requests: ["POST /v1/videos", ...asked],
      endings: FILMS,
    },
    {
      name: "animation",
      gives: "bytes",
      call: callOf(wan!, "image-to-video", { prompt: "slow zoom in", image: "ast_1" }, { files: { image } }),
      requests: ["POST /v1/videos", ...asked],
    },
  ];
  return { provider: { ...provider, offers }, standIn, secret: SECRET, cases };
};
export default kit;
