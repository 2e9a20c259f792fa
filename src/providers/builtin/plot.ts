// The stage under construction: its size, light and layers, back to front. Places add layers to it, then the cast does.
import type { Rgb } from "./color.ts";
import type { Light, groundOf } from "./light.ts";
import type { Rng } from "./noise.ts";
import { type Pixels, light, put, rasterize } from "./raster.ts";
import type { Scene } from "./scene.ts";

/** Paints one layer at `t` seconds, with the camera moved sideways by so many pixels. */
export type Layer = (frame: Pixels, t: number, camera: number) => void;

export interface LandLook {
  /** 0 does not move with the camera, 1 moves as the nearest thing does. */
  depth: number;
  /** 0…1: how far it fades into the haze. */
  distance: number;
  /** Lights that night does not dim. */
  glow?: string;
  /** Rises and falls like the edge of the sea, in shares of the height. */
  tide?: number;
}

export interface Plot {
  scene: Scene;
  light: Light;
  ground: ReturnType<typeof groundOf>;
  width: number;
  height: number;
  /** Extra pixels on either side, so that a film's camera has somewhere to go. */
  margin: number;
  rng: Rng;
  layers: Layer[];
  /** Where things stand: the line for near ones and for far ones, in pixels; and what they stand on. */
  near: number;
  far: number;
  surface: "ground" | "water" | "air" | "under" | "table" | "branch";
  /** The line of the horizon in pixels. */
  horizon: number;
  /** Throws when nobody waits for the picture any more. */
  check: () => void;
}

/** Width of a layer with its margins. */
export const wide = (plot: Plot): number => plot.width + 2 * plot.margin;

/** Adds a landscape drawn in SVG, as wide as the frame with its margins. */
export async function addLand(plot: Plot, content: string, look: LandLook): Promise<void> {
  plot.check();
  const sprite = await rasterize(content, wide(plot), plot.height);
  light(sprite, plot.light.ambient, plot.light.haze, look.distance);
  const glow = look.glow ? await rasterize(look.glow, wide(plot), plot.height) : null;
  const [rows, shown] = [firstRow(sprite), look.tide ?? 0];
  const cropped = crop(sprite, rows);
  plot.layers.push((frame, t, camera) => {
    const x = -plot.margin - camera * look.depth;
    const y = shown ? Math.sin(t * 1.1) * shown * plot.height : 0;
    put(frame, cropped, camera ? x : Math.round(x), rows + y);
    if (glow) put(frame, glow, camera ? x : Math.round(x), y);
  });
}

/** The first row with anything in it: the empty sky above a hill need not be put on every frame. */
function firstRow(sprite: Pixels): number {
  for (let i = 3; i < sprite.data.length; i += 4) if (sprite.data[i] !== 0) return Math.floor(i / 4 / sprite.width);
  return 0;
}

function crop(sprite: Pixels, from: number): Pixels {
  return from === 0 ? sprite : { width: sprite.width, height: sprite.height - from, data: sprite.data.subarray(from * sprite.width * 4) };
}

/** A tint that the prompt gave to a place or part of it, else the usual colour. */
export const tintOf = (plot: Plot, id: string, usual: Rgb): Rgb => plot.scene.tints[id] ?? usual;
