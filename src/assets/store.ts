// The SQL of assets. Every query for a person names the organisation; those on blobs and pins are about bytes, which belong to nobody.
import { join, sql, type Query } from "../db/db.ts";
import type { MediaKind } from "../spec/task.ts";

export interface AssetRow {
  id: string;
  org: string;
  kind: MediaKind;
  type: string;
  bytes: number;
  sha256: string;
  width: number | null;
  height: number | null;
  seconds: number | null;
  thumbhash: string | null;
  /** 1 where a thumbnail lies beside the bytes. */
  thumbnail: number;
  /** JSON. */
  peaks: string | null;
  /** The text itself, where it is short. */
  body: string | null;
  name: string | null;
  origin: "generated" | "uploaded" | "fetched" | "declared";
  generation: string | null;
  slot: string | null;
  /** JSON; null where not known. */
  duties: string | null;
  created_at: number;
  removed_at: number | null;
}

/** Returns 0 where the organisation has something in this slot already. */
export const insertAsset = (q: Query, row: AssetRow) =>
  q.run(sql`insert into assets (id, org, kind, type, bytes, sha256, width, height, seconds, thumbhash, thumbnail, peaks, body, name, origin, generation, slot, duties, created_at)
    values (${row.id}, ${row.org}, ${row.kind}, ${row.type}, ${row.bytes}, ${row.sha256}, ${row.width}, ${row.height}, ${row.seconds}, ${row.thumbhash}, ${row.thumbnail},
      ${row.peaks}, ${row.body}, ${row.name}, ${row.origin}, ${row.generation}, ${row.slot}, ${row.duties}, ${row.created_at})
    on conflict (org, slot) do nothing`);
export const assetBySlot = (q: Query, org: string, slot: string) => q.one<AssetRow>(sql`select * from assets where org = ${org} and slot = ${slot}`);
export const assetById = (q: Query, org: string, id: string) =>
  q.one<AssetRow>(sql`select * from assets where org = ${org} and id = ${id} and removed_at is null`);

export async function assetsByIds(q: Query, org: string, ids: string[]): Promise<AssetRow[]> {
  if (ids.length === 0) return [];
  return q.all<AssetRow>(sql`select * from assets where org = ${org} and removed_at is null and id in (${listOf(ids)})`);
}

export async function assetsOfGenerations(q: Query, org: string, generations: string[]): Promise<AssetRow[]> {
  if (generations.length === 0) return [];
  return q.all<AssetRow>(
    sql`select * from assets where org = ${org} and removed_at is null and generation in (${listOf(generations)}) order by created_at, slot nulls last, id`,
  );
}

/** Newest first, after (that is, older than) a place in the list. */
export function listAssets(
  q: Query,
  org: string,
  kind: MediaKind | null,
  after: { createdAt: number; id: string } | null,
  limit: number,
): Promise<AssetRow[]> {
  const ofKind = kind === null ? sql`` : sql` and kind = ${kind}`;
  const older = after === null ? sql`` : sql` and (created_at < ${after.createdAt} or (created_at = ${after.createdAt} and id < ${after.id}))`;
  return q.all<AssetRow>(
    sql`select * from assets where org = ${org} and removed_at is null${ofKind}${older} order by created_at desc, id desc limit ${limit}`,
  );
}

/** Makes an upload the result of a generation that its user declares; 0 where it is not an upload that is free for that. */
export const declareAsset = (q: Query, org: string, id: string, generation: string) =>
  q.run(sql`update assets set origin = 'declared', generation = ${generation}
    where org = ${org} and id = ${id} and removed_at is null and origin = 'uploaded' and generation is null`);

/** The row stays as a tombstone, so that its slot is not filled again; what it said is gone. */
export const removeAsset = (q: Query, org: string, id: string, now: number) =>
  q.one<{ sha256: string }>(sql`update assets set removed_at = ${now}, thumbhash = null, peaks = null, body = null, name = null, duties = null
    where org = ${org} and id = ${id} and removed_at is null returning sha256`);

export const insertText = (q: Query, asset: string, body: string, data: string | null) =>
  q.run(sql`insert into asset_texts (asset, body, data) values (${asset}, ${body}, ${data})`);
export const textOf = (q: Query, asset: string) =>
  q.one<{ body: string; data: string | null }>(sql`select body, data from asset_texts where asset = ${asset}`);
export const removeText = (q: Query, asset: string) => q.run(sql`delete from asset_texts where asset = ${asset}`);

// --- the bytes ---

/** Writes the blob's row, and with that locks it. Returns 0 where somebody is deleting the bytes right now (since `abandoned` at the latest). */
export const touchBlob = (q: Query, sha256: string, bytes: number, now: number, abandoned: number) =>
  q.run(sql`insert into asset_blobs (sha256, bytes, touched_at, deleting_at) values (${sha256}, ${bytes}, ${now}, null)
    on conflict (sha256) do update set touched_at = excluded.touched_at, deleting_at = null
    where asset_blobs.deleting_at is null or asset_blobs.deleting_at < ${abandoned}`);
/** Locks a blob that is there. Returns 0 where it is not, or is being deleted. */
export const lockBlob = (q: Query, sha256: string, abandoned: number) =>
  q.run(sql`update asset_blobs set bytes = bytes where sha256 = ${sha256} and (deleting_at is null or deleting_at < ${abandoned})`);
export const isBlobWanted = async (q: Query, sha256: string, now: number) =>
  (await q.one(sql`select id from assets where sha256 = ${sha256} and removed_at is null limit 1`)) !== null ||
  (await q.one(sql`select id from asset_pins where sha256 = ${sha256} and expires_at > ${now} limit 1`)) !== null;
export const claimBlob = (q: Query, sha256: string, now: number) => q.run(sql`update asset_blobs set deleting_at = ${now} where sha256 = ${sha256}`);
export const forgetBlob = (q: Query, sha256: string, claimedAt: number) =>
  q.run(sql`delete from asset_blobs where sha256 = ${sha256} and deleting_at = ${claimedAt}`);
/** Bytes that nothing wants, left by a crash between putting and inserting or in the middle of deleting. */
export const unwantedBlobs = (q: Query, now: number, touchedBefore: number, limit: number) =>
  q.all<{ sha256: string }>(sql`select sha256 from asset_blobs where touched_at < ${touchedBefore}
    and not exists (select 1 from assets where assets.sha256 = asset_blobs.sha256 and removed_at is null)
    and not exists (select 1 from asset_pins where asset_pins.sha256 = asset_blobs.sha256 and expires_at > ${now})
    order by touched_at limit ${limit}`);

export const insertPin = (q: Query, id: string, sha256: string, expiresAt: number) =>
  q.run(sql`insert into asset_pins (id, sha256, expires_at) values (${id}, ${sha256}, ${expiresAt})`);
export const dropPin = (q: Query, id: string) => q.run(sql`delete from asset_pins where id = ${id}`);
export const dropExpiredPins = (q: Query, now: number) => q.run(sql`delete from asset_pins where expires_at <= ${now}`);

const listOf = (values: string[]) =>
  join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );
