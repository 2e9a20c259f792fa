// The append-only record of what happened, and the word to whoever listens that it did. Not the state itself: listeners read that anew.
import type { Bus } from "../bus/bus.ts";
import type { Clock } from "../clock.ts";
import type { Tx } from "../db/db.ts";
import * as store from "./store.ts";

export interface HappenedEvent {
  org: string;
  /** What it is about, such as a generation's id. */
  subject: string;
  /** `generation.succeeded`, `key.created` and so on. */
  type: string;
  data?: Record<string, unknown>;
}

/** Keeps something of its own for an event, in the event's transaction. */
export type Keeper = (tx: Tx, event: store.EventRow) => Promise<void>;

export function createEvents({ bus, clock }: { bus: Bus; clock: Clock }) {
  const keepers: Keeper[] = [];

  /** Kept with the transaction; told to listeners after its commit, and never where it is rolled back. */
  async function append(tx: Tx, event: HappenedEvent): Promise<void> {
    const row = {
      id: clock.id("evt"),
      org: event.org,
      subject: event.subject,
      type: event.type,
      data: JSON.stringify(event.data ?? {}),
      at: clock.now(),
    };
    await store.insert(tx, row);
    for (const keep of keepers) await keep(tx, row);
    tx.afterCommit(() => tell(event.subject, event.type));
  }

  /** From now on this one too keeps of every event what it needs; where it fails, so does the transaction. */
  const alsoKeep = (keeper: Keeper) => void keepers.push(keeper);

  /** Tells listeners without keeping anything: for progress, and for "stop". A lost message is no harm, listeners look for themselves too. */
  function tell(subject: string, message: string): void {
    bus.publish(`subject:${subject}`, message).catch(() => undefined);
  }

  const listen = (subject: string, heard: (message: string) => void): (() => void) => bus.subscribe(`subject:${subject}`, heard);

  return { append, alsoKeep, tell, listen };
}

export type Events = ReturnType<typeof createEvents>;
