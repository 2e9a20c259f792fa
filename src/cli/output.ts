// How commands speak: plain words to a person, JSON to a program, and exit codes that a script can use.
import { type AppError, asAppError } from "../spec/error.ts";

export const EXIT_CODES = `
Every command takes --help and --json. Exit codes: 0 done, 1 failed,
2 not understood, 3 not allowed or no key, 4 not found, 5 money,
6 refused by a provider, 7 nothing can do it under these rules, 8 not known,
130 interrupted.`;

/** For a question that is answered, and not with yes. As EXIT_CODES tells. */
export const ANSWER_CODES = { yes: 0, no: 7, unknown: 8 } as const;

/** As EXIT_CODES tells. */
export function exitCode(error: AppError): number {
  const { code, row } = error;
  if (code === "request.invalid" || code === "request.malformed" || code === "request.url_refused") return 2;
  if (row.status === 401 || row.status === 403) return 3;
  if (row.status === 404) return 4;
  if (row.status === 402) return 5;
  if (code.startsWith("provider.refused")) return 6;
  return code === "plan.none" ? 7 : 1;
}

export function fail(thrown: unknown): never {
  const error = asAppError(thrown);
  if (error.code === "internal" && error.cause !== undefined) console.error(error.cause);
  // A program that asked for JSON reads JSON here too.
  if (process.argv.includes("--json")) say(JSON.stringify({ code: error.code, title: error.row.title, detail: error.detail, field: error.field }));
  else console.error(`${error.row.title}. ${error.detail}`);
  process.exit(exitCode(error));
}

/** Beside the result: for a person, on standard error. Not `console.error`, which writes in red on a terminal, as if all of it were errors. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);

export const printJson = (value: unknown): void => console.log(JSON.stringify(value, null, 2));

/** Columns as wide as their longest cell; the last is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!))).join("  ")).join("\n");
}
