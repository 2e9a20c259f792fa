// Serves the built studio: the page for every path of its own, its files with long caching. Holds no secret, so it needs no key.
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

/** No script but our own files, nothing from other hosts, not in a frame. Inline styles are what positioned menus are made of. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Pages whose address ends in a name that may hold dots, as models' ids do. */
const NAMED = /^\/models\/./;

export function serveStudio(folder: string): (request: Request) => Promise<Response | null> {
  async function file(path: string): Promise<Response | null> {
    const full = normalize(join(folder, path));
    if (!full.startsWith(folder + sep)) return null;
    const bytes = await readFile(full).catch(() => null);
    if (!bytes) return null;
    const hashed = path.startsWith("/assets/");
    return new Response(bytes, {
      headers: {
        "content-type": TYPES[extname(full)] ?? "application/octet-stream",
        "cache-control": hashed ? "public, max-age=31536000, immutable" : "no-cache",
        "content-security-policy": POLICY,
      },
    });
  }

  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return null;
    let path: string;
    try {
      path = decodeURIComponent(new URL(request.url).pathname);
    } catch {
      return null;
    }
    if (extname(path) && !NAMED.test(path)) return file(path);
    return (
      (await file("/index.html")) ??
      new Response("The studio is not built yet: run npm run build, then start again.", { status: 503, headers: { "content-type": "text/plain" } })
    );
  };
}
