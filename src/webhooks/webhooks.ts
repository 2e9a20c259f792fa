// Webhooks going out: who hears of what. A delivery is written in the transaction of its event, with its job: nothing is told of what was rolled back, and
// nothing is lost by a crash after the commit. Sending is deliver.ts; webhooks coming in from providers are generations.wakeAttempt.
import { type Clock, isoTime, parseTime } from "../clock.ts";
import type { Db, Query, Tx } from "../db/db.ts";
import type { Outbound } from "../outbound/outbound.ts";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import {
  type DeliveryState,
  type Webhook,
  WEBHOOK_TEST,
  WEBHOOK_TYPES,
  type WebhookChange,
  type WebhookDelivery,
  type WebhookReplay,
  type WebhookType,
} from "../spec/webhook.ts";
import { createDeliveries, OFF, purposeOf, WEBHOOK_JOB } from "./deliver.ts";
import { newSecret } from "./sign.ts";
import * as store from "./store.ts";

export { WEBHOOK_JOB };

/** How the queue treats them: a process that is gone is noticed within the lease. */
export const WEBHOOK_HANDLING = { leaseMs: 10_000, concurrency: 64, maxFailures: 20 };
/** So long after a secret was replaced the old one signs too. */
const OVERLAP_MS = 24 * 60 * 60_000;
const LOOK_MS = 100;

/** An event as it was kept. */
export interface Happened {
  id: string;
  org: string;
  subject: string;
  type: string;
  /** JSON. */
  data: string;
  at: number;
}

/** The features beside this one, as far as it needs them; app.ts hands them in. */
export interface WebhooksDeps {
  db: Db;
  clock: Clock;
  outbound: Outbound;
  /** Origins that the operator named: they may be private, and need no https. */
  origins: readonly string[];
  sealer: { seal(purpose: string, text: string): string; open(purpose: string, sealed: string): string };
  enqueue(tx: Tx, job: { org: string; kind: string; subject: string }): Promise<unknown>;
  /** Has a job come now that would come later. */
  wake(kind: string, subject: string): Promise<void>;
  append(tx: Tx, event: { org: string; subject: string; type: string; data?: Record<string, unknown> }): Promise<void>;
  /** What an event is about, as the API shows it; null where that is nothing but what the event itself says. */
  describe(tx: Tx, event: Happened): Promise<unknown>;
  log: (message: string, detail?: Record<string, unknown>) => void;
}

const isType = (type: string): type is WebhookType => (WEBHOOK_TYPES as readonly string[]).includes(type);
const optionalTime = (ms: number | null) => (ms === null ? null : isoTime(ms));
const listOf = (types: string | null): WebhookType[] | null => (types === null ? null : JSON.parse(types));

function endpointView(row: store.EndpointRow): Webhook {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    types: listOf(row.types),
    enabled: row.enabled === 1,
    failures: row.failures,
    failingSince: optionalTime(row.failing_since),
    disabledAt: optionalTime(row.disabled_at),
    disabledReason: row.disabled_reason,
    createdAt: isoTime(row.created_at),
  };
}

function deliveryView(row: store.Told): WebhookDelivery {
  return {
    id: row.id,
    webhook: row.endpoint,
    message: row.message,
    type: row.type,
    subject: row.subject,
    state: row.state,
    tries: row.tries,
    lastTryAt: optionalTime(row.last_try_at),
    lastStatus: row.last_status,
    lastError: row.last_error,
    nextTryAt: optionalTime(row.next_at),
    deliveredAt: optionalTime(row.delivered_at),
    createdAt: isoTime(row.created_at),
  };
}

