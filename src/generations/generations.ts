// The one orchestrator's door: ask → plan → hold → run → keep → capture. Durable work is in run.ts, chat in live.ts; this file begins, reads and stops.
import { createHash } from "node:crypto";
import type { Assets } from "../assets/assets.ts";
import { type Clock, parseTime } from "../clock.ts";
import type { Db, Query, Tx } from "../db/db.ts";
import type { Events } from "../events/events.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Policies } from "../policies/policies.ts";
import type { Prices } from "../prices/prices.ts";
import { ceilingOf, type Facts, isAuto, plan as planFor, type World } from "../router/router.ts";
import { AppError } from "../spec/error.ts";
import { ENDED, type Generation, type GenerationEvent } from "../spec/generation.ts";
import { LIMITS } from "../spec/limits.ts";
import type { Ask, Plan, PolicyTerms } from "../spec/plan.ts";
import { type Drift, DRIFT, driftOf, type Quantities } from "../spec/price.ts";
import { styleOfAsk } from "../spec/style.ts";
import { type FieldMeta, type MediaKind, type TaskId, taskOf } from "../spec/task.ts";
import { createBest, type Judging } from "./best.ts";
import { createHandOffs } from "./handoff.ts";
import type { Health } from "./health.ts";
import type { Line } from "./line.ts";
import type { Market } from "./market.ts";
import * as store from "./store.ts";
import { eventOf, generationView, type Live } from "./view.ts";

/** Who asks, as far as generations care. */
export interface Asker {
  org: string;
  key: string | null;
  project: string | null;
}

export interface GenerationsDeps {
  db: Db;
  clock: Clock;
  assets: Assets;
  ledger: Ledger;
  jobs: Jobs;
  events: Events;
  policies: Policies;
  prices: Prices;
  market: Market;
  health: Health;
  /** Who waits for a free place at which provider. */
  line: Line;
  log: (message: string, detail?: Record<string, unknown>) => void;
  /** Progress of what runs in this process, by generation. */
  live: Map<string, Live & { preview: string | null; parts: Map<string, number> }>;
}

/** The kind under which generations stand in the job queue. */
export const JOB = "generation";
const HOLD_MS = LIMITS.generationMs + 60 * 60_000;
/** Offers that were not used for so long are not told of. */
const DRIFT_MS = 30 * 24 * 60 * 60_000;
/** Listeners look for themselves this often, should a message have been lost or come from another process. */
const LOOK_MS = 1_000;

const digest = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** The input checked against its task's schema; errors name the field as `input.width`. */
export function checkInput(task: TaskId, input: unknown): Record<string, unknown> {
  const parsed = taskOf(task).input.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = ["input", ...(issue?.path ?? []), ...(unknown ? [unknown] : [])].join(".");
  throw new AppError("request.invalid", unknown ? `${path} is not a field of ${task}.` : `${path}: ${issue?.message ?? "is not valid"}.`, {
    field: path,
  });
}

/** The file that an ask begins with, such as the picture that is to be changed; a mask is none. */
export const firstFile = ({ task, input }: Pick<Ask, "task" | "input">): string[] =>
  fileFields(task)
    .slice(0, 1)
    .flatMap(({ field }) => (typeof input[field] === "string" ? [input[field]] : []));

/** The fields of a task that hold files, with what may be in them. */
function fileFields(task: TaskId): { field: string; accepts: MediaKind }[] {
  return Object.entries(taskOf(task).input.shape).flatMap(([field, schema]) => {
    const meta = schema.meta() as FieldMeta | undefined;
    return meta?.control === "asset" ? [{ field, accepts: meta.accepts ?? "image" }] : [];
  });
}

/** What of a plan is kept with its generation: those who may be tried, and the first reasons why not the others. */
const kept = (planned: Plan): Plan => ({
  ...planned,
  candidates: planned.candidates.slice(0, LIMITS.planKept),
  rejections: planned.rejections.slice(0, LIMITS.planKept),
});

