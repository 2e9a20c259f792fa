// Edits of a picture by instruction, and enlarging. Pixels through sharp; runs in a worker.
import sharp, { type Sharp } from "sharp";
import { AppError } from "../../spec/error.ts";
import { LIMITS } from "../../spec/limits.ts";
import { recolor } from "./color.ts";
import { EDIT_HELP, type Step, readEdit } from "./edit-words.ts";
import { cell } from "./noise.ts";
import { IMAGE_TYPES, type ImageFormat, encode, previewOf } from "./picture.ts";
import type { Pixels } from "./raster.ts";
import { STYLE_PASSES } from "./style.ts";
import type { Host, Made } from "./work.ts";

export interface EditAsk {
  prompt: string;
  strength?: number;
  width?: number;
  height?: number;
  format?: ImageFormat;
  seed: number;
}

/** Above this, painterly styles are made smaller and enlarged: they need many maps of the whole picture in memory. */
const STYLE_PIXELS = 6_000_000;

const fromPixels = (frame: Pixels): Sharp =>
  sharp(Buffer.from(frame.data.buffer, frame.data.byteOffset, frame.data.length), { raw: { width: frame.width, height: frame.height, channels: 4 } });

async function toPixels(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.toColorspace("srgb").ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length) };
}

/** Opens a file upright. Throws `asset.unreadable` where it is no picture. */
export async function openImage(bytes: Uint8Array): Promise<{ frame: Pixels; format: ImageFormat; transparent: boolean }> {
  try {
    const image = sharp(bytes, { limitInputPixels: LIMITS.imagePixels });
    const { format, hasAlpha } = await image.metadata();
    const known = format === "jpeg" || format === "webp" ? format : "png";
    return { frame: await toPixels(image.rotate()), format: known, transparent: hasAlpha ?? false };
  } catch (cause) {
    throw new AppError("asset.unreadable", "The image could not be read.", { field: "image", cause });
  }
}

function eachPixel(frame: Pixels, change: (rgb: [number, number, number], x: number, y: number) => [number, number, number]): void {
  const { width, height, data } = frame;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const [r, g, b] = change([data[i]!, data[i + 1]!, data[i + 2]!], x, y);
      data[i] = r;
      data[i + 1] = g;
      data[i + 2] = b;
    }
  }
}

const TONE: Record<Extract<Step, { kind: "tone" }>["what"], (k: number) => (value: number, channel: number, gray: number) => number> = {
  brighter: (k) => (v) => 255 * (v / 255) ** (1 / (1 + 0.45 * k)) + 6 * k,
  darker: (k) => (v) => 255 * (v / 255) ** (1 + 0.4 * k) - 6 * k,
  contrast: (k) => (v) => (v - 128) * (1 + 0.35 * k) + 128,
  flatter: (k) => (v) => (v - 128) / (1 + 0.4 * k) + 134,
  warmer: (k) => (v, c) => v * [1 + 0.09 * k, 1 + 0.015 * k, 1 - 0.12 * k][c]!,
  cooler: (k) => (v, c) => v * [1 - 0.11 * k, 1, 1 + 0.09 * k][c]!,
  saturate: (k) => (v, _c, gray) => gray + (v - gray) * (1 + 0.5 * k),
  desaturate: (k) => (v, _c, gray) => gray + (v - gray) * Math.max(0, 1 - 0.55 * k),
};

const grayOf = ([r, g, b]: readonly [number, number, number]): number => r * 0.2126 + g * 0.7152 + b * 0.0722;

