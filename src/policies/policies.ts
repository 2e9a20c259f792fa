// Named sets of constraints that bind whoever asks, whatever the request says. Keeps them with all their versions; what they refuse is the router's affair.
import { type Clock, isoTime } from "../clock.ts";
import type { Query, Tx } from "../db/db.ts";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import type { Constraints } from "../spec/plan.ts";
import type { NewPolicy, Policy, PolicyVersion } from "../spec/policy.ts";
import * as store from "./store.ts";

/** Without the name of what it binds, which is not known here. */
export type PolicyState = Omit<Policy, "subjectName">;

/** What one policy is set for. */
export type Subject = Pick<NewPolicy, "scope" | "subject">;

/** Whom policies may bind. */
export interface Bound {
  org: string;
  key: string | null;
  project: string | null;
}

function stateOf(row: store.PolicyRow): PolicyState {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    subject: row.subject === "" ? null : row.subject,
    version: row.version,
    constraints: JSON.parse(row.constraints) as Constraints,
    createdAt: isoTime(row.created_at),
    changedAt: isoTime(row.changed_at),
    changedBy: row.changed_by,
  };
}

export function createPolicies({ clock }: { clock: Clock }) {
  /** All of the organization. */
  const list = async (q: Query, org: string): Promise<PolicyState[]> => (await store.all(q, org)).map(stateOf);

  /** Those that bind this one: each of them, beside each other, so that the strictest of them wins. */
  const binding = async (q: Query, { org, key, project }: Bound): Promise<PolicyState[]> => (await store.binding(q, org, key, project)).map(stateOf);

  const keep = (tx: Tx, row: store.PolicyRow, constraints: string | null) =>
    store.keepVersion(tx, row.org, row.id, { version: row.version, constraints, changed_by: row.changed_by, changed_at: row.changed_at });

  /** Makes one, or the next version of the one of that name. Sent again unchanged, it is the same version. Those of `gone` subjects count towards no limit. */
  async function set(tx: Tx, org: string, wanted: NewPolicy, by: string | null, gone: (subject: Subject) => boolean): Promise<PolicyState> {
    const subject = wanted.subject ?? "";
    const there = await store.all(tx, org);
    const before = there.find((row) => row.scope === wanted.scope && row.subject === subject && row.name === wanted.name);
    const constraints = JSON.stringify(wanted.constraints);
    if (before?.constraints === constraints) return stateOf(before);
    if (!before && there.filter((row) => !gone(row)).length >= LIMITS.policies)
      throw new AppError("request.conflict", `There may be ${LIMITS.policies} policies at most.`);
    const now = clock.now();
    const row = await store.set(tx, {
      id: clock.id("pol"),
      org,
      scope: wanted.scope,
      subject,
      name: wanted.name,
      version: 1,
      constraints,
      changed_by: by,
      created_at: now,
      changed_at: now,
    });
    await keep(tx, row!, constraints);
    return stateOf(row!);
  }

  /** Takes it away; its versions stay to be read. Answers with it as it was. */
  async function remove(tx: Tx, org: string, id: string, by: string | null): Promise<PolicyState> {
    const before = await store.byId(tx, org, id);
    if (!before) throw new AppError("request.not_found", "There is no such policy.", { field: "id" });
    const row = await store.remove(tx, org, id, by, clock.now());
    if (row) await keep(tx, row, null);
    return stateOf(before);
  }

  /** Newest first; of one that was taken away too, for whoever asks what a generation of then was bound by. */
  async function versions(q: Query, org: string, id: string): Promise<PolicyVersion[]> {
    const rows = await store.versions(q, org, id, LIMITS.listItems);
    if (rows.length === 0) throw new AppError("request.not_found", "There is no such policy, and there was none.", { field: "id" });
    return rows.map((row) => ({
      version: row.version,
      constraints: row.constraints === null ? null : (JSON.parse(row.constraints) as Constraints),
      changedAt: isoTime(row.changed_at),
      changedBy: row.changed_by,
    }));
  }

  return { list, binding, set, remove, versions };
}

export type Policies = ReturnType<typeof createPolicies>;
