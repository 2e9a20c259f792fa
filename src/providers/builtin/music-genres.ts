// The genres as rows: tempo, feel, harmony, who plays what and how. Plays nothing; a new genre is a new row.
import type { Mode } from "./music-theory.ts";

/** How the chords are played. */
export type Comp =
  | "block"
  | "ballad"
  | "arpeggio"
  | "arpeggio16"
  | "alberti"
  | "strum"
  | "skank"
  | "charleston"
  | "stabs"
  | "pulse8"
  | "oompah"
  | "chords16"
  | "none";
/** How the bass moves. */
export type BassLine =
  | "roots"
  | "rootfifth"
  | "eighths"
  | "walking"
  | "octaves"
  | "offbeat"
  | "syncopated"
  | "bossa"
  | "reggae"
  | "sub"
  | "shuffle"
  | "driving16"
  | "waltz";
/** How busy the melody is. */
export type Flow = "long" | "calm" | "medium" | "busy" | "syncopated";
export type Groove =
  | "none"
  | "soft"
  | "rock"
  | "pop"
  | "ballad"
  | "house"
  | "techno"
  | "trance"
  | "breakbeat"
  | "hiphop"
  | "trap"
  | "lofi"
  | "swing"
  | "bossa"
  | "shuffle"
  | "onedrop"
  | "funk"
  | "disco"
  | "march"
  | "train"
  | "cinematic"
  | "orchestral"
  | "metal"
  | "folk"
  | "chip"
  | "waltz"
  | "latin";
export type KitId = "acoustic" | "electronic" | "deep" | "dusty" | "brushes" | "orchestra" | "chip" | "hand";

export interface Genre {
  names: string;
  bpm: readonly [low: number, high: number];
  mode: Mode;
  /** Where the second of two eighths falls: 0.5 is straight, 0.67 a triplet. */
  swing: number;
  beats: 3 | 4;
  /** Progressions by section, for a major and for a minor key: bars apart by spaces, two chords in a bar joined by a dash. */
  major: Record<"A" | "B" | "C", readonly string[]>;
  minor: Record<"A" | "B" | "C", readonly string[]>;
  comp: Comp;
  bassLine: BassLine;
  groove: Groove;
  kit: KitId;
  flow: Flow;
  melody: string;
  chords: string;
  pad: string;
  bass: string;
  /** Seconds of reverb, and how much. */
  room: readonly [seconds: number, wet: number];
  /** 0 dark to 1 bright: moves the filters. */
  bright: number;
  /** How loudly the drums sit, 1 as usual. */
  drums: number;
  /** Sections in order where the genre has its own form, as the blues. */
  form?: readonly ("A" | "B" | "C")[];
  /** A tempo-synchronous echo on the melody: in beats. */
  echo?: number;
  /** Everything ducks under the kick. */
  pump?: number;
}

