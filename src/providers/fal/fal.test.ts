// fal's queue through its adapter: what is sent, how a job is followed, every ending, cancel, webhooks; and offers.json against the mapping that applies it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { facetsOf, quote, settle } from "../../spec/price.ts";
import { type TaskId, taskOf } from "../../spec/task.ts";
import { conform } from "../conformance.ts";
import { SECRET, callTo, contextOf, sampleFiles } from "../conformance-cases.ts";
import type { Call, Context, InputFile, Operation } from "../providers.ts";
import kit from "./conformance.ts";
import { fal } from "./fal.ts";
import { bodyOf, carried, mapping } from "../mapping.ts";
import { type FalStandIn, startFalStandIn } from "./stand-in.ts";

const NOW = 1_800_000_000_000;
let standIn: FalStandIn;
let files: Record<"image" | "mask" | "audio", InputFile>;
beforeAll(async () => {
  files = await sampleFiles();
  standIn = await startFalStandIn({ key: SECRET });
});
afterAll(() => standIn.close());
beforeEach(() => {
  standIn.clear();
  standIn.jobs.clear();
  Object.assign(standIn.controls, {
    queueMs: 0,
    runMs: 0,
    polls: null,
    outcome: "ok",
    submitMs: 0,
    foreign: null,
    billed: null,
    catalogue: null,
    key: SECRET,
  });
});

const context = (now = NOW): Context => contextOf({ standIn, secret: SECRET }, { now: () => now });
const image = (input: Record<string, unknown> = {}, more: Partial<Call> = {}) =>
  callTo(fal, "fal-ai/flux/schnell", "text-to-image", { prompt: "a red fox", ...input }, more);
const running = (operation: Operation) => {
  if (operation.state !== "running") throw new Error(JSON.stringify(operation));
  return operation;
};
async function end(call: Call, limit = 30): Promise<Operation> {
  let operation = await fal.start(call, context());
  for (let turn = 0; operation.state === "running" && turn < limit; turn++)
    operation = await fal.check!(JSON.parse(JSON.stringify(operation.ref)), call, context());
  return operation;
}

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

describe("offers", () => {
  const pairs = fal.offers.flatMap((offer) => (Object.keys(offer.tasks) as TaskId[]).map((task) => [offer.remote, task] as const));

  test.each(pairs)("%s honors every field that it offers for %s", (remote, task) => {
    const offer = fal.offers.find((each) => each.remote === remote)!;
    const map = mapping.parse(offer.options);
    expect(Object.keys(offer.tasks[task]!.inputs).filter((field) => !carried(map).has(field))).toEqual([]);
    expect(offer.tasks[task]!.maxCount > 1 && map.count === null).toBe(false);
    const known = taskOf(task).input.shape;
    for (const name of carried(map))
      expect([remote, name in known || pairs.some(([other, also]) => other === remote && name in taskOf(also).input.shape)]).toEqual([remote, true]);
    if (map.size && "choices" in map.size) expect(Object.keys(map.size.choices)).toEqual(offer.tasks[task]!.sizes!);
  });

  test("every priced offer can be quoted for a plain ask, and none for nothing", () => {
    for (const [remote, task] of pairs) {
      const { offer, input } = callTo(fal, remote, task, { prompt: "x", text: "x", image: "ast_1", audioSeconds: 60 });
      const range = quote(offer.price, taskOf(task).measure(input, 1), facetsOf(input));
      expect([remote, range === null ? offer.price === null : range.highMicro > 0]).toEqual([remote, true]);
    }
  });

  test("an unknown price is null and not zero", () => {
    expect(fal.offers.filter((offer) => offer.price?.lines.some((line) => line.micro === 0))).toEqual([]);
    expect(fal.offers.find((offer) => offer.remote === "fal-ai/wizper")!.price).toBeNull();
  });
});

