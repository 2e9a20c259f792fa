// The SQL of the ledger. Every query names the organization, except `holdById`, where an unguessable id tells it,
// and the sweeps `expireDue` and `verify…`.
import { type Query, SKIP_LOCKED, type Sql, join, sql } from "../db/db.ts";
import type { BudgetScope, BudgetWindow } from "../spec/budget.ts";

export interface BalanceRow {
  org: string;
  floor_micro: number | null;
  ceiling_micro: number | null;
  available_micro: number;
  held_micro: number;
  spent_micro: number;
  funded_micro: number;
  overage_micro: number;
  /** How many budgets there are. */
  budgets: number;
}

export interface KeyRow {
  api_key: string;
  ceiling_micro: number | null;
  held_micro: number;
  spent_micro: number;
  project: string | null;
  member: string | null;
}

export type HoldState = "open" | "captured" | "released" | "expired";

export interface HoldRow {
  id: string;
  org: string;
  api_key: string | null;
  generation: string;
  micro: number;
  state: HoldState;
  captured_micro: number;
  overage_micro: number;
  expires_at: number;
  created_at: number;
  project: string | null;
  member: string | null;
  /** 1 where it stands for a generation, 0 for a further hold of the same one. */
  counted: number;
}

export interface EntryRow {
  id: string;
  org: string;
  kind: "fund" | "hold" | "capture" | "release" | "expire" | "overage";
  debit: string;
  credit: string;
  micro: number;
  hold: string | null;
  generation: string | null;
  api_key: string | null;
  note: string | null;
  /** Null on the entries that follow from another one: the rest that a capture frees, an overage, an expiry. */
  idem: string | null;
  at: number;
}

/** Sums stay safe integers: what would pass this is refused, so that no driver ever has to round. */
const MOST = Number.MAX_SAFE_INTEGER;

export const open = (q: Query, org: string, floor: number | null, ceiling: number | null, now: number) =>
  q.run(sql`insert into ledger_balances (org, floor_micro, ceiling_micro, available_micro, held_micro, spent_micro, funded_micro, overage_micro, opened_at)
    values (${org}, ${floor}, ${ceiling}, 0, 0, 0, 0, 0, ${now}) on conflict (org) do nothing`);
export const openKey = (q: Query, row: Pick<KeyRow, "api_key" | "ceiling_micro" | "project" | "member"> & { org: string }) =>
  q.run(sql`insert into ledger_keys (org, api_key, ceiling_micro, held_micro, spent_micro, project, member)
    values (${row.org}, ${row.api_key}, ${row.ceiling_micro}, 0, 0, ${row.project}, ${row.member}) on conflict (org, api_key) do nothing`);
export const setCeiling = (q: Query, org: string, ceiling: number | null) =>
  q.run(sql`update ledger_balances set ceiling_micro = ${ceiling} where org = ${org}`);
export const setKeyCeiling = (q: Query, org: string, key: string, ceiling: number | null) =>
  q.run(sql`update ledger_keys set ceiling_micro = ${ceiling} where org = ${org} and api_key = ${key}`);

export const balance = (q: Query, org: string) => q.one<BalanceRow>(sql`select * from ledger_balances where org = ${org}`);
export const keyBalance = (q: Query, org: string, key: string) =>
  q.one<KeyRow>(sql`select * from ledger_keys where org = ${org} and api_key = ${key}`);
export const keyBalances = (q: Query, org: string) => q.all<KeyRow>(sql`select * from ledger_keys where org = ${org}`);

/** Adds funds; 0 rows where the organization is unknown or the sum would no longer be a safe integer. */
export const fund = (q: Query, org: string, micro: number) =>
  q.run(sql`update ledger_balances set available_micro = available_micro + ${micro}, funded_micro = funded_micro + ${micro}
    where org = ${org} and funded_micro <= ${MOST - micro}`);

/**
 * The one place where money can be refused: a single conditional update, so that no two processes can pass a bound together.
 * What costs nothing passes even where a ceiling was lowered below what is spent already. Null where it was refused.
 */
