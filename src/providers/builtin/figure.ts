// What a figure is: a drawing in its own units with its place in the world; and the brush it is drawn with. No figure is drawn here.
import { type Rgb, darker, lighter, luma, mix, toHsl } from "./color.ts";
import type { Rng } from "./noise.ts";
import { disc, oval } from "./shapes.ts";

/** A drawing about 100 units high. The ground, water line or table is at y = 100. */
export interface Figure {
  svg: string;
  /** Lit from within: drawn after night has fallen on the rest. */
  glow?: string;
  /** Left, top, right, bottom of everything drawn, in units. */
  box: readonly [number, number, number, number];
  /** Where it belongs. */
  home: "ground" | "water" | "air" | "under" | "table";
  /** Its natural height against a fox (1), for scenes of several. */
  tall: number;
  /** Where another may sit on it. */
  seat?: readonly [number, number];
  /** Top of the head: x, y and the head's width, for hats; and the neck for scarves. */
  head?: readonly [number, number, number];
  neck?: readonly [number, number, number];
  /** How it moves in a film. */
  moves?: "bob" | "breathe" | "travel" | "flutter" | "sway" | "rise";
  /** 0 keeps it flat, 1 (usual) models it by light and shadow. */
  relief?: number;
}

/** What a figure is drawn with: the colours the prompt gave it, and chance. */
export interface Brush {
  main: Rgb | null;
  second: Rgb | null;
  parts: Readonly<Record<string, Rgb>>;
  rng: Rng;
  /** Unique in the picture, for gradients. */
  id: string;
  /** Night: lamps and windows are lit. */
  night: boolean;
}
export type Draw = (brush: Brush) => Figure;

/** The natural colour, bent towards the asked one: "a red fox" stays a fox, "a blue fox" is blue. */
export function coat(brush: Brush, natural: Rgb): Rgb {
  if (!brush.main) return natural;
  const [hue, saturation] = toHsl(natural);
  const [asked, strength] = toHsl(brush.main);
  const apart = Math.abs(((asked - hue + 540) % 360) - 180);
  return saturation > 0.25 && strength > 0.25 && apart < 26 ? mix(natural, brush.main, 0.26) : brush.main;
}

/** Three tones of one colour. */
export function tones(color: Rgb): { base: Rgb; dark: Rgb; light: Rgb; line: Rgb } {
  return {
    base: color,
    dark: darker(color, luma(color) < 0.12 ? 0.5 : 0.26),
    light: lighter(color, luma(color) < 0.2 ? 0.16 : 0.28),
    line: darker(color, 0.62),
  };
}

/** An eye with a catch light. */
export function eye(x: number, y: number, r: number, color: Rgb = [26, 20, 24]): string {
  const ring = luma(color) > 0.16 ? disc(x, y, r, color) + oval(x, y, r * 0.5, r * 0.82, [18, 14, 18]) : disc(x, y, r, color);
  return ring + disc(x - r * 0.3, y - r * 0.36, r * 0.3, [255, 255, 255]);
}

/** Light that fades outwards, for lamps and flames. */
export function halo(x: number, y: number, r: number, color: Rgb, strength: number): string {
  const id = `h${Math.round(x * 10)}_${Math.round(y * 10)}_${Math.round(r)}`.replaceAll("-", "m");
  const stop = (at: number, alpha: number) =>
    `<stop offset="${at}" stop-color="rgb(${color.map(Math.round).join(",")})" stop-opacity="${alpha.toFixed(3)}"/>`;
  return `<radialGradient id="${id}">${stop(0, strength)}${stop(0.4, strength * 0.5)}${stop(1, 0)}</radialGradient>` + disc(x, y, r, `url(#${id})`);
}
