// Lays a piece out in time: how many bars fit, which sections, which chord stands where. Writes no notes.
import type { Brief } from "./music-brief.ts";
import { type Chord, chordOf, isMinor, leadVoices } from "./music-theory.ts";
import type { Rng } from "./noise.ts";

export type SectionName = "intro" | "A" | "A'" | "B" | "C" | "ending";

export interface Section {
  name: SectionName;
  /** First bar and number of bars. */
  from: number;
  bars: number;
  /** 0 to 1: who plays and how loudly. */
  energy: number;
}

/** A chord with its place in beats from the first bar, and the notes that hold it. */
export interface Span {
  at: number;
  beats: number;
  bar: number;
  chord: Chord;
  /** MIDI numbers, each moved as little as possible from the span before. */
  voicing: number[];
}

export interface Form {
  bpm: number;
  /** Beats before the first bar. */
  pickup: number;
  bars: number;
  /** Seconds the last chord has to ring. */
  ring: number;
  sections: Section[];
  spans: Span[];
  /** The tonic that ends it, at beat bars × beats. */
  last: Span;
}

const CHORD_RANGE = [50, 69] as const;
const VOICES = 4;

/** The form for this many seconds. Where the prompt names no number, the tempo gives way by a little so that whole bars fit. */
export function layOut(brief: Brief, seconds: number, rng: Rng): Form {
  const { bpm, pickup, bars, ring } = fit(brief, seconds);
  const sections = sectionsOf(bars, brief, rng.fork("sections"));
  const numerals = harmony(sections, bars, brief, rng.fork("harmony"));
  const spans: Span[] = [];
  let before: number[] | null = null;
  const span = (numeral: string, at: number, beats: number, bar: number): Span => {
    const chord = chordOf(numeral, brief.tonic, brief.mode);
    before = leadVoices(chord, before, CHORD_RANGE[0], CHORD_RANGE[1], VOICES);
    return { at, beats, bar, chord, voicing: before };
  };
  numerals.forEach((bar, index) => {
    const chords = bar.split("-");
    // two chords share a bar by halves, in three beats by two and one
    const cut = 2;
    chords.forEach((numeral, n) =>
      spans.push(
        span(numeral, index * brief.beats + (n === 0 ? 0 : cut), chords.length === 1 ? brief.beats : n === 0 ? cut : brief.beats - cut, index),
      ),
    );
  });
  return { bpm, pickup, bars, ring, sections, spans, last: span(tonicChord(brief), bars * brief.beats, (ring * bpm) / 60, bars) };
}

/** How long the last chord rings: a sixth of a short piece, some 3 s of a long one. */
const ringOf = (seconds: number) => Math.max(Math.min(0.4, seconds * 0.6), Math.min(3.2, seconds * 0.16));

/** Whole bars and a ring near the wanted one; a pickup of a beat or more only where nothing else fills the time. */
function fit(brief: Brief, seconds: number): { bpm: number; pickup: number; bars: number; ring: number } {
  const wanted = ringOf(seconds);
  const reach = brief.exact ? 0 : Math.max(1, Math.round(brief.bpm * 0.06));
  let best = { bpm: brief.bpm, pickup: 0, bars: 0, ring: seconds };
  let least = Infinity;
  for (let bpm = brief.bpm - reach; bpm <= brief.bpm + reach; bpm++) {
    const beat = 60 / bpm;
    const most = Math.floor((seconds - wanted * 0.7) / beat + 1e-9);
    for (let beats = Math.max(0, most - brief.beats); beats <= most; beats++) {
      const ring = seconds - beats * beat;
      const pickup = beats % brief.beats;
      const cost = pickup * 0.9 + Math.abs(ring - wanted) * (ring < wanted ? 1.3 : 1) + Math.abs(bpm - brief.bpm) * 0.03;
      if (cost < least) [least, best] = [cost, { bpm, pickup, bars: Math.floor(beats / brief.beats), ring }];
    }
  }
  return best;
}

const BODIES: Record<number, readonly SectionName[]> = {
  1: ["A"],
  2: ["A", "A'"],
  3: ["A", "B", "A'"],
  4: ["A", "A'", "B", "A"],
  5: ["A", "A'", "B", "A", "A'"],
  6: ["A", "A'", "B", "A", "C", "A'"],
  7: ["A", "A'", "B", "A", "C", "B", "A'"],
};
const CYCLE: readonly SectionName[] = ["A", "A'", "B", "A", "C", "A'", "B"];
const LEVEL: Record<SectionName, number> = { intro: 0.4, A: 0.7, "A'": 0.82, B: 0.95, C: 0.55, ending: 0.5 };

