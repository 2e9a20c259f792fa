// Words about a field that is wrong: for people, and about the field.
import { expect, test } from "bun:test";
import { z } from "zod";
import { sentenceOf } from "./issue.ts";

const schema = z.strictObject({
  width: z.int().min(64).max(4096).optional(),
  prompt: z.string().trim().min(1).max(10),
  format: z.enum(["png", "jpeg"]).optional(),
  count: z.number().min(1).optional(),
  only: z.array(z.string()).max(2).optional(),
  size: z
    .string()
    .regex(/^\d+x\d+$/, "must be auto or WIDTHxHEIGHT")
    .optional(),
  when: z.iso.datetime().optional(),
});
const said = (value: object) => {
  const issue = schema.safeParse({ prompt: "x", ...value }).error!.issues[0]!;
  return sentenceOf(issue.path.join("."), issue);
};

test.each([
  [{ width: -5 }, "width must be at least 64."],
  [{ width: 9000 }, "width must be at most 4096."],
  [{ width: 64.5 }, "width must be a whole number."],
  [{ width: "64" }, "width must be a number."],
  [{ count: Number.POSITIVE_INFINITY }, "count must be a number that is finite."],
  [{ prompt: undefined }, "prompt is missing."],
  [{ prompt: "  " }, "prompt must not be empty."],
  [{ prompt: "x".repeat(11) }, "prompt must have at most 10 characters."],
  [{ prompt: 7 }, "prompt must be a text."],
  [{ format: "exe" }, "format must be one of png, jpeg."],
  [{ only: ["a", "b", "c"] }, "only must have at most 2 entries."],
  [{ size: "big" }, "size must be auto or WIDTHxHEIGHT."],
  [{ when: "soon" }, "when is not right: Invalid ISO datetime."],
] as [object, string][])("%j", (value, words) => {
  expect(said(value)).toBe(words);
});
