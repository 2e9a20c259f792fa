// The gap between the best open and the best proprietary model at each task, within the rules that hold for who asks; and the word when the answer changes. Chooses nobody.
import type { Catalogue, Rated } from "../catalogue/catalogue.ts";
import type { Clock } from "../clock.ts";
import type { Db } from "../db/db.ts";
import type { Events } from "../events/events.ts";
import type { Policies } from "../policies/policies.ts";
import { exampleQuote, type OfferView, permits, type World } from "../router/router.ts";
import { chainOf } from "../spec/license-chain.ts";
import { figuresOf, type Gap, type GapPoint, type GapSide, sentenceOf } from "../spec/gap.ts";
import { type Model, OPENNESS_CLASSES, type OpennessClass } from "../spec/model.ts";
import type { Constraints } from "../spec/plan.ts";
import { TASK_IDS, type TaskId, taskOf } from "../spec/task.ts";
import type { Judgement } from "../spec/vote.ts";
import type { Asker, Market, Votes } from "../generations/generations.ts";
import * as store from "./store.ts";

export interface GapDeps {
  db: Db;
  clock: Clock;
  catalogue: Catalogue;
  market: Market;
  votes: Votes;
  policies: Policies;
  events: Events;
}

const isOpen = (name: OpennessClass) => OPENNESS_CLASSES.indexOf(name) >= OPENNESS_CLASSES.indexOf("open-weights");
const dollars = (micro: number) => `$${(micro / 1_000_000).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 4 })}`;

/** A model that may be used under the rules, with those of its offers that may. */
interface Allowed {
  model: Model;
  opennessClass: OpennessClass;
  /** Empty where nobody offers it here: then it is one to run by yourself. */
  views: readonly OfferView[];
}

