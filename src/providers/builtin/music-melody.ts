// Writes the tune: a motif of one or two bars, stated, answered, led to a cadence, and varied when it returns. Plays nothing.
import type { Brief } from "./music-brief.ts";
import type { Flow } from "./music-genres.ts";
import { type Form, type Section, type Span, spanAt } from "./music-form.ts";
import { nearestPitch, scaleOver } from "./music-theory.ts";
import type { Rng } from "./noise.ts";

/** A note before it is played: beats from the first bar, MIDI, 0 to 1. */
export interface Note {
  at: number;
  beats: number;
  midi: number;
  velocity: number;
}

/** Rhythms of a bar in quarters; a negative length is a rest. */
const CELLS: Record<3 | 4, Record<Flow, readonly (readonly number[])[]>> = {
  4: {
    long: [[4], [3, 1], [2, 2], [-1, 3]],
    calm: [
      [2, 1, 1],
      [1.5, 0.5, 2],
      [3, 1],
      [1, 1, 2],
      [-1, 1, 2],
    ],
    medium: [
      [1, 1, 1, 1],
      [1.5, 0.5, 1, 1],
      [1, 0.5, 0.5, 2],
      [0.5, 0.5, 1, 2],
      [1, 1, 1.5, 0.5],
    ],
    busy: [
      [0.5, 0.5, 0.5, 0.5, 1, 1],
      [1, 0.5, 0.5, 0.5, 0.5, 1],
      [0.5, 0.5, 1, 0.5, 0.5, 1],
      [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1],
      [1.5, 0.5, 0.5, 0.5, 1],
    ],
    syncopated: [
      [0.5, 1, 0.5, 1, 1],
      [1.5, 1.5, 1],
      [0.75, 0.75, 0.5, 1, 1],
      [-0.5, 0.5, 1, 0.5, 0.5, 1],
      [1, 0.5, 1, 1.5],
    ],
  },
  3: {
    long: [[3], [2, 1]],
    calm: [[2, 1], [1, 2], [3], [1.5, 1.5]],
    medium: [
      [1, 1, 1],
      [2, 1],
      [1.5, 0.5, 1],
      [1, 0.5, 0.5, 1],
    ],
    busy: [
      [0.5, 0.5, 1, 1],
      [0.5, 0.5, 0.5, 0.5, 1],
      [1, 0.5, 0.5, 0.5, 0.5],
      [1.5, 0.5, 0.5, 0.5],
    ],
    syncopated: [
      [1.5, 1.5],
      [0.5, 1, 0.5, 1],
      [1, 1.5, 0.5],
    ],
  },
};
const ENDS: Record<3 | 4, readonly (readonly number[])[]> = {
  4: [
    [3, -1],
    [1, 3],
    [1, 1, 2],
    [0.5, 0.5, 3],
  ],
  3: [[3], [1, 2], [0.5, 0.5, 2]],
};

/** A bar's worth of tune: rhythm, and how many steps of the scale each note lies above the first. */
interface Motif {
  rhythm: readonly number[];
  steps: readonly number[];
}

interface Idea {
  statement: Motif;
  answer: Motif;
  push: Motif;
  end: readonly number[];
  /** Steps from the tonic where it starts. */
  start: number;
  /** How the second bar moves the motif. */
  shift: number;
  /** Steps that the third bar rises by: the climb to the phrase's top. */
  climb: number;
}

/** Up or down by step, now and then by a leap, which the next step answers. */
function contour(count: number, rng: Rng): number[] {
  const steps = [0];
  let direction = rng.chance(0.6) ? 1 : -1;
  let leapt = false;
  while (steps.length < count) {
    const last = steps.at(-1)!;
    let move: number;
    if (leapt) {
      direction = -direction;
      move = 1;
      leapt = false;
    } else if (rng.chance(0.18)) {
      move = rng.int(2, 4);
      leapt = move > 2;
    } else move = rng.chance(0.15) ? 0 : 1;
    if (Math.abs(last + direction * move) > 4 || rng.chance(0.22)) direction = -direction;
    steps.push(last + direction * move);
  }
  return steps;
}

const sounding = (rhythm: readonly number[]) => rhythm.filter((length) => length > 0).length;

function motif(rhythm: readonly number[], rng: Rng): Motif {
  return { rhythm, steps: contour(sounding(rhythm), rng) };
}