const POP_MAJOR = { A: ["I V vi IV", "I vi IV V", "vi IV I V"], B: ["IV I V vi", "IV V iii vi", "IV V vi I"], C: ["ii IV vi V", "iv I iv V"] };
const POP_MINOR = { A: ["i bVI bIII bVII", "i iv bVI V"], B: ["bVI bVII i bIII", "iv bVII bIII bVI"], C: ["iv i bVI V", "bVI bVII v i"] };
const CLASSIC_MAJOR = { A: ["I V vi IV-V", "I IV V7 I", "I ii V7 I"], B: ["vi ii V7 I", "V7 I ii7 V7"], C: ["iv I ii7 V7", "vi iii IV V7"] };
const CLASSIC_MINOR = {
  A: ["i iv V7 i", "i bVI iio V7", "i V7 i iv-V"],
  B: ["bIII bVII bVI V7", "bVI bIII iv V7"],
  C: ["iv bVII bIII V7", "bVI iv iio V7"],
};
const JAZZ_MAJOR = {
  A: ["ii7 V9 Imaj7 vi7", "Imaj7 vi7 ii7 V7", "iii7 vi7 ii9 V7"],
  B: ["IVmaj7 iv6 iii7 vi7", "ii7 V7 iii7 vi7"],
  C: ["vi7 II9 ii7 V7", "iii7 bIIImaj7 ii7 V7"],
};
const JAZZ_MINOR = {
  A: ["i7 iv7 vii7b5 V7", "i6 bVImaj7 ii7b5 V7"],
  B: ["iv7 bVII7 bIIImaj7 V7", "iv9 i7 ii7b5 V7"],
  C: ["bVImaj7 ii7b5 v7 V7", "iv7 bVII9 bIIImaj7 bVImaj7"],
};
const DREAM_MAJOR = {
  A: ["Iadd9 IVmaj7 Iadd9 vi7", "Imaj7 IVmaj7 vi7 IVadd9"],
  B: ["vi7 IVmaj7 Iadd9 Vsus4", "IVmaj7 iii7 vi7 IVmaj7"],
  C: ["ii7 IVmaj7 vi7 Vsus4"],
};
const DREAM_MINOR = {
  A: ["iadd9 bVImaj7 bIIImaj7 bVII", "i7 bVImaj7 iv7 v7"],
  B: ["bVImaj7 bVII i7 bIIImaj7", "iv7 bVImaj7 bIIImaj7 bVII"],
  C: ["iv7 bVII bIIImaj7 v7"],
};
const LOOP_MAJOR = { A: ["I bVII IV I", "vi IV I V"], B: ["IV V vi I", "IV bVII I V"], C: ["ii vi IV V"] };
const LOOP_MINOR = {
  A: ["i i bVI bVII", "i bVII bVI bVII", "i bIII bVII iv"],
  B: ["bVI bVII i i", "iv bVI i bVII"],
  C: ["bVI iv i v", "iv iv bVI bVII"],
};
const EPIC_MAJOR = { A: ["I vi IV V", "I iii IV V"], B: ["IV V vi iii", "bVI bVII I I"], C: ["iv bVII bIII V"] };
const EPIC_MINOR = {
  A: ["i bVI bIII bVII", "i bVI iv V", "i v bVI bVII"],
  B: ["bVI bVII i V", "bIII bVII iv bVI"],
  C: ["iv bVI bIII V", "bVI bIII bII V"],
};
const BLUES_MAJOR = { A: ["I7 I7 I7 I7", "I7 IV7 I7 I7"], B: ["IV7 IV7 I7 I7"], C: ["V7 IV7 I7 V7"] };
const BLUES_MINOR = { A: ["i7 i7 i7 i7", "i7 iv7 i7 i7"], B: ["iv7 iv7 i7 i7"], C: ["bVI7 V7 i7 V7"] };
const FOLK_MAJOR = { A: ["I IV I V", "I V vi IV", "I I IV V"], B: ["IV I IV V", "vi IV I V"], C: ["ii V vi V"] };
const FOLK_MINOR = { A: ["i bVII i v", "i bIII bVII i", "i bVII bVI v"], B: ["bIII bVII i v", "bVI bIII bVII v"], C: ["iv i bVII v"] };
const FUNK_MAJOR = { A: ["I9 I9 IV9 I9", "I7 I7 ii7 V9"], B: ["IV9 iii7 ii7 V9"], C: ["vi7 ii7 V9 I9"] };
const FUNK_MINOR = { A: ["i9 i9 iv9 i9", "i7 iv9 i7 iv9"], B: ["bVImaj7 bVII9 i9 i9"], C: ["iv9 v7 bVImaj7 V7"] };

const row = (genre: Genre): Genre => genre;

