// The account page in the studio, in a real browser: policies bind and are undone; budgets are set, metered, refuse and are removed; the ledger says in words who paid what and why something was freed.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { type FalStandIn, startFalStandIn } from "../src/providers/fal/stand-in.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "../src/providers/openai/stand-in.ts";
import { type Browser, launch, openPage, type Page, shotOf, signInLink } from "./browser.ts";
import { type Running, startServer, temporary } from "./server.ts";

let folder = "";
let openai: OpenAiStandIn;
let fal: FalStandIn;
let server: Running;
let browser: Browser;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  folder = temporary("studio-money");
  openai = await startOpenAiStandIn({ key: "sk-secret" });
  fal = await startFalStandIn({ key: "fal-secret" });
  server = await startServer(folder, { OPENAI_API_KEY: "sk-secret", OAK_OPENAI_URL: openai.url, OAK_FAL_URL: fal.url });
  // The stand-in counts four times the tokens that a low picture is quoted at: the operator's. And one prompt is refused.
  for (const prompt of ["a fox", "[refuse]"])
    await server.client.call("generations.create", {
      body: { task: "text-to-image", input: { prompt, quality: "low", width: 1024, height: 1024 }, model: "gpt-image-1-mini" },
      query: { wait: 30 },
    });
  await server.client.call("projects.create", { body: { name: "Posters" } });
  browser = await launch();
  page = await openPage(browser, 1280, troubles);
  await page.goto(signInLink(server));
  await page.getByRole("textbox", { name: "Prompt" }).waitFor();
  await page.goto(`${server.url}/account`);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await openai?.close();
  await fal?.close();
  rmSync(folder, { recursive: true, force: true });
});

const shot = (name: string) => shotOf(page, name, true);
const part = (name: string) => page.getByRole("region", { name, exact: true });
const form = () => page.getByRole("form", { name: "Set a budget" });

test("a budget is set from the form, with a meter for what was spent before it too", async () => {
  await part("Budgets").getByText("None.").waitFor();
  await form().getByRole("button", { name: "Set the budget" }).click();
  await form().getByRole("alert").getByText("Give a limit").waitFor();
  // of all time: a day may end in the middle of a test
  await form().getByLabel("Within").selectOption("total");
  await form().getByLabel("Dollars in all").fill("0.01");
  await form().getByLabel("Generations in all").fill("1");
  await form().getByRole("button", { name: "Set the budget" }).click();
  const meter = part("Budgets").getByRole("meter", { name: "Generations: The whole organization" });
  await meter.waitFor();
  expect(await meter.getAttribute("aria-valuetext")).toBe("1 of 1 generation in all");
  expect(await meter.getAttribute("aria-valuenow")).toBe("1");
  const money = await part("Budgets").getByRole("meter", { name: "Money: The whole organization" }).getAttribute("aria-valuetext");
  expect(money).toMatch(/^\$0\.00\d+ of \$0\.01 in all$/);
  expect(await form().getByLabel("Dollars a day").inputValue()).toBe("");
  await shot("budgets");
}, 60_000);

test("another is set for a project; what was set can be removed, and that undone", async () => {
  await form().getByLabel("For").selectOption({ label: "Project “Posters”" });
  await form().getByLabel("Within").selectOption("month");
  await form().getByLabel("Dollars a month").fill("5");
  await form().getByRole("button", { name: "Set the budget" }).click();
  const row = part("Budgets").getByRole("listitem").filter({ hasText: "Project “Posters”" });
  await row.getByText("$0.00 of $5.00 a month").waitFor();
  await row.getByRole("button", { name: /^Remove/ }).click();
  await row.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await row.getByText("$0.00 of $5.00 a month").waitFor();
  expect((await server.client.call("budgets.list")).data.map(({ scope }) => scope)).toEqual(["organization", "project"]);
}, 60_000);

test("a policy is set from a preset, binds what is made, and can be removed, and that undone", async () => {
  const policies = part("Policies");
  const set = page.getByRole("form", { name: "Set a policy" });
  await policies.getByText("None.").waitFor();
  await set.getByRole("button", { name: "Set the policy" }).click();
  await set.getByRole("alert").getByText("Give it a name").waitFor();
  await set.getByRole("button", { name: "Only on my machines" }).click();
  expect(await set.getByLabel("Only on your own machines").isChecked()).toBe(true);
  await set.getByLabel("Name").fill("At home");
  await set.getByLabel("Highest price").fill("0.25");
  await set.getByRole("button", { name: "Set the policy" }).click();
  const row = policies.getByRole("listitem").filter({ hasText: "At home" });
  await row.getByText("only on your own machines").waitFor();
  await row.getByText("The whole organization · version 1").waitFor();
  await shot("policies");

  await page.goto(`${server.url}/`);
  await page.getByRole("textbox", { name: "Prompt" }).fill("a fox at home");
  const who = page.getByRole("region", { name: "Who would do it" });
  await who.getByText("Within the policy “At home”").waitFor();
  await who.getByText("Built-in").first().waitFor();
  await page.goto(`${server.url}/account`);
  await row.getByRole("button", { name: "Remove the policy: At home" }).click();
  await row.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await row.getByText("version 1").waitFor();
  await row.getByRole("button", { name: "Remove the policy: At home" }).click();
  await row.waitFor({ state: "detached" });
}, 60_000);

