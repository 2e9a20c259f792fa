// Calls and cases for the kit and its mutants: one ask a task with real small files. Test material, imported by tests only.
import type { Offer } from "../spec/model.ts";
import type { TaskId } from "../spec/task.ts";
import type { Case } from "./conformance.ts";
import type { FalStandIn } from "./fal/stand-in.ts";
import type { Call, InputFile, Provider } from "./providers.ts";
import { picture, tone } from "./stand-in-media.ts";

export const SECRET = "sk-conformance-3f9a1c7e5b2d";

function file(kind: InputFile["kind"], type: string, name: string, bytes: Uint8Array<ArrayBuffer>): InputFile {
  return { kind, type, name, bytes: bytes.byteLength, width: null, height: null, seconds: null, read: async () => bytes };
}

/** A small picture and a small recording, as the ask would carry them. */
export async function sampleFiles(): Promise<Record<"image" | "mask" | "audio", InputFile>> {
  return {
    image: file("image", "image/png", "cat.png", await picture("a cat", 64, 64)),
    mask: file("image", "image/png", "mask.png", await picture("white", 64, 64)),
    audio: file("audio", "audio/wav", "hello.wav", tone("hello", 0.2)),
  };
}

/** A call to an offer as the conductor makes it: the offer's defaults filled in. */
export function callTo(provider: Provider, remote: string, task: TaskId, input: Record<string, unknown>, more: Partial<Call> = {}): Call {
  const offer = provider.offers.find((each) => each.remote === remote);
  if (!offer) throw new Error(`${provider.id} has no ${remote}`);
  return callOf(offer, task, input, more);
}

export function callOf(offer: Offer, task: TaskId, input: Record<string, unknown>, more: Partial<Call> = {}): Call {
  const filled: Record<string, unknown> = { ...input };
  for (const [field, bound] of Object.entries(offer.tasks[task]?.inputs ?? {}))
    if (bound !== true && bound.default !== undefined) filled[field] ??= bound.default;
  return { task, input: filled, count: 1, offer, files: {}, key: "att_1", webhookUrl: null, ...more };
}

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

const OPENAI_ENDINGS: Case["endings"] = [
  { name: "refused prompt", status: 400, body: refusal("input"), code: "provider.refused_input" },
  { name: "withheld picture", status: 400, body: refusal("output"), code: "provider.refused_output" },
  { name: "older refusal", status: 400, body: said("content_policy_violation"), code: "provider.refused_input" },
  {
    name: "no credit",
    status: 429,
    body: said("insufficient_quota", "You exceeded your current quota, please check your plan and billing details."),
    code: "provider.quota",
  },
  { name: "hard limit", status: 400, body: said("billing_hard_limit_reached"), code: "provider.quota" },
  { name: "rate", status: 429, body: said("rate_limit_exceeded", "Rate limit reached for requests"), code: "provider.rate" },
  { name: "unknown model", status: 404, body: said("model_not_found"), code: "provider.not_found" },
  { name: "200 without a picture", status: 200, body: { created: 1, data: [] }, code: "provider.bad_output" },
  { name: "200 with an error", status: 200, body: said("server_error"), code: "provider.bad_output" },
  {
    name: "200 with a picture that is none",
    status: 200,
    body: { created: 1, data: [{ b64_json: "bm90IGEgcGljdHVyZSBhdCBhbGw=" }] },
    code: "provider.bad_output",
  },
];

export async function openAiCases(provider: Provider): Promise<Case[]> {
  const { image, mask, audio } = await sampleFiles();
  const [first, second] = OPENAI_ENDINGS!;
  return [
    {
      name: "image",
      gives: "bytes",
      call: callTo(provider, "gpt-image-1", "text-to-image", { prompt: "a red fox", format: "webp" }, { count: 2 }),
      requests: ["POST /v1/images/generations"],
      endings: OPENAI_ENDINGS!,
    },
    {
      name: "edit",
      gives: "bytes",
      call: callTo(provider, "gpt-image-1", "image-to-image", { prompt: "make it blue", image: "ast_1", mask: "ast_2" }, { files: { image, mask } }),
      requests: ["POST /v1/images/edits"],
      endings: [first!, second!],
    },
    {
      name: "speech",
      gives: "bytes",
      call: callTo(provider, "tts-1", "text-to-speech", { text: "Hello there", speed: 1.5 }),
      requests: ["POST /v1/audio/speech"],
      endings: [{ name: "200 with JSON", status: 200, body: said("server_error"), code: "provider.bad_output" }],
    },
    {
      name: "transcription",
      gives: "text",
      call: callTo(provider, "whisper-1", "speech-to-text", { audio: "ast_3", language: "pt-BR", timestamps: "word" }, { files: { audio } }),
      requests: ["POST /v1/audio/transcriptions"],
      endings: [{ name: "200 without a text", status: 200, body: { words: [] }, code: "provider.bad_output" }],
    },
    {
      name: "transcription without timestamps",
      gives: "text",
      call: callTo(provider, "gpt-4o-transcribe", "speech-to-text", { audio: "ast_3" }, { files: { audio } }),
      requests: ["POST /v1/audio/transcriptions"],
    },
  ];
}

