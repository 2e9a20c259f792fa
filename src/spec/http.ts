// The one table of endpoints. Server, client, command line, OpenAPI and docs derive from it; a row without a handler does not compile.
import { z } from "zod";
import { asset, MEDIA_KINDS } from "./asset.ts";
import { budget, givenName, newBudget, newProject, project } from "./budget.ts";
import { GENERATION_STATES, generation } from "./generation.ts";
import { enhanceAsk, enhanced } from "./enhance.ts";
import { gapAsk, gapView } from "./gap.ts";
import { comparison, comparisonView } from "./hosting.ts";
import { LIMITS } from "./limits.ts";
import { declared, handOff, handOffAsk } from "./handoff.ts";
import { license, licenseCheck, licenseCheckAsk } from "./license.ts";
import { modelView, offer, providerCheck, providerStatus } from "./model.ts";
import { modelPage } from "./model-page.ts";
import { chatBody, imageEditBody, imageGenerationBody, speechBody, transcriptionBody } from "./openai.ts";
import { openness, overrideAsk } from "./openness.ts";
import { judge, judgesAsk } from "./best.ts";
import { check, checkAsk, checkPlan, checksAsk } from "./check.ts";
import { ask, plan } from "./plan.ts";
import { newPolicy, policy, policyPreset, policyVersion } from "./policy.ts";
import { drift, micro, priceVersion, quantities } from "./price.ts";
import { taskId } from "./task.ts";
import { judgement, newVote, tally, vote } from "./vote.ts";
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

