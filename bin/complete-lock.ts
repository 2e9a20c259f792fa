// After `npm install`: writes into package-lock.json the optional packages of other platforms that npm left out, without which `npm ci` refuses the whole file.
// npm drops them where a registry does not have them, or where node_modules was there already. Not needed to run anything.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Entry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}
export interface Lock {
  packages: Record<string, Entry>;
}

const SYSTEMS = ["android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

/** Where npm would look for a package that `from` depends on; undefined where the lock has none. */
function place(lock: Lock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const path = `${folder ? `${folder}/` : ""}node_modules/${name}`;
    if (path in lock.packages) return path;
    if (folder === "") return undefined;
    if (!folder.includes("/node_modules/")) folder = "";
  }
}

/** Every optional dependency that has no entry of its own: its name, its version, and whether it is for development only. */
export function missingOptionals(lock: Lock): { name: string; version: string; dev: boolean }[] {
  return Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => place(lock, path, name) === undefined)
      .map(([name, version]) => ({ name, version, dev: entry.dev ?? false })),
  );
}

/** An entry as npm would have written it; what it runs on follows from its name. */
function entryFor({ name, version, dev }: { name: string; version: string; dev: boolean }): Entry {
  const words = name.split("/").at(-1)!.split("-");
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc = os[0] === "linux" ? [words.some((word) => word.startsWith("musl")) ? "musl" : "glibc"] : undefined;
  return {
    version,
    ...(dev ? { dev } : {}),
    optional: true,
    ...(cpu.length ? { cpu } : {}),
    ...(os.length ? { os } : {}),
    ...(libc ? { libc } : {}),
  };
}

if (import.meta.main) {
  const path = join(import.meta.dir, "..", "package-lock.json");
  const lock: Lock = JSON.parse(readFileSync(path, "utf8"));
  const missing = missingOptionals(lock).filter(({ version }) => /^\d/.test(version));
  for (const each of missing) lock.packages[`node_modules/${each.name}`] = entryFor(each);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${missing.length} added`);
}
