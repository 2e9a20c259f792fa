// The durable path: one saved step at a time, on any process. Every step can be killed and resumed; an attempt whose outcome is unknown is never silently repeated.
import type { Prepared } from "../assets/assets.ts";
import type { Step } from "../jobs/jobs.ts";
import { LostLease, type Next } from "../jobs/jobs.ts";
import type { Call, Failure, InputFile, Mounted, Operation, Output } from "../providers/providers.ts";
import { type Facts, nextCandidate } from "../router/router.ts";
import { AppError, asAppError, type ErrorCode, ERRORS } from "../spec/error.ts";
import { type GenerationState, type Problem } from "../spec/generation.ts";
import { LIMITS } from "../spec/limits.ts";
import type { Ask, Candidate, Plan } from "../spec/plan.ts";
import { facetsOf, type Quantities, settle } from "../spec/price.ts";
import { taskOf } from "../spec/task.ts";
import type { Tx } from "../db/db.ts";
import type { GenerationsDeps } from "./generations.ts";
import * as store from "./store.ts";
import { settleHolds } from "./settle.ts";
import { problemOf } from "./view.ts";

/** Renewed every third of it; after a kill the work lies still for at most this long. */
export const LEASE_MS = 10_000;
export const MAX_FAILURES = 8;
/** A cancel from another process is noticed at least this often. */
const CANCEL_LOOK_MS = 500;
/** How long a canceled attempt may take to say what became of it. */
const CANCEL_PATIENCE_MS = 60_000;
const RETRY_SAME_MS = 2_000;
/** Tries to fetch a finished result before it counts as gone. */
const FETCH_TRIES = 6;

/** One generation as a step sees it, read anew at each step. */
interface Case {
  row: store.GenerationRow;
  ask: Ask;
  facts: Facts;
  plan: Plan;
  attempts: store.AttemptRow[];
  step: Step;
}

/** What came of an attempt, to be saved together. */
interface Ending {
  status: GenerationState;
  attempt: store.AttemptRow | null;
  attemptSet: Partial<store.AttemptRow>;
  error: Problem | null;
  kept?: { prepared: Prepared; slot: string }[];
  texts?: { text: string; data?: unknown; slot: string }[];
  settledMicro: number;
  seed?: number | null;
}

