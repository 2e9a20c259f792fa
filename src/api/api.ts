// The HTTP door: finds the row, checks the key and its scope, parses by spec, calls the handler. Knows no resource; each has its own file.
import { Hono } from "hono";
import { type Identity, requireScope } from "../accounts/accounts.ts";
import type { Endpoint, EndpointId, EndpointRow } from "../spec/http.ts";
import { ENDPOINTS } from "../spec/http.ts";
import { AppError, asAppError } from "../spec/error.ts";
import { accountHandlers } from "./accounts.ts";
import { assetHandlers } from "./assets.ts";
import { budgetHandlers } from "./budgets.ts";
import { catalogueHandlers } from "./catalogue.ts";
import { checkHandlers } from "./checks.ts";
import { licenseHandlers } from "./licenses.ts";
import { gapHandlers } from "./gap.ts";
import { generationHandlers } from "./generations.ts";
import { type ApiDeps, type Handlers, identify, pathPattern, type Received } from "./handler.ts";
import { moneyHandlers } from "./money.ts";
import { openAiHandlers } from "./openai.ts";
import { opennessHandlers } from "./openness.ts";
import { docsPage } from "./docs.ts";
import { openApiDocument } from "./openapi.ts";
import { policyHandlers } from "./policies.ts";
import { openAiError, problemResponse } from "./problem.ts";
import { promptHandlers } from "./prompts.ts";
import { providerHandlers } from "./providers.ts";
import { readBody, readQuery } from "./receive.ts";
import { systemHandlers } from "./system.ts";
import { voteHandlers } from "./votes.ts";
import { webhookHandlers } from "./webhooks.ts";

/** Every row of the endpoint table has its handler here, or this does not compile. */
function handlersOf(deps: ApiDeps): Handlers {
  return {
    ...systemHandlers(deps),
    ...accountHandlers(deps),
    ...generationHandlers(deps),
    ...catalogueHandlers(deps),
    ...licenseHandlers(deps),
    ...opennessHandlers(deps),
    ...voteHandlers(deps),
    ...checkHandlers(deps),
    ...gapHandlers(deps),
    ...promptHandlers(deps),
    ...providerHandlers(deps),
    ...assetHandlers(deps),
    ...moneyHandlers(deps),
    ...webhookHandlers(deps),
    ...budgetHandlers(deps),
    ...policyHandlers(deps),
    ...openAiHandlers(deps),
  };
}

const SECURITY = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
};

/** The whole HTTP interface as a fetch function. `studio` answers what is no endpoint: the page and its files. */
export function createApi(deps: ApiDeps, studio: (request: Request) => Promise<Response | null>) {
  const handlers = handlersOf(deps);
  const app = new Hono();

  for (const id of Object.keys(ENDPOINTS) as EndpointId[]) {
    const row: EndpointRow = ENDPOINTS[id];
    app.on(row.method, pathPattern(row.path), (context) => answer(id, row, context.req.raw, context.req.param() as Record<string, string>));
  }
  app.get("/openapi.json", () => Response.json(openApiDocument(deps.version)));
  app.get("/docs", () => docsPage(deps.version));
  app.notFound(async (context) => {
    const path = new URL(context.req.url).pathname;
    const other = methodsAt(path);
    if (other.length > 0)
      return problemResponse(new AppError("request.method", `${path} takes ${other.join(", ")}.`), path, { allow: other.join(", ") });
    const page = path.startsWith("/v1/") ? null : await studio(context.req.raw);
    return page ?? problemResponse(new AppError("request.not_found", `There is nothing at ${path}.`), path);
  });

  async function answer(id: EndpointId, row: EndpointRow, request: Request, params: Record<string, string>): Promise<Response> {
    const started = deps.clock.now();
    try {
      const identity = row.scope === null ? null : await identify(deps, request);
      if (identity && row.scope) requireScope(identity, row.scope);
      const received: Received = { request, params, identity, query: readQuery(row, request), body: await readBody(row, request) };
      const given = await (handlers[id] as (received: Received) => Promise<unknown>)(received);
      if (given instanceof Response) return given;
      if (row.gives === "none") return new Response(null, { status: row.status });
      return Response.json(given, { status: row.status });
    } catch (thrown) {
      const error = asAppError(thrown);
      if (error.row.status >= 500)
        deps.log("request failed", {
          endpoint: id,
          code: error.code,
          ms: deps.clock.now() - started,
          cause: String((error.cause as Error)?.stack ?? error.cause ?? error.detail),
        });
      return row.compat === "openai" ? openAiError(error) : problemResponse(error, new URL(request.url).pathname);
    }
  }

  /** What GET would say, without its body: that is let go unread, with the file or the listener behind it. */
  async function head(request: Request): Promise<Response> {
    const { body, status, headers } = await app.fetch(new Request(request, { method: "GET" }));
    await body?.cancel();
    return new Response(null, { status, headers });
  }

  async function fetch(request: Request): Promise<Response> {
    const response = request.method === "HEAD" ? await head(request) : await app.fetch(request);
    for (const [name, value] of Object.entries(SECURITY)) if (!response.headers.has(name)) response.headers.set(name, value);
    return response;
  }

  return { fetch };
}

/** The methods that some row takes at this path. */
function methodsAt(path: string): string[] {
  return (Object.values(ENDPOINTS) as EndpointRow[])
    .filter((row) => new RegExp(`^${row.path.replace(/\{\w+\+\}/g, ".+").replace(/\{\w+\}/g, "[^/]+")}$`).test(path))
    .map((row) => row.method);
}

export type { Endpoint, Identity };
