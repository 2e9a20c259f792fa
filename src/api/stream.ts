// Server-sent events out of a generator, for the resources that have some. Knows no resource.
import type { ApiDeps } from "./handler.ts";

/** Proxies close silent connections; a comment keeps them open. */
const HEARTBEAT_MS = 15_000;

/** One event for each time that the client is ready for one, so that a slow reader fills no memory; ended with it, however it leaves. */
export function eventStream(
  follow: (signal: AbortSignal) => AsyncGenerator<{ type: string }>,
  client: AbortSignal,
  deps: Pick<ApiDeps, "clock" | "log">,
): Response {
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
