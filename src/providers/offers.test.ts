// What every offer of every provider must be: quotable as it stands, never free by mistake, and each fact with its source and date. What single offers cost is each folder's test.
import { expect, test } from "bun:test";
import { facetsOf, quote } from "../spec/price.ts";
import { type TaskId, taskOf } from "../spec/task.ts";
import { callOf } from "./conformance-cases.ts";
import { readOffers } from "./offers.ts";
import { ADAPTERS } from "./providers.ts";

const offers = ADAPTERS.flatMap((provider) => provider.offers);
const priced = offers.flatMap((offer) =>
  offer.price ? (Object.keys(offer.tasks) as TaskId[]).map((task) => ({ offer, task, price: offer.price! })) : [],
);
/** Whatever the task, and no more than it needs; the offer's defaults are filled in. */
const PLAIN = { prompt: "x", text: "x", image: "ast_1", audioSeconds: 60, messages: [{ role: "user", content: "hello" }] };
const DAY = /^20\d\d-\d\d-\d\d$/;

test("every priced offer can be quoted for a plain ask of each of its tasks, and is not free unless it is local", () => {
  const wrong = priced.flatMap(({ offer, task, price }) => {
    const { input } = callOf(offer, task, PLAIN);
    const range = quote(price, taskOf(task).measure(input, 1), facetsOf(input));
    if (!range) return [`${offer.id} ${task}: no quote`];
    if (range.highMicro < range.lowMicro) return [`${offer.id} ${task}: from ${range.lowMicro} to ${range.highMicro}`];
    return range.highMicro > 0 === offer.data.local ? [`${offer.id} ${task}: ${range.highMicro} micros, and local is ${offer.data.local}`] : [];
  });
  expect(priced.length).toBeGreaterThan(300);
  expect(wrong).toEqual([]);
});

test("more of it costs no less: two outputs, and every length and size that is allowed", () => {
  const wrong = priced.flatMap(({ offer, task, price }) => {
    const terms = offer.tasks[task]!;
    const { input } = callOf(offer, task, PLAIN);
    const high = (more: Record<string, unknown>, count = 1) => {
      const asked = { ...input, ...more };
      return quote(price, taskOf(task).measure(asked, count), facetsOf(asked))?.highMicro ?? null;
    };
    const one = high({});
    const two = terms.maxCount > 1 ? high({}, 2) : one;
    const sizes = (terms.sizes ?? []).map((size) => size.split("x").map(Number)).map(([width, height]) => high({ width, height }));
    const seconds = terms.inputs.seconds === true ? [] : (terms.inputs.seconds?.values ?? [terms.inputs.seconds?.min, terms.inputs.seconds?.max]);
    const lengths = seconds.filter((value) => value !== undefined).map((value) => high({ seconds: value }));
    const bad = [...sizes, ...lengths].some((each) => each === null || (!offer.data.local && each <= 0));
    return bad || two === null || two < one! ? [`${offer.id} ${task}: ${one}, two ${two}, sizes ${sizes.join()}, lengths ${lengths.join()}`] : [];
  });
  expect(wrong).toEqual([]);
});

test("unknown is null: a hosted offer has no line of nothing", () => {
  const free = offers.filter(({ price, data }) => !data.local && price?.lines.some((line) => line.micro <= 0));
  expect(free.map(({ id }) => id)).toEqual([]);
});

test("every price and every data terms say from where and since when", () => {
  const wrong = offers.flatMap(({ id, price, data, lifecycle }) =>
    [price, data, lifecycle].flatMap((fact) =>
      fact && (fact.source.length < 4 || !DAY.test(fact.date)) ? [`${id}: ${fact.source} ${fact.date}`] : [],
    ),
  );
  expect(wrong).toEqual([]);
});

test("a file that names a remote twice, or a fact without its date, is refused", () => {
  const data = { local: false, trainsOnInputs: null, retentionDays: null, regions: null, source: "a page", date: "2026-01-01" };
  const offer = { model: "a/b", remote: "b", tasks: { "text-to-image": { inputs: { prompt: true } } }, price: null };
  expect(readOffers("x", { data, serviceTerms: null, offers: [offer] })).toMatchObject([{ id: "x:b", provider: "x", price: null, license: null }]);
  const own = { retentionDays: null, source: "another page", date: "2026-01-02" };
  const kept = { ...data, trainsOnInputs: false, retentionDays: 0, subprocessors: ["A cloud"] };
  expect(readOffers("x", { data: kept, serviceTerms: null, offers: [{ ...offer, data: own }] })[0]!.data).toEqual({ ...kept, ...own });
  for (const subprocessors of [[], Array.from({ length: 13 }, () => "A"), ["A".repeat(61)], [""]])
    expect(() => readOffers("x", { data: { ...data, subprocessors }, serviceTerms: null, offers: [offer] })).toThrow(/subprocessors/);
  expect(() => readOffers("x", { data, serviceTerms: null, offers: [{ ...offer, data: { retentionDays: 0 } }] })).toThrow(/source/);
  expect(() => readOffers("x", { data, serviceTerms: null, offers: [offer, offer] })).toThrow(/twice/);
  expect(() => readOffers("x", { data: { ...data, date: "lately" }, serviceTerms: null, offers: [] })).toThrow();
  const undated = { ...offer, price: { lines: [{ unit: "image", micro: 1 }], source: "a page" } };
  expect(() => readOffers("x", { data, serviceTerms: null, offers: [undated] })).toThrow();
});
