// What can be had at this moment: the mounted providers' offers joined with the catalogue and with how they have done of late. Chooses nothing.
import type { Catalogue } from "../catalogue/catalogue.ts";
import { type Clock, isoTime } from "../clock.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { Context, Mounted } from "../providers/providers.ts";
import { namesOf, type OfferView, type World } from "../router/router.ts";
import { AppError } from "../spec/error.ts";
import { type Offer, opennessOf, type ProviderStatus, tasksOf } from "../spec/model.ts";
import { type TaskId, taskOf } from "../spec/task.ts";
import type { Health } from "./health.ts";

/** How long a provider may be silent in the middle of an answer: images arrive whole after minutes of nothing. */
const SILENCE_MS = 10 * 60_000;
const DISCOVER_MS = 2_000;
export const DISCOVER_EVERY_MS = 30_000;

export interface MarketDeps {
  catalogue: Catalogue;
  mounts: readonly Mounted[];
  outbound: Outbound;
  clock: Clock;
  health: Health;
}

export function createMarket({ catalogue, mounts, outbound, clock, health }: MarketDeps) {
  const byId = new Map(mounts.map((mount) => [mount.provider.id, mount]));
  /** What servers listed when last asked; null where they did not answer. */
  const discovered = new Map<string, Offer[] | null>();
  /** Every offer that was ever listed: a server too busy to list its models is still the one that made what it made. */
  const remembered = new Map<string, Offer>();

  /** Null while a provider is on; else why it is off, as a sentence that says what to do. */
  function off(mount: Mounted): string | null {
    const { provider } = mount;
    if (provider.discover) {
      const found = discovered.get(provider.id);
      if (found && found.length > 0) return null;
      return found ? `it answers but lists no model. ${provider.hint}` : provider.hint;
    }
    return provider.keyVariable !== null && mount.secret === null ? provider.hint : null;
  }

  const offersOf = (mount: Mounted): Offer[] => [...mount.provider.offers, ...(discovered.get(mount.provider.id) ?? [])];

  function viewOf(mount: Mounted, offer: Offer, reason: string | null): OfferView {
    const model = catalogue.models.get(offer.model) ?? catalogue.resolve(offer.remote);
    const task = tasksOf(offer)[0];
    const rated = (model && task && catalogue.quality(model.id, task)) || null;
    const own = task ? offer.quality[task] : undefined;
    return {
      offer,
      model,
      openness: model ? opennessOf(model) : null,
      license: model?.license ? (catalogue.licenses.get(model.license) ?? null) : null,
      providerTitle: mount.provider.title,
      neural: mount.provider.neural,
      off: reason,
      failing: health.failing(offer.id),
      quality: rated
        ? { value: rated.value, source: `${rated.source}, ${rated.date}` }
        : own
          ? { value: own.value, source: `${own.source}, ${own.date}` }
          : null,
      measuredSeconds: health.seconds(offer.id),
    };
  }

  /** Everything as it stands now; `task` leaves out what cannot serve it, and takes quality for that task. */
  function world(task?: TaskId): World {
    const offers = mounts.flatMap((mount) => {
      const reason = off(mount);
      return offersOf(mount)
        .filter((offer) => !task || offer.tasks[task])
        .map((offer) => viewOf(mount, task ? { ...offer, tasks: { [task]: offer.tasks[task]! } } : offer, reason));
    });
    return { offers, today: isoTime(clock.now()).slice(0, 10) };
  }

  const find = (provider: string): Mounted | null => byId.get(provider) ?? null;

  function mounted(provider: string): Mounted {
    const found = byId.get(provider);
    if (!found) throw new AppError("provider.not_found", `The provider "${provider}" is not part of this server any more.`);
    return found;
  }

  function offer(id: string): Offer {
    for (const mount of mounts) {
      const found = offersOf(mount).find((candidate) => candidate.id === id);
      if (found) return found;
    }
    const before = remembered.get(id);
    if (before) return before;
    throw new AppError("provider.not_found", `The offer "${id}" is not there any more.`);
  }

  function context(mount: Mounted, signal: AbortSignal, report: Context["report"] = () => undefined): Context {
    return {
      baseUrl: mount.baseUrl ?? mount.provider.defaultUrl ?? "",
      secret: mount.secret,
      fetch: (url, init) =>
        outbound.fetch(url, { idleMs: SILENCE_MS, ...init, signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal }),
      signal,
      now: clock.now,
      report,
    };
  }

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

  function statuses(): ProviderStatus[] {
    return mounts.map((mount) => {
      const { provider } = mount;
      const offers = offersOf(mount);
      const reason = off(mount);
      const why =
        provider.keyVariable === null ? (provider.discover ? `answers at ${mount.baseUrl}` : "needs nothing") : `${provider.keyVariable} is set`;
      return {
        id: provider.id,
        title: provider.title,
        state: reason === null ? "on" : "off",
        reason:
          reason === null
            ? why
            : provider.keyVariable !== null
              ? `${provider.keyVariable} is not set`
              : discovered.get(provider.id)
                ? "lists no model"
                : "does not answer",
        hint: reason === null ? null : provider.hint,
        local: provider.local,
        url: mount.baseUrl ?? provider.defaultUrl,
        offers: offers.length,
        tasks: [...new Set(offers.flatMap(tasksOf))],
        health: health.state(offers.map((each) => each.id)),
      };
    });
  }

  return { world, find, mounted, offer, context, discover, statuses, named, whyNobody };
}

export type Market = ReturnType<typeof createMarket>;
