// What the painter reads in a prompt: subjects with their colours, numbers and sides, places, times, styles, and what is not wanted.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { toHsl } from "./color.ts";
import { FIGURES } from "./figures.ts";
import { STYLES, SUBJECTS } from "./lexicon.ts";
import { readScene } from "./scene.ts";
import { STYLE_PASSES } from "./style.ts";
import { singular, tokenize } from "./words.ts";

const hueOf = (color: readonly [number, number, number] | null): number => toHsl(color!)[0];

describe("words", () => {
  test("plurals become singular, and words that only look plural stay", () => {
    expect(["foxes", "wolves", "butterflies", "glass", "cactus", "horses", "boxes", "people"].map(singular)).toEqual([
      "fox",
      "wolf",
      "butterfly",
      "glass",
      "cactus",
      "horse",
      "box",
      "person",
    ]);
  });
  test("a negation reaches to the end of its clause", () => {
    const words = tokenize("a lake without boats, mountains, no people but birds, cloudless");
    expect(words.filter((word) => word.negated).map((word) => word.lemma)).toEqual(["boat", "person", "cloud"]);
  });
});

describe("subjects", () => {
  test("a colour belongs to the noun it precedes", () => {
    const scene = readScene("a blue fox beside a green house with a red roof");
    const [fox, house] = scene.subjects;
    expect([fox!.id, house!.id]).toEqual(["fox", "house"]);
    expect(hueOf(fox!.color)).toBeGreaterThan(190);
    expect(hueOf(house!.color)).toBeGreaterThan(90);
    expect(hueOf(house!.color)).toBeLessThan(150);
    expect(house!.parts.roof![0]).toBeGreaterThan(180);
  });
  test("numbers, sizes and sides", () => {
    const [boats] = readScene("three small boats on the left of a lake").subjects;
    expect(boats).toMatchObject({ id: "boat", count: 3, size: 0.6, side: "left" });
    expect(readScene("a dozen birds in the sky").subjects[0]!.count).toBe(12);
  });
  test("what is worn, and who sits on whom", () => {
    const scene = readScene("a black and white cat wearing a red hat sitting on a boat");
    expect(scene.subjects.map((subject) => subject.id)).toEqual(["cat", "boat"]);
    expect(scene.subjects[0]!.wears[0]!.id).toBe("hat");
    expect(scene.subjects[0]!.on!.id).toBe("boat");
    expect(scene.subjects[0]!.second).not.toBeNull();
    expect(scene.styles).toEqual([]);
  });
  test("orange is a fruit alone and a colour before a noun", () => {
    expect(readScene("two oranges").subjects[0]!.id).toBe("citrus");
    const cat = readScene("an orange cat").subjects[0]!;
    expect(cat.id).toBe("cat");
    expect(hueOf(cat.color)).toBeLessThan(45);
  });
  test("negation and the negative prompt take things away", () => {
    expect(readScene("a lake without boats").subjects).toEqual([]);
    expect(readScene("a lake with a boat and a duck", "boats").subjects.map((subject) => subject.id)).toEqual(["duck"]);
    expect(readScene("a field, no clouds").weather.has("clear")).toBe(true);
  });
});

describe("places, times and styles", () => {
  test.each([
    ["a red sunset over the sea", "sea", "sunset"],
    ["a green forest at night", "forest", "night"],
    ["a camel", "desert", "day"],
    ["a rocket", "space", "day"],
    ["mountains behind a lake at dawn", "lake", "dawn"],
  ])("%s", (prompt, place, time) => {
    expect(readScene(prompt)).toMatchObject({ place, time, abstract: false });
  });
  test("a colour before a time or place tints it", () => {
    const scene = readScene("purple mountains under a green sky");
    expect(Object.keys(scene.tints).sort()).toEqual(["mountain", "sky"]);
  });
  test("styles", () => {
    expect(readScene("a fox, watercolor").styles).toEqual(["watercolor"]);
    expect(readScene("black and white photo of a street").styles).toContain("noir");
    expect(readScene("a ship in a storm, charcoal").styles).toEqual(["charcoal"]);
  });
  test("words without a drawing are named, and only they make an abstract picture", () => {
    expect(readScene("zxqv flurbl")).toMatchObject({ abstract: true, unknown: ["zxqv", "flurbl"] });
    expect(readScene("a fox with a flurbl")).toMatchObject({ abstract: false, unknown: ["flurbl"] });
  });
});

test("every subject and style that can be read can be drawn", () => {
  expect(SUBJECTS.filter((id) => !FIGURES[id])).toEqual([]);
  expect(STYLES.filter((id) => !STYLE_PASSES[id] && !["abstract", "photo"].includes(id))).toEqual([]);
});

test("any text is read without failing", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: "grapheme" }), (text) => {
      expect(readScene(text, text).subjects.length).toBeLessThanOrEqual(200);
    }),
    { numRuns: 200 },
  );
});
