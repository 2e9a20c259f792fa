// fal's queue: submit, ask, fetch the result, cancel; a webhook only wakes; live prices. Which endpoint takes what is data (mapping.ts, offers.json). How a job is followed is flow.ts.
import type { FailureRow, Seen } from "../http.ts";
import { joinUrl } from "../http.ts";
import { probeOf, type Queued, queued, trusted } from "../flow.ts";
import { readOffers } from "../offers.ts";
import type { Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };
import { platform, refreshed } from "./prices.ts";
import { verifyWebhook } from "./webhook.ts";

/** fal takes files inline as data URLs; beyond this its gateway refuses the body. */
const INLINE_BYTES = 20 * 1024 * 1024;
/** How long its CDN keeps what was made. We copy at once, so a day is for restarts. */
const KEEP_SECONDS = 24 * 60 * 60;

/** fal names the input at fault as ["body", "prompt"]; ["body"] alone is the whole, which is what was made. */
const namesInput = ({ body }: { body: unknown }) => {
  const place = (body as any)?.detail?.[0]?.loc;
  return Array.isArray(place) && place.length > 1;
};

/** https://fal.ai/docs/documentation/model-apis/errors and /request-errors, read 2026-11. Failures of 5xx are never charged there; refusals sometimes are. */
const ROWS: readonly FailureRow[] = [
  { says: /content_policy_violation/, fits: namesInput, code: "provider.refused_input", text: "refused the request", charged: "unknown" },
  {
    says: /content_policy_violation|no_media_generated.*(safety|policy)/,
    code: "provider.refused_output",
    text: "withheld what it made",
    charged: "unknown",
  },
  { says: /\bcancell?ed\b|request_cancelled|client_cancelled/, code: "provider.canceled", text: "stopped on request", charged: "unknown" },
  {
    says: /user is locked|exhausted balance|insufficient (funds|balance|credit)/,
    code: "provider.quota",
    text: "says that the account is out of credit",
  },
  { says: /request_timeout|startup_timeout|generation_timeout/, code: "provider.timeout", text: "took too long", charged: "no" },
  { says: /runner_|downstream_service_unavailable/, code: "provider.capacity", text: "had no machine that could finish it", charged: "no" },
  { says: /no_media_generated/, code: "provider.error", text: "made nothing" },
  {
    says: /(file|image|audio|video|face)_\w*(error|download|unsupported|too_large|too_small|too_long|too_short|detection)/,
    code: "provider.invalid",
    text: "could not use a file",
  },
];

const NOT_ABOUT_THE_JOB = new Set([401, 403, 404, 408, 410, 425, 429]);

/** Is this fal's word about the job, or only a gateway that failed on the way? The documented bodies carry a list of details or an error type. */
function isVerdict({ status: code, body, headers }: Seen): boolean {
  const root = (typeof body === "object" && body !== null ? body : {}) as { detail?: unknown; error_type?: unknown };
  if (headers.has("x-fal-error-type") || Array.isArray(root.detail) || typeof root.error_type === "string") return true;
  if (code >= 400 && code < 500) return !NOT_ABOUT_THE_JOB.has(code);
  return code === 500 && root.detail !== undefined;
}

const waiting = (position: unknown) => (typeof position === "number" && position > 0 ? `Waiting for fal, position ${position}` : "Waiting for fal");

const wire: Queued = {
  title: "fal",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Key ${secret}` }),
  // Prices and the catalogue lie on another host of its own than the queue.
  ownHosts: /^(queue\.fal\.run|api\.fal\.ai)$/,
  inlineBytes: INLINE_BYTES,
  path(call, context) {
    const url = new URL(joinUrl(context.baseUrl, call.offer.remote));
    if (call.webhookUrl) url.searchParams.set("fal_webhook", call.webhookUrl);
    return url.href;
  },
  // x-fal-no-retry is left alone: its queue retries only what its own machines lost, and does not charge for it.
  submitHeaders: () => ({ "x-fal-object-lifecycle-preference": JSON.stringify({ expiration_duration_seconds: KEEP_SECONDS }) }),
  taken(body, call, context) {
    const id = body?.request_id;
    if (typeof id !== "string" || !/^[\w-]{1,100}$/.test(id)) return null;
    // Where fal gives no URL of its own, or one that our key must not be sent to, the documented form serves: owner and app without the rest of the path.
    const own = joinUrl(context.baseUrl, `${call.offer.remote.split("/").slice(0, 2).join("/")}/requests/${id}`);
    const ref = {
      requestId: id,
      statusUrl: trusted(body.status_url, `${own}/status`, context),
      responseUrl: trusted(body.response_url, own, context),
      cancelUrl: trusted(body.cancel_url, `${own}/cancel`, context),
    };
    return { ref, stage: waiting(body.queue_position) };
  },
  question: (ref) => ({ to: String(ref.statusUrl) }),
  verdict(body) {
    if (body?.status === "IN_QUEUE") return { state: "running", stage: waiting(body.queue_position) };
    if (body?.status === "IN_PROGRESS") return { state: "running" };
    // COMPLETED says only that it is over: whether it went well is in the result, and so is the error.
    return body?.status === "COMPLETED" ? { state: "ready" } : null;
  },
  result: (ref) => ({ to: String(ref.responseUrl) }),
  isVerdict: (seen, about) => about === "result" && isVerdict(seen),
  stop: (ref) => ({ method: "PUT", to: String(ref.cancelUrl) }),
};

const known = readOffers("fal", offers);

/** https://fal.ai/docs/documentation/model-apis/inference/queue, read 2026-11; prices and catalogue by the platform API's file of 2026-08-21. */
export const fal: Provider = {
  id: "fal",
  title: "fal",
  local: false,
  neural: true,
  // No idempotency key, and no way to look a request up by anything of ours: a lost answer to a submission stays unknown.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "stages",
  resultSeconds: KEEP_SECONDS,
  checked: { how: "documented", source: "fal's queue documentation", date: "2026-11-24" },
  concurrency: 10,
  // A checker's word about one picture fails the request as a whole.
  apart: true,
  keyVariable: "FAL_KEY",
  defaultUrl: "https://queue.fal.run",
  hint: "Set FAL_KEY to a key from fal.ai/dashboard/keys.",
  offers: known,
  ...queued(wire),
  // A price needs the key and costs nothing to ask.
  probe: (context) => probeOf(wire, platform(context, "models/pricing?endpoint_id=fal-ai/flux/schnell"))(context),
  refresh: (context) => refreshed(known, wire, context),
  webhook: verifyWebhook,
};
export default fal;
