// Luma's adapter signs the kit; what the kit cannot know stands here: bodies as documented, prices that do not grow evenly, a look without a list.
import { afterAll, expect, test } from "bun:test";
import { cost, facetsOf } from "../../spec/price.ts";
import { taskOf } from "../../spec/task.ts";
import { contextOf, callNamed } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Call, Context } from "../providers.ts";
import kit from "./conformance.ts";

const { provider, standIn, secret, cases } = await kit();
afterAll(() => standIn.close());

const context: Context = contextOf({ standIn, secret });
const callOf = (name: string, more: Record<string, unknown> = {}) => callNamed({ cases }, name, more);
async function sent(call: Call): Promise<unknown> {
  standIn.clear();
  await provider.start(call, context);
  return standIn.received[0]!.json;
}

test("it conforms", async () => {
  expect(await conform(await kit())).toEqual([]);
}, 60_000);

test("each task is asked for as documented", async () => {
  const inline = { data: expect.stringMatching(/^iVBOR/), media_type: "image/png" };
  expect(await sent(callOf("image", { width: 1152, height: 2048, format: "jpeg" }))).toEqual({
    type: "image",
    model: "uni-1",
    prompt: "a red fox",
    aspect_ratio: "9:16",
    output_format: "jpeg",
  });
  expect(await sent(callOf("edit"))).toEqual({
    type: "image_edit",
    model: "uni-1-max",
    prompt: "make it blue",
    output_format: "png",
    source: inline,
  });
  expect(await sent(callOf("film", { width: 1080, height: 1920, seconds: 10 }))).toEqual({
    type: "video",
    model: "ray-3.2",
    prompt: "waves",
    aspect_ratio: "9:16",
    video: { resolution: "1080p", duration: "10s" },
  });
  expect(await sent(callOf("film of a picture"))).toEqual({
    type: "video",
    model: "ray-3.2",
    prompt: "slow zoom",
    video: { resolution: "720p", duration: "5s", start_frame: inline },
  });
});

test("the second five seconds cost twice the first, an edit a little more than a picture", () => {
  const price = (call: Call) => cost(call.offer.price!, taskOf(call.task).measure(call.input, 1).high, facetsOf(call.input));
  expect([5, 10].map((seconds) => price(callOf("film", { seconds })))).toEqual([300_000, 900_000]);
  expect([5, 10].map((seconds) => price(callOf("film", { seconds, width: 1920, height: 1080 })))).toEqual([1_200_000, 3_600_000]);
  expect(price(callOf("film", { width: 640, height: 360 }))).toBe(60_000);
  expect(price(callOf("film of a picture"))).toBe(300_000);
  expect([price(callOf("image")), price(callOf("edit"))]).toEqual([40_400, 103_000]);
});

test("the look asks for what cannot be there: not found is a good key", async () => {
  standIn.clear();
  expect(await provider.probe!(context)).toBeNull();
  expect(await provider.probe!({ ...context, secret: "luma-api-wrong" })).toMatchObject({ code: "provider.auth" });
  expect(standIn.received.map(({ method }) => method)).toEqual(["GET", "GET"]);
});
