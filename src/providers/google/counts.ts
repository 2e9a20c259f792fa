// Google's OpenAI-compatible chat leaves thoughts out of completion_tokens and counts them in total_tokens only, though they are paid for: this puts them back.

type Json = Record<string, any>;

const amount = (value: unknown): number => (typeof value === "number" && value >= 0 ? value : 0);

/** The usage with everything that was written counted as written. */
function whole(usage: Json): Json {
  const [prompt, completion, total] = [amount(usage.prompt_tokens), amount(usage.completion_tokens), amount(usage.total_tokens)];
  const thoughts = total - prompt - completion;
  if (thoughts <= 0) return usage;
  return {
    ...usage,
    completion_tokens: completion + thoughts,
    completion_tokens_details: { reasoning_tokens: thoughts, ...(usage.completion_tokens_details as object | undefined) },
  };
}

/** One JSON text with its usage made whole; as it stands where it is none or tells of none. */
function mended(text: string): string {
  if (!text.includes('"usage"')) return text;
  try {
    const body = JSON.parse(text) as Json;
    return body.usage ? JSON.stringify({ ...body, usage: whole(body.usage as Json) }) : text;
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

/** The same answer with its thoughts counted, streamed as it comes or whole. */
export async function withThoughts(response: Response): Promise<Response> {
  const type = response.headers.get("content-type") ?? "application/json";
  const headers = { "content-type": type };
  if (!type.includes("text/event-stream")) return new Response(mended(await response.text()), { headers });
  return new Response(response.body?.pipeThrough(events()) ?? null, { headers });
}
