// OpenAI on loopback: real small files, honest token counts, and refusals on demand. For tests, and by hand through stand-in-main.ts.
import { formOf, type Received, type Reply, type StandIn, startStandIn } from "../stand-in.ts";
import { chatReply } from "../stand-in-shapes.ts";
import { picture, silentMp3, tone } from "../stand-in-media.ts";

export interface OpenAiControls {
  /** Milliseconds before each answer begins. */
  delayMs: number;
  /** Milliseconds between two pieces of a streamed chat. */
  chunkMs: number;
  /** The answer of chat, or what makes one of the request; by default it says the last message back. */
  say: string | ((fields: Record<string, any>) => string) | null;
  /** The only key that is accepted; null accepts all. */
  key: string | null;
  /** One picture less than was asked for. */
  fewer: boolean;
  /** Pictures are at most so large on each side, whatever was asked for: drawing real ones takes time. */
  maxSidePx: number;
}

/** Words in a prompt that have it fail, so that a test can speak through another process: [refuse], [withhold], [empty], [fail]. */
const REFUSAL = (stage: "input" | "output") => ({
  error: {
    message: "Your request was rejected by the safety system.",
    type: "image_generation_user_error",
    param: null,
    code: "moderation_blocked",
    moderation_details: { moderation_stage: stage, categories: ["violence"] },
  },
});

export interface OpenAiStandIn extends StandIn {
  controls: OpenAiControls;
  /** Paid requests received, by prompt or text. */
  submissions(): Record<string, number>;
}

const wait = (ms: number) => new Promise<void>((resolve) => (ms > 0 ? setTimeout(resolve, ms) : resolve()));
const promptOf = (fields: Record<string, any>) => String(fields.prompt ?? fields.input ?? JSON.stringify(fields.messages ?? null));

async function fieldsOf(received: Received): Promise<Record<string, any>> {
  if (received.json) return received.json;
  return Object.fromEntries([...(await formOf(received)).entries()]);
}

function special(prompt: string): Reply | null {
  if (prompt.includes("[refuse]")) return { status: 400, body: REFUSAL("input") };
  if (prompt.includes("[withhold]")) return { status: 400, body: REFUSAL("output") };
  if (prompt.includes("[fail]"))
    return { status: 500, body: { error: { message: "The server had an error", type: "server_error", param: null, code: null } } };
  return null;
}

async function images(fields: Record<string, any>, controls: OpenAiControls): Promise<Reply> {
  const prompt = String(fields.prompt ?? "");
  if (prompt.includes("[empty]")) return { body: { created: 1_700_000_000, data: [] } };
  const [width, height] = String(fields.size && fields.size !== "auto" ? fields.size : "1024x1024")
    .split("x")
    .map(Number) as [number, number];
  const side = (asked: number) => Math.min(asked, controls.maxSidePx);
  const count = Math.max(0, Number(fields.n ?? 1) - (controls.fewer ? 1 : 0));
  const format = (fields.output_format ?? "png") as "png";
  const data = await Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      b64_json: (await picture(`${prompt}${index}`, side(width), side(height), format)).toString("base64"),
    })),
  );
  const tokens = { text: Math.ceil(prompt.length / 4), image: fields.image ? 194 : 0, out: 1056 * count };
  const usage = {
    input_tokens: tokens.text + tokens.image,
    output_tokens: tokens.out,
    total_tokens: tokens.text + tokens.image + tokens.out,
    input_tokens_details: { text_tokens: tokens.text, image_tokens: tokens.image },
    output_tokens_details: { text_tokens: 0, image_tokens: tokens.out },
  };
  return {
    body: {
      created: 1_700_000_000,
      data,
      background: "opaque",
      output_format: format,
      size: `${width}x${height}`,
      quality: fields.quality ?? "medium",
      usage,
    },
  };
}

function speech(fields: Record<string, any>): Reply {
  const text = String(fields.input ?? "");
  const wav = tone(text, Math.min(5, 0.2 + text.length / 40));
  if ((fields.response_format ?? "mp3") === "mp3") return { headers: { "content-type": "audio/mpeg" }, body: silentMp3(0.2 + text.length / 40) };
  if (fields.response_format === "pcm") return { headers: { "content-type": "audio/pcm" }, body: wav.subarray(44) };
  return { headers: { "content-type": "audio/wav" }, body: wav };
}

