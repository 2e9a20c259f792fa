// Rules that bind whatever a request says. Rows only: who answers them is api/.
import { newPolicy, policy, policyPreset, policyVersion } from "./policy.ts";
import { endpoint, type EndpointRow, list, read } from "./http-row.ts";

export const POLICIES = {
  "policies.list": read({
    path: "/v1/policies",
    tag: "Policies",
    summary: "Rules that bind whatever a request says: all for an admin, else those that bind the key that asks",
    response: list(policy),
  }),
  "policies.presets": read({
    path: "/v1/policies/presets",
    tag: "Policies",
    summary: "Beginnings for policies of your own, with what they demand",
    response: list(policyPreset),
  }),
  "policies.set": endpoint({
    method: "POST",
    path: "/v1/policies",
    scope: "admin",
    tag: "Policies",
    summary: "Bind the organization, a project or a key. Sent again under the same name, it is the policy's next version",
    takes: "json",
    gives: "json",
    status: 200,
    body: newPolicy,
    response: policy,
  }),
  "policies.versions": endpoint({
    method: "GET",
    path: "/v1/policies/{id}/versions",
    scope: "admin",
    tag: "Policies",
    summary: "What a policy demanded and when, newest first; of one that was taken away too",
    takes: "none",
    gives: "json",
    status: 200,
    response: list(policyVersion),
  }),
  "policies.remove": endpoint({
    method: "DELETE",
    path: "/v1/policies/{id}",
    scope: "admin",
    tag: "Policies",
    summary: "Take a policy away; answers with it as it was",
    takes: "none",
    gives: "json",
    status: 200,
    response: policy,
  }),
} as const satisfies Record<string, EndpointRow>;
