// OpenRouter: chat with most models there are, pictures, speech and transcripts on one request, films as jobs. What each model takes is data (offers.json), chat prices are asked for live.
import { z } from "zod";
import { isoTime } from "../../clock.ts";
import type { Offer } from "../../spec/model.ts";
import type { Price } from "../../spec/price.ts";
import { ask, direct, fetchWith, type Queued, probeOf, queued, trusted, type Wire } from "../flow.ts";
import { asError, explain, type FailureRow, readJson, type Seen, see } from "../http.ts";
import { mappingOf } from "../mapping.ts";
import { liveByProtocol } from "../openai-protocol.ts";
import { readOffers } from "../offers.ts";
import type { Call, Context, Failure, LiveAnswer, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

const metadata = (seen: Seen): any => (seen.body as any)?.error?.metadata;

/** https://openrouter.ai/docs/api-reference/errors, read 2026-11. What a flagged request costs is documented nowhere. */
const ROWS: readonly FailureRow[] = [
  // Flagged input says why; a key without the right to do it says nothing of the kind.
  { fits: (seen) => Array.isArray(metadata(seen)?.reasons), code: "provider.refused_input", text: "refused the request", charged: "unknown" },
  { says: /content policy|moderation|flagged/, code: "provider.refused_input", text: "refused the request", charged: "unknown" },
  { says: /time to live/, code: "provider.timeout", text: "took too long" },
];

const common: Wire & { rows: readonly FailureRow[] } = {
  title: "OpenRouter",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  // Requests are capped at 50 MiB, and base64 makes files a third heavier.
  inlineBytes: 36 * 1024 * 1024,
};

/** Once a model has begun, failures come with status 200 and tell the status that they should have had. */
function inside(body: any, context: Pick<Context, "secret" | "now">): Failure | null {
  if (!body?.error || typeof body.error !== "object") return null;
  const status = Number.isInteger(body.error.code) ? body.error.code : 200;
  return { ...explain(see(status, new Headers(), body), common, context), charged: "unknown" };
}

const FORMATS: Record<string, string> = {
  "audio/mpeg": "mp3",
  "audio/wav": "wav",
  "audio/x-wav": "wav",
  "audio/wave": "wav",
  "audio/vnd.wave": "wav",
  "audio/flac": "flac",
  "audio/x-flac": "flac",
  "audio/mp4": "m4a",
  "audio/x-m4a": "m4a",
  "audio/ogg": "ogg",
  "audio/webm": "webm",
  "video/webm": "webm",
  "audio/aac": "aac",
};

const once = direct({
  ...common,
  shape(body, call) {
    if (!call.files.audio) return body;
    return { ...body, input_audio: { ...body.input_audio, format: FORMATS[call.files.audio.type] ?? "wav" } };
  },
  refused: (body) => inside(body, { secret: null, now: () => 0 }),
});

const film: Queued = {
  ...common,
  taken(body, _call, context) {
    if (typeof body?.id !== "string") return null;
    const documented = `videos/${encodeURIComponent(body.id)}`;
    return { ref: { id: body.id, pollingUrl: trusted(body.polling_url, documented, context, common) } };
  },
  question: (ref) => ({ to: String(ref.pollingUrl) }),
  verdict(body, { context }) {
    switch (body?.status) {
      case "pending":
      case "in_progress":
        return { state: "running" };
      case "completed":
        return { state: "done" };
      case "failed":
      case "expired":
        return { state: "failed", failure: explain(see(200, new Headers(), { error: body.error ?? body.status }), common, context) };
      case "cancelled":
        return { state: "failed", failure: { code: "provider.canceled", message: "OpenRouter stopped the job.", charged: "unknown" } };
      default:
        return null;
    }
  },
  paceMs: [5_000, 15_000],
};
const films = queued(film);
const isJob = (call: Call) => mappingOf(call.offer, call.task).extra.job === true;

const listed = z.object({
  data: z.array(
    z.looseObject({
      id: z.string(),
      pricing: z.looseObject({ prompt: z.string(), completion: z.string(), input_cache_read: z.string().nullish(), audio: z.string().nullish() }),
    }),
  ),
});
/** Dollars a token as micros a million; null where the price is open, which is told as -1. */
const perMillion = (dollars: string | null | undefined): number | null => {
  const micro = Math.round(Number(dollars) * 1e12);
  return dollars !== null && dollars !== undefined && Number.isSafeInteger(micro) && micro >= 0 ? micro : null;
};

/** The chat offers with the prices of today; those that are not listed any more are gone. Pictures, films and sound have lists of their own, and stay. */
async function refresh(context: Context): Promise<Offer[] | null> {
  const answer = await ask({ to: "models" }, common, context);
  const list = answer.ok ? readJson(answer, listed) : null;
  if (!list || list.data.length === 0) return null;
  const prices = new Map(list.data.map(({ id, pricing }) => [id, pricing]));
  return openrouter.offers.flatMap((offer) => {
    if (!offer.tasks.chat) return [offer];
    const found = prices.get(offer.remote);
    if (!found) return [];
    const [input, cached, output] = [perMillion(found.prompt), perMillion(found.input_cache_read), perMillion(found.completion)];
    const sound = perMillion(found.audio);
    if (input === null || output === null) return [{ ...offer, price: null }];
    const lines: Price["lines"] = [
      { unit: "inputToken", micro: input, per: 1_000_000 },
      ...(cached === null ? [] : [{ unit: "cachedInputToken" as const, micro: cached, per: 1_000_000 }]),
      ...(sound === null ? [] : [{ unit: "audioInputToken" as const, micro: sound, per: 1_000_000 }]),
      { unit: "outputToken", micro: output, per: 1_000_000 },
    ];
    return [{ ...offer, price: { lines, source: "openrouter.ai/api/v1/models", date: isoTime(context.now()).slice(0, 10) } }];
  });
}

/** A whole answer may be an error with status 200: it is told as one, so that another may be asked. A stream is read along by who passes it on. */
async function live(body: Record<string, unknown>, offer: Offer, context: Context): Promise<LiveAnswer> {
  if (body.stream === true) return liveByProtocol(body, offer, context, { ...common, buys: true, streamUsage: true });
  const answer = await ask({ method: "POST", to: "chat/completions", json: { ...body, model: offer.remote } }, common, context);
  if (!answer.ok) throw asError(answer.failure);
  const failure = inside(readJson(answer, z.looseObject({ error: z.unknown() })), context);
  if (failure) throw asError(failure);
  return { response: new Response(answer.bytes, { status: answer.status, headers: { "content-type": answer.type } }) };
}

/** https://openrouter.ai/docs, bodies checked by hand against the OpenAPI file of 2026-08-22, which may not be shipped. */
const openrouter: Provider = {
  id: "openrouter",
  title: "OpenRouter",
  local: false,
  neural: true,
  // No idempotency key is documented: a second request is a second bill.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "stages",
  resultSeconds: null,
  checked: { how: "specification", source: "OpenRouter's OpenAPI file 1.0.0 (copy at github:tryAGI/OpenRouter@6fea42a)", date: "2026-08-22" },
  concurrency: 8,
  // OpenAI's pictures, whose refusal is of the whole request.
  apart: true,
  keyVariable: "OPENROUTER_API_KEY",
  defaultUrl: "https://openrouter.ai/api/v1",
  hint: "Set OPENROUTER_API_KEY to a key from openrouter.ai/settings/keys.",
  offers: readOffers("openrouter", offers),
  start: (call, context) => (isJob(call) ? films.start(call, context) : once(call, context)),
  check: films.check!,
  fetchOutput: fetchWith(common),
  refresh,
  live,
  // What the key may still spend; the list of models is open to all.
  probe: probeOf(common, "key"),
};
export default openrouter;
