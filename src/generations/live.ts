// The live path: chat answered on the request itself, over the same plan, hold, attempt and capture, with bytes passed on as they come. Durable work is in run.ts.
import { asAppError, AppError, ERRORS } from "../spec/error.ts";
import type { Ask, Candidate, Plan } from "../spec/plan.ts";
import { type Quantities, settle } from "../spec/price.ts";
import { TASK_IDS, taskOf } from "../spec/task.ts";
import type { Asker, Generations, GenerationsDeps } from "./generations.ts";
import { checkInput } from "./generations.ts";
import { readStream, readWhole } from "./reading.ts";
import { settleHolds } from "./settle.ts";
import * as store from "./store.ts";
import { problemOf } from "./view.ts";

/** What the API adds to the answer's headers. */
export interface LiveResult {
  response: Response;
  generation: string;
  candidate: Candidate;
}

interface Running {
  asker: Asker;
  id: string;
  attempt: store.AttemptRow;
  candidate: Candidate;
  ask: Ask;
}

/** How it ended, as far as the stream tells. */
interface Outcome {
  usage: Quantities | null;
  costMicro: number | null;
  text: string;
  heard: number;
  failed: { code: "provider.error" | "generation.canceled"; detail: string } | null;
}

export function createLive(deps: GenerationsDeps, generations: Generations) {
  const { db, clock, events, market, health, log } = deps;
  /** How to end each answer that is being passed on. */
  const open = new Map<string, () => Promise<void>>();

  /** Answers a chat body in OpenAI's format. Fails over silently until a provider has begun to answer; after that an error is told, never hidden. */
  async function chat(asker: Asker, body: Record<string, unknown>, signal: AbortSignal): Promise<LiveResult> {
    const { model, ...input } = body;
    const ask: Ask = { task: "chat", input: checkInput("chat", input), model: String(model ?? "auto"), constraints: {}, count: 1 };
    const planned = generations.planChecked(ask, {});
    if (planned.candidates.length === 0) throw new AppError("plan.none", planned.summary);
    const row = { ...generations.rowOf(asker, ask, {}, planned, null), status: "running" as const, stage: null };
    await db.tx((tx) => generations.begin(tx, asker, row, generations.holdFor(planned, ask)));
    return tryAll(asker, ask, planned, row.id, signal);
  }

  async function tryAll(asker: Asker, ask: Ask, planned: Plan, id: string, signal: AbortSignal): Promise<LiveResult> {
    const cap = planned.candidates[0]!.costMicro ?? 0;
    let last: AppError | null = null;
    for (const [ordinal, candidate] of planned.candidates
      .filter((each) => (each.costMicro ?? 0) <= cap)
      .slice(0, 4)
      .entries()) {
      const attempt = await intend(asker, id, candidate, ordinal);
      const running: Running = { asker, id, attempt, candidate, ask };
      try {
        const response = await ask1(running, signal);
        return { response: passOn(running, response, signal), generation: id, candidate };
      } catch (thrown) {
        last = signal.aborted ? new AppError("generation.canceled", "The client went away.") : asAppError(thrown);
        await closeAttempt(running, last);
        if (signal.aborted || last.row.retry === "never") break;
        health.failed(candidate.offer, last.row, last.detail);
      }
    }
    await giveUp(asker, id, last!);
    throw last!;
  }

  async function intend(asker: Asker, id: string, candidate: Candidate, ordinal: number): Promise<store.AttemptRow> {
    const attempt: store.AttemptRow = {
      id: clock.id("att"),
      org: asker.org,
      generation: id,
      ordinal,
      offer: candidate.offer,
      model: candidate.model,
      provider: candidate.provider,
      status: "running",
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
    await db.tx(async (tx) => {
      await store.insertAttempt(tx, attempt);
      await store.updateGeneration(tx, asker.org, id, { model: candidate.model, provider: candidate.provider });
    });
    return attempt;
  }

  async function ask1({ attempt, candidate, ask }: Running, signal: AbortSignal): Promise<Response> {
    const mount = market.mounted(attempt.provider);
    if (!mount.provider.live) throw new AppError("provider.not_found", `${mount.provider.title} has no live chat.`);
    const offer = market.offer(candidate.offer);
    const { response } = await mount.provider.live({ ...ask.input, model: offer.remote }, offer, market.context(mount, signal));
    return response;
  }

  /** Forwards the body as it comes and settles before the last byte is given out. */
  function passOn(running: Running, response: Response, signal: AbortSignal): Response {
    const streamed = (response.headers.get("content-type") ?? "").includes("text/event-stream");
    const headers = { "content-type": response.headers.get("content-type") ?? "application/json", "cache-control": "no-store" };
    const reader = streamed ? readStream(running.ask) : readWhole();
    const source = response.body?.getReader();
    let ending: Promise<void> | null = null;
    const finish = (failed: Outcome["failed"]): Promise<void> =>
      (ending ??= settleAll(running, { ...reader.outcome(), failed })
        .catch((error) => log("a chat could not be settled", { generation: running.id, error: String(error) }))
        .finally(() => {
          signal.removeEventListener("abort", leave);
          open.delete(running.id);
        }));
    const stop = (detail: string) => {
      source?.cancel().catch(() => undefined);
      return finish({ code: "generation.canceled", detail });
    };
    // Who leaves before the first byte is read cancels no body: the signal alone tells.
    const leave = () => void stop("The client went away.");
    signal.addEventListener("abort", leave, { once: true });
    open.set(running.id, () => stop("The server was stopped."));
    if (signal.aborted) leave();
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        try {
          const { done, value } = (await source?.read()) ?? { done: true as const, value: undefined };
          if (!done) return controller.enqueue(reader.take(value));
          const last = reader.rest();
          if (last.byteLength > 0) controller.enqueue(last);
          const { broken } = reader.outcome();
          const cut = streamed && !broken && !reader.complete();
          if (cut) controller.enqueue(errorEvent("The provider's stream ended before its end marker: the answer is not whole."));
          const detail = cut ? "The provider's stream was cut." : "The provider told of a failure of its own instead of an answer.";
          await finish(cut || broken ? { code: "provider.error", detail } : null);
          controller.close();
        } catch (thrown) {
          const gone = signal.aborted;
          await finish(
            gone
              ? { code: "generation.canceled", detail: "The client went away." }
              : { code: "provider.error", detail: "The provider's stream broke off." },
          );
          if (gone) return controller.error(thrown);
          if (!streamed) return controller.error(thrown);
          controller.enqueue(errorEvent("The provider's stream broke off: the answer is not whole."));
          controller.close();
        }
      },
      async cancel() {
        await stop("The client went away.");
      },
    });
    return new Response(body, { status: 200, headers });
  }

  async function settleAll(running: Running, outcome: Outcome): Promise<void> {
    const { asker, id, attempt, candidate, ask } = running;
    const offer = market.offer(candidate.offer);
    const asked = taskOf("chat").measure(ask.input, 1);
    // A cut answer is paid for as far as it came: without the provider's own count, by what was received.
    const received: Quantities = { inputToken: asked.high.inputToken, outputToken: Math.ceil(outcome.heard / 3) };
    const { micro: priced, ...bill } = settle(offer.price, { costMicro: outcome.costMicro, usage: outcome.usage ?? received }, asked, {});
    const cost = priced ?? candidate.costMicro ?? 0;
    // What failed at the provider before anything came is no purchase, whatever it counts.
    const micro = outcome.failed?.code === "provider.error" && !outcome.text ? 0 : cost;
    const error = outcome.failed ? problemOf(outcome.failed.code, outcome.failed.detail) : null;
    if (!outcome.failed) health.succeeded(candidate.offer, (clock.now() - attempt.started_at) / 1000);
    else health.failed(candidate.offer, ERRORS[outcome.failed.code], outcome.failed.detail);
    const status = outcome.failed ? (outcome.failed.code === "generation.canceled" ? "canceled" : outcome.text ? "partial" : "failed") : "succeeded";
    await db.tx(async (tx) => {
      await store.updateAttempt(tx, asker.org, attempt.id, {
        status: status === "succeeded" || status === "partial" ? "succeeded" : status,
        charged: outcome.usage ? "yes" : "unknown",
        micro: cost,
        usage: JSON.stringify(outcome.usage ?? received),
        bill: JSON.stringify(bill),
        failure: error ? JSON.stringify(error) : null,
        ended_at: clock.now(),
      });
      const settled = await settleHolds(deps, tx, asker.org, id, micro, { status, error });
      if (outcome.text) await deps.assets.insertText(tx, { org: asker.org, generation: id, slot: `${attempt.id}/0`, text: outcome.text });
      await store.updateGeneration(tx, asker.org, id, {
        status,
        settled_micro: settled,
        error: error ? JSON.stringify(error) : null,
        ended_at: clock.now(),
      });
      await events.append(tx, { org: asker.org, subject: id, type: `generation.${status}`, data: { micro: settled } });
    });
  }

  async function closeAttempt({ asker, attempt }: Running, error: AppError): Promise<void> {
    await db.tx((tx) =>
      store.updateAttempt(tx, asker.org, attempt.id, {
        status: error.code === "generation.canceled" ? "canceled" : "failed",
        charged: ERRORS[error.code].charged,
        failure: JSON.stringify(problemOf(error.code, error.detail)),
        ended_at: clock.now(),
      }),
    );
  }

  async function giveUp(asker: Asker, id: string, error: AppError): Promise<void> {
    const status = error.code === "generation.canceled" ? "canceled" : "failed";
    await db.tx(async (tx) => {
      await settleHolds(deps, tx, asker.org, id, 0, { status, error: problemOf(error.code, error.detail) });
      await store.updateGeneration(tx, asker.org, id, {
        status,
        settled_micro: 0,
        error: JSON.stringify(problemOf(error.code, error.detail)),
        ended_at: clock.now(),
      });
      await events.append(tx, { org: asker.org, subject: id, type: `generation.${status}` });
    });
  }

  /** Chats of a process that died: nothing more will come of them, so their holds go back and their rows say why. */
  async function sweep(): Promise<void> {
    for (const row of await store.abandonedLive(
      db,
      TASK_IDS.filter((task) => taskOf(task).live),
      clock.now() - ABANDONED_MS,
    )) {
      const [attempt] = (await store.attemptsOf(db, row.org, [row.id])).filter((each) => each.ended_at === null);
      if (attempt)
        await db.tx((tx) => store.updateAttempt(tx, row.org, attempt.id, { status: "unknown", charged: "unknown", ended_at: clock.now() }));
      await giveUp(
        { org: row.org, key: row.api_key },
        row.id,
        new AppError("unavailable", "The server stopped in the middle of the answer. Nothing was charged to you."),
      );
    }
  }

  /** Ends and settles what is being answered; for a process that stops. */
  async function close(): Promise<void> {
    await Promise.all([...open.values()].map((stop) => stop()));
  }

  return { chat, sweep, close };
}

/** Longer than any answer may be silent. */
const ABANDONED_MS = 60 * 60_000;

const errorEvent = (message: string) =>
  new TextEncoder().encode(`data: ${JSON.stringify({ error: { message, type: "server_error", code: "provider.error", param: null } })}\n\n`);
