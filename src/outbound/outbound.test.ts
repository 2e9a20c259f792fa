// Real requests over loopback: redirects, credentials, pinning, certificates, stalls and cuts.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { createOutbound } from "./outbound.ts";
import { createSend } from "./pin.ts";

let server: ReturnType<typeof Bun.serve>;
let other: ReturnType<typeof Bun.serve>;
let here = "";
let there = "";

const echo = async (request: Request) =>
  Response.json({
    method: request.method,
    url: new URL(request.url).pathname,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  });

beforeAll(() => {
  other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: echo });
  there = `http://127.0.0.1:${other.port}`;
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 60,
    fetch(request) {
      const url = new URL(request.url);
      const to = (status: number, location: string) => new Response("moved", { status, headers: { location } });
      switch (url.pathname) {
        case "/to":
          return to(Number(url.searchParams.get("status") ?? 302), url.searchParams.get("location")!);
        case "/loop":
          return to(302, "/loop");
        case "/gzip":
          return new Response(Bun.gzipSync(Buffer.from("hello ".repeat(100))), { headers: { "content-encoding": "gzip" } });
        case "/stall":
          return new Response(
            new ReadableStream({
              async start(controller) {
                controller.enqueue(new Uint8Array(1000));
              },
            }),
          );
        case "/never":
          return new Promise<Response>(() => {});
        case "/status":
          return new Response("no", { status: Number(url.searchParams.get("status")) });
        default:
          return echo(request);
      }
    },
  });
  here = `http://127.0.0.1:${server.port}`;
});

afterAll(() => {
  server.stop(true);
  other.stop(true);
});

const open = () => createOutbound({ allowed: [here, there] });