export const setAside = (q: Query, org: string, micro: number) =>
  q.one<{ budgets: number }>(
    sql`update ledger_balances set available_micro = available_micro - ${micro}, held_micro = held_micro + ${micro} where org = ${org} ${
      micro === 0
        ? sql``
        : sql`and available_micro - ${micro} >= coalesce(floor_micro, ${-MOST}) and spent_micro + held_micro + ${micro} <= coalesce(ceiling_micro, ${MOST})`
    } returning budgets`,
  );
/** As `setAside`, for the key's own ceiling; tells whose the key is. */
export const setAsideKey = (q: Query, org: string, key: string, micro: number) =>
  q.one<{ project: string | null; member: string | null }>(
    sql`update ledger_keys set held_micro = held_micro + ${micro} where org = ${org} and api_key = ${key} ${
      micro === 0 ? sql`` : sql`and spent_micro + held_micro + ${micro} <= coalesce(ceiling_micro, ${MOST})`
    } returning project, member`,
  );

export interface Settlement {
  org: string;
  api_key: string | null;
  /** What was held and is held no more. */
  held: number;
  captured: number;
  overage: number;
}

/** Moves what was held to where it belongs: spent, or free again. Returns how many budgets the organization has. */
export async function settle(q: Query, { org, api_key, held, captured, overage }: Settlement): Promise<number> {
  const row = await q.one<{
    budgets: number;
  }>(sql`update ledger_balances set held_micro = held_micro - ${held}, spent_micro = spent_micro + ${captured},
    available_micro = available_micro + ${held - captured}, overage_micro = overage_micro + ${overage} where org = ${org} returning budgets`);
  if (api_key !== null)
    await q.run(
      sql`update ledger_keys set held_micro = held_micro - ${held}, spent_micro = spent_micro + ${captured} where org = ${org} and api_key = ${api_key}`,
    );
  return row?.budgets ?? 0;
}

export const insertHold = (q: Query, row: HoldRow) =>
  q.run(sql`insert into ledger_holds
    (id, org, api_key, generation, micro, state, captured_micro, overage_micro, expires_at, created_at, project, member, counted)
    values (${row.id}, ${row.org}, ${row.api_key}, ${row.generation}, ${row.micro}, ${row.state}, 0, 0, ${row.expires_at}, ${row.created_at},
      ${row.project}, ${row.member}, ${row.counted})`);
export const holdById = (q: Query, id: string) => q.one<HoldRow>(sql`select * from ledger_holds where id = ${id}`);
export const openHolds = (q: Query, org: string, generation: string) =>
  q.all<HoldRow>(sql`select * from ledger_holds where org = ${org} and generation = ${generation} and state = 'open' order by id`);
/** 1 where the hold was open and now is not; 0 where somebody was first. */
export const endHold = (q: Query, org: string, id: string, end: { state: HoldState; captured: number; overage: number; now: number }) =>
  q.run(sql`update ledger_holds set state = ${end.state}, captured_micro = ${end.captured}, overage_micro = ${end.overage}, ended_at = ${end.now}
    where org = ${org} and id = ${id} and state = 'open'`);
/** A sweep over all organizations: ends open holds that are past their time, so many at once. */
export const expireDue = (q: Query, now: number, limit: number) =>
  q.all<HoldRow>(sql`with due as (select id from ledger_holds where state = 'open' and expires_at <= ${now} order by expires_at limit ${limit} ${SKIP_LOCKED})
    update ledger_holds set state = 'expired', ended_at = ${now} where id in (select id from due) and state = 'open' returning *`);

const entryValues = (row: EntryRow): Sql =>
  sql`(${row.id}, ${row.org}, ${row.kind}, ${row.debit}, ${row.credit}, ${row.micro}, ${row.hold}, ${row.generation}, ${row.api_key}, ${row.note}, ${row.idem}, ${row.at})`;
