// Four ways to make one note: a struck body, a plucked string, oscillators through a filter, and one sine bending another. Knows no instrument by name.
import { Filter, RATE, type Stereo, sine, whiteNoise } from "./audio-dsp.ts";
import type { Rng } from "./noise.ts";

/** One note to sound. */
export interface Tone {
  hz: number;
  /** How long it is held; what rings on after is the voice's own. */
  seconds: number;
  /** 0 to 1. */
  velocity: number;
  /** 0 dark to 1 bright, the taste of the whole piece. */
  bright: number;
  rng: Rng;
}

/** Bodies that ring when hit: piano, bells, bars. Each partial is a decaying sine. */
export interface Struck {
  kind: "struck";
  /** Ratio to the fundamental, loudness, and how much faster than the first it dies. */
  partials: readonly (readonly [ratio: number, gain: number, haste: number])[];
  /** Seconds to fall by 60 dB at 220 Hz; higher notes fall faster. */
  ring: number;
  /** Seconds to fall after the hand lets go; null rings on. */
  damp: number | null;
  /** Loudness of the hammer's knock. */
  knock: number;
  /** How far the partials are stretched, as a stiff string stretches them. */
  stiff: number;
  /** Hz and depth of a tremolo, as a vibraphone's. */
  tremolo?: readonly [hz: number, depth: number];
}

/** A string that is plucked and left to itself (Karplus and Strong). */
export interface Plucked {
  kind: "plucked";
  ring: number;
  damp: number;
  /** 0 a thumb, 1 a plectrum. */
  sharp: number;
  /** How much treble each round trip loses, 0 to 0.5. */
  dull: number;
  /** Where along the string, 0 to 0.5. */
  place: number;
  /** Loudness of the wooden body. */
  body: number;
}

export type Shape = "sine" | "saw" | "square" | "pulse" | "thin" | "triangle";

/** Oscillators that are held: bowed, blown, organ pipes, synthesizers. */
export interface Held {
  kind: "held";
  /** Shape, ratio, detuning in cents, loudness, place from -1 left to 1 right. */
  waves: readonly (readonly [shape: Shape, ratio: number, cents: number, gain: number, pan: number])[];
  /** Attack, decay and release in seconds; sustain as a share. */
  envelope: readonly [attack: number, decay: number, sustain: number, release: number];
  /** The low-pass: Hz, multiples of the note added to it, resonance, octaves that the attack opens it by, seconds in which it closes. */
  filter?: readonly [hz: number, track: number, q: number, sweep: number, seconds: number];
  /** Hz, cents, seconds before it begins. */
  vibrato?: readonly [hz: number, cents: number, delay: number];
  breath?: number;
  /** Bands of a mouth: Hz, loudness. */
  formants?: readonly (readonly [hz: number, gain: number])[];
  drive?: number;
}

/** One sine bends the phase of another: electric piano, glassy bells. */
export interface Bent {
  kind: "bent";
  pairs: readonly (readonly [carrier: number, modulator: number, depth: number, gain: number, ring: number, depthRing: number])[];
  damp: number;
  tremolo?: readonly [hz: number, depth: number];
}

export type Voice = Struck | Plucked | Held | Bent;

/** The longest note that is rendered, tail and all. */
export const LONGEST_SECONDS = 16;
const SILENT = 1e-4;
const T60 = Math.log(1000);

/** Writes the note over the start of both sides and returns how many samples it took. */
export function sound(voice: Voice, tone: Tone, out: Stereo): number {
  const most = Math.min(out.left.length, Math.round(LONGEST_SECONDS * RATE));
  if (voice.kind === "struck") return struck(voice, tone, out, most);
  if (voice.kind === "plucked") return plucked(voice, tone, out, most);
  if (voice.kind === "held") return held(voice, tone, out, most);
  return bent(voice, tone, out, most);
}

