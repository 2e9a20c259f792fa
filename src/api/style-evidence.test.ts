// What others published by style, through the door: with a made-up catalogue the choice for an anime prompt differs from that for a photo by those figures alone, and says whose they are. The arithmetic is tested in spec/.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type InProcess, openInProcess, ROOT, temporary } from "../../test/server.ts";
import { catalogueJson } from "../catalogue/catalogue.ts";
import { modelPage } from "../spec/model-page.ts";

const [TUNED, HOUSE] = ["black-forest-labs/flux.1-schnell", "openai/gpt-image-1-mini"];
const DAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const board = {
  id: "b",
  task: "text-to-image",
  title: "Board",
  url: null,
  date: DAY,
  source: "test",
  license: "test",
  systems: 9,
  median: 1000,
  note: null,
};
const rated = (model: string) => ({
  model,
  task: "text-to-image",
  source: "Board",
  board: "b",
  date: DAY,
  rating: 1100,
  ciLow: 1090,
  ciHigh: 1110,
  votes: 9,
  sourceName: model,
});
const others = [1000, 1050, 1100, 1150, 1200].map((overall) => ({ name: `R${overall}`, model: null, overall, figures: [overall, overall] }));
const table = {
  id: "t",
  task: "text-to-image",
  title: "Table",
  by: "people",
  maker: null,
  url: "https://example.com/t",
  date: DAY,
  source: "test",
  license: "test",
  overall: "All",
  columns: [
    { title: "Drawn", style: "anime", better: "higher", unit: "plain" },
    { title: "Photos", style: "photoreal", better: "higher", unit: "plain" },
  ],
  rows: [
    { name: "Tuned", model: TUNED, overall: 1100, figures: [1250, 1000] },
    { name: "House", model: HOUSE, overall: 1100, figures: [1000, 1250] },
    ...others,
  ],
  notes: [],
};

const made: string[] = [];
let app: InProcess;
async function open(benchmarks: unknown[]): Promise<InProcess> {
  const catalogueDir = temporary("catalogue");
  made.push(catalogueDir);
  cpSync(join(ROOT, "catalogue"), catalogueDir, { recursive: true });
  rmSync(join(catalogueDir, "evidence"), { recursive: true });
  mkdirSync(join(catalogueDir, "evidence"));
  writeFileSync(
    join(catalogueDir, "evidence", "made-up.json"),
    catalogueJson({ boards: [board], ratings: [rated(TUNED), rated(HOUSE)], benchmarks }),
  );
  return openInProcess({ FAL_KEY: "fal-test", OPENAI_API_KEY: "sk-test" }, { catalogueDir });
}
beforeAll(async () => {
  app = await open([table]);
});
afterAll(async () => {
  await app?.close();
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

const plan = (of: InProcess, prompt: string) =>
  of.client.call("plans.create", {
    body: { task: "text-to-image", input: { prompt }, model: "auto:quality", constraints: { only: [TUNED, HOUSE] } },
  });
const ANIME = "anime girl under an umbrella";
const PHOTO = "a photograph of an old lighthouse, 35mm";
const PLAIN = "a red fox";

test("anime goes to the one and a photo to the other, because of published figures alone", async () => {
  const [anime, photo, plain] = [await plan(app, ANIME), await plan(app, PHOTO), await plan(app, PLAIN)];
  expect([anime.style, photo.style, plain.style]).toEqual(["anime", "photoreal", null]);
  expect([anime.candidates[0]!.model, photo.candidates[0]!.model]).toEqual([TUNED, HOUSE]);
  const why = (of: typeof anime, model: string) => of.candidates.find((each) => each.model === model)!;
  expect(why(anime, TUNED).reasons.join()).toContain(`Board, ${DAY}, for anime with Table, ${DAY}`);
  expect(why(anime, TUNED).quality!).toBeGreaterThan(why(plain, TUNED).quality! + 0.05);
  expect(why(photo, TUNED).quality!).toBeLessThan(why(plain, TUNED).quality! - 0.05);
  expect(why(plain, TUNED).quality).toBe(why(plain, HOUSE).quality);
  // Without the table both are alike in every style.
  const without = await open([]);
  for (const prompt of [ANIME, PHOTO]) expect(new Set((await plan(without, prompt)).candidates.map((each) => each.quality)).size).toBe(1);
  await without.close();
});

test("what is believed by style is told with each figure, its source, its day and what was to be expected", async () => {
  const believed = async (style?: string) =>
    (await app.client.call("evidence.list", { query: { task: "text-to-image", ...(style ? { style } : {}) } })).data;
  const [all, anime] = [await believed(), await believed("anime")];
  expect(all.map((each) => [each.model, each.style, each.slices])).toEqual([TUNED, HOUSE].map((model) => [model, null, []]));
  expect(anime.map((each) => each.model)).toEqual([TUNED, HOUSE]);
  expect(anime[0]).toMatchObject({
    style: "anime",
    votes: 0,
    published: { source: "Board", rating: 1100 },
    slices: [
      {
        style: "anime",
        source: "Table",
        url: "https://example.com/t",
        date: DAY,
        by: "people",
        maker: null,
        column: "Drawn",
        figure: 1250,
        overall: 1100,
        overallTitle: "All",
      },
    ],
  });
  const page = modelPage.parse(await app.client.call("models.page", { params: { id: TUNED } }));
  expect(page.styles.map((each) => [each.style, each.slices.map((slice) => slice.figure)])).toEqual([
    ["anime", [1250]],
    ["photoreal", [1000]],
  ]);
  expect(page.styles[0]!.points).toBe(anime[0]!.points);
});
