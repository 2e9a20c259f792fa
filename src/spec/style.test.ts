// Styles: how often the classifier agrees with a person on prompts that it was not made from, that it is silent where nothing is clear, and that it names nobody.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { STYLES, styleOf, styleOfAsk } from "./style.ts";
import { BLIND } from "./style-blind.fixture.ts";
import { HELD_OUT } from "./style-prompts.fixture.ts";

describe("the style of a prompt", () => {
  const found = HELD_OUT.map(({ style, prompt }) => ({ style, found: styleOf(prompt, "image") }));

  test("agrees with a person in nine of ten, and where one is found in nineteen of twenty", () => {
    expect(HELD_OUT.length).toBeGreaterThanOrEqual(120);
    for (const style of STYLES.image) expect(HELD_OUT.filter((each) => each.style === style).length).toBeGreaterThanOrEqual(12);
    const right = found.filter((each) => each.found === each.style).length;
    expect(right / found.length).toBeGreaterThan(0.9);
    const told = found.filter((each) => each.found !== null);
    expect(told.filter((each) => each.found === each.style).length / told.length).toBeGreaterThan(0.95);
  });

  test("agrees with another, who wrote prompts of every kind without knowing its words, in five of six; what it finds is right in nineteen of twenty", () => {
    for (const modality of ["image", "video", "music", "sound", "voice"] as const) {
      const prompts = Object.entries(BLIND[modality]).flatMap(([style, list]) =>
        list.map((prompt) => ({ style, found: styleOf(prompt, modality) ?? "none" })),
      );
      expect(new Set(prompts.map(({ style }) => style))).toEqual(new Set([...STYLES[modality], "none"]));
      const right = prompts.filter((each) => each.found === each.style).length;
      expect(right / prompts.length, modality).toBeGreaterThan(5 / 6);
      const told = prompts.filter((each) => each.found !== "none");
      expect(told.filter((each) => each.found === each.style).length / told.length, modality).toBeGreaterThan(0.95);
    }
  });

  test("what is to be left out is not asked for", () => {
    expect(styleOf("grunge with loud guitars, no vocals", "music")).toBe("band");
    expect(styleOf("ein Lied ohne Gitarre, Frauenstimme", "music")).toBe("song");
    expect(styleOf("a fox, no logo", "image")).toBeNull();
  });

  test("is none where the words do not say", () => {
    for (const { style, prompt } of HELD_OUT) if (style === null) expect(styleOf(prompt, "image")).toBeNull();
    for (const nothing of ["", "   ", "\u{1F98A}", "a".repeat(8000), "'\"'\""]) expect(styleOf(nothing, "image")).toBeNull();
  });

  test("what says the medium weighs more than what says the subject", () => {
    expect(styleOf("anime portrait of a woman, face lit by a phone", "image")).toBe("anime");
    expect(styleOf("pixel art landscape with mountains and a lake", "image")).toBe("pixel");
  });

  test("films, music and sounds have their own", () => {
    expect(styleOf("claymation of a penguin, stop motion", "video")).toBe("animation");
    expect(styleOf("a sweeping orchestral film score with strings and choir", "music")).toBe("orchestral");
    expect(styleOf("heavy rain and distant thunder", "sound")).toBe("nature");
  });

  test("is found in what the task calls its subject, and nowhere else", () => {
    expect(styleOfAsk("text-to-image", { prompt: "minimal logo for a bakery" })).toBe("logo");
    expect(styleOfAsk("chat", { messages: [{ role: "user", content: "minimal logo for a bakery" }] })).toBeNull();
    expect(styleOfAsk("text-to-image", {})).toBeNull();
  });

  test("names no model and no maker", () => {
    const text = readFileSync(new URL("style.ts", import.meta.url), "utf8").toLowerCase();
    for (const name of ["flux", "imagen", "dall", "stable diffusion", "midjourney", "ideogram", "recraft", "seedream", "qwen", "openai", "niji"])
      expect(text).not.toContain(name);
  });
});
