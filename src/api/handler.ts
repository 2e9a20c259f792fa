// What a handler is given and must give back, and who the request speaks for. No resource here.
import type { z } from "zod";
import type { Advice } from "../advice/advice.ts";
import type { Accounts, Identity } from "../accounts/accounts.ts";
import type { Assets } from "../assets/assets.ts";
import type { Catalogue, Overrides } from "../catalogue/catalogue.ts";
import type { Clock } from "../clock.ts";
import type { Db } from "../db/db.ts";
import type { Events } from "../events/events.ts";
import type { Checks, Generations } from "../generations/generations.ts";
import type { createLive } from "../generations/live.ts";
import type { Votes } from "../generations/votes.ts";
import type { Market } from "../generations/market.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Policies } from "../policies/policies.ts";
import type { Prices } from "../prices/prices.ts";
import type { Vault } from "../vault/vault.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import { AppError } from "../spec/error.ts";
import type { Endpoint, EndpointId } from "../spec/http.ts";

export interface ApiDeps {
  version: string;
  clock: Clock;
  db: Db;
  accounts: Accounts;
  assets: Assets;
  catalogue: Catalogue;
  overrides: Overrides;
  events: Events;
  advice: Advice;
  checks: Checks;
  generations: Generations;
  live: ReturnType<typeof createLive>;
  market: Market;
  votes: Votes;
  vault: Vault;
  webhooks: Webhooks;
  /** The organisation that this installation began with: its admins alone may set what is the installation's, such as providers' keys. */
  home: string;
  jobs: Jobs;
  ledger: Ledger;
  policies: Policies;
  prices: Prices;
  /** Host names, without ports, under which a browser may speak to us: against DNS rebinding. */
  hosts: readonly string[];
  secureCookies: boolean;
  log: (message: string, detail?: Record<string, unknown>) => void;
}

/** A request after the door has done its part. */
export interface Received {
  request: Request;
  params: Record<string, string>;
  /** Null only where the row needs no key. */
  identity: Identity | null;
  query: any;
  body: any;
}

type QueryOf<E> = E extends { query: infer Q extends z.ZodType } ? z.output<Q> : Record<string, never>;
type BodyOf<E> = E extends { takes: "json" | "multipart"; body: infer B extends z.ZodType }
  ? E extends { takes: "multipart" }
    ? Form<z.output<B>>
    : z.output<B>
  : null;
type AnswerOf<E> = E extends { gives: "json"; response: infer R extends z.ZodType }
  ? z.input<R> | Response
  : E extends { gives: "none" }
    ? void | Response
    : Response;

/** A multipart form after parsing: its text fields by the schema, and its files. */
export interface Form<T> {
  fields: T;
  files: Record<string, File[]>;
}

export type Handler<K extends EndpointId> = (received: {
  request: Request;
  params: Record<string, string>;
  identity: Endpoint<K> extends { scope: null } ? null : Identity;
  query: QueryOf<Endpoint<K>>;
  body: BodyOf<Endpoint<K>>;
}) => Promise<AnswerOf<Endpoint<K>>>;

export type Handlers = { [K in EndpointId]: Handler<K> };

/** `/v1/x/{id}` as the router of the HTTP library writes it. What may hold slashes must be told what comes after it, or another row takes it all. */
export const pathPattern = (path: string): string =>
  path
    .replace(/\{(\w+)\+\}(\/\w+)?/g, (_all, name: string, next?: string) => (next ? `:${name}{.+(?=${next})}${next}` : `:${name}{.+}`))
    .replace(/\{(\w+)\}/g, ":$1");

export const SESSION_COOKIE = "oak_session";

export function cookieOf(request: Request, name: string): string | null {
  for (const part of (request.headers.get("cookie") ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name && value) return value;
  }
  return null;
}

const hostName = (host: string) => host.replace(/:\d+$/, "").toLowerCase();
const isAddress = (name: string) => /^\d+\.\d+\.\d+\.\d+$/.test(name) || name.startsWith("[");

/** A page of another site can do nothing: not by its own origin, and not by a name of its own that points at us. */
export function checkOrigin(deps: Pick<ApiDeps, "hosts">, request: Request): void {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  const name = hostName(host);
  if (!isAddress(name) && !deps.hosts.includes(name))
    throw new AppError("auth.origin", `This server does not answer to the name ${name}. Set OAK_PUBLIC_URL if it should.`);
  const origin = request.headers.get("origin");
  if (origin !== null && origin !== "null" && hostOf(origin) === host) return;
  // Another port of this machine is the same site to a browser, but not us.
  if (origin !== null || ["cross-site", "same-site"].includes(request.headers.get("sec-fetch-site") ?? ""))
    throw new AppError("auth.origin", "Requests from another site need a key of their own.");
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

/** Who the request speaks for: a key in `Authorization: Bearer`, or the studio's session cookie. */
export async function identify(deps: ApiDeps, request: Request): Promise<Identity> {
  const header = request.headers.get("authorization");
  if (header !== null) {
    const [scheme, text, more] = header.trim().split(/\s+/);
    if (scheme?.toLowerCase() !== "bearer" || !text || more) throw new AppError("auth.invalid", "The Authorization header must be: Bearer KEY.");
    return deps.accounts.byKey(text);
  }
  const session = cookieOf(request, SESSION_COOKIE);
  if (session === null) throw new AppError("auth.missing", "Send a key in the Authorization header (Bearer KEY). `oak key` prints yours.");
  checkOrigin(deps, request);
  return deps.accounts.bySession(session);
}
