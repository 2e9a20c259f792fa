// Where a sound is built: beds that last, hits that come and go, and the bricks that both are made of. Knows no rain and no bell.
import { Filter, RATE, type Stereo, brownNoise, pinkNoise, sine, stereo, whiteNoise } from "./audio-dsp.ts";
import type { Rng } from "./noise.ts";

/** What the adjectives of one sound come to. 1 is as usual. */
export interface Traits {
  /** How much of it: drops a second, strength of a gust. */
  force: number;
  speed: number;
  /** Factor on every pitch: below 1 is large and deep. */
  pitch: number;
  /** Below 1 dull, above 1 sharp. */
  bright: number;
  gain: number;
  /** 0 here, 1 far away. */
  distance: number;
  /** 0 none, 1 a cathedral. */
  echo: number;
  /** 1 behind a wall or under water. */
  muffled: number;
  /** "tin", "gravel", "wood" … what it happens on. */
  surface: string | null;
  /** How many, where the prompt says. */
  count: number | null;
  /** The phrase that named it, for sources that know several kinds. */
  phrase: string;
}

/** Seconds by which a looping bed is longer, to be crossfaded into its own beginning. */
const OVERLAP_SECONDS = 1;

/** One layer on its way. */
export class Stage {
  readonly seconds: number;
  readonly length: number;
  readonly loop: boolean;
  readonly rng: Rng;
  readonly traits: Traits;
  /** For what lasts. Longer than the sound where it loops. */
  readonly bed: Stereo;
  /** For what comes and goes; wraps around where it loops. */
  readonly hits: Stereo;

  constructor(length: number, loop: boolean, traits: Traits, rng: Rng) {
    this.length = length;
    this.seconds = length / RATE;
    this.loop = loop;
    this.traits = traits;
    this.rng = rng;
    this.bed = stereo(length + (loop ? Math.min(Math.round(OVERLAP_SECONDS * RATE), length >> 1) : 0));
    this.hits = stereo(length);
  }

  /** Adds a mono sound at a time, from -1 left to 1 right. Wraps around in a loop, is cut at the end otherwise. */
  put(sound: Float32Array, seconds: number, gain = 1, pan = 0): void {
    const angle = ((Math.max(-1, Math.min(1, pan)) + 1) * Math.PI) / 4;
    const left = Math.cos(angle) * gain;
    const right = Math.sin(angle) * gain;
    const start = Math.round(seconds * RATE);
    for (let i = start < 0 ? -start : 0; i < sound.length; i++) {
      let at = start + i;
      if (at >= this.length) {
        if (!this.loop) break;
        at %= this.length;
      }
      this.hits.left[at]! += sound[i]! * left;
      this.hits.right[at]! += sound[i]! * right;
    }
  }

  /** Times about `period` seconds apart from `first` on, each astray by a share of the period. In a loop a whole number of them fits exactly. */
  times(period: number, stray = 0, first = 0.05): number[] {
    const count = this.loop ? Math.max(1, Math.round(this.seconds / period)) : Math.max(1, Math.ceil((this.seconds - first) / period));
    const step = this.loop ? this.seconds / count : period;
    return Array.from({ length: count }, (_, i) => Math.max(0, first + i * step + (i > 0 ? this.rng.range(-1, 1) * stray * step : 0)));
  }

  /** Times by chance, so many a second on average. */
  chances(perSecond: number): number[] {
    return Array.from({ length: Math.max(1, Math.round(perSecond * this.seconds)) }, () => this.rng() * this.seconds);
  }

  /** Fills the bed, each side with noise and filters of its own: `make` is called once a side and returns what to call for each sample. */
  fill(make: (side: number) => (i: number) => number): void {
    [this.bed.left, this.bed.right].forEach((samples, side) => {
      const next = make(side);
      for (let i = 0; i < samples.length; i++) samples[i]! += next(i);
    });
  }

  /** Bed and hits as one; the bed's surplus fades into its beginning, so that the end meets the start. */
  fold(): Stereo {
    const surplus = this.bed.left.length - this.length;
    const out = stereo(this.length);
    for (const side of ["left", "right"] as const) {
      for (let i = 0; i < this.length; i++) {
        let value = this.bed[side][i]!;
        if (i < surplus) {
          const turn = (i / surplus) * (Math.PI / 2); // the two halves are different noise: keep the power
          value = value * Math.sin(turn) + this.bed[side][this.length + i]! * Math.cos(turn);
        }
        out[side][i] = value + this.hits[side][i]!;
      }
    }
    return out;
  }
}

const T60 = Math.log(1000);
export const NOISES = { white: whiteNoise, pink: pinkNoise, brown: brownNoise };

/** A short sound from a function of seconds and share (0 to 1). */
export function shape(seconds: number, at: (time: number, share: number) => number): Float32Array {
  const length = Math.max(8, Math.round(seconds * RATE));
  return Float32Array.from({ length }, (_, i) => at(i / RATE, i / length));
}

