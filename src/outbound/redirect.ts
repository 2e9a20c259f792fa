// Where a redirect leads and what may travel along. Follows nothing by itself.
import { AppError } from "../spec/error.ts";

/** One request of a chain. `written` is the URL as somebody wrote it; null where it stands relative to the one before. */
export interface Hop {
  url: URL;
  written: string | null;
  init: RequestInit & { headers: Headers };
}

/** Headers that prove who asks, whatever the vendor calls them: x-api-key, xi-api-key, authorization, cookie, x-goog-api-key, idempotency-key … */
const CREDENTIAL = /auth|cookie|key|token|secret|session|credential|password|signature/i;
const BODY_HEADERS = ["content-type", "content-length", "content-encoding", "content-language", "content-location"];

export function isRedirect(response: Response): boolean {
  return [301, 302, 303, 307, 308].includes(response.status) && response.headers.has("location");
}

/** The next request. Credentials stay with the origin they were given for; a body is repeated there only, and never from a stream that is spent. */
export function nextHop(hop: Hop, response: Response, read: (location: string, base: URL) => URL): Hop {
  const location = response.headers.get("location") ?? "";
  const url = read(location, hop.url);
  const sameOrigin = url.origin === hop.url.origin;
  const headers = new Headers(hop.init.headers);
  if (!sameOrigin) for (const name of [...headers.keys()]) if (CREDENTIAL.test(name)) headers.delete(name);
  const init: Hop["init"] = { ...hop.init, headers };
  const method = (init.method ?? "GET").toUpperCase();
  // The fetch standard: 303 asks with GET from now on, and so do 301 and 302 after a POST.
  if ((response.status === 303 && method !== "HEAD") || (response.status < 303 && method === "POST")) {
    init.method = "GET";
    delete init.body;
    for (const name of BODY_HEADERS) headers.delete(name);
  }
  if (init.body && (!sameOrigin || init.body instanceof ReadableStream)) {
    throw new AppError("provider.unreachable", `${hop.url.hostname} redirects a request with a body, which is not followed.`);
  }
  return { url, written: url.hostname === hop.url.hostname ? null : location, init };
}
