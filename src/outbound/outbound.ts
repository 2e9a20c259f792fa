// The only way out: every request that leaves on a user's or a provider's word goes through here, is checked, bounded and seen. Knows no vendor and keeps no secret.
import { lookup as systemLookup } from "node:dns/promises";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { literalAddress, refuseAddress, refuseUrl } from "./address.ts";
import { patientBody, startPatience, within, type Patience } from "./patience.ts";
import { answers, createSend, errorCode, neverSent, type Send } from "./pin.ts";
import { isRedirect, nextHop, type Hop } from "./redirect.ts";

export interface OutboundInit extends RequestInit {
  /** How many redirects are followed; default LIMITS.fetchRedirects. `redirect: "manual"` hands the first one back. */
  maxRedirects?: number;
  /** Milliseconds for the name to resolve and for the host to accept a connection; default 10,000. A host that is up may think longer. */
  connectMs?: number;
  /** Milliseconds between two pieces of the body; default 30,000, and for allowed origins none. */
  idleMs?: number | null;
  /** Milliseconds from the call to the last byte; default LIMITS.fetchMs, and for allowed origins none. */
  totalMs?: number | null;
}

export interface Outbound {
  /**
   * Like fetch, and like it resolves for any HTTP status. Throws AppError: `request.url_refused`; `provider.unreachable` where nothing was sent or repeating is
   * harmless; `provider.unknown_outcome` where a request that changes something was cut after it left; `provider.timeout`. A caller's own abort is rethrown as it is.
   */
  fetch(url: string | URL, init?: OutboundInit): Promise<Response>;
  /** Throws `request.url_refused` for what no fetch would take, as far as that shows in the URL itself. Nothing is resolved. */
  check(url: string): void;
  /** Hears the host of every request, before it leaves, and whether it may. Returns how to stop. */
  observe(listener: (host: string, allowed: boolean) => void): () => void;
}

export interface OutboundOptions {
  /** Origins (or URLs under them) that the operator named: these may be private, on any port, and are not resolved by us. */
  allowed: string[];
  /** Every address of a name. Default: the system's resolver. */
  lookup?: (host: string) => Promise<string[]>;
  /** How a checked request leaves; default: the runtime's fetch, pinned to the checked address. */
  send?: Send;
}

const CONNECT_MS = 10_000;
const IDLE_MS = 30_000;
const URL_CHARS = 8_192;
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

const everyAddress = async (host: string) => (await systemLookup(host, { all: true, verbatim: true })).map((found) => found.address);

const refused = (why: string) => new AppError("request.url_refused", `The URL may not be fetched: ${why}.`, { field: "url" });

