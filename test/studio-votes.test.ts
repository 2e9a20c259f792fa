// Quality in the studio, in a real browser: two models' results of the same words beside each other for a vote and for a judge's opinion, a prompt rewritten, to take or to leave, and the best of several pictures and voices by a judge, with the last word for whoever asked.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { type OpenAiStandIn, startOpenAiStandIn } from "../src/providers/openai/stand-in.ts";
import { type Browser, launch, openPage, type Page, shotOf, signInLink } from "./browser.ts";
import { type Running, startServer, temporary, waitFor } from "./server.ts";

let folder = "";
let openai: OpenAiStandIn;
let server: Running;
let browser: Browser;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  folder = temporary("studio-votes");
  openai = await startOpenAiStandIn({ key: "sk-secret" });
  server = await startServer(folder, {
    OPENAI_API_KEY: "sk-secret",
    OAK_OPENAI_URL: openai.url,
    OAK_OPENROUTER_URL: openai.url,
  });
  for (const [model, prompt] of [
    ["gpt-image-1-mini", "an anime girl on a bicycle"],
    ["gpt-image-2", "an anime girl on a bicycle"],
    ["gpt-image-1.5", "something else"],
  ] as const)
    await server.client.call("generations.create", {
      body: { task: "text-to-image", input: { prompt, quality: "low", width: 1024, height: 1024 }, model },
      query: { wait: 30 },
    });
  browser = await launch();
  page = await openPage(browser, 1280, troubles);
  await page.goto(signInLink(server));
  await page.getByRole("textbox", { name: "Prompt" }).waitFor();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await openai?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("which of two is better is asked where another model made the same, and counts", async () => {
  await page
    .getByRole("article", { name: /anime girl/ })
    .first()
    .getByRole("button", { name: "Details", exact: true })
    .click();
  const part = page.getByRole("region", { name: "Which is better?" });
  const pair = part.getByRole("group", { name: /^Better: GPT Image 2 or GPT Image 1 mini$/i });
  await pair.waitFor();
  expect(await part.getByRole("listitem").count()).toBe(1);
  await shotOf(page, "versus");
  await pair.getByRole("button", { name: /mini/i }).click();
  await page.getByText("Counted, for anime: it weighs in when a model is chosen.").waitFor();
  expect(await pair.getByRole("button", { name: /mini/i }).getAttribute("aria-pressed")).toBe("true");
  const votes = async () => (await server.client.call("votes.list", { query: { task: "text-to-image" } })).data;
  expect(await votes()).toMatchObject([{ style: "anime", a: "openai/gpt-image-1-mini", b: "openai/gpt-image-2", aWins: 1, bWins: 0, ties: 0 }]);
  // Whoever thinks again has one vote still.
  await pair.getByRole("button", { name: "Alike" }).click();
  await waitFor(async () => (await votes())[0]!.ties === 1, "the second thought");
  expect(await votes()).toMatchObject([{ aWins: 0, bWins: 0, ties: 1 }]);
  expect(troubles.filter((text) => !/401/.test(text))).toEqual([]);
}, 60_000);

