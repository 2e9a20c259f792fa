// Many requests at once from a process of its own: its fetch keeps as many open as it is told to (BUN_CONFIG_MAX_HTTP_REQUESTS). Judges nothing.
// Reads {urls, keys, count, body} from its first argument and prints how each request ended, by code, and how often the database was too busy.

const { urls, keys, count, body } = JSON.parse(process.argv[2]!) as { urls: string[]; keys: string[]; count: number; body: object };
/** A server that cannot write says so and begins nothing: the same request is sent again, under the same idempotency key. */
const PATIENCE = 20;
let busy = 0;

async function ask(index: number): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(`${urls[(index + tries) % urls.length]}/v1/generations`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${keys[index % keys.length]}`,
        "content-type": "application/json",
        "idempotency-key": `crowd-${index}`,
      },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { code?: string };
    if (response.status === 503 && tries < PATIENCE) {
      busy += 1;
      await Bun.sleep(50 * (tries + 1));
      continue;
    }
    return response.status === 202 ? "begun" : `${response.status} ${answer.code}`;
  }
}

const outcomes: Record<string, number> = {};
for (const outcome of await Promise.all(Array.from({ length: count }, (_, index) => ask(index)))) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
console.log(JSON.stringify({ outcomes, busy }));

export {};