function struck(voice: Struck, tone: Tone, out: Stereo, most: number): number {
  const ring = voice.ring * Math.min(2.2, Math.max(0.25, (220 / tone.hz) ** 0.6));
  const release = voice.damp ?? 0;
  const length = Math.min(most, Math.round((voice.damp === null ? Math.max(ring, tone.seconds) : Math.min(ring, tone.seconds + release)) * RATE));
  clear(out, length);
  // a soft blow wakes fewer partials
  const tilt = 0.35 + 1.1 * (1 - tone.velocity) * (1.2 - 0.5 * tone.bright);
  for (const [ratio, gain, haste] of voice.partials) {
    const hz = tone.hz * ratio * Math.sqrt(1 + voice.stiff * ratio * ratio);
    if (hz > RATE * 0.42) continue;
    const level = gain * ratio ** -tilt;
    ringOne(out.left, length, hz * 0.99985, level, ring / haste);
    ringOne(out.right, length, hz * 1.00015, level, ring / haste);
  }
  if (voice.knock > 0) knock(out, voice.knock * tone.velocity, tone);
  finish(out, length, tone.velocity ** 1.2, voice.damp === null ? length : Math.round(tone.seconds * RATE), release, voice.tremolo);
  return length;
}

/** A decaying sine by its own recurrence: two multiplications a sample. */
function ringOne(side: Float32Array, length: number, hz: number, gain: number, seconds: number): void {
  const turn = (2 * Math.PI * hz) / RATE;
  const fall = Math.exp(-T60 / (seconds * RATE));
  const a = 2 * fall * Math.cos(turn);
  const b = -fall * fall;
  let before = 0;
  let now = gain * Math.sin(turn) * fall;
  const end = Math.min(length, Math.round(seconds * RATE * 1.3));
  for (let i = 1; i < end; i++) {
    side[i]! += now;
    const next = a * now + b * before;
    before = now;
    now = next;
  }
}

function knock(out: Stereo, gain: number, tone: Tone): void {
  const noise = whiteNoise(tone.rng);
  const filter = new Filter(Math.min(4000, tone.hz * 3 + 300), 0.8);
  const length = Math.min(out.left.length, Math.round(0.03 * RATE));
  for (let i = 0; i < length; i++) {
    const value = filter.step(noise()) * gain * (1 - i / length) ** 3;
    out.left[i]! += value;
    out.right[i]! += value;
  }
}

function plucked(voice: Plucked, tone: Tone, out: Stereo, most: number): number {
  const ring = voice.ring * Math.min(1.8, Math.max(0.3, (196 / tone.hz) ** 0.5));
  const length = Math.min(most, Math.round(Math.min(ring, tone.seconds + voice.damp) * RATE));
  clear(out, length);
  const dull = voice.dull * (1.25 - 0.5 * tone.bright);
  const trip = RATE / tone.hz - dull;
  const whole = Math.max(2, Math.floor(trip - 0.3));
  const rest = trip - whole;
  const allpass = (1 - rest) / (1 + rest);
  const loss = Math.min(0.99995, 10 ** (-3 / (tone.hz * ring)));
  const line = excitation(voice, tone, whole);
  let [last, held, previous] = [0, 0, 0];
  const [low, high] = [new Filter(105, 3), new Filter(215, 3)];
  for (let i = 0; i < length; i++) {
    const at = i % whole;
    const out0 = line[at]!;
    const soft = loss * ((1 - dull) * out0 + dull * last);
    last = out0;
    const tuned = allpass * (soft - held) + previous;
    previous = soft;
    held = tuned;
    line[at] = tuned;
    low.step(out0);
    high.step(out0);
    const value = out0 + voice.body * (low.band + high.band * 0.7);
    out.left[i] = value;
    out.right[i] = value;
  }
  finish(out, length, tone.velocity ** 1.1, Math.round(tone.seconds * RATE), voice.damp);
  return length;
}

