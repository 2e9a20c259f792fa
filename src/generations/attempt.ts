// One attempt from its intent to its end: asked for, asked about, found again after a crash, stopped. Which attempts there are is run.ts's affair.
import { msLeft } from "../clock.ts";
import { LostLease } from "../jobs/jobs.ts";
import type { Call, Context, Failure, InputFile, Mounted, Operation, Ref } from "../providers/providers.ts";
import { AppError, asAppError, ERRORS } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import type { Ask, Candidate } from "../spec/plan.ts";
import { taskOf } from "../spec/task.ts";
import type { Case } from "./case.ts";
import { createDelivery } from "./delivery.ts";
import type { Endings } from "./ending.ts";
import type { GenerationsDeps } from "./generations.ts";
import { askedOf, slotsOf } from "./slots.ts";
import * as store from "./store.ts";
import { problemOf } from "./view.ts";

/** Over, or to be looked at again in so many milliseconds. */
export type Result = "over" | { afterMs: number };

/** A cancel from another process is noticed at least this often. */
const CANCEL_LOOK_MS = 500;
/** How long a canceled attempt may take to say what became of it. */
const CANCEL_PATIENCE_MS = 60_000;
/** A submission to a queue may take so long after a cancel: with its number the job can be stopped there, without it nobody can. */
const SUBMIT_GRACE_MS = 10_000;
/** A purchase that cannot be repeated may take so long to answer after this process was told to stop. Less than jobs wait for their steps. */
const DRAIN_MS = 25_000;
/** Tries to keep what came with an answer, about two minutes of them, and the pause before the second; doubled each time. It is nowhere else. */
const KEEP_TRIES = 16;
const KEEP_PAUSE_MS = 250;
const KEEP_LONGEST_MS = 10_000;
/** A purchase whose answer nobody has saved yet is given so long before it counts as lost. */
const GRACE_MS = 3_000;
/** A reference that cannot be saved with its step is tried to be saved without it for so long. */
const REMEMBER_MS = 5 * 60_000;
const REMEMBER_EVERY_MS = 250;
/** Attempts whose input is kept in memory while they run; those beyond it, or canceled without a word, are read anew. */
const INPUTS_KEPT = 2_000;
/** Adapters ask for pauses of up to a minute. */
const LONGEST_PAUSE_MS = 2 * 60_000;
/** How long a lost submission is looked up before it counts as unknown. */
const LOOKUP_MS = 10 * 60_000;
/** A purchase is waited for so many times its usual time, within these bounds: too early ends as unknown, too late as a hang. */
const PATIENCE_TIMES = 8;
const PATIENCE_MS = { least: 2 * 60_000, most: 15 * 60_000 };
/** A question about a job is answered in seconds or not at all. */
const QUESTION_MS = 15_000;

export const GIVEN_UP = "It was given up after six hours without a verdict from the provider.";
const neverTaken: Operation = { state: "failed", failure: { code: "provider.not_found", message: "", charged: "no" } };

export const isLate = (found: Case, now: number) => now - found.row.created_at > LIMITS.generationMs;

