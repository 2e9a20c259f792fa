// The loader on small trees: a good one, and one for each thing that can be wrong. The shipped data has its own test.
import { afterAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { AppError } from "../spec/error.ts";
import type { Offer } from "../spec/model.ts";
import type { TaskId } from "../spec/task.ts";
import { catalogueJson, loadCatalogue, winRate } from "./catalogue.ts";

const made: string[] = [];
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

type Json = Record<string, any>;
const seen = (value: string) => ({ value, source: "test", date: "2026-01-01" });
const indexFile = (rows: Json[]): Json => ({ id: "i", title: "Index", url: null, source: "test", date: "2026-01-01", license: "MIT", attribution: null, method: "as it says", rows });

function modelFile(id: string, more: Json = {}): Json {
  return {
    id, name: id, maker: "Maker", family: null, aliases: [], tasks: ["text-to-image"], summary: "A model.", parameters: null, released: null, access: ["api"],
    openness: { weights: seen("closed") },
    license: null, base: [], needs: [],
    lifecycle: { status: "active", shutdown: null, successor: null, source: "test", date: "2026-01-01" },
    neural: true, links: [], notes: [], source: "test", date: "2026-01-01", ...more,
  };
}

function licenseFile(id: string, more: Json = {}): Json {
  return {
    id, name: id, kind: "weights", family: null, commercialUse: "yes", monthlyUsersLimit: null, revenueLimitUsd: null, territoryExcluded: [], outputsCommercial: true, outputsNote: null,
    trainOnOutputs: null, attribution: null, acceptableUsePolicy: null, derivativeNaming: null, redistributeWeights: null, osiApproved: null, notes: [], verified: "known", source: "test", date: "2026-01-01", ...more,
  };
}

const BOARD = { id: "b", task: "text-to-image", title: "Board", url: null, date: "2026-01-02", source: "test", license: "MIT", systems: 3, median: 1000, note: null };
const RATING = { model: "a/one", task: "text-to-image", source: "Board", board: "b", date: "2026-01-02", rating: 1400, ciLow: 1390, ciHigh: 1410, votes: 9, sourceName: "One" };

const COLUMN = { title: "Anime", style: "anime", better: "higher", unit: "plain" };
const row = (name: string, model: string | null, overall: number, ...figures: (number | null)[]) => ({ name, model, overall, figures });
/** Everybody's figure is twice the one over all, but for the first, which is 30 above that. */
const ROWS = [row("One", "a/one", 10, 50), row("Two", "a/two", 10, 20), ...[11, 12, 13, 14].map((overall) => row(`R${overall}`, null, overall, 2 * overall))];
const TABLE = { id: "t", task: "text-to-image", title: "Table", by: "people", maker: null, url: "https://example.com/t", date: "2026-01-02", source: "test", license: "MIT", overall: "All", columns: [COLUMN], rows: ROWS, notes: [] };
const tables = (...benchmarks: Json[]) => ({ "evidence/benchmarks.json": { benchmarks } });

const weights = { access: ["weights"], openness: { weights: seen("open") } };

function goodTree(): Record<string, Json | string> {
  return {
    "models/a/one.json": modelFile("a/one", { aliases: ["One", "one-api"], license: "free" }),
    "models/a/two.json": modelFile("a/two", { ...weights, teachers: ["a/one"], license: "free" }),
    "licenses/free.json": licenseFile("free"),
    "evidence/ratings.json": { boards: [BOARD], ratings: [RATING] },
  };
}

async function write(tree: Record<string, Json | string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "oak-catalogue-"));
  made.push(folder);
  for (const [name, content] of Object.entries(tree)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), typeof content === "string" ? content : catalogueJson(content));
  }
  return folder;
}

const load = async (change: Record<string, Json | string>) => loadCatalogue(await write({ ...goodTree(), ...change }));

