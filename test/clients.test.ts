// The official `openai` client against a real server: by changing the base URL only. The built-in engines answer, and a stand-in for OpenAI where a provider is needed.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import OpenAI, { toFile } from "openai";
import sharp from "sharp";
import { type OpenAiStandIn, startOpenAiStandIn } from "../src/providers/openai/stand-in.ts";
import { type Running, startServer, temporary, waitFor } from "./server.ts";

let folder = "";
let standIn: OpenAiStandIn;
let server: Running;
let client: OpenAI;

beforeAll(async () => {
  folder = temporary("clients");
  standIn = await startOpenAiStandIn({ key: "sk-test" });
  server = await startServer(folder, { OPENAI_API_KEY: "sk-test", OAK_OPENAI_URL: standIn.url });
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: server.key, maxRetries: 0 });
});
afterAll(async () => {
  await server.stop();
  await standIn.close();
  rmSync(folder, { recursive: true, force: true });
});

const picture = (b64: string | undefined) => sharp(Buffer.from(b64 ?? "", "base64")).metadata();
const balance = async () => (await server.client.call("me.get")).balance;

describe("images", () => {
  test("the built-in engine, by name", async () => {
    const made = await client.images.generate({ model: "openoak/picture", prompt: "a green forest at night", size: "256x256" as "1024x1024", n: 2 });
    expect(made.data!.length).toBe(2);
    expect(await picture(made.data![0]!.b64_json)).toMatchObject({ format: "png", width: 256, height: 256 });
    expect(made.data![0]!.b64_json).not.toBe(made.data![1]!.b64_json);
  });

  test("auto takes the real model as soon as there is one, and the answer says what it was and cost", async () => {
    const { data, response } = await client.images
      .generate({ model: "auto", prompt: "a lighthouse", size: "1024x1024", quality: "low" })
      .withResponse();
    expect(await picture(data.data![0]!.b64_json)).toMatchObject({ width: 1024, height: 1024 });
    expect(response.headers.get("x-oak-provider")).toBe("openai");
    expect(response.headers.get("x-oak-model")).toStartWith("openai/gpt-image");
    expect(Number(response.headers.get("x-oak-cost-micro"))).toBeGreaterThan(0);
    const generation = await server.client.call("generations.get", { params: { id: response.headers.get("x-oak-generation")! } });
    expect(generation.settledMicro).toBe(Number(response.headers.get("x-oak-cost-micro")));
    expect(generation.settledMicro!).toBeLessThanOrEqual(generation.quote!.highMicro);
  });

  test("edits", async () => {
    const image = await toFile(
      await sharp({ create: { width: 128, height: 128, channels: 3, background: "#c33" } })
        .png()
        .toBuffer(),
      "a.png",
      { type: "image/png" },
    );
    const made = await client.images.edit({ model: "openoak/picture", image, prompt: "black and white" });
    const { data, info } = await sharp(Buffer.from(made.data![0]!.b64_json!, "base64")).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const middle = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
    expect(Math.abs(data[middle]! - (data[middle + 1] ?? data[middle]!))).toBeLessThan(4);
    const far = await client.images.edit({ model: "auto", image, prompt: "add a hat" });
    expect(far.data![0]!.b64_json!.length).toBeGreaterThan(100);
  });

  test("a refusal by the provider's filter is told as such, charged to nobody and not routed around", async () => {
    const before = (await balance()).spentMicro;
    const refused = await client.images.generate({ model: "auto", prompt: "[refuse] x" }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OpenAI.APIError);
    expect(refused).toMatchObject({ code: "provider.refused_input", type: "image_generation_user_error" });
    expect(standIn.submissions()["[refuse] x"]).toBe(1);
    expect((await balance()).spentMicro).toBe(before);
    expect((await balance()).heldMicro).toBe(0);
  });
});

describe("speech and transcription", () => {
  test("speech in the format that the client expects by default", async () => {
    const answer = await client.audio.speech.create({ model: "openoak/voice", voice: "alloy", input: "Hello from the oak." });
    expect(answer.headers.get("content-type")).toBe("audio/mpeg");
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(bytes.length).toBeGreaterThan(2_000);
    expect(bytes[0] === 0xff || String.fromCharCode(...bytes.slice(0, 3)) === "ID3").toBe(true);
    const wav = await client.audio.speech.create({ model: "openoak/voice", voice: "nova", input: "Hello.", response_format: "wav", speed: 1.5 });
    expect(String.fromCharCode(...new Uint8Array(await wav.arrayBuffer()).slice(0, 4))).toBe("RIFF");
  });

  test("transcription, in each shape", async () => {
    const speech = await client.audio.speech.create({ model: "openoak/voice", voice: "alloy", input: "One two three.", response_format: "wav" });
    const file = await toFile(new Uint8Array(await speech.arrayBuffer()), "speech.wav", { type: "audio/wav" });
    const plain = await client.audio.transcriptions.create({ model: "auto", file });
    expect(plain.text).toStartWith("I heard");
    const text = await client.audio.transcriptions.create({ model: "whisper-1", file, response_format: "text" });
    expect(String(text)).toStartWith("I heard");
    const verbose = await client.audio.transcriptions.create({
      model: "whisper-1",
      file,
      response_format: "verbose_json",
      timestamp_granularities: ["segment"],
    });
    expect(verbose).toMatchObject({ text: plain.text, segments: [{ start: 0, end: 1.5 }] });
    const subtitles = await client.audio.transcriptions.create({ model: "whisper-1", file, response_format: "srt" });
    expect(String(subtitles)).toContain("00:00:00,000 --> 00:00:01,500");
  });
});