export function createGenerations(deps: GenerationsDeps) {
  const { db, clock, assets, ledger, jobs, events, policies, market, live } = deps;

  /** Files named by URL are fetched and kept first; all are checked to be yours and of the right kind. */
  async function withFiles(org: string, ask: Ask, fetching: boolean): Promise<{ ask: Ask; facts: Facts }> {
    const input = { ...ask.input };
    const facts: Facts = {};
    for (const { field, accepts } of fileFields(ask.task)) {
      const named = input[field];
      if (typeof named !== "string") continue;
      if (!named.startsWith("ast_") && !fetching) continue; // a plan changes nothing, so it fetches nothing
      const found = named.startsWith("ast_")
        ? await assets.get(db, org, named).catch(blameField(field))
        : await assets.fromUrl(org, named).catch(blameField(field));
      if (found.kind !== accepts)
        throw new AppError(
          "asset.unreadable",
          `input.${field} must be ${accepts === "audio" ? "a recording" : `an ${accepts}`}, this is ${found.type}.`,
          { field: `input.${field}` },
        );
      input[field] = found.id;
      if (found.seconds !== null) facts[`${field}Seconds`] = found.seconds;
      if (found.width !== null && found.height !== null) facts[`${field}Megapixels`] = (found.width * found.height) / 1_000_000;
    }
    return { ask: { ...ask, input }, facts };
  }

  function blameField(field: string) {
    return (error: unknown): never => {
      if (error instanceof AppError) throw new AppError(error.code, error.detail, { field: `input.${field}`, cause: error.cause });
      throw error;
    };
  }

  /** Is this a name that anybody could answer to? Else the ask is wrong, not unlucky. */
  function checkModel(ask: Ask): void {
    if (isAuto(ask.model)) return;
    const known = market.named(ask.model);
    if (!known)
      throw new AppError(
        "request.invalid",
        `There is no model "${ask.model}". GET /v1/models lists those that are known; "auto" leaves the choice to the router.`,
        { field: "model" },
      );
  }

  const best = createBest(deps, (...args) => planChecked(...args));

  /** `explores` is false for a look that buys nothing: it shows what is best by what is known. `besideMicro` is what the same generation may cost beside. */
  async function planChecked(asker: Asker, ask: Ask, facts: Facts, explores: boolean, besideMicro = 0): Promise<Plan> {
    checkModel(ask);
    const bound = lessBeside(await policies.binding(db, asker), besideMicro);
    const world: World = {
      ...market.world(ask.task, asker.org),
      style: styleOfAsk(ask.task, ask.input),
      ...(explores ? { seed: Math.floor(clock.random() * 2 ** 31) } : {}),
    };
    const planned = planFor(ask, world, facts, bound);
    checkHedge(ask, planned, bound);
    const unreachable = planned.candidates.length === 0 && planned.rejections.length === 0 ? market.whyNobody(ask.model, ask.task) : null;
    return unreachable === null ? planned : { ...planned, summary: unreachable };
  }

  /** What policies leave of the most that one generation may cost, where a part of it is spent on something else. */
  const lessBeside = (bound: readonly PolicyTerms[], besideMicro: number): readonly PolicyTerms[] =>
    bound.map((each) => {
      const { maxCostMicro } = each.constraints;
      if (besideMicro === 0 || maxCostMicro === undefined) return each;
      return { ...each, constraints: { ...each.constraints, maxCostMicro: Math.max(0, maxCostMicro - besideMicro) } };
    });

  /** A second attempt costs beside the first: together they stay under what a policy lets one generation cost. */
  function checkHedge(ask: Ask, planned: Plan, bound: readonly PolicyTerms[]): void {
    const hedge = ask.hedge?.maxCostMicro ?? 0;
    const most = ceilingOf({ ...ask, constraints: {} }, bound);
    if (hedge === 0 || most === undefined || (planned.quote?.highMicro ?? 0) + hedge <= most) return;
    throw new AppError("request.invalid", "The quote and the hedge together may cost more than a policy allows for one generation.", {
      field: "hedge.maxCostMicro",
    });
  }

  /** The making, and the judging where one is asked for: what the judge may cost is not left for the making. `ask` is narrowed so, where it names a limit. */
  async function planBoth(
    asker: Asker,
    ask: Ask,
    facts: Facts,
    explores: boolean,
  ): Promise<{ ask: Ask; planned: Plan; shown: Plan; judging: Judging | null }> {
    if (!ask.best) {
      const planned = await planChecked(asker, ask, facts, explores);
      return { ask, planned, shown: planned, judging: null };
    }
    const judging = await best.planJudging(asker, ask);
    await best.checkCeiling(asker, ask, judging);
    const { maxCostMicro } = ask.constraints;
    const narrowed =
      maxCostMicro === undefined ? ask : { ...ask, constraints: { ...ask.constraints, maxCostMicro: maxCostMicro - judging.quote.highMicro } };
    const planned = await planChecked(asker, narrowed, facts, explores, judging.quote.highMicro);
    return { ask: narrowed, planned, shown: best.whole(planned, judging), judging };
  }

  /** The plan together with the ask as it was checked, and what is known of its files. Fetches and changes nothing. */
  async function planWith(asker: Asker, asked: Ask): Promise<{ ask: Ask; planned: Plan; facts: Facts }> {
    const checked = { ...asked, input: checkInput(asked.task, asked.input) };
    const { ask, facts } = await withFiles(asker.org, checked, false);
    return { ask, planned: (await planBoth(asker, ask, facts, false)).shown, facts };
  }
  const plan = async (asker: Asker, asked: Ask): Promise<Plan> => (await planWith(asker, asked)).planned;

  /** The most that this generation may cost: the caller's ceiling, else the quote that was shown. Candidates dearer than that are not tried. */
  const capOf = (planned: Plan, ask: Ask): number => ask.constraints.maxCostMicro ?? planned.quote?.highMicro ?? 0;

  /** The dearest of those that may be tried is what is held, so that a fallback is never unpaid for. */
  function holdFor(planned: Plan, ask: Ask): number {
    const cap = capOf(planned, ask);
    const dearest = Math.max(
      0,
      ...planned.candidates.flatMap((candidate) => (candidate.costMicro !== null && candidate.costMicro <= cap ? [candidate.costMicro] : [])),
    );
    return dearest + (ask.hedge?.maxCostMicro ?? 0);
  }

  /** `counted` by budgets of generations: what is a part of another is not. */
  async function begin(tx: Tx, asker: Asker, row: store.GenerationRow, heldMicro: number, counted = row.part_of === null): Promise<boolean> {
    if (!(await store.insertGeneration(tx, row))) return false;
    await ledger.hold(tx, {
      org: asker.org,
      apiKey: asker.key,
      generation: row.id,
      micro: heldMicro,
      counted,
      expiresAt: clock.now() + HOLD_MS,
      idem: `hold:${row.id}`,
    });
    await events.append(tx, { org: asker.org, subject: row.id, type: eventOf(row, "created") });
    return true;
  }

  function rowOf(asker: Asker, ask: Ask, facts: Facts, planned: Plan, idem: { key: string; hash: string } | null): store.GenerationRow {
    const [first] = planned.candidates;
    return {
      id: clock.id("gen"),
      org: asker.org,
      api_key: asker.key,
      task: ask.task,
      ask: JSON.stringify(ask),
      facts: JSON.stringify(facts),
      status: "queued",
      progress: null,
      stage: "Waiting its turn",
      model: first?.model ?? null,
      provider: first?.provider ?? null,
      seed: null,
      quote_low_micro: planned.quote?.lowMicro ?? null,
      quote_high_micro: planned.quote?.highMicro ?? null,
      settled_micro: null,
      plan: JSON.stringify(kept(planned)),
      hold: null,
      error: null,
      idem_key: idem?.key ?? null,
      idem_hash: idem?.hash ?? null,
      cancel_at: null,
      created_at: clock.now(),
      ended_at: null,
      best: null,
      part_of: null,
    };
  }

  async function repeated(org: string, idem: { key: string; hash: string }): Promise<Generation | null> {
    const row = await store.generationByIdem(db, org, idem.key);
    if (!row) return null;
    if (row.idem_hash !== idem.hash)
      throw new AppError("request.conflict", "This Idempotency-Key was used before with another body. Use a new key for a new request.", {
        field: "Idempotency-Key",
      });
    return viewRow(row);
  }

  /** Begins a durable generation, or returns the one that the same key began before. */
  async function create(asker: Asker, asked: Ask, idempotencyKey: string | null): Promise<Generation> {
    const checked = { ...asked, input: checkInput(asked.task, asked.input) };
    if (taskOf(asked.task).live) throw new AppError("plan.live_only", "Chat is answered live: POST /v1/chat/completions.", { field: "task" });
    const idem = idempotencyKey === null ? null : { key: idempotencyKey, hash: digest(checked) };
    const before = idem && (await repeated(asker.org, idem));
    if (before) return before;
    const { ask: whole, facts } = await withFiles(asker.org, checked, true);
    const { ask, planned, shown, judging } = await planBoth(asker, whole, facts, true);
    if (planned.candidates.length === 0) throw new AppError("plan.none", planned.summary);
    const making = rowOf(asker, ask, facts, planned, idem);
    const chat = judging && { ...rowOf(asker, judging.ask, {}, judging.planned, null), part_of: making.id };
    const row = chat ? { ...making, plan: JSON.stringify(kept(shown)), best: best.begun(chat.id) } : making;
    const begun = await db.tx(async (tx) => {
      if (!(await begin(tx, asker, row, holdFor(planned, ask)))) return false;
      if (chat) await begin(tx, asker, chat, holdFor(judging.planned, judging.ask));
      await jobs.enqueue(tx, { org: asker.org, kind: JOB, subject: row.id });
      return true;
    });
    return begun ? viewRow(row) : (await repeated(asker.org, idem!))!;
  }

  async function viewRows(rows: store.GenerationRow[], q: Query = db): Promise<Generation[]> {
    const [first] = rows;
    if (!first) return [];
    const ids = rows.map((row) => row.id);
    const judged = rows.filter((row) => row.best !== null).map((row) => row.id);
    const [attempts, kept, chats] = await Promise.all([
      store.attemptsOf(q, first.org, ids),
      assets.ofGenerations(q, first.org, ids),
      store.partsOf(q, first.org, judged),
    ]);
    return rows.map((row) =>
      generationView(
        row,
        attempts.filter((attempt) => attempt.generation === row.id),
        kept.get(row.id) ?? [],
        live.get(row.id) ?? null,
        chats.find((chat) => chat.part_of === row.id) ?? null,
      ),
    );
  }
  const viewRow = async (row: store.GenerationRow): Promise<Generation> => (await viewRows([row]))[0]!;

  async function rowById(org: string, id: string): Promise<store.GenerationRow> {
    const row = await store.generationById(db, org, id);
    if (!row) throw new AppError("request.not_found", "There is no such generation.", { field: "id" });
    return row;
  }

  const get = async (org: string, id: string): Promise<Generation> => viewRow(await rowById(org, id));

  /** What others are told of it, as a transaction sees it before its commit; null where there is none. Of one that must stay local, only that it is. */
  async function told(tx: Tx, org: string, id: string): Promise<Generation | Pick<Generation, "id" | "task" | "status"> | null> {
    const row = await store.generationById(tx, org, id);
    if (!row) return null;
    const [seen] = await viewRows([row], tx);
    return seen!.plan.local ? { id, task: seen!.task, status: seen!.status } : seen!;
  }

  async function list(
    org: string,
    filter: { cursor?: string; limit: number; task?: string; status?: string },
  ): Promise<{ data: Generation[]; next: string | null }> {
    const rows = await store.pageOf(db, org, { ...filter, cursor: filter.cursor ? cursorOf(filter.cursor) : undefined, limit: filter.limit + 1 });
    const shown = rows.slice(0, filter.limit);
    const last = shown.at(-1);
    return { data: await viewRows(shown), next: rows.length > filter.limit && last ? `${last.created_at}.${last.id}` : null };
  }

  /** Asks for a stop. What the provider makes of it is learned by the running job. */
  async function cancel(org: string, id: string): Promise<Generation> {
    await rowById(org, id);
    await db.tx(async (tx) => {
      if ((await store.askToCancel(tx, org, id, clock.now())) === 0) return;
      await events.append(tx, { org, subject: id, type: "generation.canceling" });
      await jobs.wake(tx, JOB, id);
    });
    return get(org, id);
  }

  /** Takes an ended generation out of the feed with its assets. */
  async function remove(org: string, id: string): Promise<void> {
    const found = await get(org, id);
    if (!ENDED.has(found.status)) throw new AppError("request.conflict", "It is still running. Cancel it first.", { field: "id" });
    await db.tx(async (tx) => {
      for (const kept of found.assets) await assets.remove(tx, org, kept.id);
      for (const part of await store.partsOf(tx, org, [id])) {
        for (const kept of (await assets.ofGenerations(tx, org, [part.id])).get(part.id) ?? []) await assets.remove(tx, org, kept.id);
        await store.hideGeneration(tx, org, part.id, clock.now());
      }
      await store.hideGeneration(tx, org, id, clock.now());
      await events.append(tx, { org, subject: id, type: "generation.deleted" });
    });
  }

  /** Its user's own word on which of several is the best. */
  async function choose(org: string, id: string, asset: string | null): Promise<Generation> {
    await best.choose(org, id, asset);
    return get(org, id);
  }

  /** The generation once it has ended, or as it stands after so many seconds. */
  async function wait(org: string, id: string, seconds: number, signal?: AbortSignal): Promise<Generation> {
    const over = new AbortController();
    const limit = AbortSignal.any([over.signal, ...(signal ? [signal] : [])]);
    // Not a time-out signal: that would keep its timer for hours after the end.
    void clock.sleep(Math.max(0, seconds) * 1000, over.signal).then(() => over.abort());
    try {
      for await (const event of follow(org, id, limit)) if (event.type === "end") return event.generation;
      return await get(org, id);
    } finally {
      over.abort();
    }
  }

  /** A snapshot, then every change, then `end`. Ends early when the signal aborts. */
  async function* follow(org: string, id: string, signal: AbortSignal): AsyncGenerator<GenerationEvent> {
    let wake: () => void = () => undefined;
    const heard: string[] = [];
    const stop = events.listen(id, (message) => {
      heard.push(message);
      wake();
    });
    try {
      let known = await get(org, id);
      yield { type: "snapshot", generation: known };
      while (!ENDED.has(known.status) && !signal.aborted) {
        if (heard.length === 0)
          await new Promise<void>((resolve) => {
            wake = resolve;
            void clock.sleep(LOOK_MS, signal).then(resolve);
          });
        const told = heard.splice(0);
        if (signal.aborted) return;
        if (told.length > 0 && told.every((message) => message === "progress")) {
          const now = live.get(id);
          yield { type: "progress", id, progress: now?.progress ?? null, stage: now?.stage ?? null };
          if (now?.preview) yield { type: "preview", id, dataUrl: now.preview };
          continue;
        }
        const next = await get(org, id);
        yield* changes(known, next);
        known = next;
      }
      if (ENDED.has(known.status)) yield { type: "end", generation: known };
    } finally {
      stop();
    }
  }

  /** What was spent between two times, by task, model and provider. */
  async function usage(org: string, since: string | undefined, until: string | undefined) {
    const rows = await store.usageBetween(db, org, since ? parseTime(since) : 0, until ? parseTime(until) : clock.now() + 1);
    const groups = new Map<string, { task: TaskId; model: string; provider: string; generations: number; micro: number; quantities: Quantities }>();
    for (const row of rows) {
      const id = JSON.stringify([row.task, row.model, row.provider]);
      const group = groups.get(id) ?? { task: row.task, model: row.model, provider: row.provider, generations: 0, micro: 0, quantities: {} };
      groups.set(id, group);
      group.generations += 1;
      group.micro += row.settled_micro ?? 0;
      for (const [unit, amount] of Object.entries((row.usage ? JSON.parse(row.usage) : {}) as Quantities)) {
        group.quantities[unit as keyof Quantities] = (group.quantities[unit as keyof Quantities] ?? 0) + amount;
      }
    }
    const data = [...groups.values()].toSorted((a, b) => b.micro - a.micro);
    return { data, totalMicro: data.reduce((sum, group) => sum + group.micro, 0) };
  }

  /** What providers billed beside what our prices say, for offers used within the last month: those that depart come first. */
  async function drifts(org: string): Promise<Drift[]> {
    const offers = await store.billedSince(db, org, clock.now() - DRIFT_MS);
    const found: Drift[] = [];
    for (const { offer } of offers) {
      const bills = await store.billsOf(db, org, offer, DRIFT.bills);
      const drift = driftOf(offer, bills[0]?.priceVersion ?? "", bills);
      if (drift) found.push(drift);
    }
    return found.toSorted((a, b) => Number(b.alarm) - Number(a.alarm) || a.offer.localeCompare(b.offer));
  }

  /** A provider says that something changed: the job looks again. Never believed in itself. */
  async function wakeAttempt(provider: string, attempt: string, remoteId: string): Promise<void> {
    const row = await store.attemptById(db, attempt);
    // The ref may not be saved yet when the webhook overtakes the answer to the submission; waking is harmless then.
    if (!row || row.provider !== provider || (row.ref !== null && !row.ref.includes(remoteId))) return;
    await store.askNow(db, row.id);
    await jobs.wake(db, JOB, row.generation);
  }

  const handOffs = createHandOffs(deps, { checkInput, get });

  return {
    create,
    plan,
    planChecked,
    get,
    told,
    list,
    cancel,
    remove,
    wait,
    follow,
    usage,
    drifts,
    planWith,
    wakeAttempt,
    begin,
    rowOf,
    capOf,
    holdFor,
    handOffs,
    choose,
    judges: best.list,
    planJudging: best.planJudging,
  };
}

