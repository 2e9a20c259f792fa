// What the kit needs to know of Fireworks AI: a stand-in that speaks its protocols, and what it documents for each task. Test material.
import type { TaskId } from "../../spec/task.ts";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import type { Received, Reply } from "../stand-in.ts";
import { chatReply, fieldsOf, startJobs } from "../stand-in-shapes.ts";
import { picture } from "../stand-in-media.ts";
import provider from "./fireworks.ts";

const MODELS = "accounts/fireworks/models";
const CHECK = `POST /workflows/${MODELS}/flux-kontext-pro/get_result`;
const ended = (name: string, status: string, code: Ending["code"], details: unknown = null): Ending => ({
  name,
  at: CHECK,
  status: 200,
  body: { id: "job-1", status, result: null, progress: null, details },
  code,
});
const said = (code: string, message: string) => ({ error: { message, code, type: "error", object: "error" } });
const QUOTA: Ending = {
  name: "suspended",
  status: 412,
  body: said("FAILED_PRECONDITION", "Account is suspended, check your billing"),
  code: "provider.quota",
};

const JOB_ENDINGS: Ending[] = [
  QUOTA,
  ended("refused prompt", "Request Moderated", "provider.refused_input", { "Moderation Reasons": ["Derivative Works Filter"] }),
  ended("withheld picture", "Content Moderated", "provider.refused_output"),
  ended("a task that is gone", "Task not found", "provider.expired"),
  ended("its machine failed", "Error", "provider.error"),
  ended("Ready without a picture", "Ready", "provider.bad_output"),
  { name: "taken, without an id", status: 200, body: { status: "Pending" }, code: "provider.unknown_outcome" },
];
const IMAGE_ENDINGS: Ending[] = [
  QUOTA,
  { name: "withheld", status: 200, body: { id: "1", base64: [], finishReason: "CONTENT_FILTERED", seed: 7 }, code: "provider.refused_output" },
  { name: "200 without a picture", status: 200, body: { id: "1", base64: [], finishReason: "SUCCESS", seed: 7 }, code: "provider.bad_output" },
  { name: "rate", status: 429, body: said("RATE_LIMIT_EXCEEDED", "Too many requests"), code: "provider.rate" },
];

const chat = (fields: Record<string, any>) => chatReply(fields, { counts: "always" });

async function other(received: Received): Promise<Reply | null> {
  const { method, path } = received;
  const fields = await fieldsOf(received);
  if (method === "GET" && path === "/models") return { body: { object: "list", data: [{ id: `${MODELS}/gpt-oss-20b`, object: "model" }] } };
  if (path === "/chat/completions") return chat(fields);
  if (path === "/audio/transcriptions")
    return {
      body: { task: "transcribe", language: "en", duration: 0.2, text: "Hello there", segments: [{ start: 0, end: 0.2, text: "Hello there" }] },
    };
  if (!path.endsWith("/text_to_image")) return null;
  const image = await picture(fields.prompt, 64, 64);
  return { body: { id: "123", base64: [`data:image/png;base64,${image.toString("base64")}`], finishReason: "SUCCESS", seed: 7 } };
}

const kit: Kit = async () => {
  const { image, audio } = await sampleFiles();
  const standIn = await startJobs({
    key: { authorization: `Bearer ${SECRET}` },
    submits: ({ method, path }) => method === "POST" && /^\/workflows\/.+\/flux-kontext-(pro|max)$/.test(path),
    taken: ({ id }) => ({ body: { request_id: id } }),
    asks: ({ path }, fields) => (path.endsWith("/get_result") ? String(fields.id) : null),
    running: ({ id }) => ({ body: { id, status: "Pending", result: null, progress: 0.4, details: null } }),
    done: async ({ id, fields }, { file }) => ({
      body: {
        id,
        status: "Ready",
        result: { sample: file(await picture(fields.prompt, 64, 64), "image/png"), seed: 7 },
        progress: null,
        details: null,
      },
    }),
    other,
  });
  const one = (name: string, remote: string, task: TaskId, input: Record<string, unknown>, more: Partial<Call> = {}): Case => {
    const call = callTo(provider, remote, task, input, more);
    const job = remote.includes("kontext");
    const path = job ? `workflows/${remote}` : task === "speech-to-text" ? "audio/transcriptions" : `workflows/${remote}/text_to_image`;
    return {
      name,
      gives: job ? "url" : task === "speech-to-text" ? "text" : "bytes",
      call,
      requests: [`POST /${path}`, ...(job ? [CHECK, CHECK, CHECK] : [])],
    };
  };
  return {
    provider,
    standIn,
    secret: SECRET,
    undocumented: { "provider.concurrency": "limits are of requests and tokens a minute" },
    chats: [{ offer: `fireworks:${MODELS}/gpt-oss-20b`, request: "POST /chat/completions" }],
    cases: [
      { ...one("image", `${MODELS}/flux-1-schnell-fp8`, "text-to-image", { prompt: "a red fox" }), endings: IMAGE_ENDINGS },
      { ...one("image by job", `${MODELS}/flux-kontext-pro`, "text-to-image", { prompt: "a red fox" }), endings: JOB_ENDINGS },
      one("edit", `${MODELS}/flux-kontext-pro`, "image-to-image", { prompt: "make it blue", image: "ast_1" }, { files: { image } }),
      {
        ...one("transcript", "whisper-v3", "speech-to-text", { audio: "ast_2", language: "pt-BR" }, { files: { audio } }),
        endings: [{ name: "200 without a text", status: 200, body: { language: "en" }, code: "provider.bad_output" }],
      },
    ],
  };
};
export default kit;
