// Files, and what is known of them. Rows only: who answers them is api/.
import { z } from "zod";
import { asset, MEDIA_KINDS } from "./asset.ts";
import { LIMITS } from "./limits.ts";
import { endpoint, type EndpointRow, page, pageQuery, read } from "./http-row.ts";

export const ASSETS = {
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
} as const satisfies Record<string, EndpointRow>;
