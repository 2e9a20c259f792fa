// Ends a generation's holds: what was used is captured, the rest is freed. The one place where the durable and the live path touch money at the end.
import type { Tx } from "../db/db.ts";
import type { Ledger } from "../ledger/ledger.ts";

/**
 * Captures so many micros from the generation's open holds and releases what is left; zero releases all. Returns what its user pays in whole micros:
 * never more than was held. What the provider asks beyond that is the operator's overage entry.
 */
export async function settleHolds({ ledger }: { ledger: Ledger }, tx: Tx, org: string, generation: string, micro: number): Promise<number> {
  let captured = 0;
  for (const hold of await ledger.openHolds(tx, org, generation)) {
    if (micro > 0 && captured === 0) captured = (await ledger.capture(tx, { hold: hold.id, micro, idem: `capture:${hold.id}` })).capturedMicro;
    else await ledger.release(tx, { hold: hold.id, idem: `release:${hold.id}` });
  }
  return captured;
}
