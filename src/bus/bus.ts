// Short messages between processes: "something changed, look again". At most once, never the only way to learn something.
// Opens the driver that the URL names.
import { AppError } from "../spec/error.ts";

export interface Bus {
  /** Text up to 4,000 bytes, under a topic of up to 200 printable ASCII characters without spaces; more is `request.invalid`. Resolves when the
   * message is on its way; one that cannot be sent is lost and logged, never thrown, because nothing may depend on it. The sender's own process
   * hears it too. */
  publish(topic: string, message: string): Promise<void>;
  /** `heard` is called for each message published from now on, in each sender's order, never from inside `publish`. What it throws is logged.
   * Returns how to stop. */
  subscribe(topic: string, heard: (message: string) => void): () => void;
  close(): Promise<void>;
}

export interface BusOptions {
  log?: (message: string) => void;
}

/** `memory:` for one process, or `postgres://…` for many (the database's own URL will do; not through a transaction pooler, which cannot listen). */
export async function openBus(url: string, options: BusOptions = {}): Promise<Bus> {
  const log = options.log ?? (() => {});
  const scheme = url.slice(0, url.indexOf(":") + 1);
  if (scheme === "memory:") return (await import("./memory.ts")).openMemoryBus(log);
  if (scheme === "postgres:" || scheme === "postgresql:") return (await import("./postgres.ts")).openPostgresBus(url, log);
  throw new AppError("request.invalid", `BUS_URL must begin with memory: or postgres:, not "${scheme}".`, { field: "BUS_URL" });
}