test("the ledger says what the operator paid, and why something was freed", async () => {
  const text = await part("Ledger").innerText();
  expect(text).toContain("Paid by the operator, above the quote");
  expect(text).toMatch(/the provider counts \$0\.0\d+ more than the quote, which is a cap: the operator pays it/);
  expect(text).toContain("nothing arrived: The provider refused the prompt.");
  const file = page.waitForEvent("download");
  await part("Ledger").getByRole("link", { name: "All of it as CSV" }).click();
  expect((await file).suggestedFilename()).toBe("openoak-ledger.csv");
}, 60_000);

test("what a budget refuses is told where it was asked for, before anything begins", async () => {
  await page.goto(server.url);
  await page.getByRole("textbox", { name: "Prompt" }).fill("one too many");
  await page.waitForFunction(() =>
    [...document.querySelectorAll("button")].some((each) => /^Generate/.test(each.textContent ?? "") && !each.disabled),
  );
  await page.getByRole("button", { name: /^Generate/ }).click();
  await shot("refused");
  await page
    .getByText(/the budget of \$0\.01 in all for the organization leaves/)
    .first()
    .waitFor();
  await shot("refused");
  expect((await server.client.call("generations.list", { query: {} })).data.length).toBe(2);
}, 60_000);

test("it fits a phone, and nothing went wrong in its console but the refusal", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.url}/account`);
  await part("Budgets").getByRole("meter").first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  await shot("budgets-phone");
  expect(troubles.filter((text) => !/401|402/.test(text))).toEqual([]);
}, 60_000);

test("a limit and a second try are set under Advanced, told beside the price, and sent", async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(server.url);
  await page.getByRole("textbox", { name: "Prompt" }).fill("a fox that is late");
  await page.getByRole("button", { name: "Advanced" }).click();
  await page.getByLabel("Price limit (US dollars)").fill("0.2");
  await page.getByLabel("For a second try (US dollars)").fill("0.05");
  await page.getByText("and up to $0.05 for a second try, if the first is slow").waitFor();
  await page.getByRole("button", { name: "Advanced 2 set" }).waitFor();
  await shot("second-try");
  const [request] = await Promise.all([
    page.waitForRequest((sent) => sent.method() === "POST" && new URL(sent.url()).pathname === "/v1/generations"),
    page.locator("[data-generate]").click(),
  ]);
  expect(request.postDataJSON()).toMatchObject({ hedge: { maxCostMicro: 50_000 }, constraints: { maxCostMicro: 200_000 } });
  for (const label of ["Price limit (US dollars)", "For a second try (US dollars)"]) await page.getByLabel(label).fill("");
  await page.getByRole("button", { name: "Advanced", exact: true }).waitFor();
  await page.goto(`${server.url}/account`);
}, 60_000);

test("what has no known price is asked under a limit only, and the limit stands on the button", async () => {
  await server.client.call("providers.setKey", { params: { id: "fal" }, body: { key: "fal-secret" } });
  await page.goto(`${server.url}/models/luma/photon`);
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByRole("textbox", { name: "Prompt" }).fill("a lighthouse");
  await page.getByText(/The price of .* is not known\. Give a highest price to use it\./).waitFor();
  await page.locator("[data-generate]:disabled").waitFor();
  await page.getByRole("button", { name: "Advanced" }).click();
  await page.getByLabel("Price limit (US dollars)").fill("0.02");
  await page.getByText("Generate · up to $0.02").waitFor();
  await shot("price-unknown");
  const [request] = await Promise.all([
    page.waitForRequest((sent) => sent.method() === "POST" && new URL(sent.url()).pathname === "/v1/generations"),
    page.locator("[data-generate]").click(),
  ]);
  expect(request.postDataJSON()).toMatchObject({ model: "luma/photon", constraints: { maxCostMicro: 20_000 } });
}, 60_000);
