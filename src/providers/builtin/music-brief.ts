// Reads a prompt into a brief: genre, key, tempo, metre, mood, who plays what. Decides everything a player must know, and plays nothing.
import { findPhrases } from "./audio-words.ts";
import { GENRES, type Flow, type Genre, type GenreId, type KitId } from "./music-genres.ts";
import { type Instrument, instrument } from "./music-instruments.ts";
import { type Mode, isMinor, nameOf } from "./music-theory.ts";
import { MUSIC_WORDS, type Meaning } from "./music-words.ts";
import { hash, type Rng } from "./noise.ts";

export interface Parts {
  melody: string | null;
  counter: string | null;
  chords: string | null;
  pad: string | null;
  bass: string | null;
  drums: KitId | null;
}

export interface Brief {
  genreId: GenreId;
  genre: Genre;
  tonic: number;
  mode: Mode;
  /** "D minor". */
  key: string;
  bpm: number;
  /** True where the prompt names a number, which is then kept to the beat. */
  exact: boolean;
  metre: "3/4" | "4/4" | "6/8";
  /** Quarters in a bar. */
  beats: 3 | 4;
  energy: number;
  bright: number;
  flow: Flow;
  parts: Parts;
  moods: string[];
  /** What was asked for and cannot be done, in words for the user. */
  notes: string[];
}

const BPM_RANGE = [30, 240] as const;
/** How lively each groove is by itself. */
const ENERGY: Partial<Record<GenreId, number>> = {
  ambient: 0.25,
  lullaby: 0.2,
  lofi: 0.4,
  ballad: 0.35,
  classical: 0.45,
  bossa: 0.45,
  folk: 0.5,
  reggae: 0.5,
  jazz: 0.5,
  metal: 0.95,
  techno: 0.8,
  drumandbass: 0.85,
  rock: 0.8,
  trance: 0.85,
  chiptune: 0.75,
  cinematic: 0.65,
  baroque: 0.45,
  waltz: 0.5,
};
const FLOWS: readonly Flow[] = ["long", "calm", "medium", "busy"];
const STAND_INS: Record<"melody" | "chords" | "pad" | "bass", readonly string[]> = {
  melody: ["flute", "piano", "synth lead", "vibraphone"],
  chords: ["piano", "guitar", "pad", "organ"],
  pad: ["strings", "pad", "choir"],
  bass: ["bass guitar", "upright bass", "synth bass"],
};

interface Heard {
  meanings: Meaning[];
  phrases: string[];
  /** What the prompt says must not be there. */
  without: Meaning[];
}

function listen(prompt: string): Heard {
  const found = findPhrases(prompt, MUSIC_WORDS);
  return {
    meanings: found.filter((one) => !one.negated).map((one) => one.value),
    phrases: found.filter((one) => !one.negated && one.value.mood).map((one) => one.phrase),
    without: found.filter((one) => one.negated).map((one) => one.value),
  };
}

/** The same prompt and chance give the same brief. */
export function readBrief(prompt: string, rng: Rng): Brief {
  const heard = listen(prompt);
  const notes: string[] = [];
  const moods = heard.meanings.flatMap(({ mood }) => mood ?? []);
  const { genreId, genre } = chooseGenre(
    heard,
    moods.flatMap((mood) => mood.genre ?? []),
  );
  const sum = (field: "energy" | "bright") => moods.reduce((total, mood) => total + (mood[field] ?? 0), 0);
  const clamp = (value: number) => Math.max(0, Math.min(1, value));
  const energy = clamp((ENERGY[genreId] ?? 0.6) + sum("energy"));
  const metre = readMetre(prompt, heard, genre, notes);
  const { tonic, mode } = readKey(
    prompt,
    genre,
    moods.flatMap((mood) => mood.third ?? []),
    rng.fork("key"),
  );
  const { bpm, exact } = readTempo(
    prompt,
    heard,
    genre,
    moods.reduce((factor, mood) => factor * (mood.tempo ?? 1), 1),
    rng.fork("tempo"),
    notes,
  );
  const flowStep = genre.flow === "syncopated" ? -1 : FLOWS.indexOf(genre.flow) + (energy < 0.25 ? -1 : energy > 0.9 ? 1 : 0);
  return {
    genreId,
    genre,
    tonic,
    mode,
    bpm,
    exact,
    metre,
    energy,
    moods: heard.phrases,
    notes,
    key: `${nameOf(tonic, tonic, mode)} ${mode}`,
    beats: metre === "4/4" ? 4 : 3,
    bright: clamp(genre.bright + sum("bright")),
    flow: flowStep < 0 ? (energy < 0.25 ? "calm" : "syncopated") : FLOWS[Math.max(0, Math.min(3, flowStep))]!,
    parts: cast(heard, genre),
  };
}

