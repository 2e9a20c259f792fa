// OpenRouter's adapter signs the kit; what the kit cannot know stands here: bodies, costs, errors inside a 200, and the live list of prices.
import { afterAll, expect, test } from "bun:test";
import { contextOf, callNamed } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Context } from "../providers.ts";
import kit from "./conformance.ts";

const subject = await kit();
const { provider, standIn, secret, cases } = subject;
afterAll(() => standIn.close());
const context: Context = contextOf({ standIn, secret }, { now: () => Date.UTC(2026, 10, 25) });
const caseOf = (name: string) => callNamed({ cases }, name);
async function sent(call: ReturnType<typeof caseOf>): Promise<any> {
  standIn.clear();
  await provider.start(call, context);
  return standIn.received[0]!.json;
}
async function made(name: string) {
  const call = caseOf(name);
  let operation = await provider.start(call, context);
  while (operation.state === "running") operation = await provider.check!(operation.ref, call, context);
  return operation;
}

test("it conforms", async () => {
  expect(await conform(subject)).toEqual([]);
}, 60_000);

test("bodies are as documented for each task", async () => {
  const picture = expect.stringMatching(/^data:image\/png;base64,/);
  expect(await sent(caseOf("image"))).toEqual({
    model: "openai/gpt-image-2",
    prompt: "a red fox",
    size: "1024x1024",
    quality: "medium",
    output_format: "webp",
    n: 2,
  });
  expect(await sent(caseOf("image by tier"))).toEqual({
    model: "google/gemini-3-pro-image",
    prompt: "a red fox",
    resolution: "1K",
    aspect_ratio: "1:1",
  });
  expect(await sent(caseOf("edit"))).toEqual({
    model: "black-forest-labs/flux.2-pro",
    prompt: "make it blue",
    seed: 5,
    input_references: [{ type: "image_url", image_url: { url: picture } }],
  });
  expect(await sent(caseOf("film"))).toEqual({
    model: "google/veo-3.1-lite",
    prompt: "waves",
    duration: 8,
    resolution: "720p",
    aspect_ratio: "16:9",
    generate_audio: true,
  });
  expect(await sent(caseOf("film from a picture"))).toMatchObject({
    duration: 5,
    frame_images: [{ type: "image_url", frame_type: "first_frame", image_url: { url: picture } }],
  });
  const transcript = caseOf("transcript");
  expect(await sent(transcript)).toEqual({
    model: "openai/whisper-1",
    input_audio: { data: expect.stringMatching(/^UklGR/), format: "wav" },
    language: "pt",
    timestamp_granularities: ["segment"],
    response_format: "verbose_json",
  });
  expect(await sent({ ...transcript, input: { ...transcript.input, timestamps: "none" } })).not.toHaveProperty("timestamp_granularities");
});

test("what it charged is read from each answer, in dollars", async () => {
  expect(await made("image")).toMatchObject({ state: "done", costMicro: 40_000, outputs: [{ type: "image/webp" }, { type: "image/webp" }] });
  expect(await made("transcript")).toMatchObject({ state: "done", costMicro: 20, usage: { second: 0.2 } });
  expect(await made("film")).toMatchObject({ state: "done", costMicro: 250_000, outputs: [{ kind: "url", authorized: true }] });
});

test("a film opens with the key, and the key goes nowhere else", async () => {
  const operation = await made("film");
  if (operation.state !== "done" || operation.outputs[0]!.kind !== "url") throw new Error("no film");
  expect((await fetch(operation.outputs[0]!.url)).status).toBe(401);
  expect((await provider.fetchOutput!(operation.outputs[0]!.url, context)).status).toBe(200);
  const asked: (string | null)[] = [];
  const spy: Context = { ...context, fetch: async (_url, init) => (asked.push(new Headers(init?.headers).get("authorization")), new Response("")) };
  await provider.fetchOutput!("https://elsewhere.example/film.mp4", spy);
  expect(asked).toEqual([null]);
});

test("a chat that failed with status 200 is a failure", async () => {
  const offer = provider.offers.find((each) => each.id === "openrouter:openai/gpt-4o-mini")!;
  const body = { model: offer.remote, messages: [{ role: "user", content: "hi" }] };
  standIn.clear();
  standIn.fault({ kind: "status", status: 200, body: { error: { code: 429, message: "Rate limit exceeded" } } });
  await expect(provider.live!(body, offer, context)).rejects.toMatchObject({ code: "provider.rate" });
  standIn.clear();
  const answer: any = await (await provider.live!(body, offer, context)).response.json();
  expect(answer.usage.cost).toBe(0.000123);
});

test("the live list replaces prices of chat; what it does not name is gone, other tasks stay", async () => {
  standIn.clear();
  const listed = (await provider.refresh!(context))!;
  expect(listed.filter((offer) => offer.tasks.chat).map((offer) => [offer.remote, offer.price])).toEqual([
    [
      "openai/gpt-4o-mini",
      {
        lines: [
          { unit: "inputToken", micro: 200_000, per: 1_000_000 },
          { unit: "cachedInputToken", micro: 100_000, per: 1_000_000 },
          { unit: "audioInputToken", micro: 900_000, per: 1_000_000 },
          { unit: "outputToken", micro: 700_000, per: 1_000_000 },
        ],
        source: "openrouter.ai/api/v1/models",
        date: "2026-11-25",
      },
    ],
  ]);
  expect(listed.filter((offer) => !offer.tasks.chat)).toEqual(provider.offers.filter((offer) => !offer.tasks.chat));
  standIn.fault({ kind: "garbage" });
  expect(await provider.refresh!(context)).toBeNull();
  standIn.clear();
});
