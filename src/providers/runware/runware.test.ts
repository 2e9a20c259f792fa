// Runware's adapter signs the kit; what the kit cannot know stands here: bodies, costs, tasks that fail in part or whole when asked about, and looking one up.
import { afterEach, expect, test } from "bun:test";
import { callTo, sampleFiles, SECRET } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Call, Context, Operation } from "../providers.ts";
import type { Received } from "../stand-in.ts";
import kit, { startRunware } from "./conformance.ts";
import provider, { taskId } from "./runware.ts";

let standIn: Awaited<ReturnType<typeof startRunware>>;
afterEach(() => standIn?.close());

test("it conforms", async () => {
  const subject = await kit();
  standIn = subject.standIn as typeof standIn;
  expect(await conform(subject)).toEqual([]);
}, 60_000);

const open = async (now = 1_800_000_000_000): Promise<Context> => {
  standIn = await startRunware();
  return { baseUrl: standIn.url, secret: SECRET, signal: new AbortController().signal, now: () => now, report: () => undefined, fetch };
};
const image = async () => (await sampleFiles()).image;
const fox = (count = 1) => callTo(provider, "runware:100@1", "text-to-image", { prompt: "a fox" }, { count });
const asked = ({ json }: Received) => json?.[0]?.taskType === "getResponse";

async function run(call: Call, context: Context): Promise<Operation> {
  let operation = await provider.start(call, context);
  for (let step = 0; operation.state === "running" && step < 5; step++) operation = await provider.check!(operation.ref, call, context);
  return operation;
}

test("a task is an array of one, under a UUID of ours, asynchronous and with its cost", async () => {
  const context = await open();
  await provider.start(callTo(provider, "runware:101@1", "text-to-image", { prompt: "a fox", width: 512, seed: 7 }, { count: 2 }), context);
  expect(standIn.received[0]!.json).toEqual([
    {
      taskType: "imageInference",
      taskUUID: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/),
      model: "runware:101@1",
      positivePrompt: "a fox",
      width: 512,
      height: 1024,
      seed: 7,
      numberResults: 2,
      outputFormat: "PNG",
      outputType: "URL",
      deliveryMethod: "async",
      includeCost: true,
    },
  ]);
  expect(standIn.received[0]!.headers.get("authorization")).toBe(`Bearer ${SECRET}`);
});

test("pictures go in where each task has them", async () => {
  const context = await open();
  const files = { image: await image() };
  const url = expect.stringMatching(/^data:image\/png;base64,/);
  const bodyOf = async (remote: string, task: Call["task"], input: object) => {
    standIn.clear();
    await provider.start(callTo(provider, remote, task, { image: "ast_1", ...input }, { files }), context);
    return standIn.received[0]!.json[0];
  };
  expect(await bodyOf("runware:101@1", "image-to-image", { prompt: "blue", strength: 0.5 })).toMatchObject({
    inputs: { seedImage: url },
    strength: 0.5,
  });
  expect(await bodyOf("runware:106@1", "image-to-image", { prompt: "blue" })).toMatchObject({ inputs: { referenceImages: [url] } });
  expect(await bodyOf("runware:112@1", "background-removal", {})).toMatchObject({ taskType: "removeBackground", inputs: { image: url } });
  expect(await bodyOf("runware:504@1", "image-upscale", { scale: 4 })).toMatchObject({
    taskType: "upscale",
    inputs: { image: url },
    upscaleFactor: 4,
  });
  expect(await bodyOf("runway:1@2", "image-to-video", { prompt: "zoom" })).toMatchObject({
    taskType: "videoInference",
    inputs: { frameImages: [{ image: url, frame: "first" }] },
    width: 1280,
    height: 720,
    duration: 5,
  });
  const song = callTo(provider, "runware:ace-step@v1.5-turbo", "text-to-music", { prompt: "folk", lyrics: "[verse] an oak", seconds: 90 });
  standIn.clear();
  await provider.start(song, context);
  expect(standIn.received[0]!.json[0]).toMatchObject({ taskType: "audioInference", duration: 90, settings: { lyrics: "[verse] an oak" } });
});

