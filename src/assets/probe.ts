// What a file is, told by its bytes and by nobody's claim. Chooses who looks closer; decodes nothing itself.
import { open } from "node:fs/promises";
import { AppError } from "../spec/error.ts";
import type { MediaKind } from "../spec/task.ts";
import { probeTracks } from "./film.ts";
import { probePicture } from "./picture.ts";

/** What was found out. Lengths in pixels and seconds; null where there is no such thing or it could not be told. */
export interface Facts {
  kind: MediaKind;
  type: string;
  width: number | null;
  height: number | null;
  seconds: number | null;
  thumbhash: string | null;
  peaks: number[] | null;
  text: string | null;
  /** A WebP of at most 256 pixels a side. */
  thumbnail: Uint8Array | null;
}

export interface ProbeOptions {
  expect: MediaKind | null;
  /** A picture that stands for a video, from whoever made it. */
  poster: Uint8Array | null;
  /** The ffmpeg to draw a video's first picture with; null where it is not to be used. */
  ffmpeg: string | null;
  /** Files as text are for those who ask for text. */
  maxTextBytes: number;
}

/** What file-type calls it → who reads it, and what we call it. Whatever is not in this table is refused, HTML and SVG foremost. */
const READERS: Record<string, { by: "picture" | "tracks"; type: string }> = {
  "image/png": { by: "picture", type: "image/png" },
  "image/apng": { by: "picture", type: "image/png" },
  "image/jpeg": { by: "picture", type: "image/jpeg" },
  "image/webp": { by: "picture", type: "image/webp" },
  "image/gif": { by: "picture", type: "image/gif" },
  "image/avif": { by: "picture", type: "image/avif" },
  "image/tiff": { by: "picture", type: "image/tiff" },
  "video/mp4": { by: "tracks", type: "video/mp4" },
  "video/x-m4v": { by: "tracks", type: "video/mp4" },
  "video/quicktime": { by: "tracks", type: "video/quicktime" },
  "video/webm": { by: "tracks", type: "video/webm" },
  "audio/webm": { by: "tracks", type: "video/webm" },
  "video/matroska": { by: "tracks", type: "video/x-matroska" },
  "video/x-matroska": { by: "tracks", type: "video/x-matroska" },
  "audio/mp4": { by: "tracks", type: "video/mp4" },
  "audio/x-m4a": { by: "tracks", type: "video/mp4" },
  "audio/mpeg": { by: "tracks", type: "audio/mpeg" },
  "audio/wav": { by: "tracks", type: "audio/wav" },
  "audio/ogg": { by: "tracks", type: "audio/ogg" },
  "audio/ogg; codecs=opus": { by: "tracks", type: "audio/ogg" },
  "audio/flac": { by: "tracks", type: "audio/flac" },
  "audio/x-flac": { by: "tracks", type: "audio/flac" },
  "audio/aac": { by: "tracks", type: "audio/aac" },
};

/** Said to people who send what is near, but not readable here. */
const ADVICE: Record<string, string> = {
  "image/heic": "HEIC pictures cannot be read here. Send JPEG, PNG, WebP or AVIF.",
  "image/heif": "HEIF pictures cannot be read here. Send JPEG, PNG, WebP or AVIF.",
  "image/svg+xml": "SVG is a document and not a picture. Send PNG, JPEG or WebP.",
  "application/xml": "SVG and other XML are documents and not pictures. Send PNG, JPEG or WebP.",
};

export const kindText: Record<MediaKind, string> = { image: "a picture", video: "a video", audio: "a recording", text: "a text" };

/** Reads the facts of a file. Throws `asset.unreadable`, in words for whoever sent it. */
export async function probe(path: string, bytes: number, options: ProbeOptions): Promise<Facts> {
  // Loaded at first use, like the other readers: the program starts without them.
  const { fileTypeFromFile } = await import("file-type");
  const found = (await fileTypeFromFile(path).catch(() => undefined))?.mime;
  const reader = found === undefined ? undefined : READERS[found];
  if (!reader) {
    if (options.expect === "text" && found === undefined) return probeText(path, bytes, options.maxTextBytes);
    const advice =
      ADVICE[found ?? ""] ??
      `The file is ${found ?? "of no known type"}. Pictures may be PNG, JPEG, WebP, GIF, AVIF or TIFF, recordings WAV, MP3, FLAC, Ogg, AAC or M4A, videos MP4, WebM or MOV.`;
    throw new AppError("asset.unreadable", advice);
  }
  const facts = reader.by === "picture" ? await probePicture(path, reader.type) : await probeTracks(path, bytes, reader.type, options);
  if (options.expect !== null && facts.kind !== options.expect)
    throw new AppError("asset.unreadable", `This is ${kindText[facts.kind]} (${facts.type}), and ${kindText[options.expect]} is needed.`);
  return facts;
}

async function probeText(path: string, bytes: number, maxBytes: number): Promise<Facts> {
  if (bytes > maxBytes) throw new AppError("asset.unreadable", "The text is too long.");
  const file = await open(path);
  const content = await file.readFile().finally(() => file.close());
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    throw new AppError("asset.unreadable", "The text is not valid UTF-8.");
  }
  if (text.includes("\0")) throw new AppError("asset.unreadable", "The file is not a text.");
  return { kind: "text", type: "text/plain", width: null, height: null, seconds: null, thumbhash: null, peaks: null, text, thumbnail: null };
}
