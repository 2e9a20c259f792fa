// What is painted where the prompt names nothing that can be drawn: flowing bands and discs in the prompt's colours and mood. Honest about being abstract.
import { type Rgb, fromHsl, lighter, mix, ramp } from "./color.ts";
import { type Rng, cell, fbm } from "./noise.ts";
import type { Pixels } from "./raster.ts";
import { blend } from "./raster.ts";
import type { Scene } from "./scene.ts";

function paletteOf(scene: Scene, rng: Rng): Rgb[] {
  const named = [...scene.palette, ...Object.values(scene.tints), ...scene.subjects.flatMap((subject) => (subject.color ? [subject.color] : []))];
  // Each colour between its own dark and light, so that two of them do not meet as mud.
  if (named.length > 1) return named.slice(0, 4).flatMap((color) => [mix(color, [10, 10, 26], 0.62), color, lighter(color, 0.55)]);
  const warm = scene.moods.has("warm") ? rng.range(-10, 45) : scene.moods.has("cold") ? rng.range(180, 250) : rng.range(0, 360);
  const first = named[0] ?? fromHsl(warm, scene.moods.has("soft") ? 0.35 : 0.6, 0.5);
  if (named.length) return [mix(first, [12, 14, 30], 0.55), first, lighter(first, 0.4), lighter(first, 0.75)];
  return [fromHsl(warm + 200, 0.5, scene.moods.has("dark") ? 0.1 : 0.2), first, fromHsl(warm + 35, 0.65, 0.6), fromHsl(warm + 60, 0.6, 0.86)];
}

/** Prepares the painting; `t` lets the colours flow. */
export function paintAbstract(scene: Scene, width: number, height: number, rng: Rng): (frame: Pixels, t: number) => void {
  const colors = paletteOf(scene, rng);
  const table = ramp(
    colors.map((color, i) => [i / Math.max(1, colors.length - 1), color] as const),
    1024,
  );
  const big = Math.max(width, height);
  const a = fbm(width, height, big * 0.5, 4, rng.int(1, 1e9));
  const b = fbm(width, height, big * 0.36, 4, rng.int(1, 1e9));
  const grain = rng.int(1, 1e9);
  const rings = Array.from({ length: rng.int(4, 7) }, () => ({
    x: rng() * width,
    y: rng() * height,
    r: big * rng.range(0.04, 0.17),
    color: rng.pick(colors),
    ring: rng.chance(0.45),
    speed: rng.range(-0.5, 0.5),
  }));
  const bands = rng.range(2.2, 3.6);
  return (frame, t) => {
    const { data } = frame;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const i = y * width + x;
        // Noise bends the plane, then a slow wave over it gives bands with soft edges on one side and hard ones on the other.
        const warp = a[i]! * 2.4 + b[i]! * 1.3 + (x * 0.5 + y * 0.8) / big + t * 0.05;
        const phase = warp * bands;
        const part = phase - Math.floor(phase);
        const value = Math.abs(((warp * 0.83) % 2) - 1) * 0.72 + part * 0.24;
        const c = Math.min(1023, Math.max(0, Math.round(value * 1023))) * 3;
        const edge = part < 0.03 ? 0.82 + part * 6 : 1;
        const n = (cell(x, y, grain) - 0.5) * 7;
        data[i * 4] = table[c]! * edge + n;
        data[i * 4 + 1] = table[c + 1]! * edge + n;
        data[i * 4 + 2] = table[c + 2]! * edge + n;
        data[i * 4 + 3] = 255;
      }
    }
    for (const disc of rings) drawDisc(frame, disc, t, big);
  };
}

function drawDisc(frame: Pixels, disc: { x: number; y: number; r: number; color: Rgb; ring: boolean; speed: number }, t: number, big: number): void {
  const [cx, cy] = [disc.x + Math.sin(t * disc.speed) * big * 0.03, disc.y + Math.cos(t * disc.speed) * big * 0.02];
  for (let y = Math.max(0, Math.floor(cy - disc.r)); y < Math.min(frame.height, cy + disc.r); y++) {
    for (let x = Math.max(0, Math.floor(cx - disc.r)); x < Math.min(frame.width, cx + disc.r); x++) {
      const d = disc.r - Math.hypot(x - cx, y - cy);
      if (d <= 0) continue;
      const alpha = disc.ring ? (d < disc.r * 0.12 ? 0.85 : 0) : 0.78 - (0.4 * (cy + disc.r - y)) / (2 * disc.r);
      if (alpha > 0) blend(frame.data, (y * frame.width + x) * 4, ...disc.color, alpha * Math.min(1, d));
    }
  }
}
