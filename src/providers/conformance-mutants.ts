// Adapters that each do one thing wrong that a careless one would, made of two good ones, and what the kit must say of them. Test material.
import type { Case } from "./conformance.ts";
import { fal } from "./fal/fal.ts";
import { openai } from "./openai/openai.ts";
import type { Operation, Provider, Ref } from "./providers.ts";

type Changes = Partial<Pick<Provider, "start" | "check" | "cancel" | "offers" | "probe" | "live">>;
type Done = Operation & { state: "done" };
const failedThen = (change: (operation: Operation & { state: "failed" }, context: { secret: string | null }) => Operation): Changes => ({
  async start(call, context) {
    const operation = await openai.start(call, context);
    return operation.state === "failed" ? change(operation, context) : operation;
  },
});
const doneThen = (change: (operation: Done) => Operation): Changes => ({
  async start(call, context) {
    const operation = await openai.start(call, context);
    return operation.state === "done" ? change(operation) : operation;
  },
});
const chatThen = (change: (text: string) => string): Changes => ({
  async live(body, offer, context) {
    const { response } = await openai.live!(body, offer, context);
    return body.stream ? { response: new Response(change(await response.text()), { headers: response.headers }) } : { response };
  },
});
const placeholder: Operation = {
  state: "done",
  outputs: [{ kind: "bytes", bytes: new Uint8Array([1]), type: "image/png" }],
  usage: null,
  costMicro: null,
  seed: null,
};

