// The database, whichever it is: one SQL dialect, one transaction rule. Opens the driver that the URL names; holds no query of its own.

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
  one<T extends object = Row>(query: Sql): Promise<T | null>;
  /** Returns how many rows were changed. */
  run(query: Sql): Promise<number>;
}

/** A transaction; travels as the first argument, so that two features can commit together. */
export interface Tx extends Query {
  /** Runs after the commit, never after a rollback: where events are published and jobs are woken. */
  afterCommit(action: () => void): void;
}

export interface Db extends Query {
  /** Commits when `work` resolves, rolls back when it throws. Retried by itself where the engine reports a conflict, so `work` must have no other effect. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
