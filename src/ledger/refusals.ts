// Why money was refused, in words a person can act on. Decides nothing: the conditional updates of the store have done that already.
import { AppError } from "../spec/error.ts";
import { isoTime } from "../clock.ts";
import type { BalanceRow, BudgetRow, CounterRow, KeyRow } from "./store.ts";

/** Micros as dollars, exactly: 1500000 → "$1.50", 40 → "$0.00004". */
export function dollars(micro: number): string {
  const digits = String(Math.abs(micro)).padStart(7, "0");
  const cents = digits.slice(-6).replace(/0{1,4}$/, "");
  return `${micro < 0 ? "-" : ""}$${digits.slice(0, -6)}.${cents}`;
}

const heldNow = (row: { held_micro: number }) => (row.held_micro > 0 ? ` (${dollars(row.held_micro)} is held for what is running)` : "");
const left = (ceiling: number, row: { spent_micro: number; held_micro: number }) => Math.max(0, ceiling - row.spent_micro - row.held_micro);

/** For an organization that could not set `micro` aside. The numbers may have moved since, so they explain and do not decide. */
export function organizationRefusal(row: BalanceRow, micro: number): AppError {
  const { ceiling_micro: ceiling, floor_micro: floor } = row;
  if (ceiling !== null && row.spent_micro + row.held_micro + micro > ceiling) {
    return new AppError(
      "credits.ceiling",
      `This may cost up to ${dollars(micro)}, but the organization's ceiling of ${dollars(ceiling)} leaves ${dollars(left(ceiling, row))}${heldNow(row)}. ` +
        "The operator can raise the ceiling with OAK_CEILING_USD.",
    );
  }
  if (floor !== null) {
    const free = Math.max(0, row.available_micro - floor);
    return new AppError(
      "credits.insufficient",
      `This may cost up to ${dollars(micro)}, but the balance leaves ${dollars(free)}${heldNow(row)}. Add funds, or choose something cheaper.`,
    );
  }
  return new AppError("request.invalid", "The amount is more than the ledger can hold.", { field: "micro" });
}

/** For a key that could not set `micro` aside while its organization could. */
export function keyRefusal(row: KeyRow, micro: number): AppError {
  const ceiling = row.ceiling_micro;
  if (ceiling === null) return new AppError("request.invalid", "The amount is more than the ledger can hold.", { field: "micro" });
  return new AppError(
    "credits.ceiling",
    `This may cost up to ${dollars(micro)}, but this key's ceiling of ${dollars(ceiling)} leaves ${dollars(left(ceiling, row))}${heldNow(row)}. ` +
      "Use another key, or have an administrator make one with a higher ceiling.",
  );
}

const WHOSE: Record<BudgetRow["scope"], (subject: string) => string> = {
  organization: () => "the organization",
  project: (subject) => `the project of this key (${subject})`,
  member: (subject) => `the member ${JSON.stringify(subject)}`,
  key: () => "this key",
};
const SPAN_WORDS: Record<BudgetRow["span"], string> = { day: " a day", month: " a month", total: " in all" };

/** For one whose budget could not take `micro` or one generation more: which budget, what is left of it, and when it renews. */
export function budgetRefusal(row: BudgetRow, used: CounterRow, micro: number, endsAt: number, now: number): AppError {
  const { limit_micro: money, limit_generations: number } = row;
  const dear = money !== null && micro > 0 && used.spent_micro + used.held_micro + micro > money;
  const count = used.spent_generations + used.held_generations;
  const running = used.held_generations > 0 ? ` (${used.held_generations} of them under way)` : "";
  const why = dear
    ? `This may cost up to ${dollars(micro)}, but the budget of ${dollars(money)}${SPAN_WORDS[row.span]} for ${WHOSE[row.scope](row.subject)} leaves ${dollars(left(money, used))}${heldNow(used)}.`
    : `The budget of ${number} ${number === 1 ? "generation" : "generations"}${SPAN_WORDS[row.span]} for ${WHOSE[row.scope](row.subject)} is used up: there were ${count}${running}.`;
  const renews = row.span === "total" ? "It does not renew by itself." : `It renews at ${isoTime(endsAt).slice(0, 16).replace("T", " ")} UTC.`;
  return new AppError("credits.budget", `${why} ${renews} An administrator can raise it (budget ${row.id}).`, {
    // A month is no time for a program to wait.
    retryAfterMs: row.span === "day" ? Math.max(1, endsAt - now) : null,
  });
}
