// What an Ollama has: its models with what each can do and under which licence, as offers that cost nothing. Asks only; what it makes is ollama.ts.
import { z } from "zod";
import { isoTime } from "../../clock.ts";
import type { Offer, OfferTask } from "../../spec/model.ts";
import type { TaskId } from "../../spec/task.ts";
import { ask, type Wire } from "../flow.ts";
import { readJson } from "../http.ts";
import { ownOffer } from "../offers.ts";
import { sensing, tasksOf } from "../openai-compatible/listing.ts";
import type { Context } from "../providers.ts";

const MODELS = 300;
const tags = z.object({
  models: z
    .array(z.object({ name: z.string().min(1).max(150), digest: z.string().nullish() }))
    .nullable()
    .transform((models) => (models ?? []).slice(0, MODELS)),
});
const shown = z.object({
  capabilities: z.array(z.string()).nullish(),
  license: z.union([z.string(), z.array(z.string())]).nullish(),
});

/** What a model says about itself, as far as it is used here. */
export interface Told {
  capabilities: string[] | null;
  license: {
    /** The first line of its text, shortened. */ line: string;
    /** The catalogue's id, where the text is one that is known. */ id: string | null;
  } | null;
}

/** The capabilities that are a task of ours; the others (tools, vision, thinking, insert, embedding) are none. */
const CAPABILITIES: Readonly<Record<string, TaskId>> = { completion: "chat", image: "text-to-image" };

/** How licence texts begin, and their ids in the catalogue. */
export const LICENSES: readonly [RegExp, string][] = [
  [/apache license/i, "apache-2.0"],
  [/^\s*(the )?mit license|permission is hereby granted, free of charge/i, "mit"],
  [/llama 4 community license/i, "llama4"],
  [/llama 3\.3 community license/i, "llama3.3"],
  [/llama 3\.2 community license/i, "llama3.2"],
  [/llama 3\.1 community license/i, "llama3.1"],
  [/llama 3 community license/i, "llama3"],
  [/llama 2 community license/i, "llama2"],
  [/gemma terms of use/i, "gemma"],
  [/tongyi qianwen license|^\s*qwen license/i, "qwen"],
  [/mistral ai research license/i, "mistral-research"],
  [/flux(\.1)? \[dev\] non-commercial license/i, "flux-1-dev-nc"],
  [/stability ai community license/i, "stabilityai-community"],
];

/** The first line with words of a licence's text and the id that it stands for. Only the head is read: texts quote other licences further down. */
export function licenseOf(text: string | string[] | null | undefined): Told["license"] {
  const whole = (Array.isArray(text) ? text.join("\n") : (text ?? "")).slice(0, 2000);
  const line = whole
    .split("\n")
    .map((each) => each.replace(/\s+/g, " ").trim())
    .find((each) => /\p{L}{3}/u.test(each));
  return line ? { line: line.slice(0, 120), id: LICENSES.find(([sign]) => sign.test(whole))?.[1] ?? null } : null;
}

const TAKES: Partial<Record<TaskId, OfferTask>> = {
  chat: { inputs: { messages: true, max_tokens: true, max_completion_tokens: true, temperature: true, stream: true }, maxCount: 1, seconds: null },
  "text-to-image": {
    inputs: { prompt: true, width: { min: 64, max: 2048, step: 16, default: 1024 }, height: { min: 64, max: 2048, step: 16, default: 1024 } },
    maxCount: 1,
    seconds: null,
  },
};

/** What was told of a model does not change while its digest stays: asked once, though the list is asked every half minute. */
const known = new Map<string, Told>();
const KNOWN = 2000;

async function toldBy(name: string, digest: string | null | undefined, wire: Wire, context: Context): Promise<Told | null> {
  const key = `${context.baseUrl} ${digest}`;
  const before = digest ? known.get(key) : undefined;
  if (before) return before;
  const answer = await ask({ method: "POST", to: "api/show", json: { model: name } }, wire, context);
  const body = answer.ok ? readJson(answer, shown) : null;
  if (!body) return null;
  const told = { capabilities: body.capabilities ?? null, license: licenseOf(body.license) };
  if (known.size >= KNOWN) known.clear();
  if (digest) known.set(key, told);
  return told;
}

/** The offers of the Ollama at the context's address; null where none answers there. */
export async function listed(provider: string, wire: Wire, context: Context): Promise<Offer[] | null> {
  const answer = await ask({ to: "api/tags" }, wire, context);
  const list = answer.ok ? readJson(answer, tags) : null;
  if (!list) return null;
  const date = isoTime(context.now()).slice(0, 10);
  const offers = await Promise.all(
    list.models.map(async ({ name, digest }): Promise<Offer[]> => {
      const told = await toldBy(name, digest, wire, context);
      const able = told?.capabilities?.map((each) => CAPABILITIES[each]).filter((task) => task !== undefined) ?? tasksOf({ id: name });
      const senses = { sees: told?.capabilities?.includes("vision"), hears: told?.capabilities?.includes("audio") };
      const tasks = Object.fromEntries(able.flatMap((task) => (TAKES[task] ? [[task, sensing(TAKES[task], senses)]] : []))) as Offer["tasks"];
      if (Object.keys(tasks).length === 0) return [];
      return [
        ownOffer(provider, name, {
          tasks,
          data: { retentionDays: 0, source: "Ollama's own list of models", date },
          license: told?.license?.id ?? null,
          options: { license: told?.license ?? null },
        }),
      ];
    }),
  );
  return offers.flat();
}
