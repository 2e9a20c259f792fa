// Novita's adapter signs the kit; the bodies of its models, its progress and its chat's failures stand here.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { contextOf } from "../conformance-cases.ts";
import { conform, type Subject } from "../conformance.ts";
import type { Context } from "../providers.ts";
import kit from "./conformance.ts";

let subject: Subject;
beforeAll(async () => {
  subject = await kit();
});
afterAll(() => subject.standIn.close());
const context = (): Context => contextOf(subject);
const caseOf = (name: string) => subject.cases.find((one) => one.name === name)!;

test("it conforms", async () => expect(await conform(subject)).toEqual([]), 60_000);

test("each model's own shape of body", async () => {
  const sent = async (name: string, input: Record<string, unknown> = {}) => {
    const { call } = caseOf(name);
    subject.standIn.clear();
    await subject.provider.start({ ...call, input: { ...call.input, ...input } }, context());
    return subject.standIn.received[0]!.json;
  };
  expect(await sent("image", { seed: 4 })).toEqual({ prompt: "a red fox", size: "1024*1024", seed: 4, output_format: "png" });
  expect(await sent("edit")).toEqual({ image: expect.stringMatching(/^iVBOR/), prompt: "a red fox", output_format: "png" });
  expect(await sent("film", { negativePrompt: "rain", seed: 4 })).toEqual({
    input: { prompt: "a red fox", negative_prompt: "rain" },
    parameters: { duration: 5, size: "1280*720", seed: 4 },
  });
  expect(await sent("older film")).toEqual({ prompt: "a red fox", width: 832, height: 480 });
  expect(await sent("film from a picture")).toEqual({
    image: expect.stringMatching(/^data:image\/png;base64,/),
    prompt: "a red fox",
    duration: 6,
    resolution: "768P",
  });
});

test("a task tells how far it is", async () => {
  const { call } = caseOf("film");
  const seen: (number | null)[] = [];
  let operation = await subject.provider.start(call, context());
  while (operation.state === "running") {
    seen.push(operation.progress);
    operation = await subject.provider.check!(operation.ref, call, context());
  }
  expect([operation.state, seen]).toEqual(["done", [null, null, 0.5]]);
});

test("a chat that cannot be paid for is told as that", async () => {
  const offer = subject.provider.offers.find((each) => each.remote === "openai/gpt-oss-20b")!;
  subject.standIn.fault({
    kind: "status",
    status: 403,
    body: { code: 403, reason: "NOT_ENOUGH_BALANCE", message: "not enough balance", metadata: {} },
  });
  const thrown = await subject.provider.live!({ messages: [] }, offer, context()).then(
    () => null,
    (error: { code: string }) => error.code,
  );
  expect(thrown).toBe("provider.quota");
  subject.standIn.clear();
});