async function filter(frame: Pixels, what: Extract<Step, { kind: "filter" }>["what"], amount: number, seed: number): Promise<Pixels> {
  const unit = Math.min(frame.width, frame.height) / 1000;
  switch (what) {
    case "gray":
      eachPixel(frame, (rgb) => [grayOf(rgb), grayOf(rgb), grayOf(rgb)]);
      return frame;
    case "sepia":
      eachPixel(frame, (rgb) => [Math.min(255, grayOf(rgb) * 1.07 + 18), grayOf(rgb) * 0.93 + 10, grayOf(rgb) * 0.74]);
      return frame;
    case "invert":
      eachPixel(frame, ([r, g, b]) => [255 - r, 255 - g, 255 - b]);
      return frame;
    case "posterize":
      eachPixel(frame, (rgb) => rgb.map((v) => (Math.round((v / 255) * 4) / 4) * 255) as [number, number, number]);
      return frame;
    case "grain":
      eachPixel(frame, ([r, g, b], x, y) => {
        const n = (cell(x, y, seed) - 0.5) * 46 * amount;
        return [r + n, g + n, b + n];
      });
      return frame;
    case "vignette":
      eachPixel(frame, ([r, g, b], x, y) => {
        const d = Math.max(0, ((x / frame.width - 0.5) ** 2 + (y / frame.height - 0.5) ** 2) * 2 - 0.16);
        const k = Math.max(0, 1 - d * 1.25 * amount);
        return [r * k, g * k, b * k];
      });
      return frame;
    case "blur":
      return toPixels(fromPixels(frame).blur(Math.max(0.6, 8 * unit * amount)));
    case "sharpen":
      return toPixels(fromPixels(frame).sharpen({ sigma: Math.max(0.6, 1.2 * unit), m1: 1.1 * amount, m2: 2.6 * amount }));
    case "pixelate": {
      const side = Math.max(2, Math.round(16 * unit * amount + 2));
      const small = await toPixels(
        fromPixels(frame).resize(Math.max(1, Math.round(frame.width / side)), Math.max(1, Math.round(frame.height / side)), {
          fit: "fill",
          kernel: "cubic",
        }),
      );
      return toPixels(fromPixels(small).resize(frame.width, frame.height, { fit: "fill", kernel: "nearest" }));
    }
    case "glow": {
      const soft = await toPixels(fromPixels(frame).blur(Math.max(1, 14 * unit)));
      for (let i = 0; i < frame.data.length; i++)
        if (i % 4 !== 3) frame.data[i] = 255 - ((255 - frame.data[i]!) * (255 - soft.data[i]! * 0.5 * amount)) / 255;
      return frame;
    }
  }
}

async function styled(frame: Pixels, style: string, seed: number): Promise<Pixels> {
  const k = Math.min(1, Math.sqrt(STYLE_PIXELS / (frame.width * frame.height)));
  const small = k < 1 ? await toPixels(fromPixels(frame).resize(Math.round(frame.width * k), Math.round(frame.height * k), { fit: "fill" })) : frame;
  STYLE_PASSES[style]!(small.width, small.height, seed)(small);
  return k < 1 ? toPixels(fromPixels(small).resize(frame.width, frame.height, { fit: "fill", kernel: "lanczos3" })) : small;
}

async function crop(frame: Pixels, what: Extract<Step, { kind: "crop" }>["what"]): Promise<Pixels> {
  const ratio = what === "wide" ? 16 / 9 : what === "tall" ? 9 / 16 : 1;
  const width = Math.min(frame.width, Math.max(1, Math.round(frame.height * ratio)));
  const height = Math.min(frame.height, Math.max(1, Math.round(width / ratio)));
  const cut = await toPixels(
    fromPixels(frame).extract({ left: Math.floor((frame.width - width) / 2), top: Math.floor((frame.height - height) / 2), width, height }),
  );
  if (what !== "circle") return cut;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      cut.data[(y * width + x) * 4 + 3]! *= Math.max(0, Math.min(1, width / 2 - Math.hypot(x + 0.5 - width / 2, y + 0.5 - height / 2)));
  return cut;
}

async function apply(frame: Pixels, step: Step, seed: number): Promise<Pixels> {
  switch (step.kind) {
    case "tone": {
      const tone = TONE[step.what](step.amount);
      eachPixel(frame, (rgb) => {
        const gray = grayOf(rgb);
        return [tone(rgb[0], 0, gray), tone(rgb[1], 1, gray), tone(rgb[2], 2, gray)];
      });
      return frame;
    }
    case "filter":
      return filter(frame, step.what, step.amount, seed);
    case "tint":
      eachPixel(frame, (rgb) => [...recolor(rgb, step.color, Math.min(0.95, 0.6 * step.amount))] as [number, number, number]);
      return frame;
    case "turn":
      return toPixels(fromPixels(frame).rotate(step.degrees, { background: { r: 255, g: 255, b: 255, alpha: 0 } }));
    case "flip":
      return toPixels(step.what === "vertical" ? fromPixels(frame).flip() : fromPixels(frame).flop());
    case "crop":
      return crop(frame, step.what);
    case "border": {
      const edge = Math.max(1, Math.round(Math.min(frame.width, frame.height) * 0.05));
      const inner = await toPixels(fromPixels(frame).resize(frame.width - edge * 2, frame.height - edge * 2, { fit: "cover" }));
      const [r, g, b] = step.color;
      return toPixels(fromPixels(inner).extend({ top: edge, bottom: edge, left: edge, right: edge, background: { r, g, b, alpha: 1 } }));
    }
    case "style":
      return styled(frame, step.style, seed);
  }
}

