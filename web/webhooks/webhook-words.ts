// Webhooks and their deliveries in words, pure and tested. No React and no requests.
import type { Webhook, WebhookDelivery } from "../../src/spec/webhook.ts";
import { ago, plural } from "../words.ts";

export interface Said {
  text: string;
  /** Somebody should look. */
  bad: boolean;
}

export function stateOf(one: Webhook, now: number): Said {
  if (!one.enabled)
    return one.disabledReason
      ? { text: `Switched off ${ago(one.disabledAt!, now)}. ${one.disabledReason} What it misses is kept; switch it on and replay.`, bad: true }
      : { text: "Off. What it misses is kept.", bad: false };
  if (one.failures > 0) return { text: `${plural(one.failures, "try", "tries")} in a row not taken since ${ago(one.failingSince!, now)}`, bad: true };
  return { text: `On, told of ${one.types ? one.types.join(", ") : "everything"}`, bad: false };
}

/** How long until then: "now", "in 40 s", "in 3 min", "in 6 h". */
export function until(iso: string, now: number): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  if (seconds < 1) return "now";
  if (seconds < 90) return `in ${Math.round(seconds)} s`;
  return seconds < 5400 ? `in ${Math.round(seconds / 60)} min` : `in ${Math.round(seconds / 3600)} h`;
}

export function outcomeOf(one: WebhookDelivery, now: number): Said {
  if (one.state === "delivered") return { text: `Taken with ${one.lastStatus}, ${ago(one.deliveredAt!, now)}`, bad: false };
  if (one.state === "pending") return { text: "On its way", bad: false };
  const why = one.lastError ?? "No answer.";
  return one.state === "failed"
    ? { text: `${why} Try ${one.tries + 1} ${until(one.nextTryAt!, now)}`, bad: true }
    : { text: `${why} Given up${one.tries > 0 ? ` after ${plural(one.tries, "try", "tries")}` : ""}`, bad: true };
}
