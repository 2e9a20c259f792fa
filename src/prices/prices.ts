// The price book: every price that an offer was seen at, by a version that quotes and settlements name, and whether providers bill what we quote. Moves no money.
import { createHash } from "node:crypto";
import { type Clock, isoTime } from "../clock.ts";
import type { Db, Query, Tx } from "../db/db.ts";
import { LIMITS } from "../spec/limits.ts";
import { type Bill, type Drift, DRIFT, driftOf, type Price, type PriceVersion } from "../spec/price.ts";
import * as store from "./store.ts";

/** Rows that one statement inserts: within what both engines take as parameters. */
const AT_ONCE = 200;

/** What a price is called: the same figures are the same version, wherever and whenever they were read. */
function nameOf({ lines, minimumMicro, assume }: Price): string {
  return createHash("sha256")
    .update(JSON.stringify([lines, minimumMicro, assume]))
    .digest("hex")
    .slice(0, 12);
}

export function createPrices({ db, clock }: { db: Db; clock: Clock }) {
  const versions = new WeakMap<Price, string>();
  const known = new Map<string, Price>();
  /** The version that each offer was last seen at, by anybody. */
  const latest = new Map<string, string>();
  let keeping: Promise<void> = Promise.resolve();

  function versionOf(price: Price): string {
    const found = versions.get(price);
    if (found) return found;
    const version = nameOf(price);
    versions.set(price, version);
    known.set(version, price);
    return version;
  }

  /** Writes down what is new of these; what all were seen at already costs one read of the book at the first call. */
  function keep(offers: readonly { id: string; price: Price | null }[]): Promise<void> {
    // What failed before, as while the database was away, is no reason not to write now.
    keeping = keeping.catch(() => undefined).then(() => keepNow(offers));
    return keeping;
  }

  async function keepNow(offers: readonly { id: string; price: Price | null }[]): Promise<void> {
    if (latest.size === 0) for (const row of await store.latest(db)) latest.set(row.offer, row.version);
    const seen_at = clock.now();
    const fresh = offers.flatMap(({ id, price }) => {
      const version = price && versionOf(price);
      return version && latest.get(id) !== version ? [{ offer: id, version, price: JSON.stringify(price), seen_at }] : [];
    });
    for (let from = 0; from < fresh.length; from += AT_ONCE) {
      const rows = fresh.slice(from, from + AT_ONCE);
      await store.insert(db, rows);
      for (const row of rows) latest.set(row.offer, row.version);
    }
  }

  /** The price of that version; null where nobody ever saw it. */
  async function at(version: string): Promise<Price | null> {
    const found = known.get(version);
    if (found) return found;
    const row = await store.ofVersion(db, version);
    const price = row ? (JSON.parse(row.price) as Price) : null;
    if (price) known.set(version, price);
    return price;
  }

  /** What an offer cost and since when we know, newest first. Two processes may have written the same; it is told once. */
  async function history(q: Query, offer: string): Promise<PriceVersion[]> {
    const rows = await store.ofOffer(q, offer, LIMITS.listItems);
    return rows
      .filter((row, index) => rows[index + 1]?.version !== row.version)
      .map((row) => ({ offer: row.offer, version: row.version, seenAt: isoTime(row.seen_at), price: JSON.parse(row.price) as Price }));
  }

  /**
   * Raises the alarm of an offer's version, once, where its last bills depart from our own figures for the same usage. `bills` are those of this
   * organization, newest first; what comes back is the drift that was found, or null where there is none or it was told before.
   */
  async function check(tx: Tx, org: string, offer: string, version: string, bills: readonly Bill[]): Promise<Drift | null> {
    const drift = driftOf(offer, version, bills.slice(0, DRIFT.bills));
    if (!drift?.alarm) return null;
    return (await store.raise(tx, { org, offer, version, raised_at: clock.now() })) === 1 ? drift : null;
  }

  return { versionOf, keep, at, history, check };
}

export type Prices = ReturnType<typeof createPrices>;
