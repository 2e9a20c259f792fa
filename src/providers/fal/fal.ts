// fal's queue: submit, ask, fetch the result, cancel; a webhook only wakes. Which endpoint takes what is data (mapping.ts, offers.json). No loop and no retry here.
import { z } from "zod";
import { asError, type Broken, type FailureRow, failed, isUnder, joinUrl, readJson, request, type Seen, type Voice, type Whole } from "../http.ts";
import { readOffers } from "../offers.ts";
import type { Call, Context, Failure, Operation, Provider, Ref } from "../providers.ts";
import { billedUnits, bodyOf, findOutputs, mapping } from "./mapping.ts";
import offers from "./offers.json" with { type: "json" };
import { verifyWebhook } from "./webhook.ts";

const JSON_BYTES = 32 * 1024 * 1024;
/** fal takes files inline as data URLs; beyond this its gateway refuses the body. */
const INLINE_BYTES = 20 * 1024 * 1024;
/** How long its CDN keeps what was made. We copy at once, so a day is for restarts. */
const KEEP_SECONDS = 24 * 60 * 60;
const FIRST_WAKE_MS = 500;
const LAST_WAKE_MS = 5_000;
/** Just after its submission a job may not be listed yet. */
const UNLISTED_MS = 30_000;
/** A result that is there but cannot be fetched is asked for so often, with pauses of up to a minute: about twenty minutes. */
const RESULT_TRIES = 24;

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

const voice: Voice = { title: "fal", rows: ROWS };
const credentials = (context: Context): Record<string, string> => (context.secret === null ? {} : { authorization: `Key ${context.secret}` });

/** All that is remembered of a running job. The URLs are fal's own, kept only where they lie under the configured base. */
const jobRef = z.strictObject({
  requestId: z.string().regex(/^[\w-]{1,100}$/),
  statusUrl: z.string(),
  responseUrl: z.string(),
  cancelUrl: z.string(),
  /** When it was submitted, in milliseconds since 1970: the pauses grow with its age. A count of questions would have the ref written anew each time. */
  since: z.int().min(0),
  /** How often the finished result could not be fetched. */
  misses: z.int().min(0),
});
type JobRef = z.infer<typeof jobRef>;

const submitted = z.object({
  request_id: jobRef.shape.requestId,
  status_url: z.string().nullish(),
  response_url: z.string().nullish(),
  cancel_url: z.string().nullish(),
  queue_position: z.int().nullish(),
});

function refOf(answer: z.infer<typeof submitted>, remote: string, context: Context): JobRef {
  // Where fal gives no URL of its own, or one that our key must not be sent to, the documented form serves: owner and app without the rest of the path.
  const own = joinUrl(context.baseUrl, `${remote.split("/").slice(0, 2).join("/")}/requests/${answer.request_id}`);
  const trusted = (url: string | null | undefined, otherwise: string) => (url && isUnder(url, context.baseUrl) ? url : otherwise);
  return {
    requestId: answer.request_id,
    statusUrl: trusted(answer.status_url, `${own}/status`),
    responseUrl: trusted(answer.response_url, own),
    cancelUrl: trusted(answer.cancel_url, `${own}/cancel`),
    since: context.now(),
    misses: 0,
  };
}

/** A fifth of its age: half a second at first, five seconds after half a minute. */
const pause = (ref: JobRef, now: number) => Math.round(Math.min(LAST_WAKE_MS, Math.max(FIRST_WAKE_MS, (now - ref.since) / 5)));

function running(ref: JobRef, stage: string | null, wakeMs: number): Operation {
  return { state: "running", ref, progress: null, stage, wakeMs };
}

const waiting = (position: number | null | undefined) => (position ? `Waiting for fal, position ${position}` : "Waiting for fal");

async function start(call: Call, context: Context): Promise<Operation> {
  const map = mapping.parse(call.offer.options);
  const heavy = Object.values(call.files).reduce((sum, file) => sum + file.bytes, 0);
  if (heavy > INLINE_BYTES)
    return failed("provider.invalid", `fal takes files of up to ${INLINE_BYTES / 1024 / 1024} MB inline; these are larger.`, "no");
  const url = new URL(joinUrl(context.baseUrl, call.offer.remote));
  if (call.webhookUrl) url.searchParams.set("fal_webhook", call.webhookUrl);
  // x-fal-no-retry is left alone: its queue retries only what its own machines lost, and does not charge for it.
  const headers = { "x-fal-object-lifecycle-preference": JSON.stringify({ expiration_duration_seconds: KEEP_SECONDS }) };
  const answer = await request(
    { method: "POST", url: url.href, headers, json: await bodyOf(call, map), credentials: credentials(context), maxBytes: JSON_BYTES, buys: true },
    voice,
    context,
  );
  if (!answer.ok) return { state: "failed", failure: answer.failure };
  const job = readJson(answer, submitted);
  // It said yes, so it may be at work; without the id nobody can ask. That is not a failure that may be tried again.
  if (!job) return failed("provider.unknown_outcome", "fal took the request but its answer cannot be read: it may be at work.");
  return running(refOf(job, call.offer.remote, context), waiting(job.queue_position), FIRST_WAKE_MS);
}

