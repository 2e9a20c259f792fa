// The gap through the door, on the shipped evidence: the published figures within each set of rules, over their dates; and the word when votes change the answer.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { startPostgres } from "../../test/postgres.ts";
import { type InProcess, openInProcess } from "../../test/server.ts";
import { openTwoProviders, type TwoProviders } from "../../test/two-providers.fixture.ts";
import { sql } from "../db/db.ts";
import type { AppError } from "../spec/error.ts";
import type { Gap } from "../spec/gap.ts";
import { ENDPOINTS } from "../spec/http.ts";

let two: TwoProviders;
let oak: TwoProviders["oak"];
beforeAll(async () => {
  two = await openTwoProviders();
  ({ oak } = two);
});
afterAll(() => two?.close());

const look = (constraints: object = {}, tasks?: string[]) =>
  oak.client.call("gap.look", { body: { constraints, ...(tasks ? { tasks } : {}) } as never });
const pictures = async (constraints: object = {}): Promise<Gap> => (await look(constraints, ["text-to-image"])).data[0]!;
const last = ({ series }: Gap) => series.at(-1)!;

test("the figures are the published ones, task by task and date by date", async () => {
  const view = await look();
  expect(ENDPOINTS["gap.look"].response.safeParse(view).error).toBeUndefined();
  expect(view.data.map((each) => each.task)).toContain("text-to-video");
  const gap = view.data.find((each) => each.task === "text-to-image")!;
  expect(gap).toMatchObject({
    proprietary: { model: "openai/gpt-image-2.5-sunburst" },
    open: { model: "ideogram/ideogram-v4" },
    points: 220,
    answer: "far",
  });
  expect(gap.series.map((each) => each.date)).toEqual(["2026-03-19", "2026-03-26", "2026-04-02", "2026-04-09", "2026-04-19", "2026-10-07"]);
  // 1264 ± 6 against 1151 ± 3, as arena.ai had them on 2026-04-19, and 1425 ± 7 against 1205 ± 4 on 2026-10-07.
  expect(gap.series.at(-2)).toMatchObject({ points: 113, low: 106.3, high: 119.7, proprietary: { rating: 1264 }, open: { rating: 1151 } });
  expect(last(gap)).toMatchObject({ points: 220, low: 211.9, high: 228.1, proprietary: { rating: 1425 }, open: { rating: 1205 } });
  expect(gap.says).toContain("in 22 of 100 comparisons");
});

test("who speaks for a side follows from licences, territory and policies", async () => {
  // Hunyuan's licence leaves out the European Union, FLUX.2 [dev]'s what earns money: the next is free for both.
  expect((await pictures({ license: { territory: "DE" } })).open!.model).toBe("black-forest-labs/flux.2-dev");
  const sold = await pictures({ license: { commercial: true, territory: "DE" } });
  expect(sold.open).toMatchObject({ model: "alibaba/qwen-image-2512", opennessClass: "open-weights" });
  expect(last(sold).open.model).toBe("alibaba/qwen-image-2512");
  const home = await pictures({ data: { local: true } });
  expect([home.proprietary, home.answer]).toEqual([null, "unknown"]);
  expect(home.says).toContain("no proprietary model that you may use was measured");
  const policy = await oak.client.call("policies.set", { body: { name: "No Ideogram", constraints: { never: ["ideogram/ideogram-v4"] } } });
  const bound = await pictures();
  expect(bound.open!.model).toBe("tencent/hunyuan-image-3.0");
  await oak.client.call("policies.remove", { params: { id: policy.id } });
  const best = (await pictures()).open!;
  expect(best.model).toBe("ideogram/ideogram-v4");
});

const engines: [name: string, settings: () => Promise<Record<string, string>>][] = [
  ["sqlite", async () => ({})],
  ["postgres", async () => ({ DATABASE_URL: await (await startPostgres()).createDatabase("gap") })],
];
test.each(engines)(
  "votes move it, and a change of the answer is told once, on %s",
  async (_name, settings) => {
    const own = await openInProcess({
      ...two.settings,
      ...(await settings()),
    });
    const { db } = own.app.parts;
    const told = () => db.all<{ data: string }>(sql`select data from events where type = 'gap.changed'`);
    const prompt = { prompt: "a gap", width: 1024, height: 1024 };
    const make = async (model: string) =>
      (await own.client.call("generations.create", { body: { task: "text-to-image", input: prompt, model }, query: { wait: 30 } })).id;
    const [a, b] = [await make("gpt-image-1-mini"), await make("black-forest-labs/flux.1-schnell")];
    const vote = () => own.client.call("votes.create", { body: { winner: a, loser: b } });
    await vote();
    expect(await told()).toEqual([]); // the first answer is no change
    const { org } = (await db.one<{ org: string }>(sql`select org from votes limit 1`))!;
    for (let index = 0; index < 400; index += 1)
      await db.run(sql`insert into votes (id, org, voter, pair, task, style, winner, winner_generation, loser, loser_generation, tie, at)
      values (${`vot_${index}`}, ${org}, ${`voter ${index}`}, 'x y', 'text-to-image', null, 'tencent/hunyuan-image-3.0', ${a}, 'google/gemini-3.1-flash-image', ${b}, 0, ${Date.now()})`);
    await vote();
    await vote();
    const gap = (await own.client.call("gap.look", { body: { tasks: ["text-to-image"] } })).data[0]!;
    expect(gap.open).toMatchObject({ model: "tencent/hunyuan-image-3.0", votes: 400 });
    expect(gap.answer).not.toBe("far");
    expect((await told()).map(({ data }) => JSON.parse(data))).toMatchObject([
      { task: "text-to-image", before: "far", answer: gap.answer, says: gap.says },
    ]);
    await own.close();
  },
  60_000,
);

test.each(engines)(
  "two processes that find the same change at the same moment tell it once, on %s",
  async (_name, settings) => {
    const more = { ...two.settings, ...(await settings()) };
    const one = await openInProcess(more);
    // Processes on one SQLite file share its folder.
    const other = await openInProcess(more, more.DATABASE_URL ? {} : { dataDir: one.dataDir });
    const { db } = one.app.parts;
    const make = async (model: string) =>
      (await one.client.call("generations.create", { body: { task: "text-to-image", input: { prompt: "a gap" }, model }, query: { wait: 30 } })).id;
    const [winner, loser] = [await make("gpt-image-1-mini"), await make("black-forest-labs/flux.1-schnell")];
    const vote = ({ client }: InProcess) => client.call("votes.create", { body: { winner, loser } });
    const told = () => db.all<{ data: string }>(sql`select data from events where type = 'gap.changed'`);
    await vote(one);
    for (let round = 1; round <= 8; round += 1) {
      await db.run(sql`update gap_answers set answer = 'unknown' where task = 'text-to-image'`);
      await Promise.all([one, other, one, other].map(vote));
      const events = (await told()).map(({ data }) => JSON.parse(data));
      expect([round, events.length, events.at(-1)]).toMatchObject([round, round, { before: "unknown", answer: "far" }]);
    }
    await other.close();
    await one.close();
  },
  120_000,
);

test("what makes no sense is refused with its field", async () => {
  const field = (body: object) =>
    oak.client.call("gap.look", { body: body as never }).then(
      () => null,
      (thrown: AppError) => thrown.field,
    );
  expect(await field({ tasks: ["knitting"] })).toBe("tasks.0");
  expect(await field({ tasks: Array.from({ length: 100 }, () => "text-to-image") })).toBe("tasks");
  expect(await field({ constraints: { maxCostMicro: 5 } })).toBe("constraints.maxCostMicro");
});
