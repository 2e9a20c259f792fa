// Assets over HTTP: upload, facts, bytes, thumbnails.
import type { ApiDeps, Handlers } from "./handler.ts";

export function assetHandlers(
  deps: ApiDeps,
): Pick<Handlers, "assets.create" | "assets.list" | "assets.get" | "assets.content" | "assets.thumbnail" | "assets.delete"> {
  const { db, assets } = deps;
  return {
    "assets.create": ({ identity, request, query }) => assets.fromUpload(identity.org, request, query.name),
    "assets.list": ({ identity, query }) => assets.list(db, identity.org, query),
    "assets.get": ({ identity, params }) => assets.get(db, identity.org, params.id!),
    "assets.content": ({ identity, params, request, query }) =>
      assets.content(identity.org, params.id!, {
        range: request.headers.get("range"),
        ifNoneMatch: request.headers.get("if-none-match"),
        download: query.download === "1",
      }),
    "assets.thumbnail": ({ identity, params }) => assets.thumbnail(identity.org, params.id!),
    "assets.delete": async ({ identity, params }) => {
      await db.tx((tx) => assets.remove(tx, identity.org, params.id!));
    },
  };
}
