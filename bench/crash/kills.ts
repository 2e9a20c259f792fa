// The first scenario of the crash bench: servers are killed at random moments, many times, with hundreds of generations under way; then everything is counted.
import { readFileSync } from "node:fs";
import type { Running } from "../../test/server.ts";
import { createClient } from "../../src/sdk/sdk.ts";
import { count, type Count, openLook } from "./count.ts";
import { createLoad, type Load } from "./load.ts";
import { ADMIN_KEY, type Stage } from "./stage.ts";

export interface KillsOptions {
  kills: number;
  /** 1, or 2 of which one goes on while the other is killed. */
  processes: number;
  /** New asks for each life. */
  asks?: number;
  /** Up to so long a server lives once it answers. */
  lifeMs?: number;
  log?: (line: string) => void;
  /** Who asks, for whoever wants to count again. */
  load?: Load;
}

/** Every so many kills are followed by one of a server that is only starting: in the middle of opening, or of taking up what it found. */
const EARLY_EVERY = 5;
const EARLY_MS = 450;
const LOOK_EVERY = 25;
/** With more than this under way hardly anything is added: lives this short do not get through it, and what piles up only waits. */
const MOST_UNDERWAY = 400;
const END_MS = 15 * 60_000;

/** Peak of resident memory in MB, as the kernel kept it. */
function peakMb(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0; // no such book on this system
  }
}

export async function kills(stage: Stage, options: KillsOptions): Promise<Count> {
  const { kills: wanted, processes, asks = 16, lifeMs = 1_200, log = () => undefined, load = createLoad() } = options;
  const servers: (Running | null)[] = Array.from({ length: processes }, () => null);
  const began = Date.now();
  let done = 0;
  let early = 0;
  let underway = 0;
  let most = 0;
  let peak = 0;
  let slowest = 0;
  const start = async (index: number) => {
    const from = performance.now();
    servers[index] = await stage.start(index);
    slowest = Math.max(slowest, performance.now() - from);
  };
  for (let index = 0; index < processes; index += 1) await start(index);
  while (done < wanted) {
    const victim = done % processes;
    load.add(underway > MOST_UNDERWAY ? asks / 8 : asks, 4 * asks);
    // Half of the time the client talks to the one that is about to die.
    const told = servers[done % 4 < 2 ? victim : (victim + 1) % processes]!;
    let killed = false;
    const sending = load.send(createClient({ baseUrl: told.url, key: ADMIN_KEY }), () => !killed);
    await Bun.sleep(Math.random() * lifeMs);
    peak = Math.max(peak, peakMb(servers[victim]!.process.pid));
    await servers[victim]!.kill();
    killed = true;
    done += 1;
    await sending;
    if (done % EARLY_EVERY === 0 && done < wanted) {
      const unborn = stage.spawn(victim);
      await Bun.sleep(Math.random() * EARLY_MS);
      unborn.kill("SIGKILL");
      await unborn.exited;
      done += 1;
      early += 1;
    }
    if (done % LOOK_EVERY < 2) {
      const look = await openLook(stage);
      underway = await look.left();
      await look.close();
      most = Math.max(most, underway);
      log(
        `${done} kills, ${load.known.size} asks taken, ${load.open.size} not yet, ${underway} under way, ${Math.round((Date.now() - began) / 1000)} s`,
      );
    }
    await start(victim);
  }
  const lastKill = Date.now();
  log(`no more kills; waiting for the rest to end`);
  const client = createClient({ baseUrl: servers[0]!.url, key: ADMIN_KEY });
  await untilEnded(stage, load, () => load.send(client));
  const ended = Date.now();
  for (const server of servers) {
    peak = Math.max(peak, peakMb(server!.process.pid));
    await server!.stop();
  }
  const counted = await count(stage, load);
  counted.figures = {
    kills: done,
    "of which while starting": early,
    "most under way": most,
    "seconds of killing": Math.round((lastKill - began) / 1000),
    "seconds until all had ended": Math.round((ended - lastKill) / 1000),
    "slowest start, ms": Math.round(slowest),
    "most memory, MB": Math.round(peak),
    ...counted.figures,
  };
  return counted;
}

/** Until nothing is in line or at work and nothing is unacknowledged; what is left then is for the counter to find. */
export async function untilEnded(stage: Stage, load: Load, send: () => Promise<void>, left?: () => Promise<number>): Promise<void> {
  const look = left ? null : await openLook(stage);
  const until = Date.now() + END_MS;
  while (Date.now() < until) {
    await send();
    if (load.open.size === 0 && (await (left ?? look!.left)()) === 0) break;
    await Bun.sleep(300);
  }
  await look?.close();
}
