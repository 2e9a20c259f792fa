// Bad input through the door: problem JSON, the right status, the field at fault; never 500, never a stack, nothing begun and nothing charged.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import sharp from "sharp";
import { createClient } from "../src/sdk/sdk.ts";
import { type InProcess, openInProcess } from "./server.ts";

let oak: InProcess;
let image = "";
const stranger = { key: "", asset: "", generation: "" };
let revoked = "";
let expired = "";

async function pixel(side = 64): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(
    await sharp({ create: { width: side, height: side, channels: 3, background: "#357" } })
      .png()
      .toBuffer(),
  );
}

beforeAll(async () => {
  oak = await openInProcess();
  const { accounts, ledger, db } = oak.app.parts;
  image = (await oak.client.upload(new Blob([await pixel()]), "a.png")).id;
  await db.tx(async (tx) => {
    const org = await accounts.createOrganization(tx, "Strangers");
    await ledger.open(tx, { org, floorMicro: null, ceilingMicro: null });
    const made = await accounts.createKey(tx, org, { name: "s", scopes: ["admin"], ceilingMicro: null, expiresAt: null });
    await ledger.openKey(tx, { org, apiKey: made.key.id, ceilingMicro: null });
    stranger.key = made.secret;
  });
  const theirs = createClient({ baseUrl: "http://localhost", key: stranger.key, fetch: oak.app.fetch });
  stranger.asset = (await theirs.upload(new Blob([await pixel()]), "b.png")).id;
  stranger.generation = (await theirs.call("generations.create", { body: { task: "text-to-sound", input: { prompt: "beep", seconds: 1 } } })).id;
  const key = await oak.client.call("keys.create", { body: { name: "old" } });
  revoked = key.secret;
  await oak.client.call("keys.revoke", { params: { id: key.key.id } });
  const short = await oak.client.call("keys.create", { body: { name: "short", expiresAt: new Date(Date.now() + 1000).toISOString() } });
  expired = short.secret;
  await Bun.sleep(1100);
});
afterAll(() => oak.close());

interface Case {
  what: string;
  path: string;
  method?: string;
  body?: unknown;
  /** The body as it is, for what JSON cannot say. */
  raw?: BodyInit | (() => BodyInit | Promise<BodyInit>);
  headers?: Record<string, string>;
  key?: string | null | (() => string);
  status: number;
  code: string;
  field?: string;
}

const ask = (more: object, input: object = { prompt: "x" }) => ({ task: "text-to-image", input, ...more });
const post = (what: string, body: unknown, status: number, code: string, field?: string): Case => ({
  what,
  path: "/v1/generations",
  method: "POST",
  body,
  status,
  code,
  field,
});
const sent = (
  what: string,
  raw: Case["raw"],
  status: number,
  code: string,
  headers: Record<string, string> = { "content-type": "application/json" },
): Case => ({ what, path: "/v1/generations", method: "POST", raw, headers, status, code });
const get = (what: string, path: string, status: number, code: string, field?: string): Case => ({ what, path, status, code, field });
const upload = (what: string, raw: Case["raw"], status: number, code: string, type = "image/png"): Case => ({
  what,
  path: "/v1/assets",
  method: "POST",
  raw,
  headers: { "content-type": type },
  status,
  code,
});

/** A PNG that claims to be 60,000 × 60,000 pixels in a few bytes. */
function bomb(): Uint8Array<ArrayBuffer> {
  const header = Buffer.from("89504e470d0a1a0a0000000d494844520000ea600000ea6008060000008d32cfbd", "hex");
  return new Uint8Array(Buffer.concat([header, Buffer.alloc(64)]));
}

/** A PNG that is whole and small, and 400 megapixels once it is decoded. */
async function wholeBomb(): Promise<Uint8Array<ArrayBuffer>> {
  const side = 20_000;
  const picture = sharp({ create: { width: side, height: side, channels: 3, background: "#000" }, limitInputPixels: false });
  return new Uint8Array(await picture.png().toBuffer());
}

