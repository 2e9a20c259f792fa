// The account's resources: who am I, sessions, keys.
import type { Identity } from "../accounts/accounts.ts";
import type { ApiKey, Me } from "../spec/http.ts";
import { type ApiDeps, checkOrigin, cookieOf, type Handlers, SESSION_COOKIE } from "./handler.ts";

export function accountHandlers(
  deps: ApiDeps,
): Pick<Handlers, "me.get" | "session.create" | "session.delete" | "keys.list" | "keys.create" | "keys.revoke"> {
  const { db, accounts, ledger, events } = deps;

  async function me(identity: Identity): Promise<Me> {
    const [organizationName, balance] = await Promise.all([accounts.organizationName(identity.org), ledger.balance(db, identity.org)]);
    return { organization: identity.org, organizationName, key: identity.key, scopes: [...identity.scopes], balance };
  }

  const cookie = (value: string, maxAge: number) =>
    `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${deps.secureCookies ? "; Secure" : ""}`;

  async function keyView(org: string, record: Omit<ApiKey, "spentMicro">): Promise<ApiKey> {
    return { ...record, spentMicro: (await ledger.keyBalance(db, org, record.id)).spentMicro };
  }

  return {
    "me.get": ({ identity }) => me(identity),
    "session.create": async ({ request, body }) => {
      checkOrigin(deps, request);
      const { session, maxAgeSeconds } = await accounts.signIn(body.token);
      return Response.json(await me(await accounts.bySession(session)), { headers: { "set-cookie": cookie(session, maxAgeSeconds) } });
    },
    "session.delete": async ({ request }) => {
      checkOrigin(deps, request);
      const session = cookieOf(request, SESSION_COOKIE);
      if (session) await accounts.signOut(session);
      return new Response(null, { status: 204, headers: { "set-cookie": cookie("", 0) } });
    },
    "keys.list": async ({ identity }) => {
      const [records, spent] = await Promise.all([accounts.listKeys(identity.org), ledger.keyBalances(db, identity.org)]);
      return { object: "list", data: records.map((record) => ({ ...record, spentMicro: spent.get(record.id)?.spentMicro ?? 0 })) };
    },
    "keys.create": async ({ identity, body }) => {
      const made = await db.tx(async (tx) => {
        const created = await accounts.createKey(tx, identity.org, body);
        await ledger.openKey(tx, { ...created.key, org: identity.org, apiKey: created.key.id });
        await events.append(tx, { org: identity.org, subject: created.key.id, type: "key.created", data: { by: identity.key } });
        return created;
      });
      return { key: await keyView(identity.org, made.key), secret: made.secret };
    },
    "keys.revoke": async ({ identity, params }) => {
      const record = await db.tx(async (tx) => {
        const revoked = await accounts.revokeKey(tx, identity.org, params.id!);
        await events.append(tx, { org: identity.org, subject: revoked.id, type: "key.revoked", data: { by: identity.key } });
        return revoked;
      });
      return keyView(identity.org, record);
    },
  };
}