/** Parses and checks what can be checked without the network. Throws `request.url_refused`. */
function readUrl(raw: string | URL, base: URL | null): URL {
  const text = String(raw);
  if (text.length > URL_CHARS) throw refused(`it is longer than ${URL_CHARS} characters`);
  let url: URL;
  try {
    url = base ? new URL(text, base) : new URL(text);
  } catch {
    throw refused("it is not a complete URL");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refused("only http and https are");
  if (url.username || url.password) throw refused("it carries a user name or password");
  if (!url.hostname) throw refused("it names no host");
  return url;
}

/** Opens the way out. Nothing is connected until the first fetch. */
export function createOutbound(options: OutboundOptions): Outbound {
  const origins = new Set(options.allowed.map((url) => new URL(url).origin));
  const listeners = new Set<(host: string, allowed: boolean) => void>();
  const lookup = options.lookup ?? everyAddress;
  const send = options.send ?? createSend();

  const tell = (host: string, allowed: boolean) => {
    for (const listener of listeners) listener(host, allowed);
  };

  /** The addresses a hop may connect to; null for allowed origins, which resolve as usual. */
  async function admit(hop: Hop, connectMs: number, patience: Patience): Promise<string[] | null> {
    const { url } = hop;
    if (origins.has(url.origin)) {
      tell(url.hostname, true);
      return null;
    }
    const literal = literalAddress(url);
    let why = refuseUrl(url, hop.written);
    let addresses = literal === null ? [] : [literal];
    if (why === null && literal === null) {
      addresses = await resolve(url.hostname, connectMs, patience);
      // One bad address among good ones is how rebinding begins: the whole name is refused.
      why = addresses.map(refuseAddress).find((reason) => reason !== null) ?? null;
    }
    tell(url.hostname, why === null);
    if (why !== null) throw refused(why);
    return addresses;
  }

  async function resolve(host: string, connectMs: number, patience: Patience): Promise<string[]> {
    const unknown = () => new AppError("provider.unreachable", `The host ${host} could not be found.`);
    const addresses = await within(
      connectMs,
      lookup(host).catch(() => []),
      unknown,
      patience.signal,
    );
    if (addresses.length === 0) throw unknown();
    return addresses;
  }

  /** Tries the addresses in turn; only a failure from before anything was sent leads to the next. */
  async function sendTo(hop: Hop, init: RequestInit, addresses: string[] | null, connectMs: number, patience: Patience): Promise<Response> {
    const tries = addresses ?? [null];
    const once = init.body instanceof ReadableStream;
    for (const [index, address] of tries.entries()) {
      const stopWatch = watchConnection(hop.url, address, connectMs, patience);
      try {
        return await send(hop.url, { ...init, signal: patience.signal }, address);
      } catch (thrown) {
        if (once || index === tries.length - 1 || !neverSent(thrown) || patience.signal.aborted) throw thrown;
      } finally {
        stopWatch();
      }
    }
    throw new Error("no address"); // not reached: the last try returns or throws
  }

  async function run(raw: string | URL, init: OutboundInit): Promise<Response> {
    const { maxRedirects = LIMITS.fetchRedirects, connectMs = CONNECT_MS, idleMs, totalMs, redirect = "follow", signal, ...request } = init;
    const first = readUrl(raw, null);
    const trusted = origins.has(first.origin);
    const host = first.hostname;
    const total = totalMs === undefined ? (trusted ? null : LIMITS.fetchMs) : totalMs;
    const patience = startPatience(host, total, signal);
    let hop: Hop = { url: first, written: String(raw), init: { ...request, headers: new Headers(request.headers) } };
    try {
      for (let count = 0; ; count++) {
        const addresses = await admit(hop, connectMs, patience);
        const response = await sendTo(hop, hop.init, addresses, connectMs, patience);
        if (redirect === "manual" || !isRedirect(response)) {
          const idle = idleMs === undefined ? (addresses === null ? null : IDLE_MS) : idleMs;
          return finish(response, hop, idle, total, patience, (thrown) => explain(thrown, hop, patience, signal));
        }
        await response.body?.cancel().catch(() => {});
        if (redirect === "error" || count >= maxRedirects)
          throw new AppError("provider.unreachable", `${host} redirects more often than is followed (${maxRedirects}).`);
        hop = nextHop(hop, response, (location, base) => readUrl(location, base));
      }
    } catch (thrown) {
      patience.done();
      throw explain(thrown, hop, patience, signal);
    }
  }

  return {
    fetch: (url, init = {}) => run(url, init),
    check(raw) {
      const url = readUrl(raw, null);
      const why = origins.has(url.origin) ? null : refuseUrl(url, raw);
      if (why !== null) throw refused(why);
    },
    observe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Some runtimes cannot say when a connection stands. So: no answer by `connectMs` → knock at the door; nobody there → give up, else wait on. */
function watchConnection(url: URL, address: string | null, connectMs: number, patience: Patience): () => void {
  let over = false;
  const timer = setTimeout(async () => {
    const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
    if (!(await answers(address ?? url.hostname, port, connectMs)) && !over)
      patience.give(new AppError("provider.unreachable", `${url.hostname} does not accept connections.`));
  }, connectMs);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

/** Foreign errors become ours, without the URL that some of them quote. */
function explain(thrown: unknown, hop: Hop, patience: Patience, caller?: AbortSignal | null): unknown {
  if (patience.reason()) return patience.reason();
  if (caller?.aborted) return caller.reason;
  if (thrown instanceof AppError) return thrown;
  const code = errorCode(thrown);
  const tail = code ? ` (${code})` : "";
  if (neverSent(thrown)) return new AppError("provider.unreachable", `${hop.url.hostname} could not be reached${tail}.`);
  if (SAFE_METHODS.has((hop.init.method ?? "GET").toUpperCase()))
    return new AppError("provider.unreachable", `The connection to ${hop.url.hostname} was cut${tail}.`);
  return new AppError("provider.unknown_outcome", `The connection to ${hop.url.hostname} was cut after the request had left${tail}.`);
}

/** The answer as the caller sees it: the URL it was asked for and not the address, a body that cannot stall, headers that fit the decoded body. */
function finish(
  response: Response,
  hop: Hop,
  idleMs: number | null,
  totalMs: number | null,
  patience: Patience,
  explained: (thrown: unknown) => unknown,
): Response {
  const decoded = response.headers.has("content-encoding");
  // The fast path: an allowed origin without limits is handed on untouched, body and all; its signal is the caller's own.
  if (idleMs === null && totalMs === null && !decoded) return response;
  const headers = new Headers(response.headers);
  if (decoded) for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  if (!response.body) patience.done();
  const body = response.body && patientBody(response.body, hop.url.hostname, idleMs, patience, explained);
  const answer = new Response(body, { status: response.status, statusText: response.statusText, headers });
  Object.defineProperty(answer, "url", { value: hop.url.href });
  return answer;
}
