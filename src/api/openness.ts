// The operator's own word on openness over HTTP: set with a reason, and taken away. Judges nothing: the rules are the catalogue's.
import type { Identity } from "../accounts/accounts.ts";
import { unjudged } from "../catalogue/catalogue.ts";
import { AppError } from "../spec/error.ts";
import { type Openness, OPENNESS_LAYERS, type OpennessLayer } from "../spec/openness.ts";
import type { ApiDeps, Handlers } from "./handler.ts";

export function opennessHandlers(deps: ApiDeps): Pick<Handlers, "openness.override" | "openness.restore"> {
  const { db, accounts, catalogue, overrides, events, market } = deps;

  /** The catalogue's id behind a name, or that of a model which only a server of one's own lists. */
  function modelOf(name: string): string {
    const id = catalogue.resolve(name)?.id ?? name;
    if (catalogue.models.has(id) || market.world().offers.some((view) => view.offer.model === id)) return id;
    throw new AppError("request.not_found", `There is no model "${name}".`, { field: "id" });
  }

  /** Every organisation's router sees the same catalogue. */
  function mayJudge(identity: Identity): void {
    if (identity.org !== deps.home) throw new AppError("auth.scope", "Openness is judged by the admins of the organisation that runs this server.");
  }

  async function whoIs(identity: Identity): Promise<string> {
    const key = identity.key && (await accounts.listKeys(identity.org)).find((one) => one.id === identity.key);
    return key ? `key "${key.name}"` : "the studio";
  }

  const layerIn = (text: string): OpennessLayer => {
    const layer = OPENNESS_LAYERS.find((one) => one === text);
    if (!layer) throw new AppError("request.invalid", `A layer is one of ${OPENNESS_LAYERS.join(", ")}.`, { field: "layer" });
    return layer;
  };
  const seen = (id: string): Openness => catalogue.openness(id) ?? unjudged();

  return {
    "openness.override": async ({ identity, params, body }) => {
      mayJudge(identity);
      const model = modelOf(params.id!);
      const by = await whoIs(identity);
      await db.tx(async (tx) => {
        await overrides.set(tx, { model, by, ...body }, identity.org);
        const { layer, value, reason } = body;
        await events.append(tx, { org: identity.org, subject: model, type: "openness.overridden", data: { by: identity.key, layer, value, reason } });
      });
      return seen(model);
    },
    "openness.restore": async ({ identity, params }) => {
      mayJudge(identity);
      const model = modelOf(params.id!);
      const layer = layerIn(params.layer!);
      await db.tx(async (tx) => {
        await overrides.remove(tx, model, layer);
        await events.append(tx, { org: identity.org, subject: model, type: "openness.restored", data: { by: identity.key, layer } });
      });
      return seen(model);
    },
  };
}
