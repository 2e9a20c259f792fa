// Aspect ratios as pairs of sides: the presets, and which one a width and height are. Pure.
import type { FormField } from "./schema.ts";

export interface Size {
  width: number;
  height: number;
}
export const RATIOS = ["1:1", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16"] as const;

/** Sides are multiples of this, as most models want them. */
const GRID_PX = 16;
const snap = (side: number) => Math.round(side / GRID_PX) * GRID_PX;

/** Sides of a ratio with about `pixels` in all, within the fields' bounds. */
export function sizeOf(ratio: string, pixels: number, bounds: { min: number; max: number }): Size {
  const [across = 1, down = 1] = ratio.split(":").map(Number);
  const width = Math.sqrt((pixels * across) / down);
  const shrink = Math.min(1, bounds.max / Math.max(width, (width * down) / across));
  const side = (length: number) => Math.max(bounds.min, Math.min(bounds.max, snap(length * shrink)));
  return { width: side(width), height: side((width * down) / across) };
}

/** The presets of a form: an offer's own sizes, else the usual ratios. Empty where there is nothing to choose. */
export function presetsOf(fields: FormField[], sizes: string[] | undefined, pixels: number): { title: string; size: Size }[] {
  if (sizes) return sizes.map((text) => ({ text, size: parseSize(text) })).map(({ text, size }) => ({ title: ratioOf(size) ?? text.replace("x", "×"), size }));
  const width = fields.find((field) => field.name === "width");
  const height = fields.find((field) => field.name === "height");
  if (!width || !height) return [];
  const bounds = { min: Math.max(width.min ?? 64, height.min ?? 64), max: Math.min(width.max ?? 4096, height.max ?? 4096) };
  return RATIOS.map((title) => ({ title, size: sizeOf(title, pixels, bounds) }));
}

export function parseSize(text: string): Size {
  const [width = 0, height = 0] = text.split("x").map(Number);
  return { width, height };
}

/** The named ratio that a size is within two per cent of. */
export function ratioOf(size: Size): string | null {
  const is = size.width / size.height;
  return RATIOS.find((ratio) => {
    const [across = 1, down = 1] = ratio.split(":").map(Number);
    return Math.abs(is / (across / down) - 1) < 0.02;
  }) ?? null;
}
