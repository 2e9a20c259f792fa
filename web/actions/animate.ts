// One action: take a picture to be made a video.
import type { GenerationAction } from "./action.ts";
import { pictureOf, useAsInput } from "./use-as-input.ts";

export const animate: GenerationAction = {
  id: "animate",
  title: "Make a video of it",
  icon: "animate",
  fits: (generation) => pictureOf(generation) !== undefined,
  run: (generation) => useAsInput("image-to-video", "image", pictureOf(generation)!.id),
};
