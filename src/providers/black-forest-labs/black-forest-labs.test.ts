// Black Forest Labs' adapter signs the kit; what the kit cannot know stands here.
import { expect, test } from "bun:test";
import sharp from "sharp";
import { contextOf } from "../conformance-cases.ts";
import { conform } from "../conformance.ts";
import { trusted } from "../flow.ts";
import kit from "./conformance.ts";

test("it conforms", async () => {
  const subject = await kit();
  expect(await conform(subject)).toEqual([]);
  await subject.standIn.close();
}, 120_000);

test("the credits that it tells are the cost, in micros", async () => {
  const { provider, standIn, secret, cases } = await kit();
  const context = contextOf({ standIn, secret });
  let operation = await provider.start(cases[0]!.call, context);
  while (operation.state === "running") operation = await provider.check!(operation.ref, cases[0]!.call, context);
  expect(operation).toMatchObject({ state: "done", costMicro: 30_000, seed: 7 });
  await standIn.close();
});

test("its other regions may be asked with the key, nobody else", () => {
  const context = { baseUrl: "https://api.bfl.ai", secret: "s", signal: new AbortController().signal, now: () => 0, report: () => undefined, fetch };
  const wire = { title: "x", credentials: () => ({}), ownHosts: /^api(\.[a-z0-9-]+)?\.bfl\.ai$/ };
  expect(trusted("https://api.eu1.bfl.ai/v1/get_result?id=1", "no", context, wire)).toBe("https://api.eu1.bfl.ai/v1/get_result?id=1");
  for (const url of ["https://api.bfl.ai.evil.example/x", "http://api.eu1.bfl.ai/x", "https://evil.example/x", "https://u:p@api.eu1.bfl.ai/x", 7])
    expect(trusted(url, "no", context, wire)).toBe("no");
});

test("what takes a ratio is sent one, a film its mode and a first picture as a keyframe, what takes a mask is sent black and white", async () => {
  const { provider, standIn, secret, cases } = await kit();
  const context = contextOf({ standIn, secret });
  const sent = async (name: string, file?: Uint8Array<ArrayBuffer>) => {
    const { call } = cases.find((one) => one.name === name)!;
    standIn.clear();
    const mask = file && { ...call.files.mask!, bytes: file.byteLength, read: async () => file };
    const operation = await provider.start(mask ? { ...call, files: { ...call.files, mask } } : call, context);
    return standIn.received[0]?.json ?? operation;
  };
  expect(await sent("by a ratio")).toEqual({ prompt: "a red fox", aspect_ratio: "16:9", output_format: "png" });
  expect(await sent("Kontext from text")).toEqual({ prompt: "a red fox", aspect_ratio: "1:1", output_format: "png" });
  const film = { prompt: "a red fox", mode: "t2v", duration: 5, resolution: "hd", aspect_ratio: "16:9", generate_audio: true };
  expect(await sent("film")).toEqual(film);
  const moving = await sent("film from a picture");
  expect(moving).toEqual({ ...film, prompt: "make it blue", mode: "i2v", keyframes: [expect.stringMatching(/^[A-Za-z0-9+/]+=*$/)] });
  const side = { width: 8, height: 8 };
  const hole = await sharp({ create: { ...side, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .png()
    .toBuffer();
  const body = await sent("under a mask", new Uint8Array(hole));
  const { data, info } = await sharp(Buffer.from(body.mask, "base64")).raw().toBuffer({ resolveWithObject: true });
  expect([info.channels === 4, data[0]]).toEqual([false, 255]);
  const black = await sent(
    "under a mask",
    new Uint8Array(
      await sharp({ create: { ...side, channels: 3, background: "black" } })
        .png()
        .toBuffer(),
    ),
  );
  expect((await sharp(Buffer.from(black.mask, "base64")).raw().toBuffer())[0]).toBe(0);
  expect(await sent("under a mask", new Uint8Array(8))).toMatchObject({ state: "failed", failure: { code: "provider.invalid", charged: "no" } });
  await standIn.close();
});
