// The two ways that media providers work, written once: an answer on the request itself, and a job that is asked about. An adapter says what is its own. No loop, no sleep, no retry.
import { z } from "zod";
import { AppError } from "../spec/error.ts";
import { taskOf } from "../spec/task.ts";
import { asError, type Broken, failed, isOwn, isUnder, joinUrl, readJson, request, type Ask, type Seen, type Voice, type Whole } from "./http.ts";
import { asForm, bodyOf, costOf, findOutputs, type Mapping, mappingOf, pathOf, usageOf } from "./mapping.ts";
import { soundSeconds } from "./media.ts";
import type { Call, Context, Failure, Operation, Provider, Ref } from "./providers.ts";

const ANSWER_BYTES = 256 * 1024 * 1024;
const JSON_BYTES = 32 * 1024 * 1024;

/** What both ways need to know of a provider. */
export interface Wire extends Voice {
  /** Headers that carry the key. */
  credentials(secret: string): Record<string, string>;
  /** Further headers of every request. */
  headers?: Record<string, string>;
  /** Other hosts that are the provider's own, https only: the key may go there where the base URL is one of them too. */
  ownHosts?: RegExp;
  /** The most that the ask's files may weigh together, in bytes, where they travel inside the request. */
  inlineBytes?: number;
  /** False where asking again costs nothing. */
  buys?: boolean;
  /** Multipart instead of JSON. */
  form?: boolean | ((call: Call) => boolean);
  /** Where to post, where the mapping does not say: under the base URL, or a URL under it. */
  path?(call: Call, context: Context): string;
  /** The last word on the body that the mapping made. */
  shape?(body: Record<string, any>, call: Call): Record<string, unknown> | unknown[];
  /** Headers of this one submission, such as an idempotency key. */
  submitHeaders?(call: Call): Record<string, string>;
  /** A good status whose body says that it went wrong; null where it did not. */
  refused?(body: any, call: Call, context: Context): Failure | null;
}

export interface Direct extends Wire {
  /** Reads an answer that the mapping cannot; null leaves it to the mapping. */
  read?(answer: Whole, call: Call, context: Context): Operation | null;
}

/** One request to the provider's own API. */
export interface Question {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Under the base URL, or a whole URL that is one of the provider's own. */
  to: string;
  json?: unknown;
}

export type Verdict =
  /** `ref` is added to what is remembered. */
  | { state: "running"; progress?: number | null; stage?: string | null; ref?: Record<string, Ref> }
  | { state: "failed"; failure: Failure }
  /** `body` is where the mapping finds the outputs; the answer itself where it is not given. `missing` tells of outputs that were refused. */
  | { state: "done"; body?: unknown; missing?: Failure }
  /** The outputs lie elsewhere: they are fetched by `result`. */
  | { state: "ready" };

/** All that is remembered of a running job, beside what the adapter adds: when it was submitted, and how often its finished result could not be had. */
export type JobRef = { [key: string]: Ref } & { since: number; misses: number };

export interface Queued extends Wire {
  /** What must be remembered to ask again, out of the answer to the submission; a failure where that is one; null where it cannot be read. */
  taken(body: any, call: Call, context: Context): { ref: Record<string, Ref>; stage?: string } | { failure: Failure } | null;
  question(ref: JobRef, context: Context): Question;
  /** What an answer to the question means; null where it cannot be read. */
  verdict(body: any, about: { ref: JobRef; call: Call; context: Context; answer: Whole }): Verdict | null;
  /** Where the outputs are, once the verdict says "ready". */
  result?(ref: JobRef, context: Context): Question;
  /** Is a broken answer about the job, or about its result, the provider's own word that it is over, rather than a gateway's? */
  isVerdict?(seen: Seen, about: "job" | "result"): boolean;
  stop?(ref: JobRef, context: Context): Question;
  /** Finds a job by our own key, where the answer to its submission was lost. */
  find?(key: string, context: Context, call: Call): { question: Question; found(body: any): { ref: Record<string, Ref> } | null };
  /** Milliseconds between questions: at first, and at last, as slow as the provider asks for. The pause is a fifth of the job's age in between. */
  paceMs?: [number, number];
  /** So long after its submission a job may not be listed yet, in ms. */
  unlistedMs?: number;
}

