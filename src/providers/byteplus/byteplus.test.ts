// BytePlus' adapter signs the kit; what the kit cannot know stands here.
import { expect, test } from "bun:test";
import { facetsOf, quote, settle } from "../../spec/price.ts";
import { taskOf } from "../../spec/task.ts";
import { contextOf, callNamed, runOf } from "../conformance-cases.ts";
import { conform, type Subject } from "../conformance.ts";
import type { Call, Operation } from "../providers.ts";
import kit from "./conformance.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const run = (subject: Subject, call: Call) => runOf(subject.provider, call, contextOf(subject));

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

test("what is asked for stands in the body as Ark documents it", async () => {
  const subject = await kit();
  await run(subject, callNamed(subject, "picture"));
  expect(subject.standIn.received[0]!.json).toEqual({
    model: "seedream-4-5-251128",
    prompt: "a red fox",
    size: "2048x2048",
    response_format: "url",
    sequential_image_generation: "disabled",
    watermark: false,
  });
  subject.standIn.clear();
  await run(subject, callNamed(subject, "film"));
  expect(subject.standIn.received[0]!.json).toEqual({
    model: "dreamina-seedance-2-0-260128",
    content: [{ type: "text", text: "waves" }],
    resolution: "720p",
    ratio: "16:9",
    duration: 5,
    generate_audio: true,
    watermark: false,
  });
  subject.standIn.clear();
  const animation = callNamed(subject, "animation");
  await run(subject, { ...animation, input: { image: "ast_1", seconds: 4, width: 1248, height: 1664, audio: false, seed: 3 } });
  expect(subject.standIn.received[0]!.json).toMatchObject({
    content: [{ type: "image_url", image_url: { url: expect.stringMatching(/^data:image\/png;base64,/) }, role: "first_frame" }],
    resolution: "1080p",
    ratio: "3:4",
    duration: 4,
    generate_audio: false,
    seed: 3,
  });
  subject.standIn.clear();
  await run(subject, animation);
  expect(subject.standIn.received[0]!.json).toMatchObject({ resolution: "720p", ratio: "adaptive" });
  await subject.standIn.close();
});

test("each allowed size is a pair of its own", async () => {
  const subject = await kit();
  for (const offer of subject.provider.offers.filter((each) => each.tasks["text-to-video"])) {
    const pairs = new Set<string>();
    const sizes = offer.tasks["text-to-video"]!.sizes!;
    for (const size of sizes) {
      const [width, height] = size.split("x").map(Number);
      subject.standIn.clear();
      await subject.provider.start(
        { ...callNamed(subject, "film"), offer, input: { prompt: "waves", seconds: 5, width, height } },
        contextOf(subject),
      );
      const { resolution, ratio } = subject.standIn.received[0]!.json;
      pairs.add(`${resolution} ${ratio}`);
    }
    expect([offer.id, pairs.size]).toEqual([offer.id, sizes.length]);
  }
  await subject.standIn.close();
});

test("the tokens that it counts are what is paid, and lie within the quote", async () => {
  const subject = await kit();
  const call = callNamed(subject, "film");
  const operation = (await run(subject, call)) as Operation & { state: "done" };
  const asked = taskOf(call.task).measure(call.input, 1);
  expect(operation.usage).toEqual({ outputToken: 103_818 });
  // 103,818 tokens at 7 dollars a million.
  expect(settle(call.offer.price, operation, asked, facetsOf(call.input))).toMatchObject({ micro: 726_726, basis: "usage" });
  // The price list's own example: 0.76 dollars for five seconds of 720p.
  const { lowMicro, highMicro } = quote(call.offer.price, asked, facetsOf(call.input))!;
  expect([lowMicro <= 756_000, highMicro >= 756_000, highMicro < 850_000]).toEqual([true, true, true]);
  const sound = callNamed(subject, "animation");
  const priced = (audio: boolean) => quote(sound.offer.price, asked, facetsOf({ ...sound.input, audio }))!.highMicro;
  expect(priced(true)).toBe(2 * priced(false));
  await subject.standIn.close();
});

test("a record that outlived its film is expired, not broken", async () => {
  const subject = await kit();
  const call = callNamed(subject, "film");
  const started = (await subject.provider.start(call, contextOf(subject))) as Operation & { state: "running" };
  subject.standIn.fault({ kind: "status", status: 200, body: { id: "cgt-1", status: "succeeded", content: null } });
  const later = await subject.provider.check!(started.ref, call, contextOf(subject, { now: () => 1_800_000_000_000 + DAY_MS + 1 }));
  expect(later).toMatchObject({ state: "failed", failure: { code: "provider.expired", charged: "yes" } });
  await subject.standIn.close();
});

test("it is stopped by DELETE, and one that runs already may refuse that", async () => {
  const subject = await kit();
  const call = callNamed(subject, "film");
  const started = (await subject.provider.start(call, contextOf(subject))) as Operation & { state: "running" };
  await subject.provider.cancel!(started.ref, contextOf(subject));
  expect(subject.standIn.received.at(-1)).toMatchObject({ method: "DELETE", path: "/api/v3/contents/generations/tasks/cgt-1" });
  expect(await subject.provider.check!(started.ref, call, contextOf(subject))).toMatchObject({
    failure: { code: "provider.canceled", charged: "no" },
  });
  subject.standIn.fault({ kind: "status", status: 409, body: { error: { code: "InvalidAction", message: "running" } } });
  await subject.provider.cancel!(started.ref, contextOf(subject));
  await subject.standIn.close();
});
