// The SQL of the price book. Prices are the installation's and nobody's secret; alarms name the organization.
import { join, type Query, sql } from "../db/db.ts";

export interface PriceRow {
  offer: string;
  version: string;
  price: string;
  seen_at: number;
}

export const insert = (q: Query, rows: readonly PriceRow[]) =>
  q.run(
    sql`insert into prices (offer, version, price, seen_at) values ${join(
      rows.map((row) => sql`(${row.offer}, ${row.version}, ${row.price}, ${row.seen_at})`),
      sql`, `,
    )} on conflict do nothing`,
  );

/** The version that each offer was last seen at. */
export const latest = (q: Query) =>
  q.all<{ offer: string; version: string }>(sql`select p.offer, p.version from prices p
    where p.seen_at = (select max(seen_at) from prices where offer = p.offer)`);

/** Newest first. */
export const ofOffer = (q: Query, offer: string, limit: number) =>
  q.all<PriceRow>(sql`select * from prices where offer = ${offer} order by seen_at desc limit ${limit}`);

export const ofVersion = (q: Query, version: string) => q.one<PriceRow>(sql`select * from prices where version = ${version} limit 1`);

/** 1 where nobody had raised it before. */
export const raise = (q: Query, row: { org: string; offer: string; version: string; raised_at: number }) =>
  q.run(sql`insert into price_alarms (org, offer, version, raised_at) values (${row.org}, ${row.offer}, ${row.version}, ${row.raised_at})
    on conflict do nothing`);