const PACE_MS: [number, number] = [500, 1_500];
/** The least pause after a question that went wrong: whoever is in trouble is not asked more often for it. */
const TROUBLED_MS = 5_000;
const UNLISTED_MS = 30_000;
/** A queue says in seconds that it has taken a job, or it will not say so at all. */
const TAKEN_MS = 30_000;
/** A result that is there but cannot be fetched is asked for so often, with pauses of up to a minute: about twenty minutes. */
const RESULT_TRIES = 24;

/** One request with the provider's key, under its base URL or on a host of its own. */
export function ask(question: Question, wire: Wire, context: Context, more: Partial<Ask> = {}) {
  const url = /^https?:\/\//.test(question.to) ? question.to : joinUrl(context.baseUrl, question.to);
  return request(
    {
      method: question.method ?? "GET",
      url,
      ...(question.json === undefined ? {} : { json: question.json }),
      credentials: context.secret === null ? {} : wire.credentials(context.secret),
      ...(wire.ownHosts ? { ownHosts: wire.ownHosts } : {}),
      maxBytes: JSON_BYTES,
      buys: false,
      ...more,
      headers: { ...wire.headers, ...more.headers },
    },
    wire,
    context,
  );
}

/** A URL that the provider named, where its key may be sent to; else the documented form. */
export const trusted = (url: unknown, otherwise: string, context: Context, wire?: Wire): string =>
  typeof url === "string" && (isUnder(url, context.baseUrl) || isOwn(url, context.baseUrl, wire?.ownHosts)) ? url : otherwise;

async function submit(call: Call, context: Context, wire: Wire, maxBytes: number, firstByteMs?: number): Promise<Whole | Broken> {
  const map = mappingOf(call.offer, call.task);
  const heavy = Object.values(call.files).reduce((sum, file) => sum + file.bytes, 0);
  if (wire.inlineBytes !== undefined && heavy > wire.inlineBytes) {
    const megabytes = Math.floor(wire.inlineBytes / 1024 / 1024);
    return {
      ok: false,
      seen: null,
      failure: { code: "provider.invalid", message: `${wire.title} takes files of up to ${megabytes} MB; these are larger.`, charged: "no" },
    };
  }
  const mapped = await bodyOf(call, map).catch((thrown: unknown) => {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  });
  if (mapped instanceof AppError) return { ok: false, seen: null, failure: { code: mapped.code, message: mapped.detail, charged: "no" } };
  const body = wire.shape?.(mapped, call) ?? mapped;
  const form = typeof wire.form === "function" ? wire.form(call) : wire.form;
  const to = wire.path?.(call, context) ?? pathOf(call, map);
  return ask({ method: "POST", to }, wire, context, {
    ...(form ? { form: asForm(body as Record<string, unknown>) } : { json: body }),
    ...(wire.submitHeaders ? { headers: wire.submitHeaders(call) } : {}),
    maxBytes,
    buys: wire.buys ?? true,
    ...(firstByteMs === undefined ? {} : { firstByteMs }),
  });
}

const anyJson = z.unknown();
/** The answer's JSON, or undefined where it is none. */
const bodyIn = (answer: Whole): unknown => {
  const found = readJson(answer, anyJson);
  return found === null || typeof found === "object" ? (found ?? undefined) : undefined;
};

/** The start of a provider that answers on the request itself. */
export function direct(wire: Direct): Provider["start"] {
  return async (call, context) => {
    const answer = await submit(call, context, wire, ANSWER_BYTES);
    if (!answer.ok) return { state: "failed", failure: answer.failure };
    const own = wire.read?.(answer, call, context);
    if (own) return own;
    const map = mappingOf(call.offer, call.task);
    if (map.find.length === 0) return fileItself(answer, call, map, wire);
    const body = bodyIn(answer);
    const failure = body === undefined ? null : (wire.refused?.(body, call, context) ?? null);
    if (failure) return { state: "failed", failure };
    return doneWith(body, answer, call, wire, context);
  };
}

/** The answer is the file: what is no file, such as a page or an error, is no output. */
function fileItself(answer: Whole, call: Call, map: Mapping, wire: Wire): Operation {
  const kind = taskOf(call.task).output;
  if (answer.bytes.byteLength === 0 || /^(text\/|application\/(json|xml|problem))/.test(answer.type))
    return failed("provider.bad_output", `${wire.title} answered without a file.`);
  const type = answer.type.startsWith(`${kind}/`) ? answer.type : (map.type ?? "application/octet-stream");
  const seconds = soundSeconds(answer.bytes);
  const usage = { ...(seconds === null ? {} : { second: seconds, minute: seconds / 60 }), ...usageOf(null, answer.headers, map) };
  return {
    state: "done",
    outputs: [{ kind: "bytes", bytes: answer.bytes, type }],
    usage: Object.keys(usage).length > 0 ? usage : null,
    costMicro: costOf(null, answer.headers, map),
    seed: seedIn(answer.headers, map),
  };
}

