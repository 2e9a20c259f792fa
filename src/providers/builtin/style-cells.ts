// Styles that cut the picture into cells: pixel art with its palette, low poly and stained glass.
import { cell } from "./noise.ts";
import type { Pixels } from "./raster.ts";

const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

/** A palette of so many colours that stand for these: k-means from evenly chosen starts, so that the same picture gives the same palette. */
function paletteOf(colors: Float32Array, count: number): Float32Array {
  const n = colors.length / 3;
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => colors[a * 3]! + colors[a * 3 + 1]! * 2 + colors[a * 3 + 2]! - colors[b * 3]! - colors[b * 3 + 1]! * 2 - colors[b * 3 + 2]! || a - b,
  );
  const palette = new Float32Array(count * 3);
  for (let k = 0; k < count; k++)
    palette.set(colors.subarray(order[Math.floor(((k + 0.5) / count) * n)]! * 3, order[Math.floor(((k + 0.5) / count) * n)]! * 3 + 3), k * 3);
  for (let round = 0; round < 7; round++) {
    const sums = new Float64Array(count * 4);
    for (let i = 0; i < n; i++) {
      const k = nearest(palette, colors[i * 3]!, colors[i * 3 + 1]!, colors[i * 3 + 2]!);
      for (let c = 0; c < 3; c++) sums[k * 4 + c]! += colors[i * 3 + c]!;
      sums[k * 4 + 3]!++;
    }
    for (let k = 0; k < count; k++) if (sums[k * 4 + 3]) for (let c = 0; c < 3; c++) palette[k * 3 + c] = sums[k * 4 + c]! / sums[k * 4 + 3]!;
  }
  return palette;
}

function nearest(palette: Float32Array, r: number, g: number, b: number): number {
  let best = 0;
  let least = Infinity;
  for (let k = 0; k < palette.length; k += 3) {
    const d = (palette[k]! - r) ** 2 * 2 + (palette[k + 1]! - g) ** 2 * 4 + (palette[k + 2]! - b) ** 2 * 3;
    if (d < least) [least, best] = [d, k / 3];
  }
  return best;
}

/** Large pixels in 28 colours, lightly dithered. The palette of the first frame serves a whole film, so that it does not flicker. */
export function pixelArt(width: number, height: number, _seed: number): (frame: Pixels) => void {
  const side = Math.max(2, Math.round(Math.min(width, height) / 120));
  const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)];
  const colors = new Float32Array(columns * rows * 3);
  const alphas = new Uint8Array(columns * rows);
  let palette: Float32Array | null = null;
  return (frame) => {
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) averageInto(frame, x * side, y * side, side, colors, alphas, y * columns + x);
    palette ??= paletteOf(colors, 28);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const k = Math.floor(y / side) * columns + Math.floor(x / side);
        const i = (y * width + x) * 4;
        const bayer = (BAYER[(Math.floor(y / side) & 3) * 4 + (Math.floor(x / side) & 3)]! / 15 - 0.5) * 11;
        const at = nearestCached(palette, colors, k, bayer);
        frame.data[i] = palette[at * 3]!;
        frame.data[i + 1] = palette[at * 3 + 1]!;
        frame.data[i + 2] = palette[at * 3 + 2]!;
        frame.data[i + 3] = alphas[k]! > 127 ? 255 : 0;
      }
    }
    cache.clear();
  };
}

const cache = new Map<number, number>();
function nearestCached(palette: Float32Array, colors: Float32Array, k: number, bayer: number): number {
  const known = cache.get(k);
  if (known !== undefined) return known;
  const at = nearest(palette, colors[k * 3]! + bayer, colors[k * 3 + 1]! + bayer, colors[k * 3 + 2]! + bayer);
  cache.set(k, at);
  return at;
}

function averageInto(frame: Pixels, x0: number, y0: number, side: number, colors: Float32Array, alphas: Uint8Array, at: number): void {
  let [r, g, b, a, n] = [0, 0, 0, 0, 0];
  for (let y = y0; y < Math.min(frame.height, y0 + side); y++) {
    for (let x = x0; x < Math.min(frame.width, x0 + side); x++) {
      const i = (y * frame.width + x) * 4;
      const weight = frame.data[i + 3]!;
      r += frame.data[i]! * weight;
      g += frame.data[i + 1]! * weight;
      b += frame.data[i + 2]! * weight;
      a += weight;
      n++;
    }
  }
  const whole = a || 1;
  // A little more colour and contrast than the mean has, as a pixel artist would choose.
  const mean = (r + g + b) / whole / 3;
  for (const [c, value] of [r, g, b].entries())
    colors[at * 3 + c] = Math.max(0, Math.min(255, ((value / whole - mean) * 1.14 + mean - 128) * 1.06 + 128));
  alphas[at] = a / n;
}

