// Writes catalogue/evidence/ratings.json, and what boards said before in history.json, from the boards of a data folder: `bun bin/import-ratings.ts DATA_FOLDER [CATALOGUE_FOLDER]`.
// Only names in the tables below are taken, one to a model and task; the rest are counted and left out.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Board, catalogueJson, type Evidence, type RatingRow } from "../src/catalogue/catalogue.ts";
import type { TaskId } from "../src/spec/task.ts";

type Names = Record<string, string>;
const SNAPSHOT = "2026-04-19";

/** Our model → the board's name. Where a board lists several settings of one model, the one nearest to the API's default is taken. */
const BOARDS: { name: string; task: TaskId; note: string | null; names: Names }[] = [
  {
    name: "text-to-image",
    task: "text-to-image",
    note: null,
    names: {
      "openai/gpt-image-1.5": "gpt-image-1.5-high-fidelity",
      "openai/gpt-image-1": "gpt-image-1",
      "openai/gpt-image-1-mini": "gpt-image-1-mini",
      "openai/dall-e-3": "dall-e-3",
      "google/gemini-3.1-flash-image": "gemini-3.1-flash-image-preview (nano-banana-2) [web-search]",
      "google/gemini-3-pro-image": "gemini-3-pro-image-preview (nano-banana-pro)",
      "google/gemini-2.5-flash-image": "gemini-2.5-flash-image-preview (nano-banana)",
      "google/imagen-4": "imagen-4.0-generate-001",
      "google/imagen-4-ultra": "imagen-ultra-4.0-generate-001",
      "black-forest-labs/flux.2-max": "flux-2-max",
      "black-forest-labs/flux.2-pro": "flux-2-pro",
      "black-forest-labs/flux.2-flex": "flux-2-flex",
      "black-forest-labs/flux.2-dev": "flux-2-dev",
      "black-forest-labs/flux.2-klein-9b": "flux-2-klein-9b",
      "black-forest-labs/flux.2-klein-4b": "flux-2-klein-4b",
      "black-forest-labs/flux.1-kontext-max": "flux-1-kontext-max",
      "black-forest-labs/flux.1-kontext-pro": "flux-1-kontext-pro",
      "black-forest-labs/flux.1.1-pro": "flux-1.1-pro",
      "black-forest-labs/flux.1-dev": "flux-1-dev-fp8",
      "tencent/hunyuan-image-3.0": "hunyuan-image-3.0",
      "alibaba/qwen-image-2512": "qwen-image-2512",
      "alibaba/qwen-image": "qwen-image",
      "alibaba/z-image-turbo": "z-image-turbo",
      "alibaba/wan-2.5-image": "wan2.5-t2i-preview",
      "alibaba/wan-2.6-image": "wan2.6-t2i",
      "alibaba/wan-2.7-image": "wan2.7-image",
      "stabilityai/sd-3.5-large": "stable-diffusion-v35-large",
      "bytedance/seedream-4": "seedream-4-high-res-fal",
      "bytedance/seedream-4.5": "seedream-4.5",
      "bytedance/seedream-5.0-lite": "seedream-5.0-lite",
      "recraft/recraft-v3": "recraft-v3",
      "recraft/recraft-v4": "recraft-v4",
      "ideogram/ideogram-v3": "ideogram-v3-quality",
      "luma/photon": "photon",
      "runway/gen-4-image": "runway-gen4",
      "xai/grok-imagine-image": "grok-imagine-image",
      "zhipuai/glm-image": "glm-image",
    },
  },
  {
    name: "image-edit",
    task: "image-to-image",
    note: null,
    names: {
      "openai/chatgpt-image-latest": "chatgpt-image-latest-high-fidelity (20251216)",
      "openai/gpt-image-1.5": "gpt-image-1.5-high-fidelity",
      "openai/gpt-image-1": "gpt-image-1",
      "openai/gpt-image-1-mini": "gpt-image-1-mini",
      "google/gemini-3-pro-image": "gemini-3-pro-image-preview (nano-banana-pro)",
      "google/gemini-3.1-flash-image": "gemini-3.1-flash-image-preview (nano-banana-2) [web-search]",
      "google/gemini-2.5-flash-image": "gemini-2.5-flash-image-preview (nano-banana)",
      "black-forest-labs/flux.2-max": "flux-2-max",
      "black-forest-labs/flux.2-pro": "flux-2-pro",
      "black-forest-labs/flux.2-flex": "flux-2-flex",
      "black-forest-labs/flux.2-dev": "flux-2-dev",
      "black-forest-labs/flux.2-klein-9b": "flux-2-klein-9b",
      "black-forest-labs/flux.2-klein-4b": "flux-2-klein-4b",
      "black-forest-labs/flux.1-kontext-max": "flux-1-kontext-max",
      "black-forest-labs/flux.1-kontext-pro": "flux-1-kontext-pro",
      "black-forest-labs/flux.1-kontext-dev": "flux-1-kontext-dev",
      "tencent/hunyuan-image-3.0-instruct": "hunyuan-image-3.0-instruct",
      "alibaba/qwen-image-edit": "qwen-image-edit",
      "alibaba/qwen-image-edit-2511": "qwen-image-edit-2511",
      "alibaba/wan-2.5-image": "wan2.5-i2i-preview",
      "alibaba/wan-2.6-image": "wan2.6-image",
      "alibaba/wan-2.7-image": "wan2.7-image",
      "bytedance/seedream-4": "seedream-4-high-res-fal",
      "bytedance/seedream-4.5": "seedream-4.5",
      "bytedance/seedream-5.0-lite": "seedream-5.0-lite",
      "xai/grok-imagine-image": "grok-imagine-image",
    },
  },
  {
    name: "text-to-video",
    task: "text-to-video",
    note: null,
    names: {
      "google/veo-3.1": "veo-3.1-audio",
      "google/veo-3.1-fast": "veo-3.1-fast-audio",
      "google/veo-3": "veo-3-audio",
      "google/veo-3-fast": "veo-3-fast-audio",
      "openai/sora-2": "sora-2",
      "openai/sora-2-pro": "sora-2-pro",
      "alibaba/wan-2.6": "wan2.6-t2v",
      "alibaba/wan-2.5": "wan2.5-t2v-preview",
      "alibaba/wan-2.2-a14b": "wan-v2.2-a14b",
      "tencent/hunyuan-video-1.5": "hunyuan-video-1.5",
      "lightricks/ltx-2": "ltx-2-19b",
      "kandinsky/kandinsky-5.0-t2v-pro": "kandinsky-5.0-t2v-pro",
      "genmo/mochi-1": "mochi-v1",
      "bytedance/seedance-2.0": "dreamina-seedance-2.0-720p",
      "bytedance/seedance-1.5-pro": "seedance-v1.5-pro",
      "bytedance/seedance-1.0-pro": "seedance-v1-pro",
      "bytedance/seedance-1.0-lite": "seedance-v1-lite",
      "kling/kling-2.6-pro": "kling-2.6-pro",
      "kling/kling-2.5-turbo": "kling-2.5-turbo-1080p",
      "kling/kling-2.1-master": "kling-v2.1-master",
      "minimax/hailuo-2.3": "hailuo-2.3",
      "minimax/hailuo-02-pro": "hailuo-02-pro",
      "minimax/hailuo-02-standard": "hailuo-02-standard",
      "luma/ray-2": "ray2",
      "luma/ray-3": "ray-3",
      "runway/gen-4.5": "runway-gen-4.5",
      "xai/grok-imagine-video": "grok-imagine-video-720p",
    },
  },
  {
    name: "image-to-video",
    task: "image-to-video",
    note: null,
    names: {
      "google/veo-3.1": "veo-3.1-audio",
      "google/veo-3.1-fast": "veo-3.1-fast-audio",
      "google/veo-3": "veo-3-audio",
      "google/veo-3-fast": "veo-3-fast-audio",
      "alibaba/wan-2.6": "wan2.6-i2v",
      "alibaba/wan-2.5": "wan2.5-i2v-preview",
      "alibaba/wan-2.2-a14b": "wan-v2.2-a14b",
      "tencent/hunyuan-video-1.5": "hunyuan-video-1.5",
      "lightricks/ltx-2": "ltx-2-19b",
      "bytedance/seedance-2.0": "dreamina-seedance-2.0-720p",
      "bytedance/seedance-1.5-pro": "seedance-v1.5-pro",
      "bytedance/seedance-1.0-pro": "seedance-v1-pro",
      "bytedance/seedance-1.0-lite": "seedance-v1-lite",
      "kling/kling-3-pro": "kling-v3-pro",
      "kling/kling-2.6-pro": "kling-2.6-pro",
      "kling/kling-2.5-turbo": "kling-2.5-turbo-1080p",
      "kling/kling-2.1-master": "kling-v2.1-master",
      "kling/kling-2.1-standard": "kling-v2.1-standard",
      "minimax/hailuo-2.3": "hailuo-2.3",
      "minimax/hailuo-02-pro": "hailuo-02-pro",
      "minimax/hailuo-02-standard": "hailuo-02-standard",
      "luma/ray-2": "ray2",
      "luma/ray-3": "ray-3",
      "runway/gen-4-turbo": "runway-gen4-turbo",
      "xai/grok-imagine-video": "grok-imagine-video-720p",
    },
  },
  {
    name: "text",
    task: "chat",
    note: "The snapshot holds only the 50 best, so the median is the middle of the best: a model that is not on it is unknown here, not bad.",
    names: {
      "anthropic/claude-opus-4.7": "claude-opus-4-7",
      "anthropic/claude-opus-4.6": "claude-opus-4-6",
      "anthropic/claude-opus-4.5": "claude-opus-4-5-20251101",
      "anthropic/claude-opus-4.1": "claude-opus-4-1-20250805",
      "anthropic/claude-sonnet-4.6": "claude-sonnet-4-6",
      "anthropic/claude-sonnet-4.5": "claude-sonnet-4-5-20250929",
      "google/gemini-3.1-pro": "gemini-3.1-pro-preview",
      "google/gemini-3-pro": "gemini-3-pro",
      "google/gemini-3-flash": "gemini-3-flash",
      "google/gemini-2.5-pro": "gemini-2.5-pro",
      "google/gemini-3.1-flash-lite": "gemini-3.1-flash-lite-preview",
      "google/gemma-4-31b": "gemma-4-31b",
      "google/gemma-4-26b-a4b": "gemma-4-26b-a4b",
      "openai/gpt-5.4": "gpt-5.4",
      "openai/gpt-5.4-mini": "gpt-5.4-mini-high",
      "openai/gpt-5.2": "gpt-5.2",
      "openai/gpt-5.1": "gpt-5.1",
      "openai/gpt-5": "gpt-5-high",
      "zhipuai/glm-5.1": "glm-5.1",
      "alibaba/qwen3.5-397b-a17b": "qwen3.5-397b-a17b",
    },
  },
];

