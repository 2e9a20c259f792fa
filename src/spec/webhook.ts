// Webhooks going out, as the API speaks of them: what can be heard of, where it goes, and how each delivery fares. How they are signed is webhooks/sign.ts.
import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** What can be heard of. An event with another name is not told; a new one is one word here. */
export const WEBHOOK_TYPES = [
  "generation.created",
  "generation.succeeded",
  "generation.partial",
  "generation.failed",
  "generation.canceled",
  "generation.unknown",
  "generation.declared",
  "webhook.disabled",
  "price.drift",
  "gap.changed",
] as const;
export type WebhookType = (typeof WEBHOOK_TYPES)[number];
/** Sent on request only, to one endpoint. */
export const WEBHOOK_TEST = "webhook.test";

/** pending: not tried yet; failed: tried, and will be again; dead: given up until somebody replays it. */
export const DELIVERY_STATES = ["pending", "failed", "delivered", "dead"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

const types = z
  .array(z.enum(WEBHOOK_TYPES))
  .min(1)
  .max(WEBHOOK_TYPES.length)
  .refine((all) => new Set(all).size === all.length, "names a type twice")
  .nullable();
const url = z.string().trim().min(1).max(LIMITS.webhookUrlChars);
const description = z.string().trim().max(LIMITS.nameChars);

export const webhook = z
  .strictObject({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    /** Null: all of them, those of later versions too. */
    types,
    enabled: z.boolean(),
    /** Failed tries since the last that was taken. */
    failures: z.int(),
    failingSince: z.iso.datetime().nullable(),
    disabledAt: z.iso.datetime().nullable(),
    /** Why, in words; null where a person switched it off, or it is on. */
    disabledReason: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "Webhook" });
export type Webhook = z.infer<typeof webhook>;

export const newWebhook = z.strictObject({ url, types: types.default(null), description: description.default("") });
export const webhookChange = z.strictObject({
  url: url.optional(),
  types: types.optional(),
  description: description.optional(),
  enabled: z.boolean().optional(),
});
export type WebhookChange = z.infer<typeof webhookChange>;

/** The secret is told once: when it is made. */
export const webhookWithSecret = z.strictObject({ webhook, secret: z.string() });

export const webhookDelivery = z
  .strictObject({
    id: z.string(),
    webhook: z.string(),
    /** The `webhook-id` that the receiver sees: the same on every try and every replay. */
    message: z.string(),
    type: z.string(),
    /** What it is about, such as a generation's id. */
    subject: z.string(),
    state: z.enum(DELIVERY_STATES),
    tries: z.int(),
    lastTryAt: z.iso.datetime().nullable(),
    /** The HTTP status of the last try; null where no answer came. */
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    nextTryAt: z.iso.datetime().nullable(),
    deliveredAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "WebhookDelivery" });
export type WebhookDelivery = z.infer<typeof webhookDelivery>;

export const webhookReplay = z.strictObject({
  since: z.iso.datetime(),
  /** `undelivered`: only what has not been taken; `all`: what was taken too. */
  which: z.enum(["undelivered", "all"]).default("undelivered"),
  /** Where the call before this one stopped. */
  cursor: z.string().max(LIMITS.idChars).optional(),
});
export type WebhookReplay = z.infer<typeof webhookReplay>;
/** Oldest first. `next` is not null where there was more than one call replays. */
export const webhookReplayed = z.strictObject({ replayed: z.int(), next: z.string().nullable() });