describe("redirects", () => {
  test("are followed up to the limit", async () => {
    const answer = await open().fetch(`${here}/to?location=/echo`);
    expect(await answer.json()).toMatchObject({ url: "/echo" });
    await expect(open().fetch(`${here}/loop`)).rejects.toMatchObject({ code: "provider.unreachable" });
    await expect(open().fetch(`${here}/to?location=/echo`, { maxRedirects: 0 })).rejects.toMatchObject({ code: "provider.unreachable" });
  });

  test("manual hands the redirect back", async () => {
    const answer = await open().fetch(`${here}/to?location=/echo`, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/echo"]);
  });

  test("into the private network are refused, from allowed origins too", async () => {
    for (const location of [
      "http://169.254.169.254/",
      "http://127.0.0.1:1/",
      "http://localhost/",
      "file:///etc/passwd",
      "//127.0.0.1/",
      "http://u:p@example.com/",
      "http://0x7f.1/",
    ]) {
      await expect(open().fetch(`${here}/to?location=${encodeURIComponent(location)}`)).rejects.toMatchObject({ code: "request.url_refused" });
    }
  });

  test("credentials stay with their origin", async () => {
    const headers = {
      authorization: "Bearer s",
      cookie: "a=b",
      "x-api-key": "s",
      "xi-api-key": "s",
      "X-Goog-Api-Key": "s",
      "proxy-authorization": "s",
      accept: "image/png",
    };
    const away = await (await open().fetch(`${here}/to?location=${encodeURIComponent(`${there}/x`)}`, { headers })).json();
    for (const name of ["authorization", "cookie", "x-api-key", "xi-api-key", "x-goog-api-key", "proxy-authorization"])
      expect(away.headers[name]).toBeUndefined();
    expect(away.headers.accept).toBe("image/png");
    const home = await (await open().fetch(`${here}/to?location=/x`, { headers })).json();
    expect(home.headers["xi-api-key"]).toBe("s");
  });

  test("methods and bodies as the fetch standard has them, and no body to another origin", async () => {
    const post = { method: "POST", body: "prompt" };
    expect(await (await open().fetch(`${here}/to?status=302&location=/x`, post)).json()).toMatchObject({ method: "GET", body: "" });
    expect(await (await open().fetch(`${here}/to?status=303&location=/x`, post)).json()).toMatchObject({ method: "GET", body: "" });
    expect(await (await open().fetch(`${here}/to?status=307&location=/x`, post)).json()).toMatchObject({ method: "POST", body: "prompt" });
    await expect(open().fetch(`${here}/to?status=307&location=${encodeURIComponent(there)}`, post)).rejects.toMatchObject({
      code: "provider.unreachable",
    });
  });
});

describe("answers", () => {
  test("any status resolves; a decoded body has no stale headers", async () => {
    expect((await open().fetch(`${here}/status?status=503`)).status).toBe(503);
    const answer = await open().fetch(`${here}/gzip`);
    expect(answer.headers.get("content-encoding")).toBeNull();
    expect((await answer.text()).length).toBe(600);
  });

  test("a body that stalls ends in provider.timeout", async () => {
    const answer = await open().fetch(`${here}/stall`, { idleMs: 50 });
    await expect(answer.arrayBuffer()).rejects.toMatchObject({ code: "provider.timeout" });
  });

  test("the total bounds headers and body", async () => {
    await expect(open().fetch(`${here}/never`, { totalMs: 50 })).rejects.toMatchObject({ code: "provider.timeout" });
    const answer = await open().fetch(`${here}/stall`, { totalMs: 100 });
    await expect(answer.arrayBuffer()).rejects.toMatchObject({ code: "provider.timeout" });
  });

  test("a slow host that is up is waited for, beyond connectMs", async () => {
    const controller = new AbortController();
    const pending = open().fetch(`${here}/never`, { connectMs: 20, signal: controller.signal });
    const first = await Promise.race([
      pending.then(
        () => "answered",
        () => "failed",
      ),
      Bun.sleep(200).then(() => "waiting"),
    ]);
    controller.abort(new Error("enough"));
    expect(first).toBe("waiting");
    await expect(pending).rejects.toThrow("enough");
  });

  test("a caller's abort is rethrown as it is, before and while the body runs", async () => {
    await expect(open().fetch(`${here}/echo`, { signal: AbortSignal.abort(new Error("mine")) })).rejects.toThrow("mine");
    const controller = new AbortController();
    const answer = await open().fetch(`${here}/stall`, { signal: controller.signal, idleMs: 5000 });
    const reading = answer.arrayBuffer();
    controller.abort(new Error("mine too"));
    await expect(reading).rejects.toThrow("mine too");
  });
});

describe("cut connections", () => {
  /** A server that speaks as raw bytes, then hangs up. */
  async function raw(says: string): Promise<{ url: string; server: Server }> {
    const listening = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => (says ? socket.end(says) : socket.destroy()));
    });
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, server: listening };
  }

  test("nobody listens: unreachable, whatever the method", async () => {
    const { url, server: gone } = await raw("");
    await new Promise((resolve) => gone.close(resolve));
    const outbound = createOutbound({ allowed: [url] });
    await expect(outbound.fetch(`${url}/?key=hunter2`, { method: "POST", body: "x" })).rejects.toMatchObject({ code: "provider.unreachable" });
    const error: Error = await outbound.fetch(`${url}/?key=hunter2`).then(
      () => new Error("answered"),
      (thrown) => thrown,
    );
    expect(error.message).not.toContain("hunter2");
  });

  test("hung up after the request left: known to be harmless for GET, unknown for POST", async () => {
    const { url, server: rude } = await raw("");
    const outbound = createOutbound({ allowed: [url] });
    await expect(outbound.fetch(url)).rejects.toMatchObject({ code: "provider.unreachable" });
    await expect(outbound.fetch(url, { method: "POST", body: "x" })).rejects.toMatchObject({ code: "provider.unknown_outcome" });
    rude.close();
  });

  test("hung up in the middle of the body: an error, never a short file", async () => {
    for (const says of ["HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nabc", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"]) {
      const { url, server: rude } = await raw(says);
      const answer = await createOutbound({ allowed: [url] }).fetch(url, { idleMs: 5000 });
      await expect(answer.arrayBuffer()).rejects.toMatchObject({ code: "provider.unreachable" });
      rude.close();
    }
  });
});

