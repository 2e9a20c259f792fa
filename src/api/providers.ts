// Providers over HTTP: their state, their keys (set, never told), a look that spends nothing, models fetched to servers of your own, and hand-offs to products without an API.
import type { Identity } from "../accounts/accounts.ts";
import { AppError, asAppError } from "../spec/error.ts";
import type { PullEvent } from "../spec/http.ts";
import { type ApiDeps, type Handlers } from "./handler.ts";
import { eventStream } from "./stream.ts";

export function providerHandlers(
  deps: ApiDeps,
): Pick<
  Handlers,
  "providers.list" | "providers.setKey" | "providers.removeKey" | "providers.check" | "providers.pull" | "handoffs.prepare" | "handoffs.declare"
> {
  const { db, market, vault, events, generations } = deps;

  const status = (id: string) => market.statuses().find((each) => each.id === id)!;
  function found(id: string) {
    const mount = market.find(id);
    if (!mount) throw new AppError("request.not_found", `There is no provider "${id}".`, { field: "id" });
    return mount;
  }

  /** Keys are the installation's, not one organisation's. */
  function mayKeep(identity: Identity, id: string): void {
    if (identity.org !== deps.home)
      throw new AppError("auth.scope", "Providers' keys are set by the admins of the organisation that runs this server.");
    const mount = found(id);
    if (mount.provider.keyVariable === null) throw new AppError("request.invalid", `${mount.provider.title} needs no key.`, { field: "id" });
  }

  async function* pulling(id: string, name: string, signal: AbortSignal): AsyncGenerator<PullEvent> {
    const mount = found(id);
    try {
      for await (const step of mount.provider.pull!(name, market.context(mount, signal))) yield { type: "progress", ...step };
      await market.discover();
      yield { type: "end", model: name };
    } catch (thrown) {
      const { code, detail } = asAppError(thrown);
      yield { type: "failed", code, detail };
    }
  }

  return {
    "providers.list": async () => {
      await market.discover();
      return { object: "list", data: market.statuses() };
    },
    "providers.setKey": async ({ identity, params, body }) => {
      mayKeep(identity, params.id!);
      if (found(params.id!).secret !== null)
        throw new AppError("request.conflict", `${found(params.id!).provider.keyVariable} is set in the environment, which wins. Change it there.`, {
          field: "key",
        });
      await db.tx(async (tx) => {
        await vault.set(tx, { provider: params.id!, text: body.key, org: identity.org, by: identity.key });
        await events.append(tx, { org: identity.org, subject: params.id!, type: "provider.key_set", data: { by: identity.key } });
      });
      void market.refresh();
      return status(params.id!);
    },
    "providers.removeKey": async ({ identity, params }) => {
      mayKeep(identity, params.id!);
      await db.tx(async (tx) => {
        await vault.remove(tx, params.id!);
        await events.append(tx, { org: identity.org, subject: params.id!, type: "provider.key_removed", data: { by: identity.key } });
      });
      return status(params.id!);
    },
    "providers.check": async ({ params }) => {
      found(params.id!);
      return market.probe(params.id!);
    },
    "providers.pull": async ({ params, body, request }) => {
      if (!found(params.id!).provider.pull)
        throw new AppError("request.invalid", `${found(params.id!).provider.title} fetches no models by name.`, { field: "id" });
      return eventStream((signal) => pulling(params.id!, body.name, signal), request.signal, deps);
    },
    "handoffs.prepare": ({ identity, body }) => generations.handOffs.prepare(identity, body),
    "handoffs.declare": ({ identity, body }) => generations.handOffs.declare(identity, body),
  };
}
