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
/** One that is there stays: another process was quicker. */
export async function firstGapAnswer(q: Query, row: GapAnswerRow): Promise<void> {
  await q.run(sql`insert into gap_answers (org, task, answer, says, at) values (${row.org}, ${row.task}, ${row.answer}, ${row.says}, ${row.at})
    on conflict (org, task) do nothing`);
}
/** True where it is this write that ended `before`. */
export const changeGapAnswer = async (q: Query, row: GapAnswerRow, before: string): Promise<boolean> =>
  (await q.run(sql`update gap_answers set answer = ${row.answer}, says = ${row.says}, at = ${row.at}
    where org = ${row.org} and task = ${row.task} and answer = ${before}`)) === 1;
