// The only file that knows everyone: opens the drivers, builds the features, in order. Its `fetch` is the only door.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createAccounts, KEY_PREFIX } from "./accounts/accounts.ts";
import { createAdvice } from "./advice/advice.ts";
import { createApi } from "./api/api.ts";
import { createAssets } from "./assets/assets.ts";
import { openBlobs } from "./blobs/blobs.ts";
import { openBus } from "./bus/bus.ts";
import { createOverrides, loadCatalogue } from "./catalogue/catalogue.ts";
import { type Clock, secret, systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { openDb } from "./db/db.ts";
import { migrate } from "./db/migrate.ts";
import { createEvents } from "./events/events.ts";
import { createChecks } from "./generations/checks.ts";
import { createGenerations, JOB } from "./generations/generations.ts";
import { createHealth } from "./generations/health.ts";
import { createLine } from "./generations/line.ts";
import { createLive } from "./generations/live.ts";
import { createMarket, DISCOVER_EVERY_MS } from "./generations/market.ts";
import { createVotes } from "./generations/votes.ts";
import { createRunner, LEASE_MS, MAX_FAILURES } from "./generations/run.ts";
import { createJobs } from "./jobs/jobs.ts";
import { createLedger, EXPIRE_AT_ONCE } from "./ledger/ledger.ts";
import { createOutbound } from "./outbound/outbound.ts";
import { createPolicies } from "./policies/policies.ts";
import { createPrices } from "./prices/prices.ts";
import { mountProviders } from "./providers/providers.ts";
import { serveStudio } from "./api/studio.ts";
import { sealerOf } from "./vault/seal.ts";
import { createVault } from "./vault/vault.ts";
import { createWebhooks, WEBHOOK_HANDLING, WEBHOOK_JOB } from "./webhooks/webhooks.ts";

const ROOT = join(import.meta.dir, "..");
/** Steps at once in this process, most of which only wait for a provider's answer: a thousand slow jobs are asked about in turn, so many at a time. */
const CONCURRENCY = 256;
const SWEEP_EVERY_MS = 60_000;
/** Processes tell each other this often how providers do. */
const SHARE_HEALTH_EVERY_MS = 1_000;
/** Votes that were given in other processes are looked for this often. */
const LOOK_FOR_VOTES_EVERY_MS = 5_000;
/** Bytes that a crash left without an asset are looked for this often. */
const SWEEP_BLOBS_EVERY_MS = 60 * 60_000;

export interface AppOptions {
  clock?: Clock;
  log?: (message: string, detail?: Record<string, unknown>) => void;
  /** False for a process that only asks, such as a command: jobs are left to others. */
  work?: boolean;
  /** Another folder of models, licences and evidence than the one that is shipped. */
  catalogueDir?: string;
}

/** Opens everything that the configuration names and returns the door, with how to close it again. */
export async function openApp(config: Config, options: AppOptions = {}) {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? (() => undefined);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });

  const db = await openDb(config.databaseUrl, { clock });
  await migrate(db, join(ROOT, "migrations"), clock);
  const [blobs, bus, catalogue] = await Promise.all([
    openBlobs(config.blobsUrl),
    openBus(config.busUrl),
    loadCatalogue(options.catalogueDir ?? join(ROOT, "catalogue")),
  ]);

  const mounts = mountProviders(config);
  // What the operator configured, or a vendor's own address that is written in the adapter. URLs that users name get none of these: a private
  // server of the operator's is for providers' adapters, not for whoever can type its address. Theirs are OAK_INPUT_ORIGINS alone.
  const origins = mounts.flatMap((mount) => (mount.baseUrl ? [new URL(mount.baseUrl).origin] : []));
  const outbound = createOutbound({ allowed: origins });

  const accounts = createAccounts({ db, clock });
  const ledger = createLedger({ clock });
  const events = createEvents({ bus, clock });
  const policies = createPolicies({ clock });
  const assets = createAssets({
    db,
    blobs,
    outbound: createOutbound({ allowed: [...config.inputOrigins] }),
    clock,
    tmpDir: join(config.dataDir, "tmp"),
  });
  const jobs = createJobs({ db, bus, clock, owner: clock.id("proc"), log });
  const health = createHealth({ clock, db });
  await health.share();
  const master = config.sealKey ?? (await keptSecret(config.dataDir, "seal.key", ""));
  const vault = createVault({ db, bus, clock, master, log });
  await vault.load();
  const prices = createPrices({ db, clock });
  const overrides = createOverrides({ db, bus, clock, catalogue, log });
  await overrides.load();
  const votes = createVotes({ db, clock, catalogue });
  await votes.refresh();
  const market = createMarket({ catalogue, mounts, outbound, clock, health, vault, prices, votes, refreshes: config.discover });

  const line = createLine((generation) => void jobs.wake(db, JOB, generation).catch(() => undefined), clock.now);
  const timing = { firstByteMs: config.firstWordMs, idleMs: config.silenceMs };
  const deps = { db, clock, assets, ledger, jobs, events, policies, prices, market, health, line, log, live: new Map(), timing };
  const generations = createGenerations(deps);
  const live = createLive(deps, generations);
  const checks = createChecks({ ...deps, catalogue, generations, chats: live, votes });
  const advice = createAdvice({ ...deps, catalogue, votes, generations, live });
  const runner = createRunner({ ...deps, chats: live, publicUrl: config.publicUrl });

  const webhooks = createWebhooks({
    db,
    clock,
    outbound: createOutbound({ allowed: [...config.webhookOrigins] }),
    origins: config.webhookOrigins,
    sealer: sealerOf(master),
    enqueue: jobs.enqueue,
    wake: (kind, subject) => jobs.wake(db, kind, subject),
    append: events.append,
    describe: (tx, event) => generations.told(tx, event.org, event.subject),
    log,
  });
  events.alsoKeep(webhooks.record);

  const home = await firstRun();
  const hosts = ["localhost", ...(config.publicUrl ? [new URL(config.publicUrl).hostname] : []), config.host.toLowerCase()];
  const api = createApi(
    {
      version: config.version,
      clock,
      db,
      accounts,
      assets,
      catalogue,
      overrides,
      events,
      advice,
      checks,
      generations,
      live,
      market,
      votes,
      vault,
      webhooks,
      home: home.org,
      jobs,
      ledger,
      policies,
      prices,
      hosts,
      secureCookies: config.publicUrl?.startsWith("https:") ?? false,
      log,
    },
    serveStudio(join(ROOT, "web", "dist")),
  );

  /** The first organisation, its ledger and its admin key; does nothing where they are there. */
  async function firstRun(): Promise<{ org: string; adminKey: string }> {
    const adminKey = config.adminKey ?? (await keptSecret(config.dataDir, "admin.key", KEY_PREFIX));
    const org = await db.tx(async (tx) => {
      const first = await accounts.firstOrganization(tx);
      await ledger.open(tx, { org: first.org, floorMicro: null, ceilingMicro: config.ceilingMicro });
      // A command that only looks was not told the server's ceiling: it must not set its own.
      if (options.work !== false) await ledger.setCeiling(tx, { org: first.org, ceilingMicro: config.ceilingMicro });
      await accounts.ensureAdminKey(tx, first.org, adminKey);
      return first.org;
    });
    for (const key of await accounts.listKeys(org)) await db.tx((tx) => ledger.openKey(tx, { ...key, org, apiKey: key.id }));
    return { org, adminKey };
  }

  const stopping = new AbortController();
  const every = (ms: number, task: () => Promise<unknown>) => {
    void (async () => {
      while (!stopping.signal.aborted) {
        await clock.sleep(ms, stopping.signal);
        if (!stopping.signal.aborted) await task().catch((error) => log("a background task failed", { error: String(error) }));
      }
    })();
  };

  await assets.sweepTemp();
  const discovered = market.discover();
  const keepPrices = () => prices.keep(market.priced()).catch((error) => log("prices could not be written down", { error: String(error) }));
  if (options.work !== false) void Promise.all([discovered, market.refresh()]).then(keepPrices);
  if (options.work !== false) {
    jobs.run({
      [JOB]: { work: runner.work, dead: runner.dead, leaseMs: LEASE_MS, concurrency: CONCURRENCY, maxFailures: MAX_FAILURES },
      [WEBHOOK_JOB]: { work: webhooks.work, dead: webhooks.dead, ...WEBHOOK_HANDLING },
    });
    every(DISCOVER_EVERY_MS, () => Promise.all([market.discover(), market.refresh()]).then(keepPrices));
    every(SHARE_HEALTH_EVERY_MS, () => health.share());
    every(LOOK_FOR_VOTES_EVERY_MS, () => votes.refresh());
    every(SWEEP_BLOBS_EVERY_MS, () => assets.sweepBlobs());
    every(SWEEP_BLOBS_EVERY_MS, () => webhooks.sweep());
    every(SWEEP_BLOBS_EVERY_MS, () => advice.gap.review(home.org));
    every(SWEEP_EVERY_MS, async () => {
      while ((await db.tx((tx) => ledger.expire(tx, clock.now()))).length === EXPIRE_AT_ONCE) continue;
      await live.sweep();
    });
  }

  async function close(): Promise<void> {
    stopping.abort();
    await live.close();
    await jobs.stop();
    await assets.close();
    vault.close();
    overrides.close();
    await bus.close();
    await blobs.close();
    await db.close();
  }

  return {
    fetch: api.fetch,
    adminKey: home.adminKey,
    /** Resolves once local servers have been asked for the first time. */
    discovered,
    providers: market.statuses,
    /** A fresh one-time token for the studio. */
    signInToken: () => db.tx((tx) => accounts.createToken(tx, home.org)),
    close,
    /** For tests across folders: the parts themselves. */
    parts: { db, accounts, ledger, jobs, events, webhooks, assets, prices, market, generations, outbound, catalogue },
  };
}

export type App = Awaited<ReturnType<typeof openApp>>;

/** A secret in the data folder, readable by its owner only; made where there is none. */
async function keptSecret(dataDir: string, name: string, prefix: string): Promise<string> {
  const path = join(dataDir, name);
  const { readFile, writeFile } = await import("node:fs/promises");
  try {
    await writeFile(path, `${prefix}${secret()}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return (await readFile(path, "utf8")).trim();
}
