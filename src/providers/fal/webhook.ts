// Is a webhook really from fal? ED25519 over request id, user id, timestamp and the body's hash, with the keys that fal publishes. It only wakes: the body is not believed.
import { createHash, createPublicKey, verify } from "node:crypto";
import { z } from "zod";
import { joinUrl, readJson, request } from "../http.ts";
import type { Context } from "../providers.ts";

/** https://fal.ai/docs/documentation/model-apis/inference/webhooks, read 2026-11: keys may be kept for a day, timestamps be five minutes off. */
const KEYS_URL = "https://rest.fal.ai/.well-known/jwks.json";
const FAL_URL = "https://queue.fal.run";
const KEYS_MS = 24 * 60 * 60_000;
/** A signature by a key that is not known yet may have us ask again, but not more often than this. */
const KEYS_AGAIN_MS = 5 * 60_000;
const TOLERANCE_MS = 5 * 60_000;
const BODY_BYTES = 16 * 1024 * 1024;

const keySet = z.object({ keys: z.array(z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string() })).min(1) });
type Keys = z.infer<typeof keySet>["keys"];
const kept = new Map<string, { keys: Keys; at: number }>();

/** Stand-ins and private gateways publish their keys under their own address. */
const keysUrl = (context: Context) =>
  new URL(context.baseUrl).origin === new URL(FAL_URL).origin ? KEYS_URL : joinUrl(context.baseUrl, ".well-known/jwks.json");

async function keysOf(context: Context, maxAgeMs: number): Promise<Keys> {
  const url = keysUrl(context);
  const known = kept.get(url);
  if (known && context.now() - known.at < maxAgeMs) return known.keys;
  const answer = await request({ url, maxBytes: 256 * 1024, buys: false }, { title: "fal" }, context);
  const read = answer.ok ? readJson(answer, keySet) : null;
  if (read) kept.set(url, { keys: read.keys, at: context.now() });
  return read?.keys ?? known?.keys ?? [];
}

function signedBy(keys: Keys, message: Buffer, signature: Buffer): boolean {
  return keys.some((key) => {
    try {
      return verify(null, message, createPublicKey({ key, format: "jwk" }), signature);
    } catch {
      return false; // a key that cannot be read signs nothing
    }
  });
}

/** The request that a genuine webhook speaks of; null refuses. */
export async function verifyWebhook(received: Request, context: Context): Promise<{ remoteId: string } | null> {
  const header = (name: string) => received.headers.get(`x-fal-webhook-${name}`) ?? "";
  const [remoteId, user, timestamp, signature] = [header("request-id"), header("user-id"), header("timestamp"), header("signature")];
  if (!/^[\w-]{1,100}$/.test(remoteId) || !/^\d{9,12}$/.test(timestamp) || !/^[0-9a-f]{128}$/i.test(signature)) return null;
  if (Math.abs(context.now() - Number(timestamp) * 1000) > TOLERANCE_MS) return null;
  if (Number(received.headers.get("content-length") ?? 0) > BODY_BYTES) return null;
  const body = Buffer.from(await received.arrayBuffer());
  if (body.byteLength > BODY_BYTES) return null;
  const message = Buffer.from([remoteId, user, timestamp, createHash("sha256").update(body).digest("hex")].join("\n"));
  const given = Buffer.from(signature, "hex");
  if (signedBy(await keysOf(context, KEYS_MS), message, given)) return { remoteId };
  return signedBy(await keysOf(context, KEYS_AGAIN_MS), message, given) ? { remoteId } : null;
}
