// What the kit needs to know of Anthropic: a stand-in that speaks its Messages API, whole and streamed. It makes no media, so chats are all there is. Test material.
import { SECRET } from "../conformance-cases.ts";
import type { Kit } from "../conformance.ts";
import { startDirect } from "../stand-in-shapes.ts";
import type { Reply } from "../stand-in.ts";
import provider from "./anthropic.ts";

const USAGE = { input_tokens: 12, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };

const refused = (status: number, type: string, message: string): Reply => ({
  status,
  body: { type: "error", error: { type, message }, request_id: "req_011" },
});

async function* stream(about: Record<string, unknown>, words: string[]) {
  const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
  yield event("message_start", { message: { ...about, content: [], stop_reason: null, usage: { ...USAGE, output_tokens: 1 } } });
  yield event("content_block_start", { index: 0, content_block: { type: "text", text: "" } });
  yield event("ping", {});
  for (const [index, word] of words.entries())
    yield event("content_block_delta", { index: 0, delta: { type: "text_delta", text: index ? ` ${word}` : word } });
  yield event("content_block_stop", { index: 0 });
  yield event("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: words.length } });
  yield event("message_stop", {});
}

function answer(fields: Record<string, any>): Reply {
  if (!(fields.max_tokens > 0)) return refused(400, "invalid_request_error", "max_tokens: Field required");
  const last = fields.messages?.at(-1)?.content;
  const said = `You said: ${last?.find((block: { type: string }) => block.type === "text")?.text ?? "nothing"}`;
  const about = { id: "msg_stand_in", type: "message", role: "assistant", model: fields.model, stop_sequence: null };
  const words = said.split(" ");
  if (fields.stream) return { headers: { "content-type": "text/event-stream" }, body: stream(about, words) };
  return {
    body: { ...about, content: [{ type: "text", text: said }], stop_reason: "end_turn", usage: { ...USAGE, output_tokens: words.length } },
  };
}

const kit: Kit = async () => {
  const standIn = await startDirect({
    key: { "x-api-key": SECRET },
    base: "/v1",
    answer: ({ method, path, headers }, fields) => {
      if (!headers.get("anthropic-version")) return refused(400, "invalid_request_error", "anthropic-version: header is required");
      if (method === "GET" && path === "/v1/models") return { body: { data: [{ type: "model", id: "claude-opus-5-5" }], has_more: false } };
      return method === "POST" && path === "/v1/messages" ? answer(fields) : null;
    },
  });
  return {
    provider,
    standIn,
    secret: SECRET,
    cases: [],
    chats: [
      { offer: "anthropic:claude-haiku-4-5", request: "POST /v1/messages" },
      { offer: "anthropic:claude-opus-4-6", request: "POST /v1/messages" },
    ],
  };
};
export default kit;
