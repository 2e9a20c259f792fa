// WAV files, read by ourselves: streaming servers write sizes that are not true, and half an hour of PCM need not be in memory for a drawing.
import { open, type FileHandle } from "node:fs/promises";
import { AppError } from "../spec/error.ts";

/** Where the samples lie. Encodings as in the format's own table: 1 whole numbers, 3 floats; others are measured but not drawn. */
export interface Wave {
  encoding: number;
  channels: number;
  sampleRate: number;
  /** Bytes of one moment over all channels. */
  frameBytes: number;
  bitsPerSample: number;
  /** Where the samples begin and how many bytes there really are. */
  start: number;
  bytes: number;
  seconds: number;
}

const unreadable = () => new AppError("asset.unreadable", "The WAV file cannot be read: it is damaged or cut short.");
const CHUNKS_READ = 100;

async function readAt(file: FileHandle, start: number, length: number): Promise<DataView> {
  const buffer = new Uint8Array(length);
  const { bytesRead } = await file.read(buffer, 0, length, start);
  return new DataView(buffer.buffer, 0, bytesRead);
}

const nameAt = (view: DataView, at: number) =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));

/** Throws `asset.unreadable` where there are no samples that could be played. */
export async function readWave(path: string): Promise<Wave> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    return await walk(file, size);
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : unreadable();
  } finally {
    await file.close();
  }
}

async function walk(file: FileHandle, size: number): Promise<Wave> {
  let format: Omit<Wave, "start" | "bytes" | "seconds"> | null = null;
  for (let at = 12, count = 0; at + 8 <= size && count < CHUNKS_READ; count++) {
    const head = await readAt(file, at, 48);
    const [name, length] = [nameAt(head, 0), head.getUint32(4, true)];
    if (name === "fmt ") format = formatOf(head, length);
    if (name === "data") {
      if (!format) throw unreadable();
      // A server that streams cannot know the length and writes 0 or 0xFFFFFFFF: then the samples run to the end of the file.
      const bytes = Math.min(length === 0 ? size : length, size - at - 8);
      const whole = bytes - (bytes % format.frameBytes);
      if (whole === 0) throw unreadable();
      // A length that is given and not there means a part is missing.
      if (length !== 0 && length < 0x7fffffff && bytes < length * 0.8) throw unreadable();
      return { ...format, start: at + 8, bytes: whole, seconds: Math.round((whole / format.frameBytes / format.sampleRate) * 1000) / 1000 };
    }
    at += 8 + length + (length % 2);
  }
  throw unreadable();
}

function formatOf(head: DataView, length: number): Omit<Wave, "start" | "bytes" | "seconds"> {
  let encoding = head.getUint16(8, true);
  // "Extensible" keeps the true encoding in the first two bytes of its identifier.
  if (encoding === 0xfffe && length >= 40) encoding = head.getUint16(32, true);
  const [channels, sampleRate, frameBytes, bitsPerSample] = [
    head.getUint16(10, true),
    head.getUint32(12, true),
    head.getUint16(20, true),
    head.getUint16(22, true),
  ];
  if (channels === 0 || sampleRate === 0 || frameBytes === 0) throw unreadable();
  return { encoding, channels, sampleRate, frameBytes, bitsPerSample };
}

/** Reads one sample as −1…1; null where the encoding is none that we know. */
export function sampleReader({ encoding, bitsPerSample }: Wave): { bytes: number; at: (view: DataView, offset: number) => number } | null {
  const [whole, float] = [encoding === 1, encoding === 3];
  if (whole && bitsPerSample === 8) return { bytes: 1, at: (view, offset) => (view.getUint8(offset) - 128) / 128 };
  if (whole && bitsPerSample === 16) return { bytes: 2, at: (view, offset) => view.getInt16(offset, true) / 32768 };
  if (whole && bitsPerSample === 24)
    return { bytes: 3, at: (view, offset) => ((view.getInt8(offset + 2) << 16) | view.getUint16(offset, true)) / 8388608 };
  if (whole && bitsPerSample === 32) return { bytes: 4, at: (view, offset) => view.getInt32(offset, true) / 2147483648 };
  if (float && bitsPerSample === 32) return { bytes: 4, at: (view, offset) => view.getFloat32(offset, true) };
  if (float && bitsPerSample === 64) return { bytes: 8, at: (view, offset) => view.getFloat64(offset, true) };
  return null;
}
