// A conversation as the studio keeps it, and how the streamed pieces become its last turn. Pure.

export interface By {
  model: string;
  provider: string;
  micro?: number | null;
}

export interface Turn {
  role: "user" | "assistant";
  content: string;
  /** Who answered, by ids; the cost once it is settled. */
  by?: By;
}

/** The text that one streamed chunk adds; empty for the chunks that only tell roles and counts. */
export function pieceOf(data: string): string {
  if (data === "[DONE]") return "";
  const chunk = JSON.parse(data) as { choices?: { delta?: { content?: string | null } }[]; error?: { message?: string } };
  if (chunk.error) throw new Error(chunk.error.message ?? "The answer broke off.");
  return chunk.choices?.[0]?.delta?.content ?? "";
}

/** The turns with what the last answer cost. */
export function priced(turns: Turn[], micro: number | null): Turn[] {
  const last = turns.at(-1);
  return last?.by ? [...turns.slice(0, -1), { ...last, by: { ...last.by, micro } }] : turns;
}

/** The turns with a piece added to the answer that is being written. */
export function addPiece(turns: Turn[], piece: string, by?: By): Turn[] {
  const last = turns.at(-1);
  if (last?.role !== "assistant") return [...turns, { role: "assistant", content: piece, by }];
  return [...turns.slice(0, -1), { ...last, content: last.content + piece }];
}
