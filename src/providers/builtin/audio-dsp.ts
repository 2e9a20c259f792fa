// The few tools that every sound here is made with: noise, filters, a reverb, a limiter, fades. Knows no music and no rain.
import type { Rng } from "./noise.ts";

/** Samples a second of everything the built-in engines make, speech apart. */
export const RATE = 44_100;

/** A pair of sides of one length. */
export interface Stereo {
  left: Float32Array;
  right: Float32Array;
}

export const stereo = (length: number): Stereo => ({ left: new Float32Array(length), right: new Float32Array(length) });

const SINE_STEPS = 4096;
const SINE = Float32Array.from({ length: SINE_STEPS + 1 }, (_, i) => Math.sin((2 * Math.PI * i) / SINE_STEPS));

/** The sine of a phase counted in turns; 0 or more. Four times as fast as Math.sin, with an error below 3e-7. */
export function sine(turns: number): number {
  const place = (turns - Math.floor(turns)) * SINE_STEPS;
  const index = place | 0;
  const low = SINE[index]!;
  return low + (SINE[index + 1]! - low) * (place - index);
}

/** White noise from -1 to 1, fast: a 32-bit xorshift. */
export function whiteNoise(rng: Rng): () => number {
  let state = (Math.floor(rng() * 0xffffffff) | 1) >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state | 0) / 2147483648;
  };
}

/** Noise that falls by 3 dB an octave, about -1 to 1 (Paul Kellet's three poles). */
export function pinkNoise(rng: Rng): () => number {
  const white = whiteNoise(rng);
  let [a, b, c] = [0, 0, 0];
  return () => {
    const x = white();
    a = 0.99765 * a + x * 0.099046;
    b = 0.963 * b + x * 0.2965164;
    c = 0.57 * c + x * 1.0526913;
    return (a + b + c + x * 0.1848) * 0.25;
  };
}

/** Noise that falls by 6 dB an octave above some 20 Hz, about -1 to 1. */
export function brownNoise(rng: Rng): () => number {
  const white = whiteNoise(rng);
  let state = 0;
  return () => {
    state = state * 0.997 + white() * 0.06;
    return state;
  };
}

/** A state variable filter, stable when its frequency moves (Zavalishin's topology-preserving form). Call `tune`, then `step`, then read a response. */
export class Filter {
  low = 0;
  band = 0;
  high = 0;
  private g = 0;
  private k = 1;
  private a = 1;
  private s1 = 0;
  private s2 = 0;

  constructor(hz: number, q = 0.707) {
    this.tune(hz, q);
  }

  tune(hz: number, q: number): void {
    this.g = Math.tan(Math.PI * Math.min(0.49, Math.max(5, hz) / RATE));
    this.k = 1 / q;
    this.a = 1 / (1 + this.g * (this.g + this.k));
  }

  /** Feeds one sample and returns the low-pass; `band` (0 dB at its peak) and `high` hold the others. */
  step(input: number): number {
    const high = (input - (this.g + this.k) * this.s1 - this.s2) * this.a;
    const band = this.g * high + this.s1;
    this.s1 = this.g * high + band;
    const low = this.g * band + this.s2;
    this.s2 = this.g * band + low;
    this.high = high;
    this.band = band * this.k;
    this.low = low;
    return low;
  }
}

/** A slow random line from 0 to 1 that moves between chance points `seconds` apart: gusts, drifting, breathing. */
export function wander(length: number, seconds: number, rng: Rng): Float32Array {
  const stride = Math.max(1, Math.round(seconds * RATE));
  const points = Array.from({ length: Math.ceil(length / stride) + 2 }, () => rng());
  const out = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const place = i / stride;
    const index = Math.floor(place);
    const share = place - index;
    const smooth = share * share * (3 - 2 * share);
    out[i] = points[index]! + (points[index + 1]! - points[index]!) * smooth;
  }
  return out;
}

/** Delay lines of the reverb, in samples at 44.1 kHz: primes, so that echoes do not pile up. */
const LINES = [1433, 1601, 1867, 2053, 2251, 2399, 2617, 2797];
const DIFFUSERS = [142, 107, 379, 277];

export interface Room {
  /** Seconds until the sound has fallen by 60 dB. */
  seconds: number;
  /** 1 is a hall; 0.4 a small room. */
  size: number;
  /** Where treble is lost: 3,000 is warm, 9,000 bright. */
  dampHz: number;
  wet: number;
}

