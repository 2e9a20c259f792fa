// Votes, and what follows from them, from judges' checks and from published ratings and figures: one judgement for each model, task and style, kept at hand for the market. Makes no plan.
import type { Catalogue, Published, PublishedSlice } from "../catalogue/catalogue.ts";
import { type Clock, isoTime, parseTime } from "../clock.ts";
import type { Db } from "../db/db.ts";
import type { Rated } from "../router/router.ts";
import { AppError } from "../spec/error.ts";
import { beliefOf, type Offsets, offsetOf, type Posteriors, posteriorsOf, shareOf, type Strength } from "../spec/evidence.ts";
import type { Generation } from "../spec/generation.ts";
import { styleOfAsk } from "../spec/style.ts";
import { type TaskId, taskOf } from "../spec/task.ts";
import { hereWords, type Judgement, type Slice, type Tally, type Vote } from "../spec/vote.ts";
import type { Asker } from "./generations.ts";
import * as store from "./store.ts";

const DAY_MS = 24 * 60 * 60_000;

/** The quality of a model as the router takes it: over all styles, and where votes or published figures make a difference, by style. */
export interface Quality {
  all: Rated | null;
  styles: Readonly<Record<string, Rated>> | undefined;
}

/** What one organisation has said at one task. */
interface Said {
  votes: readonly Tally[];
  checks: readonly Tally[];
}

/** Can they be held against each other: the same task and words, by two models? Else says what is wrong, of `field`. `what` is what would compare them. */
export function compared(one: Generation, other: Generation, field: string, what: string): void {
  const wrong = (detail: string) => new AppError("request.invalid", detail, { field });
  for (const each of [one, other])
    if (each.assets.length === 0 || each.model === null) throw wrong(`${each.id} has made nothing that could be liked.`);
  if (one.task !== other.task) throw wrong(`They are of different tasks: ${one.task} and ${other.task}.`);
  if (one.model === other.model) throw wrong(`Both are of ${one.model}: ${what} compares two models.`);
  const { subject } = taskOf(one.task);
  if (subject !== null && one.input[subject] !== other.input[subject])
    throw wrong(`They were asked for in different words: ${what} compares two answers to the same ${subject}.`);
}

