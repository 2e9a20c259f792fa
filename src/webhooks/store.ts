// The SQL of webhooks. Each query names its organisation, but for the sweep of what is too old, which says so.
import { join, type Query, type Sql, sql } from "../db/db.ts";
import { type DeliveryState, WEBHOOK_TEST } from "../spec/webhook.ts";

export interface EndpointRow {
  id: string;
  org: string;
  url: string;
  description: string;
  /** A JSON list; null is all. */
  types: string | null;
  enabled: number;
  /** Sealed. */
  secret: string;
  old_secret: string | null;
  old_secret_until: number | null;
  /** Failed tries in a row, and since when. */
  failures: number;
  failing_since: number | null;
  disabled_at: number | null;
  disabled_reason: string | null;
  created_at: number;
}

export interface MessageRow {
  id: string;
  org: string;
  type: string;
  subject: string;
  body: string;
  created_at: number;
}

export interface DeliveryRow {
  id: string;
  org: string;
  endpoint: string;
  message: string;
  round: number;
  state: DeliveryState;
  /** Of this round. */
  tries: number;
  first_try_at: number | null;
  last_try_at: number | null;
  last_status: number | null;
  last_error: string | null;
  next_at: number | null;
  delivered_at: number | null;
  created_at: number;
}

export type Told = DeliveryRow & Pick<MessageRow, "type" | "subject">;

const columns = (row: object): Sql =>
  join(
    Object.keys(row).map((name) => ({ strings: [name], values: [] })),
    sql`, `,
  );
const values = (row: object): Sql =>
  join(
    Object.values(row).map((value) => sql`${value as string | number | null}`),
    sql`, `,
  );
const assignments = (set: object): Sql =>
  join(
    Object.entries(set).map(([name, value]) => sql`${{ strings: [name], values: [] }} = ${value as string | number | null}`),
    sql`, `,
  );

// --- endpoints ---

export const endpoints = (q: Query, org: string) => q.all<EndpointRow>(sql`select * from webhook_endpoints where org = ${org} order by id`);
export const endpoint = (q: Query, org: string, id: string) =>
  q.one<EndpointRow>(sql`select * from webhook_endpoints where org = ${org} and id = ${id}`);
export const insertEndpoint = (q: Query, row: EndpointRow) => q.run(sql`insert into webhook_endpoints (${columns(row)}) values (${values(row)})`);
export const updateEndpoint = (q: Query, org: string, id: string, set: Partial<EndpointRow>) =>
  q.run(sql`update webhook_endpoints set ${assignments(set)} where org = ${org} and id = ${id}`);
/** Touches nothing, and so locks nothing, where all is well already. */
export const endpointWorks = (q: Query, org: string, id: string) =>
  q.run(sql`update webhook_endpoints set failures = 0, failing_since = null where org = ${org} and id = ${id} and failures > 0`);
export const endpointFails = (q: Query, org: string, id: string, now: number) =>
  q.one<EndpointRow>(sql`update webhook_endpoints set failures = failures + 1, failing_since = coalesce(failing_since, cast(${now} as bigint))
    where org = ${org} and id = ${id} returning *`);
/** 1 for whoever switched it off, 0 for those who come second. */
export const disableEndpoint = (q: Query, org: string, id: string, reason: string, now: number) =>
  q.run(sql`update webhook_endpoints set enabled = 0, disabled_at = ${now}, disabled_reason = ${reason}
    where org = ${org} and id = ${id} and enabled = 1`);
export async function removeEndpoint(q: Query, org: string, id: string): Promise<void> {
  await q.run(sql`delete from webhook_endpoints where org = ${org} and id = ${id}`);
  await q.run(sql`delete from webhook_deliveries where org = ${org} and endpoint = ${id}`);
}

// --- messages ---

export const insertMessage = (q: Query, row: MessageRow) => q.run(sql`insert into webhook_messages (${columns(row)}) values (${values(row)})`);
export const message = (q: Query, org: string, id: string) =>
  q.one<MessageRow>(sql`select * from webhook_messages where org = ${org} and id = ${id}`);

// --- deliveries ---

export const insertDelivery = (q: Query, row: DeliveryRow) => q.run(sql`insert into webhook_deliveries (${columns(row)}) values (${values(row)})`);
export const delivery = (q: Query, org: string, id: string) =>
  q.one<Told>(sql`select d.*, m.type, m.subject from webhook_deliveries d join webhook_messages m on m.id = d.message and m.org = d.org
    where d.org = ${org} and d.id = ${id}`);
export function deliveries(
  q: Query,
  org: string,
  endpointId: string,
  { before, state, limit }: { before?: string; state?: DeliveryState; limit: number },
) {
  const wanted = [
    sql`d.org = ${org}`,
    sql`d.endpoint = ${endpointId}`,
    ...(before ? [sql`d.id < ${before}`] : []),
    ...(state ? [sql`d.state = ${state}`] : []),
  ];
  return q.all<Told>(sql`select d.*, m.type, m.subject from webhook_deliveries d join webhook_messages m on m.id = d.message and m.org = d.org
    where ${join(wanted, sql` and `)} order by d.id desc limit ${limit}`);
}
/** Saves what came of a try; 0 where it was replayed or given up meanwhile. */
export const saveTry = (q: Query, row: DeliveryRow, set: Partial<DeliveryRow>) =>
  q.run(sql`update webhook_deliveries set ${assignments(set)}
    where org = ${row.org} and id = ${row.id} and round = ${row.round} and state in ('pending', 'failed')`);
/** All that wait for this endpoint are given up, as when it is switched off. */
export const giveUp = (q: Query, org: string, endpointId: string, why: string) =>
  q.run(sql`update webhook_deliveries set state = 'dead', next_at = null, last_error = ${why}
    where org = ${org} and endpoint = ${endpointId} and state in ('pending', 'failed')`);
/** Of a job that died: this one is given up. */
export const giveUpOne = (q: Query, org: string, id: string, why: string) =>
  q.run(sql`update webhook_deliveries set state = 'dead', next_at = null, last_error = ${why}
    where org = ${org} and id = ${id} and state in ('pending', 'failed')`);
/** From the beginning, in a new round. */
export const reopen = (q: Query, org: string, id: string, now: number) =>
  q.run(sql`update webhook_deliveries set state = 'pending', round = round + 1, tries = 0, first_try_at = null, next_at = ${now}, delivered_at = null
    where org = ${org} and id = ${id}`);
/** Oldest first. Ids sort by time. Tests are sent on request only, so they are not among them. */
export function since(q: Query, org: string, endpointId: string, from: { at: number; after: string; all: boolean; limit: number }) {
  return q.all<{ id: string }>(sql`select d.id from webhook_deliveries d join webhook_messages m on m.id = d.message and m.org = d.org
    where d.org = ${org} and d.endpoint = ${endpointId} and d.created_at >= ${from.at} and d.id > ${from.after} and m.type <> ${WEBHOOK_TEST}
    and ${from.all ? sql`1 = 1` : sql`d.state <> 'delivered'`} order by d.id limit ${from.limit}`);
}

/** A sweep over all organisations: what ended and is too old to be replayed, and what then is told to nobody. */
export async function sweep(q: Query, before: number): Promise<void> {
  await q.run(sql`delete from webhook_deliveries where created_at < ${before} and state in ('delivered', 'dead')`);
  await q.run(sql`delete from webhook_messages where created_at < ${before}
    and not exists (select 1 from webhook_deliveries d where d.message = webhook_messages.id)`);
}
