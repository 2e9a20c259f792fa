// OpenAI's wire format, which many servers speak: images, edits, speech, transcription, chat, and films as some servers have them. Who speaks it, with which key and which failures, is a Dialect.
import { z } from "zod";
import type { TaskId } from "../spec/task.ts";
import type { Quantities } from "../spec/price.ts";
import type { Queued, Wire } from "./flow.ts";
import { asError, type Broken, failed, isUnder, joinUrl, readJson, request, send, told, type Voice, type Whole, whyNot } from "./http.ts";
import { alphaMask, pictureType, soundSeconds } from "./media.ts";
import type { Offer } from "../spec/model.ts";
import type { Call, Context, Failure, LiveAnswer, Operation, Output, Provider, Ref } from "./providers.ts";
import { type Mend, mendedAnswer } from "./streams.ts";

/** One server family that speaks this format. */
export interface Dialect extends Voice {
  /** Headers that carry the key. */
  credentials(secret: string): Record<string, string>;
  /** Does a request cost money that a second one would cost again? */
  buys: boolean;
  /** Ask streams for their token counts, so that they can be paid for. Not every small server knows the field. */
  streamUsage: boolean;
  /** Chat that differs from OpenAI's: each event of a stream, or the whole answer, as it should be. */
  mend?: Mend;
}

/** What an offer of this format says in `options`. */
export const protocolOptions = z.strictObject({
  /** Images: `ask` sends response_format b64_json, which newer models refuse and older ones need. */
  b64: z.enum(["always", "ask"]).default("always"),
  /** Transcription: does it know verbose_json with timestamps? */
  verbose: z.boolean().default(false),
  /** Transcription: languages that may be spoken go in a list, as newer models have it; of them we ask for one. */
  languages: z.boolean().default(false),
});

const IMAGES_BYTES = 256 * 1024 * 1024;
const SOUND_BYTES = 128 * 1024 * 1024;
const TEXT_BYTES = 16 * 1024 * 1024;
/** A side that the ask leaves open beside one that it names. */
const OPEN_SIDE_PX = 1024;

type Start = (call: Call, context: Context, dialect: Dialect) => Promise<Operation>;

const optionsOf = (offer: Offer) => protocolOptions.parse(offer.options);
const credentials = (context: Context, dialect: Dialect) => (context.secret === null ? {} : dialect.credentials(context.secret));

function post(
  path: string,
  body: { json: unknown } | { form: FormData },
  maxBytes: number,
  context: Context,
  dialect: Dialect,
): Promise<Whole | Broken> {
  return request(
    { method: "POST", url: joinUrl(context.baseUrl, path), ...body, credentials: credentials(context, dialect), maxBytes, buys: dialect.buys },
    dialect,
    context,
  );
}