export function createVotes({ db, clock, catalogue }: { db: Db; clock: Clock; catalogue: Catalogue }) {
  /** What was said, by organisation and task, as last read. */
  let said = new Map<string, Said>();
  let seen = "";
  const beliefs = new Map<string, { day: number; said: Said; posteriors: Posteriors }>();
  /** Goes up whenever some judgement may have changed. */
  let version = 0;

  const keyOf = (org: string, task: TaskId) => `${org} ${task}`;
  const saidOf = (org: string, task: TaskId) => said.get(keyOf(org, task)) ?? NOTHING;

  /** Learns what was voted and checked here and in other processes; called every few seconds, and at once after a vote or a check. */
  async function refresh(changed = false): Promise<void> {
    const now = await store.votesSeen(db);
    if (!changed && seen === now) return;
    const next = new Map<string, Said>();
    for (const [kind, tallies] of [["votes", await store.tallies(db)] as const, ["checks", await store.checkTallies(db)] as const])
      for (const { org, ...tally } of tallies) {
        const own = next.get(keyOf(org, tally.task)) ?? NOTHING;
        next.set(keyOf(org, tally.task), { ...own, [kind]: [...own[kind], tally] });
      }
    said = next;
    seen = now;
    version += 1;
  }

  const today = () => Math.floor(clock.now() / DAY_MS);

  /** What others published of models in each style, as of today. */
  const offsets = (task: TaskId): Offsets =>
    new Map(
      [...Map.groupBy(catalogue.slices(task), ({ style }) => style)].map(([style, ofStyle]) => [
        style,
        new Map(
          [...Map.groupBy(ofStyle, ({ model }) => model)].map(([model, own]) => [
            model,
            offsetOf(own.map((each) => ({ ...each, ageDays: today() - parseTime(each.date) / DAY_MS }))),
          ]),
        ),
      ]),
    );
  /** By task, and by model and style: every offer of a model is asked for. */
  const sliced = new Map<TaskId, Map<string, PublishedSlice[]>>();
  function slicesOf(model: string, task: TaskId, style: string | null): readonly PublishedSlice[] {
    if (!sliced.has(task))
      sliced.set(
        task,
        Map.groupBy(catalogue.slices(task), (each) => `${each.model} ${each.style}`),
      );
    return sliced.get(task)!.get(`${model} ${style}`) ?? [];
  }

  /** What is believed at this task, worked out again when votes or checks arrive or a day has passed. */
  function posteriors(org: string, task: TaskId): Posteriors {
    const key = keyOf(org, task);
    const known = beliefs.get(key);
    const now = saidOf(org, task);
    if (known && known.said === now && known.day === today()) return known.posteriors;
    const prior = new Map(
      catalogue.published(task).map((row): [string, Strength] => [row.model, beliefOf(row, today() - parseTime(row.date) / DAY_MS)]),
    );
    const made = posteriorsOf(prior, now.votes, now.checks, offsets(task));
    if (beliefs.size > MOST_KEPT) beliefs.clear();
    beliefs.set(key, { day: today(), said: now, posteriors: made });
    return made;
  }

  /** What was said of it here: people's votes, and a machine's checks with what they count for. */
  const hereOf = (model: string, { votes, checks }: Posteriors) => ({
    votes: votes.get(model) ?? 0,
    checks: checks.get(model)?.many ?? 0,
    checksAsVotes: hundredths(checks.get(model)?.asVotes ?? 0),
  });

  function sourceOf(model: string, published: Published | undefined, found: Posteriors): string {
    const own = hereWords(hereOf(model, found));
    return [...(published ? [`${published.source}, ${published.date}`] : []), ...(own === "" ? [] : [`${own} here`])].join(" and ") || "no rating";
  }

  /** The same for one style, with who published something of it there. */
  function styleSource(source: string, style: string, slices: readonly Slice[]): string {
    const tables = [...new Set(slices.map((each) => `${each.source}, ${each.date}`))];
    return `${source}, for ${style}${tables.length > 0 ? ` with ${tables.join(" and ")}` : ""}`;
  }

  function quality(org: string, model: string, task: TaskId): Quality {
    const found = posteriors(org, task);
    const strength = found.all.get(model);
    const source = sourceOf(
      model,
      catalogue.published(task).find((row) => row.model === model),
      found,
    );
    const own = [...found.styles].flatMap(([style, of]) => {
      const known = of.get(model);
      return known ? [[style, { ...rounded(known), source: styleSource(source, style, slicesOf(model, task, style)) }] as const] : [];
    });
    return { all: strength ? { ...rounded(strength), source } : null, styles: own.length > 0 ? Object.fromEntries(own) : undefined };
  }

  function judgementOf(model: string, over: Strength, row: Published | undefined, task: TaskId, style: string | null, found: Posteriors): Judgement {
    const own = style === null ? undefined : found.styles.get(style)?.get(model);
    const strength = own ?? over;
    const share = rounded(strength);
    return {
      model,
      task,
      style: own ? style : null,
      points: Math.round(strength.mean * 10) / 10,
      pointsError: Math.round(strength.sd * 10) / 10,
      quality: share.value,
      qualityError: share.error,
      ...hereOf(model, found),
      published: row ? { source: row.source, date: row.date, rating: row.rating, ciLow: row.ciLow, ciHigh: row.ciHigh } : null,
      slices: slicesOf(model, task, own ? style : null).map(({ model: _model, points: _points, sd: _sd, votes: _votes, ...told }) => told),
    };
  }

  /** Every model of which something is known at this task, best first; in a style where one is named, which then says what is known over all where nothing is of that style. */
  function judgements(org: string, task: TaskId, style: string | null): Judgement[] {
    const found = posteriors(org, task);
    const published = new Map(catalogue.published(task).map((row) => [row.model, row]));
    const inStyle = style === null ? undefined : found.styles.get(style);
    return [...new Map([...(inStyle ?? []), ...found.all])]
      .map(([model, over]) => judgementOf(model, over, published.get(model), task, style, found))
      .toSorted((a, b) => b.points - a.points || (a.model < b.model ? -1 : 1));
  }

  /** What is believed of one model after what was said of it here; null where nobody said anything. */
  function judgedHere(org: string, model: string, task: TaskId): Judgement | null {
    const found = posteriors(org, task);
    const over = found.all.get(model);
    if (!over || (!found.votes.has(model) && !found.checks.has(model))) return null;
    const row = catalogue.published(task).find((each) => each.model === model);
    return judgementOf(model, over, row, task, null, found);
  }

  /** What is believed of one model in each style of which something is known: votes given here, or what others published. */
  function judgedByStyle(org: string, model: string, task: TaskId): Judgement[] {
    const found = posteriors(org, task);
    const row = catalogue.published(task).find((each) => each.model === model);
    return [...found.styles].flatMap(([style, of]) => {
      const own = of.get(model);
      return own ? [judgementOf(model, own, row, task, style, found)] : [];
    });
  }

  /** Which of two results of one organisation is better. */
  async function cast(asker: Asker, won: Generation, lost: Generation, tie: boolean): Promise<Vote> {
    compared(won, lost, "loser", "a vote");
    const row: store.VoteRow = {
      id: clock.id("vot"),
      org: asker.org,
      voter: asker.key ?? "",
      pair: [won.id, lost.id].toSorted().join(" "),
      task: won.task,
      style: styleOfAsk(won.task, won.input),
      winner: won.model!,
      winner_generation: won.id,
      loser: lost.model!,
      loser_generation: lost.id,
      tie: Number(tie),
      at: clock.now(),
    };
    const saved = await store.putVote(db, row);
    await refresh(true);
    return {
      id: saved,
      task: row.task,
      style: row.style,
      winner: { model: row.winner, generation: row.winner_generation },
      loser: { model: row.loser, generation: row.loser_generation },
      tie,
      at: isoTime(row.at),
    };
  }

  return {
    cast,
    refresh,
    quality,
    judgements,
    judgedHere,
    judgedByStyle,
    tallies: (org: string, task?: TaskId): Tally[] =>
      [...said].flatMap(([key, { votes }]) => (key.startsWith(`${org} `) && (!task || key === keyOf(org, task)) ? votes : [])),
    /** Two equal numbers: nothing has changed between. The day is part of it, for what is published ages. */
    version: () => version * 100_000 + today(),
  };
}

const NOTHING: Said = { votes: [], checks: [] };
/** Organisations and tasks whose beliefs are kept at hand. */
const MOST_KEPT = 2_000;

const hundredths = (value: number) => Math.round(value * 100) / 100;
const rounded = (strength: Strength) => {
  const { value, error } = shareOf(strength);
  return { value: Math.round(value * 10_000) / 10_000, error: Math.round(error * 10_000) / 10_000 };
};

export type Votes = ReturnType<typeof createVotes>;
