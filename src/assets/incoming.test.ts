// Uploads and URLs, end to end: forms in any number of pieces, raw bytes, bounds, and servers that are allowed or not.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBlobs } from "../blobs/blobs.ts";
import { testClock } from "../clock.ts";
import { openDb } from "../db/db.ts";
import { migrate } from "../db/migrate.ts";
import { createOutbound } from "../outbound/outbound.ts";
import { createAssets } from "./assets.ts";
import { receiveUpload } from "./incoming.ts";
import { picture, streamOf, wav } from "./samples.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "oak-incoming-"));
const clock = testClock();
const db = await openDb("sqlite::memory:", { clock });
await migrate(db, "migrations", clock);
const blobs = await openBlobs("memory:");
const png = await picture("png");
const ORG = "org_a";
let server: ReturnType<typeof Bun.serve>;
let here = "";

beforeAll(() => {
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      const url = new URL(request.url);
      if (url.pathname === "/missing.png") return new Response("no", { status: 404 });
      if (url.pathname === "/page.png") return new Response("<html>", { headers: { "content-type": "image/png" } });
      if (url.pathname === "/away") return Response.redirect("http://169.254.169.254/latest");
      return new Response(png, { headers: { "content-type": "text/html" } });
    },
  });
  here = `http://127.0.0.1:${server.port}`;
});

