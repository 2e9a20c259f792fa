// "Only on my machines", watched from outside: every connection that the server's process opens, as the kernel lists them, while it works under the rule. Linux only, as the kernel's list is.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import ollamaKit from "../src/providers/ollama/conformance.ts";
import { startWebUi } from "../src/providers/automatic1111/conformance.ts";
import type { StandIn } from "../src/providers/stand-in.ts";
import { picture } from "../src/providers/stand-in-media.ts";
import { type Receiver, startReceiver } from "../src/webhooks/receiver.fixture.ts";
import type { Generation } from "../src/spec/generation.ts";
import type { AskInput } from "../src/spec/plan.ts";
import { type Running, startServer, temporary, waitFor } from "./server.ts";

/** What stands where hosted providers would: counts whoever knocks, and answers nobody. */
async function startTrap(): Promise<{ url: string; port: number; knocks(): number; server: Server }> {
  let knocks = 0;
  const server = createServer((socket) => {
    knocks += 1;
    socket.on("error", () => undefined);
    // Long enough for the watch to see that somebody is there.
    setTimeout(() => socket.destroy(), 500);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, knocks: () => knocks, server };
}

/** `127.0.0.1:4242` from the kernel's `0100007F:1092`; of IPv6 addresses the text as it is. */
function placeOf(hex: string): string {
  const [address, port] = hex.split(":") as [string, string];
  const mapped = address.length === 32 && address.startsWith("0000000000000000FFFF0000") ? address.slice(24) : address;
  const bytes =
    mapped.length === 8
      ? mapped
          .match(/../g)!
          .map((byte) => Number.parseInt(byte, 16))
          .toReversed()
          .join(".")
      : mapped;
  return `${bytes}:${Number.parseInt(port, 16)}`;
}

/** Where the process' sockets lead to right now, but for those by which others came in. */
function leadTo(pid: number, ownPort: number): string[] {
  const own = new Set<string>();
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    try {
      own.add(/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? "");
    } catch {
      continue; // closed meanwhile
    }
  }
  return ["tcp", "tcp6", "udp", "udp6"].flatMap((kind) =>
    readFileSync(`/proc/${pid}/net/${kind}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((row) => own.has(row[9] ?? "-") && !/^0+:0+$/.test(row[2]!) && placeOf(row[1]!).split(":").at(-1) !== String(ownPort))
      .map((row) => placeOf(row[2]!)),
  );
}

/** Looks again and again, as fast as this process can without starving the others. */
function watch(pid: number, ownPort: number): { seen: Set<string>; stop(): void } {
  const seen = new Set<string>();
  let on = true;
  void (async () => {
    while (on) {
      for (const place of leadTo(pid, ownPort)) seen.add(place);
      await Bun.sleep(2);
    }
  })();
  return { seen, stop: () => void (on = false) };
}

let folder = "";
let server: Running;
let webUi: StandIn;
let ollama: StandIn;
let receiver: Receiver;
/** A file server of the operator's own. */
let files: ReturnType<typeof Bun.serve>;
let traps: Awaited<ReturnType<typeof startTrap>>[] = [];
let watching: ReturnType<typeof watch>;
beforeAll(async () => {
  folder = temporary("local");
  traps = await Promise.all([startTrap(), startTrap()]);
  webUi = await startWebUi();
  ollama = (await ollamaKit()).standIn;
  receiver = startReceiver();
  const named = await picture("named by its address", 64, 64);
  files = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response(named as never, { headers: { "content-type": "image/png" } }) });
  server = await startServer(folder, {
    OPENAI_API_KEY: "sk-secret",
    OAK_OPENAI_URL: traps[0]!.url,
    FAL_KEY: "fal-secret",
    OAK_FAL_URL: traps[1]!.url,
    OAK_AUTOMATIC1111_URL: webUi.url,
    OAK_OLLAMA_URL: ollama.url,
    OAK_WEBHOOK_ORIGINS: receiver.origin,
    OAK_INPUT_ORIGINS: files.url.origin,
  });
  await server.client.call("webhooks.create", { body: { url: receiver.url, types: null, description: "" } });
  watching = watch(server.process.pid, Number(new URL(server.url).port));
}, 60_000);
afterAll(async () => {
  watching?.stop();
  await server?.stop();
  await Promise.all([webUi?.close(), ollama?.close(), receiver?.close()]);
  await files?.stop(true);
  for (const trap of traps) trap.server.close();
  rmSync(folder, { recursive: true, force: true });
});

const make = async (body: AskInput): Promise<Generation> => {
  const begun = await server.client.call("generations.create", { body });
  return waitFor(async () => {
    const seen = await server.client.call("generations.get", { params: { id: begun.id } });
    return seen.endedAt !== null && seen;
  }, "its end");
};
const placesOf = (...urls: string[]) => urls.map((url) => new URL(url).host);

test("under the rule nothing is connected to but the operator's own machines, whatever is made and whatever fails", async () => {
  const policy = await server.client.call("policies.set", { body: { name: "At home", constraints: { data: { local: true } } } });
  const plan = await server.client.call("plans.create", { body: { task: "text-to-image", input: { prompt: "a secret garden" } } });
  expect([plan.local, [...new Set(plan.candidates.map((each) => each.provider))].toSorted()]).toEqual([true, ["automatic1111", "builtin", "ollama"]]);

  const drawn = await make({ task: "text-to-image", input: { prompt: "a secret garden" }, constraints: { only: ["automatic1111"] } });
  expect(drawn).toMatchObject({ status: "succeeded", provider: "automatic1111" });
  const upload = await server.client.upload(new Blob([await picture("mine", 64, 64)]), "mine.png");
  const edited = await make({ task: "image-to-image", input: { prompt: "by night", image: upload.id }, constraints: { only: ["automatic1111"] } });
  expect(edited.status).toBe("succeeded");
  // The picture goes along as bytes: no address of ours or of anybody's is handed on.
  expect(webUi.received.at(-1)!.body.toString()).not.toContain("http");
  // So too where it was named by an address: it is fetched from there and nowhere else, and only bytes go on.
  const source = `${files.url.origin}/garden.png`;
  const fetched = await make({ task: "image-to-image", input: { prompt: "by day", image: source }, constraints: { only: ["automatic1111"] } });
  expect(fetched.status).toBe("succeeded");
  expect(webUi.received.at(-1)!.body.toString()).not.toMatch(/http|garden\.png/);
  const spoken = await make({ task: "text-to-speech", input: { text: "a secret" } });
  expect(spoken.status).toBe("succeeded");
  const chat = await server.client.call("openai.chat", { body: { model: "auto", messages: [{ role: "user", content: "a secret" }] } as never });
  expect(JSON.stringify(chat)).toContain("choices");
  expect(ollama.received.some((received) => received.method === "POST")).toBe(true);

  // Where the own server fails, another own one takes over or nobody does.
  webUi.fault({ kind: "status", status: 500 }, ({ method }) => method === "POST");
  const failed = await make({
    task: "text-to-image",
    input: { prompt: "a secret garden" },
    constraints: { only: ["automatic1111", "openai", "fal", "builtin"] },
    hedge: { maxCostMicro: 500_000 },
  });
  expect(failed.status).toBe("succeeded");
  expect(new Set(failed.attempts.map((each) => each.provider))).toEqual(new Set(["automatic1111", "builtin"]));
  webUi.fault(null);

  const told = await waitFor(() => receiver.of("generation.succeeded", drawn.id)[0], "the webhook");
  expect(told.event.data).toEqual({ id: drawn.id, task: "text-to-image", status: "succeeded" });
  expect(receiver.got.every(({ body }) => !body.includes("secret"))).toBe(true);

  expect(traps.map((trap) => trap.knocks())).toEqual([0, 0]);
  const own = new Set(placesOf(webUi.url, ollama.url, receiver.origin, files.url.origin));
  expect([...watching.seen].filter((place) => !own.has(place))).toEqual([]);
  expect(watching.seen.size).toBeGreaterThan(0);
  await server.client.call("policies.remove", { params: { id: policy.id } });
}, 120_000);

test("without it the watch sees a hosted provider being asked: it is one that can see", async () => {
  const made = make({
    task: "text-to-image",
    input: { prompt: "no secret" },
    model: "black-forest-labs/flux.1-schnell",
    constraints: { only: ["fal"] },
  });
  await waitFor(() => watching.seen.has(`127.0.0.1:${traps[1]!.port}`), "the watch", 30_000);
  await made;
  expect(traps[1]!.knocks()).toBeGreaterThan(0);
}, 120_000);