describe("what is sent", () => {
  test("the endpoint's own names, the count, and nothing that was not asked for", async () => {
    await fal.start(
      image({ width: 768, height: 512, seed: 11, format: "jpeg" }, { count: 2, webhookUrl: "https://oak.test/hooks/a?b=c" }),
      context(),
    );
    const [submission] = standIn.received;
    expect(submission!.json).toEqual({
      prompt: "a red fox",
      seed: 11,
      output_format: "jpeg",
      image_size: { width: 768, height: 512 },
      num_images: 2,
    });
    expect([submission!.path, submission!.query.get("fal_webhook")]).toEqual(["/fal-ai/flux/schnell", "https://oak.test/hooks/a?b=c"]);
    expect(submission!.headers.get("authorization")).toBe(`Key ${SECRET}`);
    expect(JSON.parse(submission!.headers.get("x-fal-object-lifecycle-preference")!)).toEqual({ expiration_duration_seconds: 86_400 });
  });

  const body = (remote: string, task: TaskId, input: Record<string, unknown>, given: Record<string, InputFile> = {}) => {
    const call = callTo(fal, remote, task, input, { files: given });
    return bodyOf(call, mapping.parse(call.offer.options));
  };

  test("sizes as settings, seconds as text or frames", async () => {
    expect(await body("fal-ai/wan-25-preview/text-to-video", "text-to-video", { prompt: "x", seconds: 10, width: 720, height: 1280 })).toEqual({
      prompt: "x",
      duration: "10",
      resolution: "720p",
      aspect_ratio: "9:16",
    });
    expect(await body("fal-ai/wan/v2.2-a14b/text-to-video", "text-to-video", { prompt: "x", seconds: 3 })).toMatchObject({
      num_frames: 49,
      frames_per_second: 16,
    });
    expect(await body("fal-ai/ltx-2/text-to-video/fast", "text-to-video", { prompt: "x", audio: false })).toEqual({
      prompt: "x",
      duration: 6,
      generate_audio: false,
      resolution: "1080p",
    });
  });

  test("files inline, a language by its first part, a voice's own language by nothing", async () => {
    const { image_url, ...rest } = await body("fal-ai/clarity-upscaler", "image-upscale", { image: "ast_1", scale: 3 }, { image: files.image });
    expect(String(image_url)).toStartWith("data:image/png;base64,iVBOR");
    expect(rest).toEqual({ upscale_factor: 3 });
    expect(await body("fal-ai/wizper", "speech-to-text", { audio: "ast_1", language: "pt-BR" }, { audio: files.audio })).toMatchObject({
      language: "pt",
      task: "transcribe",
    });
    expect(await body("fal-ai/kokoro/american-english", "text-to-speech", { text: "hi", language: "en" })).toEqual({
      prompt: "hi",
      voice: "af_heart",
    });
  });

  test("each maker's own way with lengths, sound, lists and nested fields", async () => {
    expect(await body("fal-ai/veo3.1", "text-to-video", { prompt: "x", seconds: 6, width: 3840, height: 2160, audio: false })).toEqual({
      prompt: "x",
      duration: "6s",
      resolution: "4k",
      aspect_ratio: "16:9",
      generate_audio: false,
    });
    expect(await body("fal-ai/kling-video/v2.6/pro/text-to-video", "text-to-video", { prompt: "x" })).toMatchObject({
      duration: "5",
      generate_audio: true,
    });
    const edit = await body("fal-ai/nano-banana-pro/edit", "image-to-image", { prompt: "x", image: "ast_1" }, { image: files.image });
    expect(edit).toMatchObject({ image_urls: [expect.stringMatching(/^data:image\/png/)], resolution: "1K" });
    expect(await body("fal-ai/elevenlabs/music", "text-to-music", { prompt: "x", seconds: 12.5 })).toEqual({ prompt: "x", music_length_ms: 12_500 });
    expect(await body("fal-ai/minimax/speech-2.6-hd", "text-to-speech", { text: "hi", speed: 1.5 })).toEqual({
      prompt: "hi",
      output_format: "url",
      voice_setting: { voice_id: "Wise_Woman", speed: 1.5 },
      audio_setting: { format: "mp3" },
    });
  });

  test("files that are too heavy to go inline are refused before anything is sent", async () => {
    const call = callTo(fal, "fal-ai/esrgan", "image-upscale", { image: "ast_1" }, { files: { image: { ...files.image, bytes: 21 * 1024 * 1024 } } });
    expect(await fal.start(call, context())).toMatchObject({ state: "failed", failure: { code: "provider.invalid", charged: "no" } });
    expect(standIn.received).toEqual([]);
  });
});

