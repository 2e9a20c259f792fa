// What the subjects of budgets and policies are called: organizations, projects, keys and members. Changes nothing.
import type { Accounts } from "../accounts/accounts.ts";
import type { BudgetScope } from "../spec/budget.ts";

export interface Subject {
  scope: BudgetScope;
  subject: string | null;
}

/**
 * The name of a subject of this organization; null where there is none such. A member is a name that keys carry, and may come before its keys.
 * Read before a transaction begins: inside one, only that is asked.
 */
export async function subjectNames(accounts: Accounts, org: string): Promise<(of: Subject) => string | null> {
  const [own, projects, keys] = await Promise.all([accounts.organizationName(org), accounts.listProjects(org), accounts.listKeys(org)]);
  return ({ scope, subject }) => {
    if (scope === "organization") return own;
    if (scope === "member") return subject;
    return (scope === "key" ? keys : projects).find(({ id }) => id === subject)?.name ?? null;
  };
}
