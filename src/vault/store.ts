// The SQL of the vault: sealed texts and who set them. Opens none of them.
import { type Query, sql } from "../db/db.ts";

export interface SealedRow {
  provider: string;
  /** The organisation whose admin set it; providers' keys are the installation's, one each. */
  org: string;
  sealed: string;
  hint: string;
  set_by: string | null;
  set_at: number;
}

export const all = (q: Query) => q.all<SealedRow>(sql`select * from provider_keys order by provider`);
export const put = (q: Query, row: SealedRow) =>
  q.run(sql`insert into provider_keys (provider, org, sealed, hint, set_by, set_at)
    values (${row.provider}, ${row.org}, ${row.sealed}, ${row.hint}, ${row.set_by}, ${row.set_at})
    on conflict (provider) do update set org = ${row.org}, sealed = ${row.sealed}, hint = ${row.hint}, set_by = ${row.set_by}, set_at = ${row.set_at}`);
export const remove = (q: Query, provider: string) => q.run(sql`delete from provider_keys where provider = ${provider}`);
