// Frames to an MP4 that browsers play: H.264 (minih264 in WASM), the index first, sound as FLAC where there is some. The same frames give the same bytes.
import {
  ALL_FORMATS,
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  Mp4OutputFormat,
  Output,
} from "mediabunny";
import type { H264MP4Encoder } from "h264-mp4-encoder";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export interface Film {
  /** RGBA, width × height; sides are even. */
  add(frame: Uint8ClampedArray): void;
  /** The file; sound is a FLAC file of the same length. */
  end(flac: Uint8Array<ArrayBuffer> | null): Promise<Uint8Array<ArrayBuffer>>;
  /** Frees the encoder's memory; safe to call twice. */
  close(): void;
}

/** Starts a film. Throws what the encoder throws where it cannot. */
export async function openFilm(width: number, height: number, fps: number): Promise<Film> {
  // The package is CommonJS that picks Node or the browser by how it is loaded.
  const { createH264MP4Encoder } = require("h264-mp4-encoder") as { createH264MP4Encoder: () => Promise<H264MP4Encoder> };
  const encoder = await createH264MP4Encoder();
  encoder.width = width;
  encoder.height = height;
  encoder.frameRate = fps;
  encoder.quantizationParameter = 24; // 10 best … 51; at 24 the gradients of a sky show no blocks
  encoder.speed = 4;
  encoder.groupOfPictures = Math.max(1, fps); // a key frame a second, so that players seek well
  encoder.initialize();
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    encoder.delete();
  };
  return {
    add: (frame) => encoder.addFrameRgba(new Uint8Array(frame.buffer, frame.byteOffset, frame.length)),
    async end(flac) {
      encoder.finalize();
      const raw = Uint8Array.from(encoder.FS.readFile(encoder.outputFilename));
      close();
      return mux(raw, flac, fps);
    },
    close() {
      // A film that is given up must be ended all the same, or the encoder aborts.
      if (open) encoder.finalize();
      close();
    },
  };
}

/** Puts the encoder's stream into a new file with its index first, beside the sound. */
async function mux(raw: Uint8Array<ArrayBuffer>, flac: Uint8Array<ArrayBuffer> | null, fps: number): Promise<Uint8Array<ArrayBuffer>> {
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: "in-memory" }), target });
  const picture = await new Input({ source: new BufferSource(raw.buffer), formats: ALL_FORMATS }).getPrimaryVideoTrack();
  const sound = flac ? await new Input({ source: new BufferSource(flac.buffer), formats: ALL_FORMATS }).getPrimaryAudioTrack() : null;
  if (!picture) throw new Error("the encoder wrote no pictures");
  const pictures = new EncodedVideoPacketSource("avc");
  output.addVideoTrack(pictures, { frameRate: fps });
  const sounds = sound ? new EncodedAudioPacketSource("flac") : null;
  if (sounds) output.addAudioTrack(sounds);
  await output.start();
  const config = await picture.getDecoderConfig();
  // The encoder converts by BT.601 and says nothing; unsaid, players take BT.709 for tall pictures and shift the colours.
  const decoderConfig = {
    ...config!,
    colorSpace: { primaries: "bt709" as const, transfer: "bt709" as const, matrix: "smpte170m" as const, fullRange: false },
  };
  let first = true;
  for await (const packet of new EncodedPacketSink(picture).packets()) {
    await pictures.add(packet, first ? { decoderConfig } : undefined);
    first = false;
  }
  if (sound && sounds) {
    const audioConfig = await sound.getDecoderConfig();
    let opening = true;
    for await (const packet of new EncodedPacketSink(sound).packets()) {
      await sounds.add(packet, opening ? { decoderConfig: audioConfig! } : undefined);
      opening = false;
    }
  }
  await output.finalize();
  return withoutTimes(new Uint8Array(target.buffer!));
}

const CONTAINERS = new Set(["moov", "trak", "mdia"]);
const DATED = new Set(["mvhd", "tkhd", "mdhd"]);

/** Sets the times of making to zero, which is what files without a clock carry, so that the same film has the same hash. */
function withoutTimes(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const walk = (from: number, to: number): void => {
    for (let at = from; at + 8 <= to;) {
      const size = view.getUint32(at);
      const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      if (size < 8) return;
      if (CONTAINERS.has(name)) walk(at + 8, at + size);
      if (DATED.has(name)) bytes.fill(0, at + 12, at + 12 + (bytes[at + 8] === 1 ? 16 : 8));
      at += size;
    }
  };
  walk(0, bytes.length);
  return bytes;
}