/** Decaying sines: Hz, loudness, seconds to -60 dB. */
export function ring(partials: readonly (readonly [hz: number, gain: number, seconds: number])[]): Float32Array {
  const length = Math.round(partials.reduce((most, partial) => Math.max(most, partial[2]), 0.01) * 1.05 * RATE);
  const out = new Float32Array(length);
  for (const [hz, gain, seconds] of partials) {
    if (hz > RATE * 0.45) continue;
    const fall = Math.exp(-T60 / (seconds * RATE));
    const a = 2 * fall * Math.cos((2 * Math.PI * hz) / RATE);
    const b = -fall * fall;
    let before = 0;
    let now = gain * Math.sin((2 * Math.PI * hz) / RATE) * fall;
    for (let i = 1; i < length; i++) {
      out[i]! += now * Math.min(1, i / 30);
      const next = a * now + b * before;
      before = now;
      now = next;
    }
  }
  return soften(out);
}

/** A burst of noise through a filter, falling by 60 dB in `seconds`. */
export function burst(rng: Rng, kind: "low" | "band" | "high", hz: number, q: number, seconds: number, attack = 0.0008): Float32Array {
  const noise = whiteNoise(rng);
  const filter = new Filter(hz, q);
  const length = Math.max(16, Math.round((seconds + attack) * RATE));
  const out = new Float32Array(length);
  const fall = Math.exp(-T60 / (seconds * RATE));
  const rise = attack * RATE;
  let level = 1;
  for (let i = 0; i < length; i++) {
    filter.step(noise());
    out[i] = (kind === "low" ? filter.low : kind === "band" ? filter.band : filter.high) * level * Math.min(1, i / rise);
    if (i > rise) level *= fall;
  }
  return soften(out);
}

/** A bubble or a drop in water: a sine that rises as it dies. */
export function bubble(hz: number, seconds: number, rise = 0.6): Float32Array {
  let phase = 0;
  return soften(
    shape(seconds, (time, share) => {
      phase += (hz * (1 + rise * share)) / RATE;
      return sine(phase) * Math.exp(-5 * share) * Math.min(1, time * 500);
    }),
  );
}

/** A value at a share of the way through evenly spaced points. */
export function along(points: readonly number[], share: number): number {
  const place = Math.max(0, Math.min(0.99999, share)) * (points.length - 1);
  const index = Math.floor(place);
  return points[index]! + (points[index + 1]! - points[index]!) * (place - index);
}

/** The voice of a creature: a buzz at a moving pitch through two moving resonances of a mouth. */
export interface Call {
  seconds: number;
  /** Hz, evenly spaced over the call. */
  pitch: readonly number[];
  mouth: readonly (readonly [first: number, second: number])[];
  loud: readonly number[];
  /** Share of noise in it, and trembling of the pitch in cents. */
  breath: number;
  rough: number;
}

export function call(voice: Call, rng: Rng): Float32Array {
  const noise = whiteNoise(rng);
  const low = new Filter(600, 4);
  const high = new Filter(1500, 5);
  let phase = rng();
  let tremble = 0;
  let count = 0;
  return soften(
    shape(voice.seconds, (_time, share) => {
      if ((count++ & 15) === 0) {
        tremble += (noise() * voice.rough - tremble) * 0.08;
        low.tune(
          along(
            voice.mouth.map((pair) => pair[0]),
            share,
          ),
          4,
        );
        high.tune(
          along(
            voice.mouth.map((pair) => pair[1]),
            share,
          ),
          5,
        );
      }
      phase += (along(voice.pitch, share) * 2 ** (tremble / 1200)) / RATE;
      if (phase >= 1) phase -= 1;
      const buzz = (2 * phase - 1) * (1 - voice.breath) + noise() * voice.breath;
      low.step(buzz);
      high.step(buzz);
      return (low.band + high.band * 0.6 + buzz * 0.06) * along(voice.loud, share);
    }),
  );
}

/** Several sounds one over the other, each at its second. */
export function together(parts: readonly (readonly [sound: Float32Array, seconds: number, gain: number])[]): Float32Array {
  const length = parts.reduce((most, [sound, seconds]) => Math.max(most, sound.length + Math.round(seconds * RATE)), 1);
  const out = new Float32Array(length);
  for (const [sound, seconds, gain] of parts) {
    const start = Math.round(seconds * RATE);
    for (let i = 0; i < sound.length; i++) out[start + i]! += sound[i]! * gain;
  }
  return out;
}

/** No click at the end. */
function soften(sound: Float32Array): Float32Array {
  const tail = Math.min(sound.length >> 2, 200);
  for (let i = 1; i <= tail; i++) sound[sound.length - i]! *= (i - 1) / tail;
  return sound;
}