export const GENRES = {
  pop: row({
    names: "pop|indie|indie pop|k-pop|synthpop|synth pop",
    bpm: [96, 124],
    mode: "major",
    swing: 0.5,
    beats: 4,
    major: POP_MAJOR,
    minor: POP_MINOR,
    comp: "ballad",
    bassLine: "syncopated",
    groove: "pop",
    kit: "acoustic",
    flow: "syncopated",
    melody: "synth lead",
    chords: "piano",
    pad: "pad",
    bass: "bass guitar",
    room: [1.4, 0.2],
    bright: 0.6,
    drums: 1,
  }),
  ballad: row({
    names: "ballad|love song|slow song",
    bpm: [64, 82],
    mode: "major",
    swing: 0.5,
    beats: 4,
    major: POP_MAJOR,
    minor: POP_MINOR,
    comp: "arpeggio",
    bassLine: "roots",
    groove: "ballad",
    kit: "acoustic",
    flow: "medium",
    melody: "piano",
    chords: "piano",
    pad: "strings",
    bass: "bass guitar",
    room: [2.2, 0.3],
    bright: 0.45,
    drums: 0.75,
  }),
  rock: row({
    names: "rock|punk|grunge|hard rock|alternative",
    bpm: [112, 144],
    mode: "major",
    swing: 0.5,
    beats: 4,
    major: LOOP_MAJOR,
    minor: LOOP_MINOR,
    comp: "pulse8",
    bassLine: "eighths",
    groove: "rock",
    kit: "acoustic",
    flow: "medium",
    melody: "lead guitar",
    chords: "distorted guitar",
    pad: "organ",
    bass: "bass guitar",
    room: [1, 0.14],
    bright: 0.7,
    drums: 1.1,
  }),
  metal: row({
    names: "metal|heavy metal|metalcore|thrash|doom",
    bpm: [132, 176],
    mode: "phrygian",
    swing: 0.5,
    beats: 4,
    major: LOOP_MAJOR,
    minor: { A: ["i bII i bVII", "i bVI bVII i"], B: ["bVI bVII i bII"], C: ["iv bVI bII V"] },
    comp: "chords16",
    bassLine: "driving16",
    groove: "metal",
    kit: "acoustic",
    flow: "busy",
    melody: "lead guitar",
    chords: "distorted guitar",
    pad: "choir",
    bass: "bass guitar",
    room: [1, 0.12],
    bright: 0.75,
    drums: 1.15,
  }),
  ambient: row({
    names: "ambient|meditation|new age|drone|relaxation|spa|yoga|sleep|atmospheric|soundscape|chillout",
    bpm: [56, 72],
    mode: "lydian",
    swing: 0.5,
    beats: 4,
    major: DREAM_MAJOR,
    minor: DREAM_MINOR,
    comp: "block",
    bassLine: "roots",
    groove: "soft",
    kit: "deep",
    flow: "long",
    melody: "bells",
    chords: "pad",
    pad: "choir",
    bass: "sub bass",
    room: [5, 0.6],
    bright: 0.3,
    drums: 0.4,
    echo: 1.5,
  }),
  lofi: row({
    names: "lo-fi|lofi|chillhop|lo fi hip hop|chill|study beats|chill beats",
    bpm: [70, 86],
    mode: "dorian",
    swing: 0.58,
    beats: 4,
    major: JAZZ_MAJOR,
    minor: JAZZ_MINOR,
    comp: "block",
    bassLine: "syncopated",
    groove: "lofi",
    kit: "dusty",
    flow: "calm",
    melody: "vibraphone",
    chords: "electric piano",
    pad: "pad",
    bass: "upright bass",
    room: [1.2, 0.2],
    bright: 0.25,
    drums: 0.9,
  }),
  hiphop: row({
    names: "hip hop|hip-hop|rap|boom bap",
    bpm: [84, 96],
    mode: "minor",
    swing: 0.56,
    beats: 4,
    major: LOOP_MAJOR,
    minor: LOOP_MINOR,
    comp: "block",
    bassLine: "syncopated",
    groove: "hiphop",
    kit: "dusty",
    flow: "syncopated",
    melody: "electric piano",
    chords: "electric piano",
    pad: "strings",
    bass: "sub bass",
    room: [0.9, 0.14],
    bright: 0.4,
    drums: 1.15,
  }),
  trap: row({
    names: "trap|drill|phonk",
    bpm: [130, 146],
    mode: "minor",
    swing: 0.5,
    beats: 4,
    major: LOOP_MAJOR,
    minor: LOOP_MINOR,
    comp: "block",
    bassLine: "sub",
    groove: "trap",
    kit: "deep",
    flow: "calm",
    melody: "bells",
    chords: "pad",
    pad: "choir",
    bass: "sub bass",
    room: [1.8, 0.24],
    bright: 0.45,
    drums: 1.1,
    echo: 0.75,
  }),
  house: row({
    names: "house|deep house|edm|dance|club|electronic|electronica|electro|eurodance",
    bpm: [120, 128],
    mode: "minor",
    swing: 0.52,
    beats: 4,
    major: LOOP_MAJOR,
    minor: LOOP_MINOR,
    comp: "stabs",
    bassLine: "offbeat",
    groove: "house",
    kit: "electronic",
    flow: "syncopated",
    melody: "synth lead",
    chords: "organ",
    pad: "pad",
    bass: "synth bass",
    room: [1.4, 0.2],
    bright: 0.6,
    drums: 1.15,
    echo: 0.75,
    pump: 0.55,
  }),
  techno: row({
    names: "techno|industrial|minimal techno|rave",
    bpm: [126, 138],
    mode: "phrygian",
    swing: 0.5,
    beats: 4,
    major: LOOP_MAJOR,
    minor: { A: ["i i i bVII", "i i bVI i"], B: ["bVI bVI i bVII"], C: ["iv iv bVI bVII"] },
    comp: "stabs",
    bassLine: "driving16",
    groove: "techno",
    kit: "electronic",
    flow: "syncopated",
    melody: "synth pluck",
    chords: "synth",
    pad: "pad",
    bass: "synth bass",
    room: [1.6, 0.2],
    bright: 0.5,
    drums: 1.25,
    echo: 0.75,
    pump: 0.6,
  }),
  trance: row({
    names: "trance|psytrance|progressive|eurodance anthem",
    bpm: [132, 140],
    mode: "minor",
    swing: 0.5,
    beats: 4,
    major: POP_MAJOR,
    minor: EPIC_MINOR,
    comp: "arpeggio16",
    bassLine: "offbeat",
    groove: "trance",
    kit: "electronic",
    flow: "busy",
    melody: "synth lead",
    chords: "synth pluck",
    pad: "pad",
    bass: "synth bass",
    room: [2.2, 0.28],
    bright: 0.7,
    drums: 1.1,
    echo: 0.75,
    pump: 0.6,
  }),
  drumandbass: row({
    names: "drum and bass|dnb|d&b|jungle|breakbeat|dubstep",
    bpm: [168, 176],
    mode: "minor",
    swing: 0.5,
    beats: 4,
    major: LOOP_MAJOR,
    minor: LOOP_MINOR,
    comp: "block",
    bassLine: "sub",
    groove: "breakbeat",
    kit: "electronic",
    flow: "calm",
    melody: "synth lead",
    chords: "pad",
    pad: "choir",
    bass: "synth bass",
    room: [1.6, 0.2],
    bright: 0.6,
    drums: 1.2,
    echo: 1.5,
  }),
  synthwave: row({
    names: "synthwave|retrowave|vaporwave|80s|eighties|outrun",
    bpm: [92, 112],
    mode: "minor",
    swing: 0.5,
    beats: 4,
    major: POP_MAJOR,
    minor: POP_MINOR,
    comp: "arpeggio16",
    bassLine: "driving16",
    groove: "disco",
    kit: "electronic",
    flow: "calm",
    melody: "synth lead",
    chords: "synth pluck",
    pad: "pad",
    bass: "synth bass",
    room: [2, 0.26],
    bright: 0.55,
    drums: 1,
    echo: 0.75,
    pump: 0.25,
  }),
  disco: row({
    names: "disco|nu disco",
    bpm: [112, 122],
    mode: "major",
    swing: 0.5,
    beats: 4,
    major: JAZZ_MAJOR,
    minor: POP_MINOR,
    comp: "stabs",
    bassLine: "octaves",
    groove: "disco",
    kit: "acoustic",
    flow: "syncopated",
    melody: "strings",
    chords: "electric guitar",
    pad: "strings",
    bass: "bass guitar",
    room: [1.2, 0.18],
    bright: 0.65,
    drums: 1.05,
  }),
  funk: row({
    names: "funk|funky|groove",
    bpm: [98, 112],
    mode: "mixolydian",
    swing: 0.53,
    beats: 4,
    major: FUNK_MAJOR,
    minor: FUNK_MINOR,
    comp: "chords16",
    bassLine: "octaves",
    groove: "funk",
    kit: "acoustic",
    flow: "syncopated",
    melody: "trumpet",
    chords: "electric guitar",
    pad: "organ",
    bass: "bass guitar",
    room: [0.8, 0.12],
    bright: 0.65,
    drums: 1.05,
  }),
  soul: row({
    names: "soul|r&b|rnb|neo soul|gospel|motown",
    bpm: [72, 96],
    mode: "major",
    swing: 0.57,
    beats: 4,
    major: JAZZ_MAJOR,
    minor: JAZZ_MINOR,
    comp: "ballad",
    bassLine: "syncopated",
    groove: "pop",
    kit: "acoustic",
    flow: "syncopated",
    melody: "saxophone",
    chords: "electric piano",
    pad: "organ",
    bass: "bass guitar",
    room: [1.4, 0.2],
    bright: 0.45,
    drums: 0.95,
  }),
  jazz: row({
    names: "jazz|swing|bebop|big band|smooth jazz|cool jazz|lounge|noir",
    bpm: [108, 148],
    mode: "major",
    swing: 0.65,
    beats: 4,
    major: JAZZ_MAJOR,
    minor: JAZZ_MINOR,
    comp: "charleston",
    bassLine: "walking",
    groove: "swing",
    kit: "brushes",
    flow: "busy",
    melody: "saxophone",
    chords: "piano",
    pad: "none",
    bass: "upright bass",
    room: [1.1, 0.16],
    bright: 0.5,
    drums: 0.85,
  }),
  bossa: row({
    names: "bossa nova|bossa|samba|latin jazz|elevator|elevator music",
    bpm: [116, 136],
    mode: "major",
    swing: 0.5,
    beats: 4,
    major: JAZZ_MAJOR,
    minor: JAZZ_MINOR,
    comp: "charleston",
    bassLine: "bossa",
    groove: "bossa",
    kit: "brushes",
    flow: "syncopated",
    melody: "flute",
    chords: "guitar",
    pad: "none",
    bass: "upright bass",
    room: [1.2, 0.18],
    bright: 0.5,
    drums: 0.8,
  }),
  latin: row({
    names: "latin|salsa|cumbia|mambo|rumba|reggaeton|tropical|calypso|merengue",
    bpm: [94, 112],
    mode: "minor",
    swing: 0.5,
    beats: 4,
    major: POP_MAJOR,
    minor: { A: ["i iv V7 i", "i bVII bVI V7"], B: ["iv i V7 i"], C: ["bVI bVII i V7"] },
    comp: "charleston",
    bassLine: "bossa",
    groove: "latin",
    kit: "hand",
    flow: "syncopated",
    melody: "trumpet",
    chords: "piano",
    pad: "none",
    bass: "upright bass",
    room: [1, 0.15],
    bright: 0.65,
    drums: 1,
  }),
  blues: row({
    names: "blues|delta blues|boogie|rhythm and blues",
    bpm: [78, 104],
    mode: "blues",
    swing: 0.66,
    beats: 4,
    major: BLUES_MAJOR,
    minor: BLUES_MINOR,
    comp: "charleston",
    bassLine: "shuffle",
    groove: "shuffle",
    kit: "acoustic",
    flow: "medium",
    melody: "electric guitar",
    chords: "organ",
    pad: "none",
    bass: "bass guitar",
    room: [1, 0.16],
    bright: 0.5,
    drums: 0.95,
    form: ["A", "B", "C"],
  }),
  reggae: row({
    names: "reggae|dub|ska|dancehall|roots reggae",
    bpm: [70, 84],
    mode: "major",
    swing: 0.56,
    beats: 4,
    major: { A: ["I IV I V", "I ii IV I"], B: ["vi ii IV V", "IV I ii V"], C: ["ii V vi IV"] },
    minor: { A: ["i iv i v", "i bVII i bVII"], B: ["bVI bVII i v"], C: ["iv v i bVII"] },
    comp: "skank",
    bassLine: "reggae",
    groove: "onedrop",
    kit: "acoustic",
    flow: "calm",
    melody: "melodica",
    chords: "electric guitar",
    pad: "organ",
    bass: "bass guitar",
    room: [1.6, 0.22],
    bright: 0.5,
    drums: 1,
    echo: 1.5,
  }),
  classical: row({
    names: "classical|symphony|symphonic|chamber music|romantic era|concerto|sonata|mozart|chopin|beethoven|minimalist|neoclassical",
    bpm: [76, 112],
    mode: "major",
    swing: 0.5,
    beats: 4,
    major: CLASSIC_MAJOR,
    minor: CLASSIC_MINOR,
    comp: "alberti",
    bassLine: "roots",
    groove: "orchestral",
    kit: "orchestra",
    flow: "medium",
    melody: "violin",
    chords: "piano",
    pad: "strings",
    bass: "contrabass",
    room: [2.4, 0.34],
    bright: 0.5,
    drums: 0.55,
  }),
  baroque: row({
    names: "baroque|bach|harpsichord music|renaissance|medieval",
    bpm: [84, 108],
    mode: "major",
    swing: 0.5,
    beats: 4,
    major: CLASSIC_MAJOR,
    minor: CLASSIC_MINOR,
    comp: "arpeggio",
    bassLine: "walking",
    groove: "orchestral",
    kit: "orchestra",
    flow: "busy",
    melody: "flute",
    chords: "harpsichord",
    pad: "strings",
    bass: "cello",
    room: [2, 0.3],
    bright: 0.6,
    drums: 0.4,
  }),
  waltz: row({
    names: "waltz|viennese|carousel|fairground",
    bpm: [138, 168],
    mode: "major",
    swing: 0.5,
    beats: 3,
    major: CLASSIC_MAJOR,
    minor: CLASSIC_MINOR,
    comp: "oompah",
    bassLine: "waltz",
    groove: "waltz",
    kit: "brushes",
    flow: "medium",
    melody: "violin",
    chords: "accordion",
    pad: "strings",
    bass: "contrabass",
    room: [1.8, 0.26],
    bright: 0.5,
    drums: 0.6,
  }),
  cinematic: row({
    names: "cinematic|film score|soundtrack|movie|trailer|epic|score|fantasy|adventure|game music|heroic",
    bpm: [72, 104],
    mode: "minor",
    swing: 0.5,
    beats: 4,
    major: EPIC_MAJOR,
    minor: EPIC_MINOR,
    comp: "pulse8",
    bassLine: "roots",
    groove: "cinematic",
    kit: "orchestra",
    flow: "calm",
    melody: "french horn",
    chords: "strings",
    pad: "choir",
    bass: "contrabass",
    room: [3.2, 0.4],
    bright: 0.55,
    drums: 1.1,
  }),
  folk: row({
    names: "folk|acoustic|singer songwriter|celtic|irish|campfire song|ukulele song",
    bpm: [92, 116],
    mode: "major",
    swing: 0.5,
    beats: 4,
    major: FOLK_MAJOR,
    minor: FOLK_MINOR,
    comp: "strum",
    bassLine: "rootfifth",
    groove: "folk",
    kit: "hand",
    flow: "medium",
    melody: "flute",
    chords: "guitar",
    pad: "none",
    bass: "upright bass",
    room: [1.2, 0.18],
    bright: 0.55,
    drums: 0.8,
  }),
  country: row({
    names: "country|bluegrass|western|americana|cowboy|hillbilly",
    bpm: [104, 128],
    mode: "major",
    swing: 0.52,
    beats: 4,
    major: FOLK_MAJOR,
    minor: FOLK_MINOR,
    comp: "oompah",
    bassLine: "rootfifth",
    groove: "train",
    kit: "acoustic",
    flow: "medium",
    melody: "banjo",
    chords: "guitar",
    pad: "none",
    bass: "upright bass",
    room: [1, 0.14],
    bright: 0.6,
    drums: 0.85,
  }),
  chiptune: row({
    names: "8-bit|8 bit|chiptune|chip tune|video game|arcade|nintendo|gameboy|game boy|retro game|nes",
    bpm: [132, 160],
    mode: "major",
    swing: 0.5,
    beats: 4,
    major: POP_MAJOR,
    minor: POP_MINOR,
    comp: "arpeggio16",
    bassLine: "octaves",
    groove: "chip",
    kit: "chip",
    flow: "busy",
    melody: "pulse lead",
    chords: "pulse chords",
    pad: "none",
    bass: "triangle bass",
    room: [0.4, 0.04],
    bright: 0.8,
    drums: 0.9,
    echo: 0.75,
  }),
  march: row({
    names: "march|marching band|military|parade|anthem|fanfare",
    bpm: [108, 120],
    mode: "major",
    swing: 0.5,
    beats: 4,
    major: CLASSIC_MAJOR,
    minor: CLASSIC_MINOR,
    comp: "oompah",
    bassLine: "rootfifth",
    groove: "march",
    kit: "acoustic",
    flow: "medium",
    melody: "trumpet",
    chords: "brass",
    pad: "none",
    bass: "tuba",
    room: [1.6, 0.2],
    bright: 0.65,
    drums: 0.9,
  }),
  lullaby: row({
    names: "lullaby|music box|nursery|nursery rhyme|baby|cradle song|children",
    bpm: [66, 84],
    mode: "major",
    swing: 0.5,
    beats: 3,
    major: FOLK_MAJOR,
    minor: FOLK_MINOR,
    comp: "arpeggio",
    bassLine: "waltz",
    groove: "soft",
    kit: "hand",
    flow: "calm",
    melody: "music box",
    chords: "harp",
    pad: "strings",
    bass: "contrabass",
    room: [2, 0.32],
    bright: 0.45,
    drums: 0.35,
  }),
} satisfies Record<string, Genre>;

export type GenreId = keyof typeof GENRES;
