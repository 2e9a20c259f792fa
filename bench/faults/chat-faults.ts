// The sixteen faults of chat, each one entry: what the first provider does, what is expected, and how it is told from less. How a provider does it is chat-upstream.ts.
import type { Act, ChatUpstream } from "./chat-upstream.ts";
import { SAY, SENTENCE } from "./chat-upstream.ts";
import type { ChatAsk, Heard } from "./doors.ts";
import { type About, judged, type Judgement, passed, worst } from "./score.ts";

/** A fault must have been told, or got around, within this; a client that waits longer has left. */
export const CHAT_BOUND_MS = 20_000;

export interface ChatBench {
  /** The provider that is asked first, and the one that is well. */
  first: ChatUpstream;
  second: ChatUpstream;
  ask(more?: Partial<ChatAsk>): Promise<Heard>;
  /** What was charged since the fault began; null where nobody tells. */
  spentMicro(): Promise<number | null>;
}

export interface ChatFault extends About {
  first: ChatUpstream["script"];
  second?: ChatUpstream["script"];
  play(bench: ChatBench): Promise<Judgement>;
}

const status = (code: number, name: string, message: string, headers?: Record<string, string>): Act => ({
  kind: "status",
  status: code,
  error: { message, type: name, code: name },
  ...(headers ? { headers } : {}),
});
const RETRY_AFTER_S = 2;
/** Clocks of two processes differ by so much at most. */
const SLACK_MS = 100;
const LIMITED = (headers?: Record<string, string>) => status(429, "rate_limit_exceeded", "Rate limit reached, try again later.", headers);
const BROKEN = status(500, "server_error", "The server had an error while processing your request.");
const BUSY = status(503, "service_unavailable", "The engine is overloaded.");
const TOO_LONG = status(
  400,
  "context_length_exceeded",
  "This model's maximum context length is 131072 tokens. Your messages resulted in 140000 tokens.",
);
const FILTERED = status(400, "content_filter", "The response was filtered due to the prompt triggering the content management policy.");
const NO_PREFILL = status(400, "invalid_request_error", "This model does not support assistant message prefill.");

/** 429 from the first request on, until the time that it names is over. */
function limitedFor(seconds: number): ChatUpstream["script"] {
  let until = 0;
  return (nth) => {
    if (nth === 1) until = Date.now() + seconds * 1000 - SLACK_MS;
    return Date.now() < until ? LIMITED({ "retry-after": String(seconds) }) : SAY;
  };
}

const isWhole = (heard: Heard) => heard.status === 200 && heard.ended && heard.text === SENTENCE && !heard.error && !heard.malformed;

/** The client has the whole answer: somebody else gave it, or the same one later. */
function rescued(heard: Heard): Judgement {
  if (isWhole(heard)) return passed("the whole answer came");
  if (heard.late) return judged("fail", `nothing was told within ${CHAT_BOUND_MS / 1000} s`);
  if (heard.malformed) return judged("fail", "a chunk that no client can read was passed on");
  if (heard.ended && !heard.error) return judged("fail", `told as whole: "${heard.text}"`);
  if (heard.error) return judged("safe", `an error was told (${heard.error.code}) where another could have answered`);
  return judged("safe", "the connection broke where another could have answered");
}

/** The answer had begun: either it is continued to its end, or its client is told that it is not whole. */
function honest(heard: Heard): Judgement {
  if (isWhole(heard)) return passed("the whole answer came");
  if (heard.late) return judged("fail", `the client was left waiting for ${CHAT_BOUND_MS / 1000} s`);
  if (heard.malformed) return judged("fail", "a chunk that no client can read was passed on");
  if (heard.text.length > SENTENCE.length || !SENTENCE.startsWith(heard.text)) return judged("fail", `words were doubled or lost: "${heard.text}"`);
  if (heard.error) return passed("told as not whole");
  return heard.broken ? judged("partial", "the connection just broke: no word of what happened") : judged("fail", "a clean end of half an answer");
}

/** The caller's own affair: told as that, with its reason, and nobody else is asked. */
function toldCaller(heard: Heard, reason: RegExp): Judgement {
  if (heard.late) return judged("fail", "nothing was told");
  if (!heard.error) return judged("fail", "no error was told");
  if (heard.status >= 500 || heard.status < 400) return judged("partial", `told with status ${heard.status}, as if it were not the caller's affair`);
  return reason.test(`${heard.error.code} ${heard.error.message}`) ? passed("told, with its reason") : judged("partial", "told without its reason");
}

