// Signatures as the official client of Standard Webhooks reads them, and the times between tries.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { LONGEST_WAIT, MOST_TRIES, newSecret, retryAfter, signedHeaders, WAITS, waitAfter } from "./sign.ts";

const now = Date.now();

test("the official client takes what we sign, whatever is in it, and refuses it when any of it is changed", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.stringMatching(/^evt_[0-9a-z]{4,30}$/), (text, id) => {
      const secret = newSecret();
      const body = JSON.stringify({ type: "generation.succeeded", data: { text } });
      const headers = signedHeaders([secret], { id, body }, now);
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
      const refused: [string, string, Record<string, string>][] = [
        [secret, body.replace("succeeded", "failed"), headers],
        [secret, `${body} `, headers],
        [newSecret(), body, headers],
        [secret, body, { ...headers, "webhook-id": `${id}x` }],
        [secret, body, { ...headers, "webhook-timestamp": String(Number(headers["webhook-timestamp"]) + 1) }],
        [secret, body, { ...headers, "webhook-signature": headers["webhook-signature"]!.replace("v1,", "v2,") }],
        [secret, body, signedHeaders([secret], { id, body }, now - 6 * 60_000)],
      ];
      for (const [key, text, sent] of refused) expect(() => new Webhook(key).verify(text, sent)).toThrow();
    }),
    { numRuns: 50 },
  );
});

test("while a secret is replaced both are good, and no third", () => {
  const [old, fresh] = [newSecret(), newSecret()];
  const headers = signedHeaders([fresh, old], { id: "evt_1", body: "{}" }, now);
  for (const secret of [old, fresh]) expect(new Webhook(secret).verify("{}", headers)).toEqual({});
  expect(() => new Webhook(newSecret()).verify("{}", headers)).toThrow();
});

test("a secret is whsec_ and 32 bytes, another each time", () => {
  const made = Array.from({ length: 50 }, newSecret);
  expect(new Set(made).size).toBe(50);
  for (const secret of made) expect(Buffer.from(/^whsec_([A-Za-z0-9+/]+=*)$/.exec(secret)![1]!, "base64").length).toBe(32);
});

test("eight tries, each wait within a fifth of its row, longer where the receiver asks, and never beyond half a day for its sake", () => {
  expect(MOST_TRIES).toBe(8);
  expect(WAITS.reduce((sum, wait) => sum + wait) / 3_600_000).toBeGreaterThan(18);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.option(fc.nat(10 ** 9)),
      (tries, chance, asked) => {
        const wait = waitAfter(tries, () => chance, asked);
        if (tries >= MOST_TRIES) return expect(wait).toBeNull();
        expect(Number.isSafeInteger(wait)).toBe(true);
        expect(wait!).toBeGreaterThanOrEqual(Math.max(0.8 * WAITS[tries - 1]!, Math.min(asked ?? 0, LONGEST_WAIT)));
        expect(wait!).toBeLessThanOrEqual(Math.max(1.2 * WAITS[tries - 1]!, Math.min(asked ?? 0, LONGEST_WAIT)));
      },
    ),
  );
  expect(["3", " 120 ", "Wed, 21 Oct 2026 07:28:00 GMT", "-1", "1e3", "", null].map(retryAfter)).toEqual([
    3_000,
    120_000,
    null,
    null,
    null,
    null,
    null,
  ]);
});