afterAll(async () => {
  server.stop(true);
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = (allowed: string[] = []) =>
  createAssets({ db, blobs, outbound: createOutbound({ allowed }), clock, tmpDir: join(folder, "tmp"), ffmpeg: null });
const post = (body: BodyInit, headers: Record<string, string> = {}) => new Request("http://oak/v1/assets", { method: "POST", body, headers });
const form = (fields: Record<string, string | Blob>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};
const bytesOf = async (id: string) => (await open().content(ORG, id)).bytes();

describe("uploads", () => {
  test("the bytes alone, whatever they are said to be", async () => {
    for (const type of ["image/png", "application/octet-stream", "text/html", "application/x-something"]) {
      const kept = await open().fromUpload(ORG, post(png, { "content-type": type }), "fox.png");
      expect(kept).toMatchObject({ kind: "image", type: "image/png", origin: "uploaded", name: "fox.png" });
      expect(await bytesOf(kept.id)).toEqual(png);
    }
  });

  test("a form, with the file's own name or one that is given", async () => {
    expect(await open().fromUpload(ORG, post(form({ file: new File([png], "Füchse.png", { type: "text/html" }) })))).toMatchObject({
      type: "image/png",
      name: "Füchse.png",
    });
    expect(await open().fromUpload(ORG, post(form({ name: "fox", file: new File([png], "x.png") })))).toMatchObject({ name: "fox" });
    expect(await open().fromUpload(ORG, post(form({ file: new File([png], "x.png") })), "by query")).toMatchObject({ name: "by query" });
    expect(await open().fromUpload(ORG, post(form({ file: new File([wav()], "../../x.wav") })))).toMatchObject({ kind: "audio", name: "x.wav" });
  });

  test("what cannot be taken says why", async () => {
    const multipart = "multipart/form-data; boundary=x";
    const part = (headers: string, body = "b") => `--x\r\n${headers}\r\n\r\n${body}\r\n--x--\r\n`;
    for (const [request, code, field] of [
      [post("{}", { "content-type": "application/json" }), "request.media_type", "Content-Type"],
      [post("a=b", { "content-type": "application/x-www-form-urlencoded" }), "request.media_type", "Content-Type"],
      [post("x", { "content-type": "multipart/mixed; boundary=x" }), "request.media_type", "Content-Type"],
      [new Request("http://oak/", { method: "POST" }), "request.malformed", "file"],
      [post("hello", { "content-type": "image/png" }), "asset.unreadable", null],
      [post(png, { "content-length": String(2 ** 40) }), "request.too_large", null],
      [post("x", { "content-type": "multipart/form-data" }), "request.malformed", null],
      [post("no boundary here", { "content-type": multipart }), "request.malformed", null],
      [post("--x\r\n", { "content-type": multipart }), "request.malformed", null],
      [post("--x--\r\n", { "content-type": multipart }), "request.invalid", "file"],
      [post(part("Content-Type: image/png"), { "content-type": multipart }), "request.malformed", null],
      [
        post(part('Content-Disposition: form-data; name="file"; filename="a"').slice(0, -9), { "content-type": multipart }),
        "request.malformed",
        null,
      ],
      [post(part(`X: ${"y".repeat(20_000)}`), { "content-type": multipart }), "request.malformed", null],
      [post("z".repeat(100_000), { "content-type": multipart }), "request.malformed", null],
      [post(part('Content-Disposition: form-data; name="name"', "n".repeat(1000)), { "content-type": multipart }), "request.malformed", null],
      [post(form({ name: "fox" })), "request.invalid", "file"],
      [post(form({ purpose: "x", file: new File([png], "x") })), "request.invalid", "purpose"],
      [
        post(
          (() => {
            const two = form({ file: new File([png], "a") });
            two.append("file", new File([png], "b"));
            return two;
          })(),
        ),
        "request.invalid",
        "file",
      ],
    ] as const) {
      await expect(open().fromUpload(ORG, request)).rejects.toMatchObject({ code, field });
    }
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
  });

  test("a form is the same however it is cut into pieces, also when the file holds half a boundary", async () => {
    const boundary = "----frontier";
    const piece = fc.oneof(
      fc.constantFrom("\r\n", "\r\n--", "--", `\r\n--${boundary.slice(0, 8)}`, `--${boundary}`, "\r", "\n", "x"),
      fc.string({ maxLength: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 40 }), fc.boolean(), async (pieces, cut, last) => {
        // What is taken out may bring two halves of the boundary together, so it is taken out until none is left.
        let content = pieces.join("");
        while (content.includes(`\r\n--${boundary}`)) content = content.replaceAll(`\r\n--${boundary}`, "");
        const file = `--${boundary}\r\ncontent-disposition: form-data; name=file; filename="a \\"b\\".txt"\r\n\r\n${content}\r\n`;
        const name = `--${boundary}\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name="name"\r\n\r\nfox\r\n`;
        const body = new TextEncoder().encode(`${last ? name + file : file + name}--${boundary}--`);
        const request = post(streamOf(body, cut), { "content-type": `multipart/form-data; boundary="${boundary}"` });
        const received = await receiveUpload(request, async (source) => {
          const parts: Uint8Array[] = [];
          for await (const part of source as AsyncGenerator<Uint8Array>) parts.push(Uint8Array.from(part));
          return Buffer.concat(parts).toString();
        });
        expect(received).toEqual({ taken: Buffer.from(content).toString(), name: "fox" });
      }),
      { numRuns: 200 },
    );
  });

  test("a large file passes through without being held", async () => {
    const chunk = new Uint8Array(1 << 20);
    let sent = 0;
    let most = 0;
    let taken = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (sent++ === 64) controller.close();
          else controller.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
    await receiveUpload(post(body, { "content-type": "video/mp4" }), async (source) => {
      for await (const _ of source as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) most = Math.max(most, sent - ++taken);
    });
    expect(taken).toBe(64);
    expect(most).toBeLessThan(8);
  });
});

describe("URLs", () => {
  test("of an allowed server are fetched, under their own name, by their bytes", async () => {
    const kept = await open([here]).fromUrl(ORG, `${here}/pictures/red%20fox.png?token=secret`);
    expect(kept).toMatchObject({ kind: "image", type: "image/png", origin: "fetched", name: "red fox.png" });
    expect(JSON.stringify(kept)).not.toContain("secret");
    expect(JSON.stringify(kept)).not.toContain("127.0.0.1");
    expect(await bytesOf(kept.id)).toEqual(png);
  });

  test("are refused where the server is not allowed, and where it leads to one", async () => {
    await expect(open().fromUrl(ORG, `${here}/fox.png`)).rejects.toMatchObject({ code: "request.url_refused" });
    await expect(open([here]).fromUrl(ORG, `${here}/away`)).rejects.toMatchObject({ code: "request.url_refused" });
    await expect(open([here]).fromUrl(ORG, "file:///etc/passwd")).rejects.toMatchObject({ code: "request.url_refused" });
    await expect(open([here]).fromUrl(ORG, "ftp://example.com/a.png")).rejects.toMatchObject({ code: "request.url_refused" });
  });

  test("that give no file are unreadable", async () => {
    await expect(open([here]).fromUrl(ORG, `${here}/missing.png`)).rejects.toThrow("404");
    await expect(open([here]).fromUrl(ORG, `${here}/page.png`)).rejects.toMatchObject({ code: "asset.unreadable" });
    const large = createServer((socket) =>
      socket.on("error", () => {}).once("data", () => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${2 ** 40}\r\n\r\nabc`)),
    );
    await new Promise<void>((resolve) => large.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(large.address() as AddressInfo).port}`;
    await expect(open([url]).fromUrl(ORG, `${url}/large.png`)).rejects.toMatchObject({ code: "request.too_large" });
    large.close();
  });

  test("data: URLs are unpacked", async () => {
    const kept = await open().fromUrl(ORG, `data:image/png;base64,${Buffer.from(png).toString("base64")}`);
    expect(kept).toMatchObject({ type: "image/png", origin: "uploaded", name: null });
    await expect(open().fromUrl(ORG, "data:image/png;base64,!!!")).rejects.toMatchObject({ code: "request.url_refused" });
    await expect(open().fromUrl(ORG, "data:text/html,<script>")).rejects.toMatchObject({ code: "request.url_refused" });
    await expect(open().fromUrl(ORG, "data:image/png;base64,aGVsbG8=")).rejects.toMatchObject({ code: "asset.unreadable" });
  });
});