test("a judge says which it finds better, after its price was shown, in both orders and beside the person's vote, which stays as it is", async () => {
  const part = page.getByRole("region", { name: "Which is better?" });
  const voted = (await server.client.call("votes.list", { query: { task: "text-to-image" } })).data;
  const opinion = part.getByRole("region", { name: "A judge's opinion" });
  await part.getByRole("button", { name: "Ask a judge…" }).click();
  await opinion.getByText(/on OpenAI would look at both twice, once in each order: .*\$/).waitFor();
  await opinion.getByRole("combobox", { name: "Judge:" }).selectOption("openai/gpt-4o-mini");
  await opinion.getByText(/^GPT-4o mini on OpenAI would look at both twice/).waitFor();
  expect(openai.received.some(({ path }) => path.endsWith("/chat/completions"))).toBe(false);
  await shotOf(page, "check-priced");
  let looks = 0;
  openai.controls.say = () =>
    JSON.stringify({ scores: (looks += 1) % 2 === 1 ? [35, 88] : [88, 35], reason: looks === 1 ? "The bicycle has both wheels." : "Cleaner lines." });
  await opinion.getByRole("button", { name: "Ask it" }).click();
  await opinion.getByText("A machine's opinion").waitFor();
  await opinion.getByText("The bicycle has both wheels.").waitFor();
  expect(await opinion.getByRole("listitem").allTextContents()).toEqual([
    expect.stringMatching(/^GPT Image 2 35, then GPT Image 1 mini 88 of 100/i),
    expect.stringMatching(/^GPT Image 1 mini 88, then GPT Image 2 35 of 100/i),
  ]);
  expect(await opinion.locator("strong").textContent()).toMatch(/mini/i);
  await shotOf(page, "check-said");
  expect((await server.client.call("votes.list", { query: { task: "text-to-image" } })).data).toEqual(voted);
  expect(await part.getByRole("button", { name: "Alike" }).getAttribute("aria-pressed")).toBe("true");
  expect((await server.client.call("checks.list", {})).data).toMatchObject([{ outcome: "b", counts: true, judge: { model: "openai/gpt-4o-mini" } }]);
  expect(await server.client.call("models.page", { params: { id: "openai/gpt-image-2" } })).toMatchObject({ here: [{ votes: 1, checks: 1 }] });
  // Whoever comes back is told what it said before anything is paid again.
  await page.keyboard.press("Escape");
  await page
    .getByRole("article", { name: /anime girl/ })
    .nth(1)
    .getByRole("button", { name: "Details", exact: true })
    .click();
  openai.clear();
  await part.getByRole("button", { name: "Ask a judge…" }).click();
  await opinion.getByRole("combobox", { name: "Judge:" }).selectOption("openai/gpt-4o-mini");
  await opinion.getByText("It was asked before, and a new answer replaces this one:").waitFor();
  expect(await opinion.locator("strong").textContent()).toMatch(/mini/i);
  await shotOf(page, "check-before");
  expect(openai.received).toEqual([]);
  openai.controls.say = null;
  expect(troubles.filter((text) => !/401/.test(text))).toEqual([]);
}, 60_000);

test("a prompt is improved after its price was shown, beside the old words, and that can be undone", async () => {
  await page.keyboard.press("Escape");
  const prompt = page.getByRole("textbox", { name: "Prompt" });
  expect(await page.getByRole("button", { name: "Improve the prompt…" }).isDisabled()).toBe(true);
  await prompt.fill("a red fox");
  await page.getByRole("button", { name: "Improve the prompt…" }).click();
  const part = page.getByRole("region", { name: "Improve the prompt" });
  await part.getByText(/on OpenAI would rewrite it .*\$/).waitFor();
  expect(openai.received.some(({ path }) => path.endsWith("/chat/completions"))).toBe(false);
  await part.getByRole("button", { name: "Rewrite" }).click();
  await part.getByRole("button", { name: "Use it" }).waitFor();
  await shotOf(page, "improve");
  const better = (await part.locator("p").nth(1).textContent())!;
  await part.getByRole("button", { name: "Keep mine" }).click();
  expect(await prompt.inputValue()).toBe("a red fox");
  await page.getByRole("button", { name: "Improve the prompt…" }).click();
  await part.getByRole("button", { name: "Rewrite" }).click();
  await part.getByRole("button", { name: "Use it" }).click();
  expect(await prompt.inputValue()).toBe(better);
  await page.getByRole("button", { name: "Undo" }).click();
  expect(await prompt.inputValue()).toBe("a red fox");
  await page.getByRole("button", { name: "Improve the prompt…" }).click();
  await part.getByRole("button", { name: "No", exact: true }).click();
  openai.fault({ kind: "status", status: 400, body: { error: { message: "No.", code: "content_filter" } } });
  await page.getByRole("button", { name: "Improve the prompt…" }).click();
  await part.getByRole("button", { name: "Rewrite" }).click();
  expect((await part.getByRole("alert").textContent())!.length).toBeGreaterThan(20);
  await shotOf(page, "improve-failed");
  openai.fault(null);
  await part.getByRole("button", { name: "Close" }).click();
  expect(await page.getByRole("button", { name: "Improve the prompt…" }).isDisabled()).toBe(false);
  // The browser's console tells of the refusal too, and of nothing else.
  expect(troubles.splice(0).filter((text) => !/401|422/.test(text))).toEqual([]);
}, 60_000);

