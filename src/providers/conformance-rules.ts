// The kit's rules for one case: good runs, failures told apart, patience, paid work kept. Which there are, and for whom, is conformance.ts. Test material.
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { type ErrorCode, ERRORS } from "../spec/error.ts";
import { facetsOf, settle, UNITS } from "../spec/price.ts";
import { taskOf } from "../spec/task.ts";
import type { Case, Subject } from "./conformance.ts";
import { isUnder } from "./http.ts";
import type { Context, Operation, Ref } from "./providers.ts";
import { type Fault, type Received, type StandIn, startStandIn } from "./stand-in.ts";

const GRACE_MS = 1_000;
const STEPS = 40;
const LOST: ReadonlySet<ErrorCode> = new Set(["provider.unknown_outcome", "provider.timeout", "provider.unreachable", "provider.bad_output"]);

export interface Env extends Subject {
  one: Case;
  wrong(what: string): void;
  context(signal?: AbortSignal, baseUrl?: string): Context;
}

/** Waits for it, but not longer: an adapter that hangs must not hang the kit. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | "late"> {
  const over = new AbortController();
  const late = setTimeout(ms, "late" as const, { signal: over.signal }).catch(() => "late" as const);
  return Promise.race([promise, late]).finally(() => over.abort());
}

/** Calls the adapter and turns what it must not do, throwing, into a broken rule. */
export async function tried(env: Env, label: string, run: () => Promise<Operation>): Promise<Operation | null> {
  try {
    const operation = await within(run(), 10_000);
    if (operation !== "late") return operation;
    env.wrong(`${label}: no answer in ten seconds`);
  } catch (thrown) {
    env.wrong(`${label}: threw instead of returning a failure (${thrown instanceof Error ? thrown.name : "a value"})`);
    leaks(env, label, String(thrown));
  }
  return null;
}

function leaks(env: Env, label: string, value: unknown): void {
  if ((JSON.stringify(value) ?? "").includes(env.secret)) env.wrong(`${label}: the secret is in it`);
}

const start = (env: Env, context = env.context()) => tried(env, "start", () => env.provider.start(env.one.call, context));
const check = (env: Env, ref: Ref, context = env.context()) => tried(env, "check", () => env.provider.check!(ref, env.one.call, context));

/** A ref is what a restart finds: JSON, the same after a round trip, and no secret. */
function survives(env: Env, ref: Ref): Ref {
  const saved = JSON.stringify(ref);
  if (saved === undefined || !same(ref, JSON.parse(saved))) env.wrong("the ref does not survive a round trip through JSON");
  leaks(env, "the ref", ref);
  return JSON.parse(saved ?? "null");
}

function same(a: unknown, b: unknown): boolean {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return Object.is(a, b);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const [left, right] = [Object.keys(a), Object.keys(b)];
  return left.length === right.length && left.every((key) => same((a as any)[key], (b as any)[key]));
}

/** A whole run, as the conductor does it, without its pauses. */
async function drive(env: Env): Promise<Operation | null> {
  let operation = await start(env);
  for (let step = 0; operation?.state === "running" && step < STEPS; step++) {
    if (!(operation.wakeMs >= 0 && operation.wakeMs <= 60_000)) env.wrong(`wakeMs is ${operation.wakeMs}, which is not 0 to 60,000`);
    operation = await check(env, survives(env, operation.ref));
  }
  if (operation?.state === "running") env.wrong(`still running after ${STEPS} questions`);
  return operation;
}

export const shown = (received: Received) => `${received.method} ${received.path}`;
const fits = (received: Received, pattern: string) =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^ /]+")}$`).test(shown(received));

async function happy(env: Env): Promise<void> {
  const { one, standIn, provider } = env;
  const first = await start(env);
  if (standIn.received.length !== 1) env.wrong(`start made ${standIn.received.length} requests: ${standIn.received.map(shown).join(", ")}`);
  if (first?.state === "running" && !provider.check) env.wrong("it says running and has no check");
  standIn.clear();
  const operation = await drive(env);
  const seen = standIn.received.map((received) => received);
  const matched = seen.length === one.requests.length && seen.every((received, index) => fits(received, one.requests[index]!));
  if (!matched) env.wrong(`made the requests ${seen.map(shown).join(", ")}; documented are ${one.requests.join(", ")}`);
  if (operation?.state !== "done")
    return env.wrong(
      `a good run ended ${operation?.state === "failed" ? `failed (${operation.failure.code}: ${operation.failure.message})` : String(operation?.state)}`,
    );
  outputs(env, operation);
  leaks(env, "the operation", operation);
}

