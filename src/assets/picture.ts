// Pictures: measured by their header, then decoded once to know that they are whole, into a thumbnail. Edits nothing.
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import type { Facts } from "./probe.ts";

export const THUMBNAIL_PX = 256;
/** The placeholder's hash takes no more than this a side. */
const HASH_PX = 100;

/** What the decoder must call it when the bytes say it is of this type: a file that two readers take for different things is refused. */
const FORMATS: Record<string, string[]> = {
  "image/png": ["png"],
  "image/jpeg": ["jpeg"],
  "image/webp": ["webp"],
  "image/gif": ["gif"],
  "image/avif": ["heif", "avif"],
  "image/tiff": ["tiff"],
};

const unreadable = (detail: string) => new AppError("asset.unreadable", detail);

interface Header {
  format: string;
  width: number;
  height: number;
}

/** Size and format by the header alone: nothing is decoded until it is known to be no bomb. */
async function readHeader(input: string | Uint8Array): Promise<Header> {
  const { default: sharp } = await import("sharp");
  const meta = await sharp(input, { limitInputPixels: false })
    .metadata()
    .catch(() => null);
  if (!meta?.width || !meta.height || !meta.format) throw unreadable("The picture cannot be read: it is damaged or cut short.");
  // Frames are counted too: an animation is decoded frame by frame by whoever plays it.
  const pixels = meta.width * (meta.pageHeight ?? meta.height);
  if (pixels > LIMITS.imagePixels)
    throw unreadable(`The picture says it has ${Math.round(pixels / 1e6)} megapixels; ${Math.round(LIMITS.imagePixels / 1e6)} are the most.`);
  const turned = (meta.orientation ?? 1) >= 5;
  const [width, height] = [meta.width, meta.pageHeight ?? meta.height];
  return { format: meta.format, width: turned ? height : width, height: turned ? width : height };
}

/** Decodes the whole of it into a thumbnail and its hash. Throws `asset.unreadable` where a part is missing. */
export async function thumbnailOf(input: string | Uint8Array): Promise<{ thumbnail: Uint8Array; thumbhash: string }> {
  const { default: sharp } = await import("sharp");
  const { rgbaToThumbHash } = await import("thumbhash");
  const small = { fit: "inside", withoutEnlargement: true } as const;
  try {
    // "error": a picture with a missing half is refused, one with a clumsy colour profile is not.
    const decoded = sharp(input, { limitInputPixels: LIMITS.imagePixels, failOn: "error" }).autoOrient();
    const thumbnail = await decoded.resize(THUMBNAIL_PX, THUMBNAIL_PX, small).webp({ quality: 80 }).toBuffer();
    const { data, info } = await sharp(thumbnail)
      .resize(HASH_PX, HASH_PX, small)
      .ensureAlpha()
      .toColorspace("srgb")
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { thumbnail, thumbhash: Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString("base64") };
  } catch {
    throw unreadable("The picture cannot be decoded: it is damaged or cut short.");
  }
}

/** The whole of it, no larger than so many pixels a side, as a JPEG; what is transparent becomes white. */
export async function reduced(input: Uint8Array, sidePx: number): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  try {
    return await sharp(input, { limitInputPixels: LIMITS.imagePixels })
      .autoOrient()
      .resize(sidePx, sidePx, { fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .jpeg({ quality: 85 })
      .toBuffer();
  } catch {
    throw unreadable("The picture cannot be decoded.");
  }
}

/** `type` is what the first bytes say. */
export async function probePicture(path: string, type: string): Promise<Facts> {
  const header = await readHeader(path);
  if (!FORMATS[type]?.includes(header.format)) throw unreadable(`The file begins like ${type} and continues as something else.`);
  const drawn = await thumbnailOf(path);
  return { kind: "image", type, width: header.width, height: header.height, seconds: null, peaks: null, text: null, ...drawn };
}

/** The picture that stands for a video; null where it is none, because a video is worth keeping without it. */
export async function posterOf(poster: Uint8Array): Promise<{ thumbnail: Uint8Array; thumbhash: string } | null> {
  try {
    await readHeader(poster);
    return await thumbnailOf(poster);
  } catch {
    return null;
  }
}