async function problems(change: Record<string, Json | string>): Promise<string> {
  try {
    await load(change);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe("internal");
    return (error as AppError).detail;
  }
  throw new Error("the tree was accepted");
}

describe("a good tree", () => {
  test("is found by id, alias, other case and :latest", async () => {
    const catalogue = await load({});
    expect([...catalogue.models.keys()]).toEqual(["a/one", "a/two"]);
    for (const name of ["a/one", "A/ONE", "one", "ONE-api", " one:latest "]) expect(catalogue.resolve(name)?.id).toBe("a/one");
    expect(catalogue.resolve("three")).toBeNull();
    expect(catalogue.warnings).toEqual([]);
  });

  test("quality is the win rate against the board's median, with the ends of the interval", async () => {
    const quality = (await load({})).quality("a/one", "text-to-image")!;
    expect(quality.value).toBe(0.9091); // 400 points are ten to one
    expect(quality.low!).toBeLessThan(quality.value);
    expect(quality.high!).toBeGreaterThan(quality.value);
    expect(quality).toMatchObject({ source: "Board", date: "2026-01-02", rating: 1400, votes: 9 });
    expect((await load({})).quality("a/one", "chat")).toBeNull();
    expect((await load({})).quality("a/two", "text-to-image")).toBeNull();
  });

  test("the newest measurement counts", async () => {
    const newer = { boards: [{ ...BOARD, id: "c", title: "Later", date: "2026-02-02" }], ratings: [{ ...RATING, board: "c", date: "2026-02-02", rating: 1000 }] };
    const catalogue = await load({ "evidence/a-later.json": newer });
    expect(catalogue.quality("a/one", "text-to-image")).toMatchObject({ value: 0.5, source: "Later" });
  });

  test("a figure for a style says what departs from the figure over all, with source, date and who measured", async () => {
    const [one, two, ...rest] = (await load(tables(TABLE))).slices("text-to-image");
    expect(rest).toEqual([]);
    expect(one).toMatchObject({ model: "a/one", style: "anime", by: "people", maker: null, source: "Table", url: "https://example.com/t", date: "2026-01-02", column: "Anime", figure: 50, overallTitle: "All", overall: 10 });
    expect(one!.points).toBeGreaterThan(10);
    expect(two!.points).toBeCloseTo(one!.points - 30, 6);
    expect(one!.figure - one!.expected).toBeCloseTo(one!.points, 0);
    expect((await load(tables(TABLE))).slices("chat")).toEqual([]);
    // The interval is that of both figures, a 95% half width each.
    const margins = ROWS.map((each) => ({ ...each, margin: 3, margins: [4] }));
    expect((await load(tables({ ...TABLE, rows: margins }))).slices("text-to-image")[0]!.sd).toBeCloseTo(5 / 1.96, 6);
    // What it says over all alone moves nothing.
    const follows = ROWS.map((each) => ({ ...each, figures: [each.overall * 7 + 3] }));
    for (const by of ["people", "metric"]) for (const each of (await load(tables({ ...TABLE, by, rows: follows }))).slices("text-to-image")) expect(each.points).toBeCloseTo(0, 6);
  });

  test("a program's unit does not matter, lower may be better, shares near one are stretched, and a table has one word on a style", async () => {
    const points = async (more: Json) => (await load(tables({ ...TABLE, by: "metric", ...more }))).slices("text-to-image").map((each) => each.points);
    const wanted = await points({});
    const turned = (by: (figure: number) => number) => ROWS.map((each) => ({ ...each, figures: each.figures.map((figure) => by(figure!)) }));
    (await points({ rows: turned((figure) => figure * 1000 - 7) })).forEach((each, at) => expect(each).toBeCloseTo(wanted[at]!, 6));
    (await points({ rows: turned((figure) => -figure), columns: [{ ...COLUMN, better: "lower" }] })).forEach((each, at) => expect(each).toBeCloseTo(wanted[at]!, 6));
    const shares = [0.98, 0.9, 0.88, 0.9, 0.92, 0.9].map((figure, at) => ({ ...ROWS[at]!, figures: [figure] }));
    const [plain, stretched] = [await points({ rows: shares }), await points({ rows: shares, columns: [{ ...COLUMN, unit: "share" }] })];
    expect(stretched).not.toEqual(plain);
    const votes = async (more: Json) => (await load(tables({ ...TABLE, ...more }))).slices("text-to-image").map((each) => each.votes);
    const [full] = await votes({});
    const twice = { columns: [COLUMN, { ...COLUMN, title: "Manga" }], rows: ROWS.map((each, at) => ({ ...each, figures: [each.figures[0]!, at === 1 ? null : each.figures[0]!] })) };
    expect(await votes(twice)).toEqual([full! / 2, full!, full! / 2]);
    expect((await votes({ maker: "Maker" }))[0]!).toBeLessThan(full!);
    expect((await votes({ by: "metric" }))[0]!).toBeLessThan(full!);
  });

  test("win rates of two sum to one and grow with the rating", () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 2000 }), fc.integer({ min: 500, max: 2000 }), (a, b) => {
        expect(winRate(a, b) + winRate(b, a)).toBeCloseTo(1, 3);
        expect(winRate(a + 50, b)).toBeGreaterThanOrEqual(winRate(a, b));
        expect(winRate(a, a)).toBe(0.5);
      }),
    );
  });
});