/** Writes to the journal; 0 where an entry with the same `idem` was there before. */
export const insertEntries = (q: Query, rows: EntryRow[]) =>
  q.run(sql`insert into ledger_entries (id, org, kind, debit, credit, micro, hold, generation, api_key, note, idem, at)
    values ${join(rows.map(entryValues), sql`, `)} on conflict (org, idem) do nothing`);
/** Takes back an entry that this very transaction wrote and could not stand by. */
export const deleteEntry = (q: Query, org: string, id: string) => q.run(sql`delete from ledger_entries where org = ${org} and id = ${id}`);
export const entryByIdem = (q: Query, org: string, idem: string) =>
  q.one<EntryRow>(sql`select * from ledger_entries where org = ${org} and idem = ${idem}`);
export const entries = (q: Query, org: string, before: string | null, limit: number) =>
  q.all<EntryRow>(
    sql`select * from ledger_entries where org = ${org} ${before === null ? sql`` : sql`and id < ${before}`} order by id desc limit ${limit}`,
  );

export interface BudgetRow {
  id: string;
  org: string;
  scope: BudgetScope;
  subject: string;
  span: BudgetWindow;
  limit_micro: number | null;
  limit_generations: number | null;
  created_at: number;
}

export interface CounterRow {
  held_micro: number;
  spent_micro: number;
  held_generations: number;
  spent_generations: number;
}

/** Whose a hold is, as far as budgets care. */
export interface Holder {
  org: string;
  api_key: string | null;
  project: string | null;
  member: string | null;
}

/**
 * Everything that touches an organization's counters has first updated the organization's balance, and so has everything that makes, changes or
 * removes a budget: that row is the lock under which budgets, counters and holds agree.
 */
export const lockBudgets = (q: Query, org: string, more: number) =>
  q.one<{ budgets: number }>(sql`update ledger_balances set budgets = budgets + ${more} where org = ${org} returning budgets`);

export const insertBudget = (q: Query, row: BudgetRow) =>
  q.run(sql`insert into budgets (id, org, scope, subject, span, limit_micro, limit_generations, created_at)
    values (${row.id}, ${row.org}, ${row.scope}, ${row.subject}, ${row.span}, ${row.limit_micro}, ${row.limit_generations}, ${row.created_at})`);
export const budgetOf = (q: Query, row: Pick<BudgetRow, "org" | "scope" | "subject" | "span">) =>
  q.one<BudgetRow>(sql`select * from budgets where org = ${row.org} and scope = ${row.scope} and subject = ${row.subject} and span = ${row.span}`);
export const setLimits = (q: Query, row: BudgetRow) =>
  q.run(
    sql`update budgets set limit_micro = ${row.limit_micro}, limit_generations = ${row.limit_generations} where org = ${row.org} and id = ${row.id}`,
  );
export async function deleteBudget(q: Query, org: string, id: string): Promise<number> {
  await q.run(sql`delete from budget_counters where org = ${org} and budget = ${id}`);
  return q.run(sql`delete from budgets where org = ${org} and id = ${id}`);
}
export const budgetById = (q: Query, org: string, id: string) => q.one<BudgetRow>(sql`select * from budgets where org = ${org} and id = ${id}`);
export const budgetsOf = (q: Query, org: string) => q.all<BudgetRow>(sql`select * from budgets where org = ${org} order by id`);
/** Those that a request of this holder counts against. */
export const budgetsFor = (q: Query, { org, api_key, project, member }: Holder) => {
  const own = [sql`scope = 'organization'`];
  if (api_key !== null) own.push(sql`(scope = 'key' and subject = ${api_key})`);
  if (project !== null) own.push(sql`(scope = 'project' and subject = ${project})`);
  if (member !== null) own.push(sql`(scope = 'member' and subject = ${member})`);
  return q.all<BudgetRow>(sql`select * from budgets where org = ${org} and (${join(own, sql` or `)}) order by id`);
};

/** The holds `h` that count against a budget `b`. */
const COUNTS = sql`h.org = b.org and (b.scope = 'organization' or (b.scope = 'project' and h.project = b.subject)
  or (b.scope = 'member' and h.member = b.subject) or (b.scope = 'key' and h.api_key = b.subject))`;
