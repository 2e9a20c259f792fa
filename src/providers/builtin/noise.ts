// Chance that follows from a seed: a generator of numbers, and smooth noise as maps. The same seed gives the same bytes on every machine.

/** A stream of numbers with the choices that painting needs. */
export interface Rng {
  /** From 0 up to, not including, 1. */
  (): number;
  range(low: number, high: number): number;
  int(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  chance(share: number): boolean;
  /** A stream of its own, so that one more draw here moves nothing there. */
  fork(name: string): Rng;
}

/** FNV-1a, 32 bits. */
export function hash(text: string, start = 0x811c9dc5): number {
  let value = start >>> 0;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value >>> 0;
}

/** mulberry32: 32 bits of state, enough for pictures, the same on all engines. */
export function rngOf(seed: number): Rng {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return Object.assign(next, {
    range: (low: number, high: number) => low + next() * (high - low),
    int: (low: number, high: number) => low + Math.floor(next() * (high - low + 1)),
    pick: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!,
    chance: (share: number) => next() < share,
    fork: (name: string) => rngOf(hash(name, (seed ^ 0x5bd1e995) >>> 0)),
  });
}

/** One number from 0 to 1 for a place in a grid. */
export function cell(x: number, y: number, seed: number): number {
  let h = (Math.imul(x | 0, 374761393) + Math.imul(y | 0, 668265263) + Math.imul(seed | 0, 2246822519)) | 0;
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** A map of fractal noise, width × height, values around 0.5 within 0…1. `scale` is the size in pixels of its largest features. */
export function fbm(width: number, height: number, scale: number, octaves: number, seed: number, stretchX = 1): Float32Array {
  const out = new Float32Array(width * height);
  let amplitude = 1;
  let total = 0;
  let size = scale;
  for (let octave = 0; octave < octaves && (size >= 1 || octave === 0); octave++) {
    addOctave(out, width, height, Math.max(1, size * stretchX), Math.max(1, size), amplitude, (seed + octave * 7919) | 0);
    total += amplitude;
    amplitude *= 0.5;
    size /= 2;
  }
  for (let i = 0; i < out.length; i++) out[i]! /= total;
  return out;
}

function addOctave(out: Float32Array, width: number, height: number, sizeX: number, sizeY: number, amplitude: number, seed: number): void {
  const columns = Math.ceil(width / sizeX) + 2;
  const lower = new Float32Array(columns);
  const upper = new Float32Array(columns);
  let row = -1;
  for (let y = 0; y < height; y++) {
    const fy = y / sizeY;
    const iy = Math.floor(fy);
    if (iy !== row) {
      for (let x = 0; x < columns; x++) {
        lower[x] = cell(x, iy, seed);
        upper[x] = cell(x, iy + 1, seed);
      }
      row = iy;
    }
    const ty = smooth(fy - iy);
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const fx = x / sizeX;
      const ix = fx | 0;
      const tx = smooth(fx - ix);
      const a = lower[ix]! + (lower[ix + 1]! - lower[ix]!) * tx;
      const b = upper[ix]! + (upper[ix + 1]! - upper[ix]!) * tx;
      out[at]! += (a + (b - a) * ty) * amplitude;
    }
  }
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

/** Fractal noise along a line, for ridges: `at` in units of the largest feature. Within 0…1. */
export function ridge(at: number, octaves: number, seed: number): number {
  let sum = 0;
  let amplitude = 0.5;
  let x = at;
  for (let octave = 0; octave < octaves; octave++) {
    const i = Math.floor(x);
    const t = smooth(x - i);
    sum += (cell(i, octave, seed) * (1 - t) + cell(i + 1, octave, seed) * t) * amplitude;
    amplitude /= 2;
    x = x * 2 + 17.3;
  }
  return sum / (1 - 0.5 ** octaves);
}
