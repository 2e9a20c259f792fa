// Budgets, projects and the ledger's file through the door: who may see and set them, what they refuse and how, and bad input. Counting is tested in ledger/.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTwoProviders, type TwoProviders } from "../../test/two-providers.fixture.ts";
import { type Client, createClient } from "../sdk/sdk.ts";
import type { AppError } from "../spec/error.ts";
import type { AskInput } from "../spec/plan.ts";
import { csvLine } from "./csv.ts";

let two: TwoProviders;
let oak: TwoProviders["oak"];
let openai: TwoProviders["openai"];
beforeAll(async () => {
  two = await openTwoProviders();
  ({ oak, openai } = two);
});
afterAll(() => two?.close());

const withKey = (secret: string): Client => createClient({ baseUrl: "http://localhost", key: secret, fetch: oak.app.fetch });
const send = (path: string, init: RequestInit & { key?: string } = {}) =>
  oak.app.fetch(
    new Request(`http://localhost${path}`, {
      ...init,
      headers: { authorization: `Bearer ${init.key ?? oak.key}`, ...(init.body ? { "content-type": "application/json" } : {}) },
    }),
  );
const picture: AskInput = {
  task: "text-to-image",
  input: { prompt: "a budget" },
  model: "black-forest-labs/flux.1-schnell",
  constraints: { only: ["fal"] },
};
const beep: AskInput = { task: "text-to-sound", input: { prompt: "beep", seconds: 1 } };
const make = (client: Client, body: AskInput) => client.call("generations.create", { body, query: { wait: 30 } });
let count = 0;
const project = async () => (await oak.client.call("projects.create", { body: { name: `Project ${++count}` } })).id;