/** The speech board reached us only as ten rows that a third party quotes. */
const SPEECH: Names = {
  "google/gemini-3.1-flash-tts": "Gemini 3.1 Flash TTS",
  "fishaudio/s2-pro": "fish-audio-s2-pro",
  "mistral/voxtral-tts": "Voxtral TTS",
  "hexgrad/kokoro-82m": "Kokoro 82M v1.0",
};

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const [data, folder = "catalogue"] = process.argv.slice(2);
if (!data) throw new Error("usage: import-ratings.ts DATA_FOLDER [CATALOGUE_FOLDER]");
const boards: Board[] = [];
const ratings: RatingRow[] = [];
const report: string[] = [];

for (const { name, task, note, names } of BOARDS) {
  const file = JSON.parse(await readFile(join(data, "quality", "lmarena", `${SNAPSHOT}_${name}.json`), "utf8")) as {
    meta: { source_url: string };
    models: { model: string; score: number; ci: number | null; votes: number | null }[];
  };
  const id = `arena-${name}-${SNAPSHOT}`;
  boards.push({
    id,
    task,
    title: `arena.ai ${name}`,
    url: file.meta.source_url,
    date: SNAPSHOT,
    source: "github:oolong-tea-2026/arena-ai-leaderboards@a2694df, numbers of arena.ai",
    license: "MIT",
    systems: file.models.length,
    median: median(file.models.map((row) => row.score)),
    note,
  });
  const byName = new Map(file.models.map((row) => [row.model, row]));
  for (const [model, sourceName] of Object.entries(names)) {
    const row = byName.get(sourceName);
    if (!row) throw new Error(`${name}: no row "${sourceName}"`);
    const edge = (sign: number) => (row.ci === null ? null : row.score + sign * row.ci);
    ratings.push({
      model,
      task,
      source: "arena.ai",
      board: id,
      date: SNAPSHOT,
      rating: row.score,
      ciLow: edge(-1),
      ciHigh: edge(1),
      votes: row.votes,
      sourceName,
    });
  }
  report.push(`${name}: ${Object.keys(names).length} of ${file.models.length} taken`);
}

