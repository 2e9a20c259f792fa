// The client's own promises, against a fetch of ours: connections that break, ids that are no ids. What the endpoints do is tested with them.
import { describe, expect, test } from "bun:test";
import { AppError } from "../spec/error.ts";
import { createClient, sseData } from "./sdk.ts";

const clientOf = (answer: (request: Request) => Response | Promise<Response>) => createClient({ baseUrl: "http://oak.test", fetch: answer });
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe("following a generation", () => {
  test("tells a broken connection as the server being away, so that one can follow again", async () => {
    const client = clientOf(() => new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError("socket closed")) })));
    const error = await errorOf(client.follow("gen_1").next());
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe("unavailable");
  });

  test("is over without an error where the caller gave it up", async () => {
    const stop = new AbortController();
    const client = clientOf((request) => {
      const body = new ReadableStream({
        start: (controller) => request.signal.addEventListener("abort", () => controller.error(request.signal.reason)),
      });
      return new Response(body);
    });
    const next = client.follow("gen_1", stop.signal).next();
    await Promise.resolve();
    stop.abort();
    expect(await errorOf(next)).toMatchObject({ name: "AbortError" });
  });
});

test("an id cannot lead to another path", async () => {
  const asked: string[] = [];
  const client = clientOf((request) => {
    asked.push(new URL(request.url).pathname);
    return Response.json({});
  });
  for (const id of ["../keys", "..", "a/../../keys", "."])
    expect(await errorOf(client.call("assets.get", { params: { id } }))).toMatchObject({ code: "request.invalid" });
  await client.call("models.get", { params: { id: "black-forest-labs/flux.1-schnell" } });
  expect(asked).toEqual(["/v1/models/black-forest-labs/flux.1-schnell"]);
});

test("an error whose code is a word of the language is an error like any other", async () => {
  const client = clientOf(() => Response.json({ code: "constructor", detail: "no" }, { status: 500 }));
  expect(await errorOf(client.call("me.get"))).toMatchObject({ code: "unavailable", detail: "no" });
});

test("events are whole however the network cuts them", async () => {
  const bytes = new TextEncoder().encode('event: x\ndata: {"a":"Grüße 🌳"}\n\n: note\r\n\r\ndata: 2\r\n\r\n');
  for (const size of [1, 2, 3, 7, 100]) {
    const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.slice(index * size, (index + 1) * size));
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => (parts.length > 0 ? controller.enqueue(parts.shift()!) : controller.close()),
    });
    const seen: string[] = [];
    for await (const data of sseData(new Response(body))) seen.push(data);
    expect(seen).toEqual(['{"a":"Grüße 🌳"}', "2"]);
  }
});
