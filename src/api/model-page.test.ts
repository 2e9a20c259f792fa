// The page of one model through the door: every part with its source, unknown told as unknown, and the same answers for any model of the catalogue.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type InProcess, openInProcess } from "../../test/server.ts";
import { startOllamaStandIn } from "../providers/ollama/conformance.ts";
import { modelPage } from "../spec/model-page.ts";
import { OPENNESS_CLASSES } from "../spec/openness.ts";
import { SAFETY_ASPECTS } from "../spec/safety.ts";

let app: InProcess;
beforeAll(async () => {
  app = await openInProcess({ OPENAI_API_KEY: "sk-test" });
});
afterAll(() => app.close());

const page = (id: string) => app.client.call("models.page", { params: { id } });

test("every model of the catalogue has a page that is what the table promises, with a source for every figure", async () => {
  const { data } = await app.client.call("models.list");
  expect(data.length).toBeGreaterThan(350);
  for (const { id, opennessClass } of data) {
    const one = modelPage.parse(await page(id));
    expect(one.openness.opennessClass).toBe(opennessClass);
    for (const rating of one.ratings)
      expect([rating.source, rating.date], id).toEqual([expect.stringMatching(/./), expect.stringMatching(/^20\d\d-/)]);
    expect(one.safety.map((each) => each.aspect)).toEqual([...SAFETY_ASPECTS]);
    for (const { name, facts, silent } of one.safety) {
      expect(facts.length + silent.length, `${id}: ${name}`).toBeGreaterThan(0);
      for (const fact of facts)
        expect([fact.source, fact.date], `${id}: ${name}`).toEqual([expect.stringMatching(/./), expect.stringMatching(/^20\d\d-/)]);
    }
    for (const other of one.alternatives) {
      expect(other.model).not.toBe(id);
      if (other.kind === "more-open") expect(OPENNESS_CLASSES.indexOf(other.opennessClass)).toBeGreaterThan(OPENNESS_CLASSES.indexOf(opennessClass));
    }
  }
}, 120_000);

test("the five questions of a model with a restricted licence", async () => {
  const one = await page("flux-dev"); // by its alias
  expect(one.model.id).toBe("black-forest-labs/flux.1-dev");
  expect(one.openness.why).toContain("its licence restricts use");
  expect(one.licenses[0]).toMatchObject({ of: "the weights", license: { id: "flux-1-dev-nc", commercialUse: "no" } });
  expect(one.licenses).toContainEqual(expect.objectContaining({ of: "T5 v1.1 XXL", relation: "needs" }));
  expect(one.licenses).toContainEqual({ of: "WaveSpeed", relation: "service", license: null });
  const bfl = one.services.find((service) => service.offer.provider === "black-forest-labs")!;
  expect(bfl).toMatchObject({
    off: expect.stringMatching(/BFL_API_KEY/),
    health: "unknown",
    examples: [{ task: "text-to-image", quote: { lowMicro: 25_000, highMicro: 25_000 } }],
  });
  const kinds = one.alternatives.map((other) => `${other.kind} ${other.task}`);
  expect(kinds).toContain("allowed text-to-image");
  expect(kinds).toContain("cheaper text-to-image");
  expect(one.alternatives.every((other) => other.reason.length > 20)).toBe(true);
});

test("unknown is told as unknown: a price, terms, a filter; nothing of it is free or good", async () => {
  const one = await page("black-forest-labs/flux.1-dev");
  const runware = one.services.find((service) => service.offer.provider === "runware")!;
  expect(runware.offer.price).toBeNull();
  expect(runware.examples.map((example) => example.quote)).toEqual([null, null]);
  expect(one.safety.find((each) => each.aspect === "filter")!.silent).toContain("Hugging Face");
});

test("what its maker tells, with the attribution that the index asks for; who is on is on", async () => {
  const one = await page("openai/gpt-4o");
  expect(one.transparency.makers[0]).toMatchObject({ maker: "OpenAI", edition: "2025-12", points: [35, 100], safety: [15, 20] });
  expect(one.transparency.attributions.join()).toContain("Foundation Model Transparency Index, CC-BY-4.0");
  expect(one.services.find((service) => service.offer.provider === "openai")!.off).toBeNull();
  expect((await page("meta/musicgen-large")).transparency.attributions.join()).toContain("doi:10.5281/zenodo.15386042");
});

