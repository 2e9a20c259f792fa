// Water, and anything else that mirrors: it repeats what stands above its line, broken by waves, with foam and the sun's glitter.
import { type Rgb, mix } from "./color.ts";
import type { Light } from "./light.ts";
import { type Rng, cell } from "./noise.ts";
import type { Pixels } from "./raster.ts";

const SIZE = 256;

/** Noise that repeats every 256 pixels both ways, around 0. */
function tile(seed: number): Float32Array {
  const out = new Float32Array(SIZE * SIZE);
  for (let octave = 0, amplitude = 0.5, step = 32; octave < 4; octave++, amplitude *= 0.52, step /= 2) {
    const mask = SIZE / step - 1;
    for (let y = 0; y < SIZE; y++) {
      const [iy, fy] = [Math.floor(y / step), (y % step) / step];
      const ty = fy * fy * (3 - 2 * fy);
      for (let x = 0; x < SIZE; x++) {
        const [ix, fx] = [Math.floor(x / step), (x % step) / step];
        const tx = fx * fx * (3 - 2 * fx);
        const at = (dx: number, dy: number) => cell((ix + dx) & mask, (iy + dy) & mask, seed + octave);
        const a = at(0, 0) + (at(1, 0) - at(0, 0)) * tx;
        const b = at(0, 1) + (at(1, 1) - at(0, 1)) * tx;
        out[y * SIZE + x]! += (a + (b - a) * ty - 0.5) * amplitude * 2;
      }
    }
  }
  return out;
}

function sample(map: Float32Array, u: number, v: number): number {
  const iu = Math.floor(u);
  const iv = Math.floor(v);
  const fu = u - iu;
  const fv = v - iv;
  const x0 = iu & 255;
  const x1 = (iu + 1) & 255;
  const y0 = (iv & 255) * SIZE;
  const y1 = ((iv + 1) & 255) * SIZE;
  const a = map[y0 + x0]! + (map[y0 + x1]! - map[y0 + x0]!) * fu;
  const b = map[y1 + x0]! + (map[y1 + x1]! - map[y1 + x0]!) * fu;
  return a + (b - a) * fv;
}

export interface WaterLook {
  /** The line it begins at, in pixels. */
  top: number;
  bottom: number;
  deep: Rgb;
  /** 0 a mirror, 1 a rough sea. */
  rough: number;
  /** How much of the reflection is seen, far and near. */
  mirror: readonly [number, number];
  foam: boolean;
}

/** Prepares water; paint it after everything that it mirrors. */
export function waterOf(look: WaterLook, light: Light, width: number, height: number, rng: Rng): (frame: Pixels, t: number) => void {
  const waves = tile(rng.int(1, 1e9));
  const orb = light.orb && !(light.orb.y * look.top > look.top * 1.02) ? light.orb : null;
  const unit = Math.min(width, height) / 1024;
  const shine: Rgb = orb ? mix(orb.color, [255, 255, 255], 0.25) : [255, 255, 255];
  const deep: Rgb = [(look.deep[0] * light.ambient[0]) / 255, (look.deep[1] * light.ambient[1]) / 255, (look.deep[2] * light.ambient[2]) / 255];
  const [top, bottom] = [Math.round(look.top), Math.min(height, Math.round(look.bottom))];
  return (frame, t) => {
    const { data } = frame;
    for (let y = top; y < bottom; y++) {
      const d = (y - top + 0.5) / (height - top);
      // Rows crowd together towards the horizon as the logarithm does; waves are wider than high.
      const v = 230 * Math.log(d + 0.035) - t * 24;
      const scale = (0.36 + 0.05 / (d + 0.05)) / unit;
      const strength = (3 + d * 46) * unit * look.rough + 1.5 * unit;
      const mirror = look.mirror[0] + (look.mirror[1] - look.mirror[0]) * d;
      for (let x = 0; x < width; x++) {
        const u = (x - width / 2) * scale * 0.5;
        const n = sample(waves, u + t * 3, v) + 0.55 * sample(waves, u * 2.7 - t * 5, v * 2.3 + 77);
        const sy = Math.max(0, Math.min(top - 1, Math.round(top - 1 - (y - top) * 0.86 - Math.abs(n) * strength)));
        const sx = Math.max(0, Math.min(width - 1, Math.round(x + n * strength * 0.55)));
        const s = (sy * width + sx) * 4;
        const i = (y * width + x) * 4;
        const m = Math.max(0.06, Math.min(1, mirror - n * 0.22 * look.rough));
        const tone = 1 + n * 0.24 * (0.4 + look.rough);
        let r = (deep[0] + (data[s]! - deep[0]) * m) * tone;
        let g = (deep[1] + (data[s + 1]! - deep[1]) * m) * tone;
        let b = (deep[2] + (data[s + 2]! - deep[2]) * m) * tone;
        if (orb) {
          const across = Math.abs(x - orb.x * width + n * 24 * unit) / (width * (0.026 + d * 0.14));
          const spark = Math.max(0, n * 1.5 + 0.34) * Math.exp(-across * across) * (orb.moon ? 0.6 : 0.85);
          r += (shine[0] - r) * Math.min(1, spark);
          g += (shine[1] - g) * Math.min(1, spark);
          b += (shine[2] - b) * Math.min(1, spark);
        }
        if (look.foam && n > 0.44 - d * 0.08) {
          const f = Math.min(0.7, (n - 0.44 + d * 0.08) * 3.4) * (0.35 + d);
          r += (light.ambient[0] - r) * f;
          g += (light.ambient[1] - g) * f;
          b += (light.ambient[2] - b) * f;
        }
        data[i] = r;
        data[i + 1] = g;
        data[i + 2] = b;
        data[i + 3] = 255;
      }
    }
  };
}
