// The database, whichever it is: one SQL dialect, one transaction rule. Opens the driver that the URL names; holds no query of its own.
// The dialect both engines speak, and its traps, is written down at the top of migrate.ts.
import { systemClock, type Clock } from "../clock.ts";
import { AppError } from "../spec/error.ts";

/** Values that travel to and from the database. Times are milliseconds, money micros: safe integers both. JSON is text. */
export type SqlValue = string | number | null;
export type Row = Record<string, SqlValue>;

/** A piece of SQL with its values apart. Made by the `sql` tag only, so that no value is ever pasted into the text. */
export interface Sql {
  readonly strings: readonly string[];
  readonly values: readonly (SqlValue | Sql | typeof SKIP_LOCKED)[];
}

/** `${SKIP_LOCKED}` at the end of a sub-select: other processes' locked rows are passed over. Each driver says what that is in its engine. */
export const SKIP_LOCKED = Symbol("for update skip locked");

/** sql`select * from keys where id = ${id} and ${condition}`: nested pieces are spliced in, values become parameters. */
export function sql(strings: TemplateStringsArray, ...values: (SqlValue | Sql | typeof SKIP_LOCKED)[]): Sql {
  return { strings, values };
}

/** Joins pieces with a separator: join([sql`a = 1`, sql`b = 2`], sql` and `). */
export function join(pieces: Sql[], separator: Sql): Sql {
  const values = pieces.flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece]));
  return { strings: Array.from({ length: values.length + 1 }, () => ""), values };
}

/** What can be asked inside and outside a transaction. */
export interface Query {
  all<T extends object = Row>(query: Sql): Promise<T[]>;
  /** The first row, or null where there is none. */
  one<T extends object = Row>(query: Sql): Promise<T | null>;
  /** Returns how many rows were changed. */
  run(query: Sql): Promise<number>;
}

/** A transaction; travels as the first argument, so that two features can commit together. A statement that fails spoils all of it. */
export interface Tx extends Query {
  /** Runs after the commit, never after a rollback: where events are published and jobs are woken. */
  afterCommit(action: () => void): void;
}

/** Every error it throws is an AppError: `request.conflict` for a broken unique constraint (where one is expected, prefer `on conflict`),
 * `unavailable` where the database cannot be reached, stays locked or is full, else `internal` with the cause for the log. */
export interface Db extends Query {
  /** Commits when `work` resolves, rolls back when it throws. Retried by itself where the engine reports a conflict, so `work` must have no other
   * effect. Inside `work` ask the `tx` only: asking the Db itself there, or opening a second transaction, throws. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * For single statements whose loss does no harm, such as the renewal of a lease: they do not wait until they are on disk. A killed process loses none
   * of them; after a power cut the last may be undone, but never one that came before a commit that was kept.
   */
  readonly light: Query;
  close(): Promise<void>;
}

export interface DbOptions {
  clock?: Clock;
  /** Told what an operator may want to know: notices, long waits. Never holds a value of a query. */
  log?: (message: string) => void;
  /** How long to wait for a lock that another process holds, in milliseconds; then `unavailable`. 10,000 unless told. */
  patienceMs?: number;
}

export interface DriverOptions {
  clock: Clock;
  log: (message: string) => void;
  patienceMs: number;
}

/** `sqlite:/path/oak.db`, `sqlite:relative.db`, `sqlite::memory:` (gone when closed), or `postgres://user:secret@host/db` (`?max=` connections, 10
 * unless told). */
export async function openDb(url: string, options: DbOptions = {}): Promise<Db> {
  const full: DriverOptions = { clock: options.clock ?? systemClock, log: options.log ?? (() => {}), patienceMs: options.patienceMs ?? 10_000 };
  const scheme = url.slice(0, url.indexOf(":") + 1);
  if (scheme === "sqlite:") return (await import("./sqlite.ts")).openSqlite(url, full);
  if (scheme === "postgres:" || scheme === "postgresql:") return (await import("./postgres.ts")).openPostgres(url, full);
  throw new AppError("request.invalid", `DATABASE_URL must begin with sqlite: or postgres:, not "${scheme}".`, { field: "DATABASE_URL" });
}
