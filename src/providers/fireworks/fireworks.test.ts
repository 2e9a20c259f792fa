// Fireworks AI's adapter signs the kit; what the kit cannot know stands here.
import { afterAll, expect, test } from "bun:test";
import { contextOf, callNamed } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Context } from "../providers.ts";
import { fieldsOf } from "../stand-in-shapes.ts";
import kit from "./conformance.ts";

const subject = await kit();
const { provider, standIn, secret, cases } = subject;
afterAll(() => standIn.close());
const context = (more: Partial<Context> = {}): Context => contextOf({ standIn, secret }, more);
const caseOf = (name: string) => callNamed({ cases }, name);

async function sent(call: ReturnType<typeof caseOf>): Promise<Record<string, any>> {
  standIn.clear();
  await provider.start(call, context());
  return fieldsOf(standIn.received[0]!);
}

test("it conforms", async () => {
  expect(await conform(subject)).toEqual([]);
}, 60_000);

test("a picture is asked for by its ratio and with the steps that it is priced by", async () => {
  const call = caseOf("image");
  expect(await sent({ ...call, input: { ...call.input, width: 1344, height: 768, seed: 5 } })).toEqual({
    prompt: "a red fox",
    aspect_ratio: "16:9",
    seed: 5,
    num_inference_steps: 4,
  });
  expect(standIn.received[0]!.headers.get("accept")).toBe("application/json");
  expect(await provider.start(call, context())).toMatchObject({ state: "done", seed: 7, outputs: [{ kind: "bytes", type: "image/png" }] });
});

test("an edit carries its picture as a data URL, and its job is asked about with the id that it got", async () => {
  const call = caseOf("edit");
  expect(await sent(call)).toEqual({ prompt: "make it blue", input_image: expect.stringMatching(/^data:image\/png;base64,/), output_format: "png" });
  const started = await provider.start(call, context());
  standIn.clear();
  if (started.state === "running") await provider.check!(started.ref, call, context());
  expect(standIn.received[0]!.json).toEqual({ id: expect.stringMatching(/^job-/) });
});

test("whisper is asked on its own host, and the key goes there only where the base is Fireworks too", async () => {
  const asked: [string, string | null][] = [];
  const spy = context({
    baseUrl: "https://api.fireworks.ai/inference/v1",
    fetch: async (url, init) => {
      asked.push([url, new Headers(init?.headers).get("authorization")]);
      return Response.json({ text: "Hello", duration: 90 });
    },
  });
  const operation = await provider.start(caseOf("transcript"), spy);
  expect(asked).toEqual([["https://audio-prod.us-virginia-1.direct.fireworks.ai/v1/audio/transcriptions", `Bearer ${secret}`]]);
  expect(operation).toMatchObject({ state: "done", usage: { second: 90 } });
  const fields = await sent({ ...caseOf("transcript"), input: { audio: "ast_2", timestamps: "none" } });
  expect(standIn.received[0]!.path).toBe("/audio/transcriptions");
  expect(Object.keys(fields).toSorted()).toEqual(["file", "model", "response_format"]);
});
