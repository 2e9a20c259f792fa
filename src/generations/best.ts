// The best of several, before anything is made: whether it can be judged, by whom and for how much, and the chat that will judge, held beside what it judges. The judging itself is judging.ts.
import type { Tx } from "../db/db.ts";
import { ceilingOf, type Facts, quoteFor } from "../router/router.ts";
import { type Best, canBeJudged, type Judge, judgedBy, NO_JUDGE, playedSeconds, UNPLAYED } from "../spec/best.ts";
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { emptyFrame } from "../spec/picture-size.ts";
import type { Ask, Constraints, Plan } from "../spec/plan.ts";
import { type Sense, SENSES } from "../spec/senses.ts";
import { emptySound } from "../spec/sound-length.ts";
import { taskOf } from "../spec/task.ts";
import { type Asker, firstFile, type GenerationsDeps } from "./generations.ts";
import * as store from "./store.ts";
import { type BestKept, judgeInput, unjudged } from "./verdict.ts";

/** A chat that will judge, as it was planned. */
export interface Judging {
  ask: Ask;
  planned: Plan;
  quote: { lowMicro: number; highMicro: number };
}

type PlanChecked = (asker: Asker, ask: Ask, facts: Facts, explores: boolean) => Promise<Plan>;

const SIDE = LIMITS.judgePicturePx;
/** What a judge will be given, as far as its price depends on it, before anything is made. */
const EMPTY: Record<Sense, (count: number) => string> = {
  sees: () => emptyFrame({ width: SIDE, height: SIDE }),
  hears: (count) => emptySound(playedSeconds(count), LIMITS.judgeSoundHz),
};
export const dollars = (micro: number) => `$${(micro / 1_000_000).toFixed(4).replace(/0{1,2}$/, "")}`;

/** A request's rules hold for its judge too. What it may cost is counted together, and how long it may take is said of the making. */
const rulesFor = ({ maxCostMicro: _cost, maxSeconds: _time, ...rules }: Constraints): Constraints => rules;

