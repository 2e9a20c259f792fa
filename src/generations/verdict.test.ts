// What judges write is read as what it says, or not at all: fences, greetings, lists and objects; never a score that is not there.
import { expect, test } from "bun:test";
import { inDrawnOrder, judgeInput, readVerdict } from "./verdict.ts";
import { playedSeconds } from "../spec/best.ts";
import { LIMITS } from "../spec/limits.ts";

const SHOWN = ["a", "b", "c"];
const order = (text: string) =>
  readVerdict(text, SHOWN)
    ?.ranks.map(({ asset, score }) => `${asset}${score}`)
    .join(" ") ?? null;
const list =
  '{"scores": [{"picture": 1, "score": 10, "reason": "dull"}, {"picture": 2, "score": 90}, {"picture": 3, "score": 50}], "best": 2, "reason": "bright"}';

test("however it is wrapped, and in whichever shape", () => {
  for (const text of [
    list,
    `\`\`\`json\n${list}\n\`\`\``,
    `Here you go: {as asked}\n${list}\nI hope that helps.`,
    '{"scores": [10, 90, 50]}',
    '{"scores": {"1": 10, "2": "90", "3": {"score": 50}}}',
    '{"scores": [{"picture": 3, "score": 50}, {"picture": "2", "score": 90}, {"picture": 1, "score": 10}]}',
  ])
    expect(order(text)).toBe("b90 c50 a10");
  expect(readVerdict(list, SHOWN)).toMatchObject({ judged: "b", reason: "bright", why: null, ranks: [{ reason: "" }, {}, { reason: "dull" }] });
});

test("what does not score each of them is no verdict", () => {
  for (const text of [
    "",
    "The second.",
    "{}",
    "[1, 2, 3]",
    '{"scores": null}',
    '{"scores": [1, 2]}',
    '{"scores": [1, 2, null]}',
    '{"scores": [1, 2, ""]}',
    '{"scores": [1, 2, 101]}',
    '{"scores": [1, 2, -1]}',
    '{"scores": [1, 2, "NaN"]}',
    '{"scores": [{"picture": 1, "score": 1}, {"picture": 1, "score": 2}, {"picture": 2, "score": 3}]}',
    `${"{".repeat(5_000)}`,
  ])
    expect(order(text)).toBeNull();
});

test("its scores count; which one it calls the best decides between equals only", () => {
  expect(order('{"scores": [10, 90, 50], "best": 1}')).toBe("b90 c50 a10");
  expect(order('{"scores": [90, 10, 90], "best": 3}')).toBe("c90 a90 b10");
  expect(order('{"scores": [90, 10, 90], "best": "nobody"}')).toBe("a90 c90 b10");
});

test("its words are words: bounded, and nothing in them moves a terminal", () => {
  const said = readVerdict(JSON.stringify({ scores: [1, 2, 3], reason: `\u001b[2Jgood\u202e${"x".repeat(5_000)}` }), SHOWN)!.reason!;
  expect(said.startsWith("[2Jgood x")).toBe(true);
  expect(said.length).toBe(LIMITS.judgeReasonChars);
});

test("the order is drawn by the seed, the same each time, and each may come first", () => {
  const made = ["ast_1", "ast_2", "ast_3"].map((id) => ({ id }));
  const by = (seed: number) => inDrawnOrder(seed, made).map(({ id }) => id);
  expect(by(7)).toEqual(by(7));
  expect(new Set(Array.from({ length: 60 }, (_, seed) => by(seed)[0])).size).toBe(3);
});

test("sounds are numbered by their own name, too", () => {
  const answer = JSON.stringify({
    scores: [
      { sound: 2, score: 70 },
      { sound: 1, score: 30 },
    ],
  });
  expect(readVerdict(answer, ["ast_1", "ast_2"])).toMatchObject({
    judged: "ast_2",
    ranks: [
      { asset: "ast_2", score: 70 },
      { asset: "ast_1", score: 30 },
    ],
  });
});

test("of a song its words are told, of a voice its manner; how much is heard follows from how many were asked for", () => {
  const song = judgeInput({ task: "text-to-music", input: { prompt: "a waltz", lyrics: "la la" } }, [], ["UklG", "UklH"], 8) as any;
  expect(song.messages[1].content[0].text).toBe("<brief>\na waltz\n</brief>\n\n<lyrics>\nla la\n</lyrics>");
  expect(song.messages[1].content.filter((part: any) => part.type === "input_audio").map((part: any) => part.input_audio)).toEqual([
    { data: "UklG", format: "wav" },
    { data: "UklH", format: "wav" },
  ]);
  expect(song.messages[0].content).toContain("pieces of music");
  expect(song.messages[0].content).toContain(`the first ${playedSeconds(8)} seconds`);
  const voice = judgeInput({ task: "text-to-speech", input: { text: "Hello.", instructions: "whisper" } }, [], ["a", "b"]) as any;
  expect(voice.messages[1].content[0].text).toContain("<manner>\nwhisper\n</manner>");
});

test("what is avoided is told, and a picture that these were made from comes before them", () => {
  const { messages } = judgeInput(
    { task: "image-to-image", input: { prompt: "blue", negativePrompt: "rain" } },
    ["data:0"],
    ["data:1", "data:2"],
  ) as any;
  expect(messages[1].content.map((part: any) => part.text ?? part.image_url.url)).toEqual([
    "<brief>\nblue\n</brief>\n\n<avoid>\nrain\n</avoid>",
    "What it was made from:",
    "data:0",
    "Picture 1:",
    "data:1",
    "Picture 2:",
    "data:2",
    "Score pictures 1 to 2.",
  ]);
});
