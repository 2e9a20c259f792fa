// Reads a prompt as words: singular forms, negation, numbers, colours, clauses. Knows no scene, no music and no drawing.
import { type Rgb, hex, mix } from "./color.ts";

/** One word of a prompt. */
export interface Token {
  /** As typed, in lower case without accents. */
  text: string;
  /** The singular, by simple rules: "foxes" → "fox". */
  lemma: string;
  /** True where the lemma had to be made singular. */
  plural: boolean;
  /** True after "no", "without", "not" and the like, up to the end of the clause. */
  negated: boolean;
  /** Which stretch between commas and full stops it stands in, from 0. */
  clause: number;
}

const IRREGULAR: Record<string, string> = {
  people: "person",
  men: "man",
  women: "woman",
  children: "child",
  mice: "mouse",
  geese: "goose",
  wolves: "wolf",
  leaves: "leaf",
  knives: "knife",
  teeth: "tooth",
  feet: "foot",
  oxen: "ox",
  cacti: "cactus",
  fungi: "mushroom",
  calves: "calf",
  loaves: "loaf",
  shelves: "shelf",
  scarves: "scarf",
};
const NOT_PLURAL = new Set([
  "cactus",
  "bus",
  "grass",
  "glass",
  "gas",
  "octopus",
  "chess",
  "moss",
  "canvas",
  "princess",
  "christmas",
  "iris",
  "lotus",
  "compass",
  "glasses",
  "colossus",
  "venus",
  "mars",
  "uranus",
  "albatross",
  "walrus",
  "hippopotamus",
  "platypus",
  "narcissus",
  "hibiscus",
  "crocus",
  "virus",
  "swiss",
  "paris",
  "les",
  "des",
  "is",
  "this",
  "has",
  "was",
  "as",
  "us",
  "its",
  "his",
  "across",
  "less",
  "always",
  "plus",
  "darkness",
  "brightness",
  "northern lights",
  "jeans",
  "pants",
  "series",
  "asparagus",
]);

/** "foxes" → "fox", "butterflies" → "butterfly", "grass" → "grass". */
export function singular(word: string): string {
  if (IRREGULAR[word]) return IRREGULAR[word];
  if (word.length < 3 || NOT_PLURAL.has(word) || /(ss|us|is)$/.test(word)) return word;
  if (/ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ch|sh|x|z|ss|o)es$/.test(word) && !/(shoes|canoes|toes)$/.test(word)) return word.slice(0, -2);
  return word.endsWith("s") ? word.slice(0, -1) : word;
}

const NEGATORS = new Set(["no", "not", "without", "never", "minus", "sans", "ohne", "sin", "senza", "kein", "keine", "excluding", "except"]);
/** Words that end the reach of a negation inside a clause. */
const RELEASES = new Set([
  "but",
  "with",
  "in",
  "on",
  "at",
  "under",
  "over",
  "above",
  "below",
  "near",
  "by",
  "beside",
  "behind",
  "during",
  "instead",
  "only",
  "just",
  "made",
]);

/** The words of a text, in order. Accents and case are dropped; "people-free" and "cloudless" negate what they name. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const plain = text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[’']s\b/g, "")
    .replace(/n['’]t\b/g, " not");
  let clause = 0;
  let negating = false;
  for (const match of plain.matchAll(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*|[,.;:!?\n()|]/gu)) {
    const word = match[0];
    if (/^[,.;:!?\n()|]$/.test(word)) {
      clause++;
      negating = false;
      continue;
    }
    const parts = word.includes("-") ? word.split("-") : [word];
    const free = parts.length > 1 && parts.at(-1) === "free";
    if (free) parts.pop();
    for (const part of parts) {
      if (NEGATORS.has(part)) {
        negating = true;
        continue;
      }
      if (RELEASES.has(part)) negating = false;
      const bare = part.length > 6 && part.endsWith("less") ? part.slice(0, -4) : part;
      const lemma = singular(bare);
      tokens.push({ text: bare, lemma, plural: lemma !== bare, negated: negating || free || bare !== part, clause });
    }
  }
  return tokens;
}

const NUMBERS: Record<string, number> = {
  one: 1,
  single: 1,
  lone: 1,
  solitary: 1,
  two: 2,
  couple: 2,
  pair: 2,
  both: 2,
  twin: 2,
  three: 3,
  trio: 3,
  few: 3,
  four: 4,
  five: 5,
  several: 5,
  six: 6,
  half: 6,
  seven: 7,
  some: 4,
  eight: 8,
  nine: 9,
  ten: 10,
  many: 9,
  dozen: 12,
  eleven: 11,
  twelve: 12,
  herd: 7,
  flock: 9,
  school: 9,
  swarm: 12,
  group: 5,
  pack: 5,
  crowd: 10,
  bunch: 6,
  army: 12,
  lots: 9,
  countless: 14,
  hundred: 14,
  ein: 1,
  eine: 1,
  zwei: 2,
  drei: 3,
  vier: 4,
  funf: 5,
  deux: 2,
  trois: 3,
  quatre: 4,
  cinq: 5,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  due: 2,
  tre: 3,
};

/** "three" → 3, "12" → 12, "flock" → 9; null where the word is no number. */
export function numberOf(word: string): number | null {
  if (/^\d{1,3}$/.test(word)) return Number(word);
  return Object.hasOwn(NUMBERS, word) ? NUMBERS[word]! : null;
}