const status = z.object({ status: z.enum(["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]), queue_position: z.int().nullish() });

/** A paid job is not given up because one question about it went wrong: only fal's own verdict ends it. */
function later(ref: JobRef, broken: Broken): Operation {
  const { code, retryAfterMs } = broken.failure;
  if (code === "provider.auth") return running(ref, "fal does not accept the key any more; the job waits for one that it accepts", 60_000);
  return running(ref, "fal did not answer; asking again", Math.max(LAST_WAKE_MS, retryAfterMs ?? 0));
}

async function check(saved: Ref, call: Call, context: Context): Promise<Operation> {
  const parsed = jobRef.safeParse(saved);
  if (!parsed.success) return failed("provider.not_found", "What was remembered of the job at fal cannot be read.", "unknown");
  const ref = parsed.data;
  const answer = await request({ url: ref.statusUrl, credentials: credentials(context), maxBytes: JSON_BYTES, buys: false }, voice, context);
  if (!answer.ok)
    return answer.seen?.status === 404 && context.now() - ref.since > UNLISTED_MS
      ? { state: "failed", failure: { ...answer.failure, charged: "unknown" } }
      : later(ref, answer);
  const now = readJson(answer, status);
  if (!now) return running(ref, "fal's answer cannot be read; asking again", LAST_WAKE_MS);
  const wakeMs = pause(ref, context.now());
  if (now.status === "IN_QUEUE") return running(ref, waiting(now.queue_position), wakeMs);
  if (now.status === "IN_PROGRESS") return running(ref, "fal is at work", wakeMs);
  return result(ref, call, context);
}

/** COMPLETED says only that it is over: whether it went well is in the result, and so is the error. */
async function result(ref: JobRef, call: Call, context: Context): Promise<Operation> {
  const answer = await request({ url: ref.responseUrl, credentials: credentials(context), maxBytes: JSON_BYTES, buys: false }, voice, context);
  if (answer.ok) return done(answer, call);
  const { seen, failure } = answer;
  if (seen && isVerdict(seen)) return { state: "failed", failure };
  if (seen?.status === 404 || seen?.status === 410) return failed("provider.expired", "fal made it and no longer keeps the result.", "yes");
  if (ref.misses >= RESULT_TRIES) return failed("provider.bad_output", "fal made it, but the result could not be fetched in many tries.", "unknown");
  return running({ ...ref, misses: ref.misses + 1 }, "The result is there; fetching it again", Math.min(60_000, 2_000 * 1.25 ** ref.misses));
}

const NOT_ABOUT_THE_JOB = new Set([401, 403, 404, 408, 410, 425, 429]);

/** Is this fal's word about the job, or only a gateway that failed on the way? The documented bodies carry a list of details or an error type. */
function isVerdict({ status: code, body, headers }: Seen): boolean {
  const root = (typeof body === "object" && body !== null ? body : {}) as { detail?: unknown; error_type?: unknown };
  if (headers.has("x-fal-error-type") || Array.isArray(root.detail) || typeof root.error_type === "string") return true;
  if (code >= 400 && code < 500) return !NOT_ABOUT_THE_JOB.has(code);
  return code === 500 && root.detail !== undefined;
}

function done(answer: Whole, call: Call): Operation {
  const map = mapping.parse(call.offer.options);
  const body = readJson(answer, z.record(z.string(), z.unknown()));
  const found = body ? findOutputs(body, map, call.task === "speech-to-text") : null;
  const withheld: Failure = { code: "provider.refused_output", message: "fal's safety checker withheld what was made.", charged: "unknown" };
  if (found && found.outputs.length === 0 && found.withheld > 0) return { state: "failed", failure: withheld };
  if (!found || found.outputs.length === 0)
    return failed("provider.bad_output", "fal says that it is done, but its answer holds no result.", "unknown");
  const few: Failure = { code: "provider.bad_output", message: `fal sent ${found.outputs.length} of ${call.count}.`, charged: "unknown" };
  const missing = found.withheld > 0 ? withheld : found.outputs.length < call.count ? few : undefined;
  return {
    state: "done",
    outputs: found.outputs.slice(0, call.count),
    usage: billedUnits(answer.headers, map),
    costMicro: null,
    seed: found.seed,
    ...(missing ? { missing } : {}),
  };
}

async function cancel(saved: Ref, context: Context): Promise<void> {
  const ref = jobRef.parse(saved);
  const answer = await request(
    { method: "PUT", url: ref.cancelUrl, credentials: credentials(context), maxBytes: JSON_BYTES, buys: false },
    voice,
    context,
  );
  // 400 ALREADY_COMPLETED and 404 NOT_FOUND: there is nothing left to stop.
  if (!answer.ok && answer.seen?.status !== 400 && answer.seen?.status !== 404) throw asError(answer.failure);
}

/** https://fal.ai/docs/documentation/model-apis/inference/queue, read 2026-11. */
export const fal: Provider = {
  id: "fal",
  title: "fal",
  local: false,
  neural: true,
  // No idempotency key, and no way to look a request up by anything of ours: a lost answer to a submission stays unknown.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  concurrency: 10,
  keyVariable: "FAL_KEY",
  defaultUrl: "https://queue.fal.run",
  hint: "Set FAL_KEY to a key from fal.ai/dashboard/keys.",
  offers: readOffers("fal", offers),
  start,
  check,
  cancel,
  webhook: verifyWebhook,
};
