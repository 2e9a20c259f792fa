// Streamed chunks become one growing answer; an error in the stream is an error.
import { expect, test } from "bun:test";
import { addPiece, pieceOf, priced, type Turn } from "./turns.ts";

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
      .reduce<Turn[]>((turns, piece) => addPiece(turns, piece, { model: "a", provider: "b" }), start),
  ).toEqual([...start, { role: "assistant", content: "Hello", by: { model: "a", provider: "b" } }]);
});

test("an error chunk is thrown with its words", () => {
  expect(() => pieceOf('{"error":{"message":"The model stopped."}}')).toThrow("The model stopped.");
});

test("the price joins the last answer, and only an answer", () => {
  const asked: Turn[] = [{ role: "user", content: "Hi" }];
  const answered = addPiece(asked, "Hello", { model: "a", provider: "b" });
  expect(priced(answered, 12).at(-1)!.by).toEqual({ model: "a", provider: "b", micro: 12 });
  expect(priced(asked, 12)).toEqual(asked);
});
