// `oak start`: serves the studio and the API until told to stop, and says where, and what is on.
import { existsSync, readdirSync, statSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import type { App } from "../app.ts";
import type { Config } from "../config.ts";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { SERVER_FILE } from "./connect.ts";
import { say, table } from "./output.ts";

const ROOT = join(import.meta.dir, "..", "..");

export const startCommand = (config: Config): Command =>
  new Command("start")
    .description("Serve the studio and the API (OAK_HOST, OAK_PORT, OAK_DATA and others configure it)")
    .option("-p, --port <port>", "instead of OAK_PORT; 0 takes any free one")
    .option("--json", "say where and what is on as one line of JSON, and write the log so too")
    .option("--json-log", "write only the log as one JSON object a line")
    .action(async (options: { port?: string; json?: boolean; jsonLog?: boolean }) => {
      const json = options.json ?? false;
      await buildStudio();
      const { openApp } = await import("../app.ts");
      const opening = Promise.withResolvers<App>();
      // The port first: where it is taken, a second server must not have begun work that it then drops.
      const server = serve(config, opening.promise, portOf(options.port) ?? config.port);
      opening.resolve(openApp(config, { log: logger(json || (options.jsonLog ?? false)) }));
      const app = await opening.promise;
      const url = `http://${hostOf(config)}:${server.port}`;
      await writeFile(join(config.dataDir, SERVER_FILE), JSON.stringify({ url, pid: process.pid }), { mode: 0o600 });
      await app.discovered;
      await (json ? tell : greet)(config, app, url);
      await untilTold();
      say("\nStopping. What is under way goes on at the next start; an answer that was bought is waited for (Ctrl+C again: not even that).");
      await server.stop(true);
      await forget(config);
      await app.close();
      process.exit(0);
    });

function portOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535)
    throw new AppError("request.invalid", `--port must be a whole number from 0 to 65535, not "${text}".`, { field: "port" });
  return Number(text);
}

function hostOf({ host }: Config): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

/** Takes our address out of the data folder, unless another server has put its own there since. */
async function forget(config: Config): Promise<void> {
  const path = join(config.dataDir, SERVER_FILE);
  const text = await readFile(path, "utf8").catch(() => "");
  if (text.includes(`"pid":${process.pid}}`)) await rm(path, { force: true });
}

function serve(config: Config, app: Promise<App>, port: number) {
  try {
    return Bun.serve({
      hostname: config.host,
      port,
      idleTimeout: 0,
      maxRequestBodySize: LIMITS.uploadBytes + 1024 * 1024,
      fetch: async (request) => (await app).fetch(request),
    });
  } catch (error) {
    if ((error as { code?: string }).code === "EADDRINUSE")
      throw new AppError("unavailable", `Port ${port} is taken. Set OAK_PORT to another, or stop what runs there.`);
    throw error;
  }
}

/** What `greet` says, for a program that starts us. */
async function tell(config: Config, app: App, url: string): Promise<void> {
  const providers = app.providers().map(({ id, title, state, reason, hint }) => ({ id, title, state, reason, hint }));
  console.log(
    JSON.stringify({ version: config.version, url, signIn: `${url}/?token=${await app.signInToken()}`, dataDir: config.dataDir, providers }),
  );
}

async function greet(config: Config, app: App, url: string): Promise<void> {
  const rows = app
    .providers()
    .map((provider) => [
      provider.state === "on" ? "  on " : "  off",
      provider.title,
      provider.state === "on" ? provider.reason : `${provider.reason}. ${provider.hint ?? ""}`,
    ]);
  console.log(`OpenOak ${config.version}

Studio     ${url}/?token=${await app.signInToken()}
           (the link signs you in once; \`oak key --sign-in\` gives another)
API        ${url}/v1   docs ${url}/docs   key: \`oak key\`
Data       ${config.dataDir}

Providers
${table(rows.toSorted((a, b) => (a[0] === b[0] ? 0 : a[0] === "  on " ? -1 : 1)))}

Ctrl+C stops.`);
}

function logger(json: boolean) {
  return (message: string, detail: Record<string, unknown> = {}) => {
    if (json) say(JSON.stringify({ message, ...detail }));
    else
      console.error(
        `! ${message} ${Object.entries(detail)
          .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
          .join(" ")}`,
      );
  };
}

/** Resolves on the first polite signal; a second one ends the process at once. */
function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    let told = false;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (told) process.exit(130);
        told = true;
        resolve();
      });
    }
  });
}

function newest(folder: string): number {
  return Math.max(
    0,
    ...readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.name !== "dist")
      .map((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
      }),
  );
}

/** Builds the page where it is missing or older than its source; once, and not where the source was not shipped. */
async function buildStudio(): Promise<void> {
  const built = join(ROOT, "web", "dist", "index.html");
  if (!existsSync(join(ROOT, "web", "vite.config.ts"))) return;
  if (
    existsSync(built) &&
    statSync(built).mtimeMs >= Math.max(newest(join(ROOT, "web")), newest(join(ROOT, "src", "spec")), newest(join(ROOT, "src", "sdk")))
  )
    return;
  say("Building the studio, once …");
  // In a process of its own: the builder takes three hundred megabytes, which a server would keep for as long as it runs.
  const command = [process.execPath, join(ROOT, "node_modules", "vite", "bin", "vite.js"), "build", "--config", join(ROOT, "web", "vite.config.ts")];
  const child = Bun.spawn([...command, "--logLevel", "error"], { cwd: ROOT, stdin: "ignore", stdout: "ignore", stderr: "pipe" });
  const [said, code] = await Promise.all([new Response(child.stderr).text(), child.exited]);
  if (code !== 0) {
    // The API and what runs must not wait for a page.
    const lines = said.split("\n").flatMap((line) => line.trim() || []);
    const reason = lines.find((line) => /error/i.test(line)) ?? lines[0] ?? `the builder ended with ${code}`;
    console.error(
      `! The studio could not be built (${reason}). ${existsSync(built) ? "The last one that was is served." : "Only the API is served."}`,
    );
  }
}
