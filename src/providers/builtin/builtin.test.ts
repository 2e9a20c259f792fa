// The provider through its door: worker threads that make pictures and films, are stopped by an abort, and fail in words.
import { describe, expect, test } from "bun:test";
import sharp from "sharp";
import { offer } from "../../spec/model.ts";
import type { TaskId } from "../../spec/task.ts";
import type { Call, Context, InputFile } from "../providers.ts";
import { builtin } from "./builtin.ts";

interface Told {
  progress: number | null;
  preview: string | null;
}

function context(signal: AbortSignal = new AbortController().signal): Context & { told: Told[] } {
  const told: Told[] = [];
  return {
    baseUrl: "",
    secret: null,
    fetch: () => Promise.reject(new Error("nothing is fetched here")),
    signal,
    now: () => 0,
    report: (progress, _stage, preview) => told.push({ progress, preview: preview ?? null }),
    told,
  };
}

function call(task: TaskId, input: Record<string, unknown>, more: Partial<Call> = {}): Call {
  const found = builtin.offers.find((candidate) => candidate.tasks[task])!;
  const defaults = Object.fromEntries(
    Object.entries(found.tasks[task]!.inputs).flatMap(([name, bound]) =>
      bound !== true && bound.default !== undefined ? [[name, bound.default]] : [],
    ),
  );
  return { task, input: { ...defaults, ...input }, count: 1, offer: found, files: {}, key: "k", webhookUrl: null, ...more };
}

async function done(asked: Call, with_ = context()) {
  const operation = await builtin.start(asked, with_);
  if (operation.state !== "done") throw new Error(JSON.stringify(operation));
  return { ...operation, outputs: operation.outputs.map((output) => (output.kind === "bytes" ? output : null)!) };
}

test("its offers hold the contract, are free and local", () => {
  for (const one of builtin.offers) {
    offer.parse(one);
    expect(one.data.local).toBe(true);
    expect(one.price!.lines.every((line) => line.micro === 0)).toBe(true);
  }
  expect(builtin.neural).toBe(false);
});

describe("making", () => {
  test("several pictures, each with its own seed, with previews on the way", async () => {
    const told = context();
    const made = await done(
      call("text-to-image", { prompt: "a red fox in the snow, watercolor", width: 640, height: 512, seed: 11 }, { count: 2 }),
      told,
    );
    expect(made.outputs).toHaveLength(2);
    expect(made.seed).toBe(11);
    expect(Buffer.compare(made.outputs[0]!.bytes, made.outputs[1]!.bytes)).not.toBe(0);
    const single = await done(call("text-to-image", { prompt: "a red fox in the snow, watercolor", width: 640, height: 512, seed: 12 }));
    expect(Buffer.compare(single.outputs[0]!.bytes, made.outputs[1]!.bytes)).toBe(0);
    expect(told.told.some(({ preview }) => preview?.startsWith("data:image/webp;base64,"))).toBe(true);
    expect(told.told.every(({ progress }) => progress === null || (progress >= 0 && progress <= 1))).toBe(true);
  }, 60_000);
  test("without a seed it chooses one and tells it, so that the picture can be made again", async () => {
    const made = await done(call("text-to-image", { prompt: "a boat", width: 96, height: 96 }));
    const again = await done(call("text-to-image", { prompt: "a boat", width: 96, height: 96, seed: made.seed! }));
    expect(Buffer.compare(made.outputs[0]!.bytes, again.outputs[0]!.bytes)).toBe(0);
  }, 60_000);
  test("a film with its poster", async () => {
    const [film] = (await done(call("text-to-video", { prompt: "waves", seconds: 0.5, width: 64, height: 64, seed: 1 }))).outputs;
    expect(film!.type).toBe("video/mp4");
    expect(await sharp(film!.poster).metadata()).toMatchObject({ width: 64, height: 64 });
  }, 60_000);
  test("an edit of a file", async () => {
    const bytes = Uint8Array.from(
      await sharp({ create: { width: 40, height: 30, channels: 3, background: "#a03020" } })
        .png()
        .toBuffer(),
    );
    const file: InputFile = {
      kind: "image",
      type: "image/png",
      bytes: bytes.length,
      width: 40,
      height: 30,
      seconds: null,
      name: "a.png",
      read: async () => bytes,
    };
    const [edited] = (await done(call("image-to-image", { image: "ast_1", prompt: "black and white" }, { files: { image: file } }))).outputs;
    expect(await sharp(edited!.bytes).metadata()).toMatchObject({ width: 40, height: 30 });
  }, 60_000);
});

describe("failing", () => {
  test("what it cannot do is a failure in words, not charged", async () => {
    const operation = await builtin.start(call("text-to-image", { prompt: "the sea", width: 64, height: 64, background: "transparent" }), context());
    expect(operation).toMatchObject({
      state: "failed",
      failure: { code: "provider.invalid", charged: "no", message: expect.stringContaining("transparent") },
    });
  }, 60_000);
  test("an abort stops the work, and the next ask is served", async () => {
    const controller = new AbortController();
    const told = context(controller.signal);
    const running = builtin.start(call("text-to-video", { prompt: "a forest in the rain", seconds: 10, width: 1280, height: 720 }), {
      ...told,
      report: () => controller.abort(),
    });
    expect(await running).toMatchObject({ state: "failed", failure: { code: "provider.canceled" } });
    expect((await done(call("text-to-image", { prompt: "a cat", width: 64, height: 64 }))).outputs).toHaveLength(1);
  }, 60_000);
});