function outputs(env: Env, operation: Operation & { state: "done" }): void {
  const { one } = env;
  const { offer, count, task } = one.call;
  if (operation.outputs.length === 0) env.wrong("done without an output");
  if (operation.outputs.length > count) env.wrong(`asked for ${count}, sent ${operation.outputs.length}`);
  if (operation.outputs.length < count && !operation.missing)
    env.wrong(`asked for ${count}, sent ${operation.outputs.length}, and does not say what is missing`);
  for (const output of operation.outputs) {
    if (output.kind !== one.gives) env.wrong(`gives ${output.kind}, not ${one.gives}`);
    if (output.kind === "bytes" && output.bytes.byteLength === 0) env.wrong("an output has no bytes");
    if (output.kind === "url" && output.authorized && !isUnder(output.url, new URL(env.standIn.url).origin))
      env.wrong("an output on another origin asks for the key");
  }
  for (const [unit, amount] of Object.entries(operation.usage ?? {})) {
    if (!(UNITS as readonly string[]).includes(unit) || !(Number(amount) >= 0))
      env.wrong(`usage counts ${String(amount)} of "${unit}", which no price knows`);
  }
  const asked = taskOf(task).measure(one.call.input, count);
  if (offer.price && operation.usage && settle(offer.price, operation, asked, facetsOf(one.call.input)).micro === null)
    env.wrong("its usage cannot be priced");
}

/** Every status means one failure, told once: no repetition, no placeholder, no secret. The stand-in says the key back, as careless servers do. */
async function statuses(env: Env): Promise<void> {
  const expected: [number, readonly ErrorCode[]][] = [
    [400, ["provider.invalid"]],
    [401, ["provider.auth"]],
    [402, ["provider.quota"]],
    [403, ["provider.auth"]],
    [404, ["provider.not_found"]],
    [409, ["provider.error"]],
    [413, ["provider.invalid"]],
    [422, ["provider.invalid"]],
    [429, ["provider.rate"]],
    [500, ["provider.error"]],
    [502, ["provider.error"]],
    [503, ["provider.capacity"]],
    [504, ["provider.unknown_outcome", "provider.timeout"]],
  ];
  for (const [status, codes] of expected) {
    env.standIn.clear();
    env.standIn.fault({
      kind: "status",
      status,
      headers: { "retry-after": "7" },
      body: { error: { message: `No: ${env.secret} <b>x</b>`, type: "t", code: null } },
    });
    const operation = await start(env);
    const label = `status ${status}`;
    failedOnce(env, label, operation, codes);
    if (operation?.state !== "failed") continue;
    if (status === 429 && operation.failure.retryAfterMs !== 7_000) env.wrong(`${label}: Retry-After was not read`);
    if (/[<>\n]/.test(operation.failure.message) || operation.failure.message.length > 300) env.wrong(`${label}: the message is not clean`);
  }
}

function failedOnce(env: Env, label: string, operation: Operation | null, codes: readonly ErrorCode[]): void {
  leaks(env, label, operation);
  if (env.standIn.received.length > 1) env.wrong(`${label}: asked ${env.standIn.received.length} times`);
  if (operation?.state !== "failed") return env.wrong(`${label}: ended ${operation?.state ?? "with nothing"} instead of failed`);
  if (!codes.includes(operation.failure.code)) env.wrong(`${label}: failed with ${operation.failure.code} instead of ${codes.join(" or ")}`);
  if (!(operation.failure.code in ERRORS)) env.wrong(`${label}: ${operation.failure.code} is no code`);
  const surely = ERRORS[operation.failure.code].charged === "no";
  if (operation.failure.code === "provider.unknown_outcome" && operation.failure.charged !== "unknown")
    env.wrong(`${label}: the outcome is unknown, so what was charged is too`);
  if (surely && operation.failure.charged === "yes") env.wrong(`${label}: says charged where nothing was done`);
}

/** Answers that are none: nonsense, nothing, cut off. */
async function nonsense(env: Env): Promise<void> {
  for (const kind of ["garbage", "empty", "drop", "cut"] as const) {
    env.standIn.clear();
    env.standIn.fault({ kind });
    const whole = kind === "garbage" || kind === "empty";
    const cheap: ErrorCode[] = whole ? ["provider.bad_output", "provider.unknown_outcome"] : [...LOST];
    // What may have been bought is not bought again because nobody can read the answer.
    const codes: ErrorCode[] = env.provider.repeat === "free" ? cheap : ["provider.unknown_outcome"];
    failedOnce(env, kind, await start(env), codes);
  }
  const elsewhere = await startStandIn(() => ({}));
  env.standIn.clear();
  env.standIn.fault({ kind: "redirect", to: `${elsewhere.url}/taken` });
  failedOnce(env, "a redirect to another origin", await start(env), ["provider.error"]);
  keyless(env, "a redirect", elsewhere);
  await elsewhere.close();
}

function keyless(env: Env, label: string, elsewhere: StandIn): void {
  if (elsewhere.received.some((received) => [...received.headers.values()].some((value) => value.includes(env.secret))))
    env.wrong(`${label}: the key went to another origin`);
}

/** Waits until the stand-in has the request, so that an abort comes in the middle of it; a second for an adapter that asks nobody. */
async function underWay(env: Env): Promise<void> {
  for (let turn = 0; turn < 500 && env.standIn.received.length === 0; turn++) await setTimeout(2);
  await setTimeout(10);
}

/**
 * A port on which nobody listens: the near end of a connection. A port that was closed just now may be another test's by the time it is asked.
 */
