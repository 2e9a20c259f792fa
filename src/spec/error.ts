// Every way to fail, one row each: HTTP status, whether another try can help, who was charged, whose fault. Nobody compares messages.

export interface ErrorRow {
  /** HTTP status on our own edge. */
  status: number;
  /** Another try: never, the same offer later, or the next candidate. */
  retry: "never" | "same" | "next";
  /** Did the provider charge for it? */
  charged: "no" | "yes" | "unknown";
  blame: "caller" | "provider" | "operator" | "us";
  title: string;
}

const row = (status: number, retry: ErrorRow["retry"], charged: ErrorRow["charged"], blame: ErrorRow["blame"], title: string): ErrorRow => ({
  status,
  retry,
  charged,
  blame,
  title,
});

export const ERRORS = {
  // what a caller sent
  "request.invalid": row(400, "never", "no", "caller", "The request is not valid"),
  "request.malformed": row(400, "never", "no", "caller", "The body could not be read"),
  "request.too_large": row(413, "never", "no", "caller", "The request is too large"),
  "request.media_type": row(415, "never", "no", "caller", "The content type is not supported"),
  "request.not_found": row(404, "never", "no", "caller", "There is no such thing here"),
  "request.method": row(405, "never", "no", "caller", "The method is not allowed here"),
  "request.range": row(416, "never", "no", "caller", "The range cannot be served"),
  "request.conflict": row(409, "never", "no", "caller", "The request conflicts with an earlier one"),
  "request.url_refused": row(400, "never", "no", "caller", "The URL may not be fetched"),
  "request.too_many": row(429, "same", "no", "caller", "Too many requests"),
  "asset.unreadable": row(422, "never", "no", "caller", "The file is not what it should be"),
  "asset.gone": row(410, "never", "no", "caller", "The file is no longer kept"),
  // who asks
  "auth.missing": row(401, "never", "no", "caller", "A key is needed"),
  "auth.invalid": row(401, "never", "no", "caller", "The key is not valid"),
  "auth.scope": row(403, "never", "no", "caller", "The key may not do this"),
  "auth.origin": row(403, "never", "no", "caller", "The request comes from another site"),
  // money
  "credits.insufficient": row(402, "never", "no", "caller", "The balance does not cover it"),
  "credits.ceiling": row(402, "never", "no", "caller", "The spending ceiling would be passed"),
  "credits.budget": row(402, "never", "no", "caller", "The budget does not cover it"),
  // the plan
  "plan.none": row(422, "never", "no", "caller", "Nothing can do this under these rules"),
  "plan.live_only": row(422, "never", "no", "caller", "This task is answered live, on its own endpoint"),
  // what a provider said
  "provider.refused_input": row(422, "never", "no", "provider", "The provider refused the prompt"),
  "provider.refused_output": row(422, "never", "unknown", "provider", "The provider withheld what it made"),
  "provider.invalid": row(422, "next", "no", "provider", "The provider did not accept the request"),
  "provider.auth": row(502, "next", "no", "operator", "The provider did not accept its key"),
  "provider.quota": row(502, "next", "no", "operator", "The account at the provider is out of credit"),
  "provider.rate": row(503, "same", "no", "provider", "The provider asks for fewer requests"),
  "provider.concurrency": row(503, "same", "no", "provider", "The provider takes no more at once"),
  "provider.capacity": row(503, "next", "no", "provider", "The provider is overloaded"),
  "provider.timeout": row(504, "next", "unknown", "provider", "The provider took too long"),
  "provider.error": row(502, "next", "no", "provider", "The provider failed"),
  "provider.bad_output": row(502, "next", "unknown", "provider", "The provider sent something that is not the result"),
  "provider.expired": row(502, "next", "yes", "provider", "The provider no longer keeps the result"),
  "provider.not_found": row(502, "next", "no", "provider", "The provider does not know this model or job"),
  "provider.unreachable": row(502, "next", "no", "provider", "The provider could not be reached"),
  "provider.canceled": row(499, "never", "unknown", "caller", "The provider stopped on request"),
  "provider.unknown_outcome": row(504, "never", "unknown", "provider", "It is not known whether the provider did it"),
  // ourselves
  "generation.canceled": row(499, "never", "unknown", "caller", "It was canceled"),
  "generation.expired": row(504, "never", "unknown", "us", "It did not end in time"),
  internal: row(500, "same", "no", "us", "Something broke on our side"),
  unavailable: row(503, "same", "no", "us", "Not ready"),
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
