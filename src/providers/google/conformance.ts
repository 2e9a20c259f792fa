// What the kit needs to know of Google: a stand-in for generateContent, Veo's operations and the compatible chat, with the refusals that they document. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Received, Reply } from "../stand-in.ts";
import { film, picture, tone } from "../stand-in-media.ts";
import { chatReply, type Job, startJobs } from "../stand-in-shapes.ts";
import provider from "./google.ts";

const said = (code: number, status: string, message: string, details: object[] = []) => ({
  status: code,
  body: { error: { code, message, status, details } },
});
const quota = (quotaId: string) => [{ "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaId }] }];
const EXCEEDED = "You exceeded your current quota, please check your plan and billing details.";

const ENDINGS: Ending[] = [
  { name: "refused prompt", status: 200, body: { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } }, code: "provider.refused_input" },
  { name: "withheld picture", status: 200, body: { candidates: [{ content: {}, finishReason: "IMAGE_SAFETY" }] }, code: "provider.refused_output" },
  { name: "candidates blocked", status: 200, body: { promptFeedback: { blockReason: "IMAGE_SAFETY" } }, code: "provider.refused_output" },
  { name: "no picture", status: 200, body: { candidates: [{ content: {}, finishReason: "NO_IMAGE" }] }, code: "provider.bad_output" },
  {
    name: "words instead of a picture",
    status: 200,
    body: { candidates: [{ content: { parts: [{ text: "I would rather not." }] }, finishReason: "STOP" }] },
    code: "provider.bad_output",
  },
  { name: "bad key", ...said(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."), code: "provider.auth" },
  { name: "the minute's limit", ...said(429, "RESOURCE_EXHAUSTED", EXCEEDED, quota("GenerateRequestsPerMinutePerProject")), code: "provider.rate" },
  { name: "the day's limit", ...said(429, "RESOURCE_EXHAUSTED", EXCEEDED, quota("GenerateRequestsPerDayPerProject")), code: "provider.quota" },
  { name: "overloaded", ...said(503, "UNAVAILABLE", "The model is overloaded. Please try again later."), code: "provider.capacity" },
  { name: "unknown model", ...said(404, "NOT_FOUND", "models/gemini-0 is not found for API version v1beta"), code: "provider.not_found" },
];

const over = (name: string, rest: object, code: Ending["code"], at: string): Ending => ({
  name,
  at,
  status: 200,
  body: { name: "models/veo-3.1-lite-generate-preview/operations/job-1", done: true, ...rest },
  code,
});
const filmEndings = (at: string): Ending[] => [
  over(
    "refused prompt",
    { error: { code: 3, message: "This prompt contains sensitive words that violate Google's Responsible AI practices." } },
    "provider.refused_input",
    at,
  ),
  over(
    "withheld film",
    { response: { generateVideoResponse: { raiMediaFilteredCount: 1, raiMediaFilteredReasons: ["We encountered an issue with the audio."] } } },
    "provider.refused_output",
    at,
  ),
  over("its machine failed", { error: { code: 13, message: "Internal error" } }, "provider.error", at),
  over("no room", { error: { code: 14, message: "The service is currently unavailable." } }, "provider.capacity", at),
  over("done without a film", { response: { generateVideoResponse: { generatedSamples: [] } } }, "provider.bad_output", at),
  { name: "taken, without a name", status: 200, body: { metadata: {} }, code: "provider.unknown_outcome" },
];

const partOf = (fields: Record<string, any>) => fields.contents[0].parts[0];
const usageOf = (kind: string, tokens: number) => ({
  promptTokenCount: 10,
  candidatesTokenCount: tokens + 20,
  totalTokenCount: tokens + 30,
  promptTokensDetails: [{ modality: "TEXT", tokenCount: 10 }],
  candidatesTokensDetails: [{ modality: kind, tokenCount: tokens }],
});
const made = (mimeType: string, bytes: Buffer, usageMetadata: object): Reply => ({
  body: {
    candidates: [{ content: { role: "model", parts: [{ inlineData: { mimeType, data: bytes.toString("base64") } }] }, finishReason: "STOP" }],
    usageMetadata,
  },
});

async function generate(path: string, fields: Record<string, any>): Promise<Reply> {
  const { text } = partOf(fields);
  if (fields.generationConfig.responseModalities[0] === "IMAGE") return made("image/png", await picture(text, 64, 64), usageOf("IMAGE", 1120));
  const wav = tone(text, 0.5);
  return path.includes("3.8-")
    ? made("audio/wav", wav, usageOf("AUDIO", 13))
    : made("audio/L16;codec=pcm;rate=24000", wav.subarray(44), usageOf("AUDIO", 13));
}

// Thoughts are in the total only, as the compatible endpoint counts.
const USAGE = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 40 };

function chat({ headers, json }: Received): Reply {
  if (headers.get("authorization") !== `Bearer ${SECRET}`) return { status: 400, body: [said(400, "INVALID_ARGUMENT", "API key not valid.").body] };
  return chatReply(json, { usage: USAGE, counts: "always" });
}

const knows = ({ headers }: { headers: Headers }) => headers.get("x-goog-api-key") === SECRET;
const nameOf = (job: Job) => `${job.path.slice("/v1beta/".length).split(":")[0]}/operations/${job.id}`;

const kit: Kit = async () => {
  const { image } = await sampleFiles();
  const films = new Map<string, Buffer<ArrayBuffer>>();
  const standIn = await startJobs({
    key: {}, // the compatible chat has another header than the rest: each is looked at by itself
    base: "/v1beta",
    polls: 1,
    submits: (received) => knows(received) && received.path.endsWith(":predictLongRunning"),
    taken: (job) => ({ body: { name: nameOf(job) } }),
    asks: (received) => (knows(received) ? (/\/operations\/([^/]+)$/.exec(received.path)?.[1] ?? null) : null),
    running: (job) => ({ body: { name: nameOf(job) } }),
    done: async (job, { origin }) => {
      const path = `/v1beta/files/${job.id}:download`;
      films.set(path, await film(job.fields.instances[0].prompt));
      const generatedSamples = [{ video: { uri: `${origin}${path}?alt=media` } }];
      return { body: { name: nameOf(job), done: true, response: { generateVideoResponse: { generatedSamples } } } };
    },
    other: async (received) => {
      const { method, path, json } = received;
      if (path === "/v1beta/openai/chat/completions") return chat(received);
      if (!knows(received)) return said(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.");
      if (method === "GET" && films.has(path)) return { headers: { "content-type": "video/mp4" }, body: films.get(path)! };
      if (path === "/v1beta/models") return { body: { models: [{ name: "models/gemini-3.8-flash" }] } };
      return method === "POST" && path.endsWith(":generateContent") ? generate(path, json) : null;
    },
  });
  const direct = (name: string, remote: string, task: Case["call"]["task"], input: object, endings: Ending[] = []): Case => ({
    name,
    gives: "bytes",
    call: callTo(provider, remote, task, input as Record<string, unknown>, task === "image-to-image" ? { files: { image } } : {}),
    requests: [`POST /v1beta/models/${remote}:generateContent`],
    endings,
  });
  const GET = "GET /v1beta/models/veo-3.1-lite-generate-preview/operations/*";
  const veo = (name: string, task: "text-to-video" | "image-to-video", endings: Ending[] = []): Case => ({
    name,
    gives: "url",
    call: callTo(
      provider,
      "veo-3.1-lite-generate-preview",
      task,
      task === "image-to-video" ? { prompt: "it blinks", image: "ast_1" } : { prompt: "waves" },
      task === "image-to-video" ? { files: { image } } : {},
    ),
    requests: ["POST /v1beta/models/veo-3.1-lite-generate-preview:predictLongRunning", GET, GET],
    endings,
  });
  const prompt = "a red fox";
  return {
    provider,
    standIn,
    secret: SECRET,
    specification: "google-gemini.json",
    cases: [
      direct("image", "gemini-nano-banana-2.1", "text-to-image", { prompt }, ENDINGS),
      direct("edit", "gemini-3-pro-image", "image-to-image", { prompt: "make it blue", image: "ast_1" }),
      direct("speech as WAV", "gemini-3.8-flash-lite-tts", "text-to-speech", { text: "Hello there" }),
      direct("speech as samples", "gemini-2.5-flash-preview-tts", "text-to-speech", { text: "Hello there" }),
      veo("film", "text-to-video", filmEndings(GET)),
      veo("film of a picture", "image-to-video"),
    ],
    chats: [
      { offer: "google:gemini-3.8-flash", request: "POST /v1beta/openai/chat/completions" },
      { offer: "google:gemini-3.1-pro-preview", request: "POST /v1beta/openai/chat/completions" },
    ],
    undocumented: { "provider.concurrency": "its limits are requests, tokens and pictures by the minute and the day" },
  };
};
export default kit;
