// Overrides between processes, on every engine: what one sets, the others follow when they hear of it; what a transaction takes back was never said.
import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "../../test/postgres.ts";
import { openBus } from "../bus/bus.ts";
import { systemClock } from "../clock.ts";
import { type Db, openDb } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import type { Override } from "../spec/openness.ts";
import { createOverrides } from "./catalogue.ts";

const folder = mkdtempSync(join(tmpdir(), "oak-overrides-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;
const engines: [name: string, url: () => Promise<string>][] = [
  ["sqlite", async () => `sqlite:${join(folder, `${(made += 1)}.db`)}`],
  ["postgres", async () => (await startPostgres()).createDatabase(`overrides${(made += 1)}`)],
];

describe.each(engines)("on %s", (_name, url) => {
let db: Db;
afterEach(() => db.close());

/** Two processes on one database and one bus, each with what its catalogue was told last. */
async function two() {
  db = await openDb(await url(), { clock: systemClock });
  await migrate(db, join(import.meta.dir, "../../migrations"), systemClock);
  const bus = await openBus("memory:");
  const process = () => {
    const told: Override[][] = [];
    const log = () => undefined;
    return { told, ...createOverrides({ db, bus, clock: systemClock, catalogue: { override: (all) => void told.push([...all]) }, log }) };
  };
  return [process(), process()] as const;
}
const ONE = { model: "m/one", layer: "data", value: "closed", reason: "why not", by: "me" } as const;
/** The bus tells in its own time. */
async function until(look: () => boolean) {
  for (let tries = 0; tries < 400 && !look(); tries += 1) await Bun.sleep(5);
  expect(look()).toBe(true);
}

test("what one process sets and takes away, the other follows", async () => {
  const [here, there] = await two();
  await db.tx((tx) => here.set(tx, ONE, "org"));
  expect(here.of("m/one")).toMatchObject([ONE]);
  await until(() => there.of("m/one").length === 1);
  expect(there.told.at(-1)).toMatchObject([ONE]);
  await db.tx((tx) => here.set(tx, { ...ONE, value: null, reason: "better" }, "org"));
  await until(() => there.of("m/one")[0]?.reason === "better");
  expect(there.of("m/one")).toHaveLength(1);
  await db.tx((tx) => there.remove(tx, "m/one", "data"));
  await until(() => here.of("m/one").length === 0);
});

test("a transaction that fails changes nothing, neither here nor there", async () => {
  const [here, there] = await two();
  const failing = db.tx(async (tx) => {
    await here.set(tx, ONE, "org");
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await there.load();
  expect([here.of("m/one"), there.of("m/one"), here.told]).toEqual([[], [], []]);
});

test("two layers at once lose neither", async () => {
  const [here] = await two();
  await Promise.all([db.tx((tx) => here.set(tx, ONE, "org")), db.tx((tx) => here.set(tx, { ...ONE, layer: "code" }, "org"))]);
  expect(here.of("m/one").map((one) => one.layer).toSorted()).toEqual(["code", "data"]);
});

test("taking away what is not there says so", async () => {
  const [here] = await two();
  await expect(db.tx((tx) => here.remove(tx, "m/one", "weights"))).rejects.toMatchObject({ code: "request.not_found", field: "layer" });
});
});
