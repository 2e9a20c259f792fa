// How a target is spoken to: its public HTTP API and nothing else. One door for OpenOak's own API, one for any gateway that speaks OpenAI's. Judges nothing.

/** A chat as its client saw it. */
export interface Heard {
  status: number;
  text: string;
  /** The stream's end marker, or a whole body. */
  ended: boolean;
  /** What the client was told of a failure, in the status or in the stream. */
  error: { code: string; message: string } | null;
  /** A line of data that no client can read. */
  malformed: boolean;
  /** The connection broke, or nothing more came within the bound. */
  broken: boolean;
  late: boolean;
  seconds: number;
  usage: { prompt_tokens: number; completion_tokens: number } | null;
}

export interface ChatAsk {
  model: string;
  stream?: boolean;
  messages?: object[];
}

export interface PictureAsk {
  model: string;
  prompt: string;
  count?: number;
  side: number;
  key?: string;
}

export type Ending = "succeeded" | "partial" | "failed" | "refused" | "unknown" | "canceled";

/** A picture as its user got it. */
export interface Made {
  id: string | null;
  /** Null where it did not end within the bound. */
  ending: Ending | null;
  error: { code: string; message: string } | null;
  /** The files that the user can have. */
  files: Uint8Array[];
  /** What was told beforehand and what is charged; null where the target does not tell. */
  quoteMicro: number | null;
  userMicro: number | null;
  /** What the target says that its providers charged, attempt by attempt. */
  charged: string[] | null;
}

export interface Door {
  name: string;
  /** Jobs that can be asked about, canceled and repeated by key. */
  jobs: boolean;
  chat(ask: ChatAsk, withinMs: number): Promise<Heard>;
  make(ask: PictureAsk, withinMs: number): Promise<Made>;
  /** Begins without waiting; only where there are jobs. */
  begin(ask: PictureAsk): Promise<string>;
  end(id: string, withinMs: number): Promise<Made>;
  cancel(id: string): Promise<void>;
  /** All that was spent and is held; null where the target does not tell. */
  money(): Promise<{ spentMicro: number; heldMicro: number } | null>;
}

const problemIn = (body: any): Heard["error"] => {
  const found = body?.error && typeof body.error === "object" ? body.error : body;
  if (!found || (found.message === undefined && found.detail === undefined && found.code === undefined)) return null;
  return { code: String(found.code ?? found.type ?? ""), message: String(found.message ?? found.detail ?? "") };
};

const parsed = (text: string): any => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

function hear(heard: Heard, line: string): void {
  if (!line.startsWith("data:")) return;
  const data = line.slice(5).trim();
  if (data === "[DONE]") return void (heard.ended = true);
  const chunk = parsed(data);
  if (chunk === undefined) return void (heard.malformed = true);
  if (chunk.error) heard.error = problemIn(chunk);
  heard.text += chunk.choices?.[0]?.delta?.content ?? "";
  if (chunk.usage) heard.usage = chunk.usage;
}

async function read(heard: Heard, response: Response): Promise<void> {
  const streamed = response.ok && (response.headers.get("content-type") ?? "").includes("text/event-stream");
  if (!streamed) {
    const body = parsed(await response.text());
    heard.ended = response.ok && body !== undefined;
    heard.error = problemIn(body?.error ? body : response.ok ? null : (body ?? { code: String(response.status), message: "no words" }));
    heard.text = body?.choices?.[0]?.message?.content ?? "";
    heard.usage = body?.usage ?? null;
    return;
  }
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = lines.pop()!;
    for (const line of lines) hear(heard, line);
  }
  hear(heard, rest);
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function chatAt(url: string, own: Record<string, string>, { stream = true, messages, model }: ChatAsk, withinMs: number): Promise<Heard> {
  const heard: Heard = {
    status: 0,
    text: "",
    ended: false,
    error: null,
    malformed: false,
    broken: false,
    late: false,
    seconds: 0,
    usage: null,
  };
  const began = performance.now();
  const body = {
    model,
    messages: messages ?? [{ role: "user", content: "Count to twelve in words." }],
    max_tokens: 200,
    stream,
    ...(stream ? { stream_options: { include_usage: true } } : {}),
  };
  const signal = AbortSignal.timeout(withinMs);
  try {
    const headers = { ...own, "content-type": "application/json" };
    const response = await fetch(`${url}/v1/chat/completions`, { method: "POST", headers, body: JSON.stringify(body), signal });
    heard.status = response.status;
    await read(heard, response);
  } catch {
    heard.broken = true;
    heard.late = signal.aborted;
  }
  heard.seconds = (performance.now() - began) / 1000;
  return heard;
}