/** Each changes one good adapter, or what its folder says of it; `says` must occur among the kit's complaints. It is tried on the first case alone, or on its chats. */
export interface Mutant {
  name: string;
  of: "openai" | "fal";
  says: RegExp;
  changes: Changes;
  on?: "chats";
  told?: (one: Case) => Case;
}
export const MUTANTS: readonly Mutant[] = [
  {
    name: "puts the key into an error",
    of: "openai",
    says: /secret is in it/,
    changes: failedThen((operation, { secret }) => ({ ...operation, failure: { ...operation.failure, message: `with ${secret}` } })),
  },
  {
    name: "believes the body's shape",
    of: "openai",
    says: /nonsense|documented endings/,
    changes: {
      async start({ input }, context) {
        const body = JSON.stringify({ model: "gpt-image-1", prompt: input.prompt });
        const answer: any = await (
          await context.fetch(`${context.baseUrl}/images/generations`, {
            method: "POST",
            body,
            headers: { "content-type": "application/json", authorization: `Bearer ${context.secret}` },
            signal: context.signal,
          })
        ).json();
        return {
          ...placeholder,
          outputs: answer.data.map((item: any) => ({ kind: "bytes", bytes: Buffer.from(item.b64_json, "base64"), type: "image/png" })),
        } as Operation;
      },
    },
  },
  {
    name: "takes an unreadable answer to a purchase for a bad result, which is bought anew elsewhere",
    of: "openai",
    says: /garbage: failed with provider.bad_output/,
    changes: failedThen((operation) =>
      operation.failure.message.includes("cannot be read")
        ? { ...operation, failure: { ...operation.failure, code: "provider.bad_output" } }
        : operation,
    ),
  },
  {
    name: "ignores the abort",
    of: "openai",
    says: /abort was not honored/,
    changes: {
      start: (call, context) =>
        openai.start(call, { ...context, signal: new AbortController().signal, fetch: (url, init) => context.fetch(url, { ...init, signal: null }) }),
    },
  },
  {
    name: "hides a loop in start",
    of: "fal",
    says: /start made \d+ requests/,
    changes: {
      async start(call, context) {
        let operation = await fal.start(call, context);
        for (let turn = 0; operation.state === "running" && turn < 9; turn++) operation = await fal.check!(operation.ref, call, context);
        return operation;
      },
    },
  },
  {
    name: "answers a refusal with a placeholder",
    of: "openai",
    says: /ended done instead of failed/,
    changes: failedThen((operation) => (operation.failure.code.startsWith("provider.refused") ? placeholder : operation)),
  },
  {
    name: "sends the key wherever it is told",
    of: "fal",
    says: /key went to another origin/,
    changes: {
      async start(call, context) {
        const answer: any = await (
          await context.fetch(`${context.baseUrl}/${call.offer.remote}`, {
            method: "POST",
            body: "{}",
            headers: { authorization: `Key ${context.secret}` },
            signal: context.signal,
          })
        ).json();
        return { state: "running", ref: { url: answer.status_url }, progress: null, stage: null, wakeMs: 500 };
      },
      async check(ref, _call, context) {
        await context.fetch((ref as { url: string }).url, { headers: { authorization: `Key ${context.secret}` }, signal: context.signal });
        return { state: "running", ref, progress: null, stage: null, wakeMs: 500 };
      },
    },
  },
  {
    name: "follows a redirect with the key",
    of: "openai",
    says: /a redirect: the key went|redirect to another origin/,
    changes: {
      start: (call, context) =>
        openai.start(call, {
          ...context,
          fetch: (url, init) => context.fetch(url, { ...init, redirect: "follow", headers: { "x-key": context.secret ?? "" } }),
        }),
    },
  },
  {
    name: "tries again by itself",
    of: "openai",
    says: /asked 2 times/,
    changes: {
      async start(call, context) {
        const first = await openai.start(call, context);
        return first.state === "failed" ? openai.start(call, context) : first;
      },
    },
  },
  {
    name: "drops the count",
    of: "openai",
    says: /asked for 2, sent 1/,
    changes: { start: (call, context) => openai.start({ ...call, count: 1 }, context) },
  },
  {
    name: "keeps what JSON loses in its ref",
    of: "fal",
    says: /does not survive a round trip/,
    changes: {
      async start(call, context) {
        const operation = await fal.start(call, context);
        return operation.state === "running" ? { ...operation, ref: { ...(operation.ref as object), at: new Map() } as unknown as Ref } : operation;
      },
      check: (ref, call, context) => {
        const { at: _at, ...rest } = ref as Record<string, Ref>;
        return fal.check!(rest, call, context);
      },
    },
  },
  {
    name: "keeps the key in its ref",
    of: "fal",
    says: /the ref: the secret is in it/,
    changes: {
      async start(call, context) {
        const operation = await fal.start(call, context);
        return operation.state === "running"
          ? { ...operation, ref: { ...(operation.ref as object), cancelUrl: `${context.baseUrl}/?key=${context.secret}` } as Ref }
          : operation;
      },
    },
  },
  {
    name: "gives up paid work for a bad moment",
    of: "fal",
    says: /a paid job was given up/,
    changes: {
      async check(ref, call, context) {
        const response = await context.fetch((ref as { statusUrl: string }).statusUrl, {
          headers: { authorization: `Key ${context.secret}` },
          signal: context.signal,
        });
        if (!response.ok) return { state: "failed", failure: { code: "provider.error", message: "fal failed", charged: "no" } };
        return fal.check!(ref, call, context);
      },
    },
  },
  {
    name: "throws",
    of: "openai",
    says: /threw instead of returning/,
    changes: failedThen(() => {
      throw new Error("no");
    }),
  },
  {
    name: "calls an unknown outcome a plain failure",
    of: "openai",
    says: /instead of provider.unknown_outcome/,
    changes: failedThen((operation) =>
      operation.failure.code === "provider.unknown_outcome" ? { ...operation, failure: { ...operation.failure, code: "provider.error" } } : operation,
    ),
  },
  {
    name: "goes out past the context",
    of: "openai",
    says: /past the context's fetch/,
    changes: { start: (call, context) => openai.start(call, { ...context, fetch: (url, init) => fetch(url, init) }) },
  },
  {
    name: "counts in a unit of its own",
    of: "openai",
    says: /which no price knows/,
    changes: { start: async (call, context) => ({ ...((await openai.start(call, context)) as any), usage: { credits: 3 } }) },
  },
  {
    name: "offers a field that the task does not have",
    of: "openai",
    says: /takes "sharpness"/,
    changes: {
      offers: openai.offers.map((each, index) => (index ? each : { ...each, tasks: { chat: { ...each.tasks.chat!, inputs: { sharpness: true } } } })),
    },
  },
  {
    name: "drops a field that it offers",
    of: "openai",
    says: /takes "format" and does not pass it on/,
    changes: {
      start: ({ input: { format: _format, ...input }, ...call }, context) => openai.start({ ...call, input }, context),
    },
  },
  {
    name: "looks by spending",
    of: "openai",
    says: /the look: does more than read/,
    changes: {
      async probe(context) {
        const headers = { authorization: `Bearer ${context.secret}`, "content-type": "application/json" };
        await context.fetch(`${context.baseUrl}/images/generations`, { method: "POST", body: '{"prompt":"x"}', headers });
        return openai.probe!(context);
      },
    },
  },
  {
    name: "looks without reading the answer",
    of: "openai",
    says: /a bad key is told as good/,
    changes: { probe: async (context) => (await context.fetch(`${context.baseUrl}/models`), null) },
  },
  {
    name: "tells an empty account as haste",
    of: "openai",
    says: /no credit: failed with provider.rate instead of provider.quota/,
    changes: failedThen(({ state, failure }) => ({
      state,
      failure: failure.code === "provider.quota" ? { ...failure, code: "provider.rate" } : failure,
    })),
  },
  {
    name: "does not tell what is missing",
    of: "openai",
    says: /sent 1, and does not say what is missing|one picture of two: ended done, missing for undefined/,
    changes: doneThen(({ missing: _missing, ...operation }) => operation),
  },
  {
    name: "sends more than was asked for",
    of: "openai",
    says: /asked for 2, sent 4/,
    changes: doneThen((operation) => ({ ...operation, outputs: [...operation.outputs, ...operation.outputs] })),
  },
  {
    name: "has the key sent to a file elsewhere",
    of: "openai",
    says: /an output on another origin asks for the key/,
    changes: doneThen((operation) => ({ ...operation, outputs: [{ kind: "url", url: "https://cdn.example/a.png", type: null, authorized: true }] })),
  },
  {
    name: "says charged where nothing was done",
    of: "openai",
    says: /says charged where nothing was done/,
    changes: failedThen(({ state, failure }) => ({ state, failure: { ...failure, charged: "yes" } })),
  },
  {
    name: "does not read how long to wait",
    of: "openai",
    says: /Retry-After was not read/,
    changes: failedThen(({ state, failure: { retryAfterMs: _wait, ...failure } }) => ({ state, failure })),
  },
  {
    name: "makes another request of the same call",
    of: "openai",
    says: /the same call makes another request the second time/,
    changes: {
      start: (call, context) => openai.start({ ...call, input: { ...call.input, prompt: `${call.input.prompt} ${performance.now()}` } }, context),
    },
  },
  {
    name: "offers a task that nobody tried",
    of: "openai",
    says: /offers text-to-sound and has no case of it/,
    changes: {
      offers: [
        ...openai.offers,
        {
          ...openai.offers[0]!,
          id: "openai:boom",
          remote: "boom",
          tasks: { "text-to-sound": { inputs: { prompt: true }, maxCount: 1, seconds: null } },
        },
      ],
    },
  },
  {
    name: "says nothing of an empty account",
    of: "openai",
    says: /no case ends with provider.quota, and nothing says why not/,
    changes: {},
    told: (one) => ({ ...one, endings: one.endings!.filter((ending) => ending.code !== "provider.quota") }),
  },
  {
    name: "never comes to an end",
    of: "fal",
    says: /still running after/,
    changes: { check: async (ref) => ({ state: "running", ref, progress: null, stage: null, wakeMs: 500 }) },
  },
  {
    name: "asks again after an hour",
    of: "fal",
    says: /wakeMs is 3600000/,
    changes: {
      async start(call, context) {
        const operation = await fal.start(call, context);
        return operation.state === "running" ? { ...operation, wakeMs: 3_600_000 } : operation;
      },
    },
  },
  {
    name: "loses the end of a chat",
    of: "openai",
    on: "chats",
    says: /a stream does not end with \[DONE\]/,
    changes: chatThen((text) => text.replace("data: [DONE]\n\n", "")),
  },
  {
    name: "loses a word of a chat",
    of: "openai",
    on: "chats",
    says: /a stream says "You said: Say to the oak\.", the whole answer/,
    changes: chatThen((text) => text.replace(/data: .*" hello".*\n\n/, "")),
  },
  {
    name: "does not count a chat's tokens",
    of: "openai",
    on: "chats",
    says: /a stream does not count its tokens/,
    changes: chatThen((text) => text.replace(/data: .*"usage".*\n\n/, "")),
  },
  {
    name: "passes a failed chat on as an answer",
    of: "openai",
    on: "chats",
    says: /status 500: passed as an answer/,
    changes: {
      live: async (body, offer, context) => ({
        response: await context.fetch(`${context.baseUrl}/chat/completions`, {
          method: "POST",
          body: JSON.stringify({ ...body, model: offer.remote }),
          headers: { authorization: `Bearer ${context.secret}`, "content-type": "application/json" },
          signal: context.signal,
        }),
      }),
    },
  },
  {
    name: "drops the sounds of a chat",
    of: "openai",
    on: "chats",
    says: /a sound is lost on the way/,
    changes: { live: (body, offer, context) => openai.live!({ ...body, messages: [{ role: "user", content: "…" }] }, offer, context) },
  },
  {
    name: "refuses sounds without saying so",
    of: "openai",
    on: "chats",
    says: /not refused beforehand with a word on input_audio/,
    changes: {
      live: (body, offer, context) =>
        JSON.stringify(body).includes("input_audio") ? Promise.reject(new Error("No.")) : openai.live!(body, offer, context),
    },
  },
  {
    name: "does not hear that a chat was left",
    of: "openai",
    on: "chats",
    says: /an abort was not honored within a second/,
    changes: { live: (body, offer, context) => openai.live!(body, offer, { ...context, signal: new AbortController().signal }) },
  },
];
