// Finds the words of a vocabulary in a prompt, longest first, with what negates them. Knows no vocabulary itself.
import { tokenize } from "./words.ts";

/** A phrase that was found. */
export interface Found<T> {
  phrase: string;
  value: T;
  negated: boolean;
  /** Which stretch between commas it stands in. */
  clause: number;
  /** Its first word's place in the prompt. */
  at: number;
}

const stem = (phrase: string) =>
  tokenize(phrase)
    .map((token) => token.lemma)
    .join(" ");
const LONGEST_WORDS = 3;

/** A vocabulary made ready: "a|b" says two ways to name one thing. Phrases of up to three words; plurals and accents do not matter. */
export function vocabulary<T>(rows: Record<string, T>): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const [names, value] of Object.entries(rows)) for (const name of names.split("|")) map.set(stem(name), value);
  return map;
}

/** All phrases of the vocabulary in the prompt's order; a word belongs to one phrase only. */
export function findPhrases<T>(prompt: string, words: ReadonlyMap<string, T>): Found<T>[] {
  const tokens = tokenize(prompt);
  const found: Found<T>[] = [];
  for (let at = 0; at < tokens.length;) {
    let taken = 1;
    for (let count = Math.min(LONGEST_WORDS, tokens.length - at); count > 0; count--) {
      const slice = tokens.slice(at, at + count);
      // "rock without drums" does not hold the phrase "rock drums"
      if (slice.some((token) => token.negated !== slice[0]!.negated || token.clause !== slice[0]!.clause)) continue;
      const phrase = [slice.map((token) => token.lemma).join(" "), slice.map((token) => token.text).join(" ")].find((text) => words.has(text));
      if (phrase === undefined) continue;
      found.push({ phrase, value: words.get(phrase)!, negated: slice[0]!.negated, clause: slice[0]!.clause, at });
      taken = count;
      break;
    }
    at += taken;
  }
  return found;
}
