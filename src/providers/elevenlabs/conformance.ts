// What the kit needs to know of ElevenLabs: a stand-in that speaks its protocol, and what it documents for each endpoint. Test material.
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import type { Case, Ending, Kit } from "../conformance.ts";
import type { Call } from "../providers.ts";
import type { Reply } from "../stand-in.ts";
import { silentMp3, tone } from "../stand-in-media.ts";
import { startDirect } from "../stand-in-shapes.ts";
import provider from "./elevenlabs.ts";

const error = (type: string, code: string, message = code) => ({ detail: { type, code, message, status: code, request_id: "r1", param: null } });
/** As it was before 2026, and on some endpoints still is. */
const older = (status: string) => ({ detail: { status, message: status } });

const ENDINGS: Ending[] = [
  { name: "no credits", status: 402, body: error("payment_required", "insufficient_credits"), code: "provider.quota" },
  { name: "no credits, as it was", status: 401, body: older("quota_exceeded"), code: "provider.quota" },
  { name: "a wrong key", status: 401, body: older("invalid_api_key"), code: "provider.auth" },
  { name: "the plan's limit", status: 429, body: error("rate_limit_error", "concurrent_limit_exceeded"), code: "provider.concurrency" },
  { name: "the plan's limit, as it was", status: 429, body: older("too_many_concurrent_requests"), code: "provider.concurrency" },
  { name: "a crowd", status: 429, body: error("rate_limit_error", "system_busy"), code: "provider.capacity" },
  { name: "too many requests", status: 429, body: error("rate_limit_error", "rate_limit_exceeded"), code: "provider.rate" },
  { name: "unknown voice", status: 404, body: error("not_found", "voice_not_found"), code: "provider.not_found" },
  { name: "unknown voice, as it was", status: 400, body: older("voice_not_found"), code: "provider.not_found" },
  { name: "too long", status: 400, body: older("max_character_limit_exceeded"), code: "provider.invalid" },
  { name: "not on this plan", status: 403, body: error("authorization_error", "feature_not_available"), code: "provider.auth" },
  { name: "200 with JSON", status: 200, body: error("internal_error", "internal_error"), code: "provider.bad_output" },
];
const MUSIC_ENDINGS: Ending[] = [
  {
    name: "a protected style",
    status: 400,
    body: { detail: { status: "bad_prompt", message: "The prompt names an artist.", data: { prompt_suggestion: "a calm song" } } },
    code: "provider.refused_input",
  },
];
const TEXT_ENDINGS: Ending[] = [
  { name: "200 without a text", status: 200, body: { language_code: "eng", words: [] }, code: "provider.bad_output" },
  { name: "202: it would tell a webhook", status: 202, body: { message: "accepted", request_id: "r1" }, code: "provider.bad_output" },
];

const kit: Kit = async () => {
  const { audio } = await sampleFiles();
  const sound = (text: string, format: string | null, headers: Record<string, string>): Reply => {
    const [kind] = (format ?? "mp3_44100_128").split("_");
    const [body, type] = kind === "wav" ? [tone(text, 0.3), "audio/wav"] : [silentMp3(0.3), kind === "opus" ? "audio/opus" : "audio/mpeg"];
    return { headers: { "content-type": type!, "request-id": "r1", ...headers }, body: body as Buffer };
  };
  const standIn = await startDirect({
    key: { "xi-api-key": SECRET },
    answer({ method, path, query }, fields) {
      if (method === "GET") return path === "/v1/models" ? { body: [{ model_id: "eleven_v3", can_do_text_to_speech: true }] } : null;
      const format = query.get("output_format");
      if (/^\/v1\/text-to-speech\/[^/]+$/.test(path) && fields.text)
        return sound(fields.text, format, { "character-cost": String(fields.text.length), "current-concurrent-requests": "1" });
      if (path === "/v1/sound-generation" && fields.text) return sound(fields.text, format, { "character-cost": "40" });
      if (path === "/v1/music" && Boolean(fields.prompt) !== Boolean(fields.composition_plan))
        return sound(JSON.stringify(fields), format, { "song-id": "s1" });
      if (path === "/v1/speech-to-text" && fields.file instanceof File)
        return {
          body: {
            language_code: "eng",
            language_probability: 0.98,
            text: "Hello there.",
            words: fields.timestamps_granularity === "none" ? [] : [{ text: "Hello", type: "word", start: 0, end: 0.4, logprob: -0.1 }],
            transcription_id: "t1",
            audio_duration_secs: 12,
          },
        };
      return path.startsWith("/v1/") ? { status: 422, body: { detail: [{ loc: ["body"], msg: "field required", type: "missing" }] } } : null;
    },
  });
  const one = (name: string, remote: string, task: Call["task"], path: string, input: object, endings: Ending[] = []): Case => ({
    name,
    gives: task === "speech-to-text" ? "text" : "bytes",
    call: callTo(provider, remote, task, { ...input }, { files: task === "speech-to-text" ? { audio } : {} }),
    requests: [`POST /v1/${path}`],
    endings,
  });
  const song = { prompt: "a calm song", lyrics: "[Verse 1]\nOak leaves fall\n[Chorus]\nHome again", seconds: 30 };
  return {
    provider,
    standIn,
    secret: SECRET,
    specification: "elevenlabs.json",
    cases: [
      one("speech", "eleven_multilingual_v2", "text-to-speech", "text-to-speech/JBFqnCBsd6RMkjVDRZzb", { text: "Hello there", speed: 1.1 }, ENDINGS),
      one("quick speech", "eleven_flash_v2_5", "text-to-speech", "text-to-speech/my-voice", { text: "Hi", voice: "my-voice", language: "pt-BR" }),
      one("expressive speech", "eleven_v3", "text-to-speech", "text-to-speech/EXAVITQu4vr4xnSDxMaL", {
        text: "[whispers] Hi",
        voice: "Sarah",
        format: "wav",
      }),
      one("sound", "eleven_text_to_sound_v2", "text-to-sound", "sound-generation", { prompt: "rain", seconds: 2.5, loop: true }),
      one("music", "music_v1", "text-to-music", "music", { prompt: "calm piano", seconds: 20 }, MUSIC_ENDINGS),
      one("song", "music_v1", "text-to-music", "music", song, MUSIC_ENDINGS),
      one("newer song", "music_v2", "text-to-music", "music", { ...song, format: "opus" }),
      one("transcription", "scribe_v1", "speech-to-text", "speech-to-text", { audio: "ast_3", timestamps: "word" }, TEXT_ENDINGS),
      one("newer transcription", "scribe_v2", "speech-to-text", "speech-to-text", { audio: "ast_3", language: "en", temperature: 0.2 }),
    ],
  };
};
export default kit;
