// Health, dead jobs, and the hooks by which providers wake us.
import { AppError } from "../spec/error.ts";
import type { ApiDeps, Handlers } from "./handler.ts";
import { readBytes } from "./receive.ts";

const HOOK_BYTES = 4 * 1024 * 1024;

export function systemHandlers(deps: ApiDeps): Pick<Handlers, "health" | "jobs.dead" | "jobs.revive" | "hooks.receive"> {
  const { db, jobs, market, generations } = deps;
  return {
    health: async () => ({ status: "ok", version: deps.version }),
    "jobs.dead": async ({ identity }) => ({ object: "list", data: await jobs.dead(db, identity.org) }),
    "jobs.revive": ({ identity, params }) => db.tx((tx) => jobs.revive(tx, identity.org, params.id!)),
    "hooks.receive": async ({ params, request }) => {
      const mount = market.find(params.provider!);
      const bytes = await readBytes(request, HOOK_BYTES);
      const copy = new Request(request.url, { method: "POST", headers: request.headers, body: bytes });
      const heard = await mount?.provider.webhook?.(copy, market.context(mount, AbortSignal.timeout(10_000)));
      if (!heard) throw new AppError("auth.invalid", "The webhook's signature could not be verified.");
      const attempt = new URL(request.url).searchParams.get("attempt");
      if (attempt) await generations.wakeAttempt(params.provider!, attempt, heard.remoteId);
    },
  };
}