/** The shape of the string as the finger leaves it: noise, softened by a gentle hand, with a notch at the place where it is plucked. */
function excitation(voice: Plucked, tone: Tone, length: number): Float32Array {
  const noise = whiteNoise(tone.rng);
  const keep = Math.min(0.95, voice.sharp * (0.35 + 0.65 * tone.velocity) * (0.7 + 0.6 * tone.bright));
  let soft = 0;
  const raw = Float32Array.from({ length }, () => (soft += (noise() - soft) * Math.max(0.08, keep)));
  const shift = Math.max(1, Math.round(length * voice.place));
  const line = raw.map((value, i) => value - raw[(i + length - shift) % length]! * 0.9);
  const mean = line.reduce((sum, value) => sum + value, 0) / length;
  const power = Math.sqrt(line.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length) || 1;
  return line.map((value) => ((value - mean) / power) * 0.3);
}

function held(voice: Held, tone: Tone, out: Stereo, most: number): number {
  const [attack, decay, sustain, release] = voice.envelope;
  const hold = Math.min(most, Math.round(tone.seconds * RATE));
  const length = Math.min(most, hold + Math.round(release * RATE));
  clear(out, length);
  const count = voice.waves.length;
  const shapes = voice.waves.map(([shape]) => WIDTHS[shape]);
  const phases = Float64Array.from({ length: count }, () => tone.rng());
  const steps = voice.waves.map(([, ratio, cents]) => (tone.hz * ratio * 2 ** (cents / 1200)) / RATE);
  const pans = voice.waves.map(([, , , gain, pan]) => [gain * Math.sqrt((1 - pan) / 2), gain * Math.sqrt((1 + pan) / 2)] as const);
  const wide = voice.waves.some(([, , , , pan]) => pan !== 0);
  const noise = whiteNoise(tone.rng);
  const mouths = wide ? [mouth(voice, tone), mouth(voice, tone)] : [mouth(voice, tone)];
  const [vibratoHz, vibratoCents, vibratoDelay] = voice.vibrato ?? [0, 0, 0];
  const vibratoStart = tone.rng();
  const rise = Math.max(1, attack * RATE);
  const fall = Math.exp(-1 / (Math.max(0.01, decay) * 0.4 * RATE));
  const leave = Math.exp(-T60 / (Math.max(0.01, release) * RATE));
  const gain = tone.velocity ** 1.2;
  let level = 0;
  let bend = 1;
  for (let i = 0; i < length; i++) {
    const seconds = i / RATE;
    if ((i & 31) === 0) {
      if (vibratoCents > 0 && seconds > vibratoDelay) {
        bend = 1 + sine(vibratoStart + seconds * vibratoHz) * vibratoCents * 0.000578 * Math.min(1, (seconds - vibratoDelay) * 2.5);
      }
      for (const one of mouths) one.move(seconds);
    }
    if (i >= hold) level *= leave;
    else if (i < rise) level = (i / rise) * (2 - i / rise);
    else level = sustain + (level - sustain) * fall;
    let [left, right] = [0, 0];
    for (let w = 0; w < count; w++) {
      const step = steps[w]! * bend;
      let phase = phases[w]! + step;
      if (phase >= 1) phase -= Math.floor(phase);
      phases[w] = phase;
      const value = wave(shapes[w]!, phase, step);
      left += value * pans[w]![0];
      right += value * pans[w]![1];
    }
    if (voice.breath) {
      const air = noise() * voice.breath * (i < rise * 2 ? 1.6 : 1);
      left += air;
      right += air;
    }
    left = mouths[0]!.speak(left) * level * gain;
    out.left[i] = left;
    out.right[i] = wide ? mouths[1]!.speak(right) * level * gain : left;
  }
  return length;
}

/** What the raw wave goes through on one side: distortion, low-pass, formants. */
function mouth(voice: Held, tone: Tone) {
  const [hz, track, q, sweep, close] = voice.filter ?? [20_000, 0, 0.7, 0, 1];
  const base = (hz + tone.hz * track) * (0.55 + 0.5 * tone.bright + 0.4 * tone.velocity);
  const filter = new Filter(base, q);
  const bands = (voice.formants ?? []).map(([at, gain]) => ({ filter: new Filter(at, 5), gain }));
  return {
    move(seconds: number) {
      if (voice.filter && (sweep !== 0 || seconds === 0)) filter.tune(base * 2 ** (sweep * Math.exp(-seconds / close)), q);
    },
    speak(value: number): number {
      let x = voice.drive ? Math.tanh(value * voice.drive) : value;
      if (voice.filter) x = filter.step(x);
      if (bands.length === 0) return x;
      let sum = x * 0.12;
      for (const { filter: band, gain } of bands) {
        band.step(x);
        sum += band.band * gain;
      }
      return sum;
    },
  };
}

