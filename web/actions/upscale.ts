// One action: take a picture to be made larger.
import type { GenerationAction } from "./action.ts";
import { pictureOf, useAsInput } from "./use-as-input.ts";

export const upscale: GenerationAction = {
  id: "upscale",
  title: "Upscale this image",
  icon: "upscale",
  fits: (generation) => pictureOf(generation) !== undefined,
  run: (generation) => useAsInput("image-upscale", "image", pictureOf(generation)!.id),
};
