// Judges' checks over HTTP: first who would look and for how much, then what both looks say. What follows from it is the votes' business.
import type { ApiDeps, Handlers } from "./handler.ts";
import { resultOf } from "./votes.ts";

export function checkHandlers(deps: ApiDeps): Pick<Handlers, "checks.plan" | "checks.create" | "checks.list"> {
  const { advice, checks } = deps;
  const both = async (org: string, { a, b }: { a: string; b: string }) =>
    [await resultOf(deps, org, a, "a"), await resultOf(deps, org, b, "b")] as const;
  return {
    "checks.plan": async ({ identity, body }) => checks.plan(identity, body, ...(await both(identity.org, body))),
    "checks.create": async ({ identity, body, request }) => {
      const check = await checks.create(identity, body, ...(await both(identity.org, body)), request.signal);
      if (check.counts) await advice.gap.review(identity.org, [check.task]);
      return check;
    },
    "checks.list": async ({ identity, query }) => ({ object: "list", data: await checks.list(identity.org, query) }),
  };
}