const speech = JSON.parse(await readFile(join(data, "quality", "tts_snapshots.json"), "utf8")).artificial_analysis_speech_arena_2026_06 as {
  rows: [string, string, string, number][];
};
const SPEECH_DATE = "2026-06-01";
boards.push({
  id: "artificial-analysis-speech-2026-06",
  task: "text-to-speech",
  title: "Artificial Analysis speech arena, quoted",
  url: "https://spokes-wiki.pages.dev/speech-audio-wiki/tts-arena-leaderboard",
  date: SPEECH_DATE,
  source: "a third-party page that quotes Artificial Analysis, snapshot of June 2026 (the day is not known)",
  license: "facts; the numbers are Artificial Analysis'",
  systems: speech.rows.length,
  median: median(speech.rows.map((row) => row[3])),
  note: "Low confidence: second hand, only ten rows (the best proprietary and the best open ones), no intervals; the median is of those ten.",
});
for (const [model, sourceName] of Object.entries(SPEECH)) {
  const row = speech.rows.find((each) => each[0] === sourceName);
  if (!row) throw new Error(`speech: no row "${sourceName}"`);
  ratings.push({
    model,
    task: "text-to-speech",
    source: "Artificial Analysis",
    board: "artificial-analysis-speech-2026-06",
    date: SPEECH_DATE,
    rating: row[3],
    ciLow: null,
    ciHigh: null,
    votes: null,
    sourceName,
  });
}
report.push(`speech: ${Object.keys(SPEECH).length} of ${speech.rows.length} taken`);

