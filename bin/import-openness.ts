// Writes the openness layers of catalogue models from the indexes of a data folder: `bun bin/import-openness.ts DATA_FOLDER [CATALOGUE_FOLDER]`.
// A layer that no index speaks of stays as the model file has it. Precedence: the merged seed table, then OSAI, MOT, os-ai-map, models.dev.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { catalogueJson, loadCatalogue } from "../src/catalogue/catalogue.ts";
import { type Model, OPENNESS_LAYERS, opennessOf } from "../src/spec/model.ts";

type LayerName = (typeof OPENNESS_LAYERS)[number];
type Value = "open" | "partial" | "closed";
type Layers = Partial<Record<LayerName, { value: Value; source: string; date: string }>>;

/** Where each model is found. Names are the indexes' own; a trailing * stands for every model that begins so. */
interface Place {
  seed?: string;
  osai?: string;
  mot?: string;
  map?: string;
  /** The provider and model of models.dev, which only says whether weights are open. */
  dev?: string;
}

const PLACES: Record<string, Place> = {
  "openai/gpt-4o": { seed: "gpt-4o" },
  "openai/gpt-4o-mini": { dev: "openai/gpt-4o-mini" },
  "openai/gpt-4.1": { map: "gpt-4-1-openai" },
  "openai/gpt-4.1-mini": { dev: "openai/gpt-4.1-mini" },
  "openai/gpt-4.1-nano": { dev: "openai/gpt-4.1-nano" },
  "openai/gpt-5": { map: "gpt-5" },
  "openai/gpt-5-mini": { map: "gpt-5-line" },
  "openai/gpt-5-nano": { map: "gpt-5-line" },
  "openai/gpt-5.1": { map: "gpt-5-line" },
  "openai/gpt-5.2": { map: "gpt-5-line" },
  "openai/gpt-5.4*": { map: "gpt-5-line" },
  "openai/gpt-5.5*": { map: "gpt-5-line" },
  "openai/gpt-oss-20b": { osai: "GPT-OSS.yaml", mot: "gpt-oss-20b" },
  "openai/gpt-oss-120b": { osai: "GPT-OSS.yaml", mot: "gpt-oss-120b" },
  "openai/dall-e-3": { seed: "dall-e-3" },
  "openai/gpt-image-1": { dev: "openai/gpt-image-1" },
  "openai/gpt-image-1-mini": { dev: "openai/gpt-image-1-mini" },
  "openai/gpt-image-1.5": { dev: "openai/gpt-image-1.5" },
  "openai/gpt-image-2": { dev: "openai/gpt-image-2" },
  "openai/chatgpt-image-latest": { dev: "openai/chatgpt-image-latest" },
  "openai/whisper-large-v3*": { seed: "whisper-large-v3" },
  "anthropic/claude-3.5-sonnet": { seed: "claude-3.5-sonnet" },
  "anthropic/claude-3.7-sonnet": { dev: "anthropic/claude-3-7-sonnet-20250219" },
  "anthropic/claude-3.5-haiku": { dev: "anthropic/claude-3-5-haiku-20241022" },
  "anthropic/claude-sonnet-4": { dev: "anthropic/claude-sonnet-4-0" },
  "anthropic/claude-opus-4": { dev: "anthropic/claude-opus-4-0" },
  "anthropic/claude-opus-4.1": { dev: "anthropic/claude-opus-4-1" },
  "anthropic/claude-opus-4.5": { dev: "anthropic/claude-opus-4-5" },
  "anthropic/claude-sonnet-4.5": { dev: "anthropic/claude-sonnet-4-5" },
  "anthropic/claude-haiku-4.5": { dev: "anthropic/claude-haiku-4-5" },
  "anthropic/claude-opus-4.6": { dev: "anthropic/claude-opus-4-6" },
  "anthropic/claude-sonnet-4.6": { dev: "anthropic/claude-sonnet-4-6" },
  "anthropic/claude-opus-4.7": { dev: "anthropic/claude-opus-4-7" },
  "anthropic/claude-opus-4.8": { dev: "anthropic/claude-opus-4-8" },
  "anthropic/claude-fable-5": { dev: "anthropic/claude-fable-5" },
  "anthropic/claude-sonnet-5": { dev: "anthropic/claude-sonnet-5" },
  "google/gemini-2.5-pro": { seed: "gemini" },
  "google/gemini-2.0-flash": { dev: "google/gemini-2.0-flash" },
  "google/gemini-2.5-flash": { dev: "google/gemini-2.5-flash" },
  "google/gemini-2.5-flash-lite": { dev: "google/gemini-2.5-flash-lite" },
  "google/gemini-3-pro": { dev: "google/gemini-3-pro-preview" },
  "google/gemini-3-flash": { dev: "google/gemini-3-flash-preview" },
  "google/gemini-3.1-pro": { dev: "google/gemini-3.1-pro-preview" },
  "google/gemini-3.1-flash-lite": { dev: "google/gemini-3.1-flash-lite" },
  "google/gemini-3.5-flash": { map: "gemini-3-5-flash" },
  "google/gemini-2.5-flash-image": { dev: "google/gemini-2.5-flash-image" },
  "google/gemini-3-pro-image": { dev: "google/gemini-3-pro-image-preview" },
  "google/gemini-3.1-flash-image": { dev: "google/gemini-3.1-flash-image-preview" },
  "google/gemma-3-*": { osai: "Gemma.yaml" },
  "google/gemma-4-26b-a4b": { dev: "google/gemma-4-26b-a4b-it" },
  "google/gemma-4-31b": { dev: "google/gemma-4-31b-it" },
  "midjourney/*": { seed: "midjourney" },
  "meta/llama-3-*": { osai: "llama-3-instruct.yaml" },
  "meta/llama-3.1-*": { seed: "llama-3.1" },
  "meta/llama-3.2-3b": { mot: "Llama-3.2-3B-Instruct" },
  "meta/llama-3.2-1b": { mot: "Llama-3.2-1B-Instruct" },
  "meta/llama-3.3-70b": { seed: "llama-3.3" },
  "meta/llama-4-*": { seed: "llama-4" },
  "meta/musicgen-*": { seed: "musicgen" },
  "runwayml/stable-diffusion-1.5": { seed: "sd-1.5" },
  "stabilityai/sdxl": { seed: "sdxl" },
  "stabilityai/sd-3.5-large*": { seed: "sd-3.5-large" },
  "stabilityai/stable-audio-open-1.0": { seed: "stable-audio-open-1.0" },
  "black-forest-labs/flux.1-schnell": { seed: "flux-1-schnell" },
  "black-forest-labs/flux.1-dev": { seed: "flux-1-dev" },
  "black-forest-labs/flux.1.1-pro": { seed: "flux-1.1-pro" },
  "black-forest-labs/flux.2-dev": { seed: "flux-2-dev" },
  "mistral/mistral-7b": { seed: "mistral-7b" },
  "mistral/mistral-large-3": { seed: "mistral-large-3" },
  "mistral/mistral-large-2": { map: "mistral-large-2" },
  "mistral/mistral-nemo": { osai: "mistral-nemo.yaml" },
  "mistral/mixtral-8x7b": { mot: "Mixtral-8x7B-Instruct-v0.1" },
  "eleutherai/pythia-*": { seed: "pythia" },
  "eleutherai/gpt-j-6b": { seed: "gpt-j-6b" },
  "eleutherai/gpt-neox-20b": { seed: "gpt-neox-20b" },
  "allenai/olmo-*": { seed: "olmo" },
  "alibaba/wan-2.2-a14b": { seed: "wan-2.2" },
  "alibaba/qwen-image": { seed: "qwen-image" },
  "alibaba/qwen-image-2512": { seed: "qwen-image" },
  "alibaba/qwen3-tts*": {},
  "alibaba/qwen3-*": { map: "qwen3" },
  "alibaba/qwen3.5-*": { osai: "Qwen.yaml" },
  "alibaba/qwen3.6-*": { map: "qwen-3-6" },
  "alibaba/qwen2.5-7b": { map: "qwen-2-5", mot: "Qwen2.5-7B-Instruct" },
  "alibaba/qwen2.5-72b": { map: "qwen-2-5" },
  "tencent/hunyuan-video-1.5": { seed: "hunyuanvideo-1.5" },
  "lightricks/ltx-2.3": { seed: "ltx-2.3" },
  "genmo/mochi-1": { osai: "Mochi.yaml" },
  "omnigen/omnigen-v1": { seed: "omnigen-v1" },
  "amd/nitro-ar": { seed: "amd-nitro" },
  "ace-step/ace-step-v1": { seed: "ace-step-v1" },
  "ace-step/ace-step-1.5": { seed: "ace-step-1.5" },
  "multimodalart/yue": { seed: "yue" },
  "declare/mustango": { seed: "mustango" },
  "declare/tangoflux": { osai: "TangoFlux.yaml" },
  "hexgrad/kokoro-82m": { seed: "kokoro-82m" },
  "coqui/xtts-v2": { seed: "xtts-v2" },
  "swivid/f5-tts": { seed: "f5-tts" },
  "resemble/chatterbox": { seed: "chatterbox" },
  "suno/bark": { osai: "Bark.yaml" },
  "deepseek/deepseek-r1": { osai: "deepseek-R1.yaml", mot: "DeepSeek-R1" },
  "deepseek/deepseek-v3.2": { osai: "deepseek-v3.yaml" },
  "deepseek/deepseek-v4-flash": { dev: "deepseek/deepseek-v4-flash" },
  "deepseek/deepseek-v4-pro": { dev: "deepseek/deepseek-v4-pro" },
  "moonshotai/kimi-k2.6": { map: "kimi-k2-6" },
  "zhipuai/glm-5.1": { map: "glm-5-1" },
  "microsoft/phi-4": { map: "phi-4" },
};

