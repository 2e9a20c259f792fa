// Judges' checks through the door: the price before, both orders held and asked for, a win only where both agree, what counts and how little, what is refused, and that every failure costs and counts what it should.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { startPostgres } from "../../test/postgres.ts";
import { type InProcess, openInProcess, refusal, waitFor } from "../../test/server.ts";
import { sql } from "../db/db.ts";
import { createClient } from "../sdk/sdk.ts";
import type { Generation } from "../spec/generation.ts";
import { CHECK_WEIGHT } from "../spec/evidence.ts";
import { chatOnly, EAR, even, JUDGE, openWithJudge, playedTo, scored, shownTo, withEar, type WithJudge } from "./judge.fixture.ts";
import { abandonedLive } from "./store.ts";

const TWO = "openai/gpt-image-2";
const MINI = "openai/gpt-image-1-mini";
let openai: WithJudge["openai"];
let oak: InProcess;
let given: WithJudge;
let number = 0;
beforeAll(async () => {
  given = await openWithJudge();
  ({ oak, openai } = given);
});
afterAll(() => given?.close());
beforeEach(() => given.begin(favors(0)));

/** Says the same of the pictures in both orders: the first look is at a, then b; the second the other way around. */
const favors = (which: 0 | 1 | null) => {
  let looks = 0;
  return () => (which === null ? scored(90, 20) : scored(...((looks += 1) % 2 === which ? [20, 90] : [90, 20])));
};
const make = (model: string, prompt: string, at = oak, more: object = {}): Promise<Generation> =>
  at.client.call("generations.create", {
    body: { task: "text-to-image", input: { prompt, quality: "low", width: 1024, height: 1024 }, model, ...more },
    query: { wait: 30 },
  });
const pair = async (prompt = `a red fox ${(number += 1)}`): Promise<{ a: string; b: string; judge: string }> => {
  const [one, other] = [await make(TWO, prompt), await make(MINI, prompt)];
  openai.clear();
  return { a: one.id, b: other.id, judge: JUDGE };
};
const check = (body: { a: string; b: string; judge: string; constraints?: object }) => oak.client.call("checks.create", { body });
const plan = (body: { a: string; b: string; judge: string; constraints?: object }) => oak.client.call("checks.plan", { body });
const chats = () => given.chats();
const believed = async (model: string) =>
  (await oak.client.call("evidence.list", { query: { task: "text-to-image" } })).data.find((each) => each.model === model)!;
const balance = async () => (await oak.client.call("me.get")).balance;
afterEach(() => even(oak));

