// What an SGLang-Diffusion server's list says: its one model, what that takes, and the offers that follow. Sends nothing.
import { z } from "zod";
import type { Offer, OfferTask } from "../../spec/model.ts";
import type { TaskId } from "../../spec/task.ts";
import { type Mapping, mapping } from "../mapping.ts";
import { ownOffer } from "../offers.ts";

/** GET /v1/models. SGLang's language models are listed likewise, without `task_type`: they are no offers here. */
export const listing = z.object({
  data: z.array(z.looseObject({ id: z.string().min(1).max(150), task_type: z.string().nullish() })).transform((all) => all.slice(0, 50)),
});

/** Its kinds of models: from T(ext) and I(mage) to an I(mage) or a V(ideo). */
const TASKS: Record<string, TaskId[]> = {
  T2I: ["text-to-image"],
  I2I: ["image-to-image"],
  TI2I: ["text-to-image", "image-to-image"],
  T2V: ["text-to-video"],
  I2V: ["image-to-video"],
  TI2V: ["text-to-video", "image-to-video"],
};

const side = { min: 64, max: 2048, step: 16 };
const format = { values: ["png", "jpeg", "webp"], default: "png" };
const film = {
  prompt: true as const,
  negativePrompt: true as const,
  // Whole seconds only; the model's own frames a second.
  seconds: { min: 1, max: 10, step: 1, default: 4 },
  seed: true as const,
};
const TAKES: Partial<Record<TaskId, OfferTask>> = {
  "text-to-image": {
    inputs: {
      prompt: true,
      negativePrompt: true,
      width: { ...side, default: 1024 },
      height: { ...side, default: 1024 },
      format,
      seed: true,
    },
    maxCount: 10,
    seconds: null,
  },
  "image-to-image": {
    inputs: { image: { required: true }, prompt: true, width: side, height: side, format, seed: true },
    maxCount: 10,
    seconds: null,
  },
  "text-to-video": {
    inputs: { ...film, width: { ...side, default: 832 }, height: { ...side, default: 480 } },
    maxCount: 1,
    seconds: null,
  },
  "image-to-video": { inputs: { ...film, image: { required: true }, width: side, height: side }, maxCount: 1, seconds: null },
};

const words = { prompt: "prompt", negativePrompt: "negative_prompt", seed: "seed" };
const size = { text: { to: "size", form: "{w}x{h}" } };

function mapOf(task: TaskId, model: string): Mapping {
  const picture = { size, count: "n", find: ["data.*.b64_json"], type: "image/png", fixed: { model, response_format: "b64_json" } };
  const films = { path: "videos", size, fixed: { model }, type: "video/mp4" };
  const image = (to: string) => ({ to, file: "part" as const });
  switch (task) {
    case "text-to-image":
      return mapping.parse({ ...picture, path: "images/generations", fields: { ...words, format: "output_format" } });
    case "image-to-image":
      return mapping.parse({ ...picture, path: "images/edits", fields: { ...words, format: "output_format", image: image("image") } });
    case "image-to-video":
      return mapping.parse({ ...films, fields: { ...words, seconds: "seconds", image: image("input_reference") } });
    default:
      return mapping.parse({ ...films, fields: { ...words, seconds: "seconds" } });
  }
}

/** The offers of a server with this list; `today` is YYYY-MM-DD. */
export function offersOf(provider: string, list: z.infer<typeof listing>, today: string): Offer[] {
  return list.data.flatMap((model) => {
    const tasks = TASKS[model.task_type ?? ""] ?? [];
    if (tasks.length === 0) return [];
    return [
      ownOffer(provider, model.id, {
        tasks: Object.fromEntries(tasks.map((task) => [task, TAKES[task]!])),
        data: {
          retentionDays: null,
          source: "your own server, which may keep what it is given and what it makes in its outputs folder",
          date: today,
        },
        options: Object.fromEntries(tasks.map((task) => [task, mapOf(task, model.id)])),
      }),
    ];
  });
}
