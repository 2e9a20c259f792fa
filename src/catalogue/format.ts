// How catalogue files are written, so that a script's diff shows only what changed: two spaces, short lists and objects on one line. Reads nothing.

/** Longer than this, a list or an object is broken into lines. Characters. */
const WIDTH = 150;
/** Up to this, the items of a list share lines. Characters. */
const SHORT = 12;

function flat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flat).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${flat(inner)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** Short words one after the other, as many to a line as fit. */
function fill(words: readonly string[], indent: string): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && indent.length + last.length + word.length + 3 <= WIDTH) lines[lines.length - 1] = `${last}, ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => indent + line).join(",\n");
}

function render(value: unknown, indent: string, lead: number, open: boolean): string {
  const line = flat(value);
  if (value === null || typeof value !== "object" || (!open && indent.length + lead + line.length <= WIDTH)) return line;
  const deeper = `${indent}  `;
  if (Array.isArray(value) && value.every((inner) => flat(inner).length <= SHORT)) return `[\n${fill(value.map(flat), deeper)}\n${indent}]`;
  if (Array.isArray(value)) return `[\n${value.map((inner) => deeper + render(inner, deeper, 0, false)).join(",\n")}\n${indent}]`;
  const fields = Object.entries(value).map(([key, inner]) => {
    const name = `${JSON.stringify(key)}: `;
    return deeper + name + render(inner, deeper, name.length, false);
  });
  return `{\n${fields.join(",\n")}\n${indent}}`;
}

/** The text of a catalogue file that holds this value. The value must be plain JSON. */
export function catalogueJson(value: unknown): string {
  return `${render(value, "", 0, true)}\n`;
}
