// A sound from a prompt: reads which sounds and how, lays them over each other, fits the length, closes the loop. No neural model; what it has no word for becomes a plain texture, and says so.
import type { Pcm } from "./audio.ts";
import { addReverb, cutRumble, fade, master, peakOf, RATE, type Stereo, stereo } from "./audio-dsp.ts";
import { findPhrases, vocabulary } from "./audio-words.ts";
import { hash, type Rng, rngOf } from "./noise.ts";
import { bed, gusts } from "./sound-tools.ts";
import { type Manner, type Voice, VOICES_BY_WORDS } from "./sound-voices.ts";

export interface SoundAsk {
  prompt: string;
  seconds: number;
  seed: number;
  /** The end runs into the beginning without a seam. */
  loop: boolean;
}

/** What was understood. */
export interface SoundFacts {
  sounds: string[];
  notes: string[];
}

const VOICES = vocabulary(VOICES_BY_WORDS);
type Adjective = Partial<{ force: number; pace: number; pitch: number; far: number; surface: string }>;
const ADJECTIVES = vocabulary<Adjective>({
  "heavy|loud|strong|hard|powerful|torrential|big|intense|roaring": { force: 1.7 },
  "light|soft|gentle|quiet|faint|calm|small|subtle": { force: 0.5 },
  "fast|quick|rapid|hurried|running|racing": { pace: 1.7 },
  "slow|slowly|lazy|leisurely": { pace: 0.55 },
  "deep|low|bass|large": { pitch: 0.6 },
  "high|shrill|bright|tiny|little": { pitch: 1.6 },
  "distant|far|faraway|muffled|next room": { far: 1 },
  "tin|metal|iron|roof": { surface: "tin" },
  "gravel|pebble": { surface: "gravel" },
  "snow|snowy": { surface: "snow" },
  "leaves|leaf|grass": { surface: "leaves" },
  "wood|wooden|floor|plank": { surface: "wood" },
  "sand|sandy": { surface: "sand" },
  "puddle|wet": { surface: "water" },
  "church|cathedral|tower|church bell|gong": { surface: "church" },
  "break|breaking|broken|shatter|smash": { surface: "broken" },
});

interface Layer {
  id: string;
  voice: Voice;
  manner: Manner;
  far: number;
}

/** Sounds with the adjectives of their own clause; those that belong to no sound of their clause go to all. */
function layersOf(prompt: string): Layer[] {
  const found = findPhrases(prompt, VOICES).filter((each) => !each.negated);
  const adjectives = findPhrases(prompt, ADJECTIVES).filter((each) => !each.negated);
  const seen = new Set<string>();
  return found.flatMap(({ value, at }, index) => {
    if (seen.has(value.id)) return [];
    seen.add(value.id);
    const from = found[index - 1]?.at ?? -1;
    const to = found[index + 1]?.at ?? Infinity;
    // An adjective stands before its noun ("distant thunder"); what it is on stands after it ("rain on a tin roof").
    const own = adjectives.filter((adjective) => (adjective.value.surface ? adjective.at >= from && adjective.at < to : (adjective.at > from && adjective.at <= at) || (found.length === 1)));
    const manner: Manner = { force: 1, pace: 1, pitch: 1, surface: null };
    let far = 0;
    for (const { value: adjective } of own) {
      manner.force *= adjective.force ?? 1;
      manner.pace *= adjective.pace ?? 1;
      manner.pitch *= adjective.pitch ?? 1;
      manner.surface = adjective.surface ?? manner.surface;
      far = Math.max(far, adjective.far ?? 0);
    }
    return [{ id: value.id, voice: value.voice, manner, far }];
  });
}

/** For words that name no known sound: a quiet, coloured air. */
const texture: Voice = (out, _seconds, rng, { pitch, force }) => {
  bed(out, rng.fork("air"), { color: "pink", band: 700 * pitch, q: 0.5, gain: 0.5 * force, level: gusts(out.left.length, 1.5, 0.4, rng.fork("g")) });
};

/** Far away: less treble, more room. */
function distance(layer: Stereo, far: number): void {
  if (far === 0) return;
  const send = new Float32Array(layer.left.length);
  for (const side of [layer.left, layer.right]) {
    let held = 0;
    for (let i = 0; i < side.length; i++) {
      held += (side[i]! - held) * 0.09; // about 650 Hz
      side[i] = held;
      send[i]! += held * 0.5;
    }
  }
  addReverb(send, layer, { seconds: 2.4, size: 1, dampHz: 2_500, wet: 0.8 });
}

function mixLayers(layers: Layer[], length: number, rng: Rng): Stereo {
  const out = stereo(length);
  for (const { id, voice, manner, far } of layers) {
    const layer = stereo(length);
    voice(layer, length / RATE, rng.fork(id), manner);
    distance(layer, far);
    const peak = peakOf(layer) || 1;
    const gain = (far ? 0.55 : 1) / peak / Math.sqrt(layers.length);
    for (let i = 0; i < length; i++) {
      out.left[i]! += layer.left[i]! * gain;
      out.right[i]! += layer.right[i]! * gain;
    }
  }
  return out;
}

/** What comes after the end is laid over the beginning, so that the end runs into it. */
function closeLoop(sound: Stereo, length: number): Stereo {
  const over = sound.left.length - length;
  const cut = (side: Float32Array) => {
    const out = side.slice(0, length);
    for (let i = 0; i < over; i++) {
      const share = i / over;
      out[i] = side[i]! * Math.sqrt(share) + side[length + i]! * Math.sqrt(1 - share);
    }
    return out;
  };
  return { left: cut(sound.left), right: cut(sound.right) };
}

/** The same ask gives the same samples: 44.1 kHz, stereo, exactly `seconds` long, never above -1 dBFS. */
export function makeSound({ prompt, seconds, seed, loop }: SoundAsk): { pcm: Pcm; facts: SoundFacts } {
  const rng = rngOf(hash(prompt.toLowerCase(), seed));
  const found = layersOf(prompt);
  const layers = found.length > 0 ? found : [{ id: "texture", voice: texture, manner: { force: 1, pace: 1, pitch: 1, surface: null }, far: 0 }];
  const length = Math.max(1, Math.round(seconds * RATE));
  const over = loop ? Math.min(length, Math.round(RATE * Math.min(0.5, seconds / 4))) : 0;
  const long = mixLayers(layers, length + over, rng);
  const sound = loop ? closeLoop(long, length) : long;
  if (!loop) cutRumble(sound);
  master(sound, 0.14);
  if (!loop) fade(sound, 0.004, Math.min(0.25, seconds / 5));
  const notes = found.length > 0 ? [] : ["None of these words names a sound that the built-in engine knows, so it made a plain texture."];
  return { pcm: { sampleRate: RATE, channels: [sound.left, sound.right] }, facts: { sounds: layers.map((layer) => layer.id), notes } };
}
