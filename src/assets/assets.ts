// What was made, uploaded or fetched: bytes under their hash, with what was found out about them. The door of this folder. Knows no provider and no generation.
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import type { Blobs } from "../blobs/blobs.ts";
import { isoTime, parseTime, type Clock } from "../clock.ts";
import type { Db, Query, Tx } from "../db/db.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { InputFile } from "../providers/providers.ts";
import type { Asset } from "../spec/asset.ts";
import type { Duty } from "../spec/license.ts";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import type { MediaKind } from "../spec/task.ts";
import { deliver, type DeliveryAsk } from "./deliver.ts";
import { receiveUpload, receiveUrl } from "./incoming.ts";
import { contentKey, createKeeper, thumbnailKey } from "./keep.ts";
import { cleanName, filenameOf } from "./names.ts";
import { reduced } from "./picture.ts";
import { probe } from "./probe.ts";
import { beginning } from "./sound.ts";
import { createSpool, type Source } from "./spool.ts";
import * as store from "./store.ts";

/** Texts up to this many characters are part of the asset as it is shown; longer ones are its content. */
const TEXT_CHARS = 20_000;
const TEXT_BYTES = 8 * 1024 * 1024;
const LIST_ITEMS = 50;

/** Bytes that are kept and measured, and wait to be inserted. Plain data. Not inserted within an hour, they may be swept. */
export interface Prepared {
  /** Holds the bytes until `insert`. */
  pin: string;
  sha256: string;
  bytes: number;
  kind: MediaKind;
  type: string;
  width: number | null;
  height: number | null;
  seconds: number | null;
  thumbhash: string | null;
  /** Is there a thumbnail beside the bytes? */
  thumbnail: boolean;
  peaks: number[] | null;
  text: string | null;
}

export interface PrepareOptions {
  maxBytes: number;
  /** What it must turn out to be, or `asset.unreadable`. Texts are taken only where they are expected. */
  expect?: MediaKind;
  /** A picture that stands for a video, from whoever made it. Left out where it is not a picture. */
  poster?: Uint8Array;
}

export interface NewAsset {
  org: string;
  prepared: Prepared;
  origin: "generated" | "uploaded" | "fetched";
  generation?: string | null;
  name?: string | null;
  /** Unique in the organisation: inserting into the same slot again returns what is there. */
  slot?: string | null;
  /** What the licences behind it ask for; left out where not known. */
  duties?: readonly Duty[] | null;
}

export interface NewText {
  org: string;
  generation: string | null;
  slot?: string | null;
  duties?: readonly Duty[] | null;
  text: string;
  /** JSON that belongs to the text, such as a transcript's times. */
  data?: unknown;
}

export interface AssetsDeps {
  db: Db;
  blobs: Blobs;
  outbound: Outbound;
  clock: Clock;
  /** Where files lie while they are looked at; on this machine. */
  tmpDir: string;
  /** The ffmpeg that draws a video's first picture, used if it is there. Null: never. */
  ffmpeg?: string | null;
}

const notFound = () => new AppError("request.not_found", "There is no such asset.");
const gone = () => new AppError("asset.gone", "The file is no longer kept.");

