// MiniMax's adapter signs the kit; what the kit cannot know stands here: bodies as documented, sound out of digits, prices by resolution, a file asked for apart.
import { afterAll, expect, test } from "bun:test";
import { cost, facetsOf, settle } from "../../spec/price.ts";
import { taskOf } from "../../spec/task.ts";
import { conform } from "../conformance.ts";
import { callNamed, callTo, contextOf } from "../conformance-cases.ts";
import type { Call, Context } from "../providers.ts";
import kit from "./conformance.ts";

const { provider, standIn, secret, cases } = await kit();
afterAll(() => standIn.close());

const context: Context = contextOf({ standIn, secret });
const callOf = (name: string, more: Record<string, unknown> = {}) => callNamed({ cases }, name, more);
async function sent(call: Call): Promise<any> {
  standIn.clear();
  await provider.start(call, context);
  return standIn.received[0]!.json;
}
const data = expect.stringMatching(/^data:image\/png;base64,/);

test("it conforms", async () => {
  expect(await conform(await kit())).toEqual([]);
}, 120_000);

test("films are asked for as documented, under the version that their model has", async () => {
  expect(await sent(callOf("film", { width: 1920, height: 1080 }))).toEqual({
    model: "MiniMax-Hailuo-2.3",
    prompt: "waves",
    duration: 6,
    resolution: "1080P",
  });
  expect(await sent(callOf("film of a picture"))).toEqual({
    model: "MiniMax-Hailuo-02",
    prompt: "slow zoom",
    duration: 6,
    resolution: "1080P",
    first_frame_image: data,
  });
  expect(await sent(callOf("film with sound", { width: 1440, height: 2560, seconds: 15 }))).toEqual({
    model: "MiniMax-H3",
    content: [{ type: "text", text: "waves" }],
    duration: 15,
    resolution: "2K",
    ratio: "9:16",
  });
  expect(await sent(callOf("film with sound of a picture"))).toEqual({
    model: "MiniMax-H3",
    content: [
      { type: "text", text: "slow zoom" },
      { type: "image_url", role: "first_frame", image_url: { url: data } },
    ],
    duration: 5,
    resolution: "768P",
    ratio: "adaptive",
  });
});

test("ten seconds at 1080P are refused before anything is asked", async () => {
  standIn.clear();
  const operation = await provider.start(callOf("film", { width: 1920, height: 1080, seconds: 10 }), context);
  expect(operation).toMatchObject({ state: "failed", failure: { code: "provider.invalid", charged: "no" } });
  expect(standIn.received).toEqual([]);
});

test("pictures, speech and songs are asked for as documented; a song without words is an instrumental", async () => {
  expect(await sent(callOf("images", { width: 1344, height: 576, seed: 7 }))).toEqual({
    model: "image-01",
    prompt: "a red fox",
    aspect_ratio: "21:9",
    response_format: "base64",
    seed: 7,
    n: 2,
  });
  expect(await sent(callOf("speech", { language: "de", speed: 1.5 }))).toEqual({
    model: "speech-2.8-hd",
    text: "Hello there",
    stream: false,
    output_format: "hex",
    language_boost: "German",
    voice_setting: { voice_id: "English_expressive_narrator", speed: 1.5 },
    audio_setting: { format: "mp3" },
  });
  expect(await sent(callOf("song"))).toMatchObject({ model: "music-2.6", prompt: "calm piano", lyrics: "[verse] Slow rain", output_format: "hex" });
  expect(await sent(callTo(provider, "music-2.6", "text-to-music", { prompt: "calm piano" }))).toMatchObject({ is_instrumental: true });
});

test("digits become sound, and what was counted is what is paid", async () => {
  standIn.clear();
  const call = callOf("speech", { format: "wav" });
  const operation = await provider.start(call, context);
  if (operation.state !== "done") throw new Error("not done");
  expect(operation.outputs).toMatchObject([{ kind: "bytes", type: "audio/wav" }]);
  expect(operation.usage).toEqual({ character: 22, second: 0.5 });
  expect(settle(call.offer.price, operation, taskOf(call.task).measure(call.input, 1), facetsOf(call.input))).toMatchObject({
    micro: 2_200,
    basis: "usage",
  });
  expect(await provider.start(callOf("song"), context)).toMatchObject({ state: "done", usage: { second: 25.364 } });
});

test("films cost by resolution and length as the list says", () => {
  const price = (name: string, more: Record<string, unknown>) => {
    const call = callOf(name, more);
    return cost(call.offer.price!, taskOf(call.task).measure(call.input, 1).high, facetsOf(call.input));
  };
  expect([price("film", {}), price("film", { seconds: 10 }), price("film", { width: 1920, height: 1080 })]).toEqual([280_000, 560_000, 490_000]);
  expect([price("film with sound", {}), price("film with sound", { width: 2560, height: 1440 })]).toEqual([400_000, 650_000]);
  expect([price("film of a picture", {}), price("film with sound of a picture", {})]).toEqual([490_000, 400_000]);
});

test("a file that cannot be asked for just now is asked for again: the film is paid for", async () => {
  standIn.clear();
  const call = callOf("film");
  let operation = await provider.start(call, context);
  for (let step = 0; step < 3 && operation.state === "running"; step++) operation = await provider.check!(operation.ref, call, context);
  const ref = operation.state === "running" ? operation.ref : null;
  standIn.fault({ kind: "status", status: 200, body: { base_resp: { status_code: 1002, status_msg: "rate limit" } } });
  expect(await provider.check!(ref, call, context)).toMatchObject({ state: "running" });
  standIn.fault(null);
  expect(await provider.check!(ref, call, context)).toMatchObject({ state: "done", outputs: [{ kind: "url" }] });
});

test("a bad key inside a good status is told by the look", async () => {
  standIn.fault({ kind: "status", status: 200, body: { base_resp: { status_code: 2049, status_msg: "invalid api key" } } });
  expect(await provider.probe!(context)).toMatchObject({ code: "provider.auth" });
  standIn.clear();
});
