// What can be had at this moment: the mounted providers' offers joined with the catalogue and with how they have done of late. Chooses nothing.
import type { Catalogue } from "../catalogue/catalogue.ts";
import { type Clock, isoTime } from "../clock.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { Prices } from "../prices/prices.ts";
import type { Context, Mounted, Provider } from "../providers/providers.ts";
import { type ChangeLog, createChangeLog, namesOf, type OfferView, senseOf, type World } from "../router/router.ts";
import { AppError, type ErrorCode } from "../spec/error.ts";
import { chainOf, type LicenseChain } from "../spec/license-chain.ts";
import { dutiesOf } from "../spec/license-duties.ts";
import type { Duty } from "../spec/license.ts";
import { type Model, type Offer, type ProviderStatus, tasksOf } from "../spec/model.ts";
import type { Sense } from "../spec/senses.ts";
import { type TaskId, taskOf } from "../spec/task.ts";
import type { Vault } from "../vault/vault.ts";
import { type Health, ofProvider } from "./health.ts";
import type { Votes } from "./votes.ts";

/** How long a provider may be silent in the middle of an answer: images arrive whole after minutes of nothing. */
const SILENCE_MS = 10 * 60_000;
const DISCOVER_MS = 2_000;
export const DISCOVER_EVERY_MS = 30_000;
/** Hosted providers' own lists of prices are asked this often, and may take so long to answer. */
const REFRESH_EVERY_MS = 60 * 60_000;
const REFRESH_MS = 20_000;
/** A look at a provider, as `oak doctor` takes it. */
const PROBE_MS = 10_000;

/** What passes with time alone, such as an open breaker or failures of long ago, is looked at so often. */
const PASSING_MS = 200;
/** Tasks and organisations whose offers are kept ready. */
const MOST_SHELVES = 200;
const UNJUDGED = { all: null, styles: undefined };

/** How long an answer may take to begin, and to send its next piece, in ms. */
export interface Timing {
  firstByteMs?: number;
  idleMs?: number;
}

export interface MarketDeps {
  catalogue: Catalogue;
  mounts: readonly Mounted[];
  outbound: Outbound;
  clock: Clock;
  health: Health;
  vault: Vault;
  prices: Prices;
  votes: Votes;
  /** May hosted providers be asked for their lists by themselves? */
  refreshes: boolean;
}

