// Starts OpenOak for tests: as a real process that can be killed, or in this process with the same door. Holds no assertion.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, type AppOptions, openApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { type Client, createClient } from "../src/sdk/sdk.ts";
import type { AppError } from "../src/spec/error.ts";

export const ROOT = join(import.meta.dir, "..");
const MAIN = join(ROOT, "src", "cli", "cli.ts");

export const temporary = (name: string): string => mkdtempSync(join(tmpdir(), `oak-${name}-`));

export interface Running {
  url: string;
  key: string;
  client: Client;
  process: Bun.Subprocess<"ignore", "pipe", "pipe">;
  /** SIGKILL, as when the power goes. */
  kill(): Promise<void>;
  /** SIGTERM, and waits until it has closed. */
  stop(): Promise<void>;
  output(): string;
}

/** The environment of a test's server: nothing of the machine's own keys, nothing found on its ports. */
export function environment(dataDir: string, more: Record<string, string> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "/tmp", OAK_DATA: dataDir, OAK_PORT: "0", OAK_DISCOVER: "off", ...more };
}

/** `oak start` as a process of its own; nobody waits until it answers. */
export function spawnServer(dataDir: string, more: Record<string, string> = {}): Bun.Subprocess<"ignore", "pipe", "pipe"> {
  return Bun.spawn([process.execPath, MAIN, "start"], {
    cwd: ROOT,
    env: environment(dataDir, more),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** `oak start` as a process of its own; resolves once it answers. */
export async function startServer(dataDir: string, more: Record<string, string> = {}): Promise<Running> {
  rmSync(join(dataDir, "server.json"), { force: true });
  const child = spawnServer(dataDir, more);
  let text = "";
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) text += decoder.decode(chunk, { stream: true });
  };
  void collect(child.stdout);
  void collect(child.stderr);
  const url = await waitFor(() => {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${text}`);
    try {
      return (JSON.parse(readFileSync(join(dataDir, "server.json"), "utf8")) as { url: string }).url;
    } catch {
      return null;
    }
  }, `the server to start\n${text}`).catch((thrown: unknown) => {
    child.kill("SIGKILL"); // nobody else knows of it
    throw thrown;
  });
  const key = more.OAK_ADMIN_KEY ?? readFileSync(join(dataDir, "admin.key"), "utf8").trim();
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    child.kill(signal);
    await child.exited;
  };
  return {
    url,
    key,
    client: createClient({ baseUrl: url, key }),
    process: child,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    output: () => text,
  };
}

export interface InProcess {
  app: App;
  key: string;
  client: Client;
  dataDir: string;
  close(): Promise<void>;
}

/** The whole application in this process, behind its door. */
export async function openInProcess(more: Record<string, string> = {}, options: AppOptions & { dataDir?: string } = {}): Promise<InProcess> {
  const dataDir = options.dataDir ?? temporary("app");
  const app = await openApp(readConfig(environment(dataDir, more)), {
    ...options,
    log: (message, detail) => (process.env.OAK_TEST_LOG ? console.error(message, detail) : undefined),
  });
  await app.discovered;
  return {
    app,
    key: app.adminKey,
    client: createClient({ baseUrl: "http://localhost", key: app.adminKey, fetch: app.fetch }),
    dataDir,
    close: async () => {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The error that it is refused with; null where it is not refused. */
export const refusal = (promise: Promise<unknown>): Promise<AppError | null> =>
  promise.then(
    () => null,
    (thrown: AppError) => thrown,
  );

/** Asks until there is an answer; fails after a bound that only a hang reaches. */
export async function waitFor<T>(
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  what: string,
  ms = 60_000,
): Promise<T> {
  const until = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > until) throw new Error(`waited too long for ${what}`);
    await Bun.sleep(25);
  }
}
