// What the kit needs to know of Kling: a stand-in that speaks its protocol, and what it documents for each task. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import { film, picture } from "../stand-in-media.ts";
import { type Files, type Job, startJobs } from "../stand-in-shapes.ts";
import provider from "./kling.ts";

const PATHS = ["/v1/videos/text2video", "/v1/videos/image2video", "/v1/images/generations"];
const GET = `GET ${PATHS[0]}/*`;

const answer = (data: object) => ({ body: { code: 0, message: "SUCCEED", request_id: "r-1", data } });
const task = (job: Job, task_status: string, more: object = {}) =>
  answer({
    task_id: job.id,
    task_status,
    task_info: { external_task_id: job.fields.external_task_id },
    created_at: 1_800_000_000_000,
    updated_at: 1_800_000_000_500,
    ...more,
  });
const said = (name: string, status: number, code: number, message: string, as: Ending["code"]): Ending => ({
  name,
  status,
  body: { code, message, request_id: "r-1" },
  code: as,
});
const failed = (name: string, task_status_msg: string, code: Ending["code"]): Ending => ({
  name,
  at: GET,
  status: 200,
  body: answer({ task_id: "t", task_status: "failed", task_status_msg, final_unit_deduction: "0" }).body,
  code,
});

const ENDINGS: Ending[] = [
  said("refused prompt", 400, 1301, "Content security policy triggered", "provider.refused_input"),
  said("refused prompt inside a 200", 200, 1301, "Content security policy triggered", "provider.refused_input"),
  failed("withheld", "Failure to pass the risk control system", "provider.refused_output"),
  failed("its machine failed", "Generation failed, please retry", "provider.error"),
  said("pack used up", 429, 1102, "Resource pack depleted or expired", "provider.quota"),
  said("in arrears, inside a 200", 200, 1101, "Account in arrears", "provider.quota"),
  said("too many at once", 429, 1303, "parallel task over resource pack limit", "provider.concurrency"),
  said("rate", 429, 1302, "Rate limit exceeded", "provider.rate"),
  said("address not allowed", 429, 1304, "IP whitelist policy", "provider.auth"),
  said("model not in the plan", 403, 1103, "Unauthorized resource", "provider.auth"),
  said("invalid input inside a 200", 200, 1201, "duration value '7' is invalid", "provider.invalid"),
  said("unknown model", 404, 1203, "model is not found", "provider.not_found"),
  said("maintained", 503, 5001, "Server temporarily unavailable", "provider.capacity"),
  {
    name: "done without a film",
    at: GET,
    status: 200,
    body: answer({ task_id: "t", task_status: "succeed", task_result: { videos: [] } }).body,
    code: "provider.bad_output",
  },
  { name: "taken, without an id", status: 200, body: { code: 0, message: "SUCCEED", data: {} }, code: "provider.unknown_outcome" },
];

async function made(job: Job, { file }: Files): Promise<object> {
  const text = String(job.fields.prompt ?? "");
  if (!job.path.includes("/images/")) return { videos: [{ id: "v-1", url: file(await film(text), "video/mp4"), duration: "5.1" }] };
  const bytes = await Promise.all(Array.from({ length: job.fields.n }, (_, index) => picture(`${text} ${index}`, 64, 64)));
  return { images: bytes.map((each, index) => ({ index, url: file(each, "image/png") })) };
}

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    submits: ({ method, path }) => method === "POST" && PATHS.includes(path),
    taken: (job) => task(job, "submitted"),
    // A task is known by its own id, and by the name that we gave it.
    asks: ({ method, path }) => (method === "GET" ? (/\/(job-\d+)$/.exec(path)?.[1] ?? null) : null),
    running: (job) => task(job, job.asked === 1 ? "submitted" : "processing"),
    done: async (job, files) => task(job, "succeed", { task_result: await made(job, files), final_unit_deduction: "2.5" }),
    other({ path, query }, jobs) {
      if (query.has("pageNum")) return answer([]);
      const named = [...jobs.values()].findLast((job) => path === `${job.path}/${job.fields.external_task_id}`);
      return named ? task(named, "processing") : { status: 404, body: { code: 1203, message: "task not found", request_id: "r-1" } };
    },
  });
  const one = (name: string, remote: string, kind: Call["task"], input: Record<string, unknown>, more: Partial<Case> = {}): Case => {
    const path = PATHS[kind === "text-to-video" ? 0 : kind === "image-to-video" ? 1 : 2]!;
    return {
      name,
      gives: "url",
      call: callTo(provider, remote, kind, input, "image" in input ? { files: { image } } : {}),
      requests: [`POST ${path}`, ...Array.from({ length: 3 }, () => `GET ${path}/*`)],
      ...more,
    };
  };
  const pictures = one("images", "kling-v3", "text-to-image", { prompt: "a red fox", width: 2560, height: 1440 });
  return {
    provider,
    standIn,
    secret: SECRET,
    cases: [
      one("film", "kling-v3/pro", "text-to-video", { prompt: "waves" }, { endings: ENDINGS }),
      one("film of a picture", "kling-v2-5-turbo/pro", "image-to-video", { prompt: "slow zoom", image: "ast_1" }),
      {
        ...pictures,
        call: { ...pictures.call, count: 2 },
        endings: [
          {
            name: "fewer than asked for",
            at: `GET ${PATHS[2]}/*`,
            status: 200,
            body: answer({ task_id: "t", task_status: "succeed", task_result: { images: [{ index: 0, url: "https://cdn.example/1.png" }] } }).body,
            code: "provider.bad_output",
            partial: true,
          },
        ],
      },
    ],
  };
};
export default kit;
