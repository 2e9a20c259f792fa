// The SQL of the catalogue: what the operator says of openness against the indexes. Everything else of the catalogue is files.
import { type Query, sql } from "../db/db.ts";

export interface OverrideRow {
  model: string;
  layer: string;
  value: string | null;
  reason: string;
  /** Who set it, in words. */
  set_by: string;
  org: string;
  set_at: number;
}

export const overrides = (q: Query) => q.all<OverrideRow>(sql`select * from openness_overrides order by model, layer`);
export const putOverride = (q: Query, row: OverrideRow) =>
  q.run(sql`insert into openness_overrides (model, layer, value, reason, set_by, org, set_at)
    values (${row.model}, ${row.layer}, ${row.value}, ${row.reason}, ${row.set_by}, ${row.org}, ${row.set_at})
    on conflict (model, layer) do update set value = ${row.value}, reason = ${row.reason}, set_by = ${row.set_by}, org = ${row.org}, set_at = ${row.set_at}`);
/** How many there were: one or none. */
export const removeOverride = (q: Query, model: string, layer: string) =>
  q.run(sql`delete from openness_overrides where model = ${model} and layer = ${layer}`);