/** Leaves out what the ask does not set, so that the provider's own defaults stand. */
function given(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function imageFields({ input, offer, count }: Call): Record<string, unknown> {
  const { width, height } = input;
  const size = width === undefined && height === undefined ? undefined : `${width ?? OPEN_SIDE_PX}x${height ?? OPEN_SIDE_PX}`;
  return given({
    model: offer.remote,
    prompt: input.prompt,
    n: count,
    size,
    quality: input.quality,
    background: input.background,
    output_format: input.format,
    response_format: optionsOf(offer).b64 === "ask" ? "b64_json" : undefined,
  });
}

const imagesAnswer = z.object({
  data: z.array(z.object({ b64_json: z.string().nullish(), url: z.string().nullish() })),
  usage: z
    .object({
      output_tokens: z.number().optional(),
      input_tokens_details: z.object({ text_tokens: z.number(), image_tokens: z.number() }).partial().nullish(),
      output_tokens_details: z.object({ text_tokens: z.number(), image_tokens: z.number() }).partial().nullish(),
    })
    .nullish(),
});

/** What the answer's token counts and the number of pictures are worth in priced units. */
function imageUsage(usage: z.infer<typeof imagesAnswer>["usage"], made: number): Quantities {
  const used: Quantities = { request: 1, image: made };
  const [into, out] = [usage?.input_tokens_details, usage?.output_tokens_details];
  if (into?.text_tokens !== undefined) used.inputToken = into.text_tokens;
  if (into?.image_tokens !== undefined) used.imageInputToken = into.image_tokens;
  if (usage?.output_tokens !== undefined) {
    used.outputToken = out?.text_tokens ?? 0;
    used.imageOutputToken = out?.image_tokens ?? usage.output_tokens - used.outputToken;
  }
  return used;
}

function imageOutput(item: { b64_json?: string | null; url?: string | null }, context: Context): Output | null {
  if (item.b64_json) {
    const bytes = new Uint8Array(Buffer.from(item.b64_json.replace(/^data:[^,]*,/, ""), "base64"));
    const type = pictureType(bytes);
    return type ? { kind: "bytes", bytes, type } : null;
  }
  // Its own server may hand out a file that only its key opens; a file elsewhere never sees the key.
  if (item.url && URL.canParse(item.url))
    return {
      kind: "url",
      url: item.url,
      type: null,
      ...(isUnder(item.url, new URL(context.baseUrl).origin) && context.secret !== null ? { authorized: true } : {}),
    };
  return null;
}

function imagesDone(answer: Whole | Broken, call: Call, context: Context, dialect: Dialect): Operation {
  if (!answer.ok) return { state: "failed", failure: answer.failure };
  const body = readJson(answer, imagesAnswer);
  const outputs = body?.data.map((item) => imageOutput(item, context)).filter((output) => output !== null) ?? [];
  if (!body || outputs.length === 0) return failed("provider.bad_output", `${dialect.title} answered without a picture.`);
  const missing: Failure | undefined =
    outputs.length < call.count
      ? { code: "provider.bad_output", message: `${dialect.title} sent ${outputs.length} of ${call.count} pictures.`, charged: "unknown" }
      : undefined;
  return {
    state: "done",
    outputs: outputs.slice(0, call.count),
    usage: imageUsage(body.usage, outputs.length),
    costMicro: null,
    seed: null,
    ...(missing ? { missing } : {}),
  };
}

const textToImage: Start = async (call, context, dialect) =>
  imagesDone(await post("images/generations", { json: imageFields(call) }, IMAGES_BYTES, context, dialect), call, context, dialect);

const imageToImage: Start = async (call, context, dialect) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(imageFields(call))) form.set(name, String(value));
  const { image, mask } = call.files;
  if (!image) return failed("provider.invalid", "An edit needs an image.", "no");
  form.set("image", new Blob([await image.read()], { type: image.type }), fileName(image.name, image.type));
  if (mask) form.set("mask", new Blob([await alphaMask(await mask.read())], { type: "image/png" }), "mask.png");
  return imagesDone(await post("images/edits", { form }, IMAGES_BYTES, context, dialect), call, context, dialect);
};

const SOUND_TYPES: Record<string, string> = { mp3: "audio/mpeg", opus: "audio/ogg", aac: "audio/aac", flac: "audio/flac", wav: "audio/wav" };

const textToSpeech: Start = async ({ input, offer }, context, dialect) => {
  const fields = given({
    model: offer.remote,
    input: input.text,
    voice: input.voice,
    instructions: input.instructions,
    speed: input.speed,
    response_format: input.format,
  });
  const answer = await post("audio/speech", { json: fields }, SOUND_BYTES, context, dialect);
  if (!answer.ok) return { state: "failed", failure: answer.failure };
  if (answer.bytes.byteLength === 0 || /^(text\/|application\/(json|xml|problem))/.test(answer.type))
    return failed("provider.bad_output", `${dialect.title} answered without a recording.`);
  const seconds = soundSeconds(answer.bytes);
  const usage: Quantities = {
    request: 1,
    character: String(input.text).length,
    ...(seconds === null ? {} : { second: seconds, minute: seconds / 60 }),
  };
  const type = SOUND_TYPES[String(input.format ?? "mp3")] ?? (answer.type.startsWith("audio/") ? answer.type : "audio/mpeg");
  return { state: "done", outputs: [{ kind: "bytes", bytes: answer.bytes, type }], usage, costMicro: null, seed: null };
};

