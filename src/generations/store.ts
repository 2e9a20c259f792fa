// The SQL of generations and their attempts. Rows in, rows out; what they mean is decided elsewhere.
import { join, type Query, type Sql, sql } from "../db/db.ts";
import type { CheckOutcome } from "../spec/check.ts";
import type { GenerationState } from "../spec/generation.ts";
import type { Plan } from "../spec/plan.ts";
import type { Bill } from "../spec/price.ts";
import type { TaskId } from "../spec/task.ts";
import type { Tally } from "../spec/vote.ts";

export interface GenerationRow {
  id: string;
  org: string;
  api_key: string | null;
  task: TaskId;
  ask: string;
  facts: string;
  status: GenerationState;
  progress: number | null;
  stage: string | null;
  model: string | null;
  provider: string | null;
  seed: number | null;
  quote_low_micro: number | null;
  quote_high_micro: number | null;
  settled_micro: number | null;
  plan: string;
  hold: string | null;
  error: string | null;
  idem_key: string | null;
  idem_hash: string | null;
  cancel_at: number | null;
  created_at: number;
  ended_at: number | null;
  /** Where the best of several is asked for: see verdict.ts. */
  best: string | null;
  /** The generation or check that this one is a part of, such as a chat that judges; it is shown with that. */
  part_of: string | null;
}

export type AttemptState = "starting" | "running" | "fetching" | "succeeded" | "failed" | "canceled" | "unknown";

export interface AttemptRow {
  id: string;
  org: string;
  generation: string;
  ordinal: number;
  offer: string;
  model: string;
  provider: string;
  status: AttemptState;
  ref: string | null;
  outputs: string | null;
  charged: "yes" | "no" | "unknown";
  micro: number | null;
  usage: string | null;
  bill: string | null;
  failure: string | null;
  canceled_at: number | null;
  /** How many of the outputs it was asked for; 0 is all of them, from before attempts could share. */
  outputs_asked: number;
  outputs_made: number | null;
  /** The attempt beside which it was bought, where it is a hedge. */
  hedges: string | null;
  /** Not to be asked about before. */
  ask_at: number;
  seed: number | null;
  started_at: number;
  ended_at: number | null;
}

/** False where the organisation has used this idempotency key before. */
export async function insertGeneration(q: Query, row: GenerationRow): Promise<boolean> {
  const changed = await q.run(sql`insert into generations
    (id, org, api_key, task, ask, facts, status, stage, model, provider, quote_low_micro, quote_high_micro, plan, hold, idem_key, idem_hash, created_at,
      best, part_of)
    values (${row.id}, ${row.org}, ${row.api_key}, ${row.task}, ${row.ask}, ${row.facts}, ${row.status}, ${row.stage}, ${row.model}, ${row.provider},
      ${row.quote_low_micro}, ${row.quote_high_micro}, ${row.plan}, ${row.hold}, ${row.idem_key}, ${row.idem_hash}, ${row.created_at},
      ${row.best}, ${row.part_of})
    on conflict (org, idem_key) do nothing`);
  return changed === 1;
}

export const generationById = (q: Query, org: string, id: string) =>
  q.one<GenerationRow>(sql`select * from generations where org = ${org} and id = ${id} and deleted_at is null`);
/** How a generation stands, without the plan, which is larger than all the rest and never changes. */
export type StandingRow = Omit<GenerationRow, "plan">;
export const standingById = (q: Query, org: string, id: string) =>
  q.one<StandingRow>(sql`select id, org, api_key, task, ask, facts, status, progress, stage, model, provider, seed, quote_low_micro, quote_high_micro,
    settled_micro, hold, error, idem_key, idem_hash, cancel_at, created_at, ended_at, best, part_of
    from generations where org = ${org} and id = ${id} and deleted_at is null`);
export const planOf = async (q: Query, org: string, id: string): Promise<Plan> =>
  JSON.parse((await q.one<{ plan: string }>(sql`select plan from generations where org = ${org} and id = ${id}`))!.plan);
export const generationByIdem = (q: Query, org: string, key: string) =>
  q.one<GenerationRow>(sql`select * from generations where org = ${org} and idem_key = ${key}`);

export function pageOf(
  q: Query,
  org: string,
  filter: { cursor?: { at: number; id: string }; task?: string; status?: string; limit: number },
): Promise<GenerationRow[]> {
  const where: Sql[] = [sql`org = ${org}`, sql`deleted_at is null`, sql`part_of is null`];
  if (filter.task) where.push(sql`task = ${filter.task}`);
  if (filter.status) where.push(sql`status = ${filter.status}`);
  if (filter.cursor) where.push(sql`(created_at < ${filter.cursor.at} or (created_at = ${filter.cursor.at} and id < ${filter.cursor.id}))`);
  return q.all<GenerationRow>(
    sql`select * from generations where ${join(where, sql` and `)} order by created_at desc, id desc limit ${filter.limit}`,
  );
}