const REFUSED = /refus|moderat|content_(policy|filter)|safety/i;
const endingOf = (status: string, code: string): Ending => (status === "failed" && REFUSED.test(code) ? "refused" : (status as Ending));

/** OpenOak's own API, over plain HTTP. */
export function oakDoor(url: string, key: string): Door {
  async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<any> {
    const response = await fetch(`${url}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body ? { "content-type": "application/json" } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const told: any = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${told?.code ?? ""} ${told?.detail ?? ""}`);
    return told;
  }

  async function begin({ model, prompt, count = 1, side, key: idempotency }: PictureAsk): Promise<string> {
    const ask = { task: "text-to-image", model, input: { prompt, width: side, height: side }, count };
    return (await call("POST", "generations", ask, idempotency ? { "idempotency-key": idempotency } : {})).id;
  }

  async function end(id: string, withinMs: number): Promise<Made> {
    const until = performance.now() + withinMs;
    let found = await call("GET", `generations/${id}`);
    while (!found.endedAt && performance.now() < until) {
      await Bun.sleep(100);
      found = await call("GET", `generations/${id}`);
    }
    const files = await Promise.all(
      found.assets.map(async (asset: { id: string }) => {
        const content = await fetch(`${url}/v1/assets/${asset.id}/content`, { headers: { authorization: `Bearer ${key}` } });
        return new Uint8Array(await content.arrayBuffer());
      }),
    );
    const error = found.error ? { code: found.error.code, message: `${found.error.title}. ${found.error.detail}` } : null;
    return {
      id,
      ending: found.endedAt ? endingOf(found.status, error?.code ?? "") : null,
      error,
      files,
      quoteMicro: found.quote?.highMicro ?? null,
      userMicro: found.settledMicro,
      charged: found.attempts.map((attempt: { charged: string }) => attempt.charged),
    };
  }

  return {
    name: "OpenOak",
    jobs: true,
    chat: (ask, withinMs) => chatAt(url, bearer(key), ask, withinMs),
    make: async (ask, withinMs) => end(await begin(ask), withinMs),
    begin,
    end,
    cancel: async (id) => void (await call("POST", `generations/${id}/cancel`)),
    money: async () => (await call("GET", "me")).balance,
  };
}

/** Any gateway that speaks OpenAI's format: chat, and pictures on the request itself. It tells nobody what it charges. */
export function openAiDoor(url: string, key: string, further: Record<string, string> = {}): Door {
  const own = { ...bearer(key), ...further };
  const none = () => Promise.reject(new Error("the target has no jobs"));
  async function make({ model, prompt, count = 1, side }: PictureAsk, withinMs: number): Promise<Made> {
    const made: Made = { id: null, ending: null, error: null, files: [], quoteMicro: null, userMicro: null, charged: null };
    const headers = { ...own, "content-type": "application/json" };
    const body = JSON.stringify({ model, prompt, n: count, size: `${side}x${side}`, response_format: "b64_json" });
    const signal = AbortSignal.timeout(withinMs);
    try {
      const response = await fetch(`${url}/v1/images/generations`, { method: "POST", headers, body, signal });
      const told = parsed(await response.text());
      made.error = response.ok ? null : problemIn(told);
      made.files = (told?.data ?? []).map((item: { b64_json?: string }) => new Uint8Array(Buffer.from(item.b64_json ?? "", "base64")));
      const some = made.files.length < count ? "partial" : "succeeded";
      const failure = /unknown/i.test(made.error?.code ?? "") ? "unknown" : "failed";
      made.ending = made.files.length > 0 ? some : endingOf(failure, `${made.error?.code} ${made.error?.message}`);
    } catch {
      made.ending = signal.aborted ? null : "failed";
    }
    return made;
  }
  return {
    name: "OpenAI-compatible",
    jobs: false,
    chat: (ask, withinMs) => chatAt(url, own, ask, withinMs),
    make,
    begin: none,
    end: none,
    cancel: none,
    money: async () => null,
  };
}

/** The door that a target answers at. */
export async function openDoor(url: string, key: string, headers: Record<string, string> = {}): Promise<Door> {
  const root = url.replace(/\/+$/, "").replace(/\/v1$/, "");
  const response = await fetch(`${root}/v1/me`, { headers: bearer(key) }).catch((cause: unknown) => {
    throw new Error(`Nothing answers at ${root}.`, { cause });
  });
  const me = response.ok ? await response.json().catch(() => null) : null;
  return (me as any)?.balance ? oakDoor(root, key) : openAiDoor(root, key, headers);
}