const seedIn = (headers: Headers, map: Mapping): number | null => {
  const value = Number((map.seed.startsWith("header:") && headers.get(map.seed.slice(7))) || NaN);
  return Number.isSafeInteger(value) ? value : null;
};

/** The outputs that an answer holds, with what it says of use and cost. */
export function doneWith(body: unknown, answer: Whole, call: Call, wire: Voice, context: Context, missing?: Failure): Operation {
  const map = mappingOf(call.offer, call.task);
  const found =
    body && typeof body === "object" ? findOutputs(body as Record<string, unknown>, map, taskOf(call.task).output === "text", context) : null;
  const withheld: Failure = {
    code: "provider.refused_output",
    message: `${wire.title}'s safety checker withheld what was made.`,
    charged: "unknown",
  };
  const nothing = !found || found.outputs.length === 0;
  if (nothing && missing) return { state: "failed", failure: missing };
  if (nothing && found && found.withheld > 0) return { state: "failed", failure: withheld };
  if (nothing) return failed("provider.bad_output", `${wire.title} says that it is done, but its answer holds no result.`, "unknown");
  const few: Failure = { code: "provider.bad_output", message: `${wire.title} sent ${found.outputs.length} of ${call.count}.`, charged: "unknown" };
  const short = found.outputs.length < call.count && taskOf(call.task).output !== "text";
  const lost = missing ?? (found.withheld > 0 ? withheld : few);
  return {
    state: "done",
    outputs: found.outputs.slice(0, call.count),
    usage: usageOf(body, answer.headers, map),
    costMicro: costOf(body, answer.headers, map),
    seed: found.seed ?? seedIn(answer.headers, map),
    ...(short ? { missing: lost } : {}),
  };
}

const running = (ref: JobRef, stage: string | null, wakeMs: number, progress: number | null = null): Operation => ({
  state: "running",
  ref,
  progress,
  stage,
  wakeMs: Math.round(wakeMs),
});

const jobRef = z.looseObject({ since: z.number().min(0), misses: z.int().min(0) });

