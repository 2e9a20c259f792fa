// Errors as answers: RFC 9457 problem JSON on native routes, OpenAI's shape on compatible ones. Says nothing that the error does not.
import type { AppError } from "../spec/error.ts";

function headersOf(error: AppError): Record<string, string> {
  return error.retryAfterMs === null ? {} : { "retry-after": String(Math.max(1, Math.ceil(error.retryAfterMs / 1000))) };
}

export function problemResponse(error: AppError, instance: string | null, headers: Record<string, string> = {}): Response {
  const { status, title } = error.row;
  const body = { type: `urn:openoak:error:${error.code}`, title, status, detail: error.detail, code: error.code, field: error.field, instance };
  const auth: Record<string, string> = status === 401 ? { "www-authenticate": 'Bearer realm="openoak"' } : {};
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json", ...auth, ...headersOf(error), ...headers },
  });
}

const TYPES: Record<number, string> = {
  401: "authentication_error",
  402: "insufficient_quota",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
};

export function openAiError(error: AppError): Response {
  const { status, blame } = error.row;
  const type = TYPES[status] ?? (blame === "caller" ? "invalid_request_error" : "server_error");
  const refused = error.code.startsWith("provider.refused");
  const body = { error: { message: error.detail, type: refused ? "image_generation_user_error" : type, param: error.field, code: error.code } };
  // 499 is no status that clients know; the official one repeats on 5xx by itself, which must not buy anything twice.
  const again: Record<string, string> = error.row.retry === "same" ? {} : { "x-should-retry": "false" };
  return Response.json(body, { status: status === 499 ? 400 : status, headers: { ...headersOf(error), ...again } });
}
