// Groq: chat, transcription and speech in OpenAI's format, each on one request. Not its agents with tools of their own (compound), nor its batches.
import type { FailureRow } from "../http.ts";
import { readOffers } from "../offers.ts";
import { type Dialect, liveByProtocol, probeByProtocol, startByProtocol } from "../openai-protocol.ts";
import type { Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** console.groq.com/docs/errors, /rate-limits and /spend-limits, known; read in part 2026-11. */
const ROWS: readonly FailureRow[] = [
  { says: /blocked_api_access|spend limit|billing/, code: "provider.quota", text: "says that the account's spend limit is reached" },
  // 498 is its own status: the flex tier has no machine free.
  { status: [498], code: "provider.capacity", text: "has no machine free" },
  { says: /model_terms_required|requires terms acceptance/, code: "provider.auth", text: "wants the model's terms accepted in its console first" },
  { says: /model_not_found|model_decommissioned/, code: "provider.not_found", text: "does not run this model" },
];

const dialect: Dialect = {
  title: "Groq",
  rows: ROWS,
  buys: true,
  streamUsage: true,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
};

const groq: Provider = {
  id: "groq",
  title: "Groq",
  local: false,
  neural: true,
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "none",
  resultSeconds: 0,
  checked: { how: "documented", source: "Groq's API reference and its official client's types", date: "2026-11-25" },
  concurrency: 8,
  keyVariable: "GROQ_API_KEY",
  defaultUrl: "https://api.groq.com/openai/v1",
  hint: "Set GROQ_API_KEY to a key from console.groq.com/keys.",
  offers: readOffers("groq", offers),
  start: (call, context) => startByProtocol(call, context, dialect),
  live: (body, offer, context) => liveByProtocol(body, offer, context, dialect),
  probe: probeByProtocol(dialect),
};
export default groq;
