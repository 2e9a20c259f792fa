// Generations and plans over HTTP.
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import type { ApiDeps, Handlers } from "./handler.ts";
import { eventStream } from "./stream.ts";

/** The key under which a repeated request makes nothing twice; null where none was sent. */
export function idempotencyKey(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  if (key.length === 0 || key.length > LIMITS.idempotencyKeyChars || !/^[\x21-\x7e]+$/.test(key)) {
    throw new AppError("request.invalid", `The Idempotency-Key must have 1 to ${LIMITS.idempotencyKeyChars} printable characters without spaces.`, {
      field: "Idempotency-Key",
    });
  }
  return key;
}

export function generationHandlers(
  deps: ApiDeps,
): Pick<
  Handlers,
  | "generations.create"
  | "generations.list"
  | "generations.get"
  | "generations.events"
  | "generations.cancel"
  | "generations.choose"
  | "generations.delete"
  | "judges.list"
  | "plans.create"
> {
  const { generations } = deps;
  return {
    "generations.create": async ({ identity, body, query, request }) => {
      const begun = await generations.create(identity, body, idempotencyKey(request));
      const shown = query.wait ? await generations.wait(identity.org, begun.id, query.wait, request.signal) : begun;
      return Response.json(shown, { status: 202, headers: { location: `/v1/generations/${begun.id}` } });
    },
    "generations.list": ({ identity, query }) => generations.list(identity.org, query),
    "generations.get": ({ identity, params }) => generations.get(identity.org, params.id!),
    "generations.events": async ({ identity, params, request }) => {
      await generations.get(identity.org, params.id!); // not found is said before the stream begins
      return eventStream((signal) => generations.follow(identity.org, params.id!, signal), request.signal, deps);
    },
    "generations.cancel": ({ identity, params }) => generations.cancel(identity.org, params.id!),
    "generations.choose": ({ identity, params, body }) => generations.choose(identity.org, params.id!, body.asset),
    "judges.list": async ({ identity, query }) => ({ object: "list", data: await generations.judges(identity, query) }),
    "generations.delete": ({ identity, params }) => generations.remove(identity.org, params.id!),
    "plans.create": ({ identity, body }) => generations.plan(identity, body),
  };
}