/** Sets the named columns; true where the row was there and had not ended. */
export async function updateGeneration(q: Query, org: string, id: string, set: Partial<GenerationRow>): Promise<boolean> {
  const changed = await q.run(sql`update generations set
    status = coalesce(${set.status ?? null}, status), progress = ${set.progress ?? null}, stage = ${set.stage ?? null},
    model = coalesce(${set.model ?? null}, model), provider = coalesce(${set.provider ?? null}, provider), seed = coalesce(${set.seed ?? null}, seed),
    settled_micro = coalesce(${set.settled_micro ?? null}, settled_micro), error = coalesce(${set.error ?? null}, error), ended_at = coalesce(${set.ended_at ?? null}, ended_at),
    best = coalesce(${set.best ?? null}, best)
    where org = ${org} and id = ${id} and ended_at is null`);
  return changed === 1;
}

/** What its user says of it after its end. */
export const setBest = (q: Query, org: string, id: string, best: string) =>
  q.run(sql`update generations set best = ${best} where org = ${org} and id = ${id}`);

/** What a chat is asked where it was planned before that was known. */
export const setAsk = (q: Query, org: string, id: string, ask: string) =>
  q.run(sql`update generations set ask = ${ask} where org = ${org} and id = ${id} and ended_at is null`);

export const partsOf = (q: Query, org: string, ids: readonly string[]) =>
  ids.length === 0
    ? Promise.resolve([])
    : q.all<GenerationRow>(
        sql`select * from generations where org = ${org} and deleted_at is null and part_of in (${join(
          ids.map((id) => sql`${id}`),
          sql`, `,
        )})`,
      );

export const askToCancel = (q: Query, org: string, id: string, now: number) =>
  q.run(
    sql`update generations set cancel_at = coalesce(cancel_at, ${now}), status = 'canceling' where org = ${org} and id = ${id} and ended_at is null`,
  );
export async function cancelAsked(q: Query, org: string, id: string): Promise<boolean> {
  return (await q.one<{ cancel_at: number | null }>(sql`select cancel_at from generations where org = ${org} and id = ${id}`))?.cancel_at != null;
}
export const hideGeneration = (q: Query, org: string, id: string, now: number) =>
  q.run(sql`update generations set deleted_at = ${now} where org = ${org} and id = ${id}`);

export const insertAttempt = (q: Query, row: AttemptRow) =>
  q.run(sql`insert into attempts (id, org, generation, ordinal, offer, model, provider, status, charged, outputs_asked, hedges, ask_at, started_at)
    values (${row.id}, ${row.org}, ${row.generation}, ${row.ordinal}, ${row.offer}, ${row.model}, ${row.provider}, ${row.status}, ${row.charged},
      ${row.outputs_asked}, ${row.hedges}, ${row.ask_at}, ${row.started_at})`);

/** Sets the named columns; a column that is left out stays. */
export const updateAttempt = (q: Query, org: string, id: string, set: Partial<AttemptRow>) =>
  q.run(sql`update attempts set status = coalesce(${set.status ?? null}, status), ref = coalesce(${set.ref ?? null}, ref), outputs = coalesce(${set.outputs ?? null}, outputs),
    charged = coalesce(${set.charged ?? null}, charged), micro = coalesce(${set.micro ?? null}, micro), usage = coalesce(${set.usage ?? null}, usage), bill = coalesce(${set.bill ?? null}, bill),
    failure = coalesce(${set.failure ?? null}, failure), canceled_at = coalesce(${set.canceled_at ?? null}, canceled_at), ask_at = coalesce(${set.ask_at ?? null}, ask_at),
    outputs_made = coalesce(${set.outputs_made ?? null}, outputs_made), seed = coalesce(${set.seed ?? null}, seed), ended_at = coalesce(${set.ended_at ?? null}, ended_at)
    where org = ${org} and id = ${id}`);

/** What a provider called a job, where that is not known yet and the attempt is not over. */
export const rememberRef = (q: Query, org: string, id: string, ref: string) =>
  q.run(
    sql`update attempts set ref = ${ref}, status = 'running', ask_at = 0 where org = ${org} and id = ${id} and status = 'starting' and ended_at is null`,
  );

/** A sweep over all organisations: how many are under way at a provider. */
export const underWay = async (q: Query, provider: string): Promise<number> =>
  (await q.one<{ many: number }>(sql`select count(*) as many from attempts where provider = ${provider} and ended_at is null`))?.many ?? 0;

