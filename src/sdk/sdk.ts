// The client, built from the endpoint table and a fetch: the same code in the studio, the command line and the tests. Holds no state but the key.
import type { z } from "zod";
import type { Asset } from "../spec/asset.ts";
import { AppError, ERRORS, type ErrorCode } from "../spec/error.ts";
import { type GenerationEvent, generationEvent } from "../spec/generation.ts";
import { type Endpoint, type EndpointId, type EndpointRow, ENDPOINTS } from "../spec/http.ts";

type Bare<Name extends string> = Name extends `${infer Start}+` ? Start : Name;
type PathParams<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Bare<Name> | PathParams<Rest> : never;
type QueryOf<E> = E extends { query: infer Q extends z.ZodType } ? z.input<Q> : never;
type BodyOf<E> = E extends { takes: "json"; body: infer B extends z.ZodType }
  ? z.input<B>
  : E extends { takes: "bytes" | "multipart" }
    ? BodyInit
    : never;
type AnswerOf<E> = E extends { gives: "json"; response: infer R extends z.ZodType } ? z.output<R> : E extends { gives: "none" } ? null : Response;

export interface CallOptions<K extends EndpointId> {
  params?: Record<PathParams<Endpoint<K>["path"]>, string>;
  query?: QueryOf<Endpoint<K>>;
  body?: BodyOf<Endpoint<K>>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface ClientOptions {
  /** Such as http://127.0.0.1:4242; empty in the studio, where the page's own origin serves. */
  baseUrl: string;
  /** A key; the studio has its session cookie instead. */
  key?: string;
  fetch?: (request: Request) => Promise<Response> | Response;
}

/** Turns a failed answer, native or compatible, back into the error it was. */
async function errorOf(response: Response): Promise<AppError> {
  const body: any = await response.json().catch(() => null);
  const code: unknown = body?.code ?? body?.error?.code;
  const detail = String(body?.detail ?? body?.error?.message ?? `The server answered ${response.status}.`);
  const known =
    typeof code === "string" && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : response.status === 401 ? "auth.invalid" : "unavailable";
  const seconds = Number(response.headers.get("retry-after"));
  return new AppError(known, detail, { field: body?.field ?? body?.error?.param ?? null, retryAfterMs: seconds > 0 ? seconds * 1000 : null });
}

/** The path with its {parameters} filled in; slashes in ids stay, as model ids have them. */
function fillPath(path: string, params: Record<string, string>): string {
  return path.replace(/\{(\w+)\+?\}/g, (_all, name: string) => {
    const value = params[name];
    if (!value) throw new AppError("request.invalid", `${name} is missing.`, { field: name });
    if (value.split("/").some((part) => part === "." || part === ".."))
      throw new AppError("request.invalid", `${name} is not an id: "${value}".`, { field: name });
    return value.split("/").map(encodeURIComponent).join("/");
  });
}

export function createClient(options: ClientOptions) {
  const send = options.fetch ?? ((request: Request) => fetch(request));

  async function raw<K extends EndpointId>(id: K, call: CallOptions<K> = {}): Promise<Response> {
    const row: EndpointRow = ENDPOINTS[id];
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries((call.query ?? {}) as Record<string, unknown>))
      if (value !== undefined && value !== null) query.set(name, String(value));
    const search = query.size > 0 ? `?${query}` : "";
    const headers = new Headers(call.headers);
    if (options.key) headers.set("authorization", `Bearer ${options.key}`);
    const json = row.takes === "json" && call.body !== undefined;
    if (json) headers.set("content-type", "application/json");
    const base = options.baseUrl || globalThis.location?.origin || "http://localhost";
    const url = new URL(fillPath(row.path, (call.params ?? {}) as Record<string, string>) + search, base);
    const body = json ? JSON.stringify(call.body) : ((call.body as BodyInit | undefined) ?? null);
    let response: Response;
    try {
      response = await send(new Request(url, { method: row.method, headers, body, signal: call.signal ?? null, credentials: "same-origin" }));
    } catch (cause) {
      if (call.signal?.aborted) throw cause;
      throw new AppError("unavailable", `No answer from ${base}. Is the server running?`, { cause });
    }
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  async function call<K extends EndpointId>(id: K, callOptions: CallOptions<K> = {}): Promise<AnswerOf<Endpoint<K>>> {
    const row: EndpointRow = ENDPOINTS[id];
    const response = await raw(id, callOptions);
    if (row.gives === "json") return (await response.json()) as AnswerOf<Endpoint<K>>;
    if (row.gives === "none") return null as AnswerOf<Endpoint<K>>;
    return response as AnswerOf<Endpoint<K>>;
  }

  /** Follows one generation: a snapshot, every change, then `end`. Throws `unavailable` where the connection breaks: follow again. */
  async function* follow(id: string, signal?: AbortSignal): AsyncGenerator<GenerationEvent> {
    const response = await raw("generations.events", { params: { id }, signal });
    for await (const data of unbroken(sseData(response), signal)) {
      const event = generationEvent.parse(JSON.parse(data));
      yield event;
      if (event.type === "end") return;
    }
  }

  /** The same, with a broken connection told as what it is. */
  async function* unbroken(source: AsyncGenerator<string>, signal: AbortSignal | undefined): AsyncGenerator<string> {
    try {
      yield* source;
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new AppError("unavailable", "The connection to the server was lost.", { cause });
    }
  }

  async function upload(file: Blob, name?: string): Promise<Asset> {
    const form = new FormData();
    form.set("file", file, name ?? (file instanceof File ? file.name : "file"));
    return call("assets.create", { body: form });
  }

  return { call, raw, follow, upload };
}

export type Client = ReturnType<typeof createClient>;

/** The `data` of each server-sent event of a response. */
export async function* sseData(response: Response): AsyncGenerator<string> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream() as unknown as TransformStream<Uint8Array, string>).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += value;
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const data = block
          .split(/\r?\n/)
          .filter((line) => line.startsWith("data:"))
          .map((line) => line.slice(5).trimStart());
        if (data.length > 0) yield data.join("\n");
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