const [data, folder = "catalogue"] = process.argv.slice(2);
if (!data) throw new Error("usage: import-openness.ts DATA_FOLDER [CATALOGUE_FOLDER]");
const read = async (...path: string[]) => JSON.parse(await readFile(join(data, ...path), "utf8"));
const [seed, osai, mot, map, dev] = await Promise.all([
  read("openness", "seed_models.json"),
  read("openness", "osai-index.json"),
  read("openness", "model-openness-tool.json"),
  read("openness", "os-ai-map.json"),
  read("catalog", "models-dev.json"),
]);

const SEED_NAMES: Record<LayerName, string> = { weights: "weights", code: "training_code", data: "training_data", evaluation: "evaluation" };
const dateIn = (text: string, otherwise: string) => /\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? otherwise;
const mustFind = <T>(list: T[], test: (each: T) => boolean, what: string): T => {
  const found = list.find(test);
  if (!found) throw new Error(`not in the index: ${what}`);
  return found;
};

function fromSeed(id: string): Layers {
  const row = mustFind(seed.models, (each: any) => each.id === id, id) as any;
  const layers: Layers = {};
  for (const name of OPENNESS_LAYERS) {
    const key = SEED_NAMES[name];
    const said = row.sources[key] ?? row.sources.all ?? row.sources.others;
    layers[name] = {
      value: row[key],
      source: said ?? "known, not checked (seed table names no source)",
      date: dateIn(said ?? "", seed._meta.written),
    };
  }
  return layers;
}

