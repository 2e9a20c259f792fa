// Votes, and what follows from them and from published ratings: one judgement for each model, task and style, kept at hand for the market. Makes no plan.
import type { Catalogue, Published } from "../catalogue/catalogue.ts";
import { type Clock, isoTime, parseTime } from "../clock.ts";
import type { Db } from "../db/db.ts";
import type { Rated } from "../router/router.ts";
import { AppError } from "../spec/error.ts";
import { beliefOf, type Posteriors, posteriorsOf, shareOf, type Strength } from "../spec/evidence.ts";
import type { Generation } from "../spec/generation.ts";
import { styleOfAsk } from "../spec/style.ts";
import { type TaskId, taskOf } from "../spec/task.ts";
import type { Judgement, NewVote, Tally, Vote } from "../spec/vote.ts";
import type { Asker } from "./generations.ts";
import * as store from "./store.ts";

const DAY_MS = 24 * 60 * 60_000;

/** The quality of a model as the router takes it: over all styles, and where votes make a difference, by style. */
export interface Quality {
  all: Rated | null;
  styles: Readonly<Record<string, Rated>> | undefined;
}

export function createVotes({ db, clock, catalogue }: { db: Db; clock: Clock; catalogue: Catalogue }) {
  /** All tallies by organisation and task, as last read. */
  let tallies = new Map<string, Tally[]>();
  let seen = "";
  const beliefs = new Map<string, { day: number; tallies: Tally[]; posteriors: Posteriors }>();
  /** Goes up whenever some judgement may have changed. */
  let version = 0;

  const keyOf = (org: string, task: TaskId) => `${org} ${task}`;
  const talliesOf = (org: string, task: TaskId) => tallies.get(keyOf(org, task)) ?? NONE;

  /** Learns what was voted here and in other processes; called every few seconds, and at once after a vote. */
  async function refresh(changed = false): Promise<void> {
    const { many, latest } = await store.votesSeen(db);
    if (!changed && seen === `${many} ${latest}`) return;
    const next = new Map<string, Tally[]>();
    for (const { org, ...tally } of await store.tallies(db)) next.set(keyOf(org, tally.task), [...(next.get(keyOf(org, tally.task)) ?? []), tally]);
    tallies = next;
    seen = `${many} ${latest}`;
    version += 1;
  }

  const today = () => Math.floor(clock.now() / DAY_MS);

  /** What is believed at this task, worked out again when votes arrive or a day has passed. */
  function posteriors(org: string, task: TaskId): Posteriors {
    const key = keyOf(org, task);
    const known = beliefs.get(key);
    const now = talliesOf(org, task);
    if (known && known.tallies === now && known.day === today()) return known.posteriors;
    const prior = new Map(
      catalogue.published(task).map((row): [string, Strength] => [row.model, beliefOf(row, today() - parseTime(row.date) / DAY_MS)]),
    );
    const made = posteriorsOf(prior, now);
    if (beliefs.size > MOST_KEPT) beliefs.clear();
    beliefs.set(key, { day: today(), tallies: now, posteriors: made });
    return made;
  }

  function sourceOf(model: string, published: Published | undefined, votes: number): string {
    const own = votes > 0 ? `${votes} vote${votes === 1 ? "" : "s"} here` : null;
    return [...(published ? [`${published.source}, ${published.date}`] : []), ...(own ? [own] : [])].join(" and ") || model;
  }

  function quality(org: string, model: string, task: TaskId): Quality {
    const { all, styles, votes } = posteriors(org, task);
    const strength = all.get(model);
    if (!strength) return { all: null, styles: undefined };
    const published = catalogue.published(task).find((row) => row.model === model);
    const own = [...styles].flatMap(([style, of]) => {
      const found = of.get(model);
      return found ? [[style, { ...rounded(found), source: `${sourceOf(model, published, votes.get(model) ?? 0)}, for ${style}` }] as const] : [];
    });
    return {
      all: { ...rounded(strength), source: sourceOf(model, published, votes.get(model) ?? 0) },
      styles: own.length > 0 ? Object.fromEntries(own) : undefined,
    };
  }

  /** Every model of which something is known at this task, best first; in a style where one is named, which then says what is known over all where no votes do. */
  function judgements(org: string, task: TaskId, style: string | null): Judgement[] {
    const { all, styles, votes } = posteriors(org, task);
    const published = new Map(catalogue.published(task).map((row) => [row.model, row]));
    return [...all]
      .map(([model, over]): Judgement => {
        const own = style === null ? undefined : styles.get(style)?.get(model);
        const strength = own ?? over;
        const share = rounded(strength);
        const row = published.get(model);
        return {
          model,
          task,
          style: own ? style : null,
          points: Math.round(strength.mean * 10) / 10,
          pointsError: Math.round(strength.sd * 10) / 10,
          quality: share.value,
          qualityError: share.error,
          votes: votes.get(model) ?? 0,
          published: row ? { source: row.source, date: row.date, rating: row.rating, ciLow: row.ciLow, ciHigh: row.ciHigh } : null,
        };
      })
      .toSorted((a, b) => b.points - a.points || (a.model < b.model ? -1 : 1));
  }

  /** Two results of one organisation, of the same task and the same words, by two models. */
  async function cast(asker: Asker, { winner, loser, tie }: NewVote, generationOf: (id: string) => Promise<Generation>): Promise<Vote> {
    const [won, lost] = [await generationOf(winner), await generationOf(loser)];
    const wrong = (detail: string) => new AppError("request.invalid", detail, { field: "loser" });
    for (const each of [won, lost])
      if (each.assets.length === 0 || each.model === null) throw wrong(`${each.id} has made nothing that could be liked.`);
    if (won.task !== lost.task) throw wrong(`They are of different tasks: ${won.task} and ${lost.task}.`);
    if (won.model === lost.model) throw wrong(`Both are of ${won.model}: a vote compares two models.`);
    const { subject } = taskOf(won.task);
    if (subject !== null && won.input[subject] !== lost.input[subject])
      throw wrong(`They were asked for in different words: a vote compares two answers to the same ${subject}.`);
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
    tallies: (org: string, task?: TaskId): Tally[] =>
      [...tallies].flatMap(([key, of]) => (key.startsWith(`${org} `) && (!task || key === keyOf(org, task)) ? of : [])),
    /** Two equal numbers: nothing has changed between. The day is part of it, for what is published ages. */
    version: () => version * 100_000 + today(),
  };
}

const NONE: Tally[] = [];
/** Organisations and tasks whose beliefs are kept at hand. */
const MOST_KEPT = 2_000;

const rounded = (strength: Strength) => {
  const { value, error } = shareOf(strength);
  return { value: Math.round(value * 10_000) / 10_000, error: Math.round(error * 10_000) / 10_000 };
};

export type Votes = ReturnType<typeof createVotes>;
