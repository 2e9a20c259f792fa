// One delivery, one step: send it, save what came of it, say when again. At least once, in no promised order. Who hears of what is decided in webhooks.ts.
import { type Clock, msLeft } from "../clock.ts";
import type { Tx } from "../db/db.ts";
import { asAppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { WEBHOOK_TEST } from "../spec/webhook.ts";
import { MOST_TRIES, retryAfter, signedHeaders, waitAfter } from "./sign.ts";
import * as store from "./store.ts";
import type { WebhooksDeps } from "./webhooks.ts";

/** A claimed job, as the queue hands it over. */
export interface Step {
  readonly job: { org: string; subject: string };
  readonly signal: AbortSignal;
  guard(tx: Tx): Promise<void>;
  finish(tx: Tx): Promise<void>;
}
type Next = { done: true } | { afterMs: number };

/** What a try came to: an answer's status, or none and why. */
interface Outcome {
  status: number | null;
  error: string | null;
  retryAfterMs: number | null;
}

/** So many tries of one endpoint are under way in this process: a slow receiver takes no other's turn. */
const AT_ONCE = 8;
/** So many more wait for theirs, and not longer than this. The others are put back in line, and called when it is their turn. */
const WAITING = 16;
const PATIENCE_MS = 1_000;
/** Where nobody calls them, as after a crash, they come back by themselves: soon while few wait, so that many do not keep the queue busy for nothing. */
const BACK_MS = { least: 5_000, most: 300_000 };
/** How long a try is thought to take before one has been seen. */
const USUAL_MS = 100;

/** The kind under which deliveries stand in the job queue. */
export const WEBHOOK_JOB = "webhook";
export const OFF = "The webhook was off.";

interface Line {
  busy: number;
  waiting: Set<() => void>;
  /** Deliveries whose jobs were put back. */
  deferred: Set<string>;
  usualMs: number;
}

/** Lets each endpoint have so many tries at once, in the order in which they came. `call` makes a job that was put back come now. */
function createTurns({ now, sleep }: Pick<Clock, "now" | "sleep">, call: (delivery: string) => void) {
  const lines = new Map<string, Line>();

  /** Null: go. A number: come back after so many milliseconds, or when called. */
  async function enter(endpoint: string, delivery: string): Promise<number | null> {
    const line = lines.get(endpoint) ?? { busy: 0, waiting: new Set(), deferred: new Set(), usualMs: USUAL_MS };
    lines.set(endpoint, line);
    line.deferred.delete(delivery);
    if (line.busy < AT_ONCE) {
      line.busy += 1;
      return null;
    }
    if (line.waiting.size < WAITING) {
      const over = new AbortController();
      const called = () => over.abort();
      line.waiting.add(called);
      await sleep(PATIENCE_MS, over.signal);
      // Whoever was called has been given the turn of the one that left.
      if (!line.waiting.delete(called)) return null;
    }
    line.deferred.add(delivery);
    return Math.min(BACK_MS.most, Math.max(BACK_MS.least, (line.deferred.size / AT_ONCE) * line.usualMs));
  }

  function leave(endpoint: string, since: number): void {
    const line = lines.get(endpoint)!;
    line.usualMs = (line.usualMs + (now() - since)) / 2;
    const [next] = line.waiting;
    if (next) {
      line.waiting.delete(next);
      next();
    } else line.busy -= 1;
    if (line.waiting.size <= WAITING / 2)
      for (const delivery of [...line.deferred].slice(0, WAITING - line.waiting.size)) {
        line.deferred.delete(delivery);
        call(delivery);
      }
    if (line.busy + line.deferred.size === 0) lines.delete(endpoint);
  }

  return { enter, leave };
}

export function createDeliveries(deps: WebhooksDeps) {
  const { db, clock, outbound, sealer } = deps;
  const call = (delivery: string) => void deps.wake(WEBHOOK_JOB, delivery).catch(() => undefined); // it comes back by itself, later
  const turns = createTurns(clock, call);

  function secretsOf(row: store.EndpointRow): string[] {
    const old = row.old_secret !== null && (row.old_secret_until ?? 0) > clock.now() ? [row.old_secret] : [];
    return [row.secret, ...old].map((sealed) => sealer.open(purposeOf(row.id), sealed));
  }

  /** Never throws but where the step itself is over. */
  async function post(endpoint: store.EndpointRow, message: store.MessageRow, signal: AbortSignal): Promise<Outcome> {
    try {
      const answer = await outbound.fetch(endpoint.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "user-agent": "OpenOak-Webhooks",
          ...signedHeaders(secretsOf(endpoint), message, clock.now()),
        },
        body: message.body,
        redirect: "manual",
        totalMs: LIMITS.webhookMs,
        signal,
      });
      // What it says is nobody's business: kept and shown, it would let a user read what only this server can reach.
      await answer.body?.cancel().catch(() => undefined);
      const { status } = answer;
      if (status >= 200 && status < 300) return { status, error: null, retryAfterMs: null };
      const redirect = status >= 300 && status < 400;
      const error = redirect ? `It answered ${status}, a redirect, which is not followed.` : `It answered ${status}.`;
      return { status, error, retryAfterMs: retryAfter(answer.headers.get("retry-after")) };
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      return { status: null, error: asAppError(thrown).detail, retryAfterMs: null };
    }
  }

  async function work(step: Step): Promise<Next> {
    const { org, subject } = step.job;
    const delivery = await store.delivery(db, org, subject);
    if (!delivery || (delivery.state !== "pending" && delivery.state !== "failed")) return { done: true };
    const nextAt = delivery.next_at ?? 0;
    const early = msLeft(clock, nextAt, nextAt - (delivery.last_try_at ?? nextAt));
    if (early > 0) return { afterMs: early };
    const [endpoint, message] = await Promise.all([store.endpoint(db, org, delivery.endpoint), store.message(db, org, delivery.message)]);
    // Removed or switched off in the moment in which this was written.
    if (!endpoint || !message || (endpoint.enabled === 0 && delivery.type !== WEBHOOK_TEST)) {
      await store.giveUpOne(db, org, subject, OFF);
      return { done: true };
    }
    const wait = await turns.enter(endpoint.id, delivery.id);
    if (wait !== null) return { afterMs: wait };
    const began = clock.now();
    const outcome = await post(endpoint, message, step.signal).finally(() => turns.leave(endpoint.id, began));
    return db.tx((tx) => save(tx, step, delivery, outcome));
  }

  /** The endpoint's row comes first in every transaction that touches both, so that two of them wait for each other in one order only. */
  async function save(tx: Tx, step: Step, delivery: store.Told, outcome: Outcome): Promise<Next> {
    await step.guard(tx);
    const now = clock.now();
    const good = outcome.error === null;
    const test = delivery.type === WEBHOOK_TEST;
    const endpoint = good ? null : test ? null : await store.endpointFails(tx, delivery.org, delivery.endpoint, now);
    if (good) await store.endpointWorks(tx, delivery.org, delivery.endpoint);
    const tries = delivery.tries + 1;
    const wait = good || test || outcome.status === 410 ? null : waitAfter(tries, clock.random, outcome.retryAfterMs);
    const firstTryAt = delivery.first_try_at ?? now;
    const saved = await store.saveTry(tx, delivery, {
      state: good ? "delivered" : wait === null ? "dead" : "failed",
      tries,
      first_try_at: firstTryAt,
      last_try_at: now,
      last_status: outcome.status,
      last_error: outcome.error,
      next_at: wait === null ? null : now + wait,
      delivered_at: good ? now : null,
    });
    // Replayed while it was under way: the new round begins.
    if (saved === 0) return { afterMs: 0 };
    if (endpoint) {
      const gone = outcome.status === 410;
      // For a whole delivery's patience nothing was taken: not this one, and no other in between.
      const lost = wait === null && endpoint.failures >= MOST_TRIES && endpoint.failing_since !== null && endpoint.failing_since <= firstTryAt;
      if (gone) await disable(tx, endpoint, "It answered 410: it is gone for good.");
      else if (lost) await disable(tx, endpoint, `Nothing was taken in ${endpoint.failures} tries. The last: ${outcome.error}`);
    }
    if (wait !== null) return { afterMs: wait };
    await step.finish(tx);
    return { done: true };
  }

  async function disable(tx: Tx, endpoint: store.EndpointRow, reason: string): Promise<void> {
    if ((await store.disableEndpoint(tx, endpoint.org, endpoint.id, reason, clock.now())) === 0) return;
    await store.giveUp(tx, endpoint.org, endpoint.id, OFF);
    await deps.append(tx, { org: endpoint.org, subject: endpoint.id, type: "webhook.disabled", data: { reason } });
    tx.afterCommit(() => deps.log("a webhook was switched off", { webhook: endpoint.id, reason }));
  }

  /** Its job died, by errors of ours and not of the receiver's: it waits for a person, as everything given up does. */
  async function dead(tx: Tx, job: Step["job"], error: string): Promise<void> {
    await store.giveUpOne(tx, job.org, job.subject, `It was given up after errors on our side: ${error}`);
  }

  return { work, dead };
}

/** What its secrets are sealed for. */
export const purposeOf = (endpoint: string) => `webhook:${endpoint}`;
