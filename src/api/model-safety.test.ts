// How safe a model is, as its page tells it: of a closed model, of open weights on several hosts, and of one of which nobody says anything.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type InProcess, openInProcess } from "../../test/server.ts";
import type { SafetyFinding } from "../catalogue/catalogue.ts";
import { pageWords } from "../cli/model-page.ts";
import type { ServiceView } from "../spec/model-page.ts";
import { SAFETY_ASPECTS, type SafetyAspectId } from "../spec/safety.ts";
import type { TaskId } from "../spec/task.ts";
import { safetyOf } from "./model-safety.ts";

const WEIGHTS = "the weights, run by yourself";

describe("the shipped catalogue", () => {
  let app: InProcess;
  beforeAll(async () => {
    app = await openInProcess({ OPENAI_API_KEY: "sk-test" });
  });
  afterAll(() => app.close());

  const page = (id: string) => app.client.call("models.page", { params: { id } });
  const aspect = async (id: string, name: SafetyAspectId) => (await page(id)).safety.find((one) => one.aspect === name)!;
  const at = ({ facts }: { facts: { of: string; presence: string | null }[] }) => facts.map(({ of, presence }) => `${of}: ${presence}`);

  test("a hosted, closed model: filter and marks of its maker's service, and its maker's grade", async () => {
    const filter = await aspect("openai/gpt-image-2", "filter");
    expect(at(filter)).toContain("OpenAI: default");
    expect(filter.facts[0]).toMatchObject({ source: expect.stringContaining("OpenAPI"), url: expect.stringMatching(/^https:/), date: "2026-08-21" });
    expect(filter.silent).not.toContain("OpenAI");
    expect(filter.silent).not.toContain(WEIGHTS);
    const mark = await aspect("openai/gpt-image-2", "mark");
    expect(at(mark)).toEqual(["OpenAI: default"]);
    expect(mark.facts[0]!.says).toMatch(/C2PA.*SynthID/);
    // The maker's terms are the service's: told once.
    const policies = (await aspect("openai/gpt-image-2", "policy")).facts.map(({ says }) => says);
    expect(policies.length).toBe(new Set(policies).size);
    const [grade] = (await aspect("openai/gpt-image-2", "evaluation")).facts;
    expect(grade).toMatchObject({ of: "its maker, OpenAI", figure: { value: "C+", better: "higher" }, verified: "secondary" });
  });

  test("a mark in what the model makes holds at every host, a filter only where it is", async () => {
    const id = "google/gemini-3-pro-image";
    const mark = await aspect(id, "mark");
    expect(at(mark)).toEqual(["the model, wherever it runs: always"]);
    expect(mark.silent).toEqual([]);
    const filter = await aspect(id, "filter");
    expect(at(filter)).toEqual(expect.arrayContaining(["fal: default", "Together AI: default"]));
    expect(filter.silent.length).toBeGreaterThan(0);
  });

  test("open weights on several hosts: filtered at some, not known at others, nothing to count on when run by yourself", async () => {
    const filter = await aspect("black-forest-labs/flux.1-schnell", "filter");
    expect(at(filter)).toEqual(expect.arrayContaining(["fal: default", "Replicate: default", "WaveSpeed: partly", "Runware: asked"]));
    expect(filter.silent).toContain(WEIGHTS);
    expect(filter.silent).toContain("Hugging Face");
    const own = await aspect("runwayml/stable-diffusion-1.5", "filter");
    expect(at(own)).toEqual(["the weights, in the code that is named: default"]);
    expect(own.silent).not.toContain(WEIGHTS);
  });

  test("where nothing is known, each aspect says so, and of whom", async () => {
    const { safety } = await page("hexgrad/kokoro-82m");
    expect(safety.map((one) => one.aspect)).toEqual([...SAFETY_ASPECTS]);
    const told = (name: SafetyAspectId) => safety.find((one) => one.aspect === name)!;
    for (const name of ["filter", "mark"] as const) {
      expect(told(name).facts).toEqual([]);
      expect(told(name).silent).toEqual(expect.arrayContaining([WEIGHTS, "DeepInfra", "Replicate"]));
    }
    for (const name of ["testing", "evaluation"] as const) expect(told(name)).toMatchObject({ facts: [], silent: ["the model"] });
    expect(told("disclosure")).toMatchObject({ facts: [], silent: ["hexgrad"] });
  });

  test("the command line tells the same, with source and day", async () => {
    const words = pageWords(await page("black-forest-labs/flux.1-schnell"));
    const part = words.slice(words.indexOf("How safe is it?"), words.indexOf("What can I ask it for?"));
    expect(part).toContain("Replicate: By default. A checker looks at each picture");
    expect(part).toMatch(/Together AI: By default.*github\.com\/togethercomputer\/openapi, 2026-04-28; read at its source/);
    expect(part).toMatch(/Not known: the weights, run by yourself; .*Hugging Face/);
    expect(part).toContain("Safety evaluation by others: not known");
  });
});

