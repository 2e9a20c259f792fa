// The operator's own word on a layer of openness, with a reason: kept in the database, given to the catalogue of every process. Judges nothing itself.
import type { Bus } from "../bus/bus.ts";
import { type Clock, isoTime } from "../clock.ts";
import type { Db, Tx } from "../db/db.ts";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { type OpennessLayer, override, type Override } from "../spec/openness.ts";
import type { Catalogue } from "./catalogue.ts";
import * as store from "./store.ts";

const TOPIC = "openness";

export interface OverridesDeps {
  db: Db;
  bus: Bus;
  clock: Clock;
  catalogue: Pick<Catalogue, "override">;
  log: (message: string, detail?: Record<string, unknown>) => void;
}

const read = (row: store.OverrideRow): Override =>
  override.parse({ model: row.model, layer: row.layer, value: row.value, reason: row.reason, by: row.set_by, at: isoTime(row.set_at) });

export function createOverrides({ db, bus, clock, catalogue, log }: OverridesDeps) {
  let all: Override[] = [];

  /** Reads all of them anew: at the start, and whenever a process says that one was set or removed. */
  async function load(): Promise<void> {
    all = (await store.overrides(db)).map(read);
    catalogue.override(all);
  }

  const stop = bus.subscribe(TOPIC, () => void load().catch((error) => log("openness overrides could not be read", { error: String(error) })));
  /** This process knows it with the commit, before the answer goes out; the others hear of it. */
  const changed = (tx: Tx, model: string, layer: OpennessLayer, now: Override[]) =>
    tx.afterCommit(() => {
      all = [...others(model, layer), ...now];
      catalogue.override(all);
      bus.publish(TOPIC, "changed").catch(() => undefined);
    });

  const others = (model: string, layer: OpennessLayer) => all.filter((one) => one.model !== model || one.layer !== layer);

  /** Sets a layer, in place of an override that was there. `org` and `by` say who. */
  async function set(tx: Tx, one: Omit<Override, "at">, org: string): Promise<void> {
    if (others(one.model, one.layer).length >= LIMITS.opennessOverrides)
      throw new AppError("request.conflict", `There are ${LIMITS.opennessOverrides} overrides already. Remove one first.`, { field: "layer" });
    const now = clock.now();
    await store.putOverride(tx, { ...one, set_by: one.by, org, set_at: now });
    changed(tx, one.model, one.layer, [{ ...one, at: isoTime(now) }]);
  }

  /** Takes an override away; "request.not_found" where there is none. */
  async function remove(tx: Tx, model: string, layer: OpennessLayer): Promise<void> {
    if ((await store.removeOverride(tx, model, layer)) === 0)
      throw new AppError("request.not_found", `Nothing was overridden for the ${layer} of "${model}".`, { field: "layer" });
    changed(tx, model, layer, []);
  }

  return { load, set, remove, of: (model: string): Override[] => all.filter((one) => one.model === model), close: stop };
}

export type Overrides = ReturnType<typeof createOverrides>;