describe("before the click", () => {
  test("who would look and for how much in both orders is told, nobody is asked and nothing is held", async () => {
    const wanted = await pair();
    const before = await balance();
    const planned = await plan(wanted);
    expect(planned).toMatchObject({
      task: "text-to-image",
      a: { model: TWO, generation: wanted.a },
      b: { model: MINI, generation: wanted.b },
      judge: { model: "openai/gpt-4o-mini", provider: "openai" },
      counts: true,
      why: null,
      before: null,
    });
    const alone = (await oak.client.call("judges.list", { query: { count: 2 } })).data.find(({ model }) => model === planned.judge.model)!.quote;
    // The words are others, of which a few tokens' price depends.
    expect(Math.abs(planned.quote.highMicro - 2 * alone.highMicro)).toBeLessThan(20);
    expect([openai.received, await balance()]).toEqual([[], before]);
  });

  test("what cannot be compared, or not by a judge, is refused with the field's name and before anything is held", async () => {
    const { a, b } = await pair("three");
    const [same, others] = [await make(TWO, "three"), await make(MINI, "four")];
    const beep = await oak.client.call("generations.create", {
      body: { task: "text-to-sound", input: { prompt: "beep", seconds: 1 } },
      query: { wait: 30 },
    });
    const uploaded = await oak.client.upload(new Blob([Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64")]), "a.gif");
    openai.clear();
    const why = async (more: object) => {
      const thrown = (await refusal(check({ a, b, judge: JUDGE, ...more })))!;
      return `${thrown.field}: ${thrown.detail}`;
    };
    expect(await why({ b: same.id })).toContain(`b: Both are of ${TWO}: a check compares two models.`);
    expect(await why({ b: others.id })).toContain("b: They were asked for in different words");
    expect(await why({ b: beep.id })).toContain("b: They are of different tasks");
    expect(await why({ a: uploaded.id })).toContain("a: ");
    expect(await why({ b: "gen_nobody" })).toContain("b: There is no such generation");
    expect(await why({ a: "nobody" })).toContain("a: a must be the id of a generation");
    expect(await why({ judge: "nobody/knows" })).toContain("judge: There is no model");
    expect(await why({ judge: "openai/gpt-oss-120b" })).toContain("judge: Nobody can judge");
    expect(await why({ judge: "openai/gpt-image-2" })).toContain("judge: ");
    expect(await why({ judge: "x".repeat(201) })).toContain("judge: ");
    expect(await why({ constraints: { maxCostMicro: 1 } })).toContain("constraints.maxCostMicro: Both looks may cost $");
    expect(await why({ constraints: { data: { local: true } } })).toContain("judge: Nobody can judge");
    expect(chats()).toEqual([]);
    const { secret } = await oak.client.call("keys.create", { body: { name: "looks", scopes: ["read"] } });
    const reader = createClient({ baseUrl: "http://localhost", key: secret, fetch: oak.app.fetch });
    expect((await refusal(reader.call("checks.create", { body: { a, b, judge: JUDGE } })))!.row.status).toBe(403);
    expect((await reader.call("checks.plan", { body: { a, b, judge: JUDGE } })).counts).toBe(true);
  });

  test("policies bind the judge, and so does what was asked of data where the two were made", async () => {
    const wanted = await pair();
    const policy = await oak.client.call("policies.set", { body: { name: "At home", constraints: { data: { local: true } } } });
    expect(await refusal(check(wanted))).toMatchObject({ code: "plan.none", field: "judge", detail: expect.stringContaining("At home") });
    await oak.client.call("policies.remove", { params: { id: policy.id } });
    const prompt = "a boat at home";
    const home = await make("openoak/picture", prompt, oak, {
      input: { prompt, width: 128, height: 128 },
      constraints: { data: { local: true } },
    });
    const away = await make(MINI, prompt);
    openai.clear();
    expect(home).toMatchObject({ status: "succeeded", plan: { local: true } });
    expect(await refusal(check({ a: home.id, b: away.id, judge: JUDGE }))).toMatchObject({
      code: "plan.none",
      detail: expect.stringContaining("not on your own machines"),
    });
    expect(chats()).toEqual([]);
  });
});

describe("a check", () => {
  test("is asked for in both orders, within its quote, and is a win where both agree; its chats are kept and no entries", async () => {
    const wanted = await pair();
    const { quote } = await plan(wanted);
    const before = await balance();
    const done = await check(wanted);
    expect(done).toMatchObject({
      outcome: "a",
      task: "text-to-image",
      style: null,
      judge: { asked: JUDGE, model: "openai/gpt-4o-mini" },
      counts: true,
      why: null,
      looks: [
        { first: "a", says: "a", a: { score: 90, reason: "reason 1" }, b: { score: 20 }, reason: "It has the fox.", provider: "openai" },
        { first: "b", says: "a", a: { score: 90, reason: "reason 2" }, b: { score: 20 } },
      ],
    });
    const [one, other] = chats().map(shownTo);
    expect(one!.length).toBe(2);
    expect(other).toEqual(one!.toReversed());
    expect((await balance()).spentMicro - before.spentMicro).toBe(done.settledMicro);
    expect(done.settledMicro).toBeGreaterThan(0);
    expect(done.settledMicro).toBeLessThanOrEqual(quote.highMicro);
    for (const look of done.looks) {
      const chat = await oak.client.call("generations.get", { params: { id: look.generation } });
      expect(chat).toMatchObject({ task: "chat", status: "succeeded", settledMicro: look.settledMicro });
      for (const { asset } of [done.a, done.b]) expect(JSON.stringify(chat.input)).toContain(`"/v1/assets/${asset}/content"`);
    }
    const listed = (await oak.client.call("generations.list", { query: { limit: 10 } })).data.map(({ id }) => id);
    for (const { generation } of done.looks) expect(listed).not.toContain(generation);
    expect((await oak.client.call("checks.list", { query: { task: "text-to-image" } })).data[0]).toEqual(done);
    expect((await oak.client.call("checks.list", { query: { task: "image-to-image" } })).data).toEqual([]);
    expect((await plan(wanted)).before).toEqual(done);
  });

  test("where a judge likes whatever comes first, or sees no difference, it is a tie", async () => {
    const wanted = await pair();
    openai.controls.say = favors(null);
    const swayed = await check(wanted);
    expect([swayed.outcome, ...swayed.looks.map(({ says }) => says)]).toEqual(["tie", "a", "b"]);
    openai.controls.say = scored(50, 50);
    expect((await check(wanted)).looks.map(({ says }) => says)).toEqual(["tie", "tie"]);
  });

  test("of an asset is of that very picture, and what only one was asked for is no part of the brief", async () => {
    const prompt = "two of them";
    const one = await make(TWO, prompt, oak, { count: 2 });
    const other = await make(MINI, prompt, oak, { input: { prompt, quality: "low", width: 1024, height: 1024 } });
    openai.clear();
    const done = await check({ a: one.assets[1]!.id, b: other.id, judge: JUDGE });
    expect([done.a.asset, done.b.asset]).toEqual([one.assets[1]!.id, other.assets[0]!.id]);
    const { assets, db } = oak.app.parts;
    const org = (await oak.client.call("me.get")).organization;
    expect(shownTo(chats()[0]!)[0]).toBe(await assets.shown(db, org, one.assets[1]!.id, 512));
    expect(chats()[0]!.json.messages[1].content[0].text).toBe(`<brief>\n${prompt}\n</brief>`);
  });

  test("of edits is of edits of the same picture, which is shown before them", async () => {
    const [first, second] = [await make(TWO, "one"), await make(TWO, "another")];
    const edit = (model: string, from: Generation) =>
      make(model, "", oak, { task: "image-to-image", input: { image: from.assets[0]!.id, prompt: "make it blue", quality: "low" } });
    const [one, other, else_] = [await edit(TWO, first), await edit(MINI, first), await edit(MINI, second)];
    openai.clear();
    expect(await refusal(check({ a: one.id, b: else_.id, judge: JUDGE }))).toMatchObject({
      field: "b",
      detail: expect.stringContaining("different pictures"),
    });
    expect((await check({ a: one.id, b: other.id, judge: JUDGE })).task).toBe("image-to-image");
    expect(chats().map((chat) => shownTo(chat).length)).toEqual([3, 3]);
  });

  test("of voices is of the very sounds, played in both orders to a judge that hears, and counts for the task", async () => {
    const own = await openInProcess({ ...given.settings, ...withEar(openai) });
    const speak = (model: string, text: string) =>
      make(model, "", own, { task: "text-to-speech", input: { text, ...(model === "openai:tts-1" ? { voice: "alloy", format: "wav" } : {}) } });
    const [one, other] = [await speak("openai:tts-1", "Good morning."), await speak("openoak/voice", "Good morning.")];
    openai.clear();
    const wanted = { a: one.id, b: other.id, judge: EAR };
    const ask = (more: object = {}) => own.client.call("checks.create", { body: { ...wanted, ...more } });
    expect(await refusal(ask({ judge: JUDGE }))).toMatchObject({ field: "judge", detail: expect.stringContaining("cannot hear sounds") });
    expect(await refusal(ask({ constraints: { data: { local: true } } }))).toMatchObject({ code: "plan.none", field: "judge" });
    expect(chats()).toEqual([]);
    const { quote } = await own.client.call("checks.plan", { body: wanted });
    const done = await ask();
    expect(done).toMatchObject({ task: "text-to-speech", outcome: "a", counts: true, judge: { model: EAR }, looks: [{ says: "a" }, { says: "a" }] });
    const { assets, db } = own.app.parts;
    const org = (await own.client.call("me.get")).organization;
    const [a, b] = [await assets.played(db, org, done.a.asset, 120), await assets.played(db, org, done.b.asset, 120)];
    expect(chats().map(playedTo)).toEqual([
      [a, b],
      [b, a],
    ]);
    expect(done.settledMicro).toBeGreaterThan(0);
    expect(done.settledMicro).toBeLessThanOrEqual(quote.highMicro);
    const { data } = await own.client.call("evidence.list", { query: { task: "text-to-speech" } });
    expect(
      data
        .filter(({ checks }) => checks > 0)
        .map(({ model }) => model)
        .toSorted(),
    ).toEqual([done.a.model, done.b.model].toSorted());
    await even(own);
    await own.close();
  });
});

describe("what it counts for", () => {
  test("a tenth of a vote each, once for each pair, words and judge; the plan and the model's page tell votes and checks apart", async () => {
    const before = await believed(TWO);
    const [first, second] = [await pair("an anime girl"), await pair("an anime boy")];
    const start = before.checks;
    openai.controls.say = favors(1);
    await check(first);
    const again = await check(first);
    expect((await oak.client.call("checks.list", {})).data.filter(({ id }) => id === again.id).length).toBe(1);
    // The same two models and words with other pictures: the same question again.
    const anew = await pair("an anime girl");
    expect((await check({ a: anew.b, b: anew.a, judge: JUDGE })).id).toBe(again.id);
    expect((await believed(TWO)).checks).toBe(start + 1);
    // Another judge, and other words, are another check.
    await check({ ...first, judge: "gpt-4o" });
    await check(second);
    const after = await believed(TWO);
    expect(after).toMatchObject({ votes: before.votes, checks: start + 3 });
    expect(after.checksAsVotes).toBeCloseTo((start + 3) * CHECK_WEIGHT, 5);
    const planned = async () =>
      (
        await oak.client.call("plans.create", {
          body: { task: "text-to-image", input: { prompt: "anime boat" }, model: TWO, constraints: { only: ["openai"] } },
        })
      ).candidates[0]!;
    expect((await planned()).reasons.join()).toContain(`${start + 3} checks by judges that count as ${after.checksAsVotes} votes here, for anime`);
    await oak.client.call("votes.create", { body: { winner: first.a, loser: first.b } });
    expect((await planned()).reasons.join()).toContain(`1 vote, ${start + 3} checks by judges that count as ${after.checksAsVotes} votes here`);
    const page = await oak.client.call("models.page", { params: { id: TWO } });
    expect(page.here.find(({ task }) => task === "text-to-image")).toMatchObject({ votes: 1, checks: start + 3, checksAsVotes: after.checksAsVotes });
    expect((await oak.client.call("models.page", { params: { id: "black-forest-labs/flux.1-schnell" } })).here).toEqual([]);
  });

  test("moves what is believed towards who won, and one vote further than that", async () => {
    const wanted = await pair("a glass of water");
    const gap = async () => (await believed(TWO)).points - (await believed(MINI)).points;
    const before = await gap();
    await check(wanted);
    const checked = await gap();
    expect(checked).toBeGreaterThan(before);
    await oak.client.call("votes.create", { body: { winner: wanted.b, loser: wanted.a } });
    expect(await gap()).toBeLessThan(before);
  });

  test("nothing where one of the two is of the judge's own maker: that is said before, and after; auto takes another where there is one", async () => {
    const prompt = "a lighthouse";
    const own = await make("openoak/picture", prompt, oak, { input: { prompt, width: 128, height: 128 } });
    const theirs = await make(MINI, prompt);
    expect([own.model, own.status]).toEqual(["openoak/picture", "succeeded"]);
    const before = await oak.client.call("evidence.list", { query: { task: "text-to-image" } });
    const wanted = { a: own.id, b: theirs.id, judge: JUDGE };
    const planned = await plan(wanted);
    expect([planned.counts, planned.why]).toEqual([false, expect.stringContaining("of OpenAI")]);
    expect(await check(wanted)).toMatchObject({ outcome: "a", counts: false, why: planned.why });
    expect(await oak.client.call("evidence.list", { query: { task: "text-to-image" } })).toEqual(before);
    expect((await plan({ ...wanted, judge: "auto" })).counts).toBe(false);
    const den = await openInProcess({
      ...given.settings,
      MISTRAL_API_KEY: "sk-secret",
      OAK_MISTRAL_URL: openai.url,
    });
    const [mine, others] = [
      await make("openoak/picture", prompt, den, { input: { prompt, width: 128, height: 128 } }),
      await make(MINI, prompt, den),
    ];
    const auto = await den.client.call("checks.plan", { body: { a: mine.id, b: others.id, judge: "auto" } });
    expect([auto.counts, auto.judge.provider]).toEqual([true, "mistral"]);
    await den.close();
  });

  test("a change of the answer whether open is good enough is told, as with votes", async () => {
    const wanted = await pair("a gap in a fence");
    await check(wanted);
    const { db } = oak.app.parts;
    const told = await db.one<{ answer: string }>(sql`select answer from gap_answers where task = 'text-to-image'`);
    await db.run(sql`update gap_answers set answer = 'unknown' where task = 'text-to-image'`);
    await check(wanted);
    expect((await db.one<{ answer: string }>(sql`select answer from gap_answers where task = 'text-to-image'`))!.answer).toBe(told!.answer);
    const events = await db.all<{ data: string }>(sql`select data from events where type = 'gap.changed'`);
    expect(events.map(({ data }) => JSON.parse(data))).toMatchObject([{ task: "text-to-image", before: "unknown", answer: told!.answer }]);
  });
});

describe("where it fails", () => {
  const none = async (wanted: { a: string; b: string }) =>
    expect((await oak.client.call("checks.list", {})).data.filter(({ a }) => a.generation === wanted.a)).toEqual([]);

  test("at the first look: the second is not bought, nothing is paid or counted", async () => {
    const wanted = await pair();
    const before = await balance();
    openai.controls.say = "Both are lovely.";
    expect(await refusal(check(wanted))).toMatchObject({
      code: "provider.bad_output",
      detail: "The judge's answer could not be read as scores. Nothing was charged to you; nothing was counted.",
    });
    expect(chats().length).toBe(1);
    openai.clear();
    openai.fault({ kind: "status", status: 400, body: { error: { message: "No.", code: "content_filter" } } }, chatOnly);
    expect(await refusal(check(wanted))).not.toBeNull();
    expect((await balance()).spentMicro).toBe(before.spentMicro);
    await none(wanted);
  });

  test("at the second: the first, which was answered, is paid, which is said; nothing is counted", async () => {
    const wanted = await pair();
    const before = await balance();
    let looks = 0;
    openai.controls.say = () => ((looks += 1) === 1 ? scored(90, 20) : "I changed my mind.");
    const { detail } = (await refusal(check(wanted)))!;
    const paid = (await balance()).spentMicro - before.spentMicro;
    expect(paid).toBeGreaterThan(0);
    expect(detail).toMatch(/could not be read as scores\. The first look was answered and cost \$[\d.]+; nothing was counted\.$/);
    await none(wanted);
  });

  test("where whoever asked goes away, the judge is stopped and the rest is not bought", async () => {
    const wanted = await pair();
    openai.fault({ kind: "hang" }, chatOnly);
    const gone = new AbortController();
    const asked = oak.client.call("checks.create", { body: wanted, signal: gone.signal }).catch(() => "gone");
    await waitFor(() => chats().length > 0, "the judge to be asked");
    // Were this process to end now, the sweep would find both looks; a judge that is a part of a generation ends with that.
    const { db } = oak.app.parts;
    const open = await db.all<{ id: string }>(sql`select id from generations where part_of like 'chk_%' and ended_at is null`);
    expect((await abandonedLive(db, ["chat"], Date.now() + 1)).map(({ id }) => id).toSorted()).toEqual(open.map(({ id }) => id).toSorted());
    expect(open.length).toBe(2);
    gone.abort();
    await asked;
    await waitFor(async () => (await balance()).heldMicro === 0, "what was held to be freed");
    expect(chats().length).toBe(1);
    await none(wanted);
  });

  test("a budget that covers one look only refuses both, and to one of generations both are one", async () => {
    const wanted = await pair();
    const { quote } = await plan(wanted);
    const { spentMicro } = await balance();
    const limit = (limitMicro: number | null, limitGenerations: number | null) =>
      oak.client.call("budgets.set", { body: { scope: "organization", subject: null, window: "total", limitMicro, limitGenerations } });
    await limit(spentMicro + quote.highMicro - 1, null);
    expect(await refusal(check(wanted))).toMatchObject({ code: "credits.budget" });
    expect(chats()).toEqual([]);
    const budget = await limit(null, 1_000);
    const used = async () => (await oak.client.call("budgets.list", {})).data.find(({ id }) => id === budget.id)!.spentGenerations;
    const before = await used();
    await check(wanted);
    expect(await used()).toBe(before + 1);
    await oak.client.call("budgets.remove", { params: { id: budget.id } });
  });
});

test("on Postgres too, and other processes learn of it", async () => {
  const DATABASE_URL = await (await startPostgres()).createDatabase("checks");
  const settings = { ...given.settings, DATABASE_URL };
  const own = await openInProcess(settings);
  const [one, other] = [await make(TWO, "a pear", own), await make(MINI, "a pear", own)];
  const done = await own.client.call("checks.create", { body: { a: one.id, b: other.id, judge: JUDGE } });
  expect(done.outcome).toBe("a");
  openai.controls.say = favors(1);
  const again = await own.client.call("checks.create", { body: { a: other.id, b: one.id, judge: JUDGE } });
  expect([again.id, again.outcome, again.a.model]).toEqual([done.id, "b", MINI]);
  expect((await own.client.call("checks.list", {})).data).toEqual([again]);
  const evidence = async (at: InProcess) =>
    (await at.client.call("evidence.list", { query: { task: "text-to-image" } })).data.find(({ model }) => model === TWO)!;
  expect(await evidence(own)).toMatchObject({ votes: 0, checks: 1, checksAsVotes: 0.1 });
  const second = await openInProcess(settings);
  expect(await evidence(second)).toEqual(await evidence(own));
  await even(own);
  await second.close();
  await own.close();
}, 120_000);