describe("for whom a finding holds", () => {
  const finding = (more: Partial<SafetyFinding>): SafetyFinding => ({
    kind: "filter",
    models: ["a/one"],
    families: [],
    makers: [],
    services: [],
    tasks: [],
    presence: "default",
    says: "It looks.",
    figure: null,
    source: "a page",
    url: "https://example.com/",
    date: "2026-01-01",
    verified: "page",
    ...more,
  });
  const served = (provider: string, title: string, tasks: TaskId[], local = false) =>
    ({
      providerTitle: title,
      offer: { provider, data: { local }, tasks: Object.fromEntries(tasks.map((task) => [task, {}])) },
    }) as unknown as ServiceView;
  const services = [
    served("here", "Here", ["text-to-image"]),
    served("there", "There", ["text-to-image", "image-to-image"]),
    served("mine", "Mine", ["text-to-image"], true),
  ];
  const told = (findings: SafetyFinding[], access: ("weights" | "api")[] = ["weights"], kind: SafetyAspectId = "filter") => {
    const all = safetyOf({
      model: { maker: "Maker", access, tasks: ["text-to-image", "image-to-image"] },
      findings,
      licenses: [],
      transparency: { makers: [], verdicts: [], attributions: [] },
      services,
    });
    const { facts, silent } = all.find((one) => one.aspect === kind)!;
    return { of: facts.map((fact) => fact.of), silent };
  };

  test("a server of one's own is no host where there are weights, and one where there are none", () => {
    expect(told([])).toEqual({ of: [], silent: [WEIGHTS, "Here", "There"] });
    expect(told([], ["api"])).toEqual({ of: [], silent: ["Here", "There", "Mine"] });
  });

  test("of a service: there alone, for what it serves, also on one's own machine", () => {
    expect(told([finding({ services: ["there", "gone"] })])).toEqual({ of: ["There"], silent: [WEIGHTS, "Here"] });
    expect(told([finding({ services: ["here", "there"], tasks: ["image-to-image"] })])).toEqual({ of: ["There"], silent: [WEIGHTS, "Here"] });
    expect(told([finding({ services: ["mine"] })])).toEqual({ of: ["Mine"], silent: [WEIGHTS, "Here", "There"] });
  });

  test("what of all that the model does it is about is told, and left out where that is all", () => {
    const tasksOf = (tasks: TaskId[]) =>
      safetyOf({
        model: { maker: "Maker", access: ["api"], tasks: ["text-to-image", "image-to-image"] },
        findings: [finding({ where: "model", tasks })],
        licenses: [],
        transparency: { makers: [], verdicts: [], attributions: [] },
        services,
      })[0]!.facts.map((fact) => fact.tasks);
    expect(tasksOf(["image-to-image", "text-to-video"])).toEqual([["image-to-image"]]);
    expect(tasksOf(["image-to-image", "text-to-image", "chat"])).toEqual([[]]);
    expect(tasksOf([])).toEqual([[]]);
  });

  test("of the code: of the weights alone; of the model: of everybody", () => {
    expect(told([finding({ where: "code" })]).silent).toEqual(["Here", "There"]);
    expect(told([finding({ where: "model" })])).toEqual({ of: ["the model, wherever it runs"], silent: [] });
  });

  test("an evaluation of a company is told as the company's; one is enough to end the silence", () => {
    const grade = finding({ kind: "evaluation", presence: undefined, where: "model", models: [], makers: ["a"] });
    expect(told([grade], ["weights"], "evaluation")).toEqual({ of: ["its maker, Maker"], silent: [] });
    expect(told([], ["weights"], "evaluation")).toEqual({ of: [], silent: ["the model"] });
  });
});
