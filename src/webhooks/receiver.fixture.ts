// A receiver of webhooks on loopback, for tests: keeps what came, and answers as it is told. Verifies nothing by itself.

export interface Got {
  id: string;
  headers: Record<string, string>;
  body: string;
  event: { type: string; timestamp: string; data: any };
}

/** What to answer: a status, a whole response, or a promise of either, which keeps the sender waiting. */
type Answer = number | Response | Promise<number | Response>;

export interface Receiver {
  url: string;
  origin: string;
  got: Got[];
  /** From now on; 200 unless told. */
  answer(how: (got: Got) => Answer): void;
  /** Those of one type, or about one subject. */
  of(type: string, id?: string): Got[];
  close(): Promise<void>;
}

export function startReceiver(): Receiver {
  const got: Got[] = [];
  let how: (got: Got) => Answer = () => 200;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 60,
    async fetch(request) {
      const body = await request.text();
      const one: Got = { id: request.headers.get("webhook-id") ?? "", headers: Object.fromEntries(request.headers), body, event: JSON.parse(body) };
      got.push(one);
      const answer = await how(one);
      return typeof answer === "number" ? new Response(null, { status: answer }) : answer;
    },
  });
  const origin = `http://127.0.0.1:${server.port}`;
  return {
    url: `${origin}/hear`,
    origin,
    got,
    answer: (next) => (how = next),
    of: (type, id) => got.filter(({ event }) => event.type === type && (id === undefined || event.data.id === id)),
    close: () => server.stop(true),
  };
}
