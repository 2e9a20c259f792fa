// The SQL of what people were told: the last answer on the gap, by organization and task.
import { type Query, sql } from "../db/db.ts";
import type { TaskId } from "../spec/task.ts";

export interface GapAnswerRow {
  org: string;
  task: TaskId;
  answer: string;
  says: string;
  at: number;
}

export const gapAnswer = (q: Query, org: string, task: TaskId) =>
  q.one<GapAnswerRow>(sql`select * from gap_answers where org = ${org} and task = ${task}`);
export const putGapAnswer = (q: Query, row: GapAnswerRow) =>
  q.run(sql`insert into gap_answers (org, task, answer, says, at) values (${row.org}, ${row.task}, ${row.answer}, ${row.says}, ${row.at})
    on conflict (org, task) do update set answer = excluded.answer, says = excluded.says, at = excluded.at`);
