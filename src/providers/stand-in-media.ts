// Small real files for stand-ins: a picture that follows its prompt's letters, a tone, a silent MP3, a short film. Not the built-in engines.
import sharp from "sharp";

/** A number that follows from a text, so that another prompt gives another file. */
function sum(text: string): number {
  let value = 7;
  for (const letter of text) value = (Math.imul(value, 31) + letter.codePointAt(0)!) >>> 0;
  return value;
}

/** Kits ask for the same few files again and again, and a film takes its time. */
const made = new Map<string, Promise<Buffer<ArrayBuffer>>>();
async function once(name: string, make: () => Promise<Buffer<ArrayBuffer>>): Promise<Buffer<ArrayBuffer>> {
  const found = made.get(name) ?? make();
  made.set(name, found);
  return Buffer.from(await found) as Buffer<ArrayBuffer>;
}

/** A two-colored picture of this size. */
export const picture = (prompt: string, width: number, height: number, format: "png" | "jpeg" | "webp" = "png") =>
  once(JSON.stringify([prompt, width, height, format]), () => drawn(prompt, width, height, format));

async function drawn(prompt: string, width: number, height: number, format: "png" | "jpeg" | "webp"): Promise<Buffer<ArrayBuffer>> {
  const seed = sum(prompt);
  const color = (shift: number) => `rgb(${(seed >> shift) & 255},${(seed >> (shift + 5)) & 255},${(seed >> (shift + 11)) & 255})`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${color(0)}"/><circle cx="50%" cy="50%" r="30%" fill="${color(8)}"/></svg>`;
  return (await sharp(Buffer.from(svg)).toFormat(format).toBuffer()) as Buffer<ArrayBuffer>;
}

/** A sine tone as a mono 16-bit WAV of 24,000 samples a second. */
export function tone(text: string, seconds = 0.5): Buffer<ArrayBuffer> {
  const rate = 24_000;
  const samples = Math.max(1, Math.round(rate * seconds));
  const pitch = 220 + (sum(text) % 440);
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let at = 0; at < samples; at++) wav.writeInt16LE(Math.round(Math.sin((2 * Math.PI * pitch * at) / rate) * 8000), 44 + at * 2);
  return wav as Buffer<ArrayBuffer>;
}

/** Silence as MP3: frames of 128 kbit/s at 44,100 Hz, 26 ms each, with nothing in them. */
export function silentMp3(seconds = 0.5): Buffer<ArrayBuffer> {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0xc4]);
  return Buffer.concat(Array.from({ length: Math.ceil(seconds / 0.0261) }, () => frame)) as Buffer<ArrayBuffer>;
}

/** A film of a few frames as MP4. */
export const film = (prompt: string, width = 128, height = 72, frames = 12) =>
  once(JSON.stringify([prompt, width, height, frames]), () => encoded(prompt, width, height, frames));

async function encoded(prompt: string, width: number, height: number, frames: number): Promise<Buffer<ArrayBuffer>> {
  const { createH264MP4Encoder } = (await import("h264-mp4-encoder")).default as unknown as { createH264MP4Encoder(): Promise<any> };
  const encoder = await createH264MP4Encoder();
  Object.assign(encoder, { width, height, frameRate: 24 });
  encoder.initialize();
  const seed = sum(prompt);
  for (let frame = 0; frame < frames; frame++) {
    const pixels = new Uint8Array(width * height * 4);
    for (let at = 0; at < pixels.length; at += 4) pixels.set([(seed + frame * 8) & 255, (seed >> 8) & 255, (at / 4) % width, 255], at);
    encoder.addFrameRgba(pixels);
  }
  encoder.finalize();
  const bytes = Buffer.from(encoder.FS.readFile(encoder.outputFilename)) as Buffer<ArrayBuffer>;
  encoder.delete();
  return bytes;
}