export function createAssets({ db, blobs, outbound, clock, tmpDir, ffmpeg = "ffmpeg" }: AssetsDeps) {
  const spool = createSpool(tmpDir, clock);
  const keeper = createKeeper({ db, blobs, clock });

  async function keepSource(source: Source, { maxBytes, expect, poster }: PrepareOptions): Promise<Prepared> {
    const spooled = await spool.write(source, maxBytes);
    let thumbnailPath: string | null = null;
    try {
      const options = { expect: expect ?? null, poster: poster ?? null, ffmpeg, maxTextBytes: TEXT_BYTES };
      const { thumbnail, text, ...facts } = await probe(spooled.path, spooled.bytes, options);
      if (thumbnail) {
        thumbnailPath = await spool.next();
        await writeFile(thumbnailPath, thumbnail, { mode: 0o600 });
      }
      const pin = await keeper.keep({ ...spooled, thumbnailPath });
      return {
        pin,
        sha256: spooled.sha256,
        bytes: spooled.bytes,
        ...facts,
        thumbnail: thumbnail !== null,
        text: text !== null && text.length <= TEXT_CHARS ? text : null,
      };
    } finally {
      await spool.drop(spooled.path);
      if (thumbnailPath) await spool.drop(thumbnailPath);
    }
  }

  /** The slot was filled before: what is there counts, and the bytes that came second go if nothing else has them. */
  async function firstInSlot(tx: Tx, row: store.AssetRow): Promise<Asset> {
    keeper.collectAfter(tx, row.sha256);
    return viewOf((await store.assetBySlot(tx, row.org, row.slot!))!);
  }

  async function insert(tx: Tx, { org, prepared, origin, generation, name, slot, duties }: NewAsset): Promise<Asset> {
    const { pin, text, thumbnail, peaks, ...facts } = prepared;
    await keeper.settle(tx, pin, prepared.sha256);
    const row: store.AssetRow = {
      ...facts,
      id: clock.id("ast"),
      org,
      origin,
      generation: generation ?? null,
      name: cleanName(name),
      slot: slot ?? null,
      duties: duties ? JSON.stringify(duties) : null,
      thumbnail: thumbnail ? 1 : 0,
      peaks: peaks && JSON.stringify(peaks),
      body: text,
      created_at: clock.now(),
      removed_at: null,
    };
    return (await store.insertAsset(tx, row)) === 0 ? firstInSlot(tx, row) : viewOf(row);
  }

  async function insertText(tx: Tx, { org, generation, slot, duties, text, data }: NewText): Promise<Asset> {
    // The zero character cannot be kept in every database; a model that writes one means nothing by it.
    const body = text.toWellFormed().replaceAll("\0", "\uFFFD");
    const long = body.length > TEXT_CHARS;
    const row: store.AssetRow = {
      id: clock.id("ast"),
      org,
      kind: "text",
      type: "text/plain",
      bytes: Buffer.byteLength(body),
      sha256: createHash("sha256").update(body).digest("hex"),
      width: null,
      height: null,
      seconds: null,
      thumbhash: null,
      thumbnail: 0,
      peaks: null,
      body: long ? null : body,
      name: null,
      origin: "generated",
      generation,
      slot: slot ?? null,
      duties: duties ? JSON.stringify(duties) : null,
      created_at: clock.now(),
      removed_at: null,
    };
    if ((await store.insertAsset(tx, row)) === 0) return viewOf((await store.assetBySlot(tx, org, slot!))!);
    if (long || data !== undefined) await store.insertText(tx, row.id, body, data === undefined ? null : JSON.stringify(data));
    return viewOf(row);
  }

  async function rowOf(q: Query, org: string, id: string): Promise<store.AssetRow> {
    if (id.length > LIMITS.idChars || id.includes("\0")) throw notFound();
    const row = await store.assetById(q, org, id);
    if (!row) throw notFound();
    return row;
  }

  async function bytesOf(row: store.AssetRow, range: { start: number; end: number } | null): Promise<ReadableStream<Uint8Array>> {
    if (row.kind === "text") {
      const body = row.body ?? (await store.textOf(db, row.id))?.body;
      if (body !== undefined) return new Blob([Buffer.from(body).subarray(range?.start ?? 0, range?.end)]).stream() as ReadableStream<Uint8Array>;
    }
    const stream = await blobs.get(contentKey(row.sha256), range ?? undefined);
    if (!stream) throw gone();
    return stream;
  }

  const inserted = (org: string, prepared: Prepared, origin: NewAsset["origin"], name: string | null) =>
    db.tx((tx) => insert(tx, { org, prepared, origin, name }));

  return {
    /**
     * Keeps bytes and finds out what they are; no asset yet. Not to be called inside a transaction. Throws `asset.unreadable` in words for whoever sent them,
     * `request.too_large`, and whatever the source throws. The same bytes may be prepared any number of times at once.
     */
    prepare: (source: Uint8Array | ReadableStream<Uint8Array>, options: PrepareOptions): Promise<Prepared> => keepSource(source, options),
    insert,
    /** Keeps a text in the database; it has no file. */
    insertText,

    /** An upload becomes what its user says it is: the result of this generation. Throws `request.conflict` where it is that already, or no upload. */
    async declare(tx: Tx, org: string, id: string, generation: string): Promise<void> {
      if ((await store.declareAsset(tx, org, id, generation)) === 0)
        throw new AppError("request.conflict", "This asset is not an upload that has still to be declared.", { field: "asset" });
    },

    /** Throws `request.not_found`, for another organisation's too. */
    get: async (q: Query, org: string, id: string): Promise<Asset> => viewOf(await rowOf(q, org, id)),
    /** In the order asked for; those that are not there are left out. */
    async many(q: Query, org: string, ids: string[]): Promise<Asset[]> {
      const found = new Map((await store.assetsByIds(q, org, ids)).map((row) => [row.id, row]));
      return ids.flatMap((id) => (found.has(id) ? [viewOf(found.get(id)!)] : []));
    },
    /** By generation, in the order they were made; generations without assets are not in the map. */
    async ofGenerations(q: Query, org: string, generations: string[]): Promise<Map<string, Asset[]>> {
      const map = new Map<string, Asset[]>();
      for (const row of await store.assetsOfGenerations(q, org, generations))
        map.set(row.generation!, [...(map.get(row.generation!) ?? []), viewOf(row)]);
      return map;
    },
    /** Newest first. Throws `request.invalid` for a cursor that we did not give. */
    async list(
      q: Query,
      org: string,
      { cursor, limit = LIST_ITEMS, kind }: { cursor?: string | null; limit?: number; kind?: MediaKind | null } = {},
    ): Promise<{ data: Asset[]; next: string | null }> {
      const count = Math.max(1, Math.min(limit, LIMITS.listItems));
      const rows = await store.listAssets(q, org, kind ?? null, cursor ? readCursor(cursor) : null, count + 1);
      const shown = rows.slice(0, count);
      return { data: shown.map(viewOf), next: rows.length > count ? writeCursor(shown.at(-1)!) : null };
    },
    /** What was kept beside a text, such as a transcript's times; null where nothing was. Throws `request.not_found`. */
    async textData(q: Query, org: string, id: string): Promise<unknown> {
      await rowOf(q, org, id);
      const data = (await store.textOf(q, id))?.data;
      return data ? JSON.parse(data) : null;
    },

    /** The bytes over HTTP: 200, 206, 304 or 416. Throws `request.not_found`, `asset.gone`. */
    async content(org: string, id: string, ask: DeliveryAsk = {}): Promise<Response> {
      const row = await rowOf(db, org, id);
      const type = row.kind === "text" ? "text/plain; charset=utf-8" : row.type;
      return deliver(
        { etag: row.sha256, bytes: row.bytes, type, filename: filenameOf(row.name, row.id, row.type), open: (range) => bytesOf(row, range) },
        ask,
      );
    },
    /** A small WebP. Throws `request.not_found` where there is none. */
    async thumbnail(org: string, id: string, ask: DeliveryAsk = {}): Promise<Response> {
      const row = await rowOf(db, org, id);
      const key = thumbnailKey(row.sha256);
      const info = row.thumbnail ? await blobs.head(key) : null;
      if (!info) throw new AppError("request.not_found", "This asset has no thumbnail.");
      const open = async (range: { start: number; end: number } | null) => {
        const stream = await blobs.get(key, range ?? undefined);
        if (!stream) throw gone();
        return stream;
      };
      return deliver(
        { etag: `${row.sha256}-t`, bytes: info.bytes, type: "image/webp", filename: filenameOf(row.name, row.id, "image/webp"), open },
        ask,
      );
    },
    /** A picture as it is shown to a model that looks at it: a small JPEG in a data URL. Throws `request.not_found`, `asset.gone`, `asset.unreadable`. */
    async shown(q: Query, org: string, id: string, sidePx: number): Promise<string> {
      const bytes = new Uint8Array(await new Response(await bytesOf(await rowOf(q, org, id), null)).arrayBuffer());
      return `data:image/jpeg;base64,${Buffer.from(await reduced(bytes, sidePx)).toString("base64")}`;
    },
    /** A sound as it is played to a model that hears: its beginning as a WAV in base64. Throws the same, and `asset.unreadable` for one that is too long. */
    async played(q: Query, org: string, id: string, seconds: number): Promise<string> {
      const row = await rowOf(q, org, id);
      if (row.bytes > LIMITS.judgedBytes || (row.seconds ?? Infinity) > LIMITS.judgedSeconds)
        throw new AppError("asset.unreadable", "The sound is too long to be played to a model, or nobody knows how long it is.");
      const bytes = new Uint8Array(await new Response(await bytesOf(row, null)).arrayBuffer());
      return Buffer.from(await beginning(bytes, LIMITS.judgeSoundHz, seconds)).toString("base64");
    },
    /** As an adapter takes it. Throws `request.not_found`; `read` throws `asset.gone`. */
    async inputFile(q: Query, org: string, id: string): Promise<InputFile> {
      const row = await rowOf(q, org, id);
      const { kind, type, bytes, width, height, seconds } = row;
      return {
        kind,
        type,
        bytes,
        width,
        height,
        seconds,
        name: filenameOf(row.name, row.id, type),
        read: async () => new Uint8Array(await new Response(await bytesOf(row, null)).arrayBuffer()),
      };
    },

    /** Takes it away; its bytes go after the commit where no asset of any organisation has them. Throws `request.not_found`. */
    async remove(tx: Tx, org: string, id: string): Promise<void> {
      const removed = id.includes("\0") ? null : await store.removeAsset(tx, org, id, clock.now());
      if (!removed) throw notFound();
      await store.removeText(tx, id);
      keeper.collectAfter(tx, removed.sha256);
    },

    /** Fetches what a user's URL names (or a base64 `data:` URL holds) and keeps it. Throws `request.url_refused`, `asset.unreadable`, `request.too_large`, `provider.…`. */
    async fromUrl(org: string, url: string): Promise<Asset> {
      const { taken, name } = await receiveUrl(outbound, url, (source, maxBytes) => keepSource(source, { maxBytes }));
      return inserted(org, taken, /^data:/i.test(url) ? "uploaded" : "fetched", name);
    },
    /** Keeps an upload: a multipart form with `file`, or the bytes themselves; read as it arrives. `name` goes before the form's own. */
    async fromUpload(org: string, request: Request, name?: string | null): Promise<Asset> {
      const { taken, name: told } = await receiveUpload(request, (source, maxBytes) => keepSource(source, { maxBytes }));
      return inserted(org, taken, "uploaded", cleanName(name) ?? told);
    },

    /** At the start: temporary files of killed processes. Returns how many went. */
    sweepTemp: () => spool.sweep(),
    /** Now and then: bytes that a crash left without an asset. Returns how many went; call again while it returns many. */
    sweepBlobs: () => keeper.sweep(),
    /** Waits for deletions that are under way. */
    close: () => keeper.idle(),
  };
}
export type Assets = ReturnType<typeof createAssets>;

const writeCursor = (row: store.AssetRow) => Buffer.from(`${isoTime(row.created_at)} ${row.id}`).toString("base64url");

function readCursor(cursor: string): { createdAt: number; id: string } {
  const [time = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  const createdAt = parseTime(time);
  if (!Number.isSafeInteger(createdAt) || !/^ast_\w{1,60}$/.test(id))
    throw new AppError("request.invalid", "cursor must be the `next` of an earlier page.", { field: "cursor" });
  return { createdAt, id };
}

function viewOf(row: store.AssetRow): Asset {
  const { id, kind, type, bytes, sha256, width, height, seconds, thumbhash, name, origin, generation } = row;
  return {
    id,
    kind,
    type,
    bytes,
    sha256,
    width,
    height,
    seconds,
    thumbhash,
    peaks: row.peaks ? JSON.parse(row.peaks) : null,
    text: row.body,
    name,
    origin,
    generation,
    duties: row.duties ? JSON.parse(row.duties) : null,
    url: `/v1/assets/${id}/content`,
    thumbnailUrl: row.thumbnail ? `/v1/assets/${id}/thumbnail` : null,
    createdAt: isoTime(row.created_at),
  };
}
