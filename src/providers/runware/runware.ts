// Runware's own API: pictures, edits, cut-outs, enlarging, films and songs, each a task of a JSON array under an id of ours, asked about until it is done. Not its websocket, and no chat.
import { createHash } from "node:crypto";
import { z } from "zod";
import { ask, type JobRef, type Queued, queued, type Verdict } from "../flow.ts";
import { failed, type FailureRow, readJson, told } from "../http.ts";
import { readOffers } from "../offers.ts";
import type { Context, Operation, Provider } from "../providers.ts";
import offers from "./offers.json" with { type: "json" };

/**
 * Codes as its own SDK sorts them (Runware/runware-typescript src/errors.ts, read 2026-11); the catalogue of them is "being standardized". What a refused
 * task costs is documented nowhere. The code comes first in what is matched.
 */
const ROWS: readonly FailureRow[] = [
  { says: /^(nsfw|unsafe|sensitive)contentdetected/, code: "provider.refused_output", text: "withheld what it made", charged: "unknown" },
  {
    says: /^(promptblocked|imageblocked|moderationfailed|(provider)?contentpolicyviolation)/,
    code: "provider.refused_input",
    text: "refused the request",
    charged: "unknown",
  },
  { says: /^\w*(credits|quota|balance)|^paymentrequired/, code: "provider.quota", text: "says that the account is out of credit" },
  // No limit on requests at once: a queue that all share, and that can be full.
  { status: [429], says: /queue|capacity/, code: "provider.capacity", text: "has no room left in its queue" },
  { says: /^\w*ratelimit/, code: "provider.rate", text: "asks for fewer requests" },
  { says: /^(\w*apikey|unauthorized|forbidden|authenticationfailed)/, code: "provider.auth", text: "did not accept its key", quiet: true },
  { says: /^timeout|^\w*timeout/, code: "provider.timeout", text: "took too long", charged: "unknown" },
  { says: /^(taskfailedornotfound|tasknotfound|\w*expired)/, code: "provider.expired", text: "no longer knows the task", charged: "unknown" },
  { says: /^(unknownmodel|modelnotfound|invalidmodel|modeldisabled)/, code: "provider.not_found", text: "does not have this model" },
  { says: /^(noavailableserver|modelunavailable|modelnotready|serviceunavailable)/, code: "provider.capacity", text: "has no machine free" },
  {
    says: /^(invalid|missing|unsupported|conflict|duplicate|value|max|unknownparameter|incompatible|validationfailed)/,
    code: "provider.invalid",
    text: "did not accept the request",
  },
];

