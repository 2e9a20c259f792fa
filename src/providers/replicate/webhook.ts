// Is a webhook really from Replicate? HMAC-SHA256 over id, timestamp and body, with the account's own signing secret, which its API tells. It only wakes: the body is not believed.
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { ask, type Wire } from "../flow.ts";
import { readJson } from "../http.ts";
import type { Context } from "../providers.ts";

/** https://replicate.com/docs/topics/webhooks/verify-webhook, read 2026-11. How long a secret may be kept and a timestamp be off is ours: an hour, five minutes. */
const SECRET_MS = 60 * 60_000;
/** A signature that does not fit may have us ask whether the secret changed, but not more often than this. */
const SECRET_AGAIN_MS = 5 * 60_000;
const TOLERANCE_MS = 5 * 60_000;
const BODY_BYTES = 16 * 1024 * 1024;

const answerShape = z.object({ key: z.string().regex(/^whsec_[A-Za-z0-9+/=]{16,}$/) });
const bodyShape = z.object({ id: z.string().regex(/^[\w-]{1,100}$/) });

/** The last secret that was told, whose key it was told to, and when it was last asked for: one account a process. */
let kept: { secret: Buffer | null; for: string; at: number } | null = null;

async function secretOf(wire: Wire, context: Context, maxAgeMs: number): Promise<Buffer | null> {
  const whose = `${context.baseUrl} ${context.secret}`;
  const known = kept?.for === whose ? kept : null;
  if (known && context.now() - known.at < maxAgeMs) return known.secret;
  const answer = await ask({ to: "webhooks/default/secret" }, wire, context, { maxBytes: 64 * 1024 });
  const read = answer.ok ? readJson(answer, answerShape) : null;
  const secret = read ? Buffer.from(read.key.slice("whsec_".length), "base64") : (known?.secret ?? null);
  kept = { secret, for: whose, at: context.now() };
  return secret;
}

function signedWith(secret: Buffer | null, message: Buffer, signatures: string): boolean {
  if (!secret || secret.byteLength === 0) return false;
  const own = createHmac("sha256", secret).update(message).digest();
  return signatures.split(" ").some((each) => {
    const given = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(each)?.[1];
    return given !== undefined && timingSafeEqual(Buffer.from(given, "base64"), own);
  });
}

/** The prediction that a genuine webhook speaks of; null refuses. */
export async function verifyWebhook(received: Request, wire: Wire, context: Context): Promise<{ remoteId: string } | null> {
  const header = (name: string) => received.headers.get(`webhook-${name}`) ?? "";
  const [id, timestamp, signatures] = [header("id"), header("timestamp"), header("signature")];
  if (context.secret === null || !/^[\w-]{1,200}$/.test(id) || !/^\d{9,12}$/.test(timestamp) || signatures.length > 2000) return null;
  if (!/(^| )v1,[A-Za-z0-9+/]{43}=( |$)/.test(signatures) || Math.abs(context.now() - Number(timestamp) * 1000) > TOLERANCE_MS) return null;
  if (Number(received.headers.get("content-length") ?? 0) > BODY_BYTES) return null;
  const body = Buffer.from(await received.arrayBuffer());
  if (body.byteLength > BODY_BYTES) return null;
  const message = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const good =
    signedWith(await secretOf(wire, context, SECRET_MS), message, signatures) ||
    signedWith(await secretOf(wire, context, SECRET_AGAIN_MS), message, signatures);
  if (!good) return null;
  try {
    const read = bodyShape.safeParse(JSON.parse(body.toString()));
    return read.success ? { remoteId: read.data.id } : null;
  } catch {
    return null; // signed, but no prediction
  }
}
