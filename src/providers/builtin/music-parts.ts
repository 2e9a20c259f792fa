// The accompaniment: how chords are played, how the bass moves, what is held underneath. Reads the form; writes notes, plays none.
import type { Brief } from "./music-brief.ts";
import { type Form, type Span, sectionAt, spanAt } from "./music-form.ts";
import type { Note } from "./music-melody.ts";
import { nearestPitch, scaleOver } from "./music-theory.ts";
import type { Rng } from "./noise.ts";

/** A note that may come a little late, as the strings of a strummed chord do. */
export interface PartNote extends Note {
  /** Seconds. */
  late?: number;
}

/** [beat in the span, length in beats, loudness 0…1]; where the pattern breaks a chord up, which of its notes. */
type Stroke = readonly [at: number, beats: number, loud: number, note?: number];

const every = (step: number, beats: number, loud: (index: number) => number, length: number): Stroke[] =>
  Array.from({ length: Math.round(beats / step) }, (_, i) => [i * step, length, loud(i)] as const);
const steps16 = (pattern: string, length: number): Stroke[] =>
  [...pattern].flatMap((mark, i): Stroke[] => (mark === "." ? [] : [[i / 4, length, mark === "X" ? 0.8 : 0.55]]));

function strokes(comp: Brief["genre"]["comp"], span: Span, brief: Brief, rng: Rng): Stroke[] {
  const { beats } = span;
  const odd = span.bar % 2 === 1;
  const accent = (i: number) => (i % 4 === 0 ? 0.72 : i % 2 === 0 ? 0.6 : 0.5);
  switch (comp) {
    case "block":
      return [[0, beats * 0.97, 0.6]];
    case "ballad":
      return [[0, 1, 0.68], ...every(1, beats - 1, () => 0.48, 0.95).map(([at, length, loud]): Stroke => [at + 1, length, loud])];
    case "arpeggio":
      return every(0.5, beats, accent, 1.6).map(([at, length, loud], i): Stroke => [
        at,
        Math.min(length, beats - at + 0.4),
        loud,
        [0, 1, 2, 3, 2, 1, 2, 1][i % 8]!,
      ]);
    case "arpeggio16":
      return every(0.25, beats, (i) => (i % 4 === 0 ? 0.65 : 0.48), 0.24).map(([at, length, loud], i): Stroke => [
        at,
        length,
        loud,
        [0, 1, 2, 3, 1, 2, 3, 4][i % 8]!,
      ]);
    case "alberti":
      return every(0.5, beats, accent, 0.55).map(([at, length, loud], i): Stroke => [at, length, loud, [0, 2, 1, 2][i % 4]!]);
    case "strum":
      return beats < 3
        ? [
            [0, 0.95, 0.68],
            [1, 0.5, 0.5],
            [1.5, 0.45, 0.42],
          ]
        : brief.beats === 3
          ? [
              [0, 0.95, 0.7],
              [1, 0.9, 0.5],
              [2, 0.5, 0.5],
              [2.5, 0.45, 0.42],
            ]
          : [
              [0, 0.95, 0.7],
              [1, 0.5, 0.5],
              [1.5, 0.9, 0.42],
              [2.5, 0.45, 0.46],
              [3, 0.5, 0.56],
              [3.5, 0.45, 0.4],
            ];
    case "skank":
      return every(1, beats, () => 0.62, 0.22).map(([at, length, loud]): Stroke => [at + 0.5, length, loud]);
    case "charleston":
      return (
        odd && rng.chance(0.5)
          ? [
              [0.5, 0.4, 0.55],
              [2, 0.9, 0.5],
              [3.5, 0.4, 0.5],
            ]
          : [[0, 1.2, 0.6], [1.5, 0.5, 0.52], ...(rng.chance(0.3) ? [[3, 0.6, 0.42] as const] : [])]
      ) as Stroke[];
    case "stabs":
      return steps16(odd ? "..X...X...X..x.." : "..X...X.x.X...X.", 0.26);
    case "pulse8":
      return every(0.5, beats, (i) => (i % 4 === 0 ? 0.78 : i % 2 === 0 ? 0.62 : 0.52), 0.44);
    case "oompah":
      return every(1, beats, () => 0.52, 0.42).filter(([at]) => (brief.beats === 3 ? at > 0 : at % 2 === 1));
    case "chords16":
      return steps16(odd ? "X..x..X.x..x..Xx" : "X..x..X...xx..X.", 0.2);
    case "none":
      return [];
  }
}

