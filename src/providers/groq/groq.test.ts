// Groq's adapter signs the kit; what it sends and what it costs stand here.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { quote, settle } from "../../spec/price.ts";
import { taskOf } from "../../spec/task.ts";
import { contextOf } from "../conformance-cases.ts";
import { conform, type Subject } from "../conformance.ts";
import type { Context } from "../providers.ts";
import { formOf } from "../stand-in.ts";
import kit from "./conformance.ts";

let subject: Subject;
beforeAll(async () => {
  subject = await kit();
});
afterAll(() => subject.standIn.close());
const context = (): Context => contextOf(subject);
const done = async (at: number) => {
  const { call } = subject.cases[at]!;
  subject.standIn.clear();
  const operation = await subject.provider.start(call, context());
  if (operation.state !== "done") throw new Error(JSON.stringify(operation));
  return { call, operation, sent: subject.standIn.received[0]! };
};

test("it conforms", async () => expect(await conform(subject)).toEqual([]), 60_000);

test("a transcription asks for what gives timestamps, and ten seconds are paid at least", async () => {
  const { call, operation, sent } = await done(0);
  const form = Object.fromEntries(await formOf(sent));
  expect(form).toMatchObject({
    model: "whisper-large-v3-turbo",
    language: "pt",
    response_format: "verbose_json",
    "timestamp_granularities[]": "word",
  });
  expect(settle(call.offer.price, operation, taskOf("speech-to-text").measure(call.input, 1), {}).micro).toBe(112); // 10 s × $0.04 an hour
  const hour = quote(call.offer.price, taskOf("speech-to-text").measure({ audioSeconds: 3600 }, 1), {});
  expect(hour).toEqual({ lowMicro: 39_996, highMicro: 39_996 });
});

test("speech is asked for in the words that Orpheus knows, as WAV", async () => {
  const { sent, operation } = await done(1);
  expect(sent.json).toEqual({ model: "canopylabs/orpheus-v1-english", input: "[cheerful] Hello there", voice: "hannah", response_format: "wav" });
  expect(operation.outputs[0]).toMatchObject({ kind: "bytes", type: "audio/wav" });
});
