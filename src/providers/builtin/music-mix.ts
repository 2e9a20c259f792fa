// Plays written parts: renders each note, places it between the sides, sends it to the room, and masters the whole. Chooses no note.
import { RATE, type Stereo, addReverb, cutRumble, fade, master, stereo } from "./audio-dsp.ts";
import type { Brief } from "./music-brief.ts";
import type { Hit } from "./music-drums.ts";
import type { Form } from "./music-form.ts";
import { instrument } from "./music-instruments.ts";
import { type DrumId, panOf, strokeOf } from "./music-kit.ts";
import type { PartNote } from "./music-parts.ts";
import { hertz } from "./music-theory.ts";
import { LONGEST_SECONDS, type Tone, type Voice, sound } from "./music-voices.ts";
import type { Rng } from "./noise.ts";

/** A part with who plays it. */
export interface Played {
  part: "melody" | "counter" | "chords" | "pad" | "bass";
  id: string;
  notes: readonly PartNote[];
}

/** How loudly each part sits (all instruments are equally loud by themselves), how much goes to the room, how far its timing strays in seconds. */
const SEATS: Record<Played["part"], { gain: number; room: number; stray: number }> = {
  melody: { gain: 0.85, room: 0.5, stray: 0.008 },
  counter: { gain: 0.4, room: 0.6, stray: 0.008 },
  chords: { gain: 0.34, room: 0.4, stray: 0.006 },
  pad: { gain: 0.2, room: 0.6, stray: 0 },
  bass: { gain: 0.72, room: 0.05, stray: 0.003 },
};
const DRUM_GAIN = 0.62;
const DRUM_ROOM: Partial<Record<DrumId, number>> = {
  kick: 0.02,
  snare: 0.28,
  clap: 0.3,
  crash: 0.3,
  timpani: 0.4,
  boom: 0.35,
  tomHigh: 0.25,
  tomLow: 0.25,
};
const DRUM_STRAY = 0.003;
/** -18 dBFS on average; the quietest pieces 3 dB below, the loudest 2 above. */
const LOUDNESS = 0.126;
const VARIANTS = 3;

/** When a beat sounds, in seconds: the pickup first, and the second of two eighths (or sixteenths, in straight genres) late by the genre's swing. */
export function timeOf(beat: number, form: Form, brief: Brief): number {
  const cell = brief.genre.swing > 0.6 ? 1 : 0.5;
  const whole = Math.floor(beat / cell + 1e-9);
  const share = Math.max(0, beat / cell - whole);
  const { swing } = brief.genre;
  const bent = share < 0.5 ? share * 2 * swing : swing + (share - 0.5) * 2 * (1 - swing);
  return ((whole + bent) * cell + form.pickup) * (60 / form.bpm);
}

/** The whole piece, exactly `length` samples. */
export function mix(parts: readonly Played[], hits: readonly Hit[], form: Form, brief: Brief, length: number, rng: Rng): Stereo {
  const out = stereo(length);
  const send = new Float32Array(length);
  const scratch = stereo(Math.round(LONGEST_SECONDS * RATE));
  for (const part of parts) playPart(part, form, brief, out, send, scratch, rng.fork(part.part));
  if (brief.genre.pump && brief.parts.drums) duck(out, send, hits, form, brief, brief.genre.pump);
  if (brief.parts.drums) playDrums(hits, form, brief, out, send, rng.fork("drums"));
  const [seconds, wet] = brief.genre.room;
  addReverb(send, out, { seconds, size: 0.5 + Math.min(0.5, seconds / 6), dampHz: 3200 + 4200 * brief.bright, wet });
  cutRumble(out);
  master(out, LOUDNESS * (0.75 + 0.5 * brief.energy));
  const end = Math.min(form.ring * 0.75, 2.5);
  fade(out, 0.004, end);
  return out;
}

function playPart({ part, id, notes }: Played, form: Form, brief: Brief, out: Stereo, send: Float32Array, scratch: Stereo, rng: Rng): void {
  const row = instrument(id);
  const seat = SEATS[part];
  const echo = part === "melody" ? brief.genre.echo : undefined;
  const band = new Takes(part === "melody" || part === "counter");
  for (const note of notes) {
    const start = timeOf(note.at, form, brief);
    const seconds = Math.max(0.05, timeOf(note.at + note.beats, form, brief) - start);
    const velocity = Math.max(0.1, Math.min(1, note.velocity * rng.range(0.95, 1.05)));
    const late = (note.late ?? 0) + (note.at > 0 ? rng.range(-1, 1) * seat.stray : 0);
    const at = Math.max(0, Math.round((start + late) * RATE));
    const { take, count } = band.take(row.voice, { hz: hertz(note.midi), seconds, velocity, bright: brief.bright, rng }, scratch);
    const gain = seat.gain * row.level;
    const pan = part === "chords" || part === "melody" ? row.pan + (note.midi - 66) * 0.006 : row.pan;
    lay(take, count, at, gain, pan, seat.room, out, send);
    if (echo === undefined) continue;
    const distance = Math.round(((echo * 60) / form.bpm) * RATE);
    for (const [times, level] of [
      [1, 0.3],
      [2, 0.15],
      [3, 0.07],
    ] as const)
      lay(take, count, at + distance * times, gain * level, times % 2 ? 0.7 : -0.7, seat.room, out, send);
  }
}

