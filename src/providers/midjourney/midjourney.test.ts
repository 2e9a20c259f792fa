// The prompt that a person carries to Midjourney: its own parameters, and nothing that the user's words could smuggle in.
import { expect, test } from "bun:test";
import { checkOffers } from "../conformance.ts";
import midjourney from "./midjourney.ts";

const offer = midjourney.offers[0]!;
const prepare = (input: Record<string, unknown>) => midjourney.handOff!.prepare("text-to-image", input, offer);

test("size, avoid, quality and seed become its parameters; what it has no word for is told", () => {
  expect(
    prepare({ prompt: "a red\n fox", width: 1920, height: 1080, negativePrompt: "text; people", quality: "high", seed: 7, format: "png" }),
  ).toMatchObject({
    text: "a red fox --ar 16:9 --no text, people --q 4 --seed 7 --v 7",
    leftOut: ["The size in pixels: only the aspect ratio is kept.", "The file format."],
  });
  expect(prepare({ prompt: "a fox" }).text).toBe("a fox --v 7");
});

test("words of the prompt are no parameters", () => {
  expect(prepare({ prompt: "a fox --v 3 —ar 1:9 well-known" }).text).toBe("a fox v 3 ar 1:9 well-known --v 7");
});

test("nothing is ever started there, and its offers hold together", async () => {
  expect(await midjourney.start(null as never, null as never)).toMatchObject({ state: "failed", failure: { charged: "no" } });
  expect(checkOffers(midjourney)).toEqual([]);
});
