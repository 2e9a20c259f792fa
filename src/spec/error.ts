// Every way to fail, one row each: HTTP status, whether another try can help, who was charged, whose fault, whose health, and what to do next. Nobody compares messages.

export interface ErrorRow {
  /** HTTP status on our own edge. */
  status: number;
  /** Another try: never, the same offer later, or the next candidate. */
  retry: "never" | "same" | "next";
  /** Did the provider charge for it? */
  charged: "no" | "yes" | "unknown";
  blame: "caller" | "provider" | "operator" | "us";
  /** Whom it speaks against: the offer, its provider as a whole, our key or account there, or nobody. */
  health: "offer" | "provider" | "key" | "nobody";
  title: string;
  /** What its reader can do next. */
  todo: string;
}

type Rest = [
  retry: ErrorRow["retry"],
  charged: ErrorRow["charged"],
  blame: ErrorRow["blame"],
  health: ErrorRow["health"],
  title: string,
  todo: string,
];
const row = (status: number, ...[retry, charged, blame, health, title, todo]: Rest): ErrorRow => ({
  status,
  retry,
  charged,
  blame,
  health,
  title,
  todo,
});
/** What a caller sent: nothing was begun, and nobody's health suffers. */
const sent = (status: number, title: string, todo: string): ErrorRow => row(status, "never", "no", "caller", "nobody", title, todo);

export const ERRORS = {
  // what a caller sent
  "request.invalid": sent(400, "The request is not valid", "Correct the field that is named, and send it again."),
  "request.malformed": sent(400, "The body could not be read", "Check how the body is written, and send it again."),
  "request.too_large": sent(413, "The request is too large", "Send less, or a smaller file."),
  "request.media_type": sent(415, "The content type is not supported", "Send one of the types that the documentation names."),
  "request.not_found": sent(404, "There is no such thing here", "Check its id; it may have been deleted."),
  "request.method": sent(405, "The method is not allowed here", "Use one of the methods in the Allow header."),
  "request.range": sent(416, "The range cannot be served", "Ask for a range within the file."),
  "request.conflict": sent(409, "The request conflicts with an earlier one", "Use a new Idempotency-Key, or look at what the earlier one made."),
  "request.url_refused": sent(400, "The URL may not be fetched", "Upload the file instead, or name a public address."),
  "request.too_many": row(429, "same", "no", "caller", "nobody", "Too many requests", "Wait for as long as Retry-After says."),
  "asset.unreadable": sent(422, "The file is not what it should be", "Check the file; open it once in a program that shows it."),
  "asset.gone": sent(410, "The file is no longer kept", "Make it again from its recipe."),
  // who asks
  "auth.missing": sent(401, "A key is needed", "Send a key; `oak key` prints yours."),
  "auth.invalid": sent(401, "The key is not valid", "Use another key, or sign in again."),
  "auth.scope": sent(403, "The key may not do this", "Use a key with the scope that is named."),
  "auth.origin": sent(403, "The request comes from another site", "Send it from the studio, or with a key."),
  // money
  "credits.insufficient": sent(402, "The balance does not cover it", "Add funds, or choose something cheaper."),
  "credits.ceiling": sent(402, "The spending ceiling would be passed", "Have the ceiling raised, or choose something cheaper."),
  "credits.budget": sent(402, "The budget does not cover it", "Wait until it renews, have it raised, or choose something cheaper."),
  // the plan
  "plan.none": sent(422, "Nothing can do this under these rules", "Loosen a rule, or turn on a provider: the reasons name them."),
  "plan.live_only": sent(422, "This task is answered live, on its own endpoint", "Use the endpoint that is named."),
  // what a provider said
  "provider.refused_input": row(
    422,
    "never",
    "no",
    "provider",
    "nobody",
    "The provider refused the prompt",
    "Change the prompt; it is not sent elsewhere by itself.",
  ),
  "provider.refused_output": row(
    422,
    "never",
    "unknown",
    "provider",
    "nobody",
    "The provider withheld what it made",
    "Change the prompt, or try again: some of these verdicts are chance.",
  ),
  "provider.invalid": row(
    422,
    "next",
    "no",
    "provider",
    "nobody",
    "The provider did not accept the request",
    "Change what it names, or choose another model.",
  ),
  "provider.auth": row(502, "next", "no", "operator", "key", "The provider did not accept its key", "Set a valid key for it under Providers."),
  "provider.quota": row(502, "next", "no", "operator", "key", "The account at the provider is out of credit", "Add credit at the provider."),
  "provider.rate": row(
    503,
    "same",
    "no",
    "provider",
    "nobody",
    "The provider asks for fewer requests",
    "Wait a little; it is tried again by itself.",
  ),
  "provider.concurrency": row(
    503,
    "same",
    "no",
    "provider",
    "nobody",
    "The provider takes no more at once",
    "Wait a little; it is tried again by itself.",
  ),
  "provider.capacity": row(503, "next", "no", "provider", "offer", "The provider is overloaded", "Try again later, or choose another model."),
  "provider.timeout": row(504, "next", "unknown", "provider", "offer", "The provider took too long", "Try again later, or choose a quicker model."),
  "provider.error": row(502, "next", "no", "provider", "offer", "The provider failed", "Try again, or choose another model."),
  "provider.bad_output": row(
    502,
    "next",
    "unknown",
    "provider",
    "offer",
    "The provider sent something that is not the result",
    "Try again, or choose another model.",
  ),
  "provider.expired": row(
    502,
    "next",
    "yes",
    "provider",
    "nobody",
    "The provider no longer keeps the result",
    "Make it again. You were not charged.",
  ),
  "provider.not_found": row(502, "next", "no", "provider", "offer", "The provider does not know this model or job", "Choose another model."),
  "provider.unreachable": row(
    502,
    "next",
    "no",
    "provider",
    "provider",
    "The provider could not be reached",
    "Try again later, or choose another provider.",
  ),
  "provider.canceled": row(499, "never", "unknown", "caller", "nobody", "The provider stopped on request", "Nothing: you asked for it."),
  "provider.unknown_outcome": row(
    504,
    "never",
    "unknown",
    "provider",
    "offer",
    "It is not known whether the provider did it",
    "Look at the provider's own list before you ask again. You were not charged.",
  ),
  // ourselves
  "generation.canceled": row(499, "never", "unknown", "caller", "nobody", "It was canceled", "Nothing: you asked for it."),
  "generation.expired": row(504, "never", "unknown", "us", "nobody", "It did not end in time", "Ask again. You were not charged."),
  internal: row(500, "same", "no", "us", "nobody", "Something broke on our side", "Try again; the server's log says what happened."),
  unavailable: row(503, "same", "no", "us", "nobody", "Not ready", "Try again in a moment."),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** The one error of the program. `field` names the input at fault, `detail` says what to do next; neither ever holds a secret. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly field: string | null;
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, detail: string, more: { field?: string | null; retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(`${code}: ${detail}`, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "AppError";
    this.code = code;
    this.detail = detail;
    this.field = more.field ?? null;
    this.retryAfterMs = more.retryAfterMs ?? null;
  }

  get row(): ErrorRow {
    return ERRORS[this.code];
  }
}

/** Any thrown value as an AppError; what is not one already becomes `internal`, with the cause kept for the log only. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError("internal", "The server met an unexpected error. It has been logged.", { cause: thrown });
}
