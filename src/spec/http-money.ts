// The ledger, prices, budgets, usage. Rows only: who answers them is api/.
import { z } from "zod";
import { budget, newBudget } from "./budget.ts";
import { comparison, comparisonView } from "./hosting.ts";
import { LIMITS } from "./limits.ts";
import { drift, micro, priceVersion, quantities } from "./price.ts";
import { taskId } from "./task.ts";
import { endpoint, type EndpointRow, list, pageQuery, read } from "./http-row.ts";

export const ledgerEntry = z.strictObject({
  id: z.string(),
  kind: z.enum(["fund", "hold", "capture", "release", "expire", "overage"]),
  debit: z.string(),
  credit: z.string(),
  micro,
  generation: z.string().nullable(),
  key: z.string().nullable(),
  note: z.string().nullable(),
  at: z.iso.datetime(),
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;

export const balance = z.strictObject({
  /** Funds less what was spent; negative where the organisation runs on the operator's own keys without prepayment. */
  balanceMicro: micro,
  heldMicro: micro,
  spentMicro: micro,
  /** The most that may be spent and held together; null is no ceiling. */
  ceilingMicro: micro.nullable(),
});
export type Balance = z.infer<typeof balance>;

export const usageRow = z.strictObject({ task: taskId, model: z.string(), provider: z.string(), generations: z.int(), micro, quantities });

export const MONEY = {
  "ledger.list": read({
    path: "/v1/ledger",
    tag: "Money",
    summary: "Every entry, newest first",
    query: z.strictObject(pageQuery),
    response: z.strictObject({ balance, data: z.array(ledgerEntry), next: z.string().nullable() }),
  }),
  "ledger.csv": endpoint({
    method: "GET",
    path: "/v1/ledger.csv",
    scope: "read",
    tag: "Money",
    summary: "Every entry as comma-separated values, newest first, for a spreadsheet or an accountant",
    takes: "none",
    gives: "text",
    status: 200,
  }),
  "prices.list": read({
    path: "/v1/prices",
    tag: "Money",
    summary: "Every price that an offer was seen at, newest first. Quotes and bills name the version",
    query: z.strictObject({ offer: z.string().min(1).max(LIMITS.idChars) }),
    response: list(priceVersion),
  }),
  "prices.drift": read({
    path: "/v1/prices/drift",
    tag: "Money",
    summary: "What providers billed beside what our prices say for the same usage, of late",
    response: list(drift),
  }),
  "prices.compare": endpoint({
    method: "POST",
    path: "/v1/prices/compare",
    scope: "read",
    tag: "Money",
    summary: "What a workload costs at every offer that could do it, and on machines of your own, with the volume from which on those are cheaper",
    takes: "json",
    gives: "json",
    status: 200,
    body: comparison,
    response: comparisonView,
  }),
  "budgets.list": read({
    path: "/v1/budgets",
    tag: "Money",
    summary: "Budgets and what is used of them: all for an admin, else those that bind the key that asks",
    response: list(budget),
  }),
  "budgets.set": endpoint({
    method: "POST",
    path: "/v1/budgets",
    scope: "admin",
    tag: "Money",
    summary: "Limit what the organization, a project, a member or a key may spend in a day, a month or altogether. Sent again, it changes the limits",
    takes: "json",
    gives: "json",
    status: 200,
    body: newBudget,
    response: budget,
  }),
  "budgets.remove": endpoint({
    method: "DELETE",
    path: "/v1/budgets/{id}",
    scope: "admin",
    tag: "Money",
    summary: "Take a budget away; answers with it as it was",
    takes: "none",
    gives: "json",
    status: 200,
    response: budget,
  }),
  "usage.get": read({
    path: "/v1/usage",
    tag: "Money",
    summary: "What was spent, on what",
    query: z.strictObject({ since: z.iso.datetime().optional(), until: z.iso.datetime().optional() }),
    response: z.strictObject({ data: z.array(usageRow), totalMicro: micro }),
  }),
} as const satisfies Record<string, EndpointRow>;
