// What the kit needs to know of Alibaba: a stand-in for Model Studio's pictures, voices, films and chat, and what it documents for each. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import type { Received, Reply } from "../stand-in.ts";
import { chatReply, type Files, startJobs } from "../stand-in-shapes.ts";
import { film, picture, tone } from "../stand-in-media.ts";
import provider from "./alibaba.ts";

const MAKE = "/api/v1/services/aigc/multimodal-generation/generation";
const FILM = "/api/v1/services/aigc/video-generation/video-synthesis";
const GET = "GET /api/v1/tasks/*";

const said = (code: string, message: string) => ({ request_id: "r-1", code, message });
const ENDINGS: Ending[] = [
  {
    name: "refused prompt",
    status: 400,
    body: said("DataInspectionFailed", "Input data may contain inappropriate content."),
    code: "provider.refused_input",
  },
  {
    name: "refused, not said which",
    status: 400,
    body: said("DataInspectionFailed", "Input or output data may contain inappropriate content."),
    code: "provider.refused_input",
  },
  {
    name: "refused for a trademark",
    status: 400,
    body: said("IPInfringementSuspect", "Input data is suspected of infringement."),
    code: "provider.refused_input",
  },
  {
    name: "withheld",
    status: 400,
    body: said("DataInspectionFailed", "Output data may contain inappropriate content."),
    code: "provider.refused_output",
  },
  {
    name: "overdue",
    status: 400,
    body: said("Arrearage", "Access denied, please make sure your account is in good standing."),
    code: "provider.quota",
  },
  {
    name: "free tier only",
    status: 403,
    body: said("AllocationQuota.FreeTierOnly", "The free tier of the model has been exhausted."),
    code: "provider.quota",
  },
  { name: "free quota used up", status: 429, body: said("Throttling.AllocationQuota", "Free allocated quota exceeded."), code: "provider.quota" },
  {
    name: "tokens a minute",
    status: 429,
    body: said("Throttling.AllocationQuota", "Allocated quota exceeded, please increase your quota limit."),
    code: "provider.rate",
  },
  { name: "rate", status: 429, body: said("Throttling.RateQuota", "Requests rate limit exceeded, please try again later."), code: "provider.rate" },
  { name: "unknown model", status: 404, body: said("ModelNotFound", "Model not exist."), code: "provider.not_found" },
  { name: "invalid", status: 400, body: said("InvalidParameter", "size is invalid"), code: "provider.invalid" },
  { name: "an error with a good status", status: 200, body: said("InternalError.Algo", "failed"), code: "provider.error" },
];

const output = (status: string, more: object = {}) => ({ request_id: "r-1", output: { task_id: "task-1", task_status: status, ...more } });
const ended = (name: string, body: object, code: Ending["code"]): Ending => ({ name, at: GET, status: 200, body, code });
const FILM_ENDINGS: Ending[] = [
  ...ENDINGS,
  { name: "taken, without an id", status: 200, body: { output: { task_status: "PENDING" } }, code: "provider.unknown_outcome" },
  ended(
    "failed, refused prompt",
    output("FAILED", { code: "DataInspectionFailed", message: "Green net check failed for input text" }),
    "provider.refused_input",
  ),
  ended(
    "failed, withheld",
    output("FAILED", { code: "DataInspectionFailed", message: "Output data may contain inappropriate content." }),
    "provider.refused_output",
  ),
  ended("failed, invalid", output("FAILED", { code: "InvalidParameter", message: "The size is not match" }), "provider.invalid"),
  ended("failed, its machine", output("FAILED", { code: "InternalError", message: "The server had an error" }), "provider.error"),
  ended("canceled", output("CANCELED"), "provider.canceled"),
  ended("succeeded without a film", output("SUCCEEDED"), "provider.bad_output"),
];