/** Where the mask is transparent (or, having no transparency, white) the picture may change. */
async function maskOf(bytes: Uint8Array, width: number, height: number): Promise<Float32Array> {
  const { frame } = await openImage(bytes);
  const fitted = frame.width === width && frame.height === height ? frame : await toPixels(fromPixels(frame).resize(width, height, { fit: "fill" }));
  const clear = fitted.data.some((value, i) => i % 4 === 3 && value < 250);
  return Float32Array.from({ length: width * height }, (_, i) =>
    clear ? 1 - fitted.data[i * 4 + 3]! / 255 : grayOf([fitted.data[i * 4]!, fitted.data[i * 4 + 1]!, fitted.data[i * 4 + 2]!]) / 255,
  );
}

function blendBack(edited: Pixels, original: Pixels, weight: (i: number) => number): void {
  for (let i = 0; i < edited.data.length; i += 4) {
    const k = weight(i / 4);
    for (let c = 0; c < 4; c++) edited.data[i + c] = original.data[i + c]! + (edited.data[i + c]! - original.data[i + c]!) * k;
  }
}

function stepsOf(prompt: string): Step[] {
  const { steps, unknown } = readEdit(prompt);
  if (steps.length === 0 || (unknown.length > 0 && unknown.length >= steps.length)) {
    const what = unknown.length ? `has no edit for “${unknown.slice(0, 5).join(" ")}”` : "found no edit in the instruction";
    throw new AppError("provider.invalid", `The built-in engine ${what}. It can do: ${EDIT_HELP}.`, { field: "prompt" });
  }
  return steps;
}

/** One edited picture, as large as the original unless it was turned, cropped or given a size. */
export async function editImage(ask: EditAsk, image: Uint8Array, mask: Uint8Array | null, host: Host): Promise<Made> {
  const steps = stepsOf(ask.prompt);
  const reshapes = steps.some((step) => step.kind === "crop" || (step.kind === "turn" && step.degrees % 360 !== 0));
  if (mask && reshapes)
    throw new AppError("provider.invalid", "Turning and cropping change the whole picture and cannot be kept to a mask.", { field: "mask" });
  host.report(0.05, "Reading the picture");
  const { frame, format, transparent } = await openImage(image);
  const original: Pixels = { ...frame, data: frame.data.slice() };
  let current = frame;
  for (const [i, step] of steps.entries()) {
    host.check();
    host.report(0.1 + (0.75 * i) / steps.length, "Editing", i > 0 ? await previewOf(current) : null);
    current = await apply(current, step, ask.seed);
  }
  if (mask) {
    const weights = await maskOf(mask, original.width, original.height);
    blendBack(current, original, (i) => weights[i]!);
  }
  if (ask.strength !== undefined && ask.strength < 1 && !reshapes) blendBack(current, original, () => ask.strength!);
  const sized =
    ask.width || ask.height ? await toPixels(fromPixels(current).resize(ask.width ?? null, ask.height ?? null, { fit: "cover" })) : current;
  const clear =
    transparent || steps.some((step) => (step.kind === "crop" && step.what === "circle") || (step.kind === "turn" && step.degrees % 90 !== 0));
  const wanted = ask.format ?? (clear && format === "jpeg" ? "png" : format);
  host.report(0.95, "Writing the file");
  return {
    bytes: await encode(
      wanted === "jpeg" ? await toPixels(fromPixels(sized).flatten({ background: "#ffffff" })) : sized,
      wanted,
      clear && wanted !== "jpeg",
    ),
    type: IMAGE_TYPES[wanted],
  };
}

/** The picture, `scale` times as wide and high: resampled (Lanczos) and lightly sharpened. Nothing is invented. */
export async function upscale(image: Uint8Array, scale: number, format: ImageFormat | null, host: Host): Promise<Made> {
  const { frame, format: own, transparent } = await openImage(image);
  const [width, height] = [frame.width * scale, frame.height * scale];
  if (Math.max(width, height) > LIMITS.imageSidePx || width * height > LIMITS.imagePixels) {
    throw new AppError(
      "provider.invalid",
      `${width} × ${height} would be larger than ${LIMITS.imageSidePx} pixels a side: ask for a smaller scale.`,
      { field: "scale" },
    );
  }
  host.report(0.3, "Enlarging");
  const large = await toPixels(
    fromPixels(frame)
      .resize(width, height, { fit: "fill", kernel: "lanczos3" })
      .sharpen({ sigma: 0.5 + scale * 0.25, m1: 0.5, m2: 1.6 }),
  );
  host.check();
  host.report(0.8, "Writing the file");
  const wanted = format ?? own;
  return {
    bytes: await encode(
      wanted === "jpeg" && transparent ? await toPixels(fromPixels(large).flatten({ background: "#ffffff" })) : large,
      wanted,
      transparent && wanted !== "jpeg",
    ),
    type: IMAGE_TYPES[wanted],
  };
}