/** Two halves of one layer, such as the data of the base and of the tuned model: open or closed only where both are. */
const both = (a: string | null, b: string | null): Value | null => (a && b && a !== b ? "partial" : ((a || b || null) as Value | null));

function fromOsai(file: string): Layers {
  const row = mustFind(osai.systems, (each: any) => (each._file ?? each.file) === file || `${each.system.name}.yaml` === file, file) as any;
  const grade = (key: string) => (row[key]?.class ?? null) as string | null;
  const source = `OSAI index ${osai._meta.date} (row ${row.system.name}: ${row.system.endmodelname || row.system.basemodelname})`;
  const values: Partial<Record<LayerName, Value | null>> = {
    weights: (grade("weights_endmodel") ?? grade("weights_basemodel")) as Value | null,
    code: grade("trainingcode") as Value | null,
    data: both(grade("datasources_basemodel"), grade("datasources_endmodel")),
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value ? [[name, { value, source, date: osai._meta.date }]] : [])),
  ) as Layers;
}

function fromMot(name: string): Layers {
  const row = mustFind(mot.models, (each: any) => each.release.name === name, name) as any;
  const has = (component: string) => row.release.components.some((each: any) => each.name === component);
  const source = `MOT ${mot._meta.date} (${name})`;
  const layer = (value: Value) => ({ value, source, date: mot._meta.date as string });
  return {
    weights: layer(
      has("Model parameters (Final)")
        ? row.release.license?.distribution?.name?.startsWith("Llama") || /Llama/.test(name)
          ? "partial"
          : "open"
        : "closed",
    ),
    code: layer(has("Training code") ? "open" : has("Inference code") ? "partial" : "closed"),
    data: layer(has("Datasets") ? "open" : "closed"),
    ...(has("Evaluation code") && has("Evaluation data")
      ? { evaluation: layer("open") }
      : has("Evaluation results")
        ? { evaluation: layer("partial") }
        : {}),
  };
}

