// What OpenAI's clients may send to the compatible routes and how they behave: repeated and abandoned requests, odd forms, words that mean something elsewhere.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import sharp from "sharp";
import { type InProcess, openInProcess, waitFor } from "../../test/server.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "../providers/openai/stand-in.ts";

let openai: OpenAiStandIn;
let oak: InProcess;
let png: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  openai = await startOpenAiStandIn({ key: "sk-secret" });
  oak = await openInProcess({ OPENAI_API_KEY: "sk-secret", OAK_OPENAI_URL: openai.url });
  png = new Uint8Array(
    await sharp({ create: { width: 64, height: 64, channels: 3, background: "#c33" } })
      .png()
      .toBuffer(),
  );
});
afterAll(async () => {
  await oak.close();
  await openai.close();
});
beforeEach(() => {
  openai.clear();
  openai.fault(null);
  openai.controls.delayMs = 0;
});

const auth = () => ({ authorization: `Bearer ${oak.key}` });
const post = (path: string, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  oak.app.fetch(
    new Request(`http://localhost${path}`, {
      method: "POST",
      headers: { ...auth(), ...headers, ...(body instanceof FormData ? {} : { "content-type": "application/json" }) },
      body: body instanceof FormData ? body : JSON.stringify(body),
      ...(signal ? { signal } : {}),
    }),
  ) as Promise<Response>;
const edit = (bytes: Uint8Array<ArrayBuffer>, prompt = "add a hat") => {
  const form = new FormData();
  form.set("model", "gpt-image-1-mini");
  form.set("prompt", prompt);
  form.set("image", new File([bytes], "a.png", { type: "image/png" }));
  return form;
};

describe("an Idempotency-Key", () => {
  test("covers the files of a form: the same edit again is the same generation, another picture is a conflict", async () => {
    const first = await post("/v1/images/edits", edit(png), { "idempotency-key": "edit-1" });
    const again = await post("/v1/images/edits", edit(png), { "idempotency-key": "edit-1" });
    expect(again.status).toBe(200);
    expect(again.headers.get("x-oak-generation")).toBe(first.headers.get("x-oak-generation"));
    expect(openai.received.length).toBe(1);
    const other = new Uint8Array(await sharp(png).resize(80, 80).png().toBuffer());
    expect((await post("/v1/images/edits", edit(other), { "idempotency-key": "edit-1" })).status).toBe(409);
  });

  test("lets a client that was cut off come back for what it asked for", async () => {
    openai.controls.delayMs = 700;
    const client = new AbortController();
    const body = { model: "gpt-image-1-mini", prompt: "come back for me", size: "1024x1024" };
    const left = post("/v1/images/generations", body, { "idempotency-key": "back-1" }, client.signal).catch(() => null);
    await waitFor(() => openai.received.length > 0, "the request to arrive");
    client.abort();
    await left;
    const back = await post("/v1/images/generations", body, { "idempotency-key": "back-1" });
    expect(back.status).toBe(200);
    expect(openai.received.length).toBe(1);
  });
});

test("a text that reads auto is a text, not a default", async () => {
  const spoken = await post("/v1/audio/speech", { model: "tts-1", voice: "alloy", input: "auto" });
  expect(spoken.status).toBe(200);
  expect(openai.received[0]!.json.input).toBe("auto");
  const painted = await post("/v1/images/generations", { model: "gpt-image-1-mini", prompt: "auto", size: "auto", quality: "auto" });
  expect(painted.status).toBe(200);
});

test("a long transcript tells its duration where OpenAI's does", async () => {
  const spoken = await post("/v1/audio/speech", { model: "tts-1", voice: "alloy", input: "hello", response_format: "wav" });
  const form = new FormData();
  form.set("model", "whisper-1");
  form.set("response_format", "verbose_json");
  form.set("file", new File([await spoken.arrayBuffer()], "a.wav", { type: "audio/wav" }));
  const told = await (await post("/v1/audio/transcriptions", form)).json();
  expect(told).toMatchObject({ task: "transcribe", duration: 1.5, language: "english" });
  expect(told.seconds).toBeUndefined();
});

describe("odd bodies", () => {
  test.each(["constructor", "__proto__", "toString"])("a form with a file called %s is refused or ignored, never a crash", async (name) => {
    const form = new FormData();
    form.set("prompt", "x");
    form.append(name, new File([png], "a.png"));
    expect((await post("/v1/images/edits", form)).status).toBe(400);
    const text = new FormData();
    text.set(name, "x");
    expect((await post("/v1/images/edits", text)).status).toBe(400);
  });

  test("JSON that is nested without end is refused", async () => {
    const depth = 150_000;
    const body = `{"messages":[{"role":"user","content":${"[".repeat(depth)}${"]".repeat(depth)}}]}`;
    for (const path of ["/v1/chat/completions", "/v1/plans"]) {
      const answer = await oak.app.fetch(
        new Request(`http://localhost${path}`, {
          method: "POST",
          headers: { ...auth(), "content-type": "application/json" },
          body: path.endsWith("plans") ? `{"task":"chat","input":${body}}` : body,
        }),
      );
      expect(answer.status).toBe(400);
    }
  });
});
