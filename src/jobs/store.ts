// The SQL of jobs. What a person sees names the organization; claiming, waking and counting are sweeps over all of them, and say so.
import { type Query, SKIP_LOCKED, sql } from "../db/db.ts";

export interface JobRow {
  id: string;
  org: string;
  kind: string;
  subject: string;
  state: "ready" | "running" | "dead";
  /** When it may be claimed: the time to run while ready, the end of the lease while running. */
  run_at: number;
  /** 1 where somebody asked for another run while this one was going on. */
  again: number;
  /** How often in a row it threw. */
  failures: number;
  /** How often in a row the process that ran it was gone before the step ended. */
  vanished: number;
  last_error: string | null;
  owner: string | null;
  /** The token of whoever runs it: every save of a step asks for it. */
  lease: string | null;
  created_at: number;
}

/** A job that was under way at the end of so many processes in a row is run with no other such job beside it. */
export const SUSPECT_AFTER = 3;

/** One job as its runner knows it. */
export type Held = Pick<JobRow, "id" | "org" | "lease">;

/** Puts it in line, or, where the subject is there already, asks for another look: sooner while it waits, right after while it runs. */
export const enqueue = (q: Query, row: Pick<JobRow, "id" | "org" | "kind" | "subject" | "run_at" | "created_at">) =>
  q.one<{ id: string }>(sql`insert into jobs (id, org, kind, subject, state, run_at, again, failures, vanished, created_at)
    values (${row.id}, ${row.org}, ${row.kind}, ${row.subject}, 'ready', ${row.run_at}, 0, 0, 0, ${row.created_at})
    on conflict (kind, subject, org) do update set again = case when jobs.state = 'running' then 1 else jobs.again end,
      run_at = case when jobs.state = 'ready' and excluded.run_at < jobs.run_at then excluded.run_at else jobs.run_at end
    returning id`);

/** A sweep over all organizations: subjects are ids, and whoever wakes one may not know whose it is. */
export const wake = (q: Query, kind: string, subject: string, now: number) =>
  q.run(sql`update jobs set again = case when state = 'running' then 1 else again end,
      run_at = case when state = 'ready' and run_at > ${now} then ${now} else run_at end
    where kind = ${kind} and subject = ${subject} and state <> 'dead'`);

/** A sweep: when the next job of a kind may be claimed; null where there is none. */
export const nextDue = async (q: Query, kind: string) =>
  (await q.one<{ run_at: number }>(sql`select run_at from jobs where kind = ${kind} and state <> 'dead' order by run_at limit 1`))?.run_at ?? null;

/** A sweep: what this process runs stays its own for another while, though the clock says that its time is over. */
export const renewAll = (q: Query, owner: string, until: number) =>
  q.run(sql`update jobs set run_at = ${until} where owner = ${owner} and state = 'running'`);

/**
 * A sweep, after the clock was set back by so much: what was to come by the old one comes as soon as it would have. Leases are cut to a whole one, so
 * that two processes may do this and neither loses what it runs.
 */
export async function setBack(q: Query, { kind, now, by, leaseMs }: { kind: string; now: number; by: number; leaseMs: number }): Promise<void> {
  await q.run(sql`update jobs set run_at = run_at - ${by} where kind = ${kind} and state = 'ready' and run_at > ${now}`);
  await cutLeases(q, { kind, now, leaseMs });
}

/** A sweep: no lease is longer than a whole one, whatever clock it was written by. */
export const cutLeases = (q: Query, { kind, now, leaseMs }: { kind: string; now: number; leaseMs: number }) =>
  q.run(sql`update jobs set run_at = ${now + leaseMs} where kind = ${kind} and state = 'running' and run_at > ${now + leaseMs}`);

/** A sweep: what was made at a time that has not come yet was made by a clock that was set back since, and is due. */
export const pullIn = (q: Query, { kind, now, madeAfter }: { kind: string; now: number; madeAfter: number }) =>
  q.run(sql`update jobs set run_at = ${now} where kind = ${kind} and state = 'ready' and run_at > ${now} and created_at > ${madeAfter}`);

