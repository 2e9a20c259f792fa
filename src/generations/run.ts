// The durable path: one saved step at a time, on any process. Every step can be killed and resumed; an attempt whose outcome is unknown is never silently repeated.
import { LostLease, type Next, type Step } from "../jobs/jobs.ts";
import type { Call, Context, Failure, InputFile, Mounted, Operation, Ref } from "../providers/providers.ts";
import { nextCandidate } from "../router/router.ts";
import { AppError, asAppError, type ErrorCode, ERRORS } from "../spec/error.ts";
import type { Problem } from "../spec/generation.ts";
import { LIMITS } from "../spec/limits.ts";
import type { Ask, Candidate } from "../spec/plan.ts";
import { taskOf } from "../spec/task.ts";
import type { Case } from "./case.ts";
import { createDelivery } from "./delivery.ts";
import { createEndings } from "./ending.ts";
import type { GenerationsDeps } from "./generations.ts";
import * as store from "./store.ts";
import { problemOf } from "./view.ts";

/** Renewed every third of it; after a kill the work lies still for at most this long. */
export const LEASE_MS = 10_000;
export const MAX_FAILURES = 8;
/** A cancel from another process is noticed at least this often. */
const CANCEL_LOOK_MS = 500;
/** How long a canceled attempt may take to say what became of it. */
const CANCEL_PATIENCE_MS = 60_000;
const RETRY_SAME_MS = 2_000;
/** A submission to a queue may take so long after a cancel: with its number the job can be stopped there, without it nobody can. */
const SUBMIT_GRACE_MS = 10_000;
/** A purchase that cannot be repeated may take so long to answer after this process was told to stop. Less than jobs wait for their steps. */
const DRAIN_MS = 25_000;
/** Tries to keep what came with an answer, and the pause before the second; doubled each time. It is nowhere else. */
const KEEP_TRIES = 5;
const KEEP_PAUSE_MS = 500;

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
      return end(found, {
        status: "failed",
        attempt: open(found),
        attemptSet: { status: "unknown", charged: "unknown" },
        error: problemOf(error.code, error.detail),
        settledMicro: 0,
      });
    }
  }

  const open = (found: Case) => found.attempts.findLast((attempt) => attempt.ended_at === null) ?? null;

  async function advance(found: Case): Promise<Next> {
    const attempt = open(found);
    const late = isLate(found);
    if (!attempt) {
      if (found.row.cancel_at !== null) return canceled(found, null, {});
      if (late)
        return end(found, {
          status: "failed",
          attempt: null,
          attemptSet: {},
          error: problemOf("generation.expired", "It was given up after six hours."),
          settledMicro: 0,
        });
      return next(found);
    }
    if (attempt.status === "fetching") return fetchOutputs(found, attempt);
    // However late: it may have ended at the provider while this server was off.
    if (attempt.status === "running") return poll(found, attempt);
    if (late) return unknown(found, attempt, GIVEN_UP);
    return recover(found, attempt);
  }

  const isLate = (found: Case) => clock.now() - found.row.created_at > LIMITS.generationMs;

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
    if (!attempt) return canceled(found, null, {});
    found.attempts.push(attempt);
    return start(found, attempt);
  }

  /** Saves the intent before anything is asked of the provider: after a crash it is known that something may have been bought. Null: canceled meanwhile. */
  async function intend(found: Case, candidate: Candidate): Promise<store.AttemptRow | null> {
    const attempt: store.AttemptRow = {
      id: clock.id("att"),
      org: found.row.org,
      generation: found.row.id,
      ordinal: found.attempts.length,
      offer: candidate.offer,
      model: candidate.model,
      provider: candidate.provider,
      status: "starting",
      ref: null,
      outputs: null,
      charged: "no",
      micro: null,
      usage: null,
      bill: null,
      failure: null,
      canceled_at: null,
      started_at: clock.now(),
      ended_at: null,
    };
    return db.tx(async (tx) => {
      await found.step.guard(tx);
      if (await store.cancelAsked(tx, found.row.org, found.row.id)) return null;
      await store.insertAttempt(tx, attempt);
      await store.updateGeneration(tx, found.row.org, found.row.id, {
        status: "running",
        stage: `Asking ${candidate.providerTitle}`,
        model: candidate.model,
        provider: candidate.provider,
      });
      await events.append(tx, {
        org: found.row.org,
        subject: found.row.id,
        type: "attempt.starting",
        data: { attempt: attempt.id, offer: attempt.offer },
      });
      return attempt;
    });
  }

  async function callOf(found: Case, attempt: store.AttemptRow): Promise<Call> {
    const candidate = found.plan.candidates.find((each) => each.offer === attempt.offer);
    const files: Record<string, InputFile> = {};
    for (const [field, value] of Object.entries(found.ask.input)) {
      if (typeof value === "string" && value.startsWith("ast_") && isFileField(found.ask, field))
        files[field] = await assets.inputFile(db, found.row.org, value);
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

  type Verb = (mount: Mounted, call: Call, context: (mount: Mounted) => Context) => Promise<Operation>;

  /** Runs a provider's verb with progress told live, ended by a lost lease, and where it buys by a cancel. */
  async function withProvider(found: Case, attempt: store.AttemptRow, buys: boolean, verb: Verb): Promise<Operation> {
    const stop = new AbortController();
    const over = new AbortController();
    const mount = market.mounted(attempt.provider);
    const canceling = () => void clock.sleep(mount.provider.check ? SUBMIT_GRACE_MS : 0, over.signal).then(() => stop.abort());
    const stopListening = events.listen(found.row.id, (message) => message === "generation.canceling" && buys && canceling());
    if (buys) void lookForCancel(found, canceling, over.signal);
    const stopping = buys && mount.provider.repeat === "never" ? delayed(found.step.signal, DRAIN_MS, over.signal) : found.step.signal;
    const signal = AbortSignal.any([stop.signal, stopping]);
    try {
      return await verb(mount, await callOf(found, attempt), () => market.context(mount, signal, report(found, over.signal)));
    } finally {
      over.abort();
      stopListening();
      live.delete(found.row.id);
    }
  }

  /** Aborts so long after the other. */
  function delayed(signal: AbortSignal, ms: number, over: AbortSignal): AbortSignal {
    const later = new AbortController();
    const wait = () => void clock.sleep(ms, over).then(() => later.abort(signal.reason));
    if (signal.aborted) wait();
    else signal.addEventListener("abort", wait, { once: true, signal: over });
    return later.signal;
  }

  async function lookForCancel(found: Case, canceling: () => void, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      if (await store.cancelAsked(db, found.row.org, found.row.id).catch(() => false)) return canceling();
      await clock.sleep(CANCEL_LOOK_MS, over);
    }
  }

  /** What an adapter says after its verb is over is nobody's news any more. */
  const report =
    (found: Case, over: AbortSignal) =>
    (progress: number | null, stage: string | null = null, preview: string | null = null) => {
      if (over.aborted) return;
      const before = live.get(found.row.id);
      live.set(found.row.id, { progress, stage: stage ?? before?.stage ?? found.row.stage, preview: preview ?? before?.preview ?? null });
      events.tell(found.row.id, "progress");
    };

  async function start(found: Case, attempt: store.AttemptRow): Promise<Next> {
    const failure = gone(attempt);
    if (failure) return failed(found, attempt, failure);
    const operation = await withProvider(found, attempt, true, (mount, call, context) => mount.provider.start(call, context(mount)));
    // The process is stopping: whoever comes next finds `starting` and recovers, but for an answer that was waited for.
    if (found.step.signal.aborted && !isAnswer(attempt, operation)) throw new LostLease();
    return handle(found, attempt, operation);
  }

  /** Why an offer can no longer be asked at all, such as a server of one's own that was taken away. */
  function gone(attempt: store.AttemptRow): Failure | null {
    try {
      market.offer(attempt.offer);
      return null;
    } catch (thrown) {
      const error = asAppError(thrown);
      return { code: error.code, message: error.detail, charged: "no" };
    }
  }

  /** Did the provider really say this, rather than our own stopping? */
  function isAnswer(attempt: store.AttemptRow, operation: Operation): boolean {
    if (market.mounted(attempt.provider).provider.repeat !== "never") return false;
    return operation.state !== "failed" || ERRORS[operation.failure.code].charged !== "unknown";
  }

  // --- resuming one ---

  /** A crash or a cut connection lies between the intent and its answer: what happened at the provider is not known. */
  async function recover(found: Case, attempt: store.AttemptRow): Promise<Next> {
    const { provider } = market.mounted(attempt.provider);
    if (provider.lookup) {
      const seen = await withProvider(
        found,
        attempt,
        false,
        async (mount, call, context) => (await provider.lookup!(attempt.id, context(mount), call)) ?? neverTaken,
      );
      return seen === neverTaken ? start(found, attempt) : handle(found, attempt, seen);
    }
    if (provider.repeat === "never")
      return unknown(
        found,
        attempt,
        `${provider.title} may have done it and may charge for it: the connection or this server ended before its answer came. It was not asked again.`,
      );
    if (found.row.cancel_at !== null && provider.repeat === "free") return canceled(found, attempt, { charged: "no" });
    return start(found, attempt); // the same key, so that the provider does it once; or free to repeat
  }

  async function poll(found: Case, attempt: store.AttemptRow): Promise<Next> {
    const ref = JSON.parse(attempt.ref ?? "null");
    const { provider } = market.mounted(attempt.provider);
    if (found.row.cancel_at !== null) {
      if (attempt.canceled_at === null) await tellToStop(found, attempt, ref);
      if (clock.now() - found.row.cancel_at > CANCEL_PATIENCE_MS && attempt.canceled_at !== null)
        return canceled(found, attempt, { charged: "unknown" });
    }
    if (!provider.check) throw new AppError("internal", `${provider.title} gave a running job but cannot be asked about it.`);
    const operation = await withProvider(found, attempt, false, (mount, call, context) => provider.check!(ref, call, context(mount)));
    if (found.step.signal.aborted) throw new LostLease();
    return handle(found, attempt, operation);
  }

  /** Tells the provider to stop. Where that is not heard, the next look tells it again: a job that nobody stops is paid for. */
  async function tellToStop(found: Case, attempt: store.AttemptRow, ref: Ref): Promise<void> {
    const mount = market.mounted(attempt.provider);
    try {
      await mount.provider.cancel?.(ref, market.context(mount, found.step.signal));
    } catch (thrown) {
      log("cancel was not taken", { attempt: attempt.id, error: asAppError(thrown).detail });
      if (clock.now() - found.row.cancel_at! < CANCEL_PATIENCE_MS) return;
    }
    await db.tx(async (tx) => {
      await found.step.guard(tx);
      await store.updateAttempt(tx, attempt.org, attempt.id, { canceled_at: clock.now() });
    });
  }

  // --- what the provider said ---

  async function handle(found: Case, attempt: store.AttemptRow, operation: Operation): Promise<Next> {
    if (operation.state === "running") return keepRunning(found, attempt, operation);
    if (operation.state === "failed") return failed(found, attempt, operation.failure);
    const remote = operation.outputs.some((output) => output.kind === "url");
    if (!remote) return keepTrying(found, () => deliver(found, attempt, operation));
    if (operation.outputs.some((output) => output.kind === "bytes"))
      throw new AppError("internal", "An adapter gave bytes and URLs at once; bytes do not survive being saved.");
    const outputs = JSON.stringify({ ...operation, since: clock.now() });
    await db.tx(async (tx) => {
      await found.step.guard(tx);
      await store.updateAttempt(tx, attempt.org, attempt.id, { status: "fetching", charged: "yes", outputs });
      await store.updateGeneration(tx, found.row.org, found.row.id, { progress: 1, stage: "Fetching the result" });
      await events.append(tx, { org: found.row.org, subject: found.row.id, type: "attempt.fetching", data: { attempt: attempt.id } });
    });
    return fetchOutputs(found, { ...attempt, status: "fetching", outputs });
  }

  /** Bytes that came with an answer are in memory only: a disk or a database that is away for a moment must not lose them. */
  async function keepTrying(found: Case, keep: () => Promise<Next>): Promise<Next> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await keep();
      } catch (thrown) {
        if (thrown instanceof LostLease || tries >= KEEP_TRIES) throw thrown;
        log("a result could not be kept; trying again", { generation: found.row.id, error: String(asAppError(thrown).cause ?? thrown) });
        await clock.sleep(KEEP_PAUSE_MS * 2 ** (tries - 1), found.step.signal);
      }
    }
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
    return isLate(found) ? unknown(found, attempt, GIVEN_UP) : { afterMs: operation.wakeMs };
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
      await store.updateGeneration(tx, found.row.org, found.row.id, {
        progress: null,
        stage: row.retry === "same" ? "Waiting to try again" : "Trying the next one",
      });
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

  const endings = createEndings(deps);
  const { end, canceled, unknown } = endings;
  const { deliver, fetchOutputs } = createDelivery(deps, endings, failed);

  return { work, dead: endings.dead };
}

const GIVEN_UP = "It was given up after six hours without a verdict from the provider.";
const neverTaken: Operation = { state: "failed", failure: { code: "provider.not_found", message: "", charged: "no" } };

function isFileField(ask: Ask, field: string): boolean {
  const meta = taskOf(ask.task).input.shape[field]?.meta() as { control?: string } | undefined;
  return meta?.control === "asset";
}
