// PostgreSQL through the `postgres` package: shared connections for statements, one of its own for each transaction. Knows nothing of tables.
// Why not the package's own transactions: when a connection is lost in the middle, what is still sent (its rollback too) goes to whatever session
// that connection object has opened since, which may be in another's transaction. Here the loss ends the transaction, and nothing is sent after it.
import postgres from "postgres";
import { AppError } from "../spec/error.ts";
import type { Db, DriverOptions, Row, Sql, Tx } from "./db.ts";
import { render, safeNumber, type Rendered } from "./render.ts";
import { Asker, DriverTx, Gate, Scope, type Answer } from "./tx.ts";

const CONNECTIONS = 10;
const APPLICATION = "openoak";
/** So often is a transaction tried that the engine gave up for a deadlock or a conflict. */
const TRIES = 6;
const SKIP_LOCKED_TEXT = "for update skip locked";

/** Every value is a text, a safe number or null, as in SQLite: whole numbers of 8 bytes, sums (numeric) and truth values too. */
const TYPES = {
  int8: { to: 20, from: [20], serialize: String, parse: (text: string) => safeNumber(Number(text)) },
  numeric: { to: 1700, from: [1700], serialize: String, parse: (text: string) => safeNumber(Number(text)) },
  bool: { to: 16, from: [16], serialize: String, parse: (text: string) => (text === "t" ? 1 : 0) },
  time: { to: 1184, from: [1082, 1114, 1184], serialize: String, parse: (text: string) => text },
  json: { to: 114, from: [114, 3802], serialize: String, parse: (text: string) => text },
};

type Client = postgres.Sql;
type Failure = { code?: unknown; message?: unknown; constraint_name?: unknown; routine?: unknown } | null;

const codeOf = (thrown: unknown): string => String((thrown as Failure)?.code ?? "");

/** Lost, refused, shutting down, too many, starting up: nothing is wrong with the statement itself. */
const isLoss = (code: string): boolean =>
  /^(CONNECT|ECONN|EPIPE|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|ENOENT|EACCES|SASL_|AUTH_|08|25006|28|3D000|53|57P0)/.test(code);

/** Serialization failure, deadlock, and a prepared statement whose table has changed since. */
const isConflict = (thrown: unknown): boolean =>
  /^(40001|40P01)$/.test(codeOf(thrown)) || (codeOf(thrown) === "0A000" && (thrown as Failure)?.routine === "RevalidateCachedQuery");

/** The one place where an error of Postgres becomes one of ours. Its detail and parameters hold values, which no log may see; what is kept holds
 * none. */
function translate(thrown: unknown, text: string): unknown {
  const code = codeOf(thrown);
  if (thrown instanceof AppError || code === "") return thrown;
  const message = code.startsWith("22") ? "a value does not fit" : String((thrown as Failure)?.message ?? "");
  const cause = new Error(`Postgres ${code}: ${message} in: ${text}`);
  if (code === "23505") return new AppError("request.conflict", "This exists already.", { cause });
  if (isLoss(code))
    return new AppError("unavailable", `The database cannot be used (${code}). Check that it runs, and DATABASE_URL.`, { cause, retryAfterMs: 1000 });
  return new AppError("internal", "The server met an unexpected error. It has been logged.", { cause });
}

async function send(client: Client, { text, values }: Rendered): Promise<Answer> {
  const rows = await client.unsafe<Row[]>(text, values, { prepare: true, simple: false } as postgres.UnsafeQueryOptions);
  return { rows: Array.from(rows), changed: rows.count ?? 0 };
}