describe("a job", () => {
  test("is followed through the queue with ever longer pauses, and says where it stands", async () => {
    standIn.controls.polls = 16;
    const call = image();
    const pauses: number[] = [];
    const stages = new Set<string | null>();
    let now = NOW;
    let operation = await fal.start(call, context());
    while (operation.state === "running") {
      pauses.push(operation.wakeMs);
      stages.add(operation.stage);
      operation = await fal.check!(operation.ref, call, context((now += operation.wakeMs * 2)));
    }
    expect([...stages]).toEqual(["Waiting for fal", "Waiting for fal, position 3", "fal is at work"]);
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect([pauses[0], pauses.at(-1)]).toEqual([500, 1500]);
    expect(operation).toMatchObject({ state: "done", seed: 7 });
  });

  test("gives URLs that hold the real bytes, fetched without the key", async () => {
    const operation = await end(image({}, { count: 2 }));
    if (operation.state !== "done") throw new Error(JSON.stringify(operation));
    expect(operation.outputs).toHaveLength(2);
    for (const output of operation.outputs) {
      if (output.kind !== "url") throw new Error(output.kind);
      expect(output.authorized).toBeUndefined();
      expect(
        Buffer.from(await (await fetch(output.url)).arrayBuffer())
          .subarray(1, 4)
          .toString(),
      ).toBe("PNG");
    }
  });

  test("is billed by fal's own count, where the unit is known", async () => {
    standIn.controls.billed = 2;
    const call = image({ width: 1536, height: 1024 });
    const operation = await end(call);
    if (operation.state !== "done") throw new Error(JSON.stringify(operation));
    expect(operation.usage).toEqual({ megapixel: 2 });
    expect(settle(call.offer.price, operation, taskOf("text-to-image").measure(call.input, 1), {})).toMatchObject({ micro: 6000, basis: "usage" });
    const unknown = await end(callTo(fal, "fal-ai/hunyuan-image/v3/text-to-image", "text-to-image", { prompt: "x" }));
    expect(unknown).toMatchObject({ state: "done", usage: null });
  });

  test("asks at addresses of its own where fal names others", async () => {
    standIn.controls.foreign = "https://evil.test";
    const ref = running(await fal.start(image(), context())).ref as Record<string, string>;
    expect(ref.statusUrl).toBe(`${standIn.url}/fal-ai/flux/requests/${ref.requestId}/status`);
    expect(JSON.stringify(ref)).not.toContain("evil");
  });

  test("whose blacked-out pictures are some is kept in part, and whose are all is refused", async () => {
    expect(await end(image({ prompt: "[nsfw]" }))).toMatchObject({ state: "failed", failure: { code: "provider.refused_output" } });
    standIn.controls.polls = 0;
    const call = image({}, { count: 2 });
    const { ref } = running(await fal.start(call, context()));
    const mixed: Context = {
      ...context(),
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (url.endsWith("/status")) return response;
        return Response.json({ ...((await response.json()) as object), has_nsfw_concepts: [true, false] });
      },
    };
    const operation = await fal.check!(ref, call, mixed);
    expect(operation).toMatchObject({ state: "done", outputs: [{ kind: "url" }], missing: { code: "provider.refused_output" } });
  });

  test("whose result a gateway loses is asked for again, and not for ever", async () => {
    standIn.controls.outcome = "gateway";
    const call = image();
    let operation = await fal.start(call, context());
    let turns = 0;
    for (; operation.state === "running" && turns < 100; turns++) operation = await fal.check!(operation.ref, call, context());
    expect(turns).toBe(25);
    expect(operation).toMatchObject({ state: "failed", failure: { code: "provider.bad_output", charged: "unknown" } });
  });

  test("is finished after the gateway is well again", async () => {
    standIn.controls.outcome = "gateway";
    const call = image();
    const lost = running(await fal.check!(running(await fal.start(call, context())).ref, call, context()));
    expect(lost.stage).toContain("fetching it again");
    for (const job of standIn.jobs.values()) job.outcome = "ok";
    expect(await fal.check!(lost.ref, call, context())).toMatchObject({ state: "done" });
  });

  test.each([
    ["refused_input", "provider.refused_input"],
    ["refused_output", "provider.refused_output"],
    ["error", "provider.error"],
    ["timeout", "provider.timeout"],
    ["empty", "provider.bad_output"],
    ["expired", "provider.expired"],
  ])("that ends COMPLETED with %s fails with %s", async (outcome, code) => {
    expect(await end(image({ prompt: `[${outcome}]` }))).toMatchObject({ state: "failed", failure: { code } });
  });

  test("can be canceled, once or twice or too late", async () => {
    standIn.controls.polls = 5;
    const call = image();
    const { ref } = running(await fal.start(call, context()));
    await fal.cancel!(ref, context());
    await fal.cancel!(ref, context());
    expect(standIn.received.map(({ method }) => method)).toEqual(["POST", "PUT", "PUT"]);
    expect(await fal.check!(ref, call, context())).toMatchObject({ state: "failed", failure: { code: "provider.canceled" } });
    standIn.fault({ kind: "status", status: 503 });
    await expect(fal.cancel!(ref, context())).rejects.toMatchObject({ code: "provider.capacity" });
  });

  test("that nobody knows is given up only after a while, and a broken ref at once", async () => {
    const call = image();
    const { ref } = running(await fal.start(call, context()));
    standIn.jobs.clear();
    expect((await fal.check!(ref, call, context())).state).toBe("running");
    expect(await fal.check!(ref, call, context(NOW + 60_000))).toMatchObject({
      state: "failed",
      failure: { code: "provider.not_found", charged: "unknown" },
    });
    expect(await fal.check!({ requestId: "../../x" }, call, context())).toMatchObject({ state: "failed", failure: { code: "provider.not_found" } });
  });
});

