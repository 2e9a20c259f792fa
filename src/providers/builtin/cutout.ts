// Background removal without a model: what has the colours of the border and hangs together with it is taken away. Works on plain backgrounds only, and says so.
import sharp from "sharp";
import { AppError } from "../../spec/error.ts";
import { openImage } from "./edit.ts";
import { IMAGE_TYPES, type ImageFormat, encode } from "./picture.ts";
import { type Pixels, blur } from "./raster.ts";
import type { Host, Made } from "./work.ts";

/** The mask is found on a smaller copy and enlarged: edges stay soft, and a large photograph takes no longer. */
const WORK_SIDE = 900;
/** Less than this share found means there is no plain background; more, that there is nothing on it. */
const [LEAST, MOST] = [0.03, 0.985];

type Lab = Float32Array;

/** A cheap perceptual space: brightness and two opponent colours. */
function opponent(frame: Pixels): Lab {
  const lab = new Float32Array(frame.width * frame.height * 3);
  for (let i = 0; i < lab.length / 3; i++) {
    const [r, g, b] = [frame.data[i * 4]!, frame.data[i * 4 + 1]!, frame.data[i * 4 + 2]!];
    lab[i * 3] = (r * 0.3 + g * 0.59 + b * 0.11) * 0.8;
    lab[i * 3 + 1] = (r - g) * 0.9;
    lab[i * 3 + 2] = ((r + g) / 2 - b) * 0.7;
  }
  return lab;
}

function borderOf(width: number, height: number): number[] {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(x, (height - 1) * width + x);
  for (let y = 1; y < height - 1; y++) border.push(y * width, y * width + width - 1);
  return border;
}

/** Grows from the border while the colour changes slowly and stays near what the border holds. */
function flood(lab: Lab, width: number, height: number): Uint8Array {
  const border = borderOf(width, height);
  const mean = [0, 1, 2].map((c) => border.reduce((sum, i) => sum + lab[i * 3 + c]!, 0) / border.length);
  const spread = Math.sqrt(border.reduce((sum, i) => sum + [0, 1, 2].reduce((d, c) => d + (lab[i * 3 + c]! - mean[c]!) ** 2, 0), 0) / border.length);
  const [step, reach] = [7 + Math.min(6, spread * 0.12), 22 + Math.min(60, spread * 1.5)];
  const distance = (i: number, j: number) =>
    Math.hypot(lab[i * 3]! - lab[j * 3]!, lab[i * 3 + 1]! - lab[j * 3 + 1]!, lab[i * 3 + 2]! - lab[j * 3 + 2]!);
  const fromMean = (i: number) => Math.hypot(lab[i * 3]! - mean[0]!, lab[i * 3 + 1]! - mean[1]!, lab[i * 3 + 2]! - mean[2]!);
  const found = new Uint8Array(width * height);
  const queue = border.filter((i) => fromMean(i) < reach);
  for (const i of queue) found[i] = 1;
  for (let at = 0; at < queue.length; at++) {
    const i = queue[at]!;
    const x = i % width;
    for (const j of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
      if (j < 0 || j >= found.length || found[j] || distance(i, j) > step || fromMean(j) > reach) continue;
      found[j] = 1;
      queue.push(j);
    }
  }
  return found;
}

/** The picture with its background transparent. Throws `provider.invalid` where no plain background was found. */
export async function removeBackground(image: Uint8Array, format: ImageFormat, host: Host): Promise<Made> {
  if (format === "jpeg") throw new AppError("provider.invalid", "JPEG has no transparency: ask for png or webp.", { field: "format" });
  const { frame } = await openImage(image);
  host.report(0.2, "Finding the background");
  const k = Math.min(1, WORK_SIDE / Math.max(frame.width, frame.height));
  const [width, height] = [Math.max(1, Math.round(frame.width * k)), Math.max(1, Math.round(frame.height * k))];
  const raw = { raw: { width: frame.width, height: frame.height, channels: 4 as const } };
  const small = await sharp(Buffer.from(frame.data.buffer, frame.data.byteOffset, frame.data.length), raw)
    .resize(width, height, { fit: "fill" })
    .median(3)
    .raw()
    .toBuffer();
  const found = flood(opponent({ width, height, data: new Uint8ClampedArray(small.buffer, small.byteOffset, small.length) }), width, height);
  const share = found.reduce((sum, value) => sum + value, 0) / found.length;
  if (share < LEAST || share > MOST) {
    throw new AppError(
      "provider.invalid",
      `The built-in engine only removes plain backgrounds, and found ${share < LEAST ? "none here" : "nothing else here"}. A background-removal model does better.`,
      { field: "image" },
    );
  }
  host.check();
  host.report(0.6, "Cutting out");
  const soft = blur(Float32Array.from(found), width, height, Math.max(1, Math.min(width, height) / 500));
  // The edge is pulled inwards a little, so that no rim of the old background stays.
  const mask = Buffer.from(Uint8Array.from(soft, (value) => Math.round(255 * Math.max(0, Math.min(1, (0.62 - value) / 0.34)))));
  const alpha = await sharp(mask, { raw: { width, height, channels: 1 } })
    .resize(frame.width, frame.height, { fit: "fill", kernel: "cubic" })
    .extractChannel(0)
    .raw()
    .toBuffer();
  for (let i = 0; i < alpha.length; i++) frame.data[i * 4 + 3] = (frame.data[i * 4 + 3]! * alpha[i]!) / 255;
  return { bytes: await encode(frame, format, true), type: IMAGE_TYPES[format] };
}
