// Who hits what, when: grooves as rows of sixteenths, fills, crashes. Makes no sound: music-kit.ts does.
import type { Brief } from "./music-brief.ts";
import { type Form, type Section, sectionAt } from "./music-form.ts";
import type { Groove } from "./music-genres.ts";
import type { DrumId } from "./music-kit.ts";
import type { Rng } from "./noise.ts";

export interface Hit {
  drum: DrumId;
  /** Beats from the first bar. */
  at: number;
  velocity: number;
}

/** X loud, x usual, o soft, - hardly heard. Sixteen marks a bar of four, twelve a bar of three; two rows may alternate, with a bar between them. */
type Pattern = Partial<Record<DrumId, string>>;

const PATTERNS: Record<Groove, Pattern> = {
  none: {},
  soft: { kick: "x...............", shaker: "..o...o...o...o.", rim: "............-..." },
  rock: { kick: "X.....x.x......./X.....x.xx......", snare: "....X.......X...", hat: "x.o.x.o.x.o.x.o." },
  pop: { kick: "X.....x...x...../X.....x.x.......", snare: "....X.......X..-", hat: "x.o.x.o.x.o.x.oo" },
  ballad: { kick: "x.........x.....", rim: "....x.......x...", hat: "o.-.o.-.o.-.o.-." },
  house: { kick: "X...X...X...X...", clap: "....x.......x...", open: "..x...x...x...x.", hat: "-.-.-.-.-.-.-.--" },
  techno: {
    kick: "X...X...X...X...",
    hat: "..o...o...o...o.",
    open: "..-...-...-...x.",
    clap: "............x.../....-.......x..-",
    rim: "...-......-..-..",
  },
  trance: { kick: "X...X...X...X...", clap: "....x.......x...", open: "..x...x...x...x.", hat: "o-o-o-o-o-o-o-o-" },
  breakbeat: { kick: "X.........x...../X.........x..x..", snare: "....X..-.-..X..-", hat: "x.o.x.o.x.o.x.o." },
  hiphop: { kick: "X.....x...x...../X..x......x.....", snare: "....X.......X...", hat: "x.o.x.o.x.o.x.oo" },
  trap: { kick: "X......x..x...../X.........x..x..", clap: "........X.......", hat: "x.o.x.o.x.ooo.o./x.o.xoxox.o.x.oo", open: "..............-." },
  lofi: { kick: "x......x..x...../x.........x.....", snare: "....x.......x...", hat: "o.-.o.-.o.-.o.--" },
  swing: {
    ride: "x...x.o.x...x.o.",
    hat: "....x.......x...",
    kick: "-.......-.......",
    brush: "o...-...o...-...",
    snare: "................/..............-.",
  },
  bossa: { kick: "x.....ox.....o../x.....ox.....o..", rim: "x.....x.....x.../....x.....x.....", shaker: "xo-oxo-oxo-oxo-o" },
  shuffle: { kick: "X.......x.x.....", snare: "....x.......x...", ride: "x.o.x.o.x.o.x.o." },
  onedrop: { kick: "........X.......", rim: "........x.......", hat: "o.x.o.x.o.x.o.x.", snare: "................/..............-." },
  funk: { kick: "X..x......x..x../X.x.......x..x..", snare: "....X..-.-..X..-", hat: "xoxoxoxoxoxoxoxo" },
  disco: { kick: "X...X...X...X...", snare: "....x.......x...", open: "..x...x...x...x.", hat: "o...o...o...o..." },
  march: { kick: "x.......x.......", snare: "x.oox.x.x.oox.oo", crash: "................/............o..." },
  train: { kick: "x...x...x...x...", snare: "o-xo-oxoo-xo-oxo" },
  cinematic: { boom: "X.......x...../X.....x.x.......", tomLow: "x..x..x.x..x..x./x..x..x.x.x.x.xx", shaker: "-.-.-.-.-.-.-.-." },
  orchestral: { timpani: "x...............", triangle: "................/........-.......", shaker: "................" },
  metal: { kick: "XxxxXxxxXxxxXxxx/X.xxX.xxX.xxX.xx", snare: "....X.......X...", crash: "................", ride: "x...x...x...x..." },
  folk: { kick: "x.......x.......", tambourine: "....x...o...x..o", shaker: "o-o-o-o-o-o-o-o-" },
  chip: { kick: "X.....x.X......./X.....x.X...x...", snare: "....X.......X...", hat: "x.x.x.x.x.x.x.xx" },
  waltz: { kick: "x...........", brush: "....o...o...", ride: "x...-...-..." },
  latin: { conga: "..o.x..o..o.xx..", shaker: "xoxoxoxoxoxoxoxo", kick: "x.....x.x.....x.", rim: "x..x..x...x.x..." },
};
const IN_THREE: Pattern = { kick: "X...........", snare: "....o...o...", hat: "x.o.x.o.x.o." };
const IN_SIX: Pattern = { kick: "X...........", snare: "......x.....", hat: "x.o.o.x.o.o." };
const LOUD: Record<string, number> = { X: 0.95, x: 0.72, o: 0.46, "-": 0.26 };

