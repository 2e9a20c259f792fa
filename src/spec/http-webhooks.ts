// Where events are told. Rows only: who answers them is api/.
import { z } from "zod";
import { LIMITS } from "./limits.ts";
import {
  DELIVERY_STATES,
  newWebhook,
  webhook,
  webhookChange,
  webhookDelivery,
  webhookReplay,
  webhookReplayed,
  webhookWithSecret,
} from "./webhook.ts";
import { type EndpointRow, list, page, pageQuery } from "./http-row.ts";

type Managed = { scope: "admin"; tag: "Webhooks"; takes: "none"; gives: "json"; status: 200 };
const hook = <const R extends Omit<EndpointRow, keyof Managed> & { takes?: "json"; status?: number }>(row: R) =>
  ({ scope: "admin", tag: "Webhooks", takes: "none", gives: "json", status: 200, ...row }) as unknown as Omit<Managed, keyof R> & R;

export const WEBHOOKS = {
  "webhooks.list": hook({ method: "GET", path: "/v1/webhooks", summary: "Where events are told, without the secrets", response: list(webhook) }),
  "webhooks.create": hook({
    method: "POST",
    path: "/v1/webhooks",
    summary: "Have events told to a URL, signed as Standard Webhooks; the secret is shown this once",
    takes: "json",
    status: 201,
    body: newWebhook,
    response: webhookWithSecret,
  }),
  "webhooks.update": hook({
    method: "POST",
    path: "/v1/webhooks/{id}",
    summary: "Change where it goes and what is told, or switch it off and on",
    takes: "json",
    body: webhookChange,
    response: webhook,
  }),
  "webhooks.delete": hook({ method: "DELETE", path: "/v1/webhooks/{id}", summary: "Remove it with its deliveries", response: webhook }),
  "webhooks.rotate": hook({
    method: "POST",
    path: "/v1/webhooks/{id}/secret",
    summary: "Make a new secret, shown this once; for a day the old one signs as well",
    response: webhookWithSecret,
  }),
  "webhooks.test": hook({
    method: "POST",
    path: "/v1/webhooks/{id}/test",
    summary: "Send a `webhook.test`, once. With `wait` the answer is what became of it",
    query: z.strictObject({ wait: z.coerce.number().min(0).max(LIMITS.waitSeconds).optional() }),
    response: webhookDelivery,
  }),
  "webhooks.deliveries": hook({
    method: "GET",
    path: "/v1/webhooks/{id}/deliveries",
    summary: "What was told, and what became of it; newest first, kept for 30 days",
    query: z.strictObject({ ...pageQuery, state: z.enum(DELIVERY_STATES).optional() }),
    response: page(webhookDelivery),
  }),
  "webhooks.replay": hook({
    method: "POST",
    path: "/v1/webhooks/{id}/replay",
    summary: "Send again all since a time, oldest first; what was missed while it was off too",
    takes: "json",
    body: webhookReplay,
    response: webhookReplayed,
  }),
  "webhooks.redeliver": hook({
    method: "POST",
    path: "/v1/webhooks/{id}/deliveries/{delivery}/replay",
    summary: "Send one again, whatever became of it before",
    response: webhookDelivery,
  }),
} as const satisfies Record<string, EndpointRow>;
