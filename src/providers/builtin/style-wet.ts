// Watercolour: wobbling edges, pigment that pools and granulates, washes over each other, white paper at the border.
import { cell, fbm } from "./noise.ts";
import { type Pixels, blur } from "./raster.ts";

/** Deckled border, paper grain and washes, prepared for frames of one size. */
export function watercolor(width: number, height: number, seed: number): (frame: Pixels) => void {
  const unit = Math.min(width, height) / 1024;
  const size = width * height;
  const wobbleX = fbm(width, height, 46 * unit + 4, 3, seed + 1);
  const wobbleY = fbm(width, height, 46 * unit + 4, 3, seed + 2);
  const wash = fbm(width, height, 210 * unit + 6, 4, seed + 3);
  const grain = fbm(width, height, 4 * unit + 1.2, 2, seed + 4);
  const border = borderOf(width, height, unit, seed);
  const half = Math.ceil(width / 2);
  const source = new Uint8ClampedArray(size * 4);
  const tone = new Float32Array(size);
  return (frame) => {
    const { data } = frame;
    source.set(data);
    const reach = 13 * unit;
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const sx = Math.max(0, Math.min(width - 1, Math.round(x + (wobbleX[i]! - 0.5) * reach + (grain[i]! - 0.5) * 2.6 * unit)));
        const sy = Math.max(0, Math.min(height - 1, Math.round(y + (wobbleY[i]! - 0.5) * reach + (grain[i]! - 0.5) * 2.6 * unit)));
        const s = (sy * width + sx) * 4;
        data[i * 4] = source[s]!;
        data[i * 4 + 1] = source[s + 1]!;
        data[i * 4 + 2] = source[s + 2]!;
        data[i * 4 + 3] = source[s + 3]!;
        tone[i] = (source[s]! * 0.3 + source[s + 1]! * 0.59 + source[s + 2]! * 0.11) / 255;
      }
    }
    const bled = [0, 1, 2].map((c) => blur(halved(frame, c), half, Math.ceil(height / 2), 7.5 * unit));
    const soft = blur(tone, width, height, Math.max(1, 4.5 * unit));
    const wide = blur(tone, width, height, Math.max(2, 16 * unit));
    for (let i = 0; i < size; i++) {
      if (data[i * 4 + 3] === 0) continue;
      const small = (Math.floor(i / width) >> 1) * half + ((i % width) >> 1);
      // Pigment gathers on the dark side of an edge, a narrow line and a broad shade.
      const pool = Math.max(0, soft[i]! - tone[i]!) * 2.1 + Math.max(0, wide[i]! - tone[i]!) * 0.5;
      const water = 0.42 + wash[i]! * 1.02;
      // Where the paper was still wet, colours ran into each other.
      const run = Math.max(0, Math.min(0.5, (wobbleX[i]! + wash[i]! - 0.92) * 1.5));
      const step = layered(tone[i]! + (wash[i]! - 0.5) * 0.2);
      const strength = (water * 0.94 + pool) * (0.92 + (grain[i]! - 0.5) * 0.3) * step * border.cover[i]! + border.rim[i]! * 0.5;
      const paper = 1 + (border.paper[i]! - 0.5) * 0.085;
      for (let c = 0; c < 3; c++) {
        const value = data[i * 4 + c]!;
        data[i * 4 + c] = PAPER[c]! * paper * Math.exp(LOGS[(value + (bled[c]![small]! - value) * run) | 0]! * strength);
      }
    }
  };
}

/** One channel, half as large: what is blurred afterwards needs no more. */
function halved({ width, height, data }: Pixels, c: number): Float32Array {
  const half = Math.ceil(width / 2);
  const map = new Float32Array(half * Math.ceil(height / 2));
  for (let y = 0, i = 0; y < height; y += 2) for (let x = 0; x < width; x += 2, i++) map[i] = data[(y * width + x) * 4 + c]!;
  return map;
}

/** The logarithm of each brightness; even the deepest black lets some paper through. */
const LOGS = Float32Array.from({ length: 257 }, (_, value) => Math.log(Math.max(0.075, value / 255)));

const PAPER = [253, 250, 243];

/** Washes lie over each other: the tone goes in soft steps, each a little denser than the last. */
function layered(tone: number): number {
  const steps = 5;
  const at = Math.max(0, Math.min(0.999, tone)) * steps;
  const part = at - Math.floor(at);
  return 1.06 - 0.13 * (part < 0.12 ? part / 0.12 : 1) + 0.06 * (1 - part);
}

/** How much paint takes on each pixel near the border, the darker rim where it dried, and the paper's tooth. */
function borderOf(width: number, height: number, unit: number, seed: number): { cover: Float32Array; rim: Float32Array; paper: Float32Array } {
  const edge = fbm(width, height, 90 * unit + 4, 5, seed + 5);
  const tooth = fbm(width, height, 3.2 * unit + 1, 2, seed + 6);
  const [cover, rim] = [new Float32Array(width * height), new Float32Array(width * height)];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const inset = Math.min(x, y, width - 1 - x, height - 1 - y) - 30 * unit + (edge[i]! - 0.5) * 92 * unit;
      const wet = Math.max(0, Math.min(1, inset / (5 * unit + 0.5) + 0.5));
      cover[i] = wet;
      rim[i] = wet > 0.4 ? Math.exp(-inset / (6 * unit)) * 0.28 * wet : 0;
      // A few white specks where the brush ran dry, and the relief that light from the upper left gives the paper.
      if (tooth[i]! > 0.7 && cell(x >> 3, y >> 3, seed) > 0.66) cover[i]! *= 0.86;
    }
  }
  const paper = new Float32Array(tooth.length);
  // On small pictures the tooth is finer than a pixel, and would only be noise.
  const relief = 1.6 * Math.min(1, 0.25 + unit * 0.75);
  for (let i = 0; i < tooth.length; i++) paper[i] = 0.5 + (tooth[i]! - tooth[Math.max(0, i - width - 1)]!) * relief;
  return { cover, rim, paper };
}