const transcript = z.object({
  text: z.string(),
  language: z.string().nullish(),
  duration: z.number().nullish(),
  segments: z.array(z.object({ start: z.number(), end: z.number(), text: z.string() })).nullish(),
  words: z.array(z.object({ start: z.number(), end: z.number(), word: z.string() })).nullish(),
  usage: z
    .object({
      seconds: z.number().optional(),
      input_token_details: z.object({ text_tokens: z.number(), audio_tokens: z.number() }).partial().nullish(),
      output_tokens: z.number().optional(),
    })
    .nullish(),
});

function transcriptUsage({ usage, duration }: z.infer<typeof transcript>): Quantities {
  const used: Quantities = { request: 1 };
  const seconds = usage?.seconds ?? duration;
  if (typeof seconds === "number") Object.assign(used, { second: seconds, minute: seconds / 60 });
  if (usage?.input_token_details?.text_tokens !== undefined) used.inputToken = usage.input_token_details.text_tokens;
  if (usage?.input_token_details?.audio_tokens !== undefined) used.audioInputToken = usage.input_token_details.audio_tokens;
  if (usage?.output_tokens !== undefined) used.outputToken = usage.output_tokens;
  return used;
}

const speechToText: Start = async ({ input, offer, files }, context, dialect) => {
  const { verbose, languages } = optionsOf(offer);
  if (!files.audio) return failed("provider.invalid", "A transcription needs a recording.", "no");
  const form = new FormData();
  form.set("file", new Blob([await files.audio.read()], { type: files.audio.type }), fileName(files.audio.name, files.audio.type));
  const stamps = input.timestamps === undefined || input.timestamps === "none" ? undefined : String(input.timestamps);
  // The language is ISO 639-1 here: pt-BR is asked for as pt.
  const language = input.language === undefined ? undefined : String(input.language).split(/[-_]/)[0]!.toLowerCase();
  const fields = given({
    model: offer.remote,
    [languages ? "languages[]" : "language"]: language,
    prompt: input.prompt,
    temperature: input.temperature,
    response_format: verbose ? "verbose_json" : "json",
  });
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
  if (stamps) form.append("timestamp_granularities[]", stamps);
  const answer = await post("audio/transcriptions", { form }, TEXT_BYTES, context, dialect);
  if (!answer.ok) return { state: "failed", failure: answer.failure };
  const body = readJson(answer, transcript);
  if (!body) return failed("provider.bad_output", `${dialect.title} answered without a transcript.`);
  const data = given({
    language: body.language ?? undefined,
    seconds: body.duration ?? undefined,
    segments: body.segments ?? undefined,
    words: body.words ?? undefined,
  }) as Ref;
  return { state: "done", outputs: [{ kind: "text", text: body.text, data }], usage: transcriptUsage(body), costMicro: null, seed: null };
};

const EXTENSIONS: Record<string, string> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
  "audio/mpeg": "mp3",
  "audio/wav": "wav",
  "audio/x-wav": "wav",
  "audio/wave": "wav",
  "audio/vnd.wave": "wav",
  "audio/ogg": "ogg",
  "audio/flac": "flac",
  "audio/x-flac": "flac",
  "audio/mp4": "m4a",
  "audio/x-m4a": "m4a",
  "audio/webm": "webm",
  "video/webm": "webm",
  "video/mp4": "mp4",
  "audio/aac": "m4a",
};

/** The file is told by its name's ending, so the ending follows the bytes' type and not what somebody called it. */
function fileName(name: string, type: string): string {
  const stem =
    name
      .replace(/\.[a-z0-9]{1,5}$/i, "")
      .replace(/[^\w-]+/g, "_")
      .slice(0, 60) || "file";
  return `${stem}.${EXTENSIONS[type] ?? "bin"}`;
}

const STARTS: Partial<Record<TaskId, Start>> = {
  "text-to-image": textToImage,
  "image-to-image": imageToImage,
  "text-to-speech": textToSpeech,
  "speech-to-text": speechToText,
};

/** Starts a media task: always over when it returns, since this format answers on the request. */
export async function startByProtocol(call: Call, context: Context, dialect: Dialect): Promise<Operation> {
  const start = STARTS[call.task];
  return start ? start(call, context, dialect) : failed("provider.invalid", `${dialect.title} cannot do this task.`, "no");
}

