// What the kit needs to know of Groq: OpenAI's stand-in under Groq's address, with Groq's errors. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import { startOpenAiStandIn } from "../openai/stand-in.ts";
import provider from "./groq.ts";

const said = (message: string, type: string, code: string | null = null) => ({ error: { message, type, ...(code ? { code } : {}) } });

const ENDINGS: Ending[] = [
  {
    name: "spend limit",
    status: 400,
    body: said("API access blocked: spend limit reached.", "invalid_request_error", "blocked_api_access"),
    code: "provider.quota",
  },
  {
    name: "rate",
    status: 429,
    headers: { "retry-after": "7" },
    body: said("Rate limit reached for model in organization on requests per minute (RPM): Limit 20.", "requests", "rate_limit_exceeded"),
    code: "provider.rate",
  },
  { name: "flex tier full", status: 498, body: said("Flex tier capacity exceeded", "capacity_exceeded"), code: "provider.capacity" },
  {
    name: "terms not accepted",
    status: 400,
    body: said("The model requires terms acceptance.", "invalid_request_error", "model_terms_required"),
    code: "provider.auth",
  },
  {
    name: "a model that was retired",
    status: 400,
    body: said("The model has been decommissioned", "invalid_request_error", "model_decommissioned"),
    code: "provider.not_found",
  },
  { name: "too large", status: 413, body: said("Request Entity Too Large", "invalid_request_error", "request_too_large"), code: "provider.invalid" },
];

const kit: Kit = async () => {
  const { audio } = await sampleFiles();
  const standIn = await startOpenAiStandIn({ key: SECRET });
  const cases: Case[] = [
    {
      name: "transcription",
      gives: "text",
      call: callTo(
        provider,
        "whisper-large-v3-turbo",
        "speech-to-text",
        { audio: "ast_3", language: "pt-BR", timestamps: "word" },
        { files: { audio } },
      ),
      requests: ["POST /v1/audio/transcriptions"],
      endings: [...ENDINGS, { name: "200 without a text", status: 200, body: { x_groq: { id: "req_1" } }, code: "provider.bad_output" }],
    },
    {
      name: "speech",
      gives: "bytes",
      call: callTo(provider, "canopylabs/orpheus-v1-english", "text-to-speech", { text: "[cheerful] Hello there" }),
      requests: ["POST /v1/audio/speech"],
      endings: [...ENDINGS, { name: "200 with JSON", status: 200, body: said("internal", "internal_server_error"), code: "provider.bad_output" }],
    },
  ];
  return {
    provider,
    standIn,
    secret: SECRET,
    cases,
    chats: ["openai/gpt-oss-120b", "llama-3.1-8b-instant"].map((remote) => ({ offer: `groq:${remote}`, request: "POST /v1/chat/completions" })),
    undocumented: {
      "provider.refused_input": "Groq documents no moderation of recordings or of texts to be spoken; a chat's refusal is words",
      "provider.concurrency":
        "Groq limits requests, tokens and seconds of sound a minute and a day, not how many run at once (console.groq.com/docs/rate-limits)",
    },
  };
};
export default kit;
