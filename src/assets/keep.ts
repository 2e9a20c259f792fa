// Bytes under their hash, shared by all who have them: kept before the first asset names them, deleted after the last. Knows nothing of what the bytes are.
import type { Blobs } from "../blobs/blobs.ts";
import type { Clock } from "../clock.ts";
import type { Db, Tx } from "../db/db.ts";
import { AppError } from "../spec/error.ts";
import * as store from "./store.ts";

/** How long prepared bytes wait for their asset before a sweep may take them. */
const PIN_MS = 60 * 60 * 1000;
/** A deletion that has not ended by then died with its process, and may be taken over. */
const ABANDONED_MS = 10 * 60 * 1000;
/** As a bound for abandoned deletions: none is. */
const NEVER = 0;
const WAIT_MS = 25;
const WAITS = 200;
const SWEEP_BATCH = 500;

/** Two letters as folders, so that no folder grows without end. */
export const contentKey = (sha256: string) => `assets/${sha256.slice(0, 2)}/${sha256}`;
export const thumbnailKey = (sha256: string) => `thumbnails/${sha256.slice(0, 2)}/${sha256}.webp`;

export interface Kept {
  sha256: string;
  bytes: number;
  path: string;
  thumbnailPath: string | null;
}

/**
 * How keeping and deleting the same bytes at the same moment stay apart: both first write the blob's row, which locks it. A keeper leaves a pin there; a deleter
 * goes ahead only where neither an asset nor a pin is left, and marks the row, so that the next keeper waits until the bytes are gone and then puts them anew.
 */
export function createKeeper({ db, blobs, clock }: { db: Db; blobs: Blobs; clock: Clock }) {
  const abandoned = () => clock.now() - ABANDONED_MS;
  const busy = new Set<Promise<unknown>>();

  async function pin(sha256: string, bytes: number): Promise<string> {
    for (let wait = 0; wait < WAITS; wait++) {
      const id = clock.id("pin");
      const pinned = await db.tx(async (tx) => {
        if ((await store.touchBlob(tx, sha256, bytes, clock.now(), abandoned())) === 0) return false;
        await store.insertPin(tx, id, sha256, clock.now() + PIN_MS);
        return true;
      });
      if (pinned) return id;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
    throw new AppError("unavailable", "The same file is just being deleted. Try again.", { retryAfterMs: 1000 });
  }

  async function put(key: string, path: string, bytes: number | null): Promise<void> {
    if (bytes !== null && (await blobs.head(key))?.bytes === bytes) return;
    await blobs.put(key, path);
  }

  /** Puts the bytes and returns the pin that holds them until `settle`. */
  async function keep({ sha256, bytes, path, thumbnailPath }: Kept): Promise<string> {
    const id = await pin(sha256, bytes);
    try {
      await put(contentKey(sha256), path, bytes);
      if (thumbnailPath) await put(thumbnailKey(sha256), thumbnailPath, null);
      return id;
    } catch (thrown) {
      await store.dropPin(db, id).catch(() => {}); // it expires by itself
      throw thrown;
    }
  }

  /** In the transaction that inserts the asset: from here on the asset's row holds the bytes. */
  async function settle(tx: Tx, id: string, sha256: string): Promise<void> {
    if ((await store.lockBlob(tx, sha256, NEVER)) === 0)
      throw new AppError("unavailable", "The prepared file waited too long and is gone. Send it again.", { retryAfterMs: 0 });
    await store.dropPin(tx, id);
  }

  /** Deletes the bytes where nothing wants them any more. Returns whether it did. */
  async function collect(sha256: string): Promise<boolean> {
    const at = clock.now();
    const claimed = await db.tx(async (tx) => {
      if ((await store.lockBlob(tx, sha256, at - ABANDONED_MS)) === 0 || (await store.isBlobWanted(tx, sha256, at))) return false;
      await store.claimBlob(tx, sha256, at);
      return true;
    });
    if (!claimed) return false;
    await blobs.delete(thumbnailKey(sha256));
    await blobs.delete(contentKey(sha256));
    await store.forgetBlob(db, sha256, at);
    return true;
  }

  return {
    keep,
    settle,
    /** `collect`, once this transaction has committed. What fails is found again by the next sweep. */
    collectAfter(tx: Tx, sha256: string): void {
      tx.afterCommit(() => {
        const work = collect(sha256)
          .catch(() => false)
          .finally(() => busy.delete(work));
        busy.add(work);
      });
    },
    /** Deletes what crashes have left. Returns how many files went. */
    async sweep(): Promise<number> {
      await store.dropExpiredPins(db, clock.now());
      const left = await store.unwantedBlobs(db, clock.now(), clock.now() - PIN_MS, SWEEP_BATCH);
      let gone = 0;
      for (const { sha256 } of left) if (await collect(sha256)) gone++;
      return gone;
    },
    /** Resolves when no deletion is under way in this process. */
    async idle(): Promise<void> {
      while (busy.size > 0) await Promise.all(busy);
    },
  };
}
export type Keeper = ReturnType<typeof createKeeper>;
