// The provider contract, and the door of this folder: which providers there are is read from the folders beside it. Nothing here knows a vendor's name.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { AppError, type ErrorCode } from "../spec/error.ts";
import type { Offer } from "../spec/model.ts";
import type { Quantities } from "../spec/price.ts";
import type { MediaKind, TaskId } from "../spec/task.ts";

/** JSON that survives a restart: all an adapter may remember of a running job. Never holds a secret. */
export type Ref = null | boolean | number | string | Ref[] | { [key: string]: Ref };

/** A file that the ask names, already checked and kept by us. */
export interface InputFile {
  kind: MediaKind;
  type: string;
  bytes: number;
  width: number | null;
  height: number | null;
  seconds: number | null;
  name: string;
  read(): Promise<Uint8Array<ArrayBuffer>>;
}

/** One attempt, as an adapter sees it. The input has been checked against the task and the offer, with the offer's defaults filled in. */
export interface Call {
  task: TaskId;
  input: Readonly<Record<string, any>>;
  count: number;
  offer: Offer;
  /** Files by input field: `image`, `mask`, `audio`. The field in `input` still holds the asset's id. */
  files: Readonly<Record<string, InputFile>>;
  /** The same for every repetition of this attempt, and for no other: the idempotency key to send. */
  key: string;
  /** Where the provider may post to wake us, if we can be reached; null otherwise. */
  webhookUrl: string | null;
}

/** Something that was made. `bytes` are kept at once; `url` is fetched by us (with the provider's key only where `authorized`), `text` becomes a text asset. */
export type Output =
  | { kind: "bytes"; bytes: Uint8Array; type: string; /** A picture that stands for a video. */ poster?: Uint8Array }
  | { kind: "url"; url: string; type: string | null; authorized?: boolean }
  | { kind: "text"; text: string; data?: Ref };

export interface Failure {
  code: ErrorCode;
  /** In our words, safe to show: no secret, no vendor's raw body. */
  message: string;
  charged: "yes" | "no" | "unknown";
  retryAfterMs?: number | null;
  /** The provider's own code, for the operator. */
  providerCode?: string | null;
}

/** What an adapter says about one attempt. An adapter holds no loop, no sleep and no retry: `wakeMs` says when to ask again. */
export type Operation =
  | { state: "running"; ref: Ref; progress: number | null; stage: string | null; wakeMs: number }
  | {
      state: "done";
      outputs: Output[];
      usage: Quantities | null;
      costMicro: number | null;
      seed: number | null;
      /** Of the outputs asked for, those that were refused or failed. */ missing?: Failure;
    }
  | { state: "failed"; failure: Failure };

/** What the host gives an adapter. `fetch` refuses addresses that were not configured, follows no redirect to another origin with credentials, and honours `signal`. */
export interface Context {
  /** Credentials are added by the adapter, and only to requests under `baseUrl` (see http.ts). */
  baseUrl: string;
  secret: string | null;
  fetch: (url: string, init?: RequestInit & { /** How long the answer may take to begin, in ms. */ firstByteMs?: number }) => Promise<Response>;
  signal: AbortSignal;
  now(): number;
  /** For work done while `start` waits: 0…1 and a preview as a data URL. */
  report(progress: number | null, stage?: string | null, preview?: string | null): void;
}

/** A live answer: the provider's response as it stands, already in OpenAI's chat format, streamed or whole. */
export interface LiveAnswer {
  response: Response;
}

/** How far an adapter has been checked; shown in the README and by `oak providers`. */
export interface Checked {
  /** `run`: against the real thing. `specification`: requests validated against the vendor's own OpenAPI file. `recorded`: against recorded exchanges. `documented`: against a stand-in made from the documentation. */
  how: "run" | "specification" | "recorded" | "documented";
  /** Which file, page or version. */
  source: string;
  date: string;
}

/** For a product without an API: a person carries the prompt there and the result back. */
export interface HandOff {
  /** Where the prompt goes. */
  url: string;
  /** The prompt in the product's own words and parameters, from the ask's input; throws nothing, leaves out what the product has no word for and says so. */
  prepare(task: TaskId, input: Readonly<Record<string, any>>, offer: Offer): { text: string; steps: string[]; leftOut: string[] };
}

