// ElevenLabs' adapter signs the kit; what the kit cannot know stands here.
import { afterAll, expect, test } from "bun:test";
import { contextOf, callNamed } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Context } from "../providers.ts";
import { formOf } from "../stand-in.ts";
import kit from "./conformance.ts";
import { sectionsOf } from "./lyrics.ts";

const subject = await kit();
const { provider, standIn, secret, cases } = subject;
const context: Context = contextOf({ standIn, secret });
afterAll(() => standIn.close());
const callOf = (name: string) => callNamed({ cases }, name);

async function sent(name: string) {
  standIn.clear();
  const operation = await provider.start(callOf(name), context);
  const [received] = standIn.received;
  return { operation, format: received!.query.get("output_format"), body: received!.json, received: received! };
}

test("it conforms", async () => {
  expect(await conform(subject)).toEqual([]);
}, 60_000);

test("speech is sent as documented, and its characters are what it says that it charged", async () => {
  const { operation, format, body } = await sent("speech");
  expect(body).toEqual({ model_id: "eleven_multilingual_v2", text: "Hello there", voice_settings: { speed: 1.1 } });
  expect(format).toBe("mp3_44100_128");
  expect(operation).toMatchObject({ state: "done", usage: { character: 11 }, outputs: [{ kind: "bytes", type: "audio/mpeg" }] });
  const quick = await sent("quick speech");
  expect(quick.body).toEqual({ model_id: "eleven_flash_v2_5", text: "Hi", language_code: "pt" });
  // Flash counts half a credit a character: the header would be read as half of the text.
  expect(quick.operation).toMatchObject({ state: "done", usage: { second: expect.any(Number) } });
  expect(quick.operation).not.toMatchObject({ usage: { character: expect.any(Number) } });
  expect((await sent("expressive speech")).format).toBe("wav_24000");
});

test("a sound is priced by its length", async () => {
  const { operation, body } = await sent("sound");
  expect(body).toEqual({ model_id: "eleven_text_to_sound_v2", text: "rain", duration_seconds: 2.5, loop: true });
  expect(operation).toMatchObject({ state: "done", usage: { minute: expect.any(Number) } });
});

test("music has a prompt, or with lyrics a plan in its place", async () => {
  expect((await sent("music")).body).toEqual({ model_id: "music_v1", prompt: "calm piano", music_length_ms: 20_000 });
  const section = { positive_local_styles: [], negative_local_styles: [], duration_ms: 15_000 };
  expect((await sent("song")).body).toEqual({
    model_id: "music_v1",
    composition_plan: {
      positive_global_styles: ["a calm song"],
      negative_global_styles: [],
      sections: [
        { ...section, section_name: "Verse 1", lines: ["Oak leaves fall"] },
        { ...section, section_name: "Chorus", lines: ["Home again"] },
      ],
    },
  });
  const chunk = { duration_ms: 15_000, positive_styles: ["a calm song"], negative_styles: [] };
  expect((await sent("newer song")).body).toEqual({
    model_id: "music_v2",
    composition_plan: {
      chunks: [
        { ...chunk, text: "[Verse 1]\nOak leaves fall" },
        { ...chunk, text: "[Chorus]\nHome again" },
      ],
    },
  });
});

test("lyrics of any shape make sections that the plan allows, and keep every line", () => {
  const many = Array.from({ length: 80 }, (_, index) => `[part ${index}]\nline ${index}`).join("\n");
  const tries: [string, number | undefined][] = [
    ["no header at all", 10],
    ["", 30],
    [many, 30],
    [many, undefined],
    ["one line", 600],
    [Array.from({ length: 70 }, (_, index) => `line ${index}`).join("\n"), 200],
    [`${"word ".repeat(100)}`, 40],
  ];
  for (const [lyrics, seconds] of tries) {
    const sections = sectionsOf(lyrics, seconds);
    const total = sections.reduce((sum, each) => sum + each.ms, 0);
    if (seconds !== undefined) expect(total).toBe(seconds * 1000);
    expect(sections.length).toBeLessThanOrEqual(30);
    for (const { ms, lines } of sections) {
      expect([ms >= 3_000, ms <= 120_000, lines.length <= 30, lines.every((line) => line.length <= 200)]).toEqual([true, true, true, true]);
    }
    const words = lyrics
      .replace(/^\[.*\]$/gm, "")
      .split(/\s+/)
      .filter(Boolean);
    expect(sections.flatMap((each) => each.lines.join(" ").split(" ")).filter(Boolean)).toEqual(words);
  }
});

test("a transcription keeps its words and counts the seconds heard", async () => {
  const { operation, received } = await sent("transcription");
  const form = await formOf(received);
  expect([form.get("model_id"), form.get("timestamps_granularity"), (form.get("file") as unknown as File).name]).toEqual([
    "scribe_v1",
    "word",
    "hello.wav",
  ]);
  expect(operation).toMatchObject({
    state: "done",
    usage: { second: 12, minute: expect.closeTo(0.2) },
    outputs: [{ text: "Hello there.", data: { words: [{ text: "Hello" }] } }],
  });
});
