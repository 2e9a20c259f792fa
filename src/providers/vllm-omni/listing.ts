// What a vLLM-Omni server's list says: its model's name, which tells what it does, and the offers that follow. Sends nothing.
import { z } from "zod";
import type { Offer, OfferTask } from "../../spec/model.ts";
import { type TaskId, taskOf } from "../../spec/task.ts";
import { type Mapping, mapping } from "../mapping.ts";
import { ownOffer } from "../offers.ts";

/** GET /v1/models: nothing in it says what the model does. */
export const listing = z.object({
  data: z.array(z.looseObject({ id: z.string().min(1).max(150), owned_by: z.string().nullish() })).transform((all) => all.slice(0, 50)),
});

/** The models that vLLM-Omni documents, by their names (docs/serving and its list of models, read 2026-11); the first that fits counts, others are no offer. */
const DOES: readonly { name: RegExp; tasks: TaskId[] }[] = [
  { name: /(^|[/_-])(omni|\w+-omni)([/_.-]|$)|minicpm-o|ming-flash/i, tasks: ["chat"] },
  { name: /stable-audio|audiox/i, tasks: ["text-to-sound"] },
  { name: /ace-?step|songgen|heartmula/i, tasks: ["text-to-music"] },
  { name: /tts|s2-pro|cosyvoice|omnivoice|voxcpm|higgs-audio|chatterbox/i, tasks: ["text-to-speech"] },
  { name: /s2v|a2v|animate|vace/i, tasks: [] },
  { name: /ti2v|ltx|cosmos/i, tasks: ["text-to-video", "image-to-video"] },
  { name: /i2v/i, tasks: ["image-to-video"] },
  { name: /t2v|hunyuan-?video|mochi|cogvideo/i, tasks: ["text-to-video"] },
  { name: /image-edit|kontext|layered|flux.*fill/i, tasks: ["image-to-image"] },
  { name: /flux\.?2|bagel|hunyuan-?image-?3|omnigen/i, tasks: ["text-to-image", "image-to-image"] },
  {
    name: /qwen-image|z-image|flux|stable-diffusion|(^|[/_-])sd-?3|ovis-image|glm-image|longcat-image|sana|hidream|nextstep/i,
    tasks: ["text-to-image"],
  },
];
export const tasksOf = (name: string): TaskId[] => DOES.find((each) => each.name.test(name))?.tasks ?? [];

const side = { min: 64, max: 2048, step: 16 };
const sound = { values: ["wav", "mp3", "flac", "opus"], default: "wav" };
const film = { prompt: true as const, negativePrompt: true as const, seconds: { min: 1, max: 15, step: 1, default: 5 }, seed: true as const };
const TAKES: Partial<Record<TaskId, OfferTask>> = {
  chat: { inputs: { messages: true, max_tokens: true, max_completion_tokens: true, temperature: true, stream: true }, maxCount: 1, seconds: null },
  "text-to-image": {
    inputs: { prompt: true, negativePrompt: true, width: { ...side, default: 1024 }, height: { ...side, default: 1024 }, seed: true },
    maxCount: 10,
    seconds: null,
  },
  "image-to-image": {
    inputs: {
      image: { required: true },
      prompt: true,
      width: side,
      height: side,
      format: { values: ["png", "jpeg", "webp"], default: "png" },
      seed: true,
    },
    maxCount: 10,
    seconds: null,
  },
  "text-to-video": {
    inputs: { ...film, width: { ...side, default: 1280 }, height: { ...side, default: 720 } },
    maxCount: 1,
    seconds: null,
  },
  "image-to-video": { inputs: { ...film, image: { required: true }, width: side, height: side }, maxCount: 1, seconds: null },
  "text-to-sound": { inputs: { prompt: true, seconds: { min: 1, max: 47, default: 10 }, format: sound, seed: true }, maxCount: 1, seconds: null },
  "text-to-music": { inputs: { prompt: true, seconds: { min: 5, max: 240, default: 30 }, format: sound, seed: true }, maxCount: 1, seconds: null },
  "text-to-speech": {
    inputs: {
      text: true,
      voice: true,
      language: true,
      speed: { min: 0.25, max: 4 },
      instructions: true,
      format: sound,
    },
    maxCount: 1,
    seconds: null,
  },
};

/** It takes languages by their English names. */
const LANGUAGES = {
  zh: "Chinese",
  en: "English",
  ja: "Japanese",
  ko: "Korean",
  de: "German",
  fr: "French",
  ru: "Russian",
  pt: "Portuguese",
  es: "Spanish",
  it: "Italian",
};

const words = { prompt: "prompt", negativePrompt: "negative_prompt", seed: "seed" };
const size = { text: { to: "size", form: "{w}x{h}" } };

function mapOf(task: TaskId, model: string): Mapping {
  const fixed = { model };
  const picture = { size, count: "n", find: ["data.*.b64_json"], type: "image/png", fixed: { model, response_format: "b64_json" } };
  const image = (to: string) => ({ to, file: "part" as const });
  const length = { to: "seconds", text: true as const };
  switch (task) {
    case "text-to-image":
      return mapping.parse({ ...picture, path: "images/generations", fields: words });
    case "image-to-image":
      return mapping.parse({ ...picture, path: "images/edits", fields: { ...words, format: "output_format", image: image("image") } });
    case "text-to-speech":
      return mapping.parse({
        path: "audio/speech",
        fixed,
        fields: {
          text: "input",
          voice: "voice",
          language: { to: "language", subtag: true, values: LANGUAGES },
          speed: "speed",
          instructions: "instructions",
          format: "response_format",
        },
      });
    case "image-to-video":
      return mapping.parse({
        path: "videos",
        size,
        fixed,
        fields: { ...words, seconds: length, image: image("input_reference") },
        type: "video/mp4",
      });
    case "text-to-video":
      return mapping.parse({ path: "videos", size, fixed, fields: { ...words, seconds: length }, type: "video/mp4" });
    default:
      return mapping.parse({
        path: "audio/generate",
        fixed,
        fields: { prompt: "input", seconds: "audio_length", format: "response_format", seed: "seed" },
      });
  }
}

/** The offers of a server with this list; `today` is YYYY-MM-DD. */
export function offersOf(provider: string, list: z.infer<typeof listing>, today: string): Offer[] {
  return list.data.flatMap((model) => {
    const tasks = tasksOf(model.id);
    if (tasks.length === 0) return [];
    return [
      ownOffer(provider, model.id, {
        tasks: Object.fromEntries(tasks.map((task) => [task, TAKES[task]!])),
        data: { retentionDays: null, source: "your own server, which keeps films until they are deleted", date: today },
        options: Object.fromEntries(tasks.filter((task) => !taskOf(task).live).map((task) => [task, mapOf(task, model.id)])),
      }),
    ];
  });
}
