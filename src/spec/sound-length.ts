// How long a sound in a chat says it is, by the header of its WAV alone, for whoever has to say beforehand what it may cost; and raw samples as such a file. Pure; decodes nothing.

/** Ours is this long. Files with more before their samples count as if nobody knew how long they are. */
const HEADER_BYTES = 44;
/** Servers that stream write this or more for a length that they do not know: then the samples run to the end. */
const NO_LENGTH = 0x7fffffff;
/** Encodings in the format's own table: whole numbers, floats. Of others the bytes of a second say nothing. */
const [WHOLE, FLOATS] = [1, 3];
/** Nobody records more samples a second. */
const HIGHEST_HZ = 192_000;

const u16 = (head: string, at: number) => head.charCodeAt(at) + head.charCodeAt(at + 1) * 256;
const u32 = (head: string, at: number) => u16(head, at) + u16(head, at + 2) * 65_536;

/**
 * Of `input_audio` as OpenAI's chat has it: base64 in `data`. From the seconds that are there to those that its header claims: of a header alone, for measuring,
 * all that it says. Null where it cannot be told, or one reader may take the header for another length than the next.
 */
export function lengthOfSound(file: unknown): { low: number; high: number } | null {
  const data = (file as { data?: unknown } | null)?.data;
  if (typeof data !== "string") return null;
  let head: string;
  try {
    head = atob(data.slice(0, Math.ceil(HEADER_BYTES / 3) * 4));
  } catch {
    return null;
  }
  if (!head.startsWith("RIFF") || head.slice(8, 16) !== "WAVEfmt " || head.slice(36, 40) !== "data") return null;
  const [encoding, channels, hz, frame, bits, claimed] = [u16(head, 20), u16(head, 22), u32(head, 24), u16(head, 32), u16(head, 34), u32(head, 40)];
  const plain = (encoding === WHOLE || encoding === FLOATS) && frame === channels * Math.ceil(bits / 8);
  if (!plain || frame === 0 || hz === 0 || hz > HIGHEST_HZ) return null;
  const there = Math.max(0, Math.floor((data.replace(/=+$/, "").length * 3) / 4) - HEADER_BYTES);
  return { low: there / (hz * frame), high: Math.max(claimed >= NO_LENGTH ? 0 : claimed, there) / (hz * frame) };
}

/** The header of a WAV for so many bytes of samples: 16 bits, one channel. */
function wavHeader(bytes: number, hz: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  const words = (at: number, text: string) => [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  words(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + bytes, true);
  words(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, WHOLE, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, hz, true);
  view.setUint32(28, hz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  words(36, "data");
  view.setUint32(40, bytes, true);
  return new Uint8Array(view.buffer);
}

/** Raw samples of 16 bits, one channel, as a WAV. */
export function wavOf(samples: Uint8Array, hz: number): Uint8Array<ArrayBuffer> {
  const wav = new Uint8Array(HEADER_BYTES + samples.byteLength);
  wav.set(wavHeader(samples.byteLength, hz));
  wav.set(samples, HEADER_BYTES);
  return wav;
}

/** A sound's header without a sound, in base64: for measuring what one of this length would cost. Never sent. */
export const emptySound = (seconds: number, hz: number): string => btoa(String.fromCharCode(...wavHeader(Math.ceil(seconds * hz) * 2, hz)));
