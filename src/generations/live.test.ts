// Chat through the door, against stand-ins: every way in which a stream can end, and what is paid for it. The official client is in test/clients.test.ts.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type InProcess, openInProcess, waitFor } from "../../test/server.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "../providers/openai/stand-in.ts";
import { type Client, sseData } from "../sdk/sdk.ts";
import type { AppError } from "../spec/error.ts";
import { readStream } from "./reading.ts";

let openai: OpenAiStandIn;
let den: OpenAiStandIn;
let oak: InProcess;

beforeAll(async () => {
  openai = await startOpenAiStandIn({ key: "sk-secret" });
  den = await startOpenAiStandIn();
  oak = await openInProcess({ OPENAI_API_KEY: "sk-secret", OAK_OPENAI_URL: openai.url, OAK_SERVERS: `den=${den.url}` });
});
afterAll(async () => {
  await oak.close();
  await openai.close();
  await den.close();
});
beforeEach(() => {
  for (const standIn of [openai, den]) {
    standIn.fault(null);
    standIn.clear();
    Object.assign(standIn.controls, { delayMs: 0, chunkMs: 0, say: null });
  }
});

const MODEL = "openai:gpt-4o-mini";
type Body = NonNullable<Parameters<typeof oak.client.raw<"openai.chat">>[1]>["body"];
const ask = (more: object = {}, signal?: AbortSignal) =>
  oak.client.raw("openai.chat", {
    body: { model: MODEL, messages: [{ role: "user", content: "hello" }], stream: true, ...more } as Body,
    ...(signal ? { signal } : {}),
  });
type Made = Awaited<ReturnType<Client["call"]>> & { status: string; settledMicro: number | null; endedAt: string | null; error: unknown };
const generationOf = async (response: Response): Promise<Made> =>
  (await oak.client.call("generations.get", { params: { id: response.headers.get("x-oak-generation")! } })) as never;
const ended = (response: Response) =>
  waitFor(
    async () => {
      const found = await generationOf(response);
      return found.endedAt ? found : null;
    },
    "the chat to be settled",
    10_000,
  );
const balance = async () => (await oak.client.call("me.get")).balance;
/** The provider answers 200 with exactly this stream. */
const streams = (body: string) => openai.fault({ kind: "status", status: 200, body, headers: { "content-type": "text/event-stream" } });
const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;

describe("a streamed answer", () => {
  test("that nobody reads is settled as soon as the client goes away", async () => {
    openai.controls.say = "word ".repeat(50).trim();
    openai.controls.chunkMs = 100;
    const client = new AbortController();
    const response = await ask({}, client.signal);
    client.abort();
    expect((await ended(response)).status).toBe("canceled");
    expect((await balance()).heldMicro).toBe(0);
  });

  test("is whole with its end marker, whether or not an empty line follows it", async () => {
    streams(`${chunk("all of it")}data: [DONE]\n`);
    const response = await ask();
    const pieces: string[] = [];
    for await (const data of sseData(response)) pieces.push(data);
    expect(pieces.at(-1)).toBe("[DONE]");
    expect(await ended(response)).toMatchObject({ status: "succeeded", error: null });
  });

  test("in which the provider tells of its own failure has failed, and what never came costs nothing", async () => {
    streams(`data: {"error":{"message":"upstream overloaded","code":502}}\n\ndata: [DONE]\n\n`);
    const response = await ask();
    await response.text();
    expect(await ended(response)).toMatchObject({ status: "failed", settledMicro: 0, error: { code: "provider.error" } });
  });

  test("that ends before its first word costs nothing", async () => {
    streams(`data: {"choices":[{"index":0,"delta":{"role":"assistant"}}]}\n\n`);
    // Nothing was given out yet, so it is a failure like any other: told by its status, and another could have been asked.
    expect(await ask().catch((error: AppError) => error.code)).toBe("provider.bad_output");
    const [last] = (await oak.client.call("generations.list", { query: { limit: 1 } as never })).data;
    expect(last).toMatchObject({ status: "failed", settledMicro: 0 });
  });

  test("with nonsense for its token counts is settled by what was received", async () => {
    streams(`${chunk("hello")}data: {"choices":[],"usage":{"prompt_tokens":-5,"completion_tokens":"many"}}\n\ndata: [DONE]\n\n`);
    const response = await ask();
    await response.text();
    const done = await ended(response);
    expect(done.status).toBe("succeeded");
    expect(done.settledMicro!).toBeGreaterThan(0);
    expect((await balance()).heldMicro).toBe(0);
  });

  test("that was paid for and then left is in the usage too", async () => {
    openai.controls.say = "word ".repeat(200).trim();
    openai.controls.chunkMs = 20;
    const client = new AbortController();
    const response = await ask({}, client.signal);
    const reader = response.body!.getReader();
    for (let read = 0; read < 5; read += 1) await reader.read();
    await reader.cancel();
    client.abort();
    await ended(response);
    expect((await oak.client.call("usage.get")).totalMicro).toBe((await balance()).spentMicro);
  });

  test("reaches the client byte for byte, wherever the network cuts it", () => {
    const body = Buffer.from(`${chunk("Grüße 🌳 木")}: note\r\n\r\n${chunk("zwei")}data: [DONE]\n\n`);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: body.length }), { maxLength: 12 }), (cuts) => {
        const reader = readStream({ task: "chat", input: {}, model: "auto", constraints: {}, count: 1 });
        const edges = [0, ...cuts.toSorted((a, b) => a - b), body.length];
        const out = edges.slice(1).map((end, index) => Buffer.from(reader.take(body.subarray(edges[index], end))));
        expect(Buffer.concat([...out, Buffer.from(reader.rest())]).toString()).toBe(body.toString());
        expect(reader.outcome().text).toBe("Grüße 🌳 木zwei");
        expect(reader.complete()).toBe(true);
      }),
    );
  });
});

describe("what a chat may cost", () => {
  const quote = async (input: Record<string, unknown>) =>
    (
      await oak.client.call("plans.create", {
        body: { task: "chat", model: MODEL, input: { messages: [{ role: "user", content: "hi" }], ...input } },
      })
    ).quote!.highMicro;

  test("covers every choice that is asked for, and the tools", async () => {
    const one = await quote({ max_tokens: 1000 });
    expect(await quote({ max_tokens: 1000, n: 4 })).toBeGreaterThan(one * 3);
    const tools = [{ type: "function", function: { name: "f", description: "x".repeat(100_000), parameters: {} } }];
    expect(await quote({ max_tokens: 1000, tools })).toBeGreaterThan(one * 3);
  });

  test("does not count a picture's bytes as words", async () => {
    const url = `data:image/png;base64,${"A".repeat(4_000_000)}`;
    const messages = [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }];
    expect(await quote({ messages })).toBeLessThan(50_000);
  });
});

test("a server of your own that leaves the list while it answers is still settled with", async () => {
  den.controls.chunkMs = 60;
  den.controls.say = "word ".repeat(20).trim();
  const response = await ask({ model: "den:gpt-4o-mini" });
  expect(response.headers.get("x-oak-provider")).toBe("den");
  den.fault({ kind: "status", status: 503 }, (received) => received.path.endsWith("/models"));
  await oak.client.call("providers.list"); // asks it for its list, in vain
  await response.text();
  expect((await ended(response)).status).toBe("succeeded");
});