/** The last genre of a phrase rules ("ambient techno" is techno); the one before it lends its instruments and its room. */
function chooseGenre(heard: Heard, hints: readonly GenreId[]): { genreId: GenreId; genre: Genre } {
  const named = heard.meanings.flatMap(({ genre }) => genre ?? []);
  const genreId = named.at(-1) ?? hints[0] ?? byInstrument(heard) ?? "pop";
  const genre: Genre = GENRES[genreId];
  const other = named.find((id) => id !== genreId);
  if (!other) return { genreId, genre };
  const { melody, chords, pad, room, bright } = GENRES[other] as Genre;
  return { genreId, genre: { ...genre, melody, chords, pad, room, bright: (genre.bright + bright) / 2 } };
}

function byInstrument(heard: Heard): GenreId | null {
  const names = heard.meanings.flatMap((meaning) => meaning.instrument ?? []);
  const guess: [GenreId, RegExp][] = [
    ["classical", /strings|violin|cello|oboe|clarinet|french horn|harp$|pizzicato|contrabass/],
    ["baroque", /harpsichord/],
    ["synthwave", /synth/],
    ["folk", /^guitar|banjo|ukulele|mandolin|flute|accordion/],
    ["rock", /electric guitar|distorted|lead guitar/],
    ["jazz", /saxophone|vibraphone|upright/],
    ["ambient", /pad|choir|bells/],
    ["lullaby", /music box/],
    ["chiptune", /pulse/],
    ["ballad", /piano/],
    ["soul", /organ/],
    ["march", /trumpet|brass|tuba/],
  ];
  return guess.find(([, pattern]) => names.some((name) => pattern.test(name)))?.[0] ?? null;
}

function readMetre(prompt: string, heard: Heard, genre: Genre, notes: string[]): Brief["metre"] {
  const written = /\b(\d{1,2})\s*\/\s*(2|4|8|16)\b/.exec(prompt);
  const said = heard.meanings.find((meaning) => meaning.metre)?.metre;
  const own = genre.beats === 3 ? "3/4" : "4/4";
  if (!written) return said ?? own;
  const metre = `${written[1]}/${written[2]}`;
  if (metre === "3/4" || metre === "4/4" || metre === "6/8") return metre;
  if (metre === "2/4" || metre === "2/2") return "4/4";
  if (metre === "3/8" || metre === "9/8") return "3/4";
  if (metre === "12/8") return "6/8";
  notes.push(`${metre} is not played by the built-in composer; it keeps to ${own}.`);
  return own;
}

const PITCHES: Record<string, number> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11, h: 11 };
const MODES: [RegExp, Mode][] = [
  [/^(minor|min|m|moll|aeolian)$/i, "minor"],
  [/^(major|maj|dur|ionian)$/i, "major"],
  [/^dorian$/i, "dorian"],
  [/^phrygian$/i, "phrygian"],
  [/^lydian$/i, "lydian"],
  [/^mixolydian$/i, "mixolydian"],
  [/^pentatonic$/i, "pentatonic"],
];
const modeNamed = (word: string | undefined) => MODES.find(([pattern]) => pattern.test(word ?? ""))?.[1] ?? null;

/** "in D minor", "F# major", "B-flat", "c-moll", "in the key of G"; or a mode alone; else the moods' third and the genre's own mode. */
function readKey(prompt: string, genre: Genre, thirds: readonly ("major" | "minor")[], rng: Rng): { tonic: number; mode: Mode } {
  const accidental = "\\s*(#|♯|b|♭|-?\\s?sharp|-?\\s?flat)?";
  const full = new RegExp(
    `\\b([A-Ha-h])${accidental}[\\s-]*(major|minor|maj|min|m|dur|moll|dorian|phrygian|lydian|mixolydian|aeolian|ionian|pentatonic)\\b(?!\\s+(?:key|scale|chord|mode|feel|mood))`,
  ).exec(prompt);
  const bare = new RegExp(`\\b(?:in|key of|key:|tonic)\\s+([A-G])${accidental}(?=\\s|[,.;!]|$)`).exec(prompt);
  const match = full ?? bare;
  const word = /\b(major|minor|dur|moll|dorian|phrygian|lydian|mixolydian|pentatonic)\b/i.exec(prompt)?.[1];
  const minor = thirds.length > 0 && thirds.filter((third) => third === "minor").length * 2 >= thirds.length;
  const own: Mode =
    thirds.length === 0 ? genre.mode : minor === isMinor(genre.mode) ? genre.mode : minor ? "minor" : genre.mode === "blues" ? "blues" : "major";
  const mode = modeNamed(full?.[3]) ?? modeNamed(word) ?? own;
  if (!match) return { tonic: rng.pick(isMinor(mode) ? [9, 2, 4, 7, 0, 11] : [0, 7, 2, 5, 9, 10]), mode };
  const shift = /#|♯|sharp/.test(match[2] ?? "") ? 1 : /b|♭|flat/.test(match[2] ?? "") ? -1 : 0;
  return { tonic: (PITCHES[match[1]!.toLowerCase()]! + shift + 12) % 12, mode };
}

