// The real browser of the studio's tests: started alike, its errors collected, pictures kept for who wants to look. Knows no page.
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import { type Browser, type Page, chromium as playwright } from "playwright-core";
import type { Running } from "./server.ts";

export type { Browser, Page };

export const launch = async (): Promise<Browser> =>
  playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args, "--autoplay-policy=no-user-gesture-required"],
    headless: true,
  });

/** A page without motion; what it complains of goes into `troubles`. */
export async function openPage(browser: Browser, width: number, troubles: string[]): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce" })).newPage();
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(String(error)));
  return page;
}

/** The link that the server printed at its start; it signs in once. */
export const signInLink = (server: Running): string => /(http:\S+\/\?token=\w+)/.exec(server.output())![1]!;

/** For a person who wants to look: OAK_SHOTS=folder keeps pictures of each step. */
export async function shotOf(page: Page, name: string, fullPage = false): Promise<void> {
  if (process.env.OAK_SHOTS) await page.screenshot({ path: join(process.env.OAK_SHOTS, `${name}.png`), fullPage });
}