/** What the same boards said before, a week apart: how the gap between open and proprietary moved. Names that a board did not know then are left out. */
const WEEKS = ["2026-03-19", "2026-03-26", "2026-04-02", "2026-04-09"];
type Ratings = Pick<Evidence, "boards" | "ratings">;
const before: Ratings = { boards: [], ratings: [] };
const past = JSON.parse(await readFile(join(data, "quality", "lmarena", "2026-03-19_2026-04-19_timeseries.json"), "utf8")) as {
  series: Record<string, [date: string, rows: [model: string, vendor: string, license: string, score: number, ci: number, votes: number][]][]>;
};
for (const { name, task, names } of BOARDS) {
  for (const [date, rows] of past.series[name] ?? []) {
    if (!WEEKS.includes(date)) continue;
    const id = `arena-${name}-${date}`;
    before.boards.push({
      id,
      task,
      title: `arena.ai ${name}`,
      url: `https://arena.ai/leaderboard/${name}`,
      date,
      source: "github:oolong-tea-2026/arena-ai-leaderboards@a2694df, numbers of arena.ai",
      license: "MIT",
      systems: rows.length,
      median: median(rows.map(([, , , score]) => score)),
      note: null,
    });
    const byName = new Map(rows.map((row) => [row[0], row]));
    for (const [model, sourceName] of Object.entries(names)) {
      const row = byName.get(sourceName);
      if (!row) continue;
      const [, , , rating, ci, votes] = row;
      before.ratings.push({ model, task, source: "arena.ai", board: id, date, rating, ciLow: rating - ci, ciHigh: rating + ci, votes, sourceName });
    }
  }
}
report.push(`before: ${before.ratings.length} ratings on ${before.boards.length} boards`);

const evidence: Ratings = { boards, ratings };
await mkdir(join(folder, "evidence"), { recursive: true });
await writeFile(join(folder, "evidence", "history.json"), catalogueJson(before));
await writeFile(join(folder, "evidence", "ratings.json"), catalogueJson(evidence));
console.log(`${ratings.length} ratings on ${boards.length} boards; ${report.join("; ")}`);
