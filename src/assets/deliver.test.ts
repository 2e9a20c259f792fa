// Bytes over HTTP: ranges as RFC 9110 has them, ETags, and headers that keep a browser from running anything.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { deliver, matches, readRange, type DeliveryAsk } from "./deliver.ts";
import { cleanName, filenameOf, nameOfUrl } from "./names.ts";

const BYTES = new TextEncoder().encode("0123456789");
const ask = (headers: DeliveryAsk, filename = "fox.png") =>
  deliver(
    { etag: "abc", bytes: 10, type: "image/png", filename, open: async (range) => new Blob([BYTES.slice(range?.start ?? 0, range?.end)]).stream() },
    headers,
  );

describe("ranges", () => {
  for (const [range, status, body, contentRange] of [
    [null, 200, "0123456789", null],
    ["bytes=0-0", 206, "0", "bytes 0-0/10"],
    ["bytes=0-", 206, "0123456789", "bytes 0-9/10"],
    ["bytes=3-5", 206, "345", "bytes 3-5/10"],
    ["bytes=9-9", 206, "9", "bytes 9-9/10"],
    ["bytes=5-999", 206, "56789", "bytes 5-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=-999", 206, "0123456789", "bytes 0-9/10"],
    ["Bytes = 1 - 2", 206, "12", "bytes 1-2/10"],
    ["bytes=10-", 416, "", "bytes */10"],
    ["bytes=99-100", 416, "", "bytes */10"],
    ["bytes=-0", 416, "", "bytes */10"],
    ["bytes=5-3", 200, "0123456789", null],
    ["bytes=-", 200, "0123456789", null],
    ["bytes=a-b", 200, "0123456789", null],
    ["bytes=0-1,3-4", 200, "0123456789", null],
    ["lines=0-1", 200, "0123456789", null],
    ["bytes=1e1-", 200, "0123456789", null],
    ["bytes=0-99999999999999999999", 200, "0123456789", null],
    ["", 200, "0123456789", null],
  ] as const) {
    test(`${range} → ${status}`, async () => {
      const answer = await ask({ range });
      expect([answer.status, await answer.text(), answer.headers.get("content-range")]).toEqual([status, body, contentRange]);
      if (status !== 416) expect(answer.headers.get("content-length")).toBe(String(body.length));
      expect(answer.headers.get("accept-ranges")).toBe("bytes");
    });
  }

  test("a part that was begun from another version starts over", async () => {
    expect((await ask({ range: "bytes=3-5", ifRange: '"abc"' })).status).toBe(206);
    expect((await ask({ range: "bytes=3-5", ifRange: '"old"' })).status).toBe(200);
    expect((await ask({ range: "bytes=3-5", ifRange: "Tue, 24 Nov 2026 00:00:00 GMT" })).status).toBe(200);
  });

  test("whatever is asked, what is given lies inside", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.nat(50), fc.nat(50)).map(([a, b]) => `bytes=${a}-${b}`),
          fc.nat(50).map((n) => `bytes=-${n}`),
        ),
        fc.integer({ min: 1, max: 40 }),
        (header, size) => {
          const range = readRange(header, size);
          if (range === null || range === "unsatisfiable") return;
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.end).toBeGreaterThan(range.start);
          expect(range.end).toBeLessThanOrEqual(size);
        },
      ),
    );
  });
});

test("over a real connection the length is said, in whole and in part; a stream too long to hold is sent as it comes", async () => {
  const size = 6 * 1024 * 1024;
  const pieces = (from: number, to: number) =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        if (from >= to) return controller.close();
        const next = Math.min(to, from + 65536);
        controller.enqueue(new Uint8Array(next - from));
        from = next;
      },
    });
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) =>
      deliver(
        { etag: "abc", bytes: size, type: "video/mp4", filename: "a.mp4", open: async (range) => pieces(range?.start ?? 0, range?.end ?? size) },
        { range: request.headers.get("range") },
      ),
  });
  const part = await fetch(server.url, { headers: { range: "bytes=1000-3000999" } });
  expect([part.status, part.headers.get("content-length"), (await part.bytes()).length]).toEqual([206, "3000000", 3_000_000]);
  expect((await (await fetch(server.url)).bytes()).length).toBe(size);
  await server.stop(true);
});

describe("ETags", () => {
  test("who has it is not sent it again", async () => {
    for (const header of ['"abc"', 'W/"abc"', '"x", "abc"', "*"]) {
      const answer = await ask({ ifNoneMatch: header, range: "bytes=0-1" });
      expect([answer.status, await answer.text(), answer.headers.get("etag")]).toEqual([304, "", '"abc"']);
    }
    for (const header of ["", null, "abc", '"ab"', 'W/"x"']) expect(matches(header, "abc")).toBe(false);
  });
});

describe("headers", () => {
  test("no guessing, no running, no sharing", async () => {
    const { headers } = await ask({});
    expect(headers.get("content-type")).toBe("image/png");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe("sandbox");
    expect(headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
    expect(headers.get("content-disposition")).toBe(`inline; filename="fox.png"; filename*=UTF-8''fox.png`);
    expect((await ask({ download: true })).headers.get("content-disposition")).toStartWith("attachment;");
  });

  test("no name breaks out of its header", async () => {
    for (const name of ['a"; filename="evil.exe', "a\\b.png", "füchse 🦊.png", "a%0d%0aSet-Cookie: x", "it's (1)*.png", "\uD800.png"]) {
      const header = (await ask({}, name)).headers.get("content-disposition")!;
      expect(header).toMatch(/^inline; filename="[^"\\%;]*"; filename\*=UTF-8''[A-Za-z0-9%._~!&+-]*$/);
      expect(decodeURIComponent(header.split("''")[1]!)).toBe(name.toWellFormed());
    }
  });
});

describe("names", () => {
  test("lose their folders and what cannot be seen", () => {
    for (const [name, clean] of [
      ["../../etc/passwd", "passwd"],
      ["C:\\fox\\red.png", "red.png"],
      ["..", null],
      [".htaccess", "htaccess"],
      ["a\r\nb\0.png", "ab.png"],
      ["fox\u202Egpj.exe", "foxgpj.exe"],
      ["  ", null],
      [null, null],
      ["x".repeat(500), "x".repeat(100)],
      ["🦊".repeat(200), "🦊".repeat(100)],
      ["e\u0301.png", "é.png"],
    ] as const)
      expect(cleanName(name)).toBe(clean);
    expect(nameOfUrl("https://example.com/a/b%20c.png?token=secret#x")).toBe("b c.png");
    expect(nameOfUrl("https://example.com/%E0%A4%A")).toBeNull();
    expect(nameOfUrl("https://example.com/")).toBeNull();
  });

  test("end as what they are", () => {
    for (const [name, type, filename] of [
      ["fox.png", "image/png", "fox.png"],
      ["fox.html", "image/png", "fox.png"],
      ["fox.JPEG", "image/jpeg", "fox.JPEG"],
      ["v1.2 final", "audio/wav", "v1.2 final.wav"],
      [null, "video/mp4", "openoak-ast_1.mp4"],
      [".png", "image/webp", ".png.webp"],
    ] as const)
      expect(filenameOf(name, "ast_1", type)).toBe(filename);
  });
});
