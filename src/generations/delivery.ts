// Keeps what a provider made: fetches what it names by URL, has it checked and stored, prices what was used, and ends the generation with it.
import type { Prepared } from "../assets/assets.ts";
import { LostLease, type Next } from "../jobs/jobs.ts";
import type { Failure, Operation, Output } from "../providers/providers.ts";
import { AppError, asAppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import { facetsOf, type Quantities, settle } from "../spec/price.ts";
import { taskOf } from "../spec/task.ts";
import type { Case } from "./case.ts";
import type { createEndings } from "./ending.ts";
import type { GenerationsDeps } from "./generations.ts";
import type * as store from "./store.ts";
import { problemOf } from "./view.ts";

type Done = Operation & { state: "done" };

/** Tries to fetch a finished result before it counts as gone; the pauses are those of the job's back-off. */
const FETCH_TRIES = 6;
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
  { clock, assets, market, health }: GenerationsDeps,
  endings: ReturnType<typeof createEndings>,
  failed: (found: Case, attempt: store.AttemptRow, failure: Failure) => Promise<Next>,
) {
  /** The second step of an attempt whose result lies at the provider. Its failures are tried again without asking for anything to be made again. */
  async function fetchOutputs(found: Case, attempt: store.AttemptRow): Promise<Next> {
    try {
      return await deliver(found, attempt, JSON.parse(attempt.outputs ?? "null") as Done);
    } catch (thrown) {
      if (thrown instanceof LostLease || found.step.signal.aborted || found.step.job.failures + 1 < FETCH_TRIES) throw thrown;
      const { title } = market.mounted(attempt.provider).provider;
      return failed(found, attempt, {
        code: "provider.expired",
        message: `The result could not be fetched from ${title}: ${asAppError(thrown).detail}`,
        charged: "yes",
      });
    }
  }

  async function open(found: Case, attempt: store.AttemptRow, output: Output & { kind: "url" }): Promise<ReadableStream<Uint8Array>> {
    const mount = market.mounted(attempt.provider);
    const { title, fetchOutput } = mount.provider;
    const context = market.context(mount, found.step.signal);
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

  async function deliver(found: Case, attempt: store.AttemptRow, operation: Done): Promise<Next> {
    const kept: { prepared: Prepared; slot: string }[] = [];
    const texts: { text: string; data?: unknown; slot: string }[] = [];
    for (const [index, output] of operation.outputs.entries()) {
      const slot = `${attempt.id}/${index}`; // the same at every repetition of this step, so that nothing is kept twice
      if (output.kind === "text") texts.push({ text: output.text, data: output.data, slot });
      else {
        try {
          kept.push({ prepared: await keep(found, attempt, output), slot });
        } catch (thrown) {
          if (thrown instanceof BadOutput) return failed(found, attempt, thrown.failure);
          throw thrown;
        }
      }
    }
    const made = kept.length + texts.length;
    if (made === 0) return failed(found, attempt, operation.missing ?? nothingSent(market.mounted(attempt.provider).provider.title));
    const bill = billOf(found, attempt, operation, made);
    health.succeeded(attempt.offer, (clock.now() - attempt.started_at) / 1000);
    const short = made < found.ask.count && taskOf(found.ask.task).output !== "text";
    return endings.end(found, {
      status: short ? "partial" : "succeeded",
      attempt,
      attemptSet: { status: "succeeded", charged: "yes", micro: bill.micro, usage: JSON.stringify(bill.usage), ended_at: clock.now() },
      error: short
        ? problemOf(operation.missing?.code ?? "provider.bad_output", operation.missing?.message ?? `${made} of ${found.ask.count} arrived.`)
        : null,
      kept,
      texts,
      settledMicro: bill.micro,
      seed: operation.seed,
    });
  }

  function billOf(
    found: Case,
    attempt: store.AttemptRow,
    operation: Operation & { state: "done" },
    made: number,
  ): { micro: number; usage: Quantities } {
    const candidate = found.plan.candidates.find((each) => each.offer === attempt.offer);
    const input = candidate?.input ?? found.ask.input;
    const asked = taskOf(found.ask.task).measure({ ...input, ...found.facts }, made);
    const settled = settle(market.offer(attempt.offer).price, { costMicro: operation.costMicro, usage: operation.usage }, asked, facetsOf(input));
    // A price that is unknown was allowed up to a ceiling: the ceiling is what it costs, until somebody knows better.
    return { micro: settled.micro ?? candidate?.costMicro ?? 0, usage: { ...asked.high, ...operation.usage } };
  }

  return { deliver, fetchOutputs };
}

const nothingSent = (title: string): Failure => ({
  code: "provider.bad_output",
  message: `${title} said it was done and sent nothing.`,
  charged: "unknown",
});
