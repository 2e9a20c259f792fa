// What the kit needs to know of Novita: a stand-in that speaks both of its protocols, and what it documents for each task. Test material.
import type { TaskId } from "../../spec/task.ts";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import { chatReply, startJobs } from "../stand-in-shapes.ts";
import { film, picture } from "../stand-in-media.ts";
import provider from "./novita.ts";

const GET = "GET /v3/async/task-result";
const failed = (name: string, status: number, reason: string, code: Ending["code"]): Ending => ({
  name,
  status,
  body: { code: status, reason, message: reason.toLowerCase().replaceAll("_", " "), metadata: {} },
  code,
});
const result = (status: string, more: object = {}) => ({
  extra: { seed: "1024", enable_nsfw_detection: false },
  task: { task_id: "job-1", task_type: "T2I", status, reason: "", eta: 0, progress_percent: status === "TASK_STATUS_SUCCEED" ? 100 : 50, ...more },
  images: [],
  videos: [],
  audios: [],
});
const ended = (name: string, reason: string, code: Ending["code"]): Ending => ({
  name,
  at: GET,
  status: 200,
  body: result("TASK_STATUS_FAILED", { reason }),
  code,
});

const ENDINGS: Ending[] = [
  failed("refused prompt", 400, "ILLEGAL_PROMPT", "provider.refused_input"),
  failed("refused picture", 400, "ILLEGAL_IMAGE_CONTENT", "provider.refused_input"),
  failed("no balance", 400, "BILLING_BALANCE_NOT_ENOUGH", "provider.quota"),
  failed("invalid body", 400, "INVALID_REQUEST_BODY", "provider.invalid"),
  failed("no key", 400, "MISSING_API_KEY", "provider.auth"),
  failed("bad key", 403, "INVALID_API_KEY", "provider.auth"),
  failed("not verified", 403, "NEED_REAL_NAME_VERIFY", "provider.auth"),
  failed("rate", 429, "RATE_LIMIT_EXCEEDED", "provider.rate"),
  failed("no such model", 404, "API_NOT_FOUND", "provider.not_found"),
  failed("not created", 500, "CREATE_TASK_FAILED", "provider.error"),
  ended("the task failed", "TASK_FAILED: internal error", "provider.error"),
  ended("the task was withheld", "output contains nsfw content", "provider.refused_output"),
  { name: "over without a file", at: GET, status: 200, body: result("TASK_STATUS_SUCCEED"), code: "provider.bad_output" },
  { name: "taken, without an id", status: 200, body: {}, code: "provider.unknown_outcome" },
];

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    submits: ({ method, path }) => method === "POST" && path.startsWith("/v3/async/"),
    taken: ({ id }) => ({ body: { task_id: id } }),
    asks: ({ path, query }) => (path === "/v3/async/task-result" ? query.get("task_id") : null),
    running: ({ asked }) => ({ body: result(asked > 1 ? "TASK_STATUS_PROCESSING" : "TASK_STATUS_QUEUED") }),
    async done({ path, fields }, { file }) {
      const prompt = String(fields.prompt ?? fields.input?.prompt);
      const body = result("TASK_STATUS_SUCCEED");
      if (/t2v|hailuo/.test(path))
        return { body: { ...body, videos: [{ video_url: file(await film(prompt), "video/mp4"), video_url_ttl: "3600", video_type: "mp4" }] } };
      const images = [
        { image_url: file(await picture(prompt, 64, 64), "image/png"), image_url_ttl: "3600", image_type: "png", nsfw_detection_result: null },
      ];
      return { body: { ...body, images } };
    },
    other: ({ path, json }) =>
      path === "/openai/v1/chat/completions"
        ? chatReply(json)
        : path === "/openai/v1/models"
          ? { body: { data: [{ id: "deepseek/deepseek-v3.2" }] } }
          : null,
  });
  const one = (name: string, remote: string, task: TaskId, endings: Ending[] = []): Case => {
    const pictured = task.startsWith("image");
    return {
      name,
      gives: "url",
      call: callTo(provider, remote, task, { prompt: "a red fox", ...(pictured ? { image: "ast_1" } : {}) }, pictured ? { files: { image } } : {}),
      requests: [`POST /v3/async/${remote}`, GET, GET, GET],
      endings,
    };
  };
  return {
    provider,
    standIn,
    secret: SECRET,
    cases: [
      one("image", "z-image-turbo", "text-to-image", ENDINGS),
      one("edit", "qwen-image-edit", "image-to-image"),
      one("film", "wan-2.2-t2v", "text-to-video"),
      one("older film", "wan-t2v", "text-to-video"),
      one("film from a picture", "minimax-hailuo-02", "image-to-video"),
    ],
    chats: ["deepseek/deepseek-v3.2", "openai/gpt-oss-20b"].map((remote) => ({
      offer: `novita:${remote}`,
      request: "POST /openai/v1/chat/completions",
    })),
    undocumented: { "provider.concurrency": "one RATE_LIMIT_EXCEEDED for all its limits (novita.ai/docs/api-reference/basic-error-code)" },
  };
};
export default kit;
