// SQLite through bun:sqlite: one connection that writes, behind a queue, and one that reads. Knows nothing of tables.
// Why two: on one shared connection a query that is awaited outside a transaction falls into whichever transaction is open, and is rolled back with
// it.
import { Database, type Statement } from "bun:sqlite";
import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { AppError } from "../spec/error.ts";
import type { Db, DriverOptions, Row, Sql, Tx } from "./db.ts";
import { render, safeNumber, type Rendered } from "./render.ts";
import { Asker, DriverTx, Gate, Scope, type Answer } from "./tx.ts";

const STATEMENTS_KEPT = 400;
/** How long one try may block the event loop while another process writes; between tries we wait without blocking. */
const BUSY_MS = 5;

/** One connection and its prepared statements, the least recently used finalized first. */
class Connection {
  readonly #db: Database;
  readonly #statements = new Map<string, Statement>();

  readonly #synchronous: "full" | "off";

  constructor(path: string, synchronous: "full" | "off", pragmas: string[]) {
    this.#synchronous = synchronous;
    this.#db = new Database(path, { create: true, readwrite: true });
    for (const pragma of [...pragmas, `synchronous = ${synchronous}`]) this.#db.run(`pragma ${pragma}`);
  }

  ask({ text, values }: Rendered, wantsRows: boolean): Answer {
    const statement = this.#prepare(text);
    if (!wantsRows) return { rows: [], changed: statement.run(...values).changes };
    const rows = statement.all(...values) as Row[];
    for (const row of rows) for (const key in row) if (typeof row[key] === "number") safeNumber(row[key]);
    return { rows, changed: 0 };
  }

  plain(text: string): void {
    this.#db.run(text);
  }

  /** Not waiting for the disk: the next statement that does takes this one with it. */
  askLightly(rendered: Rendered, wantsRows: boolean): Answer {
    if (this.#synchronous !== "full") return this.ask(rendered, wantsRows);
    this.plain("pragma synchronous = normal");
    try {
      return this.ask(rendered, wantsRows);
    } finally {
      this.plain("pragma synchronous = full");
    }
  }

  get inTransaction(): boolean {
    return this.#db.inTransaction;
  }

  #prepare(text: string): Statement {
    const known = this.#statements.get(text);
    this.#statements.delete(text);
    const statement = known ?? this.#db.prepare(text);
    this.#statements.set(text, statement);
    if (this.#statements.size > STATEMENTS_KEPT) {
      const [oldest, unused] = this.#statements.entries().next().value!;
      unused.finalize();
      this.#statements.delete(oldest);
    }
    return statement;
  }

  close(): void {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
    this.#db.close();
  }
}

/** Only what certainly reads. Anything else goes to the writer, which is never wrong, only slower. */
function reads(text: string): boolean {
  if (/^\s*(select|values)\b/i.test(text)) return true;
  return /^\s*with\b/i.test(text) && !/\b(insert|update|delete|replace)\b/i.test(text);
}

function fileOf(url: string): { path: string; temporary: boolean } {
  const name = url.slice("sqlite:".length).replace(/^\/\/(?=\/)/, "");
  // A private file and not SQLite's own memory database, because that one cannot be read by a second connection while the first is writing.
  if (name === ":memory:") return { path: join(tmpdir(), `oak-${randomUUID()}.db`), temporary: true };
  if (name === "" || name.includes("\0"))
    throw new AppError("request.invalid", "DATABASE_URL must name a file: sqlite:/path/oak.db.", { field: "DATABASE_URL" });
  return { path: resolve(name), temporary: false };
}

const codeOf = (thrown: unknown): string => String((thrown as { code?: unknown } | null)?.code ?? "");
const isBusy = (thrown: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(thrown));

