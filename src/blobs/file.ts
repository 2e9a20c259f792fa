// Blobs as files in a folder, written so that neither a crash nor a power cut leaves half of one. Not for file systems without atomic renames.
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, mkdir, open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Clock } from "../clock.ts";
import { AppError } from "../spec/error.ts";
import type { Blobs, BlobInfo, ByteRange } from "./blobs.ts";
import { checkedKey, cutRange } from "./key.ts";

/** No key begins with a dot, so that nothing can be found in here. On the same disk as the rest, as a rename needs. */
const INCOMING = ".incoming";
const CHUNK_BYTES = 256 * 1024;
/** A copy that is older was left by a process that died. */
const STALE_MS = 24 * 60 * 60 * 1000;

const codeOf = (thrown: unknown): string => String((thrown as { code?: unknown } | null)?.code ?? "");

/** The one place where an error of the file system becomes one of ours. */
function translate(thrown: unknown): unknown {
  const code = codeOf(thrown);
  if (thrown instanceof AppError || code === "") return thrown;
  if (code === "ENOSPC" || code === "EDQUOT") return new AppError("unavailable", "The disk that holds the files is full.", { cause: thrown });
  if (/^(EACCES|EPERM|EROFS|EIO|EMFILE|ENFILE|EBUSY|ESTALE)$/.test(code))
    return new AppError("unavailable", `The folder of the files cannot be used (${code}).`, { cause: thrown });
  return new AppError("internal", "The server met an unexpected error. It has been logged.", { cause: thrown });
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } catch (thrown) {
    // Windows cannot flush a folder, nor a file opened for reading
    if (!/^(EPERM|EISDIR|EINVAL|ENOTSUP)$/.test(codeOf(thrown))) throw thrown;
  } finally {
    await handle.close();
  }
}

/** A name in a folder is on disk only once the folder is flushed; so is a new folder's name in its parent. */
async function flushFolders(from: string, upTo: string): Promise<void> {
  for (let folder = from; ; folder = dirname(folder)) {
    await flush(folder);
    if (folder === upTo || dirname(folder) === folder) return;
  }
}

/** Opens the file when the first byte is asked for, so that a stream nobody reads holds nothing open. */
function streamOf(path: string, range: ByteRange): ReadableStream<Uint8Array> {
  let handle: FileHandle | undefined;
  let at = range.start;
  const close = async () => {
    await handle?.close();
    handle = undefined;
  };
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    if (at >= range.end) {
      await close();
      return controller.close();
    }
    handle ??= await open(path, "r");
    const { bytesRead, buffer } = await handle.read(new Uint8Array(Math.min(CHUNK_BYTES, range.end - at)), 0, undefined, at);
    if (bytesRead === 0) throw new AppError("internal", "A kept file is shorter than it was when it was opened.");
    at += bytesRead;
    controller.enqueue(buffer.subarray(0, bytesRead));
  };
  const pullOrFail = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    try {
      await pull(controller);
    } catch (thrown) {
      await close();
      throw translate(thrown);
    }
  };
  return new ReadableStream({ pull: pullOrFail, cancel: close }, { highWaterMark: 0 });
}

class FileBlobs implements Blobs {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  #path(key: string): string {
    const path = join(this.#root, checkedKey(key));
    // the key's form already sees to it; this is for the day when somebody loosens the form
    if (relative(this.#root, path).startsWith("..") || !path.startsWith(this.#root + sep))
      throw new AppError("request.invalid", "The key leaves its folder.", { field: "key" });
    return path;
  }

  async put(key: string, path: string): Promise<void> {
    const target = this.#path(key);
    const incoming = join(this.#root, INCOMING, randomUUID());
    try {
      await copyFile(path, incoming, constants.COPYFILE_FICLONE);
      await flush(incoming);
      const made = await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(incoming, target);
      await flushFolders(dirname(target), made ? dirname(made) : dirname(target));
    } catch (thrown) {
      await rm(incoming, { force: true });
      throw translate(thrown);
    }
  }

  async get(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array> | null> {
    const info = await this.head(key);
    return info && streamOf(this.#path(key), cutRange(range, info.bytes));
  }

  async head(key: string): Promise<BlobInfo | null> {
    try {
      const found = await stat(this.#path(key));
      return found.isFile() ? { bytes: found.size } : null;
    } catch (thrown) {
      if (/^(ENOENT|ENOTDIR)$/.test(codeOf(thrown))) return null;
      throw translate(thrown);
    }
  }

  async delete(key: string): Promise<void> {
    const path = this.#path(key);
    if (!(await this.head(key))) return;
    await rm(path, { force: true }).catch((thrown: unknown) => {
      throw translate(thrown);
    });
  }

  async close(): Promise<void> {}
}

async function sweep(folder: string, clock: Clock): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found && clock.now() - found.mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}

export async function openFileBlobs(url: string, clock: Clock): Promise<Blobs> {
  const name = url.startsWith("file://") ? fileURLToPath(url) : url.slice("file:".length);
  if (name === "") throw new AppError("request.invalid", "BLOBS_URL must name a folder: file:/path/blobs.", { field: "BLOBS_URL" });
  const root = resolve(name);
  try {
    await mkdir(join(root, INCOMING), { recursive: true, mode: 0o700 });
    await sweep(join(root, INCOMING), clock);
  } catch (thrown) {
    throw translate(thrown);
  }
  return new FileBlobs(root);
}