test("the best of several is chosen by a judge whose price is shown before, and its user has the last word", async () => {
  openai.controls.say = JSON.stringify({
    scores: [
      { picture: 1, score: 42, reason: "The fox has five legs." },
      { picture: 2, score: 91, reason: "A calm composition, and snow that looks like snow." },
    ],
    best: 2,
    reason: "It is the only one in which the fox stands in the snow.",
  });
  await page.getByRole("textbox", { name: "Prompt" }).fill("a red fox in the snow");
  const judge = page.getByRole("combobox", { name: "Who says which is best" });
  expect(await judge.count()).toBe(0);
  await page.getByRole("button", { name: "One more" }).click();
  await judge.selectOption("openai/gpt-4o-mini");
  await page.getByText(/to make 2, .*\$.* for GPT-4o mini on OpenAI to judge/).waitFor();
  await page.getByRole("button", { name: /^Generate · (up to|under) \$/ }).waitFor();
  await shotOf(page, "best-ready");
  await page.getByRole("button", { name: /^Generate/ }).click();
  const card = page.getByRole("article", { name: /red fox in the snow/ }).first();
  await card.getByText("Best", { exact: true }).waitFor();
  await shotOf(page, "best-card");
  await card.getByRole("button", { name: "Details", exact: true }).click();
  const part = page.getByRole("region", { name: "Which is the best?" });
  await part.getByText("It is the only one in which the fox stands in the snow.").waitFor();
  expect(await part.getByRole("listitem").first().textContent()).toContain("91 of 100A calm composition");
  await part.scrollIntoViewIfNeeded();
  await shotOf(page, "best-details");
  await part.getByRole("button", { name: "Number 2 is the best" }).click();
  await part.getByText("You chose otherwise than the judge.").waitFor();
  expect(await part.getByRole("listitem").first().textContent()).toContain("42 of 100");
  const { data } = await server.client.call("generations.list", { query: { limit: 1 } });
  expect(data[0]!.best).toMatchObject({ by: "user", asset: data[0]!.assets[0]!.id, judged: data[0]!.assets[1]!.id });
  await shotOf(page, "best-overruled");
  await part.getByRole("button", { name: "Number 1 is the best" }).click();
  await part.getByText("You chose otherwise").waitFor({ state: "detached" });
  // What cannot be read as scores is said, and the pictures are there.
  openai.controls.say = "Both are lovely.";
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "Prompt" }).fill("a blue fox in the snow");
  await page.getByRole("button", { name: /^Generate/ }).click();
  const other = page.getByRole("article", { name: /blue fox/ }).first();
  await other.getByRole("img").nth(1).waitFor();
  await waitFor(async () => (await server.client.call("generations.list", { query: { limit: 1 } })).data[0]!.best?.state === "unjudged", "the end");
  await other.getByRole("button", { name: "Details", exact: true }).click();
  await part.getByText("It was not judged.").waitFor();
  await shotOf(page, "best-unjudged");
  expect(troubles.filter((text) => !/401/.test(text))).toEqual([]);
}, 60_000);

test("of several voices the best is chosen by a judge that hears; who sees only is not to be had for it", async () => {
  openai.controls.say = JSON.stringify({
    scores: [
      { sound: 1, score: 88, reason: "Every word is there, and it breathes where one would." },
      { sound: 2, score: 35, reason: "It swallows the last word." },
    ],
    best: 1,
    reason: "It says the whole sentence, calmly.",
  });
  await server.client.call("providers.setKey", { params: { id: "openrouter" }, body: { key: "sk-secret" } });
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Voice" }).click();
  await page.getByRole("textbox", { name: "Prompt" }).fill("Welcome to the oak.");
  await page.getByRole("button", { name: "One more" }).click();
  const judge = page.getByRole("combobox", { name: "Who says which is best" });
  await judge.selectOption("google/gemini-3-flash");
  expect(await judge.getByRole("option", { name: /GPT/ }).count()).toBe(0);
  await page.getByText(/for Gemini 3 Flash \(preview\) on OpenRouter to judge/).waitFor();
  await shotOf(page, "best-voice-ready");
  await page.getByRole("button", { name: /^Generate/ }).click();
  const card = page.getByRole("article", { name: /Welcome to the oak/ }).first();
  await card.getByText("Best", { exact: true }).waitFor();
  await shotOf(page, "best-voice-card");
  await card.getByRole("button", { name: "Details", exact: true }).click();
  const part = page.getByRole("region", { name: "Which is the best?" });
  await part.getByText("It says the whole sentence, calmly.").waitFor();
  expect(await part.getByRole("listitem").first().textContent()).toContain("88 of 100Every word is there");
  expect(await part.getByRole("slider", { name: /Position in Number/ }).count()).toBe(2);
  await part.scrollIntoViewIfNeeded();
  await shotOf(page, "best-voice-details");
  await part.getByRole("button", { name: "Number 2 is the best" }).click();
  await part.getByText("You chose otherwise than the judge.").waitFor();
  expect(troubles.filter((text) => !/401/.test(text))).toEqual([]);
}, 60_000);