const SUMS = sql`cast(coalesce(sum(case when h.state = 'open' then h.micro else 0 end), 0) as bigint) as held_micro,
  cast(coalesce(sum(h.captured_micro), 0) as bigint) as spent_micro,
  cast(coalesce(sum(case when h.state = 'open' then h.counted else 0 end), 0) as bigint) as held_generations,
  cast(coalesce(sum(case when h.state = 'captured' then h.counted else 0 end), 0) as bigint) as spent_generations`;

export const counter = (q: Query, org: string, budget: string, start: number) =>
  q.one<CounterRow>(sql`select * from budget_counters where org = ${org} and budget = ${budget} and starts_at = ${start}`);
/** What the counter would be: for one that no hold has opened yet. */
export const sumsOf = (q: Query, org: string, budget: string, start: number, end: number) =>
  q.one<CounterRow>(sql`select ${SUMS} from budgets b left join ledger_holds h on ${COUNTS} and h.created_at >= ${start} and h.created_at < ${end}
    where b.org = ${org} and b.id = ${budget}`);
/** Opens a window's counter at the sum of what was held in it before the budget was there. */
export const openCounter = (q: Query, org: string, budget: string, start: number, end: number) =>
  q.run(sql`insert into budget_counters (budget, starts_at, ends_at, org, held_micro, spent_micro, held_generations, spent_generations)
    select b.id, cast(${start} as bigint), cast(${end} as bigint), b.org, ${SUMS}
    from budgets b left join ledger_holds h on ${COUNTS} and h.created_at >= ${start} and h.created_at < ${end}
    where b.org = ${org} and b.id = ${budget} group by b.id, b.org on conflict (budget, starts_at) do nothing`);
/** As `setAside`, for one budget: 0 where a limit would be passed, or where the window has no counter yet. */
export const takeFromBudget = (q: Query, row: BudgetRow, start: number, micro: number, generations: number) =>
  q.run(
    sql`update budget_counters set held_micro = held_micro + ${micro}, held_generations = held_generations + ${generations}
      where org = ${row.org} and budget = ${row.id} and starts_at = ${start}
      ${row.limit_micro === null || micro === 0 ? sql`` : sql`and spent_micro + held_micro + ${micro} <= ${row.limit_micro}`}
      ${row.limit_generations === null || generations === 0 ? sql`` : sql`and spent_generations + held_generations + ${generations} <= ${row.limit_generations}`}`,
  );
/** As `settle`, for one budget, in the window in which it was held. */
export const settleBudget = (
  q: Query,
  row: BudgetRow,
  start: number,
  { held, captured, generations, arrived }: { held: number; captured: number; generations: number; arrived: number },
) =>
  q.run(sql`update budget_counters set held_micro = held_micro - ${held}, spent_micro = spent_micro + ${captured},
    held_generations = held_generations - ${generations}, spent_generations = spent_generations + ${arrived}
    where org = ${row.org} and budget = ${row.id} and starts_at = ${start}`);

/** Counters that are not the sum of their holds, and organizations whose number of budgets is wrong. */
export const verifyBudgets = (q: Query) =>
  q.all<{ id: string; org: string }>(sql`
    select c.budget as id, c.org from budget_counters c join budgets b on b.id = c.budget
      left join ledger_holds h on ${COUNTS} and h.created_at >= c.starts_at and h.created_at < c.ends_at
      group by c.budget, c.org, c.starts_at, c.held_micro, c.spent_micro, c.held_generations, c.spent_generations
      having c.held_micro <> coalesce(sum(case when h.state = 'open' then h.micro else 0 end), 0) or c.spent_micro <> coalesce(sum(h.captured_micro), 0)
        or c.held_generations <> coalesce(sum(case when h.state = 'open' then h.counted else 0 end), 0)
        or c.spent_generations <> coalesce(sum(case when h.state = 'captured' then h.counted else 0 end), 0)
    union all
    select 'count' as id, l.org from ledger_balances l where l.budgets <> (select count(*) from budgets b where b.org = l.org)`);

