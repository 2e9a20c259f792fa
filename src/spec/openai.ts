// The bodies of the OpenAI-compatible routes, as far as we honour them. Unknown fields are refused on media routes and passed on for chat.
import { z } from "zod";
import { LIMITS } from "./limits.ts";
import { TASKS } from "./task.ts";

const model = z.string().min(1).max(LIMITS.idChars);
const size = z.string().regex(/^(auto|\d{2,4}x\d{2,4})$/, "must be auto or WIDTHxHEIGHT");
const user = z.string().max(256).optional();

/** POST /v1/chat/completions. Everything else the body holds is passed on as it is. */
export const chatBody = TASKS.chat.input.extend({ model: model.default("auto") });

const imageCommon = {
  model: model.default("auto"),
  prompt: z.string().trim().min(1).max(32_000),
  n: z.int().min(1).max(LIMITS.count).nullish(),
  size: size.nullish(),
  quality: z.enum(["auto", "low", "medium", "high", "standard", "hd"]).nullish(),
  background: z.enum(["auto", "opaque", "transparent"]).nullish(),
  output_format: z.enum(["png", "jpeg", "webp"]).nullish(),
  response_format: z.enum(["url", "b64_json"]).nullish(),
  user,
};
export const imageGenerationBody = z.strictObject({ ...imageCommon, seed: z.int().min(0).max(LIMITS.seed).nullish() });
/** The multipart form's text fields; the files are `image` (or `image[]`) and `mask`. */
export const imageEditBody = z.strictObject({ ...imageCommon, n: z.coerce.number().int().min(1).max(LIMITS.count).nullish() });

export const speechBody = z.strictObject({
  model: model.default("auto"),
  input: z.string().trim().min(1).max(LIMITS.speechChars),
  voice: z.union([z.string().min(1).max(LIMITS.voiceChars), z.strictObject({ id: z.string().min(1).max(LIMITS.voiceChars) })]),
  instructions: z.string().max(LIMITS.speechChars).nullish(),
  response_format: z.enum(["mp3", "opus", "aac", "flac", "wav", "pcm"]).nullish(),
  speed: z.number().min(0.25).max(4).nullish(),
  stream_format: z.enum(["audio"]).nullish(),
});

/** The multipart form's text fields; the file is `file`. */
export const transcriptionBody = z.strictObject({
  model: model.default("auto"),
  language: z.string().max(20).nullish(),
  prompt: z.string().max(LIMITS.promptChars).nullish(),
  response_format: z.enum(["json", "text", "verbose_json", "srt", "vtt"]).nullish(),
  temperature: z.coerce.number().min(0).max(1).nullish(),
  "timestamp_granularities[]": z.union([z.enum(["word", "segment"]), z.array(z.enum(["word", "segment"]))]).nullish(),
});
