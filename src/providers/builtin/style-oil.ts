// Oil: thousands of brush strokes that follow the shapes, coarse ones first, lit so that the paint stands up from the canvas.
import { cell, fbm } from "./noise.ts";
import { type Pixels, blur } from "./raster.ts";

interface Layer {
  /** Half the stroke's width and its length, in units of a thousandth of the picture. */
  half: number;
  length: number;
  /** Only where the picture has at least so much detail. */
  detail: number;
  jitter: number;
}

function toneOf(frame: Pixels): Float32Array {
  const tone = new Float32Array(frame.width * frame.height);
  for (let i = 0; i < tone.length; i++) tone[i] = frame.data[i * 4]! * 0.3 + frame.data[i * 4 + 1]! * 0.59 + frame.data[i * 4 + 2]! * 0.11;
  return tone;
}

/** Along the shapes where there are any, along a slow current elsewhere. */
function directions(tone: Float32Array, width: number, height: number, flow: Float32Array): Float32Array {
  const angle = new Float32Array(tone.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const gx = tone[i + 1]! - tone[i - 1]!;
      const gy = tone[i + width]! - tone[i - width]!;
      angle[i] = gx * gx + gy * gy > 0.49 ? Math.atan2(gy, gx) + Math.PI / 2 : (flow[i]! - 0.5) * 5;
    }
  }
  return angle;
}

function strokes(width: number, height: number, seed: number, layers: readonly Layer[], relief: number): (frame: Pixels) => void {
  const unit = Math.min(width, height) / 1000;
  const flow = fbm(width, height, 260 * unit + 8, 2, seed + 11);
  const weave = fbm(width, height, 2.4 * unit + 1, 1, seed + 12);
  const source = new Uint8ClampedArray(width * height * 4);
  const ridge = new Float32Array(width * height);
  return (frame) => {
    source.set(frame.data);
    ridge.fill(0);
    const tone = blur(toneOf(frame), width, height, Math.max(1, 4 * unit));
    const angle = directions(tone, width, height, flow);
    layers.forEach((layer, n) => {
      if (n > 0 && layer.half * unit < 1.6) return; // finer than a pixel or so nothing is seen, and films have many frames
      const coarse = n === 0 ? null : blur(tone, width, height, Math.max(2, layer.half * 2.6 * unit));
      const step = Math.max(2, layer.half * 0.95 * unit);
      for (let gy = 0; gy * step < height; gy++) {
        for (let gx = 0; gx * step < width; gx++) {
          const x = Math.min(width - 1, Math.max(0, Math.round((gx + cell(gx, gy, seed + n)) * step)));
          const y = Math.min(height - 1, Math.max(0, Math.round((gy + cell(gx, gy, seed + n + 50)) * step)));
          const at = y * width + x;
          if (coarse && Math.abs(coarse[at]! - tone[at]!) < layer.detail) continue;
          dab(frame, source, ridge, {
            x,
            y,
            at,
            angle: angle[at]! + (cell(gx, gy, seed + 90) - 0.5) * 0.5,
            half: Math.max(1, layer.half * unit),
            long: layer.length * unit,
            jitter: layer.jitter,
            seed: seed + gx * 131 + gy * 17 + n,
          });
        }
      }
    });
    emboss(frame, ridge, weave, relief);
  };
}

interface Dab {
  x: number;
  y: number;
  at: number;
  angle: number;
  half: number;
  long: number;
  jitter: number;
  seed: number;
}

function dab(frame: Pixels, source: Uint8ClampedArray, ridge: Float32Array, d: Dab): void {
  const { width, height, data } = frame;
  if (source[d.at * 4 + 3]! < 128) return;
  const shade = 1 + (cell(d.seed, 1, 7) - 0.5) * d.jitter;
  const hue = (cell(d.seed, 2, 7) - 0.5) * d.jitter * 60;
  const r = source[d.at * 4]! * shade + hue;
  const g = source[d.at * 4 + 1]! * shade;
  const b = source[d.at * 4 + 2]! * shade - hue;
  const cos = Math.cos(d.angle);
  const sin = Math.sin(d.angle);
  const bend = (cell(d.seed, 3, 7) - 0.5) * 0.5;
  const reach = d.long / 2;
  // Bristle by bristle: each leaves its own line along the stroke.
  for (let k = -d.half; k <= d.half; k += 0.8) {
    const bristle = cell(Math.round(k * 1.4), d.seed, 5);
    const tint = (bristle - 0.5) * 13;
    const height0 = bristle * 0.5 + 0.5 * (1 - Math.abs(k) / d.half);
    for (let s = -reach; s <= reach; s += 0.8) {
      const q = (s / reach) * (s / reach);
      const taper = 1 - q * q;
      if (Math.abs(k) > d.half * (0.55 + 0.45 * taper)) continue;
      const across = k + (bend * s * s) / d.long;
      const x = Math.round(d.x + cos * s - sin * across);
      const y = Math.round(d.y + sin * s + cos * across);
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const i = y * width + x;
      const cover = bristle < 0.12 ? 0.35 : 0.9 * taper + 0.06;
      data[i * 4]! += (r + tint - data[i * 4]!) * cover;
      data[i * 4 + 1]! += (g + tint - data[i * 4 + 1]!) * cover;
      data[i * 4 + 2]! += (b + tint - data[i * 4 + 2]!) * cover;
      ridge[i] = ridge[i]! * 0.3 + height0 * 0.7;
    }
  }
}

/** Light from the upper left over the ridges of the paint and the weave of the canvas. */
function emboss(frame: Pixels, ridge: Float32Array, weave: Float32Array, relief: number): void {
  const { width, height, data } = frame;
  for (let y = 1; y < height; y++) {
    for (let x = 1; x < width; x++) {
      const i = y * width + x;
      const slope = (ridge[i]! - ridge[i - width - 1]!) * relief + (weave[i]! - weave[i - width - 1]!) * 7;
      data[i * 4]! += slope;
      data[i * 4 + 1]! += slope;
      data[i * 4 + 2]! += slope * 0.9;
    }
  }
}

export const oil = (width: number, height: number, seed: number): ((frame: Pixels) => void) =>
  strokes(
    width,
    height,
    seed,
    [
      { half: 15, length: 84, detail: 0, jitter: 0.16 },
      { half: 7, length: 42, detail: 2.4, jitter: 0.13 },
      { half: 3, length: 20, detail: 4.5, jitter: 0.08 },
    ],
    21,
  );

export const impressionist = (width: number, height: number, seed: number): ((frame: Pixels) => void) =>
  strokes(
    width,
    height,
    seed,
    [
      { half: 13, length: 40, detail: 0, jitter: 0.34 },
      { half: 6.5, length: 20, detail: 1.4, jitter: 0.3 },
      { half: 3.2, length: 11, detail: 4, jitter: 0.16 },
    ],
    15,
  );
