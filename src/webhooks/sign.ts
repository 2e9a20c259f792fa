// Standard Webhooks (https://www.standardwebhooks.com): secrets, the three headers, and when to try again. Sends nothing and keeps nothing.
import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";
/** The scheme asks for 24 to 64. */
const SECRET_BYTES = 32;

export const newSecret = (): string => `${PREFIX}${randomBytes(SECRET_BYTES).toString("base64")}`;

function signature(secret: string, id: string, seconds: number, body: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64")}`;
}

/** What a receiver needs to know that it is us, and that it is now. One signature for each secret: while one is replaced, both count. */
export function signedHeaders(secrets: readonly string[], message: { id: string; body: string }, now: number): Record<string, string> {
  const seconds = Math.floor(now / 1000);
  return {
    "webhook-id": message.id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": secrets.map((secret) => signature(secret, message.id, seconds, message.body)).join(" "),
  };
}

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
/** Waits between tries: eight tries over about twenty hours, so that a receiver may be down overnight. */
export const WAITS: readonly number[] = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 12 * HOUR];
export const MOST_TRIES = WAITS.length + 1;
/** A receiver that says when may say at most this. */
export const LONGEST_WAIT = 12 * HOUR;
/** A fifth to either side, so that what failed together does not come back together. */
const JITTER = 0.2;

/** After so many tries, how long until the next; null when that was the last. `asked` is what the receiver wants at least. */
export function waitAfter(tries: number, random: () => number, asked: number | null = null): number | null {
  const wait = WAITS[tries - 1];
  if (wait === undefined) return null;
  return Math.max(Math.round(wait * (1 - JITTER + 2 * JITTER * random())), Math.min(asked ?? 0, LONGEST_WAIT));
}

/** Retry-After in seconds, as milliseconds. A date is not read: our back-off does as well. */
export function retryAfter(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/.test(header.trim()) ? Number(header) * SECOND : null;
}