async function made({ json }: Received, { file }: Files): Promise<Reply> {
  if (json.input.text) {
    const url = file(tone(json.input.text, 0.3), "audio/wav");
    const audio = { data: "", url, id: "audio_1", expires_at: 1_800_086_400 };
    return { body: { request_id: "r-1", output: { finish_reason: "stop", audio }, usage: { characters: json.input.text.length } } };
  }
  const [{ text }] = json.input.messages[0].content;
  const count = json.parameters.n ?? 1;
  const content = await Promise.all(
    Array.from({ length: count }, async (_, index) => ({ image: file(await picture(`${text}${index}`, 64, 64), "image/png") })),
  );
  return {
    body: {
      request_id: "r-1",
      output: { choices: content.map((each) => ({ finish_reason: "stop", message: { role: "assistant", content: [each] } })) },
      usage: { image_count: count, output_image_count: count, input_image_count: 0 },
    },
  };
}

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const taskIn = (path: string) => /^\/api\/v1\/tasks\/([^/]+)(\/cancel)?$/.exec(path);
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    ids: "task-{}",
    submits: ({ method, path, headers }) => method === "POST" && path === FILM && headers.get("x-dashscope-async") === "enable",
    taken: ({ id }) => ({ body: { ...output("PENDING", { task_id: id }) } }),
    asks: ({ method, path }) => (method === "GET" ? (taskIn(path)?.[1] ?? null) : null),
    running: ({ id, asked }) => ({ body: output(asked > 1 ? "RUNNING" : "PENDING", { task_id: id }) }),
    done: async ({ id, fields }, { file }) => ({
      body: {
        ...output("SUCCEEDED", { task_id: id, video_url: file(await film(JSON.stringify(fields)), "video/mp4"), orig_prompt: fields.input.prompt }),
        usage: {
          duration: fields.parameters.duration,
          output_video_duration: fields.parameters.duration,
          input_video_duration: 0,
          SR: 720,
          video_count: 1,
        },
      },
    }),
    stops: ({ method, path }) => (method === "POST" && taskIn(path)?.[2] ? taskIn(path)![1]! : null),
    stopped: () => ({ body: { request_id: "r-1" } }),
    canceled: ({ id }) => ({ body: output("CANCELED", { task_id: id }) }),
    other: (received, _jobs, files) => {
      if (received.method === "GET" && received.path === "/api/v1/tasks/") return { body: { request_id: "r-1", data: [], total: 0 } };
      if (received.path === "/compatible-mode/v1/chat/completions") return chatReply(received.json);
      if (received.path === FILM) return { status: 403, body: said("AccessDenied", "current user api does not support synchronous calls.") };
      return received.path === MAKE ? made(received, files) : null;
    },
  });
  const one = (name: string, remote: string, task: Call["task"], requests: string[], endings: Ending[] = [], count = 1): Case => {
    const shown = task.startsWith("image");
    const input = task === "text-to-speech" ? { text: "Hello there", language: "en" } : { prompt: "a red fox", ...(shown ? { image: "ast_1" } : {}) };
    return { name, gives: "url", call: callTo(provider, remote, task, input, { count, ...(shown ? { files: { image } } : {}) }), requests, endings };
  };
  const [still, filmed] = [[`POST ${MAKE}`], [`POST ${FILM}`, GET, GET, GET]];
  return {
    provider,
    standIn,
    secret: SECRET,
    undocumented: { "provider.concurrency": "tasks beyond those that run at once wait in its queue as PENDING" },
    chats: [{ offer: "alibaba:qwen3.7-plus", request: "POST /compatible-mode/v1/chat/completions" }],
    cases: [
      one(
        "pictures",
        "qwen-image-3.0",
        "text-to-image",
        still,
        [...ENDINGS, { name: "200 without a picture", status: 200, body: { output: { choices: [] } }, code: "provider.bad_output" }],
        2,
      ),
      one("picture with a free size", "z-image-turbo", "text-to-image", still),
      one("edit", "wan2.7-image-pro", "image-to-image", still),
      one("edit that keeps its size", "wan2.6-image", "image-to-image", still),
      one("speech", "qwen3-tts-flash", "text-to-speech", still, [
        { name: "200 without a recording", status: 200, body: { output: { audio: null } }, code: "provider.bad_output" },
      ]),
      one("film", "wan2.7-t2v", "text-to-video", filmed, FILM_ENDINGS),
      one("film by its pixels", "wan2.6-t2v", "text-to-video", filmed),
      one("animation", "wan2.7-i2v", "image-to-video", filmed),
      one("older animation", "wan2.5-i2v-preview", "image-to-video", filmed),
    ],
  };
};
export default kit;