describe("chat", () => {
  test("whole", async () => {
    const { data, response } = await client.chat.completions
      .create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "hello oak" }] })
      .withResponse();
    expect(data.choices[0]!.message.content).toBe("You said: hello oak");
    expect(data.usage!.prompt_tokens).toBe(12);
    const generation = await server.client.call("generations.get", { params: { id: response.headers.get("x-oak-generation")! } });
    expect(generation).toMatchObject({ status: "succeeded", task: "chat", provider: "openai" });
    // 12 tokens in at $0.15 and 4 out at $0.60 a million
    expect(generation.settledMicro).toBe(5);
  });

  test("streamed, with the usage that was asked for and without the one that was not", async () => {
    const pieces: string[] = [];
    let usages = 0;
    for await (const chunk of await client.chat.completions.create({
      model: "gpt-4o-mini",
      messages: [{ role: "user", content: "a b c" }],
      stream: true,
    })) {
      pieces.push(chunk.choices[0]?.delta.content ?? "");
      if (chunk.usage) usages += 1;
    }
    expect(pieces.join("")).toBe("You said: a b c");
    expect(usages).toBe(0);
    let told = 0;
    for await (const chunk of await client.chat.completions.create({
      model: "gpt-4o-mini",
      messages: [{ role: "user", content: "d" }],
      stream: true,
      stream_options: { include_usage: true },
    }))
      told += chunk.usage?.prompt_tokens ?? 0;
    expect(told).toBe(12);
    const { data } = await server.client.call("generations.list", { query: { task: "chat", limit: 5 } });
    expect(data.every((generation) => generation.status === "succeeded" && generation.settledMicro !== null && generation.settledMicro > 0)).toBe(
      true,
    );
  });

  test("a client that goes away is heard of at the provider within a second, and what came is settled", async () => {
    standIn.controls.chunkMs = 200;
    standIn.controls.say = "word ".repeat(200).trim();
    standIn.clear();
    const stream = await client.chat.completions.create({
      model: "gpt-4o-mini",
      messages: [{ role: "user", content: "go on for ever" }],
      stream: true,
    });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content === " word") break; // leaving the loop aborts
    const left = Date.now();
    await waitFor(() => standIn.received.some((received) => received.gone), "the provider to see the hang-up", 5_000);
    expect(Date.now() - left).toBeLessThan(1_000);
    standIn.controls.chunkMs = 0;
    standIn.controls.say = null;
    const [generation] = (await server.client.call("generations.list", { query: { task: "chat", limit: 1 } })).data;
    const ended = await waitFor(
      async () => {
        const found = await server.client.call("generations.get", { params: { id: generation!.id } });
        return found.endedAt ? found : null;
      },
      "the chat to be settled",
      5_000,
    );
    expect(ended.status).toBe("canceled");
    expect((await balance()).heldMicro).toBe(0);
  });

  test("an image whose client goes away is stopped at the provider within a second", async () => {
    standIn.controls.delayMs = 20_000;
    standIn.clear();
    const stop = new AbortController();
    const asked = client.images.generate({ model: "auto", prompt: "slow" }, { signal: stop.signal }).catch((error: unknown) => error);
    await waitFor(() => standIn.received.length > 0, "the request to arrive");
    stop.abort();
    const left = Date.now();
    await waitFor(() => standIn.received.some((received) => received.gone), "the provider to see the hang-up", 5_000);
    expect(Date.now() - left).toBeLessThan(1_000);
    expect(await asked).toBeInstanceOf(OpenAI.APIUserAbortError);
    standIn.controls.delayMs = 0;
  });

  test("a stream that the provider cuts ends with an error, not as if it were whole", async () => {
    standIn.fault({ kind: "cut" });
    const cut = await (async () => {
      for await (const _chunk of await client.chat.completions.create({
        model: "gpt-4o-mini",
        messages: [{ role: "user", content: "x y z" }],
        stream: true,
      }))
        continue;
      return "whole";
    })().catch((error: unknown) => error);
    standIn.fault(null);
    expect(cut).toBeInstanceOf(Error);
  });
});

test("the model list is OpenAI's", async () => {
  const ids: string[] = [];
  for await (const model of client.models.list()) ids.push(model.id);
  expect(ids).toContain("openoak/picture");
  expect(ids.length).toBeGreaterThan(100);
  expect(await client.models.retrieve("openoak/picture")).toMatchObject({ object: "model", owned_by: expect.any(String) });
});

test("a wrong key is an authentication error", async () => {
  const stranger = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "oak_wrong", maxRetries: 0 });
  expect(await stranger.models.list().catch((error: unknown) => error)).toBeInstanceOf(OpenAI.AuthenticationError);
});

test("neither key is anywhere in what the server printed", () => {
  expect(server.output()).not.toContain("sk-test");
  expect(server.output()).not.toContain(server.key);
});
