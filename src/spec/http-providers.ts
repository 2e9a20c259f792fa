// Who can be asked, with which key, and the models of servers of one's own. Rows only: who answers them is api/.
import { z } from "zod";
import { generation } from "./generation.ts";
import { declared, handOff, handOffAsk } from "./handoff.ts";
import { LIMITS } from "./limits.ts";
import { providerCheck, providerStatus } from "./model.ts";
import { endpoint, type EndpointRow, list, read } from "./http-row.ts";

/** Events of a model that is being fetched. */
export type PullEvent =
  | { type: "progress"; progress: number | null; stage: string }
  | { type: "end"; model: string }
  | { type: "failed"; code: string; detail: string };

export const PROVIDERS = {
  "providers.list": read({
    path: "/v1/providers",
    tag: "Providers",
    summary: "Which providers are on, which are off, and why",
    response: list(providerStatus),
  }),
  "providers.setKey": endpoint({
    method: "POST",
    path: "/v1/providers/{id}/key",
    scope: "admin",
    tag: "Providers",
    summary: "Keep a provider's key, sealed. It is never told again; one in the environment wins over it",
    takes: "json",
    gives: "json",
    status: 200,
    body: z.strictObject({
      key: z
        .string()
        .trim()
        .min(8)
        .max(LIMITS.providerKeyChars)
        .regex(/^[\x21-\x7e]+$/, "must be printable characters without spaces, as the vendor shows it"),
    }),
    response: providerStatus,
  }),
  "providers.removeKey": endpoint({
    method: "DELETE",
    path: "/v1/providers/{id}/key",
    scope: "admin",
    tag: "Providers",
    summary: "Forget a provider's key that was kept here",
    takes: "none",
    gives: "json",
    status: 200,
    response: providerStatus,
  }),
  "providers.check": endpoint({
    method: "POST",
    path: "/v1/providers/{id}/check",
    scope: "admin",
    tag: "Providers",
    summary: "Does it answer, and does it take its key? Spends nothing",
    takes: "none",
    gives: "json",
    status: 200,
    response: providerCheck,
  }),
  "providers.pull": endpoint({
    method: "POST",
    path: "/v1/providers/{id}/models",
    scope: "admin",
    tag: "Providers",
    summary: "Fetch a model to a server of your own. Server-sent events: progress, then end or failed",
    takes: "json",
    gives: "events",
    status: 200,
    body: z.strictObject({ name: z.string().trim().min(1).max(LIMITS.idChars) }),
  }),
  "handoffs.prepare": endpoint({
    method: "POST",
    path: "/v1/handoffs",
    scope: "read",
    tag: "Providers",
    summary: "The prompt for a product that has no API, in its own words, with what to do. Changes nothing",
    takes: "json",
    gives: "json",
    status: 200,
    body: handOffAsk,
    response: handOff,
  }),
  "handoffs.declare": endpoint({
    method: "POST",
    path: "/v1/handoffs/results",
    scope: "generate",
    tag: "Providers",
    summary: "Take in what came of a hand-off: an uploaded asset, recorded as declared by you, not proved",
    takes: "json",
    gives: "json",
    status: 201,
    body: declared,
    response: generation,
  }),
} as const satisfies Record<string, EndpointRow>;