/** A webhook spoke of it: it may be asked about at once. */
export const askNow = (q: Query, id: string) => q.run(sql`update attempts set ask_at = 0 where id = ${id} and ended_at is null`);

// --- how offers and providers do; nobody's in particular ---

export interface HealthRow {
  id: string;
  failures: number;
  open_until: number;
  reason: string;
  paused_until: number;
  cap: number | null;
  seconds: string;
  /** Attempts of late, those of long ago counting less; and seconds in line. Null in rows from before. */
  good: number | null;
  tried: number | null;
  waited: number | null;
  waited_at: number | null;
  updated_at: number;
}
/** An older word never replaces a newer one. */
/** The newest word counts, but for one from after `latest`: from before the clock was set back. */
export const putHealth = (q: Query, row: HealthRow, latest: number) =>
  q.run(sql`insert into health (id, failures, open_until, reason, paused_until, cap, seconds, good, tried, waited, waited_at, updated_at)
    values (${row.id}, ${row.failures}, ${row.open_until}, ${row.reason}, ${row.paused_until}, ${row.cap}, ${row.seconds}, ${row.good}, ${row.tried},
      ${row.waited}, ${row.waited_at}, ${row.updated_at})
    on conflict (id) do update set failures = excluded.failures, open_until = excluded.open_until, reason = excluded.reason, paused_until = excluded.paused_until,
      cap = excluded.cap, seconds = excluded.seconds, good = excluded.good, tried = excluded.tried, waited = excluded.waited, waited_at = excluded.waited_at, updated_at = excluded.updated_at
      where health.updated_at <= excluded.updated_at or health.updated_at > ${latest}`);
export const healthSince = (q: Query, since: number) =>
  q.all<HealthRow>(sql`select * from health where updated_at >= ${since} order by updated_at limit 5000`);

export const attemptsOf = (q: Query, org: string, ids: readonly string[]) =>
  ids.length === 0
    ? Promise.resolve([])
    : q.all<AttemptRow>(
        sql`select * from attempts where org = ${org} and generation in (${join(
          ids.map((id) => sql`${id}`),
          sql`, `,
        )}) order by generation, ordinal`,
      );

/** For a webhook: whose attempt this is. The id is unguessable and came with the provider's signature. */
export const attemptById = (q: Query, id: string) => q.one<AttemptRow>(sql`select * from attempts where id = ${id}`);

export interface UsageRow {
  task: TaskId;
  model: string;
  provider: string;
  usage: string | null;
  settled_micro: number | null;
}
export const usageBetween = (q: Query, org: string, since: number, until: number) =>
  q.all<UsageRow>(sql`select g.task, a.model, a.provider, a.usage, g.settled_micro from generations g join attempts a on a.generation = g.id and (a.status = 'succeeded' or (a.status = 'canceled' and g.settled_micro > 0))
    where g.org = ${org} and g.created_at >= ${since} and g.created_at < ${until} order by g.created_at limit 100000`);

/** Live generations that nobody answers any more. What is a part of another generation ends with that. Over all organisations: a sweep. */
export const abandonedLive = (q: Query, tasks: readonly string[], before: number) =>
  q.all<GenerationRow>(
    sql`select * from generations where ended_at is null and created_at < ${before} and task in (${join(
      tasks.map((task) => sql`${task}`),
      sql`, `,
    )}) and not exists (select 1 from generations whole where whole.id = generations.part_of)`,
  );

/** The last bills of an offer, newest first. */
export const billsOf = async (q: Query, org: string, offer: string, limit: number): Promise<Bill[]> =>
  (
    await q.all<{ bill: string }>(
      sql`select bill from attempts where org = ${org} and offer = ${offer} and bill is not null order by started_at desc limit ${limit}`,
    )
  ).map((row) => JSON.parse(row.bill));
/** The offers that were billed since then. */
export const billedSince = (q: Query, org: string, since: number) =>
  q.all<{ offer: string }>(
    sql`select distinct offer from attempts where org = ${org} and bill is not null and started_at >= ${since} order by offer limit 1000`,
  );
// --- votes ---

export interface VoteRow {
  id: string;
  org: string;
  voter: string;
  pair: string;
  task: TaskId;
  style: string | null;
  winner: string;
  winner_generation: string;
  loser: string;
  loser_generation: string;
  tie: number;
  at: number;
}

