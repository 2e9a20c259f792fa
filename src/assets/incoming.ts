// Files from outside: uploads and URLs, each as a stream with a name. Keeps nothing and looks at no content.
import type { Outbound } from "../outbound/outbound.ts";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { boundaryOf, partText, readParts } from "./multipart.ts";
import { cleanName, nameOfUrl } from "./names.ts";
import { sizeText, type Source } from "./spool.ts";

/** A form's other parts and its marks take some room beside the file. */
const FORM_OVERHEAD_BYTES = 1024 * 1024;
const NAME_BYTES = 4 * LIMITS.nameChars;
const IDLE_MS = 30_000;

type Take<T> = (source: Source, maxBytes: number) => Promise<T>;

const tooLarge = (maxBytes: number) => new AppError("request.too_large", `The file is larger than ${sizeText(maxBytes)}.`);

function refuseLength(headers: Headers, maxBytes: number): void {
  const length = Number(headers.get("content-length") ?? 0);
  if (length > maxBytes) throw tooLarge(LIMITS.uploadBytes);
}

/** A multipart form with one `file` (and perhaps a `name`), or the bytes themselves. `take` reads the stream while it arrives. */
export async function receiveUpload<T>(request: Request, take: Take<T>): Promise<{ taken: T; name: string | null }> {
  const type = request.headers.get("content-type") ?? "";
  if (/^(application\/(json|x-www-form-urlencoded)|multipart\/(?!form-data))/i.test(type)) {
    throw new AppError(
      "request.media_type",
      `Send the file as multipart/form-data in a field named file, or its bytes alone, not ${type.split(";")[0]}.`,
      { field: "Content-Type" },
    );
  }
  const boundary = boundaryOf(type);
  refuseLength(request.headers, LIMITS.uploadBytes + (boundary ? FORM_OVERHEAD_BYTES : 0));
  if (!request.body) throw new AppError("request.malformed", "There is no file in the request.", { field: "file" });
  if (!boundary) return { taken: await take(request.body, LIMITS.uploadBytes), name: null };
  return receiveForm(request.body, boundary, take);
}

async function receiveForm<T>(body: ReadableStream<Uint8Array>, boundary: string, take: Take<T>): Promise<{ taken: T; name: string | null }> {
  let file: { taken: T; name: string | null } | null = null;
  let name: string | null = null;
  for await (const part of readParts(body, boundary)) {
    if (part.name === "name") name = cleanName(await partText(part, NAME_BYTES));
    else if (part.name !== "file")
      throw new AppError("request.invalid", `${part.name.slice(0, LIMITS.nameChars)} is not a field of this form; it takes file and name.`, {
        field: part.name.slice(0, LIMITS.nameChars),
      });
    else if (file) throw new AppError("request.invalid", "One file can be uploaded at a time.", { field: "file" });
    else file = { taken: await take(part.bytes, LIMITS.uploadBytes), name: cleanName(part.filename) };
  }
  if (!file) throw new AppError("request.invalid", "The form has no field named file.", { field: "file" });
  return { taken: file.taken, name: name ?? file.name };
}

/** What a URL holds. `data:` URLs are unpacked here; everything else goes the guarded way out. Throws `request.url_refused` and what Outbound throws. */
export async function receiveUrl<T>(outbound: Outbound, url: string, take: Take<T>): Promise<{ taken: T; name: string | null }> {
  if (/^data:/i.test(url)) return { taken: await take(unpackData(url), LIMITS.fetchBytes), name: null };
  const response = await outbound.fetch(url, { headers: { accept: "image/*, video/*, audio/*" }, idleMs: IDLE_MS });
  const refuse = async (error: AppError) => {
    await response.body?.cancel().catch(() => {});
    return error;
  };
  if (!response.ok)
    throw await refuse(new AppError("asset.unreadable", `${hostOf(url)} answered ${response.status} when the file was fetched.`, { field: "url" }));
  if (Number(response.headers.get("content-length") ?? 0) > LIMITS.fetchBytes) throw await refuse(tooLarge(LIMITS.fetchBytes));
  if (!response.body) throw new AppError("asset.unreadable", `${hostOf(url)} sent nothing.`, { field: "url" });
  return { taken: await take(response.body as ReadableStream<Uint8Array>, LIMITS.fetchBytes), name: nameOfUrl(url) };
}

const hostOf = (url: string) => new URL(url).hostname;

function unpackData(url: string): Uint8Array {
  const comma = url.indexOf(",");
  if (comma < 0 || !/;base64$/i.test(url.slice(0, comma)))
    throw new AppError("request.url_refused", "A data: URL must hold base64.", { field: "url" });
  const text = url.slice(comma + 1);
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text))
    throw new AppError("request.url_refused", "The data: URL does not hold valid base64.", { field: "url" });
  return Buffer.from(text, "base64");
}
