// The bus of many processes on one Postgres: LISTEN and NOTIFY on one channel. What is sent while a connection is down is lost, as allowed.
import postgres from "postgres";
import { AppError } from "../spec/error.ts";
import type { Bus } from "./bus.ts";
import { checkMessage, Topics } from "./topics.ts";

/** Channels are a database's own, so that two installations on one server do not hear each other. */
const CHANNEL = "openoak";
/** Postgres takes payloads of less than 8,000 bytes. */
const PAYLOAD_BYTES = 7999;

/** JSON can blow control characters up sixfold; where it would not fit, base 64, which never more than doubles. */
function wrap(topic: string, message: string): string {
  const plain = JSON.stringify({ topic, message });
  if (Buffer.byteLength(plain) <= PAYLOAD_BYTES) return plain;
  return JSON.stringify({ topic, base64: Buffer.from(message).toString("base64") });
}

function unwrap(payload: string): { topic: string; message: string } {
  const { topic, message, base64 } = JSON.parse(payload) as { topic: string; message?: string; base64?: string };
  return { topic, message: message ?? Buffer.from(base64 ?? "", "base64").toString() };
}

export async function openPostgresBus(url: string, log: (message: string) => void): Promise<Bus> {
  if (!URL.canParse(url))
    throw new AppError("request.invalid", "BUS_URL is not a URL: postgres://user:password@host:5432/name.", { field: "BUS_URL" });
  const parsed = new URL(url);
  // known to other clients, but this package would pass it to the server, which refuses it
  parsed.searchParams.delete("channel_binding");
  // the package listens on a second connection of its own, and listens again by itself after that one is lost
  const options = {
    max: 1,
    fetch_types: false,
    connect_timeout: 10,
    backoff: (tries: number) => Math.min(2, 0.02 * 2 ** tries),
    connection: { application_name: "openoak bus" },
    onnotice: () => {},
  };
  const client = postgres(parsed.href, options);
  let closed = false;
  /** Told through a client of its own, and through a new one where its connection was lost: see db/postgres.ts for what becomes of one that is not. */
  const fresh = (): postgres.Sql => {
    const one: postgres.Sql = postgres(parsed.href, { ...options, onclose: () => renew(one) });
    return one;
  };
  let teller = fresh();
  function renew(lost: postgres.Sql): void {
    if (closed || lost !== teller) return;
    teller = fresh();
    void lost.end({ timeout: 2 });
  }
  const topics = new Topics(log);

  function hear(payload: string): void {
    try {
      const { topic, message } = unwrap(payload);
      topics.tell(topic, message);
    } catch {
      log("The bus heard something that is not one of its messages.");
    }
  }

  let listened = false;
  try {
    await client.listen(CHANNEL, hear, () => {
      if (listened) log("The bus listens again; what was sent in between is lost.");
      listened = true;
    });
  } catch (thrown) {
    await client.end({ timeout: 0 });
    const code = String((thrown as { code?: unknown }).code ?? "");
    throw new AppError("unavailable", `The bus cannot be used (${code}). Check that Postgres runs, and BUS_URL.`, {
      cause: new Error(`Postgres ${code}`),
      retryAfterMs: 1000,
    });
  }

  return {
    async publish(topic, message) {
      checkMessage(topic, message);
      if (closed) return;
      await teller.notify(CHANNEL, wrap(topic, message)).catch((thrown: unknown) => {
        log(`A message on the bus was lost (${String((thrown as { code?: unknown }).code ?? "unknown")}).`);
      });
    },
    subscribe: (topic, heard) => topics.subscribe(topic, heard),
    async close() {
      closed = true;
      topics.clear();
      await Promise.all([client, teller].map((each) => each.end({ timeout: 2 })));
    },
  };
}
