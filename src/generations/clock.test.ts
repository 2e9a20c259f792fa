// Generations when the clock is set while they wait: nobody waits for hours, nothing is asked without pause, and all that was paid for comes. The job queue's own: jobs/clock.test.ts.
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { type InProcess, openInProcess, waitFor } from "../../test/server.ts";
import { movableClock } from "../clock.ts";
import { type FalStandIn, startFalStandIn } from "../providers/fal/stand-in.ts";
import { ERRORS } from "../spec/error.ts";
import { createHealth } from "./health.ts";

const HOUR = 3_600_000;
const { clock, move } = movableClock();
let fal: FalStandIn;
let oak: InProcess;

beforeAll(async () => {
  fal = await startFalStandIn({ key: "fal-secret" });
  oak = await openInProcess({ FAL_KEY: "fal-secret", OAK_FAL_URL: fal.url }, { clock });
});
beforeEach(() => {
  fal.fault(null);
  Object.assign(fal.controls, { queueMs: 0, runMs: 0 });
});
afterAll(async () => {
  await oak.close();
  await fal.close();
});

const ask = (prompt: string) =>
  oak.client.call("generations.create", {
    body: { task: "text-to-image", input: { prompt }, model: "black-forest-labs/flux.1-schnell", constraints: { only: ["fal"] } },
  });
const now = (id: string) => oak.client.call("generations.get", { params: { id } });
const ended = (id: string) =>
  waitFor(async () => {
    const seen = await now(id);
    return seen.endedAt !== null && seen;
  }, "its end");

test("one that waits to try again does so, after a clock that was set back", async () => {
  let times = 0;
  fal.fault({ kind: "status", status: 429, body: { detail: "Too many requests" } }, ({ method }) => method === "POST" && (times += 1) <= 2);
  const { id } = await ask("a pause");
  await waitFor(async () => (await now(id)).stage === "Waiting to try again", "its pause");
  move(-3 * HOUR);
  expect(await ended(id)).toMatchObject({ status: "succeeded" });
  expect(fal.submissions()["a pause"]).toBe(1);
}, 60_000);

test("a result that cannot be fetched is asked for with a pause between, and comes", async () => {
  let asked = 0;
  let broken = true;
  fal.fault({ kind: "status", status: 504 }, ({ method, path }) => {
    const file = method === "GET" && path.startsWith("/files/");
    if (file) asked += 1;
    return file && broken;
  });
  const { id } = await ask("a file");
  await waitFor(() => asked > 0, "the first try");
  move(-3 * HOUR);
  const before = asked;
  await Bun.sleep(3_000);
  expect(asked - before).toBeLessThan(40);
  broken = false;
  expect(await ended(id)).toMatchObject({ status: "succeeded" });
}, 60_000);

test("what was learned of a provider is not kept for hours, nor held against what is learned later", async () => {
  const moved = movableClock();
  const { db } = oak.app.parts;
  const [one, two] = [createHealth({ clock: moved.clock, db }), createHealth({ clock: moved.clock, db })];
  one.full("t", 8);
  one.paused("t", 60_000);
  one.succeeded("t:a", "t", 2);
  for (let turn = 0; turn < 3; turn += 1) one.failed("t:a", "t", ERRORS["provider.error"], "It failed.");
  await one.share();
  await two.share();
  moved.move(-3 * HOUR);
  for (const health of [one, two]) expect([health.waitMs("t"), health.failing("t:a", "t"), health.cap("t", 10)]).toEqual([0, null, 7]);
  one.succeeded("t:a", "t", -10_000); // begun before the clock was set
  expect(one.slowSeconds("t:a")).toBeNull();
  for (let turn = 0; turn < 2; turn += 1) one.succeeded("t:a", "t", 4);
  await one.share();
  await two.share();
  expect(two.seconds("t:a")).toBe(4);
});
