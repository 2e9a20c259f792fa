// The sound of drums: tones that fall, filtered noise, ringing metal, as rows for each kit. Knows no rhythm.
import { Filter, RATE, sine, whiteNoise } from "./audio-dsp.ts";
import type { KitId } from "./music-genres.ts";
import type { Rng } from "./noise.ts";

export type DrumId =
  | "kick"
  | "snare"
  | "hat"
  | "open"
  | "ride"
  | "crash"
  | "clap"
  | "rim"
  | "shaker"
  | "tambourine"
  | "tomHigh"
  | "tomLow"
  | "conga"
  | "timpani"
  | "boom"
  | "brush"
  | "triangle";

interface Drum {
  /** Tones: from Hz, to Hz, seconds of the glide, loudness, seconds to -60 dB. */
  tones?: readonly (readonly [from: number, to: number, glide: number, gain: number, ring: number])[];
  /** Noise: which response of the filter, its Hz and resonance, loudness, seconds to -60 dB, seconds of attack. */
  noise?: readonly (readonly [kind: "low" | "band" | "high", hz: number, q: number, gain: number, ring: number, attack?: number])[];
  /** Squares that do not agree, high-passed: loudness, seconds, Hz of the high-pass. */
  metal?: readonly [gain: number, ring: number, hz: number];
  /** Claps are several: seconds between their onsets. */
  bursts?: readonly number[];
  drive?: number;
  /** Only every nth sample, as old chips do. */
  coarse?: number;
  pan?: number;
}

const ACOUSTIC: Record<DrumId, Drum> = {
  kick: {
    tones: [
      [140, 52, 0.035, 0.95, 0.32],
      [1800, 200, 0.004, 0.25, 0.02],
    ],
    noise: [["low", 900, 0.7, 0.15, 0.04]],
  },
  snare: {
    tones: [
      [240, 185, 0.02, 0.42, 0.16],
      [370, 330, 0.02, 0.2, 0.1],
    ],
    noise: [
      ["band", 2400, 0.6, 0.75, 0.26],
      ["high", 5500, 0.7, 0.22, 0.18],
    ],
  },
  hat: { metal: [0.34, 0.07, 7500], noise: [["high", 8500, 0.7, 0.2, 0.06]], pan: 0.3 },
  open: { metal: [0.34, 0.5, 7000], noise: [["high", 8000, 0.7, 0.2, 0.45]], pan: 0.3 },
  ride: { metal: [0.2, 0.9, 5200], tones: [[3150, 3150, 1, 0.05, 0.8]], noise: [["high", 7000, 0.7, 0.06, 0.4]], pan: -0.35 },
  crash: { metal: [0.26, 1.7, 4200], noise: [["high", 5200, 0.7, 0.32, 1.6]], pan: 0.2 },
  clap: { noise: [["band", 1300, 1.1, 0.9, 0.2]], bursts: [0, 0.011, 0.022] },
  rim: {
    tones: [
      [1750, 1700, 0.01, 0.4, 0.045],
      [820, 800, 0.01, 0.25, 0.05],
    ],
    noise: [["band", 3000, 1, 0.25, 0.03]],
    pan: -0.2,
  },
  shaker: { noise: [["band", 6800, 0.9, 0.5, 0.1, 0.018]], pan: 0.4 },
  tambourine: { metal: [0.22, 0.22, 7800], noise: [["high", 7600, 0.7, 0.3, 0.14, 0.006]], pan: -0.35 },
  tomHigh: { tones: [[210, 150, 0.06, 0.8, 0.4]], noise: [["low", 1200, 0.7, 0.2, 0.06]], pan: -0.3 },
  tomLow: { tones: [[135, 92, 0.07, 0.9, 0.5]], noise: [["low", 800, 0.7, 0.2, 0.07]], pan: 0.3 },
  conga: {
    tones: [
      [330, 262, 0.02, 0.7, 0.26],
      [610, 560, 0.02, 0.2, 0.1],
    ],
    noise: [["band", 1500, 1, 0.22, 0.03]],
    pan: -0.25,
  },
  timpani: {
    tones: [
      [78, 73, 0.1, 0.85, 1.6],
      [118, 110, 0.1, 0.4, 1.1],
      [157, 147, 0.1, 0.22, 0.8],
    ],
    noise: [["low", 500, 0.7, 0.3, 0.1]],
  },
  boom: {
    tones: [
      [95, 41, 0.09, 1, 1.3],
      [60, 36, 0.2, 0.5, 1.8],
    ],
    noise: [["low", 350, 0.7, 0.5, 0.3]],
    drive: 1.5,
  },
  brush: { noise: [["band", 3600, 0.5, 0.42, 0.2, 0.03]], pan: -0.1 },
  triangle: {
    tones: [
      [4186, 4186, 1, 0.16, 1.4],
      [6640, 6640, 1, 0.1, 1.1],
      [9200, 9200, 1, 0.05, 0.7],
    ],
    pan: 0.4,
  },
};

