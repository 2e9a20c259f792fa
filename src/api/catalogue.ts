// The catalogue over HTTP: tasks, models, offers, licences. Reads only.
import { z } from "zod";
import { factsOf, unjudged } from "../catalogue/catalogue.ts";
import { parseTime } from "../clock.ts";
import type { OfferView } from "../router/router.ts";
import { AppError } from "../spec/error.ts";
import type { Model, ModelView } from "../spec/model.ts";
import { TASK_IDS, taskOf } from "../spec/task.ts";
import type { TaskView } from "../spec/http.ts";
import type { ApiDeps, Handlers } from "./handler.ts";
import { saleOf } from "./licenses.ts";
import { modelPages } from "./model-page.ts";

export function catalogueHandlers(deps: ApiDeps): Pick<Handlers, "tasks.list" | "models.list" | "models.get" | "models.page" | "offers.list"> {
  const { catalogue, market } = deps;
  const tasks: TaskView[] = TASK_IDS.map((id) => {
    const { title, verb, modality, output, live, subject, input, example } = taskOf(id);
    return {
      id,
      title,
      verb,
      modality,
      output,
      live,
      subject,
      inputSchema: z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) as Record<string, unknown>,
      example,
    };
  });

  const page = modelPages(deps);

  function viewOf(model: Model, offers: readonly OfferView[]): ModelView {
    const own = offers.filter((view) => view.model?.id === model.id);
    const opened = catalogue.openness(model.id) ?? unjudged();
    const released = model.released ? parseTime(model.released) : Number.NaN;
    return {
      ...model,
      openness: factsOf(opened),
      object: "model",
      created: Number.isFinite(released) ? Math.floor(released / 1000) : 0,
      owned_by: model.maker,
      opennessClass: opened.opennessClass,
      offers: own.map((view) => view.offer.id),
      available: own.some((view) => view.off === null),
      commercial: saleOf(model, own, catalogue),
    };
  }

  /** Models that a server of your own lists and the catalogue does not know, shown by what little is known. */
  function strangers(offers: readonly OfferView[]): ModelView[] {
    const unknown = new Map(offers.filter((view) => view.model === null).map((view) => [view.offer.model, view]));
    return [...unknown.values()].map((view) => {
      const { source, date } = view.offer.data;
      const model: Model = {
        id: view.offer.model,
        name: view.offer.remote,
        maker: view.providerTitle,
        family: null,
        aliases: [],
        tasks: Object.keys(view.offer.tasks) as Model["tasks"],
        summary: `Listed by ${view.providerTitle}; not in the catalogue.`,
        parameters: null,
        released: null,
        access: ["weights"],
        openness: {},
        license: null,
        base: [],
        needs: [],
        teachers: [],
        lineage: {},
        lifecycle: { status: "active", shutdown: null, successor: null, source, date },
        neural: view.neural,
        links: [],
        notes: [],
        source,
        date,
      };
      return {
        ...viewOf(model, []),
        commercial: saleOf(model, [view], catalogue),
        offers: offers.filter((each) => each.offer.model === model.id).map((each) => each.offer.id),
        available: view.off === null,
      };
    });
  }

  function all(): ModelView[] {
    const { offers } = market.world();
    return [...[...catalogue.models.values()].map((model) => viewOf(model, offers)), ...strangers(offers)];
  }

  return {
    "tasks.list": async () => ({ object: "list", data: tasks }),
    "models.list": async ({ query }) => ({
      object: "list",
      data: all().filter(
        (model) => (!query.task || model.tasks.includes(query.task)) && (!query.available || String(model.available) === query.available),
      ),
    }),
    "models.get": async ({ params }) => {
      const id = catalogue.resolve(params.id!)?.id ?? params.id!;
      const found = all().find((model) => model.id === id);
      if (!found) throw new AppError("request.not_found", `There is no model "${params.id}".`, { field: "id" });
      return found;
    },
    "models.page": async ({ params, identity }) => page(params.id!, all(), identity.org),
    "offers.list": async ({ query }) => {
      const model = query.model ? (catalogue.resolve(query.model)?.id ?? query.model) : null;
      const found = market.world().offers.map((view) => view.offer);
      return {
        object: "list",
        data: found.filter((offer) => (!model || offer.model === model) && (!query.provider || offer.provider === query.provider)),
      };
    },
  };
}
