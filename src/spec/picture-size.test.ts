// Sizes are read from real pictures' headers, and a chat is held for what its pictures can really come to.
import { expect, test } from "bun:test";
import sharp from "sharp";
import { LIMITS } from "./limits.ts";
import { emptyFrame, sizeOfPicture } from "./picture-size.ts";
import { taskOf } from "./task.ts";

const dataUrl = async (format: "png" | "jpeg" | "webp", width: number, height: number, orientation?: number) => {
  const image = sharp({ create: { width, height, channels: 3, background: "#807060" } });
  const bytes = await (orientation ? image.withMetadata({ orientation }) : image).toFormat(format).toBuffer();
  return `data:image/${format};base64,${bytes.toString("base64")}`;
};

test("the header says how large it is, also behind a camera's notes", async () => {
  expect(sizeOfPicture(await dataUrl("png", 300, 20))).toEqual({ width: 300, height: 20 });
  expect(sizeOfPicture(await dataUrl("jpeg", 1030, 70_0))).toEqual({ width: 1030, height: 700 });
  expect(sizeOfPicture(await dataUrl("jpeg", 40, 30, 6))).toEqual({ width: 40, height: 30 });
  expect(sizeOfPicture(emptyFrame({ width: 512, height: 70_000 }))).toEqual({ width: 512, height: 70_000 });
});

test("what does not say it is not guessed", async () => {
  const png = await dataUrl("png", 10, 10);
  for (const url of [
    await dataUrl("webp", 10, 10),
    "https://example.com/a.png",
    "data:image/png;base64,",
    "data:image/png;base64,????",
    png.replace("image/png", "image/jpeg"),
    png.slice(0, 40),
    `data:image/jpeg;base64,${btoa("\xff\xd8\xff\xe0\0\0")}`,
    emptyFrame({ width: 0, height: 10 }),
  ])
    expect(sizeOfPicture(url)).toBeNull();
});

test("a chat with small pictures is held for less than one with large ones, or with ones that nobody has looked at", () => {
  const most = (url: string) =>
    taskOf("chat").measure({ messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }] }, 1).high.inputToken!;
  const small = most(emptyFrame({ width: LIMITS.judgePicturePx, height: 300 }));
  expect(most(emptyFrame({ width: LIMITS.judgePicturePx + 1, height: 1 })) - small).toBeGreaterThan(30_000);
  expect(most("https://example.com/small.png")).toBeGreaterThan(40_000);
  expect(small).toBeGreaterThan(8_500);
});
