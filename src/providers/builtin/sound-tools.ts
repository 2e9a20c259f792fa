// What sounds are put together from: beds of filtered noise, bursts, struck bodies and gliding tones, laid onto a pair of sides. Knows no rain and no bell.
import { brownNoise, Filter, pinkNoise, RATE, sine, type Stereo, wander, whiteNoise } from "./audio-dsp.ts";
import type { Rng } from "./noise.ts";

const NOISES = { white: whiteNoise, pink: pinkNoise, brown: brownNoise } as const;
export type Color = keyof typeof NOISES;

/** Left and right for a place from -1 to 1, equally loud everywhere. */
const sides = (pan: number): [number, number] => [Math.cos(((pan + 1) * Math.PI) / 4), Math.sin(((pan + 1) * Math.PI) / 4)];

export interface Bed {
  color: Color;
  /** What is left: below `low`, above `high`, or around `band` with sharpness `q`. In Hz. */
  low?: number;
  high?: number;
  band?: number;
  q?: number;
  gain: number;
  /** A level at each sample; 1 everywhere where absent. */
  level?: Float32Array | ((i: number) => number);
  /** Moves the band by this factor at level 1, as gusts do. */
  sweep?: number;
}

/** Noise over the whole length, each side its own. */
export function bed(out: Stereo, rng: Rng, { color, low, high, band, q = 0.8, gain, level, sweep = 0 }: Bed): void {
  const at = typeof level === "function" ? level : level ? (i: number) => level[i]! : () => 1;
  for (const [name, side] of [["left", out.left], ["right", out.right]] as const) {
    const noise = NOISES[color](rng.fork(name));
    const lows = low ? new Filter(low) : null;
    const highs = high ? new Filter(high) : null;
    const bands = band ? new Filter(band, q) : null;
    for (let i = 0; i < side.length; i++) {
      const now = at(i);
      let x = noise();
      if (bands) {
        if (sweep && i % 64 === 0) bands.tune(band! * (1 + sweep * now), q);
        bands.step(x);
        x = bands.band;
      }
      if (lows) x = lows.step(x);
      if (highs) {
        highs.step(x);
        x = highs.high;
      }
      side[i]! += x * gain * now;
    }
  }
}

export interface Burst {
  /** Seconds from the start. */
  at: number;
  /** Seconds until it has fallen to a thousandth, after a rise of `rise` seconds. */
  seconds: number;
  rise?: number;
  color: Color;
  band: number;
  q?: number;
  gain: number;
  pan?: number;
}

/** A short noise: a drop, a crackle, a step. What lies outside the length is cut. */
export function burst(out: Stereo, rng: Rng, { at, seconds, rise = 0.002, color, band, q = 1, gain, pan = 0 }: Burst): void {
  const [l, r] = sides(pan);
  const noise = NOISES[color](rng);
  const filter = new Filter(band, q);
  const from = Math.round(at * RATE);
  const count = Math.round((seconds + rise) * RATE);
  for (let n = 0; n < count; n++) {
    const t = n / RATE;
    const shape = t < rise ? t / rise : Math.exp((-6.9 * (t - rise)) / seconds);
    filter.step(noise());
    const i = from + n;
    if (i < 0 || i >= out.left.length) continue;
    const x = filter.band * shape * gain;
    out.left[i]! += x * l;
    out.right[i]! += x * r;
  }
}

/** A partial of a struck body: its pitch as a multiple, how loud, and how many seconds it rings. */
export type Partial = readonly [ratio: number, gain: number, seconds: number];

/** A bell, a glass, a piece of wood: partials that die away each in its own time. */
export function struck(out: Stereo, at: number, hz: number, partials: readonly Partial[], gain: number, pan = 0): void {
  const [l, r] = sides(pan);
  const from = Math.round(at * RATE);
  for (const [ratio, loud, seconds] of partials) {
    const step = (hz * ratio) / RATE;
    if (step > 0.45) continue;
    const count = Math.min(Math.round(seconds * RATE), out.left.length - from);
    for (let n = 0; n < count; n++) {
      const x = sine(n * step) * loud * gain * Math.exp((-6.9 * n) / (seconds * RATE)) * Math.min(1, n / 60);
      if (from + n < 0) continue;
      out.left[from + n]! += x * l;
      out.right[from + n]! += x * r;
    }
  }
}

export interface Glide {
  at: number;
  seconds: number;
  /** Pitch and level at a share of the way, 0…1. */
  hz: (share: number) => number;
  level: (share: number) => number;
  gain: number;
  pan?: number;
  /** Harmonics and how loud each is; a plain sine where absent. */
  harmonics?: readonly number[];
}

/** A tone whose pitch and level move: a chirp, a siren, a beep, an engine's voice. */
export function glide(out: Stereo, { at, seconds, hz, level, gain, pan = 0, harmonics = [1] }: Glide): void {
  const [l, r] = sides(pan);
  const from = Math.round(at * RATE);
  const count = Math.round(seconds * RATE);
  let phase = 0;
  for (let n = 0; n < count; n++) {
    const share = n / count;
    const pitch = hz(share);
    phase += pitch / RATE;
    const i = from + n;
    if (i < 0 || i >= out.left.length) continue;
    let x = 0;
    for (let h = 0; h < harmonics.length; h++) if (pitch * (h + 1) < RATE * 0.45) x += sine(phase * (h + 1)) * harmonics[h]!;
    const edge = Math.min(1, n / 90, (count - n) / 90);
    x *= gain * level(share) * edge;
    out.left[i]! += x * l;
    out.right[i]! += x * r;
  }
}

/** Chance times, so many a second on average, over a length in seconds. */
export function times(rng: Rng, seconds: number, perSecond: number): number[] {
  const found: number[] = [];
  for (let t = -Math.log(1 - rng()) / perSecond; t < seconds; t += -Math.log(1 - rng()) / perSecond) found.push(t);
  return found;
}

/** Even times with a little human unevenness; at least one. */
export function steps(rng: Rng, seconds: number, every: number, uneven = 0.04): number[] {
  return Array.from({ length: Math.max(1, Math.ceil((seconds - 0.05) / every)) }, (_, n) => Math.max(0, 0.05 + n * every + rng.range(-uneven, uneven) * every));
}

/** Gusts: a slow line between `least` and 1. */
export function gusts(length: number, seconds: number, least: number, rng: Rng): Float32Array {
  return wander(length, seconds, rng).map((value) => least + (1 - least) * value);
}