const detail = (type: string, loc: string[]) => ({ detail: [{ loc, msg: "flagged by a content checker", type }] });

/** The endings of a queued job: all of them COMPLETED first. */
const falEndings = (app: string): Case["endings"] => {
  const result = `GET /${app.split("/").slice(0, 2).join("/")}/requests/*`;
  return [
    {
      name: "COMPLETED, refused prompt",
      at: result,
      status: 422,
      body: detail("content_policy_violation", ["body", "prompt"]),
      code: "provider.refused_input",
    },
    { name: "COMPLETED, withheld", at: result, status: 422, body: detail("content_policy_violation", ["body"]), code: "provider.refused_output" },
    { name: "COMPLETED, invalid input", at: result, status: 422, body: detail("value_error", ["body", "seed"]), code: "provider.invalid" },
    {
      name: "COMPLETED, a file that cannot be used",
      at: result,
      status: 422,
      body: detail("image_too_small", ["body", "image_url"]),
      code: "provider.invalid",
    },
    { name: "COMPLETED, its machine failed", at: result, status: 500, body: detail("internal_server_error", ["body"]), code: "provider.error" },
    {
      name: "COMPLETED, its time was over",
      at: result,
      status: 504,
      headers: { "x-fal-error-type": "request_timeout" },
      body: { detail: "Request timed out", error_type: "request_timeout" },
      code: "provider.timeout",
    },
    {
      name: "COMPLETED, canceled",
      at: result,
      status: 400,
      headers: { "x-fal-error-type": "client_cancelled" },
      body: { detail: "Request was cancelled", error_type: "client_cancelled" },
      code: "provider.canceled",
    },
    { name: "COMPLETED, no longer kept", at: result, status: 404, body: { detail: "Request not found" }, code: "provider.expired" },
    { name: "submission refused", status: 422, body: detail("content_policy_violation", ["body", "prompt"]), code: "provider.refused_input" },
    { name: "locked account", status: 403, body: { detail: "User is locked. Reason: Exhausted balance." }, code: "provider.quota" },
    { name: "too many at once", status: 429, body: { detail: "You have reached the concurrent requests limit" }, code: "provider.concurrency" },
    { name: "taken, without an id", status: 200, body: { status: "IN_QUEUE" }, code: "provider.unknown_outcome" },
  ];
};

export async function falCases(provider: Provider, standIn: FalStandIn): Promise<Case[]> {
  const { image, audio } = await sampleFiles();
  standIn.controls.polls = 2;
  const foreign = (origin: string | null) => {
    standIn.controls.foreign = origin;
  };
  const one = (name: string, remote: string, task: TaskId, input: Record<string, unknown>, gives: Case["gives"], more: Partial<Call> = {}): Case => {
    const root = remote.split("/").slice(0, 2).join("/");
    const status = `GET /${root}/requests/*/status`;
    return {
      name,
      gives,
      call: callTo(provider, remote, task, input, more),
      requests: [`POST /${remote}`, status, status, status, `GET /${root}/requests/*`],
    };
  };
  return [
    {
      ...one("image", "fal-ai/flux/schnell", "text-to-image", { prompt: "a red fox", width: 512, height: 320 }, "url", { count: 3 }),
      endings: falEndings("fal-ai/flux/schnell")!,
      foreign,
    },
    { ...one("edit", "fal-ai/flux/dev/image-to-image", "image-to-image", { prompt: "bluer", image: "ast_1" }, "url", { files: { image } }) },
    { ...one("film", "fal-ai/wan-25-preview/text-to-video", "text-to-video", { prompt: "waves" }, "url") },
    { ...one("speech", "fal-ai/kokoro/american-english", "text-to-speech", { text: "Hello there" }, "url") },
    { ...one("transcription", "fal-ai/wizper", "speech-to-text", { audio: "ast_3", language: "en" }, "text", { files: { audio } }) },
  ];
}
