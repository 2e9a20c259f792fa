// Policies through the door: whom they bind, that the strictest wins and an ask can only narrow, what is recorded, versions, and who may see and set them.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { refusal } from "../../test/server.ts";
import { openTwoProviders, type TwoProviders } from "../../test/two-providers.fixture.ts";
import { type Client, createClient } from "../sdk/sdk.ts";
import { LIMITS } from "../spec/limits.ts";
import type { AskInput, Constraints } from "../spec/plan.ts";
import type { Policy } from "../spec/policy.ts";

let two: TwoProviders;
let oak: TwoProviders["oak"];
beforeAll(async () => {
  two = await openTwoProviders();
  ({ oak } = two);
});
afterAll(() => two?.close());

let count = 0;
const picture = (constraints: Constraints = {}, more: Partial<AskInput> = {}): AskInput => ({
  task: "text-to-image",
  input: { prompt: "a lighthouse" },
  constraints,
  ...more,
});
const project = async () => (await oak.client.call("projects.create", { body: { name: `Project ${++count}` } })).id;
async function keyOf(project: string | null = null): Promise<{ id: string; client: Client }> {
  const { key, secret } = await oak.client.call("keys.create", { body: { name: `Key ${++count}`, scopes: ["read", "generate"], project } });
  return { id: key.id, client: createClient({ baseUrl: "http://localhost", key: secret, fetch: oak.app.fetch }) };
}
const set = (constraints: Constraints, more: { scope?: Policy["scope"]; subject?: string | null; name?: string } = {}) =>
  oak.client.call("policies.set", { body: { name: `Policy ${++count}`, scope: "organization", constraints, ...more } });
const planOf = (client: Client, body: AskInput) => client.call("plans.create", { body });

