// What the kit needs to know of Mistral: a stand-in for chat, speech and transcription, and the endings that its answers are known to have. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Ending, Kit } from "../conformance.ts";
import type { Reply } from "../stand-in.ts";
import { silentMp3, tone } from "../stand-in-media.ts";
import { chatReply, startDirect } from "../stand-in-shapes.ts";
import provider from "./mistral.ts";

const said = (status: number, type: string, code: string, message: string) => ({
  status,
  body: { object: "error", message, type, param: null, code },
});

const ENDINGS: Ending[] = [
  { name: "rate", ...said(429, "rate_limited", "1300", "Rate limit exceeded"), code: "provider.rate" },
  {
    name: "its tier is full",
    ...said(429, "service_tier_capacity_exceeded", "3505", "Service tier capacity exceeded for this model."),
    code: "provider.capacity",
  },
  { name: "unknown model", ...said(400, "invalid_model", "1500", "Invalid model: voxtral-0"), code: "provider.not_found" },
  {
    name: "invalid input",
    status: 422,
    body: { detail: [{ type: "extra_forbidden", loc: ["body", "speed"], msg: "Extra inputs are not permitted", input: 2 }] },
    code: "provider.invalid",
  },
  { name: "bad key", status: 401, body: { detail: "Unauthorized" }, code: "provider.auth" },
];

function chat(fields: Record<string, any>): Reply {
  if ("stream_options" in fields) return { status: 422, body: { detail: [{ type: "extra_forbidden", loc: ["body", "stream_options"] }] } };
  // The last chunk says why it ended and counts the tokens, both at once.
  return chatReply(fields, { message: { tool_calls: null }, counts: "always" });
}

const speech = (fields: Record<string, any>): Reply => ({
  body: { audio_data: (fields.response_format === "wav" ? tone(fields.input) : silentMp3(fields.input.length / 20)).toString("base64") },
});

const transcript = (fields: Record<string, any>): Reply => ({
  body: {
    model: fields.model,
    text: `I heard ${fields.file.size} bytes.`,
    language: "en",
    segments: fields.timestamp_granularities ? [{ type: "transcription_segment", text: "I heard", start: 0, end: 0.6 }] : [],
    usage: { prompt_audio_seconds: 3, prompt_tokens: 4, completion_tokens: 9, total_tokens: 13 },
  },
});

const ROUTES: Record<string, (fields: Record<string, any>) => Reply> = {
  "POST /v1/chat/completions": chat,
  "POST /v1/audio/speech": speech,
  "POST /v1/audio/transcriptions": transcript,
  "GET /v1/models": () => ({ body: { object: "list", data: [{ id: "mistral-small-2603", object: "model" }] } }),
};

const kit: Kit = async () => {
  const { audio } = await sampleFiles();
  const standIn = await startDirect({
    key: { authorization: `Bearer ${SECRET}` },
    base: "/v1",
    answer: ({ method, path }, fields) => ROUTES[`${method} ${path}`]?.(fields) ?? null,
  });
  const hear = (remote: string, name: string) => ({
    name,
    gives: "text" as const,
    call: callTo(provider, remote, "speech-to-text", { audio: "ast_3" }, { files: { audio } }),
    requests: ["POST /v1/audio/transcriptions"],
    endings: [{ name: "200 without a text", status: 200, body: { segments: [] }, code: "provider.bad_output" as const }],
  });
  return {
    provider,
    standIn,
    secret: SECRET,
    specification: "mistral.yaml",
    cases: [
      {
        name: "speech",
        gives: "bytes",
        call: callTo(provider, "voxtral-mini-tts-3-0", "text-to-speech", { text: "Hello there, said the oak." }),
        requests: ["POST /v1/audio/speech"],
        endings: [...ENDINGS, { name: "200 without a recording", status: 200, body: { audio_data: "" }, code: "provider.bad_output" }],
      },
      hear("voxtral-mini-transcribe-3-0", "transcription"),
      hear("voxtral-mini-2602", "transcription of the second generation"),
    ],
    chats: [
      { offer: "mistral:mistral-small-2603", request: "POST /v1/chat/completions" },
      { offer: "mistral:mistral-large-2512", request: "POST /v1/chat/completions" },
    ],
    undocumented: {
      "provider.refused_input": "speech and transcription have no moderation of their own; chat only where guardrails are asked for",
      "provider.quota": "no code for a used-up balance is published; a 402, or a 429 that speaks of payment, is read as one",
      "provider.concurrency": "its limits are requests and tokens by time",
    },
  };
};
export default kit;