function sectionsOf(bars: number, brief: Brief, rng: Rng): Section[] {
  const unit = bars >= 56 ? 8 : 4;
  let blocks = Math.floor(bars / unit);
  let rest = bars - blocks * unit;
  if (blocks === 0) return bars === 0 ? [] : [{ name: "A", from: 0, bars, energy: LEVEL.A }];
  let intro = 0;
  let ending = 0;
  if (blocks >= 5) {
    intro = unit;
    blocks--;
  }
  if (rest >= 3 || (rest >= 1 && intro >= 4)) {
    ending = Math.min(rest, 2);
    rest -= ending;
  }
  intro += rest;
  const body = bodyOf(blocks, brief);
  const list: { name: SectionName; bars: number }[] = [];
  if (intro > 0) list.push({ name: "intro", bars: intro });
  for (const name of body) list.push({ name, bars: unit });
  if (ending > 0) list.push({ name: "ending", bars: ending });
  let from = 0;
  return list.map(({ name, bars: length }, index) => {
    const lift = index >= list.length - 2 && name !== "ending" && list.length > 3 ? 0.08 : 0; // the last time around is the fullest
    const section = { name, from, bars: length, energy: Math.min(1, LEVEL[name] + lift + rng.range(-0.03, 0.03)) };
    from += length;
    return section;
  });
}

function bodyOf(blocks: number, brief: Brief): SectionName[] {
  const own = brief.genre.form;
  if (own) return Array.from({ length: blocks }, (_, i) => own[i % own.length]!);
  const fixed = BODIES[blocks];
  if (fixed) return [...fixed];
  const list = Array.from({ length: blocks - 1 }, (_, i) => CYCLE[i % CYCLE.length]!);
  return [...list, list.at(-1) === "A" ? "A'" : "A"];
}

/** Genres that speak in sevenths end on one. */
const rich = (brief: Brief) => brief.genre.major.A[0]!.includes("7");
const tonicChord = (brief: Brief) =>
  brief.genre.form
    ? isMinor(brief.mode)
      ? "i7"
      : "I7"
    : rich(brief) && brief.genre.swing !== 0.5
      ? isMinor(brief.mode)
        ? "i7"
        : "Imaj7"
      : isMinor(brief.mode)
        ? "i"
        : "I";
/** Which letter's chords a section takes. */
const LETTER: Record<SectionName, "A" | "B" | "C"> = { intro: "A", A: "A", "A'": "A", B: "B", C: "C", ending: "A" };

/** A numeral or two for every bar. The last bar leads home: a dominant, or the flat seventh where the mode has no leading tone. */
function harmony(sections: readonly Section[], bars: number, brief: Brief, rng: Rng): string[] {
  const side = isMinor(brief.mode) ? brief.genre.minor : brief.genre.major;
  const chosen = { A: rng.pick(side.A), B: rng.pick(side.B), C: rng.pick(side.C) };
  const numerals: string[] = [];
  for (const section of sections) {
    const cycle = chosen[LETTER[section.name]].split(" ");
    for (let bar = 0; bar < section.bars; bar++) numerals.push(section.name === "ending" ? cycle[0]! : cycle[bar % cycle.length]!);
  }
  if (bars >= 1) numerals[bars - 1] = cadence(brief);
  if (bars >= 3 && !brief.genre.form) {
    const ways = isMinor(brief.mode) ? (brief.mode === "dorian" ? ["IV", "ii"] : ["iv", "bVI"]) : ["IV", "ii"];
    const fresh = ways.filter((way) => way !== numerals[bars - 3]?.replace(/[^bivIV].*$/, ""));
    numerals[bars - 2] = rng.pick(fresh);
  }
  return numerals;
}

function cadence(brief: Brief): string {
  if (brief.mode === "phrygian") return "bII";
  if (brief.mode === "dorian" || brief.mode === "mixolydian") return brief.genre.form ? "V7" : "bVII";
  return "V7";
}

/** The section that a bar stands in; the last one for the bar of the final chord. */
export function sectionAt(form: Form, bar: number): Section {
  return (
    form.sections.find((section) => bar >= section.from && bar < section.from + section.bars) ??
    form.sections.at(-1) ?? { name: "A", from: 0, bars: 0, energy: 0.7 }
  );
}

/** The chord that sounds at a beat. */
export function spanAt(form: Form, beat: number): Span {
  if (beat >= form.last.at - 1e-6) return form.last;
  return form.spans.findLast((span) => span.at <= beat + 1e-6) ?? form.spans[0] ?? form.last;
}
