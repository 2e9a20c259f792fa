// Which offers a web UI's lists make: each checkpoint for pictures and edits, each upscaling model for enlarging. Reads lists, sends nothing.
import { z } from "zod";
import type { Offer } from "../../spec/model.ts";
import { mapping } from "../mapping.ts";
import { localModel, ownOffer } from "../offers.ts";

/** GET /sdapi/v1/sd-models: the title is what a request names. */
export const checkpoints = z
  .array(z.looseObject({ title: z.string().min(1).max(180), model_name: z.string().min(1).max(180) }))
  .transform((all) => all.slice(0, 500));
/** GET /sdapi/v1/upscalers */
export const upscalers = z
  .array(z.looseObject({ name: z.string().min(1).max(180), scale: z.number().nullish() }))
  .transform((all) => all.slice(0, 200));

/** Kinds of checkpoints by their names, with usual settings; the first that fits counts. The API's own are 50 steps of Euler at 512 px for all. */
const KINDS = [
  { matches: /flux.*schnell/i, side: 1024, steps: 4, cfg: 1, sampler: "Euler", negative: false },
  { matches: /flux/i, side: 1024, steps: 20, cfg: 1, sampler: "Euler", negative: false },
  { matches: /(xl|pony|illustrious).*(turbo|lightning|hyper|lcm|dmd)/i, side: 1024, steps: 6, cfg: 1.5, sampler: "Euler a", negative: true },
  { matches: /turbo|lightning|hyper|lcm/i, side: 512, steps: 6, cfg: 1.5, sampler: "Euler a", negative: true },
  { matches: /xl|pony|illustrious|noob|animagine|juggernaut/i, side: 1024, steps: 25, cfg: 6, sampler: "Euler a", negative: true },
  { matches: /./, side: 512, steps: 25, cfg: 7, sampler: "Euler a", negative: true },
] as const;

/** The catalogue's models by the name of the file; others are local ones. */
const NAMES = [
  { matches: /flux.*schnell/i, model: "black-forest-labs/flux.1-schnell" },
  { matches: /flux.?1?.?dev/i, model: "black-forest-labs/flux.1-dev" },
  { matches: /(^|[/\\])sd_?xl_base/i, model: "stabilityai/sdxl" },
  { matches: /(^|[/\\])(v1-5|sd-?v?1[-_.]?5)/i, model: "runwayml/stable-diffusion-1.5" },
  { matches: /esrgan/i, model: "xinntao/real-esrgan" },
];
const modelOf = (name: string) => NAMES.find((each) => each.matches.test(name))?.model ?? localModel(name);

/** What enlarges without a model is no model. */
const PLAIN = /^(none|lanczos|nearest)$/i;

const known = (name: string, today: string) => ({
  model: modelOf(name),
  data: { retentionDays: 0, source: "your own server, asked not to save", date: today },
});

function pictures(provider: string, title: string, name: string, today: string): Offer {
  const kind = KINDS.find((each) => each.matches.test(name))!;
  const side = { min: 64, max: 2048, step: 8 };
  const settings = {
    steps: kind.steps,
    cfg_scale: kind.cfg,
    sampler_name: kind.sampler,
    "override_settings.sd_model_checkpoint": title,
    // Put back, the former model would be loaded again after each request.
    override_settings_restore_afterwards: false,
  };
  const place = { prompt: "prompt", negativePrompt: "negative_prompt", seed: "seed" };
  const shared = { size: { sides: ["width", "height"] as [string, string] }, find: ["images"], type: "image/png", seed: "info.seed" };
  return ownOffer(provider, title, {
    ...known(name, today),
    tasks: {
      "text-to-image": {
        inputs: {
          prompt: true,
          ...(kind.negative ? { negativePrompt: true } : {}),
          width: { ...side, default: kind.side },
          height: { ...side, default: kind.side },
          seed: true,
        },
        maxCount: 8,
        seconds: null,
      },
      "image-to-image": {
        inputs: {
          image: { required: true },
          prompt: true,
          mask: true,
          strength: { min: 0, max: 1, default: 0.6 },
          width: side,
          height: side,
          seed: true,
        },
        maxCount: 8,
        seconds: null,
      },
    },
    options: {
      "text-to-image": mapping.parse({ ...shared, path: "sdapi/v1/txt2img", fields: place, count: "batch_size", fixed: settings }),
      "image-to-image": mapping.parse({
        ...shared,
        path: "sdapi/v1/img2img",
        fields: {
          ...place,
          image: { to: "init_images", file: "base64", list: true },
          mask: { to: "mask", file: "base64", mask: "white" },
          strength: "denoising_strength",
        },
        count: "batch_size",
        // Cropped rather than stretched; inside a mask the picture itself is where it begins, and all of it is looked at.
        fixed: { ...settings, resize_mode: 1, inpainting_fill: 1, inpaint_full_res: false, mask_blur: 4 },
      }),
    },
  });
}

function enlarging(provider: string, name: string, today: string): Offer {
  return ownOffer(provider, `upscaler/${name}`, {
    ...known(name, today),
    tasks: {
      "image-upscale": { inputs: { image: { required: true }, scale: { values: [2, 3, 4], default: 2 } }, maxCount: 1, seconds: null },
    },
    options: mapping.parse({
      path: "sdapi/v1/extra-single-image",
      fields: { image: { to: "image", file: "base64" }, scale: "upscaling_resize" },
      fixed: { upscaler_1: name, resize_mode: 0 },
      find: ["image"],
      type: "image/png",
    }),
  });
}

/** The offers of a server with these checkpoints and upscalers. `today` is YYYY-MM-DD. */
export function offersOf(provider: string, models: z.infer<typeof checkpoints>, larger: z.infer<typeof upscalers>, today: string): Offer[] {
  const offers = [
    ...models.map(({ title, model_name }) => pictures(provider, title, model_name, today)),
    ...larger.filter(({ name }) => !PLAIN.test(name)).map(({ name }) => enlarging(provider, name, today)),
  ];
  return [...new Map(offers.map((offer) => [offer.id, offer])).values()];
}
