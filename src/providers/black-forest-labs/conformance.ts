// What the kit needs to know of Black Forest Labs: a stand-in that speaks its protocol, and what it documents for each task. Test material.
import type { TaskId } from "../../spec/task.ts";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import { startJobs } from "../stand-in-shapes.ts";
import { film, picture } from "../stand-in-media.ts";
import provider from "./black-forest-labs.ts";

const GET = "GET /v1/get_result";
const ended = (name: string, status: string, code: Ending["code"], details: unknown = null): Ending => ({
  name,
  at: GET,
  status: 200,
  body: { id: "job-1", status, result: null, details },
  code,
});

const ENDINGS: Ending[] = [
  ended("refused prompt", "Request Moderated", "provider.refused_input", "Derivative works filter"),
  ended("withheld picture", "Content Moderated", "provider.refused_output"),
  ended("a task that is gone", "Task not found", "provider.expired"),
  ended("its machine failed", "Error", "provider.error", { error: "worker died" }),
  ended("Ready without a picture", "Ready", "provider.bad_output"),
  { name: "no credits", status: 402, body: { detail: "Insufficient credits" }, code: "provider.quota" },
  { name: "too many at once", status: 429, body: { detail: "Exceeded limit of 24 active tasks" }, code: "provider.concurrency" },
  {
    name: "invalid input",
    status: 422,
    body: { detail: [{ loc: ["body", "width"], msg: "too small", type: "value_error" }] },
    code: "provider.invalid",
  },
  { name: "taken, without an id", status: 200, body: { polling_url: "https://api.bfl.ai/x" }, code: "provider.unknown_outcome" },
];

const kit: Kit = async () => {
  const { image, mask } = await sampleFiles();
  let foreignOrigin: string | null = null;
  const standIn = await startJobs({
    key: { "x-key": SECRET },
    submits: ({ method, path }) => method === "POST" && path.startsWith("/v1/flux-"),
    taken: (job, { origin }) => ({
      body: { id: job.id, polling_url: `${foreignOrigin ?? origin}/v1/get_result?id=${job.id}`, cost: 3, input_mp: 0, output_mp: 1.05 },
    }),
    asks: ({ path, query }) => (path === "/v1/get_result" ? query.get("id") : null),
    running: (job) => ({ body: { id: job.id, status: "Pending", result: null, progress: 0.4 } }),
    done: async (job, { file }) => {
      const sample = job.fields.mode ? file(await film(job.fields.prompt), "video/mp4") : file(await picture(job.fields.prompt, 64, 64), "image/png");
      return { body: { id: job.id, status: "Ready", result: { sample, seed: 7, duration: 2.1 } } };
    },
    other: ({ path }) => (path === "/v1/credits" ? { body: { credits: 100 } } : null),
  });
  const one = (name: string, remote: string, task: TaskId, endings: Ending[] = []): Case => ({
    name,
    gives: "url",
    call: callTo(
      provider,
      remote,
      task,
      task.startsWith("image-") ? { prompt: "make it blue", image: "ast_1" } : { prompt: "a red fox" },
      task.startsWith("image-") ? { files: { image } } : {},
    ),
    requests: [`POST /v1/${remote}`, GET, GET, GET],
    endings,
    foreign: (origin) => {
      foreignOrigin = origin;
    },
  });
  return {
    provider,
    standIn,
    secret: SECRET,
    specification: "black-forest-labs.json",
    cases: [
      one("image", "flux-2-pro", "text-to-image", ENDINGS),
      one("edit", "flux-2-pro", "image-to-image"),
      one("older image", "flux-pro-1.1", "text-to-image"),
      one("older edit", "flux-kontext-pro", "image-to-image"),
      one("by a ratio", "flux-pro-1.1-ultra", "text-to-image"),
      one("Kontext from text", "flux-kontext-max", "text-to-image"),
      one("Klein", "flux-2-klein-4b", "image-to-image"),
      one("open weights, hosted", "flux-dev", "text-to-image"),
      one("film", "flux-3-video", "text-to-video"),
      one("film from a picture", "flux-3-video", "image-to-video"),
      {
        ...one("under a mask", "flux-pro-1.0-fill", "image-to-image"),
        call: callTo(
          provider,
          "flux-pro-1.0-fill",
          "image-to-image",
          { prompt: "a red door", image: "ast_1", mask: "ast_2" },
          { files: { image, mask } },
        ),
      },
    ],
  };
};
export default kit;
