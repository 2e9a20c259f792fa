// The instruments as rows: what people call them, what they can do, their range, and how they sound. Writes no music.
import type { Held, Struck, Voice } from "./music-voices.ts";

export interface Instrument {
  names: string;
  /** m melody, c chords, p pad (held chords), b bass: the best first. */
  roles: string;
  /** MIDI numbers where it sings. */
  range: readonly [low: number, high: number];
  voice: Voice;
  /** Brings all instruments to one loudness; measured with `music.test.ts`, which fails where one is off by more than 4 dB. */
  level: number;
  /** Where it sits, -1 left to 1 right. */
  pan: number;
}

const harmonics = (count: number, power: number, haste: number): Struck["partials"] =>
  Array.from({ length: count }, (_, i) => [i + 1, (i + 1) ** -power * (0.55 + 0.45 * Math.abs(Math.sin(Math.PI * (i + 1) * 0.137))), 1 + haste * i] as const);
const drawbars = (...gains: number[]): Held["waves"] => [0.5, 1.5, 1, 2, 3, 4, 6].map((ratio, i) => ["sine", ratio, i % 2 ? 1.5 : -1.5, gains[i] ?? 0, i % 2 ? 0.35 : -0.35] as const);
const ensemble = (cents: number, shape: "saw" | "square" = "saw"): Held["waves"] => [
  [shape, 1, -cents, 0.3, -0.8], [shape, 1, cents, 0.3, 0.8], [shape, 1, cents * 0.4, 0.25, -0.3], [shape, 1, -cents * 0.55, 0.25, 0.3],
];
const AH: Held["formants"] = [[700, 1], [1150, 0.6], [2700, 0.25]];
const OO: Held["formants"] = [[330, 1], [820, 0.45], [2500, 0.08]];