/** How many samples of rendered notes are kept for one part: 16 MB. */
const KEPT_SAMPLES = 2_000_000;

/** Notes that were rendered already: accompaniments repeat themselves, so two takes of each are enough. The melody's are all new. */
class Takes {
  private kept = new Map<string, Stereo>();
  private samples = 0;
  private turn = 0;
  private fresh: boolean;

  constructor(fresh: boolean) {
    this.fresh = fresh;
  }

  take(voice: Voice, tone: Tone, scratch: Stereo): { take: Stereo; count: number } {
    if (this.fresh) return { take: scratch, count: sound(voice, tone, scratch) };
    const seconds = Math.round(tone.seconds * 50) / 50;
    const velocity = Math.max(0.05, Math.round(tone.velocity * 16) / 16);
    const key = `${Math.round(tone.hz * 10)} ${seconds} ${velocity} ${this.turn++ & 1}`;
    const known = this.kept.get(key);
    if (known) return { take: known, count: known.left.length };
    const count = sound(voice, { ...tone, seconds, velocity }, scratch);
    if (this.samples + count > KEPT_SAMPLES) return { take: scratch, count };
    this.samples += count;
    const take = { left: scratch.left.slice(0, count), right: scratch.right.slice(0, count) };
    this.kept.set(key, take);
    return { take, count };
  }
}

/** Adds a rendered note to the sides (constant power) and to the room. */
function lay(from: Stereo, count: number, at: number, gain: number, pan: number, room: number, out: Stereo, send: Float32Array): void {
  const angle = ((Math.max(-1, Math.min(1, pan)) + 1) * Math.PI) / 4;
  const left = gain * Math.cos(angle) * Math.SQRT2;
  const right = gain * Math.sin(angle) * Math.SQRT2;
  const end = Math.min(count, out.left.length - at);
  const wet = (room * gain) / 2;
  for (let i = 0; i < end; i++) {
    const l = from.left[i]!;
    const r = from.right[i]!;
    out.left[at + i]! += l * left;
    out.right[at + i]! += r * right;
    send[at + i]! += (l + r) * wet;
  }
}

function playDrums(hits: readonly Hit[], form: Form, brief: Brief, out: Stereo, send: Float32Array, rng: Rng): void {
  const kit = brief.parts.drums!;
  const strokes = new Map<string, Float32Array>();
  const level = DRUM_GAIN * brief.genre.drums * (0.6 + 0.5 * brief.energy);
  for (const hit of hits) {
    const variant = rng.int(0, VARIANTS - 1);
    const key = `${hit.drum}${variant}`;
    const stroke = strokes.get(key) ?? strokeOf(kit, hit.drum, rng.fork(key));
    strokes.set(key, stroke);
    const at = Math.max(0, Math.round((timeOf(hit.at, form, brief) + (hit.at > 0 ? rng.range(-1, 1) * DRUM_STRAY : 0)) * RATE));
    lay(
      { left: stroke, right: stroke },
      stroke.length,
      at,
      level * hit.velocity ** 1.3,
      panOf(kit, hit.drum),
      DRUM_ROOM[hit.drum] ?? 0.12,
      out,
      send,
    );
  }
}

/** Everything gives way to the kick and comes back within a beat, as dance music breathes. */
function duck(out: Stereo, send: Float32Array, hits: readonly Hit[], form: Form, brief: Brief, depth: number): void {
  const length = Math.round((60 / form.bpm) * 0.9 * RATE);
  const shape = Float32Array.from({ length }, (_, i) => 1 - depth * (1 - i / length) ** 1.5 * Math.min(1, i / 300));
  for (const hit of hits) {
    if (hit.drum !== "kick") continue;
    const at = Math.max(0, Math.round(timeOf(hit.at, form, brief) * RATE));
    const end = Math.min(length, out.left.length - at);
    for (let i = 0; i < end; i++) {
      out.left[at + i]! *= shape[i]!;
      out.right[at + i]! *= shape[i]!;
      send[at + i]! *= shape[i]!;
    }
  }
}
