// Models in the studio, in a real browser: found by name, task and openness, the five questions answered, a layer judged otherwise, by keyboard, on a phone, in the dark.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { type Browser, launch, openPage, type Page, shotOf, signInLink } from "./browser.ts";
import { type Running, startServer, temporary } from "./server.ts";

let folder = "";
let server: Running;
let browser: Browser;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  folder = temporary("studio-models");
  server = await startServer(folder);
  browser = await launch();
  page = await openPage(browser, 1280, troubles);
  await page.goto(signInLink(server));
  await page.getByRole("textbox", { name: "Prompt" }).waitFor();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const shot = (name: string) => shotOf(page, name, true);
const rows = () => page.getByRole("list", { name: "Models" }).getByRole("listitem");
const part = (title: string) => page.getByRole("region", { name: title });
const wide = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

test("the list holds all models and draws a windowful; search, task and openness narrow it, and stand in the address", async () => {
  await page.getByRole("link", { name: "Models", exact: true }).click();
  await page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
  await rows().first().waitFor();
  const all = Number(await rows().first().getAttribute("aria-setsize"));
  expect(all).toBeGreaterThan(350);
  expect(await rows().count()).toBeLessThan(60);
  await shotOf(page, "models-list");
  await page.getByRole("searchbox", { name: "Search models" }).fill("flux");
  await page.getByRole("combobox", { name: "Task" }).selectOption("text-to-image");
  await page.getByRole("combobox", { name: "Openness" }).selectOption("open-weights");
  await page.getByRole("link", { name: /FLUX\.1 \[schnell\]/ }).waitFor();
  expect(new URL(page.url()).search).toContain("open=open-weights");
  await page.reload();
  await page.getByRole("link", { name: /FLUX\.1 \[schnell\]/ }).waitFor();
  expect(await page.getByRole("link", { name: /FLUX\.1\.1 \[pro\]/ }).count()).toBe(0);
  await page.getByRole("searchbox", { name: "Search models" }).fill("no such thing");
  await page.getByText("No model fits these conditions.").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await page.getByText(`${all} models`).waitFor();
  await page.getByRole("checkbox", { name: "Only what can be used now" }).check();
  await page
    .getByRole("link", { name: /OpenOak Picture|Built-in/ })
    .first()
    .waitFor();
}, 60_000);

test("a page answers the five questions, short at the top and in full below, each figure with its source", async () => {
  await page.goto(`${server.url}/models?q=flux.1-dev`);
  await page.getByRole("link", { name: /FLUX\.1 \[dev\]/ }).click();
  await page.getByRole("heading", { name: "FLUX.1 [dev]", level: 1 }).waitFor();
  const short = page.getByRole("navigation", { name: "In short" });
  expect(await short.getByRole("link").allTextContents()).toEqual([
    "How open?open weights",
    expect.stringMatching(/^May I sell it\?Not by running it yourself; yes at \d+ services?$/),
    expect.stringMatching(/^Where does my input go\?To one of \d+ services$/),
    expect.stringMatching(/^What does it cost\?From \$0\.007\d? an example$/),
    expect.stringMatching(/^How good\?Wins \d+ of 100 against the middle one$/),
    expect.stringMatching(/^How safe\?Something is known of \d in 6 aspects$/),
    expect.stringMatching(/^What else\?\d+ more open, \d+ cheaper, \d+ allowed where this is not$/),
  ]);
  const titles = [
    "How open is it?",
    "May I sell what it makes?",
    "Where does my input go?",
    "What does it cost?",
    "What else?",
    "How good is it?",
    "How safe is it?",
    "What can I ask it for?",
  ];
  expect(await page.getByRole("heading", { level: 2 }).allTextContents()).toEqual(titles);
  const weights = part(titles[0]!).getByRole("listitem", { name: "weights", exact: true });
  await weights.getByText("The licence as it was read here.").waitFor();
  await part(titles[0]!).getByText("It reads prompts with").first().waitFor();
  await part(titles[1]!).getByText("Commercial use").first().waitFor();
  await part(titles[1]!)
    .getByText(/Not known: the terms of .*WaveSpeed/)
    .waitFor();
  expect(await part(titles[1]!).getByText("fal terms of service", { exact: true }).isVisible()).toBe(false);
  await part(titles[1]!)
    .getByText(/^Terms of the services that offer it/)
    .click();
  await part(titles[1]!).getByRole("heading", { name: "fal terms of service" }).waitFor();
  const replicate = part(titles[2]!).getByRole("listitem", { name: "Replicate" });
  await replicate.getByText("1 h", { exact: true }).waitFor();
  await replicate.getByText("Subprocessors", { exact: true }).waitFor();
  await replicate.getByText(/replicate\.com.*data-retention/).waitFor();
  await part(titles[3]!)
    .getByRole("row", { name: /Black Forest Labs/ })
    .getByText("$0.025 per image")
    .waitFor();
  await part(titles[4]!).getByRole("region", { name: "Cheaper" }).getByRole("link").first().waitFor();
  await part(titles[5]!).getByText("arena.ai text-to-image").waitFor();
  const product = part(titles[5]!).getByRole("list", { name: "By style" }).getByRole("listitem").filter({ hasText: "product" });
  await product.getByText(/^Products: 11\.24, where 10\.77 was to be expected\./).waitFor();
  await product.getByRole("link", { name: /HPSv3 benchmark/ }).waitFor();
  const filter = part(titles[6]!).getByRole("listitem", { name: "Filter on prompts and outputs" });
  await filter.getByText("A checker looks at each picture").waitFor();
  await filter.getByRole("link", { name: /Input schemas of these models at Replicate/ }).waitFor();
  await filter.getByText(/^Not known: .*Hugging Face/).waitFor();
  await part(titles[6]!).getByRole("listitem", { name: "Safety evaluation by others" }).getByText("not known").waitFor();
  await shot("models-page");
  for (const [id, name] of Object.entries({ good: "models-good", safe: "models-safe" })) {
    await page.evaluate((at) => document.getElementById(at)!.scrollIntoView(), id);
    await shotOf(page, name);
  }
  await short.getByRole("link", { name: /What does it cost/ }).click();
  await page.waitForFunction(() => location.hash === "#cost" && document.getElementById("cost")!.getBoundingClientRect().top < 120);
  await part(titles[4]!).getByRole("region", { name: "More open" }).getByRole("link").first().click();
  await page.waitForFunction(() => !location.pathname.endsWith("flux.1-dev") && scrollY === 0);
  await page.goBack();
  await page.getByRole("heading", { name: "FLUX.1 [dev]", level: 1 }).waitFor();
}, 60_000);

