// Mistral's models that think answer with lists of pieces in the content, {type: "thinking"} and {type: "text"}: made OpenAI's content and reasoning_content again.

type Json = Record<string, any>;

const textIn = (pieces: unknown): string => (Array.isArray(pieces) ? pieces : []).map((piece: Json) => piece?.text ?? "").join("");

/** A message or a delta with words as words and thoughts beside them. */
function plain(said: Json): Json {
  if (!Array.isArray(said?.content)) return said;
  const pieces = said.content as Json[];
  const thoughts = pieces.map((piece) => (piece.type === "thinking" ? textIn(piece.thinking) : "")).join("");
  const content = textIn(pieces.filter((piece) => piece.type === "text"));
  return { ...said, content, ...(thoughts ? { reasoning_content: thoughts } : {}) };
}

function mended(text: string): string {
  if (!text.includes('"content":[') && !text.includes('"content": [')) return text;
  try {
    const body = JSON.parse(text) as Json;
    const choices = (body.choices as Json[]).map((choice) => ({
      ...choice,
      ...(choice.message ? { message: plain(choice.message) } : {}),
      ...(choice.delta ? { delta: plain(choice.delta) } : {}),
    }));
    return JSON.stringify({ ...body, choices });
  } catch {
    return text;
  }
}

/** Event by event, none kept back longer than until its end is there. */
function events(): TransformStream<Uint8Array, Uint8Array> {
  const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];
  let rest = "";
  const lines = (block: string) =>
    block
      .split("\n")
      .map((line) => (line.startsWith("data:") ? `data: ${mended(line.slice(5).trim())}` : line))
      .join("\n");
  return new TransformStream({
    transform(bytes, controller) {
      rest += decoder.decode(bytes, { stream: true }).replaceAll("\r\n", "\n");
      const end = rest.lastIndexOf("\n\n");
      if (end < 0) return;
      controller.enqueue(encoder.encode(lines(rest.slice(0, end + 2))));
      rest = rest.slice(end + 2);
    },
    flush(controller) {
      if (rest) controller.enqueue(encoder.encode(lines(rest)));
    },
  });
}

/** The same answer in OpenAI's format, streamed as it comes or whole. */
export async function withoutPieces(response: Response): Promise<Response> {
  const type = response.headers.get("content-type") ?? "application/json";
  const headers = { "content-type": type };
  if (!type.includes("text/event-stream")) return new Response(mended(await response.text()), { headers });
  return new Response(response.body?.pipeThrough(events()) ?? null, { headers });
}
