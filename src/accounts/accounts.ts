// Who asks: organisations, keys, the studio's sessions. Decides what a secret may do; knows nothing of money or of HTTP.
import { createHash } from "node:crypto";
import { type Clock, isoTime, parseTime, secret } from "../clock.ts";
import type { Db, Query, Tx } from "../db/db.ts";
import type { Project } from "../spec/budget.ts";
import { AppError } from "../spec/error.ts";
import { SCOPES, type Scope } from "../spec/http.ts";
import { LIMITS } from "../spec/limits.ts";
import * as store from "./store.ts";

/** Who a request speaks for. `key` is null for the studio's session, which belongs to no project and no member. */
export interface Identity {
  org: string;
  key: string | null;
  project: string | null;
  member: string | null;
  scopes: readonly Scope[];
}

export interface KeyRecord {
  id: string;
  name: string;
  scopes: Scope[];
  hint: string;
  ceilingMicro: number | null;
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedAt: string | null;
  project: string | null;
  member: string | null;
}

export interface NewKey {
  name: string;
  scopes: Scope[];
  ceilingMicro: number | null;
  expiresAt: string | null;
  /** What it belongs to for good, so that budgets can name it: whoever asks cannot choose another. */
  project?: string | null;
  member?: string | null;
}

export const KEY_PREFIX = "oak_";
const SESSION_MS = 30 * 24 * 60 * 60 * 1000;
const TOKEN_MS = 60 * 60 * 1000;
/** `last_used_at` is written at most so often, so that reading does not become writing. */
const USED_EVERY_MS = 60_000;

/** Secrets are random and long (200 bits), so a plain hash is enough: there is nothing to guess. */
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const optionalTime = (ms: number | null) => (ms === null ? null : isoTime(ms));

function recordOf(row: store.KeyRow): KeyRecord {
  return {
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes),
    hint: row.hint,
    ceilingMicro: row.ceiling_micro,
    createdAt: isoTime(row.created_at),
    expiresAt: optionalTime(row.expires_at),
    revokedAt: optionalTime(row.revoked_at),
    lastUsedAt: optionalTime(row.last_used_at),
    project: row.project,
    member: row.member,
  };
}

