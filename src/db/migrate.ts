// Brings a database up to date: numbered SQL files, each applied exactly once, in order. Knows no table but its own.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join as joinPath } from "node:path";
import { systemClock, type Clock } from "../clock.ts";
import { AppError } from "../spec/error.ts";
import { sql, type Db, type Sql, type Tx } from "./db.ts";

// One set of files serves both engines, so all SQL of the program keeps to what both understand alike:
// - Columns are TEXT and BIGINT (DOUBLE PRECISION for measurements), no other types. A boolean is BIGINT 0 or 1, JSON is TEXT, a time is BIGINT
//   milliseconds, money BIGINT micros. Whole numbers come back as JavaScript numbers, beyond ±2^53 not at all. A comparison comes back as 1 or 0.
// - Keys: `id text primary key`. No serial, autoincrement, rowid or last-insert-id; ids come from the clock. `references` is enforced in both.
// - Upserts: `insert … on conflict (column) do update set x = excluded.x` (there, the old value is `table.x`). `returning` works in both, also on
//   update and delete, but in no promised order.
// - A parameter that Postgres cannot give a type needs a cast: `cast(${x} as bigint)` in `select ${x}`, in `${x} is null`, and where `case` or
//   `coalesce` has parameters only.
// - `'text' || number` needs cast(number as text). Whole numbers divide to whole numbers. The greater of two is a `case when`: SQLite says max(a, b),
//   Postgres greatest(a, b).
// - Say `nulls last` or `nulls first` where an ordered column can be null. `like` minds the case in both; `is not distinct from` works in both.
// - No `now()`, `random()`, date, JSON or array functions: pass values in. A list: join(ids.map((id) => sql`${id}`), sql`, `), and not an empty one.
// - Take work: `update … where id in (select id … order by … limit n ${SKIP_LOCKED})`. Lock a row on Postgres by updating it; on SQLite a transaction
//   excludes all other writers anyway.
// - Postgres runs at READ COMMITTED: two transactions that read, then write what they concluded, must first update a row that both share.
// - Every selected column that is not aggregated is in `group by`. Strings in 'single quotes', names unquoted and lower-case, and none of them a
//   reserved word (`order`, `user`, `end`, `offset`, `limit`, …). A statement in a file ends with a `;` at the end of its line (a comment may
//   follow). No triggers, no `begin`, no `commit`.

interface Migration {
  number: number;
  name: string;
  sha256: string;
  statements: string[];
}

interface Applied {
  number: number;
  name: string;
  sha256: string;
}

/** Applies what is missing from `folder` (files NNNN_name.sql) and returns the names of what this call applied. Several processes may call it at once.
 * Throws `unavailable`, before touching anything, where the database is newer than the program or an applied file was changed or removed. */
export async function migrate(db: Db, folder: string, clock: Clock = systemClock): Promise<string[]> {
  const known = readMigrations(folder);
  await createTable(db);
  refuseForeign(known, await db.all<Applied>(sql`select number, name, sha256 from migrations order by number`));
  const mine: string[] = [];
  for (const migration of known) if (await db.tx((tx) => apply(tx, migration, clock.now()))) mine.push(migration.name);
  return mine;
}

/** Who inserts the row applies the file; whoever comes second waits on the row, then finds that it is there. This is the lock, in both engines. */
async function apply(tx: Tx, { number, name, sha256, statements }: Migration, now: number): Promise<boolean> {
  if (await tx.one(sql`select number from migrations where number = ${number}`)) return false;
  const won = await tx.run(
    sql`insert into migrations (number, name, sha256, applied_at) values (${number}, ${name}, ${sha256}, ${now}) on conflict (number) do nothing`,
  );
  if (won === 0) return false;
  for (const text of statements) await tx.run(plain(text));
  return true;
}

const plain = (text: string): Sql => ({ strings: [text], values: [] });

/** In Postgres two `create table if not exists` at once can collide; who loses tries again and finds it made. */
async function createTable(db: Db): Promise<void> {
  const create = () =>
    db.run(
      sql`create table if not exists migrations (number bigint primary key, name text not null, sha256 text not null, applied_at bigint not null)`,
    );
  await create().catch(create);
}

function refuseForeign(known: Migration[], applied: Applied[]): void {
  const newest = known.at(-1)?.number ?? 0;
  for (const row of applied) {
    const file = known.find(({ number }) => number === row.number);
    if (!file && row.number > newest) {
      throw new AppError(
        "unavailable",
        `The database is newer than the program: it has migration ${row.name}, the program ends at ${newest}. ` +
          "Start the newer version, or restore a backup made before it.",
      );
    }
    if (!file)
      throw new AppError(
        "unavailable",
        `Migration ${row.name} was applied to the database, but its file is missing from the program. Install the program again.`,
      );
    if (file.sha256 !== row.sha256) {
      throw new AppError(
        "unavailable",
        `Migration ${row.name} was changed after it had been applied. Put the old text back and write the change as a new migration.`,
      );
    }
  }
}

function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));
  const migrations = files.map((file) => {
    const number = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1]);
    if (!number) throw new Error(`A migration is named NNNN_name.sql, not ${file}.`);
    // line ends differ where git was told so; the hash must not
    const text = readFileSync(joinPath(folder, file), "utf8").replaceAll("\r\n", "\n");
    return {
      number,
      name: file.slice(0, -".sql".length),
      sha256: createHash("sha256").update(text).digest("hex"),
      statements: splitStatements(text),
    };
  });
  migrations.sort((a, b) => a.number - b.number);
  migrations.forEach((migration, index) => {
    if (migrations[index + 1]?.number === migration.number) throw new Error(`Two migrations have the number ${migration.number}.`);
  });
  return migrations;
}

function splitStatements(text: string): string[] {
  const code = text.replace(/^\s*--.*$/gm, "");
  return code
    .split(/;[ \t]*(?:--.*)?$/m)
    .map((statement) => statement.trim())
    .filter(Boolean);
}