/** Declared by each provider; shared code reads these answers and never a name. */
export interface Provider {
  id: string;
  title: string;
  /** True where it runs on the operator's own machines. */
  local: boolean;
  /** False for the built-in procedural engines, which rank last. */
  neural: boolean;
  /**
   * May a `start` whose outcome is unknown be repeated? `key`: the provider honours our idempotency key. `free`: repeating costs nothing and
   * gives the same. `never`: it might be paid twice.
   */
  repeat: "key" | "free" | "never";
  /** What is charged for input and output that the provider refuses, where documented. */
  refusalCharged: { input: "yes" | "no" | "unknown"; output: "yes" | "no" | "unknown" };
  /** What it tells while it works: nothing, in which stage it is, or also how far. */
  progress: "none" | "stages" | "fraction";
  /** How long it keeps a result, in seconds; null where that is not known, 0 where the result comes with the answer and is not kept. */
  resultSeconds: number | null;
  checked: Checked;
  /** How many attempts may be under way here at once; OAK_<PROVIDER>_CONCURRENCY overrides it, and "too many" teaches less. */
  concurrency: number;
  /** One refusal ends a whole batch here, so several outputs are asked for one by one. */
  apart?: true;
  /** Where credentials come from: the vendor's usual variable. Null where none is needed. */
  keyVariable: string | null;
  /** Null where there is nothing to call, as for the built-in engines. */
  defaultUrl: string | null;
  /** What to set or start to turn it on. */
  hint: string;
  /** The offers that are known without asking anybody. */
  offers: Offer[];
  /** For servers that list their own models: null where they do not answer. Asked at start and now and then. */
  discover?(context: Context): Promise<Offer[] | null>;
  /** The offers as the provider lists them now, with its live prices; null where it does not say. Asked with its key, at start and now and then; never spends. */
  refresh?(context: Context): Promise<Offer[] | null>;
  /** Does it answer, and does it take the key? Null is yes. Spends nothing. */
  probe?(context: Context): Promise<Failure | null>;
  /** There is no API: nothing is ever started, and the router never picks it. */
  handOff?: HandOff;
  /** Fetches a model to a server of your own. Yields how far it is, 0…1 or null, and what it is doing; throws AppError. */
  pull?(name: string, context: Context): AsyncGenerator<{ progress: number | null; stage: string }>;
  /** Starts one attempt. May take as long as a synchronous provider takes; throws only on defects, failures are returned. */
  start(call: Call, context: Context): Promise<Operation>;
  /** Asks about a running attempt. */
  check?(ref: Ref, call: Call, context: Context): Promise<Operation>;
  /** Tells the provider to stop; what became of it is learned by `check`. */
  cancel?(ref: Ref, context: Context): Promise<void>;
  /** Finds an attempt whose `start` was cut off, by our key: its operation, or null where the provider surely never took it. */
  lookup?(key: string, context: Context, call: Call): Promise<Operation | null>;
  /** Fetches an output marked `authorized`, with the provider's own credentials. */
  fetchOutput?(url: string, context: Context): Promise<Response>;
  /** Chat: the body is in OpenAI's format, `model` already the offer's remote name. */
  live?(body: Record<string, unknown>, offer: Offer, context: Context): Promise<LiveAnswer>;
  /** Checks a webhook's signature and returns the attempt key or remote id it speaks of. It only wakes; null refuses. */
  webhook?(request: Request, context: Context): Promise<{ remoteId: string } | null>;
}

/** A provider with what the operator configured for it. One adapter may stand several times, as named local servers do. */
export interface Mounted {
  provider: Provider;
  baseUrl: string | null;
  secret: string | null;
  /** True where the operator named the URL, so that private addresses are allowed under it. */
  configured: boolean;
  /** How many at once, where the operator says so. */
  concurrency?: number | null;
}

/** What mounting reads of the configuration. */
export interface ProviderSettings {
  /** A variable such as OPENAI_API_KEY, or null where it is not set. */
  providerKey(variable: string): string | null;
  /** OAK_<PROVIDER>_URL, or null where it is not set. */
  providerUrl(provider: string): string | null;
  /** OAK_<PROVIDER>_CONCURRENCY, or null where it is not set. */
  providerConcurrency?(provider: string): number | null;
  /** OAK_<PROVIDER>_BILLED: the account behind the key pays. */
  providerBilled?(provider: string): boolean;
  /** Named OpenAI-compatible servers: name → base URL. */
  servers: Readonly<Record<string, string>>;
  /** Look for local servers at their usual ports. */
  discover: boolean;
}

/** What the door of a provider's folder gives as its default: the provider, or how many of them there are with this configuration. */
type Door = Provider | ((settings: ProviderSettings) => Mounted[]);

/** The doors of the folders beside this file, by their names: `<id>/<id>.ts`. A new folder is a new provider; nothing else changes. */
const DOORS: readonly Door[] = await Promise.all(
  readdirSync(import.meta.dir)
    .toSorted()
    .filter((id) => existsSync(join(import.meta.dir, id, `${id}.ts`)))
    .map(async (id) => ((await import(`./${id}/${id}.ts`)) as { default: Door }).default),
);

/** Every adapter that stands once. Servers of your own are mounted one by one beside them. */
export const ADAPTERS: readonly Provider[] = DOORS.filter((door): door is Provider => typeof door === "object");

/** With the terms of those who pay. */
function asPaying(provider: Provider): Provider {
  const paid = (offer: Offer): Offer => (offer.data.paying ? { ...offer, data: { ...offer.data, ...offer.data.paying } } : offer);
  const { refresh } = provider;
  return {
    ...provider,
    offers: provider.offers.map(paid),
    ...(refresh ? { refresh: async (context: Context) => (await refresh(context))?.map(paid) ?? null } : {}),
  };
}

/** Every adapter with what is configured for it; one is on when its key is set or its server answers. Throws where a named server takes an adapter's name. */
export function mountProviders(settings: ProviderSettings): Mounted[] {
  const taken = Object.keys(settings.servers).find((name) => ADAPTERS.some((provider) => provider.id === name));
  if (taken)
    throw new AppError("request.invalid", `OAK_SERVERS names a server "${taken}", which is the name of a provider; choose another.`, {
      field: "OAK_SERVERS",
    });
  const once = ADAPTERS.map((provider): Mounted => {
    const url = settings.providerUrl(provider.id);
    const secret = provider.keyVariable === null ? null : settings.providerKey(provider.keyVariable);
    const mounted = settings.providerBilled?.(provider.id) ? asPaying(provider) : provider;
    return { provider: mounted, baseUrl: url ?? provider.defaultUrl, secret, configured: url !== null };
  });
  const mounted = DOORS.flatMap((door) => (typeof door === "function" ? door(settings) : []));
  return [...once, ...mounted].map((mount) => ({ ...mount, concurrency: settings.providerConcurrency?.(mount.provider.id) ?? null }));
}