export function createMarket({ catalogue, mounts, outbound, clock, health, vault, prices, votes, refreshes }: MarketDeps) {
  const byId = new Map(mounts.map((mount) => [mount.provider.id, mount]));
  /** What servers listed when last asked; null where they did not answer. */
  const discovered = new Map<string, Offer[] | null>();
  /** Every offer that was ever listed: a server too busy to list its models is still the one that made what it made. */
  const remembered = new Map<string, Offer>();

  /** By model, host and terms; what each asks for. Licences change with the version only. */
  const chains = new Map<string, LicenseChain>();
  const asked = new WeakMap<LicenseChain, readonly Duty[]>();

  /** What hosted providers listed when last asked, with their live prices. */
  const refreshed = new Map<string, { offers: Offer[]; at: number }>();

  /** The key from the environment, else the one that was set here. */
  const secretOf = (mount: Mounted): string | null =>
    mount.secret ?? (mount.provider.keyVariable === null ? null : vault.secretOf(mount.provider.id));

  /** Null while a provider is on; else why it is off, as a sentence that says what to do. */
  function off(mount: Mounted): string | null {
    const { provider } = mount;
    if (provider.handOff) return provider.hint;
    if (provider.discover) {
      const found = discovered.get(provider.id);
      if (found && found.length > 0) return null;
      return found ? `it answers but lists no model. ${provider.hint}` : provider.hint;
    }
    return provider.keyVariable !== null && secretOf(mount) === null ? provider.hint : null;
  }

  const offersOf = (mount: Mounted): Offer[] => [
    ...(refreshed.get(mount.provider.id)?.offers ?? mount.provider.offers),
    ...(discovered.get(mount.provider.id) ?? []),
  ];

  const modelOf = (offer: Offer): Model | null => catalogue.models.get(offer.model) ?? catalogue.resolve(offer.remote);

  /** One object for all offers that touch the same licences, so that a plan over hundreds of them judges each chain once. */
  function licensesOf(model: Model | null, offer: Offer): LicenseChain {
    const hosted = offer.data.local ? "" : `${offer.provider} ${offer.serviceTerms}`;
    const key = `${model ? model.id : `${offer.model} ${offer.license}`} ${hosted}`;
    const before = chains.get(key);
    if (before) return before;
    const chain = chainOf(model, offer, catalogue);
    chains.set(key, chain);
    return chain;
  }

  function viewOf(mount: Mounted, offer: Offer): OfferView {
    const model = modelOf(offer);
    return {
      offer,
      model,
      openness: null,
      licenses: licensesOf(model, offer),
      providerTitle: mount.provider.title,
      priceVersion: offer.price && prices.versionOf(offer.price),
      neural: mount.provider.neural,
      off: null,
      handOff: mount.provider.handOff !== undefined,
      failing: null,
      apart: mount.provider.apart === true,
      quality: null,
      measuredSeconds: null,
    };
  }

  /** Every offer with its price, for the book. */
  const priced = () => mounts.flatMap(offersOf);

  /** As the indexes and the operator judge it. */
  function open(view: OfferView): void {
    view.openness = catalogue.openness(view.model?.id ?? view.offer.model)?.opennessClass ?? null;
  }

  /** What votes and published ratings say, else what the offer says of itself. */
  function judge(view: OfferView, org: string, task: TaskId | undefined): void {
    const own = task ? view.offer.quality[task] : undefined;
    const { all, styles } = view.model && task ? votes.quality(org, view.model.id, task) : UNJUDGED;
    view.quality = all ?? (own ? { value: own.value, source: `${own.source}, ${own.date}` } : null);
    view.styles = styles;
  }

  /** Returns whether anything is other than it was. */
  function measure(view: OfferView): boolean {
    const { failing, measuredSeconds, success, queueSeconds } = view;
    view.failing = health.failing(view.offer.id, view.offer.provider);
    view.measuredSeconds = health.seconds(view.offer.id);
    view.success = health.success(view.offer.id);
    view.queueSeconds = health.queueSeconds(view.offer.provider);
    return view.failing !== failing || view.measuredSeconds !== measuredSeconds || view.success !== success || view.queueSeconds !== queueSeconds;
  }

  /** Everything as it stands now; `task` leaves out what cannot serve it, and takes quality for that task, as the organisation's votes and others see it. */
  function world(task?: TaskId, org = ""): World {
    const today = isoTime(clock.now()).slice(0, 10);
    if (task) return { ...onShelf(task, org), today };
    return { offers: mounts.flatMap((mount) => offersOf(mount).map((offer) => fresh(mount, offer))), today };
  }

  function fresh(mount: Mounted, offer: Offer): OfferView {
    const view = viewOf(mount, offer);
    view.off = off(mount);
    open(view);
    judge(view, "", tasksOf(offer)[0]);
    measure(view);
    return view;
  }

  /** The views of one task for one organisation: made once, and changed in place when something was learned, so that the router need not look at all anew. */
  interface Shelf {
    /** The lists that it was made of: another list is another shelf. */
    lists: readonly (readonly Offer[] | null)[];
    views: readonly OfferView[];
    /** Where those of each mount begin. */
    byMount: readonly { mount: Mounted; from: number; views: readonly OfferView[] }[];
    /** Where those stand of which health knows something by this id: an offer's, or a provider's. */
    known: ReadonlyMap<string, readonly number[]>;
    changes: ChangeLog<number>;
    opened: number;
    judged: number;
    measured: number;
    /** Where something passes with time alone: an open breaker, a wait in line, failures of late. And when they were looked at. */
    passing: Set<number>;
    passedAt: number;
  }
  const shelves = new Map<string, Shelf>();

  function onShelf(task: TaskId, org: string): Pick<World, "offers" | "changes"> {
    const key = `${org} ${task}`;
    const lists = mounts.flatMap((mount) => [
      refreshed.get(mount.provider.id)?.offers ?? mount.provider.offers,
      discovered.get(mount.provider.id) ?? null,
    ]);
    let shelf = shelves.get(key);
    if (!shelf || shelf.lists.some((list, index) => list !== lists[index])) {
      shelf = newShelf(lists, task);
      if (shelves.size >= MOST_SHELVES) shelves.clear();
      shelves.set(key, shelf);
    }
    bringUpToDate(shelf, org, task);
    return { offers: shelf.views, changes: shelf.changes };
  }

  function newShelf(lists: Shelf["lists"], task: TaskId): Shelf {
    const [views, byMount] = [[] as OfferView[], [] as Shelf["byMount"][number][]];
    for (const mount of mounts) {
      const own = offersOf(mount).filter((offer) => offer.tasks[task]);
      byMount.push({ mount, from: views.length, views: own.map((offer) => viewOf(mount, offer)) });
      views.push(...byMount.at(-1)!.views);
    }
    const known = new Map<string, number[]>();
    for (const [place, { offer }] of views.entries())
      for (const id of [offer.id, ofProvider(offer.provider)]) {
        const places = known.get(id);
        if (places) places.push(place);
        else known.set(id, [place]);
      }
    const changes = createChangeLog<number>();
    return { lists, byMount, views, known, changes, opened: -1, judged: -1, measured: -1, passing: new Set(), passedAt: 0 };
  }

  function bringUpToDate(shelf: Shelf, org: string, task: TaskId): void {
    const { views, changes } = shelf;
    for (const { mount, from, views: own } of shelf.byMount) {
      const reason = off(mount);
      if (own.length === 0 || own[0]!.off === reason) continue;
      for (const [index, view] of own.entries()) {
        view.off = reason;
        changes.note(from + index);
      }
    }
    if (shelf.opened !== catalogue.overrides() || shelf.judged !== votes.version()) {
      for (const view of views) {
        open(view);
        judge(view, org, task);
      }
      changes.all();
    }
    shelf.opened = catalogue.overrides();
    shelf.judged = votes.version();
    measureAgain(shelf);
  }

  /** Looks at those of which something was learned, and at those where something passes by itself. */
  function measureAgain(shelf: Shelf): void {
    const { views, known, changes, passing } = shelf;
    const learned = shelf.measured < 0 ? null : health.changes.since(shelf.measured);
    const due = learned ? new Set(learned.flatMap((id) => known.get(id) ?? [])) : new Set(views.keys());
    shelf.measured = health.changes.version();
    // Either way: the clock may have been set back.
    if (passing.size > 0 && Math.abs(clock.now() - shelf.passedAt) >= PASSING_MS) {
      shelf.passedAt = clock.now();
      for (const place of passing) due.add(place);
    }
    for (const place of due) {
      const view = views[place]!;
      if (measure(view)) changes.note(place);
      if (view.failing !== null || (view.queueSeconds ?? 0) > 0 || (view.success ?? 1) < 1) passing.add(place);
      else passing.delete(place);
    }
  }

  const find = (provider: string): Mounted | null => byId.get(provider) ?? null;

  function mounted(provider: string): Mounted {
    const found = byId.get(provider);
    if (!found) throw new AppError("provider.not_found", `The provider "${provider}" is not part of this server any more.`);
    return found;
  }

  function listed(id: string): Offer | null {
    for (const mount of mounts) {
      const found = offersOf(mount).find((candidate) => candidate.id === id);
      if (found) return found;
    }
    return remembered.get(id) ?? null;
  }

  function offer(id: string): Offer {
    const found = listed(id);
    if (found) return found;
    throw new AppError("provider.not_found", `The offer "${id}" is not there any more.`);
  }

  /** What the licences of this offer ask for, as they are now; null where the offer is not there any more. */
  function duties(id: string): readonly Duty[] | null {
    const found = listed(id);
    if (!found) return null;
    const chain = licensesOf(modelOf(found), found);
    const before = asked.get(chain) ?? dutiesOf(chain);
    asked.set(chain, before);
    return before;
  }

  /** What an adapter is given. `timing` bounds how long an answer may take to begin, and to go on; without it a provider may think as long as it likes. */
  function context(mount: Mounted, signal: AbortSignal, report: Context["report"] = () => undefined, timing: Timing = {}): Context {
    return {
      baseUrl: mount.baseUrl ?? mount.provider.defaultUrl ?? "",
      secret: secretOf(mount),
      fetch: (url, { firstByteMs, ...init } = {}) =>
        patiently(
          mount,
          { ...timing, ...(firstByteMs === undefined ? {} : { firstByteMs }) },
          AbortSignal.any([signal, ...(init.signal ? [init.signal] : [])]),
          (until) => outbound.fetch(url, { idleMs: timing.idleMs ?? SILENCE_MS, ...init, signal: until }),
        ),
      signal,
      now: clock.now,
      report,
    };
  }

  /** Ends a request that has not begun to be answered in time; one that has goes on. */
  async function patiently(
    mount: Mounted,
    { firstByteMs }: Timing,
    signal: AbortSignal,
    ask: (signal: AbortSignal) => Promise<Response>,
  ): Promise<Response> {
    if (firstByteMs === undefined) return ask(signal);
    const late = new AbortController();
    const over = new AbortController();
    const title = mount.provider.title;
    void clock
      .sleep(firstByteMs, over.signal)
      .then(
        () =>
          over.signal.aborted ||
          late.abort(new AppError("provider.timeout", `${title} did not begin to answer within ${Math.round(firstByteMs / 1000)} seconds.`)),
      );
    try {
      return await ask(AbortSignal.any([signal, late.signal]));
    } finally {
      over.abort();
    }
  }

  /** Has it this sense? Null where nobody told, or it is not there any more. */
  function senses(id: string, task: TaskId, sense: Sense): boolean | null {
    const found = listed(id);
    return found && senseOf({ model: modelOf(found) }, found.tasks[task], sense);
  }

  /** How many outputs one attempt at this offer may be asked for. */
  function atOnce(id: string, task: TaskId): number {
    const found = offer(id);
    const apart = mounted(found.provider).provider.apart === true;
    return apart ? 1 : (found.tasks[task]?.maxCount ?? 1);
  }

  /** How many attempts may be under way at a provider, as it declares or the operator set. */
  const concurrency = (provider: string): number => {
    const mount = byId.get(provider);
    return mount?.concurrency ?? mount?.provider.concurrency ?? 1;
  };

  /** Asks the servers that list their own models, all at once and briefly. */
  async function discover(): Promise<void> {
    await Promise.all(
      mounts
        .filter((mount) => mount.provider.discover)
        .map(async (mount) => {
          const found = await mount.provider.discover!(context(mount, AbortSignal.timeout(DISCOVER_MS))).catch(() => null);
          for (const listed of found ?? []) remembered.set(listed.id, listed);
          discovered.set(mount.provider.id, found);
        }),
    );
  }

  /** Asks hosted providers that are on for their own lists, not more often than hourly. A list that cannot be had leaves the one before. */
  async function refresh(): Promise<void> {
    if (!refreshes) return;
    const due = mounts.filter(({ provider }) => provider.refresh && clock.now() - (refreshed.get(provider.id)?.at ?? -Infinity) >= REFRESH_EVERY_MS);
    await Promise.all(
      due
        .filter((mount) => off(mount) === null)
        .map(async (mount) => {
          const listed = await mount.provider.refresh!(context(mount, AbortSignal.timeout(REFRESH_MS))).catch(() => null);
          refreshed.set(mount.provider.id, { offers: listed ?? refreshed.get(mount.provider.id)?.offers ?? mount.provider.offers, at: clock.now() });
        }),
    );
  }

  /** Does a provider answer, and does it take its key? Spends nothing. */
  async function probe(id: string): Promise<{ good: boolean; says: string; code: ErrorCode | null; ms: number }> {
    const mount = mounted(id);
    const { provider } = mount;
    const started = clock.now();
    const told = (good: boolean, says: string, code: ErrorCode | null = null) => ({ good, says, code, ms: clock.now() - started });
    if (provider.handOff) return told(true, "There is nothing to ask: it has no API, and you carry the prompt there yourself.");
    if (provider.discover) {
      await discover();
      const reason = off(mount);
      return reason === null ? told(true, `Answers, and lists ${offersOf(mount).length} offers.`) : told(false, reason, "provider.unreachable");
    }
    const reason = off(mount);
    if (reason !== null) return told(false, reason, "provider.auth");
    if (!provider.probe)
      return told(true, provider.local ? "Nothing to ask: it runs in this process." : "It has no way to be asked that spends nothing.");
    const failure = await provider.probe(context(mount, AbortSignal.timeout(PROBE_MS)));
    return failure ? told(false, failure.message, failure.code) : told(true, "Answers, and takes the key.");
  }

  /** Is this the name of a model, an alias, or an offer? */
  function named(name: string): boolean {
    if (catalogue.resolve(name)) return true;
    const wanted = name.toLowerCase();
    return world().offers.some((view) => namesOf(view).some((own) => own.toLowerCase() === wanted));
  }

  /** Why no offer even came into question, as a sentence; null where the router's own words do. */
  function whyNobody(name: string, task: TaskId): string | null {
    const model = catalogue.resolve(name);
    if (!model) return null;
    const title = taskOf(task).title.toLowerCase();
    if (!model.tasks.includes(task)) return `${model.name} does not do "${title}"; it does ${model.tasks.join(", ")}.`;
    if (model.access.includes("none")) return `${model.name} is closed: it has no API, so nobody can be asked to run it.`;
    if (model.lifecycle.status === "retired")
      return `${model.name} was retired${model.lifecycle.shutdown ? ` on ${model.lifecycle.shutdown}` : ""}${model.lifecycle.successor ? `; its successor is ${model.lifecycle.successor}` : ""}.`;
    return `${model.name} is known, but no provider that this version can reach offers it yet.`;
  }

  const keyOf = (mount: Mounted): ProviderStatus["key"] => {
    const { id, keyVariable } = mount.provider;
    if (keyVariable === null) return null;
    const kept = vault.about(id);
    if (mount.secret !== null) return { variable: keyVariable, source: "environment", hint: null, setAt: null, problem: null };
    if (!kept) return { variable: keyVariable, source: null, hint: null, setAt: null, problem: null };
    return { variable: keyVariable, source: "stored", hint: kept.hint, setAt: kept.setAt, problem: kept.broken };
  };

  /** Why it is on or off, in words. */
  function whyState(mount: Mounted, reason: string | null): string {
    const { provider } = mount;
    const key = keyOf(mount);
    if (provider.handOff) return "has no API; you carry the prompt there and the result back";
    if (key?.problem && key.source === "stored") return `its key cannot be used: ${key.problem}`;
    if (key) return key.source === "stored" ? "its key is kept here" : `${key.variable} is ${key.source ? "set" : "not set"}`;
    if (!provider.discover) return "needs nothing";
    if (reason === null) return `answers at ${mount.baseUrl}`;
    return discovered.get(provider.id) ? "lists no model" : "does not answer";
  }

  function statuses(): ProviderStatus[] {
    return mounts.map((mount) => {
      const { provider } = mount;
      const offers = offersOf(mount);
      const reason = off(mount);
      return {
        id: provider.id,
        title: provider.title,
        state: reason === null ? "on" : "off",
        reason: whyState(mount, reason),
        hint: reason === null ? null : provider.hint,
        local: provider.local,
        url: mount.baseUrl ?? provider.defaultUrl,
        offers: offers.length,
        tasks: [...new Set(offers.flatMap(tasksOf))],
        models: [...new Set(offers.map((each) => each.model))],
        health: health.state(
          provider.id,
          offers.map((each) => each.id),
        ),
        key: keyOf(mount),
        handOff: provider.handOff !== undefined,
        pulls: provider.pull !== undefined,
        data: offers[0]?.data ?? null,
        declares: declaredBy(provider),
      };
    });
  }

  return { world, priced, find, mounted, offer, duties, senses, context, atOnce, concurrency, discover, refresh, probe, statuses, named, whyNobody };
}

/** What an adapter says of itself, for people who ask what may happen to their money and their files. */
const declaredBy = (provider: Provider): ProviderStatus["declares"] => ({
  repeat: provider.repeat,
  lookup: provider.lookup !== undefined,
  cancel: provider.cancel !== undefined,
  progress: provider.progress,
  webhook: provider.webhook !== undefined,
  resultSeconds: provider.resultSeconds,
  refusalCharged: provider.refusalCharged,
  checked: provider.checked,
});

export type Market = ReturnType<typeof createMarket>;
