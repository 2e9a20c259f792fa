// What becomes of a step that threw: how long to wait, and what may be told of the error. Saves nothing.
import { AppError } from "../spec/error.ts";

/** Waits between failures, in milliseconds: the bound doubles from `baseMs` up to `capMs`. */
export const BACK_OFF = { baseMs: 1_000, capMs: 300_000 } as const;
const ERROR_CHARS = 500;

/** The longest wait after so many failures in a row, the first being 1. */
export function backOffBound(failures: number): number {
  return Math.min(BACK_OFF.capMs, BACK_OFF.baseMs * 2 ** Math.min(30, failures - 1));
}

/**
 * Full jitter: anything from 0 up to the bound, so that jobs that failed together do not come back together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function backOffMs(failures: number, random: () => number): number {
  return Math.floor(random() * backOffBound(failures));
}

/** An id of ours such as gen_ and 26 characters: worth keeping, and no secret. */
const OUR_ID = /^[a-z]{2,5}_[0-9a-z]{26}[a-z]?$/;
/** Names such as text-to-image or flux.2/pro: words and short numbers. */
const NAME = /^[a-z]+(?:[-_./](?:[a-z]+|[a-z0-9]{1,6}))+$/i;
const LONG = /[A-Za-z0-9_+/=.-]{20,}/g;
const looksSecret = (text: string) => /[0-9]/.test(text) && /[A-Za-z]/.test(text) && !OUR_ID.test(text) && !NAME.test(text);

/** An error's message without what might be a secret, on one line, short. Foreign messages may hold whatever a provider sent. */
export function safeMessage(thrown: unknown): string {
  const message =
    thrown instanceof AppError ? `${thrown.code}: ${thrown.detail}` : thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return (
    message
      .slice(0, 10 * ERROR_CHARS)
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ")
      .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, "$1")
      .replace(/(https?:\/\/[^\s?#]+)[?#][^\s"')]*/gi, "$1?…")
      .replace(/\b(bearer|basic)\s+[^\s"',;]+/gi, "$1 …")
      .replace(/((?:key|token|secret|password|authorization)["']?\s*[:=]\s*["']?)[^\s"',;]+/gi, "$1…")
      .replace(LONG, (text) => (looksSecret(text) ? "…" : text))
      .trim()
      .slice(0, ERROR_CHARS)
  );
}