/** How much of a turn a shape stays up, as numbers for the inner loop; what is no pulse has a number below 0. */
const WIDTHS: Record<Shape, number> = { sine: -1, triangle: -2, saw: -3, square: 0.5, pulse: 0.25, thin: 0.125 };

/** A wave at a phase from 0 to 1, its corners rounded so that they do not alias (polynomial band-limited steps). */
function wave(width: number, phase: number, step: number): number {
  if (width === -3) return 2 * phase - 1 - corner(phase, step);
  if (width === -1) return sine(phase);
  if (width === -2) return 4 * Math.abs(phase - 0.5) - 1;
  const shifted = phase >= width ? phase - width : phase + 1 - width;
  return (phase < width ? 1 : -1) + corner(phase, step) - corner(shifted, step) + (1 - 2 * width);
}

function corner(phase: number, step: number): number {
  if (phase < step) {
    const x = phase / step;
    return x + x - x * x - 1;
  }
  if (phase > 1 - step) {
    const x = (phase - 1) / step;
    return x * x + x + x + 1;
  }
  return 0;
}

function bent(voice: Bent, tone: Tone, out: Stereo, most: number): number {
  const shorter = Math.min(1.6, Math.max(0.35, (220 / tone.hz) ** 0.4));
  const longest = voice.pairs.reduce((sum, pair) => Math.max(sum, pair[4]), 0) * shorter;
  const length = Math.min(most, Math.round(Math.min(longest, tone.seconds + voice.damp) * RATE));
  clear(out, length);
  for (const [carrier, modulator, depth, gain, ring, depthRing] of voice.pairs) {
    if (tone.hz * carrier > RATE * 0.4) continue;
    const fall = Math.exp(-T60 / (ring * shorter * RATE));
    const calm = Math.exp(-T60 / (depthRing * shorter * RATE));
    let level = gain;
    let index = (depth * (0.25 + 1.1 * tone.velocity) * (0.6 + 0.7 * tone.bright)) / (2 * Math.PI);
    for (let i = 0; i < length; i++) {
      const place = (tone.hz * i) / RATE;
      const value = level * sine(place * carrier + index * sine(place * modulator) + 1);
      out.left[i]! += value;
      out.right[i]! += value;
      level *= fall;
      index *= calm;
    }
  }
  finish(out, length, tone.velocity ** 1.2, Math.round(tone.seconds * RATE), voice.damp, voice.tremolo);
  return length;
}

function clear(out: Stereo, length: number): void {
  out.left.fill(0, 0, length);
  out.right.fill(0, 0, length);
}

/** Loudness, a 1.5 ms start, the fall after release, and a tremolo that sways between the sides. */
function finish(out: Stereo, length: number, gain: number, hold: number, release: number, tremolo?: readonly [hz: number, depth: number]): void {
  const rise = 66;
  const leave = Math.exp(-T60 / (Math.max(0.02, release) * RATE));
  let level = gain;
  for (let i = 0; i < length; i++) {
    if (i > hold) level *= leave;
    const start = i < rise ? i / rise : 1;
    const end = length - i < 200 ? (length - i) / 200 : 1;
    const sway = tremolo ? sine((i * tremolo[0]) / RATE + 1) * tremolo[1] : 0;
    out.left[i]! *= level * start * end * (1 + sway);
    out.right[i]! *= level * start * end * (1 - sway);
    if (level < SILENT * gain) {
      out.left.fill(0, i, length);
      out.right.fill(0, i, length);
      return;
    }
  }
}
