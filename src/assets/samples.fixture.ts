// Real files for tests, made on the spot: pictures by sharp, sound and containers by hand. Not part of the program.
import type { EncodedPacket } from "mediabunny";
import sharp from "sharp";

export type PictureFormat = "png" | "jpeg" | "webp" | "gif" | "avif" | "tiff";

/** A gradient with noise, so that a missing half is seen as missing. */
export async function picture(format: PictureFormat, width = 120, height = 80, orientation?: number): Promise<Uint8Array<ArrayBuffer>> {
  const pixels = new Uint8Array(width * height * 3).map((_, index) => (index * 7 + (index >> 5) * 13) & 255);
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  return new Uint8Array(await (orientation ? image.withMetadata({ orientation }) : image).toFormat(format).toBuffer());
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});
const crc32 = (bytes: Uint8Array) => (bytes.reduce((crc, byte) => (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 255]!, 0xffffffff) ^ 0xffffffff) >>> 0;

/** A PNG of a few dozen bytes that declares any size at all. */
export function bomb(width: number, height: number): Uint8Array<ArrayBuffer> {
  const chunk = (name: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const empty = Bun.deflateSync(new Uint8Array(1000), { windowBits: 15 });
  return new Uint8Array(
    Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", header), chunk("IDAT", empty), chunk("IEND", new Uint8Array())]),
  );
}

/** How a WAV is written: 16-bit mono unless told. */
export interface WaveOptions {
  bits?: 8 | 16 | 24 | 32 | 64;
  float?: boolean;
  channels?: number;
  extensible?: boolean;
  /** What the data chunk claims instead of the truth. */
  claim?: number;
}

/** A tone that swells from silence to the given loudness. */
export function wav(
  seconds = 1,
  loudness = 0.5,
  { bits = 16, float = false, channels = 1, extensible = false, claim }: WaveOptions = {},
): Uint8Array<ArrayBuffer> {
  const rate = 8000;
  const frames = Math.round(seconds * rate);
  const size = bits / 8;
  const fmt = extensible ? 40 : 16;
  const out = Buffer.alloc(28 + fmt + frames * channels * size);
  out.write("RIFF", 0, "latin1");
  out.writeUInt32LE(out.length - 8, 4);
  out.write("WAVEfmt ", 8, "latin1");
  out.writeUInt32LE(fmt, 16);
  out.writeUInt16LE(extensible ? 0xfffe : float ? 3 : 1, 20);
  out.writeUInt16LE(channels, 22);
  out.writeUInt32LE(rate, 24);
  out.writeUInt32LE(rate * channels * size, 28);
  out.writeUInt16LE(channels * size, 32);
  out.writeUInt16LE(bits, 34);
  if (extensible) out.writeUInt16LE(float ? 3 : 1, 44);
  out.write("data", 20 + fmt, "latin1");
  out.writeUInt32LE(claim ?? frames * channels * size, 24 + fmt);
  for (let frame = 0; frame < frames; frame++) {
    const sample = Math.sin(frame / 3) * loudness * (frame / frames);
    for (let channel = 0; channel < channels; channel++) {
      const at = 28 + fmt + (frame * channels + channel) * size;
      if (float) bits === 64 ? out.writeDoubleLE(sample, at) : out.writeFloatLE(sample, at);
      else if (bits === 8) out.writeUInt8(Math.round(sample * 127 + 128), at);
      else out.writeIntLE(Math.round(sample * (2 ** (bits - 1) - 1)), at, size);
    }
  }
  return new Uint8Array(out);
}

/** Silent MPEG-1 layer III frames, 128 kbit/s, 44.1 kHz. */
export function mp3(frames = 80): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(417);
  frame.set([0xff, 0xfb, 0x90, 0xc0]);
  return new Uint8Array(Buffer.concat(Array.from({ length: frames }, () => frame)));
}

const crc = (bits: 8 | 16, polynomial: number) => (bytes: Uint8Array) => {
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) value = (value & (1 << (bits - 1)) ? (value << 1) ^ polynomial : value << 1) & (2 ** bits - 1);
  }
  return value;
};