/** What a key may do. `admin` is everything, and alone may make keys and see dead jobs. */
export const SCOPES = ["read", "generate", "upload", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

type Method = "GET" | "POST" | "DELETE";
/** How a body or an answer travels where it is not JSON. */
export type Wire = "json" | "multipart" | "bytes" | "events" | "text" | "none";

export interface EndpointRow {
  method: Method;
  path: string;
  /** Null: nobody needs a key. */
  scope: Scope | null;
  tag: string;
  summary: string;
  /** Path parameters are texts, named in the path as {name}; {name+} may hold slashes, as model ids do. */
  query?: z.ZodObject;
  body?: z.ZodType;
  takes: Wire;
  gives: Wire;
  status: number;
  response?: z.ZodType;
  /** The files of a form, and whether one must be there; a row that takes bytes and names a file takes a form as well. */
  files?: Record<string, "required" | "optional">;
  /** Heeds an Idempotency-Key header: the same key makes nothing twice. */
  idempotent?: true;
  /** Errors in OpenAI's shape instead of problem JSON. */
  compat?: "openai";
}

const pageQuery = {
  cursor: z.string().max(LIMITS.idChars).optional(),
  limit: z.coerce.number().int().min(1).max(LIMITS.listItems).default(50),
};
const page = <T extends z.ZodType>(item: T) => z.strictObject({ data: z.array(item), next: z.string().nullable() });
const list = <T extends z.ZodType>(item: T) => z.strictObject({ object: z.literal("list"), data: z.array(item) });

export const ledgerEntry = z.strictObject({
  id: z.string(),
  kind: z.enum(["fund", "hold", "capture", "release", "expire", "overage"]),
  debit: z.string(),
  credit: z.string(),
  micro,
  generation: z.string().nullable(),
  key: z.string().nullable(),
  note: z.string().nullable(),
  at: z.iso.datetime(),
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;

export const balance = z.strictObject({
  /** Funds less what was spent; negative where the organisation runs on the operator's own keys without prepayment. */
  balanceMicro: micro,
  heldMicro: micro,
  spentMicro: micro,
  /** The most that may be spent and held together; null is no ceiling. */
  ceilingMicro: micro.nullable(),
});
export type Balance = z.infer<typeof balance>;

export const apiKey = z.strictObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  /** The first characters, to tell keys apart. */
  hint: z.string(),
  ceilingMicro: micro.nullable(),
  spentMicro: micro,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  /** The project and the member that it was made out to, for good; what it spends counts against their budgets too. */
  project: z.string().nullable(),
  member: z.string().nullable(),
});
export type ApiKey = z.infer<typeof apiKey>;

export const newKey = z.strictObject({
  name: givenName,
  scopes: z.array(z.enum(SCOPES)).min(1).default(["read", "generate", "upload"]),
  ceilingMicro: micro.min(0).max(LIMITS.ceilingMicro).nullable().default(null),
  expiresAt: z.iso.datetime().nullable().default(null),
  project: z.string().max(LIMITS.idChars).nullable().default(null),
  member: givenName.nullable().default(null),
});

export const job = z.strictObject({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  state: z.enum(["ready", "running", "dead"]),
  failures: z.int(),
  lastError: z.string().nullable(),
  runAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
});
export type JobView = z.infer<typeof job>;

export const usageRow = z.strictObject({ task: taskId, model: z.string(), provider: z.string(), generations: z.int(), micro, quantities });

const taskView = z.strictObject({
  id: taskId,
  title: z.string(),
  verb: z.string(),
  modality: z.string(),
  output: z.enum(MEDIA_KINDS),
  live: z.boolean(),
  subject: z.string().nullable(),
  /** JSON Schema of the input, with `title`, `control`, `accepts`, `advanced` and `unit` for forms. */
  inputSchema: z.record(z.string(), z.unknown()),
  example: z.record(z.string(), z.unknown()),
});
export type TaskView = z.infer<typeof taskView>;

const me = z.strictObject({
  organization: z.string(),
  organizationName: z.string(),
  key: z.string().nullable(),
  scopes: z.array(z.enum(SCOPES)),
  balance,
});
export type Me = z.infer<typeof me>;

/** Events of a model that is being fetched. */
export type PullEvent =
  | { type: "progress"; progress: number | null; stage: string }
  | { type: "end"; model: string }
  | { type: "failed"; code: string; detail: string };

const endpoint = <const R extends EndpointRow>(row: R): R => row;
type Defaults = { scope: "read"; takes: "none"; gives: "json"; status: 200 };
const read = <const R extends Omit<EndpointRow, keyof Defaults | "method">>(row: R) =>
  ({ method: "GET", scope: "read", takes: "none", gives: "json", status: 200, ...row }) as const;

type Managed = { scope: "admin"; tag: "Webhooks"; takes: "none"; gives: "json"; status: 200 };
const hook = <const R extends Omit<EndpointRow, keyof Managed> & { takes?: "json"; status?: number }>(row: R) =>
  ({ scope: "admin", tag: "Webhooks", takes: "none", gives: "json", status: 200, ...row }) as unknown as Omit<Managed, keyof R> & R;

export const ENDPOINTS = {
  health: endpoint({
    method: "GET",
    path: "/healthz",
    scope: null,
    tag: "System",
    summary: "Is the server up?",
    takes: "none",
    gives: "json",
    status: 200,
    response: z.strictObject({ status: z.literal("ok"), version: z.string() }),
  }),
  "me.get": read({ path: "/v1/me", tag: "Account", summary: "Who the key or session belongs to, what it may do, and the balance", response: me }),
  "session.create": endpoint({
    method: "POST",
    path: "/v1/session",
    scope: null,
    tag: "Account",
    summary: "Exchange the one-time sign-in token, or a key, for the studio's session cookie",
    takes: "json",
    gives: "json",
    status: 200,
    body: z.strictObject({ token: z.string().min(8).max(200) }),
    response: me,
  }),
  "session.delete": endpoint({
    method: "DELETE",
    path: "/v1/session",
    scope: null,
    tag: "Account",
    summary: "Sign out of the studio",
    takes: "none",
    gives: "none",
    status: 204,
  }),
  "keys.list": endpoint({
    method: "GET",
    path: "/v1/keys",
    scope: "admin",
    tag: "Account",
    summary: "The organisation's keys, without their secrets",
    takes: "none",
    gives: "json",
    status: 200,
    response: list(apiKey),
  }),
  "keys.create": endpoint({
    method: "POST",
    path: "/v1/keys",
    scope: "admin",
    tag: "Account",
    summary: "Make a key; its secret is shown this once",
    takes: "json",
    gives: "json",
    status: 201,
    body: newKey,
    response: z.strictObject({ key: apiKey, secret: z.string() }),
  }),
  "keys.revoke": endpoint({
    method: "DELETE",
    path: "/v1/keys/{id}",
    scope: "admin",
    tag: "Account",
    summary: "Revoke a key, at once",
    takes: "none",
    gives: "json",
    status: 200,
    response: apiKey,
  }),

  "generations.create": endpoint({
    method: "POST",
    path: "/v1/generations",
    scope: "generate",
    tag: "Generations",
    summary: "Ask for something to be made. Send an Idempotency-Key header so that a repeated request makes nothing twice",
    takes: "json",
    gives: "json",
    status: 202,
    idempotent: true,
    query: z.strictObject({ wait: z.coerce.number().min(0).max(LIMITS.waitSeconds).optional() }),
    body: ask,
    response: generation,
  }),
  "generations.list": read({
    path: "/v1/generations",
    tag: "Generations",
    summary: "Newest first",
    query: z.strictObject({ ...pageQuery, task: taskId.optional(), status: z.enum(GENERATION_STATES).optional() }),
    response: page(generation),
  }),
  "generations.get": read({
    path: "/v1/generations/{id}",
    tag: "Generations",
    summary: "One generation with its plan, attempts and assets",
    response: generation,
  }),
  "generations.events": endpoint({
    method: "GET",
    path: "/v1/generations/{id}/events",
    scope: "read",
    tag: "Generations",
    summary: "Server-sent events: a snapshot first, then every change, then `end`",
    takes: "none",
    gives: "events",
    status: 200,
  }),
  "generations.cancel": endpoint({
    method: "POST",
    path: "/v1/generations/{id}/cancel",
    scope: "generate",
    tag: "Generations",
    summary: "Stop it, if it has not ended; may be called again",
    takes: "none",
    gives: "json",
    status: 200,
    response: generation,
  }),
  "generations.choose": endpoint({
    method: "POST",
    path: "/v1/generations/{id}/best",
    scope: "generate",
    tag: "Generations",
    summary: "Say which of its assets is the best, whatever the judge said; null takes that back. What the judge said stays beside it",
    takes: "json",
    gives: "json",
    status: 200,
    body: z.strictObject({ asset: z.string().min(1).max(LIMITS.idChars).nullable() }),
    response: generation,
  }),
  "judges.list": read({
    path: "/v1/judges",
    tag: "Generations",
    summary: "Who may judge which of several results is best under your rules, and for how much: chat models that can see, each once",
    query: judgesAsk,
    response: list(judge),
  }),
  "generations.delete": endpoint({
    method: "DELETE",
    path: "/v1/generations/{id}",
    scope: "generate",
    tag: "Generations",
    summary: "Take an ended generation and its assets out of the feed; its ledger entries stay",
    takes: "none",
    gives: "none",
    status: 204,
  }),
  "plans.create": endpoint({
    method: "POST",
    path: "/v1/plans",
    scope: "read",
    tag: "Generations",
    summary: "Who would do it, why, who would not and why not, at what price and in what time. Changes nothing",
    takes: "json",
    gives: "json",
    status: 200,
    body: ask,
    response: plan,
  }),

  "votes.create": endpoint({
    method: "POST",
    path: "/v1/votes",
    scope: "generate",
    tag: "Evidence",
    summary: "Say which of two results is better. They answer the same prompt, by two models; said again of the same two, it replaces what was said",
    takes: "json",
    gives: "json",
    status: 201,
    body: newVote,
    response: vote,
  }),
  "votes.list": read({
    path: "/v1/votes",
    tag: "Evidence",
    summary: "How often each model was preferred to each other, by task and style",
    query: z.strictObject({ task: taskId.optional() }),
    response: list(tally),
  }),
  "checks.plan": endpoint({
    method: "POST",
    path: "/v1/checks/plan",
    scope: "read",
    tag: "Evidence",
    summary: "Who would say which of two results is better, for how much in both orders, and whether it would count. Changes nothing",
    takes: "json",
    gives: "json",
    status: 200,
    body: checkAsk,
    response: checkPlan,
  }),
  "checks.create": endpoint({
    method: "POST",
    path: "/v1/checks",
    scope: "generate",
    tag: "Evidence",
    summary:
      "Have a judge say which of two results is better: pictures of the same prompt, by two models, shown in both orders. Counts for a little beside votes; said again by the same judge, it replaces what was said",
    takes: "json",
    gives: "json",
    status: 201,
    body: checkAsk,
    response: check,
  }),
  "checks.list": read({
    path: "/v1/checks",
    tag: "Evidence",
    summary: "What judges said of two results, with both looks, newest first",
    query: checksAsk,
    response: list(check),
  }),
  "evidence.list": read({
    path: "/v1/evidence",
    tag: "Evidence",
    summary:
      "How good each model is believed to be at a task, by published ratings and the votes and checks given here, with how sure that is. Best first",
    query: z.strictObject({ task: taskId, style: z.string().max(LIMITS.nameChars).optional() }),
    response: list(judgement),
  }),

  "tasks.list": read({
    path: "/v1/tasks",
    tag: "Catalogue",
    summary: "What can be asked for, with the input schema of each",
    response: list(taskView),
  }),
  "models.list": read({
    path: "/v1/models",
    tag: "Catalogue",
    summary: "Every model known; also a valid OpenAI list",
    query: z.strictObject({ task: taskId.optional(), available: z.enum(["true", "false"]).optional() }),
    response: list(modelView),
  }),
  "models.page": read({
    path: "/v1/models/{id+}/page",
    tag: "Catalogue",
    summary: "All that is known of one model: openness with every claim, licences, data terms, offers and prices, quality, safety, alternatives",
    response: modelPage,
  }),
  "models.get": read({
    path: "/v1/models/{id+}",
    tag: "Catalogue",
    summary: "One model, by id or alias (slashes stay as they are)",
    response: modelView,
  }),
  "openness.override": endpoint({
    method: "POST",
    path: "/v1/models/{id+}/openness",
    scope: "admin",
    tag: "Catalogue",
    summary: "Judge one layer of a model's openness otherwise than the indexes do, with a reason; the router follows it at once",
    takes: "json",
    gives: "json",
    status: 200,
    body: overrideAsk,
    response: openness,
  }),
  "openness.restore": endpoint({
    method: "DELETE",
    path: "/v1/models/{id+}/openness/{layer}",
    scope: "admin",
    tag: "Catalogue",
    summary: "Take an override of a layer away",
    takes: "none",
    gives: "json",
    status: 200,
    response: openness,
  }),
  "offers.list": read({
    path: "/v1/offers",
    tag: "Catalogue",
    summary: "Models as providers serve them, with prices",
    query: z.strictObject({ model: z.string().max(LIMITS.idChars).optional(), provider: z.string().max(LIMITS.idChars).optional() }),
    response: list(offer),
  }),
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
  "licenses.list": read({
    path: "/v1/licenses",
    tag: "Catalogue",
    summary: "Licences and service terms as fields and clauses",
    response: list(license),
  }),
  "licenses.check": endpoint({
    method: "POST",
    path: "/v1/licenses/check",
    scope: "read",
    tag: "Catalogue",
    summary: "May a model or an offer be used like this? Yes, no or unknown, with clauses, sources and duties. Not legal advice",
    takes: "json",
    gives: "json",
    status: 200,
    body: licenseCheckAsk,
    response: licenseCheck,
  }),

  "assets.create": endpoint({
    method: "POST",
    path: "/v1/assets",
    scope: "upload",
    tag: "Assets",
    summary: "Upload a file: a multipart form with `file`, or the bytes themselves",
    takes: "bytes",
    gives: "json",
    status: 201,
    files: { file: "required" },
    query: z.strictObject({ name: z.string().max(LIMITS.nameChars).optional() }),
    response: asset,
  }),
  "assets.list": read({
    path: "/v1/assets",
    tag: "Assets",
    summary: "Newest first",
    query: z.strictObject({ ...pageQuery, kind: z.enum(MEDIA_KINDS).optional() }),
    response: page(asset),
  }),
  "assets.get": read({ path: "/v1/assets/{id}", tag: "Assets", summary: "The facts of one asset", response: asset }),
  "assets.content": endpoint({
    method: "GET",
    path: "/v1/assets/{id}/content",
    scope: "read",
    tag: "Assets",
    summary: "The bytes; ranges, and an ETag that is their hash",
    takes: "none",
    gives: "bytes",
    status: 200,
    query: z.strictObject({ download: z.enum(["1"]).optional() }),
  }),
  "assets.thumbnail": endpoint({
    method: "GET",
    path: "/v1/assets/{id}/thumbnail",
    scope: "read",
    tag: "Assets",
    summary: "A small WebP of a picture or video",
    takes: "none",
    gives: "bytes",
    status: 200,
  }),
  "assets.delete": endpoint({
    method: "DELETE",
    path: "/v1/assets/{id}",
    scope: "upload",
    tag: "Assets",
    summary: "Remove an asset; its bytes go when nothing else has them",
    takes: "none",
    gives: "none",
    status: 204,
  }),

  "ledger.list": read({
    path: "/v1/ledger",
    tag: "Money",
    summary: "Every entry, newest first",
    query: z.strictObject(pageQuery),
    response: z.strictObject({ balance, data: z.array(ledgerEntry), next: z.string().nullable() }),
  }),
  "ledger.csv": endpoint({
    method: "GET",
    path: "/v1/ledger.csv",
    scope: "read",
    tag: "Money",
    summary: "Every entry as comma-separated values, newest first, for a spreadsheet or an accountant",
    takes: "none",
    gives: "text",
    status: 200,
  }),
  "prompts.plan": endpoint({
    method: "POST",
    path: "/v1/prompts/plan",
    scope: "read",
    tag: "Generations",
    summary: "Who would rewrite a prompt for the model that will get it, and for how much. Changes nothing",
    takes: "json",
    gives: "json",
    status: 200,
    body: enhanceAsk,
    response: plan,
  }),
  "prompts.enhance": endpoint({
    method: "POST",
    path: "/v1/prompts/enhance",
    scope: "generate",
    tag: "Generations",
    summary: "Rewrite a prompt as the family of the model that will get it likes to be asked. The old words come back beside the new",
    takes: "json",
    gives: "json",
    status: 200,
    body: enhanceAsk,
    response: enhanced,
  }),
  "gap.look": endpoint({
    method: "POST",
    path: "/v1/gap",
    scope: "read",
    tag: "Catalogue",
    summary: "Is the best open model good enough? Against the best proprietary one, for each task, within your rules, over the dates that are known",
    takes: "json",
    gives: "json",
    status: 200,
    body: gapAsk,
    response: gapView,
  }),
  "prices.list": read({
    path: "/v1/prices",
    tag: "Money",
    summary: "Every price that an offer was seen at, newest first. Quotes and bills name the version",
    query: z.strictObject({ offer: z.string().min(1).max(LIMITS.idChars) }),
    response: list(priceVersion),
  }),
  "prices.drift": read({
    path: "/v1/prices/drift",
    tag: "Money",
    summary: "What providers billed beside what our prices say for the same usage, of late",
    response: list(drift),
  }),
  "prices.compare": endpoint({
    method: "POST",
    path: "/v1/prices/compare",
    scope: "read",
    tag: "Money",
    summary: "What a workload costs at every offer that could do it, and on machines of your own, with the volume from which on those are cheaper",
    takes: "json",
    gives: "json",
    status: 200,
    body: comparison,
    response: comparisonView,
  }),
  "budgets.list": read({
    path: "/v1/budgets",
    tag: "Money",
    summary: "Budgets and what is used of them: all for an admin, else those that bind the key that asks",
    response: list(budget),
  }),
  "budgets.set": endpoint({
    method: "POST",
    path: "/v1/budgets",
    scope: "admin",
    tag: "Money",
    summary: "Limit what the organization, a project, a member or a key may spend in a day, a month or altogether. Sent again, it changes the limits",
    takes: "json",
    gives: "json",
    status: 200,
    body: newBudget,
    response: budget,
  }),
  "budgets.remove": endpoint({
    method: "DELETE",
    path: "/v1/budgets/{id}",
    scope: "admin",
    tag: "Money",
    summary: "Take a budget away; answers with it as it was",
    takes: "none",
    gives: "json",
    status: 200,
    response: budget,
  }),
  "policies.list": read({
    path: "/v1/policies",
    tag: "Policies",
    summary: "Rules that bind whatever a request says: all for an admin, else those that bind the key that asks",
    response: list(policy),
  }),
  "policies.presets": read({
    path: "/v1/policies/presets",
    tag: "Policies",
    summary: "Beginnings for policies of your own, with what they demand",
    response: list(policyPreset),
  }),
  "policies.set": endpoint({
    method: "POST",
    path: "/v1/policies",
    scope: "admin",
    tag: "Policies",
    summary: "Bind the organization, a project or a key. Sent again under the same name, it is the policy's next version",
    takes: "json",
    gives: "json",
    status: 200,
    body: newPolicy,
    response: policy,
  }),
  "policies.versions": endpoint({
    method: "GET",
    path: "/v1/policies/{id}/versions",
    scope: "admin",
    tag: "Policies",
    summary: "What a policy demanded and when, newest first; of one that was taken away too",
    takes: "none",
    gives: "json",
    status: 200,
    response: list(policyVersion),
  }),
  "policies.remove": endpoint({
    method: "DELETE",
    path: "/v1/policies/{id}",
    scope: "admin",
    tag: "Policies",
    summary: "Take a policy away; answers with it as it was",
    takes: "none",
    gives: "json",
    status: 200,
    response: policy,
  }),
  "projects.list": endpoint({
    method: "GET",
    path: "/v1/projects",
    scope: "admin",
    tag: "Account",
    summary: "Projects that keys can be made out to",
    takes: "none",
    gives: "json",
    status: 200,
    response: list(project),
  }),
  "projects.create": endpoint({
    method: "POST",
    path: "/v1/projects",
    scope: "admin",
    tag: "Account",
    summary: "Make a project",
    takes: "json",
    gives: "json",
    status: 201,
    body: newProject,
    response: project,
  }),
  "projects.archive": endpoint({
    method: "DELETE",
    path: "/v1/projects/{id}",
    scope: "admin",
    tag: "Account",
    summary: "Put a project away with its budgets; refused while good keys belong to it",
    takes: "none",
    gives: "none",
    status: 204,
  }),
  "usage.get": read({
    path: "/v1/usage",
    tag: "Money",
    summary: "What was spent, on what",
    query: z.strictObject({ since: z.iso.datetime().optional(), until: z.iso.datetime().optional() }),
    response: z.strictObject({ data: z.array(usageRow), totalMicro: micro }),
  }),

  "jobs.dead": endpoint({
    method: "GET",
    path: "/v1/jobs/dead",
    scope: "admin",
    tag: "System",
    summary: "Jobs that failed too often and wait for a person",
    takes: "none",
    gives: "json",
    status: 200,
    response: list(job),
  }),
  "jobs.revive": endpoint({
    method: "POST",
    path: "/v1/jobs/{id}/revive",
    scope: "admin",
    tag: "System",
    summary: "Put a dead job back in line",
    takes: "none",
    gives: "json",
    status: 200,
    response: job,
  }),
  "hooks.receive": endpoint({
    method: "POST",
    path: "/v1/hooks/{provider}",
    scope: null,
    tag: "System",
    summary: "Where providers say that something has changed. Only wakes the job, which then asks for itself",
    takes: "bytes",
    gives: "none",
    status: 202,
  }),

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

  "openai.chat": endpoint({
    method: "POST",
    path: "/v1/chat/completions",
    scope: "generate",
    tag: "OpenAI-compatible",
    summary: "Chat, streamed or whole",
    takes: "json",
    gives: "json",
    status: 200,
    body: chatBody,
    compat: "openai",
  }),
  "openai.images": endpoint({
    method: "POST",
    path: "/v1/images/generations",
    scope: "generate",
    tag: "OpenAI-compatible",
    summary: "Images from text",
    takes: "json",
    gives: "json",
    status: 200,
    body: imageGenerationBody,
    idempotent: true,
    compat: "openai",
  }),
  "openai.edits": endpoint({
    method: "POST",
    path: "/v1/images/edits",
    scope: "generate",
    tag: "OpenAI-compatible",
    summary: "Edit an image",
    takes: "multipart",
    gives: "json",
    status: 200,
    body: imageEditBody,
    files: { image: "required", mask: "optional" },
    idempotent: true,
    compat: "openai",
  }),
  "openai.speech": endpoint({
    method: "POST",
    path: "/v1/audio/speech",
    scope: "generate",
    tag: "OpenAI-compatible",
    summary: "Speech from text; the answer is the audio",
    takes: "json",
    gives: "bytes",
    status: 200,
    body: speechBody,
    idempotent: true,
    compat: "openai",
  }),
  "openai.transcriptions": endpoint({
    method: "POST",
    path: "/v1/audio/transcriptions",
    scope: "generate",
    tag: "OpenAI-compatible",
    summary: "Text from speech",
    takes: "multipart",
    gives: "json",
    status: 200,
    body: transcriptionBody,
    files: { file: "required" },
    idempotent: true,
    compat: "openai",
  }),
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