const users = { about: "monthlyUsers", says: "a limit.", clause: null, kind: "stops" };

const FINDING = { kind: "mark", models: ["a/one"], where: "model", presence: "always", says: "It is marked.", source: "a page", url: "https://example.com/", date: "2026-01-01", verified: "page" };
/** One finding; what is set to undefined is left out. */
const finding = (more: Json = {}): Record<string, Json> => ({ "safety/t.json": JSON.parse(JSON.stringify({ findings: [{ ...FINDING, ...more }] })) as Json });

describe("findings on safety", () => {
  const one = { id: "a/one", family: null, tasks: ["text-to-image"] } as const;
  const says = async (more: Json, about: { id: string; family: string | null; tasks: readonly TaskId[] } = one) =>
    (await load(finding(more))).safety({ ...about, tasks: [...about.tasks] }).map(({ says: words, figure }) => figure?.value ?? words);

  test("speak of the models, families and makers that they name, for what these do", async () => {
    expect(await says({})).toEqual(["It is marked."]);
    expect(await says({}, { ...one, id: "a/two" })).toEqual([]);
    expect(await says({ models: [], makers: ["a"] }, { ...one, id: "a/two" })).toEqual(["It is marked."]);
    expect(await says({ models: [], makers: ["a"], tasks: ["text-to-image"] }, { ...one, tasks: ["chat"] })).toEqual([]);
    const family = { ...finding({ models: [], families: ["a/f"] }), "models/a/two.json": modelFile("a/two", { family: "f" }) };
    const loaded = await load(family);
    expect(loaded.safety({ id: "a/three", family: "f", tasks: [] })).toHaveLength(1);
    expect(loaded.safety({ id: "b/three", family: "f", tasks: [] })).toEqual([]);
  });

  test("of a service speak of whatever it may serve, known here or not", async () => {
    expect(await says({ models: [], where: undefined, services: ["p"] }, { ...one, id: "local/any" })).toEqual(["It is marked."]);
  });

  test("of many become one for each, with its own figure", async () => {
    const many = { kind: "evaluation", presence: undefined, models: [], figure: { unit: "of 9", better: "lower" }, results: { "a/one": 3, "a/two": 4, a: "B" } };
    expect(await says(many)).toEqual([3, "B"]);
    expect(await says(many, { ...one, id: "a/two" })).toEqual([4, "B"]);
  });
});