async function emptyPort(): Promise<{ url: string; close(): void }> {
  const far = await startStandIn(() => ({}));
  const near = connect(Number(new URL(far.url).port), "127.0.0.1");
  await new Promise<void>((resolve, reject) => near.once("connect", resolve).once("error", reject));
  return { url: `http://127.0.0.1:${near.localPort}`, close: () => void (near.destroy(), far.close()) };
}

/** Abort ends it within a second, before the answer and in the middle of it; nobody there is told as such. */
async function patience(env: Env): Promise<void> {
  for (const kind of ["hang", "stall"] as const) {
    env.standIn.clear();
    env.standIn.fault({ kind });
    const abort = new AbortController();
    const run = env.provider.start(env.one.call, env.context(abort.signal)).catch(() => null);
    await underWay(env);
    abort.abort(new DOMException("no time left", "TimeoutError"));
    const operation = await within(run, GRACE_MS);
    if (operation === "late") env.wrong(`${kind}: an abort was not honored within a second`);
    else failedOnce(env, kind, operation, env.provider.repeat === "free" ? [...LOST] : ["provider.unknown_outcome"]);
  }
  env.standIn.clear();
  const empty = await emptyPort();
  const nobody = await start(env, env.context(undefined, empty.url));
  empty.close();
  if (nobody?.state !== "failed" || nobody.failure.code !== "provider.unreachable" || nobody.failure.charged !== "no")
    env.wrong("nobody there: not told as unreachable and not charged");
}

async function endings(env: Env): Promise<void> {
  for (const { name, at, status, headers, body, code, partial } of env.one.endings ?? []) {
    env.standIn.clear();
    const fault: Fault = { kind: "status", status, body, ...(headers ? { headers } : {}) };
    env.standIn.fault(fault, at === undefined ? undefined : (received) => fits(received, at));
    const operation = await drive(env);
    leaks(env, name, operation);
    if (partial) {
      const missing = operation?.state === "done" ? operation.missing?.code : null;
      if (missing !== code)
        env.wrong(`${name}: ended ${operation?.state ?? "with nothing"}, missing for ${missing}, instead of done and missing for ${code}`);
    } else if (operation?.state !== "failed") env.wrong(`${name}: ended ${operation?.state ?? "with nothing"} instead of failed`);
    else if (operation.failure.code !== code) env.wrong(`${name}: failed with ${operation.failure.code} instead of ${code}`);
  }
}

/** A running job is paid for: a question about it that goes wrong ends nothing. */
async function keptAlive(env: Env): Promise<void> {
  env.standIn.clear();
  const first = await start(env);
  if (first?.state !== "running") return;
  const ref = survives(env, first.ref);
  const faults: Fault[] = [
    { kind: "status", status: 503 },
    { kind: "status", status: 429 },
    { kind: "status", status: 500, body: "oops" },
    { kind: "status", status: 401 },
    { kind: "garbage" },
    { kind: "empty" },
    { kind: "drop" },
    { kind: "cut" },
  ];
  for (const fault of faults) {
    env.standIn.clear();
    env.standIn.fault(fault);
    const label = `check with ${fault.kind}${fault.kind === "status" ? ` ${fault.status}` : ""}`;
    const operation = await check(env, ref);
    if (operation?.state !== "running")
      env.wrong(`${label}: a paid job was given up (${operation?.state === "failed" ? operation.failure.code : (operation?.state ?? "nothing")})`);
    // A GET whose kept-alive connection turns out dead is repeated by the runtime itself, and rightly.
    if (env.standIn.received.length > (fault.kind === "drop" ? 2 : 1)) env.wrong(`${label}: asked ${env.standIn.received.length} times`);
    leaks(env, label, operation);
  }
  env.standIn.clear();
  env.standIn.fault({ kind: "hang" });
  const abort = new AbortController();
  const run = env.provider.check!(ref, env.one.call, env.context(abort.signal)).catch(() => null);
  await underWay(env);
  abort.abort();
  if ((await within(run, GRACE_MS)) === "late") env.wrong("check: an abort was not honored within a second");
}

/** Addresses that the provider names on another origin never get the key. */
async function foreign(env: Env): Promise<void> {
  if (!env.one.foreign) return;
  const elsewhere = await startStandIn(() => ({ body: { status: "COMPLETED" } }));
  env.standIn.clear();
  env.one.foreign(elsewhere.url);
  const operation = await start(env);
  if (operation?.state === "running") {
    await check(env, survives(env, operation.ref));
    await env.provider.cancel?.(operation.ref, env.context()).catch(() => undefined);
  }
  keyless(env, "addresses on another origin", elsewhere);
  env.one.foreign(null);
  await elsewhere.close();
}

export const RULES: readonly { name: string; run(env: Env): Promise<void> }[] = [
  { name: "a good run", run: happy },
  { name: "statuses", run: statuses },
  { name: "nonsense", run: nonsense },
  { name: "patience", run: patience },
  { name: "documented endings", run: endings },
  { name: "paid work is kept", run: keptAlive },
  { name: "other origins", run: foreign },
];
