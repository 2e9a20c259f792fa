// vLLM-Omni's adapter signs the kit; what the kit cannot know stands here: its bodies, what a name means, and that a stop deletes.
import { expect, test } from "bun:test";
import { callOf, contextOf, sampleFiles } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import type { Context, Operation } from "../providers.ts";
import { formOf } from "../stand-in.ts";
import kit, { startOmni } from "./conformance.ts";
import { tasksOf } from "./listing.ts";
import mountVllmOmni, { vllmOmni as provider } from "./vllm-omni.ts";

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 60_000);

const open = async () => {
  const standIn = await startOmni();
  const context: Context = contextOf({ standIn });
  const offers = (await provider.discover!(context))!;
  standIn.clear();
  return { standIn, context, offers };
};

test("bodies as documented: JSON for pictures, speech and sound, a form for edits and films", async () => {
  const { standIn, context, offers } = await open();
  const { image } = await sampleFiles();
  const [flux, wan, voice, sound] = offers;
  await provider.start(callOf(flux!, "text-to-image", { prompt: "a fox", negativePrompt: "dogs", seed: 7 }), context);
  await provider.start(callOf(voice!, "text-to-speech", { text: "Hi", voice: "vivian", language: "pt-BR", instructions: "warmly" }), context);
  await provider.start(callOf(sound!, "text-to-sound", { prompt: "rain", seconds: 5 }), context);
  await provider.start(callOf(wan!, "text-to-video", { prompt: "waves", seconds: 3 }), context);
  await provider.start(callOf(flux!, "image-to-image", { prompt: "blue", image: "ast_1" }, { files: { image } }), context);
  const [picture, speech, noise, film, edit] = standIn.received;
  expect(picture!.json).toEqual({
    model: flux!.remote,
    response_format: "b64_json",
    prompt: "a fox",
    negative_prompt: "dogs",
    size: "1024x1024",
    seed: 7,
    n: 1,
  });
  expect(speech!.json).toEqual({
    model: voice!.remote,
    input: "Hi",
    voice: "vivian",
    language: "Portuguese",
    instructions: "warmly",
    response_format: "wav",
  });
  expect(noise!.json).toEqual({ model: sound!.remote, input: "rain", audio_length: 5, response_format: "wav" });
  expect(Object.fromEntries((await formOf(film!)).entries())).toEqual({ model: wan!.remote, prompt: "waves", seconds: "3", size: "1280x720" });
  const form = await formOf(edit!);
  expect([form.get("prompt"), form.get("n"), form.get("output_format"), (form.get("image") as File).type]).toEqual(["blue", "1", "png", "image/png"]);
  await standIn.close();
});

test("a model's name tells what it does; language models make no offer", () => {
  const does = (name: string) => tasksOf(name).join();
  expect(does("Qwen/Qwen-Image-Edit-2511")).toBe("image-to-image");
  expect(does("Qwen/Qwen-Image-2512")).toBe("text-to-image");
  expect(does("Tongyi-MAI/Z-Image-Turbo")).toBe("text-to-image");
  expect(does("black-forest-labs/FLUX.1-Kontext-dev")).toBe("image-to-image");
  expect(does("Wan-AI/Wan2.2-T2V-A14B-Diffusers")).toBe("text-to-video");
  expect(does("Wan-AI/Wan2.2-I2V-A14B-Diffusers")).toBe("image-to-video");
  expect(does("Wan-AI/Wan2.2-S2V-14B")).toBe("");
  expect(does("mistralai/Voxtral-4B-TTS-2603")).toBe("text-to-speech");
  expect(does("fishaudio/s2-pro")).toBe("text-to-speech");
  expect(does("Qwen/Qwen3-Omni-30B-A3B-Instruct")).toBe("chat");
  expect(does("Qwen/Qwen2.5-Omni-7B")).toBe("chat");
  for (const name of ["Qwen/Qwen3-8B", "meta-llama/Llama-3.1-8B"]) expect([name, does(name)]).toEqual([name, ""]);
});

test("a chat asks for words, unless it asks for more itself", async () => {
  const { standIn, context, offers } = await open();
  const messages = [{ role: "user", content: "hi" }];
  await provider.live!({ model: "x", messages }, offers[5]!, context);
  await provider.live!({ model: "x", messages, modalities: ["audio"] }, offers[5]!, context);
  expect(standIn.received.map(({ json }) => json)).toEqual([
    { model: "Qwen/Qwen3-Omni-30B-A3B-Instruct", messages, modalities: ["text"] },
    { model: "Qwen/Qwen3-Omni-30B-A3B-Instruct", messages, modalities: ["audio"] },
  ]);
  await standIn.close();
});

test("a film that is stopped is deleted, and then it is gone", async () => {
  const { standIn, context, offers } = await open();
  const call = callOf(offers[1]!, "text-to-video", { prompt: "waves" });
  const { ref } = (await provider.start(call, context)) as Operation & { state: "running" };
  await provider.cancel!(ref, context);
  expect(standIn.received.at(-1)!.method).toBe("DELETE");
  const late = { ...context, now: () => 1_800_000_060_000 };
  expect(await provider.check!(ref, call, late)).toMatchObject({ state: "failed", failure: { code: "provider.not_found" } });
  const settings = { providerKey: () => null, providerUrl: () => null, servers: {}, discover: true };
  expect(mountVllmOmni(settings)).toMatchObject([{ baseUrl: "http://127.0.0.1:8091/v1", configured: true }]);
  expect(mountVllmOmni({ ...settings, discover: false })).toEqual([]);
  await standIn.close();
});