describe("a bad tree is refused, naming file and problem", () => {
  const two = (more: Json) => ({ "models/a/two.json": modelFile("a/two", more) });
  const lifecycle = (more: Json) => two({ lifecycle: { ...modelFile("a/two").lifecycle, ...more } });
  const cases: [string, Record<string, Json | string>, string][] = [
    ["not JSON", { "models/a/two.json": "{" }, "models/a/two.json: is not JSON"],
    ["unknown field", two({ price: 0 }), "models/a/two.json: the file: Unrecognized key"],
    ["a fact without a source", two({ source: "" }), "models/a/two.json: source:"],
    ["a layer without a date", two({ openness: { ...modelFile("a/two").openness, data: { value: "open", source: "x" } } }), "models/a/two.json: openness.data.date:"],
    ["a date that is none", two({ date: "2026-13-01" }), "models/a/two.json: date:"],
    ["an unknown task", two({ tasks: ["mind-reading"] }), "models/a/two.json: tasks.0:"],
    ["an id elsewhere", { "models/a/three.json": modelFile("a/third") }, 'models/a/three.json: its id is "a/third", so it belongs in models/a/third.json'],
    ["a licence elsewhere", { "licenses/other.json": licenseFile("more") }, 'licenses/other.json: its id is "more"'],
    ["an unknown licence", two({ license: "nobody" }), 'models/a/two.json: license "nobody" is not in licenses/'],
    ["an unknown base", two({ base: ["a/none"] }), 'models/a/two.json: base names "a/none", which is not in models/'],
    ["an unknown need", two({ needs: ["a/none"] }), 'models/a/two.json: needs names "a/none"'],
    ["an unknown successor", lifecycle({ successor: "a/none" }), 'models/a/two.json: lifecycle.successor names "a/none"'],
    ["itself as its base", two({ base: ["a/two"] }), "models/a/two.json: base names the model itself"],
    ["a circle of bases", { "models/a/one.json": modelFile("a/one", { base: ["a/two"] }), ...two({ needs: ["a/one"] }) }, "models/a/two.json: base, needs and teachers lead back"],
    ["a circle of successors", { ...lifecycle({ successor: "a/one" }), "models/a/one.json": modelFile("a/one", { lifecycle: { ...modelFile("a/one").lifecycle, successor: "a/two" } }) }, "lifecycle.successor leads back"],
    ["an alias twice", two({ aliases: ["ONE"] }), 'models/a/two.json: the alias "ONE" is taken by models/a/one.json'],
    ["another's id as an alias", two({ aliases: ["A/one"] }), 'models/a/two.json: the alias "A/one" is taken by'],
    ["retired without a date", lifecycle({ status: "retired" }), "models/a/two.json: lifecycle.status is retired, but"],
    ["active with an end", lifecycle({ shutdown: "2027-01-01" }), "models/a/two.json: lifecycle.shutdown has a date"],
    ["none beside something", two({ access: ["none", "api"] }), 'models/a/two.json: access says "none" together'],
    ["a limit without its clause", { "licenses/free.json": licenseFile("free", { revenueLimitUsd: 5 }) }, "licenses/free.json: revenueLimitUsd has a number, but no clause about revenue"],
    ["a clause without its limit", { "licenses/free.json": licenseFile("free", { clauses: [users] }) }, "a clause about monthlyUsers stands without monthlyUsersLimit"],
    ["a right told as a duty", { "licenses/free.json": licenseFile("free", { clauses: [{ ...users, about: "commercial", kind: "duty" }] }) }, 'the clause about commercial is of the kind "duty"'],
    ["two clauses about one right", { "licenses/free.json": licenseFile("free", { monthlyUsersLimit: 5, clauses: [users, users] }) }, "two clauses about monthlyUsers"],
    ["a day at which nothing is counted", { "licenses/free.json": licenseFile("free", { monthlyUsersLimit: 5, clauses: [{ ...users, countedAt: "2026-01-01" }] }) }, "countedAt stands in a clause that is not fixed"],
    ["a licence of weights with models of a service", { "licenses/free.json": licenseFile("free", { ownModelsOf: ["a"] }) }, "are for terms of services"],
    ["terms that bind as weights do", { "licenses/free.json": licenseFile("free", { kind: "service", bindsHostedUse: true }) }, "are for licences of weights"],
    ["weights that are closed", two({ access: ["weights"] }), "models/a/two.json: access says weights, openness.weights is closed (test)"],
    ["open weights that nobody can get", two({ openness: weights.openness }), "models/a/two.json: openness.weights is open (test), access does not"],
    ["open weights by an index that nobody can get", { "openness/i.json": indexFile([{ model: "a/one", row: "One", ground: "version", weights: "open" }]) }, "models/a/one.json: openness.weights is open (Index), access does not"],
    ["a claim of nobody", { "openness/i.json": indexFile([{ model: "a/none", row: "None", ground: "version", weights: "open" }]) }, 'openness/i.json: the row "None" names "a/none", which is not in models/'],
    ["a class that is typed in", two({ opennessClass: "fully-open" }), "models/a/two.json: the file: Unrecognized key"],
    ["a kind of descent from nobody", two({ lineage: { "a/one": { kind: "lora", source: "x", date: "2026-01-01" } } }), 'models/a/two.json: lineage says that it is an adapter for "a/one", which base does not name'],
    ["a kind of descent of another field", two({ base: ["a/one"], lineage: { "a/one": { kind: "text-encoder", source: "x", date: "2026-01-01" } } }), 'reads prompts with "a/one", which needs does not name'],
    ["an unknown teacher", two({ teachers: ["a/none"] }), 'models/a/two.json: teachers names "a/none"'],
    ["a rating of nobody", { "evidence/ratings.json": { boards: [BOARD], ratings: [{ ...RATING, model: "a/none" }] } }, 'evidence/ratings.json: rating of "a/none" on "b": the model is not in models/'],
    ["a rating at another task", { "evidence/ratings.json": { boards: [{ ...BOARD, task: "chat" }], ratings: [{ ...RATING, task: "chat" }] } }, "the model does not list the task chat"],
    ["a rating on no board", { "evidence/ratings.json": { boards: [], ratings: [RATING] } }, "there is no such board"],
    ["a rating of another day", { "evidence/ratings.json": { boards: [BOARD], ratings: [{ ...RATING, date: "2026-01-03" }] } }, "task or date differ"],
    ["a rating twice", { "evidence/ratings.json": { boards: [BOARD], ratings: [RATING, RATING] } }, "rated twice"],
    ["a finding about nobody", finding({ models: ["a/none"] }), 'safety/t.json: the mark told by "a page" names the model "a/none", which is not in models/'],
    ["a finding about a family of nobody", finding({ models: [], families: ["a/none"] }), 'names the family "a/none"'],
    ["a finding about a maker of nothing", finding({ models: [], makers: ["none"] }), 'names the maker "none"'],
    ["a finding that holds nowhere", finding({ where: undefined }), "must say either at which services it holds, or where"],
    ["a finding that holds here and there", finding({ services: ["p"] }), "must say either at which services it holds, or where"],
    ["a mark that may be there or not", finding({ presence: undefined }), "must say whether it is there"],
    ["an evaluation that is there", finding({ kind: "evaluation" }), "is of a kind that is not there or away"],
    ["a mark with a figure", finding({ figure: { value: 1, unit: "of 2", better: "higher" } }), "has a figure, which only an evaluation has"],
    ["a finding about what nobody does", finding({ tasks: ["text-to-speech"] }), "speaks of no model that does what it is about"],
    ["a finding without a source", finding({ source: "" }), "safety/t.json: findings.0.source:"],
    ["a finding without a day", finding({ date: undefined }), "safety/t.json: findings.0.date:"],
    ["a figure without a value", finding({ kind: "evaluation", presence: undefined, figure: { unit: "of 2", better: "higher" } }), "a figure has its value, or results have one for each"],
    ["results of nobody", finding({ kind: "evaluation", presence: undefined, models: [], figure: { unit: "of 2", better: "higher" }, results: { "a/none": 1 } }), 'the evaluation told by "a page" names the model "a/none"'],
    ["results and models", finding({ kind: "evaluation", presence: undefined, figure: { unit: "of 2", better: "higher" }, results: { "a/one": 1 } }), "results say whom it is about, and so do models"],
    ["a benchmark of no style", tables({ ...TABLE, columns: [{ ...COLUMN, style: "techno" }] }), 'evidence/benchmarks.json: benchmark "t": "techno" is no style of text-to-image'],
    ["a benchmark of nobody", tables({ ...TABLE, rows: [row("N", "a/none", 1, 1), ...ROWS] }), '"N" names "a/none", which is not in models/'],
    ["a benchmark with too few rows", tables({ ...TABLE, rows: ROWS.slice(0, 4) }), '"Anime" has 4 figures, which is too few'],
    ["a row without a figure for each column", tables({ ...TABLE, rows: [row("N", null, 1), ...ROWS] }), '"N" has not one figure for each column'],
    ["a row with half of its margins", tables({ ...TABLE, rows: [{ ...row("N", null, 1, 1), margin: 3 }, ...ROWS] }), '"N" has only some of its margins'],
    ["a figure carried twice", tables(TABLE, { ...TABLE, id: "u" }), '"Anime" of "a/one" is carried twice'],
    ["a benchmark twice", tables(TABLE, { ...TABLE, rows: ROWS.map((each) => ({ ...each, model: null })) }), 'benchmark "t": there is another'],
    ["a file astray", { "prices.json": {} }, "prices.json: is in none of models/"],
  ];
  for (const [name, change, expected] of cases) test(name, async () => expect(await problems(change)).toContain(expected));

  test("all problems come at once, and a broken file is not told again as missing", async () => {
    const told = await problems({ "licenses/free.json": "nonsense", ...two({ license: "nobody", base: ["a/none"] }) });
    expect(told.split("\n")).toHaveLength(4);
    expect(told).toContain("has 3 problems");
    expect(told).not.toContain('license "free"');
  });

  test("an empty or missing folder", async () => {
    expect(loadCatalogue(await write({}))).rejects.toThrow("no model can be read");
    expect(loadCatalogue(join(tmpdir(), "oak-catalogue-nowhere"))).rejects.toThrow("cannot be read");
  });
});

