// What adapters share, through its door: where keys may go, what may be said, how statuses are read, and what the network does.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { AppError } from "../spec/error.ts";
import { clean, explain, isUnder, joinUrl, request, retryAfterMs, see } from "./http.ts";
import type { Context } from "./providers.ts";

const NOW = Date.UTC(2026, 10, 24);
const voice = { title: "Acme" };
const context = (fetch: Context["fetch"], signal = new AbortController().signal): Context => ({
  baseUrl: "https://api.acme.test/v1",
  secret: "hunter2-hunter2",
  fetch,
  signal,
  now: () => NOW,
  report: () => undefined,
});
const say = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  explain(see(status, new Headers(headers), body), voice, { secret: "hunter2-hunter2", now: () => NOW });

test("paths join without losing the base's own", () => {
  expect(joinUrl("https://a.test/v1/", "/images")).toBe("https://a.test/v1/images");
  expect(joinUrl("https://a.test", "x/y")).toBe("https://a.test/x/y");
});

test("only the same origin and the same path or below count as under a base", () => {
  const base = "https://api.acme.test/v1";
  for (const url of ["https://api.acme.test/v1", "https://api.acme.test/v1/jobs/1?a=b"]) expect(isUnder(url, base)).toBe(true);
  for (const url of [
    "http://api.acme.test/v1/x",
    "https://api.acme.test.evil.test/v1/x",
    "https://api.acme.test:8443/v1/x",
    "https://api.acme.test/v10/x",
    "https://api.acme.test/v1/../admin",
    "https://api.acme.test/v1/%2e%2e/admin",
    "https://user@api.acme.test/v1/x",
    "https://evil.test/https://api.acme.test/v1",
    "//api.acme.test/v1",
    "file:///v1",
    "no url",
  ])
    expect(isUnder(url, base)).toBe(false);
});

test("no secret survives cleaning, whatever is around it", () => {
  fc.assert(
    fc.property(fc.string(), fc.stringMatching(/^[A-Za-z0-9_/+-]{12,60}$/), fc.string(), (before, secret, after) => {
      const safe = clean(`${before}${secret}${after}`, [secret]);
      expect(safe).not.toContain(secret);
      expect(safe.length).toBeLessThanOrEqual(200);
      expect(safe).not.toMatch(/[\n\r<]\S*>/);
    }),
  );
});

test("keys, signed URLs and markup are cut out of a vendor's words", () => {
  expect(clean("Incorrect API key provided: sk-abc***************wxyz. See https://x.test/a?sig=abcdef&exp=1")).toBe(
    "Incorrect API key provided: [key] See https://x.test/a",
  );
  expect(clean("Authorization: Bearer abcdefghijklmnopqrstuvwxyz0123")).not.toContain("abcdefghijklmnop");
  expect(clean("<html><b>Bad</b>\n\nGateway</html>")).toBe("Bad Gateway");
});

test("vendors' error shapes are read", () => {
  expect(say(400, { error: { message: "no", code: "bad_size" } })).toMatchObject({
    code: "provider.invalid",
    providerCode: "bad_size",
    message: "Acme did not accept the request: no",
  });
  expect(say(422, { detail: [{ loc: ["body"], msg: "too big", type: "value_error" }] })).toMatchObject({
    providerCode: "value_error",
    message: "Acme did not accept the request: too big",
  });
  expect(say(500, { detail: "boom" }).message).toBe("Acme failed: boom");
  expect(say(502, "<html>Bad gateway</html>").message).toBe("Acme failed: Bad gateway");
  expect(say(418, null)).toMatchObject({ code: "provider.error", message: "Acme failed.", providerCode: "418" });
});

test("the three 429s are told apart", () => {
  expect(say(429, { error: { message: "slow down" } }, { "retry-after": "3" })).toMatchObject({ code: "provider.rate", retryAfterMs: 3000 });
  expect(say(429, { error: { message: "x", code: "insufficient_quota" } }, { "retry-after": "3" })).toMatchObject({
    code: "provider.quota",
    retryAfterMs: null,
  });
  expect(say(429, { detail: "too many concurrent requests" }).code).toBe("provider.concurrency");
});

test("a wrong key is never quoted", () => {
  expect(say(401, { error: { message: "Bad key hunter2" } }).message).toBe("Acme did not accept its key.");
});

test("Retry-After is read in all its forms and not believed beyond ten minutes", () => {
  const read = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), NOW);
  expect(read({ "retry-after": "1.5" })).toBe(1500);
  expect(read({ "retry-after-ms": "250", "retry-after": "9" })).toBe(250);
  expect(read({ "retry-after": "Tue, 24 Nov 2026 00:00:20 GMT" })).toBe(20_000);
  for (const value of ["soon", "-4", "99999", ""]) expect(read({ "retry-after": value })).toBeNull();
  expect(read({})).toBeNull();
});

