// Overrides of openness through the door: set with a reason, followed by the router at once and after a restart, shown with who and why, taken away.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type InProcess, openInProcess } from "../../test/server.ts";

let app: InProcess;
beforeAll(async () => {
  app = await openInProcess();
});
afterAll(() => app.close());

const ID = "openoak/picture";
const plan = () =>
  app.client.call("plans.create", {
    body: { task: "text-to-image", input: { prompt: "an oak" }, model: ID, constraints: { openness: "fully-open" }, count: 1 },
  });
const override = (body: { layer: "data" | "weights"; value: "open" | "closed" | null; reason: string }, id = ID) =>
  app.client.call("openness.override", { params: { id }, body });
const refused = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable("was taken"),
    (error: { code: string; field: string | null }) => [error.code, error.field],
  );

test("an override changes the class, the plan and the list at once, and tells who, when and why", async () => {
  expect((await plan()).candidates).toHaveLength(1);
  const opened = await override({ layer: "data", value: "closed", reason: "the presets were never published" });
  expect(opened).toMatchObject({ opennessClass: "open-weights", layers: { data: { value: "closed", ground: "override", contradicted: true } } });
  expect(opened.layers.data.claims[0]).toMatchObject({ note: "the presets were never published", source: 'key "Admin"' });
  expect(opened.layers.data.claims[1]).toMatchObject({ value: "open", source: "this project" });
  const { candidates, rejections } = await plan();
  expect(candidates).toEqual([]);
  expect(rejections).toMatchObject([{ code: "openness", reason: expect.stringMatching(/is open weights, you ask for fully open/) }]);
  const listed = (await app.client.call("models.list")).data.find((one) => one.id === ID)!;
  expect(listed).toMatchObject({ opennessClass: "open-weights", openness: { data: { value: "closed", ground: "override" } } });
});

test("it outlives the process", async () => {
  const other = await openInProcess({}, { dataDir: app.dataDir, work: false });
  expect((await other.client.call("models.get", { params: { id: ID } })).opennessClass).toBe("open-weights");
  await other.app.close();
});

test("taken away, the indexes count again; there is nothing to take away twice", async () => {
  const opened = await app.client.call("openness.restore", { params: { id: ID, layer: "data" } });
  expect(opened.opennessClass).toBe("fully-open");
  expect((await plan()).candidates).toHaveLength(1);
  expect(await refused(app.client.call("openness.restore", { params: { id: ID, layer: "data" } }))).toEqual(["request.not_found", "layer"]);
});

test("what hangs on it follows: a companion that is judged closed holds its model back", async () => {
  await override({ layer: "weights", value: "closed", reason: "a test" }, "espeak-ng/espeak-ng");
  const voice = await app.client.call("models.get", { params: { id: "openoak/voice" } });
  expect(voice.opennessClass).not.toBe("fully-open");
  await app.client.call("openness.restore", { params: { id: "espeak-ng", layer: "weights" } });
});

test("is refused without a reason, for an unknown model or layer, and without the scope", async () => {
  expect(await refused(override({ layer: "data", value: "open", reason: " " }))).toEqual(["request.invalid", "reason"]);
  expect(await refused(override({ layer: "data", value: "open", reason: "because" }, "nobody/nothing"))).toEqual(["request.not_found", "id"]);
  expect(await refused(app.client.call("openness.restore", { params: { id: ID, layer: "soul" } }))).toEqual(["request.invalid", "layer"]);
  const { secret } = await app.client.call("keys.create", {
    body: { name: "reader", scopes: ["read"], ceilingMicro: null, expiresAt: null, project: null, member: null },
  });
  const response = await app.app.fetch(
    new Request(`http://localhost/v1/models/${ID}/openness`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body: JSON.stringify({ layer: "data", value: "closed", reason: "because" }),
    }),
  );
  expect(response.status).toBe(403);
});
