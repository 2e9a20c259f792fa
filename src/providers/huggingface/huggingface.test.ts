// Hugging Face's adapter signs the kit, and its bodies fit the schemas of their tasks.
import { afterAll, expect, test } from "bun:test";
import { misfits } from "../conformance-specification.ts";
import { contextOf } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Context } from "../providers.ts";
import kit from "./conformance.ts";
import schemas from "./schemas.subset.json";

const subject = await kit();
const { provider, standIn, secret, cases } = subject;
afterAll(() => standIn.close());
const context: Context = contextOf({ standIn, secret });

test("it conforms", async () => {
  expect(await conform(subject)).toEqual([]);
}, 60_000);

test("every body fits its task's schema, with no parameter that it does not name", async () => {
  for (const { name, call } of cases) {
    standIn.clear();
    await provider.start(call, context);
    const body = standIn.received[0]!.json;
    const schema = call.task === "text-to-image" ? "TextToImage" : "AutomaticSpeechRecognition";
    expect([name, misfits(schemas, `${schema}Input`, body)]).toEqual([name, []]);
    expect([name, misfits(schemas, `${schema}Parameters`, body.parameters)]).toEqual([name, []]);
  }
});

test("bodies are as documented", async () => {
  const sent = async (index: number) => {
    standIn.clear();
    await provider.start(cases[index]!.call, context);
    return standIn.received[0]!.json;
  };
  expect(await sent(0)).toEqual({ inputs: "a red fox", parameters: { width: 1024, height: 1024, seed: 7 } });
  expect(await sent(1)).toEqual({ inputs: "a fox", parameters: { negative_prompt: "snow", width: 1024, height: 1024 } });
  expect(await sent(2)).toEqual({ inputs: expect.stringMatching(/^UklGR/), parameters: { return_timestamps: true } });
});

test("what it runs itself trains on no inputs; of what it passes on to others that is not known", () => {
  const passedOn = provider.offers.filter(({ tasks }) => "chat" in tasks);
  const itsOwn = provider.offers.filter((offer) => !passedOn.includes(offer));
  expect(new Set(passedOn.map(({ data }) => data.trainsOnInputs))).toEqual(new Set([null]));
  expect(new Set(itsOwn.map(({ data }) => data.trainsOnInputs))).toEqual(new Set([false]));
  expect(itsOwn.every(({ data }) => data.source.includes("hf-inference"))).toBe(true);
});

test("a picture comes as bytes and is priced by its seconds, which nobody tells: so by the most", async () => {
  const operation = await provider.start(cases[0]!.call, context);
  expect(operation).toMatchObject({ state: "done", outputs: [{ kind: "bytes", type: "image/jpeg" }], costMicro: null });
  expect(await provider.start(cases[2]!.call, context)).toMatchObject({
    outputs: [{ kind: "text", text: " Hello there", data: { chunks: [{ timestamp: [0, 0.2] }] } }],
  });
});