export function createGap({ db, clock, catalogue, market, votes, policies, events }: GapDeps) {
  /** A model that nobody offers here, as if you ran its weights yourself; null where there are none to run. */
  function ownView(model: Model, task: TaskId): OfferView | null {
    if (!model.access.includes("weights")) return null;
    const { source, date } = model;
    return {
      offer: {
        ...{ id: model.id, provider: "own", model: model.id, remote: model.id, price: null, serviceTerms: null, license: null },
        ...{ quality: {}, lifecycle: null, options: {} },
        tasks: { [task]: { inputs: {}, maxCount: 1, seconds: null } },
        data: { local: true, trainsOnInputs: false, retentionDays: 0, regions: null, source, date },
      },
      model,
      openness: catalogue.openness(model.id)?.opennessClass ?? null,
      licenses: chainOf(model, null, catalogue),
      providerTitle: "your own machine",
      neural: model.neural,
      ...{ priceVersion: null, off: null, apart: false, handOff: false, failing: null, quality: null, measuredSeconds: null },
    };
  }

  function allowedOf(task: TaskId, world: World, sets: readonly Constraints[]): Map<string, Allowed> {
    const offered = Map.groupBy(
      world.offers.filter((view) => view.model !== null),
      (view) => view.model!.id,
    );
    const found = new Map<string, Allowed>();
    for (const model of catalogue.models.values()) {
      const opennessClass = catalogue.openness(model.id)?.opennessClass;
      if (!model.neural || !model.tasks.includes(task) || !opennessClass) continue;
      const own = ownView(model, task);
      const views = (offered.get(model.id) ?? []).filter((view) => permits(view, task, sets));
      if (views.length > 0 || (own && permits(own, task, sets))) found.set(model.id, { model, opennessClass, views });
    }
    return found;
  }

  function sideOf({ model, opennessClass, views }: Allowed, task: TaskId, judged: Judgement): GapSide {
    const quotes = views.flatMap((view) => exampleQuote(view, task) ?? []).toSorted((a, b) => a.highMicro - b.highMicro);
    const seconds = views.flatMap((view) => view.measuredSeconds ?? []);
    return {
      model: model.id,
      name: model.name,
      opennessClass,
      points: judged.points,
      pointsError: judged.pointsError,
      votes: judged.votes,
      checks: judged.checks,
      published: judged.published && { source: judged.published.source, date: judged.published.date, rating: judged.published.rating },
      quote: quotes[0] ?? null,
      seconds: seconds.length === 0 ? null : Math.min(...seconds),
      available: views.some((view) => view.off === null && view.failing === null),
    };
  }

  /** The best of both sides on each day that a board was read, whatever became of them since. */
  function seriesOf(task: TaskId, allowed: ReadonlyMap<string, Allowed>): GapPoint[] {
    const rows = [...allowed.values()].flatMap(({ model, opennessClass }) =>
      catalogue
        .ratings(model.id)
        .filter((rated) => rated.task === task)
        .map((rated) => ({ model: model.id, open: isOpen(opennessClass), rated })),
    );
    const days = Map.groupBy(rows, ({ rated }) => `${rated.date} ${rated.board.title}`);
    return [...days.keys()].toSorted().flatMap((day) => {
      const best = (open: boolean) =>
        days
          .get(day)!
          .filter((row) => row.open === open)
          .toSorted((a, b) => b.rated.rating - a.rated.rating)[0];
      const [theirs, ours] = [best(false), best(true)];
      return theirs && ours ? [pointOf(theirs, ours)] : [];
    });
  }

  function gapOf(org: string, task: TaskId, sets: readonly Constraints[]): Gap {
    const world = market.world(task, org);
    const allowed = allowedOf(task, world, sets);
    const alive = ({ model: { lifecycle } }: Allowed) =>
      lifecycle.status !== "retired" && (lifecycle.shutdown === null || lifecycle.shutdown > world.today);
    const judged = votes.judgements(org, task, null);
    const first = (open: boolean): GapSide | null => {
      for (const each of judged) {
        const found = allowed.get(each.model);
        if (found && alive(found) && isOpen(found.opennessClass) === open) return sideOf(found, task, each);
      }
      return null;
    };
    const [proprietary, open] = [first(false), first(true)];
    const base = { task, title: taskOf(task).title, proprietary, open, ...figuresOf(proprietary, open) };
    return { ...base, says: sentenceOf(base, dollars), series: seriesOf(task, allowed) };
  }

  /** Of tasks about which something is known, or of those that are named. */
  async function look(asker: Asker, asked: { tasks?: readonly TaskId[]; constraints: Constraints }): Promise<Gap[]> {
    const sets = [asked.constraints, ...(await policies.binding(db, asker)).map((each) => each.constraints)];
    const tasks = asked.tasks ?? TASK_IDS.filter((task) => votes.judgements(asker.org, task, null).length > 0);
    return tasks.map((task) => gapOf(asker.org, task, sets));
  }

  /** Compares with what the organization was told last, under its own policies, and tells what changed. The first look tells nothing. */
  async function review(org: string, tasks?: readonly TaskId[]): Promise<void> {
    for (const { task, answer, says } of await look({ org, key: null, project: null }, { tasks, constraints: {} })) {
      await db.tx(async (tx) => {
        const row = { org, task, answer, says, at: clock.now() };
        const before = await store.gapAnswer(tx, org, task);
        if (!before) return store.firstGapAnswer(tx, row);
        if (before.answer === answer) return;
        // Other processes may have read the same: the write decides who tells it. Who comes too late with an answer of its own tells it at the next review.
        if (await store.changeGapAnswer(tx, row, before.answer))
          await events.append(tx, { org, subject: `gap:${task}`, type: "gap.changed", data: { task, before: before.answer, answer, says } });
      });
    }
  }

  return { look, review };
}

type Row = { model: string; rated: Rated };
/** A board's intervals are of 95%, about as wide to either side. */
function pointOf(theirs: Row, ours: Row): GapPoint {
  const points = theirs.rated.rating - ours.rated.rating;
  const half = ({ rated: { ciLow, ciHigh } }: Row) => (ciLow === null || ciHigh === null ? null : (ciHigh - ciLow) / 2);
  const [a, b] = [half(theirs), half(ours)];
  const error = a === null || b === null ? null : Math.hypot(a, b);
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return {
    date: theirs.rated.date,
    board: theirs.rated.board.title,
    proprietary: { model: theirs.model, rating: theirs.rated.rating },
    open: { model: ours.model, rating: ours.rated.rating },
    points: tenth(points),
    low: error === null ? null : tenth(points - error),
    high: error === null ? null : tenth(points + error),
  };
}
