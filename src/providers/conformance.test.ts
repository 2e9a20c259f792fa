// The kit on the three adapters, and the mutants that it must reject: each does one thing wrong that a careless adapter would.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { conform, type Subject } from "./conformance.ts";
import { callOf, falCases, openAiCases, sampleFiles, SECRET } from "./conformance-cases.ts";
import { fal } from "./fal/fal.ts";
import { type FalStandIn, startFalStandIn } from "./fal/stand-in.ts";
import { openai } from "./openai/openai.ts";
import { type OpenAiStandIn, startOpenAiStandIn } from "./openai/stand-in.ts";
import { compatible } from "./openai-compatible/openai-compatible.ts";
import { offersOf } from "./openai-compatible/listing.ts";
import type { Operation, Provider, Ref } from "./providers.ts";

let openAiStandIn: OpenAiStandIn;
let falStandIn: FalStandIn;
beforeAll(async () => {
  openAiStandIn = await startOpenAiStandIn();
  falStandIn = await startFalStandIn();
});
afterAll(() => Promise.all([openAiStandIn.close(), falStandIn.close()]));

const openAiSubject = async (provider: Provider = openai): Promise<Subject> => ({
  provider,
  standIn: openAiStandIn,
  secret: SECRET,
  cases: await openAiCases(openai),
});
const falSubject = async (provider: Provider = fal): Promise<Subject> => ({
  provider,
  standIn: falStandIn,
  secret: SECRET,
  cases: await falCases(fal, falStandIn),
});

describe("adapters", () => {
  test("openai conforms", async () => expect(await conform(await openAiSubject())).toEqual([]), 60_000);
  test("fal conforms", async () => expect(await conform(await falSubject())).toEqual([]), 60_000);
  test("openai-compatible conforms", async () => {
    const server = compatible("den", "Den", openAiStandIn.url, "start it", null);
    const list = { data: [{ id: "sdxl-turbo" }, { id: "kokoro" }, { id: "whisper-small" }] };
    const offers = offersOf("den", list, "2026-11-24");
    const { audio } = await sampleFiles();
    const cases = [
      {
        name: "image",
        gives: "bytes" as const,
        call: callOf(offers[0]!, "text-to-image", { prompt: "a red fox" }),
        requests: ["POST /v1/images/generations"],
      },
      { name: "speech", gives: "bytes" as const, call: callOf(offers[1]!, "text-to-speech", { text: "Hello" }), requests: ["POST /v1/audio/speech"] },
      {
        name: "transcription",
        gives: "text" as const,
        call: callOf(offers[2]!, "speech-to-text", { audio: "ast_3" }, { files: { audio } }),
        requests: ["POST /v1/audio/transcriptions"],
      },
    ];
    expect(await conform({ provider: server, standIn: openAiStandIn, secret: SECRET, cases })).toEqual([]);
  }, 60_000);
});

type Changes = Partial<Pick<Provider, "start" | "check" | "cancel" | "offers">>;
const failedThen = (change: (operation: Operation & { state: "failed" }, context: { secret: string | null }) => Operation): Changes => ({
  async start(call, context) {
    const operation = await openai.start(call, context);
    return operation.state === "failed" ? change(operation, context) : operation;
  },
});
const placeholder: Operation = {
  state: "done",
  outputs: [{ kind: "bytes", bytes: new Uint8Array([1]), type: "image/png" }],
  usage: null,
  costMicro: null,
  seed: null,
};

/** Each changes one good adapter; `says` must occur among the kit's complaints. */
const MUTANTS: { name: string; of: "openai" | "fal"; says: RegExp; changes: Changes }[] = [
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
            headers: { "content-type": "application/json" },
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
          await context.fetch(`${context.baseUrl}/${call.offer.remote}`, { method: "POST", body: "{}", signal: context.signal })
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
];

describe("mutants", () => {
  for (const { name, of, says, changes } of MUTANTS) {
    test(`one that ${name} is rejected`, async () => {
      const subject = of === "openai" ? await openAiSubject({ ...openai, ...changes }) : await falSubject({ ...fal, ...changes });
      const broken = await conform({ ...subject, cases: subject.cases.slice(0, 1) });
      expect(broken.join("\n")).toMatch(says);
    }, 60_000);
  }
});
