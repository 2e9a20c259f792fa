// Stand-ins by the shape of a protocol: one that answers on the request, one with jobs that are asked about. A provider's conformance.ts says what is its own. For tests only.
import { formOf, type Received, type Reply, type StandIn, startStandIn } from "./stand-in.ts";

/** The headers of a good key, as the adapter must send them to this stand-in. */
export type Key = Record<string, string>;

export interface Files {
  /** Keeps a file and returns the URL under which it is served, without a key unless `locked`. */
  file(bytes: Uint8Array, type: string, locked?: boolean): string;
  readonly origin: string;
}

/** The fields of a request, whether it came as JSON or as a form; files of a form are File objects. */
export async function fieldsOf(received: Received): Promise<Record<string, any>> {
  if (received.json !== null) return received.json;
  if (!received.headers.get("content-type")?.startsWith("multipart/")) return {};
  return Object.fromEntries([...(await formOf(received)).entries()]);
}

const has = (received: Received, key: Key) => Object.entries(key).every(([name, value]) => received.headers.get(name) === value);

export interface DirectShape {
  /** Requests without these headers are answered with 401. */
  key: Key;
  /** What its base URL adds to the origin, such as "/v1". */
  base?: string;
  answer(received: Received, fields: Record<string, any>, files: Files): Reply | null | Promise<Reply | null>;
}

function withFiles(base: string, key: Key, answer: (received: Received, files: Files) => Promise<Reply | null>) {
  const kept = new Map<string, { bytes: Uint8Array; type: string; locked: boolean }>();
  let origin = "";
  const files: Files = {
    get origin() {
      return origin;
    },
    file(bytes, type, locked = false) {
      const name = `/files/${kept.size + 1}`;
      kept.set(name, { bytes, type, locked });
      return `${origin}${name}`;
    },
  };
  const reply = async (received: Received): Promise<Reply> => {
    const stored = kept.get(received.path);
    if (stored && (!stored.locked || has(received, key))) return { headers: { "content-type": stored.type }, body: stored.bytes };
    if (!has(received, key)) return { status: 401, body: { error: { message: "bad key", code: "unauthorized" } } };
    return (
      (await answer(received, files)) ?? {
        status: 404,
        body: { error: { message: `no ${received.method} ${received.path} here`, code: "not_found" } },
      }
    );
  };
  return async (): Promise<StandIn & Files> => {
    const standIn = await startStandIn(reply);
    origin = standIn.url;
    return Object.assign(standIn, files, { url: `${standIn.url}${base}`, origin });
  };
}

/** A provider that answers on the request itself. */
export const startDirect = ({ key, base = "", answer }: DirectShape): Promise<StandIn & Files> =>
  withFiles(base, key, async (received, files) => answer(received, await fieldsOf(received), files))();

export interface Job {
  id: string;
  path: string;
  fields: Record<string, any>;
  headers: Headers;
  query: URLSearchParams;
  /** Times that it was asked about. */
  asked: number;
  canceled: boolean;
}

export interface JobShape {
  key: Key;
  base?: string;
  /** Is it a submission? The id that the job gets: a running number where true, the client's own where a text. */
  submits(received: Received, fields: Record<string, any>): boolean | string;
  taken(job: Job, files: Files): Reply;
  /** The id that a question is about; null where it is none. */
  asks(received: Received, fields: Record<string, any>): string | null;
  running(job: Job): Reply;
  done(job: Job, files: Files): Reply | Promise<Reply>;
  /** The id that is to be stopped, and what is answered then; asked before `asks`. */
  stops?(received: Received): string | null;
  stopped?(job: Job): Reply;
  /** How a stopped job is told. */
  canceled?(job: Job): Reply;
  /** Anything else, such as a list of models or a result that lies apart. */
  other?(received: Received, jobs: ReadonlyMap<string, Job>, files: Files): Reply | null | Promise<Reply | null>;
  /** Questions answered with `running` first. */
  polls?: number;
  /** Ids look like this; the running number is put in place of {}. */
  ids?: string;
}

/** A provider whose work is a job that is asked about. */
export function startJobs(shape: JobShape): Promise<StandIn & Files & { jobs: Map<string, Job> }> {
  const { key, base = "", polls = 2, ids = "job-{}" } = shape;
  const jobs = new Map<string, Job>();
  const start = withFiles(base, key, async (received, files) => {
    const fields = await fieldsOf(received);
    const stop = shape.stops?.(received);
    if (stop) {
      const job = jobs.get(stop);
      if (!job) return null;
      job.canceled = true;
      return shape.stopped?.(job) ?? { body: {} };
    }
    const named = shape.submits(received, fields);
    if (named !== false) {
      const id = named === true ? ids.replace("{}", String(jobs.size + 1)) : named;
      const job: Job = { id, path: received.path, fields, headers: received.headers, query: received.query, asked: 0, canceled: false };
      jobs.set(id, job);
      return shape.taken(job, files);
    }
    const asked = shape.asks(received, fields);
    const job = asked === null ? undefined : jobs.get(asked);
    if (!job) return shape.other?.(received, jobs, files) ?? null;
    job.asked++;
    if (job.canceled && shape.canceled) return shape.canceled(job);
    return job.asked > polls ? shape.done(job, files) : shape.running(job);
  });
  return start().then((standIn) => Object.assign(standIn, { jobs }));
}

/** How one provider's chat differs from the plainest; each field is added to what OpenAI's format has. */
export interface ChatShape {
  /** What is said; "You said: " with the last message where it is not given. */
  words?: string;
  /** In every object, such as an id. */
  about?: object;
  /** In a whole answer's message. */
  message?: object;
  usage?: object;
  /** Tokens of a stream are counted at its end where that is asked for, or always with the reason of its end. */
  counts?: "asked" | "always";
  /** Comes before a stream's first word. */
  first?: string;
  /** Waited for before each word. */
  pause?(): Promise<unknown>;
}

/** An answer in OpenAI's chat format, whole or as a stream, as the body asks. */
export function chatReply(fields: Record<string, any>, shape: ChatShape = {}): Reply {
  const last = fields.messages?.at(-1)?.content;
  const words = shape.words ?? `You said: ${typeof last === "string" ? last : JSON.stringify(last ?? "")}`;
  const written = words.split(" ").length;
  const usage = { prompt_tokens: 12, completion_tokens: written, total_tokens: 12 + written, ...shape.usage };
  const about = { id: "chat-1", created: 1_700_000_000, model: fields.model, ...shape.about };
  if (!fields.stream) {
    const message = { role: "assistant", content: words, ...shape.message };
    return { body: { ...about, object: "chat.completion", choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }], usage } };
  }
  const chunk = (choices: object[], more: object = {}) =>
    `data: ${JSON.stringify({ ...about, object: "chat.completion.chunk", choices, ...more })}\n\n`;
  const delta = (said: object, finish: string | null = null, more: object = {}) =>
    chunk([{ index: 0, delta: said, logprobs: null, finish_reason: finish }], more);
  async function* stream() {
    if (shape.first) yield shape.first;
    yield delta({ role: "assistant", content: "" });
    for (const [index, word] of words.split(" ").entries()) {
      await shape.pause?.();
      yield delta({ content: index ? ` ${word}` : word });
    }
    yield delta({}, "stop", shape.counts === "always" ? { usage } : {});
    if (shape.counts !== "always" && fields.stream_options?.include_usage) yield chunk([], { usage });
    yield "data: [DONE]\n\n";
  }
  return { headers: { "content-type": "text/event-stream" }, body: stream() };
}
