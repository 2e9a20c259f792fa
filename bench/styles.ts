// How well the style is found in a prompt: `node bin/bun.mjs run bench/styles.ts [FOLDER]`, the folder with PartiPrompts and the prompts of text to be rendered. Two sets of labelled prompts come with it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { STYLES, styleOf } from "../src/spec/style.ts";
import { BLIND } from "../src/spec/style-blind.fixture.ts";
import { HELD_OUT } from "../src/spec/style-prompts.fixture.ts";
import type { Modality } from "../src/spec/task.ts";

const percent = (part: number, whole: number) => `${part} of ${whole}, ${((100 * part) / whole).toFixed(1)} %`;
const short = (style: string) => style.slice(0, 7).padStart(8);

interface Labelled {
  /** `none` is no style. */
  style: string;
  prompt: string;
}

/** Rows are what a person says, columns what is found. */
function report(title: string, modality: Exclude<Modality, "text">, prompts: readonly Labelled[]): void {
  const names = [...STYLES[modality], "none"];
  const found = prompts.map(({ style, prompt }) => ({ style, prompt, found: styleOf(prompt, modality) ?? "none" }));
  const count = (is: string, as: string) => found.filter((each) => each.style === is && each.found === as).length;
  console.log(`\n${title}\n${" ".repeat(14)}${names.map(short).join("")}`);
  for (const is of names) console.log(`${is.padEnd(14)}${names.map((as) => String(count(is, as) || ".").padStart(8)).join("")}`);
  const right = found.filter((each) => each.found === each.style);
  const told = found.filter((each) => each.found !== "none");
  const toldRight = told.filter((each) => each.found === each.style).length;
  console.log(`right: ${percent(right.length, found.length)}`);
  console.log(`where a style is found it is right: ${percent(toldRight, told.length)}`);
  console.log(`styles that are found: ${percent(toldRight, found.filter((each) => each.style !== "none").length)}`);
  if (process.argv.includes("--wrong"))
    for (const each of found) if (each.found !== each.style) console.log(`  ${each.style} → ${each.found}: ${each.prompt}`);
}

report(
  "image, prompts and words by the same hand",
  "image",
  HELD_OUT.map(({ style, prompt }) => ({ style: style ?? "none", prompt })),
);
for (const modality of ["image", "video", "music", "sound", "voice"] as const)
  report(
    `${modality}, prompts by somebody who knew no word of it`,
    modality,
    Object.entries(BLIND[modality]).flatMap(([style, list]) => list.map((prompt) => ({ style, prompt }))),
  );

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
