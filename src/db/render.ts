// From a piece of SQL to the text and parameters that an engine takes. Checks every value on its way in; runs nothing.
import { AppError } from "../spec/error.ts";
import { SKIP_LOCKED, type Sql, type SqlValue } from "./db.ts";

export interface Rendered {
  /** Placeholders are $1, $2, … in both engines. */
  text: string;
  values: SqlValue[];
}

/** @param skipLocked what SKIP_LOCKED is in this engine. */
export function render(query: Sql, skipLocked: string): Rendered {
  const out: Rendered = { text: "", values: [] };
  append(query, skipLocked, out);
  return out;
}

function append(query: Sql, skipLocked: string, out: Rendered): void {
  query.strings.forEach((piece, index) => {
    out.text += piece;
    if (index >= query.values.length) return;
    const value = query.values[index]!;
    if (value === SKIP_LOCKED) out.text += skipLocked;
    else if (typeof value === "object" && value !== null && "strings" in value) append(value, skipLocked, out);
    else out.text += `$${out.values.push(checked(value as SqlValue))}`;
  });
}

function checked(value: SqlValue): SqlValue {
  if (typeof value === "string") {
    // Postgres cannot keep the zero character; refused for both engines, so that an input never works on one and fails on the other.
    if (value.includes("\0")) throw new AppError("request.invalid", "Text must not contain the zero character (U+0000).");
    return value;
  }
  if (value === null) return value;
  if (typeof value !== "number")
    throw new TypeError(`A query takes text, numbers and null, not ${typeof value}: booleans travel as 0 and 1, objects as JSON text.`);
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    throw new TypeError(`A query takes safe numbers only, not ${value}.`);
  return value;
}

/** A number as it came from the database; throws where JavaScript cannot hold it exactly. */
export function safeNumber(value: number): number {
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new RangeError("The database holds a whole number beyond ±2^53, which would be rounded.");
  return value;
}
