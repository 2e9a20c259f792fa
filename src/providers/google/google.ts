// Google's Gemini API: chat in OpenAI's format, pictures and speech through generateContent, films with Veo as long-running operations. Not Vertex AI, not Interactions.
import { type Direct, direct, fetchWith, probeOf, type Queued, queued, type Wire } from "../flow.ts";
import { failed, type FailureRow, joinUrl, type Seen, told } from "../http.ts";
import { readOffers } from "../offers.ts";
import { type Dialect, liveByProtocol } from "../openai-protocol.ts";
import type { Call, Context, Failure, Provider } from "../providers.ts";
import { withThoughts } from "./counts.ts";
import { generated, shaped } from "./generate.ts";
import offers from "./offers.json" with { type: "json" };

/** All that an error says: its status and details stand beside the message, and the compatible endpoint wraps it in a list. */
const says =
  (pattern: RegExp) =>
  ({ body, words }: Seen): boolean =>
    pattern.test(words) || (body !== null && pattern.test(JSON.stringify(body).toLowerCase()));

/** google.rpc.RetryInfo among the details: {retryDelay: "17s"}. */
function retryDelay({ body }: Seen): number | null {
  const [error] = [body].flat() as { error?: { details?: unknown } }[];
  const details = Array.isArray(error?.error?.details) ? (error.error.details as { retryDelay?: unknown }[]) : [];
  const delay = details.map((detail) => /^(\d+(?:\.\d+)?)s$/.exec(String(detail?.retryDelay ?? ""))?.[1]).find(Boolean);
  return delay === undefined ? null : Number(delay) * 1000;
}

/** https://ai.google.dev/gemini-api/docs/troubleshooting, and messages as public reports quote them; read 2026-11. */
const ROWS: readonly FailureRow[] = [
  // A bad key is a 400 here.
  { fits: says(/api_key_invalid|api key (not valid|not found|expired)/), code: "provider.auth", text: "did not accept its key", quiet: true },
  {
    status: [400],
    fits: says(/free tier is not available|only accessible to billed users|location is not supported/),
    code: "provider.auth",
    text: "does not open this model to the account",
  },
  {
    status: [429],
    fits: says(/perday|limit: 0|prepay|spend|billing account/),
    code: "provider.quota",
    text: "says that the quota of the account is used up",
  },
  // "You exceeded your current quota" is said of limits by the minute, too: the details tell which.
  { status: [429], fits: says(/perminute|retrydelay/), code: "provider.rate", text: "asks for fewer requests", retryAfterMs: retryDelay },
  { fits: says(/rai_filtered/), code: "provider.refused_output", text: "withheld what it made", charged: "no" },
  {
    fits: says(/responsible ai|usage guidelines|sensitive words|prohibited use|safety (filter|polic|setting)/),
    code: "provider.refused_input",
    text: "refused the request",
  },
  { status: [200], fits: says(/"code":8\b|resource_exhausted/), code: "provider.capacity", text: "is overloaded" },
  { status: [200], fits: says(/"code":14\b|unavailable|overloaded/), code: "provider.capacity", text: "is overloaded" },
  { status: [200], fits: says(/"code":4\b|deadline/), code: "provider.timeout", text: "took too long" },
  { status: [200], fits: says(/"code":3\b|invalid_argument/), code: "provider.invalid", text: "did not accept the request" },
];

const wire: Wire = {
  title: "Google",
  rows: ROWS,
  credentials: (secret) => ({ "x-goog-api-key": secret }),
  // 20 MB of request, of which base64 takes a third.
  inlineBytes: 14 * 1024 * 1024,
  shape: shaped,
};

const media: Direct = { ...wire, read: (answer, call) => generated(answer, call, wire) };

/** Names of operations: "models/veo-…/operations/…". */
const OPERATION = /^models\/[\w.-]+\/operations\/[\w.-]+$/;

/** What the safety filter took out of a film's operation; Google does not charge for it (Veo's page, limitations). */
function filtered(response: any, context: Context): Failure | undefined {
  const reasons: unknown[] = Array.isArray(response?.raiMediaFilteredReasons) ? response.raiMediaFilteredReasons : [];
  if (!(Number(response?.raiMediaFilteredCount) > 0) && reasons.length === 0) return undefined;
  return told({ type: "rai_filtered", message: typeof reasons[0] === "string" ? reasons[0] : "filtered" }, wire, context, "no");
}

const films = queued({
  ...wire,
  taken: (body) => (typeof body?.name === "string" && OPERATION.test(body.name) ? { ref: { name: body.name } } : null),
  question: (ref) => ({ to: String(ref.name) }),
  verdict(body, { context }) {
    if (typeof body?.name !== "string" && typeof body?.done !== "boolean") return null;
    if (body.done !== true) return { state: "running" };
    if (body.error) return { state: "failed", failure: told(body.error, wire, context) };
    const missing = filtered(body.response?.generateVideoResponse, context);
    return { state: "done", ...(missing ? { missing } : {}) };
  },
  paceMs: [5_000, 10_000],
} satisfies Queued);

/** Veo's larger films have one length only, which bounds of single fields cannot say. */
function impossible({ input, offer }: Call): string | null {
  const side = Math.min(Number(input.width ?? 0), Number(input.height ?? 0));
  return side > 720 && input.seconds !== 8 ? `${offer.remote} makes films of more than 720p with 8 seconds only` : null;
}

const dialect: Dialect = {
  title: "Google",
  rows: ROWS,
  buys: true,
  streamUsage: true,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  mend: withThoughts,
};

const isFilm = (call: Call) => call.task === "text-to-video" || call.task === "image-to-video";

/** https://ai.google.dev/gemini-api/docs (openai, image-generation, speech-generation, video), read in excerpts. */
const google: Provider = {
  id: "google",
  title: "Google",
  local: false,
  neural: true,
  // No idempotency key, and operations are not found by a name of ours: a lost answer stays unknown.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "none",
  // Films; pictures and speech come with the answer.
  resultSeconds: 2 * 24 * 60 * 60,
  checked: {
    how: "specification",
    source:
      "the discovery document of the Gemini API v1beta (github:tryAGI/Google_Generative_AI@be52b85) for generateContent; Veo and chat from the documentation",
    date: "2026-08-22",
  },
  concurrency: 6,
  keyVariable: "GEMINI_API_KEY",
  defaultUrl: "https://generativelanguage.googleapis.com/v1beta",
  hint: "Set GEMINI_API_KEY to a key from aistudio.google.com.",
  offers: readOffers("google", offers),
  start: async (call, context) => {
    if (!isFilm(call)) return direct(media)(call, context);
    const why = impossible(call);
    return why ? failed("provider.invalid", `${why}.`, "no") : films.start(call, context);
  },
  check: films.check!,
  fetchOutput: fetchWith(wire),
  live: (body, offer, context) => liveByProtocol(body, offer, { ...context, baseUrl: joinUrl(context.baseUrl, "openai") }, dialect),
  probe: probeOf(wire, "models?pageSize=1"),
};
export default google;
