// The best of several sounds through the door: who hears, what is played to it and what that may cost. What holds of pictures and sounds alike is best.test.ts.
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { type InProcess, openInProcess, refusal } from "../../test/server.ts";
import { startStandIn } from "../providers/stand-in.ts";
import { playedSeconds } from "../spec/best.ts";
import type { Generation } from "../spec/generation.ts";
import { LIMITS } from "../spec/limits.ts";
import { lengthOfSound } from "../spec/sound-length.ts";
import type { AskInput } from "../spec/plan.ts";
import { EAR, even, JUDGE, openWithJudge, playedTo, scored, type WithJudge } from "./judge.fixture.ts";

let given: WithJudge;
let oak: InProcess;
beforeAll(async () => {
  given = await openWithJudge(true);
  ({ oak } = given);
});
afterAll(() => given?.close());
beforeEach(() => given.begin(scored(10, 90, 50)));

const rain = (more: Partial<AskInput> = {}): AskInput => ({
  task: "text-to-sound",
  input: { prompt: "rain on a tin roof", seconds: 1 },
  constraints: { only: ["builtin", EAR] },
  count: 3,
  best: { judge: EAR },
  ...more,
});
const make = (more?: Partial<AskInput>): Promise<Generation> => oak.client.call("generations.create", { body: rain(more), query: { wait: 30 } });
const plan = (more?: Partial<AskInput>) => oak.client.call("plans.create", { body: rain(more) });

test("what is played are these very sounds, as small WAVs, in a drawn order that the scores are mapped back from; it costs what was said", async () => {
  const { best } = await plan();
  expect(best).toMatchObject({ judge: { model: EAR, provider: "openrouter" }, making: { highMicro: 0 } });
  const done = await make();
  expect(done).toMatchObject({ status: "succeeded", best: { state: "judged", by: "judge", judge: { model: EAR } } });
  const { assets, db } = oak.app.parts;
  const org = (await oak.client.call("me.get")).organization;
  const own = await Promise.all(done.assets.map(async ({ id }) => [await assets.played(db, org, id, 80), id] as const));
  const [chat] = given.chats();
  const [first, second, third] = playedTo(chat!).map((data) => own.find(([sound]) => sound === data)![1]);
  expect(new Set([first, second, third]).size).toBe(3);
  expect(done.assets.map(({ id }) => id)).toEqual([second!, third!, first!]);
  expect(done.best!.ranks.map(({ score }) => score)).toEqual([90, 50, 10]);
  for (const data of playedTo(chat!)) expect(lengthOfSound({ data })!.high).toBeCloseTo(1, 1);
  const parts = chat!.json.messages[1].content.map((part: any) => part.text ?? part.input_audio.format);
  expect(parts).toEqual(["<brief>\nrain on a tin roof\n</brief>", "Sound 1:", "wav", "Sound 2:", "wav", "Sound 3:", "wav", "Score sounds 1 to 3."]);
  // Its record names what it heard, and not the bytes.
  const record = await oak.client.call("generations.get", { params: { id: done.best!.judge.generation } });
  for (const { id } of done.assets) expect(JSON.stringify(record.input)).toContain(`"/v1/assets/${id}/content"`);
  expect(JSON.stringify(record.input).length).toBeLessThan(3_000);
  // Of three sounds 960 tokens were counted, at a dollar a million; of words 12, at half a dollar, and what was written, at three.
  const written = (record.settledMicro! - 960 - 6) / 3;
  expect([written > 0, written < 200, Number.isInteger(written)]).toEqual([true, true, true]);
  expect(done.settledMicro!).toBe(record.settledMicro!);
  expect(done.settledMicro!).toBeLessThanOrEqual(best!.judging.highMicro);
  expect(done.settledMicro!).toBeGreaterThanOrEqual(best!.judging.lowMicro);
  await even(oak);
});

test("a voice of this very machine is judged by the words that it was to say, and in which manner", async () => {
  const done = await make({ task: "text-to-speech", input: { text: "Welcome to the oak, all of you.", language: "en" } });
  expect(done).toMatchObject({ status: "succeeded", model: "openoak/voice", best: { state: "judged" } });
  expect(done.assets.length).toBe(3);
  const [{ content: rules }, { content }] = given.chats()[0]!.json.messages;
  expect(content[0].text).toBe("<brief>\nWelcome to the oak, all of you.\n</brief>\n\n<language>\nen\n</language>");
  expect(rules).toContain("recordings of a voice");
  expect(rules).toContain(`the first ${playedSeconds(3)} seconds`);
  for (const data of playedTo(given.chats()[0]!)) expect(lengthOfSound({ data })!.high).toBeGreaterThan(1);
});

test("of what is long the beginning is played, shorter the more there are", async () => {
  given.openai.controls.say = scored(...Array.from({ length: LIMITS.count }, (_, index) => 10 * index));
  const speech = { task: "text-to-speech", input: { text: "oak ".repeat(350), voice: "alloy" }, model: "openai:tts-1", constraints: {} } as const;
  const done = await make({ ...speech, count: LIMITS.count });
  expect(done.best!.state).toBe("judged");
  for (const { seconds } of done.assets) expect(seconds!).toBeGreaterThan(playedSeconds(LIMITS.count) + 3);
  const [chat] = given.chats();
  expect(playedTo(chat!).map((data) => lengthOfSound({ data })!.high)).toEqual(
    Array.from({ length: LIMITS.count }, () => playedSeconds(LIMITS.count)),
  );
  expect(chat!.json.messages[0].content).toContain(`the first ${playedSeconds(LIMITS.count)} seconds`);
  expect(chat!.body.byteLength).toBeLessThan(14 * 1024 * 1024);
}, 60_000);