describe("warnings", () => {
  test("a derivative that is freer than its base", async () => {
    const catalogue = await load({
      "licenses/strict.json": licenseFile("strict", { commercialUse: "no", monthlyUsersLimit: 700, territoryExcluded: ["DE"], clauses: [users] }),
      "models/a/base.json": modelFile("a/base", { ...weights, license: "strict" }),
      "models/a/two.json": modelFile("a/two", { ...weights, base: ["a/base"], license: "free" }),
    });
    expect(catalogue.warnings).toHaveLength(1);
    expect(catalogue.warnings[0]).toMatch(/a\/two.*free is freer than strict of its base a\/base: commercial use.*monthly users.*territories/);
  });

  test("a model that counts as less open than its own layers say", async () => {
    const open = { access: ["weights"], license: "open", openness: { weights: seen("open"), code: seen("open"), data: seen("open") } };
    const catalogue = await load({
      "licenses/open.json": licenseFile("open", { acceptableUsePolicy: false }),
      "models/a/base.json": modelFile("a/base", weights),
      "models/a/two.json": modelFile("a/two", { ...open, base: ["a/base"] }),
      "models/a/three.json": modelFile("a/three", open),
    });
    expect(catalogue.openness("a/three")!.opennessClass).toBe("fully-open");
    expect(catalogue.warnings).toEqual([expect.stringMatching(/^models\/a\/two.json: its own layers make it fully-open, which counts as open-weights\. .*it is made from a\/base/)]);
  });

  test("a successor that is gone itself", async () => {
    const gone = { status: "retired", shutdown: "2026-01-01", successor: null, source: "test", date: "2026-01-01" };
    const catalogue = await load({ "models/a/one.json": modelFile("a/one", { lifecycle: gone }), "models/a/two.json": modelFile("a/two", { lifecycle: { ...gone, successor: "a/one" } }), "evidence/ratings.json": { boards: [], ratings: [] } });
    expect(catalogue.warnings).toEqual(["models/a/two.json: its successor a/one is retired"]);
  });
});