describe("a policy", () => {
  test("binds whom it names and nobody else, and says so of each offer that it refuses", async () => {
    const [mine, bound] = [await project(), await project()];
    const [free, tied] = [await keyOf(mine), await keyOf(bound)];
    const policy = await set({ data: { local: true } }, { scope: "project", subject: bound });
    expect(policy).toMatchObject({ version: 1, subjectName: expect.stringMatching(/^Project/), changedBy: expect.any(String) });
    expect((await planOf(free.client, picture())).policies).toEqual([]);
    const planned = await planOf(tied.client, picture());
    expect(planned.policies).toEqual([{ id: policy.id, name: policy.name, version: 1 }]);
    expect(new Set(planned.candidates.map((each) => each.provider))).toEqual(new Set(["builtin"]));
    const refused = planned.rejections.filter((each) => each.policy === policy.name);
    expect(refused.length).toBeGreaterThan(5);
    expect(refused[0]!.reason).toContain(`The policy “${policy.name}” rules so.`);
    // A model by name does not get around it, nor does an offer, nor OpenAI's own route.
    for (const model of ["gpt-image-1-mini", "openai:gpt-image-1-mini"]) {
      const thrown = await refusal(tied.client.call("generations.create", { body: picture({}, { model }) }));
      expect(thrown).toMatchObject({ code: "plan.none", detail: expect.stringContaining(policy.name) });
    }
    const chat = await refusal(
      tied.client.call("openai.chat", { body: { model: "gpt-4.1-mini", messages: [{ role: "user", content: "hello" }] } as never }),
    );
    expect(chat).toMatchObject({ code: "plan.none", detail: expect.stringContaining(policy.name) });
  });

  test("of the organization, the project and the key bind together: the strictest wins, and an ask can only narrow", async () => {
    const own = await project();
    const { id, client } = await keyOf(own);
    const price = async (constraints: Constraints = {}) =>
      Math.max(0, ...(await planOf(client, picture(constraints))).candidates.map((each) => each.costMicro ?? 0));
    const free = await price();
    expect(free).toBeGreaterThan(60_000);
    const wide = await set({ maxCostMicro: 60_000 });
    expect(await price()).toBeLessThanOrEqual(60_000);
    const tight = await set({ maxCostMicro: 20_000 }, { scope: "project", subject: own });
    expect(await price()).toBeLessThanOrEqual(20_000);
    const loose = await set({ maxCostMicro: 90_000 }, { scope: "key", subject: id });
    expect(await price()).toBeLessThanOrEqual(20_000);
    expect(await price({ maxCostMicro: 1_000_000 })).toBeLessThanOrEqual(20_000);
    expect(await price({ maxCostMicro: 5_000 })).toBeLessThanOrEqual(5_000);
    for (const policy of [wide, tight, loose]) await oak.client.call("policies.remove", { params: { id: policy.id } });
    expect(await price()).toBe(free);
  });

  test("is recorded with each generation in the version that bound it, which can be read when it is gone", async () => {
    const { id, client } = await keyOf();
    const body = { scope: "key" as const, subject: id, name: "Mine" };
    const first = await set({ only: ["builtin"] }, body);
    const made = await client.call("generations.create", {
      body: picture({}, { input: { prompt: "x", width: 64, height: 64 } }),
      query: { wait: 30 },
    });
    expect(made).toMatchObject({ status: "succeeded", provider: "builtin", plan: { policies: [{ id: first.id, name: "Mine", version: 1 }] } });
    expect(await set({ only: ["builtin"] }, body)).toMatchObject({ id: first.id, version: 1 }); // nothing changed
    expect(await set({ never: ["fal"] }, body)).toMatchObject({ id: first.id, version: 2 });
    expect(await oak.client.call("policies.remove", { params: { id: first.id } })).toMatchObject({ version: 2, constraints: { never: ["fal"] } });
    const { data } = await oak.client.call("policies.versions", { params: { id: first.id } });
    expect(data.map(({ version, constraints }) => [version, constraints])).toEqual([
      [3, null],
      [2, { never: ["fal"] }],
      [1, { only: ["builtin"] }],
    ]);
    expect((await planOf(client, picture())).policies).toEqual([]);
    expect((await client.call("generations.get", { params: { id: made.id } })).plan.policies).toEqual([{ id: first.id, name: "Mine", version: 1 }]);
    expect(await set({ never: ["fal"] }, body)).toMatchObject({ version: 1 }); // a new one of the old name
  });

  test("also forbids what would be carried by hand, and a hedge that would pass what one generation may cost", async () => {
    const { id, client } = await keyOf();
    const hand = { model: "midjourney/midjourney-v7", task: "text-to-image" as const, input: { prompt: "a fox" } };
    const before = await refusal(client.call("handoffs.prepare", { body: hand }));
    const policy = await set({ openness: "open-weights" }, { scope: "key", subject: id });
    const after = await refusal(client.call("handoffs.prepare", { body: hand }));
    expect([before, after?.code]).toEqual([null, "plan.none"]);
    expect(after!.detail).toContain(policy.name);
    await set({ maxCostMicro: 50_000 }, { scope: "key", subject: id });
    const hedged = picture({ only: ["fal"] }, { hedge: { maxCostMicro: 49_999 } });
    expect(await refusal(client.call("generations.create", { body: hedged }))).toMatchObject({
      code: "request.invalid",
      field: "hedge.maxCostMicro",
    });
  });
});

