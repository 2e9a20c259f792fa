// What the kit needs to know of Runway: a stand-in that speaks its protocol, and what it documents for each task. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import { film, picture, silentMp3 } from "../stand-in-media.ts";
import { type Files, type Job, startJobs } from "../stand-in-shapes.ts";
import provider from "./runway.ts";

const GET = "GET /v1/tasks/*";
const CREATED = "2026-11-25T10:00:00.000Z";
const failed = (name: string, failureCode: string, code: Ending["code"], credits: number): Ending => ({
  name,
  at: GET,
  status: 200,
  body: { id: "task-1", createdAt: CREATED, status: "FAILED", failure: "A reason in words.", failureCode, cost: { credits } },
  code,
});

const ENDINGS: Ending[] = [
  failed("refused prompt", "SAFETY.INPUT.TEXT", "provider.refused_input", 5),
  failed("refused by another company's model", "INPUT_PREPROCESSING.SAFETY.THIRD_PARTY", "provider.refused_input", 0),
  failed("withheld film", "SAFETY.OUTPUT.VIDEO", "provider.refused_output", 25),
  failed("thrown away", "INTERNAL.BAD_OUTPUT.CODE01", "provider.bad_output", 0),
  failed("a file that cannot be used", "ASSET.INVALID", "provider.invalid", 0),
  failed("another company's model is away", "THIRD_PARTY.UNAVAILABLE", "provider.capacity", 0),
  failed("its machine failed", "INTERNAL", "provider.error", 0),
  {
    name: "stopped",
    at: GET,
    status: 200,
    body: { id: "task-1", createdAt: CREATED, status: "CANCELLED", cost: { credits: 0 } },
    code: "provider.canceled",
  },
  {
    name: "done without an output",
    at: GET,
    status: 200,
    body: { id: "task-1", createdAt: CREATED, status: "SUCCEEDED", output: [], cost: { credits: 5 } },
    code: "provider.bad_output",
  },
  { name: "no credits", status: 400, body: { error: "You do not have enough credits to run this task." }, code: "provider.quota" },
  { name: "a day's tasks", status: 429, body: { error: "Daily task limit reached." }, code: "provider.quota" },
  { name: "rate", status: 429, body: { error: "Rate limit exceeded." }, code: "provider.rate" },
  {
    name: "invalid input",
    status: 400,
    body: { error: "Validation of body failed", issues: [{ code: "too_big", path: ["duration"], message: "too big" }] },
    code: "provider.invalid",
  },
  { name: "taken, without an id", status: 200, body: { estimatedCost: { credits: 5 } }, code: "provider.unknown_outcome" },
];

async function made(job: Job, { file }: Files): Promise<string> {
  const text = String(job.fields.promptText);
  if (job.path.endsWith("_image")) return file(await picture(text, 64, 64), "image/png");
  if (job.path.endsWith("_video")) return file(await film(text), "video/mp4");
  return file(silentMp3(), "audio/mpeg");
}

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}`, "x-runway-version": "2024-11-06" },
    ids: "17f20503-6c24-4c16-946b-35dbbce2af{}",
    submits: ({ method, path }) => method === "POST" && path.startsWith("/v1/"),
    taken: (job) => ({ body: { id: job.id, estimatedCost: { credits: 8 } } }),
    asks: ({ method, path }) => (method === "GET" && path.startsWith("/v1/tasks/") ? path.slice(10) : null),
    running: (job) => ({
      body: {
        id: job.id,
        createdAt: CREATED,
        estimatedCost: { credits: 8 },
        ...(job.asked === 1 ? { status: "THROTTLED" } : { status: "RUNNING", progress: 0.4 }),
      },
    }),
    done: async (job, files) => ({
      body: { id: job.id, createdAt: CREATED, status: "SUCCEEDED", output: [await made(job, files)], cost: { credits: 7 } },
    }),
    stops: ({ method, path }) => (method === "DELETE" ? path.slice(10) : null),
    stopped: () => ({ status: 204 }),
    canceled: (job) => ({ body: { id: job.id, createdAt: CREATED, status: "CANCELLED", cost: { credits: 0 } } }),
    other: ({ path }) => (path === "/v1/organization" ? { body: { creditBalance: 100, tier: { models: {} }, usage: { models: {} } } } : null),
  });
  const one = (name: string, remote: string, task: Call["task"], path: string, input: Record<string, unknown>, endings: Ending[] = []): Case => ({
    name,
    gives: "url",
    call: callTo(provider, remote, task, input, "image" in input ? { files: { image } } : {}),
    requests: [`POST /v1/${path}`, GET, GET, GET],
    endings,
  });
  return {
    provider,
    standIn,
    secret: SECRET,
    specification: "runway.json",
    undocumented: { "provider.concurrency": "tasks above the account's limit are taken and told as THROTTLED until they run" },
    cases: [
      one("image", "gen4_image", "text-to-image", "text_to_image", { prompt: "a red fox" }, ENDINGS),
      one("edit", "gen4_image", "image-to-image", "text_to_image", { prompt: "bluer", image: "ast_1" }),
      one("faster edit", "gen4_image_turbo", "image-to-image", "text_to_image", { prompt: "bluer", image: "ast_1" }),
      one("film", "gen4.5", "text-to-video", "text_to_video", { prompt: "waves" }),
      one("film of a picture", "gen4_turbo", "image-to-video", "image_to_video", { image: "ast_1" }),
      one("newer film of a picture", "gen4.5", "image-to-video", "image_to_video", { prompt: "slow zoom", image: "ast_1" }),
      one("sound", "eleven_text_to_sound_v2", "text-to-sound", "sound_effect", { prompt: "rain on a tin roof" }),
      one("speech", "eleven_multilingual_v2", "text-to-speech", "text_to_speech", { text: "Hello there" }),
      one("newer speech", "eleven_v3", "text-to-speech", "text_to_speech", { text: "Hello there", language: "pt-BR" }),
    ],
  };
};
export default kit;
