// Reads an instruction for an edit ("make it black and white, brighter, rotate left") as a list of steps. Touches no pixels.
import type { Rgb } from "./color.ts";
import { conceptAt } from "./lexicon.ts";
import { type Token, colorOf, tokenize } from "./words.ts";

/** One step; `amount` is 1 for the usual strength, more for "much", less for "slightly". */
export type Step =
  | { kind: "tone"; what: "brighter" | "darker" | "contrast" | "flatter" | "warmer" | "cooler" | "saturate" | "desaturate"; amount: number }
  | {
      kind: "filter";
      what: "gray" | "sepia" | "invert" | "blur" | "sharpen" | "pixelate" | "vignette" | "grain" | "glow" | "posterize";
      amount: number;
    }
  | { kind: "turn"; degrees: number }
  | { kind: "flip"; what: "horizontal" | "vertical" }
  | { kind: "crop"; what: "square" | "wide" | "tall" | "circle" }
  | { kind: "border"; color: Rgb }
  | { kind: "tint"; color: Rgb; amount: number }
  | { kind: "style"; style: string };

/** What can be asked for, in words: for the refusal and the documentation. */
export const EDIT_HELP =
  "black and white, sepia, brighter, darker, more or less contrast, warmer, cooler, more or less saturated, blur, sharpen, rotate (left, right, by degrees), flip or mirror, crop (square, wide, tall, circle), invert, tint with a colour, pixelate, vignette, border, grain, glow, posterize, or a style: watercolor, oil painting, impressionist, pencil, charcoal, crayon, ink, pixel art, low poly, stained glass, woodblock, pop art, paper cut, neon, anime";

const TONES: Record<string, Extract<Step, { kind: "tone" }>["what"]> = {
  brighter: "brighter",
  lighter: "brighter",
  brighten: "brighter",
  lighten: "brighter",
  bright: "brighter",
  exposure: "brighter",
  darker: "darker",
  darken: "darker",
  dark: "darker",
  dim: "darker",
  contrast: "contrast",
  punchier: "contrast",
  warmer: "warmer",
  warm: "warmer",
  cooler: "cooler",
  cool: "cooler",
  colder: "cooler",
  cold: "cooler",
  saturated: "saturate",
  saturation: "saturate",
  saturate: "saturate",
  vivid: "saturate",
  vibrant: "saturate",
  colorful: "saturate",
  colourful: "saturate",
  desaturate: "desaturate",
  desaturated: "desaturate",
  muted: "desaturate",
  faded: "flatter",
  fade: "flatter",
  softer: "flatter",
};
const FILTERS: Record<string, Extract<Step, { kind: "filter" }>["what"]> = {
  grayscale: "gray",
  greyscale: "gray",
  monochrome: "gray",
  bw: "gray",
  noir: "gray",
  colorless: "gray",
  sepia: "sepia",
  vintage: "sepia",
  old: "sepia",
  invert: "invert",
  inverted: "invert",
  negative: "invert",
  blur: "blur",
  blurred: "blur",
  blurry: "blur",
  blurrier: "blur",
  sharpen: "sharpen",
  sharper: "sharpen",
  sharp: "sharpen",
  crisper: "sharpen",
  crisp: "sharpen",
  pixelate: "pixelate",
  pixelated: "pixelate",
  censor: "pixelate",
  vignette: "vignette",
  grain: "grain",
  grainy: "grain",
  noise: "grain",
  noisy: "grain",
  glow: "glow",
  glowing: "glow",
  bloom: "glow",
  dreamy: "glow",
  posterize: "posterize",
  posterized: "posterize",
  posterise: "posterize",
};
const OPPOSITE: Record<string, Extract<Step, { kind: "tone" }>["what"]> = {
  brighter: "darker",
  darker: "brighter",
  contrast: "flatter",
  saturate: "desaturate",
  warmer: "cooler",
  cooler: "warmer",
};
const AMOUNTS: Record<string, number> = {
  slightly: 0.45,
  bit: 0.5,
  little: 0.5,
  subtle: 0.45,
  subtly: 0.45,
  gently: 0.5,
  gentle: 0.5,
  somewhat: 0.7,
  much: 1.8,
  very: 1.7,
  strongly: 1.8,
  strong: 1.7,
  heavily: 2,
  heavy: 2,
  lot: 1.8,
  extremely: 2.4,
  way: 1.8,
};
/** Words of an instruction that ask for nothing by themselves. */
const COURTESY = new Set(
  "make it the a an this image picture photo photograph to into and with please turn convert change set add apply give some more less in of as look looks like style effect filter me i want can you be is all whole entire colors colours color colour black white than now then also but keep by at on degree deg clockwise counterclockwise left right up upside down horizontally vertically horizontal vertical square circle round wide tall portrait landscape slightly bit little subtle subtly gently gentle somewhat much very strongly strong heavily heavy lot extremely way its drawing painting art sketch version tone toned tint".split(
    " ",
  ),
);

