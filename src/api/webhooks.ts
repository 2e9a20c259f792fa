// Webhooks going out, over HTTP: who is told, what became of each delivery, and sending again. Admins only.
import type { ApiDeps, Handlers } from "./handler.ts";

type Rows = "list" | "create" | "update" | "delete" | "rotate" | "test" | "deliveries" | "replay" | "redeliver";

export function webhookHandlers(deps: ApiDeps): Pick<Handlers, `webhooks.${Rows}`> {
  const { db, events, webhooks } = deps;
  return {
    "webhooks.list": async ({ identity }) => ({ object: "list", data: await webhooks.list(identity.org) }),
    "webhooks.create": ({ identity, body }) =>
      db.tx(async (tx) => {
        const made = await webhooks.create(tx, identity.org, body);
        await events.append(tx, { org: identity.org, subject: made.webhook.id, type: "webhook.created", data: { by: identity.key } });
        return made;
      }),
    "webhooks.update": ({ identity, params, body }) =>
      db.tx(async (tx) => {
        const changed = await webhooks.update(tx, identity.org, params.id!, body);
        await events.append(tx, {
          org: identity.org,
          subject: changed.id,
          type: "webhook.changed",
          data: { by: identity.key, fields: Object.keys(body) },
        });
        return changed;
      }),
    "webhooks.delete": ({ identity, params }) =>
      db.tx(async (tx) => {
        const removed = await webhooks.remove(tx, identity.org, params.id!);
        await events.append(tx, { org: identity.org, subject: removed.id, type: "webhook.removed", data: { by: identity.key } });
        return removed;
      }),
    "webhooks.rotate": ({ identity, params }) =>
      db.tx(async (tx) => {
        const made = await webhooks.rotate(tx, identity.org, params.id!);
        await events.append(tx, { org: identity.org, subject: made.webhook.id, type: "webhook.secret_replaced", data: { by: identity.key } });
        return made;
      }),
    "webhooks.test": async ({ identity, params, query, request }) => {
      const sent = await webhooks.test(identity.org, params.id!);
      return query.wait ? webhooks.waitFor(identity.org, sent, query.wait, request.signal) : sent;
    },
    "webhooks.deliveries": ({ identity, params, query }) => webhooks.deliveries(identity.org, params.id!, query),
    "webhooks.replay": ({ identity, params, body }) => db.tx((tx) => webhooks.replay(tx, identity.org, params.id!, body)),
    "webhooks.redeliver": ({ identity, params }) => db.tx((tx) => webhooks.redeliver(tx, identity.org, params.id!, params.delivery!)),
  };
}
