// Together AI: chat in OpenAI's format, pictures, edits, speech and transcripts on one request, films as jobs of its second version. What each model takes is data (offers.json).
import { direct, type Queued, probeOf, queued, type Wire } from "../flow.ts";
import { joinUrl, told, type FailureRow } from "../http.ts";
import { mappingOf } from "../mapping.ts";
import { liveByProtocol } from "../openai-protocol.ts";
import { readOffers } from "../offers.ts";
import type { Call, Context, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** https://docs.together.ai/docs/error-codes and support article 1067567273 (2025-11-14). Whether a refused request is charged is documented nowhere. */
const ROWS: readonly FailureRow[] = [
  // Here a prompt that is too long for the model is a 403.
  { status: [403], says: /max_(new_)?tokens|context length|token count/, code: "provider.invalid", text: "found the text too long for the model" },
  { says: /nsfw|content[ _]policy|safety|moderat/, code: "provider.refused_input", text: "refused the request", charged: "unknown" },
];

const common: Wire & { rows: readonly FailureRow[] } = {
  title: "Together AI",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
};

const once = direct({
  ...common,
  form: (call) => mappingOf(call.offer, call.task).extra.form === true,
});

const film: Queued = {
  ...common,
  taken: (body) => (typeof body?.id === "string" ? { ref: { id: body.id } } : null),
  question: (ref) => ({ to: `v2/videos/${encodeURIComponent(String(ref.id))}` }),
  verdict(body, { context }) {
    switch (body?.status) {
      case "queued":
      case "in_progress":
        return { state: "running" };
      case "completed":
        return { state: "done" };
      case "failed":
        return { state: "failed", failure: told(body.error ?? { message: "no reason given" }, common, context) };
      case "cancelled":
        return { state: "failed", failure: { code: "provider.canceled", message: "Together AI stopped the job.", charged: "unknown" } };
      default:
        return null;
    }
  },
  paceMs: [2_000, 5_000],
};
const films = queued(film);

const isJob = (call: Call) => mappingOf(call.offer, call.task).extra.job === true;
/** Chat lies under the first version, films under the second. */
const chatting = (context: Context): Context => ({ ...context, baseUrl: joinUrl(context.baseUrl, "v1") });

/** https://docs.together.ai/reference, checked against the OpenAPI file of 2026-04-28 (see openapi.subset.json). */
const together: Provider = {
  id: "together",
  title: "Together AI",
  local: false,
  neural: true,
  // No idempotency key and no list of jobs by a name of ours: a second request is a second bill.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "stages",
  resultSeconds: null,
  checked: { how: "specification", source: "Together's OpenAPI file 2.0.0 (github:togethercomputer/openapi@090263a)", date: "2026-04-28" },
  concurrency: 8,
  // Whether one refusal ends the others is not said; a picture costs the same by itself.
  apart: true,
  keyVariable: "TOGETHER_API_KEY",
  defaultUrl: "https://api.together.ai",
  hint: "Set TOGETHER_API_KEY to a key from api.together.ai.",
  offers: readOffers("together", offers),
  start: (call, context) => (isJob(call) ? films.start(call, context) : once(call, context)),
  check: films.check!,
  live: (body, offer, context) => liveByProtocol(body, offer, chatting(context), { ...common, buys: true, streamUsage: true }),
  probe: probeOf(common, "v1/models"),
};
export default together;
