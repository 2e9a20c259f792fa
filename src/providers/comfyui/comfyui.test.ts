// ComfyUI's adapter signs the kit; what the kit cannot know stands here: which files make which offers, the graphs that are sent, progress and previews, one job per key.
import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callOf, sampleFiles } from "../conformance-cases.ts";
import { checkOffers, conform } from "../conformance.ts";
import { formOf } from "../stand-in.ts";
import type { Call, Context, Operation } from "../providers.ts";
import mountComfyui, { comfyui, jobId } from "./comfyui.ts";
import kit, { startComfy } from "./conformance.ts";
import { readWorkflows } from "./workflows.ts";

let standIn: Awaited<ReturnType<typeof startComfy>> | null = null;
afterEach(async () => {
  await standIn?.close();
  standIn = null;
});

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

async function open() {
  standIn = await startComfy();
  const reports: { progress: number | null; preview?: string | null }[] = [];
  const context: Context = {
    baseUrl: standIn.url,
    secret: null,
    signal: new AbortController().signal,
    now: () => 1_800_000_000_000,
    report: (progress, _stage, preview) => void reports.push({ progress, preview: preview ?? null }),
    fetch,
  };
  const provider = comfyui();
  const offers = (await provider.discover!(context))!;
  standIn.clear();
  return { standIn, context, provider, offers, reports };
}

async function run(provider: ReturnType<typeof comfyui>, call: Call, context: Context): Promise<Operation> {
  let operation = await provider.start(call, context);
  for (let step = 0; operation.state === "running" && step < 20; step++) operation = await provider.check!(operation.ref, call, context);
  return operation;
}

test("each workflow with each file that it can begin with is an offer, and only those", async () => {
  const { offers, provider } = await open();
  expect(checkOffers({ ...provider, offers })).toEqual([]);
  expect(Object.fromEntries(offers.map((offer) => [offer.remote, offer.model]))).toEqual({
    "ace-step-text-to-music/ace_step_v1_3.5b": "ace-step/ace-step-v1",
    "flux-schnell-text-to-image/flux1-schnell-fp8": "black-forest-labs/flux.1-schnell",
    "sd-image-to-image/dreamshaper_8": "local/dreamshaper_8",
    "sd-image-to-image/sd_xl_base_1.0": "stabilityai/sdxl",
    "sd-image-to-image/sub/v1-5-pruned-emaonly": "runwayml/stable-diffusion-1.5",
    "sd-inpaint/dreamshaper_8": "local/dreamshaper_8",
    "sd-inpaint/sd_xl_base_1.0": "stabilityai/sdxl",
    "sd-inpaint/sub/v1-5-pruned-emaonly": "runwayml/stable-diffusion-1.5",
    "sd15-text-to-image/dreamshaper_8": "local/dreamshaper_8",
    "sd15-text-to-image/sub/v1-5-pruned-emaonly": "runwayml/stable-diffusion-1.5",
    "sdxl-text-to-image/sd_xl_base_1.0": "stabilityai/sdxl",
    "stable-audio-text-to-sound/stable-audio-open-1.0": "stabilityai/stable-audio-open-1.0",
    "upscale-2x/RealESRGAN_x2": "xinntao/real-esrgan",
    "upscale-4x/RealESRGAN_x4plus": "xinntao/real-esrgan",
    "wan21-text-to-video/wan2.1_t2v_1.3B_fp16": "alibaba/wan-2.1-t2v-1.3b",
    "wan22-5b-image-to-video/wan2.2_ti2v_5B_fp16": "alibaba/wan-2.2-5b",
    "wan22-5b-text-to-video/wan2.2_ti2v_5B_fp16": "alibaba/wan-2.2-5b",
    "z-image-turbo-text-to-image/z_image_turbo_bf16": "alibaba/z-image-turbo",
  });
});

