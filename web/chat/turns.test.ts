// Streamed chunks become one growing answer; an error in the stream is an error.
import { expect, test } from "bun:test";
import { addPiece, pieceOf, type Turn } from "./turns.ts";

test("pieces join to one answer", () => {
  const start: Turn[] = [{ role: "user", content: "Hi" }];
  const chunks = [
    '{"choices":[{"delta":{"role":"assistant"}}]}',
    '{"choices":[{"delta":{"content":"Hel"}}]}',
    '{"choices":[{"delta":{"content":"lo"}}]}',
    '{"choices":[],"usage":{}}',
    "[DONE]",
  ];
  expect(
    chunks
      .map(pieceOf)
      .filter(Boolean)
      .reduce<Turn[]>((turns, piece) => addPiece(turns, piece, "A on b"), start),
  ).toEqual([...start, { role: "assistant", content: "Hello", by: "A on b" }]);
});

test("an error chunk is thrown with its words", () => {
  expect(() => pieceOf('{"error":{"message":"The model stopped."}}')).toThrow("The model stopped.");
});