describe("a key made out to a project and a member", () => {
  test("spends from their budgets, sees those that bind it and no others, and can change none", async () => {
    const id = await project();
    const { secret, key } = await oak.client.call("keys.create", {
      body: { name: "Ana's", project: id, member: "ana", scopes: ["read", "generate"] },
    });
    expect(key).toMatchObject({ project: id, member: "ana" });
    const price = (await oak.client.call("plans.create", { body: picture })).quote!.highMicro;
    const other = await oak.client.call("budgets.set", { body: { scope: "project", subject: await project(), window: "day", limitMicro: 1 } });
    const daily = await oak.client.call("budgets.set", { body: { scope: "project", subject: id, window: "total", limitMicro: price * 2 } });
    expect(daily).toMatchObject({ subjectName: `Project ${count - 1}`, spentMicro: 0, heldMicro: 0 });
    await oak.client.call("budgets.set", { body: { scope: "member", subject: "ana", window: "total", limitGenerations: 10 } });
    const ana = withKey(secret);
    expect((await make(ana, picture)).status).toBe("succeeded");
    expect((await make(ana, picture)).status).toBe("succeeded");
    const refusal = (await make(ana, picture).catch((thrown) => thrown)) as AppError;
    expect(refusal).toMatchObject({ code: "credits.budget", row: { status: 402 } });
    expect(refusal.detail).toContain(daily.id);
    const seen = (await ana.call("budgets.list")).data;
    expect(seen.map(({ scope, spentMicro, spentGenerations }) => ({ scope, spentMicro, spentGenerations }))).toEqual([
      { scope: "project", spentMicro: price * 2, spentGenerations: 2 },
      { scope: "member", spentMicro: price * 2, spentGenerations: 2 },
    ]);
    expect((await oak.client.call("budgets.list")).data.map((each) => each.id)).toContain(other.id);
    for (const [path, method] of [
      ["/v1/budgets", "POST"],
      [`/v1/budgets/${daily.id}`, "DELETE"],
      ["/v1/projects", "GET"],
      ["/v1/projects", "POST"],
      [`/v1/projects/${id}`, "DELETE"],
    ] as const) {
      const answer = await send(path, { method, key: secret, ...(method === "POST" ? { body: "{}" } : {}) });
      expect({ path, method, status: answer.status }).toEqual({ path, method, status: 403 });
    }
    // The ask may not choose whose money it is.
    const chosen = await send("/v1/generations", { method: "POST", key: secret, body: JSON.stringify({ ...picture, project: "prj_other" }) });
    expect(chosen.status).toBe(400);
    expect(await chosen.json()).toMatchObject({ field: "project" });
  });

  test("is refused on every way in: compatible routes and live chat too, and begins nothing", async () => {
    const { secret, key } = await oak.client.call("keys.create", { body: { name: "empty" } });
    await oak.client.call("budgets.set", { body: { scope: "key", subject: key.id, window: "day", limitGenerations: 0 } });
    openai.clear();
    for (const [path, body] of [
      ["/v1/images/generations", { model: "gpt-image-1-mini", prompt: "x" }],
      ["/v1/audio/speech", { model: "tts-1", input: "x", voice: "alloy" }],
      ["/v1/chat/completions", { model: "openai:gpt-4o-mini", messages: [{ role: "user", content: "x" }] }],
      ["/v1/chat/completions", { model: "openai:gpt-4o-mini", messages: [{ role: "user", content: "x" }], stream: true }],
    ] as const) {
      const answer = await send(path, { method: "POST", key: secret, body: JSON.stringify(body) });
      expect({ path, status: answer.status }).toEqual({ path, status: 402 });
      expect(await answer.json()).toMatchObject({ error: { type: "insufficient_quota", code: "credits.budget" } });
      expect(answer.headers.get("x-should-retry")).toBe("false");
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(openai.received).toEqual([]);
  });
});

test("free generations and chats count; what fails is given back", async () => {
  const { secret, key } = await oak.client.call("keys.create", { body: { name: "three" } });
  const three = withKey(secret);
  await oak.client.call("budgets.set", { body: { scope: "key", subject: key.id, window: "total", limitGenerations: 3 } });
  expect((await make(three, beep)).status).toBe("succeeded");
  const refused = { task: "text-to-image", input: { prompt: "[refuse]", width: 1024, height: 1024 }, model: "gpt-image-1-mini" } as const;
  expect((await make(three, refused)).status).toBe("failed");
  expect((await make(three, refused)).status).toBe("failed");
  const body = { model: "openai:gpt-4o-mini", messages: [{ role: "user" as const, content: "x" }] };
  await (await three.raw("openai.chat", { body })).text();
  expect((await make(three, { ...beep, input: { prompt: "boop", seconds: 1 } })).status).toBe("succeeded");
  expect((await make(three, beep).catch((thrown) => thrown)).code).toBe("credits.budget");
  const [budget] = (await three.call("budgets.list")).data;
  expect(budget).toMatchObject({ spentGenerations: 3, heldGenerations: 0, heldMicro: 0 });
  expect(budget!.spentMicro).toBe((await oak.client.call("keys.list")).data.find((each) => each.id === key.id)!.spentMicro);
});

test("set again, a budget changes its limits and keeps its id; removed, it binds no more", async () => {
  const id = await project();
  const place = { scope: "project", subject: id, window: "month" } as const;
  const first = await oak.client.call("budgets.set", { body: { ...place, limitMicro: 5 } });
  const again = await oak.client.call("budgets.set", { body: { ...place, limitGenerations: 7 } });
  expect(again).toMatchObject({ id: first.id, limitMicro: null, limitGenerations: 7 });
  expect(await oak.client.call("budgets.remove", { params: { id: first.id } })).toMatchObject({ id: first.id });
  expect((await send(`/v1/budgets/${first.id}`, { method: "DELETE" })).status).toBe(404);
});

test("a project is put away with its budgets, not while good keys belong to it; its name is free again", async () => {
  const id = await project();
  const name = `Project ${count}`;
  const { key } = await oak.client.call("keys.create", { body: { name: "worker", project: id } });
  const { id: budget } = await oak.client.call("budgets.set", { body: { scope: "project", subject: id, window: "day", limitMicro: 1 } });
  const refused = await send(`/v1/projects/${id}`, { method: "DELETE" });
  expect(refused.status).toBe(409);
  expect((await refused.json()).detail).toContain("worker");
  expect((await send("/v1/projects", { method: "POST", body: JSON.stringify({ name }) })).status).toBe(409);
  await oak.client.call("keys.revoke", { params: { id: key.id } });
  await oak.client.call("projects.archive", { params: { id } });
  expect((await oak.client.call("budgets.list")).data.map((each) => each.id)).not.toContain(budget);
  expect((await oak.client.call("projects.list")).data.map((each) => each.id)).not.toContain(id);
  expect((await send(`/v1/projects/${id}`, { method: "DELETE" })).status).toBe(404);
  expect((await oak.client.call("projects.create", { body: { name } })).id).not.toBe(id);
});

describe("bad input", () => {
  const good = { scope: "member", subject: "m", window: "day", limitMicro: 1 };
  const { subject: _subject, ...organization } = { ...good, scope: "organization" };
  const CASES: [what: string, path: string, body: unknown, field: string | null][] = [
    ["nothing", "/v1/budgets", {}, "scope"],
    ["a scope that is not there", "/v1/budgets", { ...good, scope: "planet" }, "scope"],
    ["a scope that every object has", "/v1/budgets", { ...good, scope: "constructor" }, "scope"],
    ["a window that is not there", "/v1/budgets", { ...good, window: "week" }, "window"],
    ["no window", "/v1/budgets", { ...good, window: undefined }, "window"],
    ["no subject", "/v1/budgets", { ...good, subject: undefined }, "subject"],
    ["an empty subject", "/v1/budgets", { ...good, subject: "  " }, "subject"],
    ["a subject with a zero byte", "/v1/budgets", { ...good, subject: "a\0b" }, "subject"],
    ["a subject that is too long", "/v1/budgets", { ...good, subject: "x".repeat(101) }, "subject"],
    ["a subject for the organization", "/v1/budgets", { ...organization, subject: "org_x" }, "subject"],
    ["a project that is not there", "/v1/budgets", { ...good, scope: "project", subject: "prj_none" }, "subject"],
    ["a key that is not there", "/v1/budgets", { ...good, scope: "key", subject: "key_none" }, "subject"],
    ["a key where a project is asked for", "/v1/budgets", { ...good, scope: "project", subject: "KEY" }, "subject"],
    ["no limit", "/v1/budgets", { ...good, limitMicro: null }, "limitMicro"],
    ["a negative limit", "/v1/budgets", { ...good, limitMicro: -1 }, "limitMicro"],
    ["a broken limit", "/v1/budgets", { ...good, limitMicro: 0.5 }, "limitMicro"],
    ["a limit beyond the bound", "/v1/budgets", { ...good, limitMicro: 1e12 + 1 }, "limitMicro"],
    ["a limit that is a text", "/v1/budgets", { ...good, limitMicro: "5" }, "limitMicro"],
    ["a negative number of generations", "/v1/budgets", { ...good, limitGenerations: -1 }, "limitGenerations"],
    ["a broken number of generations", "/v1/budgets", { ...good, limitGenerations: 1.5 }, "limitGenerations"],
    ["an unknown field", "/v1/budgets", { ...good, per: "hour" }, "per"],
    ["a time zone, which is not there yet", "/v1/budgets", { ...good, timeZone: "Europe/Berlin" }, "timeZone"],
    ["a list", "/v1/budgets", [good], "body"],
    ["a project without a name", "/v1/projects", {}, "name"],
    ["a project with an empty name", "/v1/projects", { name: " " }, "name"],
    ["a project with a zero byte", "/v1/projects", { name: "a\0" }, "name"],
    ["a project with a line break", "/v1/projects", { name: "a\nb" }, "name"],
    ["a project with too long a name", "/v1/projects", { name: "x".repeat(101) }, "name"],
    ["a project with an owner", "/v1/projects", { name: "x", owner: "me" }, "owner"],
    ["a key for a project that is not there", "/v1/keys", { name: "x", project: "prj_none" }, "project"],
    ["a key for a project that is a number", "/v1/keys", { name: "x", project: 7 }, "project"],
    ["a key for an empty member", "/v1/keys", { name: "x", member: "" }, "member"],
    ["a key with a zero byte in its name", "/v1/keys", { name: "a\0" }, "name"],
  ];
  test.each(CASES)("%s is refused with the field's name", async (_what, path, body, field) => {
    const [key] = (await oak.client.call("keys.list")).data;
    const text = JSON.stringify(body).replace('"KEY"', JSON.stringify(key!.id));
    const before = (await oak.client.call("budgets.list")).data.length;
    const answer = await send(path, { method: "POST", body: text });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "request.invalid", field });
    expect((await oak.client.call("budgets.list")).data.length).toBe(before);
  });

  test("what is another organization's is not there", async () => {
    const { accounts, ledger, db } = oak.app.parts;
    const theirs = await db.tx(async (tx) => {
      const org = await accounts.createOrganization(tx, "Strangers");
      await ledger.open(tx, { org, floorMicro: null, ceilingMicro: null });
      const made = await accounts.createKey(tx, org, { name: "s", scopes: ["admin"], ceilingMicro: null, expiresAt: null });
      await ledger.openKey(tx, { ...made.key, org, apiKey: made.key.id });
      return made;
    });
    const stranger = withKey(theirs.secret);
    const id = (await stranger.call("projects.create", { body: { name: "Theirs" } })).id;
    const budget = await stranger.call("budgets.set", { body: { scope: "project", subject: id, window: "day", limitMicro: 1 } });
    expect((await stranger.call("budgets.list")).data.map((each) => each.id)).toEqual([budget.id]);
    expect((await send(`/v1/budgets/${budget.id}`, { method: "DELETE" })).status).toBe(404);
    expect((await send(`/v1/projects/${id}`, { method: "DELETE" })).status).toBe(404);
    for (const body of [
      { scope: "project", subject: id, window: "day", limitMicro: 1 },
      { scope: "key", subject: theirs.key.id, window: "day", limitMicro: 1 },
    ])
      expect((await send("/v1/budgets", { method: "POST", body: JSON.stringify(body) })).status).toBe(400);
    expect((await send("/v1/keys", { method: "POST", body: JSON.stringify({ name: "x", project: id }) })).status).toBe(400);
    expect((await oak.client.call("budgets.list")).data.map((each) => each.id)).not.toContain(budget.id);
    expect((await (await stranger.raw("ledger.csv")).text()).trim().split("\r\n")).toHaveLength(1);
  });
});

