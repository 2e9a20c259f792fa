// Generations and plans over HTTP.
import { AppError } from "../spec/error.ts";
import type { GenerationEvent } from "../spec/generation.ts";
import { LIMITS } from "../spec/limits.ts";
import type { ApiDeps, Handlers } from "./handler.ts";

/** Proxies close silent connections; a comment keeps them open. */
const HEARTBEAT_MS = 15_000;

/** The key under which a repeated request makes nothing twice; null where none was sent. */
export function idempotencyKey(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  if (key.length === 0 || key.length > LIMITS.idempotencyKeyChars || !/^[\x21-\x7e]+$/.test(key)) {
    throw new AppError("request.invalid", `The Idempotency-Key must have 1 to ${LIMITS.idempotencyKeyChars} printable characters without spaces.`, {
      field: "Idempotency-Key",
    });
  }
  return key;
}

export function generationHandlers(
  deps: ApiDeps,
): Pick<
  Handlers,
  "generations.create" | "generations.list" | "generations.get" | "generations.events" | "generations.cancel" | "generations.delete" | "plans.create"
> {
  const { generations } = deps;
  return {
    "generations.create": async ({ identity, body, query, request }) => {
      const begun = await generations.create(identity, body, idempotencyKey(request));
      const shown = query.wait ? await generations.wait(identity.org, begun.id, query.wait, request.signal) : begun;
      return Response.json(shown, { status: 202, headers: { location: `/v1/generations/${begun.id}` } });
    },
    "generations.list": ({ identity, query }) => generations.list(identity.org, query),
    "generations.get": ({ identity, params }) => generations.get(identity.org, params.id!),
    "generations.events": async ({ identity, params, request }) => {
      await generations.get(identity.org, params.id!); // not found is said before the stream begins
      return eventStream((signal) => generations.follow(identity.org, params.id!, signal), request.signal, deps);
    },
    "generations.cancel": ({ identity, params }) => generations.cancel(identity.org, params.id!),
    "generations.delete": ({ identity, params }) => generations.remove(identity.org, params.id!),
    "plans.create": ({ identity, body }) => generations.plan(identity.org, body),
  };
}

/** One event for each time that the client is ready for one, so that a slow reader fills no memory; ended with it, however it leaves. */
function eventStream(follow: (signal: AbortSignal) => AsyncGenerator<GenerationEvent>, client: AbortSignal, deps: ApiDeps): Response {
  const encoder = new TextEncoder();
  const over = new AbortController();
  const events = follow(over.signal);
  // Both are needed: the signal ends one that waits, the return one that nobody asks any more.
  const leave = () => {
    over.abort();
    events.return(undefined).catch(() => undefined);
  };
  client.addEventListener("abort", leave, { once: true, signal: over.signal });
  if (client.aborted) leave();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const beat = async () => {
        for (;;) {
          await deps.clock.sleep(HEARTBEAT_MS, over.signal);
          if (over.signal.aborted) return;
          if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(": still here\n\n"));
        }
      };
      void beat().catch(() => undefined);
    },
    async pull(controller) {
      try {
        const { done, value } = await events.next();
        if (over.signal.aborted) return;
        if (!done) return controller.enqueue(encoder.encode(`event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`));
        over.abort();
        controller.close();
      } catch (error) {
        over.abort();
        deps.log("an event stream broke", { error: String(error) });
        controller.error(error);
      }
    },
    cancel: leave,
  });
  return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" } });
}
