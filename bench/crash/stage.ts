// What a scenario of the crash bench plays on: a database, the providers as a process of their own, and servers that can be started and killed. Judges nothing.
import { mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestPostgres, startPostgres } from "../../test/postgres.ts";
import { environment, ROOT, type Running, spawnServer, startServer, temporary } from "../../test/server.ts";
import type { Books, UpstreamControls } from "./stand-ins.ts";

export type DatabaseKind = "sqlite" | "postgres";

export interface Stage {
  database: DatabaseKind;
  /** The real Postgres, where there is one. */
  postgres: TestPostgres | null;
  /** Where the files of all processes lie. */
  folder: string;
  /** The environment of server number `index`, for a process or for an app in this one. */
  settings(index: number): Record<string, string>;
  folderOf(index: number): string;
  start(index: number): Promise<Running>;
  /** Starts one and waits for nothing. */
  spawn(index: number): ReturnType<typeof spawnServer>;
  books(): Promise<Books>;
  line(controls: Partial<UpstreamControls>): Promise<void>;
  close(): Promise<void>;
}

export const ADMIN_KEY = `oak_${"k".repeat(40)}`;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function startUpstream(controls: Partial<UpstreamControls>) {
  const command = [process.execPath, "run", join(ROOT, "bench", "crash", "stand-ins.ts"), JSON.stringify(controls)];
  const child = Bun.spawn(command, { cwd: ROOT, stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  const { value } = await child.stdout.getReader().read();
  const urls = JSON.parse(new TextDecoder().decode(value)) as { fal: string; openai: string; books: string };
  return { ...urls, child };
}

export interface StageOptions {
  database: DatabaseKind;
  controls?: Partial<UpstreamControls>;
  /** Where the files go, instead of a new temporary folder. */
  folder?: string;
  /** False: the providers cannot reach us, and jobs are only asked about. */
  webhooks?: boolean;
}

export async function setStage({ database, controls = {}, folder = temporary("crash"), webhooks = true }: StageOptions): Promise<Stage> {
  const postgres = database === "postgres" ? await startPostgres() : null;
  const name = `crash_${Date.now().toString(36)}${Math.floor(Math.random() * 1e6)}`;
  const databaseUrl = postgres ? await postgres.createDatabase(name) : `sqlite:${join(folder, "oak.db")}`;
  const upstream = await startUpstream(controls);
  const ports = [await freePort(), await freePort()];
  const folderOf = (index: number) => join(folder, `server-${index}`);
  const settings = (index: number) => ({
    DATABASE_URL: databaseUrl,
    BLOBS_URL: `file:${join(folder, "blobs")}`,
    OAK_SEAL_KEY: "s".repeat(40),
    OAK_ADMIN_KEY: ADMIN_KEY,
    OAK_CEILING_USD: "none",
    OAK_PORT: String(ports[index]),
    // Webhooks come here, to whichever process has this port, or to nobody while it is dead.
    ...(webhooks ? { OAK_PUBLIC_URL: `http://127.0.0.1:${ports[index]}` } : {}),
    FAL_KEY: "test-key-of-fal",
    OAK_FAL_URL: upstream.fal,
    OPENAI_API_KEY: "test-key-of-openai",
    OAK_OPENAI_URL: upstream.openai,
    // The stand-ins have room for all; what a real account allows at once is not what is measured here.
    OAK_FAL_CONCURRENCY: "2000",
    OAK_OPENAI_CONCURRENCY: "2000",
  });
  for (const index of [0, 1]) mkdirSync(folderOf(index), { recursive: true });
  return {
    database,
    postgres,
    folder,
    settings,
    folderOf,
    start: (index) => startServer(folderOf(index), settings(index)),
    spawn: (index) => spawnServer(folderOf(index), settings(index)),
    books: async () => (await fetch(upstream.books)).json() as Promise<Books>,
    line: async (changes) => void (await fetch(upstream.books, { method: "POST", body: JSON.stringify(changes) })),
    async close() {
      upstream.child.kill("SIGKILL");
      await upstream.child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** For an app inside this process, on the same data: its environment. */
export const environmentOf = (stage: Stage, index: number) => environment(stage.folderOf(index), stage.settings(index));
