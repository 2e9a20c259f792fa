// Who asks: keys, sessions, projects. Rows only: who answers them is api/.
import { z } from "zod";
import { givenName, newProject, project } from "./budget.ts";
import { LIMITS } from "./limits.ts";
import { micro } from "./price.ts";
import { balance } from "./http-money.ts";
import { endpoint, type EndpointRow, list, read, SCOPES } from "./http-row.ts";

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

const me = z.strictObject({
  organization: z.string(),
  organizationName: z.string(),
  key: z.string().nullable(),
  scopes: z.array(z.enum(SCOPES)),
  balance,
});
export type Me = z.infer<typeof me>;

export const ACCOUNT = {
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
} as const satisfies Record<string, EndpointRow>;
