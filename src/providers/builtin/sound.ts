// Makes sound effects from a prompt: the door to the sound files here. Filters, noise and resonances, no neural model and no recordings.
import { type Pcm, samplesOf } from "./audio.ts";
import { CEILING, Filter, RATE, type Stereo, addReverb, cutRumble, fade, loudnessOf, master, peakOf, stereo, wander } from "./audio-dsp.ts";
import { hash, type Rng, rngOf } from "./noise.ts";
import { NOISES, Stage, type Traits } from "./sound-stage.ts";
import { type Layer, readSounds } from "./sound-words.ts";

export interface SoundAsk {
  prompt: string;
  seconds: number;
  seed: number;
  /** The end meets the beginning without a seam. */
  loop?: boolean;
}

export interface SoundFacts {
  /** What is heard, in the prompt's order; empty where the prompt names nothing that is known. */
  sources: string[];
  loop: boolean;
  /** What could not be done, in words for the user. */
  notes: string[];
}

/** -20 dBFS for what lasts; short strokes are limited by their peak instead. */
const LOUDNESS = 0.1;
/** How far peaks may be pressed down before the whole becomes quieter instead: 3 dB. */
const SQUEEZE = 1.4;

/** Makes the sound. The same ask gives the same samples: 44.1 kHz, stereo, exactly `seconds` long. */
export function makeSound(ask: SoundAsk): { pcm: Pcm; facts: SoundFacts } {
  const rng = rngOf(hash(ask.prompt.trim().toLowerCase(), (ask.seed ^ 0x51ed270b) >>> 0));
  const loop = ask.loop ?? false;
  const length = samplesOf(ask.seconds, RATE);
  const { layers, whole } = readSounds(ask.prompt);
  const notes: string[] = [];
  const out = stereo(length);
  if (layers.length === 0) {
    notes.push("The built-in engine knows no sound by these words: this is a neutral texture, shaped by the adjectives alone.");
    layers.push({ source: { name: "texture", make: texture, bed: true }, traits: whole });
  }
  layers.forEach((layer, index) => addLayer(out, layer, index, length, loop, rng.fork(`${index} ${layer.source.name}`)));
  if (!loop) cutRumble(out);
  const quiet = Math.min(1.2, Math.max(0.5, Math.max(...layers.map((layer) => layer.traits.gain))));
  finish(out, LOUDNESS * quiet, loop);
  const named = layers.map((layer) => layer.source.name).filter((name) => name !== "texture");
  return { pcm: { sampleRate: RATE, channels: [out.left, out.right] }, facts: { sources: named, loop, notes } };
}

/** One layer, brought to a common loudness first, so that the adjectives decide and not the recipe. */
function addLayer(out: Stereo, { source, traits }: Layer, index: number, length: number, loop: boolean, rng: Rng): void {
  const stage = new Stage(length, loop, traits, rng);
  source.make(stage);
  const sound = stage.fold();
  const loudness = loudnessOf(sound);
  if (loudness === 0) return;
  place(sound, traits, loop);
  // what comes and goes stands out over what lasts; what is named first leads
  const gain = (traits.gain * (source.bed ? 0.8 : 1) * (index === 0 ? 1 : 0.75) * LOUDNESS) / Math.max(1e-6, loudness);
  for (let i = 0; i < length; i++) {
    out.left[i]! += sound.left[i]! * gain;
    out.right[i]! += sound.right[i]! * gain;
  }
}

/** Distance takes the treble and adds the room; walls and water take more. In a loop the sound runs through twice, so that the echoes of its end are in its beginning. */
function place(sound: Stereo, traits: Traits, loop: boolean): void {
  const cutoff = Math.min(traits.distance > 0 ? 1700 : Infinity, traits.muffled > 0 ? 550 : Infinity);
  const echo = Math.max(traits.echo, traits.distance * 0.45);
  if (cutoff === Infinity && echo === 0) return;
  const { length } = sound.left;
  const turns = loop ? 2 : 1;
  const filters = [new Filter(cutoff, 0.7), new Filter(cutoff, 0.7)] as const;
  const wet = stereo(length * turns);
  for (let i = 0; i < length * turns; i++) {
    const at = i % length;
    wet.left[i] = cutoff === Infinity ? sound.left[at]! : filters[0].step(sound.left[at]!);
    wet.right[i] = cutoff === Infinity ? sound.right[at]! : filters[1].step(sound.right[at]!);
  }
  if (echo > 0)
    addReverb(
      wet.left.map((value, i) => (value + wet.right[i]!) * 0.5),
      wet,
      { seconds: 1.2 + 2.4 * echo, size: 0.6 + 0.4 * echo, dampHz: 3500, wet: echo * 0.8 },
    );
  sound.left.set(wet.left.subarray(length * (turns - 1)));
  sound.right.set(wet.right.subarray(length * (turns - 1)));
}

function finish(out: Stereo, loudness: number, loop: boolean): void {
  const now = loudnessOf(out);
  if (now === 0) return;
  const target = Math.min(loudness, (now * CEILING * SQUEEZE) / Math.max(1e-9, peakOf(out)));
  if (!loop) {
    master(out, target);
    fade(out, 0.008, Math.min(0.25, out.left.length / RATE / 8));
    return;
  }
  // a gain that moves would differ at the two ends: one gain, and peaks rounded by a curve that knows no time
  const gain = target / now;
  for (const side of [out.left, out.right]) for (let i = 0; i < side.length; i++) side[i] = rounded(side[i]! * gain);
}

/** Straight up to 0.6, then bending towards the ceiling, which it never reaches. */
function rounded(value: number): number {
  const size = Math.abs(value);
  if (size <= 0.6) return value;
  const room = CEILING - 0.6;
  return Math.sign(value) * (0.6 + room * Math.tanh((size - 0.6) / room));
}

/** For words that name no known sound: air that moves, as bright, as fast and as strong as the adjectives say. */
function texture(stage: Stage): void {
  const { rng, traits } = stage;
  const sway = wander(stage.bed.left.length, 1.4 / traits.speed, rng);
  stage.fill(() => {
    const noise = NOISES.pink(rng);
    const band = new Filter(800 * traits.pitch * traits.bright, 0.9);
    return (i) => {
      if ((i & 63) === 0) band.tune(Math.min(9000, (420 + 900 * sway[i]!) * traits.pitch * traits.bright), 0.9);
      band.step(noise());
      return (band.band * 0.7 + band.low * 0.3) * (0.45 + 0.55 * sway[i]!);
    };
  });
}