describe("offers", () => {
  const offer = (more: Json = {}): Offer =>
    ({
      id: "p:one", provider: "p", model: "a/one", remote: "one",
      tasks: { "text-to-image": { inputs: { prompt: true, width: { min: 64, max: 1024, step: 64, default: 512 }, height: true, quality: { values: ["low", "high"] } }, sizes: ["512x512"], maxCount: 4, seconds: null } },
      price: null, data: { local: true, trainsOnInputs: null, retentionDays: null, regions: null, source: "test", date: "2026-01-01" }, serviceTerms: null, license: null, quality: {}, lifecycle: null, options: {}, ...more,
    }) as Offer;
  const image = (inputs: Json, more: Json = {}) => offer({ tasks: { "text-to-image": { inputs, maxCount: 1, seconds: null, ...more } } });

  test("a good one has no problem", async () => {
    expect((await load({})).checkOffers([offer()])).toEqual([]);
  });

  test("chat takes fields that its schema does not name", async () => {
    const catalogue = await load({ "models/a/talk.json": modelFile("a/talk", { tasks: ["chat"] }) });
    expect(catalogue.checkOffers([offer({ model: "a/talk", tasks: { chat: { inputs: { messages: true, tools: true }, maxCount: 1, seconds: null } } })])).toEqual([]);
  });

  const cases: [string, Offer[], string][] = [
    ["the same id twice", [offer(), offer()], "p:one: the id is used twice"],
    ["an unknown model", [offer({ model: "a/none" })], 'model "a/none" is not in the catalogue'],
    ["an alias for a model", [offer({ model: "one-api" })], 'write that'],
    ["unknown terms", [offer({ serviceTerms: "nobody" })], 'serviceTerms "nobody" is not in the catalogue'],
    ["a weights' licence as terms", [offer({ serviceTerms: "free" })], "is a licence of weights"],
    ["a task that the model does not do", [offer({ tasks: { "text-to-sound": { inputs: { prompt: true }, maxCount: 1, seconds: null } } })], "does not list the task text-to-sound"],
    ["an input that the task has not", [image({ steps: true })], "text-to-image.steps: the task has no such input"],
    ["a value that the task does not know", [image({ quality: { values: ["low", "ultra"] } })], 'does not allow the value "ultra"'],
    ["bounds beyond the task's", [image({ width: { min: 1, max: 99_999 } })], "max 99999 is outside"],
    ["bounds the wrong way", [image({ width: { min: 512, max: 256 } })], "min is above max"],
    ["a default beyond its bounds", [image({ width: { max: 512, default: 1024 } })], "the default is outside of min and max"],
    ["a default that is no value", [image({ quality: { values: ["low"], default: "high" } })], "is not among the values"],
    ["a size that the task does not know", [image({}, { sizes: ["9999x512"] })], "does not allow the size 9999x512"],
    ["more at once than may be asked", [image({}, { maxCount: 100 })], "maxCount 100 is above"],
  ];
  for (const [name, offers, expected] of cases) {
    test(name, async () => expect((await load({})).checkOffers(offers).join("\n")).toContain(expected));
  }
});

test("the form of a file: same value back, and writing it again changes nothing", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const text = catalogueJson(value);
      const plain = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(text)).toEqual(plain);
      expect(catalogueJson(JSON.parse(text))).toBe(text);
    }),
  );
});
