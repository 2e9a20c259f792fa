// Styles of light: the usual finish with its bloom and grain, neon and anime.
import { type Rgb, mix } from "./color.ts";
import { cell, fbm } from "./noise.ts";
import { type Pixels, blur } from "./raster.ts";

/** Brightness above a threshold, a quarter as large and blurred: what spills over from lights. */
function spill(frame: Pixels, threshold: number, radius: number): { maps: Float32Array[]; width: number; height: number } {
  const [w, h] = [Math.ceil(frame.width / 4), Math.ceil(frame.height / 4)];
  const maps = [new Float32Array(w * h), new Float32Array(w * h), new Float32Array(w * h)];
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const i = (Math.min(frame.height - 1, y * 4 + 1) * frame.width + Math.min(frame.width - 1, x * 4 + 1)) * 4;
      const top = Math.max(frame.data[i]!, frame.data[i + 1]!, frame.data[i + 2]!);
      const k = top > threshold ? ((top - threshold) / (255 - threshold)) * (frame.data[i + 3]! / 255) : 0;
      for (let c = 0; c < 3; c++) maps[c]![y * w + x] = frame.data[i + c]! * k;
    }
  }
  return { maps: maps.map((map) => blur(map, w, h, Math.max(1, radius / 4))), width: w, height: h };
}

function addSpill(frame: Pixels, light: ReturnType<typeof spill>, amount: number): void {
  const { width, height, data } = frame;
  const [mr, mg, mb] = light.maps as [Float32Array, Float32Array, Float32Array];
  const scale = amount / 255;
  for (let y = 0; y < height; y++) {
    const fy = Math.min(light.height - 1.001, y / 4);
    const [iy, ty] = [Math.max(0, Math.floor(fy)), Math.max(0, fy - Math.floor(fy))];
    const [upper, lower] = [iy * light.width, Math.min(light.height - 1, iy + 1) * light.width];
    for (let x = 0; x < width; x++) {
      const ix = x >> 2;
      const tx = (x & 3) / 4;
      const p = upper + ix;
      const q = lower + ix;
      const next = ix + 1 < light.width ? 1 : 0;
      const p1 = p + next;
      const q1 = q + next;
      // Nothing shines on most of a picture.
      if (mr[p]! + mg[p]! + mb[p]! + mr[q1]! + mg[q1]! + mb[q1]! < 1) continue;
      const a = (1 - tx) * (1 - ty) * scale;
      const b = tx * (1 - ty) * scale;
      const c = (1 - tx) * ty * scale;
      const d = tx * ty * scale;
      const i = (y * width + x) * 4;
      data[i] = data[i]! + (255 - data[i]!) * Math.min(1, mr[p]! * a + mr[p1]! * b + mr[q]! * c + mr[q1]! * d);
      data[i + 1] = data[i + 1]! + (255 - data[i + 1]!) * Math.min(1, mg[p]! * a + mg[p1]! * b + mg[q]! * c + mg[q1]! * d);
      data[i + 2] = data[i + 2]! + (255 - data[i + 2]!) * Math.min(1, mb[p]! * a + mb[p1]! * b + mb[q]! * c + mb[q1]! * d);
    }
  }
}

/** The usual finish: a little bloom, the tooth of gouache paper, darker corners. */
export function finish(width: number, height: number, seed: number): (frame: Pixels) => void {
  const unit = Math.min(width, height) / 1024;
  // Paper, corners and grain do not change from frame to frame.
  const gain = fbm(width, height, 60 * unit + 3, 4, seed + 31);
  const grain = new Float32Array(width * height);
  const [cx, cy] = [width / 2, height / 2];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const edge = Math.max(0, ((x - cx) / cx) ** 2 + ((y - cy) / cy) ** 2 - 0.75);
      gain[i] = (1 + (gain[i]! - 0.5) * 0.085) * (1 - edge * 0.13);
      grain[i] = (cell(x, y, seed) - 0.5) * 5;
    }
  }
  return (frame) => {
    addSpill(frame, spill(frame, 214, 46 * unit), 0.34);
    const { data } = frame;
    for (let i = 0, p = 0; i < gain.length; i++, p += 4) {
      const k = gain[i]!;
      const n = grain[i]!;
      data[p] = data[p]! * k + n;
      data[p + 1] = data[p + 1]! * k + n;
      data[p + 2] = data[p + 2]! * k + n;
    }
  };
}

/** Strength of contours: the difference of two blurs of the tone. */
function contours(frame: Pixels, radius: number): Float32Array {
  const { width, height, data } = frame;
  const tone = new Float32Array(width * height);
  for (let i = 0; i < tone.length; i++) tone[i] = (data[i * 4]! * 0.3 + data[i * 4 + 1]! * 0.59 + data[i * 4 + 2]! * 0.11) / 255;
  const soft = blur(tone, width, height, Math.max(1, radius));
  for (let i = 0; i < tone.length; i++) tone[i] = soft[i]! - tone[i]!;
  return tone;
}

/** Dark, with glowing contours from magenta to cyan. */
export function neon(width: number, height: number, seed: number): (frame: Pixels) => void {
  const unit = Math.min(width, height) / 1024;
  const [left, right]: [Rgb, Rgb] = [
    [255, 44, 180],
    [40, 230, 255],
  ];
  const drift = fbm(width, height, 420 * unit + 8, 2, seed + 41);
  return (frame) => {
    const { data } = frame;
    const edges = contours(frame, 3.4 * unit);
    for (let i = 0; i < edges.length; i++) {
      if (data[i * 4 + 3] === 0) continue;
      const at = drift[i]! * 1.5 - 0.25;
      const glow = mix(left, right, Math.max(0, Math.min(1, at)));
      const tone = (data[i * 4]! + data[i * 4 + 1]! + data[i * 4 + 2]!) / 765;
      const line = Math.min(1, Math.abs(edges[i]!) * 9);
      const scan = 0.93 + 0.07 * (Math.floor(i / width / Math.max(1, Math.round(2 * unit))) & 1);
      for (let c = 0; c < 3; c++) {
        const night = data[i * 4 + c]! * 0.52 + [26, 10, 52][c]! * (0.4 + tone) + glow[c]! * tone * 0.2;
        data[i * 4 + c] = (night + (glow[c]! - night) * line * 0.9) * scan;
      }
    }
    addSpill(frame, spill(frame, 120, 30 * unit), 0.85);
  };
}

/** Clear colours in few steps of light, thin dark contours, bright bloom. */
export function anime(width: number, height: number, _seed: number): (frame: Pixels) => void {
  const unit = Math.min(width, height) / 1024;
  return (frame) => {
    const { data } = frame;
    const edges = contours(frame, 2.6 * unit);
    for (let i = 0; i < edges.length; i++) {
      const mean = (data[i * 4]! + data[i * 4 + 1]! + data[i * 4 + 2]!) / 3;
      const at = (mean / 255) * 9;
      const part = at - Math.floor(at);
      const target = ((Math.floor(at) + Math.min(1, Math.max(0, (part - 0.4) * 5))) / 9) * 255;
      const line = Math.max(0, Math.min(0.72, edges[i]! * 7 - 0.16));
      for (let c = 0; c < 3; c++) data[i * 4 + c] = (target * 1.03 + 4 + (data[i * 4 + c]! - mean) * 1.34) * (1 - line) + [40, 28, 60][c]! * line;
    }
    addSpill(frame, spill(frame, 205, 54 * unit), 0.4);
  };
}
