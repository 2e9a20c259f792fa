// Keeps what a provider made: fetches what it names by URL, has it checked and stored, prices what was used, and ends the attempt with it.
import type { Prepared } from "../assets/assets.ts";
import { LostLease } from "../jobs/jobs.ts";
import type { Failure, Operation, Output } from "../providers/providers.ts";
import { AppError, asAppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { facetsOf, type Quantities, settle } from "../spec/price.ts";
import { taskOf } from "../spec/task.ts";
import type { Case } from "./case.ts";
import type { Result } from "./attempt.ts";
import type { Endings } from "./ending.ts";
import type { GenerationsDeps } from "./generations.ts";
import { askedOf } from "./slots.ts";
import type * as store from "./store.ts";
import { problemOf } from "./view.ts";

/** `since` is when its fetching began, in milliseconds: kept with the saved outputs. */
type Done = Operation & { state: "done"; since?: number };

/** How long the fetching of a finished result is tried before it counts as gone. It is paid for, so this is long. */
const FETCH_MS = 15 * 60_000;
const FETCH_TRIES = 6;
/** What could not be read is fetched so often before it counts as the provider's doing: a full disk of ours looks the same. */
const READ_TRIES = 3;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** A file begins to come, and goes on coming, or it is asked for again. */
const FILE = { firstByteMs: 30_000, idleMs: 15_000 };
const GONE = new Set([403, 404, 410]);

/** What was wrong with an output, where that is the provider's doing; anything else is thrown and tried again. */
class BadOutput extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export function createDelivery(
  { clock, assets, market, prices, health, log }: GenerationsDeps,
  { endAttempt, cancelAttempt }: Endings,
  failed: (found: Case, attempt: store.AttemptRow, failure: Failure) => Promise<Result>,
  askAgain: (found: Case, attempt: store.AttemptRow) => Promise<Operation> | null,
) {
  /** Tries of this process to fetch each result. */
  const triesOf = new Map<string, number>();

  /** The second step of an attempt whose result lies at the provider. Its failures are tried again without asking for anything to be made again. */
  async function fetchOutputs(found: Case, attempt: store.AttemptRow): Promise<Result> {
    const operation = JSON.parse(attempt.outputs ?? "null") as Done;
    const waited = Math.abs(clock.now() - (operation.since ?? attempt.started_at)); // negative, where the clock was set back
    const tries = (triesOf.get(attempt.id) ?? 0) + 1;
    triesOf.set(attempt.id, tries);
    // Both: a clock that jumps, or a machine that slept, is no reason to give up what is paid for.
    const last = waited >= FETCH_MS && tries >= FETCH_TRIES;
    try {
      const result = await deliver(found, attempt, operation, last);
      triesOf.delete(attempt.id);
      return result;
    } catch (thrown) {
      if (thrown instanceof LostLease || found.step.signal.aborted || last) throw thrown;
      if (found.row.cancel_at !== null) {
        await cancelAttempt(found, attempt, { charged: "yes" });
        return "over";
      }
      log("a result could not be fetched; trying again", { generation: found.row.id, error: asAppError(thrown).detail });
      return { afterMs: Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.5 ** Math.min(tries - 1, 20)) };
    }
  }

  async function open(found: Case, attempt: store.AttemptRow, output: Output & { kind: "url" }): Promise<ReadableStream<Uint8Array>> {
    const mount = market.mounted(attempt.provider);
    const { title, fetchOutput } = mount.provider;
    const context = market.context(mount, found.step.signal, undefined, FILE);
    const response = output.authorized && fetchOutput ? await fetchOutput(output.url, context) : await context.fetch(output.url);
    if (response.ok && response.body) return response.body;
    await response.body?.cancel().catch(() => undefined);
    if (GONE.has(response.status))
      throw new BadOutput({ code: "provider.expired", message: `${title} no longer has the result it made.`, charged: "yes" });
    throw new AppError("provider.unreachable", `${title} answered ${response.status} when its result was fetched.`);
  }

  async function keep(found: Case, attempt: store.AttemptRow, output: Exclude<Output, { kind: "text" }>): Promise<Prepared> {
    const expect = taskOf(found.ask.task).output;
    const source = output.kind === "bytes" ? output.bytes : await open(found, attempt, output);
    try {
      return await assets.prepare(source, { maxBytes: LIMITS.fetchBytes, expect, poster: output.kind === "bytes" ? output.poster : undefined });
    } catch (thrown) {
      const error = asAppError(thrown);
      if (error.code !== "asset.unreadable" && error.code !== "request.too_large") throw thrown;
      const message = `What ${market.mounted(attempt.provider).provider.title} sent is not ${expect === "audio" ? "a recording" : `an ${expect}`}: ${error.detail}`;
      throw new BadOutput({ code: "provider.bad_output", message, charged: "yes" });
    }
  }

  /** One output, or why it is none. What may yet be had is thrown, unless this is the last try. */
  async function keepOne(
    found: Case,
    attempt: store.AttemptRow,
    output: Exclude<Output, { kind: "text" }>,
    last: boolean,
  ): Promise<Prepared | Failure> {
    try {
      for (let tries = 1; ; tries += 1) {
        try {
          return await keep(found, attempt, output);
        } catch (thrown) {
          const again = thrown instanceof BadOutput && thrown.failure.code === "provider.bad_output" && output.kind === "url" && tries < READ_TRIES;
          if (!again) throw thrown;
        }
      }
    } catch (thrown) {
      if (thrown instanceof BadOutput) return thrown.failure;
      if (!last || found.step.signal.aborted) throw thrown;
      const { title } = market.mounted(attempt.provider).provider;
      const message = `The result could not be fetched from ${title}: ${asAppError(thrown).detail}`;
      return { code: "provider.expired", message, charged: "yes" };
    }
  }

  async function deliver(found: Case, attempt: store.AttemptRow, operation: Done, last = false, fresh = false): Promise<Result> {
    let { missing } = operation;
    const kept: { prepared: Prepared; slot: string }[] = [];
    const texts: { text: string; data?: unknown; slot: string }[] = [];
    for (const [index, output] of operation.outputs.entries()) {
      const slot = `${attempt.id}/${index}`; // the same at every repetition of this step, so that nothing is kept twice
      if (output.kind === "text") texts.push({ text: output.text, data: output.data, slot });
      else {
        const prepared = await keepOne(found, attempt, output, last);
        if ("code" in prepared) missing = prepared;
        else kept.push({ prepared, slot });
      }
    }
    const made = kept.length + texts.length;
    if (missing?.code === "provider.expired" && !fresh) {
      // What expired may be the address only: the provider is asked once more where the result lies now.
      const again = await askAgain(found, attempt);
      if (again?.state === "done") return deliver(found, attempt, again, last, true);
    }
    if (made === 0) return failed(found, attempt, missing ?? nothingSent(market.mounted(attempt.provider).provider.title));
    const bill = await billOf(found, attempt, operation, made);
    const asked = askedOf(attempt, found.ask.count);
    health.succeeded(attempt.offer, attempt.provider, (clock.now() - attempt.started_at) / 1000);
    const short = made < asked && taskOf(found.ask.task).output !== "text";
    const lost = missing ?? { code: "provider.bad_output" as const, message: `${made} of ${asked} arrived.` };
    await endAttempt(found, attempt, {
      set: {
        status: "succeeded",
        charged: "yes",
        micro: bill.micro,
        usage: JSON.stringify(bill.usage),
        bill: bill.bill,
        outputs_made: made,
        seed: Number.isSafeInteger(operation.seed) ? operation.seed : null,
        failure: short ? JSON.stringify(problemOf(lost.code, lost.message)) : null,
      },
      kept,
      texts,
    });
    return "over";
  }

  async function billOf(
    found: Case,
    attempt: store.AttemptRow,
    operation: Operation & { state: "done" },
    made: number,
  ): Promise<{ micro: number; usage: Quantities; bill: string | null }> {
    const candidate = (await found.candidates()).find((each) => each.offer === attempt.offer);
    const input = candidate?.input ?? found.ask.input;
    const asked = taskOf(found.ask.task).measure({ ...input, ...found.facts }, made);
    // A price that is unknown was allowed up to a ceiling: the ceiling is what it costs, until somebody knows better.
    const otherwise = Math.ceil(((candidate?.costMicro ?? 0) * made) / found.ask.count);
    const usage = { ...asked.high, ...operation.usage };
    try {
      const reported = { costMicro: operation.costMicro, usage: operation.usage };
      const version = candidate?.priceVersion ?? null;
      // By the price that was quoted, whatever the offer costs by now.
      const price = (version && (await prices.at(version))) || market.offer(attempt.offer).price;
      const { micro, ...bill } = settle(price, reported, asked, facetsOf(input), version);
      return { micro: Number.isSafeInteger(micro) && micro! >= 0 ? micro! : otherwise, usage, bill: JSON.stringify(bill) };
    } catch (thrown) {
      // A result that is here is never thrown away because its price cannot be told.
      log("a price could not be told; the quote is taken", { generation: found.row.id, offer: attempt.offer, error: String(thrown) });
      return { micro: otherwise, usage, bill: null };
    }
  }

  return { deliver, fetchOutputs };
}

const nothingSent = (title: string): Failure => ({
  code: "provider.bad_output",
  message: `${title} said it was done and sent nothing.`,
  charged: "unknown",
});
