// The catalogue that is shipped, and the providers' offers against it: loads, agrees, keeps its promises to the reader. Small trees are in catalogue.test.ts.
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readOffers } from "../providers/offers.ts";
import { LIMITS } from "../spec/limits.ts";
import { capOf, OPENNESS_CLASSES } from "../spec/openness.ts";
import { TASK_IDS, type TaskId } from "../spec/task.ts";
import { catalogueJson, loadCatalogue } from "./catalogue.ts";

const ROOT = join(import.meta.dir, "../..");
const FOLDER = join(ROOT, "catalogue");
const catalogue = await loadCatalogue(FOLDER);
const models = [...catalogue.models.values()];
const known = (id: string) => catalogue.models.get(id) ?? expect.unreachable(`${id} is missing`);
const opened = (id: string) => catalogue.openness(id) ?? expect.unreachable(`${id} was not judged`);

test("every system that the platform is about is there", () => {
  const wanted = [
    "openai/gpt-4o", "openai/dall-e-3", "openai/gpt-image-2", "openai/gpt-oss-20b", "openai/sora-2", "openai/gpt-4o-mini-tts", "openai/whisper-1", "anthropic/claude-sonnet-5", "google/gemini-2.5-pro",
    "google/gemini-3.1-flash-image", "google/veo-3.1", "midjourney/midjourney-v7", "suno/suno", "meta/llama-3.3-70b", "meta/llama-4-scout", "runwayml/stable-diffusion-1.5", "stabilityai/sdxl",
    "stabilityai/sd-3.5-large", "black-forest-labs/flux.1-schnell", "black-forest-labs/flux.1-dev", "black-forest-labs/flux.2-pro", "mistral/mistral-large-3", "eleutherai/pythia-12b", "eleutherai/gpt-j-6b",
    "eleutherai/gpt-neox-20b", "alibaba/wan-2.2-a14b", "lightricks/ltx-2", "tencent/hunyuan-video-1.5", "alibaba/qwen-image", "ace-step/ace-step-1.5", "meta/musicgen-medium", "stabilityai/stable-audio-open-1.0",
    "hexgrad/kokoro-82m", "resemble/chatterbox", "openai/whisper-large-v3", "xinntao/real-esrgan", "zhengpeng7/birefnet", "openoak/picture", "openoak/film", "openoak/music", "openoak/sound", "openoak/voice",
  ];
  expect(wanted.filter((id) => !catalogue.models.has(id))).toEqual([]);
  for (const task of TASK_IDS) expect(models.filter((model) => model.tasks.includes(task)).length, task).toBeGreaterThan(1);
});

test("openness follows from the layers", () => {
  const classes: [string, string][] = [
    ["eleutherai/pythia-12b", "fully-open"], ["eleutherai/gpt-neox-20b", "fully-open"], ["openoak/picture", "fully-open"], ["meta/llama-3.3-70b", "open-weights"], ["black-forest-labs/flux.1-dev", "open-weights"],
    ["openai/gpt-oss-20b", "open-weights"], ["openai/gpt-4o", "open-api"], ["black-forest-labs/flux.1.1-pro", "open-api"], ["midjourney/midjourney-v7", "closed"], ["suno/suno", "closed"],
  ];
  for (const [id, expected] of classes) expect(opened(id).opennessClass, id).toBe(expected as never);
});

test("claims stand beside each other, each with source and date; contradictions are seen and the written rule decides", () => {
  const musicgen = opened("meta/musicgen-large").layers;
  expect(musicgen.weights).toMatchObject({ value: "partial", ground: "license", contradicted: true }); // an index calls it open, the licence is CC-BY-NC
  expect(musicgen.weights.claims.map(({ value, index }) => [value, index])).toContainEqual(["open", "osai"]);
  expect(musicgen.code).toMatchObject({ value: "open", ground: "read", contradicted: true });
  const claims = models.flatMap((model) => Object.values(opened(model.id).layers).flatMap((layer) => layer.claims));
  expect(claims.length).toBeGreaterThan(700);
  for (const claim of claims) expect([claim.source, claim.date], JSON.stringify(claim)).toEqual([expect.stringMatching(/./), expect.stringMatching(/^20\d\d-\d\d-\d\d$/)]);
  expect(models.filter((model) => Object.values(opened(model.id).layers).some((layer) => layer.contradicted)).length).toBeGreaterThan(20);
  expect(catalogue.transparency("openai/gpt-4o").makers[0]).toMatchObject({ edition: "2025-12", points: [35, 100] });
  expect(catalogue.transparency("stabilityai/sdxl").makers[0]).toMatchObject({ edition: "2024-05", points: [58, 100] });
  expect(catalogue.transparency("eleutherai/pythia-12b").verdicts).toMatchObject([{ verdict: "passes", ground: "family" }]);
});