/**
 * A sweep: takes up to so many that are due, those that have waited longest, or whose lease ran out. Exactly one of many processes gets each. A lease is
 * the batch's token with the job's id, so that each is one of its own. `vanishedToo`: also what somebody else ran and did not renew. `suspects`: those
 * that were under way when so many processes ended that they may be the cause, or else all but those.
 */
export const claim = (
  q: Query,
  {
    kind,
    owner,
    batch,
    now,
    until,
    most,
    vanishedToo,
    suspects,
  }: { kind: string; owner: string; batch: string; now: number; until: number; most: number; vanishedToo: boolean; suspects: boolean },
) =>
  q.all<JobRow>(sql`with due as materialized (
      select id from jobs where kind = ${kind} and state <> 'dead' and run_at <= ${now}${vanishedToo ? sql`` : sql` and state = 'ready'`}
        and ${suspects ? sql`vanished >= ${SUSPECT_AFTER}` : sql`vanished < ${SUSPECT_AFTER}`} order by run_at limit ${most} ${SKIP_LOCKED})
    update jobs set state = 'running', owner = ${owner}, lease = cast(${batch} as text) || id, run_at = ${until}, again = 0,
      vanished = vanished + case when state = 'running' then 1 else 0 end
    where id in (select id from due) returning *`);

/** Lengthens the lease and, inside a transaction, keeps everyone else from the row until its end. 0 where the lease is another's now. */
export const renew = (q: Query, { id, org, lease }: Held, until: number) =>
  q.run(sql`update jobs set run_at = ${until} where id = ${id} and org = ${org} and lease = ${lease}`);

/** Ends the job; where another run was asked for, puts it back in line instead. 0 where the lease is another's now. */
export async function finish(q: Query, { id, org, lease }: Held, now: number): Promise<number> {
  const gone = await q.run(sql`delete from jobs where id = ${id} and org = ${org} and lease = ${lease} and again = 0`);
  return gone === 1 || (await later(q, { id, org, lease }, now, now)) !== null ? 1 : 0;
}

/** A step went well and wants another; at once where somebody asked meanwhile. Returns when that is; null where the lease is another's now. */
export const later = async (q: Query, { id, org, lease }: Held, runAt: number, now: number) =>
  (
    await q.one<{ run_at: number }>(sql`update jobs set state = 'ready',
      run_at = case when again = 1 then cast(${now} as bigint) else cast(${runAt} as bigint) end, again = 0,
      failures = 0, vanished = 0, last_error = null, owner = null, lease = null
      where id = ${id} and org = ${org} and lease = ${lease} returning run_at`)
  )?.run_at ?? null;

/** A step threw. */
export const fail = (q: Query, { id, org, lease }: Held, to: { state: "ready" | "dead"; failures: number; runAt: number; error: string }) =>
  q.run(sql`update jobs set state = ${to.state}, failures = ${to.failures}, run_at = ${to.runAt}, last_error = ${to.error},
    again = 0, vanished = 0, owner = null, lease = null
    where id = ${id} and org = ${org} and lease = ${lease}`);

/** Nobody's fault: another process may take it at once. */
export const giveBack = (q: Query, { id, org, lease }: Held, now: number) =>
  q.run(sql`update jobs set state = 'ready', run_at = ${now}, owner = null, lease = null where id = ${id} and org = ${org} and lease = ${lease}`);

export const byId = (q: Query, org: string, id: string) => q.one<JobRow>(sql`select * from jobs where org = ${org} and id = ${id}`);
export const dead = (q: Query, org: string, limit: number) =>
  q.all<JobRow>(sql`select * from jobs where org = ${org} and state = 'dead' order by run_at desc, id limit ${limit}`);
export const revive = (q: Query, org: string, id: string, now: number) =>
  q.run(sql`update jobs set state = 'ready', run_at = ${now}, failures = 0, vanished = 0 where org = ${org} and id = ${id} and state = 'dead'`);
/** A sweep over all organizations. */
export const counts = (q: Query) => q.all<{ state: JobRow["state"]; jobs: number }>(sql`select state, count(*) as jobs from jobs group by state`);
