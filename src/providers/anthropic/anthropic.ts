// Anthropic's own API: chat with Claude through POST /v1/messages. It speaks no OpenAI, so both ways are translated here (to-messages.ts, from-messages.ts).
import { z } from "zod";
import { AppError } from "../../spec/error.ts";
import { probeOf, type Wire } from "../flow.ts";
import { asError, failed, type FailureRow, joinUrl, readJson, request, send, told, whyNot } from "../http.ts";
import { readOffers } from "../offers.ts";
import type { Provider } from "../providers.ts";
import { chunksOf, completionOf, message } from "./from-messages.ts";
import offers from "./offers.json" with { type: "json" };
import { toMessages } from "./to-messages.ts";

/** https://platform.claude.com/docs/en/api/errors, read 2026-11. The rows without a status are told inside streams, too. */
const ROWS: readonly FailureRow[] = [
  { says: /output blocked by content filtering/, code: "provider.refused_output", text: "withheld what it wrote", charged: "unknown" },
  // A used-up balance and a spending limit that the account set itself are a 400; the limit of its tier is a 429 without Retry-After.
  {
    says: /credit balance is too low|billing_error|usage limits|spend(ing)? (limit|cap)|monthly spend/,
    code: "provider.quota",
    text: "says that the account is out of credit",
  },
  { says: /concurrent connections/, code: "provider.concurrency", text: "takes no more at once" },
  { says: /\brate_limit_error/, code: "provider.rate", text: "asks for fewer requests" },
  { says: /\boverloaded_error/, code: "provider.capacity", text: "is overloaded" },
  { says: /\btimeout_error/, code: "provider.timeout", text: "took too long" },
];

const wire: Wire = {
  title: "Anthropic",
  rows: ROWS,
  credentials: (secret) => ({ "x-api-key": secret }),
  headers: { "anthropic-version": "2023-06-01" },
};

const ANSWER_BYTES = 16 * 1024 * 1024;

const limits = z.strictObject({
  maxTokens: z.int().min(1),
  sampling: z.boolean().default(true),
  promptChars: z.int().min(1).nullable().default(null),
});

const live: Provider["live"] = async (body, offer, context) => {
  const ask = {
    method: "POST" as const,
    url: joinUrl(context.baseUrl, "messages"),
    headers: wire.headers!,
    json: toMessages(body, offer.remote, limits.parse(offer.options)),
    credentials: context.secret === null ? {} : wire.credentials(context.secret),
    maxBytes: ANSWER_BYTES,
    // A chat that was cut off before its first byte is cheap and may go elsewhere.
    buys: false,
  };
  const created = Math.floor(context.now() / 1000);
  if (body.stream !== true) {
    const answer = await request(ask, wire, context);
    if (!answer.ok) throw asError(answer.failure);
    const whole = readJson(answer, message);
    if (!whole) throw new AppError("provider.bad_output", "Anthropic sent something that is not an answer.");
    return { response: Response.json(completionOf(whole, created)) };
  }
  const sent = await send(ask, wire, context);
  if (!sent.ok) throw asError(sent.failure);
  if (!sent.response.ok) throw asError(await whyNot(sent.response, wire, context));
  if (!sent.response.body) throw new AppError("provider.bad_output", "Anthropic's stream holds no answer.");
  const failure = (error: unknown) => asError(told(error, wire, context));
  const chunks = await chunksOf(sent.response.body, { created, signal: context.signal, failure });
  return { response: new Response(chunks, { headers: { "content-type": "text/event-stream" } }) };
};

/** https://platform.claude.com/docs/en/api/messages and its pages on streaming, stop reasons and errors. */
const anthropic: Provider = {
  id: "anthropic",
  title: "Anthropic",
  local: false,
  neural: true,
  // No idempotency key is documented: a second request is a second bill.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "none",
  resultSeconds: 0,
  checked: {
    how: "documented",
    source:
      "platform.claude.com: the Messages API, streaming, stop reasons, errors; bodies also against the Messages schema that OpenRouter publishes",
    date: "2026-11-25",
  },
  concurrency: 8,
  keyVariable: "ANTHROPIC_API_KEY",
  defaultUrl: "https://api.anthropic.com/v1",
  hint: "Set ANTHROPIC_API_KEY to a key from platform.claude.com.",
  offers: readOffers("anthropic", offers),
  start: async () => failed("provider.invalid", "Anthropic makes no media.", "no"),
  live,
  probe: probeOf(wire, "models"),
};
export default anthropic;