export const INSTRUMENTS = {
  piano: { names: "piano|grand piano|keys|keyboard|upright piano|pianist|klavier", roles: "mcb", range: [48, 88], level: 0.49, pan: -0.1, voice: { kind: "struck", partials: harmonics(14, 0.75, 0.28), ring: 5.5, damp: 0.22, knock: 0.5, stiff: 0.0004 } },
  "electric piano": { names: "electric piano|rhodes|wurlitzer|e-piano|epiano|fender rhodes", roles: "cm", range: [48, 84], level: 0.57, pan: 0.1, voice: { kind: "bent", pairs: [[1, 1, 1.5, 0.75, 4, 1.6], [1, 14, 0.5, 0.22, 1.2, 0.25]], damp: 0.16, tremolo: [4.2, 0.16] } },
  harpsichord: { names: "harpsichord|clavichord|cembalo|spinet", roles: "cm", range: [43, 84], level: 1.66, pan: -0.15, voice: { kind: "plucked", ring: 3, damp: 0.1, sharp: 0.95, dull: 0.12, place: 0.09, body: 0.1 } },
  guitar: { names: "guitar|acoustic guitar|nylon guitar|spanish guitar|classical guitar|fingerpicking|fingerpicked", roles: "cm", range: [43, 79], level: 1.26, pan: 0.25, voice: { kind: "plucked", ring: 3.4, damp: 0.18, sharp: 0.55, dull: 0.34, place: 0.18, body: 0.35 } },
  "electric guitar": { names: "electric guitar|clean guitar|telecaster|stratocaster", roles: "cm", range: [45, 81], level: 1.43, pan: 0.3, voice: { kind: "plucked", ring: 4, damp: 0.09, sharp: 0.6, dull: 0.26, place: 0.24, body: 0.05 } },
  "distorted guitar": { names: "distorted guitar|distortion|overdriven guitar|power chords|heavy guitar", roles: "cm", range: [38, 62], level: 0.30, pan: 0, voice: { kind: "held", waves: [["saw", 1, -5, 0.5, -0.75], ["saw", 1, 5, 0.5, 0.75], ["saw", 1.498, 3, 0.34, -0.6], ["saw", 1.498, -3, 0.34, 0.6]], envelope: [0.004, 2.5, 0.6, 0.06], filter: [2300, 1, 0.9, 0.5, 0.06], drive: 3.2 } },
  "lead guitar": { names: "lead guitar|guitar solo|shredding|solo guitar", roles: "m", range: [57, 86], level: 0.29, pan: 0.1, voice: { kind: "held", waves: [["saw", 1, 0, 0.6, 0], ["square", 1, 4, 0.3, 0]], envelope: [0.006, 3, 0.75, 0.12], filter: [2400, 1.5, 1, 0.6, 0.1], vibrato: [5.6, 26, 0.22], drive: 2.6 } },
  banjo: { names: "banjo", roles: "mc", range: [50, 84], level: 2.51, pan: 0.2, voice: { kind: "plucked", ring: 1, damp: 0.12, sharp: 0.9, dull: 0.2, place: 0.1, body: 0.7 } },
  ukulele: { names: "ukulele|uke", roles: "cm", range: [55, 81], level: 1.99, pan: 0.2, voice: { kind: "plucked", ring: 1.5, damp: 0.12, sharp: 0.5, dull: 0.32, place: 0.22, body: 0.3 } },
  mandolin: { names: "mandolin|bouzouki|balalaika", roles: "mc", range: [55, 88], level: 2.46, pan: 0.2, voice: { kind: "plucked", ring: 1.6, damp: 0.12, sharp: 0.85, dull: 0.2, place: 0.12, body: 0.25 } },
  sitar: { names: "sitar|koto|shamisen|oud|zither|guzheng|kora|lute", roles: "mc", range: [50, 82], level: 1.75, pan: 0.1, voice: { kind: "plucked", ring: 3.5, damp: 0.4, sharp: 0.9, dull: 0.14, place: 0.06, body: 0.15 } },
  harp: { names: "harp|lyre", roles: "cm", range: [45, 88], level: 1.38, pan: -0.25, voice: { kind: "plucked", ring: 4, damp: 1.2, sharp: 0.4, dull: 0.36, place: 0.4, body: 0.1 } },
  pizzicato: { names: "pizzicato|plucked strings", roles: "cm", range: [48, 84], level: 2.16, pan: -0.2, voice: { kind: "plucked", ring: 0.8, damp: 0.1, sharp: 0.4, dull: 0.42, place: 0.3, body: 0.4 } },
  strings: { names: "strings|string section|string ensemble|orchestra strings|string quartet|violins|violas|orchestra|orchestral", roles: "pmc", range: [50, 84], level: 0.96, pan: 0, voice: { kind: "held", waves: ensemble(9), envelope: [0.16, 1, 0.85, 0.4], filter: [900, 3, 0.7, 0.4, 0.5], vibrato: [5.2, 9, 0.25] } },
  violin: { names: "violin|fiddle|viola", roles: "m", range: [60, 91], level: 0.71, pan: -0.2, voice: { kind: "held", waves: [["saw", 1, 0, 0.7, 0], ["saw", 1, 3, 0.3, 0]], envelope: [0.07, 1, 0.85, 0.16], filter: [1500, 2.5, 1, 0.5, 0.2], vibrato: [5.7, 19, 0.18], breath: 0.012 } },
  cello: { names: "cello|violoncello", roles: "mbp", range: [38, 67], level: 0.58, pan: 0.2, voice: { kind: "held", waves: [["saw", 1, 0, 0.7, 0], ["saw", 1, -3, 0.3, 0]], envelope: [0.1, 1, 0.88, 0.22], filter: [800, 3, 0.9, 0.5, 0.25], vibrato: [5.1, 14, 0.25], breath: 0.01 } },
  flute: { names: "flute|recorder|tin whistle|piccolo|whistle|panpipe|pan flute|ocarina|bansuri|shakuhachi", roles: "m", range: [64, 91], level: 0.53, pan: 0.15, voice: { kind: "held", waves: [["sine", 1, 0, 0.75, 0], ["sine", 2, 0, 0.2, 0], ["sine", 3, 0, 0.08, 0]], envelope: [0.06, 0.6, 0.85, 0.14], filter: [3500, 2, 0.7, 0, 1], vibrato: [5, 11, 0.25], breath: 0.035 } },
  clarinet: { names: "clarinet|bassoon", roles: "m", range: [52, 84], level: 0.53, pan: 0.1, voice: { kind: "held", waves: [["square", 1, 0, 0.55, 0]], envelope: [0.045, 0.6, 0.88, 0.12], filter: [900, 2.2, 0.8, 0.3, 0.2], vibrato: [4.8, 5, 0.3], breath: 0.01 } },
  oboe: { names: "oboe|english horn|bagpipe|duduk|shawm", roles: "m", range: [58, 86], level: 0.76, pan: 0.15, voice: { kind: "held", waves: [["thin", 1, 0, 0.5, 0]], envelope: [0.05, 0.6, 0.9, 0.12], filter: [1800, 2, 1.6, 0.3, 0.2], vibrato: [5.3, 11, 0.25], breath: 0.008 } },
  saxophone: { names: "saxophone|sax|alto sax|tenor sax", roles: "m", range: [54, 81], level: 0.66, pan: 0.12, voice: { kind: "held", waves: [["saw", 1, 0, 0.5, 0], ["pulse", 1, 2, 0.3, 0]], envelope: [0.04, 0.5, 0.82, 0.13], filter: [750, 2.6, 1.3, 0.9, 0.15], vibrato: [5.2, 17, 0.3], breath: 0.025, drive: 1.3 } },
  trumpet: { names: "trumpet|cornet|flugelhorn|horn section|brass solo", roles: "m", range: [58, 82], level: 0.63, pan: -0.15, voice: { kind: "held", waves: [["saw", 1, 0, 0.8, 0]], envelope: [0.03, 0.5, 0.85, 0.1], filter: [900, 2.6, 1.1, 1.1, 0.14], vibrato: [5.4, 9, 0.35], breath: 0.008 } },
  "french horn": { names: "french horn|horn|horns", roles: "mp", range: [50, 74], level: 0.67, pan: 0.2, voice: { kind: "held", waves: [["saw", 1, -2, 0.5, -0.3], ["saw", 1, 2, 0.5, 0.3]], envelope: [0.09, 0.8, 0.85, 0.3], filter: [420, 2.2, 0.8, 0.9, 0.3], vibrato: [4.8, 5, 0.5] } },
  brass: { names: "brass|brass section|trombone|trombones|brass band", roles: "cmp", range: [46, 72], level: 0.95, pan: 0, voice: { kind: "held", waves: ensemble(6), envelope: [0.045, 0.5, 0.82, 0.14], filter: [600, 2.6, 0.9, 1.2, 0.16] } },
  tuba: { names: "tuba|sousaphone", roles: "b", range: [28, 52], level: 0.75, pan: 0, voice: { kind: "held", waves: [["saw", 1, 0, 0.7, 0], ["sine", 1, 0, 0.4, 0]], envelope: [0.035, 0.5, 0.8, 0.12], filter: [180, 2.2, 0.8, 1, 0.12] } },
  choir: { names: "choir|voices|vocals|chorus|choral|angelic voices|chant|singing|humming|vocal", roles: "pm", range: [50, 79], level: 1.85, pan: 0, voice: { kind: "held", waves: ensemble(13), envelope: [0.28, 1, 0.9, 0.7], filter: [3600, 0, 0.7, 0, 1], formants: AH, vibrato: [4.7, 13, 0.3], breath: 0.02 } },
  organ: { names: "organ|hammond|church organ|pipe organ", roles: "cpm", range: [45, 81], level: 0.52, pan: 0, voice: { kind: "held", waves: drawbars(0.3, 0.22, 0.5, 0.3, 0.14, 0.12, 0.05), envelope: [0.012, 1, 1, 0.09], vibrato: [6.2, 5, 0] } },
  accordion: { names: "accordion|concertina|bandoneon|harmonium|squeezebox", roles: "cm", range: [50, 82], level: 0.65, pan: 0.1, voice: { kind: "held", waves: [["pulse", 1, -7, 0.35, -0.3], ["pulse", 1, 7, 0.35, 0.3], ["pulse", 2, 2, 0.14, 0]], envelope: [0.04, 1, 0.95, 0.1], filter: [2600, 1, 0.7, 0, 1] } },
  melodica: { names: "melodica|harmonica|mouth organ|blues harp", roles: "m", range: [57, 84], level: 0.72, pan: 0.1, voice: { kind: "held", waves: [["pulse", 1, -4, 0.4, 0], ["thin", 1, 4, 0.3, 0]], envelope: [0.035, 0.8, 0.9, 0.1], filter: [2100, 1.4, 0.9, 0.2, 0.2], vibrato: [5.2, 12, 0.3], breath: 0.02 } },
  bells: { names: "bells|bell|chimes|tubular bells|glass bells|crystal", roles: "m", range: [65, 93], level: 0.55, pan: -0.15, voice: { kind: "struck", partials: [[1, 0.8, 1], [2.01, 0.35, 1.5], [2.76, 0.3, 2], [5.4, 0.16, 4], [8.93, 0.06, 8]], ring: 6, damp: null, knock: 0.05, stiff: 0 } },
  "music box": { names: "music box|celesta|celeste|glockenspiel|toy piano|kalimba|thumb piano", roles: "mc", range: [65, 96], level: 0.59, pan: -0.1, voice: { kind: "struck", partials: [[1, 1, 1], [2, 0.12, 1.6], [3.98, 0.22, 4], [6.3, 0.1, 8]], ring: 3.4, damp: null, knock: 0.15, stiff: 0 } },
  marimba: { names: "marimba|xylophone|balafon|wood block|steel drum|steelpan|hang|handpan|gamelan", roles: "mc", range: [52, 84], level: 0.77, pan: 0.2, voice: { kind: "struck", partials: [[1, 1, 1], [3.93, 0.3, 3.2], [9.6, 0.12, 8]], ring: 1.3, damp: null, knock: 0.4, stiff: 0 } },
  vibraphone: { names: "vibraphone|vibes", roles: "mc", range: [55, 86], level: 0.43, pan: 0.15, voice: { kind: "struck", partials: [[1, 1, 1], [3.99, 0.16, 3], [10.1, 0.05, 8]], ring: 5, damp: 0.5, knock: 0.1, stiff: 0, tremolo: [5, 0.22] } },
  pad: { names: "pad|pads|synth pad|warm pad|ambient pad|drone", roles: "pc", range: [48, 79], level: 1.13, pan: 0, voice: { kind: "held", waves: ensemble(12), envelope: [0.6, 1, 0.9, 1.2], filter: [480, 2, 0.9, 0.5, 1.5] } },
  "soft voices": { names: "ethereal|ooh|oohs|boys choir", roles: "pm", range: [52, 79], level: 2.41, pan: 0, voice: { kind: "held", waves: ensemble(11), envelope: [0.4, 1, 0.9, 0.9], filter: [2400, 0, 0.7, 0, 1], formants: OO, vibrato: [4.5, 10, 0.4], breath: 0.02 } },
  synth: { names: "synth|synthesizer|synths|moog|analog synth|analogue synth", roles: "cmp", range: [48, 84], level: 1.04, pan: 0, voice: { kind: "held", waves: ensemble(10), envelope: [0.008, 0.4, 0.6, 0.2], filter: [700, 2.5, 1.4, 1.4, 0.22] } },
  "synth lead": { names: "synth lead|lead synth|lead|supersaw", roles: "m", range: [57, 86], level: 0.74, pan: 0, voice: { kind: "held", waves: [["saw", 1, -8, 0.4, -0.5], ["saw", 1, 8, 0.4, 0.5], ["square", 1, 0, 0.3, 0]], envelope: [0.01, 0.5, 0.75, 0.16], filter: [1400, 3, 1.2, 0.9, 0.2], vibrato: [5.4, 10, 0.3] } },
  "synth pluck": { names: "synth pluck|pluck|arp|arpeggio|arpeggios|arpeggiator|sequencer|acid", roles: "cm", range: [50, 84], level: 1.93, pan: -0.1, voice: { kind: "held", waves: [["saw", 1, -6, 0.45, -0.5], ["saw", 1, 6, 0.45, 0.5]], envelope: [0.003, 0.28, 0.02, 0.12], filter: [350, 1.6, 1.8, 2.4, 0.09] } },
  "pulse lead": { names: "pulse lead|square lead|square wave|chip lead", roles: "m", range: [60, 91], level: 0.77, pan: 0, voice: { kind: "held", waves: [["pulse", 1, 0, 0.5, 0]], envelope: [0.002, 0.3, 0.75, 0.03], vibrato: [6, 12, 0.18] } },
  "pulse chords": { names: "pulse chords|chip chords", roles: "c", range: [55, 79], level: 2.12, pan: 0.15, voice: { kind: "held", waves: [["thin", 1, 0, 0.45, 0]], envelope: [0.002, 0.12, 0.35, 0.02] } },
  "bass guitar": { names: "bass guitar|electric bass|slap bass|fretless bass|bass line|bassline", roles: "b", range: [28, 52], level: 0.83, pan: 0, voice: { kind: "plucked", ring: 3.5, damp: 0.08, sharp: 0.32, dull: 0.42, place: 0.2, body: 0 } },
  "upright bass": { names: "upright bass|double bass|acoustic bass|standup bass|walking bass", roles: "b", range: [28, 52], level: 0.98, pan: 0, voice: { kind: "plucked", ring: 1.7, damp: 0.12, sharp: 0.26, dull: 0.46, place: 0.32, body: 0.6 } },
  contrabass: { names: "contrabass|basses|bowed bass", roles: "b", range: [28, 50], level: 0.80, pan: 0.1, voice: { kind: "held", waves: [["saw", 1, -3, 0.5, -0.2], ["saw", 1, 3, 0.5, 0.2]], envelope: [0.09, 1, 0.88, 0.25], filter: [320, 3, 0.8, 0.6, 0.2] } },
  "synth bass": { names: "synth bass|acid bass|reese bass|bass synth|wobble bass", roles: "b", range: [28, 50], level: 0.77, pan: 0, voice: { kind: "held", waves: [["saw", 1, 0, 0.5, 0], ["square", 1, 5, 0.3, 0], ["sine", 0.5, 0, 0.2, 0]], envelope: [0.004, 0.3, 0.6, 0.06], filter: [180, 2.2, 1.5, 1.7, 0.12] } },
  "sub bass": { names: "sub bass|sub|808 bass|808s|808|deep bass", roles: "b", range: [28, 48], level: 0.41, pan: 0, voice: { kind: "held", waves: [["sine", 1, 0, 0.8, 0], ["triangle", 1, 0, 0.2, 0]], envelope: [0.006, 1.4, 0.6, 0.14], drive: 1.4 } },
  "triangle bass": { names: "triangle bass|chip bass", roles: "b", range: [33, 57], level: 0.51, pan: 0, voice: { kind: "held", waves: [["triangle", 1, 0, 0.9, 0]], envelope: [0.002, 1, 0.95, 0.02] } },
} satisfies Record<string, Instrument>;

export type InstrumentId = keyof typeof INSTRUMENTS;

/** A row as the general kind. */
export const instrument = (id: string): Instrument => (INSTRUMENTS as Record<string, Instrument>)[id]!;