const over = (changes: Partial<Record<DrumId, Drum>>): Record<DrumId, Drum> => ({ ...ACOUSTIC, ...changes });
const KITS: Record<KitId, Record<DrumId, Drum>> = {
  acoustic: ACOUSTIC,
  electronic: over({
    kick: {
      tones: [
        [190, 48, 0.045, 1, 0.36],
        [3000, 300, 0.003, 0.3, 0.012],
      ],
      drive: 1.7,
    },
    snare: {
      tones: [[220, 180, 0.02, 0.45, 0.13]],
      noise: [
        ["band", 1900, 0.5, 0.8, 0.2],
        ["high", 6000, 0.7, 0.25, 0.14],
      ],
    },
    hat: { metal: [0.4, 0.05, 8200], noise: [["high", 9500, 0.7, 0.25, 0.045]], pan: 0.2 },
    clap: { noise: [["band", 1150, 1.4, 1, 0.26]], bursts: [0, 0.01, 0.02, 0.03] },
  }),
  deep: over({
    kick: {
      tones: [
        [150, 44, 0.06, 1, 0.75],
        [2000, 200, 0.003, 0.15, 0.01],
      ],
      drive: 1.4,
    },
    hat: { metal: [0.4, 0.045, 8600], pan: 0.2 },
    clap: { noise: [["band", 1250, 1.2, 0.9, 0.3]], bursts: [0, 0.009, 0.019] },
  }),
  dusty: over({
    kick: { tones: [[120, 54, 0.03, 0.95, 0.28]], noise: [["low", 600, 0.7, 0.25, 0.05]], drive: 1.5, coarse: 2 },
    snare: { tones: [[200, 170, 0.02, 0.4, 0.12]], noise: [["band", 1700, 0.6, 0.75, 0.19]], drive: 1.4, coarse: 2 },
    hat: { metal: [0.25, 0.06, 5200], noise: [["band", 6000, 0.7, 0.3, 0.05]], coarse: 2, pan: 0.25 },
  }),
  brushes: over({
    kick: { tones: [[105, 58, 0.03, 0.7, 0.24]], noise: [["low", 500, 0.7, 0.12, 0.05]] },
    snare: { tones: [[210, 185, 0.02, 0.18, 0.1]], noise: [["band", 3000, 0.5, 0.5, 0.22, 0.012]] },
  }),
  orchestra: over({ kick: { tones: [[85, 48, 0.06, 0.9, 0.8]], noise: [["low", 300, 0.7, 0.4, 0.15]] }, snare: ACOUSTIC.snare }),
  chip: over({
    kick: { tones: [[220, 50, 0.05, 0.9, 0.16]], coarse: 3, drive: 3 },
    snare: { noise: [["high", 1200, 0.7, 0.7, 0.16]], coarse: 5 },
    hat: { noise: [["high", 6000, 0.7, 0.5, 0.035]], coarse: 2 },
    crash: { noise: [["high", 2500, 0.7, 0.5, 0.7]], coarse: 3 },
    tomHigh: { tones: [[330, 150, 0.06, 0.8, 0.14]], coarse: 3 },
    tomLow: { tones: [[200, 80, 0.06, 0.8, 0.16]], coarse: 3 },
  }),
  hand: over({
    kick: { tones: [[120, 74, 0.03, 0.8, 0.22]], noise: [["low", 700, 0.7, 0.2, 0.04]] },
    snare: ACOUSTIC.conga,
  }),
};