/** The one place where an error of SQLite becomes one of ours. */
function translate(thrown: unknown): unknown {
  const code = codeOf(thrown);
  if (thrown instanceof AppError || !code.startsWith("SQLITE_")) return thrown;
  if (code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY")
    return new AppError("request.conflict", "This exists already.", { cause: thrown });
  if (isBusy(thrown))
    return new AppError("unavailable", "The database is locked by another process. Try again.", { cause: thrown, retryAfterMs: 1000 });
  if (code.startsWith("SQLITE_FULL")) return new AppError("unavailable", "The disk that holds the database is full.", { cause: thrown });
  if (/^SQLITE_(IOERR|CANTOPEN|READONLY|CORRUPT|NOTADB|PERM)/.test(code)) {
    return new AppError("unavailable", `The database file cannot be used (${code}). Check the file, its folder and the disk.`, { cause: thrown });
  }
  return new AppError("internal", "The server met an unexpected error. It has been logged.", { cause: thrown });
}

function translated<T>(ask: () => T): T {
  try {
    return ask();
  } catch (thrown) {
    throw translate(thrown);
  }
}

class SqliteDb extends Asker implements Db {
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #options: DriverOptions;
  readonly #scope = new Scope();
  readonly #gone: () => void;
  /** Who writes, one after the other. */
  readonly #turn = new Gate(1);
  readonly light = new Asker((query, wantsRows) => this.#outside(query, wantsRows, true));
  #closed: Promise<void> | null = null;

  constructor(writer: Connection, reader: Connection, options: DriverOptions, gone: () => void) {
    super((query, wantsRows) => this.#outside(query, wantsRows));
    this.#writer = writer;
    this.#reader = reader;
    this.#options = options;
    this.#gone = gone;
  }

  async #outside(query: Sql, wantsRows: boolean, light = false): Promise<Answer> {
    this.#refuseClosed();
    this.#scope.refuseInside("A query on the database");
    const rendered = render(query, "");
    if (wantsRows && reads(rendered.text)) return this.#patiently(() => this.#reader.ask(rendered, true));
    return this.#turn.run(() => this.#patiently(() => this.#writer[light ? "askLightly" : "ask"](rendered, wantsRows)));
  }

  async tx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.#refuseClosed();
    this.#scope.refuseInside("A second transaction");
    const tx = new DriverTx(async (query, wantsRows) => translated(() => this.#writer.ask(render(query, ""), wantsRows)));
    const result = await this.#turn.run(() => this.#transact(tx, work));
    tx.committed(this.#options.log);
    return result;
  }

  async #transact<T>(tx: DriverTx, work: (tx: Tx) => Promise<T>): Promise<T> {
    await this.#patiently(() => this.#writer.plain("begin immediate"));
    try {
      const value = await this.#scope.run(() => work(tx));
      tx.end();
      tx.throwIfSpoiled();
      translated(() => this.#writer.plain("commit"));
      return value;
    } finally {
      tx.end();
      // still open after any error but those, such as a full disk, at which SQLite itself rolls back
      if (this.#writer.inTransaction) this.#writer.plain("rollback");
    }
  }

  /** Tries again while another process holds the lock; blocks the event loop for no more than BUSY_MS at a time. */
  async #patiently<T>(ask: () => T): Promise<T> {
    for (let waited = 0, pause = 2; ; waited += pause + BUSY_MS, pause = Math.min(100, pause * 2)) {
      try {
        return ask();
      } catch (thrown) {
        if (!isBusy(thrown) || waited >= this.#options.patienceMs) throw translate(thrown);
        await new Promise((done) => setTimeout(done, pause * (0.5 + this.#options.clock.random())));
      }
    }
  }

  #refuseClosed(): void {
    if (this.#closed) throw new AppError("unavailable", "The database is closed.");
  }

  close(): Promise<void> {
    this.#closed ??= this.#turn.shut().then(() => {
      this.#reader.close();
      this.#writer.close();
      this.#gone();
    });
    return this.#closed;
  }
}

/** Creates the file and its folder where they are missing. */
export function openSqlite(url: string, options: DriverOptions): Db {
  const { path, temporary } = fileOf(url);
  const remove = () => ["", "-wal", "-shm"].forEach((suffix) => rmSync(path + suffix, { force: true }));
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const both = [`busy_timeout = ${BUSY_MS}`, "foreign_keys = on", "case_sensitive_like = on"];
    // The first to open a new file switches it to WAL, which needs the file alone for a moment: other processes wait here, not in a query.
    const synchronous = temporary ? "off" : "full";
    const writer = new Connection(path, synchronous, ["busy_timeout = 5000", "journal_mode = wal", "journal_size_limit = 67108864", ...both]);
    const reader = new Connection(path, synchronous, [...both, "query_only = on"]);
    if (!temporary) return new SqliteDb(writer, reader, options, () => {});
    process.once("exit", remove);
    return new SqliteDb(writer, reader, options, () => {
      process.removeListener("exit", remove);
      remove();
    });
  } catch (thrown) {
    if (temporary) remove();
    if (/^E[A-Z]+$/.test(codeOf(thrown))) {
      throw new AppError("unavailable", `The folder of the database cannot be made: ${dirname(path)} (${codeOf(thrown)}).`, { cause: thrown });
    }
    throw translate(thrown);
  }
}