/** FLAC as the format allows it to be written without any compression: one verbatim mono frame of 4096 samples after the other, at 44.1 kHz. */
export function flac(frames = 20, loudness = 0.5): Uint8Array<ArrayBuffer> {
  const block = 4096;
  const info = Buffer.alloc(42);
  info.write("fLaC", 0, "latin1");
  info.set([0x80, 0, 0, 34], 4);
  info.writeUInt16BE(block, 8);
  info.writeUInt16BE(block, 10);
  info.writeUIntBE(((44100 << 4) | 0) >>> 0, 18, 3); // 20 bits of rate, 3 of channels − 1, 1 of depth − 1
  info.writeUInt8(0xf0, 21); // the other 4 bits of depth − 1 (15), and the top of the sample count
  info.writeUInt32BE(frames * block, 22);
  const parts: Buffer[] = [info];
  for (let index = 0; index < frames; index++) {
    const head = Buffer.from([0xff, 0xf8, 0xc9, 0x08, index]); // 4096 samples, 44.1 kHz, mono, 16 bits, frame number below 128
    const body = Buffer.alloc(head.length + 2 + block * 2);
    head.copy(body);
    body[5] = crc(8, 0x07)(head);
    body[6] = 0x02; // verbatim
    for (let at = 0; at < block; at++) body.writeInt16BE(Math.round(Math.sin(at / 9) * loudness * 32767 * ((index + 1) / frames)), 7 + at * 2);
    const tail = Buffer.alloc(2);
    tail.writeUInt16BE(crc(16, 0x8005)(body));
    parts.push(body, tail);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** H.264 in MP4, as the encoder writes it: two seconds of noise at 10 pictures a second. */
export async function mp4(width = 160, height = 96): Promise<Uint8Array<ArrayBuffer>> {
  const { createH264MP4Encoder } = await import("h264-mp4-encoder");
  const encoder = await createH264MP4Encoder();
  Object.assign(encoder, { width, height, frameRate: 10, quantizationParameter: 40 });
  encoder.initialize();
  for (let frame = 0; frame < 20; frame++) encoder.addFrameRgba(new Uint8Array(width * height * 4).map((_, index) => (index * 3 + frame * 11) & 255));
  encoder.finalize();
  return new Uint8Array(encoder.FS.readFile(encoder.outputFilename));
}

/** The same pictures in another box: `fast` is MP4 with its tables in front, as most vendors send it. */
export async function boxed(source: Uint8Array<ArrayBuffer>, box: "fast" | "mkv" | "mov"): Promise<Uint8Array<ArrayBuffer>> {
  const media = await import("mediabunny");
  const format =
    box === "mkv"
      ? new media.MkvOutputFormat()
      : box === "mov"
        ? new media.MovOutputFormat({ fastStart: "in-memory" })
        : new media.Mp4OutputFormat({ fastStart: "in-memory" });
  const output = new media.Output({ format, target: new media.BufferTarget() });
  const into = new media.EncodedVideoPacketSource("avc");
  output.addVideoTrack(into);
  await output.start();
  const input = new media.Input({ formats: [media.MP4], source: new media.BufferSource(source) });
  const track = (await input.getPrimaryVideoTrack())!;
  const decoderConfig = (await track.getDecoderConfig())!;
  let packet: EncodedPacket | null = null;
  for await (packet of new media.EncodedPacketSink(track).packets()) await into.add(packet, { decoderConfig });
  await output.finalize();
  return new Uint8Array(output.target.buffer!);
}

/** A WebM whose packets are noise: well-formed to a reader of containers, which is all that is asked of one here. */
export async function webm(kind: "video" | "audio"): Promise<Uint8Array<ArrayBuffer>> {
  const media = await import("mediabunny");
  const output = new media.Output({ format: new media.WebMOutputFormat(), target: new media.BufferTarget() });
  const packet = (index: number) => new media.EncodedPacket(new Uint8Array(200).fill(index), "key", index / 10, 0.1);
  if (kind === "video") {
    const source = new media.EncodedVideoPacketSource("vp8");
    output.addVideoTrack(source);
    await output.start();
    for (let index = 0; index < 20; index++) await source.add(packet(index), { decoderConfig: { codec: "vp8", codedWidth: 64, codedHeight: 48 } });
  } else {
    const source = new media.EncodedAudioPacketSource("opus");
    output.addAudioTrack(source);
    await output.start();
    for (let index = 0; index < 20; index++)
      await source.add(packet(index), { decoderConfig: { codec: "opus", sampleRate: 48_000, numberOfChannels: 1 } });
  }
  await output.finalize();
  return new Uint8Array(output.target.buffer!);
}

/** A body that arrives in pieces of so many bytes. */
export function streamOf(bytes: Uint8Array, piece = 1000): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + piece));
      at += piece;
    },
  });
}
