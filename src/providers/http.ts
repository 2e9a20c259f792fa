// What adapters share: one bounded request to a provider, credentials only under its own URL, every failure told by a table. No loop, no sleep, no retry.
import type { z } from "zod";
import { parseTime } from "../clock.ts";
import { AppError, type ErrorCode, ERRORS } from "../spec/error.ts";
import type { Context, Failure, Operation } from "./providers.ts";
import { orAborted } from "./streams.ts";

/** What a provider said when it failed, as far as its body could be read. */
export interface Seen {
  status: number;
  headers: Headers;
  /** The vendor's own code or type, else null. */
  code: string | null;
  /** Code, type and message together, in lower case: what the table's expressions are matched against. */
  words: string;
  message: string | null;
  body: unknown;
}

/** One way to fail. The first row that fits counts; a row without conditions fits everything. */
export interface FailureRow {
  status?: readonly number[];
  /** Matched against `Seen.words`. */
  says?: RegExp;
  fits?: (seen: Seen) => boolean;
  code: ErrorCode;
  /** Ends the sentence that the provider's title begins: "did not accept the request". */
  text: string;
  /** Where it differs from the usual of `code`. */
  charged?: Failure["charged"];
  /** Where a wait is told elsewhere than in Retry-After: so many milliseconds, or null. */
  retryAfterMs?: (seen: Seen) => number | null;
  /** Never quote the vendor: what it says about a wrong key may hold part of the key. */
  quiet?: true;
}

/** The usual meaning of statuses; an adapter's own rows come first. */
const COMMON: readonly FailureRow[] = [
  { status: [401], code: "provider.auth", text: "did not accept its key", quiet: true },
  { status: [402], code: "provider.quota", text: "says that the account is out of credit" },
  {
    status: [429],
    says: /insufficient_quota|quota[ _]exceeded|exceeded your current quota|billing|out of credit|insufficient (credit|balance|fund)/,
    code: "provider.quota",
    text: "says that the account is out of credit",
  },
  {
    status: [400, 403, 422],
    says: /content_filter|content[_ ]policy[_ ]violation/,
    code: "provider.refused_input",
    text: "refused the request",
  },
  { status: [429], says: /concurren/, code: "provider.concurrency", text: "takes no more at once" },
  { status: [429], code: "provider.rate", text: "asks for fewer requests" },
  { status: [403], says: /billing|balance|quota|locked|credit/, code: "provider.quota", text: "has locked the account or its budget" },
  { status: [403], code: "provider.auth", text: "does not let this key do that", quiet: true },
  { status: [404, 410], code: "provider.not_found", text: "does not know this model or job" },
  { status: [408, 504, 522, 524], code: "provider.timeout", text: "took too long" },
  { status: [413], code: "provider.invalid", text: "found the request too large" },
  // Whoever says so refuses what was asked; another is not asked behind its back.
  {
    status: [400, 403, 422],
    says: /content[_ ]?(filter|policy|management policy)|moderation_blocked|safety system|responsible ?ai/,
    code: "provider.refused_input",
    text: "refused the request",
    charged: "unknown",
  },
  { status: [400, 405, 406, 411, 414, 415, 422], code: "provider.invalid", text: "did not accept the request" },
  { status: [503, 529], code: "provider.capacity", text: "is overloaded" },
  { status: [300, 301, 302, 303, 307, 308], code: "provider.error", text: "answered with a redirect, which is not followed with a key" },
  { code: "provider.error", text: "failed" },
];

const SENTENCE_CHARS = 200;
/** Longer waits than this are not believed. */
const RETRY_MAX_MS = 10 * 60_000;
const ERROR_BODY_BYTES = 256 * 1024;

