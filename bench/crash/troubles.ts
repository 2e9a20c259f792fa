// Scenarios of the crash bench in which the server lives and what it stands on goes away: the database, room on the disk, the time of day. Kills nobody.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { openApp } from "../../src/app.ts";
import { movableClock } from "../../src/clock.ts";
import { readConfig } from "../../src/config.ts";
import { createClient } from "../../src/sdk/sdk.ts";
import { temporary } from "../../test/server.ts";
import { count, type Count } from "./count.ts";
import { untilEnded } from "./kills.ts";
import { createLoad } from "./load.ts";
import { ADMIN_KEY, environmentOf, setStage, type Stage } from "./stage.ts";

export interface TroubleOptions {
  /** How often it goes away. */
  times: number;
  /** Asked for before each. */
  asks?: number;
  log: (line: string) => void;
}

const between = (low: number, high: number) => low + Math.random() * (high - low);

/** Postgres itself is stopped at once in the middle of the work, and started again after some seconds; the server stays up and is never told. */
export async function databaseGone({ times, asks = 60, log }: TroubleOptions): Promise<Count> {
  const stage = await setStage({ database: "postgres" });
  try {
    const load = createLoad();
    const server = await stage.start(0);
    const client = createClient({ baseUrl: server.url, key: ADMIN_KEY });
    for (let time = 1; time <= times; time += 1) {
      load.add(asks);
      const sending = load.send(client);
      await Bun.sleep(between(300, 3_000));
      stage.postgres!.halt();
      await Bun.sleep(between(500, 5_000));
      if (server.process.exitCode !== null) throw new Error(`The server ended without its database:\n${server.output()}`);
      await stage.postgres!.resume();
      await sending;
      log(`the database was away ${time} times, ${load.known.size} asks taken`);
    }
    await untilEnded(stage, load, () => load.send(client));
    await server.stop();
    const counted = await count(stage, load);
    return { ...counted, figures: { "times the database was away": times, ...counted.figures } };
  } finally {
    await stage.close();
  }
}

function mount(...args: string[]): void {
  const done = spawnSync("mount", args, { encoding: "utf8" });
  if (done.status !== 0)
    throw new Error(`A small disk could not be made (mount: ${done.stderr?.trim() || done.error?.message}). This scenario needs Linux and root.`);
}

/** Everything lies on a disk of a few megabytes that runs full, and is then given room. */
export async function diskFull({ times, asks = 60, log }: TroubleOptions): Promise<Count> {
  const folder = temporary("disk");
  let megabytes = 8;
  mount("-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder);
  const stage = await setStage({ database: "sqlite", folder }).catch((thrown) => {
    spawnSync("umount", [folder]);
    throw thrown;
  });
  try {
    const load = createLoad();
    const server = await stage.start(0);
    const client = createClient({ baseUrl: server.url, key: ADMIN_KEY });
    let full = 0;
    for (let time = 1; time <= times; time += 1) {
      // Until the disk says no, and a while beyond, with what is under way coming in.
      const before = full;
      for (let round = 0; round < 60 && full === before; round += 1) {
        load.add(asks / 2);
        const refused = load.refused.get("unavailable") ?? 0;
        await load.send(client);
        if ((load.refused.get("unavailable") ?? 0) > refused) full += 1;
      }
      await Bun.sleep(between(2_000, 6_000));
      if (server.process.exitCode !== null) throw new Error(`The server ended on a full disk:\n${server.output()}`);
      megabytes += time === times ? 500 : 8;
      mount("-o", `remount,size=${megabytes}m`, folder);
      log(`the disk was full ${full} times, now ${megabytes} MB, ${load.known.size} asks taken, ${load.open.size} not yet`);
    }
    await untilEnded(stage, load, () => load.send(client));
    await server.stop();
    const counted = await count(stage, load);
    if (full === 0) counted.problems.push("the disk never ran full: nothing was tried");
    return { ...counted, figures: { "times the disk was full": full, ...counted.figures } };
  } finally {
    await stage.close().catch(() => undefined); // the folder itself is busy until it is unmounted
    spawnSync("umount", [folder]);
    rmSync(folder, { recursive: true, force: true });
  }
}

const HOUR_MS = 60 * 60_000;
/** Within the six hours after which a generation is given up; forward and back, small and large. */
const JUMPS_MS = [2 * HOUR_MS, -3 * HOUR_MS, 20_000, -20_000, HOUR_MS, -4 * HOUR_MS, 5 * 60_000, -30 * 60_000];

/** The clock of the whole app is set forward and back by hours while it works; at the end it is closed, set back and opened again. */
export async function clockJumps({ times, asks = 60, log }: TroubleOptions): Promise<Count> {
  const stage = await setStage({ database: "sqlite" });
  const { clock, move } = movableClock();
  const open = async (s: Stage) => openApp(readConfig(environmentOf(s, 0)), { clock });
  let app = await open(stage);
  // Webhooks come to the port that the app was told; here it has no server of its own.
  const port = Number(new URL(stage.settings(0).OAK_PUBLIC_URL!).port);
  const door = Bun.serve({ hostname: "127.0.0.1", port, fetch: (request) => app.fetch(request) });
  try {
    const load = createLoad();
    const client = createClient({ baseUrl: door.url.href, key: ADMIN_KEY });
    for (let time = 0; time < times; time += 1) {
      load.add(asks);
      const sending = load.send(client);
      await Bun.sleep(between(500, 4_000));
      const jump = JUMPS_MS[time % JUMPS_MS.length]!;
      move(jump);
      log(`the clock was set by ${Math.round(jump / 1000)} s, ${load.known.size} asks taken`);
      await sending;
      if (time % 4 !== 3) continue;
      const closing = app;
      await closing.close();
      move(-HOUR_MS);
      app = await open(stage);
    }
    const began = Date.now();
    // Not by another app on the same folder: one process takes the temporary files that it does not know for a dead one's.
    const left = async () => Object.values(await app.parts.jobs.counts(app.parts.db)).reduce((sum, jobs) => sum + jobs, 0);
    await untilEnded(stage, load, () => load.send(client), left);
    const seconds = Math.round((Date.now() - began) / 1000);
    await app.close();
    const counted = await count(stage, load);
    return { ...counted, figures: { "times the clock was set": times, "seconds until all had ended": seconds, ...counted.figures } };
  } finally {
    await door.stop(true);
    await stage.close();
  }
}