test("nothing shipped counts as freer than what it hangs on, and companions are known with their source", () => {
  for (const { id } of models) {
    const { lineage, opennessClass } = opened(id);
    for (const one of lineage) {
      const most = capOf(one.relation, one.opennessClass);
      expect(OPENNESS_CLASSES.indexOf(opennessClass), `${id} on ${one.model}`).toBeLessThanOrEqual(OPENNESS_CLASSES.indexOf(most));
    }
  }
  const on = (id: string) => opened(id).lineage.map((one) => `${one.kind} ${one.model}`);
  expect(on("hidream/hidream-i1")).toEqual(expect.arrayContaining(["text-encoder meta/llama-3.1-8b", "text-encoder google/t5-v1.1-xxl"]));
  expect(on("lightricks/ltx-2.3")).toContain("text-encoder google/gemma-3-12b");
  expect(on("black-forest-labs/flux.1-schnell")).toEqual(["text-encoder google/t5-v1.1-xxl", "text-encoder openai/clip-vit-l-14"]);
  expect(on("deepseek/deepseek-r1-distill-llama-8b")).toEqual(["fine-tune meta/llama-3.1-8b", "distillation deepseek/deepseek-r1"]);
});

test("whoever publishes weights is at least open-weights, and nobody else is", () => {
  for (const model of models) expect(["open-weights", "fully-open"].includes(opened(model.id).opennessClass), model.id).toBe(model.access.includes("weights"));
});

test("known traps are recorded as they are", () => {
  expect(known("meta/musicgen-large").license).toBe("cc-by-nc-4.0");
  expect(known("black-forest-labs/flux.2-klein-4b").license).toBe("apache-2.0");
  expect(known("black-forest-labs/flux.2-klein-9b").license).toBe("flux-nc-2.x");
  expect(known("lightricks/ltx-2").needs).toContain("google/gemma-3-12b");
  expect(known("hidream/hidream-i1").needs).toContain("meta/llama-3.1-8b");
  expect(known("openoak/voice").needs.map((id) => known(id).license)).toContain("gpl-3.0");
  const license = (id: string) => catalogue.licenses.get(id)!;
  expect(license("llama4").monthlyUsersLimit).toBe(700_000_000);
  expect(license("stabilityai-community").revenueLimitUsd).toBe(1_000_000);
  expect(license("tencent-hunyuan").territoryExcluded).toEqual(expect.arrayContaining(["DE", "FR", "GB", "KR"]));
  expect(license("kimi-modified-mit").monthlyUsersLimit).toBeNull(); // a duty to name the model, not an end
});

test("of the newest chat models it is known whether they can be shown pictures, by whom and when", () => {
  const newest = ["openai/gpt-6-luna", "openai/gpt-6-sol", "openai/gpt-6.1-sol", "openai/gpt-6.1-terra", "openai/gpt-6.2-sol", "anthropic/claude-fable-5.1", "anthropic/claude-opus-5.5",
    "anthropic/claude-sonnet-5.5", "anthropic/claude-haiku-5.5", "google/gemini-3.7-flash", "google/gemini-3.8-flash", "google/gemini-4-argon"];
  for (const id of newest) expect(known(id).sees, id).toEqual({ value: true, source: expect.stringMatching(/^(https|models\.dev)/), date: expect.stringMatching(/^2026-/) });
  expect(known("google/gemma-3-1b").sees?.value).toBe(false); // its larger siblings can
});