function transcription(fields: Record<string, any>): Reply {
  const said = `I heard ${fields.file instanceof File ? fields.file.size : 0} bytes.`;
  const words = [
    { word: "I", start: 0, end: 0.2 },
    { word: "heard", start: 0.2, end: 0.6 },
  ];
  if (fields.response_format === "verbose_json") {
    return {
      body: {
        task: "transcribe",
        language: "english",
        duration: 1.5,
        text: said,
        segments: [{ id: 0, start: 0, end: 1.5, text: said }],
        words,
        usage: { type: "duration", seconds: 2 },
      },
    };
  }
  return {
    body: {
      text: said,
      usage: { type: "tokens", input_tokens: 24, input_token_details: { text_tokens: 4, audio_tokens: 20 }, output_tokens: 9, total_tokens: 33 },
    },
  };
}

/** So many tokens is a sound of which nobody asks how long it is. */
const SOUND_TOKENS = 320;
const soundsIn = ({ messages = [] }: Record<string, any>): number =>
  messages
    .flatMap(({ content }: { content?: unknown }) => (Array.isArray(content) ? content : []))
    .filter(({ type }: { type?: unknown }) => type === "input_audio").length;

const chat = (fields: Record<string, any>, controls: OpenAiControls): Reply =>
  chatReply(fields, {
    ...(controls.say === null ? {} : { words: typeof controls.say === "string" ? controls.say : controls.say(fields) }),
    about: { id: "chatcmpl-stand-in" },
    message: { refusal: null },
    usage: {
      ...(soundsIn(fields) > 0 ? { prompt_tokens: 12 + SOUND_TOKENS * soundsIn(fields) } : {}),
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: SOUND_TOKENS * soundsIn(fields) },
    },
    pause: () => wait(controls.chunkMs),
  });

const ROUTES: Record<string, (fields: Record<string, any>, controls: OpenAiControls) => Reply | Promise<Reply>> = {
  "/v1/images/generations": images,
  "/v1/images/edits": images,
  "/v1/audio/speech": speech,
  "/v1/audio/transcriptions": transcription,
  "/v1/chat/completions": chat,
};
const MODELS = ["gpt-4o-mini", "gpt-image-1", "tts-1", "whisper-1", "gemma-4-e4b"];

/** Starts it; the provider's base URL is `url` with /v1. Over HTTP, GET and POST /_stand-in read the submissions and set the controls. */
export async function startOpenAiStandIn(given: Partial<OpenAiControls> & { port?: number } = {}): Promise<OpenAiStandIn> {
  const { port, ...initial } = given;
  const controls: OpenAiControls = { delayMs: 0, chunkMs: 0, say: null, key: null, fewer: false, maxSidePx: 4096, ...initial };
  const counted: Record<string, number> = {};
  const standIn = await startStandIn(
    async (received) => {
      if (controls.key !== null && received.headers.get("authorization") !== `Bearer ${controls.key}`) {
        return {
          status: 401,
          body: { error: { message: "Incorrect API key provided.", type: "invalid_request_error", param: null, code: "invalid_api_key" } },
        };
      }
      if (received.path === "/v1/models")
        return { body: { object: "list", data: MODELS.map((id) => ({ id, object: "model", created: 1_700_000_000, owned_by: "openai" })) } };
      const route = ROUTES[received.path];
      if (!route || received.method !== "POST")
        return {
          status: 404,
          body: {
            error: {
              message: `Unknown request URL: ${received.method} ${received.path}.`,
              type: "invalid_request_error",
              param: null,
              code: "unknown_url",
            },
          },
        };
      const fields = await fieldsOf(received);
      const prompt = promptOf(fields);
      counted[prompt] = (counted[prompt] ?? 0) + 1;
      await wait(controls.delayMs);
      return special(prompt) ?? route(fields, controls);
    },
    {
      ...(port === undefined ? {} : { port }),
      controls: (received) => {
        if (received.method === "POST") Object.assign(controls, received.json ?? {});
        return { body: { controls, submissions: counted, received: standIn.received.map(({ method, path }) => ({ method, path })) } };
      },
    },
  );
  return Object.assign(standIn, { url: `${standIn.url}/v1`, controls, submissions: () => ({ ...counted }) });
}
