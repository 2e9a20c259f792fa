// A server on loopback that stands in for a provider: counts and keeps what it received, and fails on demand. For tests and for the kit; the program never starts one.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it arrived. */
export interface Received {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: Buffer<ArrayBuffer>;
  /** The body as JSON, or null. */
  json: any;
  /** True where the caller hung up before it had the answer. */
  gone: boolean;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON, an iterable piece by piece. */
  body?: object | string | Uint8Array | AsyncIterable<string | Uint8Array>;
}

/** What goes wrong with a request instead of its answer. `taken`: the request is acted upon all the same, only the caller does not hear of it. */
export type Fault = { taken?: boolean } & (
  | { kind: "status"; status: number; body?: object | string; headers?: Record<string, string> }
  /** 200 with something that is not what was asked for, or with nothing. */
  | { kind: "garbage" }
  | { kind: "empty" }
  /** The connection ends before, or in the middle of, the answer. */
  | { kind: "drop" }
  | { kind: "cut" }
  /** No answer ever, or headers and then nothing. */
  | { kind: "hang" }
  | { kind: "stall" }
  | { kind: "redirect"; to: string }
);

export interface StandIn {
  /** Without a trailing slash; what the provider's base URL is set to. */
  url: string;
  /** Everything received since the start or the last `clear`, controls left out. */
  received: Received[];
  /** From now on these requests fail so, or as the function says of each; null heals. */
  fault(fault: Fault | null | ((received: Received) => Fault | null), which?: (received: Received) => boolean): void;
  clear(): void;
  close(): Promise<void>;
}

export type Answer = (received: Received) => Reply | Promise<Reply>;

async function read(request: IncomingMessage): Promise<Received> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const url = new URL(request.url ?? "/", "http://stand-in");
  const headers = new Headers(
    Object.entries(request.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]])),
  );
  const body = Buffer.concat(parts) as Buffer<ArrayBuffer>;
  let json: unknown = null;
  try {
    json = JSON.parse(body.toString());
  } catch {
    // not JSON: the form or the bytes are in `body`
  }
  return { method: request.method ?? "GET", path: url.pathname, query: url.searchParams, headers, body, json, gone: false };
}

/** A multipart body as a form. */
export function formOf(received: Received): Promise<FormData> {
  return new Response(received.body, { headers: { "content-type": received.headers.get("content-type") ?? "" } }).formData();
}

/** The fields of a multipart body; a file is told as its name and type. */
export async function fieldsOf(received: Received): Promise<Record<string, string>> {
  const fields = [...(await formOf(received))] as [string, string | File][];
  return Object.fromEntries(fields.map(([field, value]) => [field, typeof value === "string" ? value : `${value.name} ${value.type}`]));
}

async function write(reply: Reply, response: ServerResponse): Promise<void> {
  const { status = 200, headers = {}, body = "" } = reply;
  if (typeof body === "string" || body instanceof Uint8Array) {
    response.writeHead(status, { "content-type": "text/plain", ...headers, "content-length": Buffer.byteLength(body) });
    return void response.end(body);
  }
  if (Symbol.asyncIterator in body) {
    response.writeHead(status, { "content-type": "text/event-stream", ...headers });
    for await (const part of body as AsyncIterable<string | Uint8Array>) {
      if (response.destroyed) return;
      response.write(part);
    }
    return void response.end();
  }
  await write({ status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) }, response);
}

async function spoil(fault: Fault, response: ServerResponse): Promise<void> {
  switch (fault.kind) {
    case "status":
      return write({ status: fault.status, ...(fault.headers ? { headers: fault.headers } : {}), body: fault.body ?? "" }, response);
    case "garbage":
      return write({ headers: { "content-type": "text/html" }, body: "<html><title>Welcome</title></html>" }, response);
    case "empty":
      return write({ headers: { "content-type": "application/json" } }, response);
    case "drop":
      return void response.socket?.destroy();
    case "cut":
      response.writeHead(200, { "content-type": "application/json", "content-length": 10_000 });
      response.write('{"request_id":"cut","status":"IN_QUE');
      return void setTimeout(() => response.destroy(), 20);
    case "stall":
      response.writeHead(200, { "content-type": "application/json" });
      return void response.write("{");
    case "redirect":
      return write({ status: 307, headers: { location: fault.to } }, response);
    case "hang":
  }
}

/** Starts a server on 127.0.0.1. `controls` sees requests under /_stand-in first and are neither recorded nor spoiled. */
export async function startStandIn(answer: Answer, options: { port?: number; controls?: Answer } = {}): Promise<StandIn> {
  const received: Received[] = [];
  let spoiled: (received: Received) => Fault | null = () => null;
  const server = createServer(async (request, response) => {
    const seen = await read(request).catch(() => null);
    if (!seen) return void response.destroy();
    response.on("close", () => {
      seen.gone = !response.writableEnded;
    });
    try {
      if (options.controls && seen.path.startsWith("/_stand-in")) return await write(await options.controls(seen), response);
      received.push(seen);
      const fault = spoiled(seen);
      if (fault?.taken) await answer(seen);
      if (fault) return await spoil(fault, response);
      await write(await answer(seen), response);
    } catch (thrown) {
      if (!response.headersSent) await write({ status: 500, body: { error: { message: String(thrown), type: "stand_in" } } }, response);
      else response.destroy();
    }
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    fault: (fault, which = () => true) => {
      spoiled = typeof fault === "function" ? fault : (received) => (fault && which(received) ? fault : null);
    },
    clear: () => {
      received.length = 0;
      spoiled = () => null;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
