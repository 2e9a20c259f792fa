// DeepInfra: chat and edits in OpenAI's format, pictures, speech and transcripts by its own, which tells what each request cost. What each model takes is data (offers.json).
import { direct, probeOf, type Wire } from "../flow.ts";
import { joinUrl, type FailureRow, type Seen, told } from "../http.ts";
import { mappingOf } from "../mapping.ts";
import { liveByProtocol } from "../openai-protocol.ts";
import { readOffers } from "../offers.ts";
import type { Context, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** Its own requests fail as {detail: {error}}, which nobody else does. */
const wordsOf = (seen: Seen): string => `${seen.words} ${String((seen.body as any)?.detail?.error ?? "").toLowerCase()}`;
const saying = (pattern: RegExp) => (seen: Seen) => pattern.test(wordsOf(seen));

/** https://deepinfra.com/docs/advanced/rate-limits and docs.deepinfra.com on fail_fast, read 2026-11. Refusals and their price are documented nowhere. */
const ROWS: readonly FailureRow[] = [
  // The limit is of requests at once, 200 for each model; a busy model says 429 too, and that is neither.
  { status: [429], fits: saying(/engine_overloaded|busy/), code: "provider.capacity", text: "says that the model is busy" },
  { status: [429], fits: saying(/rate limited/), code: "provider.concurrency", text: "takes no more at once" },
  {
    status: [400, 401, 402, 403],
    fits: saying(/payment method|balance|top up|spending limit/),
    code: "provider.quota",
    text: "says that the account is out of credit",
  },
  { fits: saying(/nsfw|content policy|safety|moderat/), code: "provider.refused_input", text: "refused the request", charged: "unknown" },
];

const wire: Wire & { rows: readonly FailureRow[] } = {
  title: "DeepInfra",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
};

const start = direct({
  ...wire,
  form: (call) => mappingOf(call.offer, call.task).extra.form === true,
  // A request may be answered with its failure inside.
  refused: (body) =>
    body.inference_status?.status === "failed"
      ? told({ message: String(body.detail?.error ?? body.error ?? "no reason given") }, wire, { secret: null, now: () => 0 }, "unknown")
      : null,
});

const chatting = (context: Context): Context => ({ ...context, baseUrl: joinUrl(context.baseUrl, "openai") });

/** https://deepinfra.com/docs and the API page of each model, read 2026-11-25. */
const deepinfra: Provider = {
  id: "deepinfra",
  title: "DeepInfra",
  local: false,
  neural: true,
  // No idempotency key is documented: a second request is a second bill.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "none",
  resultSeconds: 0,
  checked: {
    how: "documented",
    source: "deepinfra.com, API pages of FLUX-1-schnell, FLUX-1-dev and whisper-large-v3; github:deepinfra/deepinfra-node",
    date: "2026-11-25",
  },
  concurrency: 8,
  keyVariable: "DEEPINFRA_API_KEY",
  defaultUrl: "https://api.deepinfra.com/v1",
  hint: "Set DEEPINFRA_API_KEY to a key from deepinfra.com/dash/api_keys (its own pages call it DEEPINFRA_TOKEN).",
  offers: readOffers("deepinfra", offers),
  start,
  live: (body, offer, context) => liveByProtocol(body, offer, chatting(context), { ...wire, buys: true, streamUsage: true }),
  probe: probeOf(wire, "me"),
};
export default deepinfra;
