// From a stream to a temporary file, bounded and hashed on the way, so that half a gigabyte never lies in memory. Knows nothing of what it writes.
import { createHash } from "node:crypto";
import { mkdir, open, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Clock } from "../clock.ts";
import { AppError } from "../spec/error.ts";

export interface Spooled {
  path: string;
  bytes: number;
  /** SHA-256 in hexadecimal. */
  sha256: string;
}

export type Source = Uint8Array | ReadableStream<Uint8Array> | AsyncGenerator<Uint8Array>;

const NAME = /^spool-(\d+)-/;

export function createSpool(folder: string, clock: Clock) {
  /** What this process has open: after a restart in a container the new process may well have the old one's number. */
  const mine = new Set<string>();

  async function openNew(): Promise<string> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = `spool-${process.pid}-${clock.id("tmp")}`;
    mine.add(name);
    return join(folder, name);
  }

  /** Removes the file again; harmless where it is gone. */
  async function drop(path: string): Promise<void> {
    await rm(path, { force: true });
    mine.delete(basename(path));
  }

  return {
    drop,
    /** A path beside the spooled ones, for files made from them. */
    next: openNew,

    /** Throws `request.too_large` beyond `maxBytes`, `asset.unreadable` where nothing came. Leaves no file behind when it throws. */
    async write(source: Source, maxBytes: number): Promise<Spooled> {
      const path = await openNew();
      const hash = createHash("sha256");
      let bytes = 0;
      try {
        const file = await open(path, "wx", 0o600);
        try {
          for await (const chunk of chunksOf(source)) {
            bytes += chunk.byteLength;
            if (bytes > maxBytes) throw new AppError("request.too_large", `The file is larger than ${sizeText(maxBytes)}.`);
            hash.update(chunk);
            await file.writeFile(chunk);
          }
        } finally {
          await file.close();
        }
        if (bytes === 0) throw new AppError("asset.unreadable", "The file is empty.");
        return { path, bytes, sha256: hash.digest("hex") };
      } catch (thrown) {
        await drop(path);
        throw thrown;
      }
    },

    /** Removes what killed processes have left, and nothing that a living one still writes. Returns how many files went. */
    async sweep(): Promise<number> {
      const names = await readdir(folder).catch(() => [] as string[]);
      const dead = names.filter((name) => {
        const owner = NAME.exec(name)?.[1];
        return owner !== undefined && !mine.has(name) && (Number(owner) === process.pid || !isAlive(Number(owner)));
      });
      for (const name of dead) await rm(join(folder, name), { force: true });
      return dead.length;
    },
  };
}
export type Spool = ReturnType<typeof createSpool>;

/** Leaves the stream canceled when the reader gives up, so that its sender stops too. */
async function* chunksOf(source: Source): AsyncGenerator<Uint8Array> {
  if (source instanceof Uint8Array) return yield source;
  if (!(source instanceof ReadableStream)) return yield* source;
  const reader = source.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as { code?: string }).code === "EPERM";
  }
}

/** "512 MiB", "64 KiB", "10 bytes". */
export function sizeText(bytes: number): string {
  if (bytes >= 1024 ** 2) return `${Math.floor(bytes / 1024 ** 2)} MiB`;
  return bytes >= 1024 ? `${Math.floor(bytes / 1024)} KiB` : `${bytes} bytes`;
}