/** Chat: the body passes as it is, streamed or whole, and so does an abort. Throws AppError where the answer is a failure. */
export async function liveByProtocol(body: Record<string, unknown>, offer: Offer, context: Context, dialect: Dialect): Promise<LiveAnswer> {
  const options =
    body.stream === true && dialect.streamUsage ? { stream_options: { ...(body.stream_options as object | undefined), include_usage: true } } : {};
  // A chat that was cut off before its first byte is cheap and may go elsewhere: hence `buys: false`.
  const ask = {
    method: "POST" as const,
    url: joinUrl(context.baseUrl, "chat/completions"),
    json: { ...body, model: offer.remote, ...options },
    credentials: credentials(context, dialect),
    maxBytes: TEXT_BYTES,
    buys: false,
  };
  const sent = await send(ask, dialect, context);
  if (!sent.ok) throw asError(sent.failure);
  if (!sent.response.ok) throw asError(await whyNot(sent.response, dialect, context));
  return { response: dialect.mend ? await mendedAnswer(sent.response, dialect.mend) : sent.response };
}

/** Fetches a file of the server's own, with the key only where it lies on that server. */
export async function fetchByProtocol(url: string, context: Context, dialect: Dialect): Promise<Response> {
  const own = { ...context, baseUrl: new URL(context.baseUrl).origin };
  const sent = await send({ url, credentials: credentials(context, dialect), maxBytes: IMAGES_BYTES, buys: false }, dialect, own);
  if (!sent.ok) throw asError(sent.failure);
  return sent.response;
}

/** Does it answer, and does it take the key? Its list of models is free. */
export function probeByProtocol(dialect: Dialect, path = "models"): NonNullable<Provider["probe"]> {
  return async (context) => {
    const answer = await request(
      { url: joinUrl(context.baseUrl, path), credentials: credentials(context, dialect), maxBytes: TEXT_BYTES, buys: false },
      dialect,
      context,
    );
    return answer.ok ? null : answer.failure;
  };
}

/** Fields of a chat that change what is answered and that no other format has, with the values that ask for nothing. Hints that promise nothing, such as store, are not here. */
const OPENAIS_OWN: Record<string, readonly unknown[]> = {
  logprobs: [false],
  top_logprobs: [0],
  logit_bias: [],
  audio: [],
  functions: [],
  function_call: ["none"],
  web_search_options: [],
};

/** For adapters that put a chat into another format: what cannot be said there is refused rather than dropped. `more` are fields that this one lacks too. */
export function refuseForeign(body: Record<string, unknown>, refuse: (why: string) => Error, more: Record<string, readonly unknown[]> = {}): void {
  const isEmpty = (value: object) => Object.keys(value).length === 0;
  for (const [name, harmless] of Object.entries({ ...OPENAIS_OWN, ...more })) {
    const value = body[name] ?? null;
    if (value !== null && !harmless.includes(value) && !(typeof value === "object" && isEmpty(value))) throw refuse(`takes no ${name}`);
  }
}

/** Films as jobs in the shape of OpenAI's /v1/videos, as servers of one's own have it: what they fail at costs nothing. */
export const filmsByProtocol = (wire: Wire): Queued => ({
  ...wire,
  taken: (body) => (typeof body?.id === "string" ? { ref: { id: body.id } } : null),
  question: (ref) => ({ to: filmAt(ref.id) }),
  verdict(body, { context }) {
    const progress = typeof body?.progress === "number" && body.progress > 0 ? Math.min(1, body.progress / 100) : null;
    switch (body?.status) {
      case "queued":
        return { state: "running", stage: "Waiting for its turn", progress };
      case "processing":
      case "in_progress":
        return { state: "running", progress };
      case "completed":
        return { state: "ready" };
      case "cancelled":
      case "deleted":
        return { state: "failed", failure: { code: "provider.canceled", message: `${wire.title} stopped the film.`, charged: "no" } };
      case "failed":
        return { state: "failed", failure: told(body.error ?? "no reason given", wire, context, "no") };
      default:
        return null;
    }
  },
  result: (ref) => ({ to: `${filmAt(ref.id)}/content` }),
  paceMs: [1_000, 5_000],
});

export const filmAt = (id: unknown): string => `videos/${encodeURIComponent(String(id))}`;
