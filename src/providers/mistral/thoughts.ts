// Mistral's models that think answer with lists of pieces in the content, {type: "thinking"} and {type: "text"}: made OpenAI's content and reasoning_content again.
import type { Mend } from "../streams.ts";

type Json = Record<string, any>;

const textIn = (pieces: unknown): string => (Array.isArray(pieces) ? pieces : []).map((piece: Json) => piece?.text ?? "").join("");

/** A message or a delta with words as words and thoughts beside them. */
function plain(said: Json): Json {
  const pieces = said.content as Json[];
  const thoughts = pieces.map((piece) => (piece?.type === "thinking" ? textIn(piece.thinking) : "")).join("");
  const content = textIn(pieces.filter((piece) => piece?.type === "text"));
  return { ...said, content, ...(thoughts ? { reasoning_content: thoughts } : {}) };
}

/** An answer or a chunk with its choices in OpenAI's format. */
export const withoutPieces: Mend = (json) => {
  const inPieces = (said: Json | undefined) => Array.isArray(said?.content);
  const choices: Json[] = Array.isArray(json.choices) ? json.choices : [];
  if (!choices.some((choice) => inPieces(choice?.message) || inPieces(choice?.delta))) return json;
  return {
    ...json,
    choices: choices.map((choice) => ({
      ...choice,
      ...(inPieces(choice?.message) ? { message: plain(choice.message) } : {}),
      ...(inPieces(choice?.delta) ? { delta: plain(choice.delta) } : {}),
    })),
  };
};
