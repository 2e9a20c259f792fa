// The door: what is mounted from a configuration, and the stand-ins as a process that outlives its clients.
import { expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { readConfig } from "../config.ts";
import { checkOffers } from "./conformance.ts";
import { ADAPTERS, mountProviders, type ProviderSettings } from "./providers.ts";

const settings = (changes: Partial<ProviderSettings> = {}): ProviderSettings => ({
  providerKey: () => null,
  providerUrl: () => null,
  servers: {},
  discover: false,
  ...changes,
});

test("every adapter is mounted, configured or not, each once", () => {
  const mounts = mountProviders(settings());
  expect(mounts.map(({ provider }) => provider.id)).toEqual(ADAPTERS.map((provider) => provider.id));
  expect(new Set(mounts.map(({ provider }) => provider.id)).size).toBe(mounts.length);
  expect(mounts.every(({ secret, configured }) => secret === null && !configured)).toBe(true);
});

test("keys come from the vendor's own variable, URLs from OAK_<PROVIDER>_URL", () => {
  const mounts = mountProviders(
    settings({ providerKey: (name) => (name === "FAL_KEY" ? "k" : null), providerUrl: (id) => (id === "openai" ? "http://127.0.0.1:5/v1" : null) }),
  );
  const of = (id: string) => mounts.find(({ provider }) => provider.id === id);
  expect(of("fal")).toMatchObject({ secret: "k", baseUrl: "https://queue.fal.run", configured: false });
  expect(of("openai")).toMatchObject({ secret: null, baseUrl: "http://127.0.0.1:5/v1", configured: true });
});

test("what holds for accounts that pay holds where the operator says so, and nowhere else", () => {
  const termsOf = (billed: (provider: string) => boolean) => {
    const { provider } = mountProviders(settings({ providerBilled: billed })).find((mount) => mount.provider.id === "mistral")!;
    return new Set(provider.offers.map((offer) => offer.data.trainsOnInputs));
  };
  expect(termsOf(() => false)).toEqual(new Set([null]));
  expect(termsOf((provider) => provider === "mistral")).toEqual(new Set([false]));
  expect(readConfig({ OAK_MISTRAL_BILLED: "yes" }).providerBilled("mistral")).toBe(true);
  expect(() => readConfig({ OAK_MISTRAL_BILLED: "maybe" }).providerBilled("mistral")).toThrow(/must be yes or no/);
});

test("a named server may not take a provider's name", () => {
  expect(() => mountProviders(settings({ servers: { fal: "http://127.0.0.1:1/v1" } }))).toThrow(/OAK_SERVERS/);
});

test("the offers of every adapter hold together", () => {
  expect(ADAPTERS.flatMap(checkOffers)).toEqual([]);
});

test("the stand-ins run as a process of their own, count what they take, and are set from outside", async () => {
  const child = spawn(
    process.execPath,
    ["run", join(import.meta.dir, "stand-in-main.ts"), "--fal", "0", "--controls", JSON.stringify({ fal: { polls: 1 } })],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  try {
    const line = await new Promise<string>((resolve) => child.stdout.once("data", (data: Buffer) => resolve(String(data))));
    const { fal, openai } = JSON.parse(line) as { fal: string; openai: null };
    expect(openai).toBeNull();
    const submitted = (await (await fetch(`${fal}/fal-ai/flux/schnell`, { method: "POST", body: JSON.stringify({ prompt: "one" }) })).json()) as {
      status_url: string;
    };
    expect(((await (await fetch(submitted.status_url)).json()) as any).status).toBe("IN_QUEUE");
    expect(((await (await fetch(submitted.status_url)).json()) as any).status).toBe("COMPLETED");
    const told = (await (await fetch(`${fal}/_stand-in`, { method: "POST", body: JSON.stringify({ outcome: "error" }) })).json()) as any;
    expect([told.submissions, told.controls.outcome, told.jobs.length]).toEqual([{ one: 1 }, "error", 1]);
  } finally {
    child.kill("SIGKILL");
  }
}, 20_000);
