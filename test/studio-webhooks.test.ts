// Webhooks in the studio, in a real browser, with a receiver on loopback: add one, see the secret once, test it, see it switched off, switch it on and replay.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { Webhook } from "standardwebhooks";
import { type Receiver, startReceiver } from "../src/webhooks/receiver.fixture.ts";
import { type Browser, launch, openPage, type Page, shotOf, signInLink } from "./browser.ts";
import { type Running, startServer, temporary, waitFor } from "./server.ts";

let folder = "";
let receiver: Receiver;
let server: Running;
let browser: Browser;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  folder = temporary("studio-webhooks");
  receiver = startReceiver();
  server = await startServer(folder, { OAK_WEBHOOK_ORIGINS: receiver.origin });
  browser = await launch();
  page = await openPage(browser, 1280, troubles);
  await page.goto(signInLink(server));
  await page.getByRole("textbox", { name: "Prompt" }).waitFor();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await receiver?.close();
  rmSync(folder, { recursive: true, force: true });
});

const shot = (name: string) => shotOf(page, name, true);
const section = () => page.getByRole("region", { name: "Webhooks" });
const row = () => section().getByRole("listitem", { name: receiver.url });
const beep = () =>
  server.client.call("generations.create", { body: { task: "text-to-sound", input: { prompt: "beep", seconds: 1 } }, query: { wait: 30 } });

test("is added with its secret shown once, and a test is taken", async () => {
  await page.getByRole("link", { name: /Account/ }).click();
  const url = section().getByRole("textbox", { name: "Tell another URL" });
  await url.fill("https://10.0.0.1/hooks");
  await section().getByRole("button", { name: "Add" }).click();
  await section().getByRole("alert").filter({ hasText: "may not be fetched" }).waitFor();
  await url.fill(receiver.url);
  await section().getByRole("checkbox", { name: "generation.succeeded" }).check();
  await section().getByRole("button", { name: "Add" }).click();
  const shown = section().getByRole("status", { name: "Secret" });
  const secret = (await shown.locator("code").textContent())!;
  expect(secret).toStartWith("whsec_");
  await shot("webhook-secret");
  await shown.getByRole("button", { name: "I have it" }).click();
  await shown.waitFor({ state: "hidden" });
  await row().getByText("told of generation.succeeded").waitFor();
  await row().getByRole("button", { name: "Test" }).click();
  await page.getByText("Taken with 200.").waitFor();
  expect(new Webhook(secret).verify(receiver.got[0]!.body, receiver.got[0]!.headers)).toMatchObject({ type: "webhook.test" });
  await page.reload();
  await row().waitFor();
  expect(await page.locator("body").textContent()).not.toContain("whsec_");
}, 60_000);

test("that is gone is switched off with a notice on every page, and what it missed is replayed", async () => {
  receiver.answer(() => 410);
  const { id } = await beep();
  await waitFor(async () => (await server.client.call("webhooks.list")).data[0]!.disabledReason, "it to be switched off");
  receiver.answer(() => 200);
  await page.goto(server.url);
  await page.getByRole("alert").filter({ hasText: "switched off" }).getByRole("link", { name: "Look at it" }).click();
  await row().getByText("It answered 410: it is gone for good.").waitFor();
  await row().getByRole("button", { name: "Deliveries" }).click();
  const dead = row().getByRole("list", { name: "Deliveries" }).getByRole("listitem").filter({ hasText: "generation.succeeded" });
  await dead.getByText("Given up after 1 try").waitFor();
  await shot("webhook-off");
  expect(await row().getByRole("button", { name: "Replay what was missed" }).isDisabled()).toBe(true);
  await row().getByRole("button", { name: "Switch on" }).click();
  await row().getByText("On, told of").waitFor();
  await row().getByRole("button", { name: "Replay what was missed" }).click();
  await dead.getByText("Taken with 200").waitFor();
  expect(receiver.of("generation.succeeded", id as string)).toHaveLength(2);
  await dead.getByRole("button", { name: "Replay" }).click();
  await waitFor(() => receiver.of("generation.succeeded").length === 3, "the replay");
  expect(await page.getByRole("alert").count()).toBe(0);
  await shot("webhook-on");
}, 60_000);

test("fits a phone", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  await shot("webhook-phone");
  await page.setViewportSize({ width: 1280, height: 900 });
}, 60_000);

test("is removed after a second look; the console had no error", async () => {
  await row().getByRole("button", { name: "Remove" }).click();
  await row().getByRole("button", { name: "Really remove" }).click();
  await row().waitFor({ state: "hidden" });
  expect((await server.client.call("webhooks.list")).data).toEqual([]);
  expect(troubles.filter((text) => !/401|400/.test(text))).toEqual([]);
}, 60_000);
