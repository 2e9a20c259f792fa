// One request to one checked address: the connection goes to the address, the name stays in Host and in the certificate check. Follows nothing, decides nothing.
import { connect } from "node:net";

/** How a request leaves the process. `address` null means: resolve as usual, for origins that the operator named. */
export type Send = (url: URL, init: RequestInit, address: string | null) => Promise<Response>;

type Tls = { serverName?: string; ca?: string[] };

/**
 * Sends through the runtime's fetch. Measured on Bun 1.4.5 (2026-11): a fetch to `https://<address>` with `tls.serverName` sends that name as SNI, checks
 * the certificate against it (another name's certificate: ERR_TLS_CERT_ALTNAME_INVALID) and never reuses a pooled connection made under another name. So a
 * name that resolves differently the second time is never asked a second time, over http and https alike.
 */
export function createSend(authorities?: string[]): Send {
  return (url, init, address) => {
    const target = new URL(url);
    const headers = new Headers(init.headers);
    headers.delete("host");
    const tls: Tls = authorities ? { ca: authorities } : {};
    if (address !== null) {
      target.hostname = address.includes(":") ? `[${address}]` : address;
      headers.set("host", url.host);
      // An address has no name to indicate; its certificate is checked against the address itself.
      if (target.hostname !== url.hostname) tls.serverName = url.hostname;
    }
    // The runtime would give up after five minutes by itself; how long to wait is said by whoever asks.
    const extended = { ...init, headers, redirect: "manual", tls, timeout: false } as RequestInit;
    return fetch(target, extended);
  };
}

/** Could this thrown value only come from before anything was sent? Then nothing was bought, and another address may be tried. */
export function neverSent(thrown: unknown): boolean {
  const code = errorCode(thrown);
  return code !== null && (UNSENT.has(code) || /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_/.test(code));
}

const UNSENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "EACCES",
  "EPERM",
  "ConnectionRefused",
  "FailedToOpenSocket",
]);

/** The system's short code of an error, which holds neither URL nor secret; null where it has none. */
export function errorCode(thrown: unknown): string | null {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^[\w-]{1,60}$/.test(code) ? code : null;
}

/** Does anything accept a connection there within so many milliseconds? Tells a host that is down from one that is thinking. */
export function answers(host: string, port: number, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.replace(/^\[|\]$/g, ""), port });
    const end = (up: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(up);
    };
    const timer = setTimeout(() => end(false), withinMs);
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