export function createAccounts({ db, clock }: { db: Db; clock: Clock }) {
  async function insertKey(tx: Tx, org: string, wanted: NewKey, text: string): Promise<KeyRecord> {
    const expires = wanted.expiresAt === null ? null : parseTime(wanted.expiresAt);
    if (expires !== null && expires <= clock.now())
      throw new AppError("request.invalid", "expiresAt must lie in the future.", { field: "expiresAt" });
    const { project = null, member = null } = wanted;
    if (project !== null && (await store.keepProject(tx, org, project)) === 0)
      throw new AppError("request.invalid", `There is no project "${project}".`, { field: "project" });
    const row: store.KeyRow = {
      id: clock.id("key"),
      org,
      name: wanted.name,
      hash: hashOf(text),
      hint: `${text.slice(0, 8)}…`,
      scopes: JSON.stringify(wanted.scopes),
      ceiling_micro: wanted.ceilingMicro,
      created_at: clock.now(),
      expires_at: expires,
      revoked_at: null,
      last_used_at: null,
      project,
      member,
    };
    await store.insertKey(tx, row);
    return recordOf(row);
  }

  /** Makes an organisation and nothing else. */
  async function createOrganization(tx: Tx, name: string): Promise<string> {
    const id = clock.id("org");
    await store.insertOrganization(tx, { id, name, created_at: clock.now() });
    return id;
  }

  /** The organisation that this installation began with; made on the first run. */
  async function firstOrganization(tx: Tx): Promise<{ org: string; made: boolean }> {
    const found = await store.oldestOrganization(tx);
    return found ? { org: found.id, made: false } : { org: await createOrganization(tx, "Home"), made: true };
  }

  /** Makes sure that this very secret is an admin key of the organisation. A key that was revoked stays so. */
  async function ensureAdminKey(tx: Tx, org: string, text: string): Promise<void> {
    if (await store.keyByHash(tx, hashOf(text))) return;
    await insertKey(tx, org, { name: "Admin", scopes: [...SCOPES], ceilingMicro: null, expiresAt: null }, text);
  }

  async function createKey(tx: Tx, org: string, wanted: NewKey): Promise<{ key: KeyRecord; secret: string }> {
    const text = KEY_PREFIX + secret();
    return { key: await insertKey(tx, org, wanted, text), secret: text };
  }

  async function revokeKey(tx: Tx, org: string, id: string): Promise<KeyRecord> {
    await store.revokeKey(tx, org, id, clock.now());
    const row = await store.keyById(tx, org, id);
    if (!row) throw new AppError("request.not_found", "There is no such key.", { field: "id" });
    return recordOf(row);
  }

  /** A one-time token for the studio's first visit, good for an hour. */
  async function createToken(tx: Tx, org: string): Promise<string> {
    const text = secret(32);
    await store.insertToken(tx, { hash: hashOf(text), org, expires_at: clock.now() + TOKEN_MS });
    return text;
  }

  /** Exchanges a token, or a key that may administer, for a session. A token works once. */
  async function signIn(text: string): Promise<{ session: string; maxAgeSeconds: number; org: string }> {
    const now = clock.now();
    return db.tx(async (tx) => {
      const org = (await store.useToken(tx, hashOf(text), now)) ?? (await adminOrgOf(tx, text, now));
      if (!org)
        throw new AppError(
          "auth.invalid",
          "This sign-in link was used before or is too old. Take a fresh one from `oak key --sign-in`, or paste an admin key.",
          { field: "token" },
        );
      const session = secret();
      await store.insertSession(tx, { hash: hashOf(session), org, created_at: now, expires_at: now + SESSION_MS });
      return { session, maxAgeSeconds: SESSION_MS / 1000, org };
    });
  }

  async function adminOrgOf(q: Query, text: string, now: number): Promise<string | null> {
    const row = await store.keyByHash(q, hashOf(text));
    const usable = row && row.revoked_at === null && (row.expires_at === null || row.expires_at > now);
    return usable && (JSON.parse(row.scopes) as Scope[]).includes("admin") ? row.org : null;
  }

  const signOut = (session: string) => store.deleteSession(db, hashOf(session));

  async function bySession(session: string): Promise<Identity> {
    const row = await store.sessionByHash(db, hashOf(session), clock.now());
    if (!row) throw new AppError("auth.invalid", "The session has ended. Sign in again.");
    return { org: row.org, key: null, project: null, member: null, scopes: SCOPES };
  }

  async function byKey(text: string): Promise<Identity> {
    const malformed = !text.startsWith(KEY_PREFIX) && text.length < 20;
    const row = malformed || text.length > 200 ? null : await store.keyByHash(db, hashOf(text));
    if (!row) throw new AppError("auth.invalid", "The key is not known here.");
    if (row.revoked_at !== null) throw new AppError("auth.invalid", "The key was revoked.");
    const now = clock.now();
    if (row.expires_at !== null && row.expires_at <= now)
      throw new AppError("auth.invalid", `The key expired on ${isoTime(row.expires_at).slice(0, 10)}.`);
    if (row.last_used_at === null || row.last_used_at < now - USED_EVERY_MS) await store.touchKey(db, row.org, row.id, now);
    return { org: row.org, key: row.id, project: row.project, member: row.member, scopes: JSON.parse(row.scopes) };
  }

  const listKeys = async (org: string): Promise<KeyRecord[]> => (await store.keysOf(db, org)).map(recordOf);
  const organizationName = async (org: string): Promise<string> => (await store.organizationById(db, org))?.name ?? org;

  const projectOf = (row: store.ProjectRow): Project => ({ id: row.id, name: row.name, createdAt: isoTime(row.created_at) });

  async function createProject(tx: Tx, org: string, name: string): Promise<Project> {
    if ((await store.projectsOf(tx, org)).length >= LIMITS.projects)
      throw new AppError("request.conflict", `There may be ${LIMITS.projects} projects at most.`);
    const row: store.ProjectRow = { id: clock.id("prj"), org, name, created_at: clock.now(), archived_at: null };
    if ((await store.insertProject(tx, row)) === 0)
      throw new AppError("request.conflict", `There is a project called ${JSON.stringify(name)} already.`, { field: "name" });
    return projectOf(row);
  }

  /** Puts a project away. Its keys must be revoked before, or they would spend for something that nobody sees. */
  async function archiveProject(tx: Tx, org: string, id: string): Promise<void> {
    if ((await store.archiveProject(tx, org, id, clock.now())) === 0)
      throw new AppError("request.not_found", "There is no such project.", { field: "id" });
    const keys = await store.goodKeysOfProject(tx, org, id, clock.now());
    if (keys.length > 0)
      throw new AppError("request.conflict", `Keys still belong to it: ${keys.map((key) => key.name).join(", ")}. Revoke them first.`, {
        field: "id",
      });
  }

  const listProjects = async (org: string): Promise<Project[]> => (await store.projectsOf(db, org)).map(projectOf);

  return {
    createProject,
    archiveProject,
    listProjects,
    createOrganization,
    firstOrganization,
    ensureAdminKey,
    createKey,
    revokeKey,
    createToken,
    signIn,
    signOut,
    bySession,
    byKey,
    listKeys,
    organizationName,
  };
}

export type Accounts = ReturnType<typeof createAccounts>;

/** Throws `auth.scope` where the identity may not do this. `admin` may do everything. */
export function requireScope(identity: Identity, scope: Scope): void {
  if (identity.scopes.includes(scope) || identity.scopes.includes("admin")) return;
  throw new AppError("auth.scope", `This needs a key with the scope "${scope}"; this one has ${identity.scopes.join(", ") || "none"}.`);
}