/** The chords. In the intro and the bridge a busy pattern gives way to held or broken chords. */
export function writeChords(form: Form, brief: Brief, id: string, rng: Rng): PartNote[] {
  const notes: PartNote[] = [];
  for (const span of form.spans) {
    const section = sectionAt(form, span.bar);
    const quiet = section.name === "C" || section.name === "ending" || (section.name === "intro" && span.bar < section.bars / 2);
    const comp =
      quiet && !["strum", "alberti", "arpeggio", "skank", "oompah"].includes(brief.genre.comp)
        ? "block"
        : brief.energy < 0.15 && brief.genre.comp === "pulse8"
          ? "block"
          : brief.genre.comp;
    const voices = voicingFor(id, span);
    for (const [at, beats, loud, pick] of strokes(comp, span, brief, rng)) {
      if (at >= span.beats - 1e-6) continue;
      const velocity = loud * (0.75 + 0.35 * section.energy);
      const length = Math.min(beats, span.beats - at + 0.02);
      if (pick !== undefined) {
        const octave = Math.floor(pick / voices.length) * 12;
        notes.push({ at: span.at + at, beats: comp === "arpeggio" ? beats : length, midi: voices[pick % voices.length]! + octave, velocity });
      } else strike(notes, voices, span.at + at, length, velocity, comp === "strum" ? (Math.abs(at % 1) > 0.1 ? -0.011 : 0.014) : 0.004);
    }
  }
  const last = voicingFor(id, form.last);
  strike(notes, last, form.last.at, form.last.beats, 0.62, brief.genre.comp === "strum" || brief.energy < 0.5 ? 0.045 : 0.006);
  return notes;
}

/** All notes of a chord, one after the other by `spread` seconds; upwards, or downwards where it is negative. */
function strike(notes: PartNote[], voices: readonly number[], at: number, beats: number, velocity: number, spread: number): void {
  const order = spread < 0 ? [...voices].reverse() : voices;
  order.forEach((midi, i) =>
    notes.push({ at, beats, midi, velocity: velocity * (i === order.length - 1 ? 1.06 : 0.95), late: i * Math.abs(spread) }),
  );
}

/** Distortion wants a root alone: its voice brings the fifth, and more would be mud. */
function voicingFor(id: string, span: Span): number[] {
  if (id !== "distorted guitar") return span.voicing;
  const root = nearestPitch(span.chord.root, 44);
  return [root < 39 ? root + 12 : root];
}

/** Held chords under everything, each from one chord to the next; absent where the first bars should be bare. */
export function writePad(form: Form, brief: Brief): PartNote[] {
  const notes: PartNote[] = [];
  for (const span of [...form.spans, form.last]) {
    const section = sectionAt(form, span.bar);
    const voices = span.voicing.slice(-3).map((midi) => (brief.energy > 0.7 && section.name === "B" ? midi + 12 : midi));
    for (const midi of voices) notes.push({ at: span.at, beats: span.beats, midi, velocity: 0.45 + 0.25 * section.energy });
  }
  return notes;
}

/** Where the next chord's root lies, and one step before it. */
function approach(form: Form, span: Span, root: number, brief: Brief, low: number, rng: Rng): number {
  const next = spanAt(form, span.at + span.beats);
  const target = bassPitch(next.chord.root, root, low);
  if (target === root) return root;
  const scale = scaleOver(next.chord, brief.tonic, brief.mode).map((step) => (brief.tonic + step) % 12);
  const side = target > root ? -1 : 1;
  const chromatic = target + side;
  const diatonic = [1, 2].map((distance) => target + side * distance).find((midi) => scale.includes(((midi % 12) + 12) % 12)) ?? chromatic;
  return brief.genre.swing > 0.6 && rng.chance(0.5) ? chromatic : diatonic;
}

const bassPitch = (pitchClass: number, near: number, low: number): number => {
  let pitch = nearestPitch(pitchClass, near);
  while (pitch < low) pitch += 12;
  while (pitch > low + 19) pitch -= 12;
  return pitch;
};

