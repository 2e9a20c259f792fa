// Alibaba's Model Studio (DashScope, Singapore): Qwen and Wan pictures and Qwen's voices on the request itself, Wan films as tasks, Qwen chat in OpenAI's format. Not its realtime sockets.
import { z } from "zod";
import { taskOf } from "../../spec/task.ts";
import { type Direct, direct, probeOf, type Queued, queued } from "../flow.ts";
import { type FailureRow, joinUrl, readJson, told } from "../http.ts";
import { liveByProtocol } from "../openai-protocol.ts";
import { readOffers } from "../offers.ts";
import type { Call, Context, Failure, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** How long a task can be asked about, and its result opens. */
const RESULT_SECONDS = 24 * 60 * 60;
/** A task may be unknown for a moment after it was taken. */
const FRESH_MS = 60_000;

/** https://www.alibabacloud.com/help/en/model-studio/error-code, read 2026-11. Only what succeeds is charged, so a refusal is not. */
const INSPECTION = "(data_?inspection_?failed|green ?net check failed|ip_?infringement_?suspect)";
const ROWS: readonly FailureRow[] = [
  // "Output data may contain inappropriate content"; the older "Input or output data" leaves open which, and is told as the input.
  {
    says: new RegExp(`${INSPECTION}.*(?<!or )\\boutput\\b`),
    code: "provider.refused_output",
    text: "withheld what it made",
    charged: "no",
  },
  { says: new RegExp(INSPECTION), code: "provider.refused_input", text: "refused the request", charged: "no" },
  {
    says: /arrearage|overdue|freetieronly|free (allocated|tier|quota)[\w ]*exceeded/,
    code: "provider.quota",
    text: "says that the account is out of credit",
  },
  // In its words a quota is what may be used in a minute; only the free one runs out.
  { status: [429], says: /allocationquota|insufficient_quota|exceeded your current quota/, code: "provider.rate", text: "asks for fewer requests" },
  { says: /\bthrottling|limit_requests/, code: "provider.rate", text: "asks for fewer requests" },
  { says: /invalidapikey|invalid_api_key/, code: "provider.auth", text: "did not accept its key", quiet: true },
  { says: /modelnotfound|model_not_found|model not exist/, code: "provider.not_found", text: "does not know this model, or not in this region" },
  { says: /^(invalidparameter|invalid_parameter|invalidurl|badrequest)/, code: "provider.invalid", text: "did not accept the request" },
  { says: /^(requesttimeout|responsetimeout|internalerror\.timeout)/, code: "provider.timeout", text: "took too long" },
];

const voice = { title: "Alibaba", rows: ROWS };
const credentials = (secret: string) => ({ authorization: `Bearer ${secret}` });

const answerShape = z.looseObject({ code: z.string().nullish(), message: z.string().nullish() });
/** Its own errors are {code, message, request_id} at the root, whatever the status. */
function errorIn(body: unknown, context: Context): Failure | null {
  const read = answerShape.safeParse(body);
  return read.success && read.data.code ? told({ code: read.data.code, message: read.data.message ?? "" }, voice, context) : null;
}

const making: Direct = {
  ...voice,
  credentials,
  inlineBytes: 10 * 1024 * 1024,
  read(answer, _call, context) {
    const failure = errorIn(readJson(answer, z.unknown()), context);
    return failure && { state: "failed", failure };
  },
};

const films: Queued = {
  ...voice,
  credentials,
  inlineBytes: 10 * 1024 * 1024,
  submitHeaders: () => ({ "x-dashscope-async": "enable" }),
  taken(body, _call, context) {
    const id = body?.output?.task_id;
    if (typeof id === "string" && id) return { ref: { id }, stage: "Waiting for Alibaba" };
    const failure = errorIn(body, context);
    return failure && { failure };
  },
  question: (ref) => ({ to: `api/v1/tasks/${encodeURIComponent(String(ref.id))}` }),
  verdict(body, { ref, context }) {
    const { task_status: status, code, message } = body?.output ?? {};
    switch (status) {
      case "PENDING":
        return { state: "running", stage: "Waiting for Alibaba" };
      case "RUNNING":
      case "SUSPENDED":
        return { state: "running" };
      case "SUCCEEDED":
        return { state: "done" };
      case "FAILED": {
        const failure = errorIn({ code: code ?? body.code ?? "Failed", message: message ?? body.message }, context)!;
        return { state: "failed", failure: { ...failure, charged: "no" } };
      }
      case "CANCELED":
        return { state: "failed", failure: { code: "provider.canceled", message: "Alibaba stopped on request.", charged: "no" } };
      case "UNKNOWN":
        if (context.now() - ref.since < FRESH_MS) return { state: "running" };
        return { state: "failed", failure: { code: "provider.expired", message: "Alibaba no longer knows the task.", charged: "unknown" } };
      default:
        return null;
    }
  },
  // Only what waits can be taken back; a task that runs is answered with 400, and goes on.
  stop: (ref) => ({ method: "POST", to: `api/v1/tasks/${encodeURIComponent(String(ref.id))}/cancel` }),
  paceMs: [3_000, 15_000],
};

const make = direct(making);
const filming = queued(films);

/** https://www.alibabacloud.com/help/en/model-studio, read 2026-11 (pages of 2026-02 to 2026-11). */
const alibaba: Provider = {
  id: "alibaba",
  title: "Alibaba",
  local: false,
  neural: true,
  // No idempotency key, and its list of tasks knows no name of ours.
  repeat: "never",
  refusalCharged: { input: "no", output: "no" },
  progress: "stages",
  resultSeconds: RESULT_SECONDS,
  checked: { how: "documented", source: "Alibaba Cloud Model Studio's API pages and public clients", date: "2026-11-25" },
  // Two to five tasks a model run at once; more wait in its queue.
  concurrency: 5,
  // Whether one refusal ends the others is not said; a picture costs the same by itself.
  apart: true,
  keyVariable: "DASHSCOPE_API_KEY",
  defaultUrl: "https://dashscope-intl.aliyuncs.com",
  hint: "Set DASHSCOPE_API_KEY to a key of the Singapore region from modelstudio.console.alibabacloud.com.",
  offers: readOffers("alibaba", offers),
  ...filming,
  start: (call: Call, context: Context) => (taskOf(call.task).output === "video" ? filming.start : make)(call, context),
  live: (body, offer, context) =>
    liveByProtocol(
      body,
      offer,
      { ...context, baseUrl: joinUrl(context.baseUrl, "compatible-mode/v1") },
      { ...voice, credentials, buys: true, streamUsage: true },
    ),
  probe: probeOf(films, "api/v1/tasks/?page_no=1&page_size=1"),
};
export default alibaba;
