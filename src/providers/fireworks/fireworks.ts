// Fireworks AI: chat in OpenAI's format, FLUX.1 at once, FLUX.1 Kontext as a job with the states of its maker, whisper on hosts of its own. What each model takes is data (offers.json).
import { direct, probeOf, type Queued, queued, trusted, type Wire } from "../flow.ts";
import { told, type FailureRow } from "../http.ts";
import { mappingOf } from "../mapping.ts";
import { liveByProtocol } from "../openai-protocol.ts";
import { readOffers } from "../offers.ts";
import type { Call, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** https://docs.fireworks.ai/guides/inference-error-codes and the pages of the picture models, read 2026-11. What a refusal costs is documented nowhere. */
const ROWS: readonly FailureRow[] = [
  { says: /request moderated/, code: "provider.refused_input", text: "refused the request", charged: "unknown" },
  { says: /content moderated|content_filtered/, code: "provider.refused_output", text: "withheld what it made", charged: "unknown" },
  { says: /task not found/, code: "provider.expired", text: "no longer knows the task", charged: "unknown" },
  // An account that is suspended for its bill answers 412.
  { status: [412], code: "provider.quota", text: "has suspended the account" },
];

const common: Wire & { rows: readonly FailureRow[] } = {
  title: "Fireworks",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  // Whisper lies on audio-prod and audio-turbo under the same domain.
  ownHosts: /^([a-z0-9-]+\.)*fireworks\.ai$/,
};

const extraOf = (call: Call) => mappingOf(call.offer, call.task).extra as { job?: boolean; host?: string };

const once = direct({
  ...common,
  // As JSON, a withheld picture and the seed are told.
  submitHeaders: () => ({ accept: "application/json" }),
  form: (call) => call.files.audio !== undefined,
  path(call, context) {
    const { host } = extraOf(call);
    const { remote } = call.offer;
    return host ? trusted(`${host}/audio/transcriptions`, "audio/transcriptions", context, common) : `workflows/${remote}/text_to_image`;
  },
  refused: (body) =>
    body.finishReason === "CONTENT_FILTERED"
      ? {
          code: "provider.refused_output",
          message: "Fireworks' safety check withheld what was made.",
          charged: "unknown",
          providerCode: "CONTENT_FILTERED",
        }
      : null,
});

const kontext: Queued = {
  ...common,
  taken(body, call) {
    const id = body?.request_id ?? body?.id;
    return typeof id === "string" ? { ref: { id, path: `workflows/${call.offer.remote}/get_result` } } : null;
  },
  question: (ref) => ({ method: "POST", to: String(ref.path), json: { id: ref.id } }),
  verdict(body, { context }) {
    switch (body?.status) {
      case "Pending":
        return { state: "running", progress: typeof body.progress === "number" ? body.progress : null };
      case "Ready":
        return { state: "done" };
      case "Request Moderated":
      case "Content Moderated":
      case "Task not found":
      case "Error":
      case "Failed":
        return { state: "failed", failure: told({ type: body.status, message: text(body.details) ?? body.status }, common, context) };
      default:
        return null;
    }
  },
  paceMs: [500, 2_000],
};
const text = (details: unknown): string | null => (typeof details === "string" ? details : details ? JSON.stringify(details) : null);
const jobs = queued(kontext);

/** https://docs.fireworks.ai/api-reference, read 2026-11-25. */
const fireworks: Provider = {
  id: "fireworks",
  title: "Fireworks AI",
  local: false,
  neural: true,
  // No idempotency key and no list of tasks: a lost answer to a submission stays unknown.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "fraction",
  resultSeconds: null,
  checked: {
    how: "documented",
    source: "docs.fireworks.ai/api-reference: text to image, FLUX.1 Kontext, get_result, audio transcriptions",
    date: "2026-11-25",
  },
  concurrency: 8,
  keyVariable: "FIREWORKS_API_KEY",
  defaultUrl: "https://api.fireworks.ai/inference/v1",
  hint: "Set FIREWORKS_API_KEY to a key from app.fireworks.ai.",
  offers: readOffers("fireworks", offers),
  start: (call, context) => (extraOf(call).job ? jobs.start(call, context) : once(call, context)),
  check: jobs.check!,
  live: (body, offer, context) => liveByProtocol(body, offer, context, { ...common, buys: true, streamUsage: true }),
  probe: probeOf(common, "models"),
};
export default fireworks;
