// The kit that every adapter signs: what may go wrong with a provider, tried against its stand-in. Returns the broken rules in words; an empty list is a pass.
// It never asks which adapter it has: cases say what the provider documents. Mutants that it must reject are in conformance-mutants.ts.
import type { ErrorCode } from "../spec/error.ts";
import { offer as offerSchema } from "../spec/model.ts";
import { taskOf } from "../spec/task.ts";
import { contextOf } from "./conformance-cases.ts";
import { conformChats } from "./conformance-chat.ts";
import { honored } from "./conformance-inputs.ts";
import { RULES } from "./conformance-rules.ts";
import type { Call, Provider } from "./providers.ts";
import type { StandIn } from "./stand-in.ts";

/** A documented answer and what it means: a failure with this code, or where `partial` says so a result of which some outputs are missing for it. */
export interface Ending {
  name: string;
  at?: string;
  status: number;
  headers?: Record<string, string>;
  body: object;
  code: ErrorCode;
  partial?: true;
}

/** One task of one adapter, with what the provider documents about it. */
export interface Case {
  name: string;
  call: Call;
  /** The requests of one good run, as "METHOD /path" with * for a part that varies. */
  requests: string[];
  /** Answers that mean a refusal or another documented end. `at` says which request gets the answer; the first by default. */
  endings?: Ending[];
  /** Files that the run must give are found here: "bytes", "url" or "text". */
  gives: "bytes" | "url" | "text";
  /** Has the provider name addresses on another origin, given one. */
  foreign?: (origin: string | null) => void;
  /** Inputs that the offer fulfils by being what it is; nothing is sent for them. */
  implied?: string[];
}

/** Failures that every adapter must tell apart, unless it says why its provider has no such thing. Bad keys, rates and broken answers are asked of all. */
const TOLD_APART = ["provider.refused_input", "provider.quota", "provider.concurrency", "provider.bad_output"] as const satisfies ErrorCode[];

/** What a provider's folder hands to the kit. `standIn.url` is what its base URL is set to. */
export interface Subject {
  provider: Provider;
  standIn: StandIn;
  secret: string;
  cases: Case[];
  /** Chat offers, by id, each with the path that they post to. */
  chats?: { offer: string; request: string }[];
  /** The vendor's OpenAPI file, by its name in the folder of specifications that bin/check-specs.ts is given: what is sent is validated against it by hand. */
  specification?: string;
  /** Failures that the provider's documentation has no sign for, with the reason. */
  undocumented?: Partial<Record<(typeof TOLD_APART)[number], string>>;
}
/** The default of a provider's `conformance.ts`. Starts its stand-in; who calls closes it. */
export type Kit = () => Promise<Subject>;

/** Do the offers hold together: schema, own provider, and inputs that their task has? */
export function checkOffers(provider: Provider): string[] {
  const wrong: string[] = [];
  const ids = new Set<string>();
  for (const each of provider.offers) {
    if (!offerSchema.safeParse(each).success) wrong.push(`${each.id}: breaks the schema`);
    if (each.provider !== provider.id) wrong.push(`${each.id}: belongs to ${each.provider}`);
    if (ids.has(each.id)) wrong.push(`${each.id}: occurs twice`);
    ids.add(each.id);
    for (const [task, terms] of Object.entries(each.tasks)) {
      const known = taskOf(task as Call["task"]).input.shape;
      for (const field of Object.keys(terms!.inputs)) if (!(field in known)) wrong.push(`${each.id}: takes "${field}", which ${task} does not have`);
    }
  }
  return wrong;
}

/** What holds for the adapter as a whole: what it declares it does, its failures are told apart, and its look spends nothing. */
async function whole({ provider, standIn, secret, cases, chats = [], undocumented = {} }: Subject): Promise<string[]> {
  const wrong: string[] = [];
  const codes = new Set(cases.flatMap((one) => one.endings ?? []).map((ending) => ending.code));
  if (!provider.local && cases.length > 0)
    for (const code of TOLD_APART) if (!codes.has(code) && !undocumented[code]) wrong.push(`no case ends with ${code}, and nothing says why not`);
  for (const task of new Set(provider.offers.flatMap((each) => Object.keys(each.tasks))))
    if (!cases.some((one) => one.call.task === task) && !(taskOf(task as Call["task"]).live && chats.length > 0))
      wrong.push(`offers ${task} and has no case of it`);
  if (provider.resultSeconds !== null && provider.resultSeconds < 0) wrong.push("resultSeconds is negative");
  if (!provider.probe) return wrong;
  const context = contextOf({ standIn, secret });
  standIn.clear();
  const failure = await provider.probe(context);
  if (failure) wrong.push(`the look: failed with ${failure.code} (${failure.message})`);
  if (standIn.received.some((received) => received.method !== "GET")) wrong.push("the look: does more than read");
  standIn.fault({ kind: "status", status: 401, body: { error: { message: `bad key ${secret}` } } });
  const refused = await provider.probe(context);
  if (refused?.code !== "provider.auth") wrong.push(`the look: a bad key is told as ${refused?.code ?? "good"}`);
  if (JSON.stringify(refused).includes(secret)) wrong.push("the look: the secret is in its failure");
  standIn.clear();
  return wrong;
}

/** Runs the kit. Every broken rule is one line: the case, the rule, what happened. */
export async function conform(subject: Subject): Promise<string[]> {
  const { provider, standIn, secret, cases } = subject;
  const broken = [...checkOffers(provider), ...(await whole(subject)), ...(await conformChats(subject))];
  const leave = globalThis.fetch;
  for (const one of cases) {
    for (const rule of [...RULES, { name: "inputs", run: honored }]) {
      const wrong = (what: string) => void broken.push(`${one.name} · ${rule.name} · ${what}`);
      const context = (signal = new AbortController().signal, baseUrl = standIn.url) =>
        contextOf({ standIn, secret }, { signal, baseUrl, fetch: (url, init) => leave(url, init) });
      standIn.clear();
      globalThis.fetch = Object.assign((...given: Parameters<typeof fetch>) => (wrong("it went out past the context's fetch"), leave(...given)), {
        preconnect: () => undefined,
      }) as typeof fetch;
      try {
        await rule.run({ provider, standIn, secret, cases, one, wrong, context });
      } finally {
        globalThis.fetch = leave;
        standIn.clear();
      }
    }
  }
  return broken;
}