describe("addresses", () => {
  test("the next is tried where the first accepts nothing, and only then", async () => {
    const tried: (string | null)[] = [];
    const failing = (code: string) =>
      createOutbound({
        allowed: [],
        lookup: async () => ["8.8.8.8", "8.8.4.4"],
        send: async (_url, _init, address) => {
          tried.push(address);
          if (address === "8.8.8.8") throw Object.assign(new Error("no"), { code });
          return new Response("second");
        },
      });
    expect(await (await failing("ECONNREFUSED").fetch("http://two.example.org/")).text()).toBe("second");
    await expect(failing("ECONNRESET").fetch("http://two.example.org/", { method: "POST", body: "x" })).rejects.toMatchObject({
      code: "provider.unknown_outcome",
    });
    expect(tried).toEqual(["8.8.8.8", "8.8.4.4", "8.8.8.8"]);
  });

  test("http: the connection goes to the address, the name into Host, whatever the caller put there", async () => {
    const answer = await createSend()(new URL(`http://name.example:${other.port}/x`), { headers: { host: "evil.example" } }, "127.0.0.1");
    expect(((await answer.json()) as { headers: Record<string, string> }).headers.host).toBe(`name.example:${other.port}`);
  });

  test("https: the certificate is checked against the name and not the address", async () => {
    const secure = Bun.serve({ port: 0, hostname: "127.0.0.1", tls: { key: KEY, cert: CERTIFICATE }, fetch: echo });
    const send = createSend([CERTIFICATE]);
    const ask = (name: string, sender = send) => sender(new URL(`https://${name}:${secure.port}/`), {}, "127.0.0.1");
    expect(((await (await ask("pin.example")).json()) as { headers: Record<string, string> }).headers.host).toBe(`pin.example:${secure.port}`);
    await expect(ask("other.example")).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    expect((await ask("pin.example")).status).toBe(200);
    await expect(ask("other.example")).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    await expect(ask("pin.example", createSend())).rejects.toThrow();
    await secure.stop(true);
  });
});

// Self-signed for pin.example, valid until 2126, made for this test and used nowhere else.
const KEY = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIDArEhTLAbpeKKr4/PCX11AOR9yIMubfasm1YAwc7V/GoAoGCCqGSM49
AwEHoUQDQgAEAH0zDsIB8dcvgyZZv6YRt15S/GSkL4FmVLiw0Kn2bFMYtfuVRuWl
UmfY8wg53+62XEMo5vEyfh5nw9Y+o8JMeg==
-----END EC PRIVATE KEY-----
`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUCB6+DW41fYP+qjGcm3zcyqw63cAwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLcGluLmV4YW1wbGUwIBcNMjYxMTI0MDMzODEyWhgPMjEyNjEw
MzEwMzM4MTJaMBYxFDASBgNVBAMMC3Bpbi5leGFtcGxlMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEAH0zDsIB8dcvgyZZv6YRt15S/GSkL4FmVLiw0Kn2bFMYtfuV
RuWlUmfY8wg53+62XEMo5vEyfh5nw9Y+o8JMeqNrMGkwHQYDVR0OBBYEFE4xxBtz
38imwgjLzAWLN0WwiHMFMB8GA1UdIwQYMBaAFE4xxBtz38imwgjLzAWLN0WwiHMF
MA8GA1UdEwEB/wQFMAMBAf8wFgYDVR0RBA8wDYILcGluLmV4YW1wbGUwCgYIKoZI
zj0EAwIDSQAwRgIhALN6OB8GzCgd8ZNkhf4S1gUs77Xa2qrJkS47O+zGYJVsAiEA
sMqSS+3KNZaAU2tAVYD6rrt55RwcvHufaDpbgT8qEOM=
-----END CERTIFICATE-----
`;