test("the quote holds for all that may be played, by the price of sounds where that is another", async () => {
  const { best } = await plan();
  // Gemini counts 32 tokens a second and takes a dollar a million for sounds here, three for words written.
  const [most, written] = [LIMITS.judgeSoundSeconds * 32, LIMITS.judgeTokens * 3];
  expect(best!.judging.highMicro).toBeGreaterThan(most + written);
  expect(best!.judging.highMicro).toBeLessThan(1.3 * most + written + 2_000);
  const eight = await plan({ count: 8 });
  expect(Math.abs(eight.best!.judging.highMicro - best!.judging.highMicro)).toBeLessThan(500);
  expect(given.openai.received).toEqual([]);
});

test("who does not hear is no judge of sounds, and is sent none; who may not hear only where it is named", async () => {
  const models = ["gpt-oss-20b", "mystery-chat", "gemma-4-e4b"].map((id) => ({ id, object: "model", owned_by: "me" }));
  const den = await startStandIn(({ path }) => ({
    body: path.endsWith("/models") ? { data: models } : { choices: [{ message: { content: "Rain." }, finish_reason: "stop" }] },
  }));
  const own = await openInProcess({ ...given.settings, OAK_SERVERS: `den=${den.url}/v1` });
  const refused = (more: Partial<AskInput>) => refusal(own.client.call("plans.create", { body: rain({ constraints: {}, ...more }) }));
  const why = async (judge: string) => (await refused({ best: { judge } }))!;
  expect(await why(JUDGE)).toMatchObject({
    code: "plan.none",
    field: "best.judge",
    detail: expect.stringContaining("GPT-4o mini cannot hear sounds."),
  });
  expect((await why("gpt-oss-20b")).detail).toContain("gpt-oss 20B cannot hear sounds.");
  expect((await why("den:mystery-chat")).detail).toContain("Whether mystery-chat can hear sounds is not known");
  // One that is known to see, and of which nobody told whether it hears.
  expect((await why("gpt-5.6-luna")).detail).toMatch(/Whether .*Luna can hear sounds is not known/);
  expect(await refused({ input: { prompt: "rain", format: "opus" } })).toMatchObject({ field: "input.format" });
  const list = async (task: "text-to-speech" | "text-to-image") =>
    (await own.client.call("judges.list", { query: { task } })).data.map(({ model }) => model);
  expect(await list("text-to-speech")).toEqual(expect.arrayContaining([EAR, "local/gemma-4-e4b"]));
  expect(await list("text-to-speech")).not.toContain("openai/gpt-4o-mini");
  expect(await list("text-to-image")).toContain("openai/gpt-4o-mini");
  // Under "only on my machines" the one at home judges, for nothing.
  const home = await own.client.call("plans.create", { body: rain({ constraints: { data: { local: true } }, best: { judge: "auto" } }) });
  expect(home).toMatchObject({ local: true, quote: { highMicro: 0 }, best: { judge: { model: "local/gemma-4-e4b", provider: "den" } } });

  const sound = [{ type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } }];
  const chat = (model: string) =>
    own.client.call("plans.create", { body: { task: "chat", input: { messages: [{ role: "user", content: sound }] }, model } });
  expect((await chat("gpt-oss-20b")).rejections[0]).toMatchObject({ code: "hearing", reason: "gpt-oss 20B cannot hear sounds." });
  expect((await chat("den:mystery-chat")).candidates.length).toBe(1);
  for (const { model } of (await chat("auto")).candidates) expect(["openai/gpt-4o-mini", "local/mystery-chat"]).not.toContain(model);
  await own.close();
  await den.close();
});

test("what cannot be played is not judged, and nobody is asked", async () => {
  // Samples in a way of writing that no decoder here knows.
  const wav = Buffer.alloc(44 + 800);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + 800, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(0x4d, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(8_000, 24);
  wav.writeUInt32LE(8_000, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(800, 40);
  const box = await startStandIn(({ path }) =>
    path.endsWith("/models") ? { body: { data: [{ id: "kokoro", object: "model" }] } } : { headers: { "content-type": "audio/wav" }, body: wav },
  );
  const own = await openInProcess({ ...given.settings, OAK_SERVERS: `box=${box.url}/v1` });
  const done = await own.client.call("generations.create", {
    body: { task: "text-to-speech", input: { text: "Hello." }, model: "box:kokoro", count: 2, best: { judge: EAR } },
    query: { wait: 30 },
  });
  expect(done).toMatchObject({ status: "succeeded", best: { state: "unjudged", judge: { settledMicro: 0 }, why: { code: "asset.unreadable" } } });
  expect(done.assets.length).toBe(2);
  expect(given.chats()).toEqual([]);
  await even(own);
  await own.close();
  await box.close();
});