function fromMap(name: string): Layers {
  const row = mustFind(map.products, (each: any) => each.name === name, name) as any;
  const source = `os-ai-map ${map._meta.date} (${row.display_name})`;
  const layers: Layers = {};
  for (const layerName of ["weights", "data", "code"] as const) {
    const value = new RegExp(`(?:^|;)${layerName}:(open|partial|closed)`).exec(row.score.openness.components)?.[1];
    if (value) layers[layerName] = { value: value as Value, source, date: map._meta.date };
  }
  return layers;
}

function fromDev(path: string): Layers {
  const [provider, ...rest] = path.split("/");
  const row = dev.providers[provider!]?.models[rest.join("/")] ?? dev.models[path];
  if (!row) throw new Error(`not in models.dev: ${path}`);
  return { weights: { value: row.open_weights ? "open" : "closed", source: `models.dev ${dev._meta.date} (open_weights)`, date: dev._meta.date } };
}

function placeOf(id: string): Place | undefined {
  if (PLACES[id]) return PLACES[id];
  return Object.entries(PLACES).find(([key]) => key.endsWith("*") && id.startsWith(key.slice(0, -1)))?.[1];
}

function layersOf(place: Place): Layers {
  return {
    ...(place.dev ? fromDev(place.dev) : {}),
    ...(place.map ? fromMap(place.map) : {}),
    ...(place.mot ? fromMot(place.mot) : {}),
    ...(place.osai ? fromOsai(place.osai) : {}),
    ...(place.seed ? fromSeed(place.seed) : {}),
  };
}

const { models } = await loadCatalogue(folder);
const classes: Record<string, number> = {};
let found = 0;
for (const [id, old] of models) {
  const place = placeOf(id);
  const layers = place ? layersOf(place) : {};
  const fresh: Model = { ...old, openness: { ...old.openness, ...layers } };
  if (Object.keys(layers).length > 0) found += 1;
  const kind = opennessOf(fresh);
  classes[kind] = (classes[kind] ?? 0) + 1;
  await writeFile(join(folder, "models", `${id}.json`), catalogueJson(fresh));
}
console.log(`${found} of ${models.size} models found in an index;`, classes);
