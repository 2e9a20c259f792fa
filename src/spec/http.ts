// The one table of endpoints. Server, client, command line, OpenAPI and docs derive from it; a row without a handler does not compile. The rows stand beside this, a file for each tag.
import { z } from "zod";
import { ACCOUNT } from "./http-account.ts";
import { ASSETS } from "./http-assets.ts";
import { CATALOGUE } from "./http-catalogue.ts";
import { EVIDENCE } from "./http-evidence.ts";
import { GENERATIONS } from "./http-generations.ts";
import { MONEY } from "./http-money.ts";
import { OPENAI } from "./http-openai.ts";
import { POLICIES } from "./http-policies.ts";
import { PROVIDERS } from "./http-providers.ts";
import { SYSTEM } from "./http-system.ts";
import { WEBHOOKS } from "./http-webhooks.ts";
import type { EndpointRow } from "./http-row.ts";

export { type ApiKey, apiKey, type Me, newKey } from "./http-account.ts";
export type { TaskView } from "./http-catalogue.ts";
export { type Balance, balance, type LedgerEntry, ledgerEntry, usageRow } from "./http-money.ts";
export type { PullEvent } from "./http-providers.ts";
export { type EndpointRow, type Scope, SCOPES, type Wire } from "./http-row.ts";
export { job, type JobView } from "./http-system.ts";

export const ENDPOINTS = {
  ...SYSTEM,
  ...ACCOUNT,
  ...GENERATIONS,
  ...EVIDENCE,
  ...CATALOGUE,
  ...PROVIDERS,
  ...ASSETS,
  ...MONEY,
  ...POLICIES,
  ...WEBHOOKS,
  ...OPENAI,
} as const satisfies Record<string, EndpointRow>;

export type EndpointId = keyof typeof ENDPOINTS;
export type Endpoint<K extends EndpointId> = (typeof ENDPOINTS)[K];

/** RFC 9457: what native routes answer when they fail. */
export const problemDocument = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    field: z.string().nullable(),
    instance: z.string().nullable(),
  })
  .meta({ id: "Problem" });
