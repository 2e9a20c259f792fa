// What can be asked for: one row a task, named as the Hugging Face hub names it. Forms, validation and OpenAPI come from the input schemas. No provider here.
import { z } from "zod";
import { LIMITS } from "./limits.ts";
import { sizeOfPicture } from "./picture-size.ts";
import type { Quantities } from "./price.ts";
import { type Sense, SENSE_IDS, SENSES } from "./senses.ts";
import { lengthOfSound } from "./sound-length.ts";

/** Which player and which tab of the studio. */
export const MODALITIES = ["image", "video", "music", "sound", "voice", "text"] as const;
export type Modality = (typeof MODALITIES)[number];
/** What kind of bytes come out. */
export type MediaKind = "image" | "video" | "audio" | "text";

/** How a form shows a field, beside what the schema itself says. Read from the schema's metadata. */
export interface FieldMeta {
  title: string;
  description?: string;
  /** `prompt` and `longtext` are text areas, `asset` a drop zone, `seed` a number with dice; the rest follows from the type. */
  control?: "prompt" | "longtext" | "asset" | "seed" | "slider" | "voice" | "language" | "format";
  /** For `asset`: what may be dropped. */
  accepts?: MediaKind;
  /** Behind "Advanced" in the form. */
  advanced?: boolean;
  unit?: string;
  /** More properties may follow, such as examples for documentation. */
  [key: string]: unknown;
}

const field = <T extends z.ZodType>(schema: T, meta: FieldMeta): T => schema.meta(meta) as T;

/** An input file: the id of an asset of yours, or an https URL that the server fetches and keeps once. */
const assetRef = (title: string, accepts: MediaKind, description?: string) =>
  field(
    z
      .string()
      .min(1)
      .max(2048)
      .regex(/^(ast_[0-9a-z]+|https?:\/\/\S+)$/, "must be an asset id (ast_…) or an https URL"),
    {
      title,
      control: "asset",
      accepts,
      description: description ?? "An asset id (ast_…) or an https URL",
    },
  );

const prompt = (title = "Prompt") => field(z.string().trim().min(1).max(LIMITS.promptChars), { title, control: "prompt" });
const optionalPrompt = field(z.string().trim().max(LIMITS.promptChars).optional(), { title: "Prompt", control: "prompt" });
const negativePrompt = field(z.string().max(LIMITS.promptChars).optional(), {
  title: "Avoid",
  description: "What should not appear",
  advanced: true,
});
const seed = field(z.int().min(0).max(LIMITS.seed).optional(), {
  title: "Seed",
  control: "seed",
  description: "The same seed and input give the same result where the model allows it",
  advanced: true,
});
const side = (title: string) => field(z.int().min(LIMITS.minSidePx).max(LIMITS.maxSidePx).optional(), { title, unit: "px" });
const width = side("Width");
const height = side("Height");
const seconds = (max: number, title = "Length") => field(z.number().min(0.5).max(max).optional(), { title, control: "slider", unit: "s" });
const imageFormat = field(z.enum(["png", "jpeg", "webp"]).optional(), { title: "Format", control: "format", advanced: true });
const audioFormat = field(z.enum(["wav", "mp3", "opus", "flac", "aac", "pcm"]).optional(), { title: "Format", control: "format", advanced: true });
const quality = field(z.enum(["low", "medium", "high"]).optional(), { title: "Quality", advanced: true });
const background = field(z.enum(["opaque", "transparent"]).optional(), { title: "Background", advanced: true });

const chatMessage = z.looseObject({ role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]) });

/** A task's row. `measure` says how much of each priced unit an input asks for, low and high; unknown sizes fall to the usual one. */
export interface Task {
  title: string;
  /** What the button and the help call it, in the imperative. */
  verb: string;
  modality: Modality;
  output: MediaKind;
  /** Answered on the request itself instead of by a durable generation. */
  live: boolean;
  /** The field that holds what the user typed. */
  subject: string | null;
  input: z.ZodObject;
  /** What this input sends beside words, which not every model can take in. Absent where the task has none, or files are fields of their own. */
  senses?(input: Record<string, any>): readonly Sense[];
  /** One short example, for the empty state of the studio and the docs. */
  example: Record<string, unknown>;
  measure(input: Record<string, any>, count: number): { low: Quantities; high: Quantities };
}

