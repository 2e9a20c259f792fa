// Budgets and projects over HTTP: joins what the ledger counts with the names that accounts know. Moves no money.
import type { Identity } from "../accounts/accounts.ts";
import type { Tx } from "../db/db.ts";
import type { BudgetState } from "../ledger/ledger.ts";
import type { Budget, NewBudget } from "../spec/budget.ts";
import { AppError } from "../spec/error.ts";
import type { ApiDeps, Handlers } from "./handler.ts";
import { subjectNames } from "./subjects.ts";

export function budgetHandlers(
  deps: ApiDeps,
): Pick<Handlers, "budgets.list" | "budgets.set" | "budgets.remove" | "projects.list" | "projects.create" | "projects.archive"> {
  const { db, accounts, ledger, policies, events } = deps;

  async function shown(org: string, states: BudgetState[]): Promise<Budget[]> {
    const nameOf = await subjectNames(accounts, org);
    return states.map((state) => ({ ...state, subjectName: nameOf(state) ?? state.subject! }));
  }

  /** A budget for what is not there would limit nothing, and nobody would notice. A member is a name that keys carry, and may come before its keys. */
  async function checkSubject(org: string, wanted: NewBudget): Promise<void> {
    if ((await subjectNames(accounts, org))(wanted) === null)
      throw new AppError("request.invalid", `There is no ${wanted.scope} "${wanted.subject}".`, { field: "subject" });
  }

  const tell = (tx: Tx, identity: Identity, subject: string, type: string, data: object = {}) =>
    events.append(tx, { org: identity.org, subject, type, data: { by: identity.key, ...data } });

  return {
    "budgets.list": async ({ identity }) => {
      const { org, key, project, member, scopes } = identity;
      const states = await ledger.budgets.list(db, org, scopes.includes("admin") ? null : { org, api_key: key, project, member });
      return { object: "list", data: await shown(org, states) };
    },
    "budgets.set": async ({ identity, body }) => {
      await checkSubject(identity.org, body);
      const state = await db.tx(async (tx) => {
        const set = await ledger.budgets.set(tx, identity.org, body);
        await tell(tx, identity, set.id, "budget.set", body);
        return set;
      });
      return (await shown(identity.org, [state]))[0]!;
    },
    "budgets.remove": async ({ identity, params }) => {
      const state = await db.tx(async (tx) => {
        const removed = await ledger.budgets.remove(tx, identity.org, params.id!);
        await tell(tx, identity, removed.id, "budget.removed");
        return removed;
      });
      return (await shown(identity.org, [state]))[0]!;
    },
    "projects.list": async ({ identity }) => ({ object: "list", data: await accounts.listProjects(identity.org) }),
    "projects.create": ({ identity, body }) =>
      db.tx(async (tx) => {
        const project = await accounts.createProject(tx, identity.org, body.name);
        await tell(tx, identity, project.id, "project.created");
        return project;
      }),
    "projects.archive": async ({ identity, params }) => {
      await db.tx(async (tx) => {
        await accounts.archiveProject(tx, identity.org, params.id!);
        for (const state of await ledger.budgets.list(tx, identity.org, null))
          if (state.scope === "project" && state.subject === params.id) await ledger.budgets.remove(tx, identity.org, state.id);
        for (const state of await policies.list(tx, identity.org))
          if (state.scope === "project" && state.subject === params.id) await policies.remove(tx, identity.org, state.id, identity.key);
        await tell(tx, identity, params.id!, "project.archived");
      });
    },
  };
}
