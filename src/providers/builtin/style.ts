// Styles: what turns a painted frame into a watercolour, a pencil drawing, pixel art and so on. One entry a style; each is prepared once and used on every frame.
import type { Pixels } from "./raster.ts";
import type { Scene } from "./scene.ts";
import { lowpoly, mosaic, pixelArt } from "./style-cells.ts";
import { anime, finish, neon } from "./style-glow.ts";
import { charcoal, crayon, ink, pencil } from "./style-line.ts";
import { impressionist, oil } from "./style-oil.ts";
import { noir, papercut, popart, sepia, ukiyo } from "./style-print.ts";
import { watercolor } from "./style-wet.ts";

/** Changes a frame in place. */
export type Pass = (frame: Pixels) => void;
/** Prepares a pass for frames of one size; the same seed gives the same grain. */
export type Prepare = (width: number, height: number, seed: number) => Pass;

export const STYLE_PASSES: Readonly<Record<string, Prepare>> = {
  watercolor,
  oil,
  impressionist,
  pencil,
  charcoal,
  crayon,
  ink,
  pixel: pixelArt,
  lowpoly,
  mosaic,
  neon,
  noir,
  sepia,
  ukiyo,
  popart,
  papercut,
  anime,
  flat: () => () => {},
  minimal: () => () => {},
};

/** The look of a scene: its styles in order, or a light finish where it names none. */
export function styleOf(scene: Scene, width: number, height: number, seed: number): Pass {
  const named = scene.styles.filter((style) => STYLE_PASSES[style]);
  // A picture that is black and white or sepia gets its colours taken last.
  const toning = new Set(["noir", "sepia"]);
  const ordered = [...named.filter((style) => !toning.has(style)), ...named.filter((style) => toning.has(style))].slice(0, 3);
  const passes = ordered.length ? ordered.map((style) => STYLE_PASSES[style]!(width, height, seed)) : [finish(width, height, seed)];
  return (frame) => {
    for (const pass of passes) pass(frame);
  };
}
