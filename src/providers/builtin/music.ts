// Composes and plays music from a prompt: the door to the music files here. Rules and oscillators, no neural model, no singing.
import { type Pcm, samplesOf } from "./audio.ts";
import { RATE } from "./audio-dsp.ts";
import { type Brief, readBrief, seedOf } from "./music-brief.ts";
import { writeDrums } from "./music-drums.ts";
import { type Form, layOut } from "./music-form.ts";
import { instrument } from "./music-instruments.ts";
import { writeCounter, writeMelody } from "./music-melody.ts";
import { type Played, mix } from "./music-mix.ts";
import { type PartNote, writeBass, writeChords, writePad } from "./music-parts.ts";
import { chordOf } from "./music-theory.ts";
import { rngOf } from "./noise.ts";

export interface MusicAsk {
  prompt: string;
  seconds: number;
  seed: number;
  /** Not sung: its sections are named in the facts, and that is all. */
  lyrics?: string;
  /** Called between steps with a share from 0 to 1. */
  report?: (share: number, stage: string) => void;
}

/** What was understood and decided, for the details drawer. */
export interface MusicFacts {
  genre: string;
  key: string;
  bpm: number;
  metre: string;
  moods: string[];
  /** By part: melody, counter, chords, pad, bass, drums. Parts that do not play are absent. */
  instruments: Record<string, string>;
  /** One name a chord, in order; the last is the one it ends on. */
  chords: string[];
  sections: { name: string; bars: number; seconds: number }[];
  /** What was asked for and could not be done. */
  notes: string[];
}

/** Composes. The same ask gives the same samples: 44.1 kHz, stereo, exactly `seconds` long, ending on the tonic. */
export function composeMusic(ask: MusicAsk): { pcm: Pcm; facts: MusicFacts } {
  const rng = rngOf(seedOf(ask.prompt, ask.seed));
  const report = ask.report ?? (() => {});
  const brief = readBrief(ask.prompt, rng.fork("brief"));
  const form = layOut(brief, ask.seconds, rng.fork("form"));
  report(0.05, "Composing");
  const parts = writeParts(form, brief, rng.fork("parts"));
  const hits = brief.parts.drums ? writeDrums(form, brief, rng.fork("drums")) : [];
  report(0.15, "Playing");
  const { left, right } = mix(parts, hits, form, brief, samplesOf(ask.seconds, RATE), rng.fork("mix"));
  report(1, "Mixed");
  return { pcm: { sampleRate: RATE, channels: [left, right] }, facts: factsOf(brief, form, ask.lyrics) };
}

function writeParts(form: Form, brief: Brief, rng: ReturnType<typeof rngOf>): Played[] {
  const { melody, counter, chords, pad, bass } = brief.parts;
  const played: Played[] = [];
  const add = (part: Played["part"], id: string | null, notes: () => readonly PartNote[]) => {
    if (id !== null) played.push({ part, id, notes: notes() });
  };
  add("melody", melody, () => writeMelody(form, brief, instrument(melody!).range, rng.fork("melody")));
  add("counter", counter, () => writeCounter(form, brief, instrument(counter!).range, ["A'", "B", "C", "ending"]));
  add("chords", chords, () => [...pickup(form, brief), ...writeChords(form, brief, chords!, rng.fork("chords"))]);
  add("pad", pad, () => writePad(form, brief));
  // a piano's left hand keeps to the octaves where a bass would play
  add("bass", bass, () => writeBass(form, brief, instrument(bass!).roles[0] === "b" ? instrument(bass!).range : [33, 55], rng.fork("bass")));
  return played;
}

/** What sounds before the first bar, where whole bars leave some beats over: the dominant, broken upwards. */
function pickup(form: Form, brief: Brief): PartNote[] {
  if (form.pickup === 0) return [];
  const dominant = chordOf("V", brief.tonic, brief.mode);
  const ladder = form.last.voicing
    .map((midi) => dominant.tones.reduce((best, tone) => (distance(tone, midi) < distance(best, midi) ? tone : best)) - midi)
    .map((shift, i) => form.last.voicing[i]! + wrap(shift));
  return Array.from({ length: form.pickup }, (_, i) => ({
    at: i - form.pickup,
    beats: form.pickup - i,
    midi: ladder[i % ladder.length]!,
    velocity: 0.45 + 0.05 * i,
  }));
}

const wrap = (shift: number): number => (((shift % 12) + 18) % 12) - 6;
const distance = (pitchClass: number, midi: number): number => Math.abs(wrap(pitchClass - midi));

function factsOf(brief: Brief, form: Form, lyrics?: string): MusicFacts {
  const notes = [...brief.notes];
  if (lyrics?.trim()) notes.push("The built-in composer does not sing: the lyrics are not heard.");
  const bar = (brief.beats * 60) / form.bpm;
  return {
    genre: brief.genreId,
    key: brief.key,
    bpm: form.bpm,
    metre: brief.metre,
    moods: brief.moods,
    notes,
    instruments: Object.fromEntries(Object.entries(brief.parts).filter((entry): entry is [string, string] => entry[1] !== null)),
    chords: [...form.spans, form.last].map((span) => span.chord.name),
    sections: form.sections.map(({ name, bars }) => ({ name, bars, seconds: Math.round(bars * bar * 100) / 100 })),
  };
}
