// Writes FLAC: 16 bits, fixed predictors, Rice codes, left/right or mid/side by block (RFC 9639). Does not read it.
import { createHash } from "node:crypto";
import { type Pcm, int16 } from "./audio.ts";

const BLOCK = 4096;
const MAX_PARTITION_ORDER = 5;
/** The largest Rice parameter that four bits may say: 15 is the escape code. */
const MAX_RICE = 14;

/** Bits, the highest first, into bytes that grow. */
class BitWriter {
  private buffer = new Uint8Array(1 << 16);
  length = 0;
  private pending = 0;
  private count = 0;

  /** Up to 24 bits of a number that is not negative. */
  put(value: number, bits: number): void {
    for (let left = bits; left > 0;) {
      const take = Math.min(8 - this.count, left);
      left -= take;
      this.pending = (this.pending << take) | ((value >>> left) & ((1 << take) - 1));
      this.count += take;
      if (this.count === 8) this.byte(this.pending);
    }
  }

  /** So many zero bits, then a one. */
  unary(zeros: number): void {
    for (let left = zeros; left > 0; left -= 16) this.put(0, Math.min(16, left));
    this.put(1, 1);
  }

  align(): void {
    if (this.count > 0) this.put(0, 8 - this.count);
  }

  bytes(from = 0): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(from, this.length);
  }

  view(from: number): Uint8Array {
    return this.buffer.subarray(from, this.length);
  }

  private byte(value: number): void {
    if (this.length === this.buffer.length) {
      const larger = new Uint8Array(this.buffer.length * 2);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer[this.length++] = value & 0xff;
    this.pending = 0;
    this.count = 0;
  }
}

/** The whole file. One or two channels. */
export function encodeFlac(pcm: Pcm): Uint8Array<ArrayBuffer> {
  const channels = pcm.channels.slice(0, 2).map((channel) => Int32Array.from(channel, int16));
  const frames = channels[0]!.length;
  const out = new BitWriter();
  for (const letter of "fLaC") out.put(letter.charCodeAt(0), 8);
  out.put(0x80, 8); // the last metadata block, of kind STREAMINFO
  out.put(34, 24);
  out.put(BLOCK, 16);
  out.put(BLOCK, 16);
  out.put(0, 24); // smallest and largest frame: not told
  out.put(0, 24);
  out.put(pcm.sampleRate, 20);
  out.put(channels.length - 1, 3);
  out.put(15, 5);
  out.put(Math.floor(frames / 2 ** 24), 12);
  out.put(frames % 2 ** 24, 24);
  for (const byte of md5(channels)) out.put(byte, 8);
  for (let at = 0, number = 0; at < frames; at += BLOCK, number++) {
    writeFrame(
      out,
      channels.map((channel) => channel.subarray(at, Math.min(frames, at + BLOCK))),
      number,
    );
  }
  return out.bytes();
}

function md5(channels: readonly Int32Array[]): Uint8Array {
  const frames = channels[0]!.length;
  const samples = new Int16Array(frames * channels.length);
  channels.forEach((channel, index) => {
    for (let i = 0; i < frames; i++) samples[i * channels.length + index] = channel[i]!;
  });
  return createHash("md5").update(new Uint8Array(samples.buffer)).digest();
}

function writeFrame(out: BitWriter, block: readonly Int32Array[], number: number): void {
  const start = out.length;
  const size = block[0]!.length;
  const left = block[0]!;
  const right = block[1];
  const mid = right && Int32Array.from(left, (value, i) => (value + right[i]!) >> 1);
  const side = right && Int32Array.from(left, (value, i) => value - right[i]!);
  const asMidSide = mid && side && right && roughness(mid) + roughness(side) < roughness(left) + roughness(right);
  out.put(0xfff8, 16);
  out.put(7, 4); // the size of the block follows in 16 bits
  out.put(0, 4); // the rate stands in STREAMINFO
  out.put(asMidSide ? 10 : block.length - 1, 4);
  out.put(4, 3); // 16 bits
  out.put(0, 1);
  for (const byte of utf8Number(number)) out.put(byte, 8);
  out.put(size - 1, 16);
  out.put(crc8(out.view(start)), 8);
  if (asMidSide) {
    writeSubframe(out, mid, 16);
    writeSubframe(out, side, 17);
  } else for (const channel of block) writeSubframe(out, channel, 16);
  out.align();
  out.put(crc16(out.view(start)), 16);
}

