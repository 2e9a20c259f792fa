// Checks: two results of the same words, given to a judge that its asker names, in both orders, as two chats that are held beforehand. What the judge says counts for a little beside votes (votes.ts); its words are data.
import { createHash } from "node:crypto";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { isoTime } from "../clock.ts";
import { isAuto, quoteFor } from "../router/router.ts";
import { canBeJudged, judgedBy, NO_JUDGE } from "../spec/best.ts";
import { type Check, type CheckAsk, type CheckLook, type CheckOutcome, type CheckPlan, type CheckSide, outcomeOf } from "../spec/check.ts";
import { AppError, type ErrorCode } from "../spec/error.ts";
import type { Generation } from "../spec/generation.ts";
import type { Ask, Candidate, Constraints, Plan } from "../spec/plan.ts";
import { SENSES } from "../spec/senses.ts";
import { styleOfAsk } from "../spec/style.ts";
import { type TaskId, taskOf } from "../spec/task.ts";
import { dollars } from "./best.ts";
import { type Asker, firstFile, type Generations, type GenerationsDeps } from "./generations.ts";
import { answerOf, givenToJudge } from "./judging.ts";
import type { LiveChat } from "./live.ts";
import * as store from "./store.ts";
import { contentOf, judgeInput, readVerdict, UNREADABLE } from "./verdict.ts";
import { compared, type Votes } from "./votes.ts";

/** A generation, and which of its assets is held against another's: where none is named, the first, which is the best where a judge or its user said so. */
export interface Result {
  generation: Generation;
  asset: string | null;
}

/** All that is known before anybody is asked. */
interface Prepared {
  task: TaskId;
  /** What both were asked for. */
  input: Ask["input"];
  a: CheckSide;
  b: CheckSide;
  /** The two models and the words: of each judge the last word on it counts. */
  pair: string;
  ask: Ask;
  /** Of one look, by candidates of one model only: two models that disagree are no judge that changed its mind. */
  planned: Plan & { quote: NonNullable<Plan["quote"]> };
  judge: Candidate;
  why: string | null;
}

const LOOKS = ["a", "b"] as const;
const twice = ({ lowMicro, highMicro }: Prepared["planned"]["quote"]) => ({ lowMicro: 2 * lowMicro, highMicro: 2 * highMicro });

/** What both were asked for: what only one was asked for is held against neither. */
const shared = (one: Ask["input"], other: Ask["input"]): Ask["input"] =>
  Object.fromEntries(Object.entries(one).filter(([name, value]) => JSON.stringify(value) === JSON.stringify(other[name])));

/** What was asked of data where something was made is asked of whoever is shown it, too. */
function strictest(all: readonly Constraints["data"][]): Constraints["data"] {
  const any = (name: "local" | "noTraining" | "zeroRetention") => (all.some((each) => each?.[name]) ? { [name]: true } : {});
  const regions = all.flatMap((each) => (each?.regions ? [each.regions] : []));
  const everywhere = regions[0]?.filter((region) => regions.every((list) => list.includes(region)));
  return { ...any("local"), ...any("noTraining"), ...any("zeroRetention"), ...(everywhere ? { regions: everywhere } : {}) };
}

function sideOf({ generation, asset }: Result, field: "a" | "b"): CheckSide {
  const { kind: judged, thing } = SENSES[judgedBy(generation.task)!];
  const found = generation.assets.find(({ id, kind }) => kind === judged && (asset === null || asset === id));
  if (!found) throw new AppError("request.invalid", `${asset ?? generation.id} is no ${thing}.`, { field });
  return { model: generation.model!, generation: generation.id, asset: found.id };
}

function blameJudge(thrown: unknown): never {
  if (thrown instanceof AppError && thrown.field === "best.judge")
    throw new AppError(thrown.code, thrown.detail, { field: "judge", cause: thrown.cause });
  throw thrown;
}

