// The door: documents made from the table, sessions, ranges, and what every answer carries. Bad input has its own table in test/bad-input.test.ts.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import sharp from "sharp";
import { type InProcess, openInProcess } from "../../test/server.ts";
import { sql } from "../db/db.ts";
import { ENDPOINTS, type EndpointRow } from "../spec/http.ts";
import { TASK_IDS } from "../spec/task.ts";

let oak: InProcess;
beforeAll(async () => {
  oak = await openInProcess();
});
afterAll(() => oak.close());

const get = (path: string, headers: Record<string, string> = {}) => oak.app.fetch(new Request(`http://localhost${path}`, { headers }));
const auth = () => ({ authorization: `Bearer ${oak.key}` });

describe("documents", () => {
  test("OpenAPI names every row, its scope, and refers only to what is there", async () => {
    const document: any = await (await get("/openapi.json")).json();
    expect(document.openapi).toBe("3.1.0");
    for (const [id, row] of Object.entries(ENDPOINTS) as [string, EndpointRow][]) {
      const operation = document.paths[row.path.replace("+}", "}")]?.[row.method.toLowerCase()];
      expect(operation).toMatchObject({ operationId: id, summary: row.summary });
      expect(Object.keys(operation.responses)).toContain(String(row.status));
      expect(operation.security.length).toBe(row.scope === null ? 0 : 1);
    }
    for (const id of TASK_IDS) expect(document.components.schemas[`Input.${id}`].type).toBe("object");
    const text = JSON.stringify(document);
    // every reference from the document's own root: a "#/$defs/…" would lead nowhere
    for (const [, ref] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
      const [, name] = /^#\/components\/schemas\/(.+)$/.exec(ref!) ?? [];
      expect({ ref, there: name !== undefined && name in document.components.schemas }).toEqual({ ref, there: true });
    }
    expect(text).toContain('"$ref"');
    expect(text).not.toContain("$defs");
  });

  test("OpenAPI names the files of forms and the key against repetition", async () => {
    const { paths }: any = await (await get("/openapi.json")).json();
    const form = (path: string) => paths[path].post.requestBody.content["multipart/form-data"].schema;
    expect(form("/v1/images/edits").required).toEqual(expect.arrayContaining(["image"]));
    expect(Object.keys(form("/v1/images/edits").properties)).toEqual(expect.arrayContaining(["image", "mask", "prompt"]));
    expect(form("/v1/audio/transcriptions").required).toEqual(expect.arrayContaining(["file"]));
    expect(form("/v1/assets").required).toEqual(["file"]);
    expect(Object.keys(paths["/v1/assets"].post.requestBody.content)).toContain("application/octet-stream");
    expect(paths["/v1/generations"].post.parameters.map((each: any) => each.name)).toContain("Idempotency-Key");
  });

  test("the readable page lists them too and runs no script", async () => {
    const answer = await get("/docs");
    const html = await answer.text();
    for (const [id] of Object.entries(ENDPOINTS)) expect(html).toContain(`id="${id}"`);
    expect(html).not.toContain("<script");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("tasks come with what a form needs", async () => {
    const { data } = await oak.client.call("tasks.list");
    expect(data.map((task) => task.id)).toEqual(TASK_IDS);
    const image: any = data.find((task) => task.id === "text-to-image")!.inputSchema;
    expect(image.properties.prompt).toMatchObject({ title: "Prompt", control: "prompt" });
    expect(image.properties.seed).toMatchObject({ control: "seed", advanced: true, type: "integer" });
    expect(image.required).toEqual(["prompt"]);
  });

  test("every answer in JSON fits its schema", async () => {
    const checked: Record<string, unknown> = {
      "me.get": await oak.client.call("me.get"),
      "models.list": await oak.client.call("models.list"),
      "models.get": await oak.client.call("models.get", { params: { id: "flux-schnell" } }),
      "offers.list": await oak.client.call("offers.list"),
      "providers.list": await oak.client.call("providers.list"),
      "licenses.list": await oak.client.call("licenses.list"),
      "keys.list": await oak.client.call("keys.list"),
      "ledger.list": await oak.client.call("ledger.list", { query: {} }),
      "budgets.set": await oak.client.call("budgets.set", { body: { scope: "organization", window: "day", limitMicro: 1_000_000_000 } }),
      "budgets.list": await oak.client.call("budgets.list"),
      "projects.list": await oak.client.call("projects.list"),
      "usage.get": await oak.client.call("usage.get"),
      "jobs.dead": await oak.client.call("jobs.dead"),
      health: await oak.client.call("health"),
      "plans.create": await oak.client.call("plans.create", { body: { task: "chat", input: { messages: [{ role: "user", content: "x" }] } } }),
    };
    for (const [id, answer] of Object.entries(checked)) {
      const row: EndpointRow = ENDPOINTS[id as keyof typeof ENDPOINTS];
      const parsed = row.response!.safeParse(answer);
      expect({ id, issues: parsed.error?.issues.slice(0, 3) ?? [] }).toEqual({ id, issues: [] });
    }
  });
});

describe("without a key", () => {
  test("only the health check, the documents and the studio's shell are served", async () => {
    expect((await get("/healthz")).status).toBe(200);
    for (const row of Object.values(ENDPOINTS) as EndpointRow[]) {
      if (row.scope === null) continue;
      const path = row.path.replace(/\{\w+\+?\}/g, "x");
      const answer = await oak.app.fetch(new Request(`http://localhost${path}`, { method: row.method }));
      expect({ path, status: answer.status }).toEqual({ path, status: 401 });
    }
  });
});

describe("a session", () => {
  const signIn = async (token: string, headers: Record<string, string> = {}) =>
    oak.app.fetch(
      new Request("http://localhost/v1/session", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ token }),
      }),
    );

  test("is opened by a token once, lives in a cookie that scripts and other sites cannot use, and can be closed", async () => {
    const token = await oak.app.signInToken();
    const opened = await signIn(token);
    expect(opened.status).toBe(200);
    const cookie = opened.headers.get("set-cookie")!;
    for (const word of ["HttpOnly", "SameSite=Strict", "Path=/"]) expect(cookie).toContain(word);
    expect((await signIn(token)).status).toBe(401);
    const mine = { cookie: cookie.split(";")[0]! };
    expect((await get("/v1/me", mine)).status).toBe(200);
    expect((await get("/v1/me", { ...mine, origin: "http://localhost" })).status).toBe(200);
    expect((await get("/v1/me", { ...mine, origin: "http://localhost:81" })).status).toBe(403);
    const closed = await oak.app.fetch(new Request("http://localhost/v1/session", { method: "DELETE", headers: mine }));
    expect(closed.status).toBe(204);
    expect((await get("/v1/me", mine)).status).toBe(401);
  });

  test("is opened by an admin key, and by no lesser one", async () => {
    expect((await signIn(oak.key)).status).toBe(200);
    const { secret } = await oak.client.call("keys.create", { body: { name: "lesser" } });
    expect((await signIn(secret)).status).toBe(401);
  });

  test("is not opened from another site", async () => {
    expect((await signIn(await oak.app.signInToken(), { origin: "https://evil.example" })).status).toBe(403);
  });
});

