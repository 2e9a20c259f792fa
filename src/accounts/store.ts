// The SQL of accounts. Every query names the organisation, except those that find it by an unguessable hash.
import { type Query, sql } from "../db/db.ts";

export interface OrganizationRow {
  id: string;
  name: string;
  created_at: number;
}

export interface KeyRow {
  id: string;
  org: string;
  name: string;
  hash: string;
  hint: string;
  scopes: string;
  ceiling_micro: number | null;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
  project: string | null;
  member: string | null;
}

export interface ProjectRow {
  id: string;
  org: string;
  name: string;
  created_at: number;
  archived_at: number | null;
}

export const insertOrganization = (q: Query, row: OrganizationRow) =>
  q.run(sql`insert into organizations (id, name, created_at) values (${row.id}, ${row.name}, ${row.created_at})`);
export const oldestOrganization = (q: Query) => q.one<OrganizationRow>(sql`select * from organizations order by created_at, id limit 1`);
export const organizationById = (q: Query, id: string) => q.one<OrganizationRow>(sql`select * from organizations where id = ${id}`);

export const insertKey = (q: Query, row: KeyRow) =>
  q.run(sql`insert into api_keys (id, org, name, hash, hint, scopes, ceiling_micro, created_at, expires_at, project, member)
    values (${row.id}, ${row.org}, ${row.name}, ${row.hash}, ${row.hint}, ${row.scopes}, ${row.ceiling_micro}, ${row.created_at}, ${row.expires_at},
      ${row.project}, ${row.member})
    on conflict (hash) do nothing`);
export const keyByHash = (q: Query, hash: string) => q.one<KeyRow>(sql`select * from api_keys where hash = ${hash}`);
export const keyById = (q: Query, org: string, id: string) => q.one<KeyRow>(sql`select * from api_keys where org = ${org} and id = ${id}`);
export const keysOf = (q: Query, org: string) => q.all<KeyRow>(sql`select * from api_keys where org = ${org} order by created_at desc, id desc`);
export const touchKey = (q: Query, org: string, id: string, now: number) =>
  q.run(sql`update api_keys set last_used_at = ${now} where org = ${org} and id = ${id}`);
export const revokeKey = (q: Query, org: string, id: string, now: number) =>
  q.run(sql`update api_keys set revoked_at = ${now} where org = ${org} and id = ${id} and revoked_at is null`);

/** 0 rows where a project of that name is there already. */
export const insertProject = (q: Query, row: ProjectRow) =>
  q.run(sql`insert into projects (id, org, name, created_at) values (${row.id}, ${row.org}, ${row.name}, ${row.created_at})
    on conflict (org, name) where archived_at is null do nothing`);
/** 1 where it is there. Updates it, so that nobody puts it away while a key is made out to it. */
export const keepProject = (q: Query, org: string, id: string) =>
  q.run(sql`update projects set name = name where org = ${org} and id = ${id} and archived_at is null`);
export const projectsOf = (q: Query, org: string) =>
  q.all<ProjectRow>(sql`select * from projects where org = ${org} and archived_at is null order by name, id`);
export const archiveProject = (q: Query, org: string, id: string, now: number) =>
  q.run(sql`update projects set archived_at = ${now} where org = ${org} and id = ${id} and archived_at is null`);
/** Keys of a project that still open the door. */
export const goodKeysOfProject = (q: Query, org: string, project: string, now: number) =>
  q.all<KeyRow>(sql`select * from api_keys where org = ${org} and project = ${project} and revoked_at is null
    and (expires_at is null or expires_at > ${now})`);

export const insertToken = (q: Query, row: { hash: string; org: string; expires_at: number }) =>
  q.run(sql`insert into sign_in_tokens (hash, org, expires_at) values (${row.hash}, ${row.org}, ${row.expires_at})`);
/** Marks the token used and tells whose it was; null where it is unknown, used or too old. */
export async function useToken(q: Query, hash: string, now: number): Promise<string | null> {
  const row = await q.one<{ org: string }>(
    sql`update sign_in_tokens set used_at = ${now} where hash = ${hash} and used_at is null and expires_at > ${now} returning org`,
  );
  return row?.org ?? null;
}

export const insertSession = (q: Query, row: { hash: string; org: string; created_at: number; expires_at: number }) =>
  q.run(sql`insert into sessions (hash, org, created_at, expires_at) values (${row.hash}, ${row.org}, ${row.created_at}, ${row.expires_at})`);
export const sessionByHash = (q: Query, hash: string, now: number) =>
  q.one<{ org: string }>(sql`select org from sessions where hash = ${hash} and expires_at > ${now}`);
export const deleteSession = (q: Query, hash: string) => q.run(sql`delete from sessions where hash = ${hash}`);