/** One connection for one transaction at a time. Once lost it is never used again. */
class Session {
  readonly client: Client;
  readonly #loss: Promise<never>;
  #reject: (loss: AppError) => void = () => {};
  lost = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connect: Connect) {
    this.#loss = new Promise<never>((_, reject) => (this.#reject = reject));
    this.#loss.catch(() => {});
    // no life or idle time: between two statements of a transaction the package takes the connection for idle
    this.client = connect({ max: 1, max_lifetime: null, idle_timeout: 0, onclose: () => this.lose() });
  }

  lose(): void {
    this.lost = true;
    this.#reject(new AppError("unavailable", "The connection to the database was lost in the middle of a transaction.", { retryAfterMs: 1000 }));
  }

  /** One statement after the other, so that none waits in the package's queue when the connection is lost. */
  send(rendered: Rendered): Promise<Answer> {
    const turn = this.#last.then(() => (this.lost ? this.#loss : Promise.race([send(this.client, rendered), this.#loss])));
    this.#last = turn.catch((thrown: unknown) => {
      // the server says why before it hangs up
      if (isLoss(codeOf(thrown))) this.lose();
    });
    return turn;
  }

  plain(text: string): Promise<Answer> {
    return this.send({ text, values: [] });
  }

  async settled(): Promise<void> {
    await this.#last;
  }
}

type Connect = (options: postgres.Options<{}>) => Client;

/** So long the package may take to end what it had under way when one of its connections was lost, in seconds. */
const LEAVE_SECONDS = 5;

/**
 * Statements outside transactions, as many at once as connections: the package would send more into a busy one, where they wait behind a statement that
 * waits for a lock. Where a connection is lost, what comes after goes to a new client: one that was written to in the moment of its loss forgets to send
 * anything once it is connected again (postgres 3.4.9: `closed` clears the timer of its next write and still takes it for set), and every statement given to
 * it would wait ten seconds and fail.
 */
class Shared {
  readonly gate: Gate;
  readonly #fresh: () => Client;
  #client: Client;
  #closing = false;

