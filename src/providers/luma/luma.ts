// Luma's Agents API: pictures and edits by Uni-1, films by Ray 3.2. Not the older Dream Machine API, which is documented less well now, has other keys, and takes
// files only as public URLs, where this one takes them inline.
import { ask, type Queued, queued } from "../flow.ts";
import { type FailureRow, told } from "../http.ts";
import { fileOf } from "../mapping.ts";
import { readOffers } from "../offers.ts";
import type { Call, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** https://docs.agents.lumalabs.ai/guides/errors, a copy of 2026: of moderated generations only the reason in words says at which end it was. */
const ROWS: readonly FailureRow[] = [
  { says: /content_moderated.*\boutput\b/, code: "provider.refused_output", text: "withheld what it made" },
  { says: /content_moderated/, code: "provider.refused_input", text: "refused the request", charged: "unknown" },
  { says: /budget_exhausted/, code: "provider.quota", text: "ran out of the account's credit on the way" },
  { says: /output_not_found/, code: "provider.bad_output", text: "has lost what it made" },
  { says: /image_too_large|unsupported_format|corrupt_input|invalid_request/, code: "provider.invalid", text: "could not use a file or a setting" },
];

/** A file that travels inline says what it is. */
function typed(body: Record<string, any>, call: Call): Record<string, any> {
  for (const place of [body.source, body.video?.start_frame]) if (place) place.media_type = fileOf(call, "image").type;
  return body;
}

const generation = (id: unknown) => `v1/generations/${encodeURIComponent(String(id))}`;

const wire: Queued = {
  title: "Luma",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  inlineBytes: 50 * 1024 * 1024,
  path: () => "v1/generations",
  shape: typed,
  taken: (body) => (typeof body?.id === "string" ? { ref: { id: body.id } } : null),
  question: (ref) => ({ to: generation(ref.id) }),
  verdict(body, { context }) {
    switch (body?.state) {
      case "queued":
        return { state: "running", stage: "Waiting for Luma" };
      case "processing":
        return { state: "running" };
      case "completed":
        return { state: "done" };
      case "failed":
        return { state: "failed", failure: told({ code: body.failure_code, message: body.failure_reason }, wire, context) };
      default:
        return null;
    }
  },
  // "Every 2 to 5 seconds" (documented).
  paceMs: [2_000, 5_000],
};

/** There is no list to read: a generation that cannot exist is known to nobody, but only with a good key does it say so. */
const NOBODY = generation("00000000-0000-0000-0000-000000000000");

/** https://docs.agents.lumalabs.ai, API version 2026-04-01, read through copies of its pages and its schema at docs.comfy.org. */
const luma: Provider = {
  id: "luma",
  title: "Luma",
  local: false,
  neural: true,
  // No idempotency key and no list of generations: a lost answer to a submission stays unknown.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "stages",
  resultSeconds: 3_600,
  checked: { how: "documented", source: "copies of docs.agents.lumalabs.ai, API version 2026-04-01", date: "2026-11-25" },
  // 10 jobs at once by default.
  concurrency: 10,
  keyVariable: "LUMA_AGENTS_API_KEY",
  defaultUrl: "https://agents.lumalabs.ai",
  hint: "Set LUMA_AGENTS_API_KEY to a key from platform.lumalabs.ai, which begins with luma-api-; keys of the Dream Machine API do not open it.",
  offers: readOffers("luma", offers),
  ...queued(wire),
  async probe(context) {
    const answer = await ask({ to: NOBODY }, wire, context);
    return answer.ok || answer.seen?.status === 404 ? null : answer.failure;
  },
};
export default luma;
