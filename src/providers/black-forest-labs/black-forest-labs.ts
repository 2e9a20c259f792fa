// Black Forest Labs' own API: FLUX from text, as edits, under a mask and as films, each a task that is asked about under the URL it names. What each model takes is data (offers.json).
import { type Queued, probeOf, queued, trusted } from "../flow.ts";
import { told, type FailureRow } from "../http.ts";
import { readOffers } from "../offers.ts";
import type { Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** https://docs.bfl.ai/api_integration/errors, read 2026-11. Whether a moderated task is charged is documented nowhere. */
const ROWS: readonly FailureRow[] = [
  { says: /request moderated/, code: "provider.refused_input", text: "refused the request", charged: "unknown" },
  { says: /content moderated/, code: "provider.refused_output", text: "withheld what it made", charged: "unknown" },
  { says: /task not found/, code: "provider.expired", text: "no longer knows the task", charged: "unknown" },
  // 429 is the limit of tasks at once (24, or 6 for Kontext max), not one of requests.
  { status: [429], says: /active tasks|concurren/, code: "provider.concurrency", text: "takes no more at once" },
];

const wire: Queued = {
  title: "Black Forest Labs",
  rows: ROWS,
  credentials: (secret) => ({ "x-key": secret }),
  // A task lives in one region: the URL that names it must be used, and is another host than the one that took it.
  ownHosts: /^api(\.[a-z0-9-]+)?\.bfl\.ai$/,
  inlineBytes: 20 * 1024 * 1024,
  taken(body, _call, context) {
    if (typeof body?.id !== "string") return null;
    const documented = `${context.baseUrl}/v1/get_result?id=${encodeURIComponent(body.id)}`;
    const ref = { id: body.id, pollingUrl: trusted(body.polling_url, documented, context, wire) };
    return { ref: typeof body.cost === "number" ? { ...ref, cost: body.cost } : ref };
  },
  question: (ref) => ({ to: String(ref.pollingUrl) }),
  verdict(body, { ref, context }) {
    switch (body?.status) {
      case "Pending":
      case "Queued":
      case "Processing":
        return { state: "running", progress: typeof body.progress === "number" ? body.progress : null };
      case "Ready":
        // The price in credits is told when the task is taken; the final answer repeats it for some models only.
        return { state: "done", body: { cost: ref.cost, ...body } };
      case "Request Moderated":
      case "Content Moderated":
      case "Task not found":
      case "Error":
      case "Failed":
        return { state: "failed", failure: told({ type: body.status, message: text(body.details) ?? body.status }, wire, context) };
      default:
        return null;
    }
  },
  paceMs: [500, 2_000],
};

const text = (details: unknown): string | null => (typeof details === "string" ? details : details ? JSON.stringify(details) : null);

/** https://docs.bfl.ai, checked against the OpenAPI file of 2026-05-01. */
const blackForestLabs: Provider = {
  id: "black-forest-labs",
  title: "Black Forest Labs",
  local: false,
  neural: true,
  // No idempotency key and no list of tasks: a lost answer to a submission stays unknown.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "fraction",
  resultSeconds: 600,
  checked: { how: "specification", source: "the OpenAPI file of api.bfl.ai, version 0.0.1", date: "2026-05-01" },
  concurrency: 24,
  keyVariable: "BFL_API_KEY",
  defaultUrl: "https://api.bfl.ai",
  hint: "Set BFL_API_KEY to a key from dashboard.bfl.ai.",
  offers: readOffers("black-forest-labs", offers),
  ...queued(wire),
  probe: probeOf(wire, "v1/credits"),
};
export default blackForestLabs;