function ideaFor(letter: "A" | "B" | "C", brief: Brief, rng: Rng): Idea {
  const flows: Flow[] = ["long", "calm", "medium", "busy"];
  // the bridge breathes, the second theme moves a little more
  const lively =
    brief.flow === "syncopated"
      ? brief.flow
      : flows[Math.max(0, Math.min(3, flows.indexOf(brief.flow) + (letter === "C" ? -1 : letter === "B" ? Number(rng.chance(0.5)) : 0)))]!;
  const cells = CELLS[brief.beats][lively];
  const statement = motif(rng.pick(cells), rng);
  const answer = rng.chance(0.6)
    ? { rhythm: statement.rhythm, steps: statement.steps.map((step, i) => (i === statement.steps.length - 1 ? step - 1 : step)) }
    : motif(rng.pick(cells), rng);
  return {
    statement,
    answer,
    push: rng.chance(0.5) ? { rhythm: statement.rhythm, steps: contour(statement.steps.length, rng) } : motif(rng.pick(cells), rng),
    end: rng.pick(ENDS[brief.beats]),
    start: letter === "B" ? rng.pick([3, 4, 5]) : rng.pick([0, 2, 4]),
    shift: rng.pick([-1, 1, 2, -2]),
    climb: letter === "B" ? rng.int(1, 3) : rng.int(1, 2),
  };
}

/** The tune of the whole piece inside the singer's range; ends on the tonic. Silent in the intro. */
export function writeMelody(form: Form, brief: Brief, range: readonly [number, number], rng: Rng): Note[] {
  const ideas = { A: ideaFor("A", brief, rng.fork("A")), B: ideaFor("B", brief, rng.fork("B")), C: ideaFor("C", brief, rng.fork("C")) };
  const middle = (range[0] + range[1]) / 2;
  // above the chords where the singer can, with an octave of room
  const best = nearestPitch(brief.tonic, Math.round(Math.max(middle - 4, 65)));
  const home = best > range[1] - 12 ? best - 12 : best;
  const writer = new Writer(form, brief, range, home);
  for (const section of form.sections) {
    if (section.name === "intro" || section.name === "ending") continue;
    const letter = section.name === "B" ? "B" : section.name === "C" ? "C" : "A";
    const returns = section.name === "A'" || form.sections.some((one) => one.name === section.name && one.from < section.from);
    writer.section(section, ideas[letter], returns, rng.fork(`${section.from}`));
  }
  const final = writer.last === null ? home : nearestPitch(brief.tonic, writer.last);
  writer.notes.push({ at: form.last.at, beats: form.last.beats, midi: within(final, range), velocity: 0.75 });
  return writer.notes;
}

const within = (midi: number, [low, high]: readonly [number, number]): number => {
  let pitch = midi;
  while (pitch > high) pitch -= 12;
  while (pitch < low) pitch += 12;
  return pitch;
};

/** Puts ideas onto chords, bar by bar. */
class Writer {
  notes: Note[] = [];
  last: number | null = null;
  private form: Form;
  private brief: Brief;
  private range: readonly [number, number];
  private home: number;

  constructor(form: Form, brief: Brief, range: readonly [number, number], home: number) {
    this.form = form;
    this.brief = brief;
    this.range = range;
    this.home = home;
  }

  section(section: Section, idea: Idea, returns: boolean, rng: Rng): void {
    for (let bar = 0; bar < section.bars; bar++) {
      const place = bar % 4;
      const number = section.from + bar;
      const closes = number === this.form.bars - 1;
      const ends = place === 3 || bar === section.bars - 1;
      if (ends && !closes)
        this.bar(number, { rhythm: idea.end, steps: falling(sounding(idea.end)) }, idea.start, bar === section.bars - 1 ? "open" : "rest", rng);
      else if (closes)
        this.bar(
          number,
          { rhythm: this.brief.beats === 4 ? [1, 1, 1, 1] : [1, 1, 1], steps: this.brief.beats === 4 ? [4, 3, 2, 1] : [4, 3, 1] },
          0,
          "lead",
          rng,
        );
      else {
        const source = place === 0 ? idea.statement : place === 1 ? idea.answer : idea.push;
        const offset = place === 0 ? 0 : place === 1 ? idea.shift : idea.climb;
        this.bar(number, returns && place !== 0 && rng.chance(0.55) ? ornament(source, rng) : source, idea.start + offset, "go", rng);
      }
    }
  }

