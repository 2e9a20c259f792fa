// What there is: tasks, models, licences, openness, the gap. Rows only: who answers them is api/.
import { z } from "zod";
import { MEDIA_KINDS } from "./asset.ts";
import { gapAsk, gapView } from "./gap.ts";
import { license, licenseCheck, licenseCheckAsk } from "./license.ts";
import { LIMITS } from "./limits.ts";
import { modelPage } from "./model-page.ts";
import { modelView, offer } from "./model.ts";
import { openness, overrideAsk } from "./openness.ts";
import { taskId } from "./task.ts";
import { endpoint, type EndpointRow, list, read } from "./http-row.ts";

const taskView = z.strictObject({
  id: taskId,
  title: z.string(),
  verb: z.string(),
  modality: z.string(),
  output: z.enum(MEDIA_KINDS),
  live: z.boolean(),
  subject: z.string().nullable(),
  /** JSON Schema of the input, with `title`, `control`, `accepts`, `advanced` and `unit` for forms. */
  inputSchema: z.record(z.string(), z.unknown()),
  example: z.record(z.string(), z.unknown()),
});
export type TaskView = z.infer<typeof taskView>;

export const CATALOGUE = {
  "tasks.list": read({
    path: "/v1/tasks",
    tag: "Catalogue",
    summary: "What can be asked for, with the input schema of each",
    response: list(taskView),
  }),
  "models.list": read({
    path: "/v1/models",
    tag: "Catalogue",
    summary: "Every model known; also a valid OpenAI list",
    query: z.strictObject({ task: taskId.optional(), available: z.enum(["true", "false"]).optional() }),
    response: list(modelView),
  }),
  "models.page": read({
    path: "/v1/models/{id+}/page",
    tag: "Catalogue",
    summary: "All that is known of one model: openness with every claim, licences, data terms, offers and prices, quality, safety, alternatives",
    response: modelPage,
  }),
  "models.get": read({
    path: "/v1/models/{id+}",
    tag: "Catalogue",
    summary: "One model, by id or alias (slashes stay as they are)",
    response: modelView,
  }),
  "openness.override": endpoint({
    method: "POST",
    path: "/v1/models/{id+}/openness",
    scope: "admin",
    tag: "Catalogue",
    summary: "Judge one layer of a model's openness otherwise than the indexes do, with a reason; the router follows it at once",
    takes: "json",
    gives: "json",
    status: 200,
    body: overrideAsk,
    response: openness,
  }),
  "openness.restore": endpoint({
    method: "DELETE",
    path: "/v1/models/{id+}/openness/{layer}",
    scope: "admin",
    tag: "Catalogue",
    summary: "Take an override of a layer away",
    takes: "none",
    gives: "json",
    status: 200,
    response: openness,
  }),
  "offers.list": read({
    path: "/v1/offers",
    tag: "Catalogue",
    summary: "Models as providers serve them, with prices",
    query: z.strictObject({ model: z.string().max(LIMITS.idChars).optional(), provider: z.string().max(LIMITS.idChars).optional() }),
    response: list(offer),
  }),
  "licenses.list": read({
    path: "/v1/licenses",
    tag: "Catalogue",
    summary: "Licences and service terms as fields and clauses",
    response: list(license),
  }),
  "licenses.check": endpoint({
    method: "POST",
    path: "/v1/licenses/check",
    scope: "read",
    tag: "Catalogue",
    summary: "May a model or an offer be used like this? Yes, no or unknown, with clauses, sources and duties. Not legal advice",
    takes: "json",
    gives: "json",
    status: 200,
    body: licenseCheckAsk,
    response: licenseCheck,
  }),
  "gap.look": endpoint({
    method: "POST",
    path: "/v1/gap",
    scope: "read",
    tag: "Catalogue",
    summary: "Is the best open model good enough? Against the best proprietary one, for each task, within your rules, over the dates that are known",
    takes: "json",
    gives: "json",
    status: 200,
    body: gapAsk,
    response: gapView,
  }),
} as const satisfies Record<string, EndpointRow>;
