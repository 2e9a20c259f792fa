// Kling's adapter signs the kit; what the kit cannot know stands here: bodies as documented, a lost task found again by our key, units as money.
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
async function sent(call: Call): Promise<any> {
  standIn.clear();
  await provider.start(call, context);
  return standIn.received[0]!.json;
}

test("it conforms", async () => {
  expect(await conform(await kit())).toEqual([]);
}, 60_000);

test("each task is asked for as documented: seconds as a text, sound as on or off, a picture as bare base64", async () => {
  expect(await sent({ ...callOf("film", { audio: true, seconds: 12, width: 1080, height: 1920 }), key: "att_7" })).toEqual({
    model_name: "kling-v3",
    mode: "pro",
    prompt: "waves",
    duration: "12",
    sound: "on",
    aspect_ratio: "9:16",
    external_task_id: "att_7",
  });
  expect(await sent(callOf("film of a picture", { negativePrompt: "blur" }))).toEqual({
    model_name: "kling-v2-5-turbo",
    mode: "pro",
    prompt: "slow zoom",
    negative_prompt: "blur",
    duration: "5",
    image: expect.stringMatching(/^iVBOR/),
    external_task_id: "att_1",
  });
  expect(await sent(callOf("images"))).toMatchObject({ model_name: "kling-v3", aspect_ratio: "16:9", resolution: "2k", n: 2 });
});

test("what was deducted is the cost: units of a film and of a picture are worth different amounts, none is no price", async () => {
  const run = async (name: string) => {
    let operation = await provider.start(callOf(name), context);
    while (operation.state === "running") operation = await provider.check!(operation.ref, callOf(name), context);
    return operation;
  };
  standIn.clear();
  expect(await run("film")).toMatchObject({ state: "done", costMicro: 350_000 });
  expect(await run("images")).toMatchObject({ state: "done", costMicro: 8_750 });
  const started = await provider.start(callOf("film"), context);
  const data = { task_id: "t", task_status: "succeed", final_unit_deduction: "0", task_result: { videos: [{ url: "https://cdn.example/1.mp4" }] } };
  standIn.fault({ kind: "status", status: 200, body: { code: 0, data } });
  expect(await provider.check!(started.state === "running" ? started.ref : null, callOf("film"), context)).toMatchObject({ costMicro: null });
  standIn.clear();
});

test("a task whose answer was lost is found by our key, wherever it was made; one that never came is not there", async () => {
  standIn.clear();
  await provider.start({ ...callOf("film of a picture"), key: "att_lost" }, context);
  const found = await provider.lookup!("att_lost", context, null as never);
  expect(found).toMatchObject({ state: "running", ref: { path: "v1/videos/image2video" } });
  let operation = found!;
  while (operation.state === "running") operation = await provider.check!(operation.ref, callOf("film of a picture"), context);
  expect(operation).toMatchObject({ state: "done", outputs: [{ kind: "url" }] });
  expect(await provider.lookup!("att_never", context, null as never)).toBeNull();
  standIn.fault({ kind: "status", status: 503, body: {} }, ({ path }) => path.includes("image2video"));
  expect(await provider.lookup!("att_never", context, null as never)).toMatchObject({
    state: "failed",
    failure: { code: "provider.unknown_outcome" },
  });
  standIn.clear();
});

test("sound costs more", () => {
  const price = (more: object) => {
    const call = callOf("film", more as Record<string, unknown>);
    return cost(call.offer.price!, taskOf(call.task).measure(call.input, 1).high, facetsOf(call.input));
  };
  expect([price({}), price({ audio: true })]).toEqual([560_000, 840_000]);
});
