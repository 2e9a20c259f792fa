// Health, dead jobs, and the hooks by which providers wake us.
import { AppError } from "../spec/error.ts";
import { LIMITS } from "../spec/limits.ts";
import type { ApiDeps, Handlers } from "./handler.ts";
import { readBytes } from "./receive.ts";

export function systemHandlers(deps: ApiDeps): Pick<Handlers, "health" | "jobs.dead" | "jobs.revive" | "hooks.receive"> {
  const { db, jobs, market, generations } = deps;
  return {
    health: async () => ({ status: "ok", version: deps.version }),
    "jobs.dead": async ({ identity }) => ({ object: "list", data: await jobs.dead(db, identity.org) }),
    "jobs.revive": ({ identity, params }) => db.tx((tx) => jobs.revive(tx, identity.org, params.id!)),
    "hooks.receive": async ({ params, request }) => {
      const mount = market.find(params.provider!);
      // Said before a byte of the body is read: nobody sends us anything for these.
      if (!mount?.provider.webhook) throw new AppError("request.not_found", "No provider of that name sends webhooks here.", { field: "provider" });
      const attempt = new URL(request.url).searchParams.get("attempt") ?? "";
      if (!attempt || attempt.length > LIMITS.idChars)
        throw new AppError("request.invalid", "attempt must name the attempt, as in the URL that was given.", { field: "attempt" });
      const bytes = await readBytes(request, LIMITS.hookBytes);
      const copy = new Request(request.url, { method: "POST", headers: request.headers, body: bytes });
      const heard = await mount.provider.webhook(copy, market.context(mount, AbortSignal.timeout(10_000)));
      if (!heard) throw new AppError("auth.invalid", "The webhook's signature could not be verified.");
      // Known or not, ended or not: the answer is the same, or the provider would send it again and again.
      await generations.wakeAttempt(params.provider!, attempt, heard.remoteId);
    },
  };
}
