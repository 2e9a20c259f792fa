// Actions on policies: set one, take one away, with a way back. Rules nothing; the server does.
import { client, queries } from "../client.ts";
import { notify } from "../notices.tsx";
import type { NewPolicy, Policy } from "../../src/spec/policy.ts";

/** What may be made changes with the rules, so plans are asked for anew. */
const refresh = () => Promise.all([queries.invalidateQueries({ queryKey: ["policies"] }), queries.invalidateQueries({ queryKey: ["plan"] })]);

export async function setPolicy(wanted: NewPolicy): Promise<void> {
  await client.call("policies.set", { body: wanted });
  await refresh();
}

export async function removePolicy(policy: Policy): Promise<void> {
  await client.call("policies.remove", { params: { id: policy.id } });
  await refresh();
  const { name, scope, subject, constraints } = policy;
  const undo = () => void setPolicy({ name, scope, subject, constraints }).catch(() => notify("The policy could not be set again."));
  notify("The policy is removed.", { action: { label: "Undo", run: undo }, ms: 8000 });
}