test("of Gemini and the small Gemmas it is known that they hear, of others that they do not; where sources contradict each other, neither", () => {
  const hears = ["google/gemini-3-flash", "google/gemini-3.1-flash-lite", "google/gemini-3.7-flash", "google/gemini-3.8-flash", "google/gemma-4-e4b"];
  for (const id of hears) expect(known(id).hears, id).toEqual({ value: true, source: expect.stringMatching(/^(https|models\.dev)/), date: expect.stringMatching(/^2026-/) });
  expect(known("openai/gpt-4o").hears?.value).toBe(false);
  expect(known("google/gemma-4-31b").hears?.value).toBe(false); // its smaller siblings can
  expect([known("alibaba/qwen3.6-27b").hears, known("alibaba/qwen3.6-27b").notes.join()]).toEqual([undefined, expect.stringContaining("sounds is not known")]);
});

test("the retired have a date, the built-in say that they are no neural model", () => {
  const retired = models.filter((model) => model.lifecycle.status === "retired");
  expect(retired.length).toBeGreaterThan(10);
  for (const model of retired) expect(model.lifecycle.shutdown, model.id).toMatch(/^20\d\d-\d\d-\d\d$/);
  expect(known("openai/dall-e-3").lifecycle).toMatchObject({ status: "retired", shutdown: "2026-05-12" });
  expect(known("openai/sora-2").lifecycle).toMatchObject({ status: "retired", shutdown: "2026-09-24" });
  for (const model of models.filter((each) => each.maker === "OpenOak")) {
    expect(model.neural).toBe(false);
    expect(model.summary).toStartWith("Built-in, procedural: no neural model");
  }
});

test("names that clients and local servers use lead to the model", () => {
  const names: [string, string][] = [
    ["gpt-4o", "openai/gpt-4o"], ["dall-e-3", "openai/dall-e-3"], ["gemini-2.5-pro", "google/gemini-2.5-pro"], ["flux-schnell", "black-forest-labs/flux.1-schnell"], ["claude-3-5-sonnet-20241022", "anthropic/claude-3.5-sonnet"],
    ["llama3.2", "meta/llama-3.2-3b"], ["llama3.2:latest", "meta/llama-3.2-3b"], ["qwen3:8b", "alibaba/qwen3-8b"], ["gpt-oss:20b", "openai/gpt-oss-20b"], ["meta-llama/Llama-3.3-70B-Instruct", "meta/llama-3.3-70b"],
    ["stabilityai/stable-diffusion-xl-base-1.0", "stabilityai/sdxl"], ["whisper-1", "openai/whisper-1"],
  ];
  for (const [name, id] of names) expect(catalogue.resolve(name)?.id, name).toBe(id);
});

test("measured quality orders as the boards do, and is absent where nobody measured", () => {
  const value = (id: string, task: TaskId) => catalogue.quality(id, task)?.value ?? expect.unreachable(`${id} has no ${task} rating`);
  expect(value("google/gemini-3-pro-image", "text-to-image")).toBeGreaterThan(value("black-forest-labs/flux.2-pro", "text-to-image"));
  expect(value("black-forest-labs/flux.2-pro", "text-to-image")).toBeGreaterThan(value("openai/dall-e-3", "text-to-image"));
  expect(value("alibaba/wan-2.2-a14b", "text-to-video")).toBeLessThan(0.5);
  expect(catalogue.quality("openoak/picture", "text-to-image")).toBeNull();
  for (const model of models) {
    for (const task of model.tasks) {
      const quality = catalogue.quality(model.id, task);
      if (!quality) continue;
      expect(quality.value).toBeGreaterThan(0);
      expect(quality.value).toBeLessThan(1);
    }
  }
});