/** A UUID of version 4 in form, as it wants them; the same key is the same task. */
export function taskId(key: string): string {
  const hex = createHash("sha256").update(`runware ${key}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const complaint = z.looseObject({
  code: z.string().nullish(),
  message: z.string().nullish(),
  taskType: z.string().nullish(),
  taskUUID: z.string().nullish(),
});
const item = z.looseObject({ taskUUID: z.string(), status: z.string().nullish(), progress: z.number().nullish(), error: complaint.nullish() });
const envelope = z.looseObject({ data: z.array(item).nullish(), errors: z.array(complaint).nullish() });
type Envelope = z.infer<typeof envelope>;
const opened = (body: unknown): Envelope | null => envelope.safeParse(body).data ?? null;

const QUESTION = "getResponse";
/** An answer to the question that speaks of the task all the same. */
const GONE = /notfound$|expired$/i;
/** So long after its submission a task may not be known yet. */
const UNLISTED_MS = 30_000;

/** Why a task failed, as an error of the envelope or of one of its results; null while none did. */
const wrongIn = (body: Envelope, id: string) =>
  body.errors?.find((error) => !error.taskUUID || error.taskUUID === id) ??
  body.data?.find((each) => each.taskUUID === id && each.status === "error")?.error ??
  null;

/** What the results of a task say: all there, some at work, or none and why. */
function verdictOf(body: unknown, id: string, count: number, ageMs: number, context: Context): Verdict | null {
  const said = opened(body);
  if (!said) return null;
  const results = (said.data ?? []).filter((each) => each.taskUUID === id);
  const done = results.filter((each) => each.status === "success");
  const wrong = wrongIn(said, id);
  const failure = wrong ? told(wrong, wire, context) : undefined;
  if (failure?.code === "provider.expired" && /notfound/i.test(wrong?.code ?? "") && ageMs < UNLISTED_MS) return { state: "running" };
  // A key that is bad or a rate that is too high says nothing about the task.
  if (failure && ["provider.auth", "provider.rate"].includes(failure.code)) return null;
  const busy = results.filter((each) => each.status === "processing");
  if (busy.length > 0 || (!failure && done.length < count)) {
    if (results.length === 0 && !failure) return null;
    const parts = [...done.map(() => 100), ...busy.map((each) => each.progress ?? 0)];
    const told = busy.some((each) => typeof each.progress === "number") || done.length > 0;
    return { state: "running", progress: told ? Math.min(1, parts.reduce((sum, part) => sum + part, 0) / (100 * count)) : null };
  }
  if (done.length > 0) return { state: "done", body: { data: done }, ...(failure ? { missing: failure } : {}) };
  return failure ? { state: "failed", failure } : null;
}

const wire: Queued = {
  title: "Runware",
  rows: ROWS,
  credentials: (secret) => ({ authorization: `Bearer ${secret}` }),
  inlineBytes: 20 * 1024 * 1024,
  shape: (body, call) => [{ ...body, taskUUID: taskId(call.key) }],
  refused(body, _call, context) {
    const [error] = opened(body)?.errors ?? [];
    return error ? told(error, wire, context) : null;
  },
  taken(body, call) {
    const id = taskId(call.key);
    return opened(body)?.data?.some((each) => each.taskUUID === id) ? { ref: { id } } : null;
  },
  question: (ref) => ({ method: "POST", to: "v1", json: [{ taskType: QUESTION, taskUUID: ref.id! }] }),
  verdict: (body, { ref, call, context }) => verdictOf(body, String(ref.id), call.count, context.now() - ref.since, context),
  paceMs: [1_000, 10_000],
};

/**
 * Errors come in an envelope of their own, with the status of their kind. An answer about a task that failed is no failure of the question: where the error
 * is the task's own (`about`), it is handed on as an answer; any other is put where failures are read.
 */
function plain(context: Context, about?: string): Context {
  return {
    ...context,
    async fetch(url, init) {
      const response = await context.fetch(url, init);
      if (response.ok) return response;
      const text = await response.text();
      const [error] = opened(jsonOf(text))?.errors ?? [];
      const headers = new Headers(response.headers);
      for (const name of ["content-length", "content-encoding"]) headers.delete(name);
      const theTask = error?.taskType !== QUESTION || GONE.test(error.code ?? "");
      const own = error && about !== undefined && error.taskUUID === about && theTask && ![401, 429].includes(response.status);
      if (own) return new Response(text, { status: 200, headers });
      return new Response(error ? JSON.stringify({ error }) : text, { status: response.status, headers });
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const job = queued(wire);

/** By our own id. Only where it surely never had the task may that be sent again; "failed or not found" is not sure. */
async function lookup(key: string, context: Context): Promise<Operation | null> {
  const id = taskId(key);
  const answer = await ask(wire.question({ id, since: context.now(), misses: 0 }, context), wire, plain(context, id));
  const said = answer.ok ? readJson(answer, envelope) : null;
  const codes = [...(said?.errors ?? []).map((error) => error.code), answer.ok ? null : answer.seen?.code];
  if (said?.data?.some((each) => each.taskUUID === id))
    return { state: "running", ref: { id, since: context.now(), misses: 0 }, progress: null, stage: "Runware is at work", wakeMs: 1_000 };
  if (codes.some((code) => /^task(uuid)?notfound$/i.test(code ?? ""))) return null;
  return failed("provider.unknown_outcome", "Runware does not say what became of it.");
}

const runware: Provider = {
  id: "runware",
  title: "Runware",
  local: false,
  neural: true,
  // Ids must be unique, but that a second task under the same one is refused is not documented; it is looked up instead.
  repeat: "never",
  refusalCharged: { input: "unknown", output: "unknown" },
  progress: "fraction",
  resultSeconds: null,
  checked: {
    how: "documented",
    source: "runware.ai/docs and the vendor's own generated types (runware-typescript, schemas of 2026-06-18)",
    date: "2026-11-25",
  },
  // It asks for two to four at once.
  concurrency: 4,
  keyVariable: "RUNWARE_API_KEY",
  defaultUrl: "https://api.runware.ai",
  hint: "Set RUNWARE_API_KEY to a key from runware.ai.",
  offers: readOffers("runware", offers),
  start: (call, context) => job.start(call, plain(context)),
  check: (ref, call, context) => job.check!(ref, call, plain(context, String((ref as JobRef | null)?.id ?? ""))),
  lookup,
};
export default runware;