export function createChecks(deps: GenerationsDeps & { catalogue: Catalogue; generations: Generations; chats: LiveChat; votes: Votes }) {
  const { db, clock, assets, catalogue, generations, chats, votes } = deps;

  const makerOf = (model: string) => catalogue.models.get(model)?.maker ?? null;

  /** Judges like the work of their own family better. Where both are of it that helps neither; else it is shown, and does not count. */
  function whyNot({ model, modelName }: Candidate, a: string, b: string): string | null {
    const maker = makerOf(model);
    if (maker === null || (makerOf(a) === maker) === (makerOf(b) === maker)) return null;
    const own = makerOf(a) === maker ? a : b;
    return `${modelName} and ${own} are both of ${maker}, and judges like the work of their own maker better: what it says is shown and does not count. Name a judge of another maker.`;
  }

  /** The asker's rules, and what was asked of data where the two were made. */
  async function rulesFor(asker: Asker, { constraints }: CheckAsk, made: readonly Generation[]): Promise<Constraints> {
    const rows = await Promise.all(made.map(({ id }) => store.generationById(db, asker.org, id)));
    const asked = rows.flatMap((row) => (row ? [(JSON.parse(row.ask) as Ask).constraints?.data] : []));
    const local = made.some(({ plan }) => plan.local) ? [{ local: true }] : [];
    return { ...constraints, data: strictest([constraints.data, ...asked, ...local]) };
  }

  async function prepare(asker: Asker, asked: CheckAsk, one: Result, other: Result): Promise<Prepared> {
    const both = [one.generation, other.generation] as const;
    compared(...both, "b", "a check");
    const { task } = one.generation;
    if (!canBeJudged(task))
      throw new AppError("request.invalid", `"${taskOf(task).title}" cannot be checked: ${NO_JUDGE} Vote yourself.`, { field: "a" });
    const [first, second] = both.map((each) => firstFile(each).join());
    if (first !== second)
      throw new AppError("request.invalid", "They were made from different pictures: a check compares two answers to the same one.", { field: "b" });
    const [a, b] = [sideOf(one, "a"), sideOf(other, "b")];
    const input = shared(both[0].input, both[1].input);
    const constraints = await rulesFor(asker, asked, both);
    const wanted = { task, input, model: "auto", constraints, count: 2, best: { judge: asked.judge } };
    const judging = await generations.planJudging(asker, wanted).catch(blameJudge);
    const candidates = judging.planned.candidates.filter(({ quote }) => quote !== null);
    const judge = (isAuto(asked.judge) && candidates.find((each) => whyNot(each, a.model, b.model) === null)) || candidates[0];
    const own = candidates.filter(({ model }) => model === judge?.model);
    const quote = quoteFor(own);
    if (!judge || !quote) throw new AppError("plan.none", "What this judge would cost is not known. Name another.", { field: "judge" });
    const most = constraints.maxCostMicro;
    if (most !== undefined && twice(quote).highMicro > most)
      throw new AppError("request.invalid", `Both looks may cost ${dollars(twice(quote).highMicro)}, above the ${dollars(most)} that you allow.`, {
        field: "constraints.maxCostMicro",
      });
    const words = createHash("sha256")
      .update(JSON.stringify([input[taskOf(task).subject!], first]))
      .digest("hex");
    return {
      ...{ task, input, a, b, judge, ask: judging.ask, planned: { ...judging.planned, candidates: own, quote } },
      pair: [task, ...[a.model, b.model].toSorted(), words].join(" "),
      why: whyNot(judge, a.model, b.model),
    };
  }

  /** What it would cost, who would be asked, and whether it would count. Changes nothing. */
  async function plan(asker: Asker, asked: CheckAsk, one: Result, other: Result): Promise<CheckPlan> {
    const { task, a, b, judge, planned, pair, why } = await prepare(asker, asked, one, other);
    const { offer, model, modelName, provider, providerTitle } = judge;
    const before = await store.checkOf(db, asker.org, model, pair);
    return {
      ...{ task, a, b, judge: { offer, model, modelName, provider, providerTitle }, quote: twice(planned.quote) },
      ...{ counts: why === null, why, before: before ? viewOf(before) : null },
    };
  }

  /** What came of one look; throws where it came to nothing. */
  async function lookOf(org: string, chat: string, first: "a" | "b", shown: readonly CheckSide[]): Promise<CheckLook> {
    const row = (await store.generationById(db, org, chat))!;
    const verdict =
      row.status === "succeeded"
        ? readVerdict(
            await answerOf(assets, db, row),
            shown.map(({ asset }) => asset),
          )
        : null;
    if (!verdict) {
      const { code, detail }: { code: ErrorCode; detail: string } =
        row.error === null ? { code: "provider.bad_output", detail: UNREADABLE } : JSON.parse(row.error);
      throw new AppError(code, detail);
    }
    const rankOf = (at: "a" | "b") => {
      const { score, reason } = verdict.ranks.find(({ asset }) => asset === shown[at === first ? 0 : 1]!.asset)!;
      return { score, reason };
    };
    const [a, b] = [rankOf("a"), rankOf("b")];
    const says: CheckOutcome = a.score === b.score ? "tie" : a.score > b.score ? "a" : "b";
    return { first, says, a, b, reason: verdict.reason, generation: chat, provider: row.provider, settledMicro: row.settled_micro };
  }

  /** Both looks are held before the first is asked for. They are asked for one after the other: where the first comes to nothing the second is not bought. */
  async function create(asker: Asker, asked: CheckAsk, one: Result, other: Result, signal: AbortSignal): Promise<Check> {
    const { task, input, a, b, pair, ask, planned, judge, why } = await prepare(asker, asked, one, other);
    const id = clock.id("chk");
    const before = firstFile({ task, input });
    const both = LOOKS.map((first) => {
      const shown = first === "a" ? [a, b] : [b, a];
      const told = judgeInput(
        { task, input },
        before.map(contentOf),
        shown.map(({ asset }) => contentOf(asset)),
      );
      const row = { ...generations.rowOf(asker, { ...ask, input: told }, {}, planned, null), part_of: id };
      return { first, shown, row };
    });
    await db.tx(async (tx) => {
      // To a budget of generations both are one.
      for (const { row, first } of both) await generations.begin(tx, asker, row, generations.holdFor(planned, ask), first === "a");
    });
    const looks: CheckLook[] = [];
    try {
      const from = await givenToJudge(assets, db, asker.org, "sees", before, 1);
      const sides = [a.asset, b.asset];
      const given = await givenToJudge(assets, db, asker.org, judgedBy(task)!, sides, sides.length);
      for (const { first, shown, row } of both) {
        const ids = shown.map(({ asset }) => asset);
        const made = ids.map((asset) => given[sides.indexOf(asset)]!);
        const refuses = (text: string) => (readVerdict(text, ids) ? null : UNREADABLE);
        await chats.answerHeld(row, judgeInput({ task, input }, from, made), refuses, signal);
        looks.push(await lookOf(asker.org, row.id, first, shown));
      }
    } catch (thrown) {
      throw await cameToNothing(
        thrown,
        both.map(({ row }) => row),
        looks,
      );
    }
    const row: store.CheckRow = {
      ...{ id, org: asker.org, judge: judge.model, pair, task, style: styleOfAsk(task, input) },
      ...{ a: a.model, a_generation: a.generation, a_asset: a.asset },
      ...{ b: b.model, b_generation: b.generation, b_asset: b.asset },
      outcome: outcomeOf(looks[0]!.says, looks[1]!.says),
      said: JSON.stringify({ asked: asked.judge, looks } satisfies { asked: string; looks: CheckLook[] }),
      ...{ why, at: clock.now() },
    };
    const saved = await store.putCheck(db, row);
    await votes.refresh(true);
    return viewOf({ ...row, id: saved });
  }

  /** Nothing is counted: frees what was not asked for, and says what was paid. */
  async function cameToNothing(thrown: unknown, rows: readonly store.GenerationRow[], looks: readonly CheckLook[]): Promise<unknown> {
    for (const { org, id } of rows) {
      const row = await store.generationById(db, org, id);
      if (row && row.ended_at === null)
        await chats.giveUp(row, new AppError("generation.canceled", "The other look came to nothing, so this one was not asked for."));
    }
    if (!(thrown instanceof AppError)) return thrown;
    const paid = looks.reduce((sum, { settledMicro }) => sum + (settledMicro ?? 0), 0);
    const money = paid > 0 ? `The first look was answered and cost ${dollars(paid)}` : "Nothing was charged to you";
    return new AppError(thrown.code, `${thrown.detail} ${money}; nothing was counted.`, { field: thrown.field, cause: thrown.cause });
  }

  const list = async (org: string, filter: { task?: TaskId; limit: number }): Promise<Check[]> => (await store.checksOf(db, org, filter)).map(viewOf);

  return { plan, create, list };
}

export type Checks = ReturnType<typeof createChecks>;

/** What is kept of both looks. */
type Said = Pick<Check, "looks"> & Pick<Check["judge"], "asked">;

function viewOf(row: store.CheckRow): Check {
  const { asked, looks }: Said = JSON.parse(row.said);
  return {
    id: row.id,
    task: row.task,
    style: row.style,
    a: { model: row.a, generation: row.a_generation, asset: row.a_asset },
    b: { model: row.b, generation: row.b_generation, asset: row.b_asset },
    judge: { asked, model: row.judge },
    outcome: row.outcome,
    looks,
    settledMicro: looks.reduce((sum, { settledMicro }) => sum + (settledMicro ?? 0), 0),
    counts: row.why === null,
    why: row.why,
    at: isoTime(row.at),
  };
}