/** Facets: a jittered grid of triangles, each of one colour. */
export function lowpoly(width: number, height: number, seed: number): (frame: Pixels) => void {
  const step = Math.max(6, Math.min(width, height) / 34);
  const [columns, rows] = [Math.ceil(width / step) + 2, Math.ceil(height / step) + 2];
  const point = (x: number, y: number): [number, number] => [
    (x - 0.5 + (cell(x, y, seed) - 0.5) * 0.86) * step,
    (y - 0.5 + (cell(x, y, seed + 1) - 0.5) * 0.86) * step,
  ];
  return (frame) => {
    const source = frame.data.slice();
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const [a, b, c, d] = [point(x, y), point(x + 1, y), point(x, y + 1), point(x + 1, y + 1)];
        const cut = cell(x, y, seed + 2) < 0.5;
        triangle(frame, source, cut ? [a, b, c] : [a, b, d], cell(x, y, seed + 3));
        triangle(frame, source, cut ? [b, d, c] : [a, d, c], cell(x, y, seed + 4));
      }
    }
  };
}

function triangle(
  frame: Pixels,
  source: Uint8ClampedArray,
  [a, b, c]: [number, number][] | [[number, number], [number, number], [number, number]],
  tilt: number,
): void {
  if (!a || !b || !c) return;
  const { width, height, data } = frame;
  const color = [0, 0, 0, 0];
  const weights = [
    [1, 1, 1],
    [4, 1, 1],
    [1, 4, 1],
    [1, 1, 4],
    [2, 2, 1],
    [1, 2, 2],
    [2, 1, 2],
  ];
  for (const [u, v, w] of weights as [number, number, number][]) {
    const sum = u + v + w;
    const x = Math.max(0, Math.min(width - 1, Math.round((a[0] * u + b[0] * v + c[0] * w) / sum)));
    const y = Math.max(0, Math.min(height - 1, Math.round((a[1] * u + b[1] * v + c[1] * w) / sum)));
    for (let k = 0; k < 4; k++) color[k]! += source[(y * width + x) * 4 + k]! / weights.length;
  }
  const shade = 0.96 + tilt * 0.08;
  const area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  for (let y = Math.max(0, Math.floor(Math.min(a[1], b[1], c[1]))); y <= Math.min(height - 1, Math.ceil(Math.max(a[1], b[1], c[1]))); y++) {
    for (let x = Math.max(0, Math.floor(Math.min(a[0], b[0], c[0]))); x <= Math.min(width - 1, Math.ceil(Math.max(a[0], b[0], c[0]))); x++) {
      const u = ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])) / area;
      const v = ((c[0] - b[0]) * (y - b[1]) - (c[1] - b[1]) * (x - b[0])) / area;
      const w = ((a[0] - c[0]) * (y - c[1]) - (a[1] - c[1]) * (x - c[0])) / area;
      if (u < -0.001 || v < -0.001 || w < -0.001) continue;
      const i = (y * width + x) * 4;
      for (let k = 0; k < 3; k++) data[i + k] = color[k]! * shade;
      data[i + 3] = color[3]! > 127 ? 255 : 0;
    }
  }
}

/** Stained glass: pieces of one colour each, with lead between them. */
export function mosaic(width: number, height: number, seed: number): (frame: Pixels) => void {
  const step = Math.max(5, Math.min(width, height) / 46);
  const [columns, rows] = [Math.ceil(width / step) + 1, Math.ceil(height / step) + 1];
  const owner = new Int32Array(width * height);
  const lead = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [cx, cy] = [Math.floor(x / step), Math.floor(y / step)];
      let [first, second, best] = [Infinity, Infinity, 0];
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const [gx, gy] = [cx + dx, cy + dy];
          const d = Math.hypot((gx + 0.14 + cell(gx, gy, seed) * 0.72) * step - x, (gy + 0.14 + cell(gx, gy, seed + 5077) * 0.72) * step - y);
          if (d < first) [second, first, best] = [first, d, Math.max(0, Math.min(rows - 1, gy)) * columns + Math.max(0, Math.min(columns - 1, gx))];
          else if (d < second) second = d;
        }
      owner[y * width + x] = best;
      lead[y * width + x] = Math.round(255 * Math.max(0, Math.min(1, 1.6 - (second - first) / (step * 0.06))));
    }
  }
  return (frame) => {
    const sums = new Float64Array(columns * rows * 4);
    for (let i = 0; i < owner.length; i++) {
      const k = owner[i]! * 4;
      for (let c = 0; c < 3; c++) sums[k + c]! += frame.data[i * 4 + c]!;
      sums[k + 3]!++;
    }
    for (let i = 0; i < owner.length; i++) {
      const k = owner[i]! * 4;
      const mean = (sums[k]! + sums[k + 1]! + sums[k + 2]!) / 3 / sums[k + 3]!;
      const glass = 0.9 + cell(owner[i]!, 3, seed) * 0.24;
      const keep = 1 - lead[i]! / 255;
      for (let c = 0; c < 3; c++) frame.data[i * 4 + c] = (mean + (sums[k + c]! / sums[k + 3]! - mean) * 1.3) * glass * keep + 24 * (1 - keep);
    }
  };
}
