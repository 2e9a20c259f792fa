// SGLang-Diffusion's adapter signs the kit; what the kit cannot know stands here: its bodies, seeds, and which server is one.
import { expect, test } from "bun:test";
import { callOf, contextOf, sampleFiles } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Context } from "../providers.ts";
import { formOf } from "../stand-in.ts";
import kit, { startSglang } from "./conformance.ts";
import mountSglangDiffusion, { sglangDiffusion as provider } from "./sglang-diffusion.ts";

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

test("bodies as documented: JSON from text, a form from a picture; another seed for each attempt where none is asked for", async () => {
  const standIn = await startSglang();
  const { image } = await sampleFiles();
  const context: Context = contextOf({ standIn });
  const [flux, wan] = (await provider.discover!(context))!;
  standIn.clear();
  await provider.start(callOf(flux!, "text-to-image", { prompt: "a fox", negativePrompt: "dogs", width: 512, seed: 7 }, { count: 2 }), context);
  expect(standIn.received[0]!.json).toEqual({
    model: "black-forest-labs/FLUX.2-dev",
    response_format: "b64_json",
    prompt: "a fox",
    negative_prompt: "dogs",
    size: "512x1024",
    seed: 7,
    output_format: "png",
    n: 2,
  });
  await provider.start(callOf(wan!, "text-to-video", { prompt: "waves", seconds: 3 }, { key: "a" }), context);
  await provider.start(callOf(wan!, "text-to-video", { prompt: "waves", seconds: 3 }, { key: "b" }), context);
  const [one, two] = standIn.received.slice(1).map(({ json }) => json);
  expect(one).toEqual({ model: "Wan-AI/Wan2.2-TI2V-5B-Diffusers", prompt: "waves", seconds: 3, size: "832x480", seed: expect.any(Number) });
  expect(one.seed).not.toBe(two.seed);
  await provider.start(callOf(wan!, "image-to-video", { prompt: "zoom", image: "ast_1" }, { files: { image } }), context);
  const form = await formOf(standIn.received.at(-1)!);
  expect([form.get("prompt"), form.get("seconds"), (form.get("input_reference") as File).name]).toEqual(["zoom", "4", "cat.png"]);
  await standIn.close();
});

test("a server of language models makes no offer, and nobody is null", async () => {
  const standIn = await startSglang();
  const context: Context = contextOf({ standIn });
  standIn.fault({ kind: "status", status: 200, body: { object: "list", data: [{ id: "Qwen/Qwen3-8B", owned_by: "sglang" }] } });
  expect(await provider.discover!(context)).toEqual([]);
  expect(await provider.discover!({ ...context, baseUrl: "http://127.0.0.1:9/v1" })).toBeNull();
  const settings = { providerKey: () => null, providerUrl: () => null, servers: {}, discover: true };
  expect(mountSglangDiffusion(settings)).toMatchObject([{ baseUrl: "http://127.0.0.1:30000/v1", configured: true }]);
  expect(mountSglangDiffusion({ ...settings, discover: false })).toEqual([]);
  await standIn.close();
});
