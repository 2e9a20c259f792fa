// Which of several is best, asked of the judge that was planned: after the making and before the end, as a chat of its own whose answer is saved with its price. What a judge says is data; where it fails, everything else stands.
import type { Assets } from "../assets/assets.ts";
import type { Query } from "../db/db.ts";
import type { Asset } from "../spec/asset.ts";
import { judgedBy, playedSeconds } from "../spec/best.ts";
import { AppError, asAppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { type Sense, SENSES } from "../spec/senses.ts";
import { LostLease } from "../jobs/jobs.ts";
import type { Case } from "./case.ts";
import { firstFile, type GenerationsDeps } from "./generations.ts";
import type { LiveChat } from "./live.ts";
import * as store from "./store.ts";
import { type BestKept, contentOf, inDrawnOrder, judgeInput, readVerdict, unjudged, UNREADABLE, type Verdict } from "./verdict.ts";
import { problemOf } from "./view.ts";

/** An answer under way may take so long after this process was told to stop. Less than jobs wait for their steps. */
const DRAIN_MS = 20_000;
/** A cancel from another process is noticed at least this often. */
const CANCEL_LOOK_MS = 500;

/** What a chat that has ended says; nothing where it said nothing. */
export const answerOf = async (assets: Assets, q: Query, { org, id }: Pick<store.GenerationRow, "org" | "id">): Promise<string> =>
  ((await assets.ofGenerations(q, org, [id])).get(id) ?? []).findLast((asset) => asset.kind === "text")?.text ?? "";

/** What was made, one after the other: decoded, a large picture or a long sound is hundreds of megabytes. `count` is of how many are judged together. */
export async function givenToJudge(assets: Assets, q: Query, org: string, sense: Sense, ids: readonly string[], count: number): Promise<string[]> {
  const given: string[] = [];
  for (const id of ids)
    given.push(sense === "sees" ? await assets.shown(q, org, id, LIMITS.judgePicturePx) : await assets.played(q, org, id, playedSeconds(count)));
  return given;
}

export function createJudging(deps: GenerationsDeps & { chats: LiveChat }) {
  const { db, clock, assets, events, market, chats, log } = deps;

  /** What the judge is to judge: what its sense takes in. */
  const judgedOf = async ({ row, ask }: Case): Promise<Asset[]> =>
    ((await assets.ofGenerations(db, row.org, [row.id])).get(row.id) ?? []).filter((asset) => asset.kind === SENSES[judgedBy(ask.task)!].kind);

  /** What is to be saved with the generation's end; null where no judge was asked for. May be called again after a crash: whoever was asked is not asked twice. */
  async function judge(found: Case): Promise<string | null> {
    if (found.row.best === null) return null;
    const kept: BestKept = JSON.parse(found.row.best);
    const chat = await store.generationById(db, found.row.org, kept.chat);
    if (!chat) return JSON.stringify({ ...kept, verdict: unjudged(problemOf("internal", "The chat that should judge is not there.")) });
    const shown = inDrawnOrder(kept.seed, await judgedOf(found));
    if (chat.ended_at === null)
      await settle(found, chat, shown).catch(async (thrown: unknown) => {
        if (thrown instanceof LostLease) throw thrown;
        const error = asAppError(thrown);
        log("a judge could not be asked", { generation: found.row.id, code: error.code, cause: String(error.cause ?? "") });
        await chats.giveUp(chat, error);
      });
    const ended = (await store.generationById(db, found.row.org, chat.id)) ?? chat;
    return JSON.stringify({ ...kept, verdict: await verdictOf(ended, shown) } satisfies BestKept);
  }

  /** Asks, or says why not; the chat's row has an end after it. */
  async function settle(found: Case, chat: store.GenerationRow, shown: readonly Asset[]): Promise<void> {
    if (found.row.cancel_at !== null) return chats.giveUp(chat, new AppError("generation.canceled", "You stopped it before it was judged."));
    if (shown.length < 2) {
      const arrived = `${shown.length === 0 ? "None" : "One"} of ${found.ask.count} arrived: there was nothing to choose from.`;
      return chats.giveUp(chat, new AppError("generation.canceled", arrived));
    }
    if (await interrupted(chat)) return chats.abandon(chat);
    const [first, ids] = [firstFile(found.ask), shown.map((asset) => asset.id)];
    const { org } = found.row;
    const { task, count } = found.ask;
    await tellStage(found, chat, judgeInput(found.ask, first.map(contentOf), ids.map(contentOf), count));
    const before = await givenToJudge(assets, db, org, "sees", first, 1);
    const made = await givenToJudge(assets, db, org, judgedBy(task)!, ids, count);
    const refuses = (text: string) => (readVerdict(text, ids) ? null : UNREADABLE);
    await whileWanted(found, (signal) => chats.answerHeld(chat, judgeInput(found.ask, before, made, count), refuses, signal));
  }

  /** Was somebody asked whose answer nobody heard? Where asking costs nothing it is asked anew; else it may have been bought, and is not bought again. */
  async function interrupted(chat: store.GenerationRow): Promise<boolean> {
    const open = (await store.attemptsOf(db, chat.org, [chat.id])).filter((attempt) => attempt.ended_at === null);
    for (const attempt of open) {
      if (market.mounted(attempt.provider).provider.repeat !== "free") return true;
      await db.tx((tx) => store.updateAttempt(tx, chat.org, attempt.id, { status: "canceled", charged: "no", ended_at: clock.now() }));
    }
    return false;
  }

  /** With what is asked in its record: what was made by its addresses, where it was planned with what is empty. */
  async function tellStage({ row, step }: Case, chat: store.GenerationRow, input: Record<string, unknown>): Promise<void> {
    await db.tx(async (tx) => {
      await step.guard(tx);
      await store.setAsk(tx, chat.org, chat.id, JSON.stringify({ ...JSON.parse(chat.ask), input }));
      await store.updateGeneration(tx, row.org, row.id, { progress: null, stage: "Being judged" });
      await store.updateGeneration(tx, chat.org, chat.id, { status: "running" });
      tx.afterCommit(() => events.tell(row.id, "moved"));
    });
  }

  /** Ended by a cancel at once, and by this process's stop after a while: an answer that was bought is waited for. */
  async function whileWanted({ row, step }: Case, ask: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const [stop, over] = [new AbortController(), new AbortController()];
    const canceled = () => stop.abort(new AppError("generation.canceled", "You stopped it while it was judged."));
    const stopped = () =>
      stop.abort(new AppError("generation.canceled", "The server was stopped while it was judged; the judge was not asked again."));
    const stopLater = () => void clock.sleep(DRAIN_MS, over.signal).then(stopped);
    const stopListening = events.listen(row.id, (message) => message === "generation.canceling" && canceled());
    const lookForCancel = async () => {
      while (!over.signal.aborted) {
        if (await store.cancelAsked(db, row.org, row.id).catch(() => false)) return canceled();
        await clock.sleep(CANCEL_LOOK_MS, over.signal);
      }
    };
    void lookForCancel();
    if (step.signal.aborted) stopLater();
    else step.signal.addEventListener("abort", stopLater, { once: true, signal: over.signal });
    try {
      await ask(stop.signal);
    } finally {
      over.abort();
      stopListening();
    }
  }

  /** By the chat's row and its saved answer alone, so that it comes out the same after a crash. */
  async function verdictOf(chat: store.GenerationRow, shown: readonly Asset[]): Promise<Verdict> {
    const ids = shown.map((asset) => asset.id);
    const verdict = chat.status === "succeeded" ? readVerdict(await answerOf(assets, db, chat), ids) : null;
    return verdict ?? unjudged(chat.error === null ? problemOf("provider.bad_output", UNREADABLE) : JSON.parse(chat.error));
  }

  return { judge };
}

export type Judging = ReturnType<typeof createJudging>;