/** Adds the room's answer to `send` to both sides: four diffusers, then eight delays that feed each other. */
export function addReverb(send: Float32Array, out: Stereo, room: Room): void {
  const lines = LINES.map((length) => new Float32Array(Math.max(32, Math.round(length * room.size))));
  const gains = lines.map((line) => 10 ** ((-3 * line.length) / RATE / room.seconds));
  const at = new Int32Array(lines.length);
  const damped = new Float64Array(lines.length);
  const taps = new Float64Array(lines.length);
  const damp = Math.exp((-2 * Math.PI * room.dampHz) / RATE);
  const diffusers = DIFFUSERS.map((length) => ({ line: new Float32Array(length), at: 0 }));
  for (let i = 0; i < send.length; i++) {
    let input = send[i]!;
    for (const diffuser of diffusers) {
      const held = diffuser.line[diffuser.at]!;
      const next = input - 0.6 * held;
      diffuser.line[diffuser.at] = next;
      input = held + 0.6 * next;
      if (++diffuser.at === diffuser.line.length) diffuser.at = 0;
    }
    let sum = 0;
    for (let n = 0; n < 8; n++) {
      const tap = lines[n]![at[n]!]! * gains[n]!;
      damped[n] = tap + (damped[n]! - tap) * damp;
      taps[n] = damped[n]!;
      sum += taps[n]!;
    }
    const shared = sum * -0.25; // Householder: as loud out as in
    for (let n = 0; n < 8; n++) {
      const line = lines[n]!;
      line[at[n]!] = input + taps[n]! + shared;
      if (++at[n]! === line.length) at[n] = 0;
    }
    out.left[i]! += (taps[0]! + taps[2]! - taps[4]! + taps[6]!) * 0.35 * room.wet;
    out.right[i]! += (taps[1]! + taps[3]! - taps[5]! + taps[7]!) * 0.35 * room.wet;
  }
}

/** Highest absolute sample of both sides. */
export function peakOf(sound: Stereo): number {
  let peak = 0;
  for (let i = 0; i < sound.left.length; i++) peak = Math.max(peak, Math.abs(sound.left[i]!), Math.abs(sound.right[i]!));
  return peak;
}

/** Root mean square of both sides over the parts that are not silent (blocks of 50 ms above -50 dB of the loudest). */
export function loudnessOf(sound: Stereo): number {
  const block = Math.round(RATE * 0.05);
  const powers: number[] = [];
  for (let from = 0; from < sound.left.length; from += block) {
    const to = Math.min(sound.left.length, from + block);
    let sum = 0;
    for (let i = from; i < to; i++) sum += sound.left[i]! ** 2 + sound.right[i]! ** 2;
    powers.push(sum / 2 / (to - from));
  }
  const gate = powers.reduce((most, power) => Math.max(most, power), 0) * 1e-5;
  const loud = powers.filter((power) => power > gate);
  return loud.length === 0 ? 0 : Math.sqrt(loud.reduce((sum, power) => sum + power, 0) / loud.length);
}

/** Takes away what is below hearing, in place: it costs headroom and moves no ear. */
export function cutRumble(sound: Stereo, hz = 28): void {
  for (const side of [sound.left, sound.right]) {
    const filter = new Filter(hz);
    for (let i = 0; i < side.length; i++) {
      filter.step(side[i]!);
      side[i] = filter.high;
    }
  }
}

/** -1 dBFS: the half dB above stays free for what encoders and converters add. */
export const CEILING = 0.891;
const LIMIT_BLOCK = 64;
/** How far the gain may move from block to block: down within 9 ms ahead of a peak, back up within 0.2 s. */
const ATTACK_STEP = 0.16;
const RELEASE_STEP = 0.007;

/** Brings both sides to this loudness (RMS, 0…1), then holds every peak under the ceiling with a gain that moves ahead of it. In place. */
export function master(sound: Stereo, rms: number): void {
  const loudness = loudnessOf(sound);
  if (loudness === 0) return;
  const gain = rms / loudness;
  const length = sound.left.length;
  const blocks = Math.ceil(length / LIMIT_BLOCK);
  const wanted = new Float32Array(blocks + 1).fill(1);
  for (let b = 0; b < blocks; b++) {
    let peak = 0;
    for (let i = b * LIMIT_BLOCK; i < Math.min(length, (b + 1) * LIMIT_BLOCK); i++)
      peak = Math.max(peak, Math.abs(sound.left[i]!), Math.abs(sound.right[i]!));
    const most = Math.min(1, CEILING / Math.max(1e-9, peak * gain));
    wanted[b] = Math.min(wanted[b]!, most);
    wanted[b + 1] = most;
  }
  for (let b = 1; b <= blocks; b++) wanted[b] = Math.min(wanted[b]!, wanted[b - 1]! + RELEASE_STEP);
  for (let b = blocks - 1; b >= 0; b--) wanted[b] = Math.min(wanted[b]!, wanted[b + 1]! + ATTACK_STEP);
  for (let i = 0; i < length; i++) {
    const b = Math.floor(i / LIMIT_BLOCK);
    const share = (i - b * LIMIT_BLOCK) / LIMIT_BLOCK;
    const level = gain * (wanted[b]! + (wanted[b + 1]! - wanted[b]!) * share);
    sound.left[i]! *= level;
    sound.right[i]! *= level;
  }
}

/** Fades both ends in place, in seconds, along a quarter cosine; the first and the last sample become 0. */
export function fade(sound: Stereo, inSeconds: number, outSeconds: number): void {
  const length = sound.left.length;
  const ends = [Math.min(length >> 1, Math.round(inSeconds * RATE)), Math.min(length - 1, Math.round(outSeconds * RATE))] as const;
  for (let i = 0; i < ends[0]; i++) {
    const level = 0.5 - 0.5 * Math.cos((Math.PI * i) / ends[0]);
    sound.left[i]! *= level;
    sound.right[i]! *= level;
  }
  for (let i = 0; i < ends[1]; i++) {
    const level = 0.5 - 0.5 * Math.cos((Math.PI * i) / ends[1]);
    sound.left[length - 1 - i]! *= level;
    sound.right[length - 1 - i]! *= level;
  }
}
