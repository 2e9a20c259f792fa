// Budgets: what an organization, project, member or key may hold and spend in a window. Held like money, never merely checked. Knows no names of things.
import { type Clock, isoTime, parseTime } from "../clock.ts";
import type { Query, Tx } from "../db/db.ts";
import type { Budget, BudgetScope, BudgetWindow, NewBudget } from "../spec/budget.ts";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { budgetRefusal } from "./refusals.ts";
import * as store from "./store.ts";

/** A budget without the name of its subject, which other features know. */
export type BudgetState = Omit<Budget, "subjectName">;
export type Holder = store.Holder;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The calendar window in UTC that holds a time: from `start` up to, not including, `end`. */
export function windowOf(span: BudgetWindow, at: number): { start: number; end: number } {
  if (span === "total") return { start: 0, end: Number.MAX_SAFE_INTEGER };
  if (span === "day") {
    const start = Math.floor(at / DAY_MS) * DAY_MS;
    return { start, end: start + DAY_MS };
  }
  const month = (time: number) => parseTime(`${isoTime(time).slice(0, 7)}-01T00:00:00Z`);
  const start = month(at);
  return { start, end: month(start + 31 * DAY_MS) }; // a month has 28 to 31 days: 31 later is in the next one
}

/** Narrow before wide, short before long: the one that is named in a refusal is the one that its reader can do most about. */
const ORDER: readonly BudgetScope[] = ["key", "member", "project", "organization"];
const SPANS: readonly BudgetWindow[] = ["day", "month", "total"];
const rank = (row: store.BudgetRow) => ORDER.indexOf(row.scope) * SPANS.length + SPANS.indexOf(row.span);

export function createBudgets({ clock }: { clock: Clock }) {
  /** One conditional update. A window's first hold opens its counter, at what was held in it before the budget was made. */
  async function takeOne(tx: Tx, row: store.BudgetRow, at: number, micro: number, generations: number): Promise<AppError | null> {
    const { start, end } = windowOf(row.span, at);
    if ((await store.takeFromBudget(tx, row, start, micro, generations)) === 1) return null;
    if (!(await store.counter(tx, row.org, row.id, start))) {
      await store.openCounter(tx, row.org, row.id, start, end);
      if ((await store.takeFromBudget(tx, row, start, micro, generations)) === 1) return null;
    }
    return budgetRefusal(row, (await store.counter(tx, row.org, row.id, start))!, micro, end, clock.now());
  }

  /** Takes from every budget that binds the holder, or from none and says why. The caller has updated the organization's balance before. */
  async function take(tx: Tx, holder: Holder, micro: number, generations: number, at: number): Promise<AppError | null> {
    const rows = (await store.budgetsFor(tx, holder)).toSorted((a, b) => rank(a) - rank(b));
    const taken: store.BudgetRow[] = [];
    for (const row of rows) {
      const refusal = await takeOne(tx, row, at, micro, generations);
      if (refusal === null) {
        taken.push(row);
        continue;
      }
      for (const done of taken)
        await store.settleBudget(tx, done, windowOf(done.span, at).start, { held: micro, captured: 0, generations, arrived: 0 });
      return refusal;
    }
    return null;
  }

  /** Settles a hold that has ended in the windows in which it was made, however long ago. The caller has updated the organization's balance before. */
  async function settle(tx: Tx, hold: store.HoldRow, captured: number, arrived: boolean): Promise<void> {
    for (const row of await store.budgetsFor(tx, hold))
      await store.settleBudget(tx, row, windowOf(row.span, hold.created_at).start, {
        held: hold.micro,
        captured,
        generations: hold.counted,
        arrived: arrived ? hold.counted : 0,
      });
  }

  async function stateOf(q: Query, row: store.BudgetRow): Promise<BudgetState> {
    const { start, end } = windowOf(row.span, clock.now());
    const used = (await store.counter(q, row.org, row.id, start)) ?? (await store.sumsOf(q, row.org, row.id, start, end))!;
    return {
      id: row.id,
      scope: row.scope,
      subject: row.scope === "organization" ? null : row.subject,
      window: row.span,
      limitMicro: row.limit_micro,
      limitGenerations: row.limit_generations,
      heldMicro: used.held_micro,
      spentMicro: used.spent_micro,
      heldGenerations: used.held_generations,
      spentGenerations: used.spent_generations,
      since: row.span === "total" ? null : isoTime(start),
      renewsAt: row.span === "total" ? null : isoTime(end),
      createdAt: isoTime(row.created_at),
    };
  }

  const lock = async (tx: Tx, org: string, more: number): Promise<number> => {
    const row = await store.lockBudgets(tx, org, more);
    if (!row) throw new AppError("internal", "The ledger has no account for this organization. It must be opened before it can be used.");
    return row.budgets;
  };

  /**
   * Sets what a subject may spend in a window; the one that was there keeps its id and what was used. A new one counts what was held and spent in its
   * window before. The limit may be below what is used: then nothing more goes through.
   */
  async function set(tx: Tx, org: string, wanted: NewBudget): Promise<BudgetState> {
    await lock(tx, org, 0);
    const place = { org, scope: wanted.scope, subject: wanted.subject ?? "", span: wanted.window };
    const limits = { limit_micro: wanted.limitMicro, limit_generations: wanted.limitGenerations };
    const before = await store.budgetOf(tx, place);
    const row: store.BudgetRow = { id: clock.id("bud"), created_at: clock.now(), ...before, ...place, ...limits };
    if (before) await store.setLimits(tx, row);
    else {
      if ((await lock(tx, org, 1)) > LIMITS.budgets)
        throw new AppError("request.conflict", `There may be ${LIMITS.budgets} budgets at most. Remove one first.`);
      await store.insertBudget(tx, row);
    }
    return stateOf(tx, row);
  }

  async function remove(tx: Tx, org: string, id: string): Promise<BudgetState> {
    await lock(tx, org, 0);
    const row = await store.budgetById(tx, org, id);
    if (!row) throw new AppError("request.not_found", "There is no such budget.", { field: "id" });
    const state = await stateOf(tx, row);
    await store.deleteBudget(tx, org, id);
    await lock(tx, org, -1);
    return state;
  }

  /** All of an organization, or those that bind one holder. */
  async function list(q: Query, org: string, holder: Holder | null): Promise<BudgetState[]> {
    const rows = holder ? await store.budgetsFor(q, holder) : await store.budgetsOf(q, org);
    const states: BudgetState[] = [];
    for (const row of rows.toSorted((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1))) states.push(await stateOf(q, row));
    return states;
  }

  return { take, settle, set, remove, list };
}
