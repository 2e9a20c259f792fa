// Does everything in the ledger agree? Reads only, over all organizations, and mends nothing.
import type { Query } from "../db/db.ts";
import * as store from "./store.ts";

/** A sweep over all organizations: does everything agree? Each check is one statement, so what runs meanwhile does no harm. */
export async function verify(q: Query): Promise<{ sumMicro: number; problems: string[] }> {
  const sumMicro = (await store.verifySum(q))?.micro ?? 0;
  const problems = [
    ...(sumMicro === 0 ? [] : [`The accounts add up to ${sumMicro} micros instead of 0.`]),
    ...(await store.verifyAccounts(q)).map((row) => `${row.account} of ${row.org} stands at ${row.kept} micros, the journal says ${row.journal}.`),
    ...(await store.verifyHolds(q)).map((row) => `The entries of hold ${row.id} (${row.state}) do not tell its story.`),
    ...(await store.verifyKeys(q)).map((row) => `Key ${row.api_key} of ${row.org} does not stand at the sum of its holds.`),
    ...(await store.verifyBudgets(q)).map((row) => `Budget ${row.id} of ${row.org} does not stand at the sum of its holds.`),
    ...(await store.verifyFloors(q)).map((row) => `${row.org} is below its floor.`),
  ];
  return { sumMicro, problems };
}
