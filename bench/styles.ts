// How well the style is found in a prompt: `node bin/bun.mjs run bench/styles.ts [FOLDER]`, the folder with PartiPrompts and the prompts of text to be rendered. Our own held-out prompts, labelled by hand, come with it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { STYLES, styleOf } from "../src/spec/style.ts";
import { HELD_OUT } from "../src/spec/style-prompts.fixture.ts";

const NAMES = [...STYLES.image, null];
const short = (style: string | null) => (style ?? "none").slice(0, 7).padStart(8);

const counts = new Map<string, number>();
for (const { style, prompt } of HELD_OUT) {
  const key = `${style} ${styleOf(prompt, "image")}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
const count = (is: string | null, found: string | null) => counts.get(`${is} ${found}`) ?? 0;
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
console.log(`${HELD_OUT.length} held-out prompts; rows are what a person says, columns what is found\n${" ".repeat(14)}${NAMES.map(short).join("")}`);
for (const is of NAMES) console.log(`${(is ?? "none").padEnd(14)}${NAMES.map((found) => String(count(is, found) || ".").padStart(8)).join("")}`);
const right = sum(NAMES.map((name) => count(name, name)));
const styled = HELD_OUT.filter(({ style }) => style !== null).length;
const foundAny = sum(NAMES.flatMap((is) => STYLES.image.map((found) => count(is, found))));
const foundRight = sum(STYLES.image.map((name) => count(name, name)));
const percent = (part: number, whole: number) => `${part} of ${whole}, ${((100 * part) / whole).toFixed(1)} %`;
console.log(`\nright: ${percent(right, HELD_OUT.length)}`);
console.log(`where a style is found it is right: ${percent(foundRight, foundAny)}`);
console.log(`styles that are found: ${percent(foundRight, styled)}`);
for (const { style, prompt } of HELD_OUT)
  if (process.argv.includes("--wrong") && styleOf(prompt, "image") !== style) console.log(`  ${style} → ${styleOf(prompt, "image")}: ${prompt}`);

const folder = process.argv[2];
if (folder && !folder.startsWith("--")) {
  const tally = (title: string, list: string[]) => {
    const found = new Map<string, number>();
    for (const prompt of list) found.set(styleOf(prompt, "image") ?? "none", (found.get(styleOf(prompt, "image") ?? "none") ?? 0) + 1);
    const parts = [...found].toSorted((a, b) => b[1] - a[1]).map(([style, many]) => `${style} ${many}`);
    console.log(`\n${title} (${list.length}): ${parts.join(", ")}`);
  };
  const rows = readFileSync(join(folder, "PartiPrompts.tsv"), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"));
  const of = (pick: (row: string[]) => boolean) => rows.filter(pick).map(([prompt]) => prompt!);
  const starts = (words: RegExp) => of(([prompt]) => words.test(prompt!));
  tally(
    "PartiPrompts, Writing & Symbols",
    of((row) => row[2] === "Writing & Symbols"),
  );
  tally("PartiPrompts that begin as a photograph", starts(/^(a |an )?(\w+ )?photo(graph)? of/i));
  tally(
    "PartiPrompts that name a painting, drawing, sketch or woodcut",
    of(([prompt]) => /painting|drawing|sketch|woodcut|ink wash|illustration/i.test(prompt!)),
  );
  tally(
    "PartiPrompts of one or two words",
    of(([prompt]) => prompt!.split(" ").length < 3),
  );
  tally("Text to be rendered", readFileSync(join(folder, "ocr_text_rendering_test.txt"), "utf8").trim().split("\n"));
}
