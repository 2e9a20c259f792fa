// Quality in the studio, in a real browser: two models' results of the same words beside each other for a vote, and a prompt rewritten, to take or to leave.
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
  server = await startServer(folder, { OPENAI_API_KEY: "sk-secret", OAK_OPENAI_URL: openai.url });
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
}, 60_000);
