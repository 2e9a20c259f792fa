// What the kit needs to know of BytePlus: a stand-in for ModelArk's pictures and tasks, and what it documents for each. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import { startJobs } from "../stand-in-shapes.ts";
import { film, picture } from "../stand-in-media.ts";
import provider from "./byteplus.ts";

const BASE = "/api/v3";
const TASKS = `${BASE}/contents/generations/tasks`;
const GET = `GET ${TASKS}/*`;

const said = (code: string, message = "No. Request id: 021", type = "BadRequest") => ({ error: { code, message, param: "", type } });
const refusals = (what: string): Ending[] => [
  { name: "refused prompt", status: 400, body: said("InputTextSensitiveContentDetected"), code: "provider.refused_input" },
  { name: "refused prompt, good status", status: 200, body: said("InputTextSensitiveContentDetected"), code: "provider.refused_input" },
  { name: "a real person", status: 400, body: said("InputImageSensitiveContentDetected.PrivacyInformation"), code: "provider.refused_input" },
  { name: "withheld", status: 400, body: said(`Output${what}SensitiveContentDetected`), code: "provider.refused_output" },
];
const LIMITS: Ending[] = [
  {
    name: "overdue",
    status: 403,
    body: said("AccountOverdueError", "The request failed because your account has an overdue balance.", "Forbidden"),
    code: "provider.quota",
  },
  {
    name: "free trial used up",
    status: 429,
    body: said("QuotaExceeded", "Your account [1] has exhausted its free trial quota for the [m] model.", "TooManyRequests"),
    code: "provider.quota",
  },
  { name: "limit set by the account", status: 429, body: said("SetLimitExceeded"), code: "provider.quota" },
  {
    name: "too many tasks wait",
    status: 429,
    body: said("QuotaExceeded", "The request has exceeded the quota. Request ID: 1", "TooManyRequests"),
    code: "provider.concurrency",
  },
  { name: "too many at once", status: 429, body: said("InflightBatchsizeExceeded"), code: "provider.concurrency" },
  { name: "rate", status: 429, body: said("ModelAccountIpmRateLimitExceeded"), code: "provider.rate" },
  { name: "overloaded", status: 429, body: said("ServerOverloaded"), code: "provider.capacity" },
  { name: "not activated", status: 404, body: said("ModelNotOpen"), code: "provider.not_found" },
  { name: "invalid", status: 400, body: said("InvalidParameter"), code: "provider.invalid" },
];

const task = (status: string, more: object = {}) => ({ id: "cgt-1", model: "m", status, created_at: 1, updated_at: 2, ...more });
const ended = (name: string, body: object, code: Ending["code"]): Ending => ({ name, at: GET, status: 200, body, code });
const FILM_ENDINGS: Ending[] = [
  ...refusals("Video"),
  ...LIMITS,
  { name: "taken, without an id", status: 200, body: {}, code: "provider.unknown_outcome" },
  ended("failed, withheld", task("failed", said("OutputVideoSensitiveContentDetected.PolicyViolation")), "provider.refused_output"),
  ended("failed, sound withheld", task("failed", said("OutputAudioSensitiveContentDetected")), "provider.refused_output"),
  ended("failed, refused picture", task("failed", said("InputImageSensitiveContentDetected")), "provider.refused_input"),
  ended("failed, its machine", task("failed", said("InternalServiceError")), "provider.error"),
  ended("cancelled", task("cancelled"), "provider.canceled"),
  ended("expired in its queue", task("expired"), "provider.timeout"),
  ended("succeeded without a film", task("succeeded", { content: {} }), "provider.bad_output"),
];

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    base: BASE,
    ids: "cgt-{}",
    submits: ({ method, path }) => method === "POST" && path === TASKS,
    taken: ({ id }) => ({ body: { id } }),
    asks: ({ method, path }) => (method === "GET" && path.startsWith(`${TASKS}/`) ? path.slice(TASKS.length + 1) : null),
    running: ({ id, asked }) => ({ body: { ...task(asked > 1 ? "running" : "queued"), id } }),
    done: async ({ id, fields }, { file }) => ({
      body: {
        ...task("succeeded"),
        id,
        content: { video_url: file(await film(JSON.stringify(fields)), "video/mp4") },
        usage: { completion_tokens: 103_818, total_tokens: 103_818 },
        seed: 17_918,
        resolution: fields.resolution,
        ratio: fields.ratio,
        duration: fields.duration,
        framespersecond: 24,
      },
    }),
    stops: ({ method, path }) => (method === "DELETE" && path.startsWith(`${TASKS}/`) ? path.slice(TASKS.length + 1) : null),
    canceled: () => ({ body: task("cancelled") }),
    other: async ({ method, path, json }, _jobs, { file }) => {
      if (method === "GET" && path === TASKS) return { body: { items: [], total: 0 } };
      if (method !== "POST" || path !== `${BASE}/images/generations`) return null;
      const url = file(await picture(json.prompt, 64, 64, "jpeg"), "image/jpeg");
      return {
        body: {
          model: json.model,
          created: 1_768_518_000,
          data: [{ url, size: json.size }],
          usage: { generated_images: 1, output_tokens: 16_384, total_tokens: 16_384 },
        },
      };
    },
  });
  const still = (name: string, remote: string, task: Call["task"], endings: Ending[] = []): Case => ({
    name,
    gives: "url",
    call: callTo(
      provider,
      remote,
      task,
      { prompt: "a red fox", ...(task === "image-to-image" ? { image: "ast_1" } : {}) },
      task === "image-to-image" ? { files: { image } } : {},
    ),
    requests: [`POST ${BASE}/images/generations`],
    endings,
  });
  const clip = (name: string, remote: string, task: Call["task"], endings: Ending[] = []): Case => ({
    name,
    gives: "url",
    call: callTo(
      provider,
      remote,
      task,
      { prompt: "waves", ...(task === "image-to-video" ? { image: "ast_1" } : {}) },
      task === "image-to-video" ? { files: { image } } : {},
    ),
    requests: [`POST ${TASKS}`, GET, GET, GET],
    endings,
  });
  return {
    provider,
    standIn,
    secret: SECRET,
    cases: [
      still("picture", "seedream-4-5-251128", "text-to-image", [
        ...refusals("Image"),
        ...LIMITS,
        {
          name: "withheld, in its place",
          status: 200,
          body: { data: [said("OutputImageSensitiveContentDetected")], usage: { generated_images: 0 } },
          code: "provider.refused_output",
        },
        { name: "200 without a picture", status: 200, body: { data: [] }, code: "provider.bad_output" },
      ]),
      still("edit", "dola-seedream-5-0-pro-260628", "image-to-image"),
      clip("film", "dreamina-seedance-2-0-260128", "text-to-video", FILM_ENDINGS),
      clip("film without sound", "seedance-1-0-pro-250528", "text-to-video"),
      clip("animation", "seedance-1-5-pro-251215", "image-to-video"),
      clip("animation that keeps its ratio", "dreamina-seedance-2-5-260628", "image-to-video"),
    ],
  };
};
export default kit;