test("the ask stands in the graph, under an id and a seed that follow from its key", async () => {
  const { offers, provider, context, standIn: server } = await open();
  const offer = offers.find((each) => each.remote === "sd15-text-to-image/sub/v1-5-pruned-emaonly")!;
  const call = callOf(offer, "text-to-image", { prompt: "a fox", negativePrompt: "dogs", width: 640 }, { count: 2, key: "att_7" });
  const done = await run(provider, call, context);
  const { prompt, prompt_id, client_id } = server.received[0]!.json;
  expect(prompt_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect([prompt_id, client_id]).toEqual([jobId("att_7"), jobId("att_7")]);
  expect(prompt["1"].inputs.ckpt_name).toBe("sub\\v1-5-pruned-emaonly.safetensors");
  expect([prompt["2"].inputs.text, prompt["3"].inputs.text]).toEqual(["a fox", "dogs"]);
  expect(prompt["4"].inputs).toEqual({ width: 640, height: 512, batch_size: 2 });
  expect(done).toMatchObject({ state: "done", seed: prompt["5"].inputs.seed });
  const other = { ...call, key: "att_8" };
  server.clear();
  await provider.start(other, context);
  expect(server.received[0]!.json.prompt["5"].inputs.seed).not.toBe(prompt["5"].inputs.seed);
});

test("a film's seconds are frames, a song has lyrics, and a smaller scale shrinks what the model made", async () => {
  const { offers, provider, context, standIn: server } = await open();
  const { image } = await sampleFiles();
  const graphOf = async (remote: string, task: Call["task"], input: object, files: Call["files"] = {}) => {
    const call = callOf(
      offers.find((each) => each.remote === remote)!,
      task,
      input as Record<string, unknown>,
      { files, key: remote },
    );
    server.clear();
    await run(provider, call, context);
    return server.received.find(({ path, method }) => path === "/prompt" && method === "POST")!.json.prompt;
  };
  const film = await graphOf("wan21-text-to-video/wan2.1_t2v_1.3B_fp16", "text-to-video", { prompt: "waves", seconds: 2.5 });
  expect(film["4"].inputs).toMatchObject({ width: 832, height: 480, length: 41 });
  expect(film["7"].inputs).toMatchObject({ format: "mp4", codec: "h264", "format.codec": "h264" });
  expect([film["8"].inputs.clip_name, film["9"].inputs.vae_name]).toEqual(["umt5_xxl_fp8_e4m3fn_scaled.safetensors", "wan_2.1_vae.safetensors"]);
  const moved = await graphOf("wan22-5b-image-to-video/wan2.2_ti2v_5B_fp16", "image-to-video", { image: "ast_1", seconds: 2 }, { image });
  expect([moved["4"].inputs.length, moved["4"].inputs.start_image]).toEqual([49, ["12", 0]]);
  expect(moved["12"].inputs.image).toMatch(/^openoak\/[0-9a-f-]{36}-image\.png$/);
  const song = await graphOf("ace-step-text-to-music/ace_step_v1_3.5b", "text-to-music", { prompt: "folk", lyrics: "oak", seconds: 20 });
  expect([song["2"].inputs.tags, song["2"].inputs.lyrics, song["4"].inputs.seconds]).toEqual(["folk", "oak", 20]);
  const larger = await graphOf("upscale-4x/RealESRGAN_x4plus", "image-upscale", { image: "ast_1", scale: 3 }, { image });
  expect(larger["4"].inputs.scale_by).toBe(0.75);
});

test("files are sent first, under names of ours, a mask as what is transparent; an edit's prompt and strength follow", async () => {
  const { offers, provider, context, standIn: server } = await open();
  const { image, mask } = await sampleFiles();
  const offer = offers.find((each) => each.remote === "sd-inpaint/dreamshaper_8")!;
  const call = callOf(offer, "image-to-image", { prompt: "a hat", image: "ast_1", mask: "ast_2", strength: 0.8 }, { files: { image, mask } });
  expect(await run(provider, call, context)).toMatchObject({ state: "done" });
  const [first, second] = server.received;
  const [one, two] = [await formOf(first!), await formOf(second!)];
  expect([one.get("subfolder"), one.get("overwrite"), one.get("type")]).toEqual(["openoak", "true", "input"]);
  expect([(one.get("image") as File).name, (two.get("image") as File).name]).toEqual([`${jobId("att_1")}-image.png`, `${jobId("att_1")}-mask.png`]);
  const { prompt } = server.received.find(({ path }) => path === "/prompt")!.json;
  expect([prompt["8"].inputs.image, prompt["10"].inputs.image]).toEqual([
    `openoak/${jobId("att_1")}-image.png`,
    `openoak/${jobId("att_1")}-mask.png`,
  ]);
  expect([prompt["2"].inputs.text, prompt["5"].inputs.denoise]).toEqual(["a hat", 0.8]);
});

test("a look at a running job tells how far it is, shows it, and remembers that", async () => {
  const { offers, provider, context, reports } = await open();
  const call = callOf(
    offers.find((each) => each.remote.startsWith("sdxl"))!,
    "text-to-image",
    { prompt: "a fox" },
  );
  const started = await provider.start(call, context);
  const looked = await provider.check!((started as Operation & { state: "running" }).ref, call, context);
  expect(looked).toMatchObject({ state: "running", progress: 0.4, wakeMs: 0, stage: "ComfyUI is at work" });
  expect(reports[0]).toEqual({ progress: 0.4, preview: null });
  expect(reports[1]!.preview).toMatch(/^data:image\/jpeg;base64,\/9j\//);
});

test("a job is found by its key, and a graph that is there already is not sent again", async () => {
  const { offers, provider, context, standIn: server } = await open();
  const { image } = await sampleFiles();
  expect(await provider.lookup!("att_1", context, null as never)).toBeNull();
  const call = callOf(
    offers.find((each) => each.remote.startsWith("sd-image"))!,
    "image-to-image",
    { prompt: "x", image: "ast_1" },
    { files: { image } },
  );
  const uploaded = (await provider.start(call, context)) as Operation & { state: "running" };
  await provider.check!(uploaded.ref, call, context);
  // The process ended before it had saved that: the old ref is asked about once more.
  expect(await provider.check!(uploaded.ref, call, context)).toMatchObject({ state: "running", ref: { submitted: true } });
  expect(server.received.filter(({ path, method }) => method === "POST" && path === "/prompt")).toHaveLength(1);
  expect(await provider.lookup!("att_1", context, null as never)).toMatchObject({ state: "running", ref: { id: jobId("att_1"), submitted: true } });
});

test("only a run of ours is interrupted; one that waits is taken out of the queue", async () => {
  const { offers, provider, context, standIn: server } = await open();
  const call = callOf(
    offers.find((each) => each.remote.startsWith("sdxl"))!,
    "text-to-image",
    { prompt: "a fox" },
  );
  const { ref } = (await provider.start(call, context)) as Operation & { state: "running" };
  server.received.length = 0;
  await provider.cancel!(ref, context);
  expect(server.received.map(({ method, path, json }) => [method, path, json?.prompt_id])).toEqual([
    ["GET", "/queue", undefined],
    ["POST", "/interrupt", jobId("att_1")],
  ]);
  expect(await provider.check!(ref, call, context)).toMatchObject({ state: "failed", failure: { code: "provider.canceled", charged: "no" } });
  server.received.length = 0;
  await provider.cancel!({ ...(ref as object), id: jobId("other") } as never, context);
  expect(server.received.at(-1)!.json).toEqual({ delete: [jobId("other")] });
});

test("it is looked for only where that is allowed or its URL is given", () => {
  const settings = { providerKey: () => null, providerUrl: () => null, servers: {}, discover: true };
  expect(mountComfyui(settings)).toMatchObject([{ baseUrl: "http://127.0.0.1:8188", configured: true, secret: null }]);
  expect(mountComfyui({ ...settings, discover: false })).toEqual([]);
  expect(mountComfyui({ ...settings, discover: false, providerUrl: () => "http://10.0.0.5:8188" })).toMatchObject([
    { baseUrl: "http://10.0.0.5:8188" },
  ]);
});

test("nobody there, or somebody else, is no ComfyUI", async () => {
  const { context, provider, standIn: server } = await open();
  expect(await provider.discover!({ ...context, baseUrl: "http://127.0.0.1:9" })).toBeNull();
  server.fault({ kind: "garbage" });
  expect(await provider.discover!(context)).toBeNull();
});

test("a workflow file that is none is named, and so is a slot outside its graph", () => {
  const folder = mkdtempSync(join(tmpdir(), "workflows-"));
  const [good] = readWorkflows(import.meta.dir);
  const write = (change: object) => {
    const { id: _id, files, names, ...rest } = good!;
    const text = (rows: object[]) =>
      rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, (value as RegExp)?.source ?? value])));
    writeFileSync(join(folder, "mine.workflow.json"), JSON.stringify({ ...rest, files: text(files), names: text(names), ...change }));
  };
  write({});
  expect(readWorkflows(folder).map((flow) => [flow.id, flow.task])).toEqual([["mine", good!.task]]);
  write({ seed: "99.inputs.seed" });
  expect(() => readWorkflows(folder)).toThrow('mine.workflow.json speaks of a node "99"');
  write({ task: "text-to-anything" });
  expect(() => readWorkflows(folder)).toThrow("mine.workflow.json is no workflow");
  rmSync(folder, { recursive: true });
});
