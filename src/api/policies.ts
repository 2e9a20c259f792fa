// Policies over HTTP: joins them with the names that accounts know, and records who changed what. Holds nothing against an offer.
import type { Identity } from "../accounts/accounts.ts";
import type { Tx } from "../db/db.ts";
import type { PolicyState } from "../policies/policies.ts";
import { AppError } from "../spec/error.ts";
import { type NewPolicy, type Policy, POLICY_PRESETS } from "../spec/policy.ts";
import type { ApiDeps, Handlers } from "./handler.ts";
import { subjectNames } from "./subjects.ts";

export function policyHandlers(
  deps: ApiDeps,
): Pick<Handlers, "policies.list" | "policies.presets" | "policies.set" | "policies.versions" | "policies.remove"> {
  const { db, accounts, policies, events } = deps;

  async function shown(org: string, states: PolicyState[]): Promise<Policy[]> {
    const nameOf = await subjectNames(accounts, org);
    return states.map((state) => ({ ...state, subjectName: nameOf(state) ?? state.subject! }));
  }

  /** A policy for what is not there would bind nobody, and nobody would notice. */
  async function checkSubject(org: string, wanted: NewPolicy): Promise<void> {
    if ((await subjectNames(accounts, org))(wanted) === null)
      throw new AppError("request.invalid", `There is no ${wanted.scope} "${wanted.subject}".`, { field: "subject" });
  }

  const tell = (tx: Tx, identity: Identity, { id, name, version }: PolicyState, type: string) =>
    events.append(tx, { org: identity.org, subject: id, type, data: { by: identity.key, name, version } });

  return {
    "policies.list": async ({ identity }) => {
      const states = identity.scopes.includes("admin") ? await policies.list(db, identity.org) : await policies.binding(db, identity);
      return { object: "list", data: await shown(identity.org, states) };
    },
    "policies.presets": async () => ({ object: "list", data: [...POLICY_PRESETS] }),
    "policies.set": async ({ identity, body }) => {
      await checkSubject(identity.org, body);
      const state = await db.tx(async (tx) => {
        const set = await policies.set(tx, identity.org, body, identity.key);
        await tell(tx, identity, set, "policy.set");
        return set;
      });
      return (await shown(identity.org, [state]))[0]!;
    },
    "policies.versions": async ({ identity, params }) => ({
      object: "list",
      data: await policies.versions(db, identity.org, params.id!),
    }),
    "policies.remove": async ({ identity, params }) => {
      const state = await db.tx(async (tx) => {
        const removed = await policies.remove(tx, identity.org, params.id!, identity.key);
        await tell(tx, identity, removed, "policy.removed");
        return removed;
      });
      return (await shown(identity.org, [state]))[0]!;
    },
  };
}
