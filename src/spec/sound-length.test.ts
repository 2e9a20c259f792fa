// How long a sound in a chat is, by its header, and what a chat with sounds is held for. What a judge of them costs stands in generations/.
import { expect, test } from "bun:test";
import { emptySound, lengthOfSound, wavOf } from "./sound-length.ts";
import { taskOf } from "./task.ts";

const data = (bytes: Uint8Array) => ({ data: Buffer.from(bytes).toString("base64"), format: "wav" });

test("a WAV is as long as its samples; a header alone as long as it says", () => {
  for (const bytes of [32_000, 32_002, 32_004]) {
    const there = bytes / 32_000;
    expect(lengthOfSound(data(wavOf(new Uint8Array(bytes), 16_000)))).toEqual({ low: there, high: there });
  }
  expect(lengthOfSound({ data: emptySound(60, 16_000) })).toEqual({ low: 0, high: 60 });
});

test("a length that is not true is none that makes it cheaper", () => {
  const wav = wavOf(new Uint8Array(64_000), 16_000);
  for (const claim of [0, 10, 0xffffffff, 0x7fffffff]) {
    new DataView(wav.buffer).setUint32(40, claim, true);
    expect(lengthOfSound(data(wav))).toEqual({ low: 2, high: 2 });
  }
});

test("what is no such file is not known", () => {
  const wav = wavOf(new Uint8Array(100), 16_000);
  const broken = (at: number, byte: number) => data(wav.with(at, byte));
  for (const file of [
    null,
    undefined,
    "UklGRg",
    {},
    { data: 7 },
    { data: "" },
    { data: "????" },
    data(wav.slice(0, 20)),
    broken(0, 0),
    broken(36, 0),
    broken(32, 0),
    broken(32, 200), // a second that is said to take more bytes than its samples do
    broken(20, 2), // packed
    broken(26, 0xff), // sixteen million samples a second
  ])
    expect(lengthOfSound(file)).toBeNull();
});

test("a chat is held for its sounds by the second where that is known, apart from its words; for many tokens where it is not", () => {
  const measured = (input_audio: unknown) =>
    taskOf("chat").measure({ messages: [{ role: "user", content: [{ type: "input_audio", input_audio }] }] }, 1);
  const { low, high } = measured(data(wavOf(new Uint8Array(320_000), 16_000)));
  expect(measured({ data: emptySound(10, 16_000) })).toMatchObject({ low: { audioInputToken: 0 }, high: { audioInputToken: high.audioInputToken! } });
  expect([low.audioInputToken! > 50, low.audioInputToken! < 320, high.audioInputToken! > 320, high.audioInputToken! < 640]).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(measured({ data: "SUQz", format: "mp3" }).high.audioInputToken).toBeGreaterThan(30_000);
  const words = taskOf("chat").measure({ messages: [{ role: "user", content: "hi" }] }, 1);
  expect([words.low.audioInputToken, words.high.audioInputToken]).toEqual([undefined, undefined]);
  expect(Math.abs(words.high.inputToken! - high.inputToken!)).toBeLessThan(200);
});
