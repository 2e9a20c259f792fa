// Actions on budgets: set one, take one away, with a way back. Counts nothing; the server does.
import { client, queries } from "../client.ts";
import { notify } from "../notices.tsx";
import type { Budget, NewBudget } from "../../src/spec/budget.ts";

const refresh = () => queries.invalidateQueries({ queryKey: ["budgets"] });

export async function setBudget(wanted: NewBudget): Promise<void> {
  await client.call("budgets.set", { body: wanted });
  await refresh();
}

export async function removeBudget(budget: Budget): Promise<void> {
  await client.call("budgets.remove", { params: { id: budget.id } });
  await refresh();
  const { scope, subject, window, limitMicro, limitGenerations } = budget;
  // What was used is counted again from the ledger, so that nothing is forgotten on the way back.
  const undo = () =>
    void setBudget({ scope, subject, window, limitMicro, limitGenerations }).catch(() => notify("The budget could not be set again."));
  notify("The budget is removed.", { action: { label: "Undo", run: undo }, ms: 8000 });
}