export function createWebhooks(deps: WebhooksDeps) {
  const { db, clock, outbound, sealer } = deps;
  const origins = new Set(deps.origins.map((url) => new URL(url).origin));

  // --- events ---

  /** Part of every event's transaction: what is to be told, and to whom. */
  async function record(tx: Tx, event: Happened): Promise<void> {
    const { type } = event;
    if (!isType(type)) return;
    const all = await store.endpoints(tx, event.org);
    const hearing = all.filter((row) => row.id !== event.subject && (listOf(row.types)?.includes(type) ?? true));
    if (hearing.length === 0) return;
    const about = all.find((row) => row.id === event.subject);
    await insertMessage(tx, event, about ? endpointView(about) : await deps.describe(tx, event));
    for (const row of hearing) await insertDelivery(tx, row, event.id);
  }

  async function insertMessage(tx: Tx, event: Happened, data: unknown): Promise<void> {
    const say = (what: unknown) => JSON.stringify({ type: event.type, timestamp: isoTime(event.at), data: what });
    const whole = say(data ?? { id: event.subject, ...JSON.parse(event.data) });
    const body = Buffer.byteLength(whole) <= LIMITS.webhookBodyBytes ? whole : say({ id: event.subject, tooLarge: true });
    await store.insertMessage(tx, { id: event.id, org: event.org, type: event.type, subject: event.subject, body, created_at: event.at });
  }

  /** Where the endpoint is off it is kept as dead, so that it can be replayed. */
  async function insertDelivery(tx: Tx, endpoint: store.EndpointRow, message: string, always = false): Promise<string> {
    const now = clock.now();
    const on = always || endpoint.enabled === 1;
    const row: store.DeliveryRow = {
      id: clock.id("whd"),
      org: endpoint.org,
      endpoint: endpoint.id,
      message,
      round: 0,
      state: on ? "pending" : "dead",
      tries: 0,
      first_try_at: null,
      last_try_at: null,
      last_status: null,
      last_error: on ? null : OFF,
      next_at: on ? now : null,
      delivered_at: null,
      created_at: now,
    };
    await store.insertDelivery(tx, row);
    if (on) await deps.enqueue(tx, { org: endpoint.org, kind: WEBHOOK_JOB, subject: row.id });
    return row.id;
  }

  // --- endpoints ---

  async function found(q: Query, org: string, id: string): Promise<store.EndpointRow> {
    const row = await store.endpoint(q, org, id);
    if (!row) throw new AppError("request.not_found", "There is no such webhook.", { field: "id" });
    return row;
  }

  /** Refused at once rather than at the first try. Where its name leads is looked at again at every try. */
  function checkUrl(url: string): string {
    outbound.check(url);
    const parsed = new URL(url);
    if (parsed.protocol !== "https:" && !origins.has(parsed.origin))
      throw new AppError(
        "request.url_refused",
        "Prompts and results travel there: use https. An operator may allow another by OAK_WEBHOOK_ORIGINS.",
        {
          field: "url",
        },
      );
    return parsed.href;
  }

  const list = async (org: string): Promise<Webhook[]> => (await store.endpoints(db, org)).map(endpointView);

  async function create(
    tx: Tx,
    org: string,
    asked: { url: string; types: readonly WebhookType[] | null; description: string },
  ): Promise<{ webhook: Webhook; secret: string }> {
    const url = checkUrl(asked.url);
    if ((await store.endpoints(tx, org)).length >= LIMITS.webhooks)
      throw new AppError("request.conflict", `There are ${LIMITS.webhooks} webhooks already. Remove one first.`);
    const [id, secret] = [clock.id("whk"), newSecret()];
    const row: store.EndpointRow = {
      id,
      org,
      url,
      description: asked.description,
      types: asked.types === null ? null : JSON.stringify(asked.types),
      enabled: 1,
      secret: sealer.seal(purposeOf(id), secret),
      old_secret: null,
      old_secret_until: null,
      failures: 0,
      failing_since: null,
      disabled_at: null,
      disabled_reason: null,
      created_at: clock.now(),
    };
    await store.insertEndpoint(tx, row);
    return { webhook: endpointView(row), secret };
  }

  async function update(tx: Tx, org: string, id: string, change: WebhookChange): Promise<Webhook> {
    const row = await found(tx, org, id);
    const set: Partial<store.EndpointRow> = {};
    if (change.url !== undefined) set.url = checkUrl(change.url);
    if (change.types !== undefined) set.types = change.types === null ? null : JSON.stringify(change.types);
    if (change.description !== undefined) set.description = change.description;
    if (change.enabled === true && row.enabled === 0)
      Object.assign(set, { enabled: 1, failures: 0, failing_since: null, disabled_at: null, disabled_reason: null });
    if (change.enabled === false && row.enabled === 1) Object.assign(set, { enabled: 0, disabled_at: clock.now() });
    if (Object.keys(set).length > 0) await store.updateEndpoint(tx, org, id, set);
    if (set.enabled === 0) await store.giveUp(tx, org, id, OFF);
    return endpointView({ ...row, ...set });
  }

  async function remove(tx: Tx, org: string, id: string): Promise<Webhook> {
    const row = await found(tx, org, id);
    await store.removeEndpoint(tx, org, id);
    return endpointView(row);
  }

  async function rotate(tx: Tx, org: string, id: string): Promise<{ webhook: Webhook; secret: string }> {
    const row = await found(tx, org, id);
    const secret = newSecret();
    await store.updateEndpoint(tx, org, id, {
      secret: sealer.seal(purposeOf(id), secret),
      old_secret: row.secret,
      old_secret_until: clock.now() + OVERLAP_MS,
    });
    return { webhook: endpointView(row), secret };
  }

  // --- deliveries ---

  async function deliveryById(q: Query, org: string, endpoint: string, id: string): Promise<store.Told> {
    const row = await store.delivery(q, org, id);
    if (!row || row.endpoint !== endpoint)
      throw new AppError("request.not_found", "There is no such delivery. They are kept for 30 days.", { field: "id" });
    return row;
  }

  async function deliveries(org: string, endpoint: string, filter: { cursor?: string; state?: DeliveryState; limit: number }) {
    await found(db, org, endpoint);
    const rows = await store.deliveries(db, org, endpoint, { before: filter.cursor, state: filter.state, limit: filter.limit + 1 });
    const shown = rows.slice(0, filter.limit);
    return { data: shown.map(deliveryView), next: rows.length > filter.limit ? shown.at(-1)!.id : null };
  }

  /** Sent once, whether the endpoint is on or off. */
  async function test(org: string, id: string): Promise<WebhookDelivery> {
    return db.tx(async (tx) => {
      const row = await found(tx, org, id);
      const event: Happened = { id: clock.id("evt"), org, subject: id, type: WEBHOOK_TEST, data: "{}", at: clock.now() };
      await insertMessage(tx, event, endpointView(row));
      return deliveryView((await store.delivery(tx, org, await insertDelivery(tx, row, event.id, true)))!);
    });
  }

  /** The delivery once it has been tried, or as it is after so many seconds. */
  async function waitFor(org: string, sent: WebhookDelivery, seconds: number, signal: AbortSignal): Promise<WebhookDelivery> {
    const until = clock.now() + seconds * 1000;
    let seen = sent;
    while (seen.state === "pending" && clock.now() < until && !signal.aborted) {
      await clock.sleep(LOOK_MS, signal);
      seen = deliveryView(await deliveryById(db, org, sent.webhook, sent.id));
    }
    return seen;
  }

  async function enabled(tx: Tx, org: string, id: string): Promise<void> {
    if ((await found(tx, org, id)).enabled === 0) throw new AppError("request.conflict", "The webhook is off. Switch it on first.", { field: "id" });
  }

  async function again(tx: Tx, org: string, delivery: string): Promise<void> {
    // The job's row first, as in a step that saves.
    await deps.enqueue(tx, { org, kind: WEBHOOK_JOB, subject: delivery });
    await store.reopen(tx, org, delivery, clock.now());
  }

  async function redeliver(tx: Tx, org: string, endpoint: string, id: string): Promise<WebhookDelivery> {
    await enabled(tx, org, endpoint);
    await deliveryById(tx, org, endpoint, id);
    await again(tx, org, id);
    return deliveryView(await deliveryById(tx, org, endpoint, id));
  }

  async function replay(tx: Tx, org: string, endpoint: string, asked: WebhookReplay): Promise<{ replayed: number; next: string | null }> {
    await enabled(tx, org, endpoint);
    const rows = await store.since(tx, org, endpoint, {
      at: parseTime(asked.since),
      after: asked.cursor ?? "",
      all: asked.which === "all",
      limit: LIMITS.webhookReplays + 1,
    });
    const chosen = rows.slice(0, LIMITS.webhookReplays);
    for (const { id } of chosen) await again(tx, org, id);
    return { replayed: chosen.length, next: rows.length > chosen.length ? chosen.at(-1)!.id : null };
  }

  const sweep = () => store.sweep(db, clock.now() - LIMITS.webhookKeepMs);

  return { record, list, create, update, remove, rotate, deliveries, test, waitFor, redeliver, replay, sweep, ...createDeliveries(deps) };
}

export type Webhooks = ReturnType<typeof createWebhooks>;