export function createBest({ db, clock, assets, policies, market }: GenerationsDeps, planChecked: PlanChecked) {
  function check(ask: Ask): void {
    if (!canBeJudged(ask.task)) throw new AppError("request.invalid", `"${taskOf(ask.task).title}" cannot be judged: ${NO_JUDGE}`, { field: "best" });
    const { format } = ask.input;
    if (judgedBy(ask.task) === "hears" && UNPLAYED.includes(format))
      throw new AppError("request.invalid", `A judge cannot be played ${String(format)} here: ask for wav, mp3, flac or aac.`, {
        field: "input.format",
      });
    if (ask.count < 2)
      throw new AppError("request.invalid", "The best of one is that one: ask for a count of two or more, or leave best out.", { field: "count" });
  }

  /** Who judges and for how much, by empty pictures of the size that will be shown. Throws where nobody may, before anything is held. */
  async function planJudging(asker: Asker, ask: Ask): Promise<Judging> {
    check(ask);
    const sense = judgedBy(ask.task)!;
    const input = judgeInput(
      ask,
      firstFile(ask).map(() => EMPTY.sees(1)),
      Array.from({ length: ask.count }, () => EMPTY[sense](ask.count)),
    );
    const chat: Ask = { task: "chat", input, model: ask.best!.judge, constraints: rulesFor(ask.constraints), count: 1 };
    const planned = await planChecked(asker, chat, {}, false).catch((thrown: unknown) => {
      if (thrown instanceof AppError) throw new AppError(thrown.code, thrown.detail, { field: "best.judge", cause: thrown.cause });
      throw thrown;
    });
    // Whoever is named is sent pictures or sounds in a chat though nobody knows whether it sees or hears. A judge that does not makes its scores up.
    const candidates = planned.candidates.filter((each) => market.senses(each.offer, "chat", sense) === true);
    const quote = quoteFor(candidates);
    if (quote) return { ask: chat, planned: { ...planned, candidates, quote }, quote };
    const why =
      planned.candidates.length === 0
        ? planned.summary
        : candidates.length > 0
          ? `What ${candidates[0]!.modelName} costs is not known.`
          : `Whether ${planned.candidates[0]!.modelName} can ${SENSES[sense].can} is not known, and who cannot does not judge them.`;
    throw new AppError("plan.none", `Nobody can judge: ${why} GET /v1/judges lists those that may.`, { field: "best.judge" });
  }

  /** Throws where the judge alone may cost more than the whole may. */
  async function checkCeiling(asker: Asker, ask: Ask, { quote }: Judging): Promise<void> {
    const most = ceilingOf(ask, await policies.binding(db, asker));
    if (most === undefined || most >= quote.highMicro) return;
    throw new AppError(
      "request.invalid",
      `The judge alone may cost ${dollars(quote.highMicro)}, above the ${dollars(most)} that this may cost. Name a cheaper one, or raise the limit.`,
      { field: "best.judge" },
    );
  }

  /** The plan as it is shown: its quote is what both may cost. */
  function whole(planned: Plan, { planned: judging, quote }: Judging): Plan {
    const making = planned.quote;
    return {
      ...planned,
      local: planned.local || judging.local,
      quote: making && { lowMicro: making.lowMicro + quote.lowMicro, highMicro: making.highMicro + quote.highMicro },
      best: { judge: judgeOf(judging), making, judging: quote },
    };
  }

  /** Those who may, each model once. */
  async function list(asker: Asker, { task, count }: Pick<Ask, "task" | "count">): Promise<Judge[]> {
    const example = { task, count, input: { [taskOf(task).subject ?? "prompt"]: "An example" }, model: "auto", constraints: {} };
    check(example);
    const { planned } = await planJudging(asker, { ...example, best: { judge: "auto" } }).catch((thrown: unknown) => {
      if (thrown instanceof AppError && thrown.code === "plan.none") return { planned: null };
      throw thrown;
    });
    const seen = new Set<string>();
    return (planned?.candidates ?? [])
      .filter(({ model, quote }) => quote !== null && !seen.has(model) && seen.add(model))
      .map((each) => judgeOf({ candidates: [each], quote: each.quote }));
  }

  /** Its user's own word on which is the best; null takes it back. */
  async function choose(org: string, id: string, asset: string | null): Promise<void> {
    await db.tx(async (tx: Tx) => {
      const row = await store.generationById(tx, org, id);
      if (!row) throw new AppError("request.not_found", "There is no such generation.", { field: "id" });
      if (row.best === null)
        throw new AppError("request.conflict", "No judge was asked for, so there is none to overrule. Ask with best.", { field: "id" });
      if (row.ended_at === null) throw new AppError("request.conflict", "It is still running. Choose when all are here.", { field: "id" });
      const made = (await assets.ofGenerations(tx, org, [id])).get(id) ?? [];
      if (asset !== null && !made.some((each) => each.id === asset))
        throw new AppError("request.invalid", `asset must be one of this generation's: ${made.map((each) => each.id).join(", ")}.`, {
          field: "asset",
        });
      const { chosen: _before, ...kept } = JSON.parse(row.best) as BestKept;
      await store.setBest(tx, org, id, JSON.stringify({ ...kept, ...(asset === null ? {} : { chosen: asset }) }));
    });
  }

  /** What is kept with a generation that will be judged. */
  const begun = (chat: string): string => JSON.stringify({ chat, seed: Math.floor(clock.random() * 2 ** 31) } satisfies BestKept);

  return { planJudging, checkCeiling, whole, list, choose, begun };
}

function judgeOf({ candidates, quote }: Pick<Plan, "candidates" | "quote">): Judge {
  const { offer, model, modelName, provider, providerTitle } = candidates[0]!;
  return { offer, model, modelName, provider, providerTitle, quote: quote! };
}

/** As the API shows it, from what is kept and the chat that judged. */
export function bestView(row: store.GenerationRow, chat: store.GenerationRow): Best {
  const { seed, verdict: saved, chosen }: BestKept = JSON.parse(row.best!);
  // Given up before anybody could judge: the chat's own end says why.
  const verdict = saved ?? (row.ended_at !== null && chat.error !== null ? unjudged(JSON.parse(chat.error)) : undefined);
  const asked = (JSON.parse(row.ask) as Ask).best!.judge;
  const state = verdict ? (verdict.why ? "unjudged" : "judged") : chat.status === "queued" ? "waiting" : "judging";
  return {
    state,
    asset: chosen ?? verdict?.judged ?? null,
    by: chosen ? "user" : verdict?.judged ? "judge" : null,
    judge: {
      asked,
      model: chat.model,
      provider: chat.provider,
      generation: chat.id,
      quote: chat.quote_high_micro === null ? null : { lowMicro: chat.quote_low_micro ?? 0, highMicro: chat.quote_high_micro },
      settledMicro: chat.settled_micro,
    },
    judged: verdict?.judged ?? null,
    ranks: verdict?.ranks ?? [],
    reason: verdict?.reason ?? null,
    why: verdict?.why ?? null,
    seed,
  };
}