export interface Reading {
  steps: Step[];
  /** Words that ask for something which is not among the steps. */
  unknown: string[];
}

function clauseAmount(tokens: readonly Token[], clause: number): number {
  const amounts = tokens.filter((token) => token.clause === clause && AMOUNTS[token.text]).map((token) => AMOUNTS[token.text]!);
  return amounts.length ? amounts[0]! : 1;
}

function turnOf(tokens: readonly Token[], clause: number): number {
  const words = tokens.filter((token) => token.clause === clause).map((token) => token.text);
  const number = words.map(Number).find((value) => Number.isFinite(value));
  if (number !== undefined) return words.includes("left") || words.includes("counterclockwise") ? -number : number;
  if (words.includes("upside") || words.includes("around")) return 180;
  return words.includes("left") || words.includes("counterclockwise") ? -90 : 90;
}

/** The steps that an instruction asks for, in its order. */
export function readEdit(instruction: string): Reading {
  const text = instruction.toLowerCase();
  const tokens = tokenize(text);
  const steps: Step[] = [];
  const unknown: string[] = [];
  const has = (kind: Step["kind"]) => steps.some((step) => step.kind === kind);
  if (/\bblack\s*(?:and|&|-)\s*white\b|\bb\s*&\s*w\b|\b(?:remove|without|drop|no)\s+(?:the\s+|all\s+)?colou?rs?\b/.test(text))
    steps.push({ kind: "filter", what: "gray", amount: 1 });
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const amount = clauseAmount(tokens, token.clause);
    const before = tokens[i - 1]?.text ?? "";
    const found = conceptAt(tokens, i);
    const word = token.text;
    if (/^(rotate|rotated|rotation)$/.test(word) || (word === "turn" && /\b(left|right|around|upside|\d+)\b/.test(text)))
      steps.push({ kind: "turn", degrees: turnOf(tokens, token.clause) });
    else if (/^(flip|flipped|mirror|mirrored)$/.test(word))
      steps.push({
        kind: "flip",
        what: tokens.some((other) => other.clause === token.clause && /^(vertical|vertically|upside)$/.test(other.text)) ? "vertical" : "horizontal",
      });
    else if (/^(crop|cropped|trim)$/.test(word))
      steps.push({
        kind: "crop",
        what: /\bcircle|\bround/.test(text)
          ? "circle"
          : /\bwide|\blandscape|16:9/.test(text)
            ? "wide"
            : /\btall|\bportrait|9:16/.test(text)
              ? "tall"
              : "square",
      });
    else if (/^(border|frame|framed)$/.test(word)) steps.push({ kind: "border", color: nearColor(tokens, token.clause) ?? [255, 255, 255] });
    else if (/^(tint|tinted|tone|toned|colorize|colourise|recolor)$/.test(word) && nearColor(tokens, token.clause))
      steps.push({ kind: "tint", color: nearColor(tokens, token.clause)!, amount });
    else if (
      found?.concept.kind === "style" &&
      !["noir", "sepia", "photo", "flat", "minimal", "abstract"].includes(found.concept.id) &&
      !/^pixelate/.test(word)
    ) {
      steps.push({ kind: "style", style: found.concept.id });
      i += found.length - 1;
    } else if (TONES[word])
      steps.push({
        kind: "tone",
        what: /^(less|reduce|lower|decrease)$/.test(before) || token.negated ? (OPPOSITE[TONES[word]!] ?? TONES[word]!) : TONES[word]!,
        amount,
      });
    else if (FILTERS[word]) {
      if (!(FILTERS[word] === "gray" && steps.some((step) => step.kind === "filter" && step.what === "gray")))
        steps.push({ kind: "filter", what: FILTERS[word]!, amount });
    } else if (!COURTESY.has(word) && !COURTESY.has(token.lemma) && !colorOf(token.lemma) && !/^\d+$/.test(word)) unknown.push(word);
  }
  // "make it blue": a colour with nothing else to belong to.
  const [loose] = tokens.filter((token) => colorOf(token.lemma) && !/^(black|white)$/.test(token.lemma));
  if (loose && !has("tint") && !has("border") && unknown.length === 0)
    steps.push({ kind: "tint", color: colorOf(loose.lemma)!, amount: clauseAmount(tokens, loose.clause) });
  return { steps, unknown };
}

function nearColor(tokens: readonly Token[], clause: number): Rgb | null {
  for (const token of tokens) if (token.clause === clause && colorOf(token.lemma)) return colorOf(token.lemma);
  return null;
}