  /** One bar. `go` follows the motif, `open` ends away from home, `rest` on any chord tone, `lead` steps towards the final tonic. */
  private bar(number: number, source: Motif, start: number, way: "go" | "open" | "rest" | "lead", rng: Rng): void {
    const { beats } = this.brief;
    let at = number * beats;
    let index = 0;
    for (const length of source.rhythm) {
      if (length > 0) {
        const span = spanAt(this.form, at);
        const strong =
          way !== "lead" && Math.abs(at - Math.round(at)) < 0.01 && (at % beats === 0 || (beats === 4 && at % beats === 2) || length >= 1.5);
        const closing = index === source.steps.length - 1 && way !== "go";
        const moves = index > 0 && source.steps[index] !== source.steps[index - 1];
        const midi = this.pitch(start + source.steps[index]!, span, strong || (closing && way !== "lead"), way === "open" && closing, moves);
        const loud = (at % beats === 0 ? 0.78 : strong ? 0.7 : 0.6) + rng.range(-0.05, 0.05);
        // slurred within the bar, a breath before the next phrase
        const held = closing ? length * 0.9 : length * 0.96;
        this.notes.push({ at, beats: held, midi, velocity: loud });
        this.last = midi;
        index++;
      }
      at += Math.abs(length);
    }
  }

  /** A step of the scale as a pitch: on strong beats the nearest tone of the chord. `moves`: the motif does not repeat the note before, so this should not. */
  private pitch(step: number, span: Span, strong: boolean, awayFromHome: boolean, moves: boolean): number {
    const scale = scaleOver(span.chord, this.brief.tonic, this.brief.mode);
    const octave = Math.floor(step / scale.length);
    const wanted = this.home + octave * 12 + scale[step - octave * scale.length]!;
    let tones: readonly number[] = scale.map((above) => (this.brief.tonic + above) % 12);
    if (strong) tones = span.chord.tones.filter((tone) => !(awayFromHome && tone === this.brief.tonic && span.chord.tones.length > 2));
    const { last } = this;
    // leaps of more than a sixth between bars are drawn together
    const near = last === null || Math.abs(wanted - last) <= 9 ? wanted : (wanted + last) / 2;
    let best = wanted;
    let least = Infinity;
    for (const tone of tones) {
      const pitch = within(nearestPitch(tone, Math.round(near)), this.range);
      const stuck = moves && pitch === last ? 2.5 : 0;
      const wide = last !== null && Math.abs(pitch - last) > 9 ? 4 : 0;
      // a semitone above the chord's root is dissonant wherever it stands
      const clash = (tone - span.chord.root + 12) % 12 === 1 && !span.chord.tones.includes(tone) ? 2 : 0;
      const cost = Math.abs(pitch - near) + stuck + wide + clash;
      if (cost < least) [least, best] = [cost, pitch];
    }
    return best;
  }
}

const falling = (count: number): number[] => Array.from({ length: count }, (_, i) => count - 1 - i);

/** The same bar with one long note broken into a turn, or its last notes moved. */
function ornament(source: Motif, rng: Rng): Motif {
  const rhythm: number[] = [];
  const steps: number[] = [];
  let index = 0;
  let done = false;
  for (const length of source.rhythm) {
    if (length <= 0) {
      rhythm.push(length);
      continue;
    }
    const step = source.steps[index++]!;
    if (!done && length >= 1 && rng.chance(0.6)) {
      rhythm.push(length / 2, length / 2);
      steps.push(step, step + rng.pick([1, -1]));
      done = true;
    } else {
      rhythm.push(length);
      steps.push(step);
    }
  }
  return { rhythm, steps };
}

/** A slow second voice under the tune: the chords' thirds and sevenths, moving as little as possible. */
export function writeCounter(form: Form, brief: Brief, range: readonly [number, number], names: readonly string[]): Note[] {
  const notes: Note[] = [];
  let last = Math.round((range[0] + range[1]) / 2);
  for (const span of [...form.spans, form.last]) {
    const section = form.sections.find((one) => span.bar >= one.from && span.bar < one.from + one.bars);
    if (section && !names.includes(section.name)) continue;
    const guides = span.chord.tones.length > 2 ? [span.chord.tones[1]!, span.chord.tones[3] ?? span.chord.tones[2]!] : span.chord.tones;
    const pitches = guides.map((tone) => within(nearestPitch(tone, last), range));
    last = pitches.reduce((best, pitch) => (Math.abs(pitch - last) < Math.abs(best - last) ? pitch : best));
    notes.push({ at: span.at, beats: span.beats * 0.97, midi: last, velocity: 0.5 });
  }
  return notes;
}
