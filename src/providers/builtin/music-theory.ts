// Notes, scales and chords as numbers: reads Roman numerals, names chords, leads voices. Chooses nothing by taste or by chance.

export type Mode = "major" | "minor" | "dorian" | "mixolydian" | "lydian" | "phrygian" | "blues" | "pentatonic";

/** Semitones above the tonic. */
export const SCALES: Record<Mode, readonly number[]> = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  phrygian: [0, 1, 3, 5, 7, 8, 10],
  blues: [0, 3, 5, 6, 7, 10],
  pentatonic: [0, 2, 4, 7, 9],
};

/** Whether a mode's third is minor. The blues sits on major chords. */
export const isMinor = (mode: Mode): boolean => mode === "minor" || mode === "dorian" || mode === "phrygian";

const SHARPS = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
const FLATS = ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"];
/** Tonics (as their major) whose keys are written with flats: F, Bb, Eb, Ab, Db. */
const FLAT_KEYS = new Set([5, 10, 3, 8, 1]);

/** How to spell a pitch class in this key. */
export function nameOf(pitchClass: number, tonic: number, mode: Mode): string {
  const relative = isMinor(mode) ? (tonic + 3) % 12 : tonic;
  return (FLAT_KEYS.has(relative) ? FLATS : SHARPS)[((pitchClass % 12) + 12) % 12]!;
}

/** A chord in a key: its root and its tones, as pitch classes with the root first. */
export interface Chord {
  name: string;
  root: number;
  tones: readonly number[];
}

const DEGREES: Record<string, number> = { i: 0, ii: 2, iii: 4, iv: 5, v: 7, vi: 9, vii: 11 };
const KINDS: Record<string, { tones: (minor: boolean) => number[]; suffix: (minor: boolean) => string }> = {
  "": { tones: (minor) => [0, minor ? 3 : 4, 7], suffix: (minor) => (minor ? "m" : "") },
  "5": { tones: () => [0, 7], suffix: () => "5" },
  "6": { tones: (minor) => [0, minor ? 3 : 4, 7, 9], suffix: (minor) => (minor ? "m6" : "6") },
  "7": { tones: (minor) => [0, minor ? 3 : 4, 7, 10], suffix: (minor) => (minor ? "m7" : "7") },
  "9": { tones: (minor) => [0, minor ? 3 : 4, 7, 10, 2], suffix: (minor) => (minor ? "m9" : "9") },
  maj7: { tones: (minor) => [0, minor ? 3 : 4, 7, 11], suffix: (minor) => (minor ? "m(maj7)" : "maj7") },
  maj9: { tones: (minor) => [0, minor ? 3 : 4, 7, 11, 2], suffix: (minor) => (minor ? "m(maj9)" : "maj9") },
  add9: { tones: (minor) => [0, minor ? 3 : 4, 7, 2], suffix: (minor) => (minor ? "m(add9)" : "add9") },
  sus4: { tones: () => [0, 5, 7], suffix: () => "sus4" },
  sus2: { tones: () => [0, 2, 7], suffix: () => "sus2" },
  o: { tones: () => [0, 3, 6], suffix: () => "dim" },
  o7: { tones: () => [0, 3, 6, 9], suffix: () => "dim7" },
  "7b5": { tones: () => [0, 3, 6, 10], suffix: () => "m7b5" },
};

/** Reads a Roman numeral such as `ii7`, `bVII`, `V7`, `Imaj9`, `vii7b5`. Degrees are counted on the major scale in every mode, small letters are minor. */
export function chordOf(numeral: string, tonic: number, mode: Mode): Chord {
  const match = /^([b#]?)([ivIV]+)(.*)$/.exec(numeral);
  const degree = match && DEGREES[match[2]!.toLowerCase()];
  const kind = match && KINDS[match[3]!];
  if (degree == null || !kind) throw new Error(`"${numeral}" is no chord`);
  const minor = match![2] === match![2]!.toLowerCase();
  const shift = match![1] === "b" ? -1 : match![1] === "#" ? 1 : 0;
  const root = (tonic + degree + shift + 12) % 12;
  return { name: nameOf(root, tonic, mode) + kind.suffix(minor), root, tones: kind.tones(minor).map((tone) => (root + tone) % 12) };
}

/**
 * The scale to sing over a chord, as semitones above the tonic: the mode's own, with a tone moved by a semitone where the chord asks for it,
 * as the seventh is raised over a minor key's V.
 */
export function scaleOver(chord: Chord, tonic: number, mode: Mode): number[] {
  const scale = [...SCALES[mode]];
  if (scale.length < 7) return scale;
  for (const tone of chord.tones) {
    const above = (tone - tonic + 12) % 12;
    if (scale.includes(above)) continue;
    const neighbor = scale.findIndex(
      (step) => step !== 0 && (step === above + 1 || step === above - 1) && !chord.tones.includes((tonic + step) % 12),
    );
    if (neighbor >= 0) scale[neighbor] = above;
  }
  return scale.sort((a, b) => a - b);
}

/** The pitch with this pitch class nearest to `near` (MIDI numbers). */
export function nearestPitch(pitchClass: number, near: number): number {
  const below = near - ((((near - pitchClass) % 12) + 12) % 12);
  return near - below <= below + 12 - near ? below : below + 12;
}

/**
 * Places a chord's tones so that each voice moves as little as it can from the chord before, inside a range (MIDI). `count` voices; with more
 * tones than voices the fifth goes first, then the root (the bass has it).
 */
export function leadVoices(chord: Chord, before: readonly number[] | null, low: number, high: number, count: number): number[] {
  const tones = essential(chord, count);
  const center = (low + high) / 2;
  let best: number[] = [];
  let least = Infinity;
  for (const bottom of tones) {
    for (let pitch = nearestPitch(bottom, low + 6) - 12; pitch <= high; pitch += 12) {
      if (pitch < low) continue;
      const voicing = stack(pitch, tones, count);
      const top = voicing.at(-1)!;
      const over = Math.max(0, top - high);
      const mean = voicing.reduce((sum, voice) => sum + voice, 0) / voicing.length;
      const motion = before ? voicing.reduce((sum, voice, i) => sum + Math.abs(voice - (before[i] ?? voice)), 0) : 0;
      const cost = motion + over * 4 + Math.abs(mean - center) * 0.6;
      if (cost < least) [least, best] = [cost, voicing];
    }
  }
  return best;
}

function essential(chord: Chord, count: number): number[] {
  const tones = [...chord.tones];
  if (tones.length > count && tones.length > 3) tones.splice(2, 1);
  if (tones.length > count && tones.length > 3) tones.splice(0, 1);
  return tones.slice(0, Math.max(count, 2));
}

/** Upwards from a pitch through the chord's tones, each the next above. */
function stack(bottom: number, tones: readonly number[], count: number): number[] {
  const voices = [bottom];
  const rest = tones.map((tone) => (((tone - bottom) % 12) + 12) % 12).sort((a, b) => a - b);
  for (let octave = 0; voices.length < count; octave += 12) {
    for (const above of rest)
      if (voices.length < count && octave + above > 0 && !voices.includes(bottom + octave + above)) voices.push(bottom + octave + above);
  }
  return voices;
}

/** MIDI number → Hz, A4 = 440. */
export const hertz = (midi: number): number => 440 * 2 ** ((midi - 69) / 12);
