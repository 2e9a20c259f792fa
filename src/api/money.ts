// The ledger and usage over HTTP. Reads only.
import type { ApiDeps, Handlers } from "./handler.ts";

export function moneyHandlers(deps: ApiDeps): Pick<Handlers, "ledger.list" | "usage.get"> {
  const { db, ledger, generations } = deps;
  return {
    "ledger.list": async ({ identity, query }) => {
      const [balance, entries] = await Promise.all([ledger.balance(db, identity.org), ledger.entries(db, identity.org, query)]);
      return { balance, ...entries };
    },
    "usage.get": ({ identity, query }) => generations.usage(identity.org, query.since, query.until),
  };
}