test("a chat model's page says whether it can be shown pictures, by whom and when", async () => {
  await page.goto(`${server.url}/models/openai/gpt-6-luna`);
  const chat = part("What can I ask it for?").getByRole("listitem").filter({ hasText: "Can be shown pictures" });
  await chat.getByText(/^yes models\.dev .*2026-09-22$/).waitFor();
  await chat.scrollIntoViewIfNeeded();
  await shotOf(page, "models-sight");
}, 60_000);

test("contradictions are open to the eye; a layer is judged otherwise with a reason, and given back", async () => {
  await page.goto(`${server.url}/models/meta/musicgen-large`);
  const layer = (name: string) => part("How open is it?").getByRole("listitem", { name, exact: true });
  await layer("weights").getByText("Sources differ: 1 other claim").waitFor();
  await layer("weights").getByText("European Open Source AI Index").waitFor();
  await page.getByText("Judge a layer otherwise").click();
  await page.getByRole("combobox", { name: "Layer" }).selectOption("evaluation");
  await page.getByRole("combobox", { name: "is" }).selectOption("unknown");
  await page.getByRole("textbox", { name: "because" }).fill("the paper was withdrawn");
  await page.getByRole("button", { name: "Judge", exact: true }).click();
  await layer("evaluation").getByText("The paper was withdrawn.").waitFor();
  await layer("evaluation").getByText("the studio").waitFor();
  await shot("models-override");
  await layer("evaluation").getByRole("button", { name: "Remove the override" }).click();
  await layer("evaluation").getByText("The paper was withdrawn.").waitFor({ state: "hidden" });
}, 60_000);

test("an address of nothing says so; a companion says what needs it", async () => {
  await page.goto(`${server.url}/models/nobody/nothing`);
  await page.getByRole("alert").filter({ hasText: 'There is no model "nobody/nothing".' }).waitFor();
  await page.goto(`${server.url}/models/google/t5-v1.1-xxl`);
  await page.getByText("For nothing by itself: other models need it.").waitFor();
  await page.getByRole("link", { name: "FLUX.1 [schnell]" }).waitFor();
}, 60_000);

test("it is reached by keyboard, from a plan and from a provider, and leads back to making", async () => {
  await page.goto(server.url);
  await page.getByRole("textbox", { name: "Prompt" }).fill("an oak");
  const plan = page.getByRole("region", { name: "Who would do it" });
  await plan.getByRole("link").first().click();
  await page.getByRole("heading", { name: "How open is it?" }).waitFor();
  await page.getByRole("button", { name: "Use it" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Prompt" }).waitFor();
  await page.goto(`${server.url}/providers`);
  await page.locator("summary").filter({ hasText: "Black Forest Labs" }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "FLUX.1 [dev]" }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "FLUX.1 [dev]", level: 1 }).waitFor();
}, 60_000);

test("fits a phone, and stands in the dark", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/models", "/models/meta/llama-3.1-8b", "/models/black-forest-labs/flux.1-dev"]) {
    await page.goto(server.url + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll("main li").length > 3);
    expect(await wide(), path).toBeLessThanOrEqual(0);
    await shotOf(page, `phone${path.replaceAll("/", "-")}`, path !== "/models");
  }
  await page.evaluate(() => (document.documentElement.dataset.theme = "dark"));
  await shot("models-phone-dark");
  await page.setViewportSize({ width: 1280, height: 900 });
  await shot("models-page-dark");
  expect(troubles.filter((text) => !/404/.test(text))).toEqual([]);
}, 60_000);

test("is open good enough: a sentence, the figures and a chart for each task, and other answers for another use", async () => {
  await page.goto(`${server.url}/models`);
  await page.getByRole("link", { name: /Is open good enough/ }).click();
  const task = page.getByRole("region", { name: "Image from text" });
  await task.getByText("Ideogram 4.0 is preferred in 22 of 100 comparisons").waitFor();
  expect(await task.locator("svg circle").count()).toBe(12);
  await task.getByText("As a table").click();
  expect(await task.getByRole("row").count()).toBe(7);
  await task.getByRole("cell", { name: "113 (106.3 to 119.7)" }).waitFor();
  await shotOf(page, "gap", true);
  await page.getByLabel("For commercial use").check();
  await page.getByLabel("Used in").fill("de");
  await task.getByText("Qwen-Image 2512 is preferred").waitFor();
  await task.getByRole("link", { name: "Qwen-Image 2512" }).click();
  await page.getByRole("heading", { name: "Qwen-Image 2512", level: 1 }).waitFor();
}, 60_000);