export function writeBass(form: Form, brief: Brief, range: readonly [number, number], rng: Rng): PartNote[] {
  const notes: PartNote[] = [];
  const low = range[0];
  let near = low + 9;
  for (const span of form.spans) {
    const section = sectionAt(form, span.bar);
    if (section.name === "intro" && section.bars >= 4 && span.bar < section.from + section.bars / 2) continue;
    const root = bassPitch(span.chord.root, near, low);
    near = root * 0.7 + (low + 9) * 0.3;
    near = Math.round(near);
    const line = section.name === "intro" || section.name === "ending" || section.name === "C" ? "roots" : brief.genre.bassLine;
    const fifth = root + 7 > low + 21 ? root - 5 : root + 7;
    const next = approach(form, span, root, brief, low, rng);
    for (const [at, beats, loud, which] of bassStrokes(line, span, brief, rng)) {
      if (at >= span.beats - 1e-6) continue;
      const pitches = [
        root,
        fifth,
        root + 12 > low + 26 ? root : root + 12,
        next,
        bassPitch(span.chord.tones[1]!, root + 3, low),
        fifth + 2,
        bassPitch(span.chord.tones.at(-1)!, root + 5, low),
      ];
      notes.push({
        at: span.at + at,
        beats: Math.min(beats, span.beats - at),
        midi: pitches[which ?? 0]!,
        velocity: loud * (0.8 + 0.25 * section.energy),
      });
    }
  }
  notes.push({ at: form.last.at, beats: form.last.beats, midi: bassPitch(form.last.chord.root, low + 7, low), velocity: 0.75 });
  return notes;
}

/** The fourth number: 0 root, 1 fifth, 2 octave, 3 the step to the next chord, 4 third, 5 sixth, 6 the chord's last tone. */
function bassStrokes(line: Brief["genre"]["bassLine"], span: Span, brief: Brief, rng: Rng): Stroke[] {
  const { beats } = span;
  switch (line) {
    case "roots":
      return [[0, beats * 0.96, 0.7, 0]];
    case "rootfifth":
      return brief.beats === 3
        ? [[0, 1.8, 0.75, span.bar % 2]]
        : [[0, 0.95, 0.76, 0], [2, 0.95, 0.66, 1], ...(rng.chance(0.35) ? [[3.5, 0.45, 0.55, 3] as const] : [])];
    case "eighths":
      return every(0.5, beats, (i) => (i % 2 === 0 ? 0.74 : 0.62), 0.46).map(([at, length, loud], i): Stroke => [
        at,
        length,
        loud,
        at === beats - 0.5 && i > 3 ? 3 : 0,
      ]);
    case "walking":
      return every(1, beats, (i) => (i % 2 === 0 ? 0.72 : 0.66), 0.92).map(([at, length, loud], i): Stroke => [
        at,
        length,
        loud,
        i === 0 ? 0 : i === beats - 1 ? 3 : i === 1 ? rng.pick([4, 1, 6]) : rng.pick([1, 2, 4]),
      ]);
    case "octaves":
      return every(0.5, beats, (i) => (i % 2 === 0 ? 0.75 : 0.6), 0.36).map(([at, length, loud], i): Stroke => [
        at,
        length,
        loud,
        i % 2 === 0 ? (i === 6 && rng.chance(0.4) ? 1 : 0) : 2,
      ]);
    case "offbeat":
      return every(1, beats, () => 0.74, 0.42).map(([at, length, loud]): Stroke => [at + 0.5, length, loud, 0]);
    case "syncopated":
      return [
        [0, 1.3, 0.78, 0],
        [1.5, 0.45, 0.62, 0],
        [2, brief.beats === 3 ? 0.9 : 0.45, 0.64, 1],
        [2.5, 0.9, 0.66, 0],
        [3.5, 0.45, 0.6, 3],
      ];
    case "bossa":
      return [
        [0, 1.4, 0.74, 0],
        [1.5, 0.45, 0.58, 1],
        [2, 1.4, 0.68, 1],
        [3.5, 0.45, 0.56, 3],
      ];
    case "reggae":
      return [
        [0, 0.7, 0.78, 0],
        [1.5, 0.4, 0.62, 4],
        [2, 0.45, 0.66, 1],
        [3, 0.7, 0.7, 0],
        [3.75, 0.2, 0.5, 3],
      ];
    case "sub":
      return span.bar % 2 === 0
        ? [
            [0, 2.4, 0.8, 0],
            [2.5, 1.4, 0.68, 0],
          ]
        : [
            [0, 1.4, 0.8, 0],
            [1.5, 1, 0.66, 0],
            [3.5, 0.45, 0.6, 3],
          ];
    case "shuffle":
      return every(0.5, beats, (i) => (i % 2 === 0 ? 0.76 : 0.6), 0.44).map(([at, length, loud], i): Stroke => [
        at,
        length,
        loud,
        [0, 0, 1, 1, 5, 5, 1, 1][i % 8]!,
      ]);
    case "driving16":
      return every(0.25, beats, (i) => (i % 4 === 0 ? 0.76 : 0.6), 0.21)
        .filter((_, i) => i % 4 !== 1)
        .map(([at, length, loud]): Stroke => [at, length, loud, 0]);
    case "waltz":
      return [[0, 1.1, 0.74, span.bar % 2 === 0 ? 0 : 1]];
  }
}
