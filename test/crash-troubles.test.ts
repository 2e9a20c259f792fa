// The crash bench, short: two server processes on one Postgres, killed in turn on a bad line, and a Postgres that goes away under a living server. By hand and at length: bench/crash.
import { expect, test } from "bun:test";
import type { Count } from "../bench/crash/count.ts";
import { kills } from "../bench/crash/kills.ts";
import { setStage } from "../bench/crash/stage.ts";
import { clockJumps, databaseGone } from "../bench/crash/troubles.ts";

const quiet = () => undefined;

/** Something was done, most of it came to something, and all books agree. */
function agrees({ problems, figures, endings }: Count): void {
  expect(problems).toEqual([]);
  expect(endings.succeeded).toBeGreaterThan(figures.generations! / 3);
  expect(figures["spent micros"]).toBeGreaterThan(0);
}

test("two processes on Postgres, killed in turn: nothing is bought twice, lost or left over", async () => {
  const stage = await setStage({ database: "postgres", controls: { queueMs: [20, 200], runMs: [100, 800] } });
  try {
    const counted = await kills(stage, { kills: 6, processes: 2, asks: 8 });
    expect(counted.figures.kills).toBe(6);
    agrees(counted);
  } finally {
    await stage.close();
  }
}, 300_000);

test("a Postgres that goes away and comes back costs nobody anything", async () => {
  agrees(await databaseGone({ times: 1, asks: 20, log: quiet }));
}, 300_000);

test("a clock that is set forward and back by hours stops nothing", async () => {
  agrees(await clockJumps({ times: 2, asks: 20, log: quiet }));
}, 300_000);