const COLOR_WORDS: Record<string, string> = {
  "#d0312d": "red rot rouge rojo roja rosso",
  "#b3122b": "crimson scarlet ruby carmine cherry",
  "#7a1f2b": "maroon burgundy wine",
  "#e8762c": "orange tangerine ginger naranja",
  "#f4845f": "coral salmon apricot",
  "#fbc9a0": "peach",
  "#f2c230": "yellow gelb jaune amarillo amarilla giallo lemon",
  "#d9a520": "gold golden dore dorado amber honey",
  "#3f9142": "green grun grune vert verde",
  "#14743f": "emerald",
  "#7a8b3a": "olive khaki",
  "#7fbf5a": "lime",
  "#a8c8a0": "sage",
  "#8fd6b4": "mint",
  "#1f9e97": "teal",
  "#35c4c0": "turquoise cyan aqua",
  "#2f6fcf": "blue blau blaue bleu azul blu",
  "#1e2f66": "navy indigo",
  "#7db8e8": "azure",
  "#2447b0": "cobalt sapphire ultramarine",
  "#7b3fa8": "purple lila violet morado viola plum",
  "#a78bd4": "lavender lilac mauve",
  "#c92a8c": "magenta fuchsia",
  "#f08cb4": "pink rosa rose",
  "#7a4b2a": "brown braun marron brun chestnut chocolate coffee bronze copper",
  "#c79f6b": "tan beige sand caramel",
  "#f3ead6": "cream ivory",
  "#f6f6f4": "white weiss weisse blanc blanche blanco blanca bianco",
  "#8d9297": "gray grey grau gris grigio",
  "#c3c8ce": "silver",
  "#46505a": "charcoal slate",
  "#1d1d22": "black schwarz schwarze noir noire negro negra nero ebony",
};
const COLORS = new Map<string, Rgb>(
  Object.entries(COLOR_WORDS).flatMap(([code, words]) => words.split(" ").map((word) => [word, hex(code)] as const)),
);
const SHADES: Record<string, [Rgb, number]> = {
  dark: [[12, 12, 20], 0.45],
  deep: [[10, 10, 30], 0.3],
  light: [[255, 255, 255], 0.45],
  pale: [[250, 248, 244], 0.55],
  pastel: [[255, 250, 250], 0.5],
  bright: [[255, 255, 200], 0.12],
  soft: [[245, 240, 240], 0.35],
  muted: [[128, 128, 128], 0.4],
  dusty: [[150, 140, 140], 0.4],
  baby: [[255, 255, 255], 0.5],
  navy: [[8, 12, 50], 0.5],
};

/** The colour that a word names, or null. */
export function colorOf(word: string): Rgb | null {
  return COLORS.get(word) ?? null;
}

/** "dark", "light" or "pastel" before a colour changes it; null where the word is no such shade. */
export function shadeOf(word: string): ((color: Rgb) => Rgb) | null {
  const shade = Object.hasOwn(SHADES, word) ? SHADES[word]! : null;
  return shade ? (color) => mix(color, shade[0], shade[1]) : null;
}