describe("a dead job", () => {
  test("is seen and revived through the door, by its organization's admin alone", async () => {
    const { db, jobs, accounts, ledger } = oak.app.parts;
    const { organization } = await oak.client.call("me.get");
    // of a kind that nobody here works on, so that it stays as it is put
    const id = await db.tx((tx) => jobs.enqueue(tx, { org: organization, kind: "nobody", subject: "gen_x" }));
    await db.run(sql`update jobs set state = 'dead', failures = 9, last_error = 'provider.error: It broke' where id = ${id}`);
    expect((await oak.client.call("jobs.dead")).data).toEqual([expect.objectContaining({ id, state: "dead", failures: 9 })]);
    const secret = await db.tx(async (tx) => {
      const org = await accounts.createOrganization(tx, "Others");
      await ledger.open(tx, { org, floorMicro: null, ceilingMicro: null });
      return (await accounts.createKey(tx, org, { name: "o", scopes: ["admin"], ceilingMicro: null, expiresAt: null })).secret;
    });
    const revive = (key: string) =>
      oak.app.fetch(new Request(`http://localhost/v1/jobs/${id}/revive`, { method: "POST", headers: { authorization: `Bearer ${key}` } }));
    expect(((await (await get("/v1/jobs/dead", { authorization: `Bearer ${secret}` })).json()) as { data: unknown[] }).data).toEqual([]);
    expect((await revive(secret)).status).toBe(404);
    expect(await (await revive(oak.key)).json()).toMatchObject({ id, state: "ready", failures: 0 });
    expect((await oak.client.call("jobs.dead")).data).toEqual([]);
  });
});