const DEFAULT_SIDE_PX = 1024;
const megapixels = (input: Record<string, any>) => ((input.width ?? DEFAULT_SIDE_PX) * (input.height ?? DEFAULT_SIDE_PX)) / 1_000_000;
/** The size of an input picture, which generations put beside the input once it is known. */
const inputMegapixels = (input: Record<string, any>): number | null => (typeof input.imageMegapixels === "number" ? input.imageMegapixels : null);
const exact = (quantities: Quantities) => ({ low: quantities, high: quantities });
/** About four characters to a token of English; languages without spaces need up to two tokens a character. */
const textTokens = (text: string) => ({ low: Math.ceil(text.length / 5), high: Math.ceil(text.length * 1.2) + 16 });

/** One picture or recording in a chat: from a thumbnail seen in passing to a large one seen by the model that counts most for it (2026-11). */
const FILE_TOKENS = { low: 85, high: 40_000 };
/** One of at most so many pixels a side. GPT-4o mini counts most for it: 8,500 (2026-11); most count a few hundred. */
const SMALL_PICTURE = { sidePx: LIMITS.judgePicturePx, tokens: 9_000 };

/**
 * A recording whose length is known, by the second. Gemini counts most for it: 32 tokens a second (ai.google.dev/gemini-api/docs/audio, excerpt read 2026-11-26),
 * to which a quarter is added; an encoder of Whisper's kind whose frames are put together by eight, as some open models have, counts 6.
 */
const SOUND = { second: { low: 6, high: 40 }, each: 50 };

/** What a recording may count for, from the least to the most. */
function soundTokens(file: unknown): { low: number; high: number } {
  const seconds = lengthOfSound(file);
  if (seconds === null) return FILE_TOKENS;
  return { low: Math.ceil(seconds.low * SOUND.second.low), high: Math.ceil(seconds.high * SOUND.second.high) + SOUND.each };
}

/** The most that a file may count for: less where it is a picture that is there and says itself that it is small. */
function tokensOf(file: unknown): number {
  const url = typeof file === "string" ? file : (file as { url?: unknown })?.url;
  const size = typeof url === "string" ? sizeOfPicture(url) : null;
  return size !== null && Math.max(size.width, size.height) <= SMALL_PICTURE.sidePx ? SMALL_PICTURE.tokens : FILE_TOKENS.high;
}

/** What a chat body says in words, and how many tokens the files that it carries or names may be; sounds apart, for some prices do: a file's bytes are not words. */
function withoutFiles(body: unknown[]) {
  const [files, sounds] = [
    { low: 0, high: 0 },
    { low: 0, high: 0 },
  ];
  const words = JSON.stringify(body, (key, value: unknown) => {
    const file = key === "file" || SENSE_IDS.some((sense) => SENSES[sense].part === key);
    if (!file || value === null || (typeof value !== "object" && typeof value !== "string")) return value;
    const [all, own] = key === SENSES.hears.part ? [sounds, soundTokens(value)] : [files, { low: FILE_TOKENS.low, high: tokensOf(value) }];
    all.low += own.low;
    all.high += own.high;
    return undefined;
  });
  return { words, files, sounds };
}

const images = (input: Record<string, any>, count: number) => {
  const tokens = textTokens(String(input.prompt ?? ""));
  const inputs = input.image ? 1 : 0;
  const [megapixel, inputMegapixel] = [megapixels(input) * count, inputs * (inputMegapixels(input) ?? 1)];
  const amounts = (inputToken: number) => ({ request: 1, image: count, megapixel, inputImage: inputs, inputMegapixel, inputToken });
  return { low: amounts(tokens.low), high: amounts(tokens.high) };
};
const clip = (fallback: number) => (input: Record<string, any>, count: number) => {
  const length = (input.seconds ?? fallback) * count;
  return exact({ request: 1, clip: count, second: length, minute: length / 60, character: String(input.prompt ?? "").length * count });
};