const T60 = Math.log(1000);
const METAL_HZ = [523.5, 730.8, 912.4, 1187.3, 1421.1, 1687.7];

/** One stroke as a mono sound at full loudness. The same kit, drum and chance give the same samples. */
export function strokeOf(kit: KitId, id: DrumId, rng: Rng): Float32Array {
  const drum = KITS[kit][id];
  const rings = [
    ...(drum.tones ?? []).map((tone) => tone[4]),
    ...(drum.noise ?? []).map((noise) => noise[4] + (noise[5] ?? 0)),
    drum.metal?.[1] ?? 0,
  ];
  const length = Math.round((Math.max(...rings) * 1.1 + (drum.bursts?.at(-1) ?? 0)) * RATE);
  const out = new Float32Array(length);
  for (const tone of drum.tones ?? []) addTone(out, tone, rng);
  for (const noise of drum.noise ?? [])
    for (const late of drum.bursts ?? [0]) addNoise(out, noise, late, drum.bursts !== undefined && late !== drum.bursts.at(-1), rng);
  if (drum.metal) addMetal(out, drum.metal, rng);
  if (drum.drive) for (let i = 0; i < length; i++) out[i] = Math.tanh(out[i]! * drum.drive) / Math.tanh(drum.drive);
  if (drum.coarse) for (let i = 0; i < length; i++) out[i] = out[i - (i % drum.coarse)]!;
  for (let i = Math.max(0, length - 300); i < length; i++) out[i]! *= (length - i) / 300;
  return out;
}

/** Where a drum stands, -1 left to 1 right. */
export const panOf = (kit: KitId, id: DrumId): number => KITS[kit][id].pan ?? 0;

function addTone(out: Float32Array, [from, to, glide, gain, ring]: NonNullable<Drum["tones"]>[number], rng: Rng): void {
  const fall = Math.exp(-T60 / (ring * RATE));
  const tune = rng.range(0.99, 1.01);
  let phase = 0;
  let level = gain;
  for (let i = 0; i < out.length; i++) {
    phase += ((to + (from - to) * Math.exp(-i / (glide * RATE))) * tune) / RATE;
    out[i]! += sine(phase) * level * Math.min(1, i / 40);
    level *= fall;
  }
}

function addNoise(
  out: Float32Array,
  [kind, hz, q, gain, ring, attack = 0.001]: NonNullable<Drum["noise"]>[number],
  late: number,
  short: boolean,
  rng: Rng,
): void {
  const noise = whiteNoise(rng);
  const filter = new Filter(hz * rng.range(0.96, 1.04), q);
  const fall = Math.exp(-T60 / ((short ? 0.025 : ring) * RATE));
  const start = Math.round(late * RATE);
  const rise = attack * RATE;
  let level = gain;
  for (let i = start; i < out.length; i++) {
    filter.step(noise());
    const value = kind === "low" ? filter.low : kind === "band" ? filter.band : filter.high;
    const risen = i - start < rise;
    out[i]! += value * level * (risen ? (i - start) / rise : 1);
    if (!risen) level *= fall;
  }
}

function addMetal(out: Float32Array, [gain, ring, hz]: NonNullable<Drum["metal"]>, rng: Rng): void {
  const filter = new Filter(hz, 0.8);
  const phases = METAL_HZ.map(() => rng());
  const tune = rng.range(2.6, 2.75);
  const fall = Math.exp(-T60 / (ring * RATE));
  let level = gain;
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let n = 0; n < METAL_HZ.length; n++) {
      const phase = phases[n]! + (i * METAL_HZ[n]! * tune) / RATE;
      sum += phase - Math.floor(phase) < 0.5 ? 1 : -1;
    }
    filter.step(sum / 6);
    out[i]! += filter.high * level;
    level *= fall;
  }
}