test("where an input goes: what a page of the vendor says, with whom it has work on it, and otherwise for a model that it passes on", async () => {
  const { data } = (await page("openai/gpt-4o")).services.find((service) => service.offer.provider === "openai")!.offer;
  expect(data).toMatchObject({
    trainsOnInputs: false,
    retentionDays: 30,
    source: expect.stringContaining("openai.com"),
    date: expect.stringMatching(/^2026-/),
  });
  expect(data.subprocessors).toContain("Microsoft");
  const together = async (id: string) => (await page(id)).services.find((service) => service.offer.provider === "together")!.offer.data;
  expect(await together("openai/gpt-oss-20b")).toMatchObject({ trainsOnInputs: false, retentionDays: null });
  expect(await together("google/gemini-3-pro-image")).toMatchObject({ trainsOnInputs: null, source: expect.stringContaining("passed through") });
});

test("a companion is told by those that need it, the retired point to their successor, a stranger is not found", async () => {
  const t5 = await page("google/t5-v1.1-xxl");
  expect(t5.fits).toEqual([]);
  expect(t5.descendants.map((one) => one.model)).toContain("black-forest-labs/flux.1-schnell");
  expect((await page("openai/dall-e-3")).alternatives[0]).toMatchObject({ kind: "successor", task: null });
  expect(await page("nobody/nothing").catch((error: { code: string; field: string }) => [error.code, error.field])).toEqual([
    "request.not_found",
    "id",
  ]);
});

test("an override is on the page, with who and why", async () => {
  await app.client.call("openness.override", { params: { id: "openai/gpt-4o" }, body: { layer: "code", value: null, reason: "nobody looked" } });
  const one = await page("openai/gpt-4o");
  expect(one.overrides).toMatchObject([{ layer: "code", value: null, reason: "nobody looked", by: 'key "Admin"' }]);
  expect(one.openness.layers.code).toMatchObject({ value: null, ground: "override", contradicted: true });
});

test("bounds are the widest over the offers, in words", async () => {
  const [fit] = (await page("openai/dall-e-3")).fits;
  expect(fit).toMatchObject({ task: "text-to-image", sizes: ["1024x1024", "1024x1792", "1792x1024"], offers: 1 });
  expect(fit!.inputs.find((input) => input.field === "width")!.words).toBe("1024, 1792 px");
  expect(fit!.inputs.find((input) => input.field === "prompt")!.words).toBe("up to 4,000 characters");
});

test("whether a chat model can be shown pictures, with source and date; a server's own word beside it, unknown as such, and no other task asks", async () => {
  const ollama = await startOllamaStandIn();
  ollama.models["gemma3:12b"] = { capabilities: ["completion"] }; // somebody made it without its eyes
  const near = await openInProcess({ OAK_DISCOVER: "on", OAK_OLLAMA_URL: ollama.url });
  try {
    const sight = async (id: string) => (await near.client.call("models.page", { params: { id } })).fits.map(({ task, sees }) => [task, sees]);
    expect(await sight("openai/gpt-6-luna")).toEqual([
      ["chat", { value: true, source: expect.stringContaining("models.dev"), date: "2026-09-22", servers: [] }],
    ]);
    expect(await sight("google/gemma-3-12b")).toEqual([
      ["chat", expect.objectContaining({ value: true, servers: [{ offer: "ollama:gemma3:12b", value: false }] })],
    ]);
    expect(await sight("local/mine-latest")).toEqual([["chat", { value: null, source: null, date: null, servers: [] }]]);
    expect(await sight("openai/dall-e-3")).toEqual([["text-to-image", null]]);
    const hearing = async (id: string) => (await near.client.call("models.page", { params: { id } })).fits.map(({ hears }) => hears);
    expect(await hearing("google/gemma-3-12b")).toEqual([
      expect.objectContaining({ value: false, servers: [{ offer: "ollama:gemma3:12b", value: false }] }),
    ]);
    expect(await hearing("google/gemini-3-flash")).toEqual([expect.objectContaining({ value: true, servers: [] })]);
    expect(await hearing("openai/dall-e-3")).toEqual([null]);
  } finally {
    await near.close();
    await ollama.close();
  }
});
