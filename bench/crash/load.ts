// What is asked of the servers in the crash bench, and by whom: a careful client that sends again what was not acknowledged, under the same key. Kills nobody.
import type { Client } from "../../src/sdk/sdk.ts";
import { AppError } from "../../src/spec/error.ts";
import type { AskInput } from "../../src/spec/plan.ts";

/** Out of so many asks in turn, which is what. All prompts differ, so that the providers' books tell them apart. */
const EVERY = 40;
const CANCEL_EVERY = 20;
const SENDING_AT_ONCE = 12;

function askOf(index: number): AskInput {
  const image = (prompt: string, provider: string, more: Partial<AskInput> = {}): AskInput => ({
    task: "text-to-image",
    input: { prompt, ...(provider === "builtin" ? { width: 96, height: 96 } : {}) },
    constraints: { only: [provider] },
    ...more,
  });
  switch (index % EVERY) {
    case 1:
      return image(`${index} a red boat`, "builtin");
    case 2:
      return { task: "text-to-sound", input: { prompt: `${index} rain`, seconds: 1 }, constraints: { only: ["builtin"] } };
    case 3:
    case 13:
    case 23:
      return image(`${index} a fox`, "openai");
    case 4:
    case 24:
      return image(`${index} three of them`, "fal", { count: 3 });
    case 5:
      return image(`${index} [error] broken`, "fal");
    case 6:
      return image(`${index} [refused_output] withheld`, "fal");
    case 7:
      return image(`${index} [timeout] slow`, "fal");
    case 8:
      return { task: "text-to-video", input: { prompt: `${index} waves` }, constraints: { only: ["fal"] } };
    default:
      return image(`${index} a lighthouse`, "fal");
  }
}

export interface Load {
  /** Key → ask, of what nobody has acknowledged yet. */
  open: Map<string, AskInput>;
  /** Key → id, as acknowledged. */
  known: Map<string, string>;
  /** Ids that somebody asked to stop. */
  canceled: Set<string>;
  /** A key that was acknowledged with two ids. */
  problems: string[];
  /** Why asks were not taken, and how often. */
  refused: Map<string, number>;
  /** Puts so many new asks in line; with `most`, no more than that wait there to be acknowledged. */
  add(count: number, most?: number): void;
  /** Sends all that is open; ends when each was tried once, or the server is known to be dead. */
  send(client: Client, alive?: () => boolean): Promise<void>;
}

export function createLoad(): Load {
  let asked = 0;
  const load: Load = {
    open: new Map(),
    known: new Map(),
    canceled: new Set(),
    problems: [],
    refused: new Map(),
    add(count, most = Number.POSITIVE_INFINITY) {
      for (let added = 0; added < count && load.open.size < most; added += 1) load.open.set(`ask-${asked}`, askOf(asked++));
    },
    async send(client, alive = () => true) {
      const waiting = [...load.open];
      const next = async (): Promise<void> => {
        for (let entry = waiting.shift(); entry && alive(); entry = waiting.shift()) await send(client, ...entry);
      };
      await Promise.all(Array.from({ length: SENDING_AT_ONCE }, next));
    },
  };

  /** A server that is gone, full or without its database answers no or not at all; a client asks again, later. */
  async function send(client: Client, key: string, body: AskInput): Promise<void> {
    try {
      const { id } = await client.call("generations.create", { body, headers: { "idempotency-key": key } });
      const before = load.known.get(key);
      if (before && before !== id) load.problems.push(`${key} was acknowledged as ${before} and as ${id}`);
      load.known.set(key, id);
      load.open.delete(key);
      if (Number(key.slice(4)) % CANCEL_EVERY !== 0) return;
      await client.call("generations.cancel", { params: { id } });
      load.canceled.add(id);
    } catch (thrown) {
      const code = thrown instanceof AppError ? thrown.code : String(thrown);
      load.refused.set(code, (load.refused.get(code) ?? 0) + 1);
    }
  }
  return load;
}
