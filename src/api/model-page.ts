// One model's page over HTTP: brings together what the catalogue, the market and the router know of it. Knows no model, and adds no fact of its own.
import { type Catalogue, type Rated, unjudged } from "../catalogue/catalogue.ts";
import { alternativesTo, exampleQuote, type OfferView, type Peer } from "../router/router.ts";
import { AppError } from "../spec/error.ts";
import { type Model, type ModelView, tasksOf } from "../spec/model.ts";
import type { Alternative, Licensed, ModelPage, ServiceView } from "../spec/model-page.ts";
import type { TaskId } from "../spec/task.ts";
import type { ApiDeps } from "./handler.ts";
import { checkLicenses } from "./licenses.ts";
import { fitsOf } from "./model-fit.ts";
import { safetyOf } from "./model-safety.ts";

type Deps = Pick<ApiDeps, "catalogue" | "market" | "overrides" | "votes">;

const cheapest = (views: readonly OfferView[], task: TaskId): number | null => {
  const known = views.flatMap((view) => exampleQuote(view, task)?.highMicro ?? []);
  return known.length > 0 ? Math.min(...known) : null;
};

/** What of a model matters to those who look for another at one of `wanted`. */
function peerOf(catalogue: Catalogue, model: ModelView, wanted: readonly TaskId[], views: readonly OfferView[], today: string): Peer {
  const { id, name, opennessClass, neural, available, lifecycle } = model;
  const shared = model.tasks.filter((task) => wanted.includes(task));
  const tasks = Object.fromEntries(shared.map((task) => [task, { quality: catalogue.quality(id, task), micro: cheapest(views, task) }]));
  const license = model.license ? (catalogue.licenses.get(model.license) ?? null) : null;
  const retired = lifecycle.status === "retired" || (lifecycle.shutdown !== null && lifecycle.shutdown <= today);
  return { id, name, opennessClass, license, neural, retired, available, tasks };
}

/** What the model's end points to comes before everything that rules find. */
function successorOf(model: ModelView, all: readonly ModelView[]): Alternative[] {
  const { status, shutdown, successor } = model.lifecycle;
  const next = all.find((one) => one.id === successor);
  if (!next) return [];
  const reason =
    status === "retired"
      ? `Its maker names it as the successor since the end${shutdown ? ` on ${shutdown}` : ""}.`
      : "Its maker names it as the successor.";
  return [{ kind: "successor", task: null, model: next.id, name: next.name, reason, opennessClass: next.opennessClass, available: next.available }];
}

function licensesOf(
  catalogue: Catalogue,
  model: Model | null,
  lineage: ModelPage["openness"]["lineage"],
  services: readonly ServiceView[],
): Licensed[] {
  const find = (id: string | null | undefined) => (id ? (catalogue.licenses.get(id) ?? null) : null);
  const chain = lineage.flatMap((one): Licensed[] =>
    one.relation === "teachers" ? [] : [{ of: one.name, relation: one.relation, license: find(one.license) }],
  );
  const terms = new Map(services.map(({ providerTitle, offer }) => [providerTitle, offer]));
  return [
    { of: model?.access.includes("weights") === false ? "the model" : "the weights", relation: "weights", license: find(model?.license) },
    ...chain,
    // On a machine of one's own there is no service, and so no terms.
    ...[...terms]
      .filter(([, offer]) => !offer.data.local)
      .map(([of, offer]): Licensed => ({ of, relation: "service", license: find(offer.serviceTerms) })),
  ];
}

/** Of each board and task what it said last: what it said before is the gap's. */
const newestOf = (ratings: readonly Rated[]): Rated[] =>
  ratings.filter((one, at) => ratings.findIndex((other) => other.task === one.task && other.board.title === one.board.title) === at);

export function modelPages({ catalogue, market, overrides, votes }: Deps) {
  function servicesOf(views: readonly OfferView[]): ServiceView[] {
    const health = new Map(market.statuses().map((status) => [status.id, status.health]));
    return views.map((view) => ({
      offer: view.offer,
      providerTitle: view.providerTitle,
      off: view.off,
      handOff: view.handOff,
      health: health.get(view.offer.provider) ?? "unknown",
      failing: view.failing,
      measuredSeconds: view.measuredSeconds,
      examples: tasksOf(view.offer).map((task) => ({ task, quote: exampleQuote(view, task) })),
    }));
  }

  function transparencyOf(id: string, claims: readonly { index: string | null }[]): ModelPage["transparency"] {
    const { makers, verdicts } = catalogue.transparency(id);
    const used = new Set(claims.map((claim) => claim.index));
    return {
      makers,
      verdicts,
      attributions: catalogue.attributions((index) => used.has(index.id) || (makers.length > 0 && index.makers.length > 0)),
    };
  }

  function descendantsOf(id: string): ModelPage["descendants"] {
    return [...catalogue.models.values()].flatMap(({ id: other, name, license }) => {
      const { lineage, opennessClass } = catalogue.openness(other) ?? unjudged();
      return lineage.filter((one) => one.model === id).map((one) => ({ ...one, model: other, name, opennessClass, license }));
    });
  }

  /** The page of one of `all`; "request.not_found" where there is no such model. */
  return function page(name: string, all: readonly ModelView[], org: string): ModelPage {
    const known = catalogue.resolve(name);
    const model = all.find((one) => one.id === (known?.id ?? name));
    if (!model) throw new AppError("request.not_found", `There is no model "${name}".`, { field: "id" });
    const { offers, today } = market.world();
    const byModel = Map.groupBy(offers, (view) => view.model?.id ?? view.offer.model);
    const views = byModel.get(model.id) ?? [];
    const openness = catalogue.openness(model.id) ?? unjudged();
    const services = servicesOf(views);
    const transparency = transparencyOf(
      model.id,
      Object.values(openness.layers).flatMap((layer) => layer.claims),
    );
    const licenses = licensesOf(catalogue, known, openness.lineage, services);
    const peers = all.map((one) => peerOf(catalogue, one, model.tasks, byModel.get(one.id) ?? [], today));
    return {
      model,
      openness,
      overrides: overrides.of(model.id),
      transparency,
      descendants: descendantsOf(model.id),
      licenses,
      sell: checkLicenses({ catalogue, market }, { model: model.id, use: { commercial: true } }),
      ratings: newestOf(catalogue.ratings(model.id)),
      here: model.tasks.flatMap((task) => votes.judgedHere(org, model.id, task) ?? []),
      styles: model.tasks.flatMap((task) => votes.judgedByStyle(org, model.id, task)),
      safety: safetyOf({ model, findings: catalogue.safety(model), licenses, transparency, services }),
      services,
      fits: fitsOf(
        model,
        views.map((view) => view.offer),
      ),
      alternatives: [
        ...successorOf(model, all),
        ...alternativesTo(
          peers.find((one) => one.id === model.id)!,
          peers,
        ),
      ],
    };
  };
}
