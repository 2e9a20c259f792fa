// Rows of the ledger as others see them. Reads nothing and decides nothing.
import { isoTime } from "../clock.ts";
import type { LedgerEntry } from "../spec/http.ts";
import type * as store from "./store.ts";

export type HoldState = store.HoldState;

/** Money put aside for a generation. */
export interface Hold {
  id: string;
  org: string;
  apiKey: string | null;
  generation: string;
  micro: number;
  state: HoldState;
  capturedMicro: number;
  /** Milliseconds; from then on `expire` may free it. */
  expiresAt: number;
}

export interface KeyBalance {
  heldMicro: number;
  spentMicro: number;
  ceilingMicro: number | null;
}

export const holdOf = (row: store.HoldRow): Hold => ({
  id: row.id,
  org: row.org,
  apiKey: row.api_key,
  generation: row.generation,
  micro: row.micro,
  state: row.state,
  capturedMicro: row.captured_micro,
  expiresAt: row.expires_at,
});

export const keyBalanceOf = (row: store.KeyRow): KeyBalance => ({
  heldMicro: row.held_micro,
  spentMicro: row.spent_micro,
  ceilingMicro: row.ceiling_micro,
});

export const entryOf = (row: store.EntryRow): LedgerEntry => ({
  id: row.id,
  kind: row.kind,
  debit: row.debit,
  credit: row.credit,
  micro: row.micro,
  generation: row.generation,
  key: row.api_key,
  note: row.note,
  at: isoTime(row.at),
});
