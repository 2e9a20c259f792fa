// Providers' keys that were set while the server runs: sealed in the database, open in this process's memory only, never given back to anybody. Keys from the environment are not here.
import type { Bus } from "../bus/bus.ts";
import { type Clock, isoTime } from "../clock.ts";
import type { Db, Tx } from "../db/db.ts";
import { asAppError } from "../spec/error.ts";
import { seal, unseal } from "./seal.ts";
import * as store from "./store.ts";

const TOPIC = "vault";
const purposeOf = (provider: string) => `provider:${provider}`;

/** What may be shown of a kept key. `broken` is why it cannot be used, where it cannot. */
export interface KeptKey {
  hint: string;
  setAt: string;
  broken: string | null;
}

export interface VaultDeps {
  db: Db;
  bus: Bus;
  clock: Clock;
  /** The installation's sealing key: OAK_SEAL_KEY, or the one made on the first run. */
  master: string;
  log: (message: string, detail?: Record<string, unknown>) => void;
}

export function createVault({ db, bus, clock, master, log }: VaultDeps) {
  const open = new Map<string, string>();
  const kept = new Map<string, KeptKey>();

  /** Reads all of them anew: at the start, and whenever another process says that one was set or removed. */
  async function load(): Promise<void> {
    const rows = await store.all(db);
    for (const provider of [...kept.keys()]) if (!rows.some((row) => row.provider === provider)) forget(provider);
    for (const row of rows) {
      let broken: string | null = null;
      try {
        open.set(row.provider, unseal(master, purposeOf(row.provider), row.sealed));
      } catch (thrown) {
        broken = asAppError(thrown).detail;
        open.delete(row.provider);
        log("a kept provider key cannot be opened", { provider: row.provider });
      }
      kept.set(row.provider, { hint: row.hint, setAt: isoTime(row.set_at), broken });
    }
  }

  function forget(provider: string): void {
    open.delete(provider);
    kept.delete(provider);
  }

  const stop = bus.subscribe(TOPIC, () => void load().catch((error) => log("kept provider keys could not be read", { error: String(error) })));
  const changed = async (tx: Tx, provider: string, apply: () => void) => {
    tx.afterCommit(() => {
      apply();
      bus.publish(TOPIC, provider).catch(() => undefined);
    });
  };

  /** Keeps a provider's key, in place of one that was kept before. */
  async function set(tx: Tx, { provider, text, org, by }: { provider: string; text: string; org: string; by: string | null }): Promise<void> {
    const hint = text.length >= 12 ? `…${text.slice(-4)}` : "…";
    const now = clock.now();
    await store.put(tx, { provider, org, sealed: seal(master, purposeOf(provider), text), hint, set_by: by, set_at: now });
    await changed(tx, provider, () => {
      open.set(provider, text);
      kept.set(provider, { hint, setAt: isoTime(now), broken: null });
    });
  }

  async function remove(tx: Tx, provider: string): Promise<void> {
    await store.remove(tx, provider);
    await changed(tx, provider, () => forget(provider));
  }

  return {
    load,
    set,
    remove,
    /** The key itself, for the request that needs it; null where none is kept, or none that opens. */
    secretOf: (provider: string): string | null => open.get(provider) ?? null,
    about: (provider: string): KeptKey | null => kept.get(provider) ?? null,
    close: stop,
  };
}

export type Vault = ReturnType<typeof createVault>;