  constructor(connect: Connect, max: number, options: postgres.Options<{}> = {}) {
    this.gate = new Gate(max);
    this.#fresh = () => {
      const client: Client = connect({ ...options, max, onclose: () => this.#leave(client) });
      return client;
    };
    this.#client = this.#fresh();
  }

  run(rendered: Rendered): Promise<Answer> {
    return this.gate.run(() => send(this.#client, rendered));
  }

  #leave(client: Client): void {
    if (this.#closing || client !== this.#client) return;
    this.#client = this.#fresh();
    void client.end({ timeout: LEAVE_SECONDS });
  }

  /** Once its gate is shut. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#client.end({ timeout: 0 });
  }
}

class PostgresDb extends Asker implements Db {
  readonly #connect: Connect;
  readonly #shared: Shared;
  readonly #hasty: Shared;
  readonly #sessions: Gate;
  readonly #idle: Session[] = [];
  readonly #options: DriverOptions;
  readonly #scope = new Scope();
  #closed: Promise<void> | null = null;

  constructor(connect: Connect, max: number, options: DriverOptions) {
    super((query) => this.#outside(query));
    const sessions = Math.max(1, Math.ceil(max * 0.6));
    this.#connect = connect;
    this.#sessions = new Gate(sessions);
    const statements = Math.max(1, max - sessions);
    const hasty = Math.floor(statements / 2);
    this.#shared = new Shared(connect, statements - hasty);
    const unsynced = { connection: { application_name: APPLICATION, synchronous_commit: "off" } } as const;
    this.#hasty = hasty > 0 ? new Shared(connect, hasty, unsynced) : this.#shared;
    this.#options = options;
  }

  readonly light = new Asker((query) => this.#outside(query, this.#hasty));

  async #outside(query: Sql, shared = this.#shared): Promise<Answer> {
    this.#refuseClosed();
    this.#scope.refuseInside("A query on the database");
    const rendered = render(query, SKIP_LOCKED_TEXT);
    return this.#persistently(rendered.text, () => shared.run(rendered));
  }

  async tx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.#refuseClosed();
    this.#scope.refuseInside("A second transaction");
    const { value, tx } = await this.#persistently("transaction", () => this.#sessions.run(() => this.#inSession(work)));
    tx.committed(this.#options.log);
    return value;
  }

  async #inSession<T>(work: (tx: Tx) => Promise<T>): Promise<{ value: T; tx: DriverTx }> {
    while (this.#idle.at(-1)?.lost) this.#idle.pop();
    const session = this.#idle.pop() ?? new Session(this.#connect);
    try {
      return await this.#transact(session, work);
    } finally {
      if (session.lost) void session.client.end({ timeout: 0 });
      else this.#idle.push(session);
    }
  }

  /** Translates what `work` gets to see, but throws a conflict as it came, because that is what #persistently tries again for. */
  async #transact<T>(session: Session, work: (tx: Tx) => Promise<T>): Promise<{ value: T; tx: DriverTx }> {
    let conflict: unknown = null;
    const tx = new DriverTx((query) => {
      const rendered = render(query, SKIP_LOCKED_TEXT);
      return session.send(rendered).catch((thrown: unknown) => {
        if (isConflict(thrown)) conflict ??= thrown;
        throw translate(thrown, rendered.text);
      });
    });
    try {
      await session.plain("begin isolation level read committed");
      const value = await this.#scope.run(() => work(tx));
      tx.end();
      await session.settled();
      tx.throwIfSpoiled();
      await session.plain("commit");
      return { value, tx };
    } catch (thrown) {
      tx.end();
      // where even the rollback fails the connection is of no use any more
      if (!session.lost) await session.plain("rollback").catch(() => session.lose());
      throw conflict ?? thrown;
    }
  }

  /** Tries again what the engine gave up for a conflict with others. Never what was lost on the way: it may have been done. */
  async #persistently<T>(text: string, ask: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await ask();
      } catch (thrown) {
        if (!isConflict(thrown) || tried >= TRIES) throw translate(thrown, text);
        await new Promise((done) => setTimeout(done, 2 ** tried * 2 * (0.5 + this.#options.clock.random())));
        this.#refuseClosed();
      }
    }
  }

  #refuseClosed(): void {
    if (this.#closed) throw new AppError("unavailable", "The database is closed.");
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Waits for what is open. After that nothing is under way, so the package need not wait too: for a connection that was lost it would wait in
   * vain. */
  async #close(): Promise<void> {
    const shared = [...new Set([this.#shared, this.#hasty])];
    await Promise.all([this.#sessions, ...shared.map(({ gate }) => gate)].map((gate) => gate.shut()));
    await Promise.all([...shared.map((each) => each.close()), ...this.#idle.map(({ client }) => client.end({ timeout: 0 }))]);
  }
}

/** The options of every connection to this URL. */
function connector(url: string, log: (message: string) => void): { connect: Connect; max: number } {
  if (!URL.canParse(url))
    throw new AppError("request.invalid", "DATABASE_URL is not a URL: postgres://user:password@host:5432/name.", { field: "DATABASE_URL" });
  const parsed = new URL(url);
  const max = Number(parsed.searchParams.get("max") ?? CONNECTIONS);
  if (!Number.isInteger(max) || max < 2)
    throw new AppError("request.invalid", "max in DATABASE_URL must be a whole number from 2.", { field: "DATABASE_URL" });
  // known to other clients, but this package would pass it to the server, which refuses it
  parsed.searchParams.delete("channel_binding");
  const common: postgres.Options<{}> = {
    types: TYPES as unknown as {},
    fetch_types: false,
    connect_timeout: 10,
    backoff: (tries: number) => Math.min(1, 0.02 * 2 ** tries),
    connection: { application_name: APPLICATION },
    onnotice: (notice) => void (/^(WARNING|ERROR|FATAL)$/.test(String(notice.severity)) && log(`Postgres: ${notice.message}`)),
  };
  return { max, connect: (options) => postgres(parsed.href, { ...common, ...options }) as Client };
}

/** Reaches the server once, so that a wrong URL fails here and not in the first query. */
export async function openPostgres(url: string, options: DriverOptions): Promise<Db> {
  const { connect, max } = connector(url, options.log);
  const db = new PostgresDb(connect, max, options);
  await db.one({ strings: ["select 1 as ready"], values: [] }).catch(async (thrown) => {
    await db.close();
    throw thrown;
  });
  return db;
}
