// The feed's truth: events change a generation, an ended one stays ended, order is newest first, troubles and recipes are told in full.
import { beforeEach, describe, expect, test } from "bun:test";
import type { Asset } from "../../src/spec/asset.ts";
import type { Generation } from "../../src/spec/generation.ts";
import { applyEvent } from "./events.ts";
import { addPending, dropPending, failPending, feedStore, forget, heard, inOrder, keep, setHidden } from "./feed-store.ts";
import { nameOf } from "./name.ts";
import { recipeOf } from "./recipe.ts";
import { tileHeight } from "./tile-height.ts";
import { troubleOf } from "./trouble.ts";

const plan = {
  task: "text-to-image",
  policies: [],
  local: false,
  prefer: { quality: 1, cost: 0, time: 0 },
  candidates: [],
  rejections: [],
  quote: null,
  seconds: null,
  summary: "",
} as Generation["plan"];
const make = (id: string, more: Partial<Generation> = {}): Generation => ({
  id,
  task: "text-to-image",
  input: { prompt: `prompt of ${id}` },
  count: 1,
  status: "running",
  progress: null,
  stage: null,
  asked: "auto",
  model: null,
  provider: null,
  seed: null,
  quote: null,
  settledMicro: null,
  plan,
  attempts: [],
  assets: [],
  error: null,
  createdAt: `2026-01-01T00:00:0${id.at(-1)}.000Z`,
  endedAt: null,
  ...more,
});
const asset = (id: string, more: Partial<Asset> = {}) => ({ id, kind: "image", width: 100, height: 100, ...more }) as Asset;

describe("events", () => {
  test("progress, outputs and attempts are put where they belong, once", () => {
    let one = applyEvent(make("g1"), { type: "progress", id: "g1", progress: 0.5, stage: "Painting" });
    one = applyEvent(one, { type: "output", id: "g1", asset: asset("a1") });
    one = applyEvent(one, { type: "output", id: "g1", asset: asset("a1", { width: 200 }) });
    expect(one).toMatchObject({ progress: 0.5, stage: "Painting", assets: [{ id: "a1", width: 200 }] });
  });
  test("nothing late reopens what has ended", () => {
    const ended = make("g1", { status: "succeeded" });
    expect(applyEvent(ended, { type: "status", generation: make("g1") })).toBe(ended);
    expect(applyEvent(ended, { type: "progress", id: "g1", progress: 0.1, stage: null })).toBe(ended);
  });
});

describe("the store", () => {
  beforeEach(() => feedStore.set({ generations: new Map(), previews: new Map(), pending: [], hidden: new Set(), next: undefined }));
  const ids = () => inOrder(feedStore.get()).map((one) => one.id);

  test("newest first, hidden ones out and back again", () => {
    keep([make("g1"), make("g3"), make("g2")], null);
    expect(ids()).toEqual(["g3", "g2", "g1"]);
    setHidden("g2", true);
    expect(ids()).toEqual(["g3", "g1"]);
    setHidden("g2", false);
    forget("g3");
    expect(ids()).toEqual(["g2", "g1"]);
  });
  test("an older page does not undo what was heard since", () => {
    keep([make("g1", { status: "succeeded" })], null);
    keep([make("g1", { status: "running" })]);
    expect(feedStore.get().generations.get("g1")?.status).toBe("succeeded");
    expect(feedStore.get().next).toBeNull();
  });
  test("a preview goes when the result is there", () => {
    keep([make("g1")]);
    heard("g1", { type: "preview", id: "g1", dataUrl: "data:image/png;base64,AA==" });
    expect(feedStore.get().previews.has("g1")).toBe(true);
    heard("g1", { type: "end", generation: make("g1", { status: "succeeded" }) });
    expect(feedStore.get().previews.has("g1")).toBe(false);
  });
  test("a refused ask stays on show with its reason until it is dismissed", () => {
    addPending({ key: "k", ask: { task: "text-to-image", input: { prompt: "x" } }, at: 0, problem: null });
    failPending("k", { title: "No", detail: "Because", lost: false });
    expect(feedStore.get().pending[0]?.problem).toEqual({ title: "No", detail: "Because", lost: false });
    dropPending("k");
    expect(feedStore.get().pending).toEqual([]);
  });
});

test("a generation is named by its prompt, or by its task", () => {
  expect(nameOf(make("g1"))).toBe("prompt of g1");
  expect(nameOf({ task: "image-upscale", input: { image: "ast_1" } })).toBe("Upscale an image");
  expect(nameOf({ task: "text-to-speech", input: { text: "Hello" } })).toBe("Hello");
  const messages = [
    { role: "user", content: "First?" },
    { role: "assistant", content: "Yes." },
    { role: "user", content: "And then?" },
    { role: "assistant", content: "Then." },
  ];
  expect(nameOf({ task: "chat", input: { messages } })).toBe("And then?");
  expect(nameOf({ task: "chat", input: { messages: [{ role: "user", content: [{ type: "image_url" }] }] } })).toBe("Chat");
});

test("trouble says what happened to the money", () => {
  const error = { code: "provider.refused_input", title: "The provider refused the prompt", detail: "Say it otherwise.", todo: "", field: null };
  expect(troubleOf(make("g1", { status: "succeeded" }))).toBeNull();
  expect(troubleOf(make("g1", { status: "failed", error, settledMicro: 0, endedAt: "2026-11-24T00:00:09Z" }))).toEqual({
    title: error.title,
    detail: error.detail,
    next: "You paid nothing. Change the prompt; it is not sent elsewhere by itself.",
  });
  expect(
    troubleOf(
      make("g1", { status: "unknown", endedAt: "2026-11-24T00:00:09Z", attempts: [{ charged: "unknown" } as Generation["attempts"][number]] }),
    )?.next,
  ).toContain("not known");
  expect(troubleOf(make("g1", { status: "partial", count: 4, assets: [asset("a")] }))?.title).toBe("1 of 4 came out");
});

test("a recipe has the seed that was used, only where the task takes one", () => {
  expect(recipeOf(make("g1", { seed: 7, model: "openoak/picture" }))).toEqual({
    task: "text-to-image",
    input: { prompt: "prompt of g1", seed: 7 },
    model: "openoak/picture",
    count: 1,
  });
  expect(recipeOf(make("g1", { task: "text-to-speech", input: { text: "hi" }, seed: 7 })).input).toEqual({ text: "hi" });
});

test("cards that show more are expected higher", () => {
  const sound = tileHeight(make("g1", { status: "succeeded", assets: [asset("a", { kind: "audio" })] }), 300);
  const picture = tileHeight(make("g1", { status: "succeeded", assets: [asset("a")] }), 300);
  const failed = tileHeight(make("g1", { status: "failed" }), 300);
  expect(sound).toBeLessThan(picture);
  expect(failed).toBeLessThan(picture);
});
