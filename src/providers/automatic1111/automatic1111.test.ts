// The web UI's adapter signs the kit; what the kit cannot know stands here: its bodies, masks, sizes, progress while it waits, and what is listed.
import { afterEach, expect, test } from "bun:test";
import sharp from "sharp";
import { callOf, sampleFiles } from "../conformance-cases.ts";
import { checkOffers, conform } from "../conformance.ts";
import type { Context } from "../providers.ts";
import mountAutomatic1111, { automatic1111 as provider, start } from "./automatic1111.ts";
import kit, { startWebUi } from "./conformance.ts";
import { offersOf } from "./listing.ts";

let standIn: Awaited<ReturnType<typeof startWebUi>> | null = null;
afterEach(async () => {
  await standIn?.close();
  standIn = null;
});

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

async function open(waits?: () => Promise<void>, report: Context["report"] = () => undefined) {
  standIn = await startWebUi(waits);
  const signal = new AbortController().signal;
  const context: Context = { baseUrl: standIn.url, secret: null, signal, now: () => 1_800_000_000_000, report, fetch };
  const offers = (await provider.discover!(context))!;
  standIn.clear();
  return { standIn, context, offers, offer: (name: string) => offers.find((each) => each.remote.startsWith(name))! };
}

test("checkpoints and upscaling models are offers, what enlarges without a model is none", async () => {
  const { offers } = await open();
  expect(checkOffers({ ...provider, offers })).toEqual([]);
  expect(offers.map((offer) => [offer.remote, offer.model, Object.keys(offer.tasks).join()])).toEqual([
    ["sd_xl_base_1.0.safetensors [31e35c80fc]", "stabilityai/sdxl", "text-to-image,image-to-image"],
    ["dreamshaper_8.safetensors [879db523c3]", "local/dreamshaper_8", "text-to-image,image-to-image"],
    ["upscaler/R-ESRGAN 4x+", "xinntao/real-esrgan", "image-upscale"],
  ]);
  const [flux] = offersOf("x", [{ title: "flux1-schnell.safetensors", model_name: "flux1-schnell" }], [], "2026-11-25");
  expect(flux).toMatchObject({
    model: "black-forest-labs/flux.1-schnell",
    options: { "text-to-image": { fixed: { steps: 4, cfg_scale: 1, sampler_name: "Euler" } } },
  });
  expect(flux!.tasks["text-to-image"]!.inputs.negativePrompt).toBeUndefined();
});

test("a picture's body names the checkpoint, and its seed is read out of the text that tells it", async () => {
  const { standIn: server, context, offer } = await open();
  const call = callOf(offer("dream"), "text-to-image", { prompt: "a fox", negativePrompt: "dogs", width: 640, seed: 5 }, { count: 2 });
  expect(await provider.start(call, context)).toMatchObject({ state: "done", seed: 5, outputs: [{ type: "image/png" }, { type: "image/png" }] });
  expect(server.received[0]!.json).toEqual({
    prompt: "a fox",
    negative_prompt: "dogs",
    width: 640,
    height: 512,
    seed: 5,
    batch_size: 2,
    steps: 25,
    cfg_scale: 7,
    sampler_name: "Euler a",
    override_settings: { sd_model_checkpoint: "dreamshaper_8.safetensors [879db523c3]" },
    override_settings_restore_afterwards: false,
    force_task_id: expect.stringMatching(/^openoak-[0-9a-f]{24}$/),
  });
});

test("an edit has the picture's own sides, and a mask in which white may change", async () => {
  const { standIn: server, context, offer } = await open();
  const files = await sampleFiles();
  const half = await sharp({ create: { width: 8, height: 8, channels: 4, background: "black" } })
    .composite([{ input: { create: { width: 4, height: 8, channels: 4, background: "white" } }, left: 0, top: 0 }])
    .png()
    .toBuffer();
  const bytes = new Uint8Array(half);
  const image = { ...files.image, width: 3000, height: 2000 };
  const mask = { ...files.mask, read: async () => bytes };
  const call = callOf(offer("dream"), "image-to-image", { prompt: "a hat", image: "ast_1", mask: "ast_2" }, { files: { image, mask } });
  expect(await provider.start(call, context)).toMatchObject({ state: "done", seed: 77 });
  const body = server.received[0]!.json;
  expect([body.width, body.height, body.denoising_strength, body.inpainting_fill]).toEqual([1256, 840, 0.6, 1]);
  expect(body.init_images).toEqual([Buffer.from(await image.read()).toString("base64")]);
  const sent = await sharp(Buffer.from(body.mask, "base64")).toColourspace("b-w").raw().toBuffer();
  expect([sent[0], sent[3], sent[4], sent[7]]).toEqual([255, 255, 0, 0]);
});

test("while the picture is waited for, its progress and a preview are told; then no more is asked", async () => {
  let release = () => undefined as void;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const reports: unknown[][] = [];
  const {
    standIn: server,
    context,
    offer,
  } = await open(
    () => held,
    (...told) => {
      reports.push(told);
      release();
    },
  );
  const done = await start(callOf(offer("dream"), "text-to-image", { prompt: "a fox" }), context, 5);
  expect(done.state).toBe("done");
  expect(reports[0]).toEqual([0.4, "At work", expect.stringMatching(/^data:image\/png;base64,iVBOR/)]);
  const asked = server.received.length;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(server.received.length - asked).toBeLessThanOrEqual(1);
});

test("a user and a password go as Basic, and only where the operator gave them", async () => {
  const { standIn: server, context } = await open();
  await provider.discover!({ ...context, secret: "me:secret" });
  expect(server.received[0]!.headers.get("authorization")).toBe(`Basic ${Buffer.from("me:secret").toString("base64")}`);
  const settings = { providerKey: () => null, providerUrl: () => null, servers: {}, discover: true };
  expect(mountAutomatic1111(settings)).toMatchObject([{ baseUrl: "http://127.0.0.1:7860", secret: null, configured: true }]);
  expect(mountAutomatic1111({ ...settings, discover: false })).toEqual([]);
  expect(await provider.discover!({ ...context, baseUrl: "http://127.0.0.1:9" })).toBeNull();
});
