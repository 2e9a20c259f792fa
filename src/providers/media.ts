// The little that adapters must know of bytes before the asset store has them: is it a picture, how long is it heard, a mask as alpha. Not a probe: that is assets/.

/** Loaded with the first mask: it is twenty megabytes, and most servers never see one. */
const loadSharp = async () => (await import("sharp")).default;

const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

/** The type of a picture by its first bytes; null where it is none, whatever the provider's header claimed. */
export function pictureType(bytes: Uint8Array): string | null {
  if (bytes.length < 12) return null;
  if (bytes[0] === 0x89 && ascii(bytes, 1, 4) === "PNG") return "image/png";
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP") return "image/webp";
  if (ascii(bytes, 0, 4) === "GIF8") return "image/gif";
  if (ascii(bytes, 4, 8) === "ftyp" && /avif|avis/.test(ascii(bytes, 8, 32))) return "image/avif";
  return null;
}

/** Kilobits a second of MPEG-1 and MPEG-2 layer III by their index in the frame header. */
const KBPS = {
  one: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  two: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};

/** Seconds of a WAV, or of an MP3 of one bit rate, from its header; null where it is neither. Good enough to price by, not to cut by. */
export function soundSeconds(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 44 && ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WAVE") {
    const perSecond = view.getUint32(28, true);
    // Streamed WAVs promise an endless data chunk: what is there is what counts.
    return perSecond > 0 ? (bytes.length - 44) / perSecond : null;
  }
  const tag = ascii(bytes, 0, 3) === "ID3" && bytes.length > 10 ? 10 + ((bytes[6]! << 21) | (bytes[7]! << 14) | (bytes[8]! << 7) | bytes[9]!) : 0;
  if (bytes.length < tag + 4 || bytes[tag] !== 0xff || (bytes[tag + 1]! & 0xe6) !== 0xe2) return null;
  const table = (bytes[tag + 1]! & 0x18) === 0x18 ? KBPS.one : KBPS.two;
  const kbps = table[bytes[tag + 2]! >> 4];
  return kbps ? ((bytes.length - tag) * 8) / (kbps * 1000) : null;
}

/** How a mask says what may change: it is transparent there, white, or black; black is pure black and white. */
export const MASK_STYLES = ["alpha", "white", "black"] as const;

/** One of our masks, in which white or transparent may change, as a PNG in another style. Throws where it is no picture. */
export async function maskAs(style: (typeof MASK_STYLES)[number], bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const sharp = await loadSharp();
  const clear = await alphaMask(bytes);
  if (style === "alpha") return clear;
  const kept = await sharp(clear).extractChannel("alpha").toBuffer();
  // In a step of its own: sharp orders operations by itself.
  const painted = style === "white" ? sharp(kept).negate() : sharp(kept).threshold(128);
  return new Uint8Array(await painted.png().toBuffer());
}

/** A mask in which white or transparent may change, as the PNG whose transparent parts may change. Throws where it is no picture. */
export async function alphaMask(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const sharp = await loadSharp();
  const { data, info } = await sharp(bytes).ensureAlpha().toColourspace("srgb").raw().toBuffer({ resolveWithObject: true });
  for (let at = 0; at < data.length; at += info.channels) {
    const white = (data[at]! * 299 + data[at + 1]! * 587 + data[at + 2]! * 114) / 1000;
    const kept = Math.round((data[at + 3]! * (255 - white)) / 255);
    data[at] = data[at + 1] = data[at + 2] = 0;
    data[at + 3] = kept;
  }
  return new Uint8Array(
    await sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
      .png()
      .toBuffer(),
  );
}