test("the cost of each result is summed up, in micros, and progress is told", async () => {
  const context = await open();
  const call = fox(2);
  const started = (await provider.start(call, context)) as Operation & { state: "running" };
  expect(await provider.check!(started.ref, call, context)).toMatchObject({ state: "running", progress: 0.2 });
  expect(await run(call, context)).toMatchObject({ state: "done", costMicro: 2_600, seed: 7, outputs: [{ kind: "url" }, { kind: "url" }] });
});

test("a task that failed is over, whatever status that is told with; one whose question failed is not", async () => {
  const context = await open();
  const call = fox();
  const error = (code: string, more = {}) => ({ errors: [{ code, message: "no", taskType: "imageInference", taskUUID: taskId("att_1"), ...more }] });
  for (const [status, body, code] of [
    [400, error("providerContentPolicyViolation"), "provider.refused_input"],
    [500, error("nsfwContentDetected"), "provider.refused_output"],
    [503, error("timeoutProvider"), "provider.timeout"],
    [200, error("inferenceError"), "provider.error"],
    [200, { data: [{ taskUUID: taskId("att_1"), status: "error", error: { code: "promptBlocked", message: "no" } }] }, "provider.refused_input"],
    [200, error("resultExpired"), "provider.expired"],
  ] as const) {
    standIn.fault({ kind: "status", status, body }, asked);
    expect([status, body, await run(call, context)]).toEqual([status, body, expect.objectContaining({ failure: expect.objectContaining({ code }) })]);
  }
  const started = (await provider.start(call, context)) as Operation & { state: "running" };
  for (const [status, body] of [
    [429, error("rateLimitExceeded")],
    [401, error("invalidApiKey")],
    [500, error("internalServerError", { taskType: "getResponse" })],
    [400, error("taskNotFound", { taskType: "getResponse" })],
    [200, error("taskNotFound")],
    [200, { data: [] }],
  ] as const) {
    standIn.fault({ kind: "status", status, body }, asked);
    expect([status, body, (await provider.check!(started.ref, call, context)).state]).toEqual([status, body, "running"]);
  }
  standIn.fault({ kind: "status", status: 400, body: error("taskNotFound", { taskType: "getResponse" }) }, asked);
  const late = { ...context, now: () => 1_800_000_060_000 };
  expect(await provider.check!(started.ref, call, late)).toMatchObject({
    state: "failed",
    failure: { code: "provider.expired", charged: "unknown" },
  });
});

test("of several results, those that were made are kept and the others are told", async () => {
  const context = await open();
  const id = taskId("att_1");
  const made = { taskUUID: id, status: "success", imageURL: "https://im.runware.ai/a.png", cost: 0.0013 };
  const body = { data: [made], errors: [{ code: "nsfwContentDetected", message: "no", taskUUID: id }] };
  standIn.fault({ kind: "status", status: 200, body }, asked);
  expect(await run(fox(2), context)).toMatchObject({
    state: "done",
    outputs: [{ url: "https://im.runware.ai/a.png" }],
    costMicro: 1_300,
    missing: { code: "provider.refused_output" },
  });
});

test("a task whose answer was lost is found under its id; only one that it surely never had may be sent again", async () => {
  const context = await open();
  expect(await provider.lookup!("att_1", context, fox())).toBeNull();
  await provider.start(fox(), context);
  expect(await provider.lookup!("att_1", context, fox())).toMatchObject({ state: "running", ref: { id: taskId("att_1") } });
  const error = { code: "taskFailedOrNotFound", message: "no", taskUUID: taskId("att_2") };
  standIn.fault({ kind: "status", status: 400, body: { errors: [error] } });
  expect(await provider.lookup!("att_2", context, fox())).toMatchObject({ state: "failed", failure: { code: "provider.unknown_outcome" } });
  standIn.fault({ kind: "drop" });
  expect(await provider.lookup!("att_2", context, fox())).toMatchObject({ state: "failed", failure: { code: "provider.unknown_outcome" } });
});