describe("who", () => {
  test("may see: an admin all, a key those that bind it; may set: an admin", async () => {
    const [one, two] = [await keyOf(), await keyOf()];
    const policy = await set({ never: ["xai"] }, { scope: "key", subject: one.id });
    const seen = async (client: Client) => (await client.call("policies.list")).data.map((each) => each.id);
    expect(await seen(oak.client)).toContain(policy.id);
    expect([(await seen(one.client)).includes(policy.id), (await seen(two.client)).includes(policy.id)]).toEqual([true, false]);
    for (const call of [
      one.client.call("policies.set", { body: { name: "Free", constraints: { never: ["fal"] } } }),
      one.client.call("policies.remove", { params: { id: policy.id } }),
      one.client.call("policies.versions", { params: { id: policy.id } }),
    ])
      expect(await refusal(call)).toMatchObject({ code: "auth.scope" });
  });

  test("is named wrongly, and what rules nothing, is refused with the field", async () => {
    const fields = async (body: object) => (await refusal(oak.client.call("policies.set", { body: body as never })))?.field ?? null;
    const constraints = { never: ["fal"] };
    expect(await fields({ name: "x", constraints: {} })).toBe("constraints");
    expect(await fields({ name: "x", constraints: { data: { local: false }, never: [] } })).toBe("constraints");
    expect(await fields({ name: "x", constraints: { cheap: true } })).toBe("constraints.cheap");
    expect(await fields({ name: "", constraints })).toBe("name");
    expect(await fields({ name: "x", scope: "project", constraints })).toBe("subject");
    expect(await fields({ name: "x", scope: "key", subject: "key_nobody", constraints })).toBe("subject");
    expect(await fields({ name: "x", subject: "prj_1", constraints })).toBe("subject");
    expect(await refusal(oak.client.call("policies.versions", { params: { id: "pol_none" } }))).toMatchObject({ code: "request.not_found" });
    expect(await refusal(oak.client.call("policies.remove", { params: { id: "pol_none" } }))).toMatchObject({ code: "request.not_found" });
  });

  test("another organization's are not seen, and a project's go with it", async () => {
    const { db, accounts } = oak.app.parts;
    const { org, secret } = await db.tx(async (tx) => {
      const made = await accounts.createOrganization(tx, "Others");
      const wanted = { name: "Theirs", scopes: ["admin" as const], ceilingMicro: null, expiresAt: null };
      return { org: made, secret: (await accounts.createKey(tx, made, wanted)).secret };
    });
    const theirs = createClient({ baseUrl: "http://localhost", key: secret, fetch: oak.app.fetch });
    const policy = await set({ never: ["xai"] });
    expect((await theirs.call("policies.list")).data).toEqual([]);
    expect(await refusal(theirs.call("policies.remove", { params: { id: policy.id } }))).toMatchObject({ code: "request.not_found" });
    expect(org).not.toBe("");
    const id = await project();
    const tied = await set({ never: ["xai"] }, { scope: "project", subject: id });
    await oak.client.call("projects.archive", { params: { id } });
    expect((await oak.client.call("policies.list")).data.map((each) => each.id)).not.toContain(tied.id);
  });

  test("there are presets, each of which can be set as it is; and no more than so many policies", async () => {
    const { data } = await oak.client.call("policies.presets");
    expect(data.map((each) => each.id)).toEqual(["commercial", "eu", "local", "fully-open", "research"]);
    const { id } = await keyOf();
    for (const preset of data) await set(preset.constraints, { scope: "key", subject: id, name: preset.name });
    const there = (await oak.client.call("policies.list")).data.length;
    for (let more = there; more < LIMITS.policies; more += 1) await set({ never: ["xai"] }, { scope: "key", subject: id });
    expect(await refusal(set({ never: ["xai"] }))).toMatchObject({ code: "request.conflict" });
    // A key that was revoked takes its policies out of the count; they stay to be read, and no others can be set for it.
    const { data: all } = await oak.client.call("policies.list");
    const tied = all.find(({ subject }) => subject === id)!;
    await oak.client.call("keys.revoke", { params: { id } });
    expect(await refusal(set({ never: ["fal"] }, { scope: "key", subject: id }))).toMatchObject({ code: "request.invalid", field: "subject" });
    const others = all.filter(({ subject }) => subject !== id).length;
    for (let more = others; more < LIMITS.policies; more += 1) await set({ never: ["xai"] });
    expect(await refusal(set({ never: ["xai"] }))).toMatchObject({ code: "request.conflict" });
    expect((await oak.client.call("policies.list")).data.map((each) => each.id)).toContain(tied.id);
    expect((await oak.client.call("policies.versions", { params: { id: tied.id } })).data).toMatchObject([{ version: 1 }]);
  });
});
