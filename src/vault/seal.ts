// Sealing of short secrets: AES-256-GCM under one key of the installation, bound to what the secret is for. Keeps nothing and names nobody.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "../spec/error.ts";

const VERSION = "s1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The key for sealing out of whatever long random text the operator or the first run chose. */
const keyOf = (master: string) => Buffer.from(hkdfSync("sha256", master, "openoak", "provider keys", 32));

/** `purpose` is bound in: a sealed text copied to another purpose does not open. */
export function seal(master: string, purpose: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(master), nonce).setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return [VERSION, Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")].join(".");
}

/** Both, with the installation's key already in hand: for features that keep secrets of their own. */
export const sealerOf = (master: string) => ({
  seal: (purpose: string, text: string) => seal(master, purpose, text),
  open: (purpose: string, sealed: string) => unseal(master, purpose, sealed),
});

/** Throws `unavailable` where it was sealed with another key, for another purpose, or was changed. */
export function unseal(master: string, purpose: string, sealed: string): string {
  const [version, body = ""] = sealed.split(".");
  const bytes = Buffer.from(body, "base64url");
  try {
    if (version !== VERSION || bytes.length <= NONCE_BYTES + TAG_BYTES) throw new Error("not sealed here");
    const decipher = createDecipheriv("aes-256-gcm", keyOf(master), bytes.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new AppError("unavailable", "It was sealed with another key than this installation's. Set it again.", { cause });
  }
}
