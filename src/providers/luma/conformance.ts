// What the kit needs to know of Luma's Agents API: a stand-in that speaks its protocol, and what it documents for each task. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import { film, picture } from "../stand-in-media.ts";
import { type Job, startJobs } from "../stand-in-shapes.ts";
import provider from "./luma.ts";

const GET = "GET /v1/generations/*";
const PATH = "/v1/generations/";

/** A generation as it is told, with what differs. */
const told = (job: Pick<Job, "id" | "fields">, state: string, more: object = {}) => ({
  id: job.id,
  type: job.fields.type,
  state,
  model: job.fields.model,
  created_at: "2026-11-25T10:00:00Z",
  output: [],
  failure_reason: null,
  failure_code: null,
  ...more,
});
const failed = (name: string, failure_code: string, failure_reason: string, code: Ending["code"]): Ending => ({
  name,
  at: GET,
  status: 200,
  body: told({ id: "1", fields: {} }, "failed", { failure_code, failure_reason }),
  code,
});
const refused = (name: string, status: number, detail: string, code: Ending["code"]): Ending => ({ name, status, body: { detail }, code });

const ENDINGS: Ending[] = [
  failed("refused prompt", "content_moderated", "The prompt violates our content guidelines.", "provider.refused_input"),
  failed("withheld", "content_moderated", "Generation output was flagged by our content moderation system.", "provider.refused_output"),
  failed("out of credit on the way", "budget_exhausted", "Insufficient credits to complete this generation.", "provider.quota"),
  failed("its machine failed", "generation_failed", "Generation failed", "provider.error"),
  failed("lost", "output_not_found", "Output artifacts not found", "provider.bad_output"),
  failed("a file that cannot be used", "corrupt_input", "The image could not be read.", "provider.invalid"),
  { name: "completed without an output", at: GET, status: 200, body: told({ id: "1", fields: {} }, "completed"), code: "provider.bad_output" },
  refused("no credits", 402, "Insufficient credits. Please add credits to continue.", "provider.quota"),
  refused("too many at once", 429, "Too many concurrent jobs", "provider.concurrency"),
  refused("rate", 429, "Rate limit exceeded", "provider.rate"),
  refused("suspended", 403, "API client is suspended", "provider.auth"),
  refused("invalid input", 400, "Invalid aspect_ratio '5:3'. Valid: 1:1, 1:2", "provider.invalid"),
  refused("a file too large", 413, "Image exceeds 50 MB size limit", "provider.invalid"),
  refused("a file that is none", 422, "source: invalid base64 data", "provider.invalid"),
  { name: "taken, without an id", status: 201, body: { state: "queued" }, code: "provider.unknown_outcome" },
];

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    ids: "d290f1ee-6c54-4b01-90e6-d701748f08{}",
    submits: ({ method, path }) => method === "POST" && path === "/v1/generations",
    taken: (job) => ({ status: 201, body: told(job, "queued") }),
    asks: ({ method, path }) => (method === "GET" && path.startsWith(PATH) ? path.slice(PATH.length) : null),
    running: (job) => ({ body: told(job, job.asked === 1 ? "queued" : "processing") }),
    done: async (job, { file }) => {
      const moves = job.fields.type === "video";
      const url = moves ? file(await film(job.fields.prompt), "video/mp4") : file(await picture(job.fields.prompt, 64, 64), "image/png");
      return { body: told(job, "completed", { output: [{ type: moves ? "video" : "image", url }] }) };
    },
    other: ({ path }) => (path.startsWith(PATH) ? { status: 404, body: { detail: "Generation not found" } } : null),
  });
  const one = (name: string, remote: string, task: Call["task"], prompt: string, endings: Ending[] = []): Case => {
    const edits = task.startsWith("image-to-");
    return {
      name,
      gives: "url",
      call: callTo(provider, remote, task, { prompt, ...(edits ? { image: "ast_1" } : {}) }, edits ? { files: { image } } : {}),
      requests: ["POST /v1/generations", GET, GET, GET],
      endings,
    };
  };
  return {
    provider,
    standIn,
    secret: SECRET,
    cases: [
      one("image", "uni-1", "text-to-image", "a red fox", ENDINGS),
      one("edit", "uni-1-max", "image-to-image", "make it blue"),
      one("film", "ray-3.2", "text-to-video", "waves"),
      one("film of a picture", "ray-3.2", "image-to-video", "slow zoom"),
    ],
  };
};
export default kit;
