// Names of files: made safe on their way in, made fitting on their way out. Touches no disk.
import { LIMITS } from "../spec/limits.ts";

const EXTENSIONS: Record<string, string> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
  "image/gif": "gif",
  "image/avif": "avif",
  "image/tiff": "tiff",
  "video/mp4": "mp4",
  "video/quicktime": "mov",
  "video/webm": "webm",
  "video/x-matroska": "mkv",
  "audio/mpeg": "mp3",
  "audio/wav": "wav",
  "audio/ogg": "ogg",
  "audio/flac": "flac",
  "audio/aac": "aac",
  "audio/mp4": "m4a",
  "audio/webm": "weba",
  "audio/x-matroska": "mka",
  "text/plain": "txt",
};

/** What somebody called a file, without folders and what cannot be seen; null where nothing is left. */
export function cleanName(name: string | null | undefined): string | null {
  const last = (name ?? "").toWellFormed().normalize("NFC").split(/[/\\]/).at(-1)!;
  // Controls, and the marks that turn the reading direction around so that exe.gpj reads as an image.
  const seen = last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]/gu, "").trim();
  const cut = [...seen].slice(0, LIMITS.nameChars).join("").replace(/^\.+/, "").trim();
  return cut === "" ? null : cut;
}

/** What a URL's path ends with, as a name. */
export function nameOfUrl(url: string): string | null {
  try {
    return cleanName(decodeURIComponent(new URL(url).pathname.split("/").at(-1)!));
  } catch {
    return null;
  }
}

/** The name with the ending that belongs to what the file really is. */
export function filenameOf(name: string | null, id: string, type: string): string {
  const extension = EXTENSIONS[type] ?? "bin";
  const base = name ?? `openoak-${id}`;
  if (
    base.toLowerCase().endsWith(`.${extension}`) ||
    (extension === "jpg" && /\.jpeg$/i.test(base)) ||
    (extension === "tiff" && /\.tif$/i.test(base))
  )
    return base;
  return `${base.replace(/\.[a-z0-9]{2,4}$/i, "") || base}.${extension}`;
}
