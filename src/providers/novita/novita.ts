// Novita: open models. Chat in OpenAI's format, pictures and films as tasks that are asked about. Not its machines for rent, nor its older Stable Diffusion routes.
import { probeOf, type Queued, queued } from "../flow.ts";
import { type FailureRow, joinUrl, told } from "../http.ts";
import { readOffers } from "../offers.ts";
import { type Dialect, liveByProtocol } from "../openai-protocol.ts";
import type { Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** novita.ai/docs/api-reference/basic-error-code and /guides/error, read 2026-11: {code, reason, message, metadata}. What a refusal costs is not said. */
const ROWS: readonly FailureRow[] = [
  { status: [400, 403], says: /illegal_(prompt|image_content)/, code: "provider.refused_input", text: "refused the request", charged: "no" },
  {
    says: /balance_not_enough|not[ _]enough[ _]balance|insufficient balance/,
    code: "provider.quota",
    text: "says that the account is out of credit",
  },
  { says: /(missing|invalid)_api_key/, code: "provider.auth", text: "did not accept its key", quiet: true },
  { says: /need_real_name_verify|api_not_allowed/, code: "provider.auth", text: "does not open this model to the account" },
  { says: /(task|api)_not_found/, code: "provider.not_found", text: "does not know this model or task" },
  // Told of a task that ran: what was made, or the prompt at last.
  { status: [200], says: /illegal_prompt/, code: "provider.refused_input", text: "refused the request", charged: "unknown" },
  { status: [200], says: /illegal|nsfw|sensitive|inappropriate/, code: "provider.refused_output", text: "withheld what it made", charged: "unknown" },
];

const wire: Queued = {
  title: "Novita",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  inlineBytes: 10 * 1024 * 1024,
  taken(body) {
    const id = body?.task_id;
    return typeof id === "string" && /^[\w-]{1,100}$/.test(id) ? { ref: { id } } : null;
  },
  question: (ref) => ({ to: `v3/async/task-result?task_id=${encodeURIComponent(String(ref.id))}` }),
  verdict(body, { context }) {
    const task = body?.task;
    switch (task?.status) {
      case "TASK_STATUS_QUEUED":
        return { state: "running", stage: "Waiting for Novita" };
      case "TASK_STATUS_PROCESSING":
        return {
          state: "running",
          progress: typeof task.progress_percent === "number" ? Math.min(1, Math.max(0, task.progress_percent / 100)) : null,
        };
      case "TASK_STATUS_SUCCEED":
        return { state: "done" };
      case "TASK_STATUS_FAILED":
        return { state: "failed", failure: told({ message: task.reason || "the task failed" }, wire, context) };
      default:
        return null;
    }
  },
};

const dialect: Dialect = { title: wire.title, rows: ROWS, credentials: wire.credentials, buys: true, streamUsage: true };

/** https://novita.ai/docs, read 2026-11. */
const novita: Provider = {
  id: "novita",
  title: "Novita",
  local: false,
  neural: true,
  // No idempotency key, and a task is found by Novita's own id alone.
  repeat: "never",
  refusalCharged: { input: "no", output: "unknown" },
  progress: "fraction",
  // `video_url_ttl` of the documented answers.
  resultSeconds: 3600,
  checked: { how: "documented", source: "Novita's documentation", date: "2026-11-25" },
  concurrency: 5,
  keyVariable: "NOVITA_API_KEY",
  defaultUrl: "https://api.novita.ai",
  hint: "Set NOVITA_API_KEY to a key from novita.ai/settings/key-management.",
  offers: readOffers("novita", offers),
  ...queued(wire),
  live: (body, offer, context) => liveByProtocol(body, offer, { ...context, baseUrl: joinUrl(context.baseUrl, "openai/v1") }, dialect),
  probe: probeOf(wire, "openai/v1/models"),
};
export default novita;
