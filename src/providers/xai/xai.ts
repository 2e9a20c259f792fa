// xAI's own API: Grok Imagine pictures and edits on the request itself, films as tasks that are asked about, Grok chat in OpenAI's format. Not its voices and not its search.
import { z } from "zod";
import { taskOf } from "../../spec/task.ts";
import { type Direct, direct, doneWith, probeOf, type Queued, queued } from "../flow.ts";
import { type FailureRow, readJson, type Seen, told } from "../http.ts";
import { liveByProtocol } from "../openai-protocol.ts";
import { readOffers } from "../offers.ts";
import type { Call, Context, Failure, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/** A withheld picture is told with its price: {code, error, usage: {cost_in_usd_ticks}}. */
const paid = ({ body }: Seen) => {
  const root = body as { usage?: { cost_in_usd_ticks?: unknown } } | null;
  return Number(root?.usage?.cost_in_usd_ticks ?? 0) > 0;
};

/** Bodies as seen in public fixtures, 2026-11: {code: "Client specified an invalid argument" | "permission-denied" | "imagine:content-moderated" | …, error: "a sentence"}. */
const ROWS: readonly FailureRow[] = [
  { says: /generated (image|video)s? rejected/, fits: paid, code: "provider.refused_output", text: "withheld what it made", charged: "yes" },
  { says: /generated (image|video)s? rejected/, code: "provider.refused_output", text: "withheld what it made", charged: "unknown" },
  // Its price list names a fee of 5 cents for a request that violates its guidelines.
  { says: /violates? usage guidelines|safety_check/, code: "provider.refused_input", text: "refused the request", charged: "yes", quiet: true },
  { says: /content[-_ ]moderat/, code: "provider.refused_input", text: "refused the request", charged: "unknown" },
  { says: /used all available credits|spending[- ]limit/, code: "provider.quota", text: "says that the account is out of credit or at its limit" },
  // It answers a wrong key with 400, and says a part of it back.
  { says: /incorrect api key|invalid api key/, code: "provider.auth", text: "did not accept its key", quiet: true },
  {
    says: /model.*(does not exist|not found)/,
    status: [400, 404],
    code: "provider.not_found",
    text: "does not know this model, or this key may not use it",
  },
];

const voice = { title: "xAI", rows: ROWS };
const credentials = (secret: string) => ({ authorization: `Bearer ${secret}` });

const pictureAnswer = z.looseObject({
  code: z.unknown().optional(),
  error: z.unknown().optional(),
  data: z.array(z.looseObject({ respect_moderation: z.boolean().nullish() })).nullish(),
});

const pictures: Direct = {
  ...voice,
  credentials,
  inlineBytes: 20 * 1024 * 1024,
  read(answer, call, context) {
    const body = readJson(answer, pictureAnswer);
    if (body?.error) return { state: "failed", failure: told(wordsOf(body), voice, context) };
    const kept = body?.data?.filter((each) => each.respect_moderation !== false);
    if (!kept || kept.length === body!.data!.length) return null;
    return doneWith({ ...body, data: kept }, answer, call, voice, context, WITHHELD);
  },
};

const WITHHELD: Failure = { code: "provider.refused_output", message: "xAI's moderation withheld what was made.", charged: "yes" };

/** {code, error: "…"} and {error: {code, message}} as one. */
const wordsOf = (body: any): { code?: string; message: string } => {
  const inner = typeof body?.error === "object" && body.error !== null ? body.error : { code: body?.code, message: body?.error };
  return {
    ...(typeof inner.code === "string" ? { code: inner.code } : {}),
    message: typeof inner.message === "string" ? inner.message : "no reason given",
  };
};

const films: Queued = {
  ...voice,
  credentials,
  inlineBytes: 20 * 1024 * 1024,
  taken(body, _call, context) {
    if (body?.error) return { failure: told(wordsOf(body), voice, context) };
    return typeof body?.request_id === "string" && body.request_id ? { ref: { id: body.request_id } } : null;
  },
  question: (ref) => ({ to: `videos/${encodeURIComponent(String(ref.id))}` }),
  verdict(body, { context }) {
    if (body?.video?.respect_moderation === false) return { state: "failed", failure: WITHHELD };
    // A film that is there is done, whether a status stands beside it or not.
    if (body?.status === "done" || (body?.status === undefined && typeof body?.video?.url === "string")) return { state: "done" };
    if (body?.status === "pending" || body?.status === "processing") return { state: "running", progress: share(body.progress) };
    if (body?.status === "failed") return { state: "failed", failure: told(wordsOf(body), voice, context, body.error ? undefined : "unknown") };
    if (body?.status === "expired")
      return { state: "failed", failure: told({ message: "the request expired" }, { ...voice, rows: EXPIRED }, context) };
    return null;
  },
  // Early questions may be answered with 400 though the job lives: only its word about moderation ends it.
  isVerdict: ({ status, words }) => status === 400 && /rejected|moderat|usage guidelines|safety_check/.test(words),
  paceMs: [2_000, 10_000],
};

const EXPIRED: readonly FailureRow[] = [{ code: "provider.expired", text: "no longer keeps the film", charged: "unknown" }];
/** Progress is told in percent. */
const share = (percent: unknown) => (typeof percent === "number" && percent >= 0 ? Math.min(1, percent / 100) : null);

const makePicture = direct(pictures);
const filming = queued(films);

/** https://docs.x.ai (image, video and chat guides), read through public copies and clients 2026-11. */
const xai: Provider = {
  id: "xai",
  title: "xAI",
  local: false,
  neural: true,
  // No idempotency key, and no list of requests.
  repeat: "never",
  refusalCharged: { input: "yes", output: "yes" },
  progress: "fraction",
  // Its URLs are called temporary, without a time.
  resultSeconds: null,
  checked: { how: "documented", source: "docs.x.ai guides, public clients and recorded bodies of failures", date: "2026-11-25" },
  concurrency: 4,
  keyVariable: "XAI_API_KEY",
  defaultUrl: "https://api.x.ai/v1",
  hint: "Set XAI_API_KEY to a key from console.x.ai.",
  offers: readOffers("xai", offers),
  start: (call: Call, context: Context) => (taskOf(call.task).output === "image" ? makePicture : filming.start)(call, context),
  check: filming.check!,
  live: (body, offer, context) => liveByProtocol(body, offer, context, { ...voice, credentials, buys: true, streamUsage: true }),
  probe: probeOf(films, "models"),
};
export default xai;