const post = {
  method: "POST" as const,
  url: "https://api.acme.test/v1/x",
  json: {},
  credentials: { authorization: "Bearer hunter2-hunter2" },
  maxBytes: 100,
};

test("credentials go under the base and nowhere else", async () => {
  const sent: (string | null)[] = [];
  const fetch: Context["fetch"] = async (_url, init) => (sent.push(new Headers(init?.headers).get("authorization")), new Response("{}"));
  for (const url of ["https://api.acme.test/v1/x", "https://cdn.acme.test/v1/x", "https://api.acme.test/other"])
    await request({ ...post, url, buys: true }, voice, context(fetch));
  expect(sent).toEqual(["Bearer hunter2-hunter2", null, null]);
});

test("what the network does is told by whether anything can have been bought", async () => {
  const failing =
    (error: unknown): Context["fetch"] =>
    async () =>
      Promise.reject(error);
  const refused = Object.assign(new TypeError("Unable to connect"), { code: "ECONNREFUSED" });
  const reset = Object.assign(new TypeError("closed"), { code: "ECONNRESET" });
  const cases: [unknown, boolean, string, string][] = [
    [refused, true, "provider.unreachable", "no"],
    [new TypeError("fetch failed", { cause: refused }), true, "provider.unreachable", "no"],
    [new AppError("request.url_refused", "private"), true, "provider.unreachable", "no"],
    [new AppError("provider.unreachable", "nobody"), true, "provider.unreachable", "no"],
    [reset, true, "provider.unknown_outcome", "unknown"],
    [new AppError("provider.timeout", "late"), true, "provider.unknown_outcome", "unknown"],
    [new AppError("provider.unknown_outcome", "cut"), true, "provider.unknown_outcome", "unknown"],
    [reset, false, "provider.unreachable", "no"],
    [new AppError("provider.timeout", "late"), false, "provider.timeout", "no"],
  ];
  for (const [error, buys, code, charged] of cases) {
    const answer = await request({ ...post, buys }, voice, context(failing(error)));
    expect(answer).toMatchObject({ ok: false, failure: { code, charged } });
  }
});

test("nothing is sent when the time is already over", async () => {
  let asked = 0;
  const answer = await request(
    { ...post, buys: true },
    voice,
    context(async () => (asked++, new Response("{}")), AbortSignal.abort()),
  );
  expect(answer).toMatchObject({ ok: false, failure: { charged: "no" } });
  expect(asked).toBe(0);
});

test("a body that is too heavy, or ends before its promised length, is not taken", async () => {
  const heavy = await request(
    { ...post, buys: true },
    voice,
    context(async () => new Response("x".repeat(101))),
  );
  expect(heavy).toMatchObject({ ok: false, failure: { code: "provider.bad_output" } });
  const short = await request(
    { ...post, buys: true },
    voice,
    context(async () => new Response("{}", { headers: { "content-length": "90" } })),
  );
  expect(short).toMatchObject({ ok: false, failure: { code: "provider.unknown_outcome" } });
});

test("a gateway that lost patience with a purchase leaves its outcome open", async () => {
  for (const [buys, code] of [
    [true, "provider.unknown_outcome"],
    [false, "provider.timeout"],
  ] as const) {
    expect(
      await request(
        { ...post, buys },
        voice,
        context(async () => new Response("", { status: 504 })),
      ),
    ).toMatchObject({ failure: { code } });
  }
});

test("a reason beside the code is read, and a wait that stands in the body", () => {
  const body = { code: 429, reason: "SLOW_DOWN", message: "please", wait: 3 };
  const rows = [{ says: /slow_down/, code: "provider.rate", text: "is slow", retryAfterMs: (seen: any) => seen.body.wait * 1000 }] as const;
  const told = (wait: number, headers: Record<string, string> = {}) =>
    explain(see(400, new Headers(headers), { ...body, wait }), { ...voice, rows }, { secret: null, now: () => NOW });
  expect(told(3)).toMatchObject({ code: "provider.rate", retryAfterMs: 3_000 });
  // A wait that nobody would believe leaves it to the header.
  expect(told(1e9, { "retry-after": "7" })).toMatchObject({ retryAfterMs: 7_000 });
  expect(told(-1).retryAfterMs).toBeNull();
});

test("a refusal is a refusal at those who have no row for it, too", () => {
  for (const [status, error] of [
    [400, { code: "content_filter", message: "The response was filtered." }],
    [400, { code: "content_policy_violation", message: "no" }],
    [403, { message: "Content policy violation." }],
  ] as const)
    expect(say(status, { error }).code).toBe("provider.refused_input");
  expect(say(400, { error: { code: "invalid_value", message: "no" } }).code).toBe("provider.invalid");
});
