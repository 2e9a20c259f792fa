// WaveSpeed's adapter signs the kit; the bodies of its models stand here.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { contextOf } from "../conformance-cases.ts";
import { checkOffers, conform, type Subject } from "../conformance.ts";
import type { Context } from "../providers.ts";
import kit from "./conformance.ts";

let subject: Subject;
beforeAll(async () => {
  subject = await kit();
});
afterAll(() => subject.standIn.close());
const context = (): Context => contextOf(subject);

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

test("today's prices are asked for by plain asks, a second's by the dearest length; where nobody answers there is no news", async () => {
  subject.standIn.clear();
  const offers = Object.fromEntries((await subject.provider.refresh!(context()))!.map((offer) => [offer.remote, offer]));
  const from = { source: "WaveSpeed's live price of a plain ask", date: "2027-01-15" };
  expect(offers["wavespeed-ai/flux-dev"]!.price).toEqual({ lines: [{ unit: "image", micro: 18_000, per: 1 }], ...from });
  expect(offers["wavespeed-ai/wan-2.2/t2v-720p"]!.price).toEqual({ lines: [{ unit: "second", micro: 54_000, per: 1 }], ...from });
  const before = subject.provider.offers.find(({ remote }) => remote === "wavespeed-ai/wan-2.2/i2v-720p");
  expect(offers["wavespeed-ai/wan-2.2/i2v-720p"]).toEqual(before!);
  expect(subject.standIn.received.every(({ path }) => path === "/api/v3/model/price")).toBe(true);
  expect(subject.standIn.received.find(({ json }) => json.model_id === "wavespeed-ai/flux-dev")!.json.inputs).toEqual({
    prompt: "an oak",
    size: "1024*1024",
    output_format: "png",
    num_images: 1,
  });
  expect(checkOffers({ ...subject.provider, offers: Object.values(offers) })).toEqual([]);
  subject.standIn.fault({ kind: "status", status: 503 });
  expect(await subject.provider.refresh!(context())).toBeNull();
  subject.standIn.clear();
});
