// Which style a prompt asks for, by its words: a small linear classifier with weights set by hand. Knows no model, and says nothing where the words say nothing.
import { STYLE_WORDS } from "./style-words.ts";
import { type Modality, type TaskId, taskOf } from "./task.ts";

/** What is told apart, by modality. A style says which votes speak for a prompt, no more. */
export const STYLES = {
  image: ["photoreal", "product", "anime", "illustration", "typography", "logo", "portrait", "landscape", "3d", "pixel"],
  video: ["live-action", "animation", "product", "nature"],
  music: ["electronic", "orchestral", "band", "song"],
  sound: ["nature", "machine", "effect"],
  voice: ["narration", "dialogue"],
  text: [],
} as const satisfies Record<Modality, readonly string[]>;
export type Style = (typeof STYLES)[Modality][number];

/** So much must speak for a style, and so much more than for any other. */
const ENOUGH = 1.6;
const CLEAR = 0.3;
/** What is said of the picture as a whole stands at the beginning. */
const READ_CHARS = 1_000;

interface Term {
  style: Style;
  weight: number;
  /** With a space before it, and after it where nothing else may follow. */
  pattern: string;
}
/** Terms by their first word; and those of one word with any ending by what it begins with. */
interface Terms {
  words: Map<string, Term[]>;
  stems: Map<string, Term[]>;
  longestStem: number;
}

/** The words between single spaces, without accents, so that a word is found by the spaces around it. */
const wordsOf = (text: string) =>
  ` ${text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}+/'-]+/gu, " ")
    .trim()} `;

function termsOf(modality: Modality): Terms {
  const terms: Terms = { words: new Map(), stems: new Map(), longestStem: 0 };
  for (const [style, rows] of Object.entries(STYLE_WORDS[modality]) as [Style, [number, string][]][])
    for (const [weight, words] of rows)
      for (const word of words.split(", ")) {
        const own = wordsOf(word).trim();
        const [first] = own.split(" ");
        const stem = word.endsWith("*") && first === own;
        const under = stem ? terms.stems : terms.words;
        under.set(first!, [...(under.get(first!) ?? []), { style, weight, pattern: word.endsWith("*") ? ` ${own}` : ` ${own} ` }]);
        if (stem) terms.longestStem = Math.max(terms.longestStem, own.length);
      }
  return terms;
}
const TERMS = new Map((Object.keys(STYLE_WORDS) as Modality[]).map((modality) => [modality, termsOf(modality)]));

/** What is asked to be left out does not ask for it. */
const NEGATIONS = new Set(["no", "not", "without", "ohne", "kein", "keine", "sin", "sans", "senza", "sem"]);

function termsIn(words: string, { words: known, stems, longestStem }: Terms): Set<Term> {
  const found = new Set<Term>();
  let negated = false;
  for (let at = 0; at < words.length - 1;) {
    const end = words.indexOf(" ", at + 1);
    const word = words.slice(at + 1, end);
    if (!negated) {
      for (const term of known.get(word) ?? []) if (words.startsWith(term.pattern, at)) found.add(term);
      for (let length = 1; length <= Math.min(word.length, longestStem); length += 1)
        for (const term of stems.get(word.slice(0, length)) ?? []) found.add(term);
    }
    negated = NEGATIONS.has(word);
    at = end;
  }
  return found;
}

/** What is not said by single words: signs, and how the text is built. */
const SHAPES: Partial<Record<Modality, readonly { style: Style; weight: number; has(text: string): boolean }[]>> = {
  image: [
    {
      style: "typography",
      weight: 2.4,
      // Words in quotation marks are to be written in the picture.
      has: (text) => /["“”„«»][^"“”„«»]{0,40}\p{L}[^"“”„«»]{0,60}["“”„«»]|(^|\s)'\p{L}[^']{1,60}'(\s|[.,;]|$)/u.test(text),
    },
  ],
  voice: [
    { style: "dialogue", weight: 2.4, has: (text) => /^\s*(?:[-–—]\s|\p{Lu}[\p{L} ]{0,20}:\s)/mu.test(text) },
    { style: "dialogue", weight: 1.2, has: (text) => text.includes("?") },
    // A sentence of some length that speaks to nobody.
    { style: "narration", weight: 1.6, has: (text) => /[.!]["”]?\s*$/.test(text.trim()) && text.trim().split(/\s+/).length >= 9 },
  ],
};
/** What is spoken in fewer words has no manner yet. */
const FEWEST_SPOKEN = 3;

/** How much speaks for each style of the modality; further words for the same style count for less and less. */
export function weigh(text: string, modality: Modality): Map<Style, number> {
  const read = text.slice(0, READ_CHARS);
  const words = wordsOf(read);
  if (modality === "voice" && words.trim().split(" ").length < FEWEST_SPOKEN) return new Map();
  const found = new Map<Style, number[]>();
  const add = (style: Style, weight: number) => found.set(style, [...(found.get(style) ?? []), weight]);
  for (const { style, weight } of termsIn(words, TERMS.get(modality)!)) add(style, weight);
  for (const { style, weight, has } of SHAPES[modality] ?? []) if (has(read)) add(style, weight);
  return new Map(
    [...found].map(([style, weights]) => [style, weights.toSorted((a, b) => b - a).reduce((sum, weight, at) => sum + weight / (at + 1) ** 1.5, 0)]),
  );
}

/** The style that a prompt clearly asks for; null where none is clear. */
export function styleOf(text: string, modality: Modality): Style | null {
  const [first, second] = [...weigh(text, modality)].toSorted((a, b) => b[1] - a[1]);
  if (!first || first[1] < ENOUGH) return null;
  return first[1] - (second?.[1] ?? 0) >= CLEAR ? first[0] : null;
}

/** The style of an ask, by what its task calls its subject; null where there is no text. */
export function styleOfAsk(task: TaskId, input: Readonly<Record<string, unknown>>): Style | null {
  const { modality, subject } = taskOf(task);
  const text = subject === null ? null : input[subject];
  return typeof text === "string" ? styleOf(text, modality) : null;
}
