// Runway's adapter signs the kit; what the kit cannot know stands here: bodies as documented, what a task cost, what a refusal costs.
import { afterAll, expect, test } from "bun:test";
import { contextOf, callNamed } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Call, Context, Operation } from "../providers.ts";
import kit from "./conformance.ts";

const { provider, standIn, secret, cases } = await kit();
afterAll(() => standIn.close());

const context: Context = contextOf({ standIn, secret });
const callOf = (name: string) => callNamed({ cases }, name);

async function run(call: Call): Promise<Operation> {
  standIn.clear();
  let operation = await provider.start(call, context);
  while (operation.state === "running") operation = await provider.check!(operation.ref, call, context);
  return operation;
}

test("it conforms", async () => {
  expect(await conform(await kit())).toEqual([]);
}, 120_000);

test("each task is asked for as documented", async () => {
  const bodies = await Promise.all(
    ["film", "faster edit", "newer speech", "sound"].map(async (name) => {
      await provider.start(callOf(name), context);
      return standIn.received.findLast(({ json }) => json?.promptText === (callOf(name).input.prompt ?? callOf(name).input.text))!.json;
    }),
  );
  expect(bodies).toEqual([
    { model: "gen4.5", promptText: "waves", ratio: "1280:720", duration: 5 },
    {
      model: "gen4_image_turbo",
      promptText: "bluer",
      ratio: "1920:1080",
      referenceImages: [{ uri: expect.stringMatching(/^data:image\/png;base64,/) }],
    },
    { model: "eleven_v3", promptText: "Hello there", voice: { type: "runway-preset", presetId: "Maya" }, languageCode: "pt" },
    { model: "eleven_text_to_sound_v2", promptText: "rain on a tin roof", duration: 6 },
  ]);
});

test("the credits of the ended task are the cost, in micros", async () => {
  expect(await run(callOf("film"))).toMatchObject({ state: "done", costMicro: 70_000 });
});

test("a refusal is charged, unless the task says that it was refunded", async () => {
  const ended = (failureCode: string, cost?: object) => ({
    kind: "status" as const,
    status: 200,
    body: { id: "t", status: "FAILED", failure: "no", failureCode, ...cost },
  });
  const operation = await provider.start(callOf("film"), context);
  const ref = operation.state === "running" ? operation.ref : null;
  const charged = async (fault: ReturnType<typeof ended>) => {
    standIn.fault(fault);
    const checked = await provider.check!(ref, callOf("film"), context);
    standIn.fault(null);
    return checked.state === "failed" ? checked.failure.charged : checked.state;
  };
  expect(await charged(ended("SAFETY.INPUT.TEXT"))).toBe("yes");
  expect(await charged(ended("SAFETY.OUTPUT.VIDEO"))).toBe("yes");
  expect(await charged(ended("SAFETY.OUTPUT.VIDEO", { cost: { credits: 0 } }))).toBe("no");
  expect(await charged(ended("INTERNAL", { cost: { credits: 25 } }))).toBe("yes");
});

test("a stopped task is told as stopped", async () => {
  const call = callOf("film");
  const operation = await provider.start(call, context);
  if (operation.state !== "running") throw new Error("not running");
  await provider.cancel!(operation.ref, context);
  expect(await provider.check!(operation.ref, call, context)).toMatchObject({
    state: "failed",
    failure: { code: "provider.canceled", charged: "no" },
  });
});

test("it is asked at most every five seconds", async () => {
  const operation = await provider.start(callOf("film"), context);
  expect(operation.state === "running" && operation.wakeMs).toBe(5_000);
});