/** The verbs of a provider whose work is a job: start submits, check asks, cancel stops where it can be stopped. */
export function queued(wire: Queued): Pick<Provider, "start" | "check" | "cancel" | "lookup"> {
  const [first, last] = wire.paceMs ?? PACE_MS;
  const pause = (ref: JobRef, now: number) => Math.min(last, Math.max(first, (now - ref.since) / 5));
  const working = `${wire.title} is at work`;

  async function start(call: Call, context: Context): Promise<Operation> {
    const answer = await submit(call, context, wire, JSON_BYTES, TAKEN_MS);
    if (!answer.ok) return { state: "failed", failure: answer.failure };
    const body = bodyIn(answer);
    const failure = body === undefined ? null : (wire.refused?.(body, call, context) ?? null);
    if (failure) return { state: "failed", failure };
    const job = body === undefined ? null : wire.taken(body, call, context);
    // It said yes, so it may be at work; without the id nobody can ask. That is not a failure that may be tried again.
    if (!job) return failed("provider.unknown_outcome", `${wire.title} took the request but its answer cannot be read: it may be at work.`);
    if ("failure" in job) return { state: "failed", failure: job.failure };
    return running({ ...job.ref, since: context.now(), misses: 0 }, job.stage ?? `Waiting for ${wire.title}`, first);
  }

  /** A paid job is not given up because one question about it went wrong: only the provider's own verdict ends it. */
  function later(ref: JobRef, broken: Broken): Operation {
    const { code, retryAfterMs } = broken.failure;
    if (code === "provider.auth")
      return running(ref, `${wire.title} does not accept the key any more; the job waits for one that it accepts`, 60_000);
    return running(ref, `${wire.title} did not answer; asking again`, Math.max(last, TROUBLED_MS, retryAfterMs ?? 0));
  }

  async function check(saved: Ref, call: Call, context: Context): Promise<Operation> {
    const parsed = jobRef.safeParse(saved);
    if (!parsed.success) return failed("provider.not_found", `What was remembered of the job at ${wire.title} cannot be read.`, "unknown");
    const ref = parsed.data as JobRef;
    const answer = await ask(wire.question(ref, context), wire, context);
    if (!answer.ok) {
      if (answer.seen && wire.isVerdict?.(answer.seen, "job")) return { state: "failed", failure: answer.failure };
      const gone = answer.seen?.status === 404 || answer.seen?.status === 410;
      if (gone && context.now() - ref.since > (wire.unlistedMs ?? UNLISTED_MS))
        return { state: "failed", failure: { ...answer.failure, charged: "unknown" } };
      return later(ref, answer);
    }
    // Accepted, and nothing to say yet.
    if (answer.status === 202 && answer.bytes.byteLength === 0) return running(ref, working, pause(ref, context.now()));
    const body = bodyIn(answer);
    const verdict = body === undefined ? null : wire.verdict(body, { ref, call, context, answer });
    if (!verdict) return running(ref, `${wire.title}'s answer cannot be read; asking again`, Math.max(last, TROUBLED_MS));
    if (verdict.state === "running")
      return running(
        { ...ref, ...verdict.ref },
        verdict.stage === undefined ? working : verdict.stage,
        pause(ref, context.now()),
        verdict.progress ?? null,
      );
    if (verdict.state === "failed") return verdict;
    if (verdict.state === "ready") return result(ref, call, context);
    return doneWith(verdict.body ?? body, answer, call, wire, context, verdict.missing);
  }

  /** Over says only that it is over: whether it went well is in the result, and so may be the error. */
  async function result(ref: JobRef, call: Call, context: Context): Promise<Operation> {
    const answer = await ask(wire.result!(ref, context), wire, context, { maxBytes: ANSWER_BYTES });
    if (answer.ok)
      return mappingOf(call.offer, call.task).find.length === 0
        ? fileItself(answer, call, mappingOf(call.offer, call.task), wire)
        : doneWith(bodyIn(answer), answer, call, wire, context);
    const { seen, failure } = answer;
    if (seen && wire.isVerdict?.(seen, "result")) return { state: "failed", failure };
    if (seen?.status === 404 || seen?.status === 410)
      return failed("provider.expired", `${wire.title} made it and no longer keeps the result.`, "yes");
    if (ref.misses >= RESULT_TRIES)
      return failed("provider.bad_output", `${wire.title} made it, but the result could not be fetched in many tries.`, "unknown");
    return running({ ...ref, misses: ref.misses + 1 }, "The result is there; fetching it again", Math.min(60_000, 2_000 * 1.25 ** ref.misses));
  }

  async function cancel(saved: Ref, context: Context): Promise<void> {
    const ref = jobRef.parse(saved) as JobRef;
    const answer = await ask(wire.stop!(ref, context), wire, context);
    // Already over, or no longer listed: there is nothing left to stop.
    if (!answer.ok && ![400, 404, 409, 410].includes(answer.seen?.status ?? 0)) throw asError(answer.failure);
  }

  async function lookup(key: string, context: Context, call: Call): Promise<Operation | null> {
    const { question, found } = wire.find!(key, context, call);
    const answer = await ask(question, wire, context);
    if (!answer.ok && answer.seen?.status === 404) return null;
    if (!answer.ok) return failed("provider.unknown_outcome", `${wire.title} could not be asked what became of it.`);
    const body = bodyIn(answer);
    if (body === undefined) return failed("provider.unknown_outcome", `${wire.title}'s answer about it cannot be read.`);
    const job = found(body);
    return job && running({ ...job.ref, since: context.now(), misses: 0 }, working, first);
  }

  return { start, check, ...(wire.stop ? { cancel } : {}), ...(wire.find ? { lookup } : {}) };
}

/** A look that costs nothing, for `oak doctor`: does the provider answer, and does it take the key? */
export function probeOf(wire: Wire, to: string): NonNullable<Provider["probe"]> {
  return async (context) => {
    const answer = await ask({ to }, wire, context);
    return answer.ok ? null : answer.failure;
  };
}

/** Fetches an output that opens with the provider's key only. */
export function fetchWith(wire: Wire): NonNullable<Provider["fetchOutput"]> {
  return (url, context) => {
    const own = isUnder(url, new URL(context.baseUrl).origin) || isOwn(url, context.baseUrl, wire.ownHosts);
    return context.fetch(url, { headers: own && context.secret !== null ? wire.credentials(context.secret) : {} });
  };
}
