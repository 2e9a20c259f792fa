// Replicate: official models by their names, others by a pinned version; a prediction that is asked about, canceled, and woken by a signed webhook. Not its deployments, trainings or files API.
import type { FailureRow } from "../http.ts";
import { told } from "../http.ts";
import { probeOf, type Queued, queued, trusted } from "../flow.ts";
import { readOffers } from "../offers.ts";
import type { Call, Failure, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };
import { verifyWebhook } from "./webhook.ts";

/** What Replicate's own JavaScript client (1.4) sends as data URLs at most; its pages advise a URL for what is larger than 256 kB. */
const INLINE_BYTES = 10_000_000;
/** Inputs, outputs and logs are deleted an hour after the end. */
const RESULT_SECONDS = 60 * 60;

/** Public reports of failed predictions, read 2026-11; the codes of four digits are known, not checked. Its statuses are the usual ones. */
const ROWS: readonly FailureRow[] = [
  { says: /nsfw/, code: "provider.refused_output", text: "withheld what it made" },
  // "The input or output was flagged as sensitive" leaves open which; told as the input, which one can change.
  {
    says: /flagged as sensitive|\be005\b|flagged by (the|our) (safety|content)|moderat(ed|ion)/,
    code: "provider.refused_input",
    text: "refused the request",
  },
  { says: /invalid version or not permitted|version does not exist/, code: "provider.not_found", text: "does not know this version of the model" },
  { says: /\be(6716|8765|9243)\b|failed to start|prediction interrupted/, code: "provider.capacity", text: "had no machine that could finish it" },
  { says: /\be1001\b|out of memory/, code: "provider.error", text: "ran out of memory" },
  { says: /timed out|\btimeout\b/, code: "provider.timeout", text: "took too long" },
];

const voice = { title: "Replicate", rows: ROWS };

/** By the second of its hardware also what fails is charged; a price by what is made says nothing of it. */
const chargedFor = ({ offer }: Call): Failure["charged"] => (offer.price?.lines.some(({ unit }) => unit === "gpuSecond") ? "yes" : "unknown");

/** The seed that was drawn stands in the log, if anywhere. */
const seedIn = (logs: unknown) => Number(/\busing seed:? *(\d{1,15})\b/i.exec(typeof logs === "string" ? logs : "")?.[1] ?? NaN);

const wire: Queued = {
  ...voice,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  inlineBytes: INLINE_BYTES,
  // It posts to https only.
  shape: (body, { webhookUrl }) => (webhookUrl?.startsWith("https:") ? { ...body, webhook: webhookUrl, webhook_events_filter: ["completed"] } : body),
  taken(body, _call, context) {
    const id = body?.id;
    if (typeof id !== "string" || !/^[\w-]{1,100}$/.test(id)) return null;
    const getUrl = trusted(body.urls?.get, `predictions/${id}`, context);
    return { ref: { id, getUrl, cancelUrl: trusted(body.urls?.cancel, `predictions/${id}/cancel`, context) } };
  },
  question: (ref) => ({ to: String(ref.getUrl) }),
  verdict(body, { call, context }) {
    const failed = (failure: Failure) => ({ state: "failed" as const, failure });
    switch (body?.status) {
      case "starting":
        return { state: "running", stage: "Waiting for Replicate" };
      case "processing":
        return { state: "running" };
      case "succeeded": {
        if (body.data_removed === true)
          return failed({ code: "provider.expired", message: "Replicate made it and no longer keeps the result.", charged: "yes" });
        // What belongs to a text lies beside it.
        const beside = body.output && typeof body.output === "object" && !Array.isArray(body.output) ? body.output : {};
        return { state: "done", body: { ...beside, ...body, seed: seedIn(body.logs) } };
      }
      case "failed":
        return failed(told(typeof body.error === "string" && body.error ? body.error : "no reason given", voice, context, chargedFor(call)));
      case "canceled":
        return failed({ code: "provider.canceled", message: "Replicate stopped on request.", charged: chargedFor(call) });
      case "aborted":
        return failed({ code: "provider.canceled", message: "Replicate stopped before it began.", charged: "no" });
      default:
        return null;
    }
  },
  stop: (ref) => ({ method: "POST", to: String(ref.cancelUrl) }),
};

/** https://replicate.com/docs/topics/predictions, read 2026-11. */
const replicate: Provider = {
  id: "replicate",
  title: "Replicate",
  local: false,
  neural: true,
  // No idempotency key; its list of predictions tells neither inputs nor any name of ours.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "stages",
  resultSeconds: RESULT_SECONDS,
  checked: {
    how: "specification",
    source: "Replicate's OpenAPI file 1.0.0-a1 for the predictions; models' inputs by their version pages",
    date: "2026-04-09",
  },
  concurrency: 10,
  keyVariable: "REPLICATE_API_TOKEN",
  defaultUrl: "https://api.replicate.com/v1",
  hint: "Set REPLICATE_API_TOKEN to a token from replicate.com/account/api-tokens.",
  offers: readOffers("replicate", offers),
  ...queued(wire),
  probe: probeOf(wire, "account"),
  webhook: (request, context) => verifyWebhook(request, wire, context),
};
export default replicate;
