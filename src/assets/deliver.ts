// Bytes as an HTTP answer: ranges, ETag, and headers under which a browser can neither guess a type nor run what it gets. Opens nothing but what it is handed.

export interface Delivery {
  /** Without quotes: the bytes' SHA-256. */
  etag: string;
  bytes: number;
  type: string;
  /** Shown when it is saved. */
  filename: string;
  /** From `start` up to, not including, `end`. */
  open(range: { start: number; end: number } | null): Promise<ReadableStream<Uint8Array>>;
}

export interface DeliveryAsk {
  /** The Range header. */
  range?: string | null;
  /** The If-None-Match header. */
  ifNoneMatch?: string | null;
  /** The If-Range header. */
  ifRange?: string | null;
  /** Saved by the browser instead of shown. */
  download?: boolean;
}

/** Bytes never change under their id: an answer may be kept for a year, by this browser only. */
const CACHE = "private, max-age=31536000, immutable";

/**
 * Bodies up to this size are read before they are sent: the runtime leaves Content-Length out where the body is a stream of ours (oven-sh/bun#10507, seen on
 * 1.4.5), and small files, thumbnails and the parts that players ask for should say how long they are.
 */
const READ_FIRST_BYTES = 4 * 1024 * 1024;

const ASCII_ONLY = /[^\x20-\x7e]|["\\%;]/g;

/** RFC 6266: a plain name for old clients and the true one for all others. */
function disposition(filename: string, download: boolean): string {
  const exact = encodeURIComponent(filename.toWellFormed()).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${download ? "attachment" : "inline"}; filename="${filename.replace(ASCII_ONLY, "_")}"; filename*=UTF-8''${exact}`;
}

/** RFC 9110 §14: null is the whole (also where the header makes no sense, or asks for several ranges, which need not be honored). */
export function readRange(header: string | null | undefined, bytes: number): { start: number; end: number } | "unsatisfiable" | null {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec((header ?? "").replaceAll(" ", ""));
  if (!found || (found[1] === "" && found[2] === "")) return null;
  if (found[1] === "") {
    const suffix = Number(found[2]);
    return suffix === 0 ? "unsatisfiable" : { start: Math.max(0, bytes - suffix), end: bytes };
  }
  const start = Number(found[1]);
  const last = found[2] === "" ? bytes - 1 : Number(found[2]);
  if (last < start && found[2] !== "") return null;
  return start >= bytes ? "unsatisfiable" : { start, end: Math.min(last + 1, bytes) };
}

/** Does an If-None-Match header name this ETag? Weakly compared, as it must be. */
export function matches(header: string | null | undefined, etag: string): boolean {
  return (header ?? "").split(",").some((tag) => ["*", `"${etag}"`, `W/"${etag}"`].includes(tag.trim()));
}

/** 200, 206, 304 or 416. */
export async function deliver(file: Delivery, ask: DeliveryAsk = {}): Promise<Response> {
  const headers = new Headers({
    ETag: `"${file.etag}"`,
    "Accept-Ranges": "bytes",
    "Cache-Control": CACHE,
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
  });
  if (matches(ask.ifNoneMatch, file.etag)) return new Response(null, { status: 304, headers });
  const range = ask.ifRange && ask.ifRange.trim() !== `"${file.etag}"` ? null : readRange(ask.range, file.bytes);
  if (range === "unsatisfiable") {
    headers.set("Content-Range", `bytes */${file.bytes}`);
    return new Response(null, { status: 416, headers });
  }
  const length = range ? range.end - range.start : file.bytes;
  const stream = await file.open(range);
  const body = length <= READ_FIRST_BYTES ? await new Response(stream).arrayBuffer() : stream;
  headers.set("Content-Type", file.type);
  headers.set("Content-Disposition", disposition(file.filename, ask.download ?? false));
  headers.set("Content-Length", String(length));
  if (range) headers.set("Content-Range", `bytes ${range.start}-${range.end - 1}/${file.bytes}`);
  return new Response(body, { status: range ? 206 : 200, headers });
}
