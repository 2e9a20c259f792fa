// Starts OpenOak as a real process with the bench's providers in place of Groq, Together AI, fal and BytePlus, kills it and starts it again. Knows no fault.
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { type Running, startServer, temporary } from "../../test/server.ts";
import { type Door, oakDoor } from "./doors.ts";
import type { Gateway } from "./media-bench.ts";

const KEY = `oak_${"b".repeat(40)}`;
const SEAL = "s".repeat(40);

/** Models that two of the providers offer at the same price, so that neither a price nor a quote stands between them; the first is asked first. */
export const MODELS = {
  /** Groq, then Together AI: 0.15 and 0.60 dollars for a million tokens. */
  chat: "openai/gpt-oss-120b",
  /** fal, then Together AI: 0.04 dollars a megapixel. */
  queue: "black-forest-labs/flux.1.1-pro",
  /** BytePlus, then fal: 0.03 dollars a picture. */
  images: "bytedance/seedream-4",
} as const;
export const CHAT_PRICE = { input: 150_000, output: 600_000 };
/** Micros for one picture of the bench's sizes (SIDE_PX), by the provider's name of the model. */
export const priceOf = (remote: string): number => (/seedream/.test(remote) ? 30_000 : 50_176);

export const chatSettings = (first: string, second: string): Record<string, string> => ({
  GROQ_API_KEY: "bench-key-of-the-first",
  OAK_GROQ_URL: `${first}/v1`,
  TOGETHER_API_KEY: "bench-key-of-the-second",
  OAK_TOGETHER_URL: second,
});

export const mediaSettings = (queue: string, images: string): Record<string, string> => ({
  FAL_KEY: "bench-key-of-the-queue",
  OAK_FAL_URL: queue,
  TOGETHER_API_KEY: "bench-key-of-together",
  OAK_TOGETHER_URL: images,
  ARK_API_KEY: "bench-key-of-byteplus",
  OAK_BYTEPLUS_URL: `${images}/api/v3`,
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

export interface OwnGateway extends Gateway {
  door(): Door;
  output(): string;
  close(): Promise<void>;
}

/** `OAK_PUBLIC_URL` "self" becomes the address at which it listens. */
export async function startGateway(settings: Record<string, string>): Promise<OwnGateway> {
  const folder = temporary("faults");
  const port = await freePort();
  const own = {
    OAK_PORT: String(port),
    OAK_ADMIN_KEY: KEY,
    OAK_SEAL_KEY: SEAL,
    ...settings,
    ...(settings.OAK_PUBLIC_URL === "self" ? { OAK_PUBLIC_URL: `http://127.0.0.1:${port}` } : {}),
  };
  const more: { server: Running; folder: string }[] = [];
  let server = await startServer(folder, own);
  let said = "";

  return {
    door: () => oakDoor(server.url, KEY),
    output: () => said + server.output(),
    async restart() {
      await server.kill();
      said += server.output();
      server = await startServer(folder, own);
    },
    async second() {
      const apart = temporary("faults-second");
      const shared = { DATABASE_URL: `sqlite:${folder}/oak.db`, BLOBS_URL: `file:${folder}/blobs` };
      const other = await startServer(apart, { ...own, ...shared, OAK_PORT: "0" });
      more.push({ server: other, folder: apart });
      return oakDoor(other.url, KEY);
    },
    async close() {
      await Promise.all([server, ...more.map((each) => each.server)].map((each) => each.kill()));
      for (const each of [folder, ...more.map((other) => other.folder)]) rmSync(each, { recursive: true, force: true });
    },
  };
}
