// What is wrong with a field, in words for whoever sent it: zod speaks to programmers ("Too small: expected number to be >=64"). Knows no schema.
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

const KINDS: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};
const COUNTED: Record<string, string> = { string: "characters", array: "entries", set: "entries" };

/** "input.width must be at least 64." */
export function sentenceOf(field: string, issue: Issue): string {
  return `${field} ${predicateOf(issue) ?? `is not right: ${issue.message}`}.`;
}

function predicateOf(issue: Issue): string | null {
  switch (issue.code) {
    case "too_small":
      return boundOf(issue.origin, Number(issue.minimum), issue.inclusive === false ? "more than" : "at least");
    case "too_big":
      return boundOf(issue.origin, Number(issue.maximum), issue.inclusive === false ? "less than" : "at most");
    case "invalid_type":
      if (issue.message.endsWith("received undefined")) return "is missing";
      return `must be ${KINDS[issue.expected] ?? issue.expected}${/received (\w+)$/.exec(issue.message)?.[1] === "Infinity" ? " that is finite" : ""}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    default:
      return /^(must|may|is|has) /.test(issue.message) ? issue.message.replace(/\.$/, "") : null;
  }
}

function boundOf(origin: string, bound: number, how: string): string {
  const counted = COUNTED[origin];
  if (counted && bound === 1 && how === "at least") return "must not be empty";
  return counted ? `must have ${how} ${bound} ${counted}` : `must be ${how} ${bound}`;
}