describe("webhooks", () => {
  const posted = (sent: { body: string; headers: Record<string, string> }) => new Request("https://oak.test/hook", { method: "POST", ...sent });
  const seconds = NOW / 1000;

  test("a genuine one names the request that it speaks of; keys are fetched once a day", async () => {
    for (let turn = 0; turn < 3; turn++)
      expect(await fal.webhook!(posted(await standIn.webhook("req-1", { timestamp: seconds })), context())).toEqual({ remoteId: "req-1" });
    expect(standIn.received.filter(({ path }) => path.endsWith("jwks.json"))).toHaveLength(1);
    await fal.webhook!(posted(await standIn.webhook("req-1", { timestamp: seconds + 90_000 })), context(NOW + 90_000_000));
    expect(standIn.received).toHaveLength(2);
    expect(standIn.received.every(({ headers }) => headers.get("authorization") === null)).toBe(true);
  });

  test("a false, changed, old or half one is refused", async () => {
    const good = await standIn.webhook("req-1", { timestamp: seconds });
    const other = await startFalStandIn();
    const forged = await other.webhook("req-1", { timestamp: seconds });
    await other.close();
    const without = (name: string) => Object.fromEntries(Object.entries(good.headers).filter(([key]) => key !== name));
    const bad = [
      forged,
      { ...good, body: `${good.body} ` },
      { ...good, headers: { ...good.headers, "x-fal-webhook-request-id": "req-2" } },
      { ...good, headers: { ...good.headers, "x-fal-webhook-signature": "zz" } },
      await standIn.webhook("req-1", { timestamp: seconds - 301 }),
      await standIn.webhook("req-1", { timestamp: seconds + 301 }),
      ...Object.keys(good.headers)
        .filter((name) => !name.endsWith("user-id"))
        .map((name) => ({ ...good, headers: without(name) })),
    ];
    for (const each of bad) expect(await fal.webhook!(posted(each), context())).toBeNull();
  });

  test("the stand-in sends one when a job ends", async () => {
    let heard: (request: Request) => void = () => undefined;
    const call = new Promise<Request>((resolve) => {
      heard = resolve;
    });
    const server = Bun.serve({
      port: 0,
      async fetch(request) {
        heard(new Request(request.url, { method: "POST", headers: request.headers, body: await request.text() }));
        return new Response("ok");
      },
    });
    Object.assign(standIn.controls, { runMs: 5 });
    const { ref } = running(await fal.start(image({}, { webhookUrl: `http://127.0.0.1:${server.port}/hook` }), context()));
    const request = await call;
    const stamp = Number(request.headers.get("x-fal-webhook-timestamp")) * 1000;
    expect(await fal.webhook!(request, context(stamp))).toEqual({ remoteId: (ref as { requestId: string }).requestId });
    await server.stop(true);
  });
});
