// How large a picture in a data URL says it is, by its header alone: PNG and JPEG. Pure, for whoever has to say beforehand what it may cost; decodes nothing.

export interface PictureSize {
  width: number;
  height: number;
}

/** Headers of pictures that cameras wrote may be longer than this; they count as large. */
const HEAD_BYTES = 3_072;
const START = /^data:image\/(png|jpeg);base64,/;

export function sizeOfPicture(url: string): PictureSize | null {
  const start = START.exec(url);
  if (!start) return null;
  const from = start[0].length;
  let head: string;
  try {
    head = atob(url.slice(from, from + (HEAD_BYTES / 3) * 4));
  } catch {
    return null;
  }
  const size = start[1] === "png" ? sizeOfPng(head) : sizeOfJpeg(head);
  return size && size.width > 0 && size.height > 0 ? size : null;
}

const u16 = (head: string, at: number) => head.charCodeAt(at) * 256 + head.charCodeAt(at + 1);

function sizeOfPng(head: string): PictureSize | null {
  if (head.length < 24 || !head.startsWith("\x89PNG\r\n\x1a\n") || head.slice(12, 16) !== "IHDR") return null;
  return { width: u16(head, 16) * 65_536 + u16(head, 18), height: u16(head, 20) * 65_536 + u16(head, 22) };
}

/** Segment by segment to the one that begins the frame. */
function sizeOfJpeg(head: string): PictureSize | null {
  if (!head.startsWith("\xff\xd8")) return null;
  for (let at = 2; at + 9 <= head.length && head.charCodeAt(at) === 0xff; at += 2 + u16(head, at + 2)) {
    const kind = head.charCodeAt(at + 1);
    const frame = kind >= 0xc0 && kind <= 0xcf && kind !== 0xc4 && kind !== 0xc8 && kind !== 0xcc;
    if (frame) return { width: u16(head, at + 7), height: u16(head, at + 5) };
  }
  return null;
}

/** A picture's header without a picture: for measuring what one of this size would cost. Never sent. */
export function emptyFrame({ width, height }: PictureSize): string {
  const u32 = (value: number) => String.fromCharCode((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
  return `data:image/png;base64,${btoa(`\x89PNG\r\n\x1a\n${u32(13)}IHDR${u32(width)}${u32(height)}\x08\x02\0\0\0`)}`;
}