describe("the ledger as a file", () => {
  test("has every entry once, as the list has it, over as many pages as it takes", async () => {
    const { db, ledger } = oak.app.parts;
    const { organization: org } = await oak.client.call("me.get");
    for (let n = 0; n < 230; n++) await db.tx((tx) => ledger.fund(tx, { org, micro: n, idem: `fund ${n}`, note: `=HYPERLINK("x"), number ${n}` }));
    const response = await oak.client.raw("ledger.csv");
    expect(response.headers.get("content-type")).toStartWith("text/csv");
    expect(response.headers.get("content-disposition")).toContain(".csv");
    const lines = (await response.text()).split("\r\n");
    expect(lines[0]).toBe("at,id,kind,debit,credit,micro,generation,key,note");
    expect(lines.at(-1)).toBe("");
    const listed: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await oak.client.call("ledger.list", { query: { limit: 100, ...(cursor ? { cursor } : {}) } });
      listed.push(...page.data.map((entry) => entry.id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(lines.slice(1, -1).map((line) => line.split(",")[1])).toEqual(listed);
    expect(listed.length).toBeGreaterThan(230);
    // Entries of the same millisecond stand in any order among themselves.
    expect(lines.filter((line) => line.endsWith(`,229,,,"'=HYPERLINK(""x""), number 229"`)).length).toBe(1);
  });

  test("cells are quoted where they must be, and no text begins a formula", () => {
    expect(csvLine(["a", 'say "hi"', "a,b", "a\nb", null, -5])).toBe('a,"say ""hi""","a,b","a\nb",,-5\r\n');
    expect(csvLine(["=1+1", "+1", "-1", "@x", "\tx", "x=1"])).toBe("'=1+1,'+1,'-1,'@x,'\tx,x=1\r\n");
  });
});