export const TASKS = {
  "text-to-image": {
    title: "Image from text",
    verb: "Generate",
    modality: "image",
    output: "image",
    live: false,
    subject: "prompt",
    input: z.strictObject({ prompt: prompt(), negativePrompt, width, height, quality, background, format: imageFormat, seed }),
    example: { prompt: "a red fox in the snow, watercolor" },
    measure: images,
  },
  "image-to-image": {
    title: "Edit an image",
    verb: "Edit",
    modality: "image",
    output: "image",
    live: false,
    subject: "prompt",
    input: z.strictObject({
      image: assetRef("Image", "image"),
      prompt: prompt("Instruction"),
      mask: assetRef("Mask", "image", "Where it is transparent or white, the image may change").optional(),
      strength: field(z.number().min(0).max(1).optional(), {
        title: "Strength",
        control: "slider",
        description: "0 keeps the image, 1 repaints it",
        advanced: true,
      }),
      width,
      height,
      quality,
      background,
      format: imageFormat,
      seed,
    }),
    example: { prompt: "make it black and white" },
    measure: images,
  },
  "image-upscale": {
    title: "Upscale an image",
    verb: "Upscale",
    modality: "image",
    output: "image",
    live: false,
    subject: null,
    input: z.strictObject({
      image: assetRef("Image", "image"),
      scale: field(z.union([z.literal(2), z.literal(3), z.literal(4)]).optional(), { title: "Scale", description: "Times the width and height" }),
      format: imageFormat,
    }),
    example: {},
    measure: (input, count) => {
      const at = (megapixels: number) => ({
        request: 1,
        image: count,
        inputImage: 1,
        inputMegapixel: megapixels,
        megapixel: (input.scale ?? 2) ** 2 * megapixels * count,
      });
      const known = inputMegapixels(input);
      // Before the picture is known: from a thumbnail to a photograph.
      return { low: at(known ?? 0.05), high: at(known ?? 4) };
    },
  },
  "background-removal": {
    title: "Remove the background",
    verb: "Remove background",
    modality: "image",
    output: "image",
    live: false,
    subject: null,
    input: z.strictObject({ image: assetRef("Image", "image"), format: imageFormat }),
    example: {},
    measure: (_input, count) => exact({ request: 1, image: count, inputImage: 1 }),
  },
  "text-to-video": {
    title: "Video from text",
    verb: "Generate",
    modality: "video",
    output: "video",
    live: false,
    subject: "prompt",
    input: z.strictObject({
      prompt: prompt(),
      negativePrompt,
      seconds: seconds(LIMITS.videoSeconds),
      width,
      height,
      fps: field(z.int().min(1).max(60).optional(), { title: "Frames a second", advanced: true }),
      audio: field(z.boolean().optional(), { title: "With sound" }),
      seed,
    }),
    example: { prompt: "waves rolling in at sunset", seconds: 3 },
    measure: clip(5),
  },
  "image-to-video": {
    title: "Video from an image",
    verb: "Animate",
    modality: "video",
    output: "video",
    live: false,
    subject: "prompt",
    input: z.strictObject({
      image: assetRef("First frame", "image"),
      prompt: optionalPrompt,
      negativePrompt,
      seconds: seconds(LIMITS.videoSeconds),
      width,
      height,
      fps: field(z.int().min(1).max(60).optional(), { title: "Frames a second", advanced: true }),
      audio: field(z.boolean().optional(), { title: "With sound" }),
      seed,
    }),
    example: { prompt: "slow zoom in", seconds: 3 },
    measure: clip(5),
  },
  "text-to-music": {
    title: "Music from text",
    verb: "Compose",
    modality: "music",
    output: "audio",
    live: false,
    subject: "prompt",
    input: z.strictObject({
      prompt: prompt(),
      lyrics: field(z.string().max(LIMITS.lyricsChars).optional(), {
        title: "Lyrics",
        control: "longtext",
        description: "Sections as [verse], [chorus]",
      }),
      seconds: seconds(LIMITS.musicSeconds),
      format: audioFormat,
      seed,
    }),
    example: { prompt: "calm piano and strings in D minor, 70 bpm", seconds: 20 },
    measure: clip(30),
  },
  "text-to-sound": {
    title: "Sound from text",
    verb: "Generate",
    modality: "sound",
    output: "audio",
    live: false,
    subject: "prompt",
    input: z.strictObject({
      prompt: prompt(),
      seconds: seconds(LIMITS.soundSeconds),
      loop: field(z.boolean().optional(), { title: "Loops without a seam", advanced: true }),
      format: audioFormat,
      seed,
    }),
    example: { prompt: "rain on a tin roof", seconds: 5 },
    measure: clip(5),
  },
  "text-to-speech": {
    title: "Speech from text",
    verb: "Speak",
    modality: "voice",
    output: "audio",
    live: false,
    subject: "text",
    input: z.strictObject({
      text: field(z.string().trim().min(1).max(LIMITS.speechChars), { title: "Text", control: "prompt" }),
      voice: field(z.string().min(1).max(LIMITS.voiceChars).optional(), { title: "Voice", control: "voice" }),
      language: field(
        z
          .string()
          .regex(/^[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*$/, "must be a language tag such as en or pt-BR")
          .optional(),
        { title: "Language", control: "language" },
      ),
      speed: field(z.number().min(0.25).max(4).optional(), { title: "Speed", control: "slider", unit: "×" }),
      instructions: field(z.string().max(LIMITS.speechChars).optional(), {
        title: "Manner",
        description: "How it should be said, where the model takes directions",
        advanced: true,
      }),
      format: audioFormat,
    }),
    example: { text: "Welcome to OpenOak." },
    measure: (input, count) => {
      const characters = String(input.text ?? "").length * count;
      const tokens = textTokens(String(input.text ?? ""));
      // Speech runs at 10 to 20 characters a second, the slowest voices at half that.
      const length = (perSecond: number) => characters / perSecond / (input.speed ?? 1);
      const seconds = (at: number) => ({ second: length(at), minute: length(at) / 60 });
      return {
        low: { request: 1, character: characters, inputToken: tokens.low, ...seconds(20) },
        high: { request: 1, character: characters, inputToken: tokens.high, ...seconds(6) },
      };
    },
  },
  "speech-to-text": {
    title: "Transcribe speech",
    verb: "Transcribe",
    modality: "text",
    output: "text",
    live: false,
    subject: null,
    input: z.strictObject({
      audio: assetRef("Recording", "audio"),
      language: field(
        z
          .string()
          .regex(/^[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*$/, "must be a language tag such as en or pt-BR")
          .optional(),
        { title: "Language", control: "language" },
      ),
      prompt: field(z.string().max(LIMITS.promptChars).optional(), { title: "Hints", description: "Names and words that occur", advanced: true }),
      timestamps: field(z.enum(["none", "segment", "word"]).optional(), { title: "Timestamps", advanced: true }),
      temperature: field(z.number().min(0).max(1).optional(), { title: "Temperature", advanced: true }),
    }),
    example: {},
    // The length of a recording is known once it is probed; generations put it here as `audioSeconds`.
    measure: (input) => {
      const length = typeof input.audioSeconds === "number" ? input.audioSeconds : null;
      return exact(length === null ? { request: 1 } : { request: 1, second: length, minute: length / 60 });
    },
  },
  chat: {
    title: "Chat",
    verb: "Send",
    modality: "text",
    output: "text",
    live: true,
    subject: null,
    input: z.looseObject({
      messages: z.array(chatMessage).min(1).max(LIMITS.chatMessages),
      max_tokens: z.int().min(1).max(LIMITS.chatOutputTokens).nullish(),
      max_completion_tokens: z.int().min(1).max(LIMITS.chatOutputTokens).nullish(),
      temperature: z.number().min(0).max(2).nullish(),
      n: z.int().min(1).max(LIMITS.count).nullish(),
      stream: z.boolean().nullish(),
    }),
    example: { messages: [{ role: "user", content: "Write a haiku about oaks." }] },
    senses: (input) => {
      const parts = new Set(
        input.messages.flatMap(({ content }: { content?: unknown }) => (Array.isArray(content) ? content.map((part) => part?.type) : [])),
      );
      return SENSE_IDS.filter((sense) => parts.has(SENSES[sense].part));
    },
    measure: (input) => {
      const { words, files, sounds } = withoutFiles([input.messages, input.tools, input.functions, input.response_format]);
      const text = textTokens(words);
      const most = (input.max_completion_tokens ?? input.max_tokens ?? 4096) * (input.n ?? 1);
      const heard = (end: "low" | "high") => (sounds.high > 0 ? { audioInputToken: sounds[end] } : {});
      return {
        low: { request: 1, inputToken: text.low + files.low, ...heard("low"), outputToken: 1 },
        high: { request: 1, inputToken: text.high + files.high, ...heard("high"), outputToken: most },
      };
    },
  },
} satisfies Record<string, Task>;

export type TaskId = keyof typeof TASKS;
export const TASK_IDS = Object.keys(TASKS) as TaskId[];
export const taskId = z.enum(TASK_IDS as [TaskId, ...TaskId[]]).meta({ id: "TaskId" });

/** A task's row as the general kind, for code that must not know which task it is. */
export function taskOf(id: TaskId): Task {
  return TASKS[id];
}