const roughness = (samples: Int32Array): number => {
  let sum = 0;
  for (let i = 2; i < samples.length; i++) sum += Math.abs(samples[i]! - 2 * samples[i - 1]! + samples[i - 2]!);
  return sum;
};

/** The frame's number as FLAC wants it: UTF-8's scheme, up to 31 bits. */
function utf8Number(value: number): number[] {
  if (value < 0x80) return [value];
  const tail: number[] = [];
  let rest = value;
  let lead = 0x3f;
  while (rest > lead) {
    tail.unshift(0x80 | (rest & 0x3f));
    rest = Math.floor(rest / 64);
    lead >>= 1;
  }
  return [((~lead << 1) & 0xff) | rest, ...tail];
}

function writeSubframe(out: BitWriter, samples: Int32Array, bits: number): void {
  const signed = (value: number) => out.put(value & ((1 << bits) - 1), bits);
  if (samples.every((value) => value === samples[0])) {
    out.put(0, 8); // constant
    return signed(samples[0]!);
  }
  const { order, residual } = bestPredictor(samples);
  out.put((8 + order) << 1, 8);
  for (let i = 0; i < order; i++) signed(samples[i]!);
  writeResidual(out, residual, order, samples.length);
}

/** Of the five fixed predictors (differences of order 0 to 4) the one that leaves least. */
function bestPredictor(samples: Int32Array): { order: number; residual: Int32Array } {
  let best = { order: 0, residual: samples, sum: Infinity };
  let current = samples;
  for (let order = 0; order <= 4 && order < samples.length; order++) {
    if (order > 0) {
      const next = new Int32Array(samples.length);
      for (let i = order; i < samples.length; i++) next[i] = current[i]! - current[i - 1]!;
      current = next;
    }
    let sum = 0;
    for (let i = 4; i < samples.length; i++) sum += Math.abs(current[i]!);
    if (sum < best.sum) best = { order, residual: current, sum };
  }
  return best;
}

function writeResidual(out: BitWriter, residual: Int32Array, order: number, size: number): void {
  let partitions = 1 << MAX_PARTITION_ORDER;
  while (partitions > 1 && (size % partitions !== 0 || size / partitions <= order)) partitions >>= 1;
  out.put(0, 2); // Rice parameters of four bits
  out.put(Math.log2(partitions), 4);
  const length = size / partitions;
  for (let part = 0; part < partitions; part++) {
    const from = Math.max(order, part * length);
    const to = (part + 1) * length;
    let sum = 0;
    for (let i = from; i < to; i++) sum += folded(residual[i]!);
    const mean = sum / (to - from);
    const rice = Math.max(0, Math.min(MAX_RICE, Math.round(Math.log2(Math.max(1e-9, mean * 0.6931)))));
    out.put(rice, 4);
    for (let i = from; i < to; i++) {
      const value = folded(residual[i]!);
      out.unary(value >>> rice);
      out.put(value & ((1 << rice) - 1), rice);
    }
  }
}

/** 0, -1, 1, -2, 2 … as 0, 1, 2, 3, 4 … */
const folded = (value: number): number => (value >= 0 ? value * 2 : -value * 2 - 1);

const table = (width: number, polynomial: number) =>
  Uint16Array.from({ length: 256 }, (_, index) => {
    let value = index << (width - 8);
    for (let bit = 0; bit < 8; bit++) value = value & (1 << (width - 1)) ? (value << 1) ^ polynomial : value << 1;
    return value & ((1 << width) - 1);
  });
const CRC8 = table(8, 0x07);
const CRC16 = table(16, 0x8005);

function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < bytes.length; i++) crc = CRC8[crc ^ bytes[i]!]!;
  return crc;
}

function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < bytes.length; i++) crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ bytes[i]!]!;
  return crc;
}