function patternFor(brief: Brief): Pattern {
  if (brief.metre === "6/8") return brief.energy < 0.3 ? { kick: "x...........", shaker: "o.-.-.o.-.-." } : IN_SIX;
  if (brief.beats === 4) return PATTERNS[brief.genre.groove];
  if (["waltz", "soft", "orchestral"].includes(brief.genre.groove))
    return brief.genre.groove === "waltz" ? PATTERNS.waltz : { kick: "x...........", shaker: "....o...o..." };
  return IN_THREE;
}

/** All hits of the piece. The intro has the light ones only, sections end with a fill, and the last chord falls together with a stroke. */
export function writeDrums(form: Form, brief: Brief, rng: Rng): Hit[] {
  const hits: Hit[] = [];
  const pattern = patternFor(brief);
  for (let bar = 0; bar < form.bars; bar++) {
    const section = sectionAt(form, bar);
    const inside = bar - section.from;
    const next = form.sections[form.sections.indexOf(section) + 1];
    const fills = brief.energy > 0.3 && inside === section.bars - 1 && section.bars >= 2 && (next !== undefined || form.bars >= 8);
    for (const [drum, rows] of Object.entries(pattern) as [DrumId, string][]) {
      const options = rows.split("/");
      const row = options[bar % options.length]!;
      if (!plays(drum, section, inside)) continue;
      const end = fills ? row.length * 0.5 : row.length;
      for (let i = 0; i < end; i++) {
        const loud = LOUD[row[i]!];
        if (loud !== undefined)
          hits.push({ drum, at: bar * brief.beats + i / 4, velocity: loud * (0.72 + 0.3 * section.energy) * rng.range(0.93, 1.04) });
      }
    }
    if (fills) fill(hits, bar, brief, pattern, rng);
    if (inside === 0 && bar > 0 && section.energy > 0.65 && brief.energy > 0.45)
      hits.push({ drum: accentOf(brief), at: bar * brief.beats, velocity: 0.55 });
  }
  const stroke = brief.parts.drums === "orchestra" ? "timpani" : "kick";
  hits.push({ drum: stroke, at: form.last.at, velocity: 0.4 + 0.4 * brief.energy });
  if (brief.energy > 0.4) hits.push({ drum: accentOf(brief), at: form.last.at, velocity: 0.3 + 0.35 * brief.energy });
  return hits;
}

const LIGHT = new Set<DrumId>(["hat", "shaker", "ride", "brush", "tambourine", "rim", "triangle", "conga"]);

/** Intro and bridge leave the heavy drums out, the ending keeps the pulse only. */
function plays(drum: DrumId, section: Section, inside: number): boolean {
  if (section.name === "intro") return LIGHT.has(drum) ? inside >= Math.floor(section.bars / 2) || section.bars <= 2 : false;
  if (section.name === "C" && section.energy < 0.6) return LIGHT.has(drum) || drum === "kick" || drum === "timpani";
  if (section.name === "ending") return LIGHT.has(drum) || drum === "kick";
  return true;
}

const accentOf = (brief: Brief): DrumId => (brief.parts.drums === "hand" ? "tambourine" : "crash");

function fill(hits: Hit[], bar: number, brief: Brief, pattern: Pattern, rng: Rng): void {
  const start = bar * brief.beats + brief.beats / 2;
  const beats = brief.beats / 2;
  const busy = brief.energy > 0.75 ? 0.25 : 0.5;
  const drums: readonly DrumId[] =
    brief.parts.drums === "orchestra"
      ? ["timpani", "timpani"]
      : brief.parts.drums === "hand" || pattern.conga
        ? ["conga", "conga"]
        : pattern.clap
          ? ["clap", "snare"]
          : pattern.brush
            ? ["brush", "snare"]
            : ["snare", "tomHigh", "tomLow"];
  for (let at = 0; at < beats - 1e-6; at += busy) {
    if (rng.chance(0.25) && at > 0) continue;
    const share = at / beats;
    hits.push({
      drum: drums[Math.min(drums.length - 1, Math.floor(share * drums.length))]!,
      at: start + at,
      velocity: (0.42 + 0.35 * share) * rng.range(0.92, 1.04),
    });
  }
}