/** Joins a base and a path without losing the base's own path. */
export function joinUrl(base: string, path: string): string {
  return `${base.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
}

/** Does the URL lie under the base: the same origin and the same path or below? Credentials go nowhere else. */
export function isUnder(url: string, base: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(base)) return false;
  const [target, root] = [new URL(url), new URL(base)];
  if (target.origin !== root.origin || target.username !== "" || target.password !== "") return false;
  const path = root.pathname.replace(/\/+$/, "");
  return target.pathname === path || target.pathname.startsWith(`${path}/`);
}

/** Is the URL on a host that is the provider's own, as the base is? https only. */
export function isOwn(url: string, base: string, hosts: RegExp | undefined): boolean {
  if (!hosts || !URL.canParse(url) || !URL.canParse(base)) return false;
  const [target, root] = [new URL(url), new URL(base)];
  return target.protocol === "https:" && target.username === "" && hosts.test(target.host) && hosts.test(root.host);
}

/** A vendor's words, made safe to show: one line, no markup, no secret, nothing that looks like one, no signed URL, at most 200 characters. */
export function clean(text: string, secrets: readonly (string | null)[] = []): string {
  let safe = text;
  for (const secret of secrets) if (secret) safe = safe.replaceAll(secret, "[key]").replaceAll(encodeURIComponent(secret), "[key]");
  safe = safe
    .replace(/<[^>]*>/g, " ")
    .replace(/\b(sk|key|rk|pk)[-_][\w*.-]{6,}/gi, "[key]")
    .replace(/\b(bearer|key|token|authorization|api[-_ ]?key)["']?\s*[:=]?\s*["']?[\w+/=:.-]{16,}/gi, "$1 [key]")
    .replace(/(https?:\/\/[^\s?#"']*)[?#][^\s"']*/g, "$1")
    .replace(/[\w+/=-]{48,}/g, "[…]")
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f\s]+/g, " ")
    .trim();
  return safe.length > SENTENCE_CHARS ? `${safe.slice(0, SENTENCE_CHARS - 1)}…` : safe;
}

const text = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : null;

/** Reads the shapes that vendors use: {error: {code, type, message}}, {error: "…"}, {detail: "…" | {code, message} | [{type, msg}]}, {message, code}, {name, errors: ["…"]}, {code, reason, message}. */
export function see(status: number, headers: Headers, body: unknown): Seen {
  const root = (body && typeof body === "object" ? body : {}) as Record<string, any>;
  const object = (value: unknown) => value !== null && typeof value === "object" && !Array.isArray(value);
  const inner = object(root.error) ? root.error : object(root.detail) ? root.detail : object(root.base_resp) ? root.base_resp : root;
  const detail = Array.isArray(root.detail) ? root.detail[0] : null;
  const code =
    text(inner.code) ??
    text(inner.status) ??
    text(inner.status_code) ??
    text(detail?.type) ??
    text(root.error_type) ??
    text(inner.type) ??
    text(inner.reason) ??
    text(root.name);
  const message =
    text(inner.message) ??
    text(detail?.msg) ??
    text(root.detail) ??
    text(root.error) ??
    text(root.errors?.[0]) ??
    (typeof body === "string" ? body.slice(0, 2000) : null);
  const words = [inner.code, inner.type, inner.reason, detail?.type, root.error_type, message].filter(Boolean).join(" ").toLowerCase();
  return { status, headers, code, words, message, body };
}

/** Retry-After in seconds or as a date, or OpenAI's retry-after-ms; null where absent, unreadable or beyond ten minutes. */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const ms = headers.get("retry-after-ms");
  const after = headers.get("retry-after");
  const wait =
    ms !== null && Number.isFinite(Number(ms))
      ? Number(ms)
      : after === null
        ? NaN
        : /^\d+(\.\d+)?$/.test(after.trim())
          ? Number(after) * 1000
          : parseTime(after) - now;
  return believed(wait);
}

const believed = (wait: number | null | undefined): number | null =>
  typeof wait === "number" && wait >= 0 && wait <= RETRY_MAX_MS ? Math.ceil(wait) : null;

/** Who is speaking: its name in messages and its own table of failures. */
export interface Voice {
  title: string;
  rows?: readonly FailureRow[];
}

/** The failure that an answer means. */
export function explain(seen: Seen, voice: Voice, context: Pick<Context, "secret" | "now">): Failure {
  const row = [...(voice.rows ?? []), ...COMMON].find(
    (each) => (!each.status || each.status.includes(seen.status)) && (!each.says || each.says.test(seen.words)) && (!each.fits || each.fits(seen)),
  )!;
  const quote = !row.quiet && seen.message ? clean(seen.message, [context.secret]) : "";
  return {
    code: row.code,
    message: `${voice.title} ${row.text}${quote ? `: ${quote}` : "."}`,
    charged: row.charged ?? ERRORS[row.code].charged,
    retryAfterMs: ERRORS[row.code].retry === "same" ? (believed(row.retryAfterMs?.(seen)) ?? retryAfterMs(seen.headers, context.now())) : null,
    providerCode: seen.code === null ? String(seen.status) : clean(seen.code, [context.secret]),
  };
}

/** The failure that a body means which came with a good status, or inside a job's record: read by the same table. */
export function told(error: unknown, voice: Voice, context: Pick<Context, "secret" | "now">, charged?: Failure["charged"]): Failure {
  const words = typeof error === "string" ? { message: error } : error;
  const failure = explain(see(200, new Headers(), { error: words }), voice, context);
  return charged ? { ...failure, charged } : failure;
}

export interface Ask {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  url: string;
  headers?: Record<string, string>;
  json?: unknown;
  form?: FormData;
  /** Headers that carry the secret; sent only where `url` lies under the context's base. */
  credentials?: Record<string, string>;
  /** Other hosts that are the provider's own (see isOwn). */
  ownHosts?: RegExp;
  /** The most that the answer may weigh. */
  maxBytes: number;
  /** How long the answer may take to begin, in ms, where this request knows better than the caller. */
  firstByteMs?: number;
  /** On a connection of its own. One that was kept open may be closed by the other side just then, and a purchase that meets it would count as unknown. */
  alone?: boolean;
  /** Once taken it costs money, and asking again may cost again: cut off in the middle, its outcome is unknown. */
  buys: boolean;
}

export interface Whole {
  ok: true;
  status: number;
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
  /** The content type without parameters, in lower case; empty where absent. */
  type: string;
}
/** `seen` is null where no answer came at all. */
export interface Broken {
  ok: false;
  failure: Failure;
  seen: Seen | null;
}

/** Sends the request as it is and hands back the response unread, or why there is none. Never throws for what the network does. */
export async function send(ask: Ask, voice: Voice, context: Context): Promise<{ ok: true; response: Response } | Broken> {
  const headers = new Headers(ask.headers);
  if (ask.json !== undefined) headers.set("content-type", "application/json");
  if (isUnder(ask.url, context.baseUrl) || isOwn(ask.url, context.baseUrl, ask.ownHosts))
    for (const [name, value] of Object.entries(ask.credentials ?? {})) headers.set(name, value);
  if (context.signal.aborted)
    return broken({ code: "provider.timeout", message: `${voice.title} was not asked: there was no time left.`, charged: "no" });
  const body = ask.form ?? (ask.json === undefined ? undefined : JSON.stringify(ask.json));
  try {
    const response = await orAborted(
      context.fetch(ask.url, {
        method: ask.method ?? "GET",
        headers,
        body,
        redirect: "manual",
        signal: context.signal,
        ...(ask.alone ? { keepalive: false } : {}),
        ...(ask.firstByteMs === undefined ? {} : { firstByteMs: ask.firstByteMs }),
      }),
      context.signal,
    );
    return { ok: true, response };
  } catch (thrown) {
    return broken(networkFailure(thrown, ask, voice, context));
  }
}

/** One request and its whole answer: success with its bytes, or a failure in our words. */
export async function request(ask: Ask, voice: Voice, context: Context): Promise<Whole | Broken> {
  const sent = await send({ alone: (ask.method ?? "GET") !== "GET", ...ask }, voice, context);
  if (!sent.ok) return sent;
  const { response } = sent;
  const type = (response.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  try {
    const good = response.ok;
    const bytes = await readBody(response, good ? ask.maxBytes : ERROR_BODY_BYTES, context.signal);
    if (good && bytes && ask.buys && isNoAnswer(bytes, type))
      return broken({
        code: "provider.unknown_outcome",
        message: `${voice.title} said yes, but its answer cannot be read: it may have done it.`,
        charged: "unknown",
      });
    if (good && bytes) return { ok: true, status: response.status, headers: response.headers, bytes, type };
    if (good)
      return broken({
        code: "provider.bad_output",
        message: `${voice.title} sent more than the ${ask.maxBytes} bytes that are taken.`,
        charged: "unknown",
      });
    return refused(see(response.status, response.headers, bytes ? parse(bytes) : null), ask, voice, context);
  } catch (thrown) {
    if (!response.ok) return refused(see(response.status, response.headers, null), ask, voice, context);
    return broken(networkFailure(thrown, ask, voice, context));
  }
}

/** Nothing, or a page for people: no API answers a purchase so. What was bought behind it is as unknown as where the answer was cut off. */
const isNoAnswer = (bytes: Uint8Array, type: string): boolean => bytes.byteLength === 0 || type === "text/html";

const broken = (failure: Failure, seen: Seen | null = null): Broken => ({ ok: false, failure, seen });

function refused(seen: Seen, ask: Ask, voice: Voice, context: Context): Broken {
  const failure = explain(seen, voice, context);
  // A gateway that lost patience says nothing about what happened behind it.
  if (ask.buys && failure.code === "provider.timeout") return broken({ ...failure, code: "provider.unknown_outcome", charged: "unknown" }, seen);
  return broken(failure, seen);
}

const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ConnectionRefused",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_NODATA",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPROTO",
  "FailedToOpenSocket",
  "ERR_INVALID_URL",
]);

/** Did the request surely not leave? Then nothing can have been bought. */
function neverSent(thrown: unknown): boolean {
  if (thrown instanceof AppError) return thrown.code === "provider.unreachable" || thrown.code === "request.url_refused";
  const code = (thrown as { code?: unknown } | null)?.code;
  if (typeof code === "string" && (NEVER_SENT.has(code) || code.includes("CERT"))) return true;
  const cause = (thrown as { cause?: unknown } | null)?.cause;
  return cause !== undefined && cause !== null && neverSent(cause);
}

function networkFailure(thrown: unknown, ask: Ask, voice: Voice, context: Context): Failure {
  if (neverSent(thrown)) return { code: "provider.unreachable", message: `${voice.title} could not be reached.`, charged: "no" };
  if (ask.buys)
    return {
      code: "provider.unknown_outcome",
      message: `The connection to ${voice.title} ended before its answer was here: it may have done it.`,
      charged: "unknown",
    };
  const late = context.signal.aborted || (thrown instanceof AppError && thrown.code === "provider.timeout");
  return late
    ? { code: "provider.timeout", message: `${voice.title} did not answer in time.`, charged: "no" }
    : { code: "provider.unreachable", message: `The connection to ${voice.title} was cut.`, charged: "no" };
}

/** The whole body, or null where it is heavier than `maxBytes`. Throws where the connection is cut or the promised length is not reached. */
async function readBody(response: Response, maxBytes: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
  const promised = Number(response.headers.get("content-length") ?? NaN);
  const encoded = response.headers.has("content-encoding");
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = reader ? await orAborted(reader.read(), signal) : { done: true as const, value: undefined };
      if (done) break;
      size += value.byteLength;
      if (size > maxBytes) return null;
      parts.push(value);
    }
  } finally {
    reader?.cancel().catch(() => undefined);
  }
  if (!encoded && size < promised) throw new Error("the body ended before its promised length");
  const bytes = new Uint8Array(size);
  parts.reduce((offset, part) => (bytes.set(part, offset), offset + part.byteLength), 0);
  return bytes;
}

/** Bytes as JSON, else as text. */
function parse(bytes: Uint8Array): unknown {
  const body = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** A whole answer as JSON of this shape, or null where it is not: nothing from outside is believed unread. */
export function readJson<T extends z.ZodType>(whole: Whole, schema: T): z.infer<T> | null {
  const parsed = schema.safeParse(parse(whole.bytes));
  return parsed.success ? parsed.data : null;
}

/** `failed` as an operation. `charged` follows the error's table where it is not given. */
export function failed(code: ErrorCode, message: string, charged: Failure["charged"] = ERRORS[code].charged): Operation {
  return { state: "failed", failure: { code, message, charged } };
}

/** A failure as the error that the live path throws. */
export function asError(failure: Failure): AppError {
  return new AppError(failure.code, failure.message, { retryAfterMs: failure.retryAfterMs ?? null });
}

/** Reads and throws away what a failed live answer said, and returns why. */
export async function whyNot(response: Response, voice: Voice, context: Context): Promise<Failure> {
  const bytes = await readBody(response, ERROR_BODY_BYTES, context.signal).catch(() => null);
  return explain(see(response.status, response.headers, bytes ? parse(bytes) : null), voice, context);
}