export function createRunner(deps: GenerationsDeps & { publicUrl: string | null }) {
  const { db, clock, assets, events, market, health, live, log } = deps;

  async function load(step: Step): Promise<Case | null> {
    const row = await store.generationById(db, step.job.org, step.job.subject);
    if (!row || row.ended_at !== null) return null;
    const attempts = await store.attemptsOf(db, row.org, [row.id]);
    return { row, ask: JSON.parse(row.ask), facts: JSON.parse(row.facts), plan: JSON.parse(row.plan), attempts, step };
  }

  /** The job's one step: look where things stand, do the next thing, save it. */
  async function work(step: Step): Promise<Next> {
    const found = await load(step);
    if (!found) return { done: true };
    try {
      return await advance(found);
    } catch (thrown) {
      if (thrown instanceof LostLease || step.signal.aborted) throw thrown;
      const error = asAppError(thrown);
      log("generation step failed", { generation: found.row.id, code: error.code, detail: error.detail, cause: String(error.cause ?? "") });
      if (step.job.failures + 1 < MAX_FAILURES) throw thrown;
      return end(found, { status: "failed", attempt: open(found), attemptSet: { status: "unknown", charged: "unknown" }, error: problemOf(error.code, error.detail), settledMicro: 0 });
    }
  }

  const open = (found: Case) => found.attempts.findLast((attempt) => attempt.ended_at === null) ?? null;

  async function advance(found: Case): Promise<Next> {
    const attempt = open(found);
    const late = clock.now() - found.row.created_at > LIMITS.generationMs;
    if (!attempt) {
      if (found.row.cancel_at !== null) return canceled(found, null, {});
      if (late) return end(found, { status: "failed", attempt: null, attemptSet: {}, error: problemOf("generation.expired", "It was given up after six hours."), settledMicro: 0 });
      return next(found);
    }
    if (late) return unknown(found, attempt, "It was given up after six hours without a verdict from the provider.");
    if (attempt.status === "fetching") return fetchOutputs(found, attempt);
    if (attempt.status === "running") return poll(found, attempt);
    return recover(found, attempt);
  }

  // --- beginning an attempt ---

  /** The next candidate within the hold; a failure that says "later" allows the same offer again a few times. */
  function choose(found: Case): Candidate | null {
    const tried = found.attempts.map((attempt) => attempt.offer);
    const last = found.attempts.at(-1);
    const code = last?.failure ? (JSON.parse(last.failure).code as ErrorCode) : null;
    const again = last && code && ERRORS[code].retry === "same" && tried.filter((offer) => offer === last.offer).length < LIMITS.sameOfferTries;
    const held = found.ask.constraints.maxCostMicro ?? found.row.quote_high_micro ?? 0;
    const affordable = { ...found.plan, candidates: found.plan.candidates.filter((candidate) => (candidate.costMicro ?? 0) <= held) };
    if (again) return affordable.candidates.find((candidate) => candidate.offer === last.offer) ?? null;
    return nextCandidate(affordable, tried);
  }

  async function next(found: Case): Promise<Next> {
    const candidate = found.attempts.length < LIMITS.attempts ? choose(found) : null;
    if (!candidate) {
      const last = found.attempts.at(-1);
      const error: Problem = last?.failure ? JSON.parse(last.failure) : problemOf("plan.none", "Nobody was left to try.");
      return end(found, { status: "failed", attempt: null, attemptSet: {}, error, settledMicro: 0 });
    }
    const attempt = await intend(found, candidate);
    found.attempts.push(attempt);
    return start(found, attempt);
  }

  /** Saves the intent before anything is asked of the provider: after a crash it is known that something may have been bought. */
  async function intend(found: Case, candidate: Candidate): Promise<store.AttemptRow> {
    const attempt: store.AttemptRow = {
      id: clock.id("att"), org: found.row.org, generation: found.row.id, ordinal: found.attempts.length, offer: candidate.offer, model: candidate.model, provider: candidate.provider,
      status: "starting", ref: null, outputs: null, charged: "no", micro: null, usage: null, failure: null, canceled_at: null, started_at: clock.now(), ended_at: null,
    };
    await db.tx(async (tx) => {
      await found.step.guard(tx);
      await store.insertAttempt(tx, attempt);
      await store.updateGeneration(tx, found.row.org, found.row.id, {
        status: "running", stage: `Asking ${candidate.providerTitle}`, model: candidate.model, provider: candidate.provider,
      });
      await events.append(tx, { org: found.row.org, subject: found.row.id, type: "attempt.starting", data: { attempt: attempt.id, offer: attempt.offer } });
    });
    return attempt;
  }

  async function callOf(found: Case, attempt: store.AttemptRow): Promise<Call> {
    const candidate = found.plan.candidates.find((each) => each.offer === attempt.offer);
    const files: Record<string, InputFile> = {};
    for (const [field, value] of Object.entries(found.ask.input)) {
      if (typeof value === "string" && value.startsWith("ast_") && isFileField(found.ask, field)) files[field] = await assets.inputFile(db, found.row.org, value);
    }
    return {
      task: found.ask.task,
      input: candidate?.input ?? found.ask.input,
      count: found.ask.count,
      offer: market.offer(attempt.offer),
      files,
      key: attempt.id,
      webhookUrl: deps.publicUrl ? `${deps.publicUrl}/v1/hooks/${attempt.provider}?attempt=${attempt.id}` : null,
    };
  }

  /** Runs a provider's verb with progress told live, ended by a lost lease, and by a cancel where `stopOnCancel`. */
  async function withProvider(found: Case, attempt: store.AttemptRow, stopOnCancel: boolean, verb: (mount: Mounted, call: Call, signal: AbortSignal) => Promise<Operation>): Promise<Operation> {
    const stop = new AbortController();
    const looking = new AbortController();
    const stopListening = events.listen(found.row.id, (message) => message === "generation.canceling" && stopOnCancel && stop.abort());
    if (stopOnCancel) void lookForCancel(found, stop, looking.signal);
    try {
      const mount = market.mounted(attempt.provider);
      return await verb(mount, await callOf(found, attempt), AbortSignal.any([stop.signal, found.step.signal]));
    } finally {
      looking.abort();
      stopListening();
      live.delete(found.row.id);
    }
  }

  async function lookForCancel(found: Case, stop: AbortController, done: AbortSignal): Promise<void> {
    while (!done.aborted && !stop.signal.aborted) {
      if (await store.cancelAsked(db, found.row.org, found.row.id).catch(() => false)) stop.abort();
      else await clock.sleep(CANCEL_LOOK_MS, done);
    }
  }

  const report = (found: Case) => (progress: number | null, stage: string | null = null, preview: string | null = null) => {
    const before = live.get(found.row.id);
    live.set(found.row.id, { progress, stage: stage ?? before?.stage ?? found.row.stage, preview: preview ?? before?.preview ?? null });
    events.tell(found.row.id, "progress");
  };

  async function start(found: Case, attempt: store.AttemptRow): Promise<Next> {
    const operation = await withProvider(found, attempt, true, (mount, call, signal) => mount.provider.start(call, market.context(mount, signal, report(found))));
    if (found.step.signal.aborted) throw new LostLease(); // the process is stopping: whoever comes next finds `starting` and recovers
    return handle(found, attempt, operation);
  }

  // --- resuming one ---

  /** A crash or a cut connection lies between the intent and its answer: what happened at the provider is not known. */
  async function recover(found: Case, attempt: store.AttemptRow): Promise<Next> {
    const { provider } = market.mounted(attempt.provider);
    if (provider.lookup) {
      const seen = await withProvider(found, attempt, false, async (mount, _call, signal) => (await provider.lookup!(attempt.id, market.context(mount, signal))) ?? neverTaken);
      return seen === neverTaken ? start(found, attempt) : handle(found, attempt, seen);
    }
    if (provider.repeat === "never") return unknown(found, attempt, `${provider.title} may have done it and may charge for it: the connection or this server ended before its answer came. It was not asked again.`);
    if (found.row.cancel_at !== null && provider.repeat === "free") return canceled(found, attempt, { charged: "no" });
    return start(found, attempt); // the same key, so that the provider does it once; or free to repeat
  }

  async function poll(found: Case, attempt: store.AttemptRow): Promise<Next> {
    const ref = JSON.parse(attempt.ref ?? "null");
    const { provider } = market.mounted(attempt.provider);
    if (found.row.cancel_at !== null) {
      if (attempt.canceled_at === null) {
        await db.tx(async (tx) => {
          await found.step.guard(tx);
          await store.updateAttempt(tx, attempt.org, attempt.id, { canceled_at: clock.now() });
        });
        await provider.cancel?.(ref, market.context(market.mounted(attempt.provider), found.step.signal)).catch((error) => log("cancel was not taken", { attempt: attempt.id, error: String(error) }));
      } else if (clock.now() - attempt.canceled_at > CANCEL_PATIENCE_MS) return canceled(found, attempt, { charged: "unknown" });
    }
    if (!provider.check) throw new AppError("internal", `${provider.title} gave a running job but cannot be asked about it.`);
    const operation = await withProvider(found, attempt, false, (mount, call, signal) => provider.check!(ref, call, market.context(mount, signal, report(found))));
    if (found.step.signal.aborted) throw new LostLease();
    return handle(found, attempt, operation);
  }

  // --- what the provider said ---

  async function handle(found: Case, attempt: store.AttemptRow, operation: Operation): Promise<Next> {
    if (operation.state === "running") return keepRunning(found, attempt, operation);
    if (operation.state === "failed") return failed(found, attempt, operation.failure);
    const remote = operation.outputs.some((output) => output.kind === "url");
    if (!remote) return deliver(found, attempt, operation, []);
    await db.tx(async (tx) => {
      await found.step.guard(tx);
      await store.updateAttempt(tx, attempt.org, attempt.id, { status: "fetching", charged: "yes", outputs: JSON.stringify(operation) });
      await store.updateGeneration(tx, found.row.org, found.row.id, { progress: 1, stage: "Fetching the result" });
      await events.append(tx, { org: found.row.org, subject: found.row.id, type: "attempt.fetching", data: { attempt: attempt.id } });
    });
    return fetchOutputs(found, { ...attempt, status: "fetching", outputs: JSON.stringify(operation) });
  }

  async function keepRunning(found: Case, attempt: store.AttemptRow, operation: Operation & { state: "running" }): Promise<Next> {
    const fresh = attempt.status !== "running";
    const ref = JSON.stringify(operation.ref);
    const moved = fresh || ref !== attempt.ref || operation.progress !== found.row.progress || operation.stage !== found.row.stage;
    if (moved) {
      await db.tx(async (tx) => {
        await found.step.guard(tx);
        await store.updateAttempt(tx, attempt.org, attempt.id, { status: "running", ref });
        await store.updateGeneration(tx, found.row.org, found.row.id, { progress: operation.progress, stage: operation.stage });
        if (fresh) await events.append(tx, { org: found.row.org, subject: found.row.id, type: "attempt.running", data: { attempt: attempt.id } });
        else tx.afterCommit(() => events.tell(found.row.id, "moved"));
      });
    }
    return { afterMs: operation.wakeMs };
  }

  async function failed(found: Case, attempt: store.AttemptRow, failure: Failure): Promise<Next> {
    const code = failure.code;
    const row = ERRORS[code];
    if (await store.cancelAsked(db, found.row.org, found.row.id)) return canceled(found, attempt, { charged: failure.charged });
    if (code === "provider.unknown_outcome") {
      const { provider } = market.mounted(attempt.provider);
      if (provider.lookup || provider.repeat !== "never") return recoverLater(found, attempt);
      return unknown(found, attempt, failure.message);
    }
    health.failed(attempt.offer, row, failure.message);
    const error = problemOf(code, failure.message);
    const set: Partial<store.AttemptRow> = { status: "failed", charged: failure.charged, failure: JSON.stringify(error), ended_at: clock.now() };
    if (row.retry === "never") return end(found, { status: "failed", attempt, attemptSet: set, error, settledMicro: 0 });
    await db.tx(async (tx) => {
      await found.step.guard(tx);
      await store.updateAttempt(tx, attempt.org, attempt.id, set);
      await store.updateGeneration(tx, found.row.org, found.row.id, { progress: null, stage: row.retry === "same" ? "Waiting to try again" : "Trying the next one" });
      await events.append(tx, { org: found.row.org, subject: found.row.id, type: "attempt.failed", data: { attempt: attempt.id, code } });
    });
    return { afterMs: row.retry === "same" ? (failure.retryAfterMs ?? RETRY_SAME_MS * 2 ** found.attempts.length) : 0 };
  }

  /** The outcome can still be learned: the attempt stays as it is, and the next step looks it up or repeats it by its key. */
  async function recoverLater(found: Case, attempt: store.AttemptRow): Promise<Next> {
    const looked = clock.now() - attempt.started_at;
    if (looked > 10 * 60_000) return unknown(found, attempt, "The provider could not be asked what became of it.");
    return { afterMs: Math.min(30_000, 1_000 + looked) };
  }

  // --- keeping what was made ---

  async function fetchOutputs(found: Case, attempt: store.AttemptRow): Promise<Next> {
    const operation: Operation & { state: "done" } = JSON.parse(attempt.outputs ?? "null");
    const fetched: Output[] = [];
    const streams: { index: number; response: Response }[] = [];
    const mount = market.mounted(attempt.provider);
    const context = market.context(mount, found.step.signal);
    try {
      for (const [index, output] of operation.outputs.entries()) {
        if (output.kind !== "url") {
          fetched.push(output);
          continue;
        }
        const response = output.authorized && mount.provider.fetchOutput ? await mount.provider.fetchOutput(output.url, context) : await context.fetch(output.url);
        if (response.status === 404 || response.status === 410 || response.status === 403) return failed(found, attempt, { code: "provider.expired", message: `${mount.provider.title} no longer has the result it made.`, charged: "yes" });
        if (!response.ok || !response.body) throw new AppError("provider.unreachable", `${mount.provider.title} answered ${response.status} when its result was fetched.`);
        streams.push({ index, response });
        fetched.push(output);
      }
      return await deliver(found, attempt, operation, streams);
    } catch (thrown) {
      for (const { response } of streams) await response.body?.cancel().catch(() => undefined);
      const error = asAppError(thrown);
      if (thrown instanceof LostLease || found.step.job.failures + 1 < FETCH_TRIES) throw thrown;
      return failed(found, attempt, { code: "provider.expired", message: `The result could not be fetched from ${mount.provider.title}: ${error.detail}`, charged: "yes" });
    }
  }

  async function deliver(found: Case, attempt: store.AttemptRow, operation: Operation & { state: "done" }, streams: { index: number; response: Response }[]): Promise<Next> {
    const expect = taskOf(found.ask.task).output;
    const kept: { prepared: Prepared; slot: string }[] = [];
    const texts: { text: string; data?: unknown; slot: string }[] = [];
    const title = market.mounted(attempt.provider).provider.title;
    for (const [index, output] of operation.outputs.entries()) {
      const slot = `${attempt.id}/${index}`;
      if (output.kind === "text") {
        texts.push({ text: output.text, data: output.data, slot });
        continue;
      }
      const source = output.kind === "bytes" ? output.bytes : streams.find((stream) => stream.index === index)!.response.body!;
      try {
        kept.push({ prepared: await assets.prepare(source, { maxBytes: LIMITS.fetchBytes, expect, poster: output.kind === "bytes" ? output.poster : undefined }), slot });
      } catch (thrown) {
        const error = asAppError(thrown);
        if (error.code !== "asset.unreadable" && error.code !== "request.too_large") throw thrown;
        return failed(found, attempt, { code: "provider.bad_output", message: `What ${title} sent is not ${expect === "audio" ? "a recording" : `an ${expect}`}: ${error.detail}`, charged: "yes" });
      }
    }
    const made = kept.length + texts.length;
    if (made === 0) return failed(found, attempt, operation.missing ?? { code: "provider.bad_output", message: `${title} said it was done and sent nothing.`, charged: "unknown" });
    const bill = billOf(found, attempt, operation, made);
    health.succeeded(attempt.offer, (clock.now() - attempt.started_at) / 1000);
    const short = made < found.ask.count && taskOf(found.ask.task).output !== "text";
    return end(found, {
      status: short ? "partial" : "succeeded",
      attempt,
      attemptSet: { status: "succeeded", charged: "yes", micro: bill.micro, usage: JSON.stringify(bill.usage), ended_at: clock.now() },
      error: short ? problemOf(operation.missing?.code ?? "provider.refused_output", operation.missing?.message ?? `${made} of ${found.ask.count} arrived.`) : null,
      kept,
      texts,
      settledMicro: bill.micro,
      seed: operation.seed,
    });
  }

  function billOf(found: Case, attempt: store.AttemptRow, operation: Operation & { state: "done" }, made: number): { micro: number; usage: Quantities } {
    const candidate = found.plan.candidates.find((each) => each.offer === attempt.offer);
    const input = candidate?.input ?? found.ask.input;
    const asked = taskOf(found.ask.task).measure({ ...input, ...found.facts }, made);
    const settled = settle(market.offer(attempt.offer).price, { costMicro: operation.costMicro, usage: operation.usage }, asked, facetsOf(input));
    // A price that is unknown was allowed up to a ceiling: the ceiling is what it costs, until somebody knows better.
    return { micro: settled.micro ?? candidate?.costMicro ?? 0, usage: { ...asked.high, ...operation.usage } };
  }

  // --- endings ---

  const canceled = (found: Case, attempt: store.AttemptRow | null, set: Partial<store.AttemptRow>): Promise<Next> =>
    end(found, { status: "canceled", attempt, attemptSet: { status: "canceled", ended_at: clock.now(), ...set }, error: problemOf("generation.canceled", "You stopped it. Nothing was charged to you."), settledMicro: 0 });

  /** Ends with the truth: it is not known. The user pays nothing for what did not arrive; the attempt says that the provider may charge. */
  const unknown = (found: Case, attempt: store.AttemptRow, detail: string): Promise<Next> => {
    const error = problemOf("provider.unknown_outcome", detail);
    return end(found, { status: "unknown", attempt, attemptSet: { status: "unknown", charged: "unknown", failure: JSON.stringify(error), ended_at: clock.now() }, error, settledMicro: 0 });
  };

  /** Everything that an ending is, in one transaction: assets, money, record, event, and the end of the job. */
  async function end(found: Case, ending: Ending): Promise<Next> {
    const { row, step } = found;
    await db.tx(async (tx) => {
      await step.guard(tx);
      for (const { prepared, slot } of ending.kept ?? []) await assets.insert(tx, { org: row.org, prepared, origin: "generated", generation: row.id, slot });
      for (const { text, data, slot } of ending.texts ?? []) await assets.insertText(tx, { org: row.org, generation: row.id, slot, text, data });
      if (ending.attempt) await store.updateAttempt(tx, row.org, ending.attempt.id, { ended_at: clock.now(), ...ending.attemptSet });
      const settled = await settleHolds(deps, tx, row.org, row.id, ending.settledMicro);
      await store.updateGeneration(tx, row.org, row.id, {
        status: ending.status, progress: null, stage: null, seed: ending.seed ?? null, settled_micro: settled, error: ending.error ? JSON.stringify(ending.error) : null, ended_at: clock.now(),
      });
      await events.append(tx, { org: row.org, subject: row.id, type: `generation.${ending.status}`, data: { micro: settled } });
      await step.finish(tx);
    });
    return { done: true };
  }

  /** The job died, or its process vanished again and again: the generation ends with it, in the same transaction. */
  async function dead(tx: Tx, job: { org: string; subject: string }, error: string): Promise<void> {
    const row = await store.generationById(tx, job.org, job.subject);
    if (!row || row.ended_at !== null) return;
    const [attempt] = (await store.attemptsOf(tx, job.org, [row.id])).filter((each) => each.ended_at === null);
    if (attempt) await store.updateAttempt(tx, job.org, attempt.id, { status: "unknown", charged: "unknown", ended_at: clock.now() });
    await settleHolds(deps, tx, row.org, row.id, 0);
    const problem = problemOf("internal", `It was given up after many tries: ${error}`);
    await store.updateGeneration(tx, row.org, row.id, { status: "failed", progress: null, stage: null, settled_micro: 0, error: JSON.stringify(problem), ended_at: clock.now() });
    await events.append(tx, { org: row.org, subject: row.id, type: "generation.failed" });
  }

  return { work, dead };
}

const neverTaken: Operation = { state: "failed", failure: { code: "provider.not_found", message: "", charged: "no" } };

function isFileField(ask: Ask, field: string): boolean {
  const meta = taskOf(ask.task).input.shape[field]?.meta() as { control?: string } | undefined;
  return meta?.control === "asset";
}
