// The song that a person carries to Suno: style and lyrics for its form, cut where it takes no more, and told so.
import { expect, test } from "bun:test";
import { checkOffers } from "../conformance.ts";
import suno from "./suno.ts";

const prepare = (input: Record<string, unknown>) => suno.handOff!.prepare("text-to-music", input, suno.offers[0]!);

test("style and lyrics stand apart; without lyrics it is instrumental", () => {
  expect(prepare({ prompt: "slow fado", lyrics: "[Verse]\nO mar" }).text).toBe("Style:\nslow fado\n\nLyrics:\n[Verse]\nO mar");
  expect(prepare({ prompt: "slow fado" }).text).toContain("(Instrumental)");
});

test("what its form does not take is left out and told", () => {
  const { text, leftOut } = prepare({ prompt: "x".repeat(1200), seconds: 60, seed: 1 });
  expect(text).not.toContain("x".repeat(1001));
  expect(leftOut).toEqual(["What the style says beyond 1000 characters.", "The length: it follows the lyrics.", "The seed."]);
});

test("its offers hold together", () => {
  expect(checkOffers(suno)).toEqual([]);
});
