// The crash bench, short: two server processes on one Postgres, killed in turn on a bad line, and a Postgres that goes away under a living server. By hand and at length: bench/crash.
import { expect, test } from "bun:test";
import { count, type Count } from "../bench/crash/count.ts";
import { kills } from "../bench/crash/kills.ts";
import { createLoad } from "../bench/crash/load.ts";
import { setStage } from "../bench/crash/stage.ts";
import { clockJumps, databaseGone } from "../bench/crash/troubles.ts";
import { openDb, sql } from "../src/db/db.ts";

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
    const load = createLoad();
    const counted = await kills(stage, { kills: 6, processes: 2, asks: 8, load });
    expect(counted.figures.kills).toBe(6);
    agrees(counted);

    // A counter that finds nothing may be one that finds nothing ever: what each of these breaks is told.
    const db = await openDb(stage.settings(0).DATABASE_URL!);
    const some = sql`(select min(id) from generations where provider = 'fal' and status = 'succeeded')`;
    await db.run(sql`update assets set removed_at = 1 where generation = ${some}`);
    await db.run(sql`update ledger_entries set micro = micro + 1 where kind = 'capture' and generation = ${some}`);
    await db.run(sql`update attempts set ended_at = null where generation = ${some}`);
    await db.close();
    load.known.set("ask-more", "gen_nobody");
    const told = (await count(stage, load)).problems.join("\n");
    for (const what of [/paid and lost/, /says \d+, the ledger \d+/, /attempts not ended: [1-9]/, /was charged for nothing/, /which is not there/])
      expect(told).toMatch(what);
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
