// The ledger and usage over HTTP, as JSON and as a file for accountants. Reads only.
import type { LedgerEntry } from "../spec/http.ts";
import { LIMITS } from "../spec/limits.ts";
import { csvLine } from "./csv.ts";
import type { ApiDeps, Handlers } from "./handler.ts";

const COLUMNS = ["at", "id", "kind", "debit", "credit", "micro", "generation", "key", "note"] as const satisfies (keyof LedgerEntry)[];

export function moneyHandlers(
  deps: ApiDeps,
): Pick<Handlers, "ledger.list" | "ledger.csv" | "usage.get" | "prices.list" | "prices.drift" | "prices.compare"> {
  const { advice, db, ledger, prices, generations } = deps;

  /** Page by page as it is read, so that a long journal takes no memory. */
  function journal(org: string): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    let cursor: string | null = null;
    let begun = false;
    return new ReadableStream({
      async pull(controller) {
        const page = await ledger.entries(db, org, { cursor, limit: LIMITS.listItems });
        const lines = page.data.map((entry) => csvLine(COLUMNS.map((name) => entry[name])));
        controller.enqueue(encoder.encode(`${begun ? "" : csvLine(COLUMNS)}${lines.join("")}`));
        begun = true;
        cursor = page.next;
        if (cursor === null) controller.close();
      },
    });
  }

  return {
    "ledger.list": async ({ identity, query }) => {
      const [balance, entries] = await Promise.all([ledger.balance(db, identity.org), ledger.entries(db, identity.org, query)]);
      return { balance, ...entries };
    },
    "prices.list": async ({ query }) => ({ object: "list", data: await prices.history(db, query.offer) }),
    "prices.drift": async ({ identity }) => ({ object: "list", data: await generations.drifts(identity.org) }),
    "prices.compare": ({ identity, body }) => advice.compare(identity, body),
    "ledger.csv": async ({ identity }) =>
      new Response(journal(identity.org), {
        headers: {
          "content-type": "text/csv; charset=utf-8; header=present",
          "content-disposition": 'attachment; filename="openoak-ledger.csv"',
          "cache-control": "no-store",
        },
      }),
    "usage.get": ({ identity, query }) => generations.usage(identity.org, query.since, query.until),
  };
}