/** Who votes on the same two again has changed their mind: the id stays, the rest is new. Returns the id. */
export async function putVote(q: Query, row: VoteRow): Promise<string> {
  const saved = await q.one<{ id: string }>(sql`insert into votes
    (id, org, voter, pair, task, style, winner, winner_generation, loser, loser_generation, tie, at)
    values (${row.id}, ${row.org}, ${row.voter}, ${row.pair}, ${row.task}, ${row.style}, ${row.winner}, ${row.winner_generation}, ${row.loser},
      ${row.loser_generation}, ${row.tie}, ${row.at})
    on conflict (org, voter, pair) do update set style = excluded.style, winner = excluded.winner, winner_generation = excluded.winner_generation,
      loser = excluded.loser, loser_generation = excluded.loser_generation, tie = excluded.tie, at = excluded.at returning id`);
  return saved!.id;
}

// --- checks ---

export interface CheckRow {
  id: string;
  org: string;
  judge: string;
  pair: string;
  task: TaskId;
  style: string | null;
  a: string;
  a_generation: string;
  a_asset: string;
  b: string;
  b_generation: string;
  b_asset: string;
  outcome: CheckOutcome;
  /** Both looks and who was asked for, as JSON. */
  said: string;
  /** Why it does not count; null where it does. */
  why: string | null;
  at: number;
}

/** A judge that is asked again on the same two models and words: the id stays, the rest is new. Returns the id. */
export async function putCheck(q: Query, row: CheckRow): Promise<string> {
  const saved = await q.one<{ id: string }>(sql`insert into checks
    (id, org, judge, pair, task, style, a, a_generation, a_asset, b, b_generation, b_asset, outcome, said, why, at)
    values (${row.id}, ${row.org}, ${row.judge}, ${row.pair}, ${row.task}, ${row.style}, ${row.a}, ${row.a_generation}, ${row.a_asset}, ${row.b},
      ${row.b_generation}, ${row.b_asset}, ${row.outcome}, ${row.said}, ${row.why}, ${row.at})
    on conflict (org, judge, pair) do update set style = excluded.style, a = excluded.a, a_generation = excluded.a_generation, a_asset = excluded.a_asset,
      b = excluded.b, b_generation = excluded.b_generation, b_asset = excluded.b_asset, outcome = excluded.outcome, said = excluded.said,
      why = excluded.why, at = excluded.at returning id`);
  return saved!.id;
}

export const checkOf = (q: Query, org: string, judge: string, pair: string) =>
  q.one<CheckRow>(sql`select * from checks where org = ${org} and judge = ${judge} and pair = ${pair}`);
export const checksOf = (q: Query, org: string, filter: { task?: TaskId; limit: number }) =>
  q.all<CheckRow>(
    sql`select * from checks where org = ${org} ${filter.task ? sql`and task = ${filter.task}` : sql``} order by at desc, id desc limit ${filter.limit}`,
  );

// --- what votes and checks come to ---

/** Changes with every vote and check, also with one that replaces another. */
export async function votesSeen(q: Query): Promise<string> {
  const votes = await q.one<{ many: number; latest: number | null }>(sql`select count(*) as many, max(at) as latest from votes`);
  const checks = await q.one<{ many: number; latest: number | null }>(sql`select count(*) as many, max(at) as latest from checks`);
  return JSON.stringify([votes, checks]);
}

type OrgTally = Tally & { org: string };
interface Counted {
  org: string;
  task: TaskId;
  style: string | null;
  winner: string;
  loser: string;
  tie: number;
  many: number;
}

function talliesIn(rows: readonly Counted[]): OrgTally[] {
  const found = new Map<string, OrgTally>();
  for (const { org, task, style, winner, loser, tie, many } of rows) {
    const [a, b] = [winner, loser].toSorted() as [string, string];
    const key = JSON.stringify([org, task, style, a, b]);
    const own = found.get(key) ?? { org, task, style, a, b, aWins: 0, bWins: 0, ties: 0 };
    found.set(key, own);
    if (tie) own.ties += many;
    else own[winner === a ? "aWins" : "bWins"] += many;
  }
  return [...found.values()];
}

/** A sweep over all organisations. */
export const tallies = async (q: Query): Promise<OrgTally[]> =>
  talliesIn(
    await q.all<Counted>(
      sql`select org, task, style, winner, loser, tie, count(*) as many from votes group by org, task, style, winner, loser, tie order by org, task, winner, loser`,
    ),
  );

/** The same of the checks that count. */
export async function checkTallies(q: Query): Promise<OrgTally[]> {
  const rows = await q.all<Omit<Counted, "winner" | "loser" | "tie"> & Pick<CheckRow, "a" | "b" | "outcome">>(
    sql`select org, task, style, a, b, outcome, count(*) as many from checks where why is null group by org, task, style, a, b, outcome order by org, task, a, b`,
  );
  return talliesIn(
    rows.map(({ a, b, outcome, ...row }) => ({
      ...row,
      winner: outcome === "b" ? b : a,
      loser: outcome === "b" ? a : b,
      tie: Number(outcome === "tie"),
    })),
  );
}