const providerFolders = readdirSync(join(ROOT, "src/providers"), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
const offersOf = (provider: string) => readOffers(provider, JSON.parse(readFileSync(join(ROOT, "src/providers", provider, "offers.json"), "utf8")));
const findings = [...new Set(models.flatMap((model) => catalogue.safety(model)))];

test("every finding on safety has its source, its day and who it is about; services are providers that serve what it is about", () => {
  expect(findings.length).toBeGreaterThan(90);
  for (const one of findings) {
    expect([one.source, one.date, one.says], one.says).toEqual([expect.stringMatching(/./), expect.stringMatching(/^20\d\d-\d\d-\d\d$/), expect.stringMatching(/\.$/)]);
    // Only of what this program itself does is there no page to read.
    expect(one.url === null, one.says).toBe(one.services.includes("builtin"));
    for (const service of one.services) {
      expect(providerFolders, one.says).toContain(service);
      if (!readdirSync(join(ROOT, "src/providers", service)).includes("offers.json")) continue; // a server of one's own lists its models by itself
      const spoken = offersOf(service).filter((offer) => catalogue.safety(known(offer.model)).includes(one));
      const done = spoken.flatMap((offer) => Object.keys(offer.tasks) as TaskId[]);
      expect(one.tasks.length === 0 ? done.length > 0 : one.tasks.some((task) => done.includes(task)), `${service}: ${one.says}`).toBe(true);
    }
  }
});

test("most makers and hosts have a finding, and each kind is there", () => {
  const makers = new Set(models.filter((model) => catalogue.safety(model).some(({ services }) => services.length === 0)).map(({ maker }) => maker));
  const services = new Set(findings.flatMap((one) => one.services));
  expect(makers.size).toBeGreaterThan(12);
  expect(services.size).toBeGreaterThan(24);
  expect([...new Set(findings.map(({ kind }) => kind))].toSorted()).toEqual(["evaluation", "filter", "mark", "testing"]);
});

test("where a finding says that a visible mark is switched off, every picture and film is asked for without it", () => {
  const off = findings.filter(({ presence }) => presence === "off");
  expect(off.flatMap(({ services }) => services).toSorted()).toEqual(["alibaba", "byteplus"]);
  for (const one of off)
    for (const offer of offersOf(one.services[0]!).filter((each) => catalogue.safety(known(each.model)).includes(one)))
      expect(JSON.stringify(offer.options), offer.id).toMatch(/"(parameters\.)?watermark":false/);
});

test("published figures by style say where, when and by whom they were measured, small beside a rating, and of versions that the catalogue knows", () => {
  const slices = catalogue.slices("text-to-image");
  expect(new Set(slices.map(({ style }) => style))).toEqual(new Set(["product", "3d", "anime", "photoreal", "illustration", "portrait", "typography", "landscape"]));
  expect(slices.filter(({ by }) => by === "people").length).toBeGreaterThan(50);
  for (const each of slices) {
    expect([each.source, each.url, each.date], each.model).toEqual([expect.stringMatching(/./), expect.stringMatching(/^https:/), expect.stringMatching(/^20\d\d-\d\d-\d\d$/)]);
    expect(Math.abs(each.points), `${each.model} ${each.style}`).toBeLessThan(200);
  }
  const of = (model: string, column: string) => slices.find((each) => each.model === model && each.column === column);
  expect(of("openai/gpt-image-2.5-sunburst", "Text rendering")).toMatchObject({ figure: 1481, overall: 1421, by: "people", maker: null, date: "2026-09-07" });
  expect(of("stabilityai/sdxl", "Photo")).toMatchObject({ figure: 27.48, overall: 30.64, by: "metric", maker: "HiDream.ai", date: "2025-04-07" });
  expect(of("stabilityai/sdxl", "Photo")!.points).toBeLessThan(0);
});

test("files are in one form, and no longer than a page", () => {
  for (const name of (readdirSync(FOLDER, { recursive: true }) as string[]).filter((file) => file.endsWith(".json"))) {
    const text = readFileSync(join(FOLDER, name), "utf8");
    if (text !== catalogueJson(JSON.parse(text))) expect.unreachable(`${name} is not in the catalogue's form: run bin/format-catalogue.ts`);
    if (!/^(evidence|openness)/.test(name)) expect(text.split("\n").length, name).toBeLessThan(/^(licenses|safety)/.test(name) ? 120 : 60);
  }
});

test("ids fit where ids go", () => {
  for (const id of catalogue.models.keys()) expect(id.length).toBeLessThanOrEqual(LIMITS.idChars);
});

const PROVIDERS = join(ROOT, "src/providers");
for (const provider of readdirSync(PROVIDERS, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)) {
  const files = readdirSync(join(PROVIDERS, provider));
  if (!files.includes("offers.json")) continue;
  test(`the offers of ${provider} agree with the catalogue`, () => {
    const offers = readOffers(provider, JSON.parse(readFileSync(join(PROVIDERS, provider, "offers.json"), "utf8")));
    expect(offers.length).toBeGreaterThan(0);
    expect(catalogue.checkOffers(offers)).toEqual([]);
  });
}
