// What the kit needs to know of OpenAI: its stand-in, and what it documents for each task. Test material.
import type { TaskId } from "../../spec/task.ts";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import { picture } from "../stand-in-media.ts";
import { openai as provider } from "./openai.ts";
import { startOpenAiStandIn } from "./stand-in.ts";

const refusal = (stage: string) => ({
  error: {
    message: "Rejected by the safety system.",
    type: "image_generation_user_error",
    param: null,
    code: "moderation_blocked",
    moderation_details: { moderation_stage: stage, categories: ["violence"] },
  },
});
const said = (code: string, message = code) => ({ error: { message, type: code, param: null, code } });

const REFUSED: Ending[] = [
  { name: "refused prompt", status: 400, body: refusal("input"), code: "provider.refused_input" },
  { name: "withheld picture", status: 400, body: refusal("output"), code: "provider.refused_output" },
];
/** Of all endpoints alike. */
const ACCOUNT: Ending[] = [
  {
    name: "no credit",
    status: 429,
    body: said("insufficient_quota", "You exceeded your current quota, please check your plan and billing details."),
    code: "provider.quota",
  },
  { name: "hard limit", status: 400, body: said("billing_hard_limit_reached"), code: "provider.quota" },
  { name: "rate", status: 429, body: said("rate_limit_exceeded", "Rate limit reached for requests"), code: "provider.rate" },
  { name: "unknown model", status: 404, body: said("model_not_found"), code: "provider.not_found" },
  { name: "a model for verified accounts", status: 403, body: said("x", "Your organization must be verified to use it"), code: "provider.auth" },
];

const kit: Kit = async () => {
  const { image, mask, audio } = await sampleFiles();
  // Small pictures: what the kit looks at is the protocol.
  const standIn = await startOpenAiStandIn({ key: SECRET, maxSidePx: 32 });
  const png = (await picture("x", 32, 32)).toString("base64");
  const pictures: Ending[] = [
    ...REFUSED,
    { name: "older refusal", status: 400, body: said("content_policy_violation"), code: "provider.refused_input" },
    ...ACCOUNT,
    { name: "200 without a picture", status: 200, body: { created: 1, data: [] }, code: "provider.bad_output" },
    { name: "200 with an error", status: 200, body: said("server_error"), code: "provider.bad_output" },
    {
      name: "200 with a picture that is none",
      status: 200,
      body: { created: 1, data: [{ b64_json: "bm90IGEgcGljdHVyZSBhdCBhbGw=" }] },
      code: "provider.bad_output",
    },
    { name: "one picture of two", status: 200, body: { created: 1, data: [{ b64_json: png }] }, code: "provider.bad_output", partial: true },
  ];
  const one = (name: string, remote: string, task: TaskId, input: Record<string, unknown>, more: Partial<Case> & { files?: object } = {}): Case => {
    const { files = {}, ...rest } = more;
    const path = { "text-to-image": "images/generations", "image-to-image": "images/edits", "text-to-speech": "audio/speech" }[task as string];
    return {
      name,
      gives: task === "speech-to-text" ? "text" : "bytes",
      call: callTo(provider, remote, task, input, { files: files as Case["call"]["files"], count: task === "text-to-image" ? 2 : 1 }),
      requests: [`POST /v1/${path ?? "audio/transcriptions"}`],
      ...rest,
    };
  };
  return {
    provider,
    standIn,
    secret: SECRET,
    specification: "openai.json",
    cases: [
      one("image", "gpt-image-2", "text-to-image", { prompt: "a red fox", format: "webp" }, { endings: pictures }),
      one(
        "edit",
        "gpt-image-2",
        "image-to-image",
        { prompt: "make it blue", image: "ast_1", mask: "ast_2" },
        { files: { image, mask }, endings: REFUSED },
      ),
      one(
        "speech",
        "tts-1",
        "text-to-speech",
        { text: "Hello there", speed: 1.5 },
        { endings: [...ACCOUNT, { name: "200 with JSON", status: 200, body: said("server_error"), code: "provider.bad_output" }] },
      ),
      one(
        "transcription",
        "whisper-1",
        "speech-to-text",
        { audio: "ast_3", language: "pt-BR", timestamps: "word" },
        { files: { audio }, endings: [{ name: "200 without a text", status: 200, body: { words: [] }, code: "provider.bad_output" }] },
      ),
      one("transcription without timestamps", "gpt-4o-transcribe", "speech-to-text", { audio: "ast_3" }, { files: { audio } }),
    ],
    chats: ["gpt-4o-mini", "gpt-5.6-terra"].map((remote) => ({ offer: `openai:${remote}`, request: "POST /v1/chat/completions" })),
    undocumented: {
      "provider.concurrency": "OpenAI limits requests and tokens a minute, not how many run at once (platform.openai.com/docs/guides/rate-limits)",
    },
  };
};
export default kit;
