// Budgets and ledger entries in words, and what a form's fields mean. Pure and tested; no React and no requests.
import type { Budget, BudgetWindow, NewBudget } from "../../src/spec/budget.ts";
import type { LedgerEntry } from "../../src/spec/http.ts";
import { dollars, plural } from "../words.ts";

/** What the value of a `WhomSelect` means: `organization`, `member`, or `project:ID` and `key:ID`. */
export function subjectIn<Scope extends string>(whom: string): { scope: Scope; subject: string | null } {
  const [scope, subject] = whom.split(/:(.*)/s);
  return { scope: scope as Scope, subject: subject ?? null };
}

export const KIND_WORDS: Record<LedgerEntry["kind"], string> = {
  fund: "Funds added",
  hold: "Held",
  capture: "Spent",
  release: "Freed",
  expire: "Freed, late",
  overage: "Paid by the operator, above the quote",
};

export const PER: Record<BudgetWindow, string> = { day: "a day", month: "a month", total: "in all" };

/** Of a budget or a policy. */
export const whose = ({ scope, subjectName }: Pick<Budget, "scope" | "subjectName">): string =>
  scope === "organization" ? "The whole organization" : `${{ project: "Project", member: "Member", key: "Key" }[scope]} “${subjectName}”`;

/** One line and one meter for each limit that the budget has: how much of it is used or held. */
export function gaugesOf(budget: Budget): { label: string; text: string; value: number }[] {
  const micro = budget.spentMicro + budget.heldMicro;
  const made = budget.spentGenerations + budget.heldGenerations;
  const under = (held: number, text: string) => (held > 0 ? `, ${text} of it under way` : "");
  const share = (used: number, limit: number) => (limit === 0 ? 1 : Math.min(1, used / limit));
  return [
    ...(budget.limitMicro === null
      ? []
      : [
          {
            label: "Money",
            text: `${dollars(micro)} of ${dollars(budget.limitMicro)} ${PER[budget.window]}${under(budget.heldMicro, dollars(budget.heldMicro))}`,
            value: share(micro, budget.limitMicro),
          },
        ]),
    ...(budget.limitGenerations === null
      ? []
      : [
          {
            label: "Generations",
            text: `${made} of ${plural(budget.limitGenerations, "generation")} ${PER[budget.window]}${under(budget.heldGenerations, String(budget.heldGenerations))}`,
            value: share(made, budget.limitGenerations),
          },
        ]),
  ];
}

export interface BudgetForm {
  /** `organization`, `member`, or `project:ID` and `key:ID`. */
  whom: string;
  member: string;
  window: BudgetWindow;
  usd: string;
  generations: string;
}

/** What the form asks for, or what is missing in words. */
export function wantedOf(form: BudgetForm): NewBudget | string {
  const { scope, subject } = subjectIn<NewBudget["scope"]>(form.whom);
  const limitMicro = form.usd.trim() === "" ? null : Math.round(Number(form.usd.trim().replace(/^\$/, "").replace(",", ".")) * 1_000_000);
  const limitGenerations = form.generations.trim() === "" ? null : Number(form.generations);
  if (limitMicro !== null && !(Number.isSafeInteger(limitMicro) && limitMicro >= 0))
    return "The limit in dollars must be a number, such as 5 or 0.50.";
  if (limitGenerations !== null && !(Number.isSafeInteger(limitGenerations) && limitGenerations >= 0))
    return "The number of generations must be a whole number.";
  if (limitMicro === null && limitGenerations === null) return "Give a limit in dollars, in generations, or both.";
  if (scope === "member" && form.member.trim() === "") return "Name the member as their keys do.";
  return {
    scope,
    subject: scope === "organization" ? null : scope === "member" ? form.member.trim() : subject,
    window: form.window,
    limitMicro,
    limitGenerations,
  };
}