export function createAttempts(deps: GenerationsDeps & { publicUrl: string | null }, endings: Endings) {
  const { db, clock, assets, events, market, health, live, log } = deps;
  const { endAttempt, cancelAttempt, unknownAttempt } = endings;

  /** The next thing for an attempt that is not over: begin it, ask about it, fetch what it made, or find out what became of it. */
  async function advance(found: Case, attempt: store.AttemptRow, fresh: boolean): Promise<Result> {
    const canceling = found.row.cancel_at !== null && attempt.canceled_at === null;
    const pause = msLeft(clock, attempt.ask_at, LONGEST_PAUSE_MS);
    if (!fresh && pause > 0 && !canceling) return { afterMs: pause };
    if (fresh) return start(found, attempt);
    if (attempt.status === "fetching") return fetchOutputs(found, attempt);
    // However late: it may have ended at the provider while this server was off.
    if (attempt.status === "running") return poll(found, attempt);
    return recover(found, attempt);
  }

  async function unknown(found: Case, attempt: store.AttemptRow, detail: string): Promise<Result> {
    health.failed(attempt.offer, attempt.provider, ERRORS["provider.unknown_outcome"], detail);
    await unknownAttempt(found, attempt, detail);
    return "over";
  }

  async function canceled(found: Case, attempt: store.AttemptRow, set: Partial<store.AttemptRow>): Promise<Result> {
    await cancelAttempt(found, attempt, set);
    return "over";
  }

  /** What running attempts were asked with: each is asked about a hundred times, and its plan would be read for nothing else. */
  const inputs = new Map<string, Record<string, unknown>>();

  async function inputOf(found: Case, attempt: store.AttemptRow): Promise<Record<string, unknown>> {
    const input = inputs.get(attempt.id) ?? seeded(found, attempt, await found.candidates());
    if (inputs.size >= INPUTS_KEPT) inputs.clear();
    inputs.set(attempt.id, input);
    return input;
  }

  /** The seed of this attempt: what shares an ask with others must not make the same picture as they. */
  function seeded(found: Case, attempt: store.AttemptRow, candidates: readonly Candidate[]): Record<string, unknown> {
    const candidate = candidates.find((each) => each.offer === attempt.offer);
    const input = candidate?.input ?? found.ask.input;
    const before = attempt.hedges === null ? found.attempts.filter((each) => each.hedges === null && each.ordinal < attempt.ordinal).length : 0;
    return typeof input.seed === "number" && askedOf(attempt, found.ask.count) < found.ask.count
      ? { ...input, seed: (input.seed + before) % LIMITS.seed }
      : input;
  }

  async function callOf(found: Case, attempt: store.AttemptRow): Promise<Call> {
    const files: Record<string, InputFile> = {};
    for (const [field, value] of Object.entries(found.ask.input)) {
      if (typeof value === "string" && value.startsWith("ast_") && isFileField(found.ask, field))
        files[field] = await assets.inputFile(db, found.row.org, value);
    }
    return {
      task: found.ask.task,
      input: await inputOf(found, attempt),
      count: askedOf(attempt, found.ask.count),
      offer: market.offer(attempt.offer),
      files,
      key: attempt.id,
      webhookUrl: deps.publicUrl ? `${deps.publicUrl}/v1/hooks/${attempt.provider}?attempt=${attempt.id}` : null,
    };
  }

  /** How long the provider may take to begin its answer, in ms. */
  function patience(attempt: store.AttemptRow, buys: boolean): number {
    if (!buys) return QUESTION_MS;
    const usual = (health.slowSeconds(attempt.offer) ?? 0) * 1000 * PATIENCE_TIMES;
    return Math.min(PATIENCE_MS.most, Math.max(PATIENCE_MS.least, usual || PATIENCE_MS.most));
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
    const timing = { firstByteMs: patience(attempt, buys) };
    try {
      const context = () => market.context(mount, signal, report(found, attempt, over.signal), timing);
      const operation = await verb(mount, await callOf(found, attempt), context);
      if (operation.state !== "running") inputs.delete(attempt.id);
      return operation;
    } finally {
      over.abort();
      stopListening();
      forget(found, attempt);
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

  /** How far the whole is, from how far its parts are; null while none of them says. */
  function overall(found: Case, parts: ReadonlyMap<string, number>): number | null {
    if (parts.size === 0) return null;
    const { made, wanted } = slotsOf(found.ask.count, found.attempts);
    const under = found.attempts.reduce((sum, attempt) => sum + (parts.get(attempt.id) ?? 0) * askedOf(attempt, found.ask.count), 0);
    return Math.min(1, (made + under) / Math.max(1, wanted));
  }

  /** What an adapter says after its verb is over is nobody's news any more. */
  const report =
    (found: Case, attempt: store.AttemptRow, over: AbortSignal) =>
    (progress: number | null, stage: string | null = null, preview: string | null = null) => {
      if (over.aborted) return;
      const before = live.get(found.row.id);
      const parts = before?.parts ?? new Map<string, number>();
      if (progress !== null) parts.set(attempt.id, progress);
      const next = {
        progress: overall(found, parts),
        stage: stage ?? before?.stage ?? found.row.stage,
        preview: preview ?? before?.preview ?? null,
        parts,
      };
      live.set(found.row.id, next);
      events.tell(found.row.id, "progress");
    };

  function forget(found: Case, attempt: store.AttemptRow): void {
    const known = live.get(found.row.id);
    known?.parts.delete(attempt.id);
    if (known && known.parts.size === 0) live.delete(found.row.id);
  }

  async function start(found: Case, attempt: store.AttemptRow): Promise<Result> {
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
  async function recover(found: Case, attempt: store.AttemptRow): Promise<Result> {
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
    if (provider.repeat === "never" && attempt.ask_at === 0) {
      // Whoever began it may be alive and only unable to save what it heard: it is given a moment to.
      await db.tx(async (tx) => {
        await found.step.guard(tx);
        await store.updateAttempt(tx, attempt.org, attempt.id, { ask_at: clock.now() + GRACE_MS });
      });
      return { afterMs: GRACE_MS };
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

  async function poll(found: Case, attempt: store.AttemptRow): Promise<Result> {
    const ref = JSON.parse(attempt.ref ?? "null");
    const { provider } = market.mounted(attempt.provider);
    if (found.row.cancel_at !== null) {
      if (attempt.canceled_at === null) await tellToStop(found, attempt, ref);
      if (Math.abs(clock.now() - found.row.cancel_at) > CANCEL_PATIENCE_MS && attempt.canceled_at !== null)
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
    const since = found.row.cancel_at ?? clock.now();
    try {
      await mount.provider.cancel?.(ref, market.context(mount, found.step.signal, undefined, { firstByteMs: QUESTION_MS }));
    } catch (thrown) {
      log("cancel was not taken", { attempt: attempt.id, error: asAppError(thrown).detail });
      if (Math.abs(clock.now() - since) < CANCEL_PATIENCE_MS) return;
    }
    await db.tx(async (tx) => {
      await found.step.guard(tx);
      await store.updateAttempt(tx, attempt.org, attempt.id, { canceled_at: clock.now() });
    });
  }

  /** The other of the two was first: this one is told to stop, and what it may still cost is told. */
  async function loses(found: Case, attempt: store.AttemptRow, costMicro: number): Promise<void> {
    const { provider } = market.mounted(attempt.provider);
    const stops = provider.cancel !== undefined && attempt.ref !== null;
    if (stops) await tellToStop(found, attempt, JSON.parse(attempt.ref!));
    await cancelAttempt(found, attempt, stops ? { charged: "unknown", micro: 0 } : { charged: "yes", micro: costMicro });
  }

  // --- what the provider said ---

  async function handle(found: Case, attempt: store.AttemptRow, operation: Operation): Promise<Result> {
    if (operation.state === "running") {
      if (attempt.status === "running") return keepRunning(found, attempt, operation);
      // The first reference is in memory only, and what it stands for is paid.
      return keepTrying(found, () => keepRunning(found, attempt, operation)).catch((thrown: unknown) => {
        void remember(attempt, JSON.stringify(operation.ref));
        throw thrown;
      });
    }
    if (operation.state === "failed") return failed(found, attempt, operation.failure);
    const remote = operation.outputs.some((output) => output.kind === "url");
    if (!remote) return keepTrying(found, () => deliver(found, attempt, operation));
    if (operation.outputs.some((output) => output.kind === "bytes"))
      throw new AppError("internal", "An adapter gave bytes and URLs at once; bytes do not survive being saved.");
    const outputs = JSON.stringify({ ...operation, since: clock.now() });
    await keepTrying(found, () =>
      db.tx(async (tx) => {
        await found.step.guard(tx);
        await store.updateAttempt(tx, attempt.org, attempt.id, { status: "fetching", charged: "yes", outputs, ask_at: 0 });
        await store.updateGeneration(tx, found.row.org, found.row.id, { progress: null, stage: "Fetching the result" });
        await events.append(tx, { org: found.row.org, subject: found.row.id, type: "attempt.fetching", data: { attempt: attempt.id } });
      }),
    );
    Object.assign(attempt, { status: "fetching", outputs });
    return fetchOutputs(found, attempt);
  }

  /** Saves a reference although the step that heard it is over: it is a fact, whoever goes on needs it. */
  async function remember(attempt: store.AttemptRow, ref: string): Promise<void> {
    // By tries, not by the time of day, which may be set meanwhile.
    for (let waited = 0; waited < REMEMBER_MS; waited += REMEMBER_EVERY_MS) {
      try {
        await store.rememberRef(db, attempt.org, attempt.id, ref);
        return;
      } catch {
        await clock.sleep(REMEMBER_EVERY_MS);
      }
    }
    log("a provider's reference could not be saved", { attempt: attempt.id });
  }

  /** Bytes that came with an answer are in memory only: a disk or a database that is away for a moment must not lose them. */
  async function keepTrying<T>(found: Case, keep: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await keep();
      } catch (thrown) {
        if (thrown instanceof LostLease || tries >= KEEP_TRIES) throw thrown;
        log("what a provider said could not be kept; trying again", { generation: found.row.id, error: String(asAppError(thrown).cause ?? thrown) });
        await clock.sleep(Math.min(KEEP_PAUSE_MS * 2 ** (tries - 1), KEEP_LONGEST_MS), found.step.signal);
      }
    }
  }

  async function keepRunning(found: Case, attempt: store.AttemptRow, operation: Operation & { state: "running" }): Promise<Result> {
    if (isLate(found, clock.now())) return unknown(found, attempt, GIVEN_UP);
    const fresh = attempt.status !== "running";
    const ref = JSON.stringify(operation.ref);
    const progress = operation.progress === null ? null : overall(found, new Map([[attempt.id, operation.progress]]));
    const moved = fresh || ref !== attempt.ref || progress !== found.row.progress || operation.stage !== found.row.stage;
    const askAt = clock.now() + operation.wakeMs;
    // Where only the time of the next question changes and no other attempt stands beside it, the job's own time says it.
    const alone = found.attempts.filter((each) => each.ended_at === null).length < 2;
    if (moved || !alone) {
      await db.tx(async (tx) => {
        await found.step.guard(tx);
        await store.updateAttempt(tx, attempt.org, attempt.id, { status: "running", ref, ask_at: alone ? 0 : askAt });
        if (moved) await store.updateGeneration(tx, found.row.org, found.row.id, { progress, stage: operation.stage });
        if (fresh) await events.append(tx, { org: found.row.org, subject: found.row.id, type: "attempt.running", data: { attempt: attempt.id } });
        else if (moved) tx.afterCommit(() => events.tell(found.row.id, "moved"));
      });
      Object.assign(attempt, { status: "running", ref });
      Object.assign(found.row, { progress, stage: operation.stage });
    }
    return { afterMs: operation.wakeMs };
  }

  async function failed(found: Case, attempt: store.AttemptRow, failure: Failure): Promise<Result> {
    const { code } = failure;
    if (await store.cancelAsked(db, found.row.org, found.row.id)) return canceled(found, attempt, { charged: failure.charged });
    if (code === "provider.unknown_outcome") {
      const { provider } = market.mounted(attempt.provider);
      if (provider.lookup || provider.repeat !== "never") return lookAgain(found, attempt);
      return unknown(found, attempt, failure.message);
    }
    health.failed(attempt.offer, attempt.provider, ERRORS[code], failure.message);
    if (code === "provider.rate") health.paused(attempt.provider, failure.retryAfterMs ?? null);
    if (code === "provider.concurrency") health.full(attempt.provider, await store.underWay(db, attempt.provider));
    const stage = { same: "Waiting to try again", next: "Trying the next one", never: null }[ERRORS[code].retry];
    await endAttempt(found, attempt, {
      set: { status: "failed", charged: failure.charged, failure: JSON.stringify(problemOf(code, failure.message)) },
      stage,
    });
    return "over";
  }

  /** The outcome can still be learned: the attempt stays as it is, and the next step looks it up or repeats it by its key. */
  async function lookAgain(found: Case, attempt: store.AttemptRow): Promise<Result> {
    const looked = clock.now() - attempt.started_at;
    if (looked > LOOKUP_MS) return unknown(found, attempt, "The provider could not be asked what became of it.");
    return { afterMs: Math.min(30_000, 1_000 + Math.abs(looked)) };
  }

  /** A finished job asked about once more: addresses of results expire before the results do. */
  const askAgain = (found: Case, attempt: store.AttemptRow): Promise<Operation> | null => {
    const { provider } = market.mounted(attempt.provider);
    if (!provider.check || attempt.ref === null) return null;
    return withProvider(found, attempt, false, (mount, call, context) => provider.check!(JSON.parse(attempt.ref!), call, context(mount)));
  };

  const { deliver, fetchOutputs } = createDelivery(deps, endings, failed, askAgain);

  return { advance, loses };
}

function isFileField(ask: Ask, field: string): boolean {
  const meta = taskOf(ask.task).input.shape[field]?.meta() as { control?: string } | undefined;
  return meta?.control === "asset";
}
