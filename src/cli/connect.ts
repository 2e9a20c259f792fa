// Finds the server that a command talks to: the one named, the one that runs on this data folder, or this very process with the same API inside.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { type Client, createClient } from "../sdk/sdk.ts";

export interface Connection {
  client: Client;
  /** True where the work is done in this process, so that it must stay until the end. */
  inProcess: boolean;
  close(): Promise<void>;
}

/** Where a running server says how to reach it, in its data folder. */
export const SERVER_FILE = "server.json";

async function adminKey(config: Config): Promise<string | null> {
  if (config.adminKey) return config.adminKey;
  return (await readFile(join(config.dataDir, "admin.key"), "utf8").catch(() => "")).trim() || null;
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(800) }).catch(() => null);
  const body: any = await response?.json().catch(() => null);
  return body?.status === "ok";
}

/** The server that runs on this data folder, if one answers. */
export async function runningUrl(config: Config): Promise<string | null> {
  const file = await readFile(join(config.dataDir, SERVER_FILE), "utf8").catch(() => null);
  if (!file) return null;
  try {
    const { url } = JSON.parse(file) as { url: string };
    return (await answers(url)) ? url : null;
  } catch {
    return null;
  }
}

/** `work`: take up what waits in the data folder. A command that only looks must not: what it began would be cut off at its end. */
export async function connect(config: Config, { work = false } = {}): Promise<Connection> {
  const url = config.serverUrl ?? (await runningUrl(config));
  const key = config.serverKey ?? (await adminKey(config));
  if (url) return { client: createClient({ baseUrl: url, key: key ?? undefined }), inProcess: false, close: async () => undefined };
  const { openApp } = await import("../app.ts");
  const app = await openApp(config, { work });
  await app.discovered;
  return {
    client: createClient({ baseUrl: "http://localhost", key: config.serverKey ?? app.adminKey, fetch: app.fetch }),
    inProcess: true,
    close: app.close,
  };
}
