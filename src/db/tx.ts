// What a transaction is in every driver: spoiled by a failed statement, useless once ended, never entered twice. Speaks to no engine.
import { AsyncLocalStorage } from "node:async_hooks";
import type { Query, Row, Sql, Tx } from "./db.ts";

/** What a driver does with one statement: the rows that came back, and how many were changed. */
export interface Answer {
  rows: Row[];
  changed: number;
}

/** The three questions, all from one. */
export class Asker implements Query {
  readonly #ask: (query: Sql, wantsRows: boolean) => Promise<Answer>;

  constructor(ask: (query: Sql, wantsRows: boolean) => Promise<Answer>) {
    this.#ask = ask;
  }

  async all<T extends object = Row>(query: Sql): Promise<T[]> {
    return (await this.#ask(query, true)).rows as T[];
  }

  async one<T extends object = Row>(query: Sql): Promise<T | null> {
    return ((await this.#ask(query, true)).rows[0] as T | undefined) ?? null;
  }

  async run(query: Sql): Promise<number> {
    return (await this.#ask(query, false)).changed;
  }
}

/** One transaction. `ask` throws errors that are already translated. */
export class DriverTx extends Asker implements Tx {
  #failure: { error: unknown } | null = null;
  #open = true;
  readonly #after: (() => void)[] = [];

  constructor(ask: (query: Sql, wantsRows: boolean) => Promise<Answer>) {
    super(async (query, wantsRows) => {
      if (!this.#open) throw new Error("The transaction has ended: something in it was not awaited.");
      this.throwIfSpoiled();
      try {
        return await ask(query, wantsRows);
      } catch (error) {
        // In Postgres a failed statement spoils the transaction; in SQLite too, because code that catches the error must not work on one engine only.
        this.#failure ??= { error };
        throw error;
      }
    });
  }

  throwIfSpoiled(): void {
    if (this.#failure) throw this.#failure.error;
  }

  end(): void {
    this.#open = false;
  }

  afterCommit(action: () => void): void {
    this.#after.push(action);
  }

  /** The commit stands whatever the actions do, so their errors go to the log. */
  committed(log: (message: string) => void): void {
    for (const action of this.#after) {
      try {
        action();
      } catch (thrown) {
        log(`An action after a commit failed: ${thrown instanceof Error ? thrown.message : "unknown"}`);
      }
    }
  }
}

/** Knows whether the running code is inside an open transaction, so that what would wait for itself fails at once instead. */
export class Scope {
  readonly #marks = new AsyncLocalStorage<{ open: boolean }>();

  refuseInside(what: string): void {
    if (this.#marks.getStore()?.open) throw new Error(`${what} inside an open transaction would wait for itself: ask the tx that was handed in.`);
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const mark = { open: true };
    try {
      return await this.#marks.run(mark, work);
    } finally {
      mark.open = false;
    }
  }
}

/** Lets so many in at once, the others in the order they came. */
export class Gate {
  readonly #waiting: (() => void)[] = [];
  readonly #width: number;
  #free: number;

  constructor(width: number) {
    this.#width = width;
    this.#free = width;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }

  /** Resolves when all who came before have left, and lets nobody in any more. */
  async shut(): Promise<void> {
    await Promise.all(Array.from({ length: this.#width }, () => this.#enter()));
  }

  #enter(): Promise<void> {
    if (this.#free === 0) return new Promise((turn) => this.#waiting.push(turn));
    this.#free--;
    return Promise.resolve();
  }
}