async function several(bench: ChatBench, count: number): Promise<Heard[]> {
  const all: Heard[] = [];
  for (let asked = 0; asked < count; asked += 1) all.push(await bench.ask());
  return all;
}

const calm = (bench: ChatBench, most: number, of: number): Judgement =>
  bench.first.seen.length <= most
    ? passed("the failing provider was left alone")
    : judged("partial", `the failing provider was asked ${bench.first.seen.length} times for ${of} answers; ${most} are enough to know`);

/** A request that was given up is given up at the provider too, soon after. */
async function letGo(bench: ChatBench): Promise<Judgement> {
  const hanging = () => bench.first.seen.some(({ act, received }) => act.kind !== "say" && !received.gone);
  for (let look = 0; look < 40 && hanging(); look += 1) await Bun.sleep(50);
  return hanging() ? judged("partial", "the given-up request was left open at the provider") : passed("and the provider was told");
}

const once = async (bench: ChatBench) => rescued(await bench.ask());

export const CHAT_FAULTS: readonly ChatFault[] = [
  {
    id: "S01",
    title: "429 with Retry-After",
    does: `The first provider answers 429 with Retry-After: ${RETRY_AFTER_S} until that time is over.`,
    expects: "Two answers, from the other provider or after the wait; the first is not asked again before the time that it named.",
    first: limitedFor(RETRY_AFTER_S),
    async play(bench) {
      const verdicts = (await several(bench, 2)).map(rescued);
      const [limited, ...later] = bench.first.seen.map(({ at }) => at);
      const early = later.filter((at) => at - limited! < RETRY_AFTER_S * 1000 - SLACK_MS).length;
      return worst(...verdicts, early === 0 ? passed("in its time") : judged("partial", `asked again ${early} times before Retry-After was over`));
    },
  },
  {
    id: "S02",
    title: "429 that stays",
    does: "The first provider answers every request with 429.",
    expects: "Six answers, and after a few the first provider is left alone.",
    first: () => LIMITED(),
    play: async (bench) => worst(...(await several(bench, 6)).map(rescued), calm(bench, 4, 6)),
  },
  {
    id: "S03",
    title: "500 once",
    does: "The first provider fails once with 500.",
    expects: "One answer.",
    first: (nth) => (nth === 1 ? BROKEN : SAY),
    play: once,
  },
  {
    id: "S04",
    title: "503",
    does: "The first provider answers every request with 503.",
    expects: "Six answers, and after a few the first provider is left alone.",
    first: () => BUSY,
    play: async (bench) => worst(...(await several(bench, 6)).map(rescued), calm(bench, 4, 6)),
  },
  {
    id: "S05",
    title: "connection reset",
    does: "The connection is reset before an answer, then in the middle of a body that is not streamed.",
    expects: "Two answers: of neither has the client seen anything yet.",
    first: (nth) => (nth === 1 ? { kind: "reset" } : { kind: "cut", after: 6 }),
    play: async (bench) => worst(rescued(await bench.ask()), rescued(await bench.ask({ stream: false }))),
  },
  {
    id: "S06",
    waits: true,
    title: "no response at all",
    does: "The first provider takes the request and never says a word.",
    expects: "An answer from the other in time, and the silent one is told that nobody waits any more.",
    first: () => ({ kind: "silence" }),
    play: async (bench) => worst(rescued(await bench.ask()), await letGo(bench)),
  },
  {
    id: "S07",
    waits: true,
    title: "slow first token",
    does: "The first provider sends headers and an empty first chunk at once, and then no word.",
    expects: "An answer from the other in time, and the slow one is told that nobody waits any more.",
    first: () => ({ kind: "slow" }),
    play: async (bench) => worst(rescued(await bench.ask()), await letGo(bench)),
  },
  {
    id: "S08",
    title: "stream cut",
    does: "After five words the connection breaks.",
    expects: "The rest from somewhere, without a word twice; or an error in the stream. Never a clean end.",
    first: () => ({ kind: "cut", after: 5 }),
    play: async (bench) => honest(await bench.ask()),
  },
  {
    id: "S09",
    waits: true,
    title: "stream stalls",
    does: "After five words nothing more comes, and the connection stays open.",
    expects: "In time the rest from somewhere, or an error in the stream; the stalled one is told that nobody waits any more.",
    first: () => ({ kind: "stall", after: 5 }),
    play: async (bench) => worst(honest(await bench.ask()), await letGo(bench)),
  },
  {
    id: "S10",
    title: "malformed chunk",
    does: "The sixth chunk is half a JSON object; the stream goes on to its marker as if nothing were.",
    expects: "The word is not silently lost: a whole answer from somewhere, or an error in the stream; no unreadable line reaches the client.",
    first: () => ({ kind: "garble", after: 5 }),
    play: async (bench) => honest(await bench.ask()),
  },
  {
    id: "S11",
    title: "stream without its end marker",
    does: "After seven words the stream ends cleanly, without a finish reason and without [DONE].",
    expects: "The rest from somewhere, or an error in the stream. Never a clean end.",
    first: () => ({ kind: "unfinished", after: 7 }),
    play: async (bench) => honest(await bench.ask()),
  },
  {
    id: "S12",
    title: "context too long",
    does: "Both providers refuse a request as longer than the model's context; the next request is short again.",
    expects: "The caller is told so with a 4xx, nobody is asked twice, and the first provider is none the worse for it.",
    first: (nth) => (nth === 1 ? TOO_LONG : SAY),
    second: () => TOO_LONG,
    async play(bench) {
      const told = toldCaller(await bench.ask(), /context|too long|token/i);
      const asked = bench.first.seen.length > 1 || bench.second.seen.length > 1;
      const next = rescued(await bench.ask());
      return worst(told, asked ? judged("partial", "somebody was asked twice") : passed("once"), next);
    },
  },
  {
    id: "S13",
    title: "content filter",
    does: "The first provider refuses the prompt by its content filter.",
    expects: "The refusal is told as what it is with a 4xx. Nobody else is asked.",
    first: () => FILTERED,
    async play(bench) {
      const heard = await bench.ask();
      if (bench.second.seen.length > 0) return judged("fail", "a safety refusal was routed around");
      return toldCaller(heard, /refus|filter|policy|safety/i);
    },
  },
  {
    id: "S14",
    title: "fallback refuses a prefilled answer",
    does: "The stream is cut after five words, and the other provider refuses to continue an answer that is already begun.",
    expects: "An error in the stream, or a whole answer. Never a clean end, never a word twice.",
    first: () => ({ kind: "cut", after: 5 }),
    second: (_nth, ask) => (ask?.messages?.at(-1)?.role === "assistant" ? NO_PREFILL : SAY),
    play: async (bench) => honest(await bench.ask()),
  },
  {
    id: "S15",
    title: "flapping provider",
    does: "The first provider fails every second request with 503.",
    expects: "Twelve answers.",
    first: (nth) => (nth % 2 === 1 ? BUSY : SAY),
    play: async (bench) => worst(...(await several(bench, 12)).map(rescued)),
  },
  {
    id: "S16",
    title: "accounting",
    does: "A streamed answer, a whole one, one after a failure of the first provider, and one that is cut after five words.",
    expects:
      "Whole answers carry the provider's own counts and cost exactly what they are on its bill for; the failure costs nothing, and the cut one no more than a whole one.",
    first: (nth) => (nth === 3 ? BROKEN : nth === 4 ? { kind: "cut", after: 5 } : SAY),
    second: (_nth, ask) => (ask?.messages?.at(-1)?.role === "assistant" ? NO_PREFILL : SAY),
    async play(bench) {
      const whole = [await bench.ask(), await bench.ask({ stream: false }), await bench.ask()];
      const counted = whole.every(({ usage }) => usage?.prompt_tokens === 12 && usage.completion_tokens === 12);
      const billed = bench.first.billedMicro + bench.second.billedMicro;
      const spent = await bench.spentMicro();
      const exact = spent === null || spent === Math.round(billed);
      // Whether it was told as cut is S08's affair.
      await bench.ask();
      const after = await bench.spentMicro();
      // Without the provider's own count what came of it is an estimate.
      const over = after !== null && after - spent! > spent! / whole.length;
      return worst(
        ...whole.map(rescued),
        counted ? passed("counted") : judged("partial", `the counts are not the provider's: ${JSON.stringify(whole.map(({ usage }) => usage))}`),
        exact ? passed("exact") : judged("fail", `three answers of ${billed} µ$ were charged at ${spent} µ$`),
        over ? judged("partial", `the cut answer was charged at ${after! - spent!} µ$, more than a whole one`) : passed("the cut one too"),
      );
    },
  },
];