export type Generations = ReturnType<typeof createGenerations>;
export type { Market } from "./market.ts";
export type { Checks, Result } from "./checks.ts";
export type { Votes } from "./votes.ts";
export type { LiveChat } from "./live.ts";

function cursorOf(text: string): { at: number; id: string } {
  const [at, id] = [Number(text.slice(0, text.indexOf("."))), text.slice(text.indexOf(".") + 1)];
  if (!Number.isSafeInteger(at) || !text.includes("."))
    throw new AppError("request.invalid", "cursor is not one that this server gave.", { field: "cursor" });
  return { at, id };
}

/** What a listener has not been told yet. */
function* changes(before: Generation, after: Generation): Generator<GenerationEvent> {
  for (const attempt of after.attempts) {
    const old = before.attempts.find((each) => each.id === attempt.id);
    if (!old || old.status !== attempt.status) yield { type: "attempt", id: after.id, attempt };
  }
  const seen = new Set(before.assets.map((asset) => asset.id));
  for (const asset of after.assets) if (!seen.has(asset.id)) yield { type: "output", id: after.id, asset };
  if (before.status !== after.status || before.model !== after.model) yield { type: "status", generation: after };
  else if (before.progress !== after.progress || before.stage !== after.stage)
    yield { type: "progress", id: after.id, progress: after.progress, stage: after.stage };
}
