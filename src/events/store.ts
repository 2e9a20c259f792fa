// The SQL of events: insert only.
import { type Query, sql } from "../db/db.ts";

export interface EventRow {
  id: string;
  org: string;
  subject: string;
  type: string;
  data: string;
  at: number;
}

export const insert = (q: Query, row: EventRow) =>
  q.run(
    sql`insert into events (id, org, subject, type, data, at) values (${row.id}, ${row.org}, ${row.subject}, ${row.type}, ${row.data}, ${row.at})`,
  );
