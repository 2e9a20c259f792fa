// WaveSpeedAI: pictures and films as predictions that are asked about. Which model takes what is data (offers.json). Not its webhooks: asking is enough.
import { probeOf, type Queued, queued, trusted } from "../flow.ts";
import { type FailureRow, type Seen, told } from "../http.ts";
import { readOffers } from "../offers.ts";
import type { Context, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };
import { refreshed } from "./prices.ts";

const coded =
  (...codes: number[]) =>
  ({ code }: Seen): boolean =>
    codes.includes(Number(code));

/** wavespeed.ai/docs/error-codes and /troubleshooting-guide, read 2026-11: a failed task tells a code of its own; failed ones are refunded within three hours. */
const ROWS: readonly FailureRow[] = [
  { fits: coded(1200), code: "provider.refused_input", text: "refused the request", charged: "no" },
  { fits: coded(1400, 1401, 1402), code: "provider.invalid", text: "did not accept the request" },
  { fits: coded(5003), code: "provider.capacity", text: "is overloaded" },
  { fits: coded(5004), code: "provider.timeout", text: "took too long", charged: "no" },
  { says: /insufficient (credit|balance|fund)|top.?up/, code: "provider.quota", text: "says that the account is out of credit" },
];

/** Where a prediction's result is read; its official clients ask there, the reply to a submission names it too. */
const resultOf = (id: string, context: Context) => `${context.baseUrl.replace(/\/+$/, "")}/api/v3/predictions/${encodeURIComponent(id)}/result`;

const wire: Queued = {
  title: "WaveSpeed",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  inlineBytes: 20 * 1024 * 1024,
  taken(body, _call, context) {
    // A good status may carry another code, and then a message instead of a prediction.
    if (typeof body?.code === "number" && body.code !== 200) return { failure: told({ code: body.code, message: body.message }, wire, context) };
    const id = body?.data?.id;
    if (typeof id !== "string" || !/^[\w-]{1,100}$/.test(id)) return null;
    return { ref: { id, resultUrl: trusted(body.data.urls?.get, resultOf(id, context), context) } };
  },
  question: (ref) => ({ to: String(ref.resultUrl) }),
  verdict(body, { context }) {
    const task = body?.data;
    switch (task?.status) {
      case "created":
      case "pending":
        return { state: "running", stage: "Waiting for WaveSpeed" };
      case "processing":
        return { state: "running" };
      case "completed":
        return { state: "done", body: task };
      case "failed":
        return { state: "failed", failure: told({ code: task.code, message: task.error || "the task failed" }, wire, context, "no") };
      case "cancelled":
        return { state: "failed", failure: { code: "provider.canceled", message: "WaveSpeed stopped the task.", charged: "unknown" } };
      case "timeout":
        return { state: "failed", failure: { code: "provider.timeout", message: "WaveSpeed took too long.", charged: "no" } };
      case "deleted":
        return { state: "failed", failure: { code: "provider.expired", message: "WaveSpeed no longer keeps the task.", charged: "unknown" } };
      default:
        return null;
    }
  },
};

const known = readOffers("wavespeed", offers);

/** https://wavespeed.ai/docs, read 2026-11. */
const wavespeed: Provider = {
  id: "wavespeed",
  title: "WaveSpeed",
  local: false,
  neural: true,
  // No idempotency key, and its list of predictions knows nothing of ours.
  repeat: "never",
  refusalCharged: { input: "no", output: "unknown" },
  progress: "stages",
  resultSeconds: null,
  checked: { how: "documented", source: "WaveSpeed's documentation and its official clients", date: "2026-11-25" },
  concurrency: 3,
  keyVariable: "WAVESPEED_API_KEY",
  defaultUrl: "https://api.wavespeed.ai",
  hint: "Set WAVESPEED_API_KEY to a key from wavespeed.ai/accesskey.",
  offers: known,
  ...queued(wire),
  probe: probeOf(wire, "api/v3/balance"),
  refresh: (context) => refreshed(known, wire, context),
};
export default wavespeed;
