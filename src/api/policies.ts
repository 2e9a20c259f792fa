// Policies over HTTP: joins them with the names that accounts know, and records who changed what. Holds nothing against an offer.
import type { Identity } from "../accounts/accounts.ts";
import type { Tx } from "../db/db.ts";
import type { PolicyState, Subject } from "../policies/policies.ts";
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

  /**
   * Is it a key that was revoked? What binds one stays, unlike what binds a project that is put away: something that was asked for with it may still
   * be on its way in, and must not pass unbound.
   */
  async function revokedKeys(org: string): Promise<(of: Subject) => boolean> {
    const revoked = new Set((await accounts.listKeys(org)).filter(({ revokedAt }) => revokedAt !== null).map(({ id }) => id));
    return ({ scope, subject }) => scope === "key" && revoked.has(subject ?? "");
  }

  /** A policy for what is not there would bind nobody, and nobody would notice. */
  async function checkSubject(org: string, wanted: NewPolicy, gone: (of: Subject) => boolean): Promise<void> {
    const refuse = (why: string) => new AppError("request.invalid", why, { field: "subject" });
    if ((await subjectNames(accounts, org))(wanted) === null) throw refuse(`There is no ${wanted.scope} "${wanted.subject}".`);
    if (gone(wanted)) throw refuse(`The ${wanted.scope} "${wanted.subject}" was revoked: nobody asks with it any more.`);
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
      const gone = await revokedKeys(identity.org);
      await checkSubject(identity.org, body, gone);
      const state = await db.tx(async (tx) => {
        const set = await policies.set(tx, identity.org, body, identity.key, gone);
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