const CASES: Case[] = [
  // the body
  sent("an empty body", "", 400, "request.malformed"),
  sent("a body that is no JSON", "{task:", 400, "request.malformed"),
  sent("bad UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, "request.malformed"),
  sent("half a letter at the end of good JSON", new Uint8Array([0x22, 0xc3, 0x22]), 400, "request.malformed"),
  sent("a compressed body", () => Bun.gzipSync(new Uint8Array(1024).fill(0x20)), 415, "request.media_type", {
    "content-type": "application/json",
    "content-encoding": "gzip",
  }),
  sent("a number beyond all numbers", '{"task":"text-to-image","input":{"prompt":"x","seed":1e999}}', 400, "request.invalid"),
  sent("a prototype", '{"__proto__":{"task":"text-to-image"},"task":"text-to-image","input":{"prompt":"x"}}', 400, "request.invalid"),
  post("a task that every object has", ask({ task: "constructor" }), 400, "request.invalid", "task"),
  sent("another content type", JSON.stringify(ask({})), 415, "request.media_type", { "content-type": "text/plain" }),
  sent("no content type", new Uint8Array([0x7b, 0x7d]), 415, "request.media_type", {}),
  sent("a huge body", () => `{"task":"text-to-image","input":{"prompt":"${"x".repeat(21 * 1024 * 1024)}"}}`, 413, "request.too_large"),
  sent(
    "a body deeper than anybody needs",
    () => `{"task":"text-to-image","input":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
    400,
    "request.invalid",
  ),
  post("a list instead of an object", [], 400, "request.invalid"),
  post("null", null, 400, "request.invalid"),
  post("a text", "hello", 400, "request.invalid"),
  // the ask
  post("no task", { input: { prompt: "x" } }, 400, "request.invalid", "task"),
  post("a task that is not there", ask({ task: "text-to-gold" }), 400, "request.invalid", "task"),
  post("no input", { task: "text-to-image" }, 400, "request.invalid", "input"),
  post("an input that is a text", ask({}, "x" as never), 400, "request.invalid", "input"),
  post("an unknown field", ask({ colour: "red" }), 400, "request.invalid", "colour"),
  post("an unknown input field", ask({}, { prompt: "x", steps: 20 }), 400, "request.invalid", "input.steps"),
  post("no prompt", ask({}, {}), 400, "request.invalid", "input.prompt"),
  post("an empty prompt", ask({}, { prompt: "   " }), 400, "request.invalid", "input.prompt"),
  post("a prompt that is a number", ask({}, { prompt: 7 }), 400, "request.invalid", "input.prompt"),
  post("a prompt that is too long", ask({}, { prompt: "x".repeat(8_001) }), 400, "request.invalid", "input.prompt"),
  post("a negative size", ask({}, { prompt: "x", width: -1 }), 400, "request.invalid", "input.width"),
  post("a size of zero", ask({}, { prompt: "x", height: 0 }), 400, "request.invalid", "input.height"),
  post("a broken size", ask({}, { prompt: "x", width: 512.5 }), 400, "request.invalid", "input.width"),
  post("a size that is a text", ask({}, { prompt: "x", width: "512" }), 400, "request.invalid", "input.width"),
  post("a size beyond the bound", ask({}, { prompt: "x", width: 100_000 }), 400, "request.invalid", "input.width"),
  post("a negative seed", ask({}, { prompt: "x", seed: -5 }), 400, "request.invalid", "input.seed"),
  post("a format that is not there", ask({}, { prompt: "x", format: "exe" }), 400, "request.invalid", "input.format"),
  post("a count of zero", ask({ count: 0 }), 400, "request.invalid", "count"),
  post("a count beyond the bound", ask({ count: 1_000 }), 400, "request.invalid", "count"),
  post("a broken count", ask({ count: 1.5 }), 400, "request.invalid", "count"),
  post("negative seconds", { task: "text-to-sound", input: { prompt: "x", seconds: -2 } }, 400, "request.invalid", "input.seconds"),
  post("endless seconds", { task: "text-to-music", input: { prompt: "x", seconds: 1e9 } }, 400, "request.invalid", "input.seconds"),
  post("a preference that is not there", ask({ prefer: "best" }), 400, "request.invalid", "prefer"),
  post("weights below zero", ask({ prefer: { quality: -1, cost: 0, time: 0 } }), 400, "request.invalid", "prefer.quality"),
  post("a ceiling below zero", ask({ constraints: { maxCostMicro: -1 } }), 400, "request.invalid", "constraints.maxCostMicro"),
  post("a ceiling in dollars and cents", ask({ constraints: { maxCostMicro: 0.5 } }), 400, "request.invalid", "constraints.maxCostMicro"),
  post("an unknown constraint", ask({ constraints: { cheap: true } }), 400, "request.invalid", "constraints.cheap"),
  post(
    "a territory that is no code",
    ask({ constraints: { license: { territory: "Germany" } } }),
    400,
    "request.invalid",
    "constraints.license.territory",
  ),
  post("an unknown model", ask({ model: "nobody/nothing-9" }), 400, "request.invalid", "model"),
  post("a model that cannot do the task", ask({ model: "openoak/music" }), 422, "plan.none"),
  post("a model that is closed", ask({ model: "midjourney" }), 422, "plan.none"),
  post("a model that was retired", ask({ model: "dall-e-3" }), 422, "plan.none"),
  post("a model whose provider is off", ask({ model: "gpt-image-1" }), 422, "plan.none"),
  post("rules that nobody satisfies", ask({ constraints: { only: ["nobody"] } }), 422, "plan.none"),
  post("chat, which is live", { task: "chat", input: { messages: [{ role: "user", content: "x" }] } }, 422, "plan.live_only", "task"),
  post("a voice that is not there", { task: "text-to-speech", input: { text: "x", voice: "nobody-at-all" } }, 422, "plan.none"),
  // files
  post(
    "an asset that is not there",
    { task: "image-upscale", input: { image: "ast_00000000000000000000000000" } },
    404,
    "request.not_found",
    "input.image",
  ),
  post("an asset id that is a path", { task: "image-upscale", input: { image: "ast_../../etc/passwd" } }, 400, "request.invalid", "input.image"),
  post("a file URL", { task: "image-upscale", input: { image: "file:///etc/passwd" } }, 400, "request.invalid", "input.image"),
  post("a private address", { task: "image-upscale", input: { image: "http://127.0.0.1:1/a.png" } }, 400, "request.url_refused", "input.image"),
  post(
    "the cloud's metadata",
    { task: "image-upscale", input: { image: "http://169.254.169.254/latest/meta-data" } },
    400,
    "request.url_refused",
    "input.image",
  ),
  post("a private address in disguise", { task: "image-upscale", input: { image: "http://0x7f000001/" } }, 400, "request.url_refused", "input.image"),
  post(
    "a URL with a password",
    { task: "image-upscale", input: { image: "https://user:pass@example.com/a.png" } },
    400,
    "request.url_refused",
    "input.image",
  ),
  upload("a picture that is none", "this is not a picture", 422, "asset.unreadable"),
  upload("half a picture", async () => (await pixel(256)).slice(0, 60), 422, "asset.unreadable"),
  upload("a decompression bomb", bomb, 422, "asset.unreadable"),
  upload("a decompression bomb that could be decoded", wholeBomb, 422, "asset.unreadable"),
  upload(
    "a film that is none",
    () => new Uint8Array(Buffer.from("000000186674797069736f6d00000200ffffffff", "hex")),
    422,
    "asset.unreadable",
    "video/mp4",
  ),
  upload("a page that says it is a picture", "<!doctype html><script>alert(1)</script>", 422, "asset.unreadable"),
  upload(
    "a drawing with a script in it",
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    422,
    "asset.unreadable",
    "image/svg+xml",
  ),
  upload("nothing", "", 422, "asset.unreadable"),
  upload(
    "a form without a file",
    () => {
      const form = new FormData();
      form.set("name", "x");
      return form;
    },
    400,
    "request.invalid",
    "",
  ),
  // ids and paths
  get("an unknown generation", "/v1/generations/gen_nothing", 404, "request.not_found", "id"),
  get("an unknown asset", "/v1/assets/ast_nothing", 404, "request.not_found"),
  get("a path trick", "/v1/assets/..%2f..%2fetc%2fpasswd/content", 404, "request.not_found"),
  get("a null byte", "/v1/assets/ast_%00/content", 404, "request.not_found"),
  get("an unknown model", "/v1/models/nobody/nothing", 404, "request.not_found", "id"),
  get("an unknown path", "/v1/nothing", 404, "request.not_found"),
  get("a zero in an id", "/v1/generations/gen_%00", 400, "request.invalid"),
  get("half a percent sign", "/v1/assets/%zz", 404, "request.not_found"),
  get("a cursor that is not ours", "/v1/generations?cursor=hello", 400, "request.invalid", "cursor"),
  get("a limit beyond the bound", "/v1/generations?limit=100000", 400, "request.invalid", "limit"),
  get("an unknown query", "/v1/generations?colour=red", 400, "request.invalid", "colour"),
  get("a query given twice", "/v1/generations?limit=1&limit=2", 400, "request.invalid", "limit"),
  { what: "another method", path: "/v1/plans", method: "DELETE", status: 405, code: "request.method" },
  // keys
  { ...get("no key", "/v1/models", 401, "auth.missing"), key: null },
  { ...get("a malformed key", "/v1/models", 401, "auth.invalid"), key: "oak_!" },
  { ...get("a key that nobody has", "/v1/models", 401, "auth.invalid"), key: `oak_${"z".repeat(40)}` },
  { ...get("a revoked key", "/v1/models", 401, "auth.invalid"), key: () => revoked },
  { ...get("an expired key", "/v1/models", 401, "auth.invalid"), key: () => expired },
  { ...get("another scheme", "/v1/models", 401, "auth.invalid"), key: null, headers: { authorization: "Basic abc" } },
  { ...get("a cookie of nobody", "/v1/models", 401, "auth.invalid"), key: null, headers: { cookie: "oak_session=abc" } },
  {
    ...get("a page of another site with a cookie", "/v1/models", 403, "auth.origin"),
    key: null,
    headers: { cookie: "oak_session=abc", origin: "https://evil.example" },
  },
  {
    ...get("a name of another site that points at us", "/v1/models", 403, "auth.origin"),
    key: null,
    headers: { cookie: "oak_session=abc", host: "evil.example" },
  },
  {
    what: "a used sign-in token",
    path: "/v1/session",
    method: "POST",
    body: { token: "0123456789abcdef" },
    key: null,
    status: 401,
    code: "auth.invalid",
  },
  { what: "a key without a name", path: "/v1/keys", method: "POST", body: { name: "" }, status: 400, code: "request.invalid", field: "name" },
  {
    what: "a key with a scope that is not there",
    path: "/v1/keys",
    method: "POST",
    body: { name: "x", scopes: ["root"] },
    status: 400,
    code: "request.invalid",
  },
  {
    what: "a key that has expired before it is made",
    path: "/v1/keys",
    method: "POST",
    body: { name: "x", expiresAt: "2001-01-01T00:00:00Z" },
    status: 400,
    code: "request.invalid",
    field: "expiresAt",
  },
  { ...post("no wait at all, in words", ask({}), 400, "request.invalid", "wait"), path: "/v1/generations?wait=abc" },
  { ...post("a wait below zero", ask({}), 400, "request.invalid", "wait"), path: "/v1/generations?wait=-1" },
  { ...post("an idempotency key with spaces", ask({}), 400, "request.invalid", "Idempotency-Key"), headers: { "idempotency-key": "a b" } },
  {
    ...post("an idempotency key that is too long", ask({}), 400, "request.invalid", "Idempotency-Key"),
    headers: { "idempotency-key": "a".repeat(300) },
  },
  { what: "a hook of nobody", path: "/v1/hooks/nobody", method: "POST", raw: "{}", key: null, status: 404, code: "request.not_found" },
];

async function send(one: Case): Promise<Response> {
  const headers = new Headers(one.headers);
  const key = typeof one.key === "function" ? one.key() : one.key === undefined ? oak.key : one.key;
  if (key) headers.set("authorization", `Bearer ${key}`);
  let body: BodyInit | null = typeof one.raw === "function" ? await one.raw() : (one.raw ?? null);
  if (one.body !== undefined) {
    body = JSON.stringify(one.body);
    headers.set("content-type", "application/json");
  }
  if (headers.get("content-type") === "") headers.delete("content-type");
  if (body instanceof FormData) headers.delete("content-type");
  const request = new Request(`http://localhost${one.path}`, { method: one.method ?? "GET", body, headers });
  return oak.app.fetch(request);
}

describe("bad input is answered with a problem that says what to do", () => {
  test("there are at least sixty cases", () => expect(CASES.length).toBeGreaterThanOrEqual(60));

  test.each(CASES.map((one) => [one.what, one] as const))("%s", async (_what, one) => {
    const response = await send(one);
    const text = await response.text();
    expect({ status: response.status, text: text.slice(0, 300) }).toMatchObject({ status: one.status });
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    const problem = JSON.parse(text);
    expect(problem).toMatchObject({ code: one.code, status: one.status, ...(one.field ? { field: one.field } : {}) });
    expect(problem.detail.length).toBeGreaterThan(5);
    expect(text).not.toMatch(/\bat .*\.ts:\d+|node_modules|SQLITE|ZodError/);
    expect(text).not.toContain(oak.key);
  });

  test("another organisation's things are not there", async () => {
    for (const path of [
      `/v1/assets/${stranger.asset}`,
      `/v1/assets/${stranger.asset}/content`,
      `/v1/assets/${stranger.asset}/thumbnail`,
      `/v1/generations/${stranger.generation}`,
      `/v1/generations/${stranger.generation}/events`,
    ]) {
      expect((await send({ what: "", path, status: 404, code: "" })).status).toBe(404);
    }
    const use = await send(post("", { task: "image-upscale", input: { image: stranger.asset } }, 404, ""));
    expect(use.status).toBe(404);
    expect((await send({ what: "", path: `/v1/generations/${stranger.generation}/cancel`, method: "POST", status: 404, code: "" })).status).toBe(404);
    expect((await send({ what: "", path: `/v1/assets/${stranger.asset}`, method: "DELETE", status: 404, code: "" })).status).toBe(404);
    expect((await oak.client.call("assets.list", { query: {} })).data.map((asset) => asset.id)).not.toContain(stranger.asset);
    expect((await oak.client.call("generations.list", { query: {} })).data).toEqual([]);
    expect((await oak.client.call("keys.list")).data.map((key) => key.name)).not.toContain("s");
  });

  test("a key without the scope may not", async () => {
    const { secret } = await oak.client.call("keys.create", { body: { name: "reader", scopes: ["read"] } });
    for (const [path, method] of [
      ["/v1/generations", "POST"],
      ["/v1/assets", "POST"],
      ["/v1/keys", "GET"],
      ["/v1/jobs/dead", "GET"],
    ] as const) {
      const response = await send({
        what: "",
        path,
        method,
        key: secret,
        ...(method === "POST" ? { body: {} } : {}),
        status: 403,
        code: "auth.scope",
      });
      expect({ path, status: response.status }).toEqual({ path, status: 403 });
    }
  });

  test("the same idempotency key with another body is a conflict, with the same body the same generation", async () => {
    const headers = { "idempotency-key": "once" };
    const body = { task: "text-to-sound", input: { prompt: "beep", seconds: 1 } } as const;
    const first = await oak.client.call("generations.create", { body, headers });
    expect((await oak.client.call("generations.create", { body, headers })).id).toBe(first.id);
    const other = await send({ ...post("", { task: "text-to-sound", input: { prompt: "boop", seconds: 1 } }, 409, ""), headers });
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ code: "request.conflict", field: "Idempotency-Key" });
    // …and another organisation's key of the same name is its own
    const theirs = createClient({ baseUrl: "http://localhost", key: stranger.key, fetch: oak.app.fetch });
    expect((await theirs.call("generations.create", { body, headers })).id).not.toBe(first.id);
  });

  test("compatible routes fail in OpenAI's shape", async () => {
    const response = await send({ what: "", path: "/v1/images/generations", method: "POST", body: { prompt: "" }, status: 400, code: "" });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error", param: "prompt", code: "request.invalid" } });
    expect(
      (await send({ what: "", path: "/v1/images/generations", method: "POST", body: { prompt: "x", magic: 1 }, status: 400, code: "" })).status,
    ).toBe(400);
  });

  test("nothing of all that was begun or charged", async () => {
    const { balance } = await oak.client.call("me.get");
    expect(balance).toMatchObject({ heldMicro: 0, spentMicro: 0 });
    const made = (await oak.client.call("generations.list", { query: {} })).data;
    expect(made.map((generation) => generation.input.prompt)).toEqual(["beep"]);
    expect(image).toStartWith("ast_");
  });
});