describe("content", () => {
  test("has ranges, an ETag that is its hash, and a thumbnail; it is for its owner only", async () => {
    const picture = await sharp({ create: { width: 640, height: 480, channels: 3, background: "#274" } })
      .png()
      .toBuffer();
    const asset = await oak.client.upload(new Blob([new Uint8Array(picture)]), "../../etc/green.png");
    expect(asset).toMatchObject({ kind: "image", type: "image/png", width: 640, height: 480, origin: "uploaded" });
    expect(asset.name).not.toContain("/");
    const whole = await get(asset.url, auth());
    expect(whole.headers.get("etag")).toBe(`"${asset.sha256}"`);
    expect(Buffer.from(await whole.arrayBuffer()).equals(picture)).toBe(true);
    const part = await get(asset.url, { ...auth(), range: "bytes=1-3" });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe("PNG");
    expect((await get(asset.url, { ...auth(), range: "bytes=999999999-" })).status).toBe(416);
    expect((await get(asset.url, { ...auth(), "if-none-match": `"${asset.sha256}"` })).status).toBe(304);
    const thumbnail = await get(asset.thumbnailUrl!, auth());
    expect(thumbnail.headers.get("content-type")).toBe("image/webp");
    for (const url of [asset.url, asset.thumbnailUrl!]) expect((await get(url)).status).toBe(401);
  });
});

test("every answer says that its type is not to be guessed and that it is not to be framed", async () => {
  for (const path of ["/healthz", "/openapi.json", "/docs", "/v1/nothing", "/v1/me"]) {
    const answer = await get(path);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("x-frame-options")).toBe("DENY");
  }
});

describe("HEAD", () => {
  test("tells what GET would, opens no stream of events and reads no file", async () => {
    const form = new FormData();
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "#fff" } })
      .png()
      .toBuffer();
    form.set("file", new File([new Uint8Array(bytes)], "a.png"));
    const asset = await oak.client.call("assets.create", { body: form });
    const { assets } = oak.app.parts;
    const content = assets.content;
    let left = false;
    assets.content = async (...args) => {
      const given = await content(...args);
      const body = new ReadableStream({ pull: () => new Promise(() => undefined), cancel: () => void (left = true) });
      return new Response(body, { status: given.status, headers: given.headers });
    };
    const head = await oak.app.fetch(new Request(`http://localhost/v1/assets/${asset.id}/content`, { method: "HEAD", headers: auth() }));
    assets.content = content;
    expect(head.status).toBe(200);
    expect(head.headers.get("etag")).toBe(`"${asset.sha256}"`);
    expect(head.body).toBeNull();
    expect(left).toBe(true);
  });
});

test("a page on another port of this machine is another site, even where the cookie comes along", async () => {
  const token = await oak.app.signInToken();
  const session = await oak.app.fetch(
    new Request("http://localhost/v1/session", {
      method: "POST",
      headers: { "content-type": "application/json", origin: "http://localhost" },
      body: JSON.stringify({ token }),
    }),
  );
  const cookie = session.headers.get("set-cookie")!.split(";")[0]!;
  expect((await get("/v1/me", { cookie, "sec-fetch-site": "same-origin" })).status).toBe(200);
  expect((await get("/v1/me", { cookie, "sec-fetch-site": "same-site" })).status).toBe(403);
});
