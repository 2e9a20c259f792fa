// OpenAI's own API: chat live, images, edits, speech and transcription on one request each. The wire format is openai-protocol.ts, the prices offers.json.
import { type Dialect, liveByProtocol, probeByProtocol, startByProtocol } from "../openai-protocol.ts";
import { readOffers } from "../offers.ts";
import type { Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

const stage = (body: any): unknown => body?.error?.moderation_details?.moderation_stage;

const dialect: Dialect = {
  title: "OpenAI",
  buys: true,
  streamUsage: true,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  rows: [
    // Whether a refused picture is charged is documented nowhere (2026-11).
    {
      says: /moderation_blocked|content_policy_violation/,
      fits: (seen) => stage(seen.body) === "output",
      code: "provider.refused_output",
      text: "withheld what it made",
      charged: "unknown",
    },
    {
      says: /moderation_blocked|content_policy_violation|safety system/,
      code: "provider.refused_input",
      text: "refused the request",
      charged: "unknown",
    },
    {
      says: /billing_hard_limit_reached|insufficient_quota|billing_not_active/,
      code: "provider.quota",
      text: "says that the account is out of credit",
    },
    { status: [400, 404], says: /model_not_found/, code: "provider.not_found", text: "does not know this model, or this key may not use it" },
    { status: [403], says: /must be verified|unsupported_country/, code: "provider.auth", text: "does not open this model to the account" },
  ],
};

/** The limit of an answer under the name that all models take: those that reason refuse the older one, max_tokens. */
function limited({ max_tokens, ...body }: Record<string, unknown>): Record<string, unknown> {
  return typeof max_tokens === "number" ? { max_completion_tokens: max_tokens, ...body } : body;
}

/** https://platform.openai.com/docs/api-reference, checked against the specification of 2026-08-21 (see openapi.subset.json). */
export const openai: Provider = {
  id: "openai",
  title: "OpenAI",
  local: false,
  neural: true,
  // No idempotency key is documented for these endpoints: a second request is a second bill.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "none",
  resultSeconds: 0,
  checked: { how: "specification", source: "OpenAI's OpenAPI file 2.3.0", date: "2026-08-21" },
  concurrency: 8,
  // An answer of 400 for moderation is about the whole request (its image guide).
  apart: true,
  keyVariable: "OPENAI_API_KEY",
  defaultUrl: "https://api.openai.com/v1",
  hint: "Set OPENAI_API_KEY to a key from platform.openai.com.",
  offers: readOffers("openai", offers),
  start: (call, context) => startByProtocol(call, context, dialect),
  live: (body, offer, context) => liveByProtocol(limited(body), offer, context, dialect),
  probe: probeByProtocol(dialect),
};
export default openai;
