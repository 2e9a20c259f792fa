// WaveSpeed's adapter signs the kit; the bodies of its models stand here.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { conform, type Subject } from "../conformance.ts";
import type { Context } from "../providers.ts";
import kit from "./conformance.ts";

let subject: Subject;
beforeAll(async () => {
  subject = await kit();
});
afterAll(() => subject.standIn.close());
const context = (): Context => ({
  baseUrl: subject.standIn.url,
  secret: subject.secret,
  signal: new AbortController().signal,
  now: () => 1_800_000_000_000,
  report: () => undefined,
  fetch,
});

test("it conforms", async () => expect(await conform(subject)).toEqual([]), 60_000);

const sent = async (name: string, input: Record<string, unknown> = {}) => {
  const { call } = subject.cases.find((one) => one.name === name)!;
  subject.standIn.clear();
  await subject.provider.start({ ...call, input: { ...call.input, ...input } }, context());
  const { json } = subject.standIn.received[0]!;
  return Object.fromEntries(
    Object.entries(json as object).map(([key, value]) => [key, String(value).startsWith("data:image/png;base64,") ? "file" : value]),
  );
};

test("sizes with a star, counts by their own name, files inline", async () => {
  expect(await sent("image", { seed: 4 })).toEqual({ prompt: "a red fox", size: "1024*1024", output_format: "png", seed: 4, num_images: 2 });
  expect(await sent("image from an image")).toMatchObject({ image: "file", strength: 0.8, num_images: 1 });
  expect(await sent("edit")).toEqual({ images: "file" as never, prompt: "a red fox" });
  expect(await sent("film", { seconds: 8, width: 720, height: 1280 })).toEqual({ prompt: "a red fox", duration: 8, size: "720*1280" });
  expect(await sent("film by ratio")).toEqual({ prompt: "a red fox", duration: 5, aspect_ratio: "16:9" });
});

test("a refusal costs nothing, for failed tasks are refunded", async () => {
  const { call, endings } = subject.cases[0]!;
  subject.standIn.clear();
  const first = await subject.provider.start(call, context());
  if (first.state !== "running") throw new Error(JSON.stringify(first));
  subject.standIn.fault({ kind: "status", status: 200, body: endings![0]!.body });
  expect(await subject.provider.check!(first.ref, call, context())).toMatchObject({
    state: "failed",
    failure: { code: "provider.refused_input", charged: "no", providerCode: "1200" },
  });
});
