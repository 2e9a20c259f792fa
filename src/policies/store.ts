// The SQL of policies. Every query names the organization.
import { type Query, sql } from "../db/db.ts";
import type { PolicyScope } from "../spec/policy.ts";

export interface PolicyRow {
  id: string;
  org: string;
  scope: PolicyScope;
  subject: string;
  name: string;
  version: number;
  constraints: string;
  changed_by: string | null;
  created_at: number;
  changed_at: number;
}

export interface VersionRow {
  version: number;
  constraints: string | null;
  changed_by: string | null;
  changed_at: number;
}

export const all = (q: Query, org: string) =>
  q.all<PolicyRow>(sql`select * from policies where org = ${org} and removed_at is null order by created_at, id`);

/** Those of the organization, of this key and of this project. */
export const binding = (q: Query, org: string, key: string | null, project: string | null) =>
  q.all<PolicyRow>(sql`select * from policies where org = ${org} and removed_at is null and (scope = 'organization'
    or (scope = 'key' and subject = ${key ?? ""}) or (scope = 'project' and subject = ${project ?? ""})) order by created_at, id`);

export const byId = (q: Query, org: string, id: string) =>
  q.one<PolicyRow>(sql`select * from policies where org = ${org} and id = ${id} and removed_at is null`);

/** A new one, or the next version of the one that has this name there. */
export const set = (q: Query, row: PolicyRow) =>
  q.one<PolicyRow>(sql`insert into policies (id, org, scope, subject, name, version, constraints, changed_by, created_at, changed_at)
    values (${row.id}, ${row.org}, ${row.scope}, ${row.subject}, ${row.name}, 1, ${row.constraints}, ${row.changed_by}, ${row.created_at}, ${row.changed_at})
    on conflict (org, scope, subject, name) where removed_at is null do update set
      version = policies.version + 1, constraints = excluded.constraints, changed_by = excluded.changed_by, changed_at = excluded.changed_at
    returning *`);

/** Its next version is that it is gone. */
export const remove = (q: Query, org: string, id: string, by: string | null, now: number) =>
  q.one<PolicyRow>(sql`update policies set removed_at = ${now}, version = version + 1, changed_by = ${by}, changed_at = ${now}
    where org = ${org} and id = ${id} and removed_at is null returning *`);

export const keepVersion = (q: Query, org: string, policy: string, row: VersionRow) =>
  q.run(sql`insert into policy_versions (policy, version, org, constraints, changed_by, changed_at)
    values (${policy}, ${row.version}, ${org}, ${row.constraints}, ${row.changed_by}, ${row.changed_at})`);

/** Of one that was taken away, too. */
export const versions = (q: Query, org: string, policy: string, limit: number) =>
  q.all<VersionRow>(sql`select version, constraints, changed_by, changed_at from policy_versions where org = ${org} and policy = ${policy}
    order by version desc limit ${limit}`);