export const verifySum = (q: Query) =>
  q.one<{ micro: number }>(
    sql`select cast(coalesce(sum(available_micro + held_micro + spent_micro - funded_micro), 0) as bigint) as micro from ledger_balances`,
  );

/** Accounts whose kept balance is not what the journal adds up to. */
export const verifyAccounts = (q: Query) =>
  q.all<{ org: string; account: string; kept: number; journal: number }>(sql`
    with moves as (select org, debit as account, micro from ledger_entries union all select org, credit as account, -micro as micro from ledger_entries),
    sums as (select org, account, cast(sum(micro) as bigint) as micro from moves group by org, account),
    kept as (
      select org, 'org:' || org as account, available_micro as micro from ledger_balances
      union all select org, 'held:' || org as account, held_micro as micro from ledger_balances
      union all select org, 'spent:' || org as account, spent_micro as micro from ledger_balances
      union all select org, 'house:funding' as account, -funded_micro as micro from ledger_balances
      union all select org, 'house:overage' as account, overage_micro as micro from ledger_balances
      union all select org, 'house:providers' as account, -overage_micro as micro from ledger_balances)
    select kept.org, kept.account, kept.micro as kept, coalesce(sums.micro, 0) as journal
      from kept left join sums on sums.org = kept.org and sums.account = kept.account where kept.micro <> coalesce(sums.micro, 0)
    union all
    select sums.org, sums.account, 0 as kept, sums.micro as journal
      from sums left join kept on sums.org = kept.org and sums.account = kept.account where kept.account is null`);

/** Holds whose entries do not tell the same story as the hold itself; among them any that was both captured and released. */
export const verifyHolds = (q: Query) =>
  q.all<{ id: string; state: string }>(sql`
    with sums as (select hold,
        cast(sum(case when kind = 'hold' then micro else 0 end) as bigint) as held,
        cast(sum(case when kind = 'capture' then micro else 0 end) as bigint) as captured,
        cast(sum(case when kind in ('release', 'expire') then micro else 0 end) as bigint) as freed,
        cast(sum(case when kind = 'overage' then micro else 0 end) as bigint) as overage,
        sum(case when kind = 'hold' then 1 else 0 end) as begun,
        sum(case when kind = 'capture' then 1 else 0 end) as captures,
        sum(case when kind = 'release' and idem is not null then 1 else 0 end) as releases,
        sum(case when kind = 'expire' then 1 else 0 end) as expiries
      from ledger_entries where hold is not null group by hold)
    select sums.hold as id, 'missing' as state from sums where not exists (select 1 from ledger_holds h where h.id = sums.hold)
    union all
    select h.id, h.state from ledger_holds h left join sums on sums.hold = h.id
    where sums.hold is null or sums.held <> h.micro or sums.begun <> 1 or sums.captured <> h.captured_micro or sums.overage <> h.overage_micro
      or sums.freed <> (case when h.state = 'open' then 0 else h.micro - h.captured_micro end)
      or sums.captures <> (case when h.state = 'captured' then 1 else 0 end) or sums.releases <> (case when h.state = 'released' then 1 else 0 end)
      or sums.expiries <> (case when h.state = 'expired' then 1 else 0 end)`);

/** Keys whose kept sums are not those of their holds. */
export const verifyKeys = (q: Query) =>
  q.all<{ org: string; api_key: string }>(sql`
    select k.org, k.api_key from ledger_keys k
      left join ledger_holds h on h.org = k.org and h.api_key = k.api_key
      group by k.org, k.api_key, k.held_micro, k.spent_micro
      having k.held_micro <> coalesce(sum(case when h.state = 'open' then h.micro else 0 end), 0) or k.spent_micro <> coalesce(sum(h.captured_micro), 0)`);

export const verifyFloors = (q: Query) =>
  q.all<{ org: string }>(sql`select org from ledger_balances where available_micro < floor_micro or held_micro < 0`);