function readTempo(prompt: string, heard: Heard, genre: Genre, factor: number, rng: Rng, notes: string[]): { bpm: number; exact: boolean } {
  const number =
    /\b(\d{2,3})(?:\.\d+)?\s*-?\s*(?:bpm|beats\s+(?:per|a)\s+minute)\b/i.exec(prompt) ??
    /\b(?:bpm|tempo)\s*(?:of|is|at|:|=)?\s*(\d{2,3})\b/i.exec(prompt);
  if (number) {
    const asked = Number(number[1]);
    const bpm = Math.max(BPM_RANGE[0], Math.min(BPM_RANGE[1], asked));
    if (bpm !== asked) notes.push(`${asked} bpm is outside ${BPM_RANGE[0]} to ${BPM_RANGE[1]}; played at ${bpm}.`);
    return { bpm, exact: true };
  }
  const word = heard.meanings.findLast((meaning) => meaning.tempo)?.tempo;
  const named = heard.meanings.some((meaning) => meaning.genre);
  const [low, high] = word?.range && !named ? word.range : genre.bpm;
  const own = low + rng() * (high - low);
  const scale = word ? (named ? word.factor : 1) : factor;
  return { bpm: Math.round(Math.max(40, Math.min(200, own * scale))), exact: false };
}

/** Who plays: the instruments that are named, in the parts they do best; the genre's own in the parts that are left. */
function cast(heard: Heard, genre: Genre): Parts {
  const banned = new Set(heard.without.flatMap((meaning) => meaning.instrument ?? []));
  const silent = new Set(heard.without.flatMap((meaning) => meaning.part ?? []));
  const named = [...new Set(heard.meanings.flatMap((meaning) => meaning.instrument ?? []))].filter((id) => !banned.has(id));
  const solo = heard.meanings.some((meaning) => meaning.solo) && named.length > 0;
  const given = assign(named);
  const own = (part: "melody" | "chords" | "pad" | "bass"): string | null => {
    if (solo || genre[part] === "none") return null;
    return banned.has(genre[part]) ? (STAND_INS[part].find((id) => !banned.has(id)) ?? null) : genre[part];
  };
  const alone = named.length === 1 ? named[0]! : null;
  const polyphonic = named.find((id) => instrument(id).roles.includes("c")) ?? null;
  const lower = named.find((id) => instrument(id).roles.includes("b")) ?? null;
  const chords = given.chords ?? polyphonic ?? own("chords");
  const singer = alone && can(alone, "m") ? alone : solo ? named.find((id) => can(id, "m")) : undefined;
  const melody = given.melody ?? singer ?? own("melody");
  const kit = heard.meanings.find((meaning) => meaning.kit)?.kit ?? genre.kit;
  const askedDrums = heard.meanings.some((meaning) => meaning.part === "drums");
  return {
    melody: silent.has("melody") ? null : melody,
    counter: given.counter,
    chords: silent.has("chords") ? null : chords,
    pad: given.pad ?? own("pad"),
    bass: silent.has("bass") ? null : (given.bass ?? (solo ? lower : own("bass"))),
    drums: silent.has("drums") || (solo && !askedDrums) ? null : kit,
  };
}

const can = (id: string, role: string): boolean => instrument(id).roles.includes(role);

function assign(named: readonly string[]): Omit<Parts, "drums"> {
  const parts: Omit<Parts, "drums"> = { melody: null, counter: null, chords: null, pad: null, bass: null };
  const left = new Set(named);
  const take = (part: keyof typeof parts, fits: (row: Instrument) => boolean) => {
    const id = parts[part] === null ? [...left].find((one) => fits(instrument(one))) : undefined;
    if (id === undefined) return;
    parts[part] = id;
    left.delete(id);
  };
  take("bass", (row) => row.roles[0] === "b");
  take("melody", (row) => row.roles[0] === "m" && !row.roles.includes("c")); // who can only sing goes before who can also accompany
  take("chords", (row) => row.roles[0] === "c");
  take("pad", (row) => row.roles[0] === "p");
  take("melody", (row) => row.roles[0] === "m");
  take("chords", (row) => row.roles.includes("c"));
  take("melody", (row) => row.roles.includes("m"));
  take("counter", (row) => row.roles.includes("m") || row.roles.includes("c"));
  take("pad", (row) => row.roles.includes("p"));
  return parts;
}

/** A number for this prompt and seed: everything random in a piece follows from it. */
export const seedOf = (prompt: string, seed: number): number => hash(prompt.trim().toLowerCase(), (seed ^ 0x9e3779b9) >>> 0);
