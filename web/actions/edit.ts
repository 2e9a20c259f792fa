// One action: take a picture to the editor.
import type { GenerationAction } from "./action.ts";
import { pictureOf, useAsInput } from "./use-as-input.ts";

export const edit: GenerationAction = {
  id: "edit",
  title: "Edit this image",
  icon: "edit",
  fits: (generation) => pictureOf(generation) !== undefined,
  run: (generation) => useAsInput("image-to-image", "image", pictureOf(generation)!.id),
};
